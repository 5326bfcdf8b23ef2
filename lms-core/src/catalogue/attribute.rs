use serde::Serialize;
use serde_json::Value;

use crate::problem::Problems;
use crate::problem::decode::{Fields, Read};
use crate::rule::AttributeType;
use crate::{AttributeName, FactName};

/// An attribute of learners that rules may ask for: its name and the type of its values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AttributeDefinition {
    /// Its name.
    pub name: AttributeName,
    /// The type of its values. Comparing it with another type is an error of the rule.
    #[serde(rename = "type")]
    pub kind: AttributeType,
}

/// A fact that only the host knows and that rules may ask for: its name and the type of its values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FactDefinition {
    /// Its name.
    pub name: FactName,
    /// The type of its values.
    #[serde(rename = "type")]
    pub kind: AttributeType,
}

impl Read for AttributeDefinition {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::open(value, problems)?;
        let name = fields.required("name");
        let kind = fields.required("type");
        fields.close(&["name", "type"]);
        Some(Self {
            name: name?,
            kind: kind?,
        })
    }
}

impl Read for FactDefinition {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::open(value, problems)?;
        let name = fields.required("name");
        let kind = fields.required("type");
        fields.close(&["name", "type"]);
        Some(Self {
            name: name?,
            kind: kind?,
        })
    }
}
