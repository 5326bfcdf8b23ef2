//! Groups of conditions and their four operators.

use serde_json::Value;

use super::show::disclosed;
use super::{Import, MAX_MOODLE_DEPTH, Part, condition, join};
use crate::problem::Problems;
use crate::problem::decode::{Fields, kind, shorten};
use crate::rule::MAX_NODES;

impl Import<'_> {
    /// A group. `flags` are the show flags of its children, for the root only.
    pub(super) fn group(
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
            let text = format!("a rule has at most {MAX_NODES} nodes");
            self.problems.add("rule_too_large", text);
            return None;
        }
        if value.get("type").is_some() {
            return condition::condition(self, value, negated);
        }
        if depth >= MAX_MOODLE_DEPTH {
            let text = format!("groups are at most {MAX_MOODLE_DEPTH} levels deep");
            self.problems.add("rule_too_deep", text);
            return None;
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
pub(super) enum Operator {
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

    /// Whether, unless negated from outside, every condition below must hold, or its negation.
    pub(super) fn asks_for_all(self) -> bool {
        self.is_and() != self.is_negative()
    }
}

pub(super) fn operator(value: &Value, problems: &mut Problems) -> Option<Operator> {
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
