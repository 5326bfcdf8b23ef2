use serde::{Deserialize, Serialize};

use super::{AttributeValue, CompletionSource, ScoreStatus, StepNote, Visibility, WaiverTarget};
use crate::number::{Money, Percent, Points};
use crate::time::{Date, Instant};
use crate::{
    ActivityId, ApprovalId, AttributeName, AudienceId, CertificateId, CertificationId, CourseId,
    EventId, FactName, GroupId, OfferingId, PathId, PersonId, RoleId, RuleId, SkillId, StepId,
    UnitId,
};

/// Something that happened to a learner.
///
/// The host numbers its events ([`Event::id`]) if it wants explanations to name them. Unknown fields are tolerated, so
/// that a host may keep its own beside them; an unknown `type` is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// The host's key of the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<EventId>,
    /// When it happened; not when it was noted.
    pub at: Instant,
    /// Who did it, where a person did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonId>,
    /// The rule that decided it, with its version, where a rule did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<DecidedBy>,
    /// What happened.
    #[serde(flatten)]
    pub what: Happened,
}

/// The rule that a decision rested on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DecidedBy {
    /// The rule.
    pub rule: RuleId,
    /// Its version.
    pub version: u32,
}

/// What happened, in the past tense.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Happened {
    /// The learner was enrolled in a course.
    Enrolled {
        /// The course.
        course: CourseId,
        /// The version that the enrolment is pinned to.
        version: u32,
        /// The run of the course.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        offering: Option<OfferingId>,
        /// The first instant at which access is over.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Instant>,
    },
    /// The learner was put on a waiting list.
    Waitlisted {
        /// The course.
        course: CourseId,
        /// The version that the enrolment would be pinned to.
        version: u32,
        /// The run of the course.
        offering: OfferingId,
    },
    /// The learner left a course, its waiting list, or was taken out.
    Withdrawn {
        /// The course.
        course: CourseId,
        /// The run of the course.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        offering: Option<OfferingId>,
    },
    /// The learner completed a course.
    Completed {
        /// The course.
        course: CourseId,
        /// The version on which it was earned.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        version: Option<u32>,
        /// The run of the course.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        offering: Option<OfferingId>,
        /// Whether it was passed.
        passed: bool,
        /// The final grade.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        score: Option<Percent>,
        /// Credits granted, where they differ from those of the course.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        credits: Option<Points>,
        /// How it came about.
        #[serde(default)]
        source: CompletionSource,
    },
    /// Work on an activity was handed in.
    Submitted {
        /// The course.
        course: CourseId,
        /// The activity.
        activity: ActivityId,
    },
    /// Work on an activity was marked, or its status was set.
    Scored {
        /// The course.
        course: CourseId,
        /// The activity.
        activity: ActivityId,
        /// Where the work stands.
        #[serde(default, skip_serializing_if = "is_scored")]
        status: ScoreStatus,
        /// The mark; `None` where there is none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        points: Option<Points>,
        /// The maximum at that time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        maximum: Option<Points>,
    },
    /// A person set a mark, or what it is out of, over whatever was there. The event's `by` says who.
    ScoreOverridden {
        /// The course.
        course: CourseId,
        /// The activity.
        activity: ActivityId,
        /// The mark set; `None` leaves the computed one. Without a maximum either, the override is lifted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        points: Option<Points>,
        /// The maximum set; `None` leaves it as it was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        maximum: Option<Points>,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// It was decided who may see a mark.
    VisibilitySet {
        /// The course.
        course: CourseId,
        /// The activity.
        activity: ActivityId,
        /// Who may see it.
        visibility: Visibility,
    },
    /// The learner was given a due date of their own.
    DueExtended {
        /// The course.
        course: CourseId,
        /// The activity.
        activity: ActivityId,
        /// The first instant at which work is late.
        due: Instant,
    },
    /// The score in a course, or in one activity of it, was set or changed.
    Graded {
        /// The course.
        course: CourseId,
        /// The activity; `None` for the course's own score.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        activity: Option<ActivityId>,
        /// The score; `None` takes it back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        score: Option<Percent>,
    },
    /// The learner made an attempt at a course, or at one activity of it.
    Attempted {
        /// The course.
        course: CourseId,
        /// The activity; `None` for an attempt at the course itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        activity: Option<ActivityId>,
    },
    /// The learner began to follow a path, or moved to another version of it.
    PathStarted {
        /// The path.
        path: PathId,
        /// The version followed.
        version: u32,
    },
    /// The learner no longer follows a path.
    PathLeft {
        /// The path.
        path: PathId,
    },
    /// A step of a path that is no course was begun, completed or failed.
    StepNoted {
        /// The path.
        path: PathId,
        /// The step.
        step: StepId,
        /// What was noted.
        note: StepNote,
        /// How a completion came about: `recognised` for prior learning, such as free credit transferred from elsewhere.
        /// With another note it says nothing.
        #[serde(default, skip_serializing_if = "CompletionSource::is_earned")]
        source: CompletionSource,
    },
    /// A step of a path is to be done again: what was completed until then no longer counts for it on this path.
    StepReset {
        /// The path.
        path: PathId,
        /// The step.
        step: StepId,
    },
    /// A certificate was awarded, or renewed.
    Awarded {
        /// The host's key of the award.
        certificate: CertificateId,
        /// What it certifies.
        certification: CertificationId,
        /// The day from which this and all later validities are counted.
        anchor: Date,
        /// The first day on which it is valid.
        from: Date,
        /// The first day on which it is no longer valid.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Date>,
        /// The award that it renews.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        renews: Option<CertificateId>,
    },
    /// The expiry of a certificate was moved.
    Extended {
        /// The award.
        certificate: CertificateId,
        /// The new first day on which it is no longer valid.
        until: Date,
    },
    /// A certificate was suspended.
    Suspended {
        /// The award.
        certificate: CertificateId,
    },
    /// A suspension ended, or a revocation was taken back.
    Reinstated {
        /// The award.
        certificate: CertificateId,
    },
    /// A certificate was revoked.
    Revoked {
        /// The award.
        certificate: CertificateId,
    },
    /// An attribute was given a value.
    AttributeSet {
        /// The attribute.
        name: AttributeName,
        /// Its value.
        value: AttributeValue,
    },
    /// An attribute is no longer known.
    AttributeCleared {
        /// The attribute.
        name: AttributeName,
    },
    /// The learner joined a unit of the organisation.
    UnitJoined {
        /// The unit.
        unit: UnitId,
    },
    /// The learner left a unit.
    UnitLeft {
        /// The unit.
        unit: UnitId,
    },
    /// The learner joined a group.
    GroupJoined {
        /// The group.
        group: GroupId,
    },
    /// The learner left a group.
    GroupLeft {
        /// The group.
        group: GroupId,
    },
    /// The learner joined an audience.
    AudienceJoined {
        /// The audience.
        audience: AudienceId,
    },
    /// The learner left an audience.
    AudienceLeft {
        /// The audience.
        audience: AudienceId,
    },
    /// The learner was given a role.
    RoleGranted {
        /// The role.
        role: RoleId,
    },
    /// The learner lost a role.
    RoleEnded {
        /// The role.
        role: RoleId,
    },
    /// A person was asked to decide.
    ApprovalRequested {
        /// What about.
        approval: ApprovalId,
    },
    /// A person said yes.
    ApprovalGranted {
        /// What about.
        approval: ApprovalId,
    },
    /// A person said no.
    ApprovalDenied {
        /// What about.
        approval: ApprovalId,
    },
    /// A payment was made.
    Paid {
        /// The course it pays for.
        course: CourseId,
        /// The run it pays for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        offering: Option<OfferingId>,
        /// How much.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        amount: Option<Money>,
    },
    /// The payments for a course, or for one run of it, were paid back.
    Refunded {
        /// The course.
        course: CourseId,
        /// The run; `None` takes back the payments for any run.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        offering: Option<OfferingId>,
    },
    /// A requirement was waived.
    Waived {
        /// What is waived.
        target: WaiverTarget,
        /// The first instant at which the waiver no longer holds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Instant>,
    },
    /// A waiver was taken back.
    WaiverEnded {
        /// What was waived.
        target: WaiverTarget,
    },
    /// A skill was assessed.
    SkillAssessed {
        /// The skill.
        skill: SkillId,
        /// The level.
        level: u32,
        /// The first instant at which the assessment no longer counts.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Instant>,
    },
    /// The host reported a fact.
    FactReported {
        /// The fact.
        name: FactName,
        /// Its value.
        value: AttributeValue,
    },
    /// The host no longer vouches for a fact.
    FactWithdrawn {
        /// The fact.
        name: FactName,
    },
    /// An earlier event was noted by mistake: every fact that rests on it goes.
    Retracted {
        /// The event.
        event: EventId,
    },
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it by reference"
)]
fn is_scored(status: &ScoreStatus) -> bool {
    *status == ScoreStatus::Scored
}
