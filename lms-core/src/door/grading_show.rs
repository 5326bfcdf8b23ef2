//! Questions about how a grade is shown.

use serde::Serialize;

use super::LmsError;
use super::question::{Ask, write};
use super::reading::{checked, read};
use crate::SchemeId;
use crate::grading::Exact;
use crate::grading::presentation::{
    BandScheme, CreditMark, GradeToShow, MAX_CREDIT_MARKS, Presentation, RankScheme, ects,
    national_scheme, national_schemes,
};
use crate::number::{Percent, Points};

/// `presentGrade {presentation, mark, maximum, minimum?, unpointed?}`: the grade as it is shown.
pub(super) fn present(ask: &Ask<'_>) -> Result<String, LmsError> {
    let known = ["presentation", "mark", "maximum", "minimum", "unpointed"];
    let shown = read(ask, &known, |fields| {
        let presentation = checked(fields, "presentation", Presentation::check)?;
        let mark = fields.required("mark");
        let maximum = fields.required::<Points>("maximum");
        let minimum = fields.or_default::<Points>("minimum");
        let unpointed = fields.or_default("unpointed");
        Some(presentation.show(&GradeToShow {
            mark: mark?,
            minimum: Exact::from(minimum?),
            maximum: Exact::from(maximum?),
            unpointed: unpointed?,
        }))
    })?;
    write(&shown)
}

#[derive(Serialize)]
struct Schemes<'s> {
    bands: &'s [BandScheme],
    ects: &'s RankScheme,
}

/// `gradeSchemes {}`: the schemes that come with the engine, with their sources.
pub(super) fn schemes(ask: &Ask<'_>) -> Result<String, LmsError> {
    read(ask, &[], |_| Some(()))?;
    write(&Schemes {
        bands: national_schemes(),
        ects: ects(),
    })
}

#[derive(Serialize)]
struct PercentAnswer {
    percent: Option<Percent>,
}

/// `letterPercent {scheme, letter}`: the percentage that a letter entered by hand stands for.
pub(super) fn letter(ask: &Ask<'_>) -> Result<String, LmsError> {
    let (id, letter) = read(ask, &["scheme", "letter"], |fields| {
        let id = fields.required::<SchemeId>("scheme");
        let letter = fields.required::<String>("letter");
        Some((id?, letter?))
    })?;
    write(&PercentAnswer {
        percent: named(&id)?.percent_for(&letter),
    })
}

/// `classify {scheme, average, marks}`: the degree class of an average in percent, with its borderline rule.
pub(super) fn classify(ask: &Ask<'_>) -> Result<String, LmsError> {
    let (id, average, marks) = read(ask, &["scheme", "average", "marks"], |fields| {
        let id = fields.required::<SchemeId>("scheme");
        let average = fields.required::<Exact>("average");
        let marks = fields.or_default::<Vec<CreditMark>>("marks");
        Some((id?, average?, marks?))
    })?;
    if marks.len() > MAX_CREDIT_MARKS {
        let message = format!("a question carries at most {MAX_CREDIT_MARKS} marks");
        return Err(LmsError::new("marks_too_many", message));
    }
    let share = average.over(&Exact::HUNDRED).unwrap_or(Exact::ZERO);
    write(&named(&id)?.classify(&share, &marks))
}

#[derive(Serialize)]
struct RankAnswer<'s> {
    grade: Option<&'s str>,
}

/// `rankGrade {mark, passing}`: the ECTS grade of a mark among all that passed.
pub(super) fn rank(ask: &Ask<'_>) -> Result<String, LmsError> {
    let (mark, passing) = read(ask, &["mark", "passing"], |fields| {
        let mark = fields.required::<Points>("mark");
        let passing = fields.required::<Vec<Points>>("passing");
        let passing: Vec<Exact> = passing?.into_iter().map(Exact::from).collect();
        Some((Exact::from(mark?), passing))
    })?;
    write(&RankAnswer {
        grade: ects().grade(&mark, &passing),
    })
}

fn named(id: &SchemeId) -> Result<&'static BandScheme, LmsError> {
    national_scheme(id.as_str()).ok_or_else(|| LmsError::unknown("grade scheme", id.as_str()))
}
