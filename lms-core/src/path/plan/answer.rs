use serde::{Deserialize, Serialize};

use crate::number::Points;
use crate::time::Date;
use crate::{RuleId, StepId};

/// What came of planning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum PlanAnswer {
    /// A plan by terms.
    Terms(TermPlan),
    /// A plan by days.
    Days(DayPlan),
    /// There is no plan, and this is proven.
    Impossible {
        /// What stands in the way, as far as it can be told.
        obstacles: Vec<Obstacle>,
    },
    /// The search ended at its limit before a plan was found.
    NotFound {
        /// No plan is shorter than so many terms, or days.
        at_least: u32,
    },
}

/// A plan by terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TermPlan {
    /// The terms, up to the last in which something is taken.
    pub terms: Vec<PlannedTerm>,
    /// Whether there is a shorter one.
    pub proof: Proof,
    /// The credits of all steps planned.
    pub credits: Points,
    /// The chain of steps that makes the plan as long as it is without limits on what fits into a term. When everything
    /// is taken as soon as it opens and is offered, each step of it is the one for which the next had to wait longest
    /// (milestones included; author order decides between equals), and the last of it is over last.
    pub critical_path: Vec<StepId>,
    /// How many terms the same steps take without those limits.
    pub critical_terms: u32,
    /// What the plan takes for granted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assumptions: Vec<Assumption>,
}

/// Whether there is a shorter plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Proof {
    /// There is none.
    Shortest,
    /// The search ended at its limit: this is the best that was found.
    BestFound {
        /// None is shorter than so many terms, or days: this is proven.
        at_least: u32,
    },
}

/// One term of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlannedTerm {
    /// What the term is called.
    pub name: String,
    /// The credits taken in it.
    pub credits: Points,
    /// The steps taken in it, in author order.
    pub steps: Vec<PlannedStep>,
}

/// One step of a plan by terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlannedStep {
    /// The step.
    pub step: StepId,
    /// The last term in which it could be taken without the plan ending later: the same steps are laid out anew around
    /// it, each when it is offered and what it requires holds (of whatever kind), however much comes together in a term.
    pub latest: String,
}

/// A plan by days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DayPlan {
    /// The steps, by their first day, then in author order.
    pub steps: Vec<DatedStep>,
    /// The last day on which something is done; missing when nothing is left to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish: Option<Date>,
    /// The working days from the first to the last.
    pub working_days: u32,
    /// Whether there is a shorter one.
    pub proof: Proof,
    /// The chain of steps that makes the plan as long as it is without limits on what is taken at the same time. When
    /// everything begins as soon as it can, each step of it is the one for which the next had to wait longest (author
    /// order decides between equals), and the last of it is over last.
    pub critical_path: Vec<StepId>,
    /// What the plan takes for granted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assumptions: Vec<Assumption>,
}

/// One step of a plan by days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DatedStep {
    /// The step.
    pub step: StepId,
    /// Its first working day.
    pub first: Date,
    /// Its last working day.
    pub last: Date,
}

/// Something that a plan takes for granted, because planning cannot bring it about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Assumption {
    /// The learner reaches the level of a skill that the step asks for, in time.
    Level {
        /// The step.
        step: StepId,
    },
    /// The learner reaches the expected score in a step on which others depend.
    Score {
        /// The step.
        step: StepId,
    },
    /// A share of a step is asked for, which is there when the whole of it is: how far one gets in part of a term is not
    /// known.
    Share {
        /// The step that asks.
        step: StepId,
    },
    /// The step's rule is met in time. Left out where it is met now and no date ends that.
    Rule {
        /// The step.
        step: StepId,
        /// Its rule.
        rule: RuleId,
    },
}

/// What stands in the way of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Obstacle {
    /// The step that cannot be planned, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<StepId>,
    /// The stable code: `step_left_out`, `deadline_passed`, `never_offered`, `step_too_heavy`, `requirement_out_of_reach`,
    /// `residency_out_of_reach`, `limits_too_low`, `terms_too_few`, `no_selection_fits`.
    pub code: String,
    /// The default English text.
    pub message: String,
}
