use serde::{Deserialize, Serialize};

use super::band::{Band, BandScheme};
use crate::grading::Exact;
use crate::number::{Percent, Points};
use crate::problem::Problems;

/// The most marks that one question about a class carries; [`BandScheme::classify`] itself is linear in them.
pub const MAX_CREDIT_MARKS: usize = 1_000;

/// When an average just below a class is taken for the class, as degree regulations say.
///
/// ```
/// use lms_core::grading::Exact;
/// use lms_core::grading::presentation::{CreditMark, national_scheme};
/// use lms_core::number::Points;
/// let honours = national_scheme("uk-honours").unwrap();
/// let module = |mark, credits| CreditMark {
///     mark: Points::whole(mark).unwrap(), credits: Points::whole(credits).unwrap(), final_stage: true,
/// };
/// // 68.5 % is within two points of a First, and 60 of 120 credits are at 70 or above.
/// let average = Exact::ratio(137, 200).unwrap();
/// let class = honours.classify(&average, &[module(72, 60), module(65, 60)]).unwrap();
/// assert_eq!((class.label.as_str(), class.promoted), ("First", true));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Borderline {
    /// How far below the bound an average may lie, in the units of the bounds. A shortfall of exactly this is within.
    pub within: Points,
    /// What lifts it; one of these is enough.
    pub promotions: Vec<Promotion>,
}

/// What lifts a borderline average to the class above.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Promotion {
    /// At least this share of the credits has marks in the class above or higher.
    CreditsAbove {
        /// The share.
        share: Percent,
        /// Only credits of the final stage are looked at.
        #[serde(default)]
        final_stage: bool,
    },
    /// The credit-weighted mean of the final stage is in the class above (exit velocity).
    FinalStageMean {},
}

/// The mark of one module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreditMark {
    /// The mark, in the units of the bounds.
    pub mark: Points,
    /// What the module is worth.
    pub credits: Points,
    /// It belongs to the final stage.
    #[serde(default)]
    pub final_stage: bool,
}

/// The class of an average.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Classified {
    /// The class.
    pub label: String,
    /// The average that was looked up, after the rounding of the scheme.
    pub average: Exact,
    /// A borderline rule lifted it to this class.
    pub promoted: bool,
    /// What is missing to the class above, where the average was borderline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short_by: Option<Exact>,
    /// The share of all credits in the class above or higher, whatever stage a rule looks at, where the average was
    /// borderline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credits_above: Option<Exact>,
}

impl BandScheme {
    /// The class of an average (a share: 1 is a full mark), with the borderline rule applied. Linear in the marks.
    ///
    /// `None` below all bands where the scheme says so.
    #[must_use]
    pub fn classify(&self, average: &Exact, marks: &[CreditMark]) -> Option<Classified> {
        let found = self.look_up(average)?;
        let plain = Classified {
            label: found.band.label.clone(),
            average: found.value.clone(),
            promoted: false,
            short_by: None,
            credits_above: None,
        };
        let (Some(rule), Some(above)) = (&self.borderline, self.above(found.band)) else {
            return Some(plain);
        };
        let bound = Exact::from(above.from);
        let short = bound.minus(&found.value);
        if short > Exact::from(rule.within) {
            return Some(plain);
        }
        let promoted = rule
            .promotions
            .iter()
            .any(|promotion| promotion.holds(&bound, marks));
        Some(Classified {
            label: if promoted {
                above.label.clone()
            } else {
                plain.label
            },
            average: found.value,
            promoted,
            short_by: Some(short),
            credits_above: share_above(&bound, marks, false),
        })
    }

    fn above(&self, band: &Band) -> Option<&Band> {
        let index = self.bands.iter().position(|other| other == band)?;
        self.bands.get(index.checked_sub(1)?)
    }
}

impl Promotion {
    fn holds(self, bound: &Exact, marks: &[CreditMark]) -> bool {
        match self {
            Self::CreditsAbove { share, final_stage } => share_above(bound, marks, final_stage)
                .is_some_and(|above| above >= Exact::share(share)),
            Self::FinalStageMean {} => {
                let last = || marks.iter().filter(|mark| mark.final_stage);
                let weighted: Vec<Exact> = last()
                    .map(|mark| Exact::from(mark.mark).times(&Exact::from(mark.credits)))
                    .collect();
                let credits: Vec<Exact> = last().map(|mark| Exact::from(mark.credits)).collect();
                Exact::sum(&weighted)
                    .over(&Exact::sum(&credits))
                    .is_some_and(|mean| mean >= *bound)
            }
        }
    }
}

/// The share of the credits with marks at or above a bound; `None` without credits.
fn share_above(bound: &Exact, marks: &[CreditMark], final_stage: bool) -> Option<Exact> {
    let counted = || marks.iter().filter(|mark| mark.final_stage || !final_stage);
    let all: Vec<Exact> = counted().map(|mark| Exact::from(mark.credits)).collect();
    let above: Vec<Exact> = counted()
        .filter(|mark| Exact::from(mark.mark) >= *bound)
        .map(|mark| Exact::from(mark.credits))
        .collect();
    Exact::sum(&above).over(&Exact::sum(&all))
}

impl Borderline {
    pub(super) fn check(&self, problems: &mut Problems) {
        if self.within < Points::ZERO {
            let message = "the borderline zone must not be negative";
            problems.at("within", |found| found.add("borderline_negative", message));
        }
        if self.promotions.is_empty() {
            let message = "a borderline zone without a rule lifts nobody";
            problems.at("promotions", |found| found.add("promotions_empty", message));
        }
    }
}
