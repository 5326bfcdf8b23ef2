use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Command, Event, Happened, Rejection, Roster};
use crate::LearnerId;
use crate::catalogue::OfferingDefinition;
use crate::decide::Recorder;
use crate::time::{Instant, Span};

/// A command that was carried out: what happened, and the roster after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Accepted {
    /// What happened, in order.
    pub events: Vec<Event>,
    /// The roster with the events folded in.
    pub roster: Roster,
}

/// Decides a command on the roster of an offering. Linear in the roster, `Offer` with a logarithm for the eligible.
///
/// # Errors
/// [`Rejection`] says why not; then nothing happened.
///
/// ```
/// use lms_core::Catalogue;
/// use lms_core::decide::roster::{Command, Rejection, Roster, decide};
/// let catalogue = Catalogue::from_json(r#"{"courses": [{"id": "c", "title": "C"}],
///     "offerings": [{"id": "o", "course": "c", "capacity": 1, "waitlist": true}]}"#).unwrap();
/// let offering = catalogue.offering(&"o".parse().unwrap()).unwrap();
/// let now = "2026-11-22T08:00:00Z".parse().unwrap();
/// let ada = Command::TakeSeat { learner: "ada".parse().unwrap() };
/// let roster = decide(offering, &Roster::new(offering.id.clone()), &ada, now).unwrap().roster;
/// let bob = Command::TakeSeat { learner: "bob".parse().unwrap() };
/// assert_eq!(decide(offering, &roster, &bob, now), Err(Rejection::Full));
/// ```
pub fn decide(
    offering: &OfferingDefinition,
    roster: &Roster,
    command: &Command,
    now: Instant,
) -> Result<Accepted, Rejection> {
    if roster.cancelled.is_some() {
        return Err(Rejection::Cancelled);
    }
    let mut recorder = Recorder::new(roster.clone());
    let mut record = |what| {
        recorder.record(Event {
            id: None,
            at: now,
            what,
        })
    };
    match command {
        Command::TakeSeat { learner } => {
            take_seat(offering, roster, learner, now)?;
            record(Happened::SeatTaken {
                learner: learner.clone(),
            });
        }
        Command::Wait { learner } => {
            wait(offering, roster, learner, now)?;
            record(Happened::WaitBegun {
                learner: learner.clone(),
            });
        }
        Command::Offer { eligible, keep } => {
            for what in offers(offering, roster, eligible, *keep, now)? {
                record(what);
            }
        }
        Command::Confirm { learner } => {
            if !roster
                .waiter(learner)
                .is_some_and(|waiter| waiter.holds_offer(now))
            {
                return Err(Rejection::NotOffered);
            }
            record(Happened::SeatTaken {
                learner: learner.clone(),
            });
        }
        Command::Release { learner } => {
            if !roster.has_seat(learner) && roster.waiter(learner).is_none() {
                return Err(Rejection::NotOnRoster);
            }
            record(Happened::Released {
                learner: learner.clone(),
            });
        }
        Command::Cancel => record(Happened::Cancelled),
    }
    let (roster, events) = recorder.finish();
    Ok(Accepted { events, roster })
}

fn take_seat(
    offering: &OfferingDefinition,
    roster: &Roster,
    learner: &LearnerId,
    now: Instant,
) -> Result<(), Rejection> {
    if roster.has_seat(learner) {
        return Err(Rejection::AlreadySeated);
    }
    if roster.waiter(learner).is_some() {
        return Err(Rejection::AlreadyWaiting);
    }
    let seats = roster.seats(offering.capacity, now);
    match seats.free() {
        Some(0) => Err(Rejection::Full),
        _ if !seats.open_to_newcomers() => Err(Rejection::OthersWait),
        _ => Ok(()),
    }
}

fn wait(
    offering: &OfferingDefinition,
    roster: &Roster,
    learner: &LearnerId,
    now: Instant,
) -> Result<(), Rejection> {
    if !offering.waitlist {
        return Err(Rejection::NoWaitlist);
    }
    match take_seat(offering, roster, learner, now) {
        Ok(()) => Err(Rejection::SeatFree),
        Err(Rejection::Full | Rejection::OthersWait) => Ok(()),
        Err(other) => Err(other),
    }
}

/// One offer for each free seat, to the first in the queue who may take it. A waiter who may not keeps the place.
fn offers(
    offering: &OfferingDefinition,
    roster: &Roster,
    eligible: &[LearnerId],
    keep: Option<Span>,
    now: Instant,
) -> Result<Vec<Happened>, Rejection> {
    let eligible: BTreeSet<&LearnerId> = eligible.iter().collect();
    let until = keep
        .map(|keep| now.plus(keep))
        .transpose()
        .map_err(|_| Rejection::TimeOutOfRange)?;
    let free = roster
        .seats(offering.capacity, now)
        .free()
        .map_or(usize::MAX, |free| {
            usize::try_from(free).unwrap_or(usize::MAX)
        });
    let next = roster
        .waiting
        .iter()
        .filter(|waiter| !waiter.holds_offer(now) && eligible.contains(&waiter.learner))
        .take(free);
    Ok(next
        .map(|waiter| match until {
            Some(until) => Happened::SeatOffered {
                learner: waiter.learner.clone(),
                until,
            },
            None => Happened::SeatTaken {
                learner: waiter.learner.clone(),
            },
        })
        .collect())
}
