//! Ids to rows and back, in some twenty bytes each: of the learners of a population, of what rules may name.

use crate::rule::compile::interner::hash_of;

/// The most ids in one list.
pub(crate) const MAX_IDS: usize = 1 << 24;

/// Ids in the order in which they came.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ids {
    /// All ids, one after the other.
    text: String,
    /// Where each id ends.
    ends: Vec<u32>,
    /// At some place after the one that the hash says: eight bits of the hash, and the row. The length is zero or a power
    /// of two.
    places: Vec<u32>,
    /// Rows whose id found no place, by id: it is looked for no further than [`MAX_PROBES`], whatever ids are chosen.
    overflow: Vec<u32>,
}

const MAX_PROBES: usize = 32;

/// How many ids of a list are hashed before the first is looked for.
const TOGETHER: usize = 16;

/// The bits of a row in a place.
const ROW: u32 = 0x00ff_ffff;

/// No hash says this.
const EMPTY: u32 = u32::MAX;

/// The same ids in the same rows, wherever they are noted.
impl PartialEq for Ids {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text && self.ends == other.ends
    }
}

impl Ids {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The id of a row.
    pub(crate) fn of(&self, row: usize) -> Option<&str> {
        let end = *self.ends.get(row)? as usize;
        let start = match row.checked_sub(1) {
            Some(before) => *self.ends.get(before)? as usize,
            None => 0,
        };
        self.text.get(start..end)
    }

    /// Room for so many before it grows.
    pub(crate) fn with_room(ids: usize) -> Self {
        let mut room = Self::default();
        if ids > 0 {
            room.reserve(ids);
        }
        room
    }

    /// The row of an id.
    #[inline]
    pub(crate) fn find(&self, id: &str) -> Option<usize> {
        self.find_hashed(id, hash_of(id))
    }

    /// The rows of the ids of a list, in turn. Ids are hashed some at a time: their texts lie anywhere in memory, and are waited
    /// for together instead of one after the other.
    #[inline]
    pub(crate) fn find_each<'l, T>(
        &self,
        list: &'l [T],
        id: impl Fn(&'l T) -> &'l str,
        mut found: impl FnMut(&'l T, Option<usize>),
    ) {
        for some in list.chunks(TOGETHER) {
            let mut hashes = [0; TOGETHER];
            for (hash, one) in hashes.iter_mut().zip(some) {
                *hash = hash_of(id(one));
            }
            for (hash, one) in hashes.into_iter().zip(some) {
                found(one, self.find_hashed(id(one), hash));
            }
        }
    }

    /// The row of an id as a number.
    #[inline]
    pub(crate) fn number(&self, id: &str) -> Option<u32> {
        u32::try_from(self.find(id)?).ok()
    }

    /// The row of an id, a new one for one that is new; `None` when there is no room left.
    pub(crate) fn row(&mut self, id: &str) -> Option<usize> {
        self.reserve(1);
        let hash = hash_of(id);
        if let Some(row) = self.find_hashed(id, hash) {
            return Some(row);
        }
        let row = self.len();
        if row >= MAX_IDS {
            return None;
        }
        // MAX_IDS ids of MAX_ID_BYTES bytes fit into 32 bits.
        let end = u32::try_from(self.text.len().checked_add(id.len())?).ok()?;
        self.text.push_str(id);
        self.ends.push(end);
        self.note(hash, row);
        Some(row)
    }

    /// Makes room for more ids, so that there is no growing while they come.
    pub(crate) fn reserve(&mut self, more: usize) {
        let wanted = self.len().saturating_add(more).min(MAX_IDS);
        let mut size = self.places.len().max(64);
        while size.saturating_mul(3) < wanted.saturating_mul(4) {
            size = size.saturating_mul(2);
        }
        if size == self.places.len() {
            return;
        }
        self.ends.reserve(more.min(wanted));
        self.places.clear();
        self.places.shrink_to_fit();
        self.places.resize(size, EMPTY);
        self.overflow.clear();
        for row in 0..self.len() {
            if let Some(id) = self.of(row) {
                self.note(hash_of(id), row);
            }
        }
    }

    /// Notes the row of an id that is not noted yet.
    fn note(&mut self, hash: u64, row: usize) {
        let number = u32::try_from(row).unwrap_or_default();
        for place in self.places_of(hash) {
            if let Some(place) = self.places.get_mut(place)
                && *place == EMPTY
            {
                *place = tag(hash) | number;
                return;
            }
        }
        let id = self.of(row).unwrap_or_default();
        let among = |row: &u32| self.of(*row as usize).unwrap_or_default().cmp(id);
        if let Err(place) = self.overflow.binary_search_by(among) {
            self.overflow.insert(place, number);
        }
    }

    #[inline]
    fn find_hashed(&self, id: &str, hash: u64) -> Option<usize> {
        for place in self.places_of(hash) {
            let held = *self.places.get(place)?;
            if held == EMPTY {
                return None;
            }
            let row = (held & ROW) as usize;
            if held & !ROW == tag(hash) && self.is(row, id) {
                return Some(row);
            }
        }
        self.find_in_overflow(id)
    }

    #[cold]
    fn find_in_overflow(&self, id: &str) -> Option<usize> {
        let among = |row: &u32| self.of(*row as usize).unwrap_or_default().cmp(id);
        let place = self.overflow.binary_search_by(among).ok()?;
        self.overflow.get(place).map(|row| *row as usize)
    }

    /// Where a hash is looked for, in turn.
    #[inline]
    fn places_of(&self, hash: u64) -> impl Iterator<Item = usize> + use<> {
        let mask = self.places.len().wrapping_sub(1);
        let start = usize::try_from(hash & 0xffff_ffff).unwrap_or_default();
        (0..MAX_PROBES).map(move |step| start.wrapping_add(step) & mask)
    }

    /// Whether a row has an id. Most ids are short, and most that are compared are equal: two numbers say so.
    #[inline]
    fn is(&self, row: usize, id: &str) -> bool {
        let (id, text) = (id.as_bytes(), self.text.as_bytes());
        let Some(&end) = self.ends.get(row) else {
            return false;
        };
        let start = match row.checked_sub(1) {
            Some(before) => self.ends.get(before).copied().unwrap_or(end),
            None => 0,
        };
        let held = text.get(start as usize..end as usize).unwrap_or_default();
        if held.len() != id.len() {
            return false;
        }
        if let (8..=16, Some(first), Some(last)) =
            (id.len(), id.first_chunk::<8>(), id.last_chunk::<8>())
        {
            return held.first_chunk() == Some(first) && held.last_chunk() == Some(last);
        }
        held == id
    }

    /// The bytes that they hold.
    pub(crate) fn bytes(&self) -> usize {
        let numbers = self.ends.capacity();
        let numbers = numbers.saturating_add(self.places.capacity());
        let numbers = numbers.saturating_add(self.overflow.capacity());
        self.text
            .capacity()
            .saturating_add(numbers.saturating_mul(size_of::<u32>()))
    }
}

/// Eight bits of a hash that choose no place; never all of them, so that no place is mistaken for an empty one.
fn tag(hash: u64) -> u32 {
    u32::try_from(hash >> 56).unwrap_or_default().min(0xfe) << 24
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

    #[test]
    fn ids_that_find_no_place_are_found_all_the_same() {
        let mut ids = Ids::default();
        // All that fall on few of the first places, chosen by trying.
        let chosen = (0_u64..)
            .map(|number| format!("n{number}"))
            .filter(|id| hash_of(id) & 0xfff < 4);
        let chosen: Vec<String> = chosen.take(300).collect();
        for (row, id) in chosen.iter().enumerate() {
            assert_eq!(ids.row(id), Some(row));
        }
        assert!(ids.overflow.len() > 100);
        for (row, id) in chosen.iter().enumerate() {
            assert_eq!((ids.find(id), ids.row(id)), (Some(row), Some(row)));
            assert_eq!(ids.find(&format!("{id}-")), None);
        }
        let mut ready = Ids::default();
        ready.reserve(5_000);
        chosen.iter().for_each(|id| {
            ready.row(id);
        });
        assert!(ready == ids);
    }
}
