//! Rows of other systems' exports: numbers as numbers or texts, flags as 0 and 1, ids as numbers.

use serde_json::{Map, Value};

use super::Import;
use crate::grading::Exact;
use crate::number::{Percent, Points, Rounding, RoundingMode};
use crate::problem::decode::{kind, shorten};
use crate::time::Instant;

/// The fields that are read as a text or a number, of all systems.
const TEXTS: &[&str] = &[
    "aggregation",
    "aggregationcoef",
    "aggregationcoef2",
    "calculation",
    "categoryid",
    "display_name",
    "drop_count",
    "drop_highest",
    "drop_lowest",
    "droplow",
    "due",
    "due_at",
    "format",
    "fullname",
    "grademax",
    "grademin",
    "gradetype",
    "grading_period_id",
    "grading_type",
    "group_weight",
    "hidden",
    "id",
    "idnumber",
    "iteminstance",
    "itemname",
    "itemtype",
    "keephigh",
    "late_submission_deduction",
    "late_submission_interval",
    "late_submission_minimum_percent",
    "letter",
    "lowerboundary",
    "min_count",
    "missing_submission_deduction",
    "multfactor",
    "name",
    "parent",
    "plusfactor",
    "points_possible",
    "position",
    "possible",
    "short_label",
    "sortorder",
    "title",
    "type",
    "value",
    "weight",
];

/// The fields that are read as a yes or no.
const FLAGS: &[&str] = &[
    "aggregateonlygraded",
    "anonymous_grading",
    "apply_assignment_group_weights",
    "is_closed",
    "is_quiz_lti_assignment",
    "late_submission_deduction_enabled",
    "late_submission_minimum_percent_enabled",
    "missing_submission_deduction_enabled",
    "omit_from_final_grade",
    "points_based",
    "published",
    "weighted",
    "weightoverride",
];

/// One object of an export, with its path.
pub(super) struct Row<'a> {
    map: &'a Map<String, Value>,
    pub(super) path: String,
}

impl<'a> Row<'a> {
    /// The document itself, or another object of it.
    pub(super) fn open(value: &'a Value, path: String, import: &mut Import) -> Option<Self> {
        match value {
            Value::Object(map) => {
                let row = Self { map, path };
                row.check(import);
                Some(row)
            }
            other => {
                let message = format!("expected an object, found {}", kind(other));
                import.wrong(&path, "type_mismatch", message);
                None
            }
        }
    }

    /// Notes every field that is read and is of no type in which it can be: nothing is taken for its default in silence.
    fn check(&self, import: &mut Import) {
        let fits_text = |value: &Value| value.is_string() || value.is_number();
        let fits_flag = |value: &Value| match value {
            Value::Bool(_) => true,
            Value::Number(number) => number.as_u64().is_some_and(|number| number <= 1),
            Value::String(text) => ["", "0", "1", "false", "true"].contains(&text.as_str()),
            _ => false,
        };
        let wrong = |names: &[&'static str], fits: &dyn Fn(&Value) -> bool| {
            let names = names.iter().copied();
            let found = names.filter(|name| self.given(name).is_some_and(|value| !fits(value)));
            found.collect::<Vec<_>>()
        };
        for name in wrong(TEXTS, &fits_text) {
            import.wrong(
                &self.at(name),
                "type_mismatch",
                "expected a text or a number",
            );
        }
        for name in wrong(FLAGS, &fits_flag) {
            import.wrong(
                &self.at(name),
                "type_mismatch",
                "expected yes or no: true, false, 1 or 0",
            );
        }
    }

    /// The path of a field.
    pub(super) fn at(&self, name: &str) -> String {
        format!("{}.{name}", self.path)
    }

    /// A field that is there and not null.
    pub(super) fn given(&self, name: &str) -> Option<&'a Value> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    /// The objects of a list that may be missing.
    pub(super) fn rows(&self, name: &str, import: &mut Import) -> Vec<Row<'a>> {
        match self.given(name) {
            None => Vec::new(),
            Some(Value::Array(items)) => items
                .iter()
                .enumerate()
                .filter_map(|(index, item)| {
                    Row::open(item, format!("{}[{index}]", self.at(name)), import)
                })
                .collect(),
            Some(other) => {
                let message = format!("expected a list, found {}", kind(other));
                import.wrong(&self.at(name), "type_mismatch", message);
                Vec::new()
            }
        }
    }

    /// An object that may be missing.
    pub(super) fn row(&self, name: &str, import: &mut Import) -> Option<Row<'a>> {
        Row::open(self.given(name)?, self.at(name), import)
    }

    /// A text, or a number as its text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        match self.given(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// A text that must be there.
    pub(super) fn required(&self, name: &str, import: &mut Import) -> Option<String> {
        let text = self.text(name);
        if text.is_none() {
            let message = format!("the field `{name}` is missing");
            import.wrong(&self.path, "field_missing", message);
        }
        text
    }

    /// `true`, `1` and `"1"`; the rest of what a flag can be is no.
    pub(super) fn flag(&self, name: &str) -> bool {
        match self.given(name) {
            Some(Value::Bool(flag)) => *flag,
            Some(Value::Number(number)) => number.as_u64() == Some(1),
            Some(Value::String(text)) => text == "1" || text == "true",
            _ => false,
        }
    }

    /// A number to sort by; one that is none comes first here and is reported where it is read.
    pub(super) fn order(&self, name: &str) -> Option<Exact> {
        decimal(self.text(name)?.trim())
    }

    /// A decimal number, exactly as written.
    pub(super) fn exact(&self, name: &str, import: &mut Import) -> Option<Exact> {
        let text = self.text(name)?;
        let number = decimal(text.trim());
        if number.is_none() {
            let message = format!("`{}` is not a decimal number", shorten(&text));
            import.wrong(&self.at(name), "decimal_form", message);
        }
        number
    }

    /// A decimal number times a factor, as points; more than six decimal places are rounded, and that is listed.
    pub(super) fn points(&self, name: &str, factor: i32, import: &mut Import) -> Option<Points> {
        let exact = self.exact(name, import)?.times(&Exact::integer(factor));
        let rounded = exact.rounded(Rounding {
            mode: RoundingMode::HalfEven,
            digits: Rounding::MAX_DIGITS,
        });
        if rounded != exact {
            let message = "a number is kept to six decimal places";
            import.leave_out(&self.at(name), "decimal_digits", message);
        }
        let points = rounded.to_points();
        if points.is_none() {
            let message = "the number is out of bounds";
            import.wrong(&self.at(name), "decimal_out_of_range", message);
        }
        points
    }

    /// The same as a percentage.
    pub(super) fn percent(&self, name: &str, factor: i32, import: &mut Import) -> Option<Percent> {
        let points = self.points(name, factor, import)?;
        Percent::from_micros(points.micros()).ok()
    }

    /// A whole number from 0 on; the text `"12"` and `12.0` are read too.
    pub(super) fn whole(&self, name: &str, import: &mut Import) -> Option<u32> {
        let exact = self.exact(name, import)?;
        let whole = exact
            .to_fraction()
            .filter(|fraction| fraction.denominator() == 1)
            .and_then(|fraction| u32::try_from(fraction.numerator()).ok());
        if whole.is_none() {
            let message = "the number must be whole and not negative";
            import.wrong(&self.at(name), "number_not_whole", message);
        }
        whole
    }

    /// An instant as RFC 3339 writes it.
    pub(super) fn instant(&self, name: &str, import: &mut Import) -> Option<Instant> {
        let instant = self.text(name)?.parse();
        if instant.is_err() {
            let message = "expected an instant such as 2026-11-22T08:00:00Z";
            import.wrong(&self.at(name), "time_form", message);
        }
        instant.ok()
    }

    /// Lists the fields that say something the scheme cannot.
    pub(super) fn leave_out(&self, fields: &[(&str, &str)], import: &mut Import) {
        for (name, reason) in fields {
            let says_something = match self.given(name) {
                None | Some(Value::Null | Value::Bool(false)) => false,
                Some(Value::Number(number)) => {
                    decimal(&number.to_string()).is_none_or(|number| !number.is_zero())
                }
                Some(Value::String(text)) => !text.is_empty() && text != "0",
                Some(Value::Array(list)) => !list.is_empty(),
                Some(Value::Object(map)) => !map.is_empty(),
                Some(Value::Bool(true)) => true,
            };
            if says_something {
                import.leave_out(&self.at(name), "setting_not_carried_over", *reason);
            }
        }
    }
}

/// `12`, `-0.5`, `1e-7`: what JSON and databases write.
fn decimal(text: &str) -> Option<Exact> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        None => (text, 0),
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
    };
    let mantissa: Exact = mantissa.parse().ok()?;
    if exponent == 0 {
        return Some(mantissa);
    }
    let scale = Exact::integer(10).power(exponent.unsigned_abs().min(400))?;
    if exponent > 0 {
        Some(mantissa.times(&scale))
    } else {
        mantissa.over(&scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A field that the imports read and no list names would be taken for its default where its type is wrong.
    #[test]
    fn every_field_that_is_read_is_checked_when_its_row_is_opened() {
        let sources = [
            include_str!("canvas.rs"),
            include_str!("moodle.rs"),
            include_str!("open_edx.rs"),
        ];
        let named = |call: &str| -> Vec<&str> {
            let begins = format!(".{call}(\"");
            let after = sources.iter().flat_map(|text| text.split(&begins).skip(1));
            after
                .filter_map(|text| Some(text.split_once('"')?.0))
                .collect()
        };
        let texts = [
            "text", "required", "order", "exact", "points", "percent", "whole", "instant",
        ];
        for name in texts.iter().flat_map(|call| named(call)) {
            assert!(TEXTS.contains(&name), "{name}");
        }
        let flags = named("flag");
        assert!(flags.len() >= FLAGS.len());
        for name in flags {
            assert!(FLAGS.contains(&name), "{name}");
        }
    }
}
