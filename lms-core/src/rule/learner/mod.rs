//! A learner compiled for a rule set: one pair of bits for every distinct question.

pub(in crate::rule) mod calendar;
pub(in crate::rule) mod facts;
pub(in crate::rule) mod handles;
pub(in crate::rule) mod intake;
pub(in crate::rule) mod reading;
pub(in crate::rule) mod topics;

use crate::record::LearnerRecord;
use crate::rule::compile::question::Question;
use crate::rule::event::apply::Turned;
use crate::rule::learner::calendar::{FOREVER, SINCE_EVER};
use crate::rule::learner::facts::{Datum, Facts, StatedFact};
use crate::rule::learner::intake::Seats;
use crate::rule::learner::reading::{
    Reading, aged, approved, completed, elapsed_since_day, enrolled, granted_since, held, noted,
    paid, scored, skilled, stated, tagged, waived,
};
use crate::rule::learner::topics::Plain;
use crate::rule::rule_set::{RuleSet, raise, set};
use crate::time::{Instant, Interval};
use crate::verdict::{Outcome, Truth};

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
        interval(self.since, self.wake)
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

/// A stretch of microseconds as an interval.
pub(crate) fn interval(from: i64, until: i64) -> Interval {
    let at = |micros: i64| Instant::from_micros(micros).ok();
    Interval {
        from: at(from),
        until: at(until),
    }
}

/// Takes note of how answers change in time.
pub(crate) trait Watch {
    /// A fact has spoken about a question; `read` gives what it says at another instant.
    fn spoke(&mut self, question: u32, reading: Reading, read: impl Fn(i64) -> Reading);
    /// A fact has spoken, for now and ever, about the questions of a word that a mask has.
    fn spoke_for_ever(&mut self, word: u32, mask: u64);
}

/// Nobody wants to know.
impl Watch for () {
    #[inline(always)]
    fn spoke(&mut self, _: u32, _: Reading, _: impl Fn(i64) -> Reading) {}
    #[inline(always)]
    fn spoke_for_ever(&mut self, _: u32, _: u64) {}
}

/// Bits on their way into words, with the stretch in which all of them are good.
struct Loading<'w, W> {
    words: &'w mut Vec<u64>,
    watch: &'w mut W,
    now: i64,
    since: i64,
    wake: i64,
    /// Questions that must look at all their facts together.
    together: Vec<u32>,
}

impl<W: Watch> Loading<'_, W> {
    #[inline(always)]
    fn narrow(&mut self, question: u32, reading: Reading, read: impl Fn(i64) -> Reading) {
        self.watch.spoke(question, reading, read);
        self.since = self.since.max(reading.from);
        self.wake = self.wake.min(reading.until);
    }

    /// One of several facts speaks.
    #[inline(always)]
    fn best(&mut self, question: u32, read: impl Fn(i64) -> Reading) {
        let reading = read(self.now);
        raise(self.words, question, reading.truth);
        self.narrow(question, reading, read);
    }

    /// One of several facts says yes, from an instant that is past on and for ever. Where nobody asks there is no bit:
    /// whether somebody does is as good as random, and no branch is taken on it.
    #[inline(always)]
    fn for_ever(&mut self, plain: &Plain, from: i64) {
        let (word, bit) = (plain.word, plain.bit);
        let first = (word as usize).wrapping_mul(2);
        if let Some([certain, possible]) = self.words.get_mut(first..first.wrapping_add(2)) {
            *certain |= bit;
            *possible |= bit;
            self.watch.spoke_for_ever(word, bit);
        }
        let from = if bit == 0 { SINCE_EVER } else { from };
        self.since = self.since.max(from);
    }

    /// The only, or the last, fact speaks.
    #[inline(always)]
    fn last(&mut self, question: u32, read: impl Fn(i64) -> Reading) {
        let reading = read(self.now);
        set(self.words, question, reading.truth);
        self.narrow(question, reading, read);
    }
}

impl RuleSet {
    /// Fills a learner's words from facts; gives the stretch around `now` in which they are good.
    ///
    /// Every bit comes from the same readings that explanations show. Linear in the facts and the questions about them.
    pub(crate) fn load(&self, facts: &Facts, now: Instant, words: &mut Vec<u64>) -> (i64, i64) {
        self.load_watched(facts, now, words, &mut ())
    }

    /// The same, with somebody who takes note of what is read.
    #[inline]
    pub(crate) fn load_watched<W: Watch>(
        &self,
        facts: &Facts,
        now: Instant,
        words: &mut Vec<u64>,
        watch: &mut W,
    ) -> (i64, i64) {
        words.clear();
        words.extend_from_slice(&self.blank);
        let mut loading = Loading {
            words,
            watch,
            now: now.micros(),
            since: SINCE_EVER,
            wake: FOREVER,
            together: Vec::new(),
        };
        self.load_studies(facts, &mut loading);
        self.load_person(facts, &mut loading);
        self.load_permissions(facts, &mut loading);
        for &question in &self.shared.topics.clock {
            if let Some(asked @ Question::Window { .. }) = self.question(question) {
                loading.last(question, |now| asked.without_facts(now));
            }
        }
        let mut together = core::mem::take(&mut loading.together);
        together.sort_unstable();
        together.dedup();
        for question in together {
            loading.last(question, |now| self.read(question, facts, now));
        }
        (loading.since, loading.wake)
    }

    #[inline]
    pub(crate) fn question(&self, question: u32) -> Option<&Question> {
        self.shared.questions.get(question as usize)
    }

    /// What a question reads at an instant.
    #[inline]
    pub(crate) fn read(&self, question: u32, facts: &Facts, now: i64) -> Reading {
        self.question(question)
            .map_or(Reading::always(Truth::Unknown), |question| {
                question.read(facts, &self.shared.units, now)
            })
    }

    fn load_studies<W: Watch>(&self, facts: &Facts, loading: &mut Loading<'_, W>) {
        let topics = &self.shared.topics;
        for fact in &facts.completions {
            let Some(plain) = topics.plain.get(fact.course as usize) else {
                continue;
            };
            if fact.at <= loading.now && (fact.passed || !plain.passed) {
                loading.for_ever(plain, fact.at);
            } else if plain.question != u32::MAX {
                loading.best(plain.question, |now| completed(fact, plain.passed, now));
            }
            if !plain.more {
                continue;
            }
            for &number in topics.other_completions.list(fact.course) {
                match self.question(number) {
                    Some(Question::Completed(wanted)) => {
                        loading.best(number, |now| wanted.of(fact, now))
                    }
                    _ => loading.together.push(number),
                }
            }
        }
        for fact in &facts.grades {
            for &number in topics.grades.list(fact.subject) {
                if let Some(Question::Score { bounds, .. }) = self.question(number) {
                    loading.last(number, |now| scored(fact, *bounds, now));
                }
            }
        }
        for fact in &facts.attempts {
            loading
                .together
                .extend_from_slice(topics.attempts.list(fact.subject));
        }
        for fact in &facts.held {
            for &number in topics.certificates.list(fact.certification) {
                match self.question(number) {
                    Some(Question::Holds {
                        still_for, zone, ..
                    }) => {
                        loading.best(number, |now| held(fact, *still_for, *zone, now));
                    }
                    _ => loading.together.push(number),
                }
            }
        }
        for fact in &facts.enrolments {
            let course = fact
                .course
                .map_or(&[][..], |id| topics.enrolment_courses.list(id));
            let run = fact
                .offering
                .map_or(&[][..], |id| topics.enrolment_offerings.list(id));
            for &number in course.iter().chain(run) {
                match self.question(number) {
                    Some(Question::Enrolment { place, .. }) => {
                        loading.best(number, |now| enrolled(fact, *place, now));
                    }
                    _ => loading.together.push(number),
                }
            }
        }
        for fact in &facts.steps {
            for &number in topics.steps.list(fact.step) {
                if let Some(Question::Step { note, .. }) = self.question(number) {
                    loading.last(number, |now| noted(fact, *note, now));
                }
            }
        }
    }

    /// Answers together what a text answers; gives the questions about the attribute that remain.
    #[inline]
    fn load_text<W: Watch>(&self, fact: &StatedFact, loading: &mut Loading<'_, W>) -> &[u32] {
        let topics = &self.shared.topics;
        let worded = topics.worded.get(fact.name as usize);
        let (Some(worded), Datum::Text { literal, .. }, true) =
            (worded, &fact.datum, fact.at <= loading.now)
        else {
            return topics.attributes.list(fact.name);
        };
        if !worded.masks.is_empty() {
            loading.since = loading.since.max(fact.at);
        }
        for (word, mask) in &worded.masks {
            loading.watch.spoke_for_ever(*word, *mask);
            let first = (*word as usize).wrapping_mul(2);
            for held in loading.words.iter_mut().skip(first).take(2) {
                *held &= !mask;
            }
        }
        for &number in literal.map_or(&[][..], |literal| topics.texts.list(literal)) {
            match self.question(number) {
                Some(Question::Attribute { name, .. }) if *name == fact.name => {
                    set(loading.words, number, Truth::True);
                }
                _ => {}
            }
        }
        &worded.rest
    }

    fn load_person<W: Watch>(&self, facts: &Facts, loading: &mut Loading<'_, W>) {
        let topics = &self.shared.topics;
        for fact in &facts.attributes {
            for &number in self.load_text(fact, loading) {
                match self.question(number) {
                    Some(Question::Attribute { check, .. }) => {
                        loading.last(number, |now| stated(fact, check, now));
                    }
                    Some(Question::Age {
                        min, below, zone, ..
                    }) => loading.last(number, |now| aged(fact, *min, *below, *zone, now)),
                    Some(Question::Elapsed {
                        min, below, zone, ..
                    }) => loading.last(number, |now| {
                        elapsed_since_day(fact, (*min, *below), *zone, now)
                    }),
                    _ => {}
                }
            }
        }
        for fact in &facts.reported {
            for &number in topics.reported.list(fact.name) {
                if let Some(Question::Fact { check, .. }) = self.question(number) {
                    loading.last(number, |now| stated(fact, check, now));
                }
            }
        }
        let tags = [
            (&facts.units, &topics.units),
            (&facts.groups, &topics.groups),
            (&facts.audiences, &topics.audiences),
            (&facts.roles, &topics.roles),
        ];
        for (facts, index) in tags {
            for fact in facts {
                for &number in index.list(fact.tag) {
                    loading.best(number, |now| tagged(fact, now));
                }
            }
        }
        for fact in &facts.skills {
            for &number in topics.skills.list(fact.skill) {
                if let Some(Question::Skill { level, .. }) = self.question(number) {
                    loading.best(number, |now| skilled(fact, *level, now));
                }
            }
        }
    }

    fn load_permissions<W: Watch>(&self, facts: &Facts, loading: &mut Loading<'_, W>) {
        let topics = &self.shared.topics;
        for fact in &facts.approvals {
            for &number in topics.approvals.list(fact.approval) {
                match self.question(number) {
                    Some(Question::Approved(_)) => loading.last(number, |now| approved(fact, now)),
                    Some(Question::Elapsed {
                        min, below, zone, ..
                    }) => loading.last(number, |now| {
                        granted_since(fact, (*min, *below), *zone, now)
                    }),
                    _ => {}
                }
            }
        }
        for fact in &facts.payments {
            let course = fact
                .course
                .map_or(&[][..], |id| topics.payment_courses.list(id));
            let run = fact
                .offering
                .map_or(&[][..], |id| topics.payment_offerings.list(id));
            for &number in course.iter().chain(run) {
                if let Some(Question::Paid(target)) = self.question(number)
                    && target.payment(fact)
                {
                    loading.best(number, |now| paid(fact, now));
                }
            }
        }
        for fact in &facts.waivers {
            for &number in topics.waivers.list(fact.course) {
                loading.best(number, |now| waived(fact, now));
            }
        }
        for fact in &facts.seats {
            for &number in topics.seats.list(fact.offering) {
                loading.last(number, |_| Reading::always((fact.free > 0).into()));
            }
        }
    }
}
