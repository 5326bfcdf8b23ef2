use serde::{Deserialize, Serialize};

use super::Basis;
use crate::number::Money;
use crate::{CourseId, OfferingId};

/// A payment made for the learner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Payment {
    /// The course it pays for.
    pub course: CourseId,
    /// The run it pays for; `None` for any run of the course.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offering: Option<OfferingId>,
    /// How much, where the host says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// When it was paid, and by which event.
    #[serde(flatten)]
    pub basis: Basis,
}
