//! From a path's document to its compiled form, with every problem and every finding at once.

mod arrange;
mod attain;
mod branch;
mod circuit;
mod cycle;
mod deadline;
mod group;
mod makeup;
mod model;
mod redundant;
mod requirement;
mod size;
mod weigh;

use std::collections::BTreeMap;

pub use model::{Dependency, Finding, Path, Relation};
pub(crate) use model::{Gate, Group, Need, Rule, Step};

use super::definition::{MAX_CREDITS_MICROS, PathDefinition};
use super::progress::{MAX_SHARED, MAX_SHARING_GROUPS, MAX_TIED_WORK, SharingRules, Ties};
use crate::StepId;
use crate::number::Points;
use crate::problem::{DefinitionErrors, Problems};

impl Path {
    /// Checks a definition and resolves it.
    ///
    /// Nearly linear in the size of the document; looking for shortest cycles and for redundant requirements is bounded.
    ///
    /// # Errors
    /// Everything that is wrong, each with its code and JSON path: `id_duplicate`, `reference_unknown`,
    /// `self_requirement`, `cycle`, `together_contradiction`, `group_unsatisfiable`, `step_impossible`,
    /// `step_unreachable`, `goal_unsatisfiable`, `path_too_large`, `path_too_deep`, `credits_out_of_range` and others.
    ///
    /// ```
    /// use lms_core::path::{Path, PathDefinition};
    /// let loops: PathDefinition = serde_json::from_str(r#"{"id": "p", "steps": [
    ///     {"id": "a", "item": {"type": "milestone"}, "requires": [{"type": "before", "step": "b"}]},
    ///     {"id": "b", "item": {"type": "milestone"}, "requires": [{"type": "before", "step": "a"}]}
    /// ]}"#).unwrap();
    /// let problems = Path::compile(loops).unwrap_err().problems;
    /// assert_eq!(problems[0].code, "cycle");
    /// assert_eq!(problems[0].message, "each waits for the one before it: `a` → `b` → `a`");
    /// ```
    pub fn compile(definition: PathDefinition) -> Result<Self, DefinitionErrors> {
        let mut problems = Problems::new();
        let path = Self::check(definition, &mut problems);
        problems.finish()?;
        path.ok_or_else(DefinitionErrors::default)
    }

    /// As [`Path::compile`], noting problems where the collector stands: for a document that holds several paths.
    ///
    /// Gives the path when it has no problem.
    pub fn check(definition: PathDefinition, problems: &mut Problems) -> Option<Self> {
        let before = problems.count();
        if !size::check(&definition, problems) {
            return None;
        }
        let ties = Ties::new(&definition);
        if ties.work() > MAX_TIED_WORK {
            problems.at("steps", |problems| {
                let message = "too many steps may count too many of the same courses to find the best way of counting each once";
                problems.add("courses_tied_too_widely", message);
            });
            return None;
        }
        let mut builder = Builder::new(&definition, problems);
        builder.groups(problems);
        builder.requirements(problems);
        builder.sharing(problems);
        let (steps, groups, gates, edges) =
            (builder.steps, builder.groups, builder.gates, builder.edges);
        let names = builder.names.into_iter();
        let names = names.map(|(id, node)| (id.clone(), node)).collect();
        let mut path = Self {
            definition,
            steps,
            groups,
            gates,
            edges,
            names,
            bundles: Vec::new(),
            bundled: BTreeMap::new(),
            weights: Vec::new(),
            sharing: SharingRules::default(),
            ties,
            order: Vec::new(),
            findings: Vec::new(),
        };
        cycle::check(&mut path, problems);
        if problems.count() > before {
            // What a broken graph can reach says nothing that its broken places do not say already.
            return None;
        }
        attain::check(&path, problems);
        branch::check(&path, problems);
        if problems.count() > before {
            return None;
        }
        weigh::weigh(&mut path);
        let Some(sharing) = SharingRules::new(&path) else {
            problems.at("doubleCounting", |problems| {
                let message = format!(
                    "the rules speak of at most {MAX_SHARING_GROUPS} groups, {MAX_SHARED} for any one step"
                );
                problems.add("sharing_too_wide", message);
            });
            return None;
        };
        path.sharing = sharing;
        arrange::arrange(&mut path);
        deadline::check(&path, problems);
        attain::check_tied(&path, problems);
        attain::check_sharing(&path, problems);
        if problems.count() > before {
            return None;
        }
        redundant::find(&mut path);
        Some(path)
    }
}

/// What is known while a definition is resolved.
struct Builder<'a> {
    definition: &'a PathDefinition,
    names: BTreeMap<&'a StepId, u32>,
    steps: Vec<Step>,
    groups: Vec<Group>,
    gates: Vec<Gate>,
    edges: Vec<Dependency>,
}

impl<'a> Builder<'a> {
    /// Takes up the steps: their names and what they are worth.
    fn new(definition: &'a PathDefinition, problems: &mut Problems) -> Self {
        let mut names = BTreeMap::new();
        problems.at("steps", |problems| {
            if definition.steps.is_empty() {
                problems.add("path_empty", "a path has at least one step");
            }
            let mut sums = [0_i64; 2];
            for (node, step) in (0_u32..).zip(&definition.steps) {
                problems.item(node as usize, |problems| {
                    if names.insert(&step.id, node).is_some() {
                        problems.at("id", |problems| duplicate(&step.id, problems));
                    }
                    let amounts = [("credits", step.credits), ("points", step.points)];
                    for (sum, (field, amount)) in sums.iter_mut().zip(amounts) {
                        problems.at(field, |problems| add_amount(sum, amount, problems));
                    }
                });
            }
        });
        Self {
            definition,
            names,
            steps: vec![Step::default(); definition.steps.len()],
            groups: Vec::new(),
            gates: Vec::new(),
            edges: Vec::new(),
        }
    }

    /// The node of a name, or a problem.
    fn resolve(&self, name: &StepId, problems: &mut Problems) -> Option<u32> {
        let found = self.names.get(name).copied();
        if found.is_none() {
            let message = format!("there is no step or group `{name}` in this path");
            problems.add("reference_unknown", message);
        }
        found
    }
}

fn duplicate(id: &StepId, problems: &mut Problems) {
    let message = format!("the id `{id}` is taken by another step or group");
    problems.add("id_duplicate", message);
}

fn add_amount(sum: &mut i64, amount: Points, problems: &mut Problems) {
    let amount = amount.micros();
    let total = sum.saturating_add(amount);
    if !(0..=MAX_CREDITS_MICROS).contains(&amount) {
        let message = "credits and points lie between 0 and 1000000";
        problems.add("credits_out_of_range", message);
        return;
    }
    if *sum <= MAX_CREDITS_MICROS && total > MAX_CREDITS_MICROS {
        let message = "the steps up to here have more than 1000000 together";
        problems.add("credits_out_of_range", message);
    }
    *sum = total;
}

#[cfg(test)]
mod tests;
