use serde::Deserialize;

use super::LmsError;
use super::path::ruled;
use super::question::{Ask, write};
use crate::path::{Path, PlanRequest};
use crate::problem::DefinitionErrors;
use crate::record::LearnerRecord;
use crate::time::Instant;
use crate::{PathId, StepId};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Plan {
    path: PathId,
    version: Option<u32>,
    now: Option<Instant>,
    plan: PlanRequest,
}

/// `pathPlan {path, version?, now?, plan}`: the shortest plan; from where the learner stands, when a record is given.
pub(super) fn plan(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: Plan = ask.arguments()?;
    let learner = learner(ask, question.now)?;
    let path = path(ask, &question.path, question.version)?;
    let answer = match learner {
        Some((record, now)) => ruled(ask).plan(path, &question.plan, record, now),
        None => path.plan(&question.plan),
    };
    write(&answer.map_err(|errors| inside("plan", errors))?)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WhatIf {
    path: PathId,
    version: Option<u32>,
    now: Option<Instant>,
    plan: PlanRequest,
    fails: StepId,
}

/// `pathPlanWhatIf {path, version?, now?, plan, fails}`: what shifts when a step is failed.
pub(super) fn what_if(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: WhatIf = ask.arguments()?;
    let learner = learner(ask, question.now)?;
    let path = path(ask, &question.path, question.version)?;
    let (plan, fails) = (&question.plan, &question.fails);
    let answer = match learner {
        Some((record, now)) => ruled(ask).plan_failing(path, plan, fails, record, now),
        None => path.plan_failing(plan, fails),
    };
    write(&answer.map_err(|errors| inside("plan", errors))?)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Load {
    path: PathId,
    version: Option<u32>,
    terms: Vec<Vec<StepId>>,
}

/// `pathLoad {path, version?, terms}`: how a plan spreads the work, and how far apart it takes what belongs together.
pub(super) fn load(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: Load = ask.arguments()?;
    let path = path(ask, &question.path, question.version)?;
    let load = path.load(&question.terms);
    write(&load.map_err(|errors| inside("terms", errors))?)
}

/// The path of a question: in the version named, otherwise in the one that the learner follows, otherwise in its newest.
pub(super) fn path<'a>(
    ask: &Ask<'a>,
    id: &PathId,
    version: Option<u32>,
) -> Result<&'a Path, LmsError> {
    let paths = ask.catalogue.paths();
    let found = match (version, ask.record()) {
        (None, Ok(record)) => paths.followed(id, record),
        (version, _) => paths.path(id, version),
    };
    found.ok_or_else(|| LmsError::unknown("path", id.as_str()))
}

/// The learner of a question, when a record is given.
pub(super) fn learner<'a>(
    ask: &Ask<'a>,
    now: Option<Instant>,
) -> Result<Option<(&'a LearnerRecord, Instant)>, LmsError> {
    let Ok(record) = ask.record() else {
        return Ok(None);
    };
    let message = "a question about a learner says `now`";
    let now = now.ok_or_else(|| LmsError::new("question_form", message))?;
    Ok(Some((record, now)))
}

/// The problems of a part of the question, with their paths from the question's root.
pub(super) fn inside(field: &str, mut errors: DefinitionErrors) -> LmsError {
    for problem in &mut errors.problems {
        let rest = problem.path.strip_prefix('$').unwrap_or_default();
        problem.path = format!("$.{field}{rest}");
    }
    LmsError::question(errors)
}
