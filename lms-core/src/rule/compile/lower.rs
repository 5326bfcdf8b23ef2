//! From the outlines of rules to their programs: references put in, negation pushed down to the questions.

use super::outline::{Ask, Outline};
use crate::rule::program::{Node, Operator, Program, Term};
use crate::rule::rule_set::Mention;

/// A condition of an outline as the program sees it.
enum Plain {
    Literal {
        question: u32,
        negated: bool,
    },
    /// An operator over the children of a line, each of them negated or not.
    Group(Group),
}

#[derive(Debug, Clone, Copy)]
struct Group {
    operator: Operator,
    line: u32,
    negated: bool,
}

/// What was written.
pub(crate) struct Written {
    pub(crate) program: Program,
    /// Each question with each [`Mention`] of it, in the order of the rules.
    pub(crate) mentions: Vec<(u32, u32)>,
    /// How many questions each rule asks.
    pub(crate) asks: Vec<u32>,
}

/// Writes programs. What it needs on the way is kept from rule to rule.
pub(crate) struct Writer<'o> {
    outline: &'o Outline,
    outlines: &'o [u32],
    program: Program,
    /// How many rules were written.
    rules: u32,
    /// How many questions each of them asks, and so far the one that is being written.
    asks: Vec<u32>,
    asked: u32,
    /// Each question with each [`Mention`] of it, in the order of the rules.
    mentions: Vec<(u32, u32)>,
    /// For each question, the rule that mentioned it last, straight and negated.
    seen: Vec<[u32; 2]>,
    /// The literals of the groups that are being written, the inner ones last: each its word, and its bit in the six lowest
    /// bits, so that they sort as numbers.
    literals: Vec<u32>,
    groups: Vec<Group>,
}

impl<'o> Writer<'o> {
    /// `outlines` are the first lines of all rules, in which so many questions are asked.
    pub(crate) fn new(outline: &'o Outline, outlines: &'o [u32], questions: usize) -> Self {
        Self {
            outline,
            outlines,
            program: Program {
                nodes: Vec::with_capacity(outlines.len().saturating_mul(4)),
                terms: Vec::with_capacity(outline.lines.len()),
            },
            rules: 0,
            asks: Vec::with_capacity(outlines.len()),
            asked: 0,
            mentions: Vec::with_capacity(outline.lines.len()),
            seen: vec![[u32::MAX; 2]; questions],
            literals: Vec::new(),
            groups: Vec::new(),
        }
    }

    pub(crate) fn finish(self) -> Written {
        Written {
            program: self.program,
            mentions: self.mentions,
            asks: self.asks,
        }
    }

    /// Writes the next rule, which begins at a line, and gives the place of its root: always an `All`.
    pub(crate) fn rule(&mut self, line: u32) -> u32 {
        let root = u32::try_from(self.program.nodes.len()).unwrap_or(u32::MAX);
        let marks = (self.literals.len(), self.groups.len());
        self.take(Operator::All, line, false);
        self.write(Operator::All, marks);
        self.rules = self.rules.saturating_add(1);
        self.asks.push(core::mem::take(&mut self.asked));
        root
    }

    fn mention(&mut self, question: u32, negated: bool) {
        if let Some([straight, turned]) = self.seen.get_mut(question as usize) {
            let is_new = *straight != self.rules && *turned != self.rules;
            self.asked = self.asked.wrapping_add(u32::from(is_new));
            let seen = if negated { turned } else { straight };
            if *seen != self.rules {
                *seen = self.rules;
                self.mentions
                    .push((question, Mention::of(self.rules, negated)));
            }
        }
    }

    /// Takes a condition into a group: a literal, what stands in a group of the same operator, or another group.
    fn take(&mut self, operator: Operator, line: u32, negated: bool) {
        match self.plain(line, negated) {
            Plain::Literal { question, negated } => self.literal(question, negated),
            Plain::Group(inner) if is_taken_in(operator, inner.operator) => {
                self.take_children(operator, inner);
            }
            Plain::Group(inner) => self.groups.push(inner),
        }
    }

    /// Recursion is bounded by the limits on expanded rules.
    fn take_children(&mut self, operator: Operator, group: Group) {
        let outline = self.outline;
        let mut at = group.line.saturating_add(1);
        let mut lines = outline.of(group.line).get(1..).unwrap_or_default();
        while let Some(line) = lines.first() {
            if let Ask::Question(question) = line.ask {
                self.literal(question, group.negated);
            } else {
                self.take(operator, at, group.negated);
            }
            at = at.saturating_add(line.size);
            lines = lines.get(line.size as usize..).unwrap_or_default();
        }
    }

    #[inline]
    fn literal(&mut self, question: u32, negated: bool) {
        self.mention(question, negated);
        // The limits on definitions keep the number of questions far below 2^31.
        let word = (question / 64).wrapping_mul(2) | u32::from(negated);
        self.literals.push(word.wrapping_mul(64) | (question % 64));
    }

    /// Writes a node with what was taken since the marks.
    fn write(&mut self, operator: Operator, (literals, groups): (usize, usize)) {
        let nodes = &mut self.program.nodes;
        let place = nodes.len();
        let first_term = self.program.terms.len();
        merge(
            operator,
            self.literals.get_mut(literals..).unwrap_or_default(),
            &mut self.program.terms,
        );
        self.literals.truncate(literals);
        let count = self.program.terms.len().saturating_sub(first_term);
        nodes.push(Node {
            operator,
            first_term: u32::try_from(first_term).unwrap_or(u32::MAX),
            terms: u32::try_from(count).unwrap_or(u32::MAX),
            size: 1,
        });
        let mut next = groups;
        let end = self.groups.len();
        while let Some(&group) = self.groups.get(next..end).and_then(<[Group]>::first) {
            next = next.saturating_add(1);
            let marks = (self.literals.len(), self.groups.len());
            self.take_children(group.operator, group);
            self.write(group.operator, marks);
        }
        self.groups.truncate(groups);
        let size = self.program.nodes.len().saturating_sub(place);
        if let Some(node) = self.program.nodes.get_mut(place) {
            node.size = u32::try_from(size).unwrap_or(u32::MAX);
        }
    }

    /// What stands at a line, behind references, negations and disclosures.
    fn plain(&self, mut at: u32, mut negated: bool) -> Plain {
        loop {
            let ask = self.outline.lines.get(at as usize).map(|line| line.ask);
            let (operator, children) = match ask {
                Some(Ask::Question(question)) => return Plain::Literal { question, negated },
                Some(Ask::Rule(rule)) => {
                    at = self
                        .outlines
                        .get(rule as usize)
                        .copied()
                        .unwrap_or(u32::MAX);
                    continue;
                }
                Some(ask @ (Ask::Not | Ask::Disclosed)) => {
                    negated ^= ask == Ask::Not;
                    at = at.saturating_add(1);
                    continue;
                }
                Some(Ask::All) if negated => (Operator::Any, true),
                Some(Ask::All) => (Operator::All, false),
                Some(Ask::Any) if negated => (Operator::All, true),
                Some(Ask::Any) | None => (Operator::Any, false),
                Some(Ask::None) if negated => (Operator::Any, false),
                Some(Ask::None) => (Operator::All, true),
                Some(Ask::AtLeast(count)) => (self.at_least(count, at, negated), negated),
            };
            return Plain::Group(Group {
                operator,
                line: at,
                negated: children,
            });
        }
    }

    /// Fewer than n of m are met when at least m - n + 1 are not.
    fn at_least(&self, count: u32, at: u32, negated: bool) -> Operator {
        let all = u32::try_from(self.outline.children(at).count()).unwrap_or(u32::MAX);
        let need = if negated {
            all.saturating_sub(count).saturating_add(1)
        } else {
            count
        };
        match need {
            1 => Operator::Any,
            need if need == all => Operator::All,
            need => Operator::AtLeast(need),
        }
    }
}

/// Whether a group can be taken into the one around it.
fn is_taken_in(outer: Operator, inner: Operator) -> bool {
    inner == outer && !matches!(outer, Operator::AtLeast(_))
}

/// Puts literals of one word into one term.
fn merge(operator: Operator, literals: &mut [u32], terms: &mut Vec<Term>) {
    literals.sort_unstable();
    let first = terms.len();
    // A count must count a condition as often as it is written, so a bit that is there already takes a new term.
    let counts = matches!(operator, Operator::AtLeast(_));
    for &literal in &*literals {
        let (word, bit) = (literal / 64, 1_u64 << (literal % 64));
        match terms.get_mut(first..).and_then(<[Term]>::last_mut) {
            Some(term) if term.word == word && !(counts && term.mask & bit != 0) => {
                term.mask |= bit;
            }
            _ => terms.push(Term { mask: bit, word }),
        }
    }
}
