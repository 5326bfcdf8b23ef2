use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::band::MAX_BANDS;
use crate::grading::Exact;
use crate::number::Percent;
use crate::problem::Problems;

/// A scheme by rank: the best so many percent of those who passed get the first grade, and so on.
///
/// ```
/// use lms_core::grading::Exact;
/// use lms_core::grading::presentation::ects;
/// let passing: Vec<Exact> = (0..20).map(|mark| Exact::integer(50 + mark)).collect();
/// assert_eq!(ects().grade(&Exact::integer(69), &passing), Some("A")); // nobody is better
/// assert_eq!(ects().grade(&Exact::integer(67), &passing), Some("B")); // 2 of 20 are better: 10 %
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RankScheme {
    /// What it is called.
    pub title: String,
    /// Where it is laid down.
    #[serde(default)]
    pub source: String,
    /// The grades, best first, with their shares.
    pub shares: Vec<RankShare>,
}

/// One grade of a scheme by rank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RankShare {
    /// The grade.
    pub label: String,
    /// The share of those who passed that get it.
    pub share: Percent,
}

impl RankScheme {
    /// Notes what is wrong with the scheme in itself.
    pub fn check(&self, problems: &mut Problems) {
        problems.at("shares", |problems| {
            if self.shares.is_empty() {
                problems.add("shares_empty", "a scheme by rank needs a grade");
            }
            if self.shares.len() > MAX_BANDS {
                let message = format!("a scheme has at most {MAX_BANDS} grades");
                problems.add("bands_too_many", message);
            }
            let sum = self.shares.iter().map(|share| Exact::from(share.share));
            let sum = sum.fold(Exact::ZERO, |sum, share| sum.plus(&share));
            let below_zero = self.shares.iter().any(|share| share.share < Percent::ZERO);
            if below_zero || sum > Exact::HUNDRED {
                let message = "shares are not below zero, and 100 % together at most";
                problems.add("percent_out_of_range", message);
            }
        });
    }

    /// The grade of a mark among the marks of all who passed; equal marks get the same grade, the better one.
    ///
    /// A mark gets the first grade whose cumulated share is above the share of strictly better marks. `None` without
    /// marks to compare with. Linear in the marks.
    #[must_use]
    pub fn grade(&self, mark: &Exact, passing: &[Exact]) -> Option<&str> {
        let better = passing.iter().filter(|other| *other > mark).count();
        let better = Exact::count(better).over(&Exact::count(passing.len()))?;
        let mut reached = Exact::ZERO;
        for share in &self.shares {
            reached = reached.plus(&Exact::share(share.share));
            if better < reached {
                return Some(&share.label);
            }
        }
        self.shares.last().map(|share| share.label.as_str())
    }
}

static ECTS: LazyLock<RankScheme> = LazyLock::new(|| {
    serde_json::from_str(include_str!("schemes/ects.json")).unwrap_or_else(|_| RankScheme {
        title: String::new(),
        source: String::new(),
        shares: Vec::new(),
    })
});

/// The grading scale of the European Credit Transfer System: A to E for the best 10, 25, 30, 25 and 10 % of those who passed.
#[must_use]
pub fn ects() -> &'static RankScheme {
    &ECTS
}
