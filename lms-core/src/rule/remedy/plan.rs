//! The plan: the graph of each instant worth waiting for is searched, and the cheapest plan of all is put into words.

use std::collections::{BTreeMap, BTreeSet};

use super::answer::{Costs, Obstacle, PlannedStep, Proof, Remedy, Step};
use super::deed::Deed;
use super::effort::Effort;
use super::goal::{Goal, Goals, StepIx, place};
use super::grow::{Case, Growth, Layer};
use super::reached::Reached;
use super::search::Found;
use super::survey::Survey;
use super::{Ground, MAX_EFFORT, MAX_LAYERS, MAX_MOMENTS};
use crate::record::LearnerRecord;
use crate::rule::learner::facts::Facts;
use crate::rule::{RuleIx, RuleSet, Seats};
use crate::time::Instant;
use crate::verdict::Asked;

/// The least effort with which an instant is looked at that would have to be waited for.
const SHARE: u64 = MAX_EFFORT / 100;
const DAY: i64 = 86_400_000_000;

impl RuleSet {
    /// The cheapest steps that would make a rule met for a learner: now, or after waiting where that is cheaper.
    ///
    /// What counts as a step, and what it costs, say [`Costs`] and [`Step`]; what a step needs itself (the rule of its
    /// course, through prerequisites of prerequisites) says the [`Ground`], which a catalogue is. Exact: among the plans
    /// that [`Remedy`] describes none costs less, or it is marked so with its proven bound. Finding it is NP-hard; the
    /// search stops after [`MAX_EFFORT`] elementary operations, some hundred milliseconds, growing and all instants together.
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
        let mut effort = Effort::of(MAX_EFFORT);
        self.remedy_within(rule, record, seats, now, (costs, ground), &mut effort)
    }

    /// The remedy found within an effort.
    pub(super) fn remedy_within(
        &self,
        rule: RuleIx,
        record: &LearnerRecord,
        seats: &Seats,
        now: Instant,
        (costs, ground): (&Costs, &dyn Ground),
        effort: &mut Effort,
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
        let mut best: Option<(u64, Vec<PlannedStep>)> = None;
        // What every plan costs at least, over the instants looked at so far.
        let mut bound = u64::MAX;
        let mut because = Vec::new();
        let mut times = vec![now];
        let mut all = vec![now];
        // From when on plans are missed that take steps at more instants than are looked at together.
        let mut missed = u64::MAX;
        let mut at = now;
        for moment in 0.. {
            let Some(waited) = waiting(costs, now, at) else {
                break;
            };
            let below = best.as_ref().map_or(u64::MAX, |(cost, _)| *cost);
            if waited >= below {
                break;
            }
            // What is left would not go far, and what waits longer costs no less.
            if moment == MAX_MOMENTS || (moment > 0 && effort.left() < SHARE) {
                bound = bound.min(waited);
                break;
            }
            if times.len() > MAX_LAYERS {
                // Of the instants before, the first ones are given up: plans that use them are missed from here on.
                times.remove(1);
                missed = missed.min(waited);
            }
            // The rest is for the instants after this one.
            let mut share = Effort::of(effort.left().saturating_mul(7) / 8);
            let (growth, goals, found) = case.cheapest(
                &facts,
                rule.0,
                &times,
                below.saturating_sub(waited),
                &mut share,
            );
            effort.spend(share.spent());
            match found {
                Found::Plan {
                    steps,
                    cost,
                    bound: least,
                } => {
                    let least = if growth.cut { 0 } else { least };
                    bound = bound.min(waited.saturating_add(least));
                    let plan = growth.told(&goals, &steps);
                    if plan.is_empty() {
                        return Remedy::Met;
                    }
                    best = Some((waited.saturating_add(cost), plan));
                }
                Found::None if growth.cut => bound = bound.min(waited),
                Found::None => {
                    if best.is_none() && at == now {
                        because = growth.obstacles(&goals);
                        // One walk over the graph, and one over the rules for the words.
                        effort.look_at(goals.size());
                        effort.look_at(self.shared.outline.lines.len());
                        // Waiting may go on for ever: steps that wait for themselves have new instants each time.
                        if !case.is_ever_possible(&facts, rule.0, now, effort) {
                            return Remedy::Impossible { because };
                        }
                    }
                }
                Found::Spent { bound: least } => {
                    let least = if growth.cut { 0 } else { least };
                    bound = bound.min(waited.saturating_add(least));
                }
            }
            match Instant::from_micros(growth.wake) {
                Ok(next) if next > at => {
                    at = next;
                    times.push(at);
                    all.push(at);
                }
                _ => break,
            }
        }
        if missed < bound {
            let below = best.as_ref().map_or(u64::MAX, |(cost, _)| *cost);
            let least =
                case.least_at_any_time(&facts, rule.0, &all, below.saturating_sub(missed), effort);
            bound = bound.min(missed.saturating_add(least));
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

impl<'a> Case<'a> {
    /// The cheapest plan with steps at these instants, and the graph that it stands in. When it might be cheaper to do what
    /// is not planned, the bound says so.
    fn cheapest(
        &'a self,
        facts: &Facts,
        rule: u32,
        times: &[Instant],
        below: u64,
        effort: &mut Effort,
    ) -> (Growth<'a>, Goals, Found) {
        let mut growth = Growth::of(self, facts, rule, times.to_vec(), *effort);
        let (goals, found) = growth.cheapest(below);
        *effort = growth.effort;
        let assumes = |step: &StepIx| {
            let deed = growth.deeds.get(place(*step));
            deed.is_some_and(|(deed, _)| growth.assumed.contains(deed))
        };
        let least = match &found {
            Found::Plan { steps, bound, .. } if steps.iter().any(assumes) => *bound,
            _ => return (growth, goals, found),
        };
        let wake = growth.wake;
        let mut growth = Growth::of(self, facts, rule, times.to_vec(), *effort).certain();
        let (goals, found) = growth.cheapest(below);
        *effort = growth.effort;
        growth.wake = growth.wake.min(wake);
        let found = match found {
            Found::Plan { steps, cost, bound } => Found::Plan {
                steps,
                cost,
                bound: bound.min(least),
            },
            Found::None => Found::Spent { bound: least },
            Found::Spent { bound } => Found::Spent {
                bound: bound.min(least),
            },
        };
        (growth, goals, found)
    }
}

impl Growth<'_> {
    /// The steps in an order in which they can be taken, in the host's words, each course with the score asked of it.
    fn told(&self, goals: &Goals, steps: &[StepIx]) -> Vec<PlannedStep> {
        let used = goals.used(self.root, steps);
        let mut told = Vec::new();
        let mut left: BTreeMap<Goal, (StepIx, Deed, Layer)> = BTreeMap::new();
        let mut reached = Reached::new(goals);
        for step in steps {
            if goals.stands(*step) {
                reached.take(*step);
            } else if let Some((deed, layer)) = self.deeds.get(place(*step)) {
                left.extend(
                    goals
                        .goal_of(*step)
                        .map(|goal| (goal, (*step, *deed, *layer))),
                );
            }
        }
        let mut scores: BTreeMap<StepIx, i64> = BTreeMap::new();
        for (goal, by, score) in &self.demands {
            if used.contains(goal) {
                let most = scores.entry(*by).or_insert(*score);
                *most = (*most).max(*score);
            }
        }
        let (costs, mut waited) = (self.case.costs, 0);
        for (layer, at) in self.times.iter().enumerate() {
            let acts = left.values().any(|(_, _, of)| *of == layer);
            if layer > 0 && (acts || layer == self.last()) {
                let since = self.times.first().unwrap_or(at);
                let all = waiting(costs, *since, *at).unwrap_or(waited);
                told.push(PlannedStep {
                    step: Step::Wait { until: *at },
                    cost: all.saturating_sub(waited),
                });
                waited = all;
            }
            // What can be taken now, the first of the plan first; taking it may open others.
            let open = |(step, _, at): &(StepIx, Deed, Layer), reached: &Reached<'_>| {
                *at == layer && goals.can_follow(*step, reached)
            };
            let mut ready: BTreeSet<(StepIx, Goal)> = left
                .iter()
                .filter(|(_, next)| open(next, &reached))
                .map(|(goal, next)| (next.0, *goal))
                .collect();
            while let Some((step, goal)) = ready.pop_first() {
                let Some((_, deed, _)) = left.remove(&goal) else {
                    continue;
                };
                let mark = reached.take(step);
                for goal in reached.added_since(mark) {
                    if let Some(next) = left.get(&goal)
                        && open(next, &reached)
                    {
                        ready.insert((next.0, goal));
                    }
                }
                let demanded = scores.get(&step).copied();
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
        let mut found = self.told_of(&goals.unmet_below(self.root));
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
