//! The longest interval around an instant in which an outcome cannot change without a new event.

use super::by_course::ByCourse;
use crate::rule::compile::question::Question;
use crate::rule::learner::calendar::{FOREVER, SINCE_EVER};
use crate::rule::learner::facts::Facts;
use crate::rule::learner::reading::Reading;
use crate::rule::program::code::Words;
use crate::rule::rule_set::{RuleIx, RuleSet};
use crate::time::Instant;
use crate::verdict::{Outcome, Truth};

/// How many instants at which a condition changes are looked at in each direction before the search ends. Only a learner
/// with thousands of dated facts about one rule has more; then the interval is marked as not exact.
pub const MAX_STEPS: usize = 4_096;

/// The readings of the questions of one rule, at one instant.
#[derive(Debug, Clone)]
pub(crate) struct Readings<'a> {
    /// The questions in ascending order.
    questions: &'a [u32],
    readings: Vec<Reading>,
    /// The readings as pairs of words, ascending: only those in which the rule has a question.
    words: Vec<Pair>,
}

#[derive(Debug, Clone, Copy)]
struct Pair {
    number: u32,
    certain: u64,
    possible: u64,
}

impl<'a> Readings<'a> {
    fn new(questions: &'a [u32], read: impl Fn(u32) -> Reading) -> Self {
        let mut readings = Self {
            questions,
            readings: Vec::with_capacity(questions.len()),
            words: Vec::with_capacity(questions.len()),
        };
        for &question in questions {
            let reading = read(question);
            let number = question / 64;
            if readings
                .words
                .last()
                .is_none_or(|last| last.number != number)
            {
                readings.words.push(Pair {
                    number,
                    certain: 0,
                    possible: 0,
                });
            }
            if let Some(last) = readings.words.last_mut() {
                last.put(question, reading.truth);
            }
            readings.readings.push(reading);
        }
        readings
    }
}

impl Pair {
    fn put(&mut self, question: u32, truth: Truth) {
        let bit = 1_u64 << (question % 64);
        self.certain &= !bit;
        self.possible &= !bit;
        match truth {
            Truth::True => {
                self.certain |= bit;
                self.possible |= bit;
            }
            Truth::Unknown => self.possible |= bit,
            Truth::False => {}
        }
    }
}

impl Readings<'_> {
    /// Takes new readings for some questions; tells whether any truth changed.
    fn update(&mut self, read: impl Fn(u32, Reading) -> Option<Reading>) -> bool {
        let mut changed = false;
        for (&question, reading) in self.questions.iter().zip(&mut self.readings) {
            let Some(next) = read(question, *reading) else {
                continue;
            };
            if next.truth != reading.truth {
                changed = true;
                let number = question / 64;
                let place = self.words.binary_search_by_key(&number, |pair| pair.number);
                if let Some(pair) = place.ok().and_then(|place| self.words.get_mut(place)) {
                    pair.put(question, next.truth);
                }
            }
            *reading = next;
        }
        changed
    }

    fn pair(&self, number: u32) -> Option<usize> {
        self.words
            .binary_search_by_key(&number, |pair| pair.number)
            .ok()
    }

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
        let number = u32::try_from(index / 2).unwrap_or(u32::MAX);
        let pair = self.pair(number).and_then(|place| self.words.get(place));
        pair.map_or(0, |pair| {
            if index & 1 == 0 {
                pair.certain
            } else {
                pair.possible
            }
        })
    }
}

/// What questions are read from: a learner's facts, the completions by their course.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) rules: &'a RuleSet,
    pub(crate) facts: &'a Facts,
    pub(crate) studied: &'a ByCourse<'a>,
}

impl<'a> Source<'a> {
    /// What a question reads at an instant. Linear in the facts about it.
    pub(crate) fn read(&self, question: u32, now: i64) -> Reading {
        match self.rules.question(question) {
            Some(Question::Completed(wanted)) => wanted.read(self.studied.of(wanted.course), now),
            _ => self.rules.read(question, self.facts, now),
        }
    }

    /// The readings of all questions of a rule. Linear in their facts.
    pub(crate) fn readings(&self, rule: RuleIx, now: i64) -> Readings<'a> {
        let questions = self.rules.shared.asks.list(rule.0);
        Readings::new(questions, |question| self.read(question, now))
    }

    /// The longest interval around the readings in which the outcome stays, and whether it was found to its ends.
    pub(crate) fn steady(
        &self,
        rule: RuleIx,
        readings: &Readings<'_>,
        outcome: Outcome,
    ) -> ((i64, i64), bool) {
        let edges = [Direction::Forward, Direction::Back]
            .map(|direction| (direction, direction.edge(&readings.readings)));
        // What never changes by itself is not copied, and what is copied is used for both ways.
        let mut kept: Option<Readings<'_>> = None;
        let [until, from] = edges.map(|(direction, edge)| {
            if direction.is_end(edge) {
                return (edge, true);
            }
            let moving = match &mut kept {
                Some(moving) => {
                    moving.readings.clone_from(&readings.readings);
                    moving.words.clone_from(&readings.words);
                    moving
                }
                None => kept.insert(readings.clone()),
            };
            self.reach(rule, moving, edge, outcome, direction)
        });
        ((from.0, until.0), from.1 && until.1)
    }

    /// Goes from one change of a condition to the next, until the outcome changes with it.
    fn reach(
        &self,
        rule: RuleIx,
        readings: &mut Readings<'_>,
        mut edge: i64,
        outcome: Outcome,
        direction: Direction,
    ) -> (i64, bool) {
        for _ in 0..MAX_STEPS {
            let now = direction.beyond(edge);
            let changed = readings.update(|question, reading| {
                (direction.end(reading) == edge).then(|| self.read(question, now))
            });
            if changed && self.outcome(rule, readings, now) != outcome {
                return (edge, true);
            }
            edge = direction.edge(&readings.readings);
            if direction.is_end(edge) {
                return (edge, true);
            }
        }
        (edge, false)
    }

    fn outcome(&self, rule: RuleIx, readings: &Readings<'_>, now: i64) -> Outcome {
        match self.rules.truth(rule, readings) {
            Truth::True => Outcome::Met,
            Truth::False => Outcome::Unmet,
            Truth::Unknown => self.rules.undecided(rule, self.facts, readings, now),
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
