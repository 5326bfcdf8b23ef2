//! The flat program that rules become: conditions over words of fact bits.
//!
//! Every question has two bits: *certainly true* and *possibly true*. Unknown is possibly but not certainly true. A
//! question's bits lie at the same place of two neighbouring words, the even word for *certainly*. Negation is pushed
//! down to the questions, where it swaps the two: `not q` is certainly true when `q` is not possibly true. What is left
//! is monotone, so that a rule is certainly true when its program holds over the certain bits, and possibly true when it
//! holds with every word exchanged for its neighbour.

use core::cmp::Reverse;

use super::code::{Code, Words};
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
    /// The same, laid out for one learner at a time.
    code: Code,
}

impl Program {
    #[inline]
    pub(crate) fn terms_of(&self, node: Node) -> &[Term] {
        let first = node.first_term as usize;
        self.terms
            .get(first..first.wrapping_add(node.terms as usize))
            .unwrap_or_default()
    }

    /// The nodes right below the node at a place.
    pub(crate) fn parts(&self, at: u32) -> impl Iterator<Item = Node> + '_ {
        let at = at as usize;
        let size = self.nodes.get(at).map_or(0, |node| node.size as usize);
        let (mut next, end) = (at.saturating_add(1), at.saturating_add(size));
        core::iter::from_fn(move || {
            let node = *self.nodes.get(..end)?.get(next)?;
            next = next.saturating_add(node.size as usize);
            Some(node)
        })
    }

    /// The truth of a rule, by its number.
    #[inline(always)]
    pub(crate) fn truth<W: Words + ?Sized>(&self, rule: u32, words: &W) -> Truth {
        self.code.truth(rule, words)
    }
}

/// A condition with negation pushed down to its questions, on its way into a program.
#[derive(Debug, Clone)]
pub(crate) enum Plain {
    Literal { question: u32, negated: bool },
    Group(Operator, Vec<Self>),
}

impl Program {
    /// Writes the condition of the next rule and gives the place of its root.
    pub(crate) fn write(&mut self, condition: Plain) -> u32 {
        let parts = match condition {
            Plain::Group(Operator::All, parts) => parts,
            other => vec![other],
        };
        let root = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.node(Operator::All, parts);
        self.code.write(&self.nodes, &self.terms, root);
        root
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

/// Whether a group can be taken into the one around it.
fn is_taken_in(outer: Operator, inner: Operator) -> bool {
    inner == outer && !matches!(outer, Operator::AtLeast(_))
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
            Plain::Group(inner, parts) if is_taken_in(operator, inner) => {
                sort(operator, parts, literals, groups);
            }
            Plain::Group(inner, parts) => groups.push((inner, parts)),
        }
    }
}

/// Puts literals of one word into one term.
fn merge(operator: Operator, mut literals: Vec<(u32, u64)>, terms: &mut Vec<Term>) {
    // Questions are numbered as rules name them first: the last ones are shared by the fewest, and the likeliest to fail.
    literals.sort_unstable_by_key(|(word, bit)| (Reverse(word ^ 1), *bit));
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
