use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::band::{BandScheme, is_default};
use super::bavarian::Bavarian;
use super::national::national_scheme;
use super::scale::{Scale, ScaleReading};
use crate::SchemeId;
use crate::grading::Exact;
use crate::grading::settings::check_rounding;
use crate::number::{Percent, Points, Rounding};
use crate::problem::Problems;
use crate::problem::decode::{Fields, Read, leaf};

/// How a grade is shown.
///
/// ```
/// use lms_core::grading::Exact;
/// use lms_core::grading::presentation::{GradeToShow, Presentation};
/// let letters: Presentation = serde_json::from_str(r#"{"type": "named", "scheme": "us-letters-plus-minus"}"#).unwrap();
/// let shown = letters.show(&GradeToShow::out_of(Exact::integer(27), Exact::integer(30)));
/// assert_eq!((shown.text.as_str(), shown.passed), ("A-", Some(true)));
/// assert_eq!(shown.quality_points.unwrap().to_string(), "3.7");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Presentation {
    /// As a percentage.
    Percent {
        /// How it is rounded.
        rounding: Rounding,
        /// Whether trailing zeros are written.
        #[serde(default, skip_serializing_if = "is_default")]
        zeros: Zeros,
    },
    /// As points out of the maximum.
    Points {
        /// How they are rounded.
        rounding: Rounding,
        /// Whether trailing zeros are written.
        #[serde(default, skip_serializing_if = "is_default")]
        zeros: Zeros,
    },
    /// By bands of one's own: letters, classes, a grade point scale.
    Bands {
        /// The scheme.
        scheme: Box<BandScheme>,
    },
    /// By a scheme that comes with the engine; see [`super::national_schemes`].
    Named {
        /// Its id.
        scheme: SchemeId,
    },
    /// As passed or failed.
    PassFail {
        /// When it is passed.
        rule: PassRule,
    },
    /// By the values of a scale.
    Scale {
        /// The scale.
        scale: Scale,
        /// How it is read.
        reading: ScaleReading,
    },
    /// As a German grade by the modified Bavarian formula.
    Bavarian {
        /// Its settings.
        formula: Bavarian,
    },
}

/// When a grade is passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum PassRule {
    /// From this percentage on.
    AtLeast {
        /// The percentage.
        percent: Percent,
        /// How the grade's percentage is rounded before it is compared; none compares the exact one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rounding: Option<Rounding>,
    },
    /// With any mark above zero, as Canvas reads complete and incomplete.
    AboveZero {},
}

/// Whether trailing zeros are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Zeros {
    /// `87.5` for two digits.
    #[default]
    Trim,
    /// `87.50` for two digits, as Moodle writes.
    Keep,
}

/// A grade and the range it lies in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradeToShow {
    /// The grade in points.
    pub mark: Exact,
    /// The points that are 0 %.
    pub minimum: Exact,
    /// The points that are 100 %.
    pub maximum: Exact,
    /// What a grade without a range is.
    pub unpointed: Unpointed,
}

/// What a grade is whose maximum is not above its minimum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Unpointed {
    /// It has no percentage and no letter, as in Moodle.
    #[default]
    Nothing,
    /// The mark is read as the percentage, as in Canvas.
    MarkIsPercent,
}

/// A grade as it is shown; by default there is nothing to show.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Presented {
    /// What is shown; empty when there is nothing to show.
    pub text: String,
    /// The number that is shown or was looked up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Exact>,
    /// In words, where the scheme has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Whether it is passed, where the presentation tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passed: Option<bool>,
    /// What it counts in a grade point average.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality_points: Option<Points>,
    /// Each rounding and bound on the way, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<PresentationStep>,
}

/// One change on the way from the exact grade to what is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PresentationStep {
    /// Where.
    pub place: StepPlace,
    /// The number before.
    pub before: Exact,
    /// The number after.
    pub after: Exact,
}

/// Where a number was changed on its way to the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum StepPlace {
    /// The bias of a scheme was added.
    Bias,
    /// It was rounded before it was looked up.
    RoundingBeforeLookup,
    /// It was brought into its range.
    Bounds,
    /// It was rounded to be displayed.
    Display,
}

impl GradeToShow {
    /// A grade between nothing and a maximum.
    #[must_use]
    pub fn out_of(mark: Exact, maximum: Exact) -> Self {
        Self {
            mark,
            minimum: Exact::ZERO,
            maximum,
            unpointed: Unpointed::Nothing,
        }
    }

    /// The share of the range that was reached; `None` where there is no range to speak of.
    #[must_use]
    pub fn share(&self) -> Option<Exact> {
        let range = self.maximum.minus(&self.minimum);
        match self.unpointed {
            _ if range.is_positive() => self.mark.minus(&self.minimum).over(&range),
            Unpointed::MarkIsPercent => self.mark.over(&Exact::HUNDRED),
            Unpointed::Nothing => None,
        }
    }
}

impl Presentation {
    /// The grade as it is shown. Linear in the bands or values of the scheme.
    #[must_use]
    pub fn show(&self, grade: &GradeToShow) -> Presented {
        self.shown(grade).unwrap_or_default()
    }

    fn shown(&self, grade: &GradeToShow) -> Option<Presented> {
        match self {
            Self::Percent { rounding, zeros } => {
                let percent = grade.share()?.times(&Exact::HUNDRED);
                let (text, value, steps) = display(percent, *rounding, *zeros);
                Some(Presented {
                    text: format!("{text}%"),
                    value: Some(value),
                    steps,
                    ..Presented::default()
                })
            }
            Self::Points { rounding, zeros } => {
                let (text, value, steps) = display(grade.mark.clone(), *rounding, *zeros);
                let (maximum, _, _) = display(grade.maximum.clone(), *rounding, *zeros);
                Some(Presented {
                    text: format!("{text}/{maximum}"),
                    value: Some(value),
                    steps,
                    ..Presented::default()
                })
            }
            Self::Bands { scheme } => in_bands(scheme, grade),
            Self::Named { scheme } => in_bands(national_scheme(scheme.as_str())?, grade),
            Self::PassFail { rule } => rule.shown(grade),
            Self::Scale { scale, reading } => scale.shown(*reading, grade),
            Self::Bavarian { formula } => formula.shown(grade),
        }
    }

    /// Notes what is wrong with the presentation in itself.
    pub fn check(&self, problems: &mut Problems) {
        match self {
            Self::Percent { rounding, .. } | Self::Points { rounding, .. } => {
                check_rounding(*rounding, problems);
            }
            Self::Bands { scheme } => problems.at("scheme", |problems| scheme.check(problems)),
            Self::Named { scheme } => {
                if national_scheme(scheme.as_str()).is_none() {
                    let message = format!("there is no grade scheme `{scheme}`");
                    problems.at("scheme", |found| found.add("reference_unknown", message));
                }
            }
            Self::PassFail {
                rule:
                    PassRule::AtLeast {
                        rounding: Some(rounding),
                        ..
                    },
            } => problems.at("rule", |problems| check_rounding(*rounding, problems)),
            Self::PassFail { .. } => {}
            Self::Scale { scale, .. } => problems.at("scale", |problems| scale.check(problems)),
            Self::Bavarian { formula } => {
                problems.at("formula", |problems| formula.check(problems));
            }
        }
    }
}

fn in_bands(scheme: &BandScheme, grade: &GradeToShow) -> Option<Presented> {
    let found = scheme.look_up(&grade.share()?)?;
    Some(Presented {
        text: found.band.label.clone(),
        value: Some(found.value),
        title: found.band.title.clone(),
        passed: Some(!found.band.fails),
        quality_points: found.band.quality_points,
        steps: found.steps,
    })
}

impl PassRule {
    fn shown(self, grade: &GradeToShow) -> Option<Presented> {
        let mut steps = Vec::new();
        let (passed, value) = match self {
            Self::AboveZero {} => (grade.mark.is_positive(), grade.mark.clone()),
            Self::AtLeast { percent, rounding } => {
                let exact = grade.share()?.times(&Exact::HUNDRED);
                let value = rounding.map_or(exact.clone(), |rounding| exact.rounded(rounding));
                if value != exact {
                    steps.push(PresentationStep {
                        place: StepPlace::RoundingBeforeLookup,
                        before: exact,
                        after: value.clone(),
                    });
                }
                (value >= Exact::from(percent), value)
            }
        };
        Some(Presented {
            text: String::from(if passed { "pass" } else { "fail" }),
            value: Some(value),
            passed: Some(passed),
            steps,
            ..Presented::default()
        })
    }
}

/// The text of a rounded number, the number, and the rounding where it changed anything.
pub(super) fn display(
    exact: Exact,
    rounding: Rounding,
    zeros: Zeros,
) -> (String, Exact, Vec<PresentationStep>) {
    let value = exact.rounded(rounding);
    let mut text = value.to_decimal_text();
    if zeros == Zeros::Keep && rounding.digits > 0 {
        let digits = usize::from(rounding.digits.min(Rounding::MAX_DIGITS));
        let written = match text.split_once('.') {
            Some((_, part)) => part.len(),
            None => {
                text.push('.');
                0
            }
        };
        text.push_str(&"0".repeat(digits.saturating_sub(written)));
    }
    let steps = if value == exact {
        Vec::new()
    } else {
        vec![PresentationStep {
            place: StepPlace::Display,
            before: exact,
            after: value.clone(),
        }]
    };
    (text, value, steps)
}

impl Read for Presentation {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        // Bands are long lists: their problems are worth a path each.
        if value.get("type").and_then(Value::as_str) == Some("bands") {
            let mut fields = Fields::open(value, problems)?;
            let scheme = fields.read("scheme").map(Box::new);
            fields.close(&["type", "scheme"]);
            return Some(Self::Bands { scheme: scheme? });
        }
        leaf(value, problems)
    }
}
