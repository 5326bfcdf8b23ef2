//! Which goals steps meet: what is taken spreads through the graph, and can be taken back.

use super::goal::{Goal, Goals, StepIx, index, place};

/// Which goals are met by the steps taken so far; steps can be taken back in the reverse order.
#[derive(Debug, Clone)]
pub(super) struct Reached<'a> {
    goals: &'a Goals,
    got: Vec<u64>,
    trail: Vec<(Goal, u64)>,
    /// The goals met, in the order in which they were met.
    pub(super) met: Vec<Goal>,
    queue: Vec<Goal>,
    /// How many additions were made: the measure of effort.
    pub(super) effort: u64,
}

impl<'a> Reached<'a> {
    /// Nothing taken: only what needs nothing is met, and what follows from it.
    pub(super) fn new(goals: &'a Goals) -> Self {
        let mut reached = Self {
            goals,
            got: vec![0; goals.len()],
            trail: Vec::new(),
            met: Vec::new(),
            queue: Vec::new(),
            effort: 0,
        };
        for (place, need) in goals.needs.iter().enumerate() {
            if *need == 0 {
                reached.met.push(index(place));
                reached.queue.push(index(place));
            }
        }
        reached.spread();
        reached.seal();
        reached
    }

    /// Whether a goal is met.
    pub(super) fn is_met(&self, goal: Goal) -> bool {
        self.got(goal) >= self.goals.need(goal)
    }

    pub(super) fn got(&self, goal: Goal) -> u64 {
        self.got.get(place(goal)).copied().unwrap_or(0)
    }

    /// Makes what is taken so far the ground on which the rest stands.
    pub(super) fn seal(&mut self) {
        self.trail.clear();
    }

    /// What [`Self::undo`] goes back to.
    pub(super) fn mark(&self) -> usize {
        self.trail.len()
    }

    /// Takes a step, and gives the mark to which [`Self::undo`] goes back.
    pub(super) fn take(&mut self, step: StepIx) -> usize {
        let mark = self.mark();
        if let Some(goal) = self.goals.goal_of(step) {
            self.add(goal, 1);
            self.spread();
        }
        mark
    }

    /// What was added to since the mark, met or not.
    pub(super) fn added_since(&self, mark: usize) -> impl Iterator<Item = Goal> + '_ {
        let trail = self.trail.get(mark..).unwrap_or_default();
        trail.iter().map(|(goal, _)| *goal)
    }

    /// Takes back every step taken since the mark.
    pub(super) fn undo(&mut self, mark: usize) {
        for (goal, weight) in self.trail.drain(mark.min(self.trail.len())..) {
            let need = self.goals.need(goal);
            if let Some(got) = self.got.get_mut(place(goal)) {
                let before = *got;
                *got = got.saturating_sub(weight);
                if before >= need && *got < need {
                    self.met.pop();
                }
            }
        }
    }

    fn spread(&mut self) {
        let goals = self.goals;
        while let Some(met) = self.queue.pop() {
            for feed in goals.fed_by(met) {
                self.add(feed.goal, feed.weight);
            }
        }
    }

    fn add(&mut self, goal: Goal, weight: u64) {
        let need = self.goals.need(goal);
        let Some(got) = self.got.get_mut(place(goal)) else {
            return;
        };
        self.effort = self.effort.saturating_add(1);
        let before = *got;
        // Weights are bounded far below the type, so that `undo` gives back exactly what was added.
        *got = got.saturating_add(weight);
        self.trail.push((goal, weight));
        if before < need && *got >= need {
            self.met.push(goal);
            self.queue.push(goal);
        }
    }
}
