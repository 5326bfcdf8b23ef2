use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::grading::Exact;
use crate::grading::settings::check_rounding;
use crate::number::{Points, Rounding};
use crate::problem::Problems;
use crate::problem::decode::{Read, leaf};
use crate::record::Mark;

/// The most markers that one mark waits for.
pub const MAX_MARKERS: u32 = 16;

/// How the marks of several markers of the same work become one.
///
/// A mark that the markers agreed on afterwards (the last one, if several) settles every policy.
///
/// ```
/// use lms_core::grading::Exact;
/// use lms_core::grading::policy::{Moderated, ModerationPolicy, Waiting};
/// let policy: ModerationPolicy = serde_json::from_str(r#"{
///     "type": "thirdMarker", "threshold": "10", "third": "decides"
/// }"#).unwrap();
/// let marks: Vec<lms_core::record::Mark> = serde_json::from_str(
///     r#"[{"by": "ann", "points": "52"}, {"by": "bob", "points": "64"}]"#,
/// ).unwrap();
/// assert_eq!(policy.settle(&marks), Moderated::Waiting { waiting: Waiting::ThirdMarker });
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum ModerationPolicy {
    /// At least two markers, and all of them agree: equal marks, or a mark they agreed on.
    Agreed {},
    /// The mean of the markers' marks, once there are so many.
    Average {
        /// How many markers there must be.
        #[serde(default = "two")]
        markers: u32,
        /// How the mean is rounded; none keeps it exact.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rounding: Option<Rounding>,
    },
    /// The highest of the markers' marks, once there are so many.
    Highest {
        /// How many markers there must be.
        #[serde(default = "two")]
        markers: u32,
    },
    /// The mean of two marks that differ by no more than the threshold; else a third marker is asked.
    ThirdMarker {
        /// The largest difference, in points, that the mean still bridges.
        threshold: Points,
        /// What the third mark does.
        third: ThirdMark,
        /// How a mean is rounded; none keeps it exact.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rounding: Option<Rounding>,
    },
}

const fn two() -> u32 {
    2
}

/// What the third mark does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ThirdMark {
    /// It is the mark.
    Decides,
    /// The middle one of the three is the mark.
    Median,
    /// The mean of the two marks closest to each other is the mark; of the higher two when the gaps are equal.
    ClosestPair,
    /// The mean of the three is the mark.
    Average,
}

/// What moderation made of the marks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Moderated {
    /// There is a mark.
    Settled {
        /// It.
        mark: Exact,
    },
    /// There is none before somebody does something.
    Waiting {
        /// What is missing.
        waiting: Waiting,
    },
}

/// What moderation waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Waiting {
    /// Another marker's mark.
    Marker,
    /// The markers' agreement on one mark.
    Agreement,
    /// A third marker, because the first two are too far apart.
    ThirdMarker,
}

impl ModerationPolicy {
    /// The one mark, or what it waits for. Linear in the marks.
    #[must_use]
    pub fn settle(&self, marks: &[Mark]) -> Moderated {
        if let Some(agreed) = marks.iter().rev().find(|mark| mark.agreed) {
            return settled(Exact::from(agreed.points));
        }
        let given: Vec<Exact> = marks.iter().map(|mark| Exact::from(mark.points)).collect();
        match self {
            Self::Agreed {} => match given.as_slice() {
                [] | [_] => waiting(Waiting::Marker),
                [first, rest @ ..] if rest.iter().all(|mark| mark == first) => {
                    settled(first.clone())
                }
                _ => waiting(Waiting::Agreement),
            },
            Self::Average { markers, rounding } => match mean(&given, *rounding) {
                Some(mean) if enough(&given, *markers) => settled(mean),
                _ => waiting(Waiting::Marker),
            },
            Self::Highest { markers } => match given.iter().max() {
                Some(highest) if enough(&given, *markers) => settled(highest.clone()),
                _ => waiting(Waiting::Marker),
            },
            Self::ThirdMarker {
                threshold,
                third,
                rounding,
            } => match given.as_slice() {
                [] | [_] => waiting(Waiting::Marker),
                [one, two, rest @ ..] => {
                    let apart = one.minus(two).magnitude() > Exact::from(*threshold);
                    let mark = match rest.last() {
                        None if apart => return waiting(Waiting::ThirdMarker),
                        Some(last) if apart => third.settle([one, two, last], *rounding),
                        _ => mean(&[one.clone(), two.clone()], *rounding),
                    };
                    mark.map_or(waiting(Waiting::Marker), settled)
                }
            },
        }
    }

    /// Notes what is wrong with the policy in itself.
    pub fn check(&self, problems: &mut Problems) {
        if let Self::Average { rounding, .. } | Self::ThirdMarker { rounding, .. } = self
            && let Some(rounding) = rounding
        {
            check_rounding(*rounding, problems);
        }
        match self {
            Self::Average { markers, .. } | Self::Highest { markers } => {
                if !(1..=MAX_MARKERS).contains(markers) {
                    let message = format!("the number of markers must be from 1 to {MAX_MARKERS}");
                    problems.at("markers", |found| {
                        found.add("markers_out_of_range", message)
                    });
                }
            }
            Self::ThirdMarker { threshold, .. } if *threshold < Points::ZERO => {
                let message = "the threshold must not be negative";
                problems.at("threshold", |found| {
                    found.add("threshold_negative", message)
                });
            }
            Self::ThirdMarker { .. } | Self::Agreed {} => {}
        }
    }
}

impl ThirdMark {
    fn settle(self, marks: [&Exact; 3], rounding: Option<Rounding>) -> Option<Exact> {
        let mut sorted = marks.map(Exact::clone);
        sorted.sort();
        let [low, middle, high] = sorted;
        match self {
            Self::Decides => marks.last().map(|mark| (*mark).clone()),
            Self::Median => Some(middle),
            Self::ClosestPair if middle.minus(&low) < high.minus(&middle) => {
                mean(&[low, middle], rounding)
            }
            Self::ClosestPair => mean(&[middle, high], rounding),
            Self::Average => mean(&[low, middle, high], rounding),
        }
    }
}

fn enough(given: &[Exact], markers: u32) -> bool {
    u32::try_from(given.len()).is_ok_and(|count| count >= markers)
}

fn mean(marks: &[Exact], rounding: Option<Rounding>) -> Option<Exact> {
    let mean = Exact::sum(marks).over(&Exact::count(marks.len()))?;
    Some(rounding.map_or(mean.clone(), |rounding| mean.rounded(rounding)))
}

fn settled(mark: Exact) -> Moderated {
    Moderated::Settled { mark }
}

fn waiting(waiting: Waiting) -> Moderated {
    Moderated::Waiting { waiting }
}

impl Read for ModerationPolicy {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        leaf(value, problems)
    }
}
