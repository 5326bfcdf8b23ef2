use core::ops::Range;

use super::plane::{NO_ROWS, Plane};

/// A set of rows of a [`Population`](super::Population), as one bit per row.
///
/// ```
/// use lms_core::rule::audience::Rows;
/// let mut even = Rows::new(10);
/// for row in [0, 2, 4] {
///     even.insert(row);
/// }
/// let mut small = Rows::new(10);
/// small.insert(2);
/// small.insert(3);
/// even.keep(&small);
/// assert_eq!(even.iter().collect::<Vec<_>>(), [2]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
// INVARIANT: no bit at or past `rows` is set.
pub struct Rows {
    words: Vec<u64>,
    rows: usize,
}

impl Rows {
    /// No rows, of a population with so many.
    #[must_use]
    pub fn new(rows: usize) -> Self {
        Self {
            words: vec![0; rows.div_ceil(64)],
            rows,
        }
    }

    /// How many rows the population has.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many rows the set has. Linear in the population, 64 rows a step; as are the operations on two sets.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    /// Whether the set has no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Whether the set has a row.
    #[must_use]
    pub fn contains(&self, row: usize) -> bool {
        let word = self.words.get(row / 64).copied().unwrap_or_default();
        word & bit(row) != 0
    }

    /// Adds a row; one outside of the population is left out.
    pub fn insert(&mut self, row: usize) {
        if row < self.rows
            && let Some(word) = self.words.get_mut(row / 64)
        {
            *word |= bit(row);
        }
    }

    /// Makes room for a population that has grown.
    pub(in crate::rule) fn grow(&mut self, rows: usize) {
        self.rows = self.rows.max(rows);
        self.words.resize(self.rows.div_ceil(64), 0);
    }

    /// Keeps the rows that the other set has too.
    pub fn keep(&mut self, other: &Self) {
        self.words
            .resize(self.words.len().min(other.words.len()), 0);
        self.combine(other, |mine, theirs| mine & theirs);
        self.words.resize(self.rows.div_ceil(64), 0);
    }

    /// Adds the rows of another set over the same population.
    pub fn add(&mut self, other: &Self) {
        self.combine(other, |mine, theirs| mine | theirs);
        self.trim();
    }

    /// Takes away the rows of another set.
    pub fn remove(&mut self, other: &Self) {
        self.combine(other, |mine, theirs| mine & !theirs);
    }

    fn combine(&mut self, other: &Self, with: impl Fn(u64, u64) -> u64) {
        for (mine, theirs) in self.words.iter_mut().zip(&other.words) {
            *mine = with(*mine, *theirs);
        }
    }

    /// The rows in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(place, word)| {
            let mut rest = *word;
            core::iter::from_fn(move || {
                let next = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
                rest &= rest.wrapping_sub(1);
                Some(place.wrapping_mul(64).wrapping_add(next))
            })
        })
    }

    /// The bits themselves: bit `i` of word `w` is row `64 w + i`.
    #[must_use]
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// The bytes that it holds outside of itself.
    pub(in crate::rule) fn bytes(&self) -> usize {
        self.words.capacity().saturating_mul(size_of::<u64>())
    }

    /// Puts those rows of a block's plane in their place that a mask lets through. The mask has no row past the last one.
    pub(in crate::rule) fn put(&mut self, block: usize, plane: &Plane, mask: &Plane) {
        let first = block.saturating_mul(plane.len());
        let words = self.words.get_mut(first..).unwrap_or_default();
        for (word, (from, mask)) in words.iter_mut().zip(plane.iter().zip(mask)) {
            *word |= from & mask;
        }
    }

    /// The rows of a block that lie within a range.
    pub(in crate::rule) fn plane(&self, block: usize, range: &Range<usize>) -> Plane {
        let mut plane = NO_ROWS;
        let first = block.saturating_mul(plane.len());
        let words = self.words.get(first..).unwrap_or_default();
        for ((place, into), word) in (first..).zip(&mut plane).zip(words) {
            *into = word & inside(place, range);
        }
        plane
    }

    fn trim(&mut self) {
        let rest = self.rows % 64;
        if rest != 0
            && let Some(last) = self.words.last_mut()
        {
            *last &= bit(rest).wrapping_sub(1);
        }
    }
}

/// The rows of a word that lie within a range.
fn inside(word: usize, range: &Range<usize>) -> u64 {
    let first = word.saturating_mul(64);
    let below = |bound: usize| match bound.saturating_sub(first) {
        0 => 0,
        count if count >= 64 => u64::MAX,
        count => bit(count).wrapping_sub(1),
    };
    below(range.end) & !below(range.start)
}

fn bit(row: usize) -> u64 {
    1_u64.wrapping_shl(u32::try_from(row % 64).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_put_and_taken_within_a_range_only() {
        let mut all = Rows::new(5_000);
        (0..5_000).for_each(|row| all.insert(row));
        let mut rows = Rows::new(5_000);
        let all_rows = &super::super::plane::ALL_ROWS;
        rows.put(1, all_rows, &all.plane(1, &(4_100..4_990)));
        assert_eq!(rows.len(), 890);
        assert_eq!(rows.iter().next(), Some(4_100));
        assert_eq!(rows.iter().last(), Some(4_989));
        rows.put(1, all_rows, &all.plane(1, &(0..usize::MAX)));
        assert_eq!(rows.iter().last(), Some(4_999));
    }

    #[test]
    fn sets_of_different_populations_do_not_spill() {
        let (mut small, mut large) = (Rows::new(3), Rows::new(300));
        large.insert(200);
        large.insert(2);
        small.add(&large);
        assert_eq!(small.iter().collect::<Vec<_>>(), [2]);
        large.keep(&small);
        assert_eq!(large.iter().collect::<Vec<_>>(), [2]);
        assert_eq!((large.rows(), large.words().len()), (300, 5));
        large.remove(&small);
        assert!(large.is_empty());
    }
}
