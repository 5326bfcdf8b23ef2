//! Questions about formulas over items.

use std::collections::BTreeMap;

use serde::Serialize;

use super::LmsError;
use super::question::{Ask, write};
use super::reading::read;
use crate::ActivityId;
use crate::grading::Exact;
use crate::grading::formula::{Formula, FormulaRounding, shortest_cycle};
use crate::number::Points;

/// The most formulas that one question carries.
const MAX_FORMULAS: usize = 2_000;

#[derive(Serialize)]
struct Answer {
    value: Exact,
    #[serde(skip_serializing_if = "Option::is_none")]
    bounded: Option<Exact>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    roundings: Vec<FormulaRounding>,
    references: Vec<String>,
}

/// `evaluateFormula {formula, values, minimum?, maximum?}`: its value, and the value within a range where one is given.
pub(super) fn evaluate(ask: &Ask<'_>) -> Result<String, LmsError> {
    let known = ["formula", "values", "minimum", "maximum"];
    let (formula, values, minimum, maximum) = read(ask, &known, |fields| {
        let formula = fields.required::<Formula>("formula");
        let values = fields.or_default::<BTreeMap<String, Points>>("values");
        let minimum = fields.or_default::<Points>("minimum");
        let maximum = fields.optional::<Points>("maximum");
        Some((formula?, values?, minimum?, maximum?))
    })?;
    let found = formula
        .evaluate(|id| values.get(id).copied().map(Exact::from))
        .map_err(|fault| LmsError::new(fault.code(), fault.to_string()))?;
    write(&Answer {
        bounded: maximum.map(|maximum| found.bounded(&Exact::from(minimum), &Exact::from(maximum))),
        value: found.value,
        roundings: found.roundings,
        references: formula.references().to_vec(),
    })
}

#[derive(Serialize)]
struct CycleAnswer<'a> {
    cycle: Vec<&'a ActivityId>,
}

/// `formulaCycle {formulas}`: the shortest circle in which items are computed from one another; empty when there is none.
pub(super) fn cycle(ask: &Ask<'_>) -> Result<String, LmsError> {
    let formulas = read(ask, &["formulas"], |fields| {
        fields.required::<BTreeMap<ActivityId, Formula>>("formulas")
    })?;
    if formulas.len() > MAX_FORMULAS {
        let message = format!("a question carries at most {MAX_FORMULAS} formulas");
        return Err(LmsError::new("formulas_too_many", message));
    }
    let ids: Vec<&ActivityId> = formulas.keys().collect();
    let edges: Vec<Vec<usize>> = formulas
        .values()
        .map(|formula| {
            let place = |id: &String| ids.binary_search_by(|known| known.as_str().cmp(id)).ok();
            formula.references().iter().filter_map(place).collect()
        })
        .collect();
    let cycle = shortest_cycle(&edges).unwrap_or_default();
    write(&CycleAnswer {
        cycle: cycle
            .into_iter()
            .filter_map(|node| ids.get(node).copied())
            .collect(),
    })
}
