use serde::{Deserialize, Serialize};

use crate::number::{Percent, Points};
use crate::time::Period;
use crate::{SkillId, StepId};

/// One thing that must hold before a step opens. `step` names a step or a group of the same path.
///
/// ```
/// use lms_core::path::Requirement;
/// let either: Requirement = serde_json::from_str(r#"{"type": "atLeast", "count": 1, "of": [
///     {"type": "before", "step": "algebra"},
///     {"type": "score", "step": "placement", "atLeast": "70"}
/// ]}"#).unwrap();
/// assert!(matches!(either, Requirement::AtLeast { count: 1, .. }));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Requirement {
    /// Finished first.
    Before {
        /// What.
        step: StepId,
    },
    /// Finished first, or taken at the same time.
    BeforeOrTogether {
        /// What.
        step: StepId,
    },
    /// Taken at the same time: neither opens without the other. A step that was finished earlier counts.
    Together {
        /// With what.
        step: StepId,
    },
    /// Finished first, with at least this score.
    Score {
        /// What.
        step: StepId,
        /// The score needed; a score equal to it is enough.
        at_least: Percent,
    },
    /// The learner has reached a level of a skill.
    Level {
        /// The skill.
        skill: SkillId,
        /// The level needed; a level equal to it is enough.
        at_least: u32,
    },
    /// At least this share of a step or group is done.
    Share {
        /// What.
        step: StepId,
        /// The share needed, 0 to 100.
        at_least: Percent,
    },
    /// So long ago finished.
    Delay {
        /// What.
        step: StepId,
        /// How long after its completion this step opens, in calendar time of the path's zone.
        period: Period,
    },
    /// The step must be finished within this time of the start on the path; afterwards it has failed.
    Deadline {
        /// How long after the start, in calendar time of the path's zone.
        within: Period,
    },
    /// At least so many credits are earned on this path, each step counted once.
    Credits {
        /// The credits needed.
        at_least: Points,
    },
    /// All of these.
    AllOf {
        /// The requirements.
        of: Vec<Requirement>,
    },
    /// Any one of these.
    AnyOf {
        /// The requirements.
        of: Vec<Requirement>,
    },
    /// At least so many of these.
    AtLeast {
        /// How many.
        count: u32,
        /// The requirements.
        of: Vec<Requirement>,
    },
}

impl Requirement {
    /// The requirements inside a list, with how many of them must hold; `None` for a single one.
    #[must_use]
    pub fn parts(&self) -> Option<(usize, &[Self])> {
        match self {
            Self::AllOf { of } => Some((of.len(), of)),
            Self::AnyOf { of } => Some((1, of)),
            Self::AtLeast { count, of } => {
                Some((usize::try_from(*count).unwrap_or(usize::MAX), of))
            }
            _ => None,
        }
    }
}
