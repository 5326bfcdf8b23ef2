use serde::{Deserialize, Serialize};

use super::Basis;
use crate::time::Instant;

/// The level at which the learner masters a skill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SkillLevel {
    /// The level, on the scale of the host's competency framework; higher is better.
    pub level: u32,
    /// The first instant at which the assessment no longer counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Instant>,
    /// When it was assessed, and by which event.
    #[serde(flatten)]
    pub basis: Basis,
}
