//! One pass over the columns of a group: sums and extreme values, a few students side by side.

/// Students whose sums stand in registers together.
pub(super) const LANES: usize = 16;

/// A whole number of a column. Sums stay within it, and products within its `Sum`: the columns were made so.
pub(super) trait Cell: Copy + Ord {
    type Factor: Copy + Default + TryFrom<i64>;
    type Sum: Copy;
    const LEAST: Self;
    const MOST: Self;
    const ZERO: Self;
    fn plus(self, other: Self) -> Self;
    fn minus(self, other: Self) -> Self;
    /// `sum + self * factor`.
    fn onto(self, sum: Self::Sum, factor: Self::Factor) -> Self::Sum;
}

macro_rules! cell {
    ($($number:ty, $factor:ty, $sum:ty;)+) => {$(
        impl Cell for $number {
            type Factor = $factor;
            type Sum = $sum;
            const LEAST: Self = Self::MIN;
            const MOST: Self = Self::MAX;
            const ZERO: Self = 0;
            fn plus(self, other: Self) -> Self {
                self.wrapping_add(other)
            }
            fn minus(self, other: Self) -> Self {
                self.wrapping_sub(other)
            }
            fn onto(self, sum: $sum, factor: $factor) -> $sum {
                sum.wrapping_add(<$sum>::from(self).wrapping_mul(<$sum>::from(factor)))
            }
        }
    )+};
}

cell! {
    i16, i16, i32;
    i32, i64, i64;
    i64, i64, i64;
}

/// A group of columns.
#[derive(Debug, Clone)]
pub(super) struct ColumnGroup {
    pub(super) start: usize,
    pub(super) len: usize,
    pub(super) lowest: usize,
    pub(super) highest: usize,
    /// What one unit of kept points adds to the dividend.
    pub(super) factor: i64,
}

impl ColumnGroup {
    /// Adds what the group counts to the dividends of the students side by side. `cells` are theirs alone, item by item.
    pub(super) fn pass<T: Cell>(&self, cells: &[T], out: &mut [T::Sum; LANES]) {
        let (columns, _) = cells.as_chunks::<LANES>();
        let end = self.start.wrapping_add(self.len);
        let columns = columns.get(self.start..end).unwrap_or_default();
        let sums = match (self.lowest, self.highest) {
            (0, 0) => run::<T, 0, 0>(columns),
            (1, 0) => run::<T, 1, 0>(columns),
            (2, 0) => run::<T, 2, 0>(columns),
            (3, 0) => run::<T, 3, 0>(columns),
            (0, 1) => run::<T, 0, 1>(columns),
            (1, 1) => run::<T, 1, 1>(columns),
            (2, 1) => run::<T, 2, 1>(columns),
            (3, 1) => run::<T, 3, 1>(columns),
            (0, 2) => run::<T, 0, 2>(columns),
            (1, 2) => run::<T, 1, 2>(columns),
            (2, 2) => run::<T, 2, 2>(columns),
            _ => run::<T, 3, 2>(columns),
        };
        add(
            &sums,
            T::Factor::try_from(self.factor).unwrap_or_default(),
            out,
        );
    }
}

fn run<T: Cell, const LOW: usize, const HIGH: usize>(columns: &[[T; LANES]]) -> [T; LANES] {
    let mut sums = [T::ZERO; LANES];
    let mut lows = [[T::MOST; LANES]; LOW];
    let mut highs = [[T::LEAST; LANES]; HIGH];
    for cells in columns {
        for (sum, cell) in sums.iter_mut().zip(cells) {
            *sum = sum.plus(*cell);
        }
        let mut carried = *cells;
        for low in &mut lows {
            for (low, carried) in low.iter_mut().zip(&mut carried) {
                (*low, *carried) = ((*carried).min(*low), (*carried).max(*low));
            }
        }
        let mut carried = *cells;
        for high in &mut highs {
            for (high, carried) in high.iter_mut().zip(&mut carried) {
                (*high, *carried) = ((*carried).max(*high), (*carried).min(*high));
            }
        }
    }
    for dropped in lows.iter().chain(&highs) {
        for (sum, cell) in sums.iter_mut().zip(dropped) {
            *sum = sum.minus(*cell);
        }
    }
    sums
}

/// Not inlined: together with the loop before, the compiler would keep the narrow sums in the width of the wide ones.
#[inline(never)]
fn add<T: Cell>(sums: &[T; LANES], factor: T::Factor, out: &mut [T::Sum; LANES]) {
    for (out, sum) in out.iter_mut().zip(sums) {
        *out = sum.onto(*out, factor);
    }
}
