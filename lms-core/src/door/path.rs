use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::question::{Ask, write};
use super::{LmsError, audience};
use crate::path::{Finding, Migration, MigrationDefinition, Path, RuledPaths};
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
    write(&ruled(ask).progress(path, record, question.now))
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
    findings: Vec<Finding>,
}

/// `pathOrder {path, version?}`: the steps in an order that respects every requirement, and what is worth a second look.
pub(super) fn order(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: OrderOf = ask.arguments()?;
    let path = path(ask, &question.path, question.version)?;
    write(&Order {
        order: path.order().map(|step| &step.id).collect(),
        findings: ask.catalogue.path_findings(path),
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
    /// Of a question about many learners.
    records: Vec<Value>,
    now: Instant,
}

impl Read for Move {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::open(value, problems)?;
        let (migration, now) = (fields.read("migration"), fields.required("now"));
        let records = fields.or_default("records");
        fields.close(&["migration", "records", "now"]);
        Some(Self {
            migration: migration?,
            records: records?,
            now: now?,
        })
    }
}

impl Move {
    fn of(ask: &Ask<'_>) -> Result<Self, LmsError> {
        let mut problems = Problems::new();
        let question = Self::read(ask.raw(), &mut problems);
        problems.finish().map_err(LmsError::question)?;
        question.ok_or_else(|| LmsError::new("question_form", "the question cannot be read"))
    }

    fn migration<'a>(self, ask: &Ask<'a>) -> Result<Migration<'a>, LmsError> {
        let id = &self.migration.path;
        let from = path(ask, id, Some(self.migration.from))?;
        let to = path(ask, id, Some(self.migration.to))?;
        Migration::compile(self.migration, from, to).map_err(LmsError::question)
    }
}

/// `pathMigration {migration, now}`: what moving the learner to another version of a path would do, and the events for it.
pub(super) fn migration(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question = Move::of(ask)?;
    if !question.records.is_empty() {
        let message = "many learners are asked about with `pathMigrationPopulation`";
        return Err(LmsError::new("question_form", message));
    }
    let (record, now) = (ask.record()?, question.now);
    write(&ruled(ask).preview(&question.migration(ask)?, record, now))
}

/// `pathMigrationPopulation {migration, records, now}`: what the move would do to all of these learners who follow the
/// old version, and whom it would hurt. The records are in their envelopes.
pub(super) fn migration_population(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question = Move::of(ask)?;
    let (records, now) = (audience::read(&question.records)?, question.now);
    let mut seen = BTreeSet::new();
    if let Some(twice) = records.iter().find(|record| !seen.insert(&record.learner)) {
        let text = format!("the learner `{}` is given twice", twice.learner);
        return Err(LmsError::new("learner_duplicate", text));
    }
    let migration = question.migration(ask)?;
    write(&ruled(ask).preview_all(&migration, records.iter(), now))
}

fn path<'a>(ask: &Ask<'a>, id: &PathId, version: Option<u32>) -> Result<&'a Path, LmsError> {
    ask.catalogue
        .paths()
        .path(id, version)
        .ok_or_else(|| unknown(id))
}

/// The paths of a question under the rules of its catalogue.
pub(super) fn ruled<'a>(ask: &Ask<'a>) -> RuledPaths<'a> {
    ask.catalogue.paths().under(ask.catalogue.rules())
}

fn unknown(id: &PathId) -> LmsError {
    LmsError::unknown("path", id.as_str())
}
