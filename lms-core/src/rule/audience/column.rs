//! One question's answers for all rows of a block, at every instant.

use super::plane::{ALL_ROWS, NO_ROWS, Plane};
use super::times::Times;
use crate::verdict::Truth;

/// One bit per row; nothing is stored while all rows have the same.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Bits {
    Same(bool),
    Rows(Box<Plane>),
}

impl Bits {
    fn set(&mut self, row: u16, value: bool) {
        if let Self::Same(same) = *self {
            if same == value {
                return;
            }
            *self = Self::Rows(Box::new(if same { ALL_ROWS } else { NO_ROWS }));
        }
        if let Self::Rows(plane) = self
            && let Some(word) = plane.get_mut(usize::from(row / 64))
        {
            let bit = 1_u64.wrapping_shl(u32::from(row % 64));
            *word = if value { *word | bit } else { *word & !bit };
        }
    }

    /// Sets those rows of a word that a mask has.
    fn write(&mut self, word: usize, mask: u64, bits: u64) {
        if let Self::Same(same) = *self {
            let plain = if same { u64::MAX } else { 0 };
            if (bits ^ plain) & mask == 0 {
                return;
            }
            *self = Self::Rows(Box::new(if same { ALL_ROWS } else { NO_ROWS }));
        }
        if let Self::Rows(plane) = self
            && let Some(word) = plane.get_mut(word)
        {
            *word = (*word & !mask) | (bits & mask);
        }
    }

    /// Stores nothing where all rows turn out alike.
    fn settle(&mut self) {
        if let Self::Rows(plane) = self {
            if **plane == NO_ROWS {
                *self = Self::Same(false);
            } else if **plane == ALL_ROWS {
                *self = Self::Same(true);
            }
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Same(_) => 0,
            Self::Rows(_) => size_of::<Plane>(),
        }
    }

    #[inline(always)]
    fn plane(&self) -> &Plane {
        match self {
            Self::Same(false) => &NO_ROWS,
            Self::Same(true) => &ALL_ROWS,
            Self::Rows(plane) => plane,
        }
    }
}

/// Changes to one truth. A row's own changes lie in lanes of ascending place, so that the last one to come counts.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Lane {
    to: Truth,
    times: Times,
}

/// The truth of each row at the population's first instant, and what changes afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::rule) struct Column {
    certain: Bits,
    /// Where it is not the same as `certain`: some row is unknown.
    possible: Option<Bits>,
    lanes: Vec<Lane>,
}

/// The planes of a question at an instant: *certainly* and *possibly* true.
#[derive(Clone, Copy)]
pub(in crate::rule) struct Pair<'a> {
    pub(in crate::rule) certain: &'a Plane,
    /// `None` when it is the same: no row is unknown.
    pub(in crate::rule) possible: Option<&'a Plane>,
}

impl Pair<'static> {
    /// True for every row.
    pub(in crate::rule) const ALL: Self = Self {
        certain: &ALL_ROWS,
        possible: None,
    };

    /// False for every row.
    pub(in crate::rule) const NONE: Self = Self {
        certain: &NO_ROWS,
        possible: None,
    };
}

impl Pair<'_> {
    /// The planes whose complements are those of the negation.
    #[inline(always)]
    pub(in crate::rule) fn swapped(self) -> Self {
        match self.possible {
            Some(possible) => Self {
                certain: possible,
                possible: Some(self.certain),
            },
            None => self,
        }
    }

    /// What is unknown taken as true.
    #[inline(always)]
    pub(in crate::rule) fn granted(self) -> Self {
        Self {
            certain: self.possible.unwrap_or(self.certain),
            possible: None,
        }
    }
}

/// Room for the planes of a question that changes in time.
#[derive(Debug, Clone)]
pub(in crate::rule) struct Room {
    pub(in crate::rule) certain: Plane,
    pub(in crate::rule) possible: Plane,
    pub(in crate::rule) differs: bool,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            certain: NO_ROWS,
            possible: NO_ROWS,
            differs: false,
        }
    }
}

impl Room {
    /// The same truth for every row.
    pub(in crate::rule) fn fill(&mut self, truth: Truth) {
        self.certain = if truth == Truth::True {
            ALL_ROWS
        } else {
            NO_ROWS
        };
        self.possible = ALL_ROWS;
        self.differs = truth == Truth::Unknown;
    }

    #[inline(always)]
    pub(in crate::rule) fn pair(&self) -> Pair<'_> {
        Pair {
            certain: &self.certain,
            possible: self.differs.then_some(&self.possible),
        }
    }
}

impl Column {
    /// All rows have the same truth for ever.
    pub(in crate::rule) fn new(truth: Truth) -> Self {
        Self {
            certain: Bits::Same(truth == Truth::True),
            possible: (truth == Truth::Unknown).then_some(Bits::Same(true)),
            lanes: Vec::new(),
        }
    }

    /// Sets a row's truth at the first instant.
    pub(in crate::rule) fn set(&mut self, row: u16, truth: Truth) {
        if truth == Truth::Unknown && self.possible.is_none() {
            self.possible = Some(self.certain.clone());
        }
        self.certain.set(row, truth == Truth::True);
        if let Some(possible) = &mut self.possible {
            possible.set(row, truth != Truth::False);
        }
    }

    /// Sets the truth at the first instant of those rows of a word that a mask has.
    pub(super) fn write(&mut self, word: usize, mask: u64, certain: u64, possible: u64) {
        if self.possible.is_none() && (certain ^ possible) & mask != 0 {
            self.possible = Some(self.certain.clone());
        }
        self.certain.write(word, mask, certain);
        if let Some(held) = &mut self.possible {
            held.write(word, mask, possible);
        }
    }

    /// Gives up what says nothing, once every row has its learner: rows without one have a truth of their own.
    pub(super) fn settle(&mut self) {
        self.certain.settle();
        if let Some(possible) = &mut self.possible {
            possible.settle();
            if *possible == self.certain {
                self.possible = None;
            }
        }
        for lane in &mut self.lanes {
            lane.times.settle();
        }
        self.lanes.shrink_to_fit();
    }

    /// The bytes that it holds outside of itself.
    pub(super) fn bytes(&self) -> usize {
        let lanes = self.lanes.capacity().saturating_mul(size_of::<Lane>());
        let times = self.lanes.iter().map(|lane| lane.times.bytes());
        let possible = self.possible.as_ref().map_or(0, Bits::bytes);
        times
            .fold(lanes, usize::saturating_add)
            .saturating_add(possible)
            .saturating_add(self.certain.bytes())
    }

    /// Takes a row's changes away.
    pub(in crate::rule) fn clear_changes(&mut self, row: u16) {
        for lane in &mut self.lanes {
            lane.times.set(row, None);
        }
    }

    /// Adds a change to a row that comes after those it has; `place` is where the next lane to look at stands.
    pub(in crate::rule) fn change(&mut self, row: u16, at: i64, to: Truth, place: &mut usize) {
        let lanes = self.lanes.iter().enumerate().skip(*place);
        let found = lanes
            .filter(|(_, lane)| lane.to == to)
            .map(|(found, _)| found)
            .next();
        let found = found.unwrap_or_else(|| {
            self.lanes.push(Lane {
                to,
                times: Times::default(),
            });
            self.lanes.len().saturating_sub(1)
        });
        if let Some(lane) = self.lanes.get_mut(found) {
            lane.times.set(row, Some(at));
        }
        *place = found.saturating_add(1);
    }

    /// Whether some row changes in time.
    #[inline(always)]
    pub(in crate::rule) fn moves(&self) -> bool {
        !self.lanes.is_empty()
    }

    /// The planes at the first instant.
    #[inline(always)]
    pub(in crate::rule) fn still(&self) -> Pair<'_> {
        Pair {
            certain: self.certain.plane(),
            possible: self.possible.as_ref().map(Bits::plane),
        }
    }

    /// The planes at an instant.
    #[inline(always)]
    pub(in crate::rule) fn at(&self, now: i64, room: &mut Room, come: &mut Plane) {
        room.differs =
            self.possible.is_some() || self.lanes.iter().any(|lane| lane.to == Truth::Unknown);
        room.certain = *self.certain.plane();
        if room.differs {
            room.possible = *self.possible.as_ref().unwrap_or(&self.certain).plane();
        }
        for lane in &self.lanes {
            lane.times.come(now, come);
            turn(&mut room.certain, come, lane.to == Truth::True);
            if room.differs {
                turn(&mut room.possible, come, lane.to != Truth::False);
            }
        }
    }
}

/// Sets or clears the rows of a mask.
#[inline(always)]
fn turn(plane: &mut Plane, mask: &Plane, on: bool) {
    if on {
        for (word, mask) in plane.iter_mut().zip(mask) {
            *word |= *mask;
        }
    } else {
        for (word, mask) in plane.iter_mut().zip(mask) {
            *word &= !*mask;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn truth(pair: Pair<'_>, row: usize) -> Truth {
        let bit = |plane: &Plane| plane[row / 64] >> (row % 64) & 1 == 1;
        match (
            bit(pair.certain),
            bit(pair.possible.unwrap_or(pair.certain)),
        ) {
            (true, true) => Truth::True,
            (false, true) => Truth::Unknown,
            (false, false) => Truth::False,
            (true, false) => panic!("certain but not possible"),
        }
    }

    #[test]
    fn rows_that_change_in_different_orders_share_a_column() {
        use Truth::{False, True, Unknown};
        let lines: [(Truth, &[(i64, Truth)]); 5] = [
            (False, &[(10, True), (20, False)]),
            (True, &[(15, False), (25, True), (30, False)]),
            (Unknown, &[(5, False)]),
            (False, &[(7, Unknown), (9, True)]),
            (True, &[]),
        ];
        let mut column = Column::new(False);
        for (row, (first, changes)) in lines.iter().enumerate() {
            column.set(row as u16, *first);
            let mut place = 0;
            for (at, to) in *changes {
                column.change(row as u16, *at, *to, &mut place);
            }
        }
        let (mut room, mut come) = (Room::default(), NO_ROWS);
        for now in 0..40 {
            column.at(now, &mut room, &mut come);
            for (row, (first, changes)) in lines.iter().enumerate() {
                let wanted = changes
                    .iter()
                    .rfind(|(at, _)| *at <= now)
                    .map_or(*first, |(_, to)| *to);
                assert_eq!(truth(room.pair(), row), wanted, "row {row} at {now}");
            }
            assert_eq!(truth(room.pair(), 9), False);
        }
        column.clear_changes(1);
        column.at(40, &mut room, &mut come);
        assert_eq!(truth(room.pair(), 1), True);
    }

    #[test]
    fn words_are_written_like_single_rows_and_settling_changes_no_answer() {
        use Truth::{False, True, Unknown};
        for blank in [False, Unknown, True] {
            let (mut words, mut rows) = (Column::new(blank), Column::new(blank));
            let truth_of = |row: usize| [True, False, False, Unknown][row / 640 % 4];
            for word in 0..64 {
                // In two parts, the way a group of learners is interrupted.
                for mask in [u64::MAX >> 20, !(u64::MAX >> 20)] {
                    let (mut certain, mut possible) = (0, 0);
                    for bit in (0..64).filter(|bit| mask >> bit & 1 == 1) {
                        let row = word * 64 + bit;
                        certain |= u64::from(truth_of(row) == True) << bit;
                        possible |= u64::from(truth_of(row) != False) << bit;
                        rows.set(row as u16, truth_of(row));
                    }
                    words.write(word, mask, certain, possible);
                }
            }
            for settled in [false, true] {
                if settled {
                    words.settle();
                }
                for row in 0..4_096 {
                    assert_eq!(truth(words.still(), row), truth_of(row));
                    assert_eq!(truth(rows.still(), row), truth_of(row));
                }
            }
            for row in 0..4_096 {
                words.set(row, False);
            }
            words.settle();
            assert_eq!((words.bytes(), &words), (0, &Column::new(False)));
        }
    }

    #[test]
    fn nothing_is_stored_while_all_rows_are_alike() {
        let mut column = Column::new(Truth::Unknown);
        column.set(4, Truth::Unknown);
        assert_eq!(column, Column::new(Truth::Unknown));
        assert_eq!(truth(column.still(), 4_000), Truth::Unknown);
        column.set(4, Truth::True);
        assert_eq!(truth(column.still(), 4), Truth::True);
        assert_eq!(truth(column.still(), 5), Truth::Unknown);
    }
}
