use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::grading::settings::check_rounding;
use crate::number::{Points, Rounding};
use crate::problem::Problems;
use crate::problem::decode::{Fields, Read};

/// The most criteria of one rubric or marking guide.
pub const MAX_CRITERIA: usize = 200;

/// The most levels of one criterion.
pub const MAX_LEVELS: usize = 100;

/// A rubric: criteria, each with levels worth points, which may be negative.
///
/// ```
/// use lms_core::grading::Exact;
/// use lms_core::grading::rubric::{Rubric, RubricAssessment};
/// let rubric: Rubric = serde_json::from_str(r#"{"criteria": [
///     {"id": "style", "levels": [{"id": "poor", "points": "1"}, {"id": "good", "points": "5"}]}
/// ]}"#).unwrap();
/// let assessment: RubricAssessment =
///     serde_json::from_str(r#"{"marks": [{"criterion": "style", "level": "good"}]}"#).unwrap();
/// let result = rubric.assess(&assessment, &Exact::ZERO, &Exact::integer(10)).unwrap();
/// assert_eq!(result.mark, Some(Exact::integer(10))); // 5 of 5 points, on an item of 10
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rubric {
    /// The criteria, in author order.
    pub criteria: Vec<Criterion>,
    /// How the sum becomes the mark of the item.
    #[serde(default, skip_serializing_if = "is_default")]
    pub scoring: RubricScoring,
    /// What a criterion without a rating does.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unrated: Unrated,
    /// How the mark is rounded; none keeps it exact. For a scale item: to whole numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounding: Option<Rounding>,
}

/// One criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Criterion {
    /// The id, unique in the rubric.
    pub id: String,
    /// What is looked at.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The levels, in author order; at least one.
    pub levels: Vec<Level>,
    /// Each level stands for a range of points, down to the next lower level, so that any points up to the highest fit.
    #[serde(default, skip_serializing_if = "is_default")]
    pub ranges: bool,
    /// Its points are shown and count for nothing.
    #[serde(default, skip_serializing_if = "is_default")]
    pub ignore_for_scoring: bool,
    /// Points above its highest level count as that level: Canvas does so for criteria that measure an outcome.
    #[serde(default, skip_serializing_if = "is_default")]
    pub capped: bool,
}

/// One level of a criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Level {
    /// The id, unique in the criterion.
    pub id: String,
    /// What it is worth; may be negative.
    pub points: Points,
    /// In words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
}

/// How the sum of the points becomes the mark of the item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RubricScoring {
    /// `max(minimum, sum / highest sum * maximum)`: no points are 0 %, and a negative sum is the minimum, not "no grade".
    #[default]
    ZeroBased,
    /// `(sum - lowest sum) / (highest sum - lowest sum) * (maximum - minimum) + minimum`: the lowest levels are 0 %.
    RangeBased,
    /// The sum itself, as Canvas takes it.
    Sum,
}

/// What a criterion without a rating does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Unrated {
    /// There is no mark before all criteria are rated, as in Moodle.
    #[default]
    NoMark,
    /// It counts nothing; without any rating there is no mark, as in Canvas.
    CountsNothing,
}

pub(super) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Criterion {
    /// Its highest level's points.
    #[must_use]
    pub fn highest(&self) -> Points {
        self.levels
            .iter()
            .map(|level| level.points)
            .max()
            .unwrap_or_default()
    }

    /// Its lowest level's points.
    #[must_use]
    pub fn lowest(&self) -> Points {
        self.levels
            .iter()
            .map(|level| level.points)
            .min()
            .unwrap_or_default()
    }
}

impl Rubric {
    /// Notes what is wrong with the rubric in itself.
    pub fn check(&self, problems: &mut Problems) {
        if let Some(rounding) = self.rounding {
            check_rounding(rounding, problems);
        }
        problems.at("criteria", |problems| {
            let ids = self.criteria.iter().map(|criterion| criterion.id.as_str());
            check_ids(ids, MAX_CRITERIA, "criteria", problems);
            for (index, criterion) in self.criteria.iter().enumerate().take(MAX_CRITERIA) {
                problems.item(index, |problems| {
                    problems.at("levels", |problems| {
                        let ids = criterion.levels.iter().map(|level| level.id.as_str());
                        check_ids(ids, MAX_LEVELS, "levels", problems);
                    });
                });
            }
        });
    }
}

/// A list that must not be empty, too long or name one thing twice.
pub(super) fn check_ids<'i>(
    ids: impl Iterator<Item = &'i str>,
    most: usize,
    what: &str,
    problems: &mut Problems,
) {
    let mut known = BTreeSet::new();
    let mut count: usize = 0;
    for (index, id) in ids.enumerate() {
        count = count.saturating_add(1);
        if count <= most && !known.insert(id) {
            let message = format!("the id `{id}` is taken");
            problems.item(index, |problems| {
                problems.at("id", |found| found.add("id_duplicate", message));
            });
        }
    }
    if count == 0 {
        problems.add(&format!("{what}_empty"), format!("there must be {what}"));
    }
    if count > most {
        let message = format!("there are at most {most} {what}");
        problems.add(&format!("{what}_too_many"), message);
    }
}

impl Read for Rubric {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::open(value, problems)?;
        let criteria = fields.list("criteria");
        let scoring = fields.or_default("scoring");
        let unrated = fields.or_default("unrated");
        let rounding = fields.optional("rounding");
        fields.close(&["criteria", "scoring", "unrated", "rounding"]);
        Some(Self {
            criteria: criteria?,
            scoring: scoring?,
            unrated: unrated?,
            rounding: rounding?,
        })
    }
}

impl Read for Criterion {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::open(value, problems)?;
        let id = fields.required("id");
        let title = fields.or_default("title");
        let levels = fields.list("levels");
        let ranges = fields.or_default("ranges");
        let ignore_for_scoring = fields.or_default("ignoreForScoring");
        let capped = fields.or_default("capped");
        fields.close(&[
            "id",
            "title",
            "levels",
            "ranges",
            "ignoreForScoring",
            "capped",
        ]);
        Some(Self {
            id: id?,
            title: title?,
            levels: levels?,
            ranges: ranges?,
            ignore_for_scoring: ignore_for_scoring?,
            capped: capped?,
        })
    }
}

impl Read for Level {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::open(value, problems)?;
        let id = fields.required("id");
        let points = fields.required("points");
        let title = fields.or_default("title");
        fields.close(&["id", "points", "title"]);
        Some(Self {
            id: id?,
            points: points?,
            title: title?,
        })
    }
}
