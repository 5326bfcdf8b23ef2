use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::CourseId;
use crate::number::Points;
use crate::problem::Problems;
use crate::problem::decode::{Fields, Read};

/// A course: what is taught, in published versions that are numbered from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CourseDefinition {
    /// The course.
    pub id: CourseId,
    /// What it is called.
    pub title: String,
    /// The newest published version. New enrolments are pinned to it.
    #[serde(default = "one")]
    pub version: u32,
    /// What completing it is worth.
    #[serde(default)]
    pub credits: Points,
    /// No longer offered. What points at it stays readable, and says so.
    #[serde(default)]
    pub retired: bool,
}

const fn one() -> u32 {
    1
}

impl Read for CourseDefinition {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::open(value, problems)?;
        let id = fields.required("id");
        let title = fields.required("title");
        let version = fields.optional("version");
        let credits = fields.or_default("credits");
        let retired = fields.or_default("retired");
        fields.close(&["id", "title", "version", "credits", "retired"]);
        Some(Self {
            id: id?,
            title: title?,
            version: version?.unwrap_or(1),
            credits: credits?,
            retired: retired?,
        })
    }
}
