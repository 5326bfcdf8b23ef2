use super::problem::Problem;
use super::set::Set;

/// What one term can hold; `i64::MAX` and `u32::MAX` for no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room {
    pub(super) credits: i64,
    pub(super) steps: u32,
}

/// The terms: their room, and for each step the terms in which it is offered, one bit each.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    pub(super) rooms: Vec<Room>,
    pub(super) offered: Vec<u64>,
}

impl Grid {
    pub(super) fn offered(&self, step: u32) -> u64 {
        self.offered.get(step as usize).copied().unwrap_or(0)
    }

    pub(super) fn room(&self, term: usize) -> Room {
        let none = Room {
            credits: 0,
            steps: 0,
        };
        self.rooms.get(term).copied().unwrap_or(none)
    }

    /// The first term from one on in which a step is offered.
    fn next(&self, step: u32, from: usize) -> Option<usize> {
        let later = self.offered(step).checked_shr(u32::try_from(from).ok()?)?;
        let next = from.checked_add(later.trailing_zeros() as usize)?;
        (later != 0).then_some(next)
    }

    /// The last term up to one in which a step is offered.
    fn last(&self, step: u32, until: usize) -> Option<usize> {
        let shift = 63_u32.checked_sub(u32::try_from(until).ok()?)?;
        let earlier = self.offered(step) << shift;
        until
            .checked_sub(earlier.leading_zeros() as usize)
            .filter(|_| earlier != 0)
    }
}

/// The first and the last term in which each step can be taken; for a milestone those at whose beginning it can be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Windows {
    pub(super) first: Vec<usize>,
    pub(super) last: Vec<usize>,
}

impl Windows {
    pub(super) fn first(&self, step: u32) -> usize {
        self.first.get(step as usize).copied().unwrap_or(0)
    }

    pub(super) fn last(&self, step: u32) -> usize {
        self.last.get(step as usize).copied().unwrap_or(0)
    }
}

/// The windows of the steps that remain, from a term on and within so many terms; `None` when a step has none.
///
/// From what waits for what in any case alone: the limits are looked at by [`fits`].
pub(super) fn windows(
    problem: &Problem,
    grid: &Grid,
    remaining: Set,
    from: usize,
    terms: usize,
) -> Option<Windows> {
    let last_term = terms.checked_sub(1)?;
    let is_instant = |step: u32| problem.instant.contains(step);
    let steps = 0..u32::try_from(problem.steps()).unwrap_or(u32::MAX);
    let last = |step: u32| if is_instant(step) { terms } else { last_term };
    let mut windows = Windows {
        first: vec![from; problem.steps()],
        last: steps.map(last).collect(),
    };
    // How many terms later something can come at the soonest.
    let gap = |from: u32, to: u32, together: bool| {
        let at_once = is_instant(from) || (together && !is_instant(to));
        usize::from(!at_once)
    };
    let order = || {
        let steps = problem.order.iter().copied();
        steps.filter(|step| remaining.contains(*step))
    };
    // Bundles and alternatives can ask for more than one round; each round moves some window by a term at least.
    for _ in 0..=terms.saturating_mul(2) {
        let mut changed = false;
        for step in order() {
            let mut first = windows.first(step);
            for (sets, together) in [(&problem.before, false), (&problem.with, true)] {
                let set = sets.get(step as usize).copied().unwrap_or_default();
                for other in set.common(remaining).iter() {
                    let gap = gap(other, step, together);
                    first = first.max(windows.first(other).saturating_add(gap));
                }
            }
            if !is_instant(step) {
                first = grid.next(step, first)?;
            }
            if first > windows.last(step) {
                return None;
            }
            changed |= set(&mut windows.first, step, first);
        }
        let mut steps: Vec<u32> = order().collect();
        steps.reverse();
        for step in steps {
            let mut last = windows.last(step);
            if !is_instant(step) {
                last = grid.last(step, last)?;
            }
            if last < windows.first(step) {
                return None;
            }
            changed |= set(&mut windows.last, step, last);
            for (sets, together) in [(&problem.before, false), (&problem.with, true)] {
                let waited = sets.get(step as usize).copied().unwrap_or_default();
                for other in waited.common(remaining).iter() {
                    let gap = gap(other, step, together);
                    let latest = windows.last(other).min(last.checked_sub(gap)?);
                    changed |= set(&mut windows.last, other, latest);
                }
            }
        }
        if !changed {
            break;
        }
    }
    Some(windows)
}

/// The term from which each step can be done at the soonest, whatever the limits; steps that never can be are left out.
pub(super) fn soonest(problem: &Problem, grid: &Grid, from: usize) -> Vec<(u32, usize)> {
    let mut done = vec![None; problem.steps()];
    for step in problem.order.iter().copied() {
        let after = |sets: &[Set], gap: usize| {
            let waits = sets.get(step as usize).copied().unwrap_or_default();
            let waits = waits.without(problem.done).iter();
            let ends = waits.filter_map(|other| done.get(other as usize).copied().flatten());
            ends.max()
                .map_or(from, |end: usize| end.saturating_sub(gap))
        };
        let begin = after(&problem.before, 0)
            .max(after(&problem.with, 1))
            .max(from);
        let end = if problem.instant.contains(step) {
            Some(begin)
        } else {
            grid.next(step, begin).map(|term| term.saturating_add(1))
        };
        if let Some(slot) = done.get_mut(step as usize) {
            *slot = end;
        }
    }
    let found = (0_u32..).zip(done);
    found.filter_map(|(step, end)| Some((step, end?))).collect()
}

fn set(list: &mut [usize], step: u32, value: usize) -> bool {
    match list.get_mut(step as usize) {
        Some(slot) if *slot != value => {
            *slot = value;
            true
        }
        _ => false,
    }
}

/// Whether the limits leave room: for every stretch of terms, what must lie in it fits into it. Necessary, not sufficient.
pub(super) fn fits(
    problem: &Problem,
    grid: &Grid,
    remaining: Set,
    windows: &Windows,
    from: usize,
    terms: usize,
) -> bool {
    let steps: Vec<u32> = remaining.without(problem.instant).iter().collect();
    let mut small: Vec<i64> = steps.iter().map(|step| problem.credits_of(*step)).collect();
    small.sort_unstable();
    let room = |term: usize| {
        let room = grid.room(term);
        // No more steps than of the lightest ones.
        let mut left = room.credits;
        let light = small.iter().take_while(|credits| {
            left = left.saturating_sub(**credits);
            left >= 0
        });
        let most = u32::try_from(light.count()).unwrap_or(u32::MAX);
        (room.credits, i64::from(room.steps.min(most)))
    };
    let rooms: Vec<(i64, i64)> = (from..terms).map(room).collect();
    for (index, start) in (from..terms).enumerate() {
        let inside = steps.iter().filter(|step| windows.first(**step) >= start);
        let mut ends: Vec<(usize, i64)> = inside
            .map(|step| (windows.last(*step), problem.credits_of(*step)))
            .collect();
        ends.sort_unstable();
        let mut ends = ends.into_iter().peekable();
        let (mut credits, mut count) = (0_i64, 0_i64);
        let (mut most_credits, mut most_count) = (0_i64, 0_i64);
        for (end, (more_credits, more_count)) in (start..terms).zip(rooms.iter().skip(index)) {
            most_credits = most_credits.saturating_add(*more_credits);
            most_count = most_count.saturating_add(*more_count);
            while let Some((_, own)) = ends.next_if(|(last, _)| *last <= end) {
                credits = credits.saturating_add(own);
                count = count.saturating_add(1);
            }
            if credits > most_credits || count > most_count {
                return false;
            }
        }
    }
    fits_offers(problem, grid, &steps, &rooms, from)
}

/// The same for the terms of each pattern of offers: what is offered only in autumn must fit into the autumns.
fn fits_offers(
    problem: &Problem,
    grid: &Grid,
    steps: &[u32],
    rooms: &[(i64, i64)],
    from: usize,
) -> bool {
    let mut patterns: Vec<u64> = steps.iter().map(|step| grid.offered(*step)).collect();
    patterns.sort_unstable();
    patterns.dedup();
    patterns
        .iter()
        .filter(|pattern| **pattern != u64::MAX)
        .all(|pattern| {
            let (mut credits, mut count) = (0_i64, 0_i64);
            for step in steps
                .iter()
                .filter(|step| grid.offered(**step) & !pattern == 0)
            {
                credits = credits.saturating_add(problem.credits_of(*step));
                count = count.saturating_add(1);
            }
            let (mut most_credits, mut most_count) = (0_i64, 0_i64);
            for (term, (room_credits, room_count)) in (from..).zip(rooms) {
                if u32::try_from(term)
                    .is_ok_and(|term| pattern.checked_shr(term).unwrap_or(0) & 1 == 1)
                {
                    most_credits = most_credits.saturating_add(*room_credits);
                    most_count = most_count.saturating_add(*room_count);
                }
            }
            credits <= most_credits && count <= most_count
        })
}
