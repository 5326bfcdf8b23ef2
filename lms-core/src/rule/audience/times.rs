//! When the rows of a block change: one instant per row at most, in as few bytes as the instants allow.

use super::plane::{BLOCK_ROWS, NO_ROWS, Plane, Stamp};

/// An instant for some rows of a block, in microseconds. Grows into wider forms as the instants ask for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Times {
    /// Few rows have one: row and instant, by row.
    Few(Vec<(u16, i64)>),
    /// Starts of days in UTC, counted from [`MIDDLE_DAY`].
    Days(Box<[i16]>),
    /// Whole seconds, counted from [`MIDDLE_SECOND`].
    Seconds(Box<[i32]>),
    /// Any instant.
    Micros(Box<[i64]>),
}

/// Beyond so many rows [`Times::Few`] is no smaller than the next form.
const FEW: usize = 512;

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;
/// 2004-09-19: with two bytes, days reach from 1914 to 2094.
const MIDDLE_DAY: i64 = 12_680;
/// 2000-01-01T00:00:00Z: with four bytes, seconds reach from 1931 to 2068.
const MIDDLE_SECOND: i64 = 946_684_800;

impl Default for Times {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

/// An instant in units from a middle, when it is whole and within reach.
#[inline]
fn narrow<T: Stamp + TryFrom<i64>>(at: i64, unit: i64, middle: i64) -> Option<T> {
    let units = at.checked_div_euclid(unit)?;
    let whole = (units.wrapping_mul(unit) == at).then(|| units.wrapping_sub(middle))?;
    T::try_from(whole).ok().filter(|stamp| *stamp < T::NEVER)
}

/// The whole units from a middle to an instant.
#[inline(always)]
fn since(at: i64, unit: i64, middle: i64) -> i64 {
    at.checked_div_euclid(unit)
        .unwrap_or(at)
        .wrapping_sub(middle)
}

fn day(at: i64) -> Option<i16> {
    narrow(at, DAY, MIDDLE_DAY)
}

fn second(at: i64) -> Option<i32> {
    narrow(at, SECOND, MIDDLE_SECOND)
}

impl Times {
    /// The instant of a row.
    pub(super) fn of(&self, row: u16) -> Option<i64> {
        fn held<T: Stamp + Into<i64>>(
            stamps: &[T],
            row: u16,
            unit: i64,
            middle: i64,
        ) -> Option<i64> {
            let stamp = *stamps.get(T::place(row))?;
            (stamp < T::NEVER).then(|| stamp.into().wrapping_add(middle).wrapping_mul(unit))
        }
        match self {
            Self::Few(list) => {
                let found = list.binary_search_by_key(&row, |entry| entry.0).ok()?;
                list.get(found).map(|entry| entry.1)
            }
            Self::Days(days) => held(days, row, DAY, MIDDLE_DAY),
            Self::Seconds(seconds) => held(seconds, row, SECOND, MIDDLE_SECOND),
            Self::Micros(micros) => held(micros, row, 1, 0),
        }
    }

    /// Gives a row its instant, or takes it away. Constant on average: the form is widened at most three times.
    pub(super) fn set(&mut self, row: u16, at: Option<i64>) {
        match self {
            Self::Few(list) => {
                let found = match list.last() {
                    Some(last) if last.0 >= row => list.binary_search_by_key(&row, |entry| entry.0),
                    _ => Err(list.len()),
                };
                match (found, at) {
                    (Ok(found), Some(at)) => {
                        if let Some(entry) = list.get_mut(found) {
                            entry.1 = at;
                        }
                    }
                    (Ok(found), None) => {
                        list.remove(found);
                    }
                    (Err(_), None) => {}
                    (Err(found), Some(at)) if list.len() < FEW => list.insert(found, (row, at)),
                    (Err(_), Some(at)) => self.widen(row, at),
                }
            }
            Self::Days(days) => match at.map(|at| (at, day(at))) {
                Some((at, None)) => self.widen(row, at),
                stamp => put(days, row, stamp.and_then(|(_, day)| day)),
            },
            Self::Seconds(seconds) => match at.map(|at| (at, second(at))) {
                Some((at, None)) => self.widen(row, at),
                stamp => put(seconds, row, stamp.and_then(|(_, second)| second)),
            },
            Self::Micros(micros) => put(micros, row, at),
        }
    }

    /// Takes the narrowest dense form for what is there and one more.
    fn widen(&mut self, row: u16, at: i64) {
        let mut all: Vec<(u16, i64)> = match self {
            Self::Few(list) => core::mem::take(list),
            _ => (0_u16..)
                .take(BLOCK_ROWS)
                .filter_map(|row| Some((row, self.of(row)?)))
                .collect(),
        };
        all.push((row, at));
        let mut wide = if all.iter().all(|(_, at)| day(*at).is_some()) {
            Self::Days(vec![i16::NEVER; BLOCK_ROWS].into())
        } else if all.iter().all(|(_, at)| second(*at).is_some()) {
            Self::Seconds(vec![i32::NEVER; BLOCK_ROWS].into())
        } else {
            Self::Micros(vec![i64::NEVER; BLOCK_ROWS].into())
        };
        for (row, at) in all {
            wide.set(row, Some(at));
        }
        *self = wide;
    }

    /// Gives up room that is not used.
    pub(super) fn settle(&mut self) {
        if let Self::Few(list) = self {
            list.shrink_to_fit();
        }
    }

    /// The bytes that they hold outside of themselves.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Few(list) => list.capacity().saturating_mul(size_of::<(u16, i64)>()),
            Self::Days(days) => size_of_val::<[i16]>(days),
            Self::Seconds(seconds) => size_of_val::<[i32]>(seconds),
            Self::Micros(micros) => size_of_val::<[i64]>(micros),
        }
    }

    /// The rows whose instant has come.
    #[inline(always)]
    pub(super) fn come(&self, now: i64, into: &mut Plane) {
        match self {
            Self::Few(list) => {
                *into = NO_ROWS;
                for (row, at) in list {
                    if let Some(word) = into.get_mut(usize::from(row / 64)) {
                        *word |= u64::from(*at <= now).wrapping_shl(u32::from(row % 64));
                    }
                }
            }
            Self::Days(days) => compare(days, since(now, DAY, MIDDLE_DAY), into),
            Self::Seconds(seconds) => compare(seconds, since(now, SECOND, MIDDLE_SECOND), into),
            Self::Micros(micros) => compare(micros, now, into),
        }
    }
}

/// Compares with `now` in a narrow form: its last number when it lies after all that the form can say.
#[inline(always)]
fn compare<T: Stamp + TryFrom<i64>>(stamps: &[T], now: i64, into: &mut Plane) {
    match T::try_from(now) {
        Ok(now) if now < T::NEVER => T::at_most(stamps, now, into),
        Err(_) if now < 0 => *into = NO_ROWS,
        _ => T::at_most(stamps, T::LAST, into),
    }
}

fn put<T: Stamp>(stamps: &mut [T], row: u16, stamp: Option<T>) {
    if let Some(held) = stamps.get_mut(T::place(row)) {
        *held = stamp.unwrap_or(T::NEVER);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Instant;

    fn check(times: &Times, wanted: &[Option<i64>]) {
        let row = |row: usize| times.of(row as u16);
        for (place, wanted) in wanted.iter().enumerate() {
            assert_eq!(row(place), *wanted, "row {place} of {times:?}");
        }
        let instants = wanted.iter().flatten().copied().take(40);
        let around = instants.flat_map(|at| [at - 1, at, at + 1]);
        for now in around.chain([Instant::MIN.micros(), 0, Instant::MAX.micros()]) {
            let mut come = NO_ROWS;
            times.come(now, &mut come);
            for (row, wanted) in wanted.iter().enumerate() {
                let bit = come[row / 64] >> (row % 64) & 1 == 1;
                assert_eq!(
                    bit,
                    wanted.is_some_and(|at| at <= now),
                    "row {row} at {now}"
                );
            }
        }
    }

    #[test]
    fn every_form_keeps_every_instant_and_says_who_has_come() {
        // Each kind of instant needs a wider form than the one before.
        let kinds: [fn(i64) -> i64; 5] = [
            |row| (row - 100) * DAY,
            |row| row * 3_600 * SECOND,
            |row| row * 1_000 + 7,
            |row| Instant::MAX.micros() - row,
            |row| Instant::MIN.micros() + row,
        ];
        let mut times = Times::default();
        let mut wanted = vec![None; BLOCK_ROWS];
        for (number, kind) in kinds.into_iter().enumerate() {
            for row in (0..BLOCK_ROWS).filter(|row| row % 7 == number || row % 5 == number) {
                let at = Some(kind(row as i64));
                times.set(row as u16, at);
                wanted[row] = at;
            }
            times.set(3, None);
            wanted[3] = None;
            check(&times, &wanted);
        }
        assert!(matches!(times, Times::Micros(_)));
    }

    #[test]
    fn days_take_two_bytes_and_far_ones_do_not_wrap() {
        let mut times = Times::default();
        let mut wanted = vec![None; BLOCK_ROWS];
        for (row, wanted) in wanted.iter_mut().take(600).enumerate() {
            *wanted = Some(((row as i64) * 60 + MIDDLE_DAY - 20_000) * DAY);
            times.set(row as u16, *wanted);
        }
        assert!(matches!(times, Times::Days(_)));
        check(&times, &wanted);
        wanted[9] = Some((i64::from(i16::MAX) + MIDDLE_DAY) * DAY);
        times.set(9, wanted[9]);
        assert!(matches!(times, Times::Micros(_)));
        check(&times, &wanted);
    }
}
