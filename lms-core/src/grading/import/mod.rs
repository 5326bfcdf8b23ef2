//! Gradebooks of other systems, from their exported settings to a scheme of the matching profile.
//!
//! What the scheme cannot say is not dropped in silence: it is listed with its path and a code, and where the list is too
//! long its last entry says that there is more (`problems_truncated`).

mod canvas;
mod moodle;
mod open_edx;
mod row;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Scheme;
use super::presentation::{BandScheme, Presentation};
use crate::SchemeId;
use crate::problem::{DefinitionErrors, MAX_PROBLEMS, Problem, Problems};

/// Whose settings a document holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Gradebook {
    /// Canvas, as its REST API gives it: `assignment_groups` (with their `assignments`), and, where wanted, `course`
    /// (`apply_assignment_group_weights`), `grading_standard`, `late_policy`, `grading_periods` and
    /// `grading_period_group` (`weighted`: whether the weights of the periods count).
    Canvas,
    /// Moodle, as its gradebook backup and tables have it: `grade_categories`, `grade_items` and, where wanted,
    /// `grade_letters`, each row with the columns of the table.
    Moodle,
    /// Open edX, as `grading_policy.json` has it: `GRADER` and `GRADE_CUTOFFS`; and, because the policy itself names no
    /// work, the `subsections` with their `id`, `format` and `possible`.
    OpenEdx,
}

/// A gradebook that was taken over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Imported {
    /// The scheme, checked.
    pub scheme: Scheme,
    /// The letters, where the document has any: by these the scheme shows its totals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub letters: Option<BandScheme>,
    /// What items and categories are called, by their id.
    pub titles: BTreeMap<String, String>,
    /// What does not carry over, each with its path in the document, a code and a reason.
    pub left_out: Vec<Problem>,
}

/// Takes over a gradebook's settings. Linear in the document, but for the checks of the scheme.
///
/// # Errors
/// Everything wrong with the document, each problem with its path; or with the scheme that came of it.
///
/// ```
/// use lms_core::grading::import::{Gradebook, import};
/// let document = serde_json::json!({
///     "GRADER": [{"type": "Homework", "min_count": 2, "drop_count": 1, "short_label": "HW", "weight": 0.4},
///                {"type": "Exam", "min_count": 1, "drop_count": 0, "weight": 0.6}],
///     "GRADE_CUTOFFS": {"Pass": 0.5},
/// });
/// let imported = import(Gradebook::OpenEdx, &document, lms_core::SchemeId::parse("demo").unwrap()).unwrap();
/// assert_eq!(imported.scheme.root.children.len(), 2);
/// assert_eq!(imported.letters.unwrap().bands[0].from.to_string(), "50");
/// ```
pub fn import(
    gradebook: Gradebook,
    document: &Value,
    id: SchemeId,
) -> Result<Imported, DefinitionErrors> {
    let mut import = Import {
        id,
        problems: Vec::new(),
        left_out: Vec::new(),
        titles: BTreeMap::new(),
    };
    let made = match gradebook {
        Gradebook::Canvas => canvas::read(document, &mut import),
        Gradebook::Moodle => moodle::read(document, &mut import),
        Gradebook::OpenEdx => open_edx::read(document, &mut import),
    };
    let problems = import.problems;
    let (mut scheme, letters) = match made {
        Some(made) if problems.is_empty() => made,
        _ => return Err(DefinitionErrors { problems }),
    };
    scheme.check()?;
    if let Some(letters) = &letters {
        let mut problems = Problems::new();
        problems.at("letters", |problems| letters.check(problems));
        problems.finish()?;
        scheme.presentation = Some(Presentation::Bands {
            scheme: Box::new(letters.clone()),
        });
    }
    Ok(Imported {
        scheme,
        letters,
        titles: import.titles,
        left_out: import.left_out,
    })
}

/// An import under way: what is wrong stops it in the end, what is left out does not.
struct Import {
    id: SchemeId,
    problems: Vec<Problem>,
    left_out: Vec<Problem>,
    titles: BTreeMap<String, String>,
}

type Made = Option<(Scheme, Option<BandScheme>)>;

impl Import {
    fn wrong(&mut self, path: &str, code: &str, message: impl Into<String>) {
        note(&mut self.problems, path, code, message.into());
    }

    fn leave_out(&mut self, path: &str, code: &str, message: impl Into<String>) {
        note(&mut self.left_out, path, code, message.into());
    }
}

fn note(list: &mut Vec<Problem>, path: &str, code: &str, message: String) {
    let (path, code, message) = match list.len() {
        0..MAX_PROBLEMS => (path, code, message),
        MAX_PROBLEMS => (
            "$",
            "problems_truncated",
            "more problems are not listed".into(),
        ),
        _ => return,
    };
    list.push(Problem {
        path: path.into(),
        code: code.into(),
        message,
    });
}

#[cfg(test)]
mod tests;
