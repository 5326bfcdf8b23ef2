use serde::{Deserialize, Serialize};

use super::super::presentation::Presentation;
use super::super::{Profile, Settings};
use super::{Category, Policies};
use crate::number::Percent;
use crate::{PeriodId, SchemeId};

/// How the scores of a course become a grade.
///
/// ```
/// use lms_core::grading::Scheme;
/// let scheme = Scheme::from_json(r#"{
///     "id": "history-101",
///     "root": {"id": "course", "aggregation": {"type": "weightedMean"}, "children": [
///         {"type": "item", "id": "essay", "maximum": "50", "weight": "40"},
///         {"type": "item", "id": "exam", "maximum": "100", "weight": "60"}]}
/// }"#).unwrap();
/// assert_eq!(scheme.root.children.len(), 2);
/// assert!(Scheme::from_json(r#"{"id": "x"}"#).is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Scheme {
    /// The id.
    pub id: SchemeId,
    /// The version of the policy, as the host counts it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// The gradebook that the settings started from.
    pub profile: Profile,
    /// The choices. A document gives only those that differ from the profile's.
    pub settings: Settings,
    /// The grading periods.
    #[serde(default, skip_serializing_if = "Periods::is_empty")]
    pub periods: Periods,
    /// The policies of all items.
    #[serde(default, skip_serializing_if = "Policies::is_empty")]
    pub policies: Policies,
    /// How totals are shown beside their percentage: a letter, a class, a pass. None shows the percentage alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presentation: Option<Presentation>,
    /// The course total.
    pub root: Category,
}

/// The grading periods of a course.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Periods {
    /// How the course total comes about.
    #[serde(default)]
    pub total: PeriodTotal,
    /// The periods in their order.
    #[serde(default)]
    pub list: Vec<Period>,
}

/// How the course total comes about when there are periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PeriodTotal {
    /// From all items, whatever their period.
    #[default]
    AllItems,
    /// From the grades of the periods, by their weights; items outside every period do not count. Weights below 100 %
    /// are scaled up, weights above are kept.
    Weighted,
}

/// A grading period: a term or quarter with a grade of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Period {
    /// The id.
    pub id: PeriodId,
    /// The weight in the course total, in percent.
    #[serde(default)]
    pub weight: Percent,
    /// The period is closed: nothing is deducted in it for late or missing work any more.
    #[serde(default)]
    pub closed: bool,
}

impl Periods {
    fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

impl Scheme {
    /// A scheme without periods, with the settings of a profile.
    #[must_use]
    pub fn new(id: SchemeId, profile: Profile, root: Category) -> Self {
        Self {
            id,
            version: None,
            profile,
            settings: profile.settings(),
            periods: Periods::default(),
            policies: Policies::default(),
            presentation: None,
            root,
        }
    }
}
