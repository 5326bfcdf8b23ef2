use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::StepId;
use crate::number::Fraction;
use crate::path::compile::Path;
use crate::path::definition::StepDefinition;

/// When two steps of two paths are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Likeness {
    /// They lead to the same thing (the same course, activity or path), whatever else is written about them; steps that
    /// lead to nothing, when they have the same id.
    #[default]
    Item,
    /// Everything written about them is equal.
    Everything,
}

/// How much of one path is in another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Similarity {
    /// The share of the second path's steps that are in the first: 1 when all are, so that it is not symmetric.
    pub share: Fraction,
    /// The steps of the second path that are in the first.
    pub shared: Vec<StepId>,
    /// The steps of the second path that are not.
    pub missing: Vec<StepId>,
    /// The steps of the first path that are not in the second.
    pub added: Vec<StepId>,
}

/// How much of the path `basis` is in `path`. Each step of `basis` counts once.
///
/// O(n log n) in the steps.
///
/// ```
/// use lms_core::path::{Likeness, Path, PathDefinition, similarity};
/// let path = |steps: &str| {
///     let definition: PathDefinition = serde_json::from_str(&format!(r#"{{"id": "p", "steps": [{steps}]}}"#)).unwrap();
///     Path::compile(definition).unwrap()
/// };
/// let one = r#"{"id": "a", "item": {"type": "course", "course": "c1"}}"#;
/// let two = format!(r#"{one}, {{"id": "b", "item": {{"type": "course", "course": "c2"}}}}"#);
/// let answer = similarity(&path(one), &path(&two), Likeness::Item);
/// assert_eq!(answer.share.to_string(), "1/2");
/// assert_eq!(answer.missing[0].as_str(), "b");
/// ```
#[must_use]
pub fn similarity(path: &Path, basis: &Path, likeness: Likeness) -> Similarity {
    let own = &path.definition().steps;
    let others = &basis.definition().steps;
    let keys = |steps: &[StepDefinition]| -> BTreeSet<String> {
        steps.iter().map(|step| key(step, likeness)).collect()
    };
    let (here, there) = (keys(own), keys(others));
    let split = |steps: &[StepDefinition], keys: &BTreeSet<String>, inside: bool| {
        let of = steps
            .iter()
            .filter(|step| keys.contains(&key(step, likeness)) == inside);
        of.map(|step| step.id.clone()).collect::<Vec<_>>()
    };
    let shared = split(others, &here, true);
    let count = |count: usize| i128::try_from(count).unwrap_or(i128::MAX);
    Similarity {
        // A compiled path has at least one step.
        share: Fraction::new(count(shared.len()), count(others.len())).unwrap_or(Fraction::ZERO),
        shared,
        missing: split(others, &here, false),
        added: split(own, &there, false),
    }
}

/// What a step is compared by.
fn key(step: &StepDefinition, likeness: Likeness) -> String {
    use crate::path::definition::Item;
    let text = match (likeness, &step.item) {
        (Likeness::Item, Item::Milestone | Item::FreeCredit) => {
            serde_json::to_string(&(&step.item, &step.id))
        }
        (Likeness::Item, item) => serde_json::to_string(item),
        (Likeness::Everything, _) => serde_json::to_string(step),
    };
    text.unwrap_or_default()
}
