//! From one version of a path to the next, for learners who are on the way.

mod preview;
mod read;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use preview::{MigrationPreview, PopulationPreview, StepMove};

use super::{Finding, Path};
use crate::problem::{DefinitionErrors, Problems};
use crate::{PathId, StepId};

/// What becomes of what learners have done, when a path gets a new version.
///
/// Steps that are not mentioned and are the same in both versions (the same id and item) are kept.
///
/// ```
/// use lms_core::path::MigrationDefinition;
/// let moved: MigrationDefinition = serde_json::from_str(r#"{"path": "bsc", "from": 1, "to": 2, "steps": [
///     {"from": "pascal", "to": "rust", "how": "equivalent"}
/// ]}"#).unwrap();
/// assert_eq!(moved.steps.len(), 1);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MigrationDefinition {
    /// The path.
    pub path: PathId,
    /// The version that learners are on.
    pub from: u32,
    /// The version that they move to.
    pub to: u32,
    /// What becomes of single steps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepMapping>,
}

/// What becomes of one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StepMapping {
    /// The step in the old version.
    pub from: StepId,
    /// The step in the new version.
    pub to: StepId,
    /// What becomes of what was done for it.
    pub how: Carry,
}

/// What becomes of what was done for a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Carry {
    /// It is the same step, perhaps under another name: everything stays, what was begun, noted and waived as well.
    Keep,
    /// What was completed counts for the new step as it was, with its score and from its own day on. What was only begun
    /// does not.
    CarryOver,
    /// The new step must be done, whatever was done before: completions until the move do not count for it.
    Redo,
    /// What was completed counts for the new step as recognised prior learning: not towards residency.
    Equivalent,
}

/// A checked way from one version of a path to another.
///
/// ```
/// use lms_core::path::{Migration, Path};
/// use lms_core::record::LearnerRecord;
/// let version = |json: &str| Path::compile(serde_json::from_str(json).unwrap()).unwrap();
/// let old = version(r#"{"id": "p", "version": 1, "steps": [{"id": "a", "item": {"type": "course", "course": "A"}}]}"#);
/// let new = version(r#"{"id": "p", "version": 2, "steps": [{"id": "b", "item": {"type": "course", "course": "B"}}]}"#);
/// let way = serde_json::from_str(r#"{"path": "p", "from": 1, "to": 2,
///     "steps": [{"from": "a", "to": "b", "how": "carryOver"}]}"#).unwrap();
/// let way = Migration::compile(way, &old, &new).unwrap();
/// let preview = way.preview(&LearnerRecord::new("ada".parse().unwrap()), "2026-11-22T08:00:00Z".parse().unwrap());
/// assert!(preview.lost.is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
// INVARIANT: the steps of `mappings` are steps of `from` and `to`, by position.
pub struct Migration<'a> {
    from: &'a Path,
    to: &'a Path,
    mappings: Vec<Mapping>,
    findings: Vec<Finding>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mapping {
    from: usize,
    to: usize,
    how: Carry,
}

impl<'a> Migration<'a> {
    /// Checks a way between two compiled versions.
    ///
    /// # Errors
    /// `path_mismatch` when the versions are not those of the document, `reference_unknown` for steps that are not
    /// there, `group_not_allowed` for groups, `mapping_conflict` when one new step is mapped in two manners.
    pub fn compile(
        definition: MigrationDefinition,
        from: &'a Path,
        to: &'a Path,
    ) -> Result<Self, DefinitionErrors> {
        let mut problems = Problems::new();
        for (field, path, version) in [("from", from, definition.from), ("to", to, definition.to)] {
            if *path.id() != definition.path || path.version() != version {
                let message = format!("this is version {} of `{}`", path.version(), path.id());
                problems.at(field, |problems| problems.add("path_mismatch", message));
            }
        }
        let mut mappings = Vec::new();
        let mut manners: BTreeMap<&StepId, Carry> = BTreeMap::new();
        problems.at("steps", |problems| {
            for (index, mapping) in definition.steps.iter().enumerate() {
                problems.item(index, |problems| {
                    let old =
                        problems.at("from", |problems| step_of(from, &mapping.from, problems));
                    let new = problems.at("to", |problems| step_of(to, &mapping.to, problems));
                    if *manners.entry(&mapping.to).or_insert(mapping.how) != mapping.how {
                        let message =
                            format!("`{}` is mapped in another manner already", mapping.to);
                        problems.add("mapping_conflict", message);
                    }
                    if let (Some(from), Some(to)) = (old, new) {
                        mappings.push(Mapping {
                            from,
                            to,
                            how: mapping.how,
                        });
                    }
                });
            }
        });
        problems.finish()?;
        let mut migration = Self {
            from,
            to,
            mappings,
            findings: Vec::new(),
        };
        migration.complete();
        Ok(migration)
    }

    /// Steps that are the same in both versions are kept; the others that nobody mentions are worth a second look.
    fn complete(&mut self) {
        let said: BTreeSet<usize> = self.mappings.iter().map(|mapping| mapping.from).collect();
        let taken: BTreeSet<usize> = self.mappings.iter().map(|mapping| mapping.to).collect();
        for (index, old) in self.from.definition.steps.iter().enumerate() {
            if said.contains(&index) {
                continue;
            }
            let new = self.to.node(&old.id).map(|node| node as usize);
            let same = new.filter(|new| {
                self.to
                    .definition
                    .steps
                    .get(*new)
                    .is_some_and(|step| step.item == old.item)
            });
            match same {
                Some(to) if !taken.contains(&to) => {
                    self.mappings.push(Mapping {
                        from: index,
                        to,
                        how: Carry::Keep,
                    });
                }
                Some(_) => {}
                None => self.findings.push(Finding {
                    path: format!("$.from.steps[{index}]"),
                    code: if new.is_some() {
                        "step_changed"
                    } else {
                        "step_dropped"
                    }
                    .into(),
                    message: format!(
                        "what was done for `{}` counts for no step by this way",
                        old.id
                    ),
                }),
            }
        }
        self.mappings.sort_by_key(|mapping| mapping.to);
    }

    /// What works and is worth a second look: steps of the old version whose work goes nowhere.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }
}

fn step_of(path: &Path, name: &StepId, problems: &mut Problems) -> Option<usize> {
    let Some(node) = path.node(name) else {
        let message = format!("there is no step `{name}` in version {}", path.version());
        problems.add("reference_unknown", message);
        return None;
    };
    if (node as usize) < path.steps.len() {
        return Some(node as usize);
    }
    problems.add(
        "group_not_allowed",
        format!("`{name}` is a group, not a step"),
    );
    None
}

#[cfg(test)]
mod tests;
