use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{ActivityId, AttributeName, CourseId, FactName, GroupId, RoleId};

/// What Moodle's numbers mean in the host: which of its ids each becomes. Numbers that are not listed get an id made of
/// their kind and number, such as `group-5`.
///
/// ```
/// use lms_core::rule::import::MoodleNames;
/// let names: MoodleNames = serde_json::from_str(
///     r#"{"course":"biology","groups":{"5":"tutorial-a"},"gradeItems":{"17":{"activity":"quiz-1"}}}"#,
/// )
/// .unwrap();
/// assert_eq!(names.groups[&5].as_str(), "tutorial-a");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MoodleNames {
    /// The course that the restricted activity or section belongs to.
    pub course: CourseId,
    /// The restricted activity or section itself. Facts whose answer hangs on it are named after it
    /// (`completion-previous-of-lab`), so that rules of several activities never share them. Without it the host has to
    /// see to that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restricted: Option<ActivityId>,
    /// Grade items by their number. One not listed becomes the activity `grade-item-N` of the course. Moodle compares
    /// where the final grade lies between the least and the greatest grade, in percent: the score that the host reports,
    /// cut to six decimals and not rounded, so that nobody is rounded up to a bound.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub grade_items: BTreeMap<u64, GradeItem>,
    /// Facts that report the completion state of course modules (`incomplete`, `complete`, `pass` or `fail`), by the
    /// number of the module. One listed exists, and who has no such fact has not completed it. One not listed becomes
    /// `completion-cm-N`, and may have been deleted: nobody passes it without the fact.
    ///
    /// To older Moodles who failed had completed the activity. For them report `complete`, unless a rule asks for `fail`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub completions: BTreeMap<u64, FactName>,
    /// The number of the nearest earlier module with completion tracking, for conditions on the previous activity; 0
    /// where there is none. Without it such a condition becomes the fact `completion-previous`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<u64>,
    /// Groups by their number. One not listed becomes `group-N`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub groups: BTreeMap<u64, GroupId>,
    /// The groups of each grouping, by its number.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub groupings: BTreeMap<u64, Vec<GroupId>>,
    /// The number of the activity's own grouping. Without it a condition on that becomes the fact
    /// `in-activity-grouping`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity_grouping: Option<u64>,
    /// Attributes by standard profile field. One not listed keeps its name; those that Moodle no longer offers may not
    /// exist, as custom ones.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub profile: BTreeMap<String, AttributeName>,
    /// Attributes by custom profile field. One listed exists, and who has no such attribute has an empty field: where
    /// the field has a default, the attribute has it too. One not listed becomes `profile-NAME`, and may have been
    /// deleted or have a default: nobody passes it without the attribute, which may be an empty text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub custom_profile: BTreeMap<String, AttributeName>,
    /// The role of those who may access all groups of the course: Moodle lets them pass every group condition and its
    /// negation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_all_groups: Option<RoleId>,
}

/// What a grade item grades.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GradeItem {
    /// The course; the restricted one when not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub course: Option<CourseId>,
    /// The activity; the course's own score when not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity: Option<ActivityId>,
}

impl MoodleNames {
    /// Nothing known but the course.
    #[must_use]
    pub fn new(course: CourseId) -> Self {
        Self {
            course,
            restricted: None,
            grade_items: BTreeMap::new(),
            completions: BTreeMap::new(),
            previous: None,
            groups: BTreeMap::new(),
            groupings: BTreeMap::new(),
            activity_grouping: None,
            profile: BTreeMap::new(),
            custom_profile: BTreeMap::new(),
            access_all_groups: None,
        }
    }

    /// The name of a fact whose answer hangs on the restricted activity.
    pub(super) fn of_restricted(&self, fact: &str) -> String {
        match &self.restricted {
            Some(activity) => format!("{fact}-of-{activity}"),
            None => fact.into(),
        }
    }
}
