use serde::{Deserialize, Serialize};

use crate::EventId;
use crate::time::Instant;

/// What a fact rests on: when it became so, and the event that said it. Explanations quote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Basis {
    /// When the fact became so.
    pub at: Instant,
    /// The event that said it, when the host numbers its events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<EventId>,
}
