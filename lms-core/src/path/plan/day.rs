use super::dated::Dated;
use super::moment::ready;
use super::problem::Problem;
use super::request::PlanRequest;
use super::select::{Burden, Schedule, Solved};
use super::set::Set;
use super::work::Work;

/// Lays steps out in days: branch and bound over the order in which they are put in, each as early as it can.
///
/// Every shortest layout can be built so (R. Kolisch, Serial and parallel resource-constrained project scheduling methods
/// revisited, 1996, on serial generation of active schedules). The bound is the longest chain from here on, and the work
/// that is left spread over the room there is.
pub(super) struct Days<'a> {
    pub(super) problem: &'a Problem,
    pub(super) work: &'a Work,
    credits: i64,
    count: u32,
    nodes: u64,
    is_spent: bool,
    /// Nothing new begins before this number.
    pub(super) from: usize,
    /// What has begun already, and stays as it is.
    pub(super) running: DayLayout,
    /// Steps that are supposed to be done without being taken.
    supposed: DayLayout,
}

/// Where each step begins and ends.
pub(super) type DayLayout = Vec<Option<(usize, usize)>>;

struct Board {
    at: DayLayout,
    credits: Vec<i64>,
    count: Vec<u32>,
    placed: Set,
    end: usize,
}

struct Found {
    best: Option<(usize, DayLayout)>,
    bound: usize,
    below: usize,
    cut: bool,
}

impl<'a> Days<'a> {
    pub(super) fn new(problem: &'a Problem, work: &'a Work, request: &PlanRequest) -> Self {
        Self {
            problem,
            work,
            credits: request
                .max_credits
                .map_or(i64::MAX, |credits| credits.micros()),
            count: request.max_steps.unwrap_or(u32::MAX),
            nodes: request.search_nodes,
            is_spent: false,
            from: 0,
            running: Vec::new(),
            supposed: Vec::new(),
        }
    }

    /// The earliest days of all steps chosen when nothing is limited but what is placed already.
    pub(super) fn earliest(&self, chosen: Set, placed: &DayLayout) -> Option<DayLayout> {
        let problem = self.problem;
        let mut at = placed.clone();
        at.resize(problem.steps(), None);
        for (step, slot) in (0_u32..).zip(&mut at) {
            *slot = slot.filter(|_| chosen.contains(step));
        }
        let remaining = chosen.without(problem.done);
        // Two rounds settle what is taken together with something that comes later in the order.
        for _ in 0..2 {
            for step in problem.order.iter().copied() {
                let is_placed = placed.get(step as usize).is_some_and(Option::is_some);
                if !remaining.contains(step) || is_placed {
                    continue;
                }
                let begin = self.begin(step, remaining, &at);
                let end = self.work.end(step, begin)?;
                let deadline = self.work.deadline(step);
                if deadline.is_some_and(|deadline| end > deadline) {
                    return None;
                }
                if let Some(slot) = at.get_mut(step as usize) {
                    *slot = Some((begin, end));
                }
            }
        }
        Some(at)
    }

    /// When a step begins at the earliest, if some others stand where they stand.
    fn begin(&self, step: u32, remaining: Set, at: &DayLayout) -> usize {
        let problem = self.problem;
        let mut begin = self.work.first(step).max(self.from);
        if problem.taking.contains(step) {
            return begin;
        }
        for (sets, together) in [(&problem.before, false), (&problem.with, true)] {
            let set = sets.get(step as usize).copied().unwrap_or_default();
            for other in set.common(remaining).iter() {
                if let Some((first, after)) = at.get(other as usize).copied().flatten() {
                    begin = begin.max(if together { first } else { after });
                }
            }
        }
        begin
    }

    /// The soonest days of each step, whatever the limits; nothing for those that never can be taken.
    fn soonest(&self) -> DayLayout {
        let mut at: DayLayout = vec![None; self.problem.steps()];
        let all: Set = self.problem.order.iter().copied().collect();
        let open = all.without(self.problem.done);
        for step in self.problem.order.iter().copied() {
            let begin = self.begin(step, open, &at);
            if let Some(slot) = at.get_mut(step as usize) {
                *slot = self.work.end(step, begin).map(|end| (begin, end));
            }
        }
        at
    }

    /// The days of some steps when each begins as soon as it opens, however much comes together.
    pub(super) fn unlimited(&self, taken: Set) -> DayLayout {
        let mut at = self.running.clone();
        at.resize(self.problem.steps(), None);
        let mut left = self.problem.units(taken);
        left.retain(|unit| {
            let mut steps = unit.iter();
            steps.all(|step| at.get(step as usize).is_none_or(Option::is_none))
        });
        loop {
            // Whatever begins first is not helped by what begins later.
            let begins = left.iter().enumerate();
            let begins = begins.filter_map(|(index, unit)| Some((self.opens(*unit, &at)?, index)));
            let Some((begin, index)) = begins.min() else {
                return at;
            };
            for step in left.remove(index).iter() {
                if let Some(slot) = at.get_mut(step as usize) {
                    *slot = self.work.end(step, begin).map(|end| (begin, end));
                }
            }
        }
    }

    /// From when on some steps could begin together; `None` while they could not.
    fn opens(&self, unit: Set, at: &DayLayout) -> Option<usize> {
        let dated = Dated { days: self, at };
        unit.iter().try_fold(0_usize, |begin, step| {
            let needs = self.problem.needs.get(step as usize)?;
            let ready = if self.problem.taking.contains(step) {
                0
            } else {
                ready(self.problem, needs, &dated, unit)?.at
            };
            Some(begin.max(ready).max(self.work.first(step)).max(self.from))
        })
    }

    fn search(&mut self, chosen: Set, board: &mut Board, found: &mut Found) {
        let remaining = chosen.without(self.problem.done).without(board.placed);
        if remaining.is_empty() {
            if board.end < found.below {
                found.below = board.end;
                found.best = Some((board.end, board.at.clone()));
            }
            return;
        }
        if !self.tick() {
            found.cut = true;
            return;
        }
        let least = self
            .earliest(chosen, &board.at)
            .map(|at| at.iter().flatten().map(|(_, end)| *end).max().unwrap_or(0));
        if least.is_none_or(|least| least.max(board.end) >= found.below) {
            return;
        }
        for (unit, begin) in self.open(chosen, remaining, board) {
            let Some(placed) = self.place(unit, begin, board) else {
                continue;
            };
            self.search(chosen, board, found);
            self.take_back(unit, placed, board);
            if found.cut || found.below <= found.bound {
                return;
            }
        }
    }

    /// What could be put in next, those with the most behind them first.
    fn open(&self, chosen: Set, remaining: Set, board: &Board) -> Vec<(Set, usize)> {
        let problem = self.problem;
        let mut seen = Set::default();
        let mut open: Vec<(usize, u32, Set, usize)> = Vec::new();
        for step in problem.order.iter().copied() {
            if !remaining.contains(step) || seen.contains(step) {
                continue;
            }
            let unit = problem
                .bundle
                .get(step as usize)
                .copied()
                .unwrap_or_default()
                .common(remaining);
            seen = seen.union(unit);
            let begin = self.opens(unit, &board.at);
            if let Some(begin) = begin {
                let place = problem.place.get(step as usize).copied().unwrap_or(0);
                open.push((self.behind(step, chosen), place, unit, begin));
            }
        }
        open.sort_by_key(|(behind, place, ..)| (core::cmp::Reverse(*behind), *place));
        open.into_iter()
            .map(|(_, _, unit, begin)| (unit, begin))
            .collect()
    }

    /// How many days the longest chain from a step on takes, roughly: for the order in which branches are tried.
    fn behind(&self, step: u32, chosen: Set) -> usize {
        let problem = self.problem;
        let mut reach: Vec<Option<usize>> = vec![None; problem.steps()];
        let mut most = 0;
        let mut began = false;
        for next in problem
            .order
            .iter()
            .copied()
            .filter(|next| chosen.contains(*next))
        {
            began |= next == step;
            if !began {
                continue;
            }
            let before = problem
                .before
                .get(next as usize)
                .copied()
                .unwrap_or_default();
            let longest = before
                .iter()
                .filter_map(|other| reach.get(other as usize).copied().flatten())
                .max();
            let own = self.work.length(next);
            let here = if next == step {
                Some(own)
            } else {
                longest.map(|longest| longest.saturating_add(own))
            };
            most = most.max(here.unwrap_or(0));
            if let Some(slot) = reach.get_mut(next as usize) {
                *slot = here;
            }
        }
        most
    }

    /// The last day on which a unit that begins on a day finds no room; `None` outside when it does not end in time.
    fn clash(&self, unit: Set, begin: usize, board: &Board) -> Option<Option<usize>> {
        let mut ends = Vec::new();
        for step in unit.iter() {
            ends.push((self.work.end(step, begin)?, self.problem.credits_of(step)));
        }
        let last = ends.iter().map(|(end, _)| *end).max().unwrap_or(begin);
        let clash = (begin..last).rev().find(|slot| {
            let running = ends.iter().filter(|(end, _)| slot < end);
            let (mut used, mut busy) = (
                board.credits.get(*slot).copied().unwrap_or(0),
                board.count.get(*slot).copied().unwrap_or(0),
            );
            for (_, credits) in running {
                used = used.saturating_add(*credits);
                busy = busy.saturating_add(1);
            }
            used > self.credits || busy > self.count
        });
        Some(clash)
    }

    /// Puts a unit in as early as there is room; `None` when there never is.
    fn place(&self, unit: Set, begin: usize, board: &mut Board) -> Option<(Set, usize)> {
        let mut begin = begin;
        while let Some(clash) = self.clash(unit, begin, board)? {
            begin = clash.saturating_add(1);
        }
        let before = board.end;
        for step in unit.iter() {
            let end = self.work.end(step, begin)?;
            if self
                .work
                .deadline(step)
                .is_some_and(|deadline| end > deadline)
            {
                return None;
            }
        }
        for step in unit.iter() {
            let end = self.work.end(step, begin)?;
            self.load(step, begin, end, board, true);
            board.placed.insert(step);
            board.end = board.end.max(end);
            if let Some(slot) = board.at.get_mut(step as usize) {
                *slot = Some((begin, end));
            }
        }
        Some((unit, before))
    }

    fn take_back(&self, unit: Set, (_, end): (Set, usize), board: &mut Board) {
        for step in unit.iter() {
            let at = board.at.get_mut(step as usize).and_then(Option::take);
            if let Some((begin, end)) = at {
                self.load(step, begin, end, board, false);
            }
            board.placed.remove(step);
        }
        board.end = end;
    }

    fn load(&self, step: u32, begin: usize, end: usize, board: &mut Board, add: bool) {
        let own = self.problem.credits_of(step);
        for credits in board.credits.get_mut(begin..end).unwrap_or_default() {
            *credits = if add {
                credits.saturating_add(own)
            } else {
                credits.saturating_sub(own)
            };
        }
        for count in board.count.get_mut(begin..end).unwrap_or_default() {
            *count = if add {
                count.saturating_add(1)
            } else {
                count.saturating_sub(1)
            };
        }
    }
}

impl Schedule for Days<'_> {
    type Layout = DayLayout;

    /// Of credits and steps on each of its days.
    fn burden(&self, step: u32) -> Burden {
        if self.problem.done.contains(step) {
            return Burden::default();
        }
        let length = i64::try_from(self.work.length(step)).unwrap_or(i64::MAX);
        Burden {
            credits: self.problem.credits_of(step).saturating_mul(length),
            steps: length,
        }
    }

    fn bound(&mut self, chosen: Set, more: Burden) -> Option<usize> {
        let earliest = self.earliest(chosen, &self.running)?;
        let chain = earliest
            .iter()
            .flatten()
            .map(|(_, end)| *end)
            .max()
            .unwrap_or(0);
        let remaining = chosen.without(self.problem.done);
        let (mut days, mut weight) = (more.steps, more.credits);
        for step in remaining.iter() {
            let own = self.burden(step);
            days = days.saturating_add(own.steps);
            weight = weight.saturating_add(own.credits);
        }
        let whole = |sum: i64, room: i64| {
            let up = sum.checked_add(room.saturating_sub(1))?;
            usize::try_from(up.checked_div(room)?).ok()
        };
        let by_count = whole(days, i64::from(self.count).max(1)).unwrap_or(0);
        let by_credits = whole(weight, self.credits.max(1)).unwrap_or(0);
        let least = chain.max(by_count).max(by_credits);
        (least <= self.work.days()).then_some(least)
    }

    fn solve(&mut self, chosen: Set, below: usize) -> Solved<DayLayout> {
        let Some(bound) = self.bound(chosen, Burden::default()) else {
            return Solved {
                layout: None,
                proven: below,
            };
        };
        let days = self.work.days();
        let mut board = Board {
            at: self.supposed.clone(),
            credits: vec![0; days],
            count: vec![0; days],
            placed: Set::default(),
            end: 0,
        };
        board.at.resize(self.problem.steps(), None);
        let mut found = Found {
            best: None,
            bound,
            below,
            cut: false,
        };
        for (step, at) in (0_u32..).zip(&self.running) {
            let Some((begin, end)) = *at else { continue };
            self.load(step, begin, end, &mut board, true);
            board.placed.insert(step);
            board.end = board.end.max(end);
            if let Some(slot) = board.at.get_mut(step as usize) {
                *slot = *at;
            }
        }
        self.search(chosen, &mut board, &mut found);
        let proven = if found.cut {
            bound.min(found.below)
        } else {
            found.below
        };
        Solved {
            layout: found.best,
            proven,
        }
    }

    fn suppose(&mut self, spare: Set, chosen: Set, below: usize) -> Solved<DayLayout> {
        self.supposed = self.soonest();
        for (step, slot) in (0_u32..).zip(&mut self.supposed) {
            *slot = slot.filter(|_| spare.contains(step));
        }
        let solved = self.solve(chosen, below);
        self.supposed.clear();
        solved
    }

    fn tick(&mut self) -> bool {
        self.is_spent |= self.nodes == 0;
        self.nodes = self.nodes.saturating_sub(1);
        !self.is_spent
    }

    fn is_possible(&self, step: u32) -> bool {
        let left_out = self.problem.without.contains(step);
        let fits = self.problem.credits_of(step) <= self.credits && self.count > 0;
        let is_done = self.problem.done.contains(step);
        !left_out && (is_done || self.work.length(step) == 0 || fits)
    }
}
