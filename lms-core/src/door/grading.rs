use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::LmsError;
use super::question::{Ask, write};
use crate::grading::presentation::{BandScheme, national_scheme};
use crate::grading::{Answer, Asked, CompiledScheme, Goal, Grade, Scheme, Target, Viewer, preview};
use crate::number::{Percent, Points};
use crate::record::ScoreSheet;
use crate::time::Instant;
use crate::{ActivityId, CourseId, LearnerId, OfferingId};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Totals {
    course: CourseId,
    #[serde(default)]
    offering: Option<OfferingId>,
    now: Instant,
    #[serde(default)]
    viewer: Viewer,
    #[serde(default)]
    suppose: BTreeMap<ActivityId, Points>,
}

/// `grade {course, offering?, now, viewer?, suppose?}`: the learner's four totals.
pub(super) fn grade(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: Totals = ask.arguments()?;
    let scheme = scheme(ask, &question.course, question.offering.as_ref())?;
    let asked = asked(question.now, question.viewer, question.suppose);
    write(&scheme.grade(sheet(ask, &question.course)?, &asked))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Explain {
    course: CourseId,
    #[serde(default)]
    offering: Option<OfferingId>,
    now: Instant,
    #[serde(default)]
    viewer: Viewer,
    #[serde(default)]
    suppose: BTreeMap<ActivityId, Points>,
    #[serde(default)]
    answer: Answer,
}

/// `gradeExplain {course, offering?, now, viewer?, suppose?, answer?}`: one total with everything it rests on.
pub(super) fn explain(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: Explain = ask.arguments()?;
    let scheme = scheme(ask, &question.course, question.offering.as_ref())?;
    let asked = asked(question.now, question.viewer, question.suppose);
    let sheet = sheet(ask, &question.course)?;
    write(&scheme.explain(sheet, &asked, question.answer))
}

/// `gradeTotal {course, offering?, now, viewer?, suppose?, answer?}`: one total alone.
pub(super) fn total(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: Explain = ask.arguments()?;
    let scheme = scheme(ask, &question.course, question.offering.as_ref())?;
    let asked = asked(question.now, question.viewer, question.suppose);
    let row = scheme.row(sheet(ask, &question.course)?, &asked);
    write(&scheme.total(&row, question.answer))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WhatIf {
    before: Grade,
    after: Grade,
}

/// `gradeWhatIf {course, offering?, now, viewer?, suppose}`: the totals as they are and as they would be.
pub(super) fn what_if(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: Totals = ask.arguments()?;
    let scheme = scheme(ask, &question.course, question.offering.as_ref())?;
    let unknown = |id: &&ActivityId| scheme.position(id).is_none();
    if let Some(id) = question.suppose.keys().find(unknown) {
        return Err(LmsError::unknown("item", id.as_str()));
    }
    let sheet = sheet(ask, &question.course)?;
    let real = asked(question.now, question.viewer, BTreeMap::new());
    let supposed = asked(question.now, question.viewer, question.suppose);
    write(&WhatIf {
        before: scheme.grade(sheet, &real),
        after: scheme.grade(sheet, &supposed),
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct GoalQuestion {
    course: CourseId,
    #[serde(default)]
    offering: Option<OfferingId>,
    now: Instant,
    #[serde(default)]
    viewer: Viewer,
    #[serde(default)]
    suppose: BTreeMap<ActivityId, Points>,
    item: ActivityId,
    target: TargetQuestion,
    #[serde(default = "final_answer")]
    answer: Answer,
    #[serde(default = "hundredth")]
    step: Points,
}

#[derive(Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
enum TargetQuestion {
    Published { percent: Percent },
    Exact { percent: Percent },
    Band { label: String, bands: Bands },
}

/// The id of a scheme of bands that the engine knows, or the bands themselves.
#[derive(Deserialize)]
#[serde(untagged)]
enum Bands {
    Named(String),
    Given(BandScheme),
}

fn final_answer() -> Answer {
    Answer::Final
}

fn hundredth() -> Points {
    Points::from_micros(10_000).unwrap_or_default()
}

/// `gradeGoal {course, offering?, now, viewer?, suppose?, item, target, answer?, step?}`: the least mark that reaches it.
pub(super) fn goal(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: GoalQuestion = ask.arguments()?;
    let scheme = scheme(ask, &question.course, question.offering.as_ref())?;
    let target = match question.target {
        TargetQuestion::Published { percent } => Target::Published { percent },
        TargetQuestion::Exact { percent } => Target::Exact { percent },
        TargetQuestion::Band { label, bands } => Target::Band {
            label,
            bands: match bands {
                Bands::Given(bands) => bands,
                Bands::Named(id) => national_scheme(&id)
                    .cloned()
                    .ok_or_else(|| LmsError::unknown("scheme of bands", &id))?,
            },
        },
    };
    let goal = Goal {
        item: question.item,
        answer: question.answer,
        target,
        step: question.step,
    };
    let asked = asked(question.now, question.viewer, question.suppose);
    let way = scheme.goal(sheet(ask, &question.course)?, &asked, &goal);
    write(&way.map_err(|error| LmsError::new(error.code(), error.to_string()))?)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PreviewQuestion {
    course: CourseId,
    #[serde(default)]
    offering: Option<OfferingId>,
    now: Instant,
    scheme: Scheme,
    cohort: Vec<Learner>,
    #[serde(default = "final_answer")]
    answer: Answer,
    #[serde(default)]
    bounds: Vec<Percent>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Learner {
    learner: LearnerId,
    sheet: ScoreSheet,
}

/// `gradePreview {course, offering?, now, scheme, cohort, answer?, bounds?}`: whose grade another scheme would change.
pub(super) fn preview_change(ask: &Ask<'_>) -> Result<String, LmsError> {
    let question: PreviewQuestion = ask.arguments()?;
    let before = scheme(ask, &question.course, question.offering.as_ref())?;
    let after = CompiledScheme::new(question.scheme).map_err(LmsError::question)?;
    let cohort = question.cohort.iter();
    let cohort = cohort.map(|learner| (&learner.learner, &learner.sheet));
    let asked = asked(question.now, Viewer::Staff, BTreeMap::new());
    write(&preview(
        before,
        &after,
        cohort,
        &asked,
        question.answer,
        &question.bounds,
    ))
}

fn scheme<'a>(
    ask: &Ask<'a>,
    course: &CourseId,
    offering: Option<&OfferingId>,
) -> Result<&'a CompiledScheme, LmsError> {
    if ask.catalogue.course(course).is_none() {
        return Err(LmsError::unknown("course", course.as_str()));
    }
    ask.catalogue.scheme_of(course, offering).ok_or_else(|| {
        LmsError::new(
            "scheme_missing",
            format!("the course `{course}` has no grading scheme"),
        )
    })
}

/// A learner without any score in the course has an empty sheet.
fn sheet<'a>(ask: &Ask<'a>, course: &CourseId) -> Result<&'a ScoreSheet, LmsError> {
    static EMPTY: ScoreSheet = ScoreSheet {
        scores: BTreeMap::new(),
        totals: BTreeMap::new(),
        concluded: false,
    };
    Ok(ask.record()?.sheets.get(course).unwrap_or(&EMPTY))
}

fn asked(now: Instant, viewer: Viewer, what_if: BTreeMap<ActivityId, Points>) -> Asked {
    Asked {
        now,
        viewer,
        what_if,
    }
}
