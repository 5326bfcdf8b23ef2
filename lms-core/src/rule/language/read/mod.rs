//! Reads rules from JSON with every problem of the document noted at its path.

mod comparison;

use std::sync::Arc;

use serde::{Deserialize, Deserializer, de};
use serde_json::Value;

use crate::problem::Problems;
use crate::problem::decode::{Fields, Read, kind, nearest, shorten, value};
use crate::rule::{
    Anchor, Expression, Leaf, MAX_DEPTH, MAX_NODES, MAX_SET, RuleDefinition, Target,
};
use comparison::{close_test, test};

/// The `type` of every node, for "did you mean".
const TYPES: [&str; 31] = [
    "age",
    "all",
    "any",
    "approved",
    "atLeast",
    "attempts",
    "attribute",
    "audience",
    "completed",
    "coolDown",
    "credits",
    "disclosed",
    "elapsed",
    "enrolled",
    "fact",
    "group",
    "holds",
    "memberOf",
    "none",
    "not",
    "paid",
    "role",
    "rule",
    "score",
    "seatAvailable",
    "skill",
    "step",
    "waitlisted",
    "waived",
    "window",
    "withdrawn",
];

/// Reads the named fields of an object and makes the variant of them when all could be read.
macro_rules! node {
    ($fields:ident, $kind:ident :: $variant:ident { $($method:ident $field:ident : $name:literal),* $(,)? }) => {{
        $(let $field = $fields.$method($name);)*
        $fields.close(&["type", $($name),*]);
        Some($kind::$variant { $($field: $field?),* })
    }};
}

/// As `node!`, with fields that were read before and need not be read again.
macro_rules! node_with {
    ($fields:ident, [$($known:literal),*], $kind:ident :: $variant:ident { $($ready:ident),* ; $($method:ident $field:ident : $name:literal),* $(,)? }) => {{
        $(let $field = $fields.$method($name);)*
        $fields.close(&["type", $($known,)* $($name),*]);
        Some($kind::$variant { $($ready: $ready?,)* $($field: $field?),* })
    }};
}

impl Read for RuleDefinition {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::open(value, problems)?;
        let id = fields.required("id");
        let version = fields.optional("version");
        let title = fields.optional("title");
        let zone = fields.or_default("zone");
        let when = fields.read("when");
        fields.close(&["id", "version", "title", "zone", "when"]);
        Some(Self {
            id: id?,
            version: version?.unwrap_or(1),
            title: title?,
            zone: zone?,
            when: when?,
        })
    }
}

impl Read for Expression {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        expression(value, problems, 1, &mut MAX_NODES.saturating_add(1))
    }
}

/// As in a catalogue: a field that there is not is an error, wherever it stands.
impl<'de> Deserialize<'de> for Expression {
    fn deserialize<D: Deserializer<'de>>(decoder: D) -> Result<Self, D::Error> {
        let value = value(decoder)?;
        let mut problems = Problems::new();
        let read = Self::read(&value, &mut problems);
        problems.finish().map_err(de::Error::custom)?;
        read.ok_or_else(|| de::Error::custom("the rule cannot be read"))
    }
}

impl<'de> Deserialize<'de> for Leaf {
    fn deserialize<D: Deserializer<'de>>(decoder: D) -> Result<Self, D::Error> {
        match Expression::deserialize(decoder)? {
            Expression::Leaf(leaf) => Ok(Arc::unwrap_or_clone(leaf)),
            _ => Err(de::Error::custom("expected a condition, found an operator")),
        }
    }
}

/// `left` counts the nodes that may still be read, so that a document is refused before it is built.
fn expression(
    value: &Value,
    problems: &mut Problems,
    depth: usize,
    left: &mut usize,
) -> Option<Expression> {
    *left = left.saturating_sub(1);
    if *left == 0 {
        let text = format!("a rule has at most {MAX_NODES} nodes");
        problems.add("rule_too_large", text);
        return None;
    }
    if depth > MAX_DEPTH {
        let text = format!("a rule is at most {MAX_DEPTH} levels deep");
        problems.add("rule_too_deep", text);
        return None;
    }
    let mut fields = Fields::open(value, problems)?;
    let tag: String = fields.required("type")?;
    let below = depth.saturating_add(1);
    match tag.as_str() {
        "all" | "any" | "none" | "atLeast" => {
            let count = (tag == "atLeast").then(|| fields.required::<u32>("count"));
            let of = children(&mut fields, below, left);
            fields.close(if count.is_some() {
                &["type", "count", "of"]
            } else {
                &["type", "of"]
            });
            let of = of?;
            Some(match (tag.as_str(), count) {
                (_, Some(count)) => Expression::AtLeast { count: count?, of },
                ("all", None) => Expression::All { of },
                ("any", None) => Expression::Any { of },
                (_, None) => Expression::None { of },
            })
        }
        "not" | "disclosed" => {
            let to = (tag == "disclosed").then(|| fields.required("to"));
            let of = child(&mut fields, below, left);
            fields.close(if to.is_some() {
                &["type", "to", "of"]
            } else {
                &["type", "of"]
            });
            let of = Box::new(of?);
            Some(match to {
                Some(to) => Expression::Disclosed { to: to?, of },
                None => Expression::Not { of },
            })
        }
        "rule" => node!(fields, Expression::Rule { required rule: "rule" }),
        leaf => read_leaf(leaf, fields).map(Expression::from),
    }
}

fn child(fields: &mut Fields<'_, '_>, depth: usize, left: &mut usize) -> Option<Expression> {
    let Some(value) = fields.raw("of") else {
        fields
            .problems()
            .add("field_missing", "the field `of` is missing");
        return None;
    };
    fields
        .problems()
        .at("of", |problems| expression(value, problems, depth, left))
}

fn children(
    fields: &mut Fields<'_, '_>,
    depth: usize,
    left: &mut usize,
) -> Option<Vec<Expression>> {
    match fields.raw("of") {
        Some(Value::Array(items)) => {
            let mut read = Vec::new();
            for (index, item) in items.iter().enumerate() {
                let one = fields.problems().at("of", |problems| {
                    problems.item(index, |problems| expression(item, problems, depth, left))
                });
                read.push(one);
                if *left == 0 {
                    break;
                }
            }
            read.into_iter().collect()
        }
        Some(other) => {
            let text = format!("expected a list, found {}", kind(other));
            let problems = fields.problems();
            problems.at("of", |problems| problems.add("type_mismatch", text));
            None
        }
        None => {
            let problems = fields.problems();
            problems.add("field_missing", "the field `of` is missing");
            None
        }
    }
}

fn read_leaf(tag: &str, mut fields: Fields<'_, '_>) -> Option<Leaf> {
    match tag {
        "completed" => node!(fields, Leaf::Completed {
            required course: "course", or_default passed: "passed", optional min_score: "minScore",
            optional within: "within", optional min_version: "minVersion",
        }),
        "score" => node!(fields, Leaf::Score {
            required course: "course", optional activity: "activity", optional min: "min",
            optional below: "below",
        }),
        "holds" => node!(fields, Leaf::Holds {
            required certification: "certification", optional still_for: "for",
        }),
        "attribute" => {
            let (test, known) = test(&mut fields);
            close_test(fields, known, |fields| {
                let name = fields.required("name");
                Some(Leaf::Attribute {
                    name: name?,
                    test: test?,
                })
            })
        }
        "fact" => {
            let (test, known) = test(&mut fields);
            close_test(fields, known, |fields| {
                let name = fields.required("name");
                Some(Leaf::Fact {
                    name: name?,
                    test: test?,
                })
            })
        }
        "memberOf" => node!(fields, Leaf::MemberOf {
            required unit: "unit", or_default recursive: "recursive",
        }),
        "group" => node!(fields, Leaf::Group { required group: "group" }),
        "audience" => node!(fields, Leaf::Audience { required audience: "audience" }),
        "role" => node!(fields, Leaf::Role { required role: "role" }),
        "enrolled" => {
            let target = target(&mut fields);
            node_with!(fields, ["course", "offering"], Leaf::Enrolled { target; })
        }
        "waitlisted" => {
            let target = target(&mut fields);
            node_with!(fields, ["course", "offering"], Leaf::Waitlisted { target; })
        }
        "withdrawn" => {
            let target = target(&mut fields);
            node_with!(fields, ["course", "offering"], Leaf::Withdrawn { target; })
        }
        "paid" => {
            let target = target(&mut fields);
            node_with!(fields, ["course", "offering"], Leaf::Paid { target; })
        }
        "attempts" => node!(fields, Leaf::Attempts {
            required course: "course", optional activity: "activity", optional min: "min",
            optional below: "below",
        }),
        "coolDown" => node!(fields, Leaf::CoolDown {
            required course: "course", optional activity: "activity", required wait: "for",
        }),
        "skill" => node!(fields, Leaf::Skill { required skill: "skill", required level: "level" }),
        "window" => node!(fields, Leaf::Window { optional from: "from", optional until: "until" }),
        "elapsed" => node!(fields, Leaf::Elapsed {
            read since: "since", optional min: "min", optional below: "below",
        }),
        "age" => node!(fields, Leaf::Age {
            required attribute: "attribute", optional min: "min", optional below: "below",
        }),
        "seatAvailable" => {
            node!(fields, Leaf::SeatAvailable { required offering: "offering" })
        }
        "approved" => node!(fields, Leaf::Approved { required approval: "approval" }),
        "waived" => node!(fields, Leaf::Waived { required course: "course" }),
        "credits" => {
            let courses = courses(&mut fields);
            node_with!(fields, ["courses"], Leaf::Credits {
                courses; required min: "min", optional within: "within",
            })
        }
        "step" => node!(fields, Leaf::Step {
            required path: "path", required step: "step", required state: "state",
        }),
        other => {
            let near = nearest(other, &TYPES).map(|near| format!("; did you mean `{near}`?"));
            let text = format!(
                "`{}` is no kind of condition{}",
                shorten(other),
                near.unwrap_or_default()
            );
            let problems = fields.problems();
            problems.at("type", |problems| problems.add("condition_unknown", text));
            None
        }
    }
}

/// Reads the list before it becomes a set, so that doubles are told from single ones.
fn courses(
    fields: &mut Fields<'_, '_>,
) -> Option<Option<std::collections::BTreeSet<crate::CourseId>>> {
    let Some(list): Option<Vec<crate::CourseId>> = fields.optional("courses")? else {
        return Some(None);
    };
    if list.len() > MAX_SET {
        let text = format!("a set has at most {MAX_SET} items");
        let problems = fields.problems();
        problems.at("courses", |problems| problems.add("set_too_large", text));
        return None;
    }
    Some(Some(list.into_iter().collect()))
}

fn target(fields: &mut Fields<'_, '_>) -> Option<Target> {
    let course = fields.optional("course")?;
    let offering = fields.optional("offering")?;
    match (course, offering) {
        (Some(course), None) => Some(Target::Course(course)),
        (None, Some(offering)) => Some(Target::Offering(offering)),
        _ => {
            let text = "give either a `course` or an `offering`";
            fields.problems().add("target_form", text);
            None
        }
    }
}

impl Read for Anchor {
    fn read(value: &Value, problems: &mut Problems) -> Option<Self> {
        let mut fields = Fields::open(value, problems)?;
        let tag: String = fields.required("type")?;
        match tag.as_str() {
            "attribute" => node!(fields, Self::Attribute { required name: "name" }),
            "completion" => node!(fields, Self::Completion { required course: "course" }),
            "enrolment" => {
                let target = target(&mut fields);
                node_with!(fields, ["course", "offering"], Self::Enrolment { target; })
            }
            "certificate" => {
                node!(fields, Self::Certificate { required certification: "certification" })
            }
            "approval" => node!(fields, Self::Approval { required approval: "approval" }),
            other => {
                let text = format!("`{}` is nothing to count from", shorten(other));
                let problems = fields.problems();
                problems.at("type", |problems| problems.add("anchor_unknown", text));
                None
            }
        }
    }
}

#[cfg(test)]
mod tests;
