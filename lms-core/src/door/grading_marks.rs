//! Questions about what a policy makes of a mark.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::LmsError;
use super::question::{Ask, write};
use super::reading::{checked, read};
use crate::grading::Exact;
use crate::grading::policy::{
    AttemptMark, AttemptPolicy, Curve, FittedCurve, LatePolicy, LateWork, MissingPolicy,
    ModerationPolicy, ResitPolicy,
};
use crate::number::Points;
use crate::problem::decode::Fields;
use crate::record::Mark;

/// The most marks that one question carries.
const MAX_MARKS: usize = 100_000;
/// The most marks that one piece of work of one learner may have: attempts, resits, or markers. Their exact mean has a
/// denominator as long as all of theirs together, so that time grows with more than their number.
const MAX_MARKS_OF_ONE: usize = 1_000;

/// A list of marks of one piece of work.
fn of_one<T: DeserializeOwned>(fields: &mut Fields<'_, '_>, name: &'static str) -> Option<Vec<T>> {
    let marks = fields.required::<Vec<T>>(name)?;
    if marks.len() > MAX_MARKS_OF_ONE {
        let message = format!("one piece of work has at most {MAX_MARKS_OF_ONE} marks");
        let problems = fields.problems();
        problems.at(name, |problems| problems.add("marks_too_many", message));
        return None;
    }
    Some(marks)
}

/// `lateMark {policy, mark, maximum, minimum?, secondsLate}`: what late work still counts.
pub(super) fn late(ask: &Ask<'_>) -> Result<String, LmsError> {
    let known = ["policy", "mark", "maximum", "minimum", "secondsLate"];
    let outcome = read(ask, &known, |fields| {
        let policy = checked(fields, "policy", LatePolicy::check)?;
        let [mark, maximum] = ["mark", "maximum"].map(|name| fields.required::<Points>(name));
        let minimum = fields.or_default::<Points>("minimum");
        let seconds = fields.required("secondsLate");
        Some(policy.apply(LateWork {
            mark: &Exact::from(mark?),
            maximum: &Exact::from(maximum?),
            minimum: &Exact::from(minimum?),
            seconds: seconds?,
        }))
    })?;
    write(&outcome)
}

#[derive(Serialize)]
struct MarkAnswer {
    mark: Option<Exact>,
}

/// `missingMark {policy, maximum}`: what missing work counts.
pub(super) fn missing(ask: &Ask<'_>) -> Result<String, LmsError> {
    let mark = read(ask, &["policy", "maximum"], |fields| {
        let policy = checked(fields, "policy", MissingPolicy::check)?;
        let maximum = fields.required::<Points>("maximum")?;
        Some(policy.mark(&Exact::from(maximum)))
    })?;
    write(&MarkAnswer { mark: Some(mark) })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AttemptArgument {
    points: Option<Points>,
    maximum: Option<Points>,
}

/// `chooseAttempt {policy, attempts, standing?, maximum}`: which attempt counts; null when none has a mark.
pub(super) fn attempt(ask: &Ask<'_>) -> Result<String, LmsError> {
    let known = ["policy", "attempts", "standing", "maximum"];
    let chosen = read(ask, &known, |fields| {
        let policy = checked(fields, "policy", AttemptPolicy::check)?;
        let attempts = of_one::<AttemptArgument>(fields, "attempts");
        let standing = fields.optional::<Points>("standing");
        let maximum = fields.required::<Points>("maximum");
        let (attempts, standing, maximum) = (attempts?, standing?, maximum?);
        let marks: Vec<AttemptMark> = attempts
            .iter()
            .map(|attempt| AttemptMark {
                mark: attempt.points.map(Exact::from),
                maximum: Exact::from(attempt.maximum.unwrap_or(maximum)),
            })
            .collect();
        let standing = standing.map(Exact::from);
        Some(policy.choose(&marks, standing.as_ref(), &Exact::from(maximum)))
    })?;
    write(&chosen)
}

/// `resitMark {policy, first?, resits, maximum}`: what counts after resits.
pub(super) fn resit(ask: &Ask<'_>) -> Result<String, LmsError> {
    let mark = read(ask, &["policy", "first", "resits", "maximum"], |fields| {
        let policy = checked(fields, "policy", ResitPolicy::check)?;
        let first = fields.optional::<Points>("first");
        let resits = of_one::<Points>(fields, "resits");
        let maximum = fields.required::<Points>("maximum");
        let first = first?.map(Exact::from);
        Some(policy.mark(first.as_ref(), &exact(&resits?), &Exact::from(maximum?)))
    })?;
    write(&MarkAnswer { mark })
}

/// `moderateMarks {policy, marks}`: the one mark of several markers, or what it waits for.
pub(super) fn moderate(ask: &Ask<'_>) -> Result<String, LmsError> {
    let moderated = read(ask, &["policy", "marks"], |fields| {
        let policy = checked(fields, "policy", ModerationPolicy::check)?;
        let marks = of_one::<Mark>(fields, "marks")?;
        Some(policy.settle(&marks))
    })?;
    write(&moderated)
}

#[derive(Serialize)]
struct CurveAnswer {
    fitted: FittedCurve,
    marks: Vec<Exact>,
}

/// `curveMarks {curve, marks, maximum}`: the curve fitted to a class, and the curved marks.
pub(super) fn curve(ask: &Ask<'_>) -> Result<String, LmsError> {
    let (curve, marks, maximum) = read(ask, &["curve", "marks", "maximum"], |fields| {
        let curve = checked(fields, "curve", Curve::check)?;
        let marks = fields.required::<Vec<Points>>("marks");
        let maximum = fields.required::<Points>("maximum");
        Some((curve, exact(&marks?), Exact::from(maximum?)))
    })?;
    if marks.len() > MAX_MARKS {
        let message = format!("a question carries at most {MAX_MARKS} marks");
        return Err(LmsError::new("marks_too_many", message));
    }
    let fitted = curve
        .fit(&marks, &maximum)
        .map_err(|error| LmsError::new(error.code(), error.to_string()))?;
    let marks = marks
        .iter()
        .map(|mark| fitted.apply(mark, &maximum))
        .collect();
    write(&CurveAnswer { fitted, marks })
}

fn exact(points: &[Points]) -> Vec<Exact> {
    points.iter().copied().map(Exact::from).collect()
}
