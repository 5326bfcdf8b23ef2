//! Questions about a learner's grade in a course.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::LmsError;
use super::grading_show::bands;
use super::question::{Ask, write};
use super::reading::read;
use crate::grading::presentation::{BandScheme, Presentation, national_scheme};
use crate::grading::{
    Answer, Asked, CompiledScheme, Fingerprint, Goal, Grade, Preview, Scheme, Target, preview,
};
use crate::number::{Percent, Points};
use crate::problem::decode::Fields;
use crate::record::ScoreSheet;
use crate::verdict::Viewer;
use crate::{ActivityId, CourseId, LearnerId};

/// What every one of these questions has.
const COMMON: [&str; 5] = ["course", "offering", "now", "viewer", "suppose"];

/// The grading of a course, asked about under some circumstances.
pub(super) struct Course<'a> {
    pub(super) id: CourseId,
    pub(super) scheme: &'a CompiledScheme,
    pub(super) asked: Asked,
}

/// Reads a question about a course, with `more` fields than all have.
pub(super) fn course<'a, T>(
    ask: &Ask<'a>,
    more: &[&str],
    rest: impl FnOnce(&mut Fields<'_, '_>) -> Option<T>,
) -> Result<(Course<'a>, T), LmsError> {
    let known = [&COMMON, more].concat();
    let ((id, offering, asked), rest) = read(ask, &known, |fields| {
        let id = fields.required::<CourseId>("course");
        let offering = fields.optional("offering");
        let now = fields.required("now");
        let viewer = fields.optional("viewer");
        let what_if = fields.or_default("suppose");
        let rest = rest(fields);
        let asked = Asked {
            now: now?,
            viewer: viewer?.unwrap_or(Viewer::Staff),
            what_if: what_if?,
        };
        Some(((id?, offering?, asked), rest?))
    })?;
    if ask.catalogue.course(&id).is_none() {
        return Err(LmsError::unknown("course", id.as_str()));
    }
    let scheme = ask.catalogue.scheme_of(&id, offering.as_ref());
    let scheme = scheme.ok_or_else(|| {
        LmsError::new(
            "scheme_missing",
            format!("the course `{id}` has no grading scheme"),
        )
    })?;
    let unknown = |id: &&ActivityId| scheme.position(id).is_none();
    if let Some(id) = asked.what_if.keys().find(unknown) {
        return Err(LmsError::unknown("item", id.as_str()));
    }
    Ok((Course { id, scheme, asked }, rest))
}

/// A learner without any score in the course has an empty sheet.
pub(super) fn sheet<'a>(ask: &Ask<'a>, course: &CourseId) -> Result<&'a ScoreSheet, LmsError> {
    static EMPTY: ScoreSheet = ScoreSheet {
        scores: BTreeMap::new(),
        totals: BTreeMap::new(),
        concluded: false,
    };
    Ok(ask.record()?.sheets.get(course).unwrap_or(&EMPTY))
}

/// An answer, and by which rules it was found.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Under<T> {
    #[serde(flatten)]
    answer: T,
    scheme_fingerprint: Fingerprint,
}

impl Course<'_> {
    /// Writes an answer, with the fingerprint of the course's scheme.
    pub(super) fn write<T: Serialize>(&self, answer: T) -> Result<String, LmsError> {
        write(&Under {
            answer,
            scheme_fingerprint: self.scheme.fingerprint(),
        })
    }
}

/// `grade {course, offering?, now, viewer?, suppose?}`: the learner's four totals.
pub(super) fn grade(ask: &Ask<'_>) -> Result<String, LmsError> {
    let (of, ()) = course(ask, &[], |_| Some(()))?;
    of.write(of.scheme.grade(sheet(ask, &of.id)?, &of.asked))
}

/// `gradeExplain {course, offering?, now, viewer?, suppose?, answer?}`: one total with everything it rests on.
pub(super) fn explain(ask: &Ask<'_>) -> Result<String, LmsError> {
    let (of, answer) = course(ask, &["answer"], |fields| fields.or_default("answer"))?;
    let sheet = sheet(ask, &of.id)?;
    of.write(of.scheme.explain(sheet, &of.asked, answer))
}

/// `gradeTotal {course, offering?, now, viewer?, suppose?, answer?}`: one total alone.
pub(super) fn total(ask: &Ask<'_>) -> Result<String, LmsError> {
    let (of, answer) = course(ask, &["answer"], |fields| fields.or_default("answer"))?;
    let row = of.scheme.row(sheet(ask, &of.id)?, &of.asked);
    of.write(of.scheme.total(&row, answer))
}

#[derive(Serialize)]
struct WhatIf {
    before: Grade,
    after: Grade,
}

/// `gradeWhatIf {course, offering?, now, viewer?, suppose?}`: the totals as they are and as they would be.
pub(super) fn what_if(ask: &Ask<'_>) -> Result<String, LmsError> {
    let (of, ()) = course(ask, &[], |_| Some(()))?;
    let sheet = sheet(ask, &of.id)?;
    let real = Asked::at(of.asked.now).by(of.asked.viewer);
    of.write(WhatIf {
        before: of.scheme.grade(sheet, &real),
        after: of.scheme.grade(sheet, &of.asked),
    })
}

/// What is to be reached. Bands are the id of a scheme that the engine knows or the bands themselves; without any they
/// are those by which the course shows its grades.
#[derive(Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
enum TargetQuestion {
    Published {
        percent: Percent,
    },
    Exact {
        percent: Percent,
    },
    Band {
        label: String,
        #[serde(default)]
        bands: Option<Value>,
    },
}

fn target(asked: TargetQuestion, scheme: &CompiledScheme) -> Result<Target, LmsError> {
    Ok(match asked {
        TargetQuestion::Published { percent } => Target::Published { percent },
        TargetQuestion::Exact { percent } => Target::Exact { percent },
        TargetQuestion::Band { label, bands: None } => Target::Band {
            label,
            bands: own_bands(scheme).cloned().ok_or_else(|| {
                LmsError::new(
                    "goal_bands_missing",
                    "the course shows its grades by no bands, and the question gives none",
                )
            })?,
        },
        TargetQuestion::Band {
            label,
            bands: Some(given),
        } => Target::Band {
            label,
            bands: bands(&given, &["target", "bands"])?.into_owned(),
        },
    })
}

/// The bands by which a course shows its grades.
fn own_bands(scheme: &CompiledScheme) -> Option<&BandScheme> {
    match scheme.scheme().presentation.as_ref()? {
        Presentation::Bands { scheme } => Some(scheme),
        Presentation::Named { scheme } => national_scheme(scheme.as_str()),
        _ => None,
    }
}

/// `gradeGoal {course, offering?, now, viewer?, suppose?, item, target, answer?, step?}`: the least mark that reaches it.
pub(super) fn goal(ask: &Ask<'_>) -> Result<String, LmsError> {
    let (of, (item, wanted, answer, step)) =
        course(ask, &["item", "target", "answer", "step"], |fields| {
            let item = fields.required::<ActivityId>("item");
            let target = fields.required::<TargetQuestion>("target");
            let answer = fields.optional("answer");
            let step = fields.optional("step");
            Some((item?, target?, answer?, step?))
        })?;
    let goal = Goal {
        item,
        answer: answer.unwrap_or(Answer::Final),
        target: target(wanted, of.scheme)?,
        step: step.unwrap_or(Points::from_micros(10_000).unwrap_or_default()),
    };
    let way = of.scheme.goal(sheet(ask, &of.id)?, &of.asked, &goal);
    of.write(way.map_err(|error| LmsError::new(error.code(), error.to_string()))?)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Learner {
    learner: LearnerId,
    sheet: ScoreSheet,
}

/// What another scheme would change, and which scheme that is.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Previewed<'k> {
    #[serde(flatten)]
    preview: Preview<&'k LearnerId>,
    previewed_fingerprint: Fingerprint,
}

/// `gradePreview {course, offering?, now, viewer?, suppose?, scheme, cohort, answer?, bounds?}`: whose grade another
/// scheme would change.
pub(super) fn preview_change(ask: &Ask<'_>) -> Result<String, LmsError> {
    let more = ["scheme", "cohort", "answer", "bounds"];
    let (of, (after, cohort, answer, bounds)) = course(ask, &more, |fields| {
        let after = fields.read::<Scheme>("scheme").and_then(|scheme| {
            fields.problems().at("scheme", |problems| {
                let compiled = CompiledScheme::new(scheme);
                compiled.map_err(|errors| problems.absorb(errors)).ok()
            })
        });
        let cohort = fields.required::<Vec<Learner>>("cohort");
        let answer = fields.optional("answer");
        let bounds = fields.or_default::<Vec<Percent>>("bounds");
        Some((after?, cohort?, answer?, bounds?))
    })?;
    let cohort = cohort.iter();
    let cohort = cohort.map(|learner| (&learner.learner, &learner.sheet));
    let answer = answer.unwrap_or(Answer::Final);
    of.write(Previewed {
        preview: preview(of.scheme, &after, cohort, &of.asked, answer, &bounds),
        previewed_fingerprint: after.fingerprint(),
    })
}
