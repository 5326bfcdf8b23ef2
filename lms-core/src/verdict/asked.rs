use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a condition asks: its kind and what it names, as in the rule. Shared by all reasons that it gives.
///
/// ```
/// use lms_core::verdict::Asked;
/// let asked = Asked::new("completed", [("course", "bls".to_owned())]);
/// assert_eq!(asked.param("course"), Some("bls"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Asked {
    /// The `type` of the condition or operator, such as `completed` or `atLeast`.
    pub kind: Cow<'static, str>,
    /// What it names: ids, bounds, periods, as texts, for messages and links.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<Cow<'static, str>, String>,
}

impl Asked {
    /// A question of a kind with its parameters.
    #[must_use]
    pub fn new(
        kind: &'static str,
        params: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Self {
        let params = params.into_iter();
        Self {
            kind: kind.into(),
            params: params.map(|(name, value)| (name.into(), value)).collect(),
        }
    }

    /// The text of a parameter.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.get(name).map(String::as_str)
    }
}
