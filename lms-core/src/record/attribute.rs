use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Basis;
use crate::number::Points;
use crate::time::Date;

/// The value of a learner's attribute, or of a fact that the host reports. Typed: `"70"` is never `70`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "type", content = "value", rename_all = "camelCase")]
pub enum AttributeValue {
    /// Yes or no.
    Boolean(bool),
    /// A day of the calendar.
    Date(Date),
    /// An exact decimal number.
    Number(Points),
    /// A set of texts.
    Set(BTreeSet<String>),
    /// A text; compared letter by letter, case and all.
    Text(String),
}

/// A typed value that somebody stated about the learner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stated {
    /// What was stated.
    #[serde(flatten)]
    pub value: AttributeValue,
    /// Since when, and by which event.
    #[serde(flatten)]
    pub basis: Basis,
}
