use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::number::Percent;
use crate::record::StepNote;
use crate::rule::Target;
use crate::time::Instant;
use crate::verdict::Asked;
use crate::{
    ActivityId, ApprovalId, AudienceId, CertificationId, CourseId, GroupId, OfferingId, PathId,
    RoleId, SkillId, StepId, UnitId,
};

/// What steps cost, in a unit that the host chooses (minutes, money, effort). A kind that is `null` is not offered.
///
/// ```
/// use lms_core::rule::remedy::Costs;
/// let costs: Costs = serde_json::from_str(r#"{"courses": {"bls": 8}, "waive": null}"#).unwrap();
/// assert_eq!((costs.complete, costs.waive), (Some(30), None));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Costs {
    /// Completing a course that is not listed in `courses`. 30 when not given.
    pub complete: Option<u32>,
    /// Completing a course, by course.
    pub courses: BTreeMap<CourseId, u32>,
    /// Reaching a score. 20 when not given.
    pub score: Option<u32>,
    /// One attempt. 10 when not given.
    pub attempt: Option<u32>,
    /// Being awarded a certificate, beside what earns it. 5 when not given.
    pub certify: Option<u32>,
    /// Getting an approval. 5 when not given.
    pub approve: Option<u32>,
    /// Paying. 10 when not given.
    pub pay: Option<u32>,
    /// Joining a group, audience or unit. 5 when not given.
    pub join: Option<u32>,
    /// Leaving a group, audience or unit. 5 when not given.
    pub leave: Option<u32>,
    /// Being given a role, or losing one. Not offered when not given: that is the host's to decide.
    pub role: Option<u32>,
    /// Enrolling. 2 when not given.
    pub enrol: Option<u32>,
    /// Going on a waiting list. 2 when not given.
    pub waitlist: Option<u32>,
    /// Withdrawing from a course. 10 when not given.
    pub withdraw: Option<u32>,
    /// Being let off the prerequisites of a course. 100 when not given.
    pub waive: Option<u32>,
    /// Being assessed at the level of a skill. 20 when not given.
    pub skill: Option<u32>,
    /// Bringing a step of a path into a state. 20 when not given.
    pub step: Option<u32>,
    /// Waiting, for every day begun. 1 when not given.
    pub wait_per_day: Option<u32>,
}

impl Default for Costs {
    fn default() -> Self {
        Self {
            complete: Some(30),
            courses: BTreeMap::new(),
            score: Some(20),
            attempt: Some(10),
            certify: Some(5),
            approve: Some(5),
            pay: Some(10),
            join: Some(5),
            leave: Some(5),
            role: None,
            enrol: Some(2),
            waitlist: Some(2),
            withdraw: Some(10),
            waive: Some(100),
            skill: Some(20),
            step: Some(20),
            wait_per_day: Some(1),
        }
    }
}

/// One step of a remedy. What only the host can change (attributes, facts, seats, what was done before) is no step.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Step {
    /// Complete a course, and pass it, in its newest version. Anew, where it was completed before.
    Complete {
        /// The course.
        course: CourseId,
        /// The score that the rule asks of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min_score: Option<Percent>,
    },
    /// Reach this score, and not the next bound above it.
    Score {
        /// The course.
        course: CourseId,
        /// The activity; without it the course's own score.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        activity: Option<ActivityId>,
        /// The score.
        score: Percent,
    },
    /// Make attempts.
    Attempt {
        /// The course.
        course: CourseId,
        /// The activity; without it attempts at the course itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        activity: Option<ActivityId>,
        /// How many more.
        times: u32,
    },
    /// Be awarded a certificate. A course that earns it is a step of its own; a path that earns it is completed already.
    Certify {
        /// The certification.
        certification: CertificationId,
    },
    /// Get an approval.
    Approve {
        /// The approval.
        approval: ApprovalId,
    },
    /// Pay.
    Pay {
        /// For what.
        #[serde(flatten)]
        target: Target,
    },
    /// Join a group.
    JoinGroup {
        /// The group.
        group: GroupId,
    },
    /// Leave a group.
    LeaveGroup {
        /// The group.
        group: GroupId,
    },
    /// Join an audience.
    JoinAudience {
        /// The audience.
        audience: AudienceId,
    },
    /// Leave an audience.
    LeaveAudience {
        /// The audience.
        audience: AudienceId,
    },
    /// Join a unit.
    JoinUnit {
        /// The unit.
        unit: UnitId,
    },
    /// Leave a unit.
    LeaveUnit {
        /// The unit.
        unit: UnitId,
    },
    /// Be given a role.
    GrantRole {
        /// The role.
        role: RoleId,
    },
    /// Lose a role.
    EndRole {
        /// The role.
        role: RoleId,
    },
    /// Enrol.
    Enrol {
        /// In what.
        #[serde(flatten)]
        target: Target,
    },
    /// Go on the waiting list.
    Waitlist {
        /// Of what.
        #[serde(flatten)]
        target: Target,
    },
    /// Withdraw.
    Withdraw {
        /// From the course.
        course: CourseId,
        /// From this run of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        offering: Option<OfferingId>,
    },
    /// Be let off the prerequisites of a course.
    Waive {
        /// The course.
        course: CourseId,
    },
    /// Be assessed at a level of a skill.
    Skill {
        /// The skill.
        skill: SkillId,
        /// The level.
        level: u32,
    },
    /// Bring a step of a path into a state; the learner follows the path for that.
    Step {
        /// The path.
        path: PathId,
        /// The step.
        step: StepId,
        /// The state.
        state: StepNote,
    },
    /// Wait. What stands after it in the plan is done then.
    Wait {
        /// Until this instant.
        until: Instant,
    },
}

/// A step with its cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlannedStep {
    /// The step.
    pub step: Step,
    /// What it costs.
    pub cost: u64,
}

/// How sure it is that nothing cheaper would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Proof {
    /// Proven: no plan costs less.
    Optimal,
    /// The search was cut short by its limit, or something is not planned that might be cheaper: no plan costs less than
    /// the bound.
    BestFound {
        /// What every plan costs at least.
        bound: u64,
    },
}

/// What would make a rule met.
///
/// A plan is a set of steps taken now, and after one or more waits, each until an instant at which the answer to some
/// condition changes, by itself or by a step taken before. Each step is taken when what it needs itself is met (the rule of
/// its course or run); at the end the rule is met. No step of a plan breaks a condition that the plan rests on, but for what
/// the step itself needed when it was taken, and nothing is done twice. Among these plans the cheapest is found. Steps at
/// instants between those are not looked at, and what completing a path takes is not planned
/// ([`super::Earned::Path`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Remedy {
    /// The rule is met already.
    Met,
    /// These steps make it met.
    Plan {
        /// The steps in an order in which they can be taken.
        steps: Vec<PlannedStep>,
        /// What they cost together.
        cost: u64,
        /// Whether they are proven the cheapest.
        proof: Proof,
    },
    /// No plan makes it met, however long it waits: proven. Windows that close before what they ask for can be done are part
    /// of the proof.
    Impossible {
        /// The conditions that stand in the way and that no step can bring about.
        because: Vec<Obstacle>,
    },
    /// The search was cut short by its limit before a plan was found; or only what is not planned would help; or there is
    /// always a later instant to wait for, and conditions hang together over time in a way that no proof covers.
    Undecided {
        /// What every plan costs at least.
        bound: u64,
    },
}

/// A condition that no step can bring about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Obstacle {
    /// The stable code: `host_only` (only the host can change it), `not_offered` (its kind of step has no cost),
    /// `retired` (it asks about what is retired), `time_passed` (it was true, or can never be), `not_yet` (time makes it
    /// true, but not together with the rest), `cannot_be_undone` (what happened stays so), `out_of_reach` (steps that
    /// would help exist, but what they need cannot be met) or `steps_clash` (they cannot be taken together).
    pub code: String,
    /// What the condition asks.
    pub asked: Asked,
    /// Whether it must not be met.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub negated: bool,
}
