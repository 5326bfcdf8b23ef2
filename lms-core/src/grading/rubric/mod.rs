//! Rubrics and marking guides: how the marks on criteria become one mark.

mod assess;
mod definition;
mod guide;

pub use assess::{
    Assessor, CriterionMark, CriterionResult, RubricAssessment, RubricError, RubricResult,
};
pub use definition::{Criterion, Level, MAX_CRITERIA, MAX_LEVELS, Rubric, RubricScoring, Unrated};
pub use guide::{GuideCriterion, GuideResult, MarkingGuide};

#[cfg(test)]
mod tests;
