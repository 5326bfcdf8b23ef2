use serde::{Deserialize, Serialize};

use crate::number::{Percent, Points};
use crate::record::{CompletionSource, ScoreStatus, WaiverTarget};
use crate::time::{Date, Instant};
use crate::{
    ActivityId, ApprovalId, CertificateId, CertificationId, CourseId, EventId, OfferingId, PathId,
};

/// What a host asks of a learner's record. New keys (of certificates) come with the command; the engine invents none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Command {
    /// Enrol the learner in a course, or in one run of it.
    Enrol {
        /// The course.
        course: CourseId,
        /// The run.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        offering: Option<OfferingId>,
    },
    /// Take the learner out of a course or its waiting list.
    Withdraw {
        /// The course.
        course: CourseId,
        /// The run.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        offering: Option<OfferingId>,
    },
    /// Take in work on an activity.
    Submit {
        /// The course.
        course: CourseId,
        /// The activity.
        activity: ActivityId,
    },
    /// Mark work on an activity.
    Score {
        /// The course.
        course: CourseId,
        /// The activity.
        activity: ActivityId,
        /// Where the work stands.
        #[serde(default)]
        status: ScoreStatus,
        /// The mark.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        points: Option<Points>,
        /// The maximum, where the scheme does not say it or it differs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        maximum: Option<Points>,
    },
    /// Complete a course.
    Complete {
        /// The course.
        course: CourseId,
        /// The run.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        offering: Option<OfferingId>,
        /// Whether it was passed.
        passed: bool,
        /// The final grade.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        score: Option<Percent>,
        /// How it came about; only what is earned here needs an enrolment.
        #[serde(default)]
        source: CompletionSource,
    },
    /// Let the learner follow a path, or move on to its newest version.
    StartPath {
        /// The path.
        path: PathId,
    },
    /// Let the learner off a requirement.
    Waive {
        /// What is waived.
        target: WaiverTarget,
        /// The first instant at which the waiver no longer holds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Instant>,
    },
    /// Ask a person to decide.
    RequestApproval {
        /// What about.
        approval: ApprovalId,
    },
    /// Decide yes.
    GrantApproval {
        /// What about.
        approval: ApprovalId,
    },
    /// Decide no.
    DenyApproval {
        /// What about.
        approval: ApprovalId,
    },
    /// Award a certificate that was earned, or that a person may award.
    Award {
        /// The key of the new award.
        certificate: CertificateId,
        /// What it certifies.
        certification: CertificationId,
        /// The first day of validity; the day of the command in the policy's zone when missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Date>,
    },
    /// Renew a certificate.
    Renew {
        /// The key of the new award.
        certificate: CertificateId,
        /// The award that it renews.
        renews: CertificateId,
        /// The day on which the renewal was completed; the day of the command when missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        completed: Option<Date>,
    },
    /// Move the expiry of a certificate to a later day.
    Extend {
        /// The award.
        certificate: CertificateId,
        /// The new first day on which it is no longer valid.
        until: Date,
    },
    /// Suspend a certificate.
    Suspend {
        /// The award.
        certificate: CertificateId,
    },
    /// End a suspension, or take back a revocation.
    Reinstate {
        /// The award.
        certificate: CertificateId,
    },
    /// Revoke a certificate.
    Revoke {
        /// The award.
        certificate: CertificateId,
    },
    /// Take back an event that was noted by mistake, with every fact that rests on it.
    Correct {
        /// The event.
        event: EventId,
    },
}
