use super::super::compile::CompiledScheme;
use super::super::exact::gcd;
use super::super::{Answer, Normalise};
use super::Row;
use super::plan::Plan;
use super::quotient::divide;
use super::row::Dense;
use crate::number::{Percent, Rounding, RoundingMode};

/// Students graded together; what one pass keeps in the nearest cache.
const BLOCK: usize = 256;

/// Students whose sums stand in registers together.
const LANES: usize = 16;

/// The most lowest and highest scores that columns drop; other rules are graded row by row.
const MAX_COLUMN_DROPS: (usize, usize) = (3, 2);

/// A class in columns: one total of all its learners, item by item instead of learner by learner.
///
/// Learners who have everything that the total counts stand in the columns, in the narrowest whole numbers that hold
/// their points; the others, and all of them where the scheme is not dense, are graded as rows.
///
/// ```
/// use lms_core::grading::{Answer, Asked, Class, CompiledScheme, Scheme};
/// use lms_core::record::{Score, ScoreSheet};
/// let scheme = Scheme::from_json(r#"{"id":"s","root":{"id":"course","aggregation":{"type":"mean"},"children":[
///     {"type":"item","id":"a","maximum":"10"}]}}"#).unwrap();
/// let compiled = CompiledScheme::new(scheme).unwrap();
/// let asked = Asked::at("2026-11-22T08:00:00Z".parse().unwrap());
/// let mut sheet = ScoreSheet::default();
/// sheet.scores.insert("a".parse().unwrap(), Score::scored("7".parse().unwrap()));
/// let rows = [compiled.row(&sheet, &asked), compiled.row(&ScoreSheet::default(), &asked)];
/// let class = Class::new(&compiled, &rows, Answer::Current);
/// let percents = class.percents(&compiled);
/// assert_eq!((percents[0].unwrap().to_string(), percents[1]), ("70".to_owned(), None));
/// ```
#[derive(Debug, Clone)]
pub struct Class {
    answer: Answer,
    students: usize,
    columns: Option<Columns>,
    /// Where each student of the columns stands in the class.
    regular: Vec<usize>,
    irregular: Vec<(usize, Row)>,
}

#[derive(Debug, Clone)]
struct Columns {
    cells: Cells,
    groups: Vec<ColumnGroup>,
    divisor: i64,
    /// `floor(2^64 / divisor)`, or the largest word below it for a divisor of 1.
    reciprocal: u64,
    /// Millionths in one step of the rounding.
    step: i64,
    mode: RoundingMode,
}

/// One column per item, in the order of the groups.
#[derive(Debug, Clone)]
enum Cells {
    Narrow(Vec<Vec<i16>>),
    Middle(Vec<Vec<i32>>),
    Wide(Vec<Vec<i64>>),
}

#[derive(Debug, Clone)]
struct ColumnGroup {
    start: usize,
    len: usize,
    lowest: usize,
    highest: usize,
    /// What one unit of kept points adds to the dividend.
    factor: i64,
}

impl Class {
    /// Puts rows of one scheme into columns. Linear in the scores.
    #[must_use]
    pub fn new(compiled: &CompiledScheme, rows: &[Row], answer: Answer) -> Self {
        let mut class = Self {
            answer,
            students: rows.len(),
            columns: None,
            regular: Vec::new(),
            irregular: Vec::new(),
        };
        let plan = compiled.plan.as_ref();
        let mut regular: Vec<&Dense> = Vec::new();
        for (place, row) in rows.iter().enumerate() {
            match row.dense().zip(plan) {
                Some((dense, plan)) if answer != Answer::Best && dense.has_all(plan, answer) => {
                    regular.push(dense);
                    class.regular.push(place);
                }
                _ => class.irregular.push((place, row.clone())),
            }
        }
        let rounding = compiled.scheme.settings.rounding;
        class.columns = plan.and_then(|plan| Columns::of(plan, &regular, rounding));
        if class.columns.is_none() {
            class.regular.clear();
            class.irregular = rows.iter().cloned().enumerate().collect();
        }
        class
    }

    /// The published percentage of every learner, in the order of the rows.
    #[must_use]
    pub fn percents(&self, compiled: &CompiledScheme) -> Vec<Option<Percent>> {
        let mut percents = vec![None; self.students];
        if let Some(columns) = &self.columns {
            let mut dividends = [0_i64; BLOCK];
            for (block, places) in self.regular.chunks(BLOCK).enumerate() {
                columns.add_up(block.wrapping_mul(BLOCK), &mut dividends);
                for (place, dividend) in places.iter().zip(dividends) {
                    if let Some(slot) = percents.get_mut(*place) {
                        *slot = columns.percent(dividend);
                    }
                }
            }
        }
        for (place, row) in &self.irregular {
            if let Some(slot) = percents.get_mut(*place) {
                *slot = compiled.percent_afresh(row, self.answer);
            }
        }
        percents
    }
}

impl Columns {
    fn of(plan: &Plan, students: &[&Dense], rounding: Rounding) -> Option<Self> {
        // The largest power of ten, in millionths, of which all points are multiples.
        let mut unit = 1_000_000_i64;
        let mut most = 0_i64;
        for points in students.iter().flat_map(|dense| dense.points.iter()) {
            while points.checked_rem(unit)? != 0 {
                unit = unit.checked_div(10)?;
            }
            most = most.max(points.abs());
        }
        let most = most.checked_div(unit)?;
        let steps = 10_i64.checked_pow(u32::from(rounding.digits))?;
        let weights = plan.groups.iter().map(|group| group.weight);
        let weights = weights.fold(0_i64, i64::saturating_add);
        let below = match plan.normalise {
            Normalise::Always => weights,
            Normalise::UnderHundred => weights.min(plan.hundred),
            Normalise::Never => plan.hundred,
        };
        let mut divisor = plan.scale.checked_mul(below.into())?;
        let mut factors = Vec::with_capacity(plan.groups.len());
        let mut shape = Vec::with_capacity(plan.groups.len());
        let mut start = 0_usize;
        for group in &plan.groups {
            let (lowest, highest) = group.drops(group.len);
            if lowest > MAX_COLUMN_DROPS.0 || highest > MAX_COLUMN_DROPS.1 {
                return None;
            }
            let kept = group.len.checked_sub(lowest)?.checked_sub(highest)?;
            let factor = i128::from(*group.factors.get(kept.checked_sub(1)?)?);
            let scaled = factor.checked_mul(unit.into())?.checked_mul(100)?;
            factors.push(scaled.checked_mul(steps.into())?);
            shape.push((start, group.len, lowest, highest));
            start = start.checked_add(group.len)?;
        }
        let common = factors
            .iter()
            .try_fold(divisor, |common, factor| wide_gcd(common, *factor))?;
        divisor = divisor.checked_div(common)?;
        let mut groups = Vec::with_capacity(factors.len());
        // Twice the rest is compared with the divisor, and sums of a group run over all its items.
        let mut bound = divisor.checked_mul(2)?;
        let mut longest = 0_i64;
        for (factor, (start, len, lowest, highest)) in factors.iter().zip(shape) {
            let factor = i64::try_from(factor.checked_div(common)?).ok()?;
            let sum = most.checked_mul(i64::try_from(len).ok()?)?;
            longest = longest.max(sum);
            let part = i128::from(factor).checked_mul(sum.into())?;
            bound = bound.checked_add(part)?;
            groups.push(ColumnGroup {
                start,
                len,
                lowest,
                highest,
                factor,
            });
        }
        i64::try_from(bound).ok()?;
        Some(Self {
            cells: Cells::of(plan, students, unit, longest)?,
            groups,
            divisor: i64::try_from(divisor).ok()?,
            reciprocal: u64::try_from((1_i128 << 64).checked_div(divisor)?).unwrap_or(u64::MAX),
            step: 1_000_000_i64.checked_div(steps)?,
            mode: rounding.mode,
        })
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

    /// The dividends of some students from a place on.
    fn add_up(&self, from: usize, dividends: &mut [i64; BLOCK]) {
        dividends.fill(0);
        for group in &self.groups {
            match &self.cells {
                Cells::Narrow(columns) => group.pass(columns, from, dividends),
                Cells::Middle(columns) => group.pass(columns, from, dividends),
                Cells::Wide(columns) => group.pass(columns, from, dividends),
            }
        }
    }
}

impl Cells {
    /// The narrowest form in which a sum over a group fits.
    fn of(plan: &Plan, students: &[&Dense], unit: i64, longest: i64) -> Option<Self> {
        if i16::try_from(longest).is_ok() {
            return Some(Self::Narrow(columns(plan, students, unit)?));
        }
        if i32::try_from(longest).is_ok() {
            return Some(Self::Middle(columns(plan, students, unit)?));
        }
        Some(Self::Wide(columns(plan, students, unit)?))
    }
}

fn columns<T: TryFrom<i64>>(plan: &Plan, students: &[&Dense], unit: i64) -> Option<Vec<Vec<T>>> {
    let items = plan
        .groups
        .iter()
        .flat_map(|group| group.start..group.start.saturating_add(group.len));
    let column = |item: usize| {
        let cell = |dense: &&Dense| {
            let points = dense.points.get(item)?.checked_div(unit)?;
            T::try_from(points).ok()
        };
        let mut cells = students.iter().map(cell).collect::<Option<Vec<T>>>()?;
        while cells.len() % LANES != 0 {
            cells.push(T::try_from(0).ok()?);
        }
        Some(cells)
    };
    items.map(column).collect()
}

/// A whole number of a column. Sums stay within it: the columns were made so.
trait Cell: Copy + Ord {
    const LEAST: Self;
    const MOST: Self;
    const ZERO: Self;
    fn plus(self, other: Self) -> Self;
    fn minus(self, other: Self) -> Self;
    fn wide(self) -> i64;
}

macro_rules! cell {
    ($($number:ty),+) => {$(
        impl Cell for $number {
            const LEAST: Self = Self::MIN;
            const MOST: Self = Self::MAX;
            const ZERO: Self = 0;
            fn plus(self, other: Self) -> Self {
                self.wrapping_add(other)
            }
            fn minus(self, other: Self) -> Self {
                self.wrapping_sub(other)
            }
            fn wide(self) -> i64 {
                i64::from(self)
            }
        }
    )+};
}

cell!(i16, i32, i64);

impl ColumnGroup {
    fn pass<T: Cell>(&self, columns: &[Vec<T>], from: usize, out: &mut [i64; BLOCK]) {
        let end = self.start.saturating_add(self.len);
        let columns = columns.get(self.start..end).unwrap_or_default();
        match (self.lowest, self.highest) {
            (0, 0) => self.run::<T, 0, 0>(columns, from, out),
            (1, 0) => self.run::<T, 1, 0>(columns, from, out),
            (2, 0) => self.run::<T, 2, 0>(columns, from, out),
            (3, 0) => self.run::<T, 3, 0>(columns, from, out),
            (0, 1) => self.run::<T, 0, 1>(columns, from, out),
            (1, 1) => self.run::<T, 1, 1>(columns, from, out),
            (2, 1) => self.run::<T, 2, 1>(columns, from, out),
            (3, 1) => self.run::<T, 3, 1>(columns, from, out),
            (0, 2) => self.run::<T, 0, 2>(columns, from, out),
            (1, 2) => self.run::<T, 1, 2>(columns, from, out),
            (2, 2) => self.run::<T, 2, 2>(columns, from, out),
            _ => self.run::<T, 3, 2>(columns, from, out),
        }
    }

    /// Sums and extreme values, a few students side by side, item by item. The columns are filled up to whole lanes.
    fn run<T: Cell, const LOW: usize, const HIGH: usize>(
        &self,
        columns: &[Vec<T>],
        from: usize,
        out: &mut [i64; BLOCK],
    ) {
        for (lane, out) in out.chunks_exact_mut(LANES).enumerate() {
            let start = from.saturating_add(lane.saturating_mul(LANES));
            let mut sums = [T::ZERO; LANES];
            let mut lows = [[T::MOST; LANES]; LOW];
            let mut highs = [[T::LEAST; LANES]; HIGH];
            for column in columns {
                let Some(cells) = column.get(start..).and_then(<[T]>::first_chunk::<LANES>) else {
                    return;
                };
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
            for (out, sum) in out.iter_mut().zip(&sums) {
                *out = out.wrapping_add(self.factor.wrapping_mul(sum.wide()));
            }
        }
    }
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
