//! How far the graph is grown: until a plan is found, and then to all that a cheaper one could use.

use super::MAX_GOALS;
use super::goal::{Goal, Goals, StepIx};
use super::grow::Growth;
use super::search::{Found, cheapest};

/// How many goals are grown before a plan is looked for.
const FIRST: usize = 256;
/// The effort spent on a plan that only says how far to grow.
const SCOUT: u64 = 50_000;
/// The effort spent on making a plan better that is not proven the cheapest.
const POLISH: u64 = 10_000_000;

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
        self.cheapest_in_parts(FIRST, below, effort)
    }

    pub(super) fn cheapest_in_parts(
        &mut self,
        mut many: usize,
        below: u64,
        effort: &mut u64,
    ) -> (Goals, Found) {
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
            } else {
                scouted = Scouted::at_once(&goals, self.root, limit);
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
        let end = self.beyond();
        let end = if end < limit { end } else { u64::MAX };
        let (least, plan) = match found {
            Found::Plan { steps, cost, bound } => {
                let plan = Scouted { goals, steps, cost };
                return plan.polished(self.root, bound.min(end));
            }
            Found::None => (u64::MAX, scouted.ok_or(goals)),
            Found::Spent { bound } => {
                let plan = scouted.or_else(|| Scouted::at_once(&goals, self.root, limit));
                (bound, plan.ok_or(goals))
            }
        };
        let bound = least.min(end);
        match plan {
            Ok(plan) => plan.polished(self.root, bound),
            Err(goals) if bound == u64::MAX => (goals, Found::None),
            Err(goals) => (goals, Found::Spent { bound }),
        }
    }
}

impl Scouted {
    /// A good plan without a search, if there is one that costs less than the limit.
    fn at_once(goals: &Goals, root: Goal, limit: u64) -> Option<Self> {
        let steps = goals.some_plan(root)?;
        let steps = goals.improved(root, steps, POLISH);
        let cost = goals.total(&steps);
        (cost < limit).then(|| Self {
            goals: goals.clone(),
            steps,
            cost,
        })
    }

    /// The plan, made better where it is not proven the cheapest, and what every plan costs at least.
    fn polished(self, root: Goal, bound: u64) -> (Goals, Found) {
        let Self {
            goals,
            mut steps,
            mut cost,
        } = self;
        if bound < cost {
            steps = goals.improved(root, steps, POLISH);
            cost = goals.total(&steps);
        }
        let bound = bound.min(cost);
        (goals, Found::Plan { steps, cost, bound })
    }
}
