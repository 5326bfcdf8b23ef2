//! Questions about how a grade is shown.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;

use super::LmsError;
use super::question::{Ask, write};
use super::reading::{checked, plain, read};
use crate::grading::Exact;
use crate::grading::presentation::{
    BandScheme, CreditMark, GradeToShow, MAX_CREDIT_MARKS, Presentation, RankScheme, ects,
    national_scheme, national_schemes,
};
use crate::number::{Percent, Points};
use crate::problem::decode::Read;
use crate::problem::{DefinitionErrors, Problems};

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
    let (scheme, letter) = read(ask, &["scheme", "letter"], |fields| {
        let scheme = fields.required::<Value>("scheme");
        let letter = fields.required::<String>("letter");
        Some((scheme?, letter?))
    })?;
    write(&PercentAnswer {
        percent: bands(&scheme, &["scheme"])?.percent_for(&letter),
    })
}

/// `classify {scheme, average, marks}`: the degree class of an average in percent, with its borderline rule.
pub(super) fn classify(ask: &Ask<'_>) -> Result<String, LmsError> {
    let (scheme, average, marks) = read(ask, &["scheme", "average", "marks"], |fields| {
        let scheme = fields.required::<Value>("scheme");
        let average = fields.required::<Exact>("average");
        let marks = fields.or_default::<Vec<CreditMark>>("marks");
        Some((scheme?, average?, marks?))
    })?;
    if marks.len() > MAX_CREDIT_MARKS {
        let message = format!("a question carries at most {MAX_CREDIT_MARKS} marks");
        return Err(LmsError::new("marks_too_many", message));
    }
    let share = average.over(&Exact::HUNDRED).unwrap_or(Exact::ZERO);
    write(&bands(&scheme, &["scheme"])?.classify(&share, &marks))
}

#[derive(Serialize)]
struct RankAnswer<'s> {
    grade: Option<&'s str>,
}

/// `rankGrade {mark, passing, scheme?}`: the grade of a mark among all that passed, by ECTS or by the host's own shares.
pub(super) fn rank(ask: &Ask<'_>) -> Result<String, LmsError> {
    let (mark, passing, own) = read(ask, &["mark", "passing", "scheme"], |fields| {
        let mark = fields.required::<Points>("mark");
        let passing = fields.required::<Vec<Points>>("passing");
        let own = match fields.raw("scheme") {
            Some(_) => plain(fields, "scheme", RankScheme::check).map(Some),
            None => Some(None),
        };
        let passing: Vec<Exact> = passing?.into_iter().map(Exact::from).collect();
        Some((Exact::from(mark?), passing, own?))
    })?;
    let scheme = own.as_ref().unwrap_or(ects());
    write(&RankAnswer {
        grade: scheme.grade(&mark, &passing),
    })
}

/// A scheme of bands in a question: the id of one that comes with the engine, or the host's own.
pub(super) fn bands(
    given: &Value,
    spot: &[&'static str],
) -> Result<Cow<'static, BandScheme>, LmsError> {
    if let Value::String(id) = given {
        let named = national_scheme(id).map(Cow::Borrowed);
        return named.ok_or_else(|| LmsError::unknown("grade scheme", id));
    }
    let mut problems = Problems::new();
    let own = own_bands(given, spot, &mut problems);
    problems.finish().map_err(LmsError::question)?;
    own.map(Cow::Owned)
        .ok_or_else(|| LmsError::question(DefinitionErrors::default()))
}

fn own_bands(given: &Value, spot: &[&'static str], problems: &mut Problems) -> Option<BandScheme> {
    if let Some((field, rest)) = spot.split_first() {
        return problems.at(field, |problems| own_bands(given, rest, problems));
    }
    let own = BandScheme::read(given, problems)?;
    own.check(problems);
    Some(own)
}
