//! The condition tree as an author writes it: operators over [`Leaf`] conditions.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::RuleId;
use crate::rule::Leaf;
use crate::time::Zone;
use crate::verdict::Viewer;

/// The deepest nesting of operators in one rule; a leaf at the root has depth 1.
pub const MAX_DEPTH: usize = 32;
/// The most nodes (operators and leaves) in one rule.
pub const MAX_NODES: usize = 4_096;
/// The most nodes in all rules of a catalogue together.
pub const MAX_CATALOGUE_NODES: usize = 4_000_000;
/// The most rules in a catalogue.
pub const MAX_RULES: usize = 200_000;
/// The most items in a set that a leaf names: courses of `credits`, values of `in`.
pub const MAX_SET: usize = 1_024;
/// The longest text that a leaf compares with, in bytes.
pub const MAX_TEXT_BYTES: usize = 1_024;

/// A condition over the facts about a learner and the time: a tree of operators over leaves.
///
/// | operator | true | false | unknown |
/// |---|---|---|---|
/// | `all` | every child is true | any child is false | else |
/// | `any` | any child is true | every child is false | else |
/// | `none` | every child is false | any child is true | else |
/// | `atLeast` n | n children or more are true | fewer than n children are true or unknown | else |
/// | `not` | the child is false | the child is true | the child is unknown |
/// | `rule`, `disclosed` | as the rule, or the child | as the rule, or the child | as the rule, or the child |
///
/// ```
/// use lms_core::rule::Expression;
/// let text = r#"{"type":"all","of":[
///     {"type":"completed","course":"bls","minScore":"70","within":"P2Y"},
///     {"type":"not","of":{"type":"role","role":"suspended"}}]}"#;
/// let rule: Expression = serde_json::from_str(text).unwrap();
/// assert_eq!(rule.children().len(), 2);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Expression {
    /// Every child must be met.
    All {
        /// The children in author order; never empty in a compiled rule.
        of: Vec<Self>,
    },
    /// One child must be met.
    Any {
        /// The children in author order; never empty in a compiled rule.
        of: Vec<Self>,
    },
    /// No child may be met: the same as `not` of `any`.
    None {
        /// The children in author order; never empty in a compiled rule.
        of: Vec<Self>,
    },
    /// So many children must be met.
    AtLeast {
        /// How many: from 1 to the number of children.
        count: u32,
        /// The children in author order.
        of: Vec<Self>,
    },
    /// The child must not be met. What is unknown stays unknown.
    Not {
        /// The child.
        of: Box<Self>,
    },
    /// What another rule of the catalogue says. Rules may not lead back to themselves.
    Rule {
        /// The rule referred to.
        rule: RuleId,
    },
    /// The child, whose reasons only some viewers may see. It never changes the verdict.
    Disclosed {
        /// The least privileged viewer who may see the reasons.
        to: Viewer,
        /// The child.
        of: Box<Self>,
    },
    /// A condition on the facts. Shared, so that a compiled rule can say what it asks without a copy.
    #[serde(untagged)]
    Leaf(Arc<Leaf>),
}

impl From<Leaf> for Expression {
    fn from(leaf: Leaf) -> Self {
        Self::Leaf(Arc::new(leaf))
    }
}

impl Expression {
    /// The children of an operator in author order; none for a leaf or a reference to a rule.
    #[must_use]
    pub fn children(&self) -> &[Self] {
        match self {
            Self::All { of } | Self::Any { of } | Self::None { of } | Self::AtLeast { of, .. } => {
                of
            }
            Self::Not { of } | Self::Disclosed { of, .. } => core::slice::from_ref(of),
            Self::Rule { .. } | Self::Leaf(_) => &[],
        }
    }
}

/// A named, versioned rule of a catalogue.
///
/// ```
/// use lms_core::rule::RuleDefinition;
/// let text = r#"{"id":"adults","version":2,"zone":"Europe/Berlin",
///     "when":{"type":"age","attribute":"birthDate","min":18}}"#;
/// let rule: RuleDefinition = serde_json::from_str(text).unwrap();
/// assert_eq!(rule.version, 2);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RuleDefinition {
    /// The name by which courses, paths and other rules refer to it.
    pub id: RuleId,
    /// Counted up by the author with every change of meaning; verdicts carry it. At least 1.
    #[serde(default = "first_version")]
    pub version: u32,
    /// What people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The zone in which its dates and periods are read; `UTC` when not given.
    #[serde(default, skip_serializing_if = "is_utc")]
    pub zone: Zone,
    /// The condition.
    pub when: Expression,
}

fn first_version() -> u32 {
    1
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it by reference"
)]
fn is_utc(zone: &Zone) -> bool {
    *zone == Zone::UTC
}
