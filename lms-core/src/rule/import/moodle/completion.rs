//! The condition on the completion of an activity.

use serde_json::Value;

use super::condition::{made, text, when};
use super::{Import, Part, join};
use crate::FactName;
use crate::problem::decode::{Fields, kind};
use crate::rule::{AttributeType, Leaf, Test};

/// What stands for the previous activity.
const PREVIOUS: i64 = -1;

/// The four states of a course module, reported by the host as a text.
pub(super) fn completion(import: &mut Import<'_>, value: &Value, negated: bool) -> Option<Part> {
    let mut fields = Fields::open(value, &mut import.problems)?;
    let module = whole(&mut fields, "cm");
    let expected = whole(&mut fields, "e");
    fields.close(&["type", "cm", "e"]);
    let (module, expected) = (module?, expected?);
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
    let number = match u64::try_from(module) {
        Ok(number) => Some(number),
        Err(_) if module == PREVIOUS => import.names.previous,
        Err(_) => Some(0),
    };
    // A restored course has 0 where the activity was not restored with it. A condition on what is not there is not met,
    // and neither is its negation.
    if number == Some(0) {
        return Some(Part::Never);
    }
    let open = states.contains(&"incomplete");
    let exists = match number {
        Some(number) => {
            let names = import.names;
            names.previous == Some(number) || names.completions.contains_key(&number)
        }
        None => false,
    };
    if number.is_none() {
        import.differs(
            "previous_activity",
            "which activity comes before is not known here; the host reports its state as a fact, `incomplete` too",
        );
    } else if open && !exists {
        import.differs(
            "activity_unlisted",
            "there nobody meets a condition on a deleted activity, and whether this one is there was not said; \
             the host reports `incomplete` too",
        );
    }
    let name = fact(import, number)?;
    import.found.facts.insert(name.clone(), AttributeType::Text);
    let values = states.iter().map(|state| text(state)).collect();
    let reported = Leaf::Fact {
        name: name.clone(),
        test: Test::In { values },
    };
    if !(open && exists) {
        return Some(when(reported));
    }
    // What is there and nobody has begun is incomplete, whether the host says so or says nothing.
    let silent = Leaf::Fact {
        name,
        test: Test::IsEmpty,
    };
    Some(join(vec![when(silent), when(reported)], false))
}

fn fact(import: &mut Import<'_>, number: Option<u64>) -> Option<FactName> {
    let fact = match number {
        Some(number) => import
            .names
            .completions
            .get(&number)
            .cloned()
            .map_or_else(|| FactName::parse(format!("completion-cm-{number}")), Ok),
        None => FactName::parse(import.names.of_restricted("completion-previous")),
    };
    made(import, fact)
}

/// A whole number, which Moodle takes as text too in this condition and in no other.
fn whole(fields: &mut Fields<'_, '_>, name: &'static str) -> Option<i64> {
    let Some(value) = fields.raw(name) else {
        return fields.required(name);
    };
    let read = match value {
        Value::String(text) => text
            .parse::<i64>()
            .ok()
            .filter(|number| number.to_string() == *text),
        other => other.as_i64(),
    };
    if read.is_none() {
        let text = format!("expected a whole number, found {}", kind(value));
        let problems = fields.problems();
        problems.at(name, |problems| problems.add("type_mismatch", text));
    }
    read
}
