use super::check::mentions;
use super::condition::Value;
use super::moment::{Clock, ready};
use super::problem::Problem;
use super::set::Set;
use super::start::{How, Start};
use crate::number::Percent;
use crate::path::Path;
use crate::path::compile::Need;
use crate::time::{Date, Period};

/// What each step is worth, or was worth to a learner who has done it.
#[derive(Clone)]
pub(super) struct Worths {
    pub(super) credits: Vec<i64>,
    pub(super) points: Vec<i64>,
    pub(super) own: Vec<i64>,
}

impl Worths {
    pub(super) fn new(path: &Path, start: &Start) -> Self {
        let steps = path.definition().steps.as_slice();
        let credits: Vec<i64> = steps.iter().map(|step| step.credits.micros()).collect();
        let mut worths = Self {
            points: steps.iter().map(|step| step.points.micros()).collect(),
            own: credits.clone(),
            credits,
        };
        for past in &start.done {
            let index = past.step as usize;
            if let Some((slot, credits)) = worths.credits.get_mut(index).zip(past.credits) {
                *slot = credits;
            }
            let earned = worths.credits.get(index).copied().unwrap_or(0);
            if let Some(slot) = worths.own.get_mut(index) {
                *slot = match past.how {
                    How::Own | How::Supposed => past.own.unwrap_or(earned),
                    How::Recognised | How::Waived => past.own.unwrap_or(0),
                };
            }
        }
        for (step, own) in &start.ahead {
            if let Some(slot) = worths.own.get_mut(*step as usize) {
                *slot = *own;
            }
        }
        worths
    }

    /// What each step is worth once the steps of a set are taken again, as progress takes the completion with more credits
    /// and keeps beside it what was earned with us. So what was recognised is then earned with us too.
    pub(super) fn after(&self, path: &Path, start: &Start, again: Set) -> Self {
        let mut after = self.clone();
        for past in start.done.iter().filter(|past| again.contains(past.step)) {
            let index = past.step as usize;
            let Some(step) = path.definition().steps.get(index) else {
                continue;
            };
            let earned = step.credits.micros();
            let (credits, own) = (after.credits.get_mut(index), after.own.get_mut(index));
            let Some((credits, own)) = credits.zip(own) else {
                continue;
            };
            (*credits, *own) = (earned.max(*credits), earned.max(*own));
        }
        after
    }

    pub(super) fn of(&self, step: u32, measure: Value) -> i64 {
        let values = match measure {
            Value::Credits => &self.credits,
            Value::Points => &self.points,
            Value::Own => &self.own,
        };
        values.get(step as usize).copied().unwrap_or(0)
    }
}

/// The steps that are done with a score too low for something still to come, and may be taken again for a better one.
pub(super) fn again(path: &Path, done: Set, is_low: &dyn Fn(u32, Percent) -> bool) -> Set {
    let mut again = Set::default();
    let ahead = (0_u32..).zip(&path.steps);
    for (_, step) in ahead.filter(|(node, _)| !done.contains(*node)) {
        for on in done.iter() {
            let low = |need: &Need| matches!(need, Need::Score(step, at_least) if *step == on && is_low(on, *at_least));
            if step.needs.iter().any(|need| mentions(need, &low)) {
                again.insert(on);
            }
        }
    }
    again
}

/// For each step, the steps of a set that it waits for in any case because of a better score.
pub(super) fn waits(path: &Path, again: Set, scored: &dyn Fn(u32, Percent) -> bool) -> Vec<Set> {
    let low = |need: &Need, on: u32| matches!(need, Need::Score(step, at_least) if *step == on && !scored(on, *at_least));
    path.steps
        .iter()
        .map(|step| {
            let asked = |on: &u32| step.needs.iter().any(|need| low(need, *on));
            again.iter().filter(asked).collect()
        })
        .collect()
}

/// What each step adds to what conditions have counted already: all that it is worth, but of the steps of a set, which
/// count as done, only what taking them again earns more.
pub(super) fn gains(after: &[i64], before: &[i64], counted: Set) -> Vec<i64> {
    let worth = (0_u32..).zip(after).zip(before);
    worth
        .map(|((step, after), before)| {
            if counted.contains(step) {
                after.saturating_sub(*before)
            } else {
                *after
            }
        })
        .collect()
}

impl Problem {
    /// Notes for each milestone that is done when the last of what it needed was, as far as that is known.
    pub(super) fn date_milestones(&mut self) {
        let order = self.order.iter().copied();
        let open: Vec<u32> = order
            .filter(|step| self.instant.common(self.done).contains(*step))
            .collect();
        for step in open {
            let needs = self.needs.get(step as usize);
            let found = needs.and_then(|needs| ready(self, needs, &Known(self), Set::default()));
            if let Some((slot, found)) = self.since.get_mut(step as usize).zip(found) {
                *slot = slot.or(found.at);
            }
        }
    }
}

/// What is done as a clock. What has no date was done long ago.
struct Known<'a>(&'a Problem);

impl Clock for Known<'_> {
    type Moment = Option<Date>;

    fn start(&self) -> Option<Date> {
        None
    }

    fn is_later(&self, at: Option<Date>) -> bool {
        at.is_some()
    }

    fn done(&self, step: u32) -> Option<Option<Date>> {
        let since = self.0.since.get(step as usize).copied().flatten();
        self.0.done.contains(step).then_some(since)
    }

    fn taken(&self, step: u32) -> Option<Option<Date>> {
        self.done(step)
    }

    fn since(&self, step: u32, period: Period) -> Option<Option<Date>> {
        let since = self.done(step)?;
        Some(since.and_then(|since| since.plus(period, 1).ok()))
    }

    fn come(&self, day: Date) -> Option<Option<Date>> {
        Some(Some(day))
    }
}
