use serde::{Deserialize, Serialize};

use super::assess::by_criterion;
use super::definition::check_ids;
use super::{Assessor, MAX_CRITERIA, RubricAssessment, RubricError};
use crate::grading::Exact;
use crate::grading::settings::check_rounding;
use crate::number::{Points, Rounding};
use crate::problem::Problems;

/// A marking guide: criteria with points up to a maximum each, scaled together to the item.
///
/// ```
/// use lms_core::grading::Exact;
/// use lms_core::grading::rubric::MarkingGuide;
/// let guide: MarkingGuide = serde_json::from_str(
///     r#"{"criteria": [{"id": "content", "maximum": "15"}, {"id": "form", "maximum": "5"}]}"#,
/// ).unwrap();
/// let marks = serde_json::from_str(
///     r#"{"marks": [{"criterion": "content", "points": "12"}, {"criterion": "form", "points": "5"}]}"#,
/// ).unwrap();
/// let result = guide.assess(&marks, &Exact::ZERO, &Exact::HUNDRED).unwrap();
/// assert_eq!(result.mark, Some(Exact::integer(85))); // 17 of 20
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MarkingGuide {
    /// The criteria, in author order.
    pub criteria: Vec<GuideCriterion>,
    /// How the mark is rounded; none keeps it exact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounding: Option<Rounding>,
}

/// One criterion of a marking guide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GuideCriterion {
    /// The id, unique in the guide.
    pub id: String,
    /// The most points it gives.
    pub maximum: Points,
    /// What is looked at.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
}

/// What a marking guide made of an assessment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GuideResult {
    /// The mark of the item; none before every criterion has points, or where a peer assessed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Exact>,
    /// The sum of the points given.
    pub sum: Exact,
    /// The sum of the points possible.
    pub possible: Exact,
    /// The mark before its rounding, where the rounding changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unrounded: Option<Exact>,
    /// The criteria without points, in author order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unmarked: Vec<String>,
}

impl MarkingGuide {
    /// The mark that an assessment gives an item with this range: `sum / possible * (maximum - minimum) + minimum`.
    ///
    /// Linear in the criteria.
    ///
    /// # Errors
    /// [`RubricError`] when the assessment names what the guide has not, or gives points outside 0 to a maximum.
    pub fn assess(
        &self,
        assessment: &RubricAssessment,
        minimum: &Exact,
        maximum: &Exact,
    ) -> Result<GuideResult, RubricError> {
        let marks = by_criterion(assessment)?;
        let mut given = Vec::new();
        let mut unmarked = Vec::new();
        let mut used: usize = 0;
        for criterion in &self.criteria {
            let mark = marks.get(criterion.id.as_str());
            used = used.saturating_add(usize::from(mark.is_some()));
            if let Some(level) = mark.and_then(|mark| mark.level.clone()) {
                return Err(RubricError::LevelUnknown(criterion.id.clone(), level));
            }
            match mark.and_then(|mark| mark.points) {
                Some(points) if (Points::ZERO..=criterion.maximum).contains(&points) => {
                    given.push(Exact::from(points));
                }
                Some(_) => return Err(RubricError::PointsOutOfRange(criterion.id.clone())),
                None => unmarked.push(criterion.id.clone()),
            }
        }
        if used < marks.len() {
            let known = |id: &str| self.criteria.iter().any(|criterion| criterion.id == id);
            let unknown = marks
                .keys()
                .find(|id| !known(id))
                .copied()
                .unwrap_or_default();
            return Err(RubricError::CriterionUnknown(unknown.to_owned()));
        }
        let maxima: Vec<Exact> = self
            .criteria
            .iter()
            .map(|criterion| Exact::from(criterion.maximum))
            .collect();
        let (sum, possible) = (Exact::sum(&given), Exact::sum(&maxima));
        let exact = if unmarked.is_empty() && assessment.assessor == Assessor::Grader {
            sum.over(&possible)
                .map(|share| share.times(&maximum.minus(minimum)).plus(minimum))
        } else {
            None
        };
        let mark = match (&exact, self.rounding) {
            (Some(exact), Some(rounding)) => Some(exact.rounded(rounding)),
            _ => exact.clone(),
        };
        Ok(GuideResult {
            unrounded: if mark == exact { None } else { exact },
            mark,
            sum,
            possible,
            unmarked,
        })
    }

    /// Notes what is wrong with the guide in itself.
    pub fn check(&self, problems: &mut Problems) {
        if let Some(rounding) = self.rounding {
            check_rounding(rounding, problems);
        }
        problems.at("criteria", |problems| {
            let ids = self.criteria.iter().map(|criterion| criterion.id.as_str());
            check_ids(ids, MAX_CRITERIA, "criteria", problems);
            for (index, criterion) in self.criteria.iter().enumerate().take(MAX_CRITERIA) {
                if criterion.maximum <= Points::ZERO {
                    problems.item(index, |problems| {
                        problems.at("maximum", |found| {
                            found.add("range_empty", "a criterion gives points above zero");
                        });
                    });
                }
            }
        });
    }
}
