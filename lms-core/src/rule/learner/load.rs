//! From facts to bits: each fact looks up the questions that it can answer, and answers them.

use super::calendar::{FOREVER, SINCE_EVER};
use super::facts::{CompletionFact, Datum, Facts, StatedFact};
use super::reading::{
    Reading, Span, aged, approved, completed, elapsed_since_day, enrolled, granted_since, held,
    noted, paid, scored, skilled, stated, tagged, waived,
};
use crate::rule::compile::question::Question;
use crate::rule::rule_set::{RuleSet, raise, set};
use crate::time::Instant;
use crate::verdict::Truth;

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
    several: Vec<u32>,
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
    fn best(&mut self, question: u32, span: Span) {
        let reading = span.at(self.now);
        raise(self.words, question, reading.truth);
        self.narrow(question, reading, |now| span.at(now));
    }

    /// The only, or the last, fact speaks.
    #[inline(always)]
    fn last(&mut self, question: u32, span: Span) {
        self.together(question, |now| span.at(now));
    }

    /// All facts speak together.
    #[inline(always)]
    fn together(&mut self, question: u32, read: impl Fn(i64) -> Reading) {
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
            several: Vec::new(),
        };
        self.load_studies(facts, &mut loading);
        self.load_person(facts, &mut loading);
        self.load_permissions(facts, &mut loading);
        for &question in &self.shared.topics.clock {
            if let Some(asked @ Question::Window { .. }) = self.question(question) {
                loading.together(question, |now| asked.without_facts(now));
            }
        }
        let mut together = core::mem::take(&mut loading.several);
        together.sort_unstable();
        together.dedup();
        for question in together {
            loading.together(question, |now| self.read(question, facts, now));
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
        if self.load_plain(&facts.completions, loading) {
            self.load_completions(&facts.completions, loading);
        }
        for fact in &facts.grades {
            for &number in topics.grades.list(fact.subject) {
                if let Some(Question::Score { bounds, .. }) = self.question(number) {
                    loading.last(number, scored(fact, *bounds));
                }
            }
        }
        for fact in &facts.attempts {
            loading
                .several
                .extend_from_slice(topics.attempts.list(fact.subject));
        }
        for fact in &facts.held {
            for &number in topics.certificates.list(fact.certification) {
                match self.question(number) {
                    Some(Question::Holds {
                        still_for, zone, ..
                    }) => {
                        loading.best(number, held(fact, *still_for, *zone));
                    }
                    _ => loading.several.push(number),
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
                        loading.best(number, enrolled(fact, *place));
                    }
                    _ => loading.several.push(number),
                }
            }
        }
        for fact in &facts.steps {
            for &number in topics.steps.list(fact.step) {
                if let Some(Question::Step { note, .. }) = self.question(number) {
                    loading.last(number, noted(fact, *note));
                }
            }
        }
    }

    /// Answers the plain questions that completions answer for ever; whether [`Self::load_completions`] must see to others.
    ///
    /// Most completions are done with here, and there are more of them than of all other facts.
    #[inline]
    fn load_plain<W>(&self, facts: &[CompletionFact], loading: &mut Loading<'_, W>) -> bool {
        let (now, mut since, mut others) = (loading.now, loading.since, false);
        let (pairs, _) = loading.words.as_chunks_mut::<2>();
        for fact in facts {
            let Some(plain) = self.shared.topics.plain.get(fact.course as usize) else {
                continue;
            };
            if fact.at > now || !plain.fits(fact) {
                others = true;
                continue;
            }
            others |= plain.more;
            // Where nobody asks there is no bit: whether somebody does is as good as random, and no branch is taken on it.
            if let Some([certain, possible]) = pairs.get_mut(plain.word as usize) {
                *certain |= plain.bit;
                *possible |= plain.bit;
            }
            let from = if plain.bit == 0 { SINCE_EVER } else { fact.at };
            since = since.max(from);
        }
        loading.since = since;
        others
    }

    /// Answers what completions answer beside [`Self::load_plain`], and tells the watcher of both.
    #[inline(never)]
    fn load_completions<W: Watch>(&self, facts: &[CompletionFact], loading: &mut Loading<'_, W>) {
        let topics = &self.shared.topics;
        for fact in facts {
            let Some(plain) = topics.plain.get(fact.course as usize) else {
                continue;
            };
            if fact.at <= loading.now && plain.fits(fact) {
                loading.watch.spoke_for_ever(plain.word, plain.bit);
            } else if let Some(question) = plain.question() {
                loading.best(question, completed(fact, plain.passed));
            }
            if !plain.more {
                continue;
            }
            for &number in topics.other_completions.list(fact.course) {
                match self.question(number) {
                    Some(Question::Completed(wanted)) => {
                        loading.best(number, wanted.of(fact));
                    }
                    _ => loading.several.push(number),
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
                        loading.last(number, stated(fact, check));
                    }
                    Some(Question::Age {
                        min, below, zone, ..
                    }) => loading.last(number, aged(fact, *min, *below, *zone)),
                    Some(Question::Elapsed {
                        min, below, zone, ..
                    }) => loading.last(number, elapsed_since_day(fact, (*min, *below), *zone)),
                    _ => {}
                }
            }
        }
        for fact in &facts.reported {
            for &number in topics.reported.list(fact.name) {
                if let Some(Question::Fact { check, .. }) = self.question(number) {
                    loading.last(number, stated(fact, check));
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
                    loading.best(number, tagged(fact));
                }
            }
        }
        for fact in &facts.skills {
            for &number in topics.skills.list(fact.skill) {
                if let Some(Question::Skill { level, .. }) = self.question(number) {
                    loading.best(number, skilled(fact, *level));
                }
            }
        }
    }

    fn load_permissions<W: Watch>(&self, facts: &Facts, loading: &mut Loading<'_, W>) {
        let topics = &self.shared.topics;
        for fact in &facts.approvals {
            for &number in topics.approvals.list(fact.approval) {
                match self.question(number) {
                    Some(Question::Approved(_)) => loading.last(number, approved(fact)),
                    Some(Question::Elapsed {
                        min, below, zone, ..
                    }) => loading.last(number, granted_since(fact, (*min, *below), *zone)),
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
                    loading.best(number, paid(fact));
                }
            }
        }
        for fact in &facts.waivers {
            for &number in topics.waivers.list(fact.course) {
                loading.best(number, waived(fact));
            }
        }
        for fact in &facts.seats {
            for &number in topics.seats.list(fact.offering) {
                loading.last(number, Span::always((fact.free > 0).into()));
            }
        }
    }
}
