//! What rules may speak of: the ids, types and structure that a catalogue defines.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::number::Points;
use crate::record::AttributeValue;
use crate::time::Zone;
use crate::{
    ActivityId, ApprovalId, AttributeName, AudienceId, CertificationId, CourseId, FactName,
    GroupId, OfferingId, PathId, RoleId, SkillId, StepId, UnitId,
};

/// The type of an attribute's or a host fact's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AttributeType {
    /// Yes or no.
    Boolean,
    /// A day of the calendar.
    Date,
    /// An exact decimal number.
    Number,
    /// A set of texts.
    Set,
    /// A text.
    Text,
}

impl AttributeType {
    /// The type of a value.
    #[must_use]
    pub fn of(value: &AttributeValue) -> Self {
        match value {
            AttributeValue::Boolean(_) => Self::Boolean,
            AttributeValue::Date(_) => Self::Date,
            AttributeValue::Number(_) => Self::Number,
            AttributeValue::Set(_) => Self::Set,
            AttributeValue::Text(_) => Self::Text,
        }
    }

    /// The type in words, as messages name it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::Number => "number",
            Self::Set => "set",
            Self::Text => "text",
        }
    }
}

/// Whether something that rules name is still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Presence {
    /// It is there.
    #[default]
    Live,
    /// It was taken out. A rule that still asks for it is broken there: the answer is unknown, never silently yes or no.
    Retired,
}

/// A course, as far as rules are concerned.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CourseEntry {
    /// Whether it is still there.
    pub presence: Presence,
    /// What a completion is worth that does not say so itself.
    pub credits: Points,
    /// Its activities; `None` takes any.
    pub activities: Option<BTreeSet<ActivityId>>,
}

/// A unit, as far as rules are concerned.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UnitEntry {
    /// Whether it is still there.
    pub presence: Presence,
    /// The unit above it.
    pub parent: Option<UnitId>,
}

/// A run of a course, as far as rules are concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferingEntry {
    /// Whether it is still there.
    pub presence: Presence,
    /// The course that it runs.
    pub course: CourseId,
}

/// A certification, as far as rules are concerned.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CertificationEntry {
    /// Whether it is still there.
    pub presence: Presence,
    /// The zone in which its days begin.
    pub zone: Zone,
}

/// A path, as far as rules are concerned.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PathEntry {
    /// Whether it is still there.
    pub presence: Presence,
    /// Its steps.
    pub steps: BTreeSet<StepId>,
}

/// Everything that rules of a catalogue may name. Naming anything else is an error of the definition.
///
/// Kinds that are `None` are kept by the host alone; any id of them is taken.
///
/// ```
/// use lms_core::rule::{AttributeType, Vocabulary};
/// let mut vocabulary = Vocabulary::default();
/// vocabulary.courses.insert("bls".parse().unwrap(), Default::default());
/// vocabulary.attributes.insert("department".parse().unwrap(), AttributeType::Text);
/// assert!(vocabulary.groups.is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Vocabulary {
    /// Attributes with their types.
    pub attributes: BTreeMap<AttributeName, AttributeType>,
    /// Host facts with their types.
    pub facts: BTreeMap<FactName, AttributeType>,
    /// Courses.
    pub courses: BTreeMap<CourseId, CourseEntry>,
    /// Offerings.
    pub offerings: BTreeMap<OfferingId, OfferingEntry>,
    /// Certifications.
    pub certifications: BTreeMap<CertificationId, CertificationEntry>,
    /// Units of the organisation, in trees no deeper than [`MAX_UNIT_DEPTH`](crate::rule::MAX_UNIT_DEPTH).
    pub units: BTreeMap<UnitId, UnitEntry>,
    /// Paths.
    pub paths: BTreeMap<PathId, PathEntry>,
    /// Groups.
    pub groups: Option<BTreeMap<GroupId, Presence>>,
    /// Audiences.
    pub audiences: Option<BTreeMap<AudienceId, Presence>>,
    /// Roles.
    pub roles: Option<BTreeMap<RoleId, Presence>>,
    /// Skills.
    pub skills: Option<BTreeMap<SkillId, Presence>>,
    /// Approvals.
    pub approvals: Option<BTreeMap<ApprovalId, Presence>>,
}
