use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::time::Date;

/// The most holidays and blackouts of a calendar (`calendar_too_large`).
pub const MAX_FREE_DAYS: usize = 10_000;

/// Which days are worked on.
///
/// ```
/// use lms_core::path::WorkingCalendar;
/// let calendar: WorkingCalendar = serde_json::from_str(r#"{
///     "workingDays": [1, 2, 3, 4, 5], "holidays": ["2026-12-25"],
///     "blackouts": [{"from": "2026-12-28", "until": "2027-01-04"}]
/// }"#).unwrap();
/// let first = calendar.first_working_day("2026-12-25".parse().unwrap()).unwrap();
/// assert_eq!(first.to_string(), "2027-01-04");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WorkingCalendar {
    /// The days of the week that are worked on, Monday 1 to Sunday 7.
    #[serde(default = "monday_to_friday")]
    pub working_days: Vec<u32>,
    /// Single days that are not.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub holidays: BTreeSet<Date>,
    /// Stretches of days that are not, such as a holiday of the learner.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blackouts: Vec<Blackout>,
}

fn monday_to_friday() -> Vec<u32> {
    (1..=5).collect()
}

impl Default for WorkingCalendar {
    fn default() -> Self {
        Self {
            working_days: monday_to_friday(),
            holidays: BTreeSet::new(),
            blackouts: Vec::new(),
        }
    }
}

/// A stretch of days on which nothing is done; half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Blackout {
    /// The first day of it.
    pub from: Date,
    /// The first day after it.
    pub until: Date,
}

impl WorkingCalendar {
    /// Whether a day is worked on.
    #[must_use]
    pub fn is_working(&self, day: Date) -> bool {
        self.working_days.contains(&day.weekday())
            && !self.holidays.contains(&day)
            && self.blackout(day).is_none()
    }

    fn blackout(&self, day: Date) -> Option<&Blackout> {
        let over = |blackout: &&Blackout| blackout.from <= day && day < blackout.until;
        self.blackouts.iter().find(over)
    }

    /// The first working day on or after a day; `None` when none comes within the years that there are.
    ///
    /// Blackouts are jumped over, so that only single free days are walked through.
    #[must_use]
    pub fn first_working_day(&self, day: Date) -> Option<Date> {
        let works = |weekday: &u32| (1..=7).contains(weekday);
        if !self.working_days.iter().any(works) {
            return None;
        }
        let mut day = day;
        while !self.is_working(day) {
            day = match self.blackout(day) {
                Some(blackout) => blackout.until,
                None => next(day)?,
            };
        }
        Some(day)
    }
}

fn next(day: Date) -> Option<Date> {
    Date::from_days_since_epoch(day.days_since_epoch().checked_add(1)?).ok()
}
