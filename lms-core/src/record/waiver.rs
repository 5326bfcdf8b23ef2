use serde::{Deserialize, Serialize};

use super::Basis;
use crate::time::Instant;
use crate::{CourseId, PathId, PersonId, StepId};

/// What a waiver lets the learner off.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum WaiverTarget {
    /// The prerequisites of a course.
    Prerequisites {
        /// The course that the learner may take without them.
        course: CourseId,
    },
    /// A step of a path.
    Step {
        /// The path.
        path: PathId,
        /// The step that need not be taken.
        step: StepId,
    },
}

/// A requirement that a person let the learner off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Waiver {
    /// What is waived.
    pub target: WaiverTarget,
    /// Who decided it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonId>,
    /// The first instant at which it no longer holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Instant>,
    /// Since when it holds, and by which event.
    #[serde(flatten)]
    pub basis: Basis,
}
