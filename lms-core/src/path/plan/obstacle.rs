use super::answer::Obstacle;
use super::condition::Condition;
use super::day::Days;
use super::problem::Problem;
use super::select::{Burden, Schedule};
use super::set::Set;
use super::term::Terms;
use crate::number::Points;
use crate::path::Path;
use crate::path::words::{amount, counted};

/// What stands in the way of any plan by terms.
///
/// `least` is what every selection of steps that meets the goal takes up.
pub(super) fn obstacles(
    path: &Path,
    problem: &Problem,
    terms: &Terms<'_>,
    least: Burden,
) -> Vec<Obstacle> {
    if let Some(residency) = residency(path, problem) {
        return vec![residency];
    }
    let (forced, is_reachable) = forced(problem);
    let mut found = steps(path, problem, forced, &|step| {
        let bits = terms.grid.offered(step);
        let rooms = terms.grid.rooms.iter().enumerate().skip(terms.from);
        let mut offered = rooms.filter(|(term, _)| bits >> (term & 63) & 1 == 1);
        if offered.next().is_none() {
            Some(("never_offered", "is not offered in any of the terms"))
        } else if terms.is_possible(step) {
            None
        } else {
            Some((
                "step_too_heavy",
                "does not fit into any term in which it is offered",
            ))
        }
    });
    if found.is_empty() && is_reachable {
        found.extend(over(terms, least));
    }
    if found.is_empty() {
        let mut terms = Terms {
            grid: terms.grid.clone(),
            days: Vec::new(),
            supposed: Vec::new(),
            ..*terms
        };
        let fits = terms.bound(forced, Burden::default()).is_some();
        found.push(whole(is_reachable, fits, "the terms"));
    }
    found
}

/// What stands in the way of any plan by days.
pub(super) fn obstacles_by_days(
    path: &Path,
    problem: &Problem,
    days: &mut Days<'_>,
) -> Vec<Obstacle> {
    if let Some(residency) = residency(path, problem) {
        return vec![residency];
    }
    let (forced, is_reachable) = forced(problem);
    let mut found = steps(path, problem, forced, &|step| {
        (!days.is_possible(step)).then_some(("step_too_heavy", "has more credits than the limit"))
    });
    if found.is_empty() {
        let fits = days.bound(forced, Burden::default()).is_some();
        found.push(whole(is_reachable, fits, "the days"));
    }
    found
}

/// More is needed than the limits of all terms leave room for.
fn over(terms: &Terms<'_>, least: Burden) -> Option<Obstacle> {
    let rooms = || terms.grid.rooms.iter().skip(terms.from);
    let credits = rooms().fold(0_i64, |sum, room| sum.saturating_add(room.credits));
    let steps = rooms().fold(0_i64, |sum, room| sum.saturating_add(room.steps.into()));
    let points = |micros: i64| Points::from_micros(micros).ok();
    let message = if least.credits > credits {
        let (needed, room) = points(least.credits).zip(points(credits))?;
        let needed = amount(needed, "credit");
        format!("the goal takes {needed} at least, and the terms have room for {room}")
    } else if least.steps > steps {
        let needed = counted(usize::try_from(least.steps).ok()?, "step");
        format!("the goal takes {needed} at least, and the terms have room for {steps}")
    } else {
        return None;
    };
    Some(Obstacle {
        step: None,
        code: "limits_too_low".into(),
        message,
    })
}

/// Too few credits could be earned with us, whatever is taken.
fn residency(path: &Path, problem: &Problem) -> Option<Obstacle> {
    let wanted = path.definition().residency.as_ref()?.credits;
    let steps = (0_u32..).zip(&problem.own);
    let most = steps
        .filter(|(step, _)| problem.done.contains(*step) || !problem.without.contains(*step))
        .fold(0_i64, |sum, (_, own)| sum.saturating_add(*own));
    (most < wanted.micros()).then(|| Obstacle {
        step: None,
        code: "residency_out_of_reach".into(),
        message: format!(
            "{} must be earned with us, and no more than {} could be",
            amount(wanted, "credit"),
            Points::from_micros(most).unwrap_or_default()
        ),
    })
}

fn whole(is_reachable: bool, fits: bool, time: &str) -> Obstacle {
    let (code, message) = if !is_reachable {
        (
            "requirement_out_of_reach",
            String::from("something that must be reached cannot be, whatever is planned"),
        )
    } else if fits {
        (
            "no_selection_fits",
            format!("no choice of steps meets the goal within {time} and their limits"),
        )
    } else {
        (
            "terms_too_few",
            format!("what must be taken in any case does not fit into {time}"),
        )
    };
    Obstacle {
        step: None,
        code: code.into(),
        message,
    }
}

fn steps(
    path: &Path,
    problem: &Problem,
    forced: Set,
    time: &dyn Fn(u32) -> Option<(&'static str, &'static str)>,
) -> Vec<Obstacle> {
    let open = forced.without(problem.done).without(problem.instant);
    open.iter()
        .filter_map(|step| {
            let (code, what) = if problem.without.contains(step) {
                ("step_left_out", "is to be left out, and the goal needs it")
            } else if problem.late.contains(step) {
                (
                    "deadline_passed",
                    "had to be finished by a day that is over",
                )
            } else if is_never(problem.needs.get(step as usize)?) {
                (
                    "requirement_out_of_reach",
                    "requires something that cannot be reached",
                )
            } else {
                time(step)?
            };
            let name = path.name(step)?;
            Some(Obstacle {
                step: Some(name.clone()),
                code: code.into(),
                message: format!("`{name}` {what}"),
            })
        })
        .collect()
}

fn is_never(condition: &Condition) -> bool {
    match condition {
        Condition::Never => true,
        Condition::Of(count, list) if *count >= list.len() => list.iter().any(is_never),
        Condition::Owned(_, inner) => is_never(inner),
        _ => false,
    }
}

/// The steps that every plan has, and whether nothing among what they need is out of reach.
fn forced(problem: &Problem) -> (Set, bool) {
    let mut found = problem.done.union(problem.taking);
    let mut is_reachable = true;
    let mut stack: Vec<&Condition> = vec![&problem.goal];
    stack.extend(
        problem
            .taking
            .iter()
            .filter_map(|step| problem.needs.get(step as usize)),
    );
    while let Some(condition) = stack.pop() {
        match condition {
            Condition::Done(step) | Condition::Taking(step) | Condition::Since(step, _) => {
                if found.insert(*step) {
                    stack.extend(problem.needs.get(*step as usize));
                }
            }
            Condition::Of(count, list) if *count >= list.len() => stack.extend(list),
            Condition::Owned(_, inner) => stack.push(inner),
            Condition::Never => is_reachable = false,
            Condition::Of(..)
            | Condition::Worth(_)
            | Condition::Share(_)
            | Condition::Held(_)
            | Condition::From(_) => {}
        }
    }
    (found, is_reachable)
}
