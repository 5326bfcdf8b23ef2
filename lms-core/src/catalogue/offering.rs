use serde::Serialize;
use serde_json::Value;

use crate::number::Money;
use crate::problem::Problems;
use crate::problem::decode::{Fields, Read};
use crate::rule::Expression;
use crate::time::{Instant, Interval, Zone};
use crate::{CourseId, OfferingId, SchemeId};

/// One run of a course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OfferingDefinition {
    /// The run.
    pub id: OfferingId,
    /// The course that it runs.
    pub course: CourseId,
    /// The version of the course that it teaches; `None` for the newest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// When it begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts: Option<Instant>,
    /// The first instant after it; access ends then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends: Option<Instant>,
    /// When learners may enrol, half-open.
    pub enrolment: Interval,
    /// How many seats there are; `None` for as many as come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
    /// Whether learners may wait when it is full.
    pub waitlist: bool,
    /// The zone in which days of its rule begin.
    pub zone: Zone,
    /// What must be met before a learner may enrol, beside the prerequisites of the course.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<Expression>,
    /// The scheme by which this run is graded, where it differs from the course's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<SchemeId>,
    /// What a seat costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
}

impl Read for OfferingDefinition {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::open(value, problems)?;
        let id = fields.required("id");
        let course = fields.required("course");
        let version = fields.optional("version");
        let starts = fields.optional("starts");
        let ends = fields.optional("ends");
        let enrolment = fields.or_default("enrolment");
        let capacity = fields.optional("capacity");
        let waitlist = fields.or_default("waitlist");
        let rule = fields.read_optional("rule");
        let scheme = fields.optional("scheme");
        let price = fields.optional("price");
        let zone = fields.or_default("zone");
        fields.close(&[
            "id",
            "course",
            "version",
            "starts",
            "ends",
            "enrolment",
            "capacity",
            "waitlist",
            "rule",
            "scheme",
            "price",
            "zone",
        ]);
        Some(Self {
            id: id?,
            course: course?,
            version: version?,
            starts: starts?,
            ends: ends?,
            enrolment: enrolment?,
            capacity: capacity?,
            waitlist: waitlist?,
            rule: rule?,
            zone: zone?,
            scheme: scheme?,
            price: price?,
        })
    }
}

impl OfferingDefinition {
    /// Notes what is wrong with the run in itself.
    pub(super) fn check(&self, problems: &mut Problems) {
        if (Interval {
            from: self.starts,
            until: self.ends,
        })
        .is_empty()
        {
            problems.at("ends", |problems| {
                problems.add("window_empty", "the run ends before it begins")
            });
        }
        if self.enrolment.is_empty() {
            let message = "the window closes before it opens";
            problems.at("enrolment", |problems| {
                problems.add("window_empty", message)
            });
        }
        if self.version == Some(0) {
            problems.at("version", |problems| {
                problems.add("version_zero", "versions are counted from 1")
            });
        }
    }
}
