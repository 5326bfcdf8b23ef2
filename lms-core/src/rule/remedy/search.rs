//! The exact search: the cheapest steps that meet a goal, by implicit hitting sets.
//!
//! A *landmark* is a set of steps of which every plan takes one. The cheapest choice that hits all landmarks known so far
//! can cost no more than the cheapest plan: it is the lower bound. If that choice is a plan, it is the cheapest one;
//! if not, what it fails on yields new landmarks that it does not hit. On the way every failed choice is completed to a
//! plan, which is the upper bound. (Haslum, Slaney and Thiebaux, *Minimal Landmarks for Optimal Delete-Free Planning*,
//! ICAPS 2012; here with clashing steps and weighted sums.)

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::effort::Effort;
use super::goal::{Goal, Goals, StepIx, index, place};
use super::hitting::{Choice, Landmarks};
use super::reached::Reached;

/// What the search found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A plan; `bound` is what every plan costs at least. It is the cheapest one when both are equal.
    Plan {
        steps: Vec<StepIx>,
        cost: u64,
        bound: u64,
    },
    /// Nothing that costs less than the limit given: proven.
    None,
    /// The effort allowed was spent before a plan was found. None costs less than the bound.
    Spent { bound: u64 },
}

/// The cheapest plan for a goal that costs less than `below`. Takes from `effort` what it spends, and stops when it is
/// used up.
pub(super) fn cheapest(goals: &Goals, root: Goal, below: u64, effort: &mut Effort) -> Found {
    // Looking for what is forced, and putting the steps in order.
    effort.look_at(goals.size().saturating_mul(4));
    let mut base = Reached::new(goals);
    let forced = if base.is_met(root) {
        Vec::new()
    } else {
        goals.forced(root)
    };
    if forced.iter().any(|step| clashes(goals, *step, &forced)) {
        return Found::None;
    }
    for step in &forced {
        base.take(*step);
    }
    let sunk = goals.total(&forced);
    let Some(below) = below.checked_sub(sunk).filter(|below| *below > 0) else {
        return Found::None;
    };
    if base.is_met(root) {
        return Found::Plan {
            steps: forced,
            cost: sunk,
            bound: sunk,
        };
    }
    base.seal();
    match beyond(goals, root, base, &forced, below, effort) {
        Found::Plan { steps, cost, bound } => Found::Plan {
            steps: forced.iter().copied().chain(steps).collect(),
            cost: cost.saturating_add(sunk),
            bound: bound.saturating_add(sunk),
        },
        Found::None => Found::None,
        Found::Spent { bound } => Found::Spent {
            bound: bound.saturating_add(sunk),
        },
    }
}

/// Whether a step clashes with one that is taken.
fn clashes(goals: &Goals, step: StepIx, taken: &[StepIx]) -> bool {
    goals
        .clashes(step)
        .iter()
        .any(|other| taken.contains(other))
}

/// The cheapest steps beyond those that every plan takes.
fn beyond(
    goals: &Goals,
    root: Goal,
    base: Reached<'_>,
    forced: &[StepIx],
    below: u64,
    effort: &mut Effort,
) -> Found {
    let mut search = Search {
        goals,
        root,
        base,
        order: order(goals, forced),
        landmarks: Landmarks::default(),
        plan: None,
    };
    let mut bound = search.ascend(effort);
    loop {
        let limit = search.plan.as_ref().map_or(below, |plan| plan.0.min(below));
        let choice = match search.landmarks.cheapest(goals, limit, effort) {
            Choice::Cheapest(choice) => choice,
            Choice::None => {
                return match search.plan {
                    Some((cost, steps)) if cost < below => Found::Plan {
                        steps,
                        cost,
                        bound: cost,
                    },
                    _ => Found::None,
                };
            }
            Choice::Spent => {
                return match search.plan {
                    Some((cost, steps)) if cost < below => Found::Plan { steps, cost, bound },
                    _ => Found::Spent { bound },
                };
            }
        };
        bound = goals.total(&choice).max(bound);
        match search.complete(choice, effort) {
            Completed::AsChosen(steps) => {
                let cost = goals.total(&steps);
                return Found::Plan {
                    steps,
                    cost,
                    bound: cost,
                };
            }
            Completed::Learned => {}
            Completed::Never => return Found::None,
        }
    }
}

struct Search<'a> {
    goals: &'a Goals,
    root: Goal,
    base: Reached<'a>,
    order: Vec<StepIx>,
    landmarks: Landmarks,
    plan: Option<(u64, Vec<StepIx>)>,
}

enum Completed {
    /// The choice is a plan as it stands (with steps that cost nothing).
    AsChosen(Vec<StepIx>),
    /// It is not; new landmarks were learned.
    Learned,
    /// Not even all steps together meet the goal.
    Never,
}

/// Cheap steps first, and of equally dear ones those that were met last, the farthest from the goal. A landmark is what
/// remains when all that can be is granted: so it holds the few that are dear and near.
fn order(goals: &Goals, forced: &[StepIx]) -> Vec<StepIx> {
    let settled: BTreeSet<StepIx> = forced
        .iter()
        .flat_map(|step| goals.clashes(*step).iter().chain([step]))
        .copied()
        .collect();
    let mut order: Vec<StepIx> = (0..index(goals.step_count()))
        .filter(|step| !settled.contains(step))
        .collect();
    order.sort_by_key(|step| (goals.cost(*step), Reverse(*step)));
    order
}

impl Search<'_> {
    /// A bound under the cost of every plan, with the landmarks that prove it: each landmark is paid for out of what its
    /// steps have not yet paid for others (dual ascent), and steps that are paid off are granted. Stops with what it has
    /// when a quarter of the effort is spent.
    fn ascend(&mut self, effort: &mut Effort) -> u64 {
        let mut unpaid: Vec<u64> = (0..index(self.goals.step_count()))
            .map(|step| self.goals.cost(step))
            .collect();
        let mut reached = self.base.clone();
        reached.effort = 0;
        let mut taken = Vec::new();
        let mut bound = 0_u64;
        while !reached.is_met(self.root) && reached.effort < effort.left() / 4 {
            let landmark = self.landmark(&mut reached, &taken);
            let left = |step: &StepIx| unpaid.get(place(*step)).copied().unwrap_or(0);
            let Some(least) = landmark.iter().map(left).min() else {
                break;
            };
            bound = bound.saturating_add(least);
            for step in &landmark {
                if let Some(left) = unpaid.get_mut(place(*step)) {
                    *left = left.saturating_sub(least);
                    if *left == 0 {
                        taken.push(*step);
                        reached.take(*step);
                    }
                }
            }
            self.landmarks.add(landmark, self.goals);
        }
        effort.spend(reached.effort);
        bound
    }

    /// Learns landmarks that the choice does not hit, adding the cheapest step of each, until it is a plan.
    fn complete(&mut self, choice: Vec<StepIx>, effort: &mut Effort) -> Completed {
        let mut taken = choice;
        let mut learned = false;
        let mut reached = self.base.clone();
        reached.effort = 0;
        effort.look_at(self.goals.len());
        let mut barred = vec![false; self.goals.step_count()];
        let bar = |barred: &mut Vec<bool>, step: StepIx, effort: &mut Effort| {
            effort.look_at(self.goals.clashes(step).len());
            for other in self.goals.clashes(step) {
                if let Some(barred) = barred.get_mut(place(*other)) {
                    *barred = true;
                }
            }
        };
        for step in &taken {
            reached.take(*step);
            bar(&mut barred, *step, effort);
        }
        while !reached.is_met(self.root) {
            let landmark = self.landmark(&mut reached, &taken);
            if landmark.is_empty() {
                return Completed::Never;
            }
            let fits = |step: &&StepIx| barred.get(place(**step)) != Some(&true);
            // The landmark comes cheap first, and of equally dear steps the nearest to the goal.
            let next = landmark.iter().find(fits).copied();
            self.landmarks.add(landmark, self.goals);
            let free = next.filter(|step| self.goals.cost(*step) == 0 && !learned);
            let Some(next) = next.filter(|_| reached.effort < effort.left()) else {
                effort.spend(reached.effort);
                return Completed::Learned;
            };
            // While only free steps were added, the choice still costs what the bound says.
            learned |= free.is_none();
            taken.push(next);
            reached.take(next);
            bar(&mut barred, next, effort);
        }
        effort.spend(reached.effort);
        let steps = self
            .goals
            .without_idle(&self.base, self.root, taken, effort);
        if !learned {
            return Completed::AsChosen(steps);
        }
        let cost = self.goals.total(&steps);
        if self.plan.as_ref().is_none_or(|(held, _)| cost < *held) {
            self.plan = Some((cost, steps));
        }
        Completed::Learned
    }

    /// A set of steps of which every plan takes one, none of it taken yet: what is left when everything that does not
    /// meet the goal is granted. No smaller part of it is a landmark.
    fn landmark(&self, reached: &mut Reached<'_>, taken: &[StepIx]) -> Vec<StepIx> {
        let start = {
            let mut held = vec![false; self.goals.step_count()];
            for step in taken {
                if let Some(held) = held.get_mut(place(*step)) {
                    *held = true;
                }
            }
            held
        };
        let mut landmark = Vec::new();
        let mut first = None;
        for step in &self.order {
            if start.get(place(*step)).copied().unwrap_or(true) {
                continue;
            }
            let mark = reached.take(*step);
            if reached.is_met(self.root) {
                reached.undo(mark);
                landmark.push(*step);
            } else if first.is_none() {
                first = Some(mark);
            }
        }
        if let Some(first) = first {
            reached.undo(first);
        }
        landmark.sort_by_key(|step| (self.goals.cost(*step), *step));
        landmark
    }
}
