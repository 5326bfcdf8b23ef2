use serde::{Deserialize, Serialize};

use super::LmsError;
use super::path::ruled;
use super::path_plan::{inside, learner, path};
use super::question::{Ask, write};
use crate::path::{
    Curriculum, Likeness, Loss, MetricsOptions, Note, Path, PathDefinition, PictureFormat,
    TooLarge, similarity,
};
use crate::problem::{DefinitionErrors, Problem};
use crate::time::Instant;
use crate::{PathId, StepId};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Metrics {
    path: PathId,
    version: Option<u32>,
    #[serde(default)]
    options: MetricsOptions,
}

/// `pathMetrics {path, version?, options?}`: blocking, delay, centrality, complexity, bottlenecks and dead ends.
pub(super) fn metrics(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: Metrics = ask.arguments()?;
    let path = path(ask, &question.path, question.version)?;
    write(&path.metrics(&question.options)?)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Alike {
    path: PathId,
    version: Option<u32>,
    basis: PathId,
    basis_version: Option<u32>,
    #[serde(default)]
    likeness: Likeness,
}

/// `pathSimilarity {path, version?, basis, basisVersion?, likeness?}`: how much of one path is in another.
pub(super) fn alike(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: Alike = ask.arguments()?;
    let one = path(ask, &question.path, question.version)?;
    let basis = path(ask, &question.basis, question.basis_version)?;
    write(&similarity(one, basis, question.likeness))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Picture {
    path: PathId,
    version: Option<u32>,
    now: Option<Instant>,
    format: PictureFormat,
}

#[derive(Serialize)]
struct Drawn {
    picture: String,
}

/// `pathPicture {path, version?, now?, format}`: the path as `mermaid`, `dot` or `svg`; coloured, when a record is given.
pub(super) fn picture(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: Picture = ask.arguments()?;
    let learner = learner(ask, question.now)?;
    let path = path(ask, &question.path, question.version)?;
    let progress = learner.map(|(record, now)| ruled(ask).progress(path, record, now));
    let picture = path.picture(question.format, progress.as_ref())?;
    write(&Drawn { picture })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Export {
    path: PathId,
    version: Option<u32>,
    format: Format,
    /// A degree plan: the steps of each term.
    terms: Option<Vec<Vec<StepId>>>,
    /// What the degree plan is called; the id of the path when nothing is said.
    plan: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Format {
    Csv,
    Json,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Exported {
    #[serde(skip_serializing_if = "Option::is_none")]
    csv: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    curriculum: Option<Curriculum>,
    losses: Vec<Loss>,
}

/// `pathExport {path, version?, format, terms?, plan?}`: the path as a curriculum, as `csv` or `json`, and what it cannot
/// say; with `terms` (the steps of each) as a degree plan called `plan`.
pub(super) fn export(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: Export = ask.arguments()?;
    let path: &Path = path(ask, &question.path, question.version)?;
    let (curriculum, losses) = match &question.terms {
        Some(terms) => {
            let name = question.plan.as_deref().unwrap_or(path.id().as_str());
            let plan = Curriculum::degree_plan(path, name, terms);
            plan.map_err(|errors| inside("terms", errors))?
        }
        None => Curriculum::from_path(path),
    };
    let (csv, curriculum) = match question.format {
        Format::Csv => (Some(curriculum.to_csv()), None),
        Format::Json => (None, Some(curriculum)),
    };
    write(&Exported {
        csv,
        curriculum,
        losses,
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Import {
    id: PathId,
    csv: Option<String>,
    curriculum: Option<Curriculum>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Imported {
    path: PathDefinition,
    curriculum: Curriculum,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    terms: Vec<Vec<StepId>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<Note>,
}

/// `pathImport {id, csv}` or `{id, curriculum}`: the definition of a path from a curriculum, checked; from a degree plan
/// also the steps of each term.
pub(super) fn import(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: Import = ask.arguments()?;
    let (curriculum, notes) = match (question.csv, question.curriculum) {
        (None, Some(curriculum)) => (curriculum, Vec::new()),
        (Some(text), None) => read(&text)?,
        _ => {
            let message = "an import gives either `csv` or `curriculum`";
            return Err(LmsError::new("question_form", message));
        }
    };
    let definition = curriculum
        .to_path(question.id)
        .map_err(|error| LmsError::new(error.code(), error.to_string()))?;
    let path = Path::compile(definition)?;
    write(&Imported {
        terms: curriculum.terms(path.definition()),
        path: path.definition().clone(),
        curriculum,
        notes,
    })
}

fn read(text: &str) -> Result<(Curriculum, Vec<Note>), LmsError> {
    match Curriculum::from_csv(text) {
        Ok(imported) => Ok((imported.curriculum, imported.notes)),
        Err(error) => {
            let problem = Problem {
                path: format!("line {}, column {}", error.line, error.column),
                code: error.code,
                message: error.message,
            };
            let problems = vec![problem];
            Err(DefinitionErrors { problems }.into())
        }
    }
}

impl From<TooLarge> for LmsError {
    fn from(error: TooLarge) -> Self {
        Self::new(error.code(), error.to_string())
    }
}
