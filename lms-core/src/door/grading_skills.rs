//! Questions about rubrics, marking guides, mastery and competencies.

use std::collections::BTreeSet;

use serde::Serialize;

use super::LmsError;
use super::question::{Ask, write};
use super::reading::{checked, plain, read};
use crate::SkillId;
use crate::grading::Exact;
use crate::grading::mastery::{CompetencyResult, CompetencyTree, MasteryRule, SkillResult};
use crate::grading::rubric::{MarkingGuide, Rubric, RubricAssessment, RubricError};
use crate::number::Points;
use crate::problem::decode::Fields;

/// `assessRubric {rubric, assessment, maximum, minimum?}`: the mark that a rubric gives.
pub(super) fn rubric(ask: &Ask<'_>) -> Result<String, LmsError> {
    let (rubric, (assessment, minimum, maximum)) = read(
        ask,
        &["rubric", "assessment", "maximum", "minimum"],
        |fields| {
            Some((
                checked(fields, "rubric", Rubric::check)?,
                assessment(fields)?,
            ))
        },
    )?;
    write(
        &rubric
            .assess(&assessment, &minimum, &maximum)
            .map_err(unfit)?,
    )
}

/// `assessGuide {guide, assessment, maximum, minimum?}`: the mark that a marking guide gives.
pub(super) fn guide(ask: &Ask<'_>) -> Result<String, LmsError> {
    let (guide, (assessment, minimum, maximum)) = read(
        ask,
        &["guide", "assessment", "maximum", "minimum"],
        |fields| {
            Some((
                plain(fields, "guide", MarkingGuide::check)?,
                assessment(fields)?,
            ))
        },
    )?;
    write(
        &guide
            .assess(&assessment, &minimum, &maximum)
            .map_err(unfit)?,
    )
}

fn assessment(fields: &mut Fields<'_, '_>) -> Option<(RubricAssessment, Exact, Exact)> {
    let assessment = fields.required("assessment");
    let minimum = fields.or_default::<Points>("minimum");
    let maximum = fields.required::<Points>("maximum");
    Some((assessment?, Exact::from(minimum?), Exact::from(maximum?)))
}

fn unfit(error: RubricError) -> LmsError {
    LmsError::new(error.code(), error.to_string())
}

/// `mastery {rule, results}`: what the results on a skill come to.
pub(super) fn mastery(ask: &Ask<'_>) -> Result<String, LmsError> {
    let (rule, results) = read(ask, &["rule", "results"], |fields| {
        let rule = plain(fields, "rule", MasteryRule::check)?;
        Some((rule, fields.required::<Vec<SkillResult>>("results")?))
    })?;
    write(
        &rule
            .evaluate(&results)
            .map_err(|error| LmsError::new(error.code(), error.to_string()))?,
    )
}

#[derive(Serialize)]
struct Competencies {
    competencies: Vec<CompetencyResult>,
}

/// `competencies {tree, proficient}`: where a learner stands on every competency, given those rated proficient.
pub(super) fn competencies(ask: &Ask<'_>) -> Result<String, LmsError> {
    let competencies = read(ask, &["tree", "proficient"], |fields| {
        let tree = plain(fields, "tree", CompetencyTree::check)?;
        let rated = fields.required::<BTreeSet<SkillId>>("proficient")?;
        Some(tree.roll_up(&rated))
    })?;
    write(&Competencies { competencies })
}
