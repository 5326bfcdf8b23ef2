use serde::{Deserialize, Serialize};

use super::PlanRequest;
use super::check::Checked;
use super::day::{DayLayout, Days};
use super::obstacle::obstacles_by_days;
use super::report;
use super::select::Selection;
use super::set::Set;
use super::what_if::FailureAnswer;
use super::work::Work;
use crate::StepId;
use crate::path::Path;
use crate::time::Date;

/// A step that begins on another day than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DayShift {
    /// The step.
    pub step: StepId,
    /// Its first day before; missing: the step is new in the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Its first day now; missing: the step is no longer in the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
}

impl Path {
    /// A failure shows on the last day of the step. What had begun by then goes on as it was, the rest is planned anew from
    /// the next working day on.
    pub(super) fn fail_by_days(
        &self,
        mut checked: Checked,
        work: &Work,
        request: &PlanRequest,
        failed: u32,
    ) -> FailureAnswer {
        let limit = work.days().saturating_add(1);
        let mut days = Days::new(&checked.problem, work, request);
        let found = Selection::search(&checked.problem, &mut days, limit);
        let Some((length, before)) = found.best else {
            let answer = report::days(self, &checked, &mut days, found);
            return FailureAnswer::NoPlan { answer };
        };
        let Some((_, end)) = before.get(failed as usize).copied().flatten() else {
            return FailureAnswer::NotPlanned;
        };
        let failed_on = end.checked_sub(1).and_then(|last| work.day(last));
        let mut kept: DayLayout = vec![None; before.len()];
        let mut running: DayLayout = vec![None; before.len()];
        let mut passed = Set::default();
        for (step, at) in (0_u32..).zip(&before) {
            let Some((begin, until)) = at.filter(|(begin, _)| *begin < end && step != failed)
            else {
                continue;
            };
            let list = if until <= end {
                passed.insert(step);
                if let Some(slot) = checked.problem.since.get_mut(step as usize) {
                    *slot = until.checked_sub(1).and_then(|last| work.day(last));
                }
                &mut kept
            } else {
                &mut running
            };
            if let Some(slot) = list.get_mut(step as usize) {
                *slot = Some((begin, until));
            }
        }
        let problem = &mut checked.problem;
        problem.done = problem.settle(problem.done.union(passed));
        problem.date_milestones();
        problem.taking = (0_u32..)
            .zip(&running)
            .filter(|(_, at)| at.is_some())
            .map(|(step, _)| step)
            .collect();
        let mut days = Days::new(&checked.problem, work, request);
        days.from = end;
        days.running = running;
        let found = Selection::search(&checked.problem, &mut days, limit);
        let Some((new_length, mut after)) = found.best else {
            return FailureAnswer::Fatal {
                failed_in: failed_on.map(|day| day.to_string()).unwrap_or_default(),
                obstacles: obstacles_by_days(self, &checked.problem, &mut days),
            };
        };
        let plan = report::day_plan(self, &checked, &days, new_length, &after, found.proven);
        // What was finished before the failure stands in the plan as it was.
        for (slot, kept) in after.iter_mut().zip(kept) {
            *slot = slot.or(kept);
        }
        let first = |layout: &DayLayout, step: u32| {
            let (begin, until) = layout.get(step as usize).copied().flatten()?;
            work.day(begin.min(until.saturating_sub(1)))
        };
        let steps = (0_u32..).zip(&self.steps).map(|(step, _)| step);
        let shifts = steps.filter_map(|step| {
            let (from, to) = (first(&before, step), first(&after, step));
            let name = self.name(step).filter(|_| from != to)?;
            Some(DayShift {
                step: name.clone(),
                from,
                to,
            })
        });
        FailureAnswer::ReplannedByDays {
            failed_on,
            shifts: shifts.collect(),
            finish_before: length.checked_sub(1).and_then(|last| work.day(last)),
            finish_after: new_length.checked_sub(1).and_then(|last| work.day(last)),
            days_later: u32::try_from(new_length.saturating_sub(length)).unwrap_or(u32::MAX),
            plan: super::DayPlan {
                steps: report::dated(self, work, &after),
                ..plan
            },
        }
    }
}
