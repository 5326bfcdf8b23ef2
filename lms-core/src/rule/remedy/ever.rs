//! Whether a rule can be met at all, however long one waits. Each goal has a stretch of time outside of which it cannot be
//! met, whatever is done: windows close, a course is completed no sooner than what it needs, and a delay after it is over
//! later still. Where the stretch of the whole rule is empty, that it cannot be met is proven.

use std::collections::BTreeMap;

use super::MAX_GOALS;
use super::deed::Deed;
use super::effort::Effort;
use super::goal::{Goal, index, place};
use super::grow::{Case, Growth};
use super::timeless::takes_several;
use super::trial::fits;
use crate::rule::Length;
use crate::rule::compile::question::Question;
use crate::rule::learner::calendar::{FOREVER, after};
use crate::rule::learner::facts::Facts;
use crate::time::{Instant, Zone};

/// How often a condition that changes by itself is read, before it is taken to become whatever is asked.
const MAX_READINGS: usize = 8;
/// How often all stretches are looked at again, before nothing is proven.
const MAX_ROUNDS: usize = 64;
/// How often the end of one stretch moves, before it is taken to move for ever.
const MAX_MOVES: u8 = 4;

/// A half-open stretch of time, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    from: i64,
    until: i64,
}

/// When a step that was taken meets a condition: so long after it, and for so long.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lag {
    delay: Option<Length>,
    life: Option<Length>,
    zone: Zone,
}

/// What is known of the goals of a graph for all time.
#[derive(Debug, Default)]
pub(super) struct Ever {
    /// When a condition may hold without a step.
    alone: BTreeMap<Goal, Stretch>,
    /// From the goal of a step to that of a condition.
    lags: BTreeMap<(Goal, Goal), Lag>,
}

impl Case<'_> {
    /// Whether a rule might be met at any instant from now on, known or not: no is a proof. A stretch is wider than the
    /// truth where conditions hang together in ways that it cannot say, so that yes is none. At most [`MAX_ROUNDS`] looks at
    /// what the rule leads to.
    pub(super) fn is_ever_possible(
        &self,
        facts: &Facts,
        rule: u32,
        now: Instant,
        effort: &mut Effort,
    ) -> bool {
        let mut growth = Growth::timeless(self, facts, rule, vec![now], *effort);
        growth.ever = Some(Ever::default());
        growth.grow(u64::MAX, MAX_GOALS);
        let whole = growth.beyond() == u64::MAX && !growth.effort.is_spent();
        let possible = !whole || growth.is_within_any_time(now.micros());
        *effort = growth.effort;
        possible
    }
}

impl Growth<'_> {
    /// Feeds the goal of a condition with all that would meet it at an instant from now on, known or not.
    pub(super) fn at_all_times(&mut self, asked: &Question, negated: bool, goal: Goal) {
        let alone = self.alone(asked, negated);
        let lag = Lag::of(asked, negated);
        let mut lags = Vec::new();
        if let (Question::Credits(credits), false) = (asked, negated) {
            self.collect(credits, 0, goal);
        } else {
            for deed in self.deeds_on(asked) {
                if let Some((_, met)) = self.step(deed, 0) {
                    self.goals.feed(goal, met, 1);
                    let starts = matches!(
                        deed,
                        Deed::Complete { .. } | Deed::Approve { .. } | Deed::Enrol(_)
                    );
                    lags.extend(lag.filter(|_| starts).map(|lag| ((met, goal), lag)));
                }
            }
        }
        if let Some(ever) = &mut self.ever {
            ever.alone.extend(alone.map(|alone| (goal, alone)));
            ever.lags.extend(lags);
        }
    }

    /// When a condition may hold though nothing is done.
    fn alone(&mut self, asked: &Question, negated: bool) -> Option<Stretch> {
        let now = self.at(0);
        if takes_several(asked, negated) || (negated && matches!(asked, Question::Credits(_))) {
            return Some(Stretch::from(now));
        }
        let (mut at, mut found) = (now, None);
        for _ in 0..MAX_READINGS {
            let reading = self.read_at(asked, at);
            let until = reading.until.max(at);
            if fits(reading, negated) {
                let from = found.map_or(at, |found: Stretch| found.from);
                found = Some(Stretch { from, until });
            }
            if until <= at || until == FOREVER {
                return found;
            }
            at = until;
        }
        let from = found.map_or(at, |found| found.from);
        Some(Stretch::from(from))
    }

    /// Whether the stretch of the whole rule is not empty: the least stretches that agree with one another are looked for
    /// from below, all goals at a time.
    fn is_within_any_time(&mut self, now: i64) -> bool {
        let Some(ever) = self.ever.take() else {
            return true;
        };
        let goals = self.settled();
        let children = goals.children();
        let mut taken = vec![false; goals.len()];
        for step in (0..).take(goals.step_count()) {
            let goal = goals
                .goal_of(step)
                .and_then(|goal| taken.get_mut(place(goal)));
            if let Some(taken) = goal {
                *taken = true;
            }
        }
        let mut stretches: Vec<Option<Stretch>> = vec![None; goals.len()];
        let mut moves = vec![0_u8; goals.len()];
        for _ in 0..MAX_ROUNDS {
            let mut moved = false;
            self.effort.look_at(goals.size());
            if self.effort.is_spent() {
                return true;
            }
            // What was met with last needs least, so that most stretches are right in the first rounds.
            for (at, below) in children.iter().enumerate().rev() {
                let goal = index(at);
                let is_taken = |goal: Goal| taken.get(place(goal)).copied().unwrap_or(false);
                let mut parts: Vec<(Stretch, u64)> = Vec::with_capacity(below.len());
                let alone = ever.alone.get(&goal);
                parts.extend(alone.map(|alone| (*alone, goals.need(goal))));
                parts.extend(is_taken(goal).then(|| (Stretch::from(now), 1)));
                parts.extend(below.iter().filter_map(|(child, weight)| {
                    let held = stretches.get(place(*child)).copied().flatten()?;
                    let held = match is_taken(*child) {
                        true => held.after(ever.lags.get(&(*child, goal))),
                        false => held,
                    };
                    Some((held, *weight))
                }));
                let (Some(old), Some(moves)) = (stretches.get_mut(at), moves.get_mut(at)) else {
                    continue;
                };
                let new = Stretch::of(now, goals.need(goal), parts);
                let Some(mut new) = new.map(|new| new.with(*old)) else {
                    continue;
                };
                if old.is_some_and(|old| old.until < new.until) {
                    *moves = moves.saturating_add(1);
                    if *moves > MAX_MOVES {
                        new.until = FOREVER;
                    }
                }
                moved |= *old != Some(new);
                *old = Some(new);
            }
            if !moved {
                return stretches.get(place(self.root)).is_some_and(Option::is_some);
            }
        }
        true
    }
}

impl Stretch {
    fn from(from: i64) -> Self {
        let until = FOREVER;
        Self { from, until }
    }

    /// When a goal may be met that needs so much of these parts; `None` for never.
    fn of(now: i64, need: u64, mut parts: Vec<(Self, u64)>) -> Option<Self> {
        if need == 0 {
            return Some(Self::from(now));
        }
        let reached = |parts: &[(Self, u64)]| {
            let mut sum = 0_u64;
            parts.iter().find_map(|(stretch, weight)| {
                sum = sum.saturating_add(*weight);
                (sum >= need).then_some(*stretch)
            })
        };
        parts.sort_unstable_by_key(|(stretch, _)| stretch.from);
        let from = reached(&parts)?.from;
        parts.sort_unstable_by_key(|(stretch, _)| core::cmp::Reverse(stretch.until));
        let until = reached(&parts)?.until;
        (from < until).then_some(Self { from, until })
    }

    /// The stretch that holds this one and another.
    fn with(self, other: Option<Self>) -> Self {
        other.map_or(self, |other| Self {
            from: self.from.min(other.from),
            until: self.until.max(other.until),
        })
    }

    /// When a condition may be met by a step that may be taken in this stretch.
    fn after(self, lag: Option<&Lag>) -> Self {
        let Some(Lag { delay, life, zone }) = lag else {
            return Self::from(self.from);
        };
        let until = match life {
            Some(life) if self.until < FOREVER => after(self.until, *life, *zone),
            _ => FOREVER,
        };
        let from = delay.map_or(self.from, |delay| after(self.from, delay, *zone));
        Self { from, until }
    }
}

impl Lag {
    fn of(asked: &Question, negated: bool) -> Option<Self> {
        match asked {
            _ if negated => None,
            Question::Completed(of) => Some(Self {
                delay: None,
                life: of.within.map(Length::Calendar),
                zone: of.zone,
            }),
            Question::Elapsed {
                min, below, zone, ..
            } => Some(Self {
                delay: *min,
                life: *below,
                zone: *zone,
            }),
            _ => None,
        }
    }
}
