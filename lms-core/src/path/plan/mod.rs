//! The way to the end: which steps to take when, in the shortest time that the limits allow, with a proof.
//!
//! | file | what it holds |
//! |---|---|
//! | `request`, `calendar` | what time there is and how much fits in |
//! | `problem`, `condition`, `portion`, `set` | a path and a learner as sets of steps and conditions over them |
//! | `start`, `past` | where a learner stands, and what is worth taking again |
//! | `select` | which steps: choices in groups and between alternatives, and what opens others earlier |
//! | `window`, `term`, `laid` | in which terms |
//! | `work`, `day`, `dated` | on which days |
//! | `moment` | when a condition begins to hold in a layout |
//! | `slack`, `chain` | how long a step could wait; what the length of a plan comes from |
//! | `check` | what is wrong with a request |
//! | `what_if`, `what_if_days` | what shifts when a step is failed |

mod answer;
mod calendar;
mod chain;
mod check;
mod condition;
mod dated;
mod day;
mod laid;
mod moment;
mod obstacle;
mod past;
mod portion;
mod problem;
mod report;
mod request;
mod select;
mod set;
mod slack;
mod start;
mod term;
mod what_if;
mod what_if_days;
mod window;
mod work;

pub use answer::{
    Assumption, DatedStep, DayPlan, Obstacle, PlanAnswer, PlannedStep, PlannedTerm, Proof, TermPlan,
};
pub use calendar::{Blackout, MAX_FREE_DAYS, WorkingCalendar};
pub use problem::MAX_PLANNED_GROUPS;
pub use request::{MAX_SEARCH_NODES, MAX_TERMS, Offered, PlanRequest, PlanTime, Term};
pub use set::MAX_PLANNED_STEPS;
pub use what_if::{FailureAnswer, Shift};
pub use what_if_days::DayShift;
pub use work::MAX_PLANNED_DAYS;

use super::compile::Path;
use crate::problem::DefinitionErrors;
use select::Selection;
pub(crate) use start::Start;

impl Path {
    /// The shortest plan from here to the goal: which steps to take, electives chosen, and when.
    ///
    /// Of plans equally long, the one whose choices come first in author order. `done` of the request is counted as done;
    /// with a learner's record ask [`crate::path::Paths::plan`].
    ///
    /// Exact unless the search reaches its limit ([`PlanRequest::search_nodes`]); then the best plan found is given with
    /// the bound that is proven. Real curricula of 60 courses take some milliseconds.
    ///
    /// # Errors
    /// Everything that is wrong with the request, each with its code and JSON path.
    ///
    /// ```
    /// use lms_core::path::{Path, PlanAnswer, Proof};
    /// let path = Path::compile(serde_json::from_str(r#"{"id": "p", "steps": [
    ///     {"id": "a", "item": {"type": "course", "course": "A"}, "credits": "6"},
    ///     {"id": "b", "item": {"type": "course", "course": "B"}, "credits": "6", "requires": [{"type": "before", "step": "a"}]},
    ///     {"id": "c", "item": {"type": "course", "course": "C"}, "credits": "6"}
    /// ]}"#).unwrap()).unwrap();
    /// let request = r#"{"time": {"type": "seasons", "seasons": ["autumn", "spring"], "terms": 6}, "maxCredits": "12"}"#;
    /// let PlanAnswer::Terms(plan) = path.plan(&serde_json::from_str(request).unwrap()).unwrap() else { panic!() };
    /// assert_eq!(plan.proof, Proof::Shortest);
    /// let terms: Vec<Vec<&str>> = plan.terms.iter().map(|term| term.steps.iter().map(|step| step.step.as_str()).collect()).collect();
    /// assert_eq!(terms, [vec!["a", "c"], vec!["b"]]);
    /// ```
    pub fn plan(&self, request: &PlanRequest) -> Result<PlanAnswer, DefinitionErrors> {
        self.plan_start(request, &Start::default())
    }

    pub(crate) fn plan_start(
        &self,
        request: &PlanRequest,
        start: &Start,
    ) -> Result<PlanAnswer, DefinitionErrors> {
        let checked = check::check(self, request, start)?;
        Ok(match &checked.time {
            check::Time::Terms { .. } => {
                let (mut terms, problem) = (checked.terms(), &checked.problem);
                let limit = terms.grid.rooms.len().saturating_add(1);
                let found = Selection::search(problem, &mut terms, limit);
                report::terms(self, &checked, &terms, found)
            }
            check::Time::Days(work) => {
                let mut days = day::Days::new(&checked.problem, work, request);
                let limit = work.days().saturating_add(1);
                let found = Selection::search(&checked.problem, &mut days, limit);
                report::days(self, &checked, &mut days, found)
            }
        })
    }
}

#[cfg(test)]
mod tests;
