//! Moodle's availability tree (`availability/classes/tree.php`): `&`, `|`, `!&`, `!|` over conditions of plugins.
//!
//! Negation is pushed down to the conditions as Moodle does it, and each condition answers "available if negated" by
//! itself. That matters: Moodle takes a missing grade for *no*, so that its negation is *yes*, while to this engine it is
//! unknown; and a condition on a deleted activity is *no* both ways. Where the negated condition can be written exactly it
//! is; where it cannot, the difference is listed.

mod completion;
mod condition;
mod grade;
mod group;
pub(super) mod names;
mod plugin;
mod profile;
mod show;
#[cfg(test)]
mod tests;
mod tree;

use std::collections::BTreeMap;

use serde_json::Value;

use super::Imported;
use crate::problem::decode::parse;
use crate::problem::{DefinitionErrors, Problem, Problems};
use crate::rule::{Expression, MAX_NODES};
use names::MoodleNames;

/// The deepest nesting of groups taken over. What a condition becomes adds at most four levels to its groups.
pub const MAX_MOODLE_DEPTH: usize = 24;

/// Takes over the JSON text of Moodle's `availability` field.
///
/// | Moodle | here |
/// |---|---|
/// | `&`, `\|`, `!&`, `!\|` | `all`, `any`, and the same over negated conditions |
/// | an empty group | nothing: it is always available, negated too |
/// | `show`, `showc` off | `disclosed` to staff; Moodle then hides the whole item |
/// | `date` | `window` |
/// | `grade` | `score`: `min` inclusive, `max` exclusive, in percent; both missing ask for any grade |
/// | `completion` | a host fact with Moodle's four states; complete takes in pass, incomplete takes in fail |
/// | `profile` | `attribute`; an empty text and `"0"` are both empty |
/// | `group`, `grouping` | `group`, or any of the grouping's groups |
/// | what a restored copy has lost (`cm` 0, grade 0, group -1) | never met; negated always, but for activities never either |
/// | any other condition | a yes-or-no fact for the host to report |
///
/// Moodle drops conditions of plugins that it has not installed. Whether it has is not known here: they stay, and are
/// unknown until the host reports them. Plugins may answer differently in each activity: with
/// [`MoodleNames::restricted`] each has a fact of its own.
///
/// ```
/// use lms_core::rule::import::{MoodleNames, import_moodle};
/// let names = MoodleNames::new("biology".parse().unwrap());
/// let text = r#"{"op":"&","c":[{"type":"date","d":">=","t":1788220800},{"type":"grade","id":7,"min":50}],"showc":[true,false]}"#;
/// let rule = import_moodle(text, &names).unwrap().when.unwrap();
/// assert_eq!(
///     rule.to_string(),
///     "from 2026-09-01T00:00:00Z and [for staff: score of at least 50 in `grade-item-7` of `biology`]"
/// );
/// ```
///
/// # Errors
/// Every problem of the document at once: `json_form`, `moodle_operator`, `moodle_condition`, `moodle_never`,
/// `rule_too_deep`, `rule_too_large` and those of fields. What Moodle calls invalid is refused, since nobody passes it
/// there: numbers as text, missing show flags, a value for `isempty`.
pub fn import_moodle(text: &str, names: &MoodleNames) -> Result<Imported, DefinitionErrors> {
    let mut problems = Problems::new();
    match parse(text, &mut problems) {
        Some(value) => finish(&value, names, problems),
        None => Err(problems.finish().err().unwrap_or_default()),
    }
}

/// As [`import_moodle`], for a tree that was parsed already.
///
/// # Errors
/// As [`import_moodle`].
pub fn import_moodle_value(
    value: &Value,
    names: &MoodleNames,
) -> Result<Imported, DefinitionErrors> {
    finish(value, names, Problems::new())
}

fn finish(
    value: &Value,
    names: &MoodleNames,
    problems: Problems,
) -> Result<Imported, DefinitionErrors> {
    let mut import = Import {
        names,
        problems,
        found: Imported {
            when: None,
            attributes: BTreeMap::new(),
            facts: BTreeMap::new(),
            differences: Vec::new(),
        },
        left: MAX_NODES,
    };
    let read = import.root(value);
    match read {
        Some(Part::Never) => import.problems.add(
            "moodle_never",
            "the conditions can never be met, and a rule that is never met is not taken over",
        ),
        Some(Part::When(when)) => {
            if size(&when) > MAX_NODES {
                let text = format!("a rule has at most {MAX_NODES} nodes");
                import.problems.add("rule_too_large", text);
            }
            import.found.when = Some(when);
        }
        Some(Part::Always) | None => {}
    }
    import.problems.finish()?;
    Ok(import.found)
}

/// What a part of Moodle's tree becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Always,
    Never,
    When(Expression),
}

/// The state of one import.
struct Import<'a> {
    names: &'a MoodleNames,
    problems: Problems,
    found: Imported,
    left: usize,
}

impl Import<'_> {
    /// Lists a difference at the current spot.
    fn differs(&mut self, code: &str, message: impl Into<String>) {
        let path = self.problems.path();
        let known = |held: &Problem| held.code == code && held.path == path;
        if !self.found.differences.iter().any(known) {
            self.found.differences.push(Problem {
                path: path.clone(),
                code: code.into(),
                message: message.into(),
            });
        }
    }
}

/// The parts of a group that is met when all, or any, of them are.
fn join(parts: Vec<Part>, all: bool) -> Part {
    let (settles, idle) = if all {
        (Part::Never, Part::Always)
    } else {
        (Part::Always, Part::Never)
    };
    if parts.contains(&settles) {
        return settles;
    }
    let mut of: Vec<Expression> = parts
        .into_iter()
        .filter_map(|part| match part {
            Part::When(when) => Some(when),
            Part::Always | Part::Never => None,
        })
        .collect();
    match of.len() {
        0 => idle,
        1 => of.pop().map_or(idle, Part::When),
        _ if all => Part::When(Expression::All { of }),
        _ => Part::When(Expression::Any { of }),
    }
}

fn size(expression: &Expression) -> usize {
    expression
        .children()
        .iter()
        .map(size)
        .fold(1, usize::saturating_add)
}
