use std::collections::HashSet;

use super::condition::Facts;
use super::laid::Laid;
use super::moment::Clock;
use super::problem::Problem;
use super::select::{Burden, Schedule, Solved};
use super::set::Set;
use super::window::{Grid, Windows, fits, soonest, windows};
use crate::time::{Date, Period};

/// How many states that lead nowhere are kept, so that memory stays bounded.
const MAX_DEAD_ENDS: usize = 500_000;

/// Lays steps out in terms, exactly: branch and bound over what is taken in each term.
///
/// Everything that holds goes on holding when more is done, so that a term never gains by leaving out what still fits:
/// only the sets to which nothing can be added are tried, those first that run latest if they are left out. A state that
/// led nowhere is not looked at twice.
pub(super) struct Terms<'a> {
    pub(super) problem: &'a Problem,
    pub(super) grid: Grid,
    /// The first and the last day of each term, where they are known.
    pub(super) days: Vec<Option<(Date, Date)>>,
    /// The first term that is still open.
    pub(super) from: usize,
    pub(super) nodes: u64,
    pub(super) is_spent: bool,
    /// Steps that are supposed to be done without being taken, each from a term on.
    pub(super) supposed: Vec<(u32, usize)>,
}

/// One search within a fixed number of terms.
struct Search<'s, 'a> {
    terms: &'s mut Terms<'a>,
    last: usize,
    budget: u64,
    dead: HashSet<(usize, Set)>,
    layout: Vec<Set>,
}

enum Outcome {
    Found,
    Nothing,
    Unknown,
}

/// Steps that are taken together, or one step alone.
struct Unit {
    steps: Set,
    lead: u32,
    credits: i64,
    count: u32,
    must: bool,
}

/// What is decided about a term so far.
#[derive(Clone, Copy, Default)]
struct Pick {
    taken: Set,
    credits: i64,
    count: u32,
    left_out: Set,
}

impl Schedule for Terms<'_> {
    type Layout = Vec<Set>;

    fn burden(&self, step: u32) -> Burden {
        if self.problem.done.contains(step) || self.problem.instant.contains(step) {
            return Burden::default();
        }
        Burden {
            credits: self.problem.credits_of(step),
            steps: 1,
        }
    }

    fn bound(&mut self, chosen: Set, more: Burden) -> Option<usize> {
        let remaining = chosen.without(self.problem.done);
        let most = self.grid.rooms.len();
        if more == Burden::default() && remaining.without(self.problem.instant).is_empty() {
            return Some(self.from);
        }
        let free = windows(self.problem, &self.grid, remaining, self.from, most)?;
        let least = remaining
            .iter()
            .map(|step| {
                let is_taken = !self.problem.instant.contains(step);
                free.first(step).saturating_add(usize::from(is_taken))
            })
            .max();
        let least = least.unwrap_or(self.from).max(1);
        let least = least.max(self.room_for(remaining, more)?);
        (least..=most).find(|terms| {
            windows(self.problem, &self.grid, remaining, self.from, *terms).is_some_and(|windows| {
                fits(
                    self.problem,
                    &self.grid,
                    remaining,
                    &windows,
                    self.from,
                    *terms,
                )
            })
        })
    }

    fn solve(&mut self, chosen: Set, below: usize) -> Solved<Vec<Set>> {
        let Some(bound) = self.bound(chosen, Burden::default()) else {
            return Solved {
                layout: None,
                proven: below,
            };
        };
        let mut proven = None;
        for terms in bound..below {
            // Half of what is left for each length, so that something is left to find a longer plan with.
            let budget = (self.nodes / 2).max(1);
            let mut search = Search {
                last: terms,
                budget,
                dead: HashSet::new(),
                layout: Vec::new(),
                terms: self,
            };
            let outcome = search.term(chosen);
            let (left, layout) = (search.budget, search.layout);
            self.nodes = self.nodes.saturating_sub(budget.saturating_sub(left));
            match outcome {
                Outcome::Found => {
                    return Solved {
                        layout: Some((terms, layout)),
                        proven: proven.unwrap_or(terms),
                    };
                }
                Outcome::Nothing => {}
                Outcome::Unknown => {
                    proven.get_or_insert(terms);
                }
            }
        }
        Solved {
            layout: None,
            proven: proven.unwrap_or(below),
        }
    }

    fn suppose(&mut self, spare: Set, chosen: Set, below: usize) -> Solved<Vec<Set>> {
        self.supposed = soonest(self.problem, &self.grid, self.from)
            .into_iter()
            .filter(|(step, _)| spare.contains(*step))
            .collect();
        let solved = self.solve(chosen, below);
        self.supposed.clear();
        solved
    }

    fn tick(&mut self) -> bool {
        if self.nodes == 0 {
            self.is_spent = true;
        }
        self.nodes = self.nodes.saturating_sub(1);
        !self.is_spent
    }

    fn is_possible(&self, step: u32) -> bool {
        if self.problem.without.contains(step) {
            return false;
        }
        if self.problem.done.contains(step) || self.problem.instant.contains(step) {
            return true;
        }
        let bundle = self.problem.bundle.get(step as usize).copied();
        let bundle = bundle.unwrap_or_default().without(self.problem.done);
        let offered = bundle
            .iter()
            .fold(u64::MAX, |terms, step| terms & self.grid.offered(step));
        let credits = bundle.iter().fold(0_i64, |sum, step| {
            sum.saturating_add(self.problem.credits_of(step))
        });
        let rooms = self.grid.rooms.iter().enumerate().skip(self.from);
        rooms
            .filter(|(term, _)| offered >> (term & 63) & 1 == 1)
            .any(|(_, room)| {
                let count = u32::try_from(bundle.iter().count()).unwrap_or(u32::MAX);
                credits <= room.credits && count <= room.steps
            })
    }
}

impl Terms<'_> {
    /// After how many terms their limits alone leave room for what remains and so much more.
    fn room_for(&self, remaining: Set, more: Burden) -> Option<usize> {
        let all = remaining.iter().map(|step| self.burden(step));
        let all = all.fold(more, Burden::plus);
        let (mut credits, mut steps) = (all.credits, all.steps);
        let mut terms = self.from;
        for room in self.grid.rooms.iter().skip(self.from) {
            if credits <= 0 && steps <= 0 {
                break;
            }
            credits = credits.saturating_sub(room.credits);
            steps = steps.saturating_sub(room.steps.into());
            terms = terms.saturating_add(1);
        }
        (credits <= 0 && steps <= 0).then_some(terms)
    }

    /// The steps supposed to be done when a term begins.
    fn supposed(&self, term: usize) -> Set {
        let done = self.supposed.iter().filter(|(_, from)| *from <= term);
        done.map(|(step, _)| *step).collect()
    }

    /// Whether a step was done so long before a term begins. Without dates every delay is over in the next term; a
    /// request that needs dates has been refused before.
    fn since(&self, layout: &[Set], step: u32, period: Period, term: usize) -> bool {
        if self.problem.instant.contains(step) {
            let since = Laid::new(self, layout).since(step, period);
            return since.is_some_and(|open| open.term <= term);
        }
        let began = self.days.get(term).copied().flatten();
        let taken = layout.iter().position(|set| set.contains(step));
        let ended = match taken {
            Some(place) => {
                let term = self.days.get(self.from.saturating_add(place));
                term.copied().flatten().map(|(_, last)| last)
            }
            None => self.problem.since.get(step as usize).copied().flatten(),
        };
        match (began, ended) {
            (Some((first, _)), Some(last)) => last.plus(period, 1).is_ok_and(|open| open <= first),
            _ => true,
        }
    }
    /// What is done when a term begins, the milestones that are reached by then included.
    pub(super) fn settled(&self, layout: &[Set], term: usize) -> Set {
        let problem = self.problem;
        let done = layout
            .iter()
            .fold(problem.done, |done, set| done.union(*set))
            .union(self.supposed(term));
        if problem.dated.is_within(&problem.done) {
            problem.settle(done)
        } else {
            done.union(Laid::new(self, layout).milestones(term))
        }
    }

    /// The first day of a term; after the last one, the day on which it is over.
    pub(super) fn first_day(&self, term: usize) -> Option<Date> {
        if let Some(days) = self.days.get(term) {
            return days.map(|(first, _)| first);
        }
        let (_, last) = self.days.last().copied().flatten()?;
        last.plus(Period::new(0, 1).ok()?, 1).ok()
    }

    /// Whether everything that some steps wait for is done when a term begins, or taken in it with them.
    pub(super) fn opens(
        &self,
        layout: &[Set],
        steps: Set,
        done: Set,
        term: usize,
        taken: Set,
    ) -> bool {
        let problem = self.problem;
        let since = |step: u32, period: Period| self.since(layout, step, period, term);
        let first = self.days.get(term).copied().flatten();
        let come = |day: Date| first.is_none_or(|(first, _)| day <= first);
        let others = self.supposed(term.saturating_add(1));
        let facts = Facts {
            now: done.union(taken).union(steps).union(others),
            since: &since,
            come: &come,
            ..problem.facts(done)
        };
        steps.iter().all(|step| {
            // What is being taken has been opened before.
            problem.taking.contains(step)
                || problem
                    .needs
                    .get(step as usize)
                    .is_some_and(|needs| facts.holds(needs))
        })
    }
}

impl Search<'_, '_> {
    /// Fills the next term, and those after it. As deep as there are terms.
    fn term(&mut self, chosen: Set) -> Outcome {
        let problem = self.terms.problem;
        let term = self.terms.from.saturating_add(self.layout.len());
        let done = self.terms.settled(&self.layout, term);
        let remaining = chosen.without(done);
        if remaining.is_empty() {
            return Outcome::Found;
        }
        if term >= self.last {
            return Outcome::Nothing;
        }
        if self.budget == 0 {
            return Outcome::Unknown;
        }
        self.budget = self.budget.saturating_sub(1);
        let state = (term, done);
        if !problem.is_timed && self.dead.contains(&state) {
            return Outcome::Nothing;
        }
        let grid = &self.terms.grid;
        let windows = windows(problem, grid, remaining, term, self.last)
            .filter(|windows| fits(problem, grid, remaining, windows, term, self.last));
        let outcome = match windows {
            Some(windows) => {
                let mut units = self.units(remaining, term, &windows);
                if self.keep_open(&mut units, done, term) {
                    self.pick(chosen, done, term, &units, Pick::default())
                } else {
                    Outcome::Nothing
                }
            }
            None => Outcome::Nothing,
        };
        if matches!(outcome, Outcome::Nothing) && self.dead.len() < MAX_DEAD_ENDS {
            self.dead.insert(state);
        }
        outcome
    }

    /// What could be taken in a term, the most urgent first.
    fn units(&self, remaining: Set, term: usize, windows: &Windows) -> Vec<Unit> {
        let problem = self.terms.problem;
        let mut seen = Set::default();
        let mut units = Vec::new();
        for step in problem.order.iter().copied() {
            if !remaining.contains(step) || problem.instant.contains(step) || seen.contains(step) {
                continue;
            }
            let bundle = problem
                .bundle
                .get(step as usize)
                .copied()
                .unwrap_or_default();
            let steps = bundle.common(remaining).without(problem.instant);
            seen = seen.union(steps);
            let offered = steps
                .iter()
                .all(|step| self.terms.grid.offered(step) >> (term & 63) & 1 == 1);
            let open = steps.iter().all(|step| windows.first(step) <= term);
            if !offered || !open {
                continue;
            }
            units.push(Unit {
                credits: steps
                    .iter()
                    .fold(0, |sum, step| sum.saturating_add(problem.credits_of(step))),
                count: u32::try_from(steps.iter().count()).unwrap_or(u32::MAX),
                must: steps.iter().any(|step| windows.last(step) <= term),
                lead: step,
                steps,
            });
        }
        units.sort_by_key(|unit| {
            let last = unit.steps.iter().map(|step| windows.last(step)).min();
            (last, problem.place.get(unit.lead as usize).copied())
        });
        units
    }

    /// Keeps the units that open if all of them are taken; `false` when one is lost that must be taken now.
    fn keep_open(&self, units: &mut Vec<Unit>, done: Set, term: usize) -> bool {
        let all = units
            .iter()
            .fold(Set::default(), |all, unit| all.union(unit.steps));
        let mut possible = true;
        units.retain(|unit| {
            let opens = self.opens(unit, done, term, all);
            possible &= opens || !unit.must;
            opens
        });
        possible
    }

    fn opens(&self, unit: &Unit, done: Set, term: usize, taken: Set) -> bool {
        let layout = self.layout.as_slice();
        self.terms.opens(layout, unit.steps, done, term, taken)
    }

    /// Decides about one unit after the other, and then about the next term. As deep as there are units.
    ///
    /// One that waits for something to be taken beside it has its turn once that is.
    fn pick(&mut self, chosen: Set, done: Set, term: usize, units: &[Unit], pick: Pick) -> Outcome {
        let decided = pick.taken.union(pick.left_out);
        let mut open = units.iter().filter(|unit| !unit.steps.is_within(&decided));
        let Some(unit) = open
            .clone()
            .find(|unit| self.opens(unit, done, term, pick.taken))
        else {
            return if open.any(|unit| unit.must) {
                Outcome::Nothing
            } else {
                self.close(chosen, term, units, pick)
            };
        };
        let room = self.terms.grid.room(term);
        let with = Pick {
            taken: pick.taken.union(unit.steps),
            credits: pick.credits.saturating_add(unit.credits),
            count: pick.count.saturating_add(unit.count),
            left_out: pick.left_out,
        };
        let mut unknown = false;
        let class = self.terms.problem.class.get(unit.lead as usize).copied();
        let alike = class.is_some_and(|class| {
            let classes = &self.terms.problem.class;
            let left = pick.left_out.iter();
            left.filter_map(|step| classes.get(step as usize))
                .any(|other| *other == class)
        });
        if with.credits <= room.credits && with.count <= room.steps && !alike {
            match self.pick(chosen, done, term, units, with) {
                Outcome::Found => return Outcome::Found,
                Outcome::Unknown => unknown = true,
                Outcome::Nothing => {}
            }
        }
        if self.budget == 0 {
            return Outcome::Unknown;
        }
        if !unit.must {
            let without = Pick {
                left_out: pick.left_out.union(unit.steps),
                ..pick
            };
            match self.pick(chosen, done, term, units, without) {
                Outcome::Found => return Outcome::Found,
                Outcome::Unknown => unknown = true,
                Outcome::Nothing => {}
            }
        }
        if unknown {
            Outcome::Unknown
        } else {
            Outcome::Nothing
        }
    }

    /// Goes on to the next term, if nothing was left out that still fits.
    fn close(&mut self, chosen: Set, term: usize, units: &[Unit], pick: Pick) -> Outcome {
        if self.budget == 0 {
            return Outcome::Unknown;
        }
        self.budget = self.budget.saturating_sub(1);
        let room = self.terms.grid.room(term);
        let mut left = units
            .iter()
            .filter(|unit| unit.steps.is_within(&pick.left_out));
        let wasted = left.any(|unit| {
            pick.credits.saturating_add(unit.credits) <= room.credits
                && pick.count.saturating_add(unit.count) <= room.steps
        });
        if wasted {
            return Outcome::Nothing;
        }
        self.layout.push(pick.taken);
        let outcome = self.term(chosen);
        if !matches!(outcome, Outcome::Found) {
            self.layout.pop();
        }
        outcome
    }
}
