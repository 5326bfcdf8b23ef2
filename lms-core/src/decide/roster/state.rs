use serde::{Deserialize, Serialize};

use super::{Event, Happened};
use crate::decide::Evolve;
use crate::time::Instant;
use crate::{LearnerId, OfferingId};

/// Who has a seat in one offering and who waits: the `data` of the envelope `lms.roster`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Roster {
    /// The offering.
    pub offering: OfferingId,
    /// Seats taken, in the order in which they were.
    #[serde(default)]
    pub seats: Vec<Seat>,
    /// The queue, longest wait first.
    #[serde(default)]
    pub waiting: Vec<Waiter>,
    /// When the run was cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<Instant>,
}

/// A seat taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Seat {
    /// Who has it.
    pub learner: LearnerId,
    /// Since when.
    pub since: Instant,
}

/// A learner who waits, perhaps with a seat on offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Waiter {
    /// Who waits.
    pub learner: LearnerId,
    /// Since when.
    pub since: Instant,
    /// The first instant at which the seat on offer is no longer kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offered_until: Option<Instant>,
}

/// How many seats an offering has and how many are gone, at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Seats {
    /// All seats; `None` for as many as come.
    pub capacity: Option<u32>,
    /// Seats taken.
    pub taken: u32,
    /// Seats kept for learners who were offered one.
    pub offered: u32,
    /// Learners who wait without an offer.
    pub waiting: u32,
}

impl Seats {
    /// Seats that nobody has and that are kept for nobody; `None` for as many as come.
    #[must_use]
    pub fn free(&self) -> Option<u32> {
        self.capacity.map(|capacity| {
            capacity
                .saturating_sub(self.taken)
                .saturating_sub(self.offered)
        })
    }

    /// Whether a newcomer may take a seat: one is free, and nobody who waits would be overtaken.
    #[must_use]
    pub fn open_to_newcomers(&self) -> bool {
        self.free().is_none_or(|free| free > self.waiting)
    }
}

impl Roster {
    /// The roster of an offering that nobody has asked for yet.
    #[must_use]
    pub fn new(offering: OfferingId) -> Self {
        Self {
            offering,
            seats: Vec::new(),
            waiting: Vec::new(),
            cancelled: None,
        }
    }

    /// Whether the learner has a seat.
    #[must_use]
    pub fn has_seat(&self, learner: &LearnerId) -> bool {
        self.seats.iter().any(|seat| seat.learner == *learner)
    }

    /// The learner's place in the queue.
    #[must_use]
    pub fn waiter(&self, learner: &LearnerId) -> Option<&Waiter> {
        self.waiting
            .iter()
            .find(|waiter| waiter.learner == *learner)
    }

    /// How many seats there are and are gone. Linear in the roster.
    #[must_use]
    pub fn seats(&self, capacity: Option<u32>, now: Instant) -> Seats {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let offered = self
            .waiting
            .iter()
            .filter(|waiter| waiter.holds_offer(now))
            .count();
        Seats {
            capacity,
            taken: count(self.seats.len()),
            offered: count(offered),
            waiting: count(self.waiting.len().saturating_sub(offered)),
        }
    }
}

impl Waiter {
    /// Whether a seat is kept for the learner at the instant.
    #[must_use]
    pub fn holds_offer(&self, now: Instant) -> bool {
        self.offered_until.is_some_and(|until| now < until)
    }
}

impl Evolve for Roster {
    type Event = Event;

    fn evolve(&mut self, event: &Event) {
        match &event.what {
            Happened::SeatTaken { learner } => {
                self.waiting.retain(|waiter| waiter.learner != *learner);
                if !self.has_seat(learner) {
                    self.seats.push(Seat {
                        learner: learner.clone(),
                        since: event.at,
                    });
                }
            }
            Happened::WaitBegun { learner } => {
                if self.waiter(learner).is_none() {
                    self.waiting.push(Waiter {
                        learner: learner.clone(),
                        since: event.at,
                        offered_until: None,
                    });
                }
            }
            Happened::SeatOffered { learner, until } => {
                for waiter in self
                    .waiting
                    .iter_mut()
                    .filter(|waiter| waiter.learner == *learner)
                {
                    waiter.offered_until = Some(*until);
                }
            }
            Happened::Released { learner } => {
                self.seats.retain(|seat| seat.learner != *learner);
                self.waiting.retain(|waiter| waiter.learner != *learner);
            }
            Happened::Cancelled => self.cancelled = Some(event.at),
        }
    }
}
