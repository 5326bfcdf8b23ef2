//! An index over the rules: which of them a learner may meet at all.
//!
//! A rule is false when one of its conditions is not possible. Each rule therefore watches one of them, preferably one
//! that few learners meet: who does not is never asked about the rest of the rule. What one learner meets of 20,000 rules
//! is found by looking at the facts that the learner has, not at the rules.

use super::Operator;
use super::code::Code;
use super::index::Index;
use super::part::{Part, Term};
use crate::rule::rule_set::get;
use crate::verdict::Truth;

/// For each question, the rules that are false as long as it is not possible.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shortlist {
    /// By word of 64 questions: those that some rule watches.
    watched: Vec<u64>,
    /// The rules that watch each question.
    rules: Index,
    /// Rules without such a condition.
    always: Vec<u32>,
}

/// What a question costs that is possible for a learner without facts: more than any other, but still worth watching.
const OPEN: u64 = 1 << 32;

impl Shortlist {
    /// Chooses what each rule watches. Linear in the rules. `mentions` tells the rules that depend on a question.
    pub(crate) fn of(code: &Code, blank: &[u64], mentions: &Index) -> Self {
        let mut list = Self {
            watched: vec![0; blank.len() / 2],
            ..Self::default()
        };
        let prices: Vec<u64> = (0..)
            .take(list.watched.len().saturating_mul(64))
            .map(|question| {
                // What is possible without facts is dearer than all that is not.
                let open = get(blank, question) != Truth::False;
                let rules = mentions.list(question).len() as u64;
                rules | if open { OPEN } else { 0 }
            })
            .collect();
        let mut pairs = Vec::with_capacity(code.rules() as usize);
        let mut chosen = Vec::new();
        for rule in 0..code.rules() {
            choose(code.part(rule), &prices, &mut chosen);
            pairs.extend(chosen.iter().map(|one| (*one, rule)));
            if chosen.is_empty() {
                list.always.push(rule);
            }
        }
        for (question, _) in &pairs {
            if let Some(word) = list.watched.get_mut(*question as usize / 64) {
                *word |= 1 << (question % 64);
            }
        }
        list.rules = Index::of(list.watched.len().saturating_mul(64), pairs.into_iter());
        list
    }

    /// Calls for every rule that the learner of these words may meet; perhaps for some more, and for some twice.
    #[inline]
    pub(crate) fn each(&self, words: &[u64], mut call: impl FnMut(u32)) {
        for &rule in &self.always {
            call(rule);
        }
        let pairs = words.chunks_exact(2).zip(&self.watched);
        let mut first = 0_u32;
        for (pair, watched) in pairs {
            if let [_, possible] = pair {
                let mut bits = possible & watched;
                while bits != 0 {
                    let question = first.wrapping_add(bits.trailing_zeros());
                    for &rule in self.rules.list(question) {
                        call(rule);
                    }
                    bits &= bits.wrapping_sub(1);
                }
            }
            first = first.wrapping_add(64);
        }
    }
}

/// The questions that a rule watches: of the conditions that can be watched, the cheapest; none when there is no such.
fn choose(rule: Option<Part<'_>>, prices: &[u64], chosen: &mut Vec<u32>) {
    chosen.clear();
    let Some(rule) = rule else { return };
    let priced = |term: Term| {
        // What is not so is not so for most learners: nothing to wait for.
        let bits = if term.word & 1 == 0 { term.mask } else { 0 };
        questions(term.word, bits).map(|question| {
            let price = prices.get(question as usize).copied();
            (price.unwrap_or(u64::MAX), question)
        })
    };
    let single = rule.terms().flat_map(priced).min();
    chosen.extend(single.map(|(_, question)| question));
    let mut least = single.map(|(cost, _)| cost);
    if least.is_some_and(|cost| cost < OPEN) {
        return;
    }
    // A part with parts of its own is not watched.
    for part in rule.parts().filter(Part::is_flat) {
        let all: u32 = part.terms().map(|term| term.mask.count_ones()).sum();
        let wanted = match part.operator {
            Operator::All => 1,
            Operator::Any => all,
            // When one more than may be missing are not possible, too few are left.
            Operator::AtLeast(need) => all.saturating_sub(need).saturating_add(1),
        };
        let mut questions: Vec<(u64, u32)> = part.terms().flat_map(priced).collect();
        questions.sort_unstable();
        let Some(cheapest) = questions.get(..wanted.max(1) as usize) else {
            continue;
        };
        let costs = cheapest.iter().map(|(cost, _)| *cost);
        let cost = costs.fold(0_u64, u64::saturating_add);
        if least.is_none_or(|least| cost < least) {
            least = Some(cost);
            chosen.clear();
            chosen.extend(cheapest.iter().map(|(_, question)| *question));
        }
    }
}

/// The questions of some bits of a word.
fn questions(word: u32, mut bits: u64) -> impl Iterator<Item = u32> {
    core::iter::from_fn(move || {
        let bit = (bits != 0).then(|| bits.trailing_zeros())?;
        bits &= bits.wrapping_sub(1);
        Some((word / 2).wrapping_mul(64).wrapping_add(bit))
    })
}
