use serde::{Deserialize, Serialize};

use super::Basis;
use crate::number::Percent;
use crate::{ActivityId, CourseId};

/// The score that counts now in a course or in one activity of it, as the gradebook or the host reported it. Rules ask
/// for it; how it came about is the gradebook's matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Grade {
    /// The course.
    pub course: CourseId,
    /// The activity; `None` for the course's own score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity: Option<ActivityId>,
    /// The score.
    pub score: Percent,
    /// When it was reported, and by which event.
    #[serde(flatten)]
    pub basis: Basis,
}

/// An attempt that the learner made at a course or at one activity of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AttemptMade {
    /// The course.
    pub course: CourseId,
    /// The activity; `None` for an attempt at the course itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity: Option<ActivityId>,
    /// When it was made, and by which event.
    #[serde(flatten)]
    pub basis: Basis,
}
