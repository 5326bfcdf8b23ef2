use super::calendar::{MAX_FREE_DAYS, WorkingCalendar};
use super::check::due;
use super::request::{Offered, PlanRequest, PlanTime};
use super::start::Start;
use crate::path::Path;
use crate::path::definition::Item;
use crate::problem::Problems;
use crate::time::{Date, Period};

/// The most working days that a plan looks ahead: some forty years.
pub const MAX_PLANNED_DAYS: usize = 10_000;

/// The working days of a plan, numbered, and how long each step takes.
#[derive(Debug, Clone)]
// INVARIANT: `days` rises.
pub(super) struct Work {
    days: Vec<Date>,
    lengths: Vec<Period>,
    first: Vec<usize>,
    deadlines: Vec<Option<usize>>,
}

impl Work {
    pub(super) fn new(
        path: &Path,
        request: &PlanRequest,
        offers: &[(u32, &Offered)],
        start: &Start,
        problems: &mut Problems,
    ) -> Option<Self> {
        let PlanTime::Days {
            from,
            calendar,
            default_days,
        } = &request.time
        else {
            return None;
        };
        let before = problems.count();
        problems.at("time", |problems| {
            check(calendar, problems);
            if *default_days as usize > MAX_PLANNED_DAYS {
                let message = format!("a step takes at most {MAX_PLANNED_DAYS} working days");
                problems.at("defaultDays", |problems| {
                    problems.add("days_out_of_range", message)
                });
            }
        });
        if problems.count() > before {
            return None;
        }
        let days = working_days(calendar, *from);
        let usual = Period::new(0, *default_days).unwrap_or_default();
        let lengths = path.definition().steps.iter().map(|step| match step.item {
            Item::Milestone => Period::default(),
            _ => step.duration.unwrap_or(usual),
        });
        let mut work = Self {
            lengths: lengths.collect(),
            first: vec![0; path.steps.len()],
            deadlines: Vec::new(),
            days,
        };
        let steps = (0_u32..).zip(&path.steps);
        work.deadlines = steps
            .map(|(step, _)| due(path, start, step, Some(*from)).map(|due| work.slot(due)))
            .collect();
        for (step, offer) in offers {
            let first = offer.from.map_or(0, |day| work.slot(day));
            if let Some(slot) = work.first.get_mut(*step as usize) {
                *slot = first;
            }
        }
        Some(work)
    }

    /// How many working days there are.
    pub(super) fn days(&self) -> usize {
        self.days.len()
    }

    /// The day of a number.
    pub(super) fn day(&self, slot: usize) -> Option<Date> {
        self.days.get(slot).copied()
    }

    /// The number of the first working day on or after a day.
    pub(super) fn slot(&self, day: Date) -> usize {
        self.days.partition_point(|other| *other < day)
    }

    /// The first number on which a step can begin.
    pub(super) fn first(&self, step: u32) -> usize {
        self.first.get(step as usize).copied().unwrap_or(0)
    }

    /// The first number after a step that begins on one; `None` when it does not end in time.
    pub(super) fn end(&self, step: u32, slot: usize) -> Option<usize> {
        let length = self.lengths.get(step as usize).copied().unwrap_or_default();
        if length.is_zero() {
            return Some(slot).filter(|slot| *slot <= self.days.len());
        }
        let begins = self.day(slot)?;
        let months = Period::new(length.months(), 0).ok()?;
        let after_months = self.slot(begins.plus(months, 1).ok()?);
        let end = after_months.checked_add(length.days() as usize)?;
        (end <= self.days.len()).then_some(end)
    }

    /// Everything that tells one step from another in time.
    pub(super) fn kind(&self, step: u32) -> (Period, usize, Option<usize>) {
        let length = self.lengths.get(step as usize).copied();
        (
            length.unwrap_or_default(),
            self.first(step),
            self.deadline(step),
        )
    }

    /// How many days a step keeps busy, where that does not depend on when it begins.
    pub(super) fn length(&self, step: u32) -> usize {
        let length = self.lengths.get(step as usize).copied().unwrap_or_default();
        length.days() as usize
    }

    /// The first number that lies so long after a step that ended before a number.
    pub(super) fn later(&self, end: usize, period: Period) -> usize {
        let last = end.checked_sub(1).and_then(|slot| self.day(slot));
        let open = last.and_then(|last| last.plus(period, 1).ok());
        open.map_or(0, |open| self.slot(open))
    }

    /// The number before which a step must have ended.
    pub(super) fn deadline(&self, step: u32) -> Option<usize> {
        self.deadlines.get(step as usize).copied().flatten()
    }
}

fn check(calendar: &WorkingCalendar, problems: &mut Problems) {
    problems.at("calendar", |problems| {
        let free = calendar
            .holidays
            .len()
            .saturating_add(calendar.blackouts.len());
        if free > MAX_FREE_DAYS {
            let message = format!("a calendar has at most {MAX_FREE_DAYS} holidays and blackouts");
            problems.add("calendar_too_large", message);
        }
        let days = &calendar.working_days;
        if days.is_empty() || days.len() > 7 || days.iter().any(|day| !(1..=7).contains(day)) {
            problems.at("workingDays", |problems| {
                let message = "the working days are some of 1 (Monday) to 7 (Sunday)";
                problems.add("working_days_form", message);
            });
        }
        let empty = |blackout: &super::Blackout| blackout.until <= blackout.from;
        for (index, _) in calendar
            .blackouts
            .iter()
            .enumerate()
            .filter(|(_, it)| empty(it))
        {
            problems.at("blackouts", |problems| {
                problems.item(index, |problems| {
                    problems.add("blackout_empty", "a blackout ends after its first day");
                });
            });
        }
    });
}

/// The working days from a day on, as many as are looked at.
fn working_days(calendar: &WorkingCalendar, from: Date) -> Vec<Date> {
    // Every week has a working day, so that seven times as many days are enough but for free days.
    const MOST: usize = MAX_PLANNED_DAYS * 8;
    let first = from.days_since_epoch();
    let mut free = vec![false; MOST];
    for blackout in &calendar.blackouts {
        let place = |day: Date| {
            usize::try_from(day.days_since_epoch().saturating_sub(first))
                .unwrap_or(0)
                .min(MOST)
        };
        let stretch = place(blackout.from)..place(blackout.until);
        free.get_mut(stretch).unwrap_or_default().fill(true);
    }
    (first..)
        .zip(free)
        .filter(|(_, free)| !free)
        .map_while(|(day, _)| Date::from_days_since_epoch(day).ok())
        .filter(|day| {
            calendar.working_days.contains(&day.weekday()) && !calendar.holidays.contains(day)
        })
        .take(MAX_PLANNED_DAYS)
        .collect()
}
