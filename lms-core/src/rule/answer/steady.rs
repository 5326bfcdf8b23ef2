//! The longest interval around an instant in which an outcome cannot change without a new event.

use std::borrow::Cow;

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

/// A question of a rule with what it reads at one instant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer {
    pub(crate) question: u32,
    pub(crate) reading: Reading,
}

/// Answers as pairs of words, ascending: only those words in which the rule has a question.
#[derive(Debug)]
struct Pairs(Vec<Pair>);

#[derive(Debug, Clone, Copy)]
struct Pair {
    number: u32,
    certain: u64,
    possible: u64,
}

impl Pairs {
    /// The words of these questions, which are in ascending order, with nothing answered.
    fn of(questions: &[u32]) -> Self {
        let mut pairs: Vec<Pair> = Vec::with_capacity(questions.len());
        for question in questions {
            let number = question / 64;
            if pairs.last().is_none_or(|last| last.number != number) {
                pairs.push(Pair {
                    number,
                    certain: 0,
                    possible: 0,
                });
            }
        }
        Self(pairs)
    }

    fn place(&self, number: u32) -> Option<usize> {
        self.0
            .binary_search_by_key(&number, |pair| pair.number)
            .ok()
    }

    fn put(&mut self, question: u32, truth: Truth) {
        let place = self.place(question / 64);
        let Some(pair) = place.and_then(|place| self.0.get_mut(place)) else {
            return;
        };
        let bit = 1_u64 << (question % 64);
        pair.certain &= !bit;
        pair.possible &= !bit;
        match truth {
            Truth::True => {
                pair.certain |= bit;
                pair.possible |= bit;
            }
            Truth::Unknown => pair.possible |= bit,
            Truth::False => {}
        }
    }

    fn fill(&mut self, answers: &[Answer]) {
        for answer in answers {
            self.put(answer.question, answer.reading.truth);
        }
    }
}

impl Words for Pairs {
    /// The bits of the questions whose bits lie in the word; the rule asks for no others.
    fn word(&self, index: usize) -> u64 {
        let number = u32::try_from(index / 2).unwrap_or(u32::MAX);
        let pair = self.place(number).and_then(|place| self.0.get(place));
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

    /// The longest interval around an instant in which the outcome stays, and whether it was found to its ends.
    ///
    /// `answers` are those of all questions of the rule at the instant, `all` is what their stretches share. An answer may
    /// stand there more than once.
    pub(crate) fn steady(
        &self,
        rule: RuleIx,
        answers: &mut Vec<Answer>,
        all: Reading,
        outcome: Outcome,
    ) -> ((i64, i64), bool) {
        let edges = [(Direction::Forward, all.until), (Direction::Back, all.from)];
        // What never changes by itself is not even put into words.
        let mut words: Option<Pairs> = None;
        let [until, from] = edges.map(|(direction, edge)| {
            if direction.is_end(edge) {
                return (edge, true);
            }
            let words = words.get_or_insert_with(|| {
                let questions = self.rules.shared.asks.list(rule.0);
                if answers.len() > questions.len() {
                    answers.sort_unstable_by_key(|answer| answer.question);
                    answers.dedup_by_key(|answer| answer.question);
                }
                Pairs::of(questions)
            });
            words.fill(answers);
            self.reach(rule, answers, words, edge, outcome, direction)
        });
        ((from.0, until.0), from.1 && until.1)
    }

    /// Goes from one change of an answer to the next, until the outcome changes with it.
    fn reach(
        &self,
        rule: RuleIx,
        answers: &[Answer],
        words: &mut Pairs,
        mut edge: i64,
        outcome: Outcome,
        direction: Direction,
    ) -> (i64, bool) {
        // The outcome most often changes with the first answer that does; then nothing is copied.
        let mut answers = Cow::Borrowed(answers);
        for _ in 0..MAX_STEPS {
            let now = direction.beyond(edge);
            let ends = |answer: &Answer| direction.end(answer.reading) == edge;
            let mut changed = false;
            for answer in answers.iter().filter(|answer| ends(answer)) {
                let next = self.read(answer.question, now);
                if next.truth != answer.reading.truth {
                    changed = true;
                    words.put(answer.question, next.truth);
                }
            }
            if changed && self.outcome(rule, words, now) != outcome {
                return (edge, true);
            }
            for answer in answers.to_mut().iter_mut().filter(|answer| ends(answer)) {
                answer.reading = self.read(answer.question, now);
            }
            edge = direction.edge(&answers);
            if direction.is_end(edge) {
                return (edge, true);
            }
        }
        (edge, false)
    }

    fn outcome(&self, rule: RuleIx, words: &Pairs, now: i64) -> Outcome {
        match self.rules.truth(rule, words) {
            Truth::True => Outcome::Met,
            Truth::False => Outcome::Unmet,
            Truth::Unknown => self.rules.undecided(rule, self.facts, words, now),
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
    fn edge(self, answers: &[Answer]) -> i64 {
        let ends = answers.iter().map(|answer| self.end(answer.reading));
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
