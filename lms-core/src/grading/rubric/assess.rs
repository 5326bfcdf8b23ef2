use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::definition::is_default;
use super::{Criterion, Rubric, RubricScoring, Unrated};
use crate::grading::Exact;
use crate::number::Points;

/// What one assessor found on the criteria of a rubric or marking guide.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RubricAssessment {
    /// The marks on the criteria.
    pub marks: Vec<CriterionMark>,
    /// Who assessed.
    #[serde(default, skip_serializing_if = "is_default")]
    pub assessor: Assessor,
}

/// The mark on one criterion: a level, or points, or both; neither leaves it unrated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CriterionMark {
    /// The criterion.
    pub criterion: String,
    /// The level reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// The points given; they count where both are given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<Points>,
}

/// Who assessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Assessor {
    /// Somebody who may grade.
    #[default]
    Grader,
    /// A fellow learner: the assessment is shown and never becomes the mark.
    Peer,
}

/// What a rubric made of an assessment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RubricResult {
    /// The mark of the item; none where too little is rated, the rubric has no range, or a peer assessed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Exact>,
    /// The sum of the points that count; none where nothing is rated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sum: Option<Exact>,
    /// The lowest sum that the levels allow.
    pub lowest: Exact,
    /// The highest sum that the levels allow.
    pub highest: Exact,
    /// The mark before its rounding, where the rounding changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unrounded: Option<Exact>,
    /// The criteria, in author order.
    pub criteria: Vec<CriterionResult>,
}

/// What was found on one criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CriterionResult {
    /// The criterion.
    pub criterion: String,
    /// The level reached: the one named, or the one in whose range the points lie.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// The points; none where it is not rated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<Exact>,
    /// Whether the points are part of the sum.
    pub counts: bool,
    /// The points were lowered to the highest level.
    #[serde(default, skip_serializing_if = "is_default")]
    pub capped: bool,
}

/// Why an assessment does not fit its rubric or marking guide.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RubricError {
    /// No such criterion.
    #[error("there is no criterion `{0}`")]
    CriterionUnknown(String),
    /// A criterion is marked twice.
    #[error("the criterion `{0}` is marked twice")]
    CriterionTwice(String),
    /// The criterion has no such level.
    #[error("the criterion `{0}` has no level `{1}`")]
    LevelUnknown(String, String),
    /// The points lie outside what the criterion allows.
    #[error("the points on `{0}` are out of range")]
    PointsOutOfRange(String),
}

impl RubricError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::CriterionUnknown(_) => "criterion_unknown",
            Self::CriterionTwice(_) => "criterion_twice",
            Self::LevelUnknown(..) => "level_unknown",
            Self::PointsOutOfRange(_) => "points_out_of_range",
        }
    }
}

impl Rubric {
    /// The mark that an assessment gives an item with this range.
    ///
    /// `O(n log n)` in the criteria, and linear in their levels.
    ///
    /// # Errors
    /// [`RubricError`] when the assessment names what the rubric has not.
    pub fn assess(
        &self,
        assessment: &RubricAssessment,
        minimum: &Exact,
        maximum: &Exact,
    ) -> Result<RubricResult, RubricError> {
        let marks = by_criterion(assessment)?;
        let known: BTreeSet<&str> = self.criteria.iter().map(|of| of.id.as_str()).collect();
        if let Some(unknown) = marks.keys().find(|id| !known.contains(*id)) {
            return Err(RubricError::CriterionUnknown((*unknown).to_owned()));
        }
        let criteria = self
            .criteria
            .iter()
            .map(|criterion| criterion.rate(marks.get(criterion.id.as_str()).copied()))
            .collect::<Result<Vec<_>, _>>()?;
        let counted = || {
            self.criteria
                .iter()
                .filter(|criterion| !criterion.ignore_for_scoring)
        };
        let lowest: Vec<Exact> = counted().map(|one| Exact::from(one.lowest())).collect();
        let highest: Vec<Exact> = counted().map(|one| Exact::from(one.highest())).collect();
        let points: Vec<Exact> = criteria
            .iter()
            .filter(|result| result.counts)
            .filter_map(|result| result.points.clone())
            .collect();
        let sum = (!points.is_empty()).then(|| Exact::sum(&points));
        let (lowest, highest) = (Exact::sum(&lowest), Exact::sum(&highest));
        let complete = self.unrated == Unrated::CountsNothing || points.len() == counted().count();
        let exact = match &sum {
            Some(sum) if complete && assessment.assessor == Assessor::Grader => {
                self.scoring.mark(sum, &lowest, &highest, minimum, maximum)
            }
            _ => None,
        };
        let mark = match (&exact, self.rounding) {
            (Some(exact), Some(rounding)) => Some(exact.rounded(rounding)),
            _ => exact.clone(),
        };
        Ok(RubricResult {
            unrounded: if mark == exact { None } else { exact },
            mark,
            sum,
            lowest,
            highest,
            criteria,
        })
    }
}

impl RubricScoring {
    /// The mark for a sum; `None` where the rubric has no range to scale.
    fn mark(
        self,
        sum: &Exact,
        lowest: &Exact,
        highest: &Exact,
        minimum: &Exact,
        maximum: &Exact,
    ) -> Option<Exact> {
        match self {
            Self::Sum => Some(sum.clone()),
            Self::ZeroBased if !highest.is_positive() => None,
            Self::ZeroBased => Some(sum.over(highest)?.times(maximum).max(minimum.clone())),
            Self::RangeBased => {
                let share = sum.minus(lowest).over(&highest.minus(lowest))?;
                Some(share.times(&maximum.minus(minimum)).plus(minimum))
            }
        }
    }
}

impl Criterion {
    fn rate(&self, mark: Option<&CriterionMark>) -> Result<CriterionResult, RubricError> {
        let mut result = CriterionResult {
            criterion: self.id.clone(),
            level: None,
            points: None,
            counts: !self.ignore_for_scoring,
            capped: false,
        };
        let Some(mark) = mark else {
            return Ok(result);
        };
        let named = match &mark.level {
            None => None,
            Some(id) => Some(
                self.levels
                    .iter()
                    .find(|level| level.id == *id)
                    .ok_or_else(|| RubricError::LevelUnknown(self.id.clone(), id.clone()))?,
            ),
        };
        let Some(given) = mark.points.or(named.map(|level| level.points)) else {
            return Ok(result);
        };
        let points = if self.capped {
            given.min(self.highest())
        } else {
            given
        };
        result.capped = points != given;
        let reached = named.or_else(|| self.level_of(points));
        result.level = reached.map(|level| level.id.clone());
        result.points = Some(Exact::from(points));
        Ok(result)
    }

    /// The level of some points: with ranges the lowest one not below them, else the one with just these points.
    fn level_of(&self, points: Points) -> Option<&super::Level> {
        if !self.ranges {
            return self.levels.iter().find(|level| level.points == points);
        }
        // A range reaches from above the next lower level up to the level itself.
        self.levels
            .iter()
            .filter(|level| level.points >= points)
            .min_by_key(|level| level.points)
            .or_else(|| self.levels.iter().max_by_key(|level| level.points))
    }
}

pub(super) fn by_criterion(
    assessment: &RubricAssessment,
) -> Result<BTreeMap<&str, &CriterionMark>, RubricError> {
    let mut marks = BTreeMap::new();
    for mark in &assessment.marks {
        if marks.insert(mark.criterion.as_str(), mark).is_some() {
            return Err(RubricError::CriterionTwice(mark.criterion.clone()));
        }
    }
    Ok(marks)
}
