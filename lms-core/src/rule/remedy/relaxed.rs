//! A good plan at once: every goal by the children that are cheapest to meet, as if none of their steps were shared.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::effort::Effort;
use super::goal::{Goal, Goals, StepIx, index, place};
use super::reached::Reached;

/// What becomes available at a cost: a step, or a goal that is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Ready {
    Goal(Goal),
    Step(StepIx),
}

impl Goals {
    /// A plan for a goal, seldom the cheapest; `None` when the goal cannot be met, or by this plan only with steps that
    /// clash. Goals are met in the order of what their parts cost together (Dijkstra over the additive heuristic of Bonet
    /// and Geffner, *Planning as Heuristic Search*, 2001); the plan is what the goal rests on then. Takes `n log n` in the
    /// size of the graph, and for each step of the plan the size of what it leads to.
    pub(super) fn some_plan(&self, root: Goal, effort: &mut Effort) -> Option<Vec<StepIx>> {
        self.plan_at(root, effort, |step| Some(self.cost(step)))
    }

    /// A plan that costs less than one that is known, if one is found within the effort: each step in turn is done
    /// without, while those that stay cost nothing any more.
    pub(super) fn improved(
        &self,
        root: Goal,
        mut plan: Vec<StepIx>,
        effort: &mut Effort,
    ) -> Vec<StepIx> {
        let mut turn = 0;
        let mut vain = 0;
        while vain < plan.len() {
            turn = if turn < plan.len() { turn } else { 0 };
            let without = plan.get(turn).copied();
            // Nothing is saved by doing without what is free.
            if without.is_some_and(|step| self.cost(step) == 0) {
                (turn, vain) = (turn.saturating_add(1), vain.saturating_add(1));
                continue;
            }
            if effort.is_spent() {
                break;
            }
            let tried = self.plan_at(root, effort, |step| {
                let kept = plan.binary_search(&step).is_ok();
                (Some(step) != without).then(|| if kept { 0 } else { self.cost(step) })
            });
            match tried {
                Some(tried) if self.total(&tried) < self.total(&plan) => {
                    (plan, vain) = (tried, 0);
                }
                _ => (turn, vain) = (turn.saturating_add(1), vain.saturating_add(1)),
            }
        }
        plan
    }

    /// A plan at these costs; a step without one is not to be taken.
    fn plan_at(
        &self,
        root: Goal,
        effort: &mut Effort,
        cost: impl Fn(StepIx) -> Option<u64>,
    ) -> Option<Vec<StepIx>> {
        // What each part costs is kept in a heap, so that a look at it is dearer than one at a list.
        effort.look_at(self.size().saturating_mul(4));
        let by = self.cheapest_parts(root, cost)?;
        let mut seen = vec![false; self.len()];
        let mut steps = Vec::new();
        let mut open = vec![root];
        while let Some(goal) = open.pop() {
            let Some(seen) = seen.get_mut(place(goal)) else {
                continue;
            };
            if core::mem::replace(seen, true) {
                continue;
            }
            for part in by.get(place(goal)).into_iter().flatten() {
                match part {
                    Ready::Goal(child) => open.push(*child),
                    Ready::Step(step) => steps.push(*step),
                }
            }
        }
        steps.sort_unstable();
        let clash = |step: &StepIx| {
            let others = self.clashes(*step);
            others
                .iter()
                .any(|other| steps.binary_search(other).is_ok())
        };
        if steps.iter().any(clash) {
            return None;
        }
        Some(self.without_idle(&Reached::new(self), root, steps, effort))
    }

    /// For each goal met before the root, the parts that met it; `None` when the root cannot be met.
    fn cheapest_parts(
        &self,
        root: Goal,
        cost: impl Fn(StepIx) -> Option<u64>,
    ) -> Option<Vec<Vec<Ready>>> {
        let mut by: Vec<Vec<Ready>> = vec![Vec::new(); self.len()];
        let mut got = vec![0_u64; self.len()];
        let mut sums = vec![0_u64; self.len()];
        let mut open: BinaryHeap<Reverse<(u64, Ready)>> = (0..index(self.step_count()))
            .filter_map(|step| Some(Reverse((cost(step)?, Ready::Step(step)))))
            .collect();
        for (goal, need) in self.needs.iter().enumerate() {
            if *need == 0 {
                open.push(Reverse((0, Ready::Goal(index(goal)))));
            }
        }
        while let Some(Reverse((cost, part))) = open.pop() {
            if part == Ready::Goal(root) {
                return Some(by);
            }
            let mut add = |goal: Goal, weight: u64| {
                let at = place(goal);
                let (Some(got), Some(sum), Some(by)) =
                    (got.get_mut(at), sums.get_mut(at), by.get_mut(at))
                else {
                    return;
                };
                let need = self.need(goal);
                if *got >= need {
                    return;
                }
                *got = got.saturating_add(weight);
                *sum = sum.saturating_add(cost);
                by.push(part);
                if *got >= need {
                    open.push(Reverse((*sum, Ready::Goal(goal))));
                }
            };
            match part {
                Ready::Step(step) => {
                    if let Some(goal) = self.goal_of(step) {
                        add(goal, 1);
                    }
                }
                Ready::Goal(goal) => {
                    for feed in self.fed_by(goal) {
                        add(feed.goal, feed.weight);
                    }
                }
            }
        }
        None
    }

    /// A plan without steps that the rest of it does not need, the dearest looked at first. `base` is what is taken
    /// beside the plan.
    ///
    /// Each step is tried without, while those before it that are needed and all after it are taken. Halves are taken
    /// together, so that the whole plan is spread through the graph as often as it can be halved, not once for each step.
    pub(super) fn without_idle(
        &self,
        base: &Reached<'_>,
        root: Goal,
        mut steps: Vec<StepIx>,
        effort: &mut Effort,
    ) -> Vec<StepIx> {
        steps.sort_by_key(|step| (Reverse(self.cost(*step)), *step));
        let mut reached = base.clone();
        reached.effort = 0;
        let mut kept = Vec::with_capacity(steps.len());
        weed(&mut reached, root, &steps, &mut kept);
        effort.look_at(self.len());
        effort.spend(reached.effort);
        kept.sort_unstable();
        kept
    }
}

/// Adds to `kept` the steps of a part that are needed beside what is taken. Recursion is as deep as the part can be halved.
fn weed(reached: &mut Reached<'_>, root: Goal, part: &[StepIx], kept: &mut Vec<StepIx>) {
    if reached.is_met(root) || part.is_empty() {
        return;
    }
    let [_, _, ..] = part else {
        kept.extend(part);
        return;
    };
    let (first, second) = part.split_at(part.len() / 2);
    let before = kept.len();
    let mark = reached.mark();
    for step in second {
        reached.take(*step);
    }
    weed(reached, root, first, kept);
    reached.undo(mark);
    for step in kept.get(before..).unwrap_or_default() {
        reached.take(*step);
    }
    weed(reached, root, second, kept);
    reached.undo(mark);
}
