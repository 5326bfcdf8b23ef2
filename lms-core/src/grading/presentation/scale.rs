use serde::{Deserialize, Serialize};

use super::band::is_default;
use super::show::{GradeToShow, PresentationStep, Presented, StepPlace};
use crate::grading::Exact;
use crate::number::{Points, RoundingMode};
use crate::problem::Problems;

/// A scale: named values in rising order, such as `poor, fair, good`.
///
/// A scale has two readings, and gradebooks use both: the 4th of 5 values is 4 of 5 points (80 %) or three of four steps
/// (75 %). [`Scale::value`] gives both.
///
/// ```
/// use lms_core::grading::presentation::Scale;
/// let scale: Scale = serde_json::from_str(r#"{"values": ["1", "2", "3", "4", "5"]}"#).unwrap();
/// let fourth = scale.value(4).unwrap();
/// assert_eq!((fourth.of_points.to_string(), fourth.of_steps.to_string()), ("4/5".into(), "3/4".into()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Scale {
    /// The values, worst first; at least two.
    pub values: Vec<String>,
    /// What is added before the number of the value is rounded: Moodle adds 0.00001.
    #[serde(default, skip_serializing_if = "is_default")]
    pub nudge: Points,
    /// The first value that is a pass, counted from 1; none leaves passing open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pass: Option<u32>,
}

/// How a scale is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ScaleReading {
    /// The k-th of n values is k of n points.
    Points,
    /// The k-th of n values is k - 1 of n - 1 steps: the first is 0 %, the last 100 %.
    Steps,
}

/// One value of a scale, in both readings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScaleValue {
    /// Its place, counted from 1.
    pub number: u32,
    /// Its name.
    pub label: String,
    /// Its share, read as points.
    pub of_points: Exact,
    /// Its share, read as steps.
    pub of_steps: Exact,
}

impl Scale {
    /// The value with this number, counted from 1.
    #[must_use]
    pub fn value(&self, number: u32) -> Option<ScaleValue> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        let label = self.values.get(index)?;
        let count = Exact::count(self.values.len());
        Some(ScaleValue {
            number,
            label: label.clone(),
            of_points: Exact::count(index).plus(&Exact::ONE).over(&count)?,
            of_steps: Exact::count(index)
                .over(&count.minus(&Exact::ONE))
                .unwrap_or(Exact::ONE),
        })
    }

    /// The value that a share of the range comes to: rounded half away from zero after the nudge, at least the first and
    /// at most the last.
    #[must_use]
    pub fn of_share(&self, share: &Exact, reading: ScaleReading) -> Option<ScaleValue> {
        let last = u32::try_from(self.values.len()).ok()?;
        let number = self
            .exact_number(share, reading)
            .plus(&Exact::from(self.nudge))
            .nearest(RoundingMode::HalfAway)
            .max(Exact::ONE)
            .min(Exact::count(self.values.len()));
        let number = u32::try_from(number.to_fraction()?.numerator()).ok()?;
        self.value(number.min(last))
    }

    fn exact_number(&self, share: &Exact, reading: ScaleReading) -> Exact {
        let count = Exact::count(self.values.len());
        match reading {
            ScaleReading::Points => share.times(&count),
            ScaleReading::Steps => share.times(&count.minus(&Exact::ONE)).plus(&Exact::ONE),
        }
    }

    pub(super) fn shown(&self, reading: ScaleReading, grade: &GradeToShow) -> Option<Presented> {
        let share = grade.share()?;
        let value = self.of_share(&share, reading)?;
        let before = self.exact_number(&share, reading);
        let after = Exact::count(usize::try_from(value.number).ok()?);
        let steps = if before == after {
            Vec::new()
        } else {
            vec![PresentationStep {
                place: StepPlace::RoundingBeforeLookup,
                before,
                after: after.clone(),
            }]
        };
        Some(Presented {
            text: value.label,
            value: Some(after),
            passed: self.pass.map(|pass| value.number >= pass),
            steps,
            ..Presented::default()
        })
    }

    /// Notes what is wrong with the scale in itself.
    pub fn check(&self, problems: &mut Problems) {
        if !(2..=super::MAX_BANDS).contains(&self.values.len()) {
            let message = format!("a scale has from 2 to {} values", super::MAX_BANDS);
            problems.at("values", |found| found.add("scale_values", message));
        }
        if self.pass.is_some_and(|pass| self.value(pass).is_none()) {
            let message = "the scale has no such value";
            problems.at("pass", |found| found.add("reference_unknown", message));
        }
    }
}
