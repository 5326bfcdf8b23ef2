//! Deciding rules for a compiled learner.

use crate::record::ApprovalState;
use crate::rule::compile::question::Question;
use crate::rule::learner::Learner;
use crate::rule::learner::facts::Facts;
use crate::rule::program::code::Words;
use crate::rule::rule_set::{RuleIx, RuleSet};
use crate::time::Instant;
use crate::verdict::{Outcome, Truth};

impl RuleSet {
    /// The outcome of a rule for a learner at an instant: the one way to decide.
    ///
    /// When the instant lies outside the stretch for which the learner was read, the learner is read again first.
    /// Otherwise it costs some nanoseconds, linear in the words that the rule reads, and does not allocate.
    #[inline]
    pub fn outcome(&self, rule: RuleIx, learner: &mut Learner, now: Instant) -> Outcome {
        if !learner.is_good(now) {
            learner.refresh(self, now);
        }
        self.outcome_of(rule, learner, now)
    }

    /// The outcomes of all rules, in the order of the definitions.
    ///
    /// Only rules that the learner may meet are decided: each rule watches one of its conditions, and is unmet as long
    /// as that is not possible. The cost therefore grows with what the learner has, hardly with the rules. Does not
    /// allocate when `outcomes` has room.
    pub fn outcomes(&self, learner: &mut Learner, now: Instant, outcomes: &mut Vec<Outcome>) {
        if !learner.is_good(now) {
            learner.refresh(self, now);
        }
        self.outcomes_of(learner, now, outcomes);
    }

    /// The outcomes of all rules for a learner whose bits are good at the instant.
    pub(crate) fn outcomes_of(&self, learner: &Learner, now: Instant, outcomes: &mut Vec<Outcome>) {
        outcomes.clear();
        outcomes.resize(self.len(), Outcome::Unmet);
        self.shortlist.each(&learner.words, |rule| {
            if let Some(outcome) = outcomes.get_mut(rule as usize) {
                *outcome = self.outcome_of(RuleIx(rule), learner, now);
            }
        });
    }

    /// The truth of a rule in the words of a learner.
    #[inline]
    pub(crate) fn truth<W: Words + ?Sized>(&self, rule: RuleIx, words: &W) -> Truth {
        self.code.truth(rule.0, words)
    }

    /// The outcome for a learner whose bits are good at the instant.
    #[inline]
    pub(crate) fn outcome_of(&self, rule: RuleIx, learner: &Learner, now: Instant) -> Outcome {
        self.outcome_in(rule, &learner.words, &learner.facts, now)
    }

    /// The same, from a learner's words and facts.
    #[inline]
    pub(crate) fn outcome_in(
        &self,
        rule: RuleIx,
        words: &[u64],
        facts: &Facts,
        now: Instant,
    ) -> Outcome {
        match self.truth(rule, words) {
            Truth::True => Outcome::Met,
            Truth::False => Outcome::Unmet,
            Truth::Unknown => self.undecided(rule, facts, words, now.micros()),
        }
    }

    /// Unknown, or waiting for a person: whether granting every pending approval would make the rule true.
    #[inline(never)]
    pub(crate) fn undecided<W: Words + ?Sized>(
        &self,
        rule: RuleIx,
        facts: &Facts,
        words: &W,
        now: i64,
    ) -> Outcome {
        let pending: Vec<u32> = facts
            .approvals
            .iter()
            .filter(|fact| fact.state == ApprovalState::Requested && fact.at <= now)
            .flat_map(|fact| self.shared.topics.approvals.list(fact.approval))
            .copied()
            .filter(|question| matches!(self.question(*question), Some(Question::Approved(_))))
            .collect();
        if pending.is_empty() {
            return Outcome::Unknown;
        }
        let granted = Granted {
            words,
            pending: &pending,
        };
        match self.truth(rule, &granted) {
            Truth::True => Outcome::Waiting,
            _ => Outcome::Unknown,
        }
    }
}

/// Words in which every pending approval counts as granted.
struct Granted<'a, W: ?Sized> {
    words: &'a W,
    /// The questions about pending approvals.
    pending: &'a [u32],
}

impl<W: Words + ?Sized> Words for Granted<'_, W> {
    fn word(&self, index: usize) -> u64 {
        let granted = self
            .pending
            .iter()
            .filter(|question| **question as usize / 64 == index / 2)
            .fold(0, |bits, question| bits | 1_u64 << (question % 64));
        self.words.word(index) | granted
    }
}
