//! The learner record: everything the host knows about one learner, as facts that each name the event they rest on.
//!
//! A record is folded from events by [`LearnerRecord::evolve`], which cannot fail and holds no rule. Hosts store the
//! events, the record, or both.

mod approval;
mod attribute;
mod basis;
mod certificate;
mod completion;
mod enrolment;
mod event;
mod evolve;
mod grade;
mod marking;
mod payment;
mod pursuit;
mod score;
mod skill;
mod waiver;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    ApprovalId, AttributeName, AudienceId, CourseId, FactName, GroupId, LearnerId, PathId, RoleId,
    SkillId, UnitId,
};

pub use approval::{Approval, ApprovalState};
pub use attribute::{AttributeValue, Stated};
pub use basis::Basis;
pub use certificate::Certificate;
pub use completion::{Completion, CompletionSource};
pub use enrolment::{Enrolment, EnrolmentState};
pub use event::{DecidedBy, Event, Happened};
pub use grade::{AttemptMade, Grade};
pub use payment::Payment;
pub use pursuit::{Pursuit, StepNote};
pub use score::{
    Attempt, Lateness, Mark, Score, ScoreHistory, ScoreOverride, ScoreSheet, ScoreStatus,
    Visibility,
};
pub use skill::SkillLevel;
pub use waiver::{Waiver, WaiverTarget};

/// Everything the host knows about one learner.
///
/// Stored as JSON in the envelope `lms.learner`; unknown fields are tolerated within a version. Lists are in the order
/// of their events.
///
/// ```
/// use lms_core::record::{Event, LearnerRecord};
/// let mut record = LearnerRecord::new("ada".parse().unwrap());
/// let joined: Event = serde_json::from_str(
///     r#"{"at":"2026-09-01T08:00:00Z","id":"e1","type":"groupJoined","group":"tutorial-3"}"#,
/// )
/// .unwrap();
/// record.evolve(&joined);
/// assert_eq!(record.groups["tutorial-3"].event.as_ref().unwrap().as_str(), "e1");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LearnerRecord {
    /// Whose record it is.
    pub learner: LearnerId,
    /// Typed attributes, such as `department` or `hireDate`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<AttributeName, Stated>,
    /// Units of the organisation that the learner belongs to directly.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub units: BTreeMap<UnitId, Basis>,
    /// Groups that the learner is in.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub groups: BTreeMap<GroupId, Basis>,
    /// Audiences that the learner is in.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub audiences: BTreeMap<AudienceId, Basis>,
    /// Roles that the learner holds.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub roles: BTreeMap<RoleId, Basis>,
    /// Enrolments, at most one per course and offering; the newest state of each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub enrolments: Vec<Enrolment>,
    /// Completed courses, every completion.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub completions: Vec<Completion>,
    /// Marks by course: what the gradebook computes with.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sheets: BTreeMap<CourseId, ScoreSheet>,
    /// Scores that count now, at most one per course and activity.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grades: Vec<Grade>,
    /// Attempts, every one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<AttemptMade>,
    /// Certificates, every award.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<Certificate>,
    /// Paths that the learner follows.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub paths: BTreeMap<PathId, Pursuit>,
    /// Decisions of persons, given or awaited.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub approvals: BTreeMap<ApprovalId, Approval>,
    /// Payments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payments: Vec<Payment>,
    /// Waivers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<Waiver>,
    /// Skills, at the level of the newest assessment.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub skills: BTreeMap<SkillId, SkillLevel>,
    /// Facts that only the host knows.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<FactName, Stated>,
}

impl LearnerRecord {
    /// The record of a learner about whom nothing is known yet.
    #[must_use]
    pub fn new(learner: LearnerId) -> Self {
        Self {
            learner,
            attributes: BTreeMap::new(),
            units: BTreeMap::new(),
            groups: BTreeMap::new(),
            audiences: BTreeMap::new(),
            roles: BTreeMap::new(),
            enrolments: Vec::new(),
            completions: Vec::new(),
            sheets: BTreeMap::new(),
            grades: Vec::new(),
            attempts: Vec::new(),
            certificates: Vec::new(),
            paths: BTreeMap::new(),
            approvals: BTreeMap::new(),
            payments: Vec::new(),
            waivers: Vec::new(),
            skills: BTreeMap::new(),
            facts: BTreeMap::new(),
        }
    }
}
