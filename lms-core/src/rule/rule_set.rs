//! The rules of a catalogue, compiled.

use std::sync::{Arc, OnceLock};

use crate::RuleId;
use crate::rule::answer::unfold::Unfolding;
use crate::rule::compile::ids::Ids;
use crate::rule::compile::names::{Names, Types};
use crate::rule::compile::outline::{Line, Outline};
use crate::rule::compile::question::Question;
use crate::rule::compile::wording::Wording;
use crate::rule::learner::topics::Topics;
use crate::rule::program::code::Code;
use crate::rule::program::index::Index;
use crate::rule::program::shortlist::Shortlist;
use crate::verdict::{Asked, Truth};

/// A rule of a rule set, by number. Only good for the rule set that gave it, and never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleIx(pub(crate) u32);

/// That a rule depends on a question, straight or negated; as one number: twice the rule's, and one more when negated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mention(pub(crate) u32);

impl Mention {
    pub(crate) fn of(rule: u32, negated: bool) -> u32 {
        // There are far fewer rules than 2^31.
        rule.wrapping_mul(2) | u32::from(negated)
    }

    #[inline]
    pub(crate) fn rule(self) -> RuleIx {
        RuleIx(self.0 / 2)
    }

    /// Whether the rule can only become truer, or stay, when the question becomes truer or (`rising` is false) less so.
    #[inline]
    pub(crate) fn raises(self, rising: bool) -> bool {
        rising != (self.0 & 1 == 1)
    }
}

/// One compiled rule.
#[derive(Debug, Clone)]
pub(crate) struct Compiled {
    pub(crate) id: RuleId,
    pub(crate) version: u32,
}

/// Everything that rules were compiled to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shared {
    pub(crate) ids: Ids,
    pub(crate) names: Names,
    pub(crate) types: Types,
    /// For each unit, itself and those above it.
    pub(crate) units: Vec<Box<[u32]>>,
    pub(crate) questions: Vec<Question>,
    pub(crate) wordings: Vec<Wording>,
    pub(crate) outline: Outline,
    /// The first line of each rule's outline.
    pub(crate) outlines: Vec<u32>,
    pub(crate) rules: Vec<Compiled>,
    pub(crate) topics: Topics,
    /// The [`Mention`]s of each question by rules.
    pub(crate) mentions: Index,
    /// See [`Self::asks`].
    pub(crate) asks: OnceLock<Index>,
}

impl Shared {
    /// The questions on which each rule depends, ascending. Only searches for a remedy want them, so that they are gathered
    /// when the first one does.
    pub(crate) fn asks(&self) -> &Index {
        self.asks.get_or_init(|| {
            let rule = |mention| Mention(mention).rule().0;
            self.mentions.turned(self.rules.len(), rule)
        })
    }

    /// What a line asks, in words.
    pub(crate) fn asked(&self, line: &Line) -> Option<&Arc<Asked>> {
        let wording = self.wordings.get(line.asked as usize)?;
        Some(wording.asked(self))
    }
}

/// The rules of a catalogue, checked and compiled: immutable, and cheap to share between threads.
///
/// Distinct questions are asked once however many rules share them, ids are numbers, and each rule is a short program
/// over words of bits. A learner is compiled to such words ([`crate::rule::Learner`]), once, and kept up by events.
#[derive(Debug, Clone, Default)]
pub struct RuleSet {
    pub(crate) shared: Shared,
    /// The words of a learner about whom nothing is known.
    pub(crate) blank: Vec<u64>,
    /// The rules as they are run.
    pub(crate) code: Code,
    pub(crate) shortlist: Shortlist,
    /// The rules as they are explained.
    pub(crate) unfolding: Unfolding,
}

/// The words of a learner about whom nothing is known.
pub(crate) fn blank(questions: &[Question]) -> Vec<u64> {
    let mut blank = vec![0; questions.len().div_ceil(64).saturating_mul(2)];
    for (number, question) in (0_u32..).zip(questions) {
        if !matches!(question, Question::Window { .. }) {
            raise(&mut blank, number, question.without_facts(0).truth);
        }
    }
    blank
}

/// Writes the truth of a question into a learner's words.
#[inline]
pub(crate) fn set(words: &mut [u64], question: u32, truth: Truth) {
    let first = (question as usize / 64).wrapping_mul(2);
    let bit = 1_u64 << (question % 64);
    if let Some([certain, possible]) = words.get_mut(first..first.wrapping_add(2)) {
        *certain = if truth == Truth::True {
            *certain | bit
        } else {
            *certain & !bit
        };
        *possible = if truth == Truth::False {
            *possible & !bit
        } else {
            *possible | bit
        };
    }
}

/// Raises the truth of a question, when it is better than what stands there.
#[inline]
pub(crate) fn raise(words: &mut [u64], question: u32, truth: Truth) {
    let first = (question as usize / 64).wrapping_mul(2);
    let bit = 1_u64 << (question % 64);
    if let Some([certain, possible]) = words.get_mut(first..first.wrapping_add(2)) {
        *certain |= if truth == Truth::True { bit } else { 0 };
        *possible |= if truth == Truth::False { 0 } else { bit };
    }
}

/// The truth of a question in a learner's words.
#[inline]
pub(crate) fn get(words: &[u64], question: u32) -> Truth {
    let first = (question as usize / 64).wrapping_mul(2);
    let bit = 1_u64 << (question % 64);
    match words.get(first..first.wrapping_add(2)) {
        Some([certain, _]) if certain & bit != 0 => Truth::True,
        Some([_, possible]) if possible & bit == 0 => Truth::False,
        _ => Truth::Unknown,
    }
}

impl RuleSet {
    /// How many rules there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shared.rules.len()
    }

    /// Whether there is no rule.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shared.rules.is_empty()
    }

    /// A rule by its id: look it up once, and ask by number.
    #[must_use]
    pub fn rule(&self, id: &RuleId) -> Option<RuleIx> {
        self.shared.ids.number(id.as_str()).map(RuleIx)
    }

    /// All rules in the order of the definitions.
    pub fn rules(&self) -> impl Iterator<Item = RuleIx> + use<> {
        let count = u32::try_from(self.shared.rules.len()).unwrap_or(u32::MAX);
        (0..count).map(RuleIx)
    }

    /// The id of a rule.
    #[must_use]
    pub fn id(&self, rule: RuleIx) -> Option<&RuleId> {
        self.shared.rules.get(rule.0 as usize).map(|rule| &rule.id)
    }

    /// The version of a rule.
    #[must_use]
    pub fn version(&self, rule: RuleIx) -> Option<u32> {
        self.shared
            .rules
            .get(rule.0 as usize)
            .map(|rule| rule.version)
    }

    /// How many distinct questions all rules ask together.
    #[must_use]
    pub fn questions(&self) -> usize {
        self.shared.questions.len()
    }
}
