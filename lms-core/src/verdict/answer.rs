use serde::{Deserialize, Serialize};

use super::{Outcome, Reasons};
use crate::RuleId;
use crate::time::Interval;

/// A rule's whole answer for one learner at one instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// The rule that was asked; `None` when the rule set has no such rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleId>,
    /// Its version.
    pub version: u32,
    /// Met, unmet, unknown, or waiting for a person.
    pub outcome: Outcome,
    /// The longest half-open interval around the instant asked about in which the outcome cannot change without a new
    /// event. Reasons below may change sooner; each has its own.
    pub until: Interval,
    /// Whether `until` was found to its ends. It is `false` only for learners with thousands of dated facts about one
    /// rule; then the outcome is the same at least in `until`.
    pub until_is_exact: bool,
    /// Why: the whole tree of conditions.
    pub reasons: Reasons,
}
