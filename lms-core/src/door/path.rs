use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::LmsError;
use super::question::{Ask, write};
use crate::path::{Finding, Migration, MigrationDefinition, Path};
use crate::problem::Problems;
use crate::problem::decode::{Fields, Read};
use crate::time::Instant;
use crate::{PathId, StepId};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ProgressOf {
    path: PathId,
    #[serde(default)]
    version: Option<u32>,
    now: Instant,
}

/// `pathProgress {path, version?, now}`: where the learner stands and what is next. Without a version it is the one that
/// the learner follows, else the newest.
pub(super) fn progress(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: ProgressOf = ask.arguments()?;
    let record = ask.record()?;
    let paths = ask.catalogue.paths();
    let path = match question.version {
        Some(version) => paths.path(&question.path, Some(version)),
        None => paths.followed(&question.path, record),
    };
    let path = path.ok_or_else(|| unknown(&question.path))?;
    write(&paths.progress_under(path, record, question.now, ask.catalogue.rules()))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct OrderOf {
    path: PathId,
    #[serde(default)]
    version: Option<u32>,
}

#[derive(Serialize)]
struct Order<'a> {
    order: Vec<&'a StepId>,
    findings: &'a [Finding],
}

/// `pathOrder {path, version?}`: the steps in an order that respects every requirement, and what is worth a second look.
pub(super) fn order(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: OrderOf = ask.arguments()?;
    let path = path(ask, &question.path, question.version)?;
    write(&Order {
        order: path.order().map(|step| &step.id).collect(),
        findings: path.findings(),
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Edge {
    path: PathId,
    #[serde(default)]
    version: Option<u32>,
    from: StepId,
    to: StepId,
}

/// `pathEdge {path, version?, from, to}`: whether it would close a cycle if `to` had to wait for `from`.
pub(super) fn edge(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: Edge = ask.arguments()?;
    let path = path(ask, &question.path, question.version)?;
    for name in [&question.from, &question.to] {
        if path.node(name).is_none() {
            return Err(LmsError::unknown("step", name.as_str()));
        }
    }
    write(&path.check_edge(&question.from, &question.to))
}

struct Move {
    migration: MigrationDefinition,
    now: Instant,
}

impl Read for Move {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::open(value, problems)?;
        let (migration, now) = (fields.read("migration"), fields.required("now"));
        fields.close(&["migration", "now"]);
        Some(Self {
            migration: migration?,
            now: now?,
        })
    }
}

/// `pathMigration {migration, now}`: what moving the learner to another version of a path would do, and the events for it.
pub(super) fn migration(ask: &Ask<'_>) -> Result<String, LmsError> {
    let mut problems = Problems::new();
    let question = Move::read(ask.raw(), &mut problems);
    problems.finish().map_err(LmsError::question)?;
    let Some(Move { migration, now }) = question else {
        return Err(LmsError::new(
            "question_form",
            "the question cannot be read",
        ));
    };
    let record = ask.record()?;
    let from = path(ask, &migration.path, Some(migration.from))?;
    let to = path(ask, &migration.path, Some(migration.to))?;
    let migration = Migration::compile(migration, from, to).map_err(LmsError::question)?;
    write(&migration.preview(record, now))
}

fn path<'a>(ask: &Ask<'a>, id: &PathId, version: Option<u32>) -> Result<&'a Path, LmsError> {
    ask.catalogue
        .paths()
        .path(id, version)
        .ok_or_else(|| unknown(id))
}

fn unknown(id: &PathId) -> LmsError {
    LmsError::unknown("path", id.as_str())
}
