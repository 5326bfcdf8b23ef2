//! What a course author writes: steps, what each step requires, groups of steps, and what the path counts.

mod group;
mod read;
mod requirement;

use serde::{Deserialize, Serialize};

pub use group::{Band, DoubleCounting, GroupDefinition, GroupOrder, GroupRule, Member, Sharing};
pub use requirement::Requirement;

use crate::number::Points;
use crate::time::{Period, Zone};
use crate::{ActivityId, CourseId, PathId, RuleId, StepId};

/// The most steps of one path. Beyond it the definition is refused with `path_too_large`.
pub const MAX_STEPS: usize = 20_000;
/// The most groups of one path, nested ones included (`path_too_large`).
pub const MAX_GROUPS: usize = 5_000;
/// The most requirements of one path, the most members of its groups and the most equivalents (`path_too_large`).
pub const MAX_EDGES: usize = 200_000;
/// How deep groups stand in groups, and requirements in requirements (`path_too_deep`).
pub const MAX_DEPTH: usize = 16;
/// The most credits or points of a step or a whole path, in millionths: 1,000,000 (`credits_out_of_range`).
pub const MAX_CREDITS_MICROS: i64 = 1_000_000_000_000;

/// A learning path as its author writes it: steps, what they require, and what counts as finishing.
///
/// Without a `goal` every step that is not optional must be finished, in any order that the requirements allow.
///
/// ```
/// use lms_core::path::PathDefinition;
/// let path: PathDefinition = serde_json::from_str(r#"{
///     "id": "first-aid", "version": 1,
///     "steps": [
///         {"id": "theory", "item": {"type": "course", "course": "FA-1"}},
///         {"id": "practice", "item": {"type": "course", "course": "FA-2"},
///          "requires": [{"type": "before", "step": "theory"}]}
///     ]
/// }"#).unwrap();
/// assert_eq!(path.steps.len(), 2);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PathDefinition {
    /// The path.
    pub id: PathId,
    /// Which version of the path this is; learners are moved between versions by [`crate::path::Migration`].
    #[serde(default = "first")]
    pub version: u32,
    /// What learners read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The zone in which periods (delays, deadlines, validities) are counted.
    #[serde(default)]
    pub zone: Zone,
    /// Whether progress is measured in steps or in credits.
    #[serde(default)]
    pub measure: Measure,
    /// The steps, in the order that decides every tie.
    pub steps: Vec<StepDefinition>,
    /// What must be finished; missing: every step that is not optional.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<GroupDefinition>,
    /// Which groups may not, or only in part, count the same step. Groups not named together share freely.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub double_counting: Vec<DoubleCounting>,
    /// What must be earned with us and not be recognised from elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residency: Option<Residency>,
}

fn first() -> u32 {
    1
}

/// What progress is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Measure {
    /// Every step weighs the same.
    #[default]
    Steps,
    /// A step weighs its credits; one without credits weighs nothing.
    Credits,
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StepDefinition {
    /// The step; steps and groups share one name space within a path.
    pub id: StepId,
    /// What learners read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What is to be finished.
    pub item: Item,
    /// The credits that finishing it earns.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub credits: Points,
    /// The points that finishing it adds to a group counted in points.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub points: Points,
    /// All of these must hold before the step opens.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requires: Vec<Requirement>,
    /// A named rule of the catalogue that must be met as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleId>,
    /// Courses whose completion counts as this step's. They need not be courses of the catalogue: what learners bring from
    /// elsewhere is recorded under a course of its own. A course that several steps may count completes all of them, and
    /// earns its credits in one ([`crate::path::CreditSummary`]).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub equivalents: Vec<CourseId>,
    /// Whether the goal is reached without it (where a group does not say otherwise).
    #[serde(default, skip_serializing_if = "is_false")]
    pub optional: bool,
    /// How long a completion counts; afterwards the step has expired and must be done again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_for: Option<Period>,
    /// How long it takes to do, for the earliest finish.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<Period>,
}

impl StepDefinition {
    /// The courses whose completion completes it: its own, if it is a course, then the equivalents.
    pub(crate) fn courses(&self) -> impl Iterator<Item = &CourseId> {
        let own = match &self.item {
            Item::Course { course, .. } => Some(course),
            _ => None,
        };
        own.into_iter().chain(&self.equivalents)
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands the field over by reference"
)]
fn is_false(flag: &bool) -> bool {
    !*flag
}

fn is_zero(points: &Points) -> bool {
    *points == Points::ZERO
}

/// What a step asks the learner to finish.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Item {
    /// A course, in any version or from one version on.
    Course {
        /// The course.
        course: CourseId,
        /// The earliest version whose completion counts; missing: any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        version: Option<u32>,
    },
    /// One activity of a course.
    Activity {
        /// The course that holds it.
        course: CourseId,
        /// The activity.
        activity: ActivityId,
    },
    /// Another path, finished as a whole.
    Path {
        /// The nested path.
        path: PathId,
        /// Its version; missing: the newest one known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        version: Option<u32>,
    },
    /// Nothing to do: reached as soon as what it requires is finished.
    Milestone,
    /// Credits of any kind from outside the path, noted as completed under the step's own id; with the source
    /// `recognised` they are prior learning, and do not count towards what must be earned with us.
    FreeCredit,
}

/// What must be earned with us and not be recognised from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Residency {
    /// At least so many credits come from completions, not from recognised prior learning or waivers.
    pub credits: Points,
}
