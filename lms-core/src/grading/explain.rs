//! Where a grade comes from: a tree of parts from which it can be computed again by hand.

use serde::Serialize;

use super::formula::FormulaFault;
use super::{Aggregation, Answer, Exact, Total};
use crate::number::{Percent, Rounding};
use crate::{ActivityId, CategoryId, PeriodId, PersonId};

/// Everything a total rests on.
///
/// For every category with a share: the sum of the `contribution`s of its counted parts is its share before its steps,
/// and each contribution is the part's share times its weight after normalising.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation<'s> {
    /// Which total it explains.
    pub answer: Answer,
    /// The total.
    pub total: Total,
    /// The course total's tree; with weighted periods the trees stand in `periods`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root: Option<Part<'s>>,
    /// The grading periods that make up the total.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub periods: Vec<PeriodPart<'s>>,
    /// From the exact percentage to the published one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step<'s>>,
}

/// A grading period's part in the course total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PeriodPart<'s> {
    /// The period.
    pub period: &'s PeriodId,
    /// Its percentage; none when nothing in it counts.
    pub percent: Option<Exact>,
    /// What it counts in the course total.
    pub role: Role<'s>,
    /// Roundings of the percentage.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step<'s>>,
    /// Its tree.
    pub root: Part<'s>,
}

/// An item, a category or a placeholder, and what it counts in its category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Part<'s> {
    /// What it is.
    pub of: PartOf<'s>,
    /// What it counts above.
    pub role: Role<'s>,
    /// Its points and range, after its steps; none without a grade.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<Value>,
    /// The part of its range that was reached, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<Exact>,
    /// Why a category has no total.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nothing: Option<Nothing>,
    /// It is hidden from the viewer, or depends on what is.
    #[serde(skip_serializing_if = "is_false")]
    pub hidden: bool,
    /// What was done to its points, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step<'s>>,
    /// The parts of a category, in author order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part<'s>>,
}

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum PartOf<'s> {
    /// An item.
    Item {
        /// The activity.
        id: &'s ActivityId,
    },
    /// A category.
    Category {
        /// The category.
        id: &'s CategoryId,
        /// How its total comes from its parts.
        aggregation: Aggregation,
        /// A formula calculates its total instead.
        #[serde(skip_serializing_if = "is_false")]
        calculated: bool,
    },
    /// Work that the scheme expects and that does not exist yet.
    Placeholder,
}

/// Points in their range.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Value {
    /// The points.
    pub points: Exact,
    /// The points that are 0 %.
    pub minimum: Exact,
    /// The points that are 100 %.
    pub maximum: Exact,
}

/// What a part counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Role<'s> {
    /// It is the whole.
    Whole,
    /// It counts.
    Counted {
        /// The weight before normalising, in the measure of the aggregation: percent, points or parts.
        weight: Exact,
        /// The weight after normalising: the factor of its share in the total.
        normalised: Exact,
        /// What it adds to the total's share; 0 where that is hidden from the viewer.
        contribution: Exact,
        /// It only adds.
        #[serde(skip_serializing_if = "is_false")]
        extra_credit: bool,
        /// It is counted although it has no grade.
        #[serde(skip_serializing_if = "Option::is_none")]
        ungraded: Option<LeftOut>,
    },
    /// It has a score, and the drop rule took it out.
    Dropped {
        /// From which end.
        end: DropEnd,
        /// The part that was kept where this one might have been.
        #[serde(skip_serializing_if = "Option::is_none")]
        beaten_by: Option<PartOf<'s>>,
        /// The category's share if this one had been kept in its stead.
        #[serde(skip_serializing_if = "Option::is_none")]
        share_instead: Option<Exact>,
    },
    /// It counts neither for nor against.
    LeftOut {
        /// Why.
        reason: LeftOut,
    },
}

/// An end of the order of scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum DropEnd {
    /// Among the lowest.
    Lowest,
    /// Among the highest.
    Highest,
}

/// Why a part counts neither for nor against, or has no grade of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum LeftOut {
    /// Nothing was handed in or graded.
    NotGraded,
    /// It is not due yet.
    NotDue,
    /// It waits for a marker.
    PendingReview,
    /// It was declared missing.
    Missing,
    /// The learner is excused.
    Excused,
    /// A teacher took it out for this learner.
    Excluded,
    /// The learner withdrew from it.
    Withdrawn,
    /// The enrolment is concluded and it was never begun.
    NeverBegun,
    /// The item counts in no total.
    NotCounted,
    /// Its marks are anonymous and not posted yet.
    Anonymous,
    /// The viewer must not see it.
    Hidden,
    /// It is not posted yet.
    Unposted,
    /// It belongs to another grading period, or to none.
    OtherPeriod,
    /// It has no points that could be reached.
    WithoutPoints,
    /// Its weight is zero.
    ZeroWeight,
    /// Nothing in the category counts.
    NoTotal,
    /// It is work that may still come.
    Expected,
    /// The aggregation picked other parts.
    NotPicked,
    /// The category is calculated by a formula, and it counts only through it.
    InFormula,
    /// Its formula has no value.
    #[serde(untagged)]
    Formula(FormulaFault),
}

/// Why there is no total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Nothing {
    /// No part counts.
    NothingCounted,
    /// The weights of what counts are zero together.
    ZeroWeight,
    /// There are points earned but none that could be reached.
    WithoutPoints,
    /// Only extra credit counts.
    OnlyExtraCredit,
    /// The formula has no value.
    #[serde(untagged)]
    Formula(FormulaFault),
}

/// A change of a number on its way to the total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Step<'s> {
    /// What was done.
    #[serde(flatten)]
    pub why: StepReason<'s>,
    /// The number before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Exact>,
    /// The number after.
    pub to: Exact,
}

/// Why a number was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(
    tag = "step",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum StepReason<'s> {
    /// The viewer supposed it.
    Supposed,
    /// A teacher set it.
    Overridden {
        /// Who.
        by: &'s PersonId,
    },
    /// A teacher set what it is out of, and left the mark.
    RangeSet {
        /// Who.
        by: &'s PersonId,
    },
    /// The marks of several markers became one.
    Moderated,
    /// The attempt policy chose.
    Attempts {
        /// How many attempts it rests on.
        used: usize,
    },
    /// Resits were counted.
    Resits,
    /// The class was curved.
    Curved,
    /// The work was late.
    Late {
        /// By so many seconds after the due date.
        seconds: u64,
        /// The floor kept it from falling further.
        at_floor: bool,
    },
    /// The work is missing.
    Missing,
    /// A formula over other items and categories.
    Calculated,
    /// A teacher set the total.
    Set,
    /// The maximum changed after it was given; its percentage was kept.
    Rescaled,
    /// The item's factor.
    Factor {
        /// The factor.
        factor: Percent,
    },
    /// The item's offset.
    Offset,
    /// It is a place on a scale: the nearest one.
    OnScale,
    /// It was brought into its range.
    Bounded,
    /// The category's own limits.
    Limited,
    /// It was rounded.
    Rounded {
        /// How.
        rounding: Rounding,
    },
    /// It was rounded to a binary fraction of 53 bits, or computed in them.
    Binary64,
    /// The percentage is biased upwards before it is rounded.
    Biased {
        /// By so much.
        bias: Percent,
    },
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_false(value: &bool) -> bool {
    !*value
}

impl<'s> Part<'s> {
    /// A part about which nothing is known yet.
    pub(super) fn of(of: PartOf<'s>) -> Self {
        Self {
            of,
            role: Role::Whole,
            score: None,
            share: None,
            nothing: None,
            hidden: false,
            steps: Vec::new(),
            parts: Vec::new(),
        }
    }
}

impl Value {
    /// The part of the range that was reached; none when there is no range.
    #[must_use]
    pub fn share(&self) -> Option<Exact> {
        self.points
            .minus(&self.minimum)
            .over(&self.maximum.minus(&self.minimum))
    }
}
