//! The conditions of Moodle's core plugins (`availability/condition/*/classes/condition.php`).

use serde_json::Value;

use super::{Import, Part, completion, grade, group, plugin, profile};
use crate::FactName;
use crate::id::IdError;
use crate::problem::decode::{Fields, shorten};
use crate::record::AttributeValue;
use crate::rule::{AttributeType, Expression, Leaf, Literal, Moment, Test};
use crate::time::Instant;

/// A condition, or its negation: what Moodle answers for "available", or for "available if negated".
pub(super) fn condition(import: &mut Import<'_>, value: &Value, negated: bool) -> Option<Part> {
    let mut fields = Fields::open(value, &mut import.problems)?;
    let tag: String = fields.required("type")?;
    match tag.as_str() {
        "date" => date(import, value, negated),
        "grade" => grade::grade(import, value, negated),
        "completion" => completion::completion(import, value, negated),
        "profile" => profile::profile(import, value, negated),
        "group" => group::group(import, value, negated),
        "grouping" => group::grouping(import, value, negated),
        other => plugin::plugin(import, other, value, negated),
    }
}

/// `from` is inclusive and `until` exclusive; negation swaps them exactly.
fn date(import: &mut Import<'_>, value: &Value, negated: bool) -> Option<Part> {
    let mut fields = Fields::open(value, &mut import.problems)?;
    let direction: Option<String> = fields.required("d");
    let seconds: Option<i64> = fields.required("t");
    fields.close(&["type", "d", "t"]);
    let at = seconds.and_then(|seconds| {
        let at = seconds.checked_mul(1_000_000).map(Instant::from_micros);
        match at {
            Some(Ok(at)) => Some(at),
            _ => {
                let text = "the time lies outside the years 0001 to 9999";
                let problems = &mut import.problems;
                problems.at("t", |problems| problems.add("time_out_of_range", text));
                None
            }
        }
    });
    let from = match direction?.as_str() {
        ">=" => true,
        "<" => false,
        other => {
            let text = format!(
                "`{}` is no direction; there are `>=` and `<`",
                shorten(other)
            );
            let problems = &mut import.problems;
            problems.at("d", |problems| problems.add("moodle_condition", text));
            return None;
        }
    };
    let at = Some(Moment::Instant(at?));
    let window = if from == negated {
        Leaf::Window {
            from: None,
            until: at,
        }
    } else {
        Leaf::Window {
            from: at,
            until: None,
        }
    };
    Some(when(window))
}

/// A yes-or-no fact of the host: met by yes, negated by no.
pub(super) fn flag(import: &mut Import<'_>, name: &str, negated: bool) -> Option<Part> {
    let name = made(import, FactName::parse(name))?;
    import
        .found
        .facts
        .insert(name.clone(), AttributeType::Boolean);
    let value = Literal(AttributeValue::Boolean(!negated));
    Some(when(Leaf::Fact {
        name,
        test: Test::Equals { value },
    }))
}

/// What nobody has: never met, so that its negation always is.
pub(super) fn lost(negated: bool) -> Part {
    if negated { Part::Always } else { Part::Never }
}

pub(super) fn made<T>(import: &mut Import<'_>, id: Result<T, IdError>) -> Option<T> {
    match id {
        Ok(id) => Some(id),
        Err(error) => {
            import.problems.add(error.code(), error.to_string());
            None
        }
    }
}

pub(super) fn text(value: &str) -> Literal {
    Literal(AttributeValue::Text(value.to_owned()))
}

pub(super) fn when(leaf: Leaf) -> Part {
    Part::When(leaf.into())
}

pub(super) fn signed(leaf: Leaf, negated: bool) -> Part {
    let leaf = Expression::from(leaf);
    Part::When(if negated {
        Expression::Not { of: Box::new(leaf) }
    } else {
        leaf
    })
}
