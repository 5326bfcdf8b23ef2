use serde::{Deserialize, Serialize};

use crate::StepId;
use crate::number::{Percent, Points};

/// A group of steps and groups, and when it is finished.
///
/// ```
/// use lms_core::path::{GroupDefinition, GroupRule};
/// let electives: GroupDefinition = serde_json::from_str(r#"{
///     "id": "electives", "rule": {"type": "atLeastCredits", "credits": "10"},
///     "members": [{"type": "step", "step": "logic"}, {"type": "step", "step": "ethics"}]
/// }"#).unwrap();
/// assert!(matches!(electives.rule, GroupRule::AtLeastCredits { .. }));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GroupDefinition {
    /// The group; steps and groups share one name space within a path.
    pub id: StepId,
    /// What learners read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// When the group is finished.
    #[serde(default)]
    pub rule: GroupRule,
    /// Whether its members must be taken in the order written.
    #[serde(default)]
    pub order: GroupOrder,
    /// Whether the group above is finished without it.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub optional: bool,
    /// The members, in the order written.
    pub members: Vec<Member>,
}

/// When a group is finished.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum GroupRule {
    /// Every member that is not optional is finished.
    #[default]
    All,
    /// One member is finished.
    Any,
    /// At least so many members are finished.
    AtLeast {
        /// How many.
        count: u32,
    },
    /// The finished steps in it earn at least so many credits.
    AtLeastCredits {
        /// How many.
        credits: Points,
    },
    /// The finished steps in it are worth at least so many points.
    AtLeastPoints {
        /// How many.
        points: Points,
    },
    /// One of the members, all of them groups, is finished: the learner's track. Only the track on which the learner
    /// has come furthest (the first written of equals) is asked for.
    OneTrack,
    /// Which members are asked for depends on the learner's score in a step. A learner whose scores (of several
    /// attempts) fall into several bands may finish any of those: a better score never takes finished work away.
    Branch {
        /// The step whose score decides.
        on: StepId,
        /// The bands, half-open and apart from one another; each asks for the member of the same position.
        bands: Vec<Band>,
    },
}

/// A half-open band of scores: `from` is inside, `until` is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Band {
    /// The lowest score inside.
    pub from: Percent,
    /// The lowest score above it; missing: no upper end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Percent>,
}

impl Band {
    /// Whether a score lies inside.
    #[must_use]
    pub fn contains(&self, score: Percent) -> bool {
        self.from <= score && self.until.is_none_or(|until| score < until)
    }
}

/// Whether the members of a group must be taken one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum GroupOrder {
    /// In any order that the requirements allow.
    #[default]
    Any,
    /// In the order written: a member opens when **every** earlier one that is not optional is finished.
    Strict,
}

/// A member of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Member {
    /// A step of the path. A step may be a member of several groups: see [`DoubleCounting`].
    Step {
        /// The step.
        step: StepId,
    },
    /// A group inside this one.
    Group(GroupDefinition),
}

/// How far some groups may count the same step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DoubleCounting {
    /// The groups that the rule is about.
    pub groups: Vec<StepId>,
    /// How far they may share.
    pub sharing: Sharing,
}

/// How far groups may count the same step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Sharing {
    /// A step counts in every one of the groups. The same as no rule; for saying so.
    Allowed,
    /// A step counts in one of the groups at most.
    Forbidden,
    /// So many steps may count in several of the groups; every other one in one at most.
    LimitedSteps {
        /// How many steps.
        count: u32,
    },
    /// Steps of so many credits together, as they are written and not as they were earned, may count in several of the
    /// groups; every other step in one at most.
    LimitedCredits {
        /// How many credits.
        credits: Points,
    },
}
