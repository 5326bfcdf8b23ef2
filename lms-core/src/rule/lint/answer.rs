use serde::{Deserialize, Serialize};

use crate::{CourseId, RuleId};

/// What is wrong, or idle, in a set of rules. Everything in `findings` is proven; what could not be decided says so.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// What was found, in the order of the rules.
    pub findings: Vec<Finding>,
    /// Questions left open because a limit was reached: nothing is claimed about them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub undecided: Vec<Undecided>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The rule that it is about.
    pub rule: RuleId,
    /// The spot in the rule: `$` is the whole condition.
    pub path: String,
    /// What is so, and why.
    #[serde(flatten)]
    pub what: Found,
}

/// What was found, each with its proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "code",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
pub enum Found {
    /// No record at any time meets the rule.
    NeverMet {
        /// Conditions that cannot be as they would have to be, all together; without any one of them they could.
        because: Vec<Condition>,
    },
    /// No instant meets the rule: these windows share none.
    WindowsContradict {
        /// The windows.
        because: Vec<Condition>,
    },
    /// Every record meets the rule at every time, also where facts are unknown: without a score, or with an attribute of
    /// another type than the schema says.
    AlwaysMet {
        /// Conditions of which one always holds.
        because: Vec<Condition>,
    },
    /// Whenever the rule is met this part of it is not: without it the rule would say the same.
    DeadBranch {
        /// Conditions that the branch and the rule cannot meet together.
        because: Vec<Condition>,
    },
    /// Whoever meets this rule meets another one.
    Implies {
        /// The other rule.
        other: RuleId,
    },
    /// Whoever meets this rule meets another one, and the other way round.
    SameAs {
        /// The other rule.
        other: RuleId,
    },
    /// No course, run or other rule refers to the rule. A host may still ask it by name.
    Unused,
    /// The prerequisites of a course can never be met by taking courses, without a waiver or a recognised completion.
    Unreachable {
        /// The course.
        course: CourseId,
        /// The courses that it waits for and that cannot be completed either.
        blocked_by: Vec<CourseId>,
    },
    /// Courses that wait for one another; no shorter ring goes through the first.
    PrerequisiteCycle {
        /// The courses, each waiting for the next, the last for the first.
        courses: Vec<CourseId>,
    },
}

/// A condition that a proof rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Condition {
    /// The rule in which it stands.
    pub rule: RuleId,
    /// Where in it.
    pub path: String,
    /// What it asks, by kind.
    pub kind: String,
}

/// A question that was left open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Undecided {
    /// The rule that it is about; none when it is about no single one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleId>,
    /// The finding that could be neither proven nor ruled out: its code. Or `pairs_too_many`, without a rule: more than
    /// [`MAX_PAIRS`](super::MAX_PAIRS) pairs of rules have a subject in common, and the others were not compared, so that
    /// any rule may imply another, or say the same, without being told.
    pub code: String,
}
