//! Moodle's availability tree (`availability/classes/tree.php`): `&`, `|`, `!&`, `!|` over conditions of plugins.
//!
//! Negation is pushed down to the conditions as Moodle does it, and each condition answers "available if negated" by
//! itself. That matters: Moodle takes a missing grade for *no*, so that its negation is *yes*, while to this engine it is
//! unknown. Where the negated condition can be written exactly it is; where it cannot, the difference is listed.

use serde_json::Value;

use super::moodle_names::MoodleNames;
use super::{Imported, moodle_leaf};
use crate::problem::decode::{Fields, kind, parse, shorten};
use crate::problem::{DefinitionErrors, Problem, Problems};
use crate::rule::{Expression, MAX_NODES, Viewer};

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
/// | `grade` | `score`: `min` inclusive, `max` exclusive, in percent |
/// | `completion` | a host fact with Moodle's four states; complete takes in pass, incomplete takes in fail |
/// | `profile` | `attribute`; an empty text and `"0"` are both empty |
/// | `group`, `grouping` | `group`, or any of the grouping's groups |
/// | any other condition | a yes-or-no fact for the host to report |
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
/// `rule_too_deep`, `rule_too_large` and those of fields.
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
            attributes: std::collections::BTreeMap::new(),
            facts: std::collections::BTreeMap::new(),
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
                let text = format!("a rule has at most {MAX_NODES} conditions");
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
pub(super) enum Part {
    Always,
    Never,
    When(Expression),
}

/// The state of one import.
pub(super) struct Import<'a> {
    pub(super) names: &'a MoodleNames,
    pub(super) problems: Problems,
    pub(super) found: Imported,
    left: usize,
}

impl Import<'_> {
    /// Lists a difference at the current spot.
    pub(super) fn differs(&mut self, code: &str, message: impl Into<String>) {
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

    fn root(&mut self, value: &Value) -> Option<Part> {
        let op = operator(value, &mut self.problems)?;
        let count = value.get("c").and_then(Value::as_array).map_or(0, Vec::len);
        let each = matches!(op, Operator::And | Operator::NotOr);
        let flags = if each {
            self.flags(value, count)?
        } else {
            Vec::new()
        };
        let part = self.group(value, op, false, 1, &flags)?;
        if each || self.flag(value, "show")? {
            return Some(part);
        }
        let spot = self.problems.at("show", |problems| problems.path());
        self.hidden(spot);
        Some(disclosed(part))
    }

    /// The flags of the root's children. Without the list all are shown.
    fn flags(&mut self, value: &Value, count: usize) -> Option<Vec<bool>> {
        let flags = match value.get("showc") {
            None => {
                if count > 0 {
                    self.differs(
                        "show_missing",
                        "there are no show flags; all reasons are shown",
                    );
                }
                return Some(Vec::new());
            }
            Some(flags) => flags,
        };
        let read = flags.as_array().map(|flags| {
            flags
                .iter()
                .map(Value::as_bool)
                .collect::<Option<Vec<bool>>>()
        });
        match read {
            Some(Some(flags)) if flags.len() == count => Some(flags),
            _ => {
                let text = format!("expected a list of {count} booleans, one for each condition");
                self.problems
                    .at("showc", |problems| problems.add("type_mismatch", text));
                None
            }
        }
    }

    fn flag(&mut self, value: &Value, name: &'static str) -> Option<bool> {
        match value.get(name) {
            None => Some(true),
            Some(Value::Bool(flag)) => Some(*flag),
            Some(other) => {
                let text = format!("expected a boolean, found {}", kind(other));
                self.problems
                    .at(name, |problems| problems.add("type_mismatch", text));
                None
            }
        }
    }

    fn hidden(&mut self, path: String) {
        self.found.differences.push(Problem {
            path,
            code: "item_hidden".into(),
            message: "there the whole item is hidden while this is not met; here only the reason is, from learners"
                .into(),
        });
    }

    /// A group. `flags` are the show flags of its children, for the root only.
    fn group(
        &mut self,
        value: &Value,
        op: Operator,
        negated: bool,
        depth: usize,
        flags: &[bool],
    ) -> Option<Part> {
        let children = match value.get("c") {
            Some(Value::Array(children)) => children,
            Some(other) => {
                let text = format!("expected a list, found {}", kind(other));
                self.problems
                    .at("c", |problems| problems.add("type_mismatch", text));
                return None;
            }
            None => {
                self.problems
                    .add("field_missing", "the field `c` is missing");
                return None;
            }
        };
        if children.is_empty() {
            return Some(Part::Always);
        }
        let inner = negated != op.is_negative();
        let all = op.is_and() != inner;
        let mut parts = Vec::new();
        for (index, child) in children.iter().enumerate() {
            let part = self.spot(index, |import| import.child(child, inner, depth));
            let shown = flags.get(index).copied().unwrap_or(true);
            parts.push(if shown {
                part
            } else {
                let path = self.problems.at("showc", |problems| {
                    problems.item(index, |problems| problems.path())
                });
                self.hidden(path);
                part.map(disclosed)
            });
            if self.left == 0 {
                break;
            }
        }
        let parts: Option<Vec<Part>> = parts.into_iter().collect();
        parts.map(|parts| join(parts, all))
    }

    fn spot<T>(&mut self, index: usize, run: impl FnOnce(&mut Self) -> T) -> T {
        // The collector of problems keeps the path, so it is lent to a second import for the child and taken back.
        let mut problems = core::mem::take(&mut self.problems);
        let answer = problems.at("c", |problems| {
            problems.item(index, |problems| {
                core::mem::swap(&mut self.problems, problems);
                let answer = run(self);
                core::mem::swap(&mut self.problems, problems);
                answer
            })
        });
        self.problems = problems;
        answer
    }

    fn child(&mut self, value: &Value, negated: bool, depth: usize) -> Option<Part> {
        self.left = self.left.saturating_sub(1);
        if self.left == 0 {
            let text = format!("a rule has at most {MAX_NODES} conditions");
            self.problems.add("rule_too_large", text);
            return None;
        }
        if depth >= MAX_MOODLE_DEPTH {
            let text = format!("groups are at most {MAX_MOODLE_DEPTH} levels deep");
            self.problems.add("rule_too_deep", text);
            return None;
        }
        if value.get("type").is_some() {
            return moodle_leaf::leaf(self, value, negated);
        }
        let op = operator(value, &mut self.problems)?;
        if value.get("show").is_some() || value.get("showc").is_some() {
            self.differs(
                "show_nested",
                "only the outermost group has show flags; these are not read",
            );
        }
        self.group(value, op, negated, depth.saturating_add(1), &[])
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    And,
    Or,
    NotAnd,
    NotOr,
}

impl Operator {
    fn is_negative(self) -> bool {
        matches!(self, Self::NotAnd | Self::NotOr)
    }

    fn is_and(self) -> bool {
        matches!(self, Self::And | Self::NotAnd)
    }
}

fn operator(value: &Value, problems: &mut Problems) -> Option<Operator> {
    let mut fields = Fields::open(value, problems)?;
    let op: String = fields.required("op")?;
    let operator = match op.as_str() {
        "&" => Operator::And,
        "|" => Operator::Or,
        "!&" => Operator::NotAnd,
        "!|" => Operator::NotOr,
        other => {
            let text = format!(
                "`{}` is no operator; there are `&`, `|`, `!&` and `!|`",
                shorten(other)
            );
            problems.at("op", |problems| problems.add("moodle_operator", text));
            return None;
        }
    };
    fields.close(&["op", "c", "show", "showc"]);
    Some(operator)
}

/// The parts of a group that is met when all, or any, of them are.
pub(super) fn join(parts: Vec<Part>, all: bool) -> Part {
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

fn disclosed(part: Part) -> Part {
    match part {
        Part::When(of) => Part::When(Expression::Disclosed {
            to: Viewer::Staff,
            of: Box::new(of),
        }),
        other => other,
    }
}

fn size(expression: &Expression) -> usize {
    expression
        .children()
        .iter()
        .map(size)
        .fold(1, usize::saturating_add)
}
