use crate::path::plan::problem::Problem;
use crate::path::plan::set::Set;

/// For each step, what comes too late for anything that it waits for: itself and what waits for it in any case.
pub(super) struct Late {
    finished: Vec<Set>,
    begun: Vec<Set>,
}

impl Late {
    pub(super) fn new(problem: &Problem) -> Self {
        let steps = problem.steps();
        // The steps that have begun, and those that are finished, in any case when each step begins.
        let (mut begun, mut finished) = (vec![Set::default(); steps], vec![Set::default(); steps]);
        let of = |sets: &[Set], step: u32| sets.get(step as usize).copied().unwrap_or_default();
        for step in problem.order.iter().copied() {
            // What is done or being taken waits for nothing any more.
            if problem.done.contains(step) || problem.taking.contains(step) {
                continue;
            }
            let (mut before, mut over) = (Set::default(), Set::default());
            for other in of(&problem.before, step).iter() {
                before.insert(other);
                over.insert(other);
                before = before.union(of(&begun, other));
                over = over.union(of(&finished, other));
            }
            for other in of(&problem.with, step).iter() {
                before.insert(other);
                before = before.union(of(&begun, other));
                over = over.union(of(&finished, other));
            }
            if let Some((slot, over_slot)) = begun
                .get_mut(step as usize)
                .zip(finished.get_mut(step as usize))
            {
                (*slot, *over_slot) = (before, over);
            }
        }
        let mut late = Self {
            finished: vec![Set::default(); steps],
            begun: vec![Set::default(); steps],
        };
        for step in 0..u32::try_from(steps).unwrap_or(u32::MAX) {
            let own = of(&problem.bundle, step).without(problem.done);
            if let Some(slot) = late.finished.get_mut(step as usize) {
                *slot = slot.union(own);
                slot.insert(step);
            }
            for other in of(&begun, step).iter() {
                if let Some(slot) = late.finished.get_mut(other as usize) {
                    slot.insert(step);
                }
            }
            for other in of(&finished, step).iter() {
                if let Some(slot) = late.begun.get_mut(other as usize) {
                    slot.insert(step);
                }
            }
        }
        late
    }

    /// What is never finished when a step begins; nothing for the goal.
    pub(super) fn finished(&self, step: Option<u32>) -> Set {
        of(&self.finished, step)
    }

    /// What has never begun when a step does; nothing for the goal.
    pub(super) fn begun(&self, step: Option<u32>) -> Set {
        of(&self.begun, step)
    }
}

fn of(sets: &[Set], step: Option<u32>) -> Set {
    let own = step.and_then(|step| sets.get(step as usize));
    own.copied().unwrap_or_default()
}
