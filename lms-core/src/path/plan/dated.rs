use super::day::{DayLayout, Days};
use super::moment::Clock;
use crate::time::{Date, Period};

/// A layout by days as a clock.
pub(super) struct Dated<'d, 'a> {
    pub(super) days: &'d Days<'a>,
    pub(super) at: &'d DayLayout,
}

impl Dated<'_, '_> {
    fn at(&self, step: u32) -> Option<(usize, usize)> {
        if self.days.problem.done.contains(step) {
            return Some((0, 0));
        }
        self.at.get(step as usize).copied().flatten()
    }
}

impl Clock for Dated<'_, '_> {
    type Moment = usize;

    fn start(&self) -> usize {
        0
    }

    fn is_later(&self, at: usize) -> bool {
        at > self.days.from
    }

    fn done(&self, step: u32) -> Option<usize> {
        self.at(step).map(|(_, end)| end)
    }

    fn taken(&self, step: u32) -> Option<usize> {
        self.at(step).map(|(begin, _)| begin)
    }

    fn since(&self, step: u32, period: Period) -> Option<usize> {
        let (problem, work) = (self.days.problem, self.days.work);
        let end = self.done(step)?;
        // Nothing that is taken ends before the first day: this is done, or reached when the plan begins.
        if end == 0 {
            let since = problem.since.get(step as usize).copied().flatten();
            let open = since.and_then(|since| since.plus(period, 1).ok());
            return Some(open.map_or(0, |open| work.slot(open)));
        }
        Some(work.later(end, period).max(end))
    }

    fn come(&self, day: Date) -> Option<usize> {
        Some(self.days.work.slot(day))
    }
}
