use serde::{Deserialize, Serialize};

use crate::certification::RenewalError;
use crate::decide::roster;
use crate::time::Instant;
use crate::verdict::Verdict;

/// Why a command on a learner's record is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Rejection {
    /// The learner is enrolled already, or waits already.
    #[error("the learner is enrolled or waiting already")]
    AlreadyEnrolled,
    /// The key of the new award is taken.
    #[error("the certificate id is taken")]
    CertificateTaken,
    /// The course is no longer offered.
    #[error("the course is retired")]
    CourseRetired,
    /// Enrolment is not open yet.
    #[error("enrolment opens at {opens}")]
    EnrolmentNotOpen {
        /// The first instant at which it is.
        opens: Instant,
    },
    /// Enrolment is over.
    #[error("enrolment closed at {closed}")]
    EnrolmentClosed {
        /// The first instant at which it was over.
        closed: Instant,
    },
    /// The new expiry does not lie after the old one.
    #[error("an extension ends after the expiry that it moves")]
    ExtensionTooShort,
    /// What the certificate certifies was not earned.
    #[error("what earns the certificate is not done")]
    NotEarned,
    /// The learner is not enrolled.
    #[error("the learner is not enrolled")]
    NotEnrolled,
    /// The approval was not asked for, or was decided already.
    #[error("no decision is pending")]
    NotPending,
    /// The certificate is neither suspended nor revoked.
    #[error("the certificate is neither suspended nor revoked")]
    NotSuspended,
    /// The prerequisites or the offering's own rule are not met; the verdict says why, until when, and what is missing.
    #[error("the rule for enrolling is not met")]
    RuleUnmet {
        /// The verdict that refused.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        verdict: Option<Box<Verdict>>,
    },
    /// The certificate cannot be renewed.
    #[error("{0}")]
    Renewal(RenewalError),
    /// The roster of the offering refuses.
    #[error("{reason}")]
    Roster {
        /// Why.
        reason: roster::Rejection,
    },
    /// The offering limits its seats, and the host gave no roster.
    #[error("the offering limits its seats: give its roster")]
    RosterMissing,
    /// The certificate is suspended or revoked already.
    #[error("the certificate is suspended or revoked already")]
    StoppedAlready,
    /// A day leaves the years 0001 to 9999.
    #[error("the time lies outside the years 0001 to 9999")]
    TimeOutOfRange,
    /// The catalogue or the record does not know what the command names.
    #[error("there is no {kind} `{id}`")]
    Unknown {
        /// What kind of thing.
        kind: String,
        /// Its id.
        id: String,
    },
}

impl Rejection {
    /// The stable code of this rejection.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::AlreadyEnrolled => "already_enrolled",
            Self::CertificateTaken => "certificate_taken",
            Self::CourseRetired => "course_retired",
            Self::EnrolmentNotOpen { .. } => "enrolment_not_open",
            Self::EnrolmentClosed { .. } => "enrolment_closed",
            Self::ExtensionTooShort => "extension_too_short",
            Self::NotEarned => "not_earned",
            Self::NotEnrolled => "not_enrolled",
            Self::NotPending => "not_pending",
            Self::NotSuspended => "not_suspended",
            Self::RuleUnmet { .. } => "rule_unmet",
            Self::Renewal(error) => error.code(),
            Self::Roster { reason } => reason.code(),
            Self::RosterMissing => "roster_missing",
            Self::StoppedAlready => "stopped_already",
            Self::TimeOutOfRange => "time_out_of_range",
            Self::Unknown { .. } => "reference_unknown",
        }
    }

    pub(super) fn unknown(kind: &str, id: impl core::fmt::Display) -> Self {
        Self::Unknown {
            kind: kind.into(),
            id: id.to_string(),
        }
    }
}

impl From<roster::Rejection> for Rejection {
    fn from(reason: roster::Rejection) -> Self {
        Self::Roster { reason }
    }
}
