use serde::{Deserialize, Serialize};

use super::Basis;
use crate::time::Instant;
use crate::{CourseId, OfferingId};

/// Where a learner's enrolment in a course stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum EnrolmentState {
    /// On the waiting list of an offering.
    Waitlisted,
    /// Taking part.
    Active,
    /// Taken part and completed.
    Completed,
    /// Left before the end, or taken out.
    Withdrawn,
}

/// One enrolment of the learner in a course, pinned to the version that was current when it began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Enrolment {
    /// The course.
    pub course: CourseId,
    /// The published version of the course that this enrolment is pinned to.
    pub version: u32,
    /// The run of the course, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offering: Option<OfferingId>,
    /// Where it stands.
    pub state: EnrolmentState,
    /// When the learner was enrolled; kept when the state moves on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enrolled_at: Option<Instant>,
    /// The first instant at which access is over, where it is limited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Instant>,
    /// Since when it stands so, and by which event.
    #[serde(flatten)]
    pub basis: Basis,
}
