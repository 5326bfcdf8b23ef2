use serde_json::Value;

use super::{MigrationDefinition, StepMapping};
use crate::problem::Problems;
use crate::problem::decode::{Fields, Read};

impl Read for MigrationDefinition {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::open(value, problems)?;
        let path = fields.required("path");
        let (from, to) = (fields.required("from"), fields.required("to"));
        let steps = fields.list("steps");
        fields.close(&["path", "from", "to", "steps"]);
        Some(Self {
            path: path?,
            from: from?,
            to: to?,
            steps: steps?,
        })
    }
}

impl Read for StepMapping {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::open(value, problems)?;
        let (from, to, how) = (
            fields.required("from"),
            fields.required("to"),
            fields.required("how"),
        );
        fields.close(&["from", "to", "how"]);
        Some(Self {
            from: from?,
            to: to?,
            how: how?,
        })
    }
}
