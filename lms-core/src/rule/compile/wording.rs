//! What each line of an outline asks, in the words of explanations. Most lines are never explained, so the words are made
//! when an explanation first needs them, and then shared by all that come after.

use std::sync::{Arc, OnceLock};

use crate::RuleId;
use crate::rule::{Leaf, Viewer};
use crate::verdict::Asked;

/// What the words are made from.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    /// An operator by its name.
    Operator(&'static str),
    AtLeast(u32),
    Disclosed(Viewer),
    Rule {
        id: RuleId,
        version: u32,
    },
    Leaf(Leaf),
}

impl Source {
    fn asked(&self) -> Asked {
        match self {
            Self::Operator(kind) => Asked::new(kind, []),
            Self::AtLeast(count) => Asked::new("atLeast", [("count", count.to_string())]),
            Self::Disclosed(to) => Asked::new("disclosed", [("to", to.as_str().to_owned())]),
            Self::Rule { id, version } => Asked::new(
                "rule",
                [("rule", id.to_string()), ("version", version.to_string())],
            ),
            Self::Leaf(leaf) => leaf.asked(),
        }
    }
}

/// The words of one or several equal lines.
#[derive(Debug, Clone)]
pub(crate) struct Wording {
    source: Source,
    asked: OnceLock<Arc<Asked>>,
}

impl From<Source> for Wording {
    fn from(source: Source) -> Self {
        Self {
            source,
            asked: OnceLock::new(),
        }
    }
}

impl Wording {
    pub(crate) fn asked(&self) -> &Arc<Asked> {
        self.asked.get_or_init(|| Arc::new(self.source.asked()))
    }
}
