//! What the items of a group come to, of those that are there.

use super::mark::{Mark, sum, without_lowest, without_two_lowest};
use super::plan::Group;

/// What a group of a learner comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Kept {
    /// The kept points in millionths.
    pub(super) points: i64,
    /// How many items were kept; zero for a group without any.
    pub(super) count: u32,
}

impl Kept {
    /// In one number: the count has seven bits and points of a whole group have at most 47.
    pub(super) fn pack(self) -> i64 {
        self.points
            .wrapping_mul(128)
            .wrapping_add(self.count.into())
    }

    pub(super) fn unpack(packed: i64) -> Self {
        Self {
            points: packed >> 7,
            count: u32::try_from(packed & 127).unwrap_or(0),
        }
    }
}

#[inline]
pub(super) fn kept<M: Mark>(group: &Group, points: &[M], bits: u64) -> Kept {
    if bits != group.all {
        return some_kept(group, points, bits);
    }
    let points = match group.all_drops {
        (0, 0) => sum(points),
        (1, 0) => without_lowest::<M, 1>(points),
        (2, 0) => without_two_lowest(points),
        (3, 0) => without_lowest::<M, 3>(points),
        _ => return some_kept(group, points, bits),
    };
    Kept {
        points: points.wrapping_mul(M::UNIT),
        count: group.all_kept,
    }
}

/// Any number of items with any drop rule. Not inlined, so that the common case needs no room for it.
#[inline(never)]
fn some_kept<M: Mark>(group: &Group, points: &[M], bits: u64) -> Kept {
    let count = usize::try_from(bits.count_ones()).unwrap_or(0);
    let (lowest, highest) = group.drops(count);
    let kept = count.wrapping_sub(lowest).wrapping_sub(highest);
    let sum = if (lowest, highest) == (0, 0) {
        // Absent items have no points, so they add nothing.
        sum(points)
    } else {
        let mut sorted = [0_i64; 64];
        let mut len = 0_usize;
        for (index, mark) in points.iter().enumerate() {
            if bits >> index & 1 == 1
                && let Some(slot) = sorted.get_mut(len)
            {
                *slot = mark.value();
                len = len.wrapping_add(1);
            }
        }
        let sorted = sorted.get_mut(..len).unwrap_or_default();
        sorted.sort_unstable();
        let end = lowest.wrapping_add(kept);
        let kept = sorted.get(lowest..end).unwrap_or_default();
        kept.iter()
            .fold(0_i64, |sum, points| sum.wrapping_add(*points))
    };
    Kept {
        points: sum.wrapping_mul(M::UNIT),
        count: u32::try_from(kept).unwrap_or(0),
    }
}
