//! How far the graph is grown: until a plan is found, and then to all that a cheaper one could use.

use super::MAX_GOALS;
use super::effort::Effort;
use super::goal::{Goal, Goals, StepIx};
use super::grow::Growth;
use super::search::{Found, cheapest};

/// How many goals are grown before a plan is looked for.
const FIRST: usize = 256;
/// The effort spent on a plan that only says how far to grow.
const SCOUT: u64 = 50_000;
/// The most effort spent at a time on making a plan better that is not proven the cheapest.
const POLISH: u64 = 5_000_000;

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
    pub(super) fn cheapest(&mut self, below: u64) -> (Goals, Found) {
        self.cheapest_in_parts(FIRST, below)
    }

    pub(super) fn cheapest_in_parts(&mut self, mut many: usize, below: u64) -> (Goals, Found) {
        let mut scouted: Option<Scouted> = None;
        loop {
            let limit = scouted.as_ref().map_or(below, |plan| plan.cost);
            self.grow(limit, many.min(MAX_GOALS));
            let goals = self.settled();
            let ended = self.beyond() >= limit || goals.len() >= MAX_GOALS;
            if ended || self.effort.is_spent() {
                return self.proven(goals, limit, scouted);
            }
            many = many.saturating_mul(2);
            self.effort.look_at(goals.size());
            if scouted.is_some() || !goals.can_meet(self.root) {
                continue;
            }
            let root = self.root;
            let found = self
                .effort
                .within(SCOUT, |effort| cheapest(&goals, root, limit, effort));
            if let Found::Plan { steps, cost, bound } = found {
                if cost <= self.beyond().min(bound) {
                    return (goals, Found::Plan { steps, cost, bound });
                }
                scouted = Some(Scouted { goals, steps, cost });
            } else {
                scouted = Scouted::at_once(&goals, self.root, limit, &mut self.effort);
            }
        }
    }

    /// Searches the graph as far as it is grown, and says what that says about all plans, the scouted one and those beyond
    /// the graph included. A quarter of the effort is kept for making better what is not proven the cheapest.
    fn proven(&mut self, goals: Goals, limit: u64, scouted: Option<Scouted>) -> (Goals, Found) {
        let (root, left) = (self.root, self.effort.left());
        let found = self.effort.within(left.saturating_sub(left / 4), |effort| {
            cheapest(&goals, root, limit, effort)
        });
        // The graph ends before the limit only when it grew too large.
        let end = self.beyond();
        let end = if end < limit { end } else { u64::MAX };
        let effort = &mut self.effort;
        let (least, plan) = match found {
            Found::Plan { steps, cost, bound } => {
                let plan = Scouted { goals, steps, cost };
                return plan.polished(root, bound.min(end), effort);
            }
            Found::None => (u64::MAX, scouted.ok_or(goals)),
            Found::Spent { bound } => {
                let plan = scouted.or_else(|| Scouted::at_once(&goals, root, limit, effort));
                (bound, plan.ok_or(goals))
            }
        };
        let bound = least.min(end);
        match plan {
            Ok(plan) => plan.polished(root, bound, effort),
            Err(goals) if bound == u64::MAX => (goals, Found::None),
            Err(goals) => (goals, Found::Spent { bound }),
        }
    }
}

impl Scouted {
    /// A good plan without a search, if there is one that costs less than the limit.
    fn at_once(goals: &Goals, root: Goal, limit: u64, effort: &mut Effort) -> Option<Self> {
        let steps = goals.some_plan(root, effort)?;
        let steps = effort.within(POLISH, |effort| goals.improved(root, steps, effort));
        let cost = goals.total(&steps);
        (cost < limit).then(|| Self {
            goals: goals.clone(),
            steps,
            cost,
        })
    }

    /// The plan, made better where it is not proven the cheapest, and what every plan costs at least.
    fn polished(self, root: Goal, bound: u64, effort: &mut Effort) -> (Goals, Found) {
        let Self {
            goals,
            mut steps,
            mut cost,
        } = self;
        if bound < cost {
            steps = effort.within(POLISH, |effort| goals.improved(root, steps, effort));
            cost = goals.total(&steps);
        }
        let bound = bound.min(cost);
        (goals, Found::Plan { steps, cost, bound })
    }
}
