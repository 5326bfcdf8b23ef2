use serde::{Deserialize, Serialize};

use super::summary::mean;
use crate::grading::Exact;
use crate::grading::exact::{MAX_COMMON_BITS, is_commensurable};
use crate::number::{Rounding, RoundingMode};

/// The most items of one test.
pub const MAX_TEST_ITEMS: usize = 1_000;

/// The most marks of one test: learners times items.
pub const MAX_TEST_MARKS: usize = 1_000_000;

/// What a class's marks say about the items of a test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TestStatistics {
    /// The learners.
    pub learners: usize,
    /// The items, in their order.
    pub items: Vec<ItemStatistics>,
    /// Cronbach's alpha: `k / (k - 1) * (1 - sum of item variances / variance of the totals)` (Cronbach, Psychometrika
    /// 16, 1951). None for fewer than two items or where all totals are equal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alpha: Option<Exact>,
}

/// What a class's marks say about one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemStatistics {
    /// Difficulty (facility index): the mean mark as a share of the maximum; 1 is an item that everybody solves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difficulty: Option<Exact>,
    /// Discrimination by groups: the difficulty among the best 27 % less that among the worst 27 % by total (Kelley,
    /// Journal of Educational Psychology 30, 1939). A group has `floor(n * 27 / 100 + 1/2)` learners, at least one; equal
    /// totals stay in the order of the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discrimination: Option<Exact>,
    /// The correlation of the item with the total of all other items (corrected item-total correlation; Moodle's
    /// discrimination index is 100 times this). Rounded as asked; none where either does not vary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item_rest_correlation: Option<Exact>,
}

/// Why the marks of a test cannot be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ItemsError {
    /// More items or learners than are computed.
    #[error("the test has too many items or learners")]
    TooMany,
    /// Marks that are too long, or whose common denominator is.
    #[error("the marks have no common denominator of at most {MAX_COMMON_BITS} bits")]
    TooLong,
    /// A row has not one mark for each item.
    #[error("every learner must have one mark for each item")]
    Shape,
    /// A rounding to more than six digits.
    #[error("a rounding keeps at most six decimal places")]
    Rounding,
}

impl ItemsError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::TooMany => "test_too_large",
            Self::TooLong => "cohort_numbers_too_long",
            Self::Shape => "test_shape",
            Self::Rounding => "rounding_digits",
        }
    }
}

/// What the marks of a class say about each item of a test. `marks` has a row for each learner, with a mark for each
/// item. Linear in the marks, and `n log n` in the learners.
///
/// # Errors
/// [`ItemsError`] when the table is too large, or ragged.
///
/// ```
/// use lms_core::grading::Exact;
/// use lms_core::grading::cohort::test_statistics;
/// use lms_core::number::{Rounding, RoundingMode};
/// let marks: Vec<Vec<Exact>> = [[1, 1], [1, 0], [0, 0]].map(|row| row.map(Exact::integer).to_vec()).into();
/// let rounding = Rounding { mode: RoundingMode::HalfEven, digits: 4 };
/// let found = test_statistics(&marks, &[Exact::ONE, Exact::ONE], rounding).unwrap();
/// assert_eq!(found.items[0].difficulty, Exact::ratio(2, 3));
/// assert_eq!(found.items[0].item_rest_correlation, "0.5".parse().ok());
/// ```
pub fn test_statistics(
    marks: &[Vec<Exact>],
    maxima: &[Exact],
    rounding: Rounding,
) -> Result<TestStatistics, ItemsError> {
    if maxima.len() > MAX_TEST_ITEMS || marks.len().saturating_mul(maxima.len()) > MAX_TEST_MARKS {
        return Err(ItemsError::TooMany);
    }
    if marks.iter().any(|row| row.len() != maxima.len()) {
        return Err(ItemsError::Shape);
    }
    if rounding.digits > Rounding::MAX_DIGITS {
        return Err(ItemsError::Rounding);
    }
    if !is_commensurable(marks.iter().flatten().chain(maxima)) {
        return Err(ItemsError::TooLong);
    }
    let totals: Vec<Exact> = marks.iter().map(|row| Exact::sum(row)).collect();
    let (worst, best) = extreme_groups(&totals);
    let mut variances = Vec::with_capacity(maxima.len());
    let mut items = Vec::with_capacity(maxima.len());
    for (index, maximum) in maxima.iter().enumerate() {
        let column: Vec<Exact> = marks
            .iter()
            .filter_map(|row| row.get(index))
            .cloned()
            .collect();
        let rest: Vec<Exact> = totals
            .iter()
            .zip(&column)
            .map(|(total, mark)| total.minus(mark))
            .collect();
        let facility = |group: &[usize]| {
            let marks: Vec<Exact> = group
                .iter()
                .filter_map(|learner| column.get(*learner))
                .cloned()
                .collect();
            mean(&marks)?.over(maximum)
        };
        variances.push(product_sum(&column, &column));
        items.push(ItemStatistics {
            difficulty: mean(&column).and_then(|mean| mean.over(maximum)),
            discrimination: facility(&best)
                .zip(facility(&worst))
                .map(|(best, worst)| best.minus(&worst)),
            item_rest_correlation: correlation(&column, &rest, rounding),
        });
    }
    Ok(TestStatistics {
        learners: marks.len(),
        alpha: alpha(&variances, &product_sum(&totals, &totals)),
        items,
    })
}

/// The learners with the lowest and with the highest totals.
fn extreme_groups(totals: &[Exact]) -> (Vec<usize>, Vec<usize>) {
    let mut order: Vec<usize> = (0..totals.len()).collect();
    order.sort_by_key(|learner| totals.get(*learner));
    let rounded = totals.len().saturating_mul(27).saturating_add(50) / 100;
    let size = rounded.max(1).min(totals.len());
    let worst = order.iter().take(size).copied().collect();
    let best = order.iter().rev().take(size).copied().collect();
    (worst, best)
}

/// The sum of the products of the distances from the means: n times the covariance.
fn product_sum(one: &[Exact], two: &[Exact]) -> Exact {
    let products: Vec<Exact> = one
        .iter()
        .zip(two)
        .map(|(one, two)| one.times(two))
        .collect();
    let of_sums = Exact::sum(one).times(&Exact::sum(two));
    let of_means = of_sums
        .over(&Exact::count(one.len()))
        .unwrap_or(Exact::ZERO);
    Exact::sum(&products).minus(&of_means)
}

/// Pearson's correlation, `sxy / sqrt(sxx * syy)`, by one root of its exact square.
fn correlation(one: &[Exact], two: &[Exact], rounding: Rounding) -> Option<Exact> {
    let together = product_sum(one, two);
    let apart = product_sum(one, one).times(&product_sum(two, two));
    let square = together.times(&together).over(&apart)?;
    // The root of the magnitude is rounded, so that a tie that goes up goes down for a negative correlation.
    let size = match (rounding.mode, together.is_negative()) {
        (RoundingMode::HalfUp, true) => half_down(&square, rounding)?,
        (mode, _) => square.root(2, u32::from(rounding.digits), mode)?,
    };
    Some(if together.is_negative() {
        size.negated()
    } else {
        size
    })
}

/// The root with ties towards zero: only a rational root can be a tie.
fn half_down(square: &Exact, rounding: Rounding) -> Option<Exact> {
    match square.rational_root(2) {
        Some(root) => Some(root.negated().rounded(rounding).negated()),
        None => square.root(2, u32::from(rounding.digits), RoundingMode::HalfUp),
    }
}

fn alpha(items: &[Exact], totals: &Exact) -> Option<Exact> {
    let count = Exact::count(items.len());
    let factor = count.over(&count.minus(&Exact::ONE))?;
    let share = Exact::sum(items).over(totals)?;
    Some(factor.times(&Exact::ONE.minus(&share)))
}
