use super::moment::{Clock, Ready, ready};
use super::problem::Problem;
use super::set::Set;

/// The chain of steps that is over last in a layout, each the one for which the next had to wait longest; author order
/// decides between equals.
pub(super) fn chain<C: Clock>(problem: &Problem, taken: Set, clock: &C) -> Vec<u32> {
    let ends = taken.iter().filter_map(|step| {
        let at = clock.done(step)?;
        Some((at, core::cmp::Reverse(step)))
    });
    let goal = ready(problem, &problem.goal, clock, Set::default());
    let goal = goal.filter(|goal| clock.is_later(goal.at));
    let mut next = match (ends.max(), goal) {
        // A milestone may take longer than everything that is taken.
        (Some((last, _)), Some(goal)) if goal.at > last => goal.by,
        (Some((_, step)), _) => Some(step.0),
        (None, goal) => goal.and_then(|goal| goal.by),
    };
    let mut chain = Vec::new();
    while let Some(step) = next.filter(|step| !chain.contains(step)) {
        chain.push(step);
        next = waited(problem, taken, step, clock);
    }
    chain.reverse();
    chain
}

/// What a step, or what is taken together with it, had to wait for longest.
fn waited<C: Clock>(problem: &Problem, taken: Set, step: u32, clock: &C) -> Option<u32> {
    let bundle = problem.bundle.get(step as usize).copied();
    let unit = bundle.unwrap_or_default().common(taken);
    let unit = unit.union(Set::from_iter([step]));
    let waits = unit.without(problem.taking).iter().filter_map(|step| {
        let needs = problem.needs.get(step as usize)?;
        let Ready { at, by } = ready(problem, needs, clock, unit)?;
        clock.is_later(at).then_some((at, core::cmp::Reverse(by?)))
    });
    waits.max().map(|(_, step)| step.0)
}
