//! A change taken into a learner's facts, and which questions it can answer anew.

use super::change::{Delta, Flip};
use super::settle::Turned;
use crate::rule::compile::names::Kind;
use crate::rule::compile::question::Question;
use crate::rule::learner::Learner;
use crate::rule::learner::facts::CompletionFact;
use crate::rule::learner::reading::Reading;
use crate::rule::rule_set::{RuleSet, get};
use crate::time::Instant;
use crate::verdict::Truth;

impl RuleSet {
    /// Applies any change but those to completions and attempts, which [`RuleSet::apply`] sees to.
    pub(super) fn take(
        &self,
        learner: &mut Learner,
        delta: &Delta,
        now: Instant,
        flips: &mut Vec<Flip>,
    ) {
        let (names, topics) = (&self.shared.names, &self.shared.topics);
        let asked = match delta {
            Delta::Nothing
            | Delta::Record
            | Delta::Attempted(_)
            | Delta::Completed(_)
            | Delta::Uncompleted(_) => return,
            Delta::Certified(fact) => {
                learner.facts.held.push(*fact);
                topics.certificates.list(fact.certification)
            }
            Delta::Graded(fact) => {
                // As in the record, a grade that is given anew moves to the end.
                let held = &mut learner.facts.grades;
                held.retain(|held| held.subject != fact.subject);
                held.push(*fact);
                topics.grades.list(fact.subject)
            }
            Delta::Joined(tags, fact) => {
                let (kind, index) = self.tags(*tags);
                let held = tags.of(learner);
                // Who joins again has been there since the first time.
                if held.iter().all(|held| held.tag != fact.tag) {
                    insert(held, *fact, |held| held.tag, kind);
                }
                index.list(fact.tag)
            }
            Delta::Left(tags, tag) => {
                let (_, index) = self.tags(*tags);
                tags.of(learner).retain(|held| held.tag != *tag);
                index.list(*tag)
            }
            Delta::Attribute(fact) => {
                let held = &mut learner.facts.attributes;
                replace(held, fact, |held| held.name, &names.attributes);
                topics.attributes.list(fact.name)
            }
            Delta::Reported(fact) => {
                let held = &mut learner.facts.reported;
                replace(held, fact, |held| held.name, &names.facts);
                topics.reported.list(fact.name)
            }
            Delta::Approval(fact) => {
                let held = &mut learner.facts.approvals;
                replace(held, fact, |held| held.approval, &names.approvals);
                topics.approvals.list(fact.approval)
            }
        };
        self.ask_again(learner, asked, now, flips);
    }

    /// One more completion.
    #[inline]
    pub(super) fn completed(
        &self,
        learner: &mut Learner,
        fact: CompletionFact,
        now: Instant,
        flips: &mut Vec<Flip>,
    ) {
        learner.facts.completions.push(fact);
        let plain = self.shared.topics.plain.get(fact.course as usize);
        match plain.and_then(|plain| Some((plain, plain.question()?))) {
            // Most completions answer one question, for ever.
            Some((plain, question))
                if !plain.more && plain.fits(&fact) && fact.at <= now.micros() =>
            {
                learner.since = learner.since.max(fact.at);
                let (pairs, _) = learner.words.as_chunks_mut::<2>();
                if let Some([certain, possible]) = pairs.get_mut(plain.word as usize)
                    && *certain & plain.bit == 0
                {
                    *certain |= plain.bit;
                    *possible |= plain.bit;
                    let rising = true;
                    self.settle(learner, &[Turned { question, rising }], now, flips);
                }
            }
            _ => self.completed_otherwise(learner, fact, now, flips),
        }
    }

    #[inline(never)]
    fn completed_otherwise(
        &self,
        learner: &mut Learner,
        fact: CompletionFact,
        now: Instant,
        flips: &mut Vec<Flip>,
    ) {
        let asked = self.shared.topics.completions.list(fact.course);
        self.ask(learner, asked, now, flips, |learner, number| {
            match self.question(number) {
                // One more completion can only add to a question that each fact answers for itself.
                Some(Question::Completed(wanted)) => {
                    let reading = wanted.of(&fact).at(now.micros());
                    let truth = reading.truth.max(get(&learner.words, number));
                    Reading { truth, ..reading }
                }
                _ => self.read(number, &learner.facts, now.micros()),
            }
        });
    }

    /// All completions of a course are gone.
    #[inline]
    pub(super) fn uncompleted(
        &self,
        learner: &mut Learner,
        course: u32,
        now: Instant,
        flips: &mut Vec<Flip>,
    ) {
        let held = &mut learner.facts.completions;
        // What comes and goes is the last, and there is one.
        if held.pop_if(|last| last.course == course).is_none() || is_among(held, course) {
            held.retain(|fact| fact.course != course);
        }
        let plain = self.shared.topics.plain.get(course as usize);
        match plain.and_then(|plain| Some((plain, plain.question()?))) {
            Some((plain, question)) if !plain.more => {
                let (pairs, _) = learner.words.as_chunks_mut::<2>();
                if let Some([certain, possible]) = pairs.get_mut(plain.word as usize)
                    && *possible & plain.bit != 0
                {
                    *certain &= !plain.bit;
                    *possible &= !plain.bit;
                    let rising = false;
                    self.settle(learner, &[Turned { question, rising }], now, flips);
                }
            }
            _ => self.uncompleted_otherwise(learner, course, now, flips),
        }
    }

    #[inline(never)]
    fn uncompleted_otherwise(
        &self,
        learner: &mut Learner,
        course: u32,
        now: Instant,
        flips: &mut Vec<Flip>,
    ) {
        let asked = self.shared.topics.completions.list(course);
        self.ask(learner, asked, now, flips, |learner, number| {
            match self.question(number) {
                Some(Question::Completed(_)) => Reading::always(Truth::False),
                _ => self.read(number, &learner.facts, now.micros()),
            }
        });
    }
}

/// Whether a course is among completions. In eights, without a branch for each.
#[inline]
fn is_among(facts: &[CompletionFact], course: u32) -> bool {
    let among = |facts: &[CompletionFact]| {
        let of = facts.iter();
        of.fold(false, |found, fact| found | (fact.course == course))
    };
    let (eights, rest) = facts.as_chunks::<8>();
    eights.iter().any(|eight| among(eight)) || among(rest)
}

/// Puts a fact in the place of the one that bears its number, or where a record read anew would have it.
fn replace<F: Clone>(facts: &mut Vec<F>, fact: &F, number: impl Fn(&F) -> u32, kind: &Kind) {
    match facts.iter_mut().find(|held| number(held) == number(fact)) {
        Some(held) => held.clone_from(fact),
        None => insert(facts, fact.clone(), number, kind),
    }
}

/// Puts a new fact where a record read anew would have it. The record keeps these by id, and an answer may tell of them in
/// their order; the numbers of an open vocabulary follow the rules instead, so that the ids themselves are compared.
fn insert<F>(facts: &mut Vec<F>, fact: F, number: impl Fn(&F) -> u32, kind: &Kind) {
    let id = kind.id(number(&fact));
    let place = facts.partition_point(|held| kind.id(number(held)) < id);
    facts.insert(place, fact);
}
