//! The cheapest choice that has a step from every one of some sets, and no two steps that clash: weighted hitting set.

use super::effort::Effort;
use super::goal::{Goals, StepIx, place};

/// Sets of steps (landmarks): every plan takes at least one step of each.
#[derive(Debug, Default)]
pub(super) struct Landmarks {
    sets: Vec<Vec<StepIx>>,
}

/// How a search for the cheapest choice ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// The cheapest choice.
    Cheapest(Vec<StepIx>),
    /// No choice costs less than the limit given.
    None,
    /// The effort allowed was spent first.
    Spent,
}

impl Landmarks {
    /// Adds a set; the cheapest step first, so that the search meets good choices early.
    pub(super) fn add(&mut self, mut set: Vec<StepIx>, goals: &Goals) {
        set.sort_by_key(|step| (goals.cost(*step), *step));
        let at = self.sets.partition_point(|held| held.len() <= set.len());
        self.sets.insert(at, set);
    }

    /// The cheapest choice that costs less than `below`, by branch and bound. The lower bound of a branch pays for every
    /// set once, out of what its steps have not yet paid for others (dual ascent), so it never exceeds the true cost.
    pub(super) fn cheapest(&self, goals: &Goals, below: u64, effort: &mut Effort) -> Choice {
        let mut branch = Branch {
            sets: &self.sets,
            goals,
            taken: vec![0; goals.step_count()],
            barred: vec![0; goals.step_count()],
            chosen: Vec::new(),
            cost: 0,
            residual: vec![0; goals.step_count()],
            looked: 0,
        };
        effort.look_at(goals.step_count());
        let weight = self.weight();
        let mut best: Option<Vec<StepIx>> = None;
        let mut limit = below;
        let mut open: Vec<Fork> = Vec::new();
        loop {
            if effort.left() < weight {
                return Choice::Spent;
            }
            effort.spend(weight);
            effort.look_at(core::mem::take(&mut branch.looked));
            match branch.next(limit) {
                Next::Done => {
                    limit = branch.cost;
                    best = Some(branch.chosen.clone());
                }
                Next::Dead => {}
                Next::Fork(set) => open.push(Fork {
                    set,
                    next: 0,
                    mark: branch.chosen.len(),
                    barred: Vec::new(),
                }),
            }
            if !branch.advance(&mut open) {
                break;
            }
        }
        best.map_or(Choice::None, Choice::Cheapest)
    }

    fn weight(&self) -> u64 {
        let elements = self.sets.iter().map(Vec::len).sum::<usize>();
        u64::try_from(elements)
            .unwrap_or(u64::MAX)
            .saturating_add(1)
    }
}

/// A set whose steps are tried one after the other; those tried before are barred from the later branches.
struct Fork {
    set: usize,
    next: usize,
    mark: usize,
    barred: Vec<StepIx>,
}

enum Next {
    Done,
    Dead,
    Fork(usize),
}

struct Branch<'a> {
    sets: &'a [Vec<StepIx>],
    goals: &'a Goals,
    taken: Vec<u32>,
    barred: Vec<u32>,
    chosen: Vec<StepIx>,
    cost: u64,
    residual: Vec<u64>,
    /// How many clashes were looked at.
    looked: usize,
}

impl Branch<'_> {
    /// Bounds the branch, and picks the set with the fewest steps left to try.
    fn next(&mut self, limit: u64) -> Next {
        for step in self.sets.iter().flatten() {
            if let Some(residual) = self.residual.get_mut(place(*step)) {
                *residual = self.goals.cost(*step);
            }
        }
        let (mut bound, mut fork, mut fewest) = (self.cost, None, usize::MAX);
        for (at, set) in self.sets.iter().enumerate() {
            if set.iter().any(|step| count(&self.taken, *step) > 0) {
                continue;
            }
            let mut free = 0_usize;
            let mut least = u64::MAX;
            for step in set.iter().filter(|step| count(&self.barred, **step) == 0) {
                free = free.saturating_add(1);
                least = least.min(self.residual.get(place(*step)).copied().unwrap_or(0));
            }
            if free == 0 {
                return Next::Dead;
            }
            if free < fewest {
                (fork, fewest) = (Some(at), free);
            }
            bound = bound.saturating_add(least);
            if bound >= limit {
                return Next::Dead;
            }
            if least > 0 {
                for step in set {
                    if let Some(residual) = self.residual.get_mut(place(*step)) {
                        *residual = residual.saturating_sub(least);
                    }
                }
            }
        }
        match fork {
            _ if bound >= limit => Next::Dead,
            Some(set) => Next::Fork(set),
            None => Next::Done,
        }
    }

    /// Goes on with the next step of the innermost fork that has one left.
    fn advance(&mut self, open: &mut Vec<Fork>) -> bool {
        while let Some(fork) = open.last_mut() {
            while self.chosen.len() > fork.mark {
                self.release();
            }
            if let Some(tried) = fork.next.checked_sub(1) {
                let tried = self.sets.get(fork.set).and_then(|set| set.get(tried));
                if let Some(step) = tried.filter(|step| count(&self.barred, **step) == 0) {
                    bump(&mut self.barred, *step, true);
                    fork.barred.push(*step);
                }
            }
            let set = self.sets.get(fork.set).map_or(&[][..], Vec::as_slice);
            let rest = set.get(fork.next..).unwrap_or_default();
            let free = rest.iter().position(|step| count(&self.barred, *step) == 0);
            match free.and_then(|skip| rest.get(skip).map(|step| (skip, *step))) {
                Some((skip, step)) => {
                    fork.next = fork.next.saturating_add(skip).saturating_add(1);
                    self.choose(step);
                    return true;
                }
                None => {
                    for step in core::mem::take(&mut fork.barred) {
                        bump(&mut self.barred, step, false);
                    }
                    open.pop();
                }
            }
        }
        false
    }

    fn choose(&mut self, step: StepIx) {
        bump(&mut self.taken, step, true);
        self.looked = self.looked.saturating_add(self.goals.clashes(step).len());
        for other in self.goals.clashes(step) {
            bump(&mut self.barred, *other, true);
        }
        self.cost = self.cost.saturating_add(self.goals.cost(step));
        self.chosen.push(step);
    }

    fn release(&mut self) {
        if let Some(step) = self.chosen.pop() {
            bump(&mut self.taken, step, false);
            for other in self.goals.clashes(step) {
                bump(&mut self.barred, *other, false);
            }
            // Only what was added is taken away, and sums stay far below the type.
            self.cost = self.cost.saturating_sub(self.goals.cost(step));
        }
    }
}

fn count(counts: &[u32], step: StepIx) -> u32 {
    counts.get(place(step)).copied().unwrap_or(0)
}

fn bump(counts: &mut [u32], step: StepIx, up: bool) {
    if let Some(count) = counts.get_mut(place(step)) {
        *count = if up {
            count.saturating_add(1)
        } else {
            count.saturating_sub(1)
        };
    }
}
