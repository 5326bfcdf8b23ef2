use super::condition::{Condition, Value, Worth};
use super::portion::Share;
use super::problem::Problem;
use super::set::Set;
use crate::time::{Date, Period};

/// When steps begin and end in a layout, in whatever time is measured in.
pub(super) trait Clock {
    /// A point in time.
    type Moment: Ord + Copy;

    /// Before anything that is planned.
    fn start(&self) -> Self::Moment;

    /// Whether a moment lies behind the beginning, so that there was something to wait for.
    fn is_later(&self, at: Self::Moment) -> bool;

    /// From when on a step is done; `None` where it is not laid out.
    fn done(&self, step: u32) -> Option<Self::Moment>;

    /// From when on it is taken.
    fn taken(&self, step: u32) -> Option<Self::Moment>;

    /// From when on it was done so long ago.
    fn since(&self, step: u32, period: Period) -> Option<Self::Moment>;

    /// From when on a day has come.
    fn come(&self, day: Date) -> Option<Self::Moment>;
}

/// When a condition begins to hold, and what it waited for last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ready<M> {
    pub(super) at: M,
    /// The step; author order decides between equals. `None` where nothing that is planned was waited for.
    pub(super) by: Option<u32>,
}

/// The first moment from which a condition holds on; `None` while it does not. What is in `unit` is taken with whatever
/// waits for it.
///
/// As deep as requirements and groups stand in one another.
pub(super) fn ready<C: Clock>(
    problem: &Problem,
    condition: &Condition,
    clock: &C,
    unit: Set,
) -> Option<Ready<C::Moment>> {
    let start = Ready {
        at: clock.start(),
        by: None,
    };
    let after = |step: u32, at: Option<C::Moment>| {
        let is_past = problem.done.contains(step);
        at.map(|at| Ready {
            at,
            by: (!is_past).then_some(step),
        })
    };
    match condition {
        Condition::Done(step) => after(*step, clock.done(*step)),
        Condition::Taking(step) if unit.contains(*step) => Some(start),
        Condition::Taking(step) => after(*step, clock.taken(*step)),
        Condition::Since(step, period) => after(*step, clock.since(*step, *period)),
        Condition::From(day) => clock.come(*day).map(|at| Ready { at, by: None }),
        Condition::Of(0, _) | Condition::Held(_) => Some(start),
        Condition::Of(count, list) => {
            let inner = list.iter();
            let inner = inner.filter_map(|condition| ready(problem, condition, clock, unit));
            let mut inner: Vec<_> = inner.collect();
            inner.sort_by_key(|ready| ready.at);
            let at = inner.get(count.checked_sub(1)?)?.at;
            let last = inner.iter().filter(|ready| ready.at == at);
            Some(Ready {
                at,
                by: last.filter_map(|ready| ready.by).min(),
            })
        }
        Condition::Worth(worth) => enough(problem, worth, clock, unit),
        Condition::Share(share) => much(problem, share, clock),
        Condition::Owned(_, inner) => ready(problem, inner, clock, unit),
        Condition::Never => None,
    }
}

/// When the steps that are done are worth enough.
fn enough<C: Clock>(
    problem: &Problem,
    worth: &Worth,
    clock: &C,
    unit: Set,
) -> Option<Ready<C::Moment>> {
    let mut sum = 0_i64;
    let mut left = Vec::new();
    if worth.at_least <= 0 {
        return Some(Ready {
            at: clock.start(),
            by: None,
        });
    }
    for step in worth.set.iter() {
        let value = problem.value(step, worth.measure);
        let at = match worth.taking {
            true if unit.contains(step) => Some(clock.start()),
            true => clock.taken(step),
            false => clock.done(step),
        };
        left.extend(at.map(|at| (at, step, value)));
    }
    left.sort_unstable();
    left.into_iter().find_map(|(at, step, value)| {
        sum = sum.saturating_add(value);
        (sum >= worth.at_least).then_some(Ready {
            at,
            by: (!problem.done.contains(step)).then_some(step),
        })
    })
}

/// When enough of a group is done.
fn much<C: Clock>(problem: &Problem, share: &Share, clock: &C) -> Option<Ready<C::Moment>> {
    let mut done = Set::default();
    let start = Ready {
        at: clock.start(),
        by: None,
    };
    if share.is_reached(&problem.facts(done)) {
        return Some(start);
    }
    let steps = share.set.iter();
    let mut left: Vec<_> = steps
        .filter_map(|step| Some((clock.done(step)?, step)))
        .collect();
    left.sort_unstable();
    left.into_iter().find_map(|(at, step)| {
        done.insert(step);
        let by = (!problem.done.contains(step)).then_some(step);
        let is_reached = share.is_reached(&problem.facts(done));
        is_reached.then_some(Ready { at, by })
    })
}

impl Problem {
    /// What a step adds to what conditions have counted already.
    fn value(&self, step: u32, measure: Value) -> i64 {
        let values = match measure {
            Value::Credits => &self.earns,
            Value::Points => &self.points,
            Value::Own => &self.earns_own,
        };
        values.get(step as usize).copied().unwrap_or(0)
    }
}
