//! What each line of an outline asks, in the words of explanations. Most lines are never explained, so the words are made
//! when an explanation first needs them, and then shared by all that come after.

use std::sync::{Arc, OnceLock};

use crate::rule::rule_set::Shared;
use crate::rule::{Leaf, Viewer};
use crate::verdict::Asked;

/// What the words are made from.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    /// An operator by its name.
    Operator(&'static str),
    AtLeast(u32),
    Disclosed(Viewer),
    /// Another rule, by number.
    Rule(u32),
    /// That a course is completed or also passed, and nothing else: what most leaves ask.
    Completed {
        course: u32,
        passed: bool,
    },
    /// Any other leaf.
    Leaf(Arc<Leaf>),
}

impl Source {
    fn asked(&self, shared: &Shared) -> Asked {
        match self {
            Self::Operator(kind) => Asked::new(kind, []),
            Self::AtLeast(count) => Asked::new("atLeast", [("count", count.to_string())]),
            Self::Disclosed(to) => Asked::new("disclosed", [("to", to.as_str().to_owned())]),
            Self::Rule(rule) => {
                let rule = shared.rules.get(*rule as usize).map(|rule| {
                    let (id, version) = (rule.id.to_string(), rule.version.to_string());
                    [("rule", id), ("version", version)]
                });
                Asked::new("rule", rule.into_iter().flatten())
            }
            Self::Completed { course, passed } => {
                let id = shared.names.courses.id(*course).map(str::parse);
                let Some(Ok(course)) = id else {
                    return Asked::default();
                };
                Leaf::Completed {
                    course,
                    passed: *passed,
                    min_score: None,
                    within: None,
                    min_version: None,
                }
                .asked()
            }
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
    /// The words, for the rule set of these lines.
    pub(crate) fn asked(&self, shared: &Shared) -> &Arc<Asked> {
        self.asked
            .get_or_init(|| Arc::new(self.source.asked(shared)))
    }
}
