//! How far the graph is grown: until a plan is found, and then to all that a cheaper one could use.

use super::MAX_GOALS;
use super::goal::{Goals, StepIx};
use super::grow::Growth;
use super::search::{Found, cheapest};

/// How many goals are grown before a plan is looked for.
const FIRST: usize = 256;
/// The effort spent on a plan that only says how far to grow.
const SCOUT: u64 = 50_000;

/// A plan found in a part of the graph, and that part.
struct Scouted {
    goals: Goals,
    steps: Vec<StepIx>,
    cost: u64,
}

impl Growth<'_> {
    /// The cheapest plan that costs less than `below`, and the graph in which its steps stand. The graph is grown and
    /// searched in parts that double in size; a plan in a part is a plan, and no plan that costs less uses a rule whose
    /// way alone costs as much.
    pub(super) fn cheapest(&mut self, below: u64, effort: &mut u64) -> (Goals, Found) {
        let mut many = FIRST;
        let mut scouted: Option<Scouted> = None;
        loop {
            let limit = scouted.as_ref().map_or(below, |plan| plan.cost);
            self.grow(limit, many.min(MAX_GOALS));
            let goals = self.settled();
            if self.beyond() >= limit || goals.len() >= MAX_GOALS {
                let found = cheapest(&goals, self.root, limit, effort);
                return self.proven(goals, found, limit, scouted);
            }
            many = many.saturating_mul(2);
            if scouted.is_some() || !goals.can_meet(self.root) {
                continue;
            }
            let allowed = SCOUT.min(*effort);
            let mut left = allowed;
            let found = cheapest(&goals, self.root, limit, &mut left);
            *effort = effort.saturating_sub(allowed.saturating_sub(left));
            if let Found::Plan { steps, cost, bound } = found {
                if cost <= self.beyond().min(bound) {
                    return (goals, Found::Plan { steps, cost, bound });
                }
                scouted = Some(Scouted { goals, steps, cost });
            } else if let Some(steps) = goals.some_plan(self.root) {
                let cost = goals.total(&steps);
                scouted = Some(Scouted { goals, steps, cost }).filter(|plan| plan.cost < limit);
            }
        }
    }

    /// What the last search says about all plans, the scouted one and those beyond the graph included.
    fn proven(
        &self,
        goals: Goals,
        found: Found,
        limit: u64,
        scouted: Option<Scouted>,
    ) -> (Goals, Found) {
        // The graph ends before the limit only when it grew too large.
        let end = Some(self.beyond()).filter(|end| *end < limit);
        let least = |bound: u64| end.map_or(bound, |end| bound.min(end));
        match (found, scouted) {
            (Found::Plan { steps, cost, bound }, _) => {
                let bound = least(bound);
                (goals, Found::Plan { steps, cost, bound })
            }
            (Found::None, None) => match end {
                Some(bound) => (goals, Found::Spent { bound }),
                None => (goals, Found::None),
            },
            (Found::Spent { bound }, None) => {
                let bound = least(bound);
                match goals.some_plan(self.root) {
                    Some(steps) if goals.total(&steps) < limit => {
                        let cost = goals.total(&steps);
                        (goals, Found::Plan { steps, cost, bound })
                    }
                    _ => (goals, Found::Spent { bound }),
                }
            }
            (found, Some(Scouted { goals, steps, cost })) => {
                let bound = match found {
                    Found::Spent { bound } => least(bound).min(cost),
                    _ => least(cost),
                };
                (goals, Found::Plan { steps, cost, bound })
            }
        }
    }
}
