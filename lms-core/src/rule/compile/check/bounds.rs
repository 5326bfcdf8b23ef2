//! Checks bounds, lengths and sizes.

use super::MAX_AGE;
use crate::problem::Problems;
use crate::rule::compile::question::Bounds;
use crate::rule::{Length, MAX_SET, Moment};
use crate::time::{Period, Zone};

pub(super) fn version(min_version: Option<u32>, problems: &mut Problems) -> Option<()> {
    if min_version == Some(0) {
        let text = "versions are counted from 1";
        problems.at("minVersion", |problems| problems.add("version_zero", text));
        return None;
    }
    Some(())
}

pub(super) fn bounds(
    min: Option<i64>,
    below: Option<i64>,
    problems: &mut Problems,
) -> Option<Bounds> {
    match (min, below) {
        (None, None) => {
            problems.add("bounds_missing", "at least one bound must be given");
            None
        }
        (Some(min), Some(below)) if below <= min => {
            problems.add("bounds_empty", "nothing lies between these bounds");
            None
        }
        _ => Some(Bounds::new(min, below)),
    }
}

/// Bounds of a count, which is never below nothing.
pub(super) fn counts(
    min: Option<u32>,
    below: Option<u32>,
    problems: &mut Problems,
) -> Option<Bounds> {
    if below == Some(0) {
        problems.add("bounds_empty", "nothing lies between these bounds");
        return None;
    }
    bounds(min.map(i64::from), below.map(i64::from), problems)
}

/// How long completions count: with no length none ever would.
pub(super) fn period(period: Option<Period>, problems: &mut Problems) -> Option<()> {
    if period.is_some_and(Period::is_zero) {
        let text = "a period without a length lets nothing count";
        problems.at("within", |problems| problems.add("period_empty", text));
        return None;
    }
    Some(())
}

pub(super) fn lengths(
    min: Option<Length>,
    below: Option<Length>,
    problems: &mut Problems,
) -> Option<()> {
    let rank = |length: Length| match length {
        Length::Exact(span) => (0, span.seconds()),
        Length::Calendar(period) => (
            1,
            u64::from(period.months())
                .wrapping_mul(31)
                .wrapping_add(u64::from(period.days())),
        ),
    };
    match (min, below) {
        (None, None) => bounds(None, None, problems).map(|_| ()),
        // Months and days cannot always be compared; what is equal or has one unit only can.
        (Some(min), Some(below)) => {
            let comparable = match (min, below) {
                (Length::Exact(_), Length::Exact(_)) => true,
                (Length::Calendar(one), Length::Calendar(two)) => {
                    one.months() == two.months() || one.days() == two.days()
                }
                _ => false,
            };
            if comparable && rank(below) <= rank(min) {
                problems.add("bounds_empty", "nothing lies between these bounds");
                return None;
            }
            Some(())
        }
        _ => Some(()),
    }
}

pub(super) fn moment(
    field: &'static str,
    moment: Option<Moment>,
    zone: Zone,
    problems: &mut Problems,
) -> Option<Option<i64>> {
    let Some(moment) = moment else {
        return Some(None);
    };
    match moment.in_zone(zone) {
        Ok(at) => Some(Some(at.micros())),
        Err(error) => {
            problems.at(field, |problems| {
                problems.add(error.code(), error.to_string())
            });
            None
        }
    }
}

pub(super) fn years_of(
    field: &'static str,
    years: Option<u32>,
    problems: &mut Problems,
) -> Option<Option<Period>> {
    let Some(years) = years else {
        return Some(None);
    };
    let period = Period::new(years.saturating_mul(12), 0)
        .ok()
        .filter(|_| years <= MAX_AGE);
    if period.is_none() {
        let text = format!("an age is at most {MAX_AGE} years");
        problems.at(field, |problems| problems.add("age_out_of_range", text));
        return None;
    }
    Some(period)
}

pub(super) fn set_size(field: &'static str, size: usize, problems: &mut Problems) -> bool {
    if size == 0 {
        problems.at(field, |problems| {
            problems.add("set_empty", "the set must not be empty")
        });
    } else if size > MAX_SET {
        let text = format!("a set has at most {MAX_SET} items");
        problems.at(field, |problems| problems.add("set_too_large", text));
    }
    (1..=MAX_SET).contains(&size)
}
