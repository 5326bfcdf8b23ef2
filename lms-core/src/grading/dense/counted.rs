//! What the items of a group count, and which of them are dropped: sets of up to 64 places as the bits of a word.

use super::super::DropEnd;

/// What the items of a group count, by place; those without a bit count nothing.
pub(super) struct Counted {
    /// In millionths.
    pub(super) points: [i64; 64],
    pub(super) present: u64,
    /// Nothing is to be said of these but their points.
    pub(super) plain: u64,
    /// Of all that are present.
    pub(super) sum: i64,
}

impl Counted {
    pub(super) const NONE: Self = Self {
        points: [0; 64],
        present: 0,
        plain: 0,
        sum: 0,
    };

    /// The places and points of the set bits, in order.
    pub(super) fn places(&self, mut bits: u64) -> impl Iterator<Item = (usize, i64)> {
        core::iter::from_fn(move || {
            let place = usize::try_from(bits.trailing_zeros()).ok()?;
            let points = *self.points.get(place)?;
            bits &= bits.wrapping_sub(1);
            Some((place, points))
        })
    }

    pub(super) fn sum_of(&self, bits: u64) -> i64 {
        // At most 64 numbers of at most 2^50 each.
        self.places(bits)
            .fold(0, |sum, (_, points)| sum.wrapping_add(points))
    }

    /// The bits of so many lowest, of equal ones the later, and of so many of the highest of the rest, of equal ones
    /// the earlier: the order of the joint drop rule.
    pub(super) fn dropped(&self, lowest: usize, highest: usize) -> (u64, u64) {
        let (mut low, mut high) = (0_u64, 0_u64);
        for _ in 0..lowest {
            let left = self.places(self.present & !low);
            let next = left.reduce(|best, other| if other.1 <= best.1 { other } else { best });
            low |= next.map_or(0, |(place, _)| 1 << place);
        }
        for _ in 0..highest {
            let left = self.places(self.present & !low & !high);
            let next = left.reduce(|best, other| if other.1 > best.1 { other } else { best });
            high |= next.map_or(0, |(place, _)| 1 << place);
        }
        (low, high)
    }

    /// The kept one that would have gone next: the walk of the tree takes the first of the lowest and the last of
    /// the highest.
    pub(super) fn marginal(&self, kept: u64, end: DropEnd) -> Option<(usize, i64)> {
        let kept = self.places(kept);
        match end {
            DropEnd::Lowest => {
                kept.reduce(|best, other| if other.1 < best.1 { other } else { best })
            }
            DropEnd::Highest => {
                kept.reduce(|best, other| if other.1 >= best.1 { other } else { best })
            }
        }
    }
}
