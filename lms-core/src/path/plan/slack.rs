use super::condition::Condition;
use super::problem::Problem;
use super::set::Set;
use super::term::Terms;
use super::window::windows;

/// The layout in which each of some steps is taken as soon as it opens and is offered, however much comes together, with
/// one unit of them held back until a term; `None` where they, or the goal, are not reached within so many terms.
///
/// What opens once stays open, so that nothing is ever reached sooner in another layout.
pub(super) fn soonest(
    terms: &Terms<'_>,
    taken: Set,
    until: usize,
    held: Option<(Set, usize)>,
) -> Option<Vec<Set>> {
    let problem = terms.problem;
    let units = problem.units(taken);
    let mut layout: Vec<Set> = Vec::new();
    for term in terms.from..=until {
        let done = terms.settled(&layout, term);
        if taken.is_within(&done) && problem.facts(done).holds(&problem.goal) {
            return Some(layout);
        }
        let waits = |unit: Set| {
            held.is_some_and(|(steps, until)| term < until && !unit.common(steps).is_empty())
        };
        let offered = |unit: Set| {
            let mut steps = unit.iter();
            steps.all(|step| terms.grid.offered(step) >> (term & 63) & 1 == 1)
        };
        let could = |unit: Set| !unit.is_within(&done) && !waits(unit) && offered(unit);
        let mut now = Set::default();
        let mut left: Vec<Set> = units.iter().copied().filter(|unit| could(*unit)).collect();
        loop {
            let count = left.len();
            left.retain(|unit| {
                let opens = terms.opens(&layout, *unit, done, term, now);
                if opens {
                    now = now.union(*unit);
                }
                !opens
            });
            if left.len() == count {
                break;
            }
        }
        layout.push(now);
    }
    None
}

/// The last term in which each step could be taken within so many terms, however much comes together: that of the plan
/// itself for those that cannot wait.
///
/// At most one layout for each step and term. Where every wait is for steps that are needed in any case, the windows say
/// it without one.
pub(super) fn latest(terms: &Terms<'_>, layout: &[Set], length: usize) -> Vec<usize> {
    let problem = terms.problem;
    let taken = layout
        .iter()
        .fold(Set::default(), |all, set| all.union(*set));
    let mut latest = vec![terms.from; problem.steps()];
    let bounds = windows(problem, &terms.grid, taken, terms.from, length);
    let is_plain = problem.dated.is_within(&problem.done)
        && taken.iter().all(|step| {
            let needs = problem.needs.get(step as usize);
            needs.is_some_and(|needs| is_plain(problem, needs))
        });
    for unit in problem.units(taken) {
        let planned = layout.iter().position(|set| unit.is_within(set));
        let planned = terms.from.saturating_add(planned.unwrap_or(0));
        let last = bounds.as_ref().and_then(|windows| {
            let lasts = unit.iter().map(|step| windows.last(step));
            lasts.min()
        });
        let later = planned.saturating_add(1)..=last.unwrap_or(planned);
        let could = |term: &usize| {
            let mut steps = unit.iter();
            steps.all(|step| terms.grid.offered(step) >> (term & 63) & 1 == 1)
                && (is_plain || soonest(terms, taken, length, Some((unit, *term))).is_some())
        };
        let found = later.rev().find(could).unwrap_or(planned);
        for step in unit.iter() {
            if let Some(slot) = latest.get_mut(step as usize) {
                *slot = found;
            }
        }
    }
    latest
}

impl Problem {
    /// What is taken together, each once, in the path's order.
    pub(super) fn units(&self, taken: Set) -> Vec<Set> {
        let mut left = taken;
        let steps = self.order.iter().copied();
        steps
            .filter_map(|step| {
                let bundle = self.bundle.get(step as usize).copied();
                let unit = bundle.unwrap_or_default().common(left);
                left = left.without(unit);
                unit.contains(step).then_some(unit)
            })
            .collect()
    }
}

/// Whether all that a condition waits for are steps, each of which is needed in any case.
fn is_plain(problem: &Problem, condition: &Condition) -> bool {
    match condition {
        Condition::Done(step) | Condition::Taking(step) => !problem.instant.contains(*step),
        Condition::Held(_) | Condition::Of(0, _) => true,
        Condition::Of(count, list) => {
            *count >= list.len() && list.iter().all(|inner| is_plain(problem, inner))
        }
        _ => false,
    }
}
