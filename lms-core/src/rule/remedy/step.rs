//! Steps of the graph, each with what it needs itself.

use super::deed::Deed;
use super::goal::{Goal, StepIx};
use super::grow::{Growth, Layer, READING};

/// A step that the graph has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taken {
    pub(super) step: StepIx,
    /// The goal that is met once it is taken.
    met: Goal,
    /// What must be paid on the cheapest way to what it needs that is known.
    paid: u64,
}

impl Growth<'_> {
    /// A step with what it needs itself; `None` when it is not offered.
    pub(super) fn step(&mut self, deed: Deed, layer: Layer) -> Option<(StepIx, Goal)> {
        let cost = deed.cost(self.case.costs, &self.case.rules.shared.names)?;
        // A certificate needs a course, which may be wanted for itself as well: the way to its rule stays the same.
        let own = if matches!(deed, Deed::Certify { .. }) {
            0
        } else {
            cost
        };
        self.step_of(deed, layer, cost, self.paid.saturating_add(own))
    }

    /// The same for one of several steps that cost so much together.
    pub(super) fn step_among(
        &mut self,
        deed: Deed,
        layer: Layer,
        together: u64,
    ) -> Option<(StepIx, Goal)> {
        let cost = deed.cost(self.case.costs, &self.case.rules.shared.names)?;
        let paid = self.paid.saturating_add(together.max(cost));
        self.step_of(deed, layer, cost, paid)
    }

    fn step_of(
        &mut self,
        deed: Deed,
        layer: Layer,
        cost: u64,
        paid: u64,
    ) -> Option<(StepIx, Goal)> {
        let known = self.steps.get(&(deed, layer)).copied();
        if let Some(known) = known.filter(|known| known.paid <= paid) {
            return Some((known.step, known.met));
        }
        let record = self.case.record;
        self.effort
            .look_at(READING.saturating_add(record.enrolments.len()));
        let before = core::mem::replace(&mut self.paid, paid);
        let taker = self.taker.replace(deed);
        let after = self.needs(deed, layer);
        self.taker = taker;
        self.paid = before;
        let (step, met) = match known {
            // A nearer way to what it needs, which are the goals that they were.
            Some(known) => (known.step, known.met),
            None => {
                self.deeds.push((deed, layer));
                self.goals.step(cost, after)
            }
        };
        self.steps.insert((deed, layer), Taken { step, met, paid });
        Some((step, met))
    }
}
