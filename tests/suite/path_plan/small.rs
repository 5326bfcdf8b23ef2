//! Small paths, made at random.

use lms_core::path::{Path, PathDefinition};
use proptest::prelude::*;

/// One step: its credits, and for each step before it in the order how it depends on it.
#[derive(Debug, Clone)]
pub struct Step {
    pub credits: u32,
    /// 0 nothing, 1 before, 2 before or together.
    pub needs: Vec<u8>,
}

pub fn steps(most: usize) -> impl Strategy<Value = Vec<Step>> {
    (1..=most).prop_flat_map(|count| {
        let step = |index: usize| {
            let need = prop_oneof![4 => Just(0_u8), 2 => Just(1_u8), 1 => Just(2_u8)];
            (1..=5_u32, proptest::collection::vec(need, index))
                .prop_map(|(credits, needs)| Step { credits, needs })
        };
        (0..count).map(step).collect::<Vec<_>>()
    })
}

pub fn definition(steps: &[Step], goal: &str) -> PathDefinition {
    let steps: Vec<String> = steps
        .iter()
        .enumerate()
        .map(|(index, step)| {
            let needs = step.needs.iter().enumerate().filter(|(_, kind)| **kind > 0);
            let needs: Vec<String> = needs
                .map(|(other, kind)| {
                    let kind = if *kind == 1 { "before" } else { "beforeOrTogether" };
                    format!(r#"{{"type": "{kind}", "step": "S {other}"}}"#)
                })
                .collect();
            format!(
                r#"{{"id": "S {index}", "title": "Step {index}", "item": {{"type": "course", "course": "S {index}"}}, "credits": "{}", "requires": [{}]}}"#,
                step.credits,
                needs.join(",")
            )
        })
        .collect();
    let text = format!(
        r#"{{"id": "p", "title": "P", "measure": "credits", "steps": [{}]{goal}}}"#,
        steps.join(",")
    );
    serde_json::from_str(&text).unwrap()
}

pub fn path(steps: &[Step]) -> Path {
    Path::compile(definition(steps, "")).unwrap()
}
