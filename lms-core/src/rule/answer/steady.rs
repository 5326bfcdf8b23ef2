//! The longest interval around an instant in which an outcome cannot change without a new event.

use super::by_course::ByCourse;
use crate::rule::compile::outline::{Ask, Line};
use crate::rule::compile::question::Question;
use crate::rule::learner::calendar::{FOREVER, SINCE_EVER};
use crate::rule::learner::facts::Facts;
use crate::rule::learner::reading::Reading;
use crate::rule::program::code::Words;
use crate::rule::rule_set::{RuleIx, RuleSet};
use crate::time::Instant;
use crate::verdict::{Node, Outcome, Truth};

/// How many instants at which a condition changes are looked at in each direction before the search ends. Only a learner
/// with thousands of dated facts about one rule has more; then the interval is marked as not exact.
pub const MAX_STEPS: usize = 4_096;

/// A question of a rule with what it reads at one instant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer {
    pub(crate) question: u32,
    pub(crate) reading: Reading,
}

/// What an explanation found: the lines of its rule, and a node for each of them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Explained<'a> {
    pub(crate) lines: &'a [Line],
    pub(crate) nodes: &'a [Node],
}

impl<'a> Explained<'a> {
    /// What the questions read, in author order; one that is asked twice is there twice.
    fn answers(self) -> impl Iterator<Item = Answer> + use<'a> {
        let lines = self.lines.iter().zip(self.nodes);
        lines.filter_map(|(line, node)| {
            let Ask::Question(question) = line.ask else {
                return None;
            };
            let reading = Reading {
                truth: node.truth,
                from: node.from,
                until: node.until,
            };
            Some(Answer { question, reading })
        })
    }

    /// The same with each question once.
    fn distinct(self) -> Vec<Answer> {
        let mut answers: Vec<Answer> = self.answers().collect();
        answers.sort_unstable_by_key(|answer| answer.question);
        answers.dedup_by_key(|answer| answer.question);
        answers
    }
}

/// A learner's words with other answers to some questions: pairs of words that replace the learner's, ascending.
#[derive(Debug)]
struct Changed<'a> {
    words: &'a [u64],
    pairs: Vec<Pair>,
}

#[derive(Debug, Clone, Copy)]
struct Pair {
    number: u32,
    certain: u64,
    possible: u64,
}

impl Changed<'_> {
    fn put(&mut self, question: u32, truth: Truth) {
        let number = question / 64;
        // Questions of one rule have numbers near each other: most often it is the pair of the one before.
        let place = match self.pairs.as_slice() {
            [.., last] if last.number == number => self.pairs.len().wrapping_sub(1),
            _ => self.pair(number),
        };
        if let Some(pair) = self.pairs.get_mut(place) {
            let bit = 1_u64 << (question % 64);
            let bits = |is: bool| if is { bit } else { 0 };
            pair.certain = pair.certain & !bit | bits(truth == Truth::True);
            pair.possible = pair.possible & !bit | bits(truth != Truth::False);
        }
    }

    /// The place of a pair, which is the learner's as long as nothing was put into it.
    #[cold]
    fn pair(&mut self, number: u32) -> usize {
        let place = self.pairs.binary_search_by_key(&number, |pair| pair.number);
        place.unwrap_or_else(|place| {
            let first = (number as usize).wrapping_mul(2);
            let pair = Pair {
                number,
                certain: self.words.word(first),
                possible: self.words.word(first.wrapping_add(1)),
            };
            self.pairs.insert(place, pair);
            place
        })
    }
}

impl Words for Changed<'_> {
    fn word(&self, index: usize) -> u64 {
        let number = u32::try_from(index / 2).unwrap_or(u32::MAX);
        let place = self.pairs.binary_search_by_key(&number, |pair| pair.number);
        match place.ok().and_then(|place| self.pairs.get(place)) {
            None => self.words.word(index),
            Some(pair) if index & 1 == 0 => pair.certain,
            Some(pair) => pair.possible,
        }
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
    /// `explained` is what was found at the instant, `all` is what the stretches of all answers there share, and `words`
    /// are the learner's, good at the instant.
    pub(crate) fn steady(
        &self,
        rule: RuleIx,
        explained: Explained<'_>,
        all: Reading,
        outcome: Outcome,
        words: &[u64],
    ) -> ((i64, i64), bool) {
        let edges = [(Direction::Forward, all.until), (Direction::Back, all.from)];
        let pairs = Vec::new();
        let mut words = Changed { words, pairs };
        let [until, from] = edges.map(|(direction, edge)| {
            if direction.is_end(edge) {
                return (edge, true);
            }
            words.pairs.clear();
            self.reach(rule, explained, &mut words, edge, outcome, direction)
        });
        ((from.0, until.0), from.1 && until.1)
    }

    /// Goes from one change of an answer to the next, until the outcome changes with it.
    fn reach(
        &self,
        rule: RuleIx,
        explained: Explained<'_>,
        words: &mut Changed<'_>,
        mut edge: i64,
        outcome: Outcome,
        direction: Direction,
    ) -> (i64, bool) {
        // The outcome most often changes with the first answer that does; then nothing is copied.
        let mut answers: Option<Vec<Answer>> = None;
        for _ in 0..MAX_STEPS {
            let now = direction.beyond(edge);
            let changed = match &answers {
                None => self.turns(explained.answers(), words, edge, direction),
                Some(answers) => self.turns(answers.iter().copied(), words, edge, direction),
            };
            if changed && self.outcome(rule, words, now) != outcome {
                return (edge, true);
            }
            let answers = answers.get_or_insert_with(|| explained.distinct());
            for answer in answers.iter_mut() {
                if direction.end(answer.reading) == edge {
                    answer.reading = self.read(answer.question, now);
                }
            }
            edge = direction.edge(answers);
            if direction.is_end(edge) {
                return (edge, true);
            }
        }
        (edge, false)
    }

    /// Puts the answers that end at an edge into the words as they are beyond it; whether one of them is another.
    fn turns(
        &self,
        answers: impl Iterator<Item = Answer>,
        words: &mut Changed<'_>,
        edge: i64,
        direction: Direction,
    ) -> bool {
        let mut changed = false;
        for answer in answers.filter(|answer| direction.end(answer.reading) == edge) {
            let next = self.read(answer.question, direction.beyond(edge));
            if next.truth != answer.reading.truth {
                changed = true;
                words.put(answer.question, next.truth);
            }
        }
        changed
    }

    fn outcome(&self, rule: RuleIx, words: &Changed<'_>, now: i64) -> Outcome {
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
