use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::agenda;
use super::grading;
use super::lint;
use super::path;
use super::{LmsError, audience, certification, decide, eligibility, rule};
use super::{
    grading_account, grading_cohort, grading_formula, grading_marks, grading_show, grading_skills,
};
use super::{path_picture, path_plan, remedy};
use crate::Catalogue;
use crate::problem::decode::{self, leaf, nearest, shorten};
use crate::problem::{DefinitionErrors, Problems};
use crate::record::LearnerRecord;

/// Every question, by its `type`, with the function that answers it.
pub const QUESTIONS: &[(&str, Handler)] = &[
    ("agenda", agenda::agenda),
    ("audience", audience::audience),
    ("certificateDue", certification::due),
    ("certificateStatus", certification::status),
    ("certificateTimeline", certification::timeline),
    ("compare", audience::compare),
    ("decide", decide::decide),
    ("decideRoster", decide::decide_roster),
    ("eligibility", eligibility::eligibility),
    ("evolve", decide::evolve),
    ("evolveRoster", decide::evolve_roster),
    ("disclose", remedy::disclose),
    ("flips", rule::flips),
    ("importMoodleAvailability", remedy::import_moodle),
    ("lint", lint::lint),
    ("remedy", remedy::remedy),
    ("seats", decide::seats),
    ("verdict", rule::verdict),
    ("verdicts", rule::verdicts),
    ("assessGuide", grading_skills::guide),
    ("assessRubric", grading_skills::rubric),
    ("chooseAttempt", grading_marks::attempt),
    ("classify", grading_show::classify),
    ("cohortStatistics", grading_cohort::statistics),
    ("competencies", grading_skills::competencies),
    ("curveMarks", grading_marks::curve),
    ("evaluateFormula", grading_formula::evaluate),
    ("formulaCycle", grading_formula::cycle),
    ("gradeSchemes", grading_show::schemes),
    ("importGradebook", super::grading_import::gradebook),
    ("itemStatistics", grading_cohort::items),
    ("lateMark", grading_marks::late),
    ("letterPercent", grading_show::letter),
    ("mastery", grading_skills::mastery),
    ("missingMark", grading_marks::missing),
    ("moderateMarks", grading_marks::moderate),
    ("pathExport", path_picture::export),
    ("pathImport", path_picture::import),
    ("pathLoad", path_plan::load),
    ("pathMetrics", path_picture::metrics),
    ("pathPicture", path_picture::picture),
    ("pathPlan", path_plan::plan),
    ("pathPlanWhatIf", path_plan::what_if),
    ("pathSimilarity", path_picture::alike),
    ("presentGrade", grading_show::present),
    ("rankGrade", grading_show::rank),
    ("resitMark", grading_marks::resit),
    ("transcript", grading_cohort::transcript),
    ("pathEdge", path::edge),
    ("pathMigration", path::migration),
    ("pathMigrationPopulation", path::migration_population),
    ("pathOrder", path::order),
    ("pathProgress", path::progress),
    ("grade", grading::grade),
    ("gradeAccount", grading_account::account),
    ("gradeContributions", grading_account::contributions),
    ("gradeExplain", grading::explain),
    ("gradeGoal", grading::goal),
    ("gradePreview", grading::preview_change),
    ("gradeTotal", grading::total),
    ("gradeWhatIf", grading::what_if),
];

/// Answers one type of question.
pub type Handler = fn(&Ask<'_>) -> Result<String, LmsError>;

/// A question that is being answered.
pub struct Ask<'a> {
    /// The definitions that it is asked of.
    pub catalogue: &'a Catalogue,
    record: Option<&'a LearnerRecord>,
    arguments: Value,
}

impl<'a> Ask<'a> {
    /// The record that the question is about.
    ///
    /// # Errors
    /// `record_missing` when the host gave none.
    pub fn record(&self) -> Result<&'a LearnerRecord, LmsError> {
        self.record.ok_or_else(|| {
            LmsError::new(
                "record_missing",
                "this question is about a learner, and no record was given",
            )
        })
    }

    /// What the question says beside its type. The type to decode into refuses unknown fields.
    ///
    /// # Errors
    /// `question_form`.
    pub fn arguments<T: DeserializeOwned>(&self) -> Result<T, LmsError> {
        let mut problems = Problems::new();
        let arguments = leaf(&self.arguments, &mut problems);
        problems.finish().map_err(LmsError::question)?;
        arguments.ok_or_else(|| LmsError::question(DefinitionErrors::default()))
    }

    /// What the question says beside its type, for a reader that finds its own problems.
    #[must_use]
    pub fn raw(&self) -> &Value {
        &self.arguments
    }
}

/// Writes an answer as JSON text.
///
/// # Errors
/// None that the engine's own answers can cause.
pub fn write<T: Serialize>(answer: &T) -> Result<String, LmsError> {
    serde_json::to_string(answer).map_err(|error| LmsError::new("answer_form", error.to_string()))
}

pub(super) fn answer(
    catalogue: &Catalogue,
    record: Option<&LearnerRecord>,
    question: &str,
) -> Result<String, LmsError> {
    let mut problems = Problems::new();
    let parsed = decode::parse(question, &mut problems);
    problems.finish().map_err(LmsError::question)?;
    let Some(Value::Object(mut arguments)) = parsed else {
        return Err(no_type());
    };
    let Some(Value::String(name)) = take(&mut arguments, "type") else {
        return Err(no_type());
    };
    let Some((_, handler)) = QUESTIONS.iter().find(|(known, _)| *known == name) else {
        let names: Vec<&str> = QUESTIONS.iter().map(|(name, _)| *name).collect();
        let hint = nearest(&name, &names).map(|near| format!("; did you mean `{near}`?"));
        let message = format!(
            "there is no question `{}`{}",
            shorten(&name),
            hint.unwrap_or_default()
        );
        return Err(LmsError::new("question_unknown", message));
    };
    handler(&Ask {
        catalogue,
        record,
        arguments: Value::Object(arguments),
    })
}

fn take(arguments: &mut Map<String, Value>, name: &str) -> Option<Value> {
    arguments.remove(name)
}

fn no_type() -> LmsError {
    LmsError::new("question_form", "a question is an object with a `type`")
}
