//! Questions about where a grade comes from, in fewer words than its whole explanation.

use serde::Serialize;

use super::LmsError;
use super::grading::{course, sheet};
use super::question::Ask;
use crate::grading::{Contribution, Line, Total};

#[derive(Serialize)]
struct Contributions<'s> {
    total: Total,
    contributions: Vec<Contribution<'s>>,
}

/// `gradeContributions {course, offering?, now, viewer?, suppose?, answer?}`: what each mark adds to one total.
pub(super) fn contributions(ask: &Ask<'_>) -> Result<String, LmsError> {
    let (of, answer) = course(ask, &["answer"], |fields| fields.or_default("answer"))?;
    let explanation = of.scheme.explain(sheet(ask, &of.id)?, &of.asked, answer);
    of.write(Contributions {
        contributions: explanation.contributions(),
        total: explanation.total,
    })
}

#[derive(Serialize)]
struct Account {
    total: Total,
    lines: Vec<Line>,
}

/// `gradeAccount {course, offering?, now, viewer?, suppose?, answer?}`: one total explained in words, line by line.
pub(super) fn account(ask: &Ask<'_>) -> Result<String, LmsError> {
    let (of, answer) = course(ask, &["answer"], |fields| fields.or_default("answer"))?;
    let explanation = of.scheme.explain(sheet(ask, &of.id)?, &of.asked, answer);
    of.write(Account {
        lines: explanation.lines(),
        total: explanation.total,
    })
}
