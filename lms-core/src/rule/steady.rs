//! The longest interval around an instant in which an outcome cannot change without a new event.

use super::calendar::{FOREVER, SINCE_EVER};
use super::code::Words;
use super::facts::Facts;
use super::learner::Learner;
use super::reading::Reading;
use super::rule_set::{RuleIx, RuleSet};
use crate::time::Instant;
use crate::verdict::{Outcome, Truth};

/// How many instants at which a condition changes are looked at in each direction before the search ends. Only a learner
/// with thousands of dated facts about one rule has more; then the interval is marked as not exact.
pub const MAX_STEPS: usize = 4_096;

/// The readings of the questions of one rule, at one instant.
#[derive(Debug, Clone)]
pub(crate) struct Readings<'a> {
    /// The questions in ascending order.
    pub(crate) questions: &'a [u32],
    pub(crate) readings: Vec<Reading>,
}

impl Readings<'_> {
    pub(crate) fn of(&self, question: u32) -> Reading {
        self.questions
            .binary_search(&question)
            .ok()
            .and_then(|place| self.readings.get(place))
            .copied()
            .unwrap_or(Reading::always(Truth::Unknown))
    }
}

impl Words for Readings<'_> {
    /// The bits of the questions whose bits lie in the word; the rule asks for no others.
    fn word(&self, index: usize) -> u64 {
        let first = u32::try_from(index / 2)
            .unwrap_or(u32::MAX)
            .saturating_mul(64);
        let start = self.questions.partition_point(|question| *question < first);
        let here = self.questions.iter().zip(&self.readings).skip(start);
        let mut word = 0;
        for (question, reading) in here {
            let place = question.wrapping_sub(first);
            if place >= 64 {
                break;
            }
            let least = if index & 1 == 0 {
                Truth::True
            } else {
                Truth::Unknown
            };
            word |= u64::from(reading.truth >= least) << place;
        }
        word
    }
}

impl RuleSet {
    /// The readings of all questions of a rule. Linear in their facts.
    pub(crate) fn readings(&self, rule: RuleIx, facts: &Facts, now: Instant) -> Readings<'_> {
        let questions = self.shared.asks.list(rule.0);
        let read = |question: &u32| self.read(*question, facts, now.micros());
        Readings {
            questions,
            readings: questions.iter().map(read).collect(),
        }
    }

    /// The interval, and whether it was found to its ends.
    pub(crate) fn steady(
        &self,
        rule: RuleIx,
        learner: &Learner,
        readings: &Readings<'_>,
        outcome: Outcome,
    ) -> ((i64, i64), bool) {
        let until = self.reach(rule, &learner.facts, readings, outcome, Direction::Forward);
        let from = self.reach(rule, &learner.facts, readings, outcome, Direction::Back);
        ((from.0, until.0), from.1 && until.1)
    }

    /// Goes from one change of a condition to the next, until the outcome changes with it.
    fn reach(
        &self,
        rule: RuleIx,
        facts: &Facts,
        readings: &Readings<'_>,
        outcome: Outcome,
        direction: Direction,
    ) -> (i64, bool) {
        let mut edge = direction.edge(&readings.readings);
        if direction.is_end(edge) {
            return (edge, true);
        }
        let mut readings = readings.clone();
        for _ in 0..MAX_STEPS {
            let now = direction.beyond(edge);
            let mut changed = false;
            for (question, reading) in readings.questions.iter().zip(&mut readings.readings) {
                if direction.end(*reading) == edge {
                    let next = self.read(*question, facts, now);
                    changed |= next.truth != reading.truth;
                    *reading = next;
                }
            }
            if changed && self.outcome_by(rule, facts, &readings, now) != outcome {
                return (edge, true);
            }
            edge = direction.edge(&readings.readings);
            if direction.is_end(edge) {
                return (edge, true);
            }
        }
        (edge, false)
    }

    fn outcome_by(
        &self,
        rule: RuleIx,
        facts: &Facts,
        readings: &Readings<'_>,
        now: i64,
    ) -> Outcome {
        match self.truth(rule, readings) {
            Truth::True => Outcome::Met,
            Truth::False => Outcome::Unmet,
            Truth::Unknown => self.undecided(rule, facts, readings, now),
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Direction {
    Forward,
    Back,
}

impl Direction {
    fn end(self, reading: Reading) -> i64 {
        match self {
            Self::Forward => reading.until,
            Self::Back => reading.from,
        }
    }

    /// The nearest end of all readings.
    fn edge(self, readings: &[Reading]) -> i64 {
        let ends = readings.iter().map(|reading| self.end(*reading));
        match self {
            Self::Forward => ends.min().unwrap_or(FOREVER),
            Self::Back => ends.max().unwrap_or(SINCE_EVER),
        }
    }

    /// The first instant on the other side of an edge.
    fn beyond(self, edge: i64) -> i64 {
        match self {
            Self::Forward => edge,
            Self::Back => edge.saturating_sub(1),
        }
    }

    /// Whether time ends there.
    fn is_end(self, edge: i64) -> bool {
        match self {
            Self::Forward => edge > Instant::MAX.micros(),
            Self::Back => edge <= Instant::MIN.micros(),
        }
    }
}
