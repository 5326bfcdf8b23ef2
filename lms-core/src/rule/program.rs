//! The flat program that rules become: conditions over words of fact bits.
//!
//! Every question has two bits: *certainly true* and *possibly true*. Unknown is possibly but not certainly true. A
//! question's bits lie at the same place of two neighbouring words, the even word for *certainly*. Negation is pushed
//! down to the questions, where it swaps the two: `not q` is certainly true when `q` is not possibly true. What is left
//! is monotone, so that a rule is certainly true when its program holds over the certain bits, and possibly true when it
//! holds with every word exchanged for its neighbour.

use crate::verdict::Truth;

/// How the parts of a node make its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Operator {
    All,
    Any,
    AtLeast(u32),
}

/// Some bits of one word. In an odd word they count when they are not set (see the module).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) mask: u64,
    pub(crate) word: u32,
}

/// An operator over terms and over the nodes that follow it, in preorder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) operator: Operator,
    pub(crate) first_term: u32,
    pub(crate) terms: u32,
    /// How many nodes it is long, itself included.
    pub(crate) size: u32,
}

/// The programs of all rules.
#[derive(Debug, Clone, Default)]
pub(crate) struct Program {
    pub(crate) nodes: Vec<Node>,
    pub(crate) terms: Vec<Term>,
}

/// Which of the two bits a pass reads.
const CERTAIN: usize = 0;
const POSSIBLE: usize = 1;

/// The words that a program reads.
pub(crate) trait Words {
    fn word(&self, index: usize) -> u64;
}

impl Words for [u64] {
    #[inline(always)]
    fn word(&self, index: usize) -> u64 {
        self.get(index).copied().unwrap_or_default()
    }
}

impl Term {
    #[inline(always)]
    fn bits<const PASS: usize, W: Words + ?Sized>(self, words: &W) -> u64 {
        let flip = u64::from(self.word & 1).wrapping_neg();
        (words.word(self.word as usize ^ PASS) ^ flip) & self.mask
    }
}

impl Program {
    pub(crate) fn terms_of(&self, node: Node) -> &[Term] {
        let first = node.first_term as usize;
        self.terms
            .get(first..first.wrapping_add(node.terms as usize))
            .unwrap_or_default()
    }

    /// The truth of the rule whose program begins at a node. Its root is always an `All`.
    ///
    /// Runs over the certain bits as far as they hold; only from the first part that does not is the rest asked whether
    /// it could still be true. Linear in the words that the rule reads, with no allocation.
    #[inline]
    pub(crate) fn truth<W: Words + ?Sized>(&self, root: u32, words: &W) -> Truth {
        let root = root as usize;
        let Some(&node) = self.nodes.get(root) else {
            return Truth::Unknown;
        };
        let mut terms = self.terms_of(node).iter();
        let mut possible = true;
        let mut certain = true;
        for term in terms.by_ref() {
            if term.bits::<CERTAIN, W>(words) != term.mask {
                certain = false;
                possible = term.bits::<POSSIBLE, W>(words) == term.mask;
                break;
            }
        }
        possible = possible && terms.all(|term| term.bits::<POSSIBLE, W>(words) == term.mask);
        if !possible {
            return Truth::False;
        }
        let end = root.wrapping_add(node.size as usize);
        let mut child = root.wrapping_add(1);
        while child < end {
            let size = self.nodes.get(child).map_or(1, |node| node.size);
            if certain && !self.holds::<CERTAIN, W>(child, words) {
                certain = false;
            }
            if !certain && !self.holds::<POSSIBLE, W>(child, words) {
                return Truth::False;
            }
            child = child.wrapping_add(size as usize);
        }
        if certain { Truth::True } else { Truth::Unknown }
    }

    /// Whether a node holds over one of the two bits. Recursion is bounded by the depth of an expanded rule.
    fn holds<const PASS: usize, W: Words + ?Sized>(&self, at: usize, words: &W) -> bool {
        let Some(&node) = self.nodes.get(at) else {
            return false;
        };
        let terms = self.terms_of(node);
        let end = at.wrapping_add(node.size as usize);
        let mut child = at.wrapping_add(1);
        let mut next = || {
            (child < end).then(|| {
                let this = child;
                let size = self.nodes.get(child).map_or(1, |node| node.size);
                child = child.wrapping_add(size as usize);
                self.holds::<PASS, W>(this, words)
            })
        };
        match node.operator {
            Operator::All => {
                terms
                    .iter()
                    .all(|term| term.bits::<PASS, W>(words) == term.mask)
                    && core::iter::from_fn(next).all(|holds| holds)
            }
            Operator::Any => {
                terms.iter().any(|term| term.bits::<PASS, W>(words) != 0)
                    || core::iter::from_fn(next).any(|holds| holds)
            }
            Operator::AtLeast(need) => {
                let mut count = 0_u32;
                for term in terms {
                    count = count.wrapping_add(term.bits::<PASS, W>(words).count_ones());
                }
                while count < need {
                    match next() {
                        Some(holds) => count = count.wrapping_add(u32::from(holds)),
                        None => return false,
                    }
                }
                true
            }
        }
    }
}

/// A condition with negation pushed down to its questions, on its way into a program.
#[derive(Debug, Clone)]
pub(crate) enum Plain {
    Literal { question: u32, negated: bool },
    Group(Operator, Vec<Self>),
}

impl Program {
    /// Writes a condition and gives the place of its root.
    pub(crate) fn write(&mut self, condition: Plain) -> u32 {
        let parts = match condition {
            Plain::Group(Operator::All, parts) => parts,
            other => vec![other],
        };
        let root = self.nodes.len();
        self.node(Operator::All, parts);
        u32::try_from(root).unwrap_or(u32::MAX)
    }

    fn node(&mut self, operator: Operator, parts: Vec<Plain>) {
        let place = self.nodes.len();
        let (mut literals, mut groups) = (Vec::new(), Vec::new());
        sort(operator, parts, &mut literals, &mut groups);
        let first_term = self.terms.len();
        merge(operator, literals, &mut self.terms);
        let count = self.terms.len().saturating_sub(first_term);
        self.nodes.push(Node {
            operator,
            first_term: u32::try_from(first_term).unwrap_or(u32::MAX),
            terms: u32::try_from(count).unwrap_or(u32::MAX),
            size: 1,
        });
        for (operator, parts) in groups {
            self.node(operator, parts);
        }
        let size = self.nodes.len().saturating_sub(place);
        if let Some(node) = self.nodes.get_mut(place) {
            node.size = u32::try_from(size).unwrap_or(u32::MAX);
        }
    }
}

/// Tells literals (word and bit) from groups, and takes in groups of the same operator.
fn sort(
    operator: Operator,
    parts: Vec<Plain>,
    literals: &mut Vec<(u32, u64)>,
    groups: &mut Vec<(Operator, Vec<Plain>)>,
) {
    for part in parts {
        match part {
            Plain::Literal { question, negated } => {
                let word = (question / 64).wrapping_mul(2) | u32::from(negated);
                literals.push((word, 1_u64 << (question % 64)));
            }
            Plain::Group(inner, parts)
                if inner == operator && !matches!(operator, Operator::AtLeast(_)) =>
            {
                sort(operator, parts, literals, groups);
            }
            Plain::Group(inner, parts) => groups.push((inner, parts)),
        }
    }
}

/// Puts literals of one word into one term.
fn merge(operator: Operator, mut literals: Vec<(u32, u64)>, terms: &mut Vec<Term>) {
    literals.sort_unstable();
    let first = terms.len();
    // A count must count a condition as often as it is written, so a bit that is there already takes a new term.
    let counts = matches!(operator, Operator::AtLeast(_));
    for (word, bit) in literals {
        match terms.get_mut(first..).and_then(<[Term]>::last_mut) {
            Some(term) if term.word == word && !(counts && term.mask & bit != 0) => {
                term.mask |= bit;
            }
            _ => terms.push(Term { mask: bit, word }),
        }
    }
}
