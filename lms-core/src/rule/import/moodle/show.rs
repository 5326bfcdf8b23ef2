//! The show flags: what a learner who is kept out gets to see.

use serde_json::Value;

use super::tree::operator;
use super::{Import, Part};
use crate::problem::Problem;
use crate::problem::decode::kind;
use crate::rule::{Expression, Viewer};

impl Import<'_> {
    /// The outermost group, the only one with show flags: one for each condition where all of them must hold, else one
    /// for all. Moodle keeps everybody out of what lacks them.
    pub(super) fn root(&mut self, value: &Value) -> Option<Part> {
        let op = operator(value, &mut self.problems)?;
        let count = value.get("c").and_then(Value::as_array).map_or(0, Vec::len);
        let each = op.asks_for_all();
        let flags = if each {
            self.flags(value, count)
        } else {
            Some(Vec::new())
        };
        let shown = if each { Some(true) } else { self.flag(value) };
        let part = self.group(value, op, false, 1, flags.as_deref().unwrap_or_default());
        flags?;
        if shown? {
            return part;
        }
        let spot = self.problems.at("show", |problems| problems.path());
        self.hidden(spot);
        part.map(disclosed)
    }

    fn flags(&mut self, value: &Value, count: usize) -> Option<Vec<bool>> {
        let Some(flags) = value.get("showc") else {
            return self.flag_missing("showc");
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

    fn flag(&mut self, value: &Value) -> Option<bool> {
        match value.get("show") {
            None => self.flag_missing("show"),
            Some(Value::Bool(flag)) => Some(*flag),
            Some(other) => {
                let text = format!("expected a boolean, found {}", kind(other));
                self.problems
                    .at("show", |problems| problems.add("type_mismatch", text));
                None
            }
        }
    }

    fn flag_missing<T>(&mut self, name: &str) -> Option<T> {
        self.problems
            .add("field_missing", format!("the field `{name}` is missing"));
        None
    }

    /// Notes that Moodle hides more than the reason.
    pub(super) fn hidden(&mut self, path: String) {
        self.found.differences.push(Problem {
            path,
            code: "item_hidden".into(),
            message: "there the whole item is hidden while this is not met; here only the reason is, from learners"
                .into(),
        });
    }
}

pub(super) fn disclosed(part: Part) -> Part {
    match part {
        Part::When(of) => Part::When(Expression::Disclosed {
            to: Viewer::Staff,
            of: Box::new(of),
        }),
        other => other,
    }
}
