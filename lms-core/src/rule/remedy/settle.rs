//! The graph made ready for the search: which steps clash.

use super::deed::Slot;
use super::goal::{Goals, StepIx};
use super::grow::Growth;

impl Growth<'_> {
    /// The graph as far as it is grown, for the search: conditions that hold clash with the steps that would break them,
    /// and steps of one slot with each other.
    pub(super) fn settled(&mut self) -> Goals {
        let mut goals = self.goals.clone();
        let mut looked = goals.size();
        let certain = goals.reserve(0);
        for (goal, harmful) in &self.fragile {
            let breaks: Vec<StepIx> = harmful
                .iter()
                .filter_map(|key| self.steps.get(key).map(|taken| taken.step))
                .collect();
            if breaks.is_empty() {
                goals.feed(*goal, certain, 1);
                continue;
            }
            let (keep, kept) = goals.stand();
            goals.feed(*goal, kept, 1);
            for step in breaks {
                goals.clash(keep, step);
            }
        }
        let mut slots: Vec<(Slot, StepIx)> = (0..)
            .zip(&self.deeds)
            .map(|(step, (deed, _))| (deed.slot(), step))
            .collect();
        slots.sort_unstable();
        let clashing = slots.chunk_by(|one, two| one.0 == two.0);
        for steps in clashing.filter(|_| !self.timeless) {
            looked = looked.saturating_add(steps.len().saturating_mul(steps.len()));
            for (index, (_, one)) in steps.iter().enumerate() {
                for (_, two) in steps.iter().skip(index.saturating_add(1)) {
                    goals.clash(*one, *two);
                }
            }
        }
        self.effort.look_at(looked);
        goals
    }
}
