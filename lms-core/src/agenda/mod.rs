//! The agenda: what time alone makes due for a learner in an interval `(from, to]`.
//!
//! A function of the facts, so that a host that asks late, twice or after a crash delivers each thing exactly once, by
//! its key. Nothing here depends on a job having run.

mod collect;

use serde::{Deserialize, Serialize};

use crate::certification::DueKind;
use crate::record::WaiverTarget;
use crate::time::Instant;
use crate::{ActivityId, CertificateId, CertificationId, CourseId, OfferingId, SkillId};

/// One thing that falls due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AgendaItem {
    /// When.
    pub at: Instant,
    /// What.
    #[serde(flatten)]
    pub what: Due,
    /// Stable: the same due thing has the same key however often and however late it is asked for.
    pub key: String,
}

/// What falls due.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Due {
    /// A run in which the learner takes part begins.
    CourseBegins {
        /// The course.
        course: CourseId,
        /// The run.
        offering: OfferingId,
    },
    /// Work that was not handed in is due: from this instant on it is late.
    WorkDue {
        /// The course.
        course: CourseId,
        /// The run.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        offering: Option<OfferingId>,
        /// The activity.
        activity: ActivityId,
    },
    /// The learner's access to a course ends.
    AccessEnds {
        /// The course.
        course: CourseId,
        /// The run.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        offering: Option<OfferingId>,
    },
    /// Something about a certificate.
    Certificate {
        /// What it certifies.
        certification: CertificationId,
        /// Which award.
        certificate: CertificateId,
        /// What is due.
        due: DueKind,
    },
    /// A skill no longer counts as assessed.
    SkillEnds {
        /// The skill.
        skill: SkillId,
    },
    /// A waiver no longer holds.
    WaiverEnds {
        /// What was waived.
        target: WaiverTarget,
    },
}
