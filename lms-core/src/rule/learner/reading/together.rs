//! What several facts say only together: the latest of them, their number, their sum.

use core::cmp::Reverse;

use super::fact::{elapsed_since, elapsed_since_day, granted_since};
use super::{Reading, Span};
use crate::rule::Length;
use crate::rule::compile::question::{Bounds, Credits, Since};
use crate::rule::learner::calendar::{FOREVER, SINCE_EVER, after};
use crate::rule::learner::facts::{CompletionFact, Facts, Place};
use crate::time::Zone;
use crate::verdict::Truth;

pub(super) fn elapsed(
    facts: &Facts,
    since: Since,
    bounds: (Option<Length>, Option<Length>),
    zone: Zone,
    now: i64,
) -> Reading {
    let unknown = || Reading::always(Truth::Unknown);
    match since {
        Since::Attribute(name) => {
            let last = facts.attributes.iter().rfind(|fact| fact.name == name);
            last.map_or_else(unknown, |fact| {
                elapsed_since_day(fact, bounds, zone).at(now)
            })
        }
        Since::Approval(approval) => {
            let last = facts
                .approvals
                .iter()
                .rfind(|fact| fact.approval == approval);
            last.map_or_else(unknown, |fact| granted_since(fact, bounds, zone).at(now))
        }
        Since::Completion(course) => {
            let of = facts
                .completions
                .iter()
                .filter(|fact| fact.course == course);
            latest(of.map(|fact| (fact.at, fact.at)), bounds, zone, now)
        }
        Since::Enrolment(spot) => {
            let of = facts.enrolments.iter();
            let of = of.filter(|fact| spot.enrolment(fact) && fact.place == Place::Taking);
            latest(of.map(|fact| (fact.from, fact.from)), bounds, zone, now)
        }
        Since::Certificate(certification) => {
            let of = facts
                .held
                .iter()
                .filter(|fact| fact.certification == certification);
            latest(
                of.map(|fact| (fact.start, fact.start.max(fact.known))),
                bounds,
                zone,
                now,
            )
        }
    }
}

/// Elapsed time since the latest of some instants that are known at `now`; each comes with when it was known.
fn latest(
    of: impl Iterator<Item = (i64, i64)>,
    bounds: (Option<Length>, Option<Length>),
    zone: Zone,
    now: i64,
) -> Reading {
    let (mut newest, mut from, mut next) = (None, SINCE_EVER, FOREVER);
    for (at, known) in of {
        if known <= now {
            newest = newest.max(Some(at));
            from = from.max(known);
        } else {
            next = next.min(known);
        }
    }
    let reading = newest.map_or(Reading::always(Truth::Unknown), |at| {
        elapsed_since(at, bounds, zone).at(now)
    });
    reading.narrowed(from, next)
}

pub(super) fn attempts(facts: &Facts, subject: u32, bounds: Bounds, now: i64) -> Reading {
    let (mut count, mut from, mut next) = (0_i64, SINCE_EVER, FOREVER);
    for fact in facts.attempts.iter().filter(|fact| fact.subject == subject) {
        if fact.at <= now {
            count = count.saturating_add(1);
            from = from.max(fact.at);
        } else {
            next = next.min(fact.at);
        }
    }
    Reading::always(bounds.contain(count).into()).narrowed(from, next)
}

pub(super) fn cooled(facts: &Facts, subject: u32, wait: Length, zone: Zone, now: i64) -> Reading {
    let of = facts.attempts.iter().filter(|fact| fact.subject == subject);
    let reading = latest(
        of.map(|fact| (fact.at, fact.at)),
        (Some(wait), None),
        zone,
        now,
    );
    // Nothing was tried yet: there is nothing to wait for.
    match reading.truth {
        Truth::Unknown => Reading {
            truth: Truth::True,
            ..reading
        },
        _ => reading,
    }
}

impl Credits {
    pub(super) fn of(&self, facts: &Facts, now: i64) -> Reading {
        let (sum, reading) = self.sum(facts, now);
        Reading {
            truth: (self.min <= sum).into(),
            ..reading
        }
    }

    /// The credits that count at `now`, and around which stretch the same completions count.
    pub(crate) fn sum(&self, facts: &Facts, now: i64) -> (i64, Reading) {
        let (counted, reading) = self.counted(facts, now);
        let sum = counted
            .iter()
            .fold(0_i64, |sum, (_, worth)| sum.saturating_add(*worth));
        (sum, reading)
    }

    /// The courses that count at `now`, sorted, each with the credits of the completion that gives most.
    pub(crate) fn counted(&self, facts: &Facts, now: i64) -> (Vec<(u32, i64)>, Reading) {
        let mut reading = Reading::always(Truth::False);
        let mut counted: Vec<(u32, i64)> = Vec::new();
        for fact in facts.completions.iter().filter(|fact| fact.passed) {
            let Ok(place) = self
                .courses
                .binary_search_by_key(&fact.course, |course| course.0)
            else {
                continue;
            };
            let counts =
                Span::within(fact.at, self.expires(fact), Truth::True, Truth::False).at(now);
            reading = reading.or(counts);
            let worth = self.courses.get(place).map_or(0, |course| course.1);
            if counts.truth == Truth::True {
                counted.push((fact.course, fact.credits.unwrap_or(worth).max(0)));
            }
        }
        counted.sort_unstable_by_key(|(course, worth)| (*course, Reverse(*worth)));
        counted.dedup_by_key(|(course, _)| *course);
        (counted, reading)
    }

    /// Whether a completion at one instant counts at another, not earlier one.
    pub(crate) fn counts(&self, done: i64, now: i64) -> bool {
        now < self.expiry(done)
    }

    fn expires(&self, fact: &CompletionFact) -> i64 {
        self.expiry(fact.at)
    }

    fn expiry(&self, done: i64) -> i64 {
        self.within.map_or(FOREVER, |within| {
            after(done, Length::Calendar(within), self.zone)
        })
    }
}
