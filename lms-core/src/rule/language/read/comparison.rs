//! Reads comparisons: the `op` of an attribute or fact with its values.

use crate::problem::decode::{Fields, nearest, shorten};
use crate::rule::{Leaf, Test};

pub(super) type Known = &'static [&'static str];

pub(super) fn test(fields: &mut Fields<'_, '_>) -> (Option<Test>, Known) {
    let Some(op) = fields.required::<String>("op") else {
        return (None, &["value", "values", "min", "below", "sign"]);
    };
    match op.as_str() {
        "equals" => {
            let value = fields.required("value");
            (value.map(|value| Test::Equals { value }), &["value"])
        }
        "in" => {
            let values = fields.required("values");
            (values.map(|values| Test::In { values }), &["values"])
        }
        "contains" => {
            let value = fields.required("value");
            (value.map(|value| Test::Contains { value }), &["value"])
        }
        "startsWith" => {
            let value = fields.required("value");
            (value.map(|value| Test::StartsWith { value }), &["value"])
        }
        "endsWith" => {
            let value = fields.required("value");
            (value.map(|value| Test::EndsWith { value }), &["value"])
        }
        "between" => {
            let (min, below) = (fields.optional("min"), fields.optional("below"));
            let test = min
                .zip(below)
                .map(|(min, below)| Test::Between { min, below });
            (test, &["min", "below"])
        }
        "compare" => {
            let (sign, value) = (fields.required("sign"), fields.required("value"));
            let test = sign
                .zip(value)
                .map(|(sign, value)| Test::Compare { sign, value });
            (test, &["sign", "value"])
        }
        "isEmpty" => (Some(Test::IsEmpty), &[]),
        other => {
            const OPS: [&str; 8] = [
                "equals",
                "in",
                "contains",
                "startsWith",
                "endsWith",
                "between",
                "compare",
                "isEmpty",
            ];
            let near = nearest(other, &OPS).map(|near| format!("; did you mean `{near}`?"));
            let text = format!(
                "`{}` is no comparison{}",
                shorten(other),
                near.unwrap_or_default()
            );
            let problems = fields.problems();
            problems.at("op", |problems| problems.add("comparison_unknown", text));
            (None, &["value", "values", "min", "below", "sign"])
        }
    }
}

pub(super) fn close_test(
    mut fields: Fields<'_, '_>,
    known: Known,
    make: impl FnOnce(&mut Fields<'_, '_>) -> Option<Leaf>,
) -> Option<Leaf> {
    let leaf = make(&mut fields);
    let known: Vec<&str> = ["type", "name", "op"]
        .into_iter()
        .chain(known.iter().copied())
        .collect();
    fields.close(&known);
    leaf
}
