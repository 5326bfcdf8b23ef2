//! Goals as a graph of *and* and *or*: what must come about, and by which steps, with shared goals met once.

use std::collections::{BTreeMap, BTreeSet};

use super::reached::Reached;

/// The place of a goal in its graph.
pub(super) type Goal = u32;
/// The place of a step in its graph.
pub(super) type StepIx = u32;

/// A graph of goals. A goal is met when the weights of what has come about under it reach its need, so that *all*, *any*,
/// *at least n* and sums of credits are one kind of thing. What leads back to itself is never met by itself.
#[derive(Debug, Default, Clone)]
pub(super) struct Goals {
    pub(super) needs: Vec<u64>,
    /// Whom a goal feeds when it is met: the first and the last of its `feeds`.
    chains: Vec<Option<Chain>>,
    pub(super) feeds: Vec<Feed>,
    steps: Vec<Choice>,
    clashes: Vec<Vec<StepIx>>,
}

/// That one goal counts for another when it is met.
#[derive(Debug, Clone, Copy)]
pub(super) struct Feed {
    pub(super) goal: Goal,
    pub(super) weight: u64,
    /// The next one of the same goal; its own place for the last.
    next: u32,
}

/// The first and the last of the feeds of a goal.
#[derive(Debug, Clone, Copy)]
struct Chain {
    first: u32,
    last: u32,
}

/// A step as the search sees it: what it costs and which goal it feeds.
#[derive(Debug, Clone, Copy)]
struct Choice {
    cost: u64,
    goal: Goal,
    /// It stands for a condition that holds as long as no step breaks it.
    stands: bool,
}

impl Goals {
    /// A goal whose children are given later: it is met when the weights of those met reach the need.
    pub(super) fn reserve(&mut self, need: u64) -> Goal {
        let goal = index(self.needs.len());
        self.needs.push(need);
        self.chains.push(None);
        goal
    }

    /// Lets `child` count for `goal` with a weight. A child given twice counts twice.
    pub(super) fn feed(&mut self, goal: Goal, child: Goal, weight: u64) {
        let at = index(self.feeds.len());
        let Some(chain) = self.chains.get_mut(place(child)) else {
            return;
        };
        match chain {
            None => {
                *chain = Some(Chain {
                    first: at,
                    last: at,
                })
            }
            Some(chain) => {
                if let Some(last) = self.feeds.get_mut(place(chain.last)) {
                    last.next = at;
                }
                chain.last = at;
            }
        }
        self.feeds.push(Feed {
            goal,
            weight,
            next: at,
        });
    }

    /// Whom a goal feeds, in the order in which it was said.
    pub(super) fn fed_by(&self, child: Goal) -> impl Iterator<Item = &Feed> {
        let chain = self.chains.get(place(child)).copied().flatten();
        let mut at = chain.map(|chain| chain.first);
        core::iter::from_fn(move || {
            let here = at?;
            let feed = self.feeds.get(place(here))?;
            at = (feed.next != here).then_some(feed.next);
            Some(feed)
        })
    }

    /// A goal that is met when so many children are.
    pub(super) fn at_least(&mut self, need: u64, children: &[Goal]) -> Goal {
        let goal = self.reserve(need);
        for child in children {
            self.feed(goal, *child, 1);
        }
        goal
    }

    /// A step that may be taken once `after` is met; its goal is met when it is taken.
    pub(super) fn step(&mut self, cost: u64, after: Option<Goal>) -> (StepIx, Goal) {
        let goal = self.reserve(if after.is_some() { 2 } else { 1 });
        if let Some(after) = after {
            self.feed(goal, after, 1);
        }
        (self.choice(cost, goal, false), goal)
    }

    /// What stands for a condition that holds as long as no step breaks it: a step that costs nothing.
    pub(super) fn stand(&mut self) -> (StepIx, Goal) {
        let goal = self.reserve(1);
        (self.choice(0, goal, true), goal)
    }

    fn choice(&mut self, cost: u64, goal: Goal, stands: bool) -> StepIx {
        let step = index(self.steps.len());
        self.steps.push(Choice { cost, goal, stands });
        self.clashes.push(Vec::new());
        step
    }

    /// Whether a step only stands for a condition that holds.
    pub(super) fn stands(&self, step: StepIx) -> bool {
        let choice = self.steps.get(place(step));
        choice.is_some_and(|choice| choice.stands)
    }

    /// Two steps of which at most one may be taken. Said twice it holds as if said once.
    pub(super) fn clash(&mut self, one: StepIx, two: StepIx) {
        if one == two {
            return;
        }
        for (step, other) in [(one, two), (two, one)] {
            if let Some(clashes) = self.clashes.get_mut(place(step)) {
                clashes.push(other);
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.needs.len()
    }

    /// The goals and what they feed: what one look at the whole graph takes.
    pub(super) fn size(&self) -> usize {
        self.len().saturating_add(self.feeds.len())
    }

    pub(super) fn step_count(&self) -> usize {
        self.steps.len()
    }

    pub(super) fn cost(&self, step: StepIx) -> u64 {
        self.steps.get(place(step)).map_or(0, |choice| choice.cost)
    }

    /// The goal that is met when a step is taken.
    pub(super) fn goal_of(&self, step: StepIx) -> Option<Goal> {
        self.steps.get(place(step)).map(|choice| choice.goal)
    }

    pub(super) fn clashes(&self, step: StepIx) -> &[StepIx] {
        self.clashes.get(place(step)).map_or(&[], Vec::as_slice)
    }

    pub(super) fn total(&self, steps: &[StepIx]) -> u64 {
        steps
            .iter()
            .fold(0, |sum, step| sum.saturating_add(self.cost(*step)))
    }

    /// Whether what a step needs is met.
    pub(super) fn can_follow(&self, step: StepIx, reached: &Reached<'_>) -> bool {
        let Some(choice) = self.steps.get(place(step)) else {
            return false;
        };
        // The step itself adds the last part of the need.
        reached.got(choice.goal).saturating_add(1) >= self.need(choice.goal)
    }

    /// For each goal, what feeds it, with the weight.
    pub(super) fn children(&self) -> Vec<Vec<(Goal, u64)>> {
        let mut children: Vec<Vec<(Goal, u64)>> = vec![Vec::new(); self.len()];
        for child in 0..index(self.len()) {
            for feed in self.fed_by(child) {
                if let Some(held) = children.get_mut(place(feed.goal)) {
                    held.push((child, feed.weight));
                }
            }
        }
        children
    }

    /// The goals through which some steps meet the root: of each group only as many as it needs, those met first.
    pub(super) fn used(&self, root: Goal, steps: &[StepIx]) -> BTreeSet<Goal> {
        let mut reached = Reached::new(self);
        for step in steps {
            reached.take(*step);
        }
        let ranks: BTreeMap<Goal, usize> = reached.met.iter().copied().zip(0..).collect();
        let children = self.children();
        let mut used = BTreeSet::new();
        let mut open = vec![root];
        while let Some(goal) = open.pop() {
            let Some(rank) = ranks.get(&goal).filter(|_| used.insert(goal)) else {
                continue;
            };
            let mut below: Vec<(usize, Goal, u64)> = children
                .get(place(goal))
                .into_iter()
                .flatten()
                .filter_map(|(child, weight)| Some((*ranks.get(child)?, *child, *weight)))
                .filter(|(of, _, _)| of < rank)
                .collect();
            below.sort_unstable();
            let mut need = self.need(goal);
            for (_, child, weight) in below {
                if need == 0 {
                    break;
                }
                need = need.saturating_sub(weight);
                open.push(child);
            }
        }
        used
    }

    /// Whether a goal is met when every step is taken, clashes aside.
    pub(super) fn can_meet(&self, goal: Goal) -> bool {
        let mut reached = Reached::new(self);
        for step in 0..index(self.step_count()) {
            reached.take(step);
        }
        reached.is_met(goal)
    }

    /// The goals that cannot be met, and for which the root cannot be met, with every step taken.
    pub(super) fn unmet_below(&self, root: Goal) -> Vec<Goal> {
        let mut reached = Reached::new(self);
        for step in 0..index(self.step_count()) {
            reached.take(step);
        }
        let children = self.children();
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        let mut open = vec![root];
        while let Some(goal) = open.pop() {
            if reached.is_met(goal) || !seen.insert(goal) {
                continue;
            }
            found.push(goal);
            let below = children.get(place(goal)).into_iter().flatten();
            open.extend(below.rev().map(|(child, _)| *child));
        }
        found
    }

    /// The steps without which a goal cannot be met, as far as *all* groups show it: whatever needs the full weight of
    /// its children needs each of them. Linear in the graph.
    pub(super) fn forced(&self, root: Goal) -> Vec<StepIx> {
        let children = self.children();
        let weights: Vec<u64> = children
            .iter()
            .map(|of| {
                of.iter()
                    .fold(0, |sum: u64, (_, weight)| sum.saturating_add(*weight))
            })
            .collect();
        let step_of: BTreeMap<Goal, StepIx> = (0..)
            .zip(&self.steps)
            .map(|(step, choice)| (choice.goal, step))
            .collect();
        let mut forced = Vec::new();
        let mut seen = vec![false; self.len()];
        let mut open = vec![root];
        while let Some(goal) = open.pop() {
            let Some(seen) = seen.get_mut(place(goal)) else {
                continue;
            };
            if core::mem::replace(seen, true) {
                continue;
            }
            let step = step_of.get(&goal);
            forced.extend(step);
            let own = u64::from(step.is_some());
            let all = weights
                .get(place(goal))
                .copied()
                .unwrap_or(0)
                .saturating_add(own);
            for (child, weight) in children.get(place(goal)).map_or(&[][..], Vec::as_slice) {
                if all.saturating_sub(*weight) < self.need(goal) {
                    open.push(*child);
                }
            }
        }
        forced.sort_unstable();
        forced
    }

    pub(super) fn need(&self, goal: Goal) -> u64 {
        self.needs.get(place(goal)).copied().unwrap_or(u64::MAX)
    }
}

/// Graphs are bounded far below `u32` by the limits on goals, so nothing is cut off.
pub(super) fn index(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

pub(super) fn place(index: u32) -> usize {
    usize::try_from(index).unwrap_or(usize::MAX)
}
