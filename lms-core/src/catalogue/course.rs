use serde::Serialize;
use serde_json::Value;

use crate::number::Points;
use crate::problem::Problems;
use crate::problem::decode::{Fields, Read};
use crate::rule::Expression;
use crate::time::Zone;
use crate::{CourseId, SchemeId};

/// A course: what is taught, in published versions that are numbered from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CourseDefinition {
    /// The course.
    pub id: CourseId,
    /// What it is called.
    pub title: String,
    /// The newest published version. New enrolments are pinned to it.
    pub version: u32,
    /// What completing it is worth.
    pub credits: Points,
    /// The zone in which days of its rule begin.
    pub zone: Zone,
    /// What must be met before a learner may enrol.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prerequisites: Option<Expression>,
    /// The scheme by which it is graded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<SchemeId>,
    /// No longer offered. What points at it stays readable, and says so.
    pub retired: bool,
}

impl Read for CourseDefinition {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::open(value, problems)?;
        let id = fields.required("id");
        let title = fields.required("title");
        let version = fields.optional("version");
        let credits = fields.or_default("credits");
        let prerequisites = fields.read_optional("prerequisites");
        let scheme = fields.optional("scheme");
        let retired = fields.or_default("retired");
        let zone = fields.or_default("zone");
        fields.close(&[
            "id",
            "title",
            "version",
            "credits",
            "prerequisites",
            "scheme",
            "retired",
            "zone",
        ]);
        Some(Self {
            id: id?,
            title: title?,
            version: version?.unwrap_or(1),
            credits: credits?,
            prerequisites: prerequisites?,
            zone: zone?,
            scheme: scheme?,
            retired: retired?,
        })
    }
}
