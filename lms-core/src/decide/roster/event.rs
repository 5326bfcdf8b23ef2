use serde::{Deserialize, Serialize};

use crate::time::Instant;
use crate::{EventId, LearnerId};

/// Something that happened to a roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// The host's key of the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<EventId>,
    /// When it happened.
    pub at: Instant,
    /// What happened.
    #[serde(flatten)]
    pub what: Happened,
}

/// What happened, in the past tense.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Happened {
    /// The learner has a seat.
    SeatTaken {
        /// The learner.
        learner: LearnerId,
    },
    /// The learner waits.
    WaitBegun {
        /// The learner.
        learner: LearnerId,
    },
    /// A seat is kept for a waiting learner.
    SeatOffered {
        /// The learner.
        learner: LearnerId,
        /// The first instant at which the offer no longer stands.
        until: Instant,
    },
    /// The learner has neither seat nor offer nor place in the queue any more.
    Released {
        /// The learner.
        learner: LearnerId,
    },
    /// The run was cancelled.
    Cancelled,
}
