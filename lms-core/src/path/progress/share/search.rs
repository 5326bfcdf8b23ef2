use super::Contested;
use super::rules::Way;
use crate::path::progress::tree::{Reached, Tree};

/// How often the first assignment is gone over.
const MAX_SWEEPS: usize = 8;

/// A branch and bound search over the steps that groups compete for.
pub(super) struct Search<'a> {
    pub(super) tree: &'a Tree<'a>,
    pub(super) contested: &'a [Contested],
    /// What is left of each rule's allowance.
    pub(super) left: Vec<i64>,
    pub(super) budget: usize,
    pub(super) barred: Vec<u64>,
    pub(super) best: Vec<u64>,
    pub(super) reached: Option<Reached>,
}

impl Search<'_> {
    fn look(&mut self) -> Reached {
        self.budget = self.budget.saturating_sub(1);
        self.tree.goal(&self.barred)
    }

    fn better(&self, than: Reached) -> bool {
        let key = |reached: Reached| (reached.finished, reached.share);
        self.reached.is_none_or(|held| key(than) > key(held))
    }

    fn way(&self, level: usize, choice: usize) -> Option<(u32, &Way)> {
        let contested = self.contested.get(level)?;
        Some((contested.step, contested.ways.get(choice)?))
    }

    /// Takes a way if the allowances permit it; gives back whether it did.
    fn enter(&mut self, level: usize, choice: usize) -> bool {
        let Some((step, way)) = self.way(level, choice) else {
            return false;
        };
        if way
            .uses
            .iter()
            .zip(&self.left)
            .any(|(uses, left)| uses > left)
        {
            return false;
        }
        let (bars, uses) = (way.bars, way.uses.clone());
        for (left, uses) in self.left.iter_mut().zip(uses) {
            *left = left.saturating_sub(uses);
        }
        self.bar(step, bars);
        true
    }

    fn leave(&mut self, level: usize, choice: usize) {
        let Some((step, way)) = self.way(level, choice) else {
            return;
        };
        let uses = way.uses.clone();
        for (left, uses) in self.left.iter_mut().zip(uses) {
            *left = left.saturating_add(uses);
        }
        self.bar(step, 0);
    }

    fn bar(&mut self, step: u32, bars: u64) {
        if let Some(slot) = self.barred.get_mut(step as usize) {
            *slot = bars;
        }
    }

    /// A first assignment: each step in turn where it adds most to those before it; then, while that helps, single steps
    /// are moved.
    pub(super) fn greedy(&mut self) {
        for held in self.contested {
            // What is undecided counts nowhere.
            let stands = held
                .ways
                .iter()
                .fold(0_u64, |sum, way| sum | way.counts | way.bars);
            self.bar(held.step, stands);
        }
        let mut chosen: Vec<Option<usize>> = vec![None; self.contested.len()];
        let mut reached = Reached::NOTHING;
        for _ in 0..MAX_SWEEPS {
            let mut moved = false;
            for level in 0..self.contested.len() {
                let held = chosen.get(level).copied().flatten();
                let (best, found) = self.best_way(level, held, reached);
                moved |= held != best;
                reached = found;
                if let Some(slot) = chosen.get_mut(level) {
                    *slot = best;
                }
            }
            if !moved || self.budget == 0 {
                break;
            }
        }
        self.best.clone_from(&self.barred);
        self.reached = Some(self.tree.goal(&self.barred));
        for (level, choice) in chosen.into_iter().enumerate() {
            if let Some(choice) = choice {
                self.leave(level, choice);
            }
            if let Some(held) = self.contested.get(level) {
                self.bar(held.step, 0);
            }
        }
    }

    /// Enters the way that brings the goal furthest, all others as they are; of equals the one held, else the first.
    fn best_way(
        &mut self,
        level: usize,
        held: Option<usize>,
        reached: Reached,
    ) -> (Option<usize>, Reached) {
        let mut best = held.map(|held| (held, reached));
        if let Some(held) = held {
            self.leave(level, held);
        }
        let ways = self
            .contested
            .get(level)
            .map_or(0, |contested| contested.ways.len());
        for choice in 0..ways {
            if Some(choice) == held
                || (self.budget == 0 && best.is_some())
                || !self.enter(level, choice)
            {
                continue;
            }
            if self.budget == 0 {
                // No more looks: the first that is allowed will do.
                self.leave(level, choice);
                best = Some((choice, reached));
                continue;
            }
            let found = self.look();
            self.leave(level, choice);
            let further = |held: &(usize, Reached)| {
                (found.finished, found.share) > (held.1.finished, held.1.share)
            };
            if best.as_ref().is_none_or(further) {
                best = Some((choice, found));
            }
        }
        match best {
            Some((choice, found)) => {
                self.enter(level, choice);
                (Some(choice), found)
            }
            None => (None, reached),
        }
    }

    /// Tries all that could be better; gives back whether it came to the end.
    pub(super) fn run(&mut self) -> bool {
        let bound = self.look();
        if !self.better(bound) {
            return true;
        }
        // At each level the way tried last; the levels above it are entered.
        let mut tried: Vec<usize> = Vec::new();
        let mut next = 0_usize;
        loop {
            let level = tried.len();
            let ways = self
                .contested
                .get(level)
                .map_or(0, |contested| contested.ways.len());
            if next >= ways {
                let Some(last) = tried.pop() else { return true };
                self.leave(tried.len(), last);
                next = last.saturating_add(1);
                continue;
            }
            if self.budget == 0 {
                return false;
            }
            if !self.enter(level, next) {
                next = next.saturating_add(1);
                continue;
            }
            let reached = self.look();
            if !self.better(reached) {
                self.leave(level, next);
                next = next.saturating_add(1);
                continue;
            }
            if level.saturating_add(1) == self.contested.len() {
                self.best.clone_from(&self.barred);
                self.reached = Some(reached);
                if (reached.finished, reached.share) >= (bound.finished, bound.share) {
                    return true;
                }
                self.leave(level, next);
                next = next.saturating_add(1);
                continue;
            }
            tried.push(next);
            let alike = |level: usize| self.contested.get(level).map(|contested| &contested.kind);
            // Of interchangeable steps a later one never takes an earlier way.
            next = if alike(level) == alike(level.saturating_add(1)) {
                next
            } else {
                0
            };
        }
    }
}
