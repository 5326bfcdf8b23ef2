use super::answer::{
    Assumption, DatedStep, DayPlan, PlanAnswer, PlannedStep, PlannedTerm, Proof, TermPlan,
};
use super::chain::chain;
use super::check::{Checked, mentions};
use super::dated::Dated;
use super::day::{DayLayout, Days};
use super::laid::Laid;
use super::obstacle::{obstacles, obstacles_by_days};
use super::problem::{Problem, credits};
use super::select::Selected;
use super::set::Set;
use super::slack::{latest, soonest};
use super::term::Terms;
use super::work::Work;
use crate::StepId;
use crate::path::Path;
use crate::path::compile::Need;

/// Answers with a plan by terms.
pub(super) fn terms(
    path: &Path,
    checked: &Checked,
    terms: &Terms<'_>,
    found: Selected<Vec<Set>>,
) -> PlanAnswer {
    let limit = terms.grid.rooms.len().saturating_add(1);
    match found.best {
        Some((length, layout)) => PlanAnswer::Terms(term_plan(
            path,
            checked,
            terms,
            length,
            &layout,
            found.proven,
        )),
        None if found.proven >= limit => PlanAnswer::Impossible {
            obstacles: obstacles(path, &checked.problem, terms, found.least),
        },
        None => PlanAnswer::NotFound {
            at_least: count(found.proven.saturating_sub(terms.from)),
        },
    }
}

pub(super) fn term_plan(
    path: &Path,
    checked: &Checked,
    terms: &Terms<'_>,
    length: usize,
    layout: &[Set],
    proven: usize,
) -> TermPlan {
    let problem = terms.problem;
    let taken = layout
        .iter()
        .fold(Set::default(), |all, set| all.union(*set));
    let remaining = taken.union(problem.instant.without(problem.done));
    // Laid out without limits the same steps are reached no later.
    let free = soonest(terms, taken, length, None).unwrap_or_else(|| layout.to_vec());
    let chain = chain(problem, taken, &Laid::new(terms, &free));
    let latest = latest(terms, layout, length);
    let planned = |term: usize, step: u32| {
        Some(PlannedStep {
            step: path.name(step)?.clone(),
            latest: checked.name(latest.get(step as usize).copied().unwrap_or(term)),
        })
    };
    TermPlan {
        terms: (terms.from..)
            .zip(layout)
            .map(|(term, set)| PlannedTerm {
                name: checked.name(term),
                credits: credits(problem, *set),
                steps: set.iter().filter_map(|step| planned(term, step)).collect(),
            })
            .collect(),
        proof: proof(length, proven, terms.from),
        credits: credits(problem, taken),
        critical_terms: count(free.len()),
        critical_path: names(path, &chain),
        assumptions: assumptions(path, problem, remaining),
    }
}

/// Answers with a plan by days.
pub(super) fn days(
    path: &Path,
    checked: &Checked,
    days: &mut Days<'_>,
    found: Selected<DayLayout>,
) -> PlanAnswer {
    match found.best {
        Some((length, layout)) => {
            PlanAnswer::Days(day_plan(path, checked, days, length, &layout, found.proven))
        }
        None if found.proven > days.work.days() => PlanAnswer::Impossible {
            obstacles: obstacles_by_days(path, &checked.problem, days),
        },
        None => PlanAnswer::NotFound {
            at_least: count(found.proven),
        },
    }
}

pub(super) fn day_plan(
    path: &Path,
    checked: &Checked,
    days: &Days<'_>,
    length: usize,
    layout: &DayLayout,
    proven: usize,
) -> DayPlan {
    let work = days.work;
    let taken: Set = (0_u32..)
        .zip(layout)
        .filter(|(_, at)| at.is_some())
        .map(|(step, _)| step)
        .collect();
    let chain = {
        let at = days.unlimited(taken);
        chain(&checked.problem, taken, &Dated { days, at: &at })
    };
    DayPlan {
        finish: length.checked_sub(1).and_then(|last| work.day(last)),
        steps: dated(path, work, layout),
        working_days: count(length),
        proof: proof(length, proven, 0),
        critical_path: names(path, &chain),
        assumptions: assumptions(path, &checked.problem, taken),
    }
}

/// The steps of a layout with their days, by their first day, then in author order.
pub(super) fn dated(path: &Path, work: &Work, layout: &DayLayout) -> Vec<DatedStep> {
    let mut steps: Vec<(usize, u32, DatedStep)> = (0_u32..)
        .zip(layout)
        .filter_map(|(step, at)| {
            let (begin, end) = (*at)?;
            // A milestone is reached on the day on which the last thing before it ends.
            let last = end.saturating_sub(1);
            let dated = DatedStep {
                step: path.name(step)?.clone(),
                first: work.day(begin.min(last))?,
                last: work.day(last)?,
            };
            Some((begin, step, dated))
        })
        .collect();
    steps.sort_by_key(|(begin, step, _)| (*begin, *step));
    steps.into_iter().map(|(_, _, dated)| dated).collect()
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn proof(length: usize, proven: usize, from: usize) -> Proof {
    if proven >= length {
        Proof::Shortest
    } else {
        Proof::BestFound {
            at_least: count(proven.saturating_sub(from)),
        }
    }
}

fn names(path: &Path, steps: &[u32]) -> Vec<StepId> {
    steps
        .iter()
        .filter_map(|step| path.name(*step))
        .cloned()
        .collect()
}

fn assumptions(path: &Path, problem: &Problem, planned: Set) -> Vec<Assumption> {
    let mut found = Vec::new();
    for node in planned.iter() {
        let Some((own, name)) = path.steps.get(node as usize).zip(path.name(node)) else {
            continue;
        };
        let has = |kind: &dyn Fn(&Need) -> bool| own.needs.iter().any(|need| mentions(need, kind));
        let step = name.clone();
        if has(&|need| matches!(need, Need::Level(..))) {
            found.push(Assumption::Level { step: step.clone() });
        }
        if has(&|need| matches!(need, Need::Score(on, _) if planned.contains(*on))) {
            found.push(Assumption::Score { step: step.clone() });
        }
        let mut asked = Set::default();
        if let Some(needs) = problem.needs.get(node as usize) {
            needs.steps(&mut asked);
        }
        let asked = asked.common(planned);
        if has(&|need| matches!(need, Need::Share(on, _) if asked.contains(*on))) {
            found.push(Assumption::Share { step: step.clone() });
        }
        let definition = path.definition().steps.get(node as usize);
        if let Some(rule) = definition.and_then(|step| step.rule.clone())
            && !problem.ruled.contains(node)
        {
            found.push(Assumption::Rule { step, rule });
        }
    }
    found
}
