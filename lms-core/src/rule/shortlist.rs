//! An index over the rules: which of them a learner may meet at all.
//!
//! A rule is false when one of its conditions is not possible. Each rule therefore watches one of them, preferably one
//! that few learners meet: who does not is never asked about the rest of the rule. What one learner meets of 20,000 rules
//! is found by looking at the facts that the learner has, not at the rules.

use super::index::Index;
use super::program::{Operator, Program, Term};
use super::rule_set::get;
use crate::verdict::Truth;

/// For each literal, the rules that are false as long as it is not possible.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shortlist {
    /// By word of a learner: the bits of which some rule waits for one to be possible. In an odd word, to be not certain
    /// (as in a program's terms).
    watched: Vec<u64>,
    /// The rules of each watched bit, counted through all words.
    rules: Index,
    /// Rules without such a condition.
    always: Vec<u32>,
}

/// What a literal costs that a learner without facts may meet already: more than any other, but still worth watching.
const OPEN: u64 = 1 << 32;

impl Shortlist {
    /// Chooses what each rule watches. Linear in the rules. `mentions` tells the rules that depend on a question.
    pub(crate) fn of(program: &Program, roots: &[u32], blank: &[u64], mentions: &Index) -> Self {
        let mut list = Self {
            watched: vec![0; blank.len()],
            ..Self::default()
        };
        let mut pairs = Vec::new();
        for (rule, root) in (0_u32..).zip(roots) {
            match choose(program, *root, blank, mentions) {
                Some(literals) => pairs.extend(literals.iter().map(|literal| (*literal, rule))),
                None => list.always.push(rule),
            }
        }
        pairs.sort_unstable();
        for (literal, _) in &pairs {
            if let Some(word) = list.watched.get_mut(*literal as usize / 64) {
                *word |= 1 << (literal % 64);
            }
        }
        list.rules = Index::of(blank.len().saturating_mul(64), pairs.into_iter());
        list
    }

    /// Calls for every rule that the learner of these words may meet; perhaps for some more, and for some twice.
    #[inline]
    pub(crate) fn each(&self, words: &[u64], mut call: impl FnMut(u32)) {
        for &rule in &self.always {
            call(rule);
        }
        let pairs = words.chunks_exact(2).zip(self.watched.chunks_exact(2));
        let mut first = 0_u32;
        for pair in pairs {
            if let ([certain, possible], [straight, negated]) = pair {
                for (bits, first) in [
                    (possible & straight, first),
                    (!certain & negated, first.wrapping_add(64)),
                ] {
                    let mut bits = bits;
                    while bits != 0 {
                        let literal = first.wrapping_add(bits.trailing_zeros());
                        for &rule in self.rules.list(literal) {
                            call(rule);
                        }
                        bits &= bits.wrapping_sub(1);
                    }
                }
            }
            first = first.wrapping_add(128);
        }
    }
}

/// The literals of the condition that a rule watches: of those that can be watched, the cheapest.
fn choose(program: &Program, root: u32, blank: &[u64], mentions: &Index) -> Option<Vec<u32>> {
    let node = *program.nodes.get(root as usize)?;
    let cost = |literal: u32| {
        if is_negated(literal) {
            // What is not so is not so for most: nothing to wait for.
            return None;
        }
        let question = question_of(literal);
        let rules = u64::try_from(mentions.list(question).len()).unwrap_or(OPEN);
        let open = get(blank, question) != Truth::False;
        Some(rules.saturating_add(if open { OPEN } else { 0 }))
    };
    let mut best: Option<(u64, Vec<u32>)> = None;
    let mut offer = |mut literals: Vec<(u64, u32)>, wanted: usize| {
        literals.sort_unstable();
        if let Some(cheapest) = literals.get(..wanted) {
            let sum = cheapest
                .iter()
                .fold(0_u64, |sum, (cost, _)| sum.saturating_add(*cost));
            if best.as_ref().is_none_or(|(least, _)| sum < *least) {
                best = Some((sum, cheapest.iter().map(|(_, literal)| *literal).collect()));
            }
        }
    };
    let priced = |literals: Vec<u32>| -> Vec<(u64, u32)> {
        let priced = literals
            .into_iter()
            .filter_map(|literal| Some((cost(literal)?, literal)));
        priced.collect()
    };
    offer(priced(literals(program.terms_of(node))), 1);
    for part in program.parts(root) {
        // A part with parts of its own is not watched.
        if part.size == 1 {
            let literals = literals(program.terms_of(part));
            let wanted = match part.operator {
                Operator::All => 1,
                Operator::Any => literals.len(),
                // When one more than all but so many are not possible, so many never are.
                Operator::AtLeast(need) => literals
                    .len()
                    .saturating_sub(need as usize)
                    .saturating_add(1),
            };
            offer(priced(literals), wanted.max(1));
        }
    }
    best.map(|(_, literals)| literals)
}

/// The literals of some terms, each as the place of its bit in all words.
fn literals(terms: &[Term]) -> Vec<u32> {
    let mut literals = Vec::new();
    for term in terms {
        let mut bits = term.mask;
        while bits != 0 {
            let first = term.word.wrapping_mul(64);
            literals.push(first.wrapping_add(bits.trailing_zeros()));
            bits &= bits.wrapping_sub(1);
        }
    }
    literals
}

fn is_negated(literal: u32) -> bool {
    literal & 64 != 0
}

fn question_of(literal: u32) -> u32 {
    (literal / 128).wrapping_mul(64) | (literal % 64)
}
