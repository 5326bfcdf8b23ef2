use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::honours::Borderline;
use super::show::{PresentationStep, StepPlace};
use crate::SchemeId;
use crate::grading::Exact;
use crate::grading::settings::check_rounding;
use crate::number::{Percent, Points, Rounding};
use crate::problem::Problems;
use crate::problem::decode::{Fields, Read};

/// The most bands of one scheme.
pub const MAX_BANDS: usize = 200;

/// A scheme of bands: letters, classes or mentions, each from an inclusive lower bound.
///
/// Bounds are exact: a share of two thirds reaches a bound of 66.6 and misses one of 66.67.
///
/// ```
/// use lms_core::grading::Exact;
/// use lms_core::grading::presentation::BandScheme;
/// let scheme: BandScheme = serde_json::from_str(r#"{
///     "id": "pass", "title": "Pass", "bands": [{"label": "P", "from": "60"}, {"label": "F", "from": "0", "fails": true}]
/// }"#).unwrap();
/// assert_eq!(scheme.look_up(&Exact::ratio(3, 5).unwrap()).unwrap().band.label, "P");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BandScheme {
    /// The id.
    pub id: SchemeId,
    /// What it is called.
    pub title: String,
    /// The country it is used in, as ISO 3166 writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Where it is laid down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The value of a full mark on which the bounds are given: 100 for percent, 20 in France.
    #[serde(default = "hundred", skip_serializing_if = "is_hundred")]
    pub out_of: Points,
    /// The bands, by falling bound.
    pub bands: Vec<Band>,
    /// What is added before the rounding: Open edX adds 0.05.
    #[serde(default, skip_serializing_if = "is_default")]
    pub bias: Points,
    /// How the value is rounded before it is looked up; none looks up the exact one. Canvas rounds to 2 digits first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounding: Option<Rounding>,
    /// A value outside 0 to `outOf` is brought to the nearer end first, as Moodle does.
    #[serde(default, skip_serializing_if = "is_default")]
    pub bounded: bool,
    /// What a value below all bounds gets.
    #[serde(default, skip_serializing_if = "is_default")]
    pub below: BelowAll,
    /// When a value just below a bound is taken for the band above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub borderline: Option<Borderline>,
}

/// One band of a scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Band {
    /// The letter or class, unique in the scheme whatever its case.
    pub label: String,
    /// The least value that reaches it.
    pub from: Points,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it counts in a grade point average; none leaves it out of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality_points: Option<Points>,
    /// The band is a fail.
    #[serde(default, skip_serializing_if = "is_default")]
    pub fails: bool,
}

/// What a value below all bounds gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum BelowAll {
    /// The lowest band.
    #[default]
    Lowest,
    /// No band.
    Nothing,
}

/// The band that a share reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundBand<'s> {
    /// The band.
    pub band: &'s Band,
    /// The value that was looked up.
    pub value: Exact,
    /// How it came to be, where anything was done to it.
    pub steps: Vec<PresentationStep>,
}

pub(super) fn hundred() -> Points {
    Points::whole(100).unwrap_or_default()
}

fn is_hundred(points: &Points) -> bool {
    *points == hundred()
}

pub(super) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl BandScheme {
    /// The band that a share of the full mark (1 is all of it) reaches; `None` below all bands where the scheme says so.
    ///
    /// Linear in the bands.
    #[must_use]
    pub fn look_up(&self, share: &Exact) -> Option<FoundBand<'_>> {
        let (value, steps) = self.value(share);
        let reached = self
            .bands
            .iter()
            .find(|band| value >= Exact::from(band.from));
        let band = match (reached, self.below) {
            (None, BelowAll::Lowest) => self.bands.last(),
            (reached, _) => reached,
        }?;
        Some(FoundBand { band, value, steps })
    }

    /// The value that is looked up, with each change on the way.
    pub(super) fn value(&self, share: &Exact) -> (Exact, Vec<PresentationStep>) {
        let mut value = share.times(&Exact::from(self.out_of));
        let mut steps = Vec::new();
        let mut change = |place, before: &mut Exact, after: Exact| {
            if *before != after {
                steps.push(PresentationStep {
                    place,
                    before: before.clone(),
                    after: after.clone(),
                });
                *before = after;
            }
        };
        let biased = value.plus(&Exact::from(self.bias));
        change(StepPlace::Bias, &mut value, biased);
        if let Some(rounding) = self.rounding {
            let rounded = value.rounded(rounding);
            change(StepPlace::RoundingBeforeLookup, &mut value, rounded);
        }
        if self.bounded {
            let bounded = value.clone().min(Exact::from(self.out_of)).max(Exact::ZERO);
            change(StepPlace::Bounds, &mut value, bounded);
        }
        (value, steps)
    }

    /// The band with this label, whatever its case.
    #[must_use]
    pub fn band(&self, label: &str) -> Option<&Band> {
        self.position(label).and_then(|index| self.bands.get(index))
    }

    fn position(&self, label: &str) -> Option<usize> {
        let wanted = label.trim().to_lowercase();
        self.bands
            .iter()
            .position(|band| band.label.to_lowercase() == wanted)
    }

    /// The percentage that a letter entered by hand stands for, as Canvas reads it: 100 for the top one, else just below
    /// the bound above: by 1, or by 0.1 or 0.01 where the band is narrower.
    ///
    /// ```
    /// use lms_core::grading::presentation::national_scheme;
    /// let scheme = national_scheme("canvas-default").unwrap();
    /// assert_eq!(scheme.percent_for("b+").unwrap().to_string(), "89"); // A- begins at 90
    /// ```
    #[must_use]
    pub fn percent_for(&self, label: &str) -> Option<Percent> {
        let index = self.position(label)?;
        let Some(above) = index.checked_sub(1).and_then(|above| self.bands.get(above)) else {
            return Percent::whole(100).ok();
        };
        let of_hundred = |points: Points| {
            Exact::from(points)
                .times(&Exact::HUNDRED)
                .over(&Exact::from(self.out_of))
        };
        let top = of_hundred(above.from)?;
        let width = top.minus(&of_hundred(self.bands.get(index)?.from)?);
        let tenth = Exact::ratio(1, 10)?;
        let below = if width >= Exact::ONE {
            Exact::ONE
        } else if width >= tenth {
            tenth
        } else {
            Exact::ratio(1, 100)?
        };
        top.minus(&below).to_percent()
    }

    /// Notes what is wrong with the scheme in itself.
    pub fn check(&self, problems: &mut Problems) {
        if self.out_of <= Points::ZERO {
            problems.at("outOf", |found| {
                found.add("range_empty", "a full mark must be above zero");
            });
        }
        if let Some(rounding) = self.rounding {
            check_rounding(rounding, problems);
        }
        problems.at("bands", |problems| self.check_bands(problems));
        if let Some(borderline) = &self.borderline {
            problems.at("borderline", |problems| borderline.check(problems));
        }
    }

    fn check_bands(&self, problems: &mut Problems) {
        if self.bands.is_empty() {
            problems.add("bands_empty", "a scheme needs a band");
        }
        if self.bands.len() > MAX_BANDS {
            let message = format!("a scheme has at most {MAX_BANDS} bands");
            problems.add("bands_too_many", message);
            return;
        }
        let mut above: Option<Points> = None;
        for (index, band) in self.bands.iter().enumerate() {
            problems.item(index, |problems| {
                if above.is_some_and(|above| above <= band.from) {
                    let message = "the bounds of the bands must fall";
                    problems.at("from", |found| found.add("bands_order", message));
                }
                let same = |other: &Band| other.label.to_lowercase() == band.label.to_lowercase();
                if self.bands.iter().take(index).any(same) {
                    let message = format!("the label `{}` is taken", band.label);
                    problems.at("label", |found| found.add("label_duplicate", message));
                }
                if band.label.trim().is_empty() {
                    let message = "a label must not be empty";
                    problems.at("label", |found| found.add("label_empty", message));
                }
            });
            above = Some(band.from);
        }
    }
}

impl Read for BandScheme {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::open(value, problems)?;
        let id = fields.required("id");
        let title = fields.required("title");
        let country = fields.optional("country");
        let source = fields.optional("source");
        let out_of = fields.optional("outOf");
        let bands = fields.list("bands");
        let bias = fields.or_default("bias");
        let rounding = fields.optional("rounding");
        let bounded = fields.or_default("bounded");
        let below = fields.or_default("below");
        let borderline = fields.optional("borderline");
        fields.close(&[
            "id",
            "title",
            "country",
            "source",
            "outOf",
            "bands",
            "bias",
            "rounding",
            "bounded",
            "below",
            "borderline",
        ]);
        Some(Self {
            id: id?,
            title: title?,
            country: country?,
            source: source?,
            out_of: out_of?.unwrap_or_else(hundred),
            bands: bands?,
            bias: bias?,
            rounding: rounding?,
            bounded: bounded?,
            below: below?,
            borderline: borderline?,
        })
    }
}

impl Read for Band {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::open(value, problems)?;
        let label = fields.required("label");
        let from = fields.required("from");
        let title = fields.optional("title");
        let quality_points = fields.optional("qualityPoints");
        let fails = fields.or_default("fails");
        fields.close(&["label", "from", "title", "qualityPoints", "fails"]);
        Some(Self {
            label: label?,
            from: from?,
            title: title?,
            quality_points: quality_points?,
            fails: fails?,
        })
    }
}
