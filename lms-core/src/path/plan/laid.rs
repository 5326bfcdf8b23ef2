use super::moment::{Clock, ready};
use super::set::Set;
use super::term::Terms;
use crate::time::{Date, Period};

/// The first term at whose beginning something holds, and the day from which it does, where terms have dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment {
    pub(super) term: usize,
    pub(super) day: Option<Date>,
}

/// A layout by terms as a clock.
pub(super) struct Laid<'t, 'a> {
    terms: &'t Terms<'a>,
    layout: &'t [Set],
    /// When each milestone is reached, where it is not done and all that it waits for is laid out.
    reached: Vec<Option<Moment>>,
}

impl<'t, 'a> Laid<'t, 'a> {
    pub(super) fn new(terms: &'t Terms<'a>, layout: &'t [Set]) -> Self {
        let problem = terms.problem;
        let mut laid = Self {
            terms,
            layout,
            reached: vec![None; problem.steps()],
        };
        let open = problem.instant.without(problem.done);
        // One that has alternatives may stand before what it waits for, and then be found earlier than at first.
        loop {
            let mut changed = false;
            for step in problem.order.iter().copied() {
                let needs = problem.needs.get(step as usize);
                let Some(needs) = needs.filter(|_| open.contains(step)) else {
                    continue;
                };
                let found = ready(problem, needs, &Finished(&laid), Set::default());
                let since = problem.since.get(step as usize).copied().flatten();
                let found = found.map(|found| Moment {
                    day: found.at.day.or(since),
                    ..found.at
                });
                let found = found.filter(|at| laid.is_in_time(step, *at));
                let slot = laid.reached.get_mut(step as usize);
                if let Some((slot, found)) = slot.zip(found)
                    && slot.is_none_or(|known| found < known)
                {
                    *slot = Some(found);
                    changed = true;
                }
            }
            if !changed {
                return laid;
            }
        }
    }

    /// Whether a milestone is reached before it is too late. What is not reached when the plan begins is reached later.
    fn is_in_time(&self, step: u32, at: Moment) -> bool {
        let due = self.terms.problem.due.get(step as usize).copied().flatten();
        let day = at.day.max(self.terms.first_day(0));
        due.zip(day).is_none_or(|(due, day)| day < due)
    }

    /// The milestones that are reached when a term begins.
    pub(super) fn milestones(&self, term: usize) -> Set {
        let reached = (0_u32..).zip(&self.reached);
        reached
            .filter(|(_, at)| at.is_some_and(|at| at.term <= term))
            .map(|(step, _)| step)
            .collect()
    }

    /// The term in which a step is taken.
    fn place(&self, step: u32) -> Option<usize> {
        let place = self.layout.iter().position(|set| set.contains(step))?;
        Some(self.terms.from.saturating_add(place))
    }

    /// The first term that does not begin before a day.
    fn term(&self, day: Date) -> Option<usize> {
        let days = &self.terms.days;
        let mut first = (0..=days.len()).map(|term| self.terms.first_day(term));
        first.position(|first| first.is_none_or(|first| day <= first))
    }
}

impl Clock for Laid<'_, '_> {
    type Moment = Moment;

    fn start(&self) -> Moment {
        Moment {
            term: self.terms.from,
            day: None,
        }
    }

    fn is_later(&self, at: Moment) -> bool {
        at.term > self.terms.from
    }

    fn done(&self, step: u32) -> Option<Moment> {
        let problem = self.terms.problem;
        if problem.done.contains(step) {
            return Some(Moment {
                day: problem.since.get(step as usize).copied().flatten(),
                ..self.start()
            });
        }
        let supposed = self.terms.supposed.iter();
        if let Some((_, term)) = supposed.copied().find(|(other, _)| *other == step) {
            return Some(Moment { term, day: None });
        }
        if let Some(place) = self.place(step) {
            let days = self.terms.days.get(place).copied().flatten();
            return Some(Moment {
                term: place.saturating_add(1),
                day: days.map(|(_, last)| last),
            });
        }
        self.reached.get(step as usize).copied().flatten()
    }

    fn taken(&self, step: u32) -> Option<Moment> {
        match self.place(step) {
            Some(term) => Some(Moment { term, day: None }),
            None => self.done(step),
        }
    }

    fn since(&self, step: u32, period: Period) -> Option<Moment> {
        let done = self.done(step)?;
        // Without dates every delay is over in the next term; a request that needs dates has been refused before.
        let Some(last) = done.day else {
            return Some(done);
        };
        let open = self.come(last.plus(period, 1).ok()?)?;
        Some(Moment {
            term: open.term.max(done.term),
            ..open
        })
    }

    fn come(&self, day: Date) -> Option<Moment> {
        Some(Moment {
            term: self.term(day)?.max(self.terms.from),
            day: Some(day),
        })
    }
}

/// The same for milestones: nothing is taken together with them, so that what they wait for is to be finished.
struct Finished<'l, 't, 'a>(&'l Laid<'t, 'a>);

impl Clock for Finished<'_, '_, '_> {
    type Moment = Moment;

    fn start(&self) -> Moment {
        self.0.start()
    }

    fn is_later(&self, at: Moment) -> bool {
        self.0.is_later(at)
    }

    fn done(&self, step: u32) -> Option<Moment> {
        self.0.done(step)
    }

    fn taken(&self, step: u32) -> Option<Moment> {
        self.0.done(step)
    }

    fn since(&self, step: u32, period: Period) -> Option<Moment> {
        self.0.since(step, period)
    }

    fn come(&self, day: Date) -> Option<Moment> {
        self.0.come(day)
    }
}
