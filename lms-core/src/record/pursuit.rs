use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Basis;
use crate::StepId;

/// What a person or the host noted about one step of a path, for steps that are no course.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum StepNote {
    /// The step was begun.
    Started,
    /// The step was completed.
    Completed,
    /// The step was failed.
    Failed,
}

/// A learner on a path: since when, and on which version of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pursuit {
    /// The version of the path that the learner follows.
    pub version: u32,
    /// Milestones and other steps noted by hand, with their basis.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub steps: BTreeMap<StepId, (StepNote, Basis)>,
    /// Of the steps noted as completed, those that were recognised as prior learning and not done here.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub recognised: BTreeSet<StepId>,
    /// Steps that are to be done again: what was completed until then no longer counts for them on this path.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub resets: BTreeMap<StepId, Basis>,
    /// Since when, and by which event.
    #[serde(flatten)]
    pub basis: Basis,
}
