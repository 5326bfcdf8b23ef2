//! Lengths of time on the calendar.

use lms_core::rule::Length;
use lms_core::time::{Date, Instant, Zone};

pub(super) fn later(at: Instant, length: Length, zone: Zone) -> Option<Instant> {
    match length {
        Length::Exact(span) => at.plus(span).ok(),
        Length::Calendar(period) => {
            let date = zone.date(at).ok()?.plus(period, 1).ok()?;
            same_time(at, date, zone)
        }
    }
}

/// Another day at the same time of day, with its fraction of a second; in a gap the first instant after it.
pub(super) fn same_time(at: Instant, day: Date, zone: Zone) -> Option<Instant> {
    let seconds = zone.seconds_of_day(at);
    let moved = zone.at(day, seconds).ok()?;
    if zone.seconds_of_day(moved) != seconds {
        return Some(moved);
    }
    Instant::from_micros(moved.micros() + at.micros().rem_euclid(1_000_000)).ok()
}

pub(super) fn day_later(day: Date, length: Length, zone: Zone) -> Option<Instant> {
    match length {
        Length::Exact(span) => zone.start_of(day).ok()?.plus(span).ok(),
        Length::Calendar(period) => zone.start_of(day.plus(period, 1).ok()?).ok(),
    }
}

/// Reached: `now` is at or after an instant that may never come.
pub(super) fn reached(now: Instant, at: Option<Instant>) -> bool {
    at.is_some_and(|at| at <= now)
}
