//! What every plan costs at least, whenever its steps are taken: each condition may be met at any instant that is known,
//! one at one of them and another at another, and nothing that is done gets in the way of anything else.

use super::effort::Effort;
use super::goal::{Goal, StepIx};
use super::grow::{Case, Growth};
use super::search::Found;
use super::trial::fits;
use crate::rule::compile::question::Question;
use crate::rule::learner::facts::Facts;
use crate::time::Instant;

/// The most instants that are looked at together: each step is tried at every one, for every later one.
const MAX_TIMES: usize = 32;

impl Case<'_> {
    /// What every plan costs at least whose steps are taken at these instants, waiting aside. Nothing is known when there
    /// are too many of them, or when the effort does not suffice.
    pub(super) fn least_at_any_time(
        &self,
        facts: &Facts,
        rule: u32,
        times: &[Instant],
        below: u64,
        effort: &mut Effort,
    ) -> u64 {
        if times.len() > MAX_TIMES {
            return 0;
        }
        let mut growth = Growth::timeless(self, facts, rule, times.to_vec(), *effort);
        let (_, found) = growth.cheapest(below);
        *effort = growth.effort;
        match found {
            Found::Plan { bound, .. } | Found::Spent { bound } => bound,
            Found::None => below,
        }
    }
}

impl Growth<'_> {
    /// Feeds the goal of a condition with all that would meet it at some instant.
    pub(super) fn at_any_time(&mut self, asked: &Question, negated: bool, goal: Goal) {
        let sums = matches!(asked, Question::Credits(_));
        let mut holds = sums || takes_several(asked, negated);
        for layer in 0..=self.last() {
            let reading = self.read(asked, layer);
            holds = holds || fits(reading, negated);
        }
        if holds {
            // Nothing breaks it: a graph of its own, in which nothing clashes.
            self.fragile.push((goal, Vec::new()));
            return;
        }
        for deed in self.deeds_on(asked) {
            let helps = (0..=self.last()).any(|layer| {
                (0..=layer).any(|done| fits(self.tried(deed, done, asked, layer), negated))
            });
            let step: Option<(StepIx, Goal)> = helps.then(|| self.step(deed, 0)).flatten();
            if let Some((_, met)) = step {
                self.goals.feed(goal, met, 1);
            }
        }
    }
}

/// Whether a condition may be brought about by several steps of which none does it alone, credits aside.
pub(super) fn takes_several(asked: &Question, negated: bool) -> bool {
    negated && matches!(asked, Question::Unit { .. } | Question::Enrolment { .. })
}
