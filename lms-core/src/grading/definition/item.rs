use serde::{Deserialize, Serialize};

use super::super::Exact;
use super::super::formula::Formula;
use super::{Category, Policies};
use crate::number::{Percent, Points};
use crate::record::Visibility;
use crate::time::Instant;
use crate::{ActivityId, PeriodId};

/// A branch or a leaf of a scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Node {
    /// A group of items with a total of its own.
    Category(Category),
    /// One assessed activity.
    Item(Item),
}

/// One assessed activity of a scheme.
///
/// ```
/// use lms_core::grading::Item;
/// let item: Item = serde_json::from_str(r#"{"id": "quiz-1", "maximum": "20", "weight": "15"}"#).unwrap();
/// assert_eq!(item.minimum.to_string(), "0");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Item {
    /// The activity whose scores count here.
    pub id: ActivityId,
    /// The points that are 100 %. Zero makes it an item without points.
    pub maximum: Points,
    /// The points that are 0 %, where the aggregation looks at them.
    #[serde(default, skip_serializing_if = "is_default")]
    pub minimum: Points,
    /// The weight in its category, in percent, for aggregations by weight; under natural weights a given weight
    /// overrides the automatic one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<Percent>,
    /// Whether it can only add to the total.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extra_credit: Option<ExtraCredit>,
    /// No drop rule touches it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub never_drop: bool,
    /// When it is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Instant>,
    /// Who may see its marks, on top of what each score says.
    #[serde(default, skip_serializing_if = "is_default")]
    pub visibility: Visibility,
    /// Marked without names: until its marks are posted they count for nobody.
    #[serde(default, skip_serializing_if = "is_default")]
    pub anonymous: bool,
    /// Its marks are shown but count in no total. A formula that names it reads them all the same.
    #[serde(default, skip_serializing_if = "is_default")]
    pub not_counted: bool,
    /// A mark may exceed the maximum, up to ten times, even where the settings bound marks to their range.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unlimited: bool,
    /// Its marks are places on a scale of named values, the minimum that of the first and the maximum that of the last.
    /// A mark between two places is the nearer one, half way (to five decimal places) the higher one; factor and offset
    /// have no say, and no mark leaves the scale.
    #[serde(default, skip_serializing_if = "is_default")]
    pub on_scale: bool,
    /// The mark is multiplied by this before it counts, unless a teacher set or locked it: then it is final.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factor: Option<Percent>,
    /// These points are added to the mark, after the factor.
    #[serde(default, skip_serializing_if = "is_default")]
    pub offset: Points,
    /// Policies of its own, each in the place of the scheme's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policies: Option<Box<Policies>>,
    /// The item is calculated: its points are what the formula over other items and categories gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formula: Option<Formula>,
    /// The grading period it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<PeriodId>,
}

/// How something adds to a total without being part of what can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum ExtraCredit {
    /// With its own points or weight.
    Full,
    /// With a factor of it: 50 % counts half.
    Factor {
        /// The factor.
        factor: Percent,
    },
}

impl ExtraCredit {
    /// The factor with which it counts.
    #[must_use]
    pub fn factor(self) -> Exact {
        match self {
            Self::Full => Exact::ONE,
            Self::Factor { factor } => Exact::share(factor),
        }
    }
}

impl Item {
    /// An item with a maximum and nothing else said.
    #[must_use]
    pub fn new(id: ActivityId, maximum: Points) -> Self {
        Self {
            id,
            maximum,
            minimum: Points::ZERO,
            weight: None,
            extra_credit: None,
            never_drop: false,
            due: None,
            visibility: Visibility::Visible,
            anonymous: false,
            not_counted: false,
            unlimited: false,
            on_scale: false,
            factor: None,
            offset: Points::ZERO,
            policies: None,
            formula: None,
            period: None,
        }
    }
}

impl Node {
    /// The weight in the parent.
    #[must_use]
    pub fn weight(&self) -> Option<Percent> {
        match self {
            Self::Category(category) => category.weight,
            Self::Item(item) => item.weight,
        }
    }

    /// Whether it can only add to the total.
    #[must_use]
    pub fn extra_credit(&self) -> Option<ExtraCredit> {
        match self {
            Self::Category(category) => category.extra_credit,
            Self::Item(item) => item.extra_credit,
        }
    }

    /// Whether no drop rule touches it.
    #[must_use]
    pub fn never_drop(&self) -> bool {
        match self {
            Self::Category(category) => category.never_drop,
            Self::Item(item) => item.never_drop,
        }
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
