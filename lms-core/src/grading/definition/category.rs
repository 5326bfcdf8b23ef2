use serde::{Deserialize, Serialize};

use super::super::formula::Formula;
use super::{ExtraCredit, Node};
use crate::CategoryId;
use crate::number::{Percent, Points};

/// A group of items or of further categories, with a total of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Category {
    /// The id, unique in its scheme.
    pub id: CategoryId,
    /// How the total comes from the parts.
    pub aggregation: Aggregation,
    /// The parts, in author order.
    pub children: Vec<Node>,
    /// The weight in the parent category, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<Percent>,
    /// Whether it can only add to the parent's total.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extra_credit: Option<ExtraCredit>,
    /// No drop rule of the parent touches it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub never_drop: bool,
    /// Which scores are dropped.
    #[serde(default, skip_serializing_if = "is_default")]
    pub drop: DropRule,
    /// What parts without a grade count.
    #[serde(default, skip_serializing_if = "is_default")]
    pub ungraded: Ungraded,
    /// At least so many parts are averaged: missing ones are filled up with zeros (`mean` only).
    #[serde(default, skip_serializing_if = "is_default")]
    pub placeholders: u32,
    /// The total at 100 %, where it does not follow from the parts.
    #[serde(default = "hundred", skip_serializing_if = "is_hundred")]
    pub maximum: Points,
    /// The total at 0 %, where it does not follow from the parts.
    #[serde(default, skip_serializing_if = "is_default")]
    pub minimum: Points,
    /// The total is calculated: in place of the aggregation, what the formula over items and categories gives, in
    /// points of the category's own range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formula: Option<Formula>,
    /// Bounds of the share that the total can reach, on top of what the settings say.
    #[serde(default, skip_serializing_if = "is_default")]
    pub limits: Limits,
}

/// How a total comes from its parts. A *share* is the part of its range that a score reached, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Aggregation {
    /// All points earned out of all points possible.
    SumOfPoints,
    /// The mean of the shares by the weights given to the parts.
    WeightedMean {
        /// What happens when the counted weights are not 100 % together.
        #[serde(default)]
        normalise: Normalise,
    },
    /// The mean of the shares by the parts' ranges (maximum - minimum).
    SimpleWeightedMean,
    /// The mean of the shares of the normal parts, to which each extra credit part adds its share times its factor,
    /// divided by the number of normal parts.
    MeanWithExtraCredit,
    /// The mean of the shares.
    Mean,
    /// The middle share, or the mean of the two middle ones.
    Median,
    /// The most frequent share; of several the highest.
    Mode,
    /// The lowest share.
    Lowest,
    /// The highest share.
    Highest,
    /// Points, with weights by maximum that a given weight overrides; an overridden weight is a share of what a
    /// learner's present parts leave of the weights.
    Natural,
}

/// What happens when the counted weights are not 100 % together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Normalise {
    /// They are scaled to 100 %.
    #[default]
    Always,
    /// They are scaled up to 100 %, never down: weights above it are extra credit.
    UnderHundred,
    /// They are taken as they are.
    Never,
}

/// Which scores are dropped. At least one is always kept, but by the procedures of Moodle and Open edX, which drop as many
/// as they are told to ([`DropProcedure`](crate::grading::DropProcedure)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DropRule {
    /// So many of the lowest.
    #[serde(default, skip_serializing_if = "is_default")]
    pub lowest: u32,
    /// So many of the highest.
    #[serde(default, skip_serializing_if = "is_default")]
    pub highest: u32,
    /// All but so many of the best.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep_best: Option<u32>,
}

/// What parts without a grade count.
///
/// The best case ([`Answer::Best`](crate::grading::Answer::Best)) supposes full marks for everything that can still be
/// handed in, so it counts such work under each of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Ungraded {
    /// As the answer says: nothing in the current grade, the minimum in the final one and in the worst case.
    #[default]
    ByAnswer,
    /// Nothing, in the final grade and the worst case too: only what is graded counts (Moodle's "exclude empty grades").
    LeaveOut,
    /// The minimum of their range, in the current grade too.
    AsMinimum,
}

/// Bounds of a category's share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Limits {
    /// Not below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lower: Option<Percent>,
    /// Not above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upper: Option<Percent>,
}

impl Category {
    /// A category with an aggregation over parts and nothing else said.
    #[must_use]
    pub fn new(id: CategoryId, aggregation: Aggregation, children: Vec<Node>) -> Self {
        Self {
            id,
            aggregation,
            children,
            weight: None,
            extra_credit: None,
            never_drop: false,
            drop: DropRule::default(),
            ungraded: Ungraded::default(),
            placeholders: 0,
            maximum: hundred(),
            minimum: Points::ZERO,
            formula: None,
            limits: Limits::default(),
        }
    }
}

impl Aggregation {
    /// Whether the total's range is the sum of the parts' ranges rather than the category's own.
    #[must_use]
    pub fn adds_points(self) -> bool {
        matches!(self, Self::SumOfPoints | Self::Natural)
    }

    /// Whether it takes one or two of the parts and so has no use for extra credit.
    #[must_use]
    pub fn picks(self) -> bool {
        matches!(
            self,
            Self::Median | Self::Mode | Self::Lowest | Self::Highest
        )
    }
}

pub(super) fn hundred() -> Points {
    Points::whole(100).unwrap_or_default()
}

fn is_hundred(points: &Points) -> bool {
    *points == hundred()
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
