use super::{Need, Path, Rule};
use crate::problem::Problems;
use crate::time::Period;

/// Finds steps whose deadline is over before their delays and the durations before them can be.
///
/// A month is taken as 28 days where time must pass and as 31 where there is time, so that nothing is refused that some
/// year allows.
pub(super) fn check(path: &Path, problems: &mut Problems) {
    if !path.steps.iter().any(|step| step.deadline().is_some()) {
        return;
    }
    let mut finish = vec![0_u64; path.nodes()];
    for node in &path.order {
        let at = |node: &u32| finish.get(*node as usize).copied().unwrap_or(0);
        let earliest = match (
            path.steps.get(*node as usize),
            path.group(*node),
            path.gate(*node),
        ) {
            (Some(step), _, _) => {
                let needs = step.needs.iter().map(|need| soonest(need, &at));
                let duration = path
                    .definition
                    .steps
                    .get(*node as usize)
                    .and_then(|step| step.duration);
                needs
                    .max()
                    .unwrap_or(0)
                    .saturating_add(duration.map_or(0, least))
            }
            (_, Some(group), _) => match &group.rule {
                Rule::All => group.asked().map(|member| at(&member)).max().unwrap_or(0),
                Rule::AtLeast(count) => nth(group.members.iter().map(at).collect(), *count),
                // Which steps make up an amount or a branch is open: nothing is certain but the soonest of them.
                _ => nth(group.members.iter().map(at).collect(), 1),
            },
            (_, _, Some(gate)) => {
                at(&gate.member).max(gate.previous.map_or(0, |previous| at(&previous)))
            }
            _ => 0,
        };
        if let Some(slot) = finish.get_mut(*node as usize) {
            *slot = earliest;
        }
    }
    problems.at("steps", |problems| {
        for (index, (step, finish)) in path.steps.iter().zip(&finish).enumerate() {
            if step.deadline().is_some_and(|within| most(within) < *finish) {
                let message = "what comes before it takes longer than its deadline allows";
                problems.item(index, |problems| problems.add("step_impossible", message));
            }
        }
    });
}

/// How many days must have passed until a need can hold. As deep as requirements stand in requirements.
fn soonest(need: &Need, at: &dyn Fn(&u32) -> u64) -> u64 {
    match need {
        Need::Done(node) | Need::Score(node, _) | Need::Gate(node) => at(node),
        Need::Delay(node, period) => at(node).saturating_add(least(*period)),
        Need::Of(count, of) => nth(of.iter().map(|need| soonest(need, at)).collect(), *count),
        _ => 0,
    }
}

fn nth(mut days: Vec<u64>, count: usize) -> u64 {
    days.sort_unstable();
    count
        .checked_sub(1)
        .and_then(|last| days.get(last))
        .copied()
        .unwrap_or(0)
}

fn least(period: Period) -> u64 {
    u64::from(period.months())
        .saturating_mul(28)
        .saturating_add(u64::from(period.days()))
}

fn most(period: Period) -> u64 {
    u64::from(period.months())
        .saturating_mul(31)
        .saturating_add(u64::from(period.days()))
}
