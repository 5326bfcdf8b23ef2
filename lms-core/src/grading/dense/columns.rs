//! The columns of a class, and the division that ends its totals.

use super::super::Normalise;
use super::super::exact::gcd;
use super::cells::Dense;
use super::pass::{Cell, ColumnGroup, LANES};
use super::plan::Plan;
use super::quotient::divide;
use crate::number::{Percent, RoundingMode};

/// The most lowest and highest scores that columns drop; other rules are graded row by row.
const MAX_COLUMN_DROPS: (usize, usize) = (3, 2);

/// The scores of learners who have everything that the total counts.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    cells: Cells,
    /// How many items a student has in them.
    items: usize,
    groups: Vec<ColumnGroup>,
    divisor: i64,
    /// `floor(2^64 / divisor)`, or the largest word below it for a divisor of 1.
    reciprocal: u64,
    /// Millionths in one step of the rounding.
    step: i64,
    mode: RoundingMode,
}

/// For every [`LANES`] students their marks for the first item of the groups, then for the second, and so on: a pass
/// goes through memory from end to end.
#[derive(Debug, Clone)]
enum Cells {
    Narrow(Vec<i16>, NarrowDivision),
    Middle(Vec<i32>),
    Wide(Vec<i64>),
}

/// The division of dividends from 0 to 2^30, many at once: `floor((2 * dividend + half) / double)`.
#[derive(Debug, Clone, Copy)]
struct NarrowDivision {
    /// The divisor where halves are rounded up, 0 where they are cut off.
    half: u32,
    /// Twice the divisor.
    double: u32,
    /// `floor(2^32 / double)`.
    reciprocal: u32,
}

/// What the columns have to hold.
struct Extent {
    /// What their numbers count in, in millionths.
    unit: i64,
    /// The largest number without its sign, in this unit.
    most: i64,
    negative: bool,
}

impl Columns {
    pub(super) fn of(plan: &Plan, students: &[&Dense]) -> Option<Self> {
        let extent = Extent::of(students)?;
        let (steps, step) = plan.steps;
        let weights = plan.groups.iter().map(|group| group.weight);
        let weights = weights.fold(0_i64, i64::saturating_add);
        let below = match plan.normalise {
            Normalise::Always => weights,
            Normalise::UnderHundred => weights.min(plan.hundred),
            Normalise::Never => plan.hundred,
        };
        let mut divisor = plan.scale.checked_mul(below.into())?;
        let mut factors = Vec::with_capacity(plan.groups.len());
        for group in &plan.groups {
            let (lowest, highest) = group.all_drops;
            if lowest > MAX_COLUMN_DROPS.0 || highest > MAX_COLUMN_DROPS.1 {
                return None;
            }
            let kept = usize::try_from(group.all_kept).ok()?;
            let factor = i128::from(*group.factors.get(kept.checked_sub(1)?)?);
            let scaled = factor.checked_mul(extent.unit.into())?;
            factors.push(scaled.checked_mul(steps)?);
        }
        let common = factors
            .iter()
            .try_fold(divisor, |common, factor| wide_gcd(common, *factor))?;
        divisor = divisor.checked_div(common)?;
        let mut groups = Vec::with_capacity(factors.len());
        // Twice the rest is compared with the divisor, and sums of a group run over all its items.
        let mut bound = divisor.checked_mul(2)?;
        let mut longest = 0_i64;
        let mut start = 0_usize;
        for (factor, group) in factors.iter().zip(&plan.groups) {
            let factor = i64::try_from(factor.checked_div(common)?).ok()?;
            let sum = extent.most.checked_mul(i64::try_from(group.len).ok()?)?;
            longest = longest.max(sum);
            let part = i128::from(factor).checked_mul(sum.into())?;
            bound = bound.checked_add(part)?;
            groups.push(ColumnGroup {
                start,
                len: group.len,
                lowest: group.all_drops.0,
                highest: group.all_drops.1,
                factor,
            });
            start = start.checked_add(group.len)?;
        }
        let bound = i64::try_from(bound).ok()?;
        let mode = plan.rounding.mode;
        let small = groups
            .iter()
            .all(|group| i16::try_from(group.factor).is_ok())
            && i16::try_from(longest).is_ok()
            && !extent.negative
            && bound < 1 << 30;
        let narrow = NarrowDivision::by(divisor, mode).filter(|_| small);
        let unit = extent.unit;
        // The narrowest form in which a sum over a group fits.
        let cells = if let Some(division) = narrow {
            Cells::Narrow(columns(plan, students, unit)?, division)
        } else if i32::try_from(longest).is_ok() {
            Cells::Middle(columns(plan, students, unit)?)
        } else {
            Cells::Wide(columns(plan, students, unit)?)
        };
        Some(Self {
            cells,
            items: start,
            groups,
            divisor: i64::try_from(divisor).ok()?,
            reciprocal: u64::try_from((1_i128 << 64).checked_div(divisor)?).unwrap_or(u64::MAX),
            step,
            mode,
        })
    }

    /// The percentages of all students, in their order.
    pub(super) fn percents(&self, mut tell: impl FnMut([Option<Percent>; LANES])) {
        match &self.cells {
            Cells::Narrow(cells, division) => {
                self.sums(cells, 0, |dividends| {
                    let quotients = dividends.map(|dividend| division.divide(dividend));
                    tell(quotients.map(|quotient| {
                        let micros = i64::from(quotient).wrapping_mul(self.step);
                        Percent::from_micros(micros).ok()
                    }));
                });
            }
            Cells::Middle(cells) => {
                self.sums(cells, 0, |dividends| {
                    tell(dividends.map(|d| self.percent(d)))
                });
            }
            Cells::Wide(cells) => {
                self.sums(cells, 0, |dividends| {
                    tell(dividends.map(|d| self.percent(d)))
                });
            }
        }
    }

    fn sums<T: Cell>(&self, cells: &[T], zero: T::Sum, mut tell: impl FnMut([T::Sum; LANES])) {
        for cells in cells.chunks_exact(self.items.saturating_mul(LANES).max(1)) {
            let mut dividends = [zero; LANES];
            for group in &self.groups {
                group.pass(cells, &mut dividends);
            }
            tell(dividends);
        }
    }

    fn percent(&self, dividend: i64) -> Option<Percent> {
        let whole = match u64::try_from(dividend) {
            Ok(dividend) => self.divide(dividend),
            Err(_) => {
                let whole = divide(self.mode, dividend.into(), self.divisor.into())?;
                i64::try_from(whole).ok()?
            }
        };
        Percent::from_micros(whole.checked_mul(self.step)?).ok()
    }

    /// A dividend of zero or more, by the reciprocal of the divisor: with `reciprocal = floor(2^64 / divisor)` the high
    /// word of the product is the quotient or one less, because the dividend is below 2^63.
    fn divide(&self, dividend: u64) -> i64 {
        let product = u128::from(dividend).wrapping_mul(u128::from(self.reciprocal));
        let mut whole = i64::try_from(product >> 64).unwrap_or(0);
        let dividend = i64::try_from(dividend).unwrap_or(i64::MAX);
        let mut rest = dividend.wrapping_sub(whole.wrapping_mul(self.divisor));
        if rest >= self.divisor {
            whole = whole.wrapping_add(1);
            rest = rest.wrapping_sub(self.divisor);
        }
        let twice = rest.wrapping_mul(2);
        let up = match self.mode {
            RoundingMode::Truncate => false,
            RoundingMode::HalfUp | RoundingMode::HalfAway => twice >= self.divisor,
            RoundingMode::HalfEven => {
                twice > self.divisor || (twice == self.divisor && whole & 1 == 1)
            }
        };
        whole.wrapping_add(i64::from(up))
    }
}

impl NarrowDivision {
    /// `None` for a divisor or a rounding that it cannot do.
    fn by(divisor: i128, mode: RoundingMode) -> Option<Self> {
        let double = u32::try_from(divisor.checked_mul(2)?).ok()?;
        let half = match mode {
            RoundingMode::Truncate => 0,
            RoundingMode::HalfUp | RoundingMode::HalfAway => u32::try_from(divisor).ok()?,
            RoundingMode::HalfEven => return None,
        };
        Some(Self {
            half,
            double,
            reciprocal: u32::try_from((1_u64 << 32).checked_div(double.into())?).ok()?,
        })
    }

    /// The high half of the product is the quotient or one less, because what is divided is below 2^32.
    fn divide(self, dividend: i32) -> u32 {
        let raised = dividend
            .cast_unsigned()
            .wrapping_mul(2)
            .wrapping_add(self.half);
        let product = u64::from(raised).wrapping_mul(self.reciprocal.into());
        let whole = u32::try_from(product >> 32).unwrap_or(0);
        let rest = raised.wrapping_sub(whole.wrapping_mul(self.double));
        whole.wrapping_add(u32::from(rest >= self.double))
    }
}

impl Extent {
    fn of(students: &[&Dense]) -> Option<Self> {
        // The largest power of ten, in millionths, of which all points are multiples.
        let mut unit = 1_000_000_i64;
        let mut most = 0_i64;
        let mut negative = false;
        for points in students.iter().flat_map(|dense| dense.points()) {
            while points.checked_rem(unit)? != 0 {
                unit = unit.checked_div(10)?;
            }
            most = most.max(points.abs());
            negative |= points < 0;
        }
        Some(Self {
            unit,
            most: most.checked_div(unit)?,
            negative,
        })
    }
}

fn columns<T: Cell + TryFrom<i64>>(plan: &Plan, students: &[&Dense], unit: i64) -> Option<Vec<T>> {
    let items: Vec<usize> = plan
        .groups
        .iter()
        .flat_map(|group| group.start..group.start.saturating_add(group.len))
        .collect();
    let mut cells = Vec::with_capacity(
        items
            .len()
            .saturating_mul(students.len().next_multiple_of(LANES)),
    );
    for students in students.chunks(LANES) {
        for item in &items {
            for dense in students {
                let points = dense.point(*item)?.checked_div(unit)?;
                cells.push(T::try_from(points).ok()?);
            }
            cells.resize(cells.len().next_multiple_of(LANES), T::ZERO);
        }
    }
    Some(cells)
}

/// Of two positive numbers that are not both beyond a machine word for long.
fn wide_gcd(one: i128, two: i128) -> Option<i128> {
    let (mut a, mut b) = (one, two);
    while b != 0 {
        if let (Ok(a), Ok(b)) = (u64::try_from(a), u64::try_from(b)) {
            return Some(gcd(a, b).into());
        }
        (a, b) = (b, a.checked_rem(b)?);
    }
    Some(a)
}
