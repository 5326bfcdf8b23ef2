use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::credit::Offer;
use crate::number::{Fraction, Percent, Points};
use crate::path::Path;
use crate::path::definition::{Item, StepDefinition};
use crate::record::{
    Completion, CompletionSource, EnrolmentState, LearnerRecord, ScoreStatus, StepNote,
    WaiverTarget,
};
use crate::time::{Instant, Period, Zone};
use crate::{ActivityId, CourseId};

/// How a step came to be completed. What was recognised is never taken for what was earned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum CompletedBy {
    /// Earned here, or imported from a system used before.
    Earned,
    /// A person recognised prior learning.
    Recognised,
    /// An equivalent course was completed.
    Equivalent {
        /// The course that counts instead.
        course: CourseId,
        /// Whether that completion was itself recognised and not earned.
        recognised: bool,
    },
    /// Everything that it stands for is finished: a milestone, or a nested path.
    Reached,
}

impl CompletedBy {
    /// Whether it counts towards what must be earned with us. Of what was reached only the part counts that work done
    /// here reaches by itself; see [`crate::path::CreditSummary::recognised`].
    #[must_use]
    pub fn is_own(&self) -> bool {
        !matches!(
            self,
            Self::Recognised
                | Self::Equivalent {
                    recognised: true,
                    ..
                }
        )
    }
}

/// That a step is done, and what that is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Done {
    pub(crate) at: Instant,
    pub(crate) by: CompletedBy,
    /// The first instant at which it no longer counts.
    pub(crate) until: Option<Instant>,
    pub(crate) credits: i64,
    /// The course that was completed, so that two steps never earn its credits twice.
    pub(crate) course: Option<CourseId>,
    /// Of a nested path or a milestone, the share of it that work done here reaches by itself.
    pub(crate) here: Option<Fraction>,
}

impl Done {
    /// The part of it that counts as done here.
    pub(crate) fn own(&self) -> Fraction {
        let whole = if self.by.is_own() {
            Fraction::ONE
        } else {
            Fraction::ZERO
        };
        self.here.unwrap_or(whole)
    }

    /// Whether all of it counts as done here.
    pub(crate) fn is_own(&self) -> bool {
        self.own() == Fraction::ONE
    }

    /// The credits of it that were earned here, in full micros.
    pub(crate) fn own_credits(&self) -> i64 {
        part(self.credits, self.own())
    }
}

/// A share of an amount, cut to what can be represented.
pub(crate) fn part(amount: i64, share: Fraction) -> i64 {
    let scaled = i128::from(amount).checked_mul(share.numerator());
    let cut = scaled.and_then(|scaled| scaled.checked_div_euclid(share.denominator()));
    cut.and_then(|cut| i64::try_from(cut).ok()).unwrap_or(0)
}

/// What the record says about one step at one instant, whatever the path requires.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Fact {
    pub(crate) done: Option<Done>,
    /// The completion of it that counts as earned here: that of `done`, or one that recognised work with more credits
    /// stands before. Of nested paths and milestones, which stand for other steps, `done` alone tells.
    pub(crate) own: Option<Done>,
    /// When it must be done; what came later does not count.
    pub(crate) due: Option<Instant>,
    pub(crate) expired: Option<Instant>,
    pub(crate) waived: Option<Instant>,
    pub(crate) started: Option<Instant>,
    pub(crate) failed: Option<Instant>,
    /// Since when it is to be done again.
    pub(crate) reset: Option<Instant>,
    /// Every score that the learner has had in it.
    pub(crate) scores: Vec<Percent>,
    /// Of a step that is tied to others: the best completion of each course, and the best of ours.
    pub(crate) offers: Vec<Done>,
    /// Whether it is tied to other steps by a course that both may count.
    pub(crate) tied: bool,
    /// Of a learner seen without what was recognised or waived: whether it is settled by that, so that nobody will do it.
    pub(crate) let_off: bool,
}

impl Fact {
    /// Whether nothing need be done for it any more.
    pub(crate) fn settled(&self) -> bool {
        self.done.is_some() || self.waived.is_some()
    }

    /// The credits of it that were earned here, in full micros. Never falls when something is recognised.
    pub(crate) fn own_credits(&self) -> i64 {
        let own = self.own.as_ref().map_or(0, Done::own_credits);
        // Where courses are shared out among steps, those earned here are shared out by themselves.
        let done = self.done.as_ref().filter(|_| !self.tied);
        done.map_or(own, |done| own.max(done.own_credits()))
    }

    /// Takes a completion in the place of the one held if it is worth more. So a further completion never takes anything
    /// away: what was earned here is kept beside, and what other steps may count as well by itself.
    pub(crate) fn take(&mut self, done: Done) {
        let is_better = |held: &Done| worth(&done) > worth(held);
        let own = |done: &Done| (done.own_credits(), worth(done));
        if done.by.is_own() && self.own.as_ref().is_none_or(|held| own(&done) > own(held)) {
            self.own = Some(done.clone());
        }
        if self.tied {
            let kind = |done: &Done| (done.by.is_own(), done.here.is_some());
            let same = |held: &&mut Done| held.course == done.course && kind(held) == kind(&done);
            match self.offers.iter_mut().find(same) {
                Some(held) if is_better(held) => *held = done.clone(),
                Some(_) => {}
                None => self.offers.push(done.clone()),
            }
        }
        if self.done.as_ref().is_none_or(is_better) {
            self.done = Some(done);
        }
    }

    /// What it could count as a tied step, where that is worth anything in a sum.
    pub(crate) fn offered(&self, worth: &dyn Fn(&Done) -> Option<i64>) -> Vec<Offer> {
        let offers = self.offers.iter().enumerate().filter_map(|(rank, done)| {
            Some(Offer {
                course: done.course.clone(),
                credits: worth(done)?,
                rank,
            })
        });
        offers.collect()
    }

    pub(crate) fn best(&self) -> Option<Percent> {
        self.scores.iter().copied().max()
    }
}

/// A course, or one activity of it.
type Graded<'a> = (&'a CourseId, Option<&'a ActivityId>);

/// The record by course, so that every step is looked up in logarithmic time.
pub(crate) struct Sources<'a> {
    record: &'a LearnerRecord,
    completions: BTreeMap<&'a CourseId, Vec<&'a Completion>>,
    taking: BTreeMap<&'a CourseId, Instant>,
    grades: BTreeMap<Graded<'a>, Vec<(Percent, Instant)>>,
    now: Instant,
}

impl<'a> Sources<'a> {
    /// What is after `now` has not happened yet.
    pub(crate) fn new(record: &'a LearnerRecord, now: Instant) -> Self {
        let mut sources = Self {
            record,
            completions: BTreeMap::new(),
            taking: BTreeMap::new(),
            grades: BTreeMap::new(),
            now,
        };
        for completion in record
            .completions
            .iter()
            .filter(|held| held.basis.at <= now)
        {
            sources
                .completions
                .entry(&completion.course)
                .or_default()
                .push(completion);
        }
        for enrolment in &record.enrolments {
            let over = enrolment.until.is_some_and(|until| until <= now);
            let since = enrolment.enrolled_at.unwrap_or(enrolment.basis.at);
            if enrolment.state == EnrolmentState::Active && !over && since <= now {
                let taking = sources.taking.entry(&enrolment.course).or_insert(since);
                *taking = since.max(*taking);
            }
        }
        for grade in record.grades.iter().filter(|grade| grade.basis.at <= now) {
            let key = (&grade.course, grade.activity.as_ref());
            sources
                .grades
                .entry(key)
                .or_default()
                .push((grade.score, grade.basis.at));
        }
        sources
    }

    /// What is known about a step of a path. Nested paths are filled in by the caller.
    pub(crate) fn fact(&self, path: &Path, node: u32, due: Option<Instant>) -> Option<Fact> {
        let step = path.definition.steps.get(node as usize)?;
        let pursuit = self.record.paths.get(&path.definition.id);
        let reset = pursuit.and_then(|pursuit| pursuit.resets.get(&step.id));
        let reset = reset.map(|basis| basis.at).filter(|at| *at <= self.now);
        let mut fact = Fact {
            reset,
            due,
            tied: path.ties.is_tied(node),
            ..Fact::default()
        };
        let zone = path.definition.zone;
        match &step.item {
            Item::Course { course, version } => {
                self.course(&mut fact, step, zone, course, *version, None);
                if let Some(since) = self.taking.get(course) {
                    fact.started = Some(*since);
                }
            }
            Item::Activity { course, activity } => {
                self.activity(&mut fact, step, zone, course, activity)
            }
            Item::Path { .. } | Item::Milestone | Item::FreeCredit => {}
        }
        for course in &step.equivalents {
            self.course(&mut fact, step, zone, course, None, Some(course));
            if let Some(since) = self.taking.get(course) {
                fact.started = fact.started.max(Some(*since));
            }
        }
        self.noted(&mut fact, path, step);
        fact.waived = self.waived(path, step);
        if fact.done.is_some() || fact.started > fact.failed {
            fact.failed = None;
        }
        if fact.done.is_some() {
            fact.expired = None;
        }
        Some(fact)
    }

    fn course(
        &self,
        fact: &mut Fact,
        step: &StepDefinition,
        zone: Zone,
        course: &CourseId,
        version: Option<u32>,
        equivalent: Option<&CourseId>,
    ) {
        let after_reset = |at: Instant| fact.reset.is_none_or(|reset| reset < at);
        let held = self.completions.get(course).into_iter().flatten();
        let held: Vec<_> = held.filter(|held| after_reset(held.basis.at)).collect();
        for completion in held {
            fact.scores.extend(completion.score);
            let recognised = completion.source == CompletionSource::Recognised;
            let current = version.is_none_or(|least| {
                recognised || completion.version.is_some_and(|held| held >= least)
            });
            if !completion.passed {
                fact.failed = fact.failed.max(Some(completion.basis.at));
                continue;
            }
            if !current {
                continue;
            }
            let by = match equivalent {
                Some(course) => CompletedBy::Equivalent {
                    course: course.clone(),
                    recognised,
                },
                None if recognised => CompletedBy::Recognised,
                None => CompletedBy::Earned,
            };
            let credits = completion.credits.unwrap_or(step.credits).micros().max(0);
            let done = Done {
                at: completion.basis.at,
                by,
                until: None,
                credits,
                course: Some(course.clone()),
                here: None,
            };
            self.take(fact, step.valid_for, zone, done);
        }
        if let Some(grades) = self.grades.get(&(course, None)) {
            let reset = fact.reset;
            let current = grades
                .iter()
                .filter(|(_, at)| reset.is_none_or(|reset| reset < *at));
            fact.scores.extend(current.map(|(score, _)| *score));
        }
    }

    fn activity(
        &self,
        fact: &mut Fact,
        step: &StepDefinition,
        zone: Zone,
        course: &CourseId,
        activity: &ActivityId,
    ) {
        let mut done = |at, by| {
            let credits = step.credits.micros();
            self.take(
                fact,
                step.valid_for,
                zone,
                Done {
                    at,
                    by,
                    until: None,
                    credits,
                    course: None,
                    here: None,
                },
            );
        };
        let mut scores = Vec::new();
        for (score, at) in self
            .grades
            .get(&(course, Some(activity)))
            .into_iter()
            .flatten()
        {
            done(*at, CompletedBy::Earned);
            scores.push(*score);
        }
        let sheet = self.record.sheets.get(course);
        let Some(work) = sheet.and_then(|sheet| sheet.scores.get(activity)) else {
            fact.scores.extend(scores);
            return;
        };
        let at = work
            .graded_at
            .or(work.submitted_at)
            .filter(|at| *at <= self.now);
        let marked = work.points.zip(at);
        match (work.status, marked) {
            (ScoreStatus::Scored, Some((points, at))) => {
                done(at, CompletedBy::Earned);
                scores.extend(work.maximum.and_then(|maximum| share(points, maximum)));
            }
            (ScoreStatus::Banked, Some((points, at))) => {
                done(at, CompletedBy::Recognised);
                scores.extend(work.maximum.and_then(|maximum| share(points, maximum)));
            }
            _ => fact.started = work.submitted_at.filter(|at| *at <= self.now),
        }
        fact.scores.extend(scores);
    }

    /// What a person or the host noted under the step's own name.
    fn noted(&self, fact: &mut Fact, path: &Path, step: &StepDefinition) {
        let pursuit = self.record.paths.get(&path.definition.id);
        let note = pursuit.and_then(|pursuit| pursuit.steps.get(&step.id));
        let Some((note, basis)) = note.filter(|(_, basis)| basis.at <= self.now) else {
            return;
        };
        match note {
            StepNote::Started => fact.started = fact.started.max(Some(basis.at)),
            StepNote::Failed => fact.failed = fact.failed.max(Some(basis.at)),
            StepNote::Completed => {
                let recognised =
                    pursuit.is_some_and(|pursuit| pursuit.recognised.contains(&step.id));
                let done = Done {
                    at: basis.at,
                    by: if recognised {
                        CompletedBy::Recognised
                    } else {
                        CompletedBy::Earned
                    },
                    until: None,
                    credits: step.credits.micros(),
                    course: None,
                    here: None,
                };
                self.take(fact, step.valid_for, path.definition.zone, done);
            }
        }
    }

    fn waived(&self, path: &Path, step: &StepDefinition) -> Option<Instant> {
        let mut waivers = self.record.waivers.iter().filter(|waiver| {
            let WaiverTarget::Step {
                path: of,
                step: what,
            } = &waiver.target
            else {
                return false;
            };
            let holds = waiver.until.is_none_or(|until| self.now < until);
            *of == path.definition.id && *what == step.id && waiver.basis.at <= self.now && holds
        });
        waivers.next().map(|waiver| waiver.basis.at)
    }

    /// Takes a completion if it still counts: what comes after the deadline is left out.
    fn take(&self, fact: &mut Fact, valid_for: Option<Period>, zone: Zone, mut done: Done) {
        if fact.reset.is_some_and(|reset| done.at <= reset) {
            return;
        }
        done.until = valid_for.map(|period| after(zone, done.at, period));
        if let Some(until) = done.until.filter(|until| *until <= self.now) {
            fact.expired = fact.expired.max(Some(until));
            return;
        }
        if fact.due.is_some_and(|due| due <= done.at) {
            return;
        }
        fact.take(done);
    }
}

/// What makes one completion better than another: more credits, longer validity, earned rather than recognised, and of
/// equals the earliest.
pub(crate) fn worth(done: &Done) -> (i64, Instant, bool, core::cmp::Reverse<Instant>) {
    let until = done.until.unwrap_or(Instant::MAX);
    let at = core::cmp::Reverse(done.at);
    (done.credits, until, done.by.is_own(), at)
}

/// A period after an instant, in calendar time of a zone; beyond the calendar it is its end.
pub(crate) fn after(zone: Zone, at: Instant, period: Period) -> Instant {
    let day = zone.date(at).and_then(|date| date.plus(period, 1));
    let later = day.and_then(|date| zone.at(date, zone.seconds_of_day(at)));
    later.unwrap_or(Instant::MAX)
}

/// Points of a maximum as a percentage, cut to six decimal places.
fn share(points: Points, maximum: Points) -> Option<Percent> {
    let scaled = i128::from(points.micros()).checked_mul(100_000_000)?;
    let share = scaled.checked_div_euclid(i128::from(maximum.micros()))?;
    i64::try_from(share)
        .ok()
        .and_then(|micros| Percent::from_micros(micros).ok())
}
