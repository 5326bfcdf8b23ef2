use serde::{Deserialize, Serialize};

use super::Basis;
use crate::CourseId;
use crate::number::{Percent, Points};

/// How a completion came about. What was recognised is never taken for what was earned here.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum CompletionSource {
    /// Earned by taking the course here.
    #[default]
    Earned,
    /// Imported from a system used before.
    Imported,
    /// Recognised prior learning: a person decided that it counts.
    Recognised,
}

impl CompletionSource {
    /// Whether it was earned by doing the work here.
    #[must_use]
    pub fn is_earned(&self) -> bool {
        *self == Self::Earned
    }
}

/// A course completed by the learner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Completion {
    /// The course.
    pub course: CourseId,
    /// The version of the course on which it was earned, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// Whether it was passed. A course can be completed and failed.
    pub passed: bool,
    /// The final grade, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<Percent>,
    /// Credits granted, where they differ from those of the course.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credits: Option<Points>,
    /// How it came about.
    #[serde(default)]
    pub source: CompletionSource,
    /// When it was completed, and by which event.
    #[serde(flatten)]
    pub basis: Basis,
}
