//! Rules of other systems, taken over where their meaning carries over, with a list of what does not.

mod moodle;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::problem::Problem;
use crate::rule::{AttributeType, Expression};
use crate::{AttributeName, FactName};

pub use moodle::names::{GradeItem, MoodleNames};
pub use moodle::{MAX_MOODLE_DEPTH, import_moodle, import_moodle_value};

/// A rule taken over from another system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Imported {
    /// The rule; `None` where the other system asks for nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Expression>,
    /// Attributes that it compares, for the catalogue to declare.
    pub attributes: BTreeMap<AttributeName, AttributeType>,
    /// Facts that the host has to report for it, for the catalogue to declare.
    pub facts: BTreeMap<FactName, AttributeType>,
    /// What does not carry over, each with the path of its spot in the other system's document. None of it makes the
    /// rule let in whom the other system keeps out.
    pub differences: Vec<Problem>,
}
