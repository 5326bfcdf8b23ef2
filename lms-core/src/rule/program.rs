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
    rules: Vec<Extent>,
}

/// Where the program of a rule lies, and how it divides: terms that must all hold; parts with terms only, whose terms
/// follow; and parts with parts of their own. Most rules have none of the last, and run straight through their terms.
#[derive(Debug, Clone, Copy)]
struct Extent {
    first_term: u32,
    terms: u32,
    /// How many of the terms are the root's own.
    own: u32,
    first_flat: u32,
    flat: u32,
    /// The end of its nodes.
    end: u32,
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

    #[inline(always)]
    fn all<const PASS: usize, W: Words + ?Sized>(self, words: &W) -> bool {
        self.bits::<PASS, W>(words) == self.mask
    }
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

    /// The truth of a rule.
    ///
    /// Runs over the certain bits as far as they hold. Where they do not, the rule is false when the same place is not even
    /// possible; only else is it run again over the possible bits. Linear in the words that the rule reads, with no
    /// allocation.
    #[inline]
    pub(crate) fn truth<W: Words + ?Sized>(&self, rule: u32, words: &W) -> Truth {
        self.rules
            .get(rule as usize)
            .map_or(Truth::Unknown, |extent| {
                self.run::<CERTAIN, W>(extent, words)
            })
    }

    #[inline(always)]
    fn run<const PASS: usize, W: Words + ?Sized>(&self, extent: &Extent, words: &W) -> Truth {
        let terms = slice(&self.terms, extent.first_term, extent.terms);
        let (own, mut rest) = split(terms, extent.own);
        for term in own {
            if !term.all::<PASS, W>(words) {
                return self.unless::<PASS, W>(term.all::<POSSIBLE, W>(words), extent, words);
            }
        }
        for node in slice(&self.nodes, extent.first_flat, extent.flat) {
            let terms;
            (terms, rest) = split(rest, node.terms);
            if !node.suffices::<PASS, W>(terms, words) {
                let possible = node.suffices::<POSSIBLE, W>(terms, words);
                return self.unless::<PASS, W>(possible, extent, words);
            }
        }
        let nested = extent.first_flat.wrapping_add(extent.flat);
        if nested < extent.end
            && !self.nested::<PASS, W>(nested, extent.end, Operator::All, 0, words)
        {
            return self.unless::<PASS, W>(true, extent, words);
        }
        if PASS == CERTAIN {
            Truth::True
        } else {
            Truth::Unknown
        }
    }

    /// What a rule is of which something does not hold.
    #[inline(always)]
    fn unless<const PASS: usize, W: Words + ?Sized>(
        &self,
        possible: bool,
        extent: &Extent,
        words: &W,
    ) -> Truth {
        if PASS == CERTAIN && possible {
            self.possible(extent, words)
        } else {
            Truth::False
        }
    }

    #[inline(never)]
    fn possible<W: Words + ?Sized>(&self, extent: &Extent, words: &W) -> Truth {
        self.run::<POSSIBLE, W>(extent, words)
    }

    /// Whether the nodes of a stretch hold as an operator asks, when so many of its terms did. Recursion is bounded by the
    /// depth of an expanded rule.
    fn nested<const PASS: usize, W: Words + ?Sized>(
        &self,
        mut at: u32,
        end: u32,
        operator: Operator,
        mut count: u32,
        words: &W,
    ) -> bool {
        while at < end {
            let Some(node) = self.nodes.get(at as usize) else {
                return false;
            };
            let next = at.wrapping_add(node.size);
            let terms = slice(&self.terms, node.first_term, node.terms);
            let first = at.wrapping_add(1);
            let holds = match node.operator {
                _ if node.size == 1 => node.suffices::<PASS, W>(terms, words),
                Operator::All => {
                    node.suffices::<PASS, W>(terms, words)
                        && self.nested::<PASS, W>(first, next, Operator::All, 0, words)
                }
                Operator::Any => {
                    node.suffices::<PASS, W>(terms, words)
                        || self.nested::<PASS, W>(first, next, Operator::Any, 0, words)
                }
                Operator::AtLeast(need) => {
                    let count = count_of::<PASS, W>(terms, need, words);
                    count >= need
                        || self.nested::<PASS, W>(first, next, node.operator, count, words)
                }
            };
            match (operator, holds) {
                (Operator::All, false) => return false,
                (Operator::Any, true) => return true,
                (Operator::AtLeast(need), true) => {
                    count = count.wrapping_add(1);
                    if count >= need {
                        return true;
                    }
                }
                _ => {}
            }
            at = next;
        }
        operator == Operator::All
    }
}

impl Node {
    /// Whether its terms alone make it hold; for `All`, whether they all do.
    #[inline(always)]
    fn suffices<const PASS: usize, W: Words + ?Sized>(&self, terms: &[Term], words: &W) -> bool {
        match self.operator {
            Operator::Any => terms.iter().any(|term| term.bits::<PASS, W>(words) != 0),
            Operator::AtLeast(need) => count_of::<PASS, W>(terms, need, words) >= need,
            Operator::All => terms.iter().all(|term| term.all::<PASS, W>(words)),
        }
    }
}

#[inline(always)]
fn slice<T>(all: &[T], first: u32, count: u32) -> &[T] {
    let first = first as usize;
    all.get(first..first.wrapping_add(count as usize))
        .unwrap_or_default()
}

#[inline(always)]
fn split<T>(all: &[T], at: u32) -> (&[T], &[T]) {
    all.split_at_checked(at as usize).unwrap_or_default()
}

/// How many conditions of some terms hold; not counted further than is needed.
#[inline(always)]
fn count_of<const PASS: usize, W: Words + ?Sized>(terms: &[Term], need: u32, words: &W) -> u32 {
    let mut count = 0_u32;
    for term in terms {
        // One round for each condition that holds: counts are small, and not every processor counts bits at once.
        let mut bits = term.bits::<PASS, W>(words);
        while bits != 0 {
            count = count.wrapping_add(1);
            if count >= need {
                return count;
            }
            bits &= bits.wrapping_sub(1);
        }
    }
    count
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
        let number = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let (root, first_term) = (number(self.nodes.len()), number(self.terms.len()));
        self.node(Operator::All, parts);
        let own = self.nodes.get(root as usize).map_or(0, |node| node.terms);
        let flat = self.parts(root).take_while(|node| node.size == 1).count();
        self.rules.push(Extent {
            first_term,
            terms: number(self.terms.len()).saturating_sub(first_term),
            own,
            first_flat: root.saturating_add(1),
            flat: number(flat),
            end: number(self.nodes.len()),
        });
        root
    }

    fn node(&mut self, operator: Operator, parts: Vec<Plain>) {
        let place = self.nodes.len();
        let (mut literals, mut groups) = (Vec::new(), Vec::new());
        sort(operator, parts, &mut literals, &mut groups);
        // What is decided on the spot comes first.
        groups.sort_by_key(|(operator, parts)| !is_flat(*operator, parts));
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

/// Whether parts of a group become terms, all of them.
fn is_flat(operator: Operator, parts: &[Plain]) -> bool {
    parts.iter().all(|part| match part {
        Plain::Literal { .. } => true,
        Plain::Group(inner, parts) => is_taken_in(operator, *inner) && is_flat(operator, parts),
    })
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
