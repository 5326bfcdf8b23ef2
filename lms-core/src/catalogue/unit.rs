use serde::Serialize;
use serde_json::Value;

use crate::UnitId;
use crate::problem::Problems;
use crate::problem::decode::{Fields, Read};

/// A unit of an organisation. Units form a tree: who belongs to a unit belongs to those above it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UnitDefinition {
    /// The unit.
    pub id: UnitId,
    /// The unit above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<UnitId>,
}

impl Read for UnitDefinition {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::open(value, problems)?;
        let id = fields.required("id");
        let parent = fields.optional("parent");
        fields.close(&["id", "parent"]);
        Some(Self {
            id: id?,
            parent: parent?,
        })
    }
}
