use core::cmp::Ordering;

/// How good it is to give one thing to one step. Compared from the top: more credits; then credits in steps written
/// earlier; then the completion that is worth more otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Gain(i128, i128, i128);

impl Gain {
    pub(super) const ZERO: Self = Self(0, 0, 0);

    /// `earlier` is greater for steps written earlier; `rank` for completions that are worth more.
    pub(super) fn new(credits: i64, earlier: usize, rank: usize) -> Self {
        let wide = |count: usize| i128::try_from(count).unwrap_or(i128::MAX);
        let credits = i128::from(credits);
        Self(
            credits,
            credits.saturating_mul(wide(earlier)),
            wide(rank).saturating_add(1),
        )
    }

    fn plus(self, other: Self) -> Self {
        Self(
            self.0.saturating_add(other.0),
            self.1.saturating_add(other.1),
            self.2.saturating_add(other.2),
        )
    }

    pub(super) fn minus(self, other: Self) -> Self {
        self.plus(Self(
            other.0.saturating_neg(),
            other.1.saturating_neg(),
            other.2.saturating_neg(),
        ))
    }
}

/// The matching of rows to columns with the greatest sum of gains: the column of each row. What has no gain, or none
/// above nothing, is left alone.
///
/// By the Hungarian method, with the shorter side as its rows: the square of the shorter side, times both together.
pub(super) fn best(
    gain: &dyn Fn(usize, usize) -> Option<Gain>,
    rows: usize,
    columns: usize,
) -> Vec<Option<usize>> {
    if rows <= columns {
        let held = assign(gain, rows, columns);
        return held;
    }
    let mut found = vec![None; rows];
    let turned = assign(&|column, row| gain(row, column), columns, rows);
    for (column, row) in turned.into_iter().enumerate() {
        if let Some(slot) = row.and_then(|row| found.get_mut(row)) {
            *slot = Some(column);
        }
    }
    found
}

/// Rows are put in one after the other, each along the cheapest way of moving those before it. A row may always take a
/// blank column of its own at no gain, so no row is in another's way.
fn assign(
    gain: &dyn Fn(usize, usize) -> Option<Gain>,
    rows: usize,
    columns: usize,
) -> Vec<Option<usize>> {
    let width = columns.saturating_add(rows);
    let cost = |row: usize, column: usize| {
        let real = (column < columns).then(|| gain(row, column)).flatten();
        Gain::ZERO.minus(real.unwrap_or(Gain::ZERO))
    };
    let mut board = Board {
        rows: vec![Gain::ZERO; rows],
        columns: vec![Gain::ZERO; width],
        taken: vec![None; width],
    };
    for row in 0..rows {
        board.put(row, &cost);
    }
    let mut found = vec![None; rows];
    for (column, row) in board.taken.iter().enumerate().take(columns) {
        let Some(row) = row.filter(|row| gain(*row, column).is_some()) else {
            continue;
        };
        if let Some(slot) = found.get_mut(row) {
            *slot = Some(column);
        }
    }
    found
}

/// A matching that is best for the rows put in so far, and the prices that prove it.
struct Board {
    rows: Vec<Gain>,
    columns: Vec<Gain>,
    taken: Vec<Option<usize>>,
}

impl Board {
    fn put(&mut self, row: usize, cost: &dyn Fn(usize, usize) -> Gain) {
        let width = self.columns.len();
        // For each column the cheapest known way to it, and the column before it on that way.
        let mut least: Vec<Option<(Gain, Option<usize>)>> = vec![None; width];
        let mut reached = vec![false; width];
        let (mut at, mut from) = (row, None);
        loop {
            let price = self.rows.get(at).copied().unwrap_or(Gain::ZERO);
            let mut next: Option<(Gain, usize)> = None;
            for (column, slot) in least.iter_mut().enumerate() {
                if reached.get(column) == Some(&true) {
                    continue;
                }
                let own = self.columns.get(column).copied().unwrap_or(Gain::ZERO);
                let way = cost(at, column).minus(price).minus(own);
                if slot.is_none_or(|(held, _)| way.cmp(&held) == Ordering::Less) {
                    *slot = Some((way, from));
                }
                if let Some((held, _)) =
                    slot.filter(|(held, _)| next.is_none_or(|(least, _)| *held < least))
                {
                    next = Some((held, column));
                }
            }
            // There is a blank column for every row, so one is always left.
            let Some((step, column)) = next else { return };
            self.shift(row, step, &reached);
            for (slot, reached) in least.iter_mut().zip(&reached) {
                if let Some((held, _)) = slot.as_mut().filter(|_| !*reached) {
                    *held = held.minus(step);
                }
            }
            if let Some(slot) = reached.get_mut(column) {
                *slot = true;
            }
            from = Some(column);
            match self.taken.get(column).copied().flatten() {
                Some(held) => at = held,
                None => break,
            }
        }
        // Everyone on the way moves one column on.
        let mut to = from;
        while let Some(column) = to {
            let before = least
                .get(column)
                .copied()
                .flatten()
                .and_then(|(_, before)| before);
            let mover = match before {
                Some(before) => self.taken.get(before).copied().flatten(),
                None => Some(row),
            };
            if let Some(slot) = self.taken.get_mut(column) {
                *slot = mover;
            }
            to = before;
        }
    }

    /// Raises the prices of all that was reached, so that the next column costs nothing more.
    fn shift(&mut self, row: usize, step: Gain, reached: &[bool]) {
        if let Some(price) = self.rows.get_mut(row) {
            *price = price.plus(step);
        }
        let columns = self.columns.iter_mut().zip(&self.taken).zip(reached);
        for ((price, taken), _) in columns.filter(|(_, reached)| **reached) {
            *price = price.minus(step);
            if let Some(price) = taken.and_then(|row| self.rows.get_mut(row)) {
                *price = price.plus(step);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Gain, best};
    use proptest::prelude::*;

    type Gains = Vec<Vec<Option<i64>>>;

    fn gain(gains: &Gains, row: usize, column: usize) -> Option<Gain> {
        let credits = gains[row][column]?;
        Some(Gain::new(credits, gains.len() - row, column))
    }

    fn brute_force(gains: &Gains, row: usize, taken: u32) -> Gain {
        if row == gains.len() {
            return Gain::ZERO;
        }
        let mut most = brute_force(gains, row + 1, taken);
        for column in 0..gains[row].len() {
            if let Some(gain) = gain(gains, row, column).filter(|_| taken >> column & 1 == 0) {
                most = most.max(gain.plus(brute_force(gains, row + 1, taken | 1 << column)));
            }
        }
        most
    }

    fn gains() -> impl Strategy<Value = Gains> {
        (1_usize..6, 1_usize..6).prop_flat_map(|(rows, columns)| {
            let cell = proptest::option::weighted(0.7, 0_i64..6);
            proptest::collection::vec(proptest::collection::vec(cell, columns), rows)
        })
    }

    proptest! {
        #[test]
        fn the_matching_is_as_good_as_the_best_of_all(gains in gains()) {
            let found = best(&|row, column| gain(&gains, row, column), gains.len(), gains[0].len());
            let mut taken: Vec<usize> = found.iter().flatten().copied().collect();
            let sum = found.iter().enumerate().fold(Gain::ZERO, |sum, (row, column)| {
                column.map_or(sum, |column| sum.plus(gain(&gains, row, column).unwrap()))
            });
            prop_assert_eq!(sum, brute_force(&gains, 0, 0));
            taken.sort_unstable();
            taken.dedup();
            prop_assert_eq!(taken.len(), found.iter().flatten().count());
        }
    }
}
