use serde::{Deserialize, Serialize};

use super::Basis;
use crate::PersonId;

/// Where a request for a person's decision stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ApprovalState {
    /// Asked for, not decided.
    Requested,
    /// Given.
    Granted,
    /// Refused.
    Denied,
}

/// A person's decision about the learner, or the wait for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Approval {
    /// Where it stands.
    pub state: ApprovalState,
    /// Who decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonId>,
    /// Since when it stands so, and by which event.
    #[serde(flatten)]
    pub basis: Basis,
}
