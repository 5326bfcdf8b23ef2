use serde::{Deserialize, Serialize};

use crate::grading::Exact;
use crate::grading::exact::{MAX_COMMON_BITS, is_commensurable};
use crate::number::{Rounding, RoundingMode};

/// The most learners of one class.
pub const MAX_COHORT: usize = 1_000_000;

/// The most bins of one histogram, and the most quantiles of one summary.
pub const MAX_BINS: usize = 1_000;

/// How a quantile between two values is found; the numbers are those of Hyndman and Fan, *Sample Quantiles in
/// Statistical Packages* (The American Statistician 50, 1996).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum QuantileMethod {
    /// The least value that so many are at or below (their type 1, the inverse of the empirical distribution).
    NearestRank,
    /// Like the nearest rank, but the mean of two values where the distribution is flat (type 2).
    AveragedRank,
    /// A straight line between the values at `(n + 1) p` (type 6; SPSS, Minitab, Excel's `PERCENTILE.EXC`).
    Weibull,
    /// A straight line between the values at `(n - 1) p + 1` (type 7; R, NumPy, Excel's `PERCENTILE.INC`).
    #[default]
    Linear,
}

/// What is wanted of a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SummaryRequest {
    /// The quantiles, each from 0 to 1: `"1/4"`, `"0.9"`.
    #[serde(default)]
    pub quantiles: Vec<Exact>,
    /// How they are found.
    #[serde(default)]
    pub method: QuantileMethod,
    /// The rising edges of a histogram, at least two where there are any.
    #[serde(default)]
    pub edges: Vec<Exact>,
    /// How the standard deviation, a root, is rounded; by default half to even, to six digits.
    #[serde(default = "six_digits")]
    pub rounding: Rounding,
}

impl Default for SummaryRequest {
    fn default() -> Self {
        Self {
            quantiles: Vec::new(),
            method: QuantileMethod::default(),
            edges: Vec::new(),
            rounding: six_digits(),
        }
    }
}

const fn six_digits() -> Rounding {
    Rounding {
        mode: RoundingMode::HalfEven,
        digits: Rounding::MAX_DIGITS,
    }
}

/// What a class's grades look like. Learners without a grade are counted and left out of everything else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CohortSummary {
    /// The grades.
    pub count: usize,
    /// The learners without a grade.
    pub ungraded: usize,
    /// The lowest grade.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lowest: Option<Exact>,
    /// The highest grade.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub highest: Option<Exact>,
    /// The mean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean: Option<Exact>,
    /// The middle grade, or the mean of the two middle ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub median: Option<Exact>,
    /// The variance of the class itself (divided by n).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variance: Option<Exact>,
    /// The variance for a sample (divided by n - 1); none for a single grade.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample_variance: Option<Exact>,
    /// The root of `variance`, rounded as asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deviation: Option<Exact>,
    /// The quantiles, in the order asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quantiles: Vec<Exact>,
    /// The histogram.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub histogram: Vec<HistogramBin>,
    /// The grades below the first edge.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub below: usize,
    /// The grades above the last edge.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub above: usize,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// One bin of a histogram: from its lower edge up to, not including, its upper one; the last bin includes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HistogramBin {
    /// The lower edge.
    pub from: Exact,
    /// The upper edge.
    pub to: Exact,
    /// The grades in it.
    pub count: usize,
}

/// Why a class cannot be summarised as asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SummaryError {
    /// More than [`MAX_COHORT`] learners.
    #[error("a class has at most {MAX_COHORT} learners")]
    TooMany,
    /// Grades that are too long, or whose common denominator is.
    #[error("the grades have no common denominator of at most {MAX_COMMON_BITS} bits")]
    TooLong,
    /// A quantile outside 0 to 1, or more than [`MAX_BINS`] of them.
    #[error("quantiles must be from 0 to 1, and at most {MAX_BINS}")]
    Quantile,
    /// One edge, edges that do not rise, or more than [`MAX_BINS`] bins.
    #[error("the edges of a histogram must rise, and make from 1 to {MAX_BINS} bins")]
    Edges,
    /// A rounding to more than six digits.
    #[error("a rounding keeps at most six decimal places")]
    Rounding,
}

impl SummaryError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::TooMany => "cohort_too_large",
            Self::TooLong => "cohort_numbers_too_long",
            Self::Quantile => "quantile_out_of_range",
            Self::Edges => "histogram_edges",
            Self::Rounding => "rounding_digits",
        }
    }
}

/// Summarises the grades of a class; `None` is a learner without a grade. `O(n log n)`.
///
/// # Errors
/// [`SummaryError`] when the class or what is asked is out of bounds.
///
/// ```
/// use lms_core::grading::Exact;
/// use lms_core::grading::cohort::{SummaryRequest, summarise};
/// let grades = [Some(Exact::integer(50)), Some(Exact::integer(70)), Some(Exact::integer(100)), None];
/// let summary = summarise(&grades, &SummaryRequest::default()).unwrap();
/// assert_eq!(summary.mean.unwrap().to_string(), "220/3");
/// assert_eq!((summary.count, summary.ungraded), (3, 1));
/// ```
pub fn summarise(
    grades: &[Option<Exact>],
    request: &SummaryRequest,
) -> Result<CohortSummary, SummaryError> {
    if grades.len() > MAX_COHORT {
        return Err(SummaryError::TooMany);
    }
    if request.rounding.digits > Rounding::MAX_DIGITS {
        return Err(SummaryError::Rounding);
    }
    if request.quantiles.len() > MAX_BINS {
        return Err(SummaryError::Quantile);
    }
    if request
        .quantiles
        .iter()
        .any(|quantile| quantile.is_negative() || *quantile > Exact::ONE)
    {
        return Err(SummaryError::Quantile);
    }
    check_edges(&request.edges)?;
    let asked = request.quantiles.iter().chain(&request.edges);
    if !is_commensurable(grades.iter().flatten().chain(asked)) {
        return Err(SummaryError::TooLong);
    }
    let mut sorted: Vec<Exact> = grades.iter().flatten().cloned().collect();
    sorted.sort();
    let half = Exact::ratio(1, 2).unwrap_or(Exact::ONE);
    let squares = squared_deviations(&sorted);
    let variance = squares
        .as_ref()
        .and_then(|sum| sum.over(&Exact::count(sorted.len())));
    let one_less = Exact::count(sorted.len()).minus(&Exact::ONE);
    let (below, above, histogram) = histogram(&sorted, &request.edges);
    Ok(CohortSummary {
        count: sorted.len(),
        ungraded: grades.len().saturating_sub(sorted.len()),
        lowest: sorted.first().cloned(),
        highest: sorted.last().cloned(),
        mean: mean(&sorted),
        median: quantile(&sorted, &half, QuantileMethod::Linear),
        deviation: variance.as_ref().and_then(|variance| {
            variance.root(2, u32::from(request.rounding.digits), request.rounding.mode)
        }),
        variance,
        sample_variance: squares.and_then(|sum| sum.over(&one_less)),
        quantiles: request
            .quantiles
            .iter()
            .filter_map(|share| quantile(&sorted, share, request.method))
            .collect(),
        histogram,
        below,
        above,
    })
}

pub(super) fn mean(values: &[Exact]) -> Option<Exact> {
    Exact::sum(values).over(&Exact::count(values.len()))
}

/// The sum of the squared distances from the mean: `sum of squares - (sum)^2 / n`.
fn squared_deviations(values: &[Exact]) -> Option<Exact> {
    let squares: Vec<Exact> = values.iter().map(|value| value.times(value)).collect();
    let sum = Exact::sum(values);
    let of_mean = sum.times(&sum).over(&Exact::count(values.len()))?;
    Some(Exact::sum(&squares).minus(&of_mean))
}

/// A quantile (0 to 1) of values in rising order; `None` of no values.
#[must_use]
pub fn quantile(sorted: &[Exact], share: &Exact, method: QuantileMethod) -> Option<Exact> {
    let count = Exact::count(sorted.len());
    // The place in the list, counted from 1, that need not be whole.
    let place = match method {
        QuantileMethod::NearestRank | QuantileMethod::AveragedRank => count.times(share),
        QuantileMethod::Weibull => count.plus(&Exact::ONE).times(share),
        QuantileMethod::Linear => count.minus(&Exact::ONE).times(share).plus(&Exact::ONE),
    };
    let floor = place.nearest(RoundingMode::Truncate);
    let rest = place.minus(&floor);
    let lower = usize::try_from(floor.to_fraction()?.numerator()).ok()?;
    let value = |number: usize| {
        let last = sorted.len().checked_sub(1)?;
        sorted.get(number.saturating_sub(1).min(last))
    };
    let (low, high) = (value(lower)?, value(lower.saturating_add(1))?);
    Some(match method {
        QuantileMethod::NearestRank if rest.is_zero() => low.clone(),
        QuantileMethod::AveragedRank if rest.is_zero() && lower > 0 => {
            mean(&[low.clone(), high.clone()])?
        }
        QuantileMethod::AveragedRank if rest.is_zero() => low.clone(),
        QuantileMethod::NearestRank | QuantileMethod::AveragedRank => high.clone(),
        // Before the first place there is nothing to draw a line to.
        QuantileMethod::Weibull if lower == 0 => low.clone(),
        QuantileMethod::Weibull | QuantileMethod::Linear => low.plus(&high.minus(low).times(&rest)),
    })
}

fn check_edges(edges: &[Exact]) -> Result<(), SummaryError> {
    let rising = edges
        .iter()
        .zip(edges.iter().skip(1))
        .all(|(low, high)| low < high);
    if edges.len() == 1 || edges.len() > MAX_BINS.saturating_add(1) || !rising {
        return Err(SummaryError::Edges);
    }
    Ok(())
}

fn histogram(sorted: &[Exact], edges: &[Exact]) -> (usize, usize, Vec<HistogramBin>) {
    let (Some(first), Some(last)) = (edges.first(), edges.last()) else {
        return (0, 0, Vec::new());
    };
    let before = |edge: &Exact| sorted.partition_point(|value| value < edge);
    let upto = |edge: &Exact| sorted.partition_point(|value| value <= edge);
    let bins = edges
        .iter()
        .zip(edges.iter().skip(1))
        .map(|(from, to)| {
            let end = if to == last { upto(to) } else { before(to) };
            HistogramBin {
                from: from.clone(),
                to: to.clone(),
                count: end.saturating_sub(before(from)),
            }
        })
        .collect();
    (before(first), sorted.len().saturating_sub(upto(last)), bins)
}
