use serde::{Deserialize, Serialize};

use crate::CourseId;
use crate::number::{Points, Rounding, RoundingMode};

/// The most entries of one transcript.
pub const MAX_ENTRIES: usize = 10_000;

/// The most terms of one transcript.
pub const MAX_TERMS: usize = 200;

/// How a transcript counts.
///
/// ```
/// use lms_core::grading::transcript::{RepeatPolicy, TranscriptPolicy};
/// let policy: TranscriptPolicy = serde_json::from_str(r#"{"repeats": {"type": "highest"}}"#).unwrap();
/// assert_eq!(policy.repeats, RepeatPolicy::Highest {});
/// assert_eq!(policy.rounding.digits, 2);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TranscriptPolicy {
    /// What happens when a course was taken more than once.
    #[serde(default)]
    pub repeats: RepeatPolicy,
    /// The most attempts of one course whose grades are replaced, the first ones; later ones all count. None for any
    /// number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replacement_limit: Option<u32>,
    /// How the published averages are rounded; many universities cut off after two or three digits.
    #[serde(default = "two_digits")]
    pub rounding: Rounding,
}

const fn two_digits() -> Rounding {
    Rounding {
        mode: RoundingMode::HalfUp,
        digits: 2,
    }
}

impl Default for TranscriptPolicy {
    fn default() -> Self {
        Self {
            repeats: RepeatPolicy::default(),
            replacement_limit: None,
            rounding: two_digits(),
        }
    }
}

/// What happens when a course was taken more than once. Credits are earned once in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum RepeatPolicy {
    /// Every attempt counts in the average.
    All {},
    /// Only the best attempt counts; of equal ones the later.
    Highest {},
    /// Only the latest attempt counts, even when it is worse (grade replacement, grade forgiveness).
    Latest {},
    /// Only the first attempt counts.
    First {},
    /// The mean of the attempts counts, once.
    Average {},
}

impl Default for RepeatPolicy {
    fn default() -> Self {
        Self::All {}
    }
}

/// One course taken in one term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TranscriptEntry {
    /// The course.
    pub course: CourseId,
    /// The term, as the host names it. Terms come in the order in which the entries first name them.
    pub term: String,
    /// What the course is worth.
    pub credits: Points,
    /// Where it stands.
    pub status: EntryStatus,
    /// The grade as it is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    /// The course may be taken again for new credit (an ensemble, a seminar with changing topics): its entries are never
    /// taken for repeats.
    #[serde(default, skip_serializing_if = "is_default")]
    pub repeatable: bool,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Where a course stands on the transcript.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum EntryStatus {
    /// Graded: counts in the average.
    Graded {
        /// Grade points for each credit: 4 for an A.
        quality_points: Points,
        /// Whether it is passed and earns its credits.
        passed: bool,
    },
    /// Graded as pass or fail only: never in the average; a pass earns the credits.
    PassFail {
        /// Whether it is passed.
        passed: bool,
    },
    /// Taken elsewhere and recognised: earns the credits and is never in the average.
    Transfer {},
    /// Going on: not attempted yet, as far as credits and averages go.
    InProgress {},
    /// No grade yet though the term is over: attempted, not earned.
    Incomplete {},
    /// Withdrawn: attempted, not earned, not in the average.
    Withdrawn {},
    /// Audited: no credits at all.
    Audit {},
}

/// Why a transcript cannot be computed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TranscriptError {
    /// More than [`MAX_ENTRIES`] entries.
    #[error("a transcript has at most {MAX_ENTRIES} entries")]
    TooMany,
    /// More than [`MAX_TERMS`] terms.
    #[error("a transcript has at most {MAX_TERMS} terms")]
    TooManyTerms,
    /// Negative credits.
    #[error("the credits of `{0}` are negative")]
    CreditsNegative(CourseId),
    /// A rounding to more than six digits.
    #[error("a rounding keeps at most six decimal places")]
    Rounding,
}

impl TranscriptError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooMany => "transcript_too_long",
            Self::TooManyTerms => "transcript_terms",
            Self::CreditsNegative(_) => "credits_negative",
            Self::Rounding => "rounding_digits",
        }
    }
}
