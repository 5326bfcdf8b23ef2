//! The conditions of Moodle's core plugins (`availability/condition/*/classes/condition.php`).

use serde_json::Value;

use super::moodle::{Import, Part, join};
use crate::number::Percent;
use crate::problem::decode::{Fields, shorten};
use crate::record::AttributeValue;
use crate::rule::{AttributeType, Expression, Leaf, Literal, Moment, Test};
use crate::time::Instant;
use crate::{ActivityId, AttributeName, FactName, GroupId};

/// A condition, or its negation: what Moodle answers for "available", or for "available if negated".
pub(super) fn leaf(import: &mut Import<'_>, value: &Value, negated: bool) -> Option<Part> {
    let mut fields = Fields::open(value, &mut import.problems)?;
    let tag: String = fields.required("type")?;
    match tag.as_str() {
        "date" => date(import, value, negated),
        "grade" => grade(import, value, negated),
        "completion" => completion(import, value, negated),
        "profile" => profile(import, value, negated),
        "group" => group(import, value, negated),
        "grouping" => grouping(import, value, negated),
        other => plugin(import, other, value, negated),
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

/// `min <= percentage < max`. Without a grade it is not met, and its negation is.
fn grade(import: &mut Import<'_>, value: &Value, negated: bool) -> Option<Part> {
    let names = import.names;
    let mut fields = Fields::open(value, &mut import.problems)?;
    let id: Option<u64> = fields.required("id");
    let min: Option<Option<Percent>> = fields.optional("min");
    let max: Option<Option<Percent>> = fields.optional("max");
    fields.close(&["type", "id", "min", "max"]);
    let (id, min, below) = (id?, min?, max?);
    let (course, activity) = match names.grade_items.get(&id) {
        Some(item) => (
            item.course.clone().unwrap_or_else(|| names.course.clone()),
            item.activity.clone(),
        ),
        None => (
            names.course.clone(),
            Some(made(import, ActivityId::parse(format!("grade-item-{id}")))?),
        ),
    };
    if negated {
        import.differs(
            "grade_missing_negated",
            "there a learner without a grade meets the negated condition; here it stays unknown until there is one",
        );
    }
    if let (Some(min), Some(below)) = (min, below)
        && below <= min
    {
        return Some(if negated { Part::Always } else { Part::Never });
    }
    // "Has a grade": no percentage lies below this.
    let min = match (min, below) {
        (None, None) => Some(made_number("-1000000000", import)?),
        (min, _) => min,
    };
    let score = Leaf::Score {
        course,
        activity,
        min,
        below,
    };
    Some(signed(score, negated))
}

/// The four states of a course module, reported by the host as a text.
fn completion(import: &mut Import<'_>, value: &Value, negated: bool) -> Option<Part> {
    let names = import.names;
    let mut fields = Fields::open(value, &mut import.problems)?;
    let module: Option<i64> = fields.required("cm");
    let expected: Option<u64> = fields.required("e");
    fields.close(&["type", "cm", "e"]);
    let (module, expected) = (module?, expected?);
    let number = match u64::try_from(module) {
        Ok(number) => Some(number),
        Err(_) if module == -1 => names.previous,
        Err(_) => {
            let problems = &mut import.problems;
            let text = "there is no such course module";
            problems.at("cm", |problems| problems.add("moodle_condition", text));
            return None;
        }
    };
    if module == -1 && number.is_none() {
        import.differs(
            "previous_activity",
            "which activity comes before is not known here; the host reports its state as a fact",
        );
    }
    let fact = match number {
        Some(number) => names
            .completions
            .get(&number)
            .cloned()
            .map_or_else(|| FactName::parse(format!("completion-cm-{number}")), Ok),
        None => FactName::parse("completion-previous"),
    };
    let name = made(import, fact)?;
    let states: &[&str] = match (expected, negated) {
        (0, false) | (1, true) => &["incomplete", "fail"],
        (1, false) | (0, true) => &["complete", "pass"],
        (2, false) => &["pass"],
        (2, true) => &["incomplete", "complete", "fail"],
        (3, false) => &["fail"],
        (3, true) => &["incomplete", "complete", "pass"],
        _ => {
            let text = "there are the states 0 incomplete, 1 complete, 2 pass and 3 fail";
            let problems = &mut import.problems;
            problems.at("e", |problems| problems.add("moodle_condition", text));
            return None;
        }
    };
    import.found.facts.insert(name.clone(), AttributeType::Text);
    let values = states.iter().map(|state| text(state)).collect();
    let reported = Leaf::Fact {
        name: name.clone(),
        test: Test::In { values },
    };
    if !states.contains(&"incomplete") {
        return Some(when(reported));
    }
    // What nobody has begun is incomplete, whether the host says so or says nothing.
    let silent = Leaf::Fact {
        name,
        test: Test::IsEmpty,
    };
    Some(join(vec![when(silent), when(reported)], false))
}

/// A comparison with a profile field. A field that is not set is an empty text there.
fn profile(import: &mut Import<'_>, value: &Value, negated: bool) -> Option<Part> {
    let mut fields = Fields::open(value, &mut import.problems)?;
    let standard: Option<Option<String>> = fields.optional("sf");
    let custom: Option<Option<String>> = fields.optional("cf");
    let op: Option<String> = fields.required("op");
    let wanted: Option<Option<String>> = fields.optional("v");
    fields.close(&["type", "sf", "cf", "op", "v"]);
    let names = import.names;
    let name = match (standard?, custom?) {
        (Some(field), None) => names
            .profile
            .get(&field)
            .cloned()
            .map_or_else(|| AttributeName::parse(field), Ok),
        (None, Some(field)) => names
            .custom_profile
            .get(&field)
            .cloned()
            .map_or_else(|| AttributeName::parse(format!("profile-{field}")), Ok),
        _ => {
            let text = "give either a standard field `sf` or a custom field `cf`";
            import.problems.add("moodle_condition", text);
            return None;
        }
    };
    let name = made(import, name)?;
    let (op, wanted) = (op?, wanted?);
    let needs_value = !matches!(op.as_str(), "isempty" | "isnotempty");
    let value = match wanted {
        Some(value) => value,
        None if needs_value => {
            import
                .problems
                .add("field_missing", "the field `v` is missing");
            return None;
        }
        None => String::new(),
    };
    let test = |test: Test| Leaf::Attribute {
        name: name.clone(),
        test,
    };
    let empty = || when(test(Test::IsEmpty));
    let nothing = value.is_empty();
    let (part, negated) = match op.as_str() {
        // An empty part is found in every text, and at its start.
        "contains" | "startswith" if nothing => (Part::Always, negated),
        "doesnotcontain" if nothing => (Part::Always, negated),
        "isequalto" | "endswith" if nothing => (empty(), negated),
        "contains" => (when(test(Test::Contains { value })), negated),
        "doesnotcontain" => (when(test(Test::Contains { value })), !negated),
        "isequalto" => (
            when(test(Test::Equals {
                value: text(&value),
            })),
            negated,
        ),
        "startswith" => (when(test(Test::StartsWith { value })), negated),
        "endswith" => (when(test(Test::EndsWith { value })), negated),
        "isempty" | "isnotempty" => {
            let zero = when(test(Test::Equals { value: text("0") }));
            let part = join(vec![empty(), zero], false);
            (part, negated != (op == "isnotempty"))
        }
        other => {
            let text = format!("`{}` is no comparison", shorten(other));
            let problems = &mut import.problems;
            problems.at("op", |problems| problems.add("moodle_condition", text));
            return None;
        }
    };
    import
        .found
        .attributes
        .insert(name.clone(), AttributeType::Text);
    Some(match (part, negated) {
        (part, false) => part,
        (Part::Always, true) => Part::Never,
        (Part::Never, true) => Part::Always,
        (Part::When(Expression::Any { of }), true) => {
            // Neither empty nor "0"; of a field that is not set the first is false, and that decides.
            Part::When(Expression::None { of })
        }
        (Part::When(found), true) if found == Expression::from(test(Test::IsEmpty)) => {
            Part::When(Expression::Not {
                of: Box::new(found),
            })
        }
        (Part::When(found), true) => {
            let not = Part::When(Expression::Not {
                of: Box::new(found),
            });
            join(vec![empty(), not], false)
        }
    })
}

/// Membership in one group, or in any.
fn group(import: &mut Import<'_>, value: &Value, negated: bool) -> Option<Part> {
    let names = import.names;
    let mut fields = Fields::open(value, &mut import.problems)?;
    let id: Option<Option<u64>> = fields.optional("id");
    fields.close(&["type", "id"]);
    let part = match id? {
        Some(id) => {
            let group = names.groups.get(&id).cloned();
            let group = group.map_or_else(|| GroupId::parse(format!("group-{id}")), Ok);
            signed(
                Leaf::Group {
                    group: made(import, group)?,
                },
                negated,
            )
        }
        None => {
            import.differs(
                "any_group",
                "there is no condition on being in any group; the host reports it as a fact",
            );
            flag(import, "in-any-group", negated)?
        }
    };
    Some(with_access(import, part))
}

/// Membership in any group of a grouping.
fn grouping(import: &mut Import<'_>, value: &Value, negated: bool) -> Option<Part> {
    let names = import.names;
    let mut fields = Fields::open(value, &mut import.problems)?;
    let id: Option<Option<u64>> = fields.optional("id");
    let own: Option<bool> = fields.or_default("activity");
    fields.close(&["type", "id", "activity"]);
    let (id, own) = (id?, own?);
    let number = match (id, own) {
        (Some(id), false) => Some(id),
        (None, true) => names.activity_grouping,
        _ => {
            let text = "give either the `id` of a grouping or `activity`";
            import.problems.add("moodle_condition", text);
            return None;
        }
    };
    let part = match number.and_then(|number| names.groupings.get(&number)) {
        Some(groups) => {
            let member = |group: &GroupId| {
                signed(
                    Leaf::Group {
                        group: group.clone(),
                    },
                    negated,
                )
            };
            join(groups.iter().map(member).collect(), negated)
        }
        None => {
            let fact = number.map_or_else(
                || String::from("in-activity-grouping"),
                |number| format!("in-grouping-{number}"),
            );
            import.differs(
                "grouping",
                "the groups of the grouping were not given; the host reports membership as a fact",
            );
            flag(import, &fact, negated)?
        }
    };
    Some(with_access(import, part))
}

/// Who may access all groups passes the condition and its negation.
fn with_access(import: &mut Import<'_>, part: Part) -> Part {
    match import.names.access_all_groups.clone() {
        Some(role) => join(vec![part, when(Leaf::Role { role })], false),
        None => {
            import.differs(
                "access_all_groups",
                "there who may access all groups passes this condition and its negation; no role was given for that",
            );
            part
        }
    }
}

/// A condition of a plugin that means nothing here: the host answers it.
fn plugin(import: &mut Import<'_>, tag: &str, value: &Value, negated: bool) -> Option<Part> {
    let mut own: Vec<String> = Vec::new();
    if let Value::Object(fields) = value {
        for (name, value) in fields.iter().filter(|(name, _)| *name != "type") {
            let plain = match value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            own.push(format!("{name}-{plain}"));
        }
    }
    let shown: Vec<&str> = core::iter::once(tag)
        .chain(own.iter().map(String::as_str))
        .collect();
    let name = format!("availability-{}", shown.join("-"));
    let name = if name.len() <= crate::id::MAX_ID_BYTES {
        name
    } else {
        format!("availability-{}", shorten(tag))
    };
    import.differs(
        "condition_unknown",
        format!(
            "the condition `{}` has no counterpart; the host reports it as the fact `{}`",
            shorten(tag),
            shorten(&name)
        ),
    );
    flag(import, &name, negated)
}

fn flag(import: &mut Import<'_>, name: &str, negated: bool) -> Option<Part> {
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

fn made<T>(import: &mut Import<'_>, id: Result<T, crate::id::IdError>) -> Option<T> {
    match id {
        Ok(id) => Some(id),
        Err(error) => {
            import.problems.add(error.code(), error.to_string());
            None
        }
    }
}

fn made_number(text: &str, import: &mut Import<'_>) -> Option<Percent> {
    match text.parse() {
        Ok(number) => Some(number),
        Err(_) => {
            import
                .problems
                .add("decimal_form", "the text is not a decimal number");
            None
        }
    }
}

fn text(value: &str) -> Literal {
    Literal(AttributeValue::Text(value.to_owned()))
}

fn when(leaf: Leaf) -> Part {
    Part::When(leaf.into())
}

fn signed(leaf: Leaf, negated: bool) -> Part {
    let leaf = Expression::from(leaf);
    Part::When(if negated {
        Expression::Not { of: Box::new(leaf) }
    } else {
        leaf
    })
}
