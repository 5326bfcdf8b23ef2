//! The learners of a population: ids to rows and back, in some twenty bytes each.

use core::hash::BuildHasher;
use std::hash::{BuildHasherDefault, DefaultHasher};

/// The most learners in one population. Shard more over several.
pub const MAX_LEARNERS: usize = 1 << 24;

/// Ids in the order in which they came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Ids {
    /// All ids, one after the other.
    text: String,
    /// Where each id ends.
    ends: Vec<u32>,
    /// Row + 1 at some place after the one that the hash says; 0 is empty. The length is zero or a power of two.
    places: Vec<u32>,
}

impl Ids {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The id of a row.
    pub(super) fn of(&self, row: usize) -> Option<&str> {
        let end = *self.ends.get(row)? as usize;
        let start = match row.checked_sub(1) {
            Some(before) => *self.ends.get(before)? as usize,
            None => 0,
        };
        self.text.get(start..end)
    }

    /// The row of an id.
    pub(super) fn find(&self, id: &str) -> Option<usize> {
        self.probe(id).ok()
    }

    /// The row of an id, a new one for one that is new; `None` when there is no room left.
    pub(super) fn row(&mut self, id: &str) -> Option<usize> {
        if self.len().saturating_mul(4) >= self.places.len().saturating_mul(3) {
            self.grow();
        }
        let place = match self.probe(id) {
            Ok(row) => return Some(row),
            Err(place) => place,
        };
        let row = self.len();
        if row >= MAX_LEARNERS {
            return None;
        }
        // MAX_LEARNERS ids of MAX_ID_BYTES bytes fit into 32 bits.
        let end = u32::try_from(self.text.len().checked_add(id.len())?).ok()?;
        self.text.push_str(id);
        self.ends.push(end);
        if let (Some(held), Ok(number)) = (self.places.get_mut(place), u32::try_from(row)) {
            *held = number.saturating_add(1);
        }
        Some(row)
    }

    fn grow(&mut self) {
        let size = self.places.len().saturating_mul(2).max(64);
        self.places = vec![0; size];
        for row in 0..self.len() {
            let place = self.of(row).map(|id| self.probe(id));
            if let (Some(Err(place)), Ok(number)) = (place, u32::try_from(row))
                && let Some(held) = self.places.get_mut(place)
            {
                *held = number.saturating_add(1);
            }
        }
    }

    /// The row of an id, or the place where it would be noted.
    fn probe(&self, id: &str) -> Result<usize, usize> {
        let mask = self.places.len().wrapping_sub(1);
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(id);
        let mut place = usize::try_from(hash & 0xffff_ffff).unwrap_or_default() & mask;
        // A quarter of the places is empty, so that this ends.
        while let Some(held) = self.places.get(place).filter(|held| **held != 0) {
            let row = held.wrapping_sub(1) as usize;
            if self.of(row) == Some(id) {
                return Ok(row);
            }
            place = place.wrapping_add(1) & mask;
        }
        Err(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_keep_their_rows_and_rows_their_ids() {
        let mut ids = Ids::default();
        assert_eq!(ids.find("a"), None);
        for row in 0..10_000 {
            assert_eq!(ids.row(&format!("learner-{row}")), Some(row));
        }
        for row in (0..10_000).rev() {
            let id = format!("learner-{row}");
            assert_eq!(ids.find(&id), Some(row));
            assert_eq!(ids.row(&id), Some(row));
            assert_eq!(ids.of(row), Some(id.as_str()));
        }
        assert_eq!(ids.find("learner-10000"), None);
        assert_eq!(ids.of(10_000), None);
        assert_eq!(ids.row(""), Some(10_000));
        assert_eq!(ids.of(10_000), Some(""));
    }
}
