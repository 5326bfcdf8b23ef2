//! The plan: the graph of each instant worth waiting for is searched, and the cheapest plan of all is put into words.

use super::answer::{Costs, Obstacle, PlannedStep, Proof, Remedy, Step};
use super::deed::Deed;
use super::goal::{Goals, StepIx, place};
use super::grow::{Case, Growth, Layer};
use super::reached::Reached;
use super::search::Found;
use super::survey::Survey;
use super::{Ground, MAX_EFFORT, MAX_MOMENTS};
use crate::record::LearnerRecord;
use crate::rule::{RuleIx, RuleSet, Seats};
use crate::time::Instant;
use crate::verdict::Asked;

const DAY: i64 = 86_400_000_000;

impl RuleSet {
    /// The cheapest steps that would make a rule met for a learner: now, or after waiting where that is cheaper.
    ///
    /// What counts as a step, and what it costs, say [`Costs`] and [`Step`]; what a step needs itself (the rule of its
    /// course, through prerequisites of prerequisites) says the [`Ground`], which a catalogue is. Exact: among the plans
    /// that [`Remedy`] describes none costs less, or it is marked so with its proven bound. Finding it is NP-hard; the
    /// search stops after [`MAX_EFFORT`] elementary operations, some hundred milliseconds.
    #[must_use]
    pub fn remedy(
        &self,
        rule: RuleIx,
        record: &LearnerRecord,
        seats: &Seats,
        now: Instant,
        costs: &Costs,
        ground: &dyn Ground,
    ) -> Remedy {
        let survey = Survey::of(self);
        let case = Case {
            rules: self,
            record,
            costs,
            ground,
            survey: &survey,
        };
        let facts = self.facts(record, seats);
        let mut effort = MAX_EFFORT;
        let mut best: Option<(u64, Vec<PlannedStep>)> = None;
        // What every plan costs at least, over the instants looked at so far.
        let mut bound = u64::MAX;
        let mut because = Vec::new();
        let mut at = now;
        for moment in 0.. {
            let Some(waited) = waiting(costs, now, at) else {
                break;
            };
            let below = best.as_ref().map_or(u64::MAX, |(cost, _)| *cost);
            if waited >= below {
                break;
            }
            if moment == MAX_MOMENTS {
                bound = bound.min(waited);
                break;
            }
            let times = if at == now { vec![now] } else { vec![now, at] };
            let mut growth = Growth::of(&case, &facts, rule.0, times);
            let (goals, found) = growth.cheapest(below.saturating_sub(waited), &mut effort);
            match found {
                Found::Plan {
                    steps,
                    cost,
                    bound: least,
                } => {
                    let least = if growth.cut { 0 } else { least };
                    bound = bound.min(waited.saturating_add(least));
                    let wait = (at > now).then_some(PlannedStep {
                        step: Step::Wait { until: at },
                        cost: waited,
                    });
                    let plan = growth.told(&goals, &steps, wait);
                    if plan.is_empty() {
                        return Remedy::Met;
                    }
                    best = Some((waited.saturating_add(cost), plan));
                }
                Found::None if growth.cut => bound = bound.min(waited),
                Found::None => {
                    if best.is_none() && at == now {
                        because = growth.obstacles(&goals);
                    }
                }
                Found::Spent { bound: least } => {
                    let least = if growth.cut { 0 } else { least };
                    bound = bound.min(waited.saturating_add(least));
                }
            }
            match Instant::from_micros(growth.wake) {
                Ok(next) if next > at => at = next,
                _ => break,
            }
        }
        match best {
            Some((cost, steps)) => Remedy::Plan {
                steps,
                cost,
                proof: if bound >= cost {
                    Proof::Optimal
                } else {
                    Proof::BestFound { bound }
                },
            },
            None if bound < u64::MAX => Remedy::Undecided { bound },
            None => Remedy::Impossible { because },
        }
    }

    pub(super) fn asked_of(&self, question: u32) -> Asked {
        let lines = &self.shared.outline.lines;
        let asks = crate::rule::compile::outline::Ask::Question(question);
        let asked = lines.iter().find(|line| line.ask == asks);
        asked
            .and_then(|line| self.shared.asked(line))
            .map(|asked| asked.as_ref().clone())
            .unwrap_or_default()
    }
}

/// What waiting costs; `None` when it is not offered.
fn waiting(costs: &Costs, now: Instant, at: Instant) -> Option<u64> {
    let span = at.micros().saturating_sub(now.micros());
    if span == 0 {
        return Some(0);
    }
    let days = u64::try_from(span.saturating_add(DAY.saturating_sub(1)) / DAY).unwrap_or(0);
    costs
        .wait_per_day
        .map(|cost| u64::from(cost).saturating_mul(days))
}

impl Growth<'_> {
    /// The steps in an order in which they can be taken, in the host's words, each course with the score asked of it.
    fn told(&self, goals: &Goals, steps: &[StepIx], wait: Option<PlannedStep>) -> Vec<PlannedStep> {
        let used = goals.used(self.root, steps);
        let mut told = Vec::new();
        let mut left: Vec<(StepIx, Deed, Layer)> = Vec::new();
        let mut reached = Reached::new(goals);
        for step in steps {
            if goals.stands(*step) {
                reached.take(*step);
            } else if let Some((deed, layer)) = self.deeds.get(place(*step)) {
                left.push((*step, *deed, *layer));
            }
        }
        for layer in [0, 1] {
            if layer == 1 {
                told.extend(wait.clone());
            }
            // Steps are few, so that looking for the next one again and again is cheap.
            while let Some(next) = left
                .iter()
                .position(|(step, _, at)| *at == layer && goals.can_follow(*step, &reached))
            {
                let (step, deed, _) = left.remove(next);
                reached.take(step);
                let demanded = self
                    .demands
                    .iter()
                    .filter(|(goal, by, _)| *by == step && used.contains(goal))
                    .map(|(_, _, score)| *score)
                    .max();
                let said = deed.step(self.case.rules, self.case.record, demanded);
                told.extend(said.map(|said| PlannedStep {
                    step: said,
                    cost: goals.cost(step),
                }));
            }
        }
        told
    }

    /// The dead conditions on which a goal that cannot be met hangs.
    fn obstacles(&self, goals: &Goals) -> Vec<Obstacle> {
        let mut found: Vec<Obstacle> = Vec::new();
        for goal in goals.unmet_below(self.root) {
            if let Some(obstacle) = self.obstacle(goal)
                && !found.contains(&obstacle)
            {
                found.push(obstacle);
            }
        }
        if found.is_empty() {
            let code = if goals.can_meet(self.root) {
                "steps_clash"
            } else {
                "out_of_reach"
            };
            found.push(Obstacle {
                code: code.into(),
                asked: Asked::default(),
                negated: false,
            });
        }
        found
    }
}
