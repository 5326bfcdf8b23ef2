//! A learner compiled for a rule set: one pair of bits for every distinct question.

pub(in crate::rule) mod calendar;
pub(in crate::rule) mod facts;
pub(in crate::rule) mod handles;
pub(in crate::rule) mod intake;
mod load;
pub(in crate::rule) mod reading;
pub(in crate::rule) mod topics;

use crate::record::LearnerRecord;
use crate::rule::event::settle::Turned;
use crate::rule::learner::calendar::{FOREVER, SINCE_EVER};
use crate::rule::learner::facts::Facts;
use crate::rule::learner::intake::Seats;
use crate::rule::rule_set::RuleSet;
use crate::time::{Instant, Interval};
use crate::verdict::Outcome;

pub(in crate::rule) use load::Watch;

/// A learner compiled for one rule set, at an instant.
///
/// Deciding a rule is then a few operations on words, with no text, no clock and no allocation. Each bit is good until
/// some instant; the learner knows the first of them, and is read again from its facts when an instant at or after it is
/// asked about. Use it only with the rule set that compiled it.
///
/// ```
/// use lms_core::record::LearnerRecord;
/// use lms_core::rule::{Learner, RuleDefinition, RuleSet, Seats, Vocabulary};
/// use lms_core::verdict::Outcome;
/// let rule: RuleDefinition = serde_json::from_str(
///     r#"{"id":"autumn","when":{"type":"window","from":"2026-09-01","until":"2026-12-01"}}"#).unwrap();
/// let rules = RuleSet::compile(&[rule], &Vocabulary::default()).unwrap();
/// let autumn = rules.rule(&"autumn".parse().unwrap()).unwrap();
///
/// let record = LearnerRecord::new("ada".parse().unwrap());
/// let summer = "2026-08-31T12:00:00Z".parse().unwrap();
/// let mut learner = Learner::new(&rules, &record, &Seats::new(), summer);
/// assert_eq!(rules.outcome(autumn, &mut learner, summer), Outcome::Unmet);
/// let later = "2026-09-01T00:00:00Z".parse().unwrap();
/// assert_eq!(rules.outcome(autumn, &mut learner, later), Outcome::Met);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Learner {
    pub(crate) facts: Facts,
    pub(crate) words: Vec<u64>,
    /// The bits are good from `since` until before `wake`.
    pub(crate) since: i64,
    pub(crate) wake: i64,
    /// The outcome of every rule, once flips are watched.
    pub(crate) outcomes: Vec<Outcome>,
    /// Room for the questions that an event changes; empty in between.
    pub(crate) changed: Vec<Turned>,
}

impl Learner {
    /// Compiles a learner. Linear in the record and in the distinct questions about it.
    #[must_use]
    pub fn new(rules: &RuleSet, record: &LearnerRecord, seats: &Seats, now: Instant) -> Self {
        Self::from_facts(rules, rules.facts(record, seats), now)
    }

    /// Compiles a learner from facts that are numbers already.
    #[must_use]
    pub fn from_facts(rules: &RuleSet, facts: Facts, now: Instant) -> Self {
        let mut learner = Self {
            facts,
            words: Vec::new(),
            since: SINCE_EVER,
            wake: FOREVER,
            outcomes: Vec::new(),
            changed: Vec::new(),
        };
        learner.refresh(rules, now);
        learner
    }

    /// The interval around the instant of the last reading in which no bit of this learner changes without an event.
    #[must_use]
    pub fn steady(&self) -> Interval {
        Interval::of_micros(self.since, self.wake)
    }

    /// The facts.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Whether the bits are good at an instant.
    #[inline]
    pub(crate) fn is_good(&self, now: Instant) -> bool {
        self.since <= now.micros() && now.micros() < self.wake
    }

    /// Reads all bits again from the facts.
    pub(crate) fn refresh(&mut self, rules: &RuleSet, now: Instant) {
        let (since, wake) = rules.load(&self.facts, now, &mut self.words);
        (self.since, self.wake) = (since, wake);
    }
}
