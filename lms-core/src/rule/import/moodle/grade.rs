//! The condition on a grade.

use serde_json::Value;

use super::condition::{lost, made, signed};
use super::{Import, Part};
use crate::ActivityId;
use crate::number::Percent;
use crate::problem::decode::{Fields, kind, leaf};
use crate::rule::Leaf;

/// `min <= percentage < max`. Without a grade it is not met, and its negation is.
pub(super) fn grade(import: &mut Import<'_>, value: &Value, negated: bool) -> Option<Part> {
    let names = import.names;
    let mut fields = Fields::open(value, &mut import.problems)?;
    let id: Option<i64> = fields.required("id");
    let min = bound(&mut fields, "min");
    let max = bound(&mut fields, "max");
    fields.close(&["type", "id", "min", "max"]);
    let (id, min, below) = (id?, min?, max?);
    // A restored course has 0 where the grade item was not restored with it: nobody has a grade for that.
    let Some(id) = u64::try_from(id).ok().filter(|id| *id > 0) else {
        return Some(lost(negated));
    };
    if let (Some(min), Some(below)) = (min, below)
        && below <= min
    {
        return Some(lost(negated));
    }
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
    // "Has a grade": no percentage lies below this.
    let min = match (min, below) {
        (None, None) => Some(least(import)?),
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

/// A bound is a number there; a text makes the whole tree invalid, so that nobody passes it.
fn bound(fields: &mut Fields<'_, '_>, name: &'static str) -> Option<Option<Percent>> {
    let Some(value) = fields.raw(name) else {
        return Some(None);
    };
    let problems = fields.problems();
    problems.at(name, |problems| {
        if value.is_number() {
            return leaf(value, problems).map(Some);
        }
        let text = format!("expected a number, found {}", kind(value));
        problems.add("type_mismatch", text);
        None
    })
}

fn least(import: &mut Import<'_>) -> Option<Percent> {
    match "-1000000000".parse() {
        Ok(number) => Some(number),
        Err(_) => {
            import
                .problems
                .add("decimal_form", "the text is not a decimal number");
            None
        }
    }
}
