use serde::{Deserialize, Serialize};

use super::answer::{DayPlan, Obstacle, PlanAnswer, PlannedTerm, TermPlan};
use super::check::{self, Checked, Time};
use super::obstacle::obstacles;
use super::problem::credits;
use super::select::Selection;
use super::set::Set;
use super::start::Start;
use super::what_if_days::DayShift;
use super::{PlanRequest, report};
use crate::StepId;
use crate::path::Path;
use crate::problem::{DefinitionErrors, Problems};
use crate::time::Date;

/// What happens when a step is failed the first time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum FailureAnswer {
    /// The rest was planned anew, from the term after the failure on.
    Replanned {
        /// The term in which the step is failed.
        failed_in: String,
        /// The plan as it becomes: up to the failure as it was, then the new terms.
        plan: TermPlan,
        /// What is taken in another term than before, in author order.
        shifts: Vec<Shift>,
        /// The last term before and after.
        end_before: String,
        /// The last term of the new plan.
        end_after: String,
        /// How many terms later the end is.
        terms_later: u32,
    },
    /// The same of a plan by days: the rest was planned anew from the working day after the failure on.
    ReplannedByDays {
        /// The last day of the step, on which the failure shows.
        failed_on: Option<Date>,
        /// The plan as it becomes: what had begun by then as it was, then the new days.
        plan: DayPlan,
        /// What begins on another day than before, in author order.
        shifts: Vec<DayShift>,
        /// The last day before.
        finish_before: Option<Date>,
        /// The last day of the new plan.
        finish_after: Option<Date>,
        /// How many working days later the end is.
        days_later: u32,
    },
    /// Without the failure there is a plan; with it there is none any more.
    Fatal {
        /// The term in which the step is failed, or the day.
        failed_in: String,
        /// What stands in the way.
        obstacles: Vec<Obstacle>,
    },
    /// The step is not in the plan, so that it cannot be failed.
    NotPlanned,
    /// There is no plan even without the failure.
    NoPlan {
        /// What came of planning.
        answer: PlanAnswer,
    },
}

/// A step that is taken in another term than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Shift {
    /// The step.
    pub step: StepId,
    /// The term before; missing: the step is new in the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The term now; missing: the step is no longer in the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

impl Path {
    /// What shifts when a step is failed the first time that it is taken: what else is taken in that term is passed, the
    /// rest is planned anew, and the step is taken again when it is offered, or left for another elective.
    ///
    /// Takes two plans' time.
    ///
    /// # Errors
    /// As [`Path::plan`]; also `reference_unknown` for a step that is not there.
    ///
    /// ```
    /// use lms_core::path::{FailureAnswer, Path};
    /// let path = Path::compile(serde_json::from_str(r#"{"id": "p", "steps": [
    ///     {"id": "a", "item": {"type": "course", "course": "A"}},
    ///     {"id": "b", "item": {"type": "course", "course": "B"}, "requires": [{"type": "before", "step": "a"}]}
    /// ]}"#).unwrap()).unwrap();
    /// let request = r#"{"time": {"type": "seasons", "seasons": ["autumn", "spring"], "terms": 6},
    ///     "offered": [{"step": "a", "seasons": ["autumn"]}]}"#;
    /// let answer = path.plan_failing(&serde_json::from_str(request).unwrap(), &"a".parse().unwrap()).unwrap();
    /// let FailureAnswer::Replanned { shifts, terms_later, .. } = answer else { panic!() };
    /// assert_eq!((shifts[0].to.as_deref(), terms_later), (Some("autumn 2"), 2));
    /// ```
    pub fn plan_failing(
        &self,
        request: &PlanRequest,
        step: &StepId,
    ) -> Result<FailureAnswer, DefinitionErrors> {
        self.fail(request, step, &Start::default())
    }

    pub(crate) fn fail(
        &self,
        request: &PlanRequest,
        step: &StepId,
        start: &Start,
    ) -> Result<FailureAnswer, DefinitionErrors> {
        let mut checked = check::check(self, request, start)?;
        let failed = self.failed(step)?;
        if let Time::Days(work) = &checked.time {
            let work = work.clone();
            return Ok(self.fail_by_days(checked, &work, request, failed));
        }
        let mut terms = checked.terms();
        let limit = terms.grid.rooms.len().saturating_add(1);
        let found = Selection::search(&checked.problem, &mut terms, limit);
        let Some((length, before)) = found.best else {
            let answer = report::terms(self, &checked, &terms, found);
            return Ok(FailureAnswer::NoPlan { answer });
        };
        let Some(term) = before.iter().position(|set| set.contains(failed)) else {
            return Ok(FailureAnswer::NotPlanned);
        };
        let kept = before.get(..=term).unwrap_or_default().to_vec();
        let passed = kept.iter().fold(Set::default(), |all, set| all.union(*set));
        let mut passed = passed;
        passed.remove(failed);
        let problem = &mut checked.problem;
        problem.done = problem.settle(problem.done.union(passed));
        problem.taking = Set::default();
        self.date(&mut checked, &kept, failed);
        let failed_in = checked.name(term);
        let mut terms = checked.terms();
        terms.from = term.saturating_add(1);
        let found = Selection::search(&checked.problem, &mut terms, limit);
        let Some((new_length, after)) = found.best else {
            return Ok(FailureAnswer::Fatal {
                failed_in,
                obstacles: obstacles(self, &checked.problem, &terms, found.least),
            });
        };
        let mut plan = report::term_plan(self, &checked, &terms, new_length, &after, found.proven);
        let all = kept.iter().chain(&after);
        let all = all.fold(Set::default(), |all, set| all.union(*set));
        plan.credits = credits(&checked.problem, all);
        let shifts = self.shifts(&checked, &kept, &before, &after);
        plan.terms.splice(0..0, self.kept(&checked, &kept));
        Ok(FailureAnswer::Replanned {
            failed_in,
            plan,
            shifts,
            end_before: checked.name(length.saturating_sub(1)),
            end_after: checked.name(new_length.saturating_sub(1)),
            terms_later: u32::try_from(new_length.saturating_sub(length)).unwrap_or(u32::MAX),
        })
    }

    fn failed(&self, step: &StepId) -> Result<u32, DefinitionErrors> {
        let mut problems = Problems::new();
        let node = self.node(step).filter(|node| self.group(*node).is_none());
        if node.is_none() {
            let message = format!("there is no step `{step}` in this path");
            problems.at("step", |problems| {
                problems.add("reference_unknown", message)
            });
        }
        problems.finish()?;
        node.ok_or_else(DefinitionErrors::default)
    }

    /// Notes when the steps that were passed were done, for delays after them.
    fn date(&self, checked: &mut Checked, kept: &[Set], failed: u32) {
        let days = checked.terms().days;
        for (set, days) in kept.iter().zip(days) {
            for step in set.iter().filter(|step| *step != failed) {
                if let Some(slot) = checked.problem.since.get_mut(step as usize) {
                    *slot = days.map(|(_, last)| last);
                }
            }
        }
        checked.problem.date_milestones();
    }

    fn kept(&self, checked: &Checked, kept: &[Set]) -> Vec<PlannedTerm> {
        let step = |term: usize, step: u32| {
            Some(super::PlannedStep {
                step: self.name(step)?.clone(),
                latest: checked.name(term),
            })
        };
        let term = |(term, set): (usize, &Set)| PlannedTerm {
            name: checked.name(term),
            credits: credits(&checked.problem, *set),
            steps: set.iter().filter_map(|own| step(term, own)).collect(),
        };
        kept.iter().enumerate().map(term).collect()
    }

    fn shifts(&self, checked: &Checked, kept: &[Set], before: &[Set], after: &[Set]) -> Vec<Shift> {
        let place = |sets: &[Set], first: usize, step: u32| {
            let place = sets.iter().position(|set| set.contains(step))?;
            Some(checked.name(first.saturating_add(place)))
        };
        (0_u32..)
            .zip(&self.steps)
            .filter_map(|(step, _)| {
                let from = place(before, 0, step);
                // A step passed before the failure stays where it was; the failed one is looked for in the new terms.
                let to = place(after, kept.len(), step).or_else(|| {
                    let passed = checked.problem.done.contains(step);
                    from.clone().filter(|_| passed)
                });
                (from != to)
                    .then(|| self.name(step).cloned())?
                    .map(|step| Shift { step, from, to })
            })
            .collect()
    }
}
