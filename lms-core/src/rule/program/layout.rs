//! Lays out the code of rules, from the conditions of their groups.

use super::Operator;
use super::code::{Code, Extent, Op};

/// A question in a group, straight or negated: its word, and its bit in the six lowest bits, so that the literals of one word
/// stand together when they are sorted as numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Literal(u32);

impl Literal {
    #[inline]
    pub(crate) fn of(question: u32, negated: bool) -> Self {
        // The limits on definitions keep the number of questions far below 2^31.
        let word = (question / 64).wrapping_mul(2) | u32::from(negated);
        Self(word.wrapping_mul(64) | (question % 64))
    }

    #[inline]
    fn word(self) -> u32 {
        self.0 / 64
    }

    #[inline]
    fn bit(self) -> u64 {
        1 << (self.0 % 64)
    }
}

/// Code while it is laid out, rule by rule: first the literals of a rule, then its groups, each begun and ended around the
/// groups in it. Takes literals sorted.
pub(crate) struct Layout<'b> {
    code: Code,
    /// The words of a learner about whom nothing is known.
    blank: &'b [u64],
    /// Of the rule that is laid out, where it starts, and the groups, which come after the counts.
    start: usize,
    groups: Vec<Op>,
    /// Terms put aside while those of a group are laid out.
    open: Vec<Op>,
}

impl<'b> Layout<'b> {
    /// Room for so many rules and ops.
    pub(crate) fn new(rules: usize, ops: usize, blank: &'b [u64]) -> Self {
        Self {
            code: Code {
                ops: Vec::with_capacity(ops),
                rules: Vec::with_capacity(rules),
            },
            blank,
            start: 0,
            groups: Vec::new(),
            open: Vec::new(),
        }
    }

    pub(crate) fn finish(mut self) -> Code {
        self.code.ops.shrink_to_fit();
        self.code
    }

    /// Begins a rule with the literals that must all hold.
    pub(crate) fn begin_rule(&mut self, literals: &[Literal]) {
        self.start = self.code.ops.len();
        let ops = &mut self.code.ops;
        lay(Operator::All, literals, self.blank, ops, &mut self.open);
        let first = ops.get(self.start).copied();
        self.code.rules.push(Extent {
            first: first.unwrap_or_default(),
            start: number(self.start),
            length: 0,
            groups: 0,
        });
    }

    /// Lays out a group right below the rule as a count, when it asks for one or two of the bits of one word.
    pub(crate) fn count(&mut self, operator: Operator, literals: &[Literal]) -> bool {
        let need = match operator {
            Operator::All => return false,
            Operator::Any => 1,
            Operator::AtLeast(need) => need,
        };
        let word = match literals {
            [first, .., last] if first.word() != last.word() => return false,
            [first, ..] => first.word(),
            [] => return false,
        };
        let mask = literals.iter().fold(0, |mask, one| mask | one.bit());
        let bits = mask.count_ones();
        // A count must count a condition as often as it is written.
        let is_repeated = bits as usize != literals.len();
        if (is_repeated && operator != Operator::Any) || !(1..=2.min(bits)).contains(&need) {
            return false;
        }
        let op = term(word, mask);
        let more = op.more | need.wrapping_mul(2);
        self.code.ops.push(Op { more, ..op });
        true
    }

    /// Begins a group with its literals. The groups in it follow, until [`Self::end_group`] is told the place that this gives.
    pub(crate) fn begin_group(&mut self, operator: Operator, literals: &[Literal]) -> usize {
        let place = self.groups.len();
        self.groups.push(Op {
            mask: match operator {
                Operator::All => 0,
                Operator::Any => 1,
                Operator::AtLeast(need) => u64::from(need),
            },
            word: 0,
            more: 0,
        });
        let ops = &mut self.groups;
        lay(operator, literals, self.blank, ops, &mut self.open);
        let terms = number(ops.len().saturating_sub(place).saturating_sub(1));
        if let Some(head) = ops.get_mut(place) {
            head.word = terms;
        }
        place
    }

    pub(crate) fn end_group(&mut self, place: usize) {
        let length = number(self.groups.len().saturating_sub(place));
        if let Some(head) = self.groups.get_mut(place) {
            head.more = length;
        }
    }

    pub(crate) fn end_rule(&mut self) {
        let groups = self.code.ops.len().saturating_sub(self.start);
        self.code.ops.append(&mut self.groups);
        let length = self.code.ops.len().saturating_sub(self.start);
        if let Some(extent) = self.code.rules.last_mut() {
            (extent.groups, extent.length) = (number(groups), number(length));
        }
    }
}

/// Lays out literals as terms, those of one word in one. `open` is empty, and is so again afterwards.
fn lay(
    operator: Operator,
    literals: &[Literal],
    blank: &[u64],
    ops: &mut Vec<Op>,
    open: &mut Vec<Op>,
) {
    // A count must count a condition as often as it is written, so a bit that is there already takes a new term.
    let counts = matches!(operator, Operator::AtLeast(_));
    // First what is false without facts, for it decides; and questions are numbered as rules name them first, so that
    // the fewest rules, and the fewest learners, share the last.
    let mut put = |op: Op| {
        let possible = blank.get(op.word as usize | 1);
        let is_closed = op.more == 1 && possible.is_some_and(|word| word & op.mask != op.mask);
        if is_closed {
            ops.push(op);
        } else {
            open.push(op);
        }
    };
    let mut rest = literals.iter().rev();
    let Some(last) = rest.next() else { return };
    let mut op = term(last.word(), last.bit());
    for literal in rest {
        let (word, bit) = (literal.word(), literal.bit());
        if op.word == word && !(counts && op.mask & bit != 0) {
            op.mask |= bit;
        } else {
            put(op);
            op = term(word, bit);
        }
    }
    put(op);
    ops.append(open);
}

#[inline]
fn term(word: u32, mask: u64) -> Op {
    Op {
        mask,
        word,
        more: (word & 1) ^ 1,
    }
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
