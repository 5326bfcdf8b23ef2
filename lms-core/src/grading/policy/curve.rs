use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::late::{check_percent, is_default};
use crate::grading::Exact;
use crate::grading::settings::{check_rounding, check_rounding_at};
use crate::number::{Percent, Points, Rounding};
use crate::problem::Problems;
use crate::problem::decode::{Fields, Read};

/// The longest factor and shift of a [`FittedCurve`] in a definition, in bits of the longer part of the fraction. A
/// curve fitted to any class that a question carries stays below it.
pub const MAX_CURVE_BITS: u64 = 256;

/// A curve: a change of all marks of an item by one rule.
///
/// A curve that looks at the class is *fitted* once, and the fitted curve kept, so that a mark entered later does not
/// move everybody else's.
///
/// ```
/// use lms_core::grading::Exact;
/// use lms_core::grading::policy::Curve;
/// let curve: Curve = serde_json::from_str(r#"{"rule": {"type": "targetMean", "mean": "70"}}"#).unwrap();
/// let marks = [Exact::integer(50), Exact::integer(70)];
/// let fitted = curve.fit(&marks, &Exact::HUNDRED).unwrap();
/// assert_eq!(fitted.apply(&marks[0], &Exact::HUNDRED), Exact::integer(60));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Curve {
    /// The rule.
    pub rule: CurveRule,
    /// Whether a curved mark may pass the maximum.
    #[serde(default, skip_serializing_if = "is_default")]
    pub ceiling: CurveCeiling,
    /// Whether the curve may lower a mark; by default it only helps.
    #[serde(default, skip_serializing_if = "is_default")]
    pub may_lower: bool,
}

/// How a curve changes a mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum CurveRule {
    /// The same points for everybody.
    Flat {
        /// The points added.
        points: Points,
    },
    /// The straight line through two points, given in percent of the maximum.
    Linear {
        /// A mark before.
        from: Percent,
        /// The same mark after.
        to: Percent,
        /// Another mark before.
        other_from: Percent,
        /// The same mark after.
        other_to: Percent,
    },
    /// Every mark is multiplied so that the best of the class becomes this percentage.
    Best {
        /// The percentage, usually 100.
        percent: Percent,
    },
    /// The square root of the share: 49 % becomes 70 %. Rounded, because most roots are not rational.
    SquareRoot {
        /// How the curved mark in points is rounded: exactly, by its true root.
        rounding: Rounding,
    },
    /// The mean of the class becomes this percentage, as long as no mark is stopped at the maximum and none is kept from
    /// falling: what is stopped is not made up for by the others.
    TargetMean {
        /// The percentage.
        mean: Percent,
        /// By adding or by multiplying.
        #[serde(default, skip_serializing_if = "is_default")]
        by: MeanMethod,
    },
}

/// How a class is brought to a mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MeanMethod {
    /// The same points for everybody.
    #[default]
    Shift,
    /// The same factor for everybody.
    Scale,
}

/// Whether a curved mark may pass the maximum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CurveCeiling {
    /// It stops at the maximum. A mark that was above it before is left alone.
    #[default]
    Maximum,
    /// It may pass it.
    Open,
}

/// A curve with the class already in it: what is kept and applied to each mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FittedCurve {
    /// What the mark is multiplied by.
    pub factor: Exact,
    /// What is added afterwards.
    pub shift: Exact,
    /// The square root is taken first, of the mark times the maximum, rounded so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root: Option<Rounding>,
    /// Whether a curved mark may pass the maximum.
    pub ceiling: CurveCeiling,
    /// Whether the curve may lower a mark.
    pub may_lower: bool,
}

/// Why a curve cannot be fitted to a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CurveError {
    /// The rule looks at the class, and there is no mark in it.
    #[error("the curve needs at least one mark")]
    NoMarks,
    /// The rule multiplies, and the mean or the best mark is not above zero.
    #[error("a class whose best or mean mark is not above zero cannot be scaled")]
    NotPositive,
    /// The two points of the line have the same mark before.
    #[error("a line needs two different marks")]
    NoLine,
}

impl CurveError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NoMarks => "curve_no_marks",
            Self::NotPositive => "curve_not_positive",
            Self::NoLine => "curve_no_line",
        }
    }
}

impl Curve {
    /// Fits the curve to the marks of a class on an item. Linear in the marks.
    ///
    /// # Errors
    /// [`CurveError`] when the rule cannot work with these marks.
    pub fn fit(&self, marks: &[Exact], maximum: &Exact) -> Result<FittedCurve, CurveError> {
        let of_maximum = |percent: Percent| Exact::share(percent).times(maximum);
        let mean = || {
            Exact::sum(marks)
                .over(&Exact::count(marks.len()))
                .ok_or(CurveError::NoMarks)
        };
        let scale = |to: Exact, from: &Exact| match to.over(from) {
            Some(factor) if from.is_positive() => Ok(factor),
            _ => Err(CurveError::NotPositive),
        };
        let (factor, shift, root) = match &self.rule {
            CurveRule::Flat { points } => (Exact::ONE, Exact::from(*points), None),
            CurveRule::Linear {
                from,
                to,
                other_from,
                other_to,
            } => {
                let run = Exact::share(*other_from).minus(&Exact::share(*from));
                let rise = Exact::share(*other_to).minus(&Exact::share(*to));
                let factor = rise.over(&run).ok_or(CurveError::NoLine)?;
                let shift = of_maximum(*to).minus(&of_maximum(*from).times(&factor));
                (factor, shift, None)
            }
            CurveRule::Best { percent } => {
                let best = marks.iter().max().ok_or(CurveError::NoMarks)?;
                (scale(of_maximum(*percent), best)?, Exact::ZERO, None)
            }
            CurveRule::SquareRoot { rounding } => (Exact::ONE, Exact::ZERO, Some(*rounding)),
            CurveRule::TargetMean { mean: target, by } => match by {
                MeanMethod::Shift => (Exact::ONE, of_maximum(*target).minus(&mean()?), None),
                MeanMethod::Scale => (scale(of_maximum(*target), &mean()?)?, Exact::ZERO, None),
            },
        };
        Ok(FittedCurve {
            factor,
            shift,
            root,
            ceiling: self.ceiling,
            may_lower: self.may_lower,
        })
    }

    /// Notes what is wrong with the curve in itself.
    pub fn check(&self, problems: &mut Problems) {
        problems.at("rule", |problems| match &self.rule {
            CurveRule::Flat { .. } => {}
            CurveRule::SquareRoot { rounding } => check_rounding(*rounding, problems),
            CurveRule::Linear {
                from, other_from, ..
            } => {
                if from == other_from {
                    let error = CurveError::NoLine;
                    problems.at("otherFrom", |found| {
                        found.add(error.code(), error.to_string())
                    });
                }
            }
            CurveRule::Best { percent } => {
                problems.at("percent", |problems| check_percent(*percent, problems))
            }
            CurveRule::TargetMean { mean, .. } => {
                problems.at("mean", |problems| check_percent(*mean, problems))
            }
        });
    }
}

impl FittedCurve {
    /// Notes what is wrong with the fitted curve in itself: numbers of more than [`MAX_CURVE_BITS`], and a rounding of
    /// roots that keeps more digits than a mark has.
    pub fn check(&self, problems: &mut Problems) {
        for (name, number) in [("factor", &self.factor), ("shift", &self.shift)] {
            if number.bits() > MAX_CURVE_BITS {
                let message = format!("a number of a curve has at most {MAX_CURVE_BITS} bits");
                problems.at(name, |found| found.add("curve_too_long", message));
            }
        }
        if let Some(rounding) = self.root {
            check_rounding_at("root", rounding, problems);
        }
    }

    /// The curved mark. A negative mark has no root and is left alone by one.
    #[must_use]
    pub fn apply(&self, mark: &Exact, maximum: &Exact) -> Exact {
        let rooted = match self.root {
            Some(rounding) => mark
                .times(maximum)
                .root(2, u32::from(rounding.digits), rounding.mode)
                .unwrap_or_else(|| mark.clone()),
            None => mark.clone(),
        };
        let mut curved = rooted.times(&self.factor).plus(&self.shift);
        if self.ceiling == CurveCeiling::Maximum && curved > *maximum {
            curved = maximum.clone().max(mark.clone());
        }
        if !self.may_lower && curved < *mark {
            curved = mark.clone();
        }
        curved
    }
}

impl Read for Curve {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::open(value, problems)?;
        let rule = fields.required("rule");
        let ceiling = fields.or_default("ceiling");
        let may_lower = fields.or_default("mayLower");
        fields.close(&["rule", "ceiling", "mayLower"]);
        Some(Self {
            rule: rule?,
            ceiling: ceiling?,
            may_lower: may_lower?,
        })
    }
}
