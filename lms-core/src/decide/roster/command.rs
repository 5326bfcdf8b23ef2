use serde::{Deserialize, Serialize};

use crate::LearnerId;
use crate::time::Span;

/// What a host asks of a roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Command {
    /// Give the learner a seat; refused when none is free or others wait for it.
    TakeSeat {
        /// The learner.
        learner: LearnerId,
    },
    /// Put the learner at the end of the waiting list.
    Wait {
        /// The learner.
        learner: LearnerId,
    },
    /// Offer the free seats to those who wait, first come first served.
    Offer {
        /// Those of the waiting learners who may take a seat now, by the same rule as for a direct booking. The others
        /// keep their place in the queue and are passed over.
        eligible: Vec<LearnerId>,
        /// How long an offered seat is kept; `None` seats the learner at once.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        keep: Option<Span>,
    },
    /// Take the seat that was offered.
    Confirm {
        /// The learner.
        learner: LearnerId,
    },
    /// Give up a seat, an offer or a place in the queue.
    Release {
        /// The learner.
        learner: LearnerId,
    },
    /// Cancel the whole run.
    Cancel,
}
