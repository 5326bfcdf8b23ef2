use super::circuit::{Circuit, Flow};
use super::{Need, Path, Rule, group};
use crate::number::Points;
use crate::path::progress::{Earning, could_share};
use crate::path::words::amount;
use crate::problem::Problems;

/// Finds groups and steps that nobody can ever finish, whatever they do.
pub(super) fn check(path: &Path, problems: &mut Problems) {
    let circuit = Circuit::new(path);
    let (mut flow, mut queue) = Flow::start(path, &circuit);
    let mut have = vec![false; path.nodes()];
    while let Some(node) = queue.pop() {
        if let Some(slot) = have.get_mut(node as usize) {
            *slot = true;
        }
        flow.put(node, &mut queue);
    }
    let has = |node: u32| have.get(node as usize).copied().unwrap_or(false);
    let earned = |nodes: &mut dyn Iterator<Item = u32>| {
        nodes
            .filter(|node| has(*node))
            .filter_map(|node| path.definition.steps.get(node as usize))
            .fold((0_i64, 0_i64), |(credits, points), step| {
                let credits = credits.saturating_add(step.credits.micros());
                (credits, points.saturating_add(step.points.micros()))
            })
    };
    let most = earned(&mut (0_u32..).take(path.steps.len())).0;
    problems.at("steps", |problems| {
        for (node, step) in (0_u32..).zip(&path.steps).filter(|(node, _)| !has(*node)) {
            problems.item(node as usize, |problems| {
                let mut waits = None;
                let mut short = false;
                for need in &step.needs {
                    blame(need, &has, most, &mut waits, &mut short);
                }
                if short && waits.is_none() {
                    let message = "all other steps together do not earn the credits it requires";
                    problems.add("step_impossible", message);
                    return;
                }
                let other = waits.and_then(|node| path.waiting_name(node));
                let reason =
                    other.map(|name| format!(": it waits for `{name}`, which nobody can finish"));
                let message = format!("nobody can ever reach it{}", reason.unwrap_or_default());
                problems.add("step_unreachable", message);
            });
        }
    });
    for (index, held) in path.groups.iter().enumerate() {
        let node = path.group_node(index);
        if has(node) || path.definition.goal.is_none() {
            continue;
        }
        // Where a member is out of reach, that member says why.
        let complete = path.steps_in(node).iter().all(|step| has(*step));
        let (credits, points) = earned(&mut path.steps_in(node).into_iter());
        let reason = match &held.rule {
            Rule::Credits(wanted) => format!(
                "all its steps together earn {}",
                part(credits, *wanted, "credit")
            ),
            Rule::Points(wanted) => format!(
                "all its steps together are worth {}",
                part(points, *wanted, "point")
            ),
            _ => continue,
        };
        if complete {
            group::stand(problems, &held.place, &mut |problems| {
                problems.add(
                    "group_unsatisfiable",
                    format!("it can never be finished: {reason}"),
                );
            });
        }
    }
}

/// Finds what asks for more credits than there are once every course is counted in one step only.
pub(super) fn check_tied(path: &Path, problems: &mut Problems) {
    let mut tied = path.ties.all();
    if tied.next().is_none() {
        return;
    }
    let earning = Earning::most(path);
    let all = || (0_u32..).take(path.steps.len());
    let most = earning.sum(&path.ties, &mut all());
    let each = "where each course counts once";
    problems.at("steps", |problems| {
        for (index, step) in path.steps.iter().enumerate() {
            let short =
                |need: &Need| matches!(need, Need::Credits(amount) if amount.micros() > most);
            if step.needs.iter().any(short) {
                let message = format!("all steps together earn {}, {each}", whole(most, "credit"));
                problems.item(index, |problems| problems.add("step_impossible", message));
            }
        }
    });
    for held in &path.groups {
        let Rule::Credits(amount) = &held.rule else {
            continue;
        };
        let most = earning.sum(&path.ties, &mut held.pool.iter().copied());
        if most < amount.micros() {
            group::stand(problems, &held.place, &mut |problems| {
                let message = format!(
                    "it can never be finished: all its steps together earn {}, {each}",
                    part(most, *amount, "credit")
                );
                problems.add("group_unsatisfiable", message);
            });
        }
    }
    let residency = path.definition.residency.as_ref();
    if residency.is_some_and(|residency| residency.credits.micros() > most) {
        let message = format!("the steps earn {} together, {each}", whole(most, "credit"));
        problems.at("residency", |problems| {
            problems.at("credits", |problems| {
                problems.add("residency_unsatisfiable", message)
            });
        });
    }
}

/// Finds goals that cannot be reached although every group by itself can be: the groups may not share the steps that it
/// would take. Only what is proven is reported.
pub(super) fn check_sharing(path: &Path, problems: &mut Problems) {
    if path.definition.double_counting.is_empty() {
        return;
    }
    if !could_share(path) {
        problems.at("doubleCounting", |problems| {
            let message = "even with every step finished, the groups cannot all be: they may not share enough steps";
            problems.add("goal_unsatisfiable", message);
        });
    }
}

/// What a need that cannot hold waits for: the first node out of reach, or credits that nobody can earn.
fn blame(
    need: &Need,
    has: &dyn Fn(u32) -> bool,
    most: i64,
    waits: &mut Option<u32>,
    short: &mut bool,
) {
    match need {
        Need::Done(node)
        | Need::DoneOrTaking(node)
        | Need::Together(node)
        | Need::Score(node, _)
        | Need::Share(node, _)
        | Need::Delay(node, _)
        | Need::Gate(node) => {
            if waits.is_none() && !has(*node) {
                *waits = Some(*node);
            }
        }
        Need::Credits(amount) => *short |= amount.micros() > most,
        Need::Of(_, of) => {
            for need in of {
                blame(need, has, most, waits, short);
            }
        }
        Need::Level(..) | Need::Deadline(_) => {}
    }
}

fn whole(micros: i64, what: &str) -> String {
    Points::from_micros(micros)
        .map_or_else(|_| format!("too many {what}s"), |sum| amount(sum, what))
}

fn part(micros: i64, wanted: Points, what: &str) -> String {
    let have = Points::from_micros(micros).unwrap_or_default();
    format!("{have} of {}", amount(wanted, what))
}
