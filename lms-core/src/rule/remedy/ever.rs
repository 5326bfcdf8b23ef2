//! Whether a rule can be met at all, however long one waits. Each goal has a stretch of time outside of which it cannot be
//! met, whatever is done: windows close, a course is completed no sooner than what it needs, and a delay after it is over
//! later still. Where the stretch of the whole rule is empty, that it cannot be met is proven.

use std::collections::{BTreeMap, VecDeque};

use super::MAX_GOALS;
use super::deed::Deed;
use super::effort::Effort;
use super::goal::{Goal, Goals, index, place};
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
    /// truth where conditions hang together in ways that it cannot say, so that yes is none.
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

    /// Whether the stretch of the whole rule is not empty: the least stretches that agree with one another, from below.
    fn is_within_any_time(&mut self, now: i64) -> bool {
        let Some(ever) = self.ever.take() else {
            return true;
        };
        let goals = self.settled();
        let mut search = Search::new(&goals, &ever, now);
        while let Some(at) = search.open.pop_front() {
            self.effort.look_at(search.size(at));
            if self.effort.is_spent() {
                return true;
            }
            search.look_at(at);
        }
        search.of(self.root).is_some()
    }
}

/// The stretches of all goals while they are looked for.
struct Search<'a> {
    goals: &'a Goals,
    ever: &'a Ever,
    now: i64,
    children: Vec<Vec<(Goal, u64)>>,
    found: Vec<Found>,
    /// The goals to be looked at because something they need has moved.
    open: VecDeque<Goal>,
}

/// What is known of a goal so far.
#[derive(Debug, Clone, Copy, Default)]
struct Found {
    stretch: Option<Stretch>,
    /// How often its end has moved.
    moves: u8,
    /// It is the goal of a step.
    taken: bool,
    /// It waits to be looked at.
    waits: bool,
}

impl<'a> Search<'a> {
    fn new(goals: &'a Goals, ever: &'a Ever, now: i64) -> Self {
        let waiting = Found {
            waits: true,
            ..Found::default()
        };
        let mut found = vec![waiting; goals.len()];
        for step in (0..).take(goals.step_count()) {
            let goal = goals.goal_of(step);
            if let Some(found) = goal.and_then(|goal| found.get_mut(place(goal))) {
                found.taken = true;
            }
        }
        Self {
            goals,
            ever,
            now,
            children: goals.children(),
            found,
            // What was met with last needs least.
            open: (0..index(goals.len())).rev().collect(),
        }
    }

    fn at(&self, goal: Goal) -> Found {
        self.found.get(place(goal)).copied().unwrap_or_default()
    }

    fn of(&self, goal: Goal) -> Option<Stretch> {
        self.at(goal).stretch
    }

    /// What one look at a goal takes.
    fn size(&self, goal: Goal) -> usize {
        let below = self.children.get(place(goal));
        below.map_or(1, |below| below.len().saturating_add(1))
    }

    /// Works out the stretch of a goal from those of what it needs; where it grew, what rests on it is looked at again.
    fn look_at(&mut self, goal: Goal) {
        let mut held = self.at(goal);
        held.waits = false;
        let new = Stretch::of(self.now, self.goals.need(goal), self.parts(goal));
        let new = new.map(|new| new.with(held.stretch));
        let grew = new != held.stretch;
        if let Some(mut new) = new.filter(|_| grew) {
            if held.stretch.is_some_and(|old| old.until < new.until) {
                held.moves = held.moves.saturating_add(1);
            }
            if held.moves > MAX_MOVES {
                new.until = FOREVER;
            }
            held.stretch = Some(new);
        }
        if let Some(found) = self.found.get_mut(place(goal)) {
            *found = held;
        }
        for feed in self.goals.fed_by(goal).filter(|_| grew) {
            if let Some(above) = self.found.get_mut(place(feed.goal))
                && !above.waits
            {
                above.waits = true;
                self.open.push_back(feed.goal);
            }
        }
    }

    /// When the parts of a goal may be met, as far as they are known, each with its weight.
    fn parts(&self, goal: Goal) -> Vec<(Stretch, u64)> {
        let alone = self.ever.alone.get(&goal);
        let alone = alone.map(|alone| (*alone, self.goals.need(goal)));
        let taken = self.at(goal).taken.then(|| (Stretch::from(self.now), 1));
        let below = self.children.get(place(goal)).into_iter().flatten();
        let below = below.filter_map(|(child, weight)| {
            let Found { stretch, taken, .. } = self.at(*child);
            let stretch = match taken {
                true => stretch?.after(self.ever.lags.get(&(*child, goal))),
                false => stretch?,
            };
            Some((stretch, *weight))
        });
        alone.into_iter().chain(taken).chain(below).collect()
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
