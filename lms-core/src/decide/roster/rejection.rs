use serde::{Deserialize, Serialize};

/// Why a roster refuses a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Rejection {
    /// The learner has a seat already.
    #[error("the learner has a seat already")]
    AlreadySeated,
    /// The learner waits already.
    #[error("the learner waits already")]
    AlreadyWaiting,
    /// The run was cancelled.
    #[error("the run was cancelled")]
    Cancelled,
    /// No seat is free.
    #[error("no seat is free")]
    Full,
    /// A seat is free, but others wait for it.
    #[error("a seat is free, but others wait for it")]
    OthersWait,
    /// A seat can be taken at once.
    #[error("a seat is free: there is nothing to wait for")]
    SeatFree,
    /// The offering has no waiting list.
    #[error("the offering has no waiting list")]
    NoWaitlist,
    /// The learner has no offer, or it no longer stands.
    #[error("no seat is kept for the learner")]
    NotOffered,
    /// The learner has neither seat nor place in the queue.
    #[error("the learner is not on the roster")]
    NotOnRoster,
    /// The offer would end after the year 9999.
    #[error("the offer would end after the year 9999")]
    TimeOutOfRange,
}

impl Rejection {
    /// The stable code of this rejection.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::AlreadySeated => "already_seated",
            Self::AlreadyWaiting => "already_waiting",
            Self::Cancelled => "offering_cancelled",
            Self::Full => "offering_full",
            Self::OthersWait => "others_wait",
            Self::SeatFree => "seat_free",
            Self::NoWaitlist => "no_waitlist",
            Self::NotOffered => "seat_not_offered",
            Self::NotOnRoster => "not_on_roster",
            Self::TimeOutOfRange => "time_out_of_range",
        }
    }
}
