//! Reads definitions from JSON so that every problem of a document is found, not only the first, each with its path.
//!
//! serde stops at the first mistake and forgets where it was inside tagged enums. Definitions are therefore read field
//! by field through [`Fields`]; leaf values still go through serde.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::Problems;
use super::plain::plain;
pub use super::tree::{MAX_DOCUMENT_BYTES, MAX_TREE_BYTES, parse, value};

/// A type that is read from a JSON value with all its problems noted.
pub trait Read: Sized {
    /// Reads the value; notes every problem and gives `None` when there was one that leaves nothing to work with.
    fn read(value: &Value, problems: &mut Problems) -> Option<Self>;
}

/// The fields of one JSON object, taken one by one; what nobody took is reported as unknown.
///
/// ```
/// use lms_core::problem::{Problems, decode::{Fields, parse}};
/// let mut problems = Problems::new();
/// let value = parse(r#"{"title": 5, "credtis": "5"}"#, &mut problems).unwrap();
/// let mut fields = Fields::open(&value, &mut problems).unwrap();
/// let title: Option<String> = fields.required("title");
/// fields.close(&["title", "credits"]);
/// assert!(title.is_none());
/// let found = problems.finish().unwrap_err().problems;
/// assert_eq!(found[0].path, "$.title");
/// assert_eq!(found[1].message, "the field `credtis` is not known here; did you mean `credits`?");
/// ```
pub struct Fields<'a, 'p> {
    map: &'a Map<String, Value>,
    problems: &'p mut Problems,
}

impl<'a, 'p> Fields<'a, 'p> {
    /// Opens an object; anything else is a problem.
    pub fn open(value: &'a Value, problems: &'p mut Problems) -> Option<Self> {
        match value {
            Value::Object(map) => Some(Self { map, problems }),
            other => {
                problems.add(
                    "type_mismatch",
                    format!("expected an object, found {}", kind(other)),
                );
                None
            }
        }
    }

    /// The collector, standing at this object.
    pub fn problems(&mut self) -> &mut Problems {
        self.problems
    }

    /// The raw value of a field, when given.
    #[must_use]
    pub fn raw(&self, name: &'static str) -> Option<&'a Value> {
        self.map.get(name)
    }

    /// A field that must be given, decoded by serde.
    pub fn required<T: DeserializeOwned>(&mut self, name: &'static str) -> Option<T> {
        match self.map.get(name) {
            Some(value) => self.decode(name, value),
            None => self.missing(name),
        }
    }

    /// A field that may be missing: `Some(None)` when it is, `None` when it is there and wrong.
    pub fn optional<T: DeserializeOwned>(&mut self, name: &'static str) -> Option<Option<T>> {
        match self.map.get(name) {
            Some(value) => self.decode(name, value).map(Some),
            None => Some(None),
        }
    }

    /// A field with a default for when it is missing.
    pub fn or_default<T: DeserializeOwned + Default>(&mut self, name: &'static str) -> Option<T> {
        self.optional(name).map(Option::unwrap_or_default)
    }

    /// A field that must be given, read by its own [`Read`].
    pub fn read<T: Read>(&mut self, name: &'static str) -> Option<T> {
        match self.map.get(name) {
            Some(value) => self.problems.at(name, |problems| T::read(value, problems)),
            None => self.missing(name),
        }
    }

    /// A field that may be missing, read by its own [`Read`].
    pub fn read_optional<T: Read>(&mut self, name: &'static str) -> Option<Option<T>> {
        match self.map.get(name) {
            Some(value) => self
                .problems
                .at(name, |problems| T::read(value, problems))
                .map(Some),
            None => Some(None),
        }
    }

    /// A list, empty when missing; `None` when any item is wrong (all wrong items are reported).
    pub fn list<T: Read>(&mut self, name: &'static str) -> Option<Vec<T>> {
        let Some(value) = self.map.get(name) else {
            return Some(Vec::new());
        };
        self.problems
            .at(name, |problems| read_list(value, problems))
    }

    /// A list of which the readable items are kept with their index, so that checks go on after a wrong one.
    pub fn listed<T: Read>(&mut self, name: &'static str) -> Vec<(usize, T)> {
        let Some(value) = self.map.get(name) else {
            return Vec::new();
        };
        self.problems.at(name, |problems| match value {
            Value::Array(items) => {
                let read = |(index, item)| {
                    problems
                        .item(index, |problems| T::read(item, problems))
                        .map(|item| (index, item))
                };
                items.iter().enumerate().filter_map(read).collect()
            }
            other => {
                problems.add(
                    "type_mismatch",
                    format!("expected a list, found {}", kind(other)),
                );
                Vec::new()
            }
        })
    }

    /// Reports every field that is not among the known ones, with the nearest known name.
    pub fn close(self, known: &[&str]) {
        for name in self
            .map
            .keys()
            .filter(|name| !known.contains(&name.as_str()))
        {
            let hint = nearest(name, known).map(|near| format!("; did you mean `{near}`?"));
            let message = format!(
                "the field `{}` is not known here{}",
                shorten(name),
                hint.unwrap_or_default()
            );
            self.problems
                .key(name, |problems| problems.add("field_unknown", message));
        }
    }

    fn missing<T>(&mut self, name: &'static str) -> Option<T> {
        self.problems
            .add("field_missing", format!("the field `{name}` is missing"));
        None
    }

    fn decode<T: DeserializeOwned>(&mut self, name: &'static str, value: &Value) -> Option<T> {
        self.problems.at(name, |problems| leaf(value, problems))
    }
}

/// Reads every item of a list; `None` when any is wrong.
pub fn read_list<T: Read>(value: &Value, problems: &mut Problems) -> Option<Vec<T>> {
    let Value::Array(items) = value else {
        problems.add(
            "type_mismatch",
            format!("expected a list, found {}", kind(value)),
        );
        return None;
    };
    let read = |(index, item)| problems.item(index, |problems| T::read(item, problems));
    let read: Vec<Option<T>> = items.iter().enumerate().map(read).collect();
    read.into_iter().collect()
}

/// Decodes one value by serde and notes what is wrong with it.
pub fn leaf<T: DeserializeOwned>(value: &Value, problems: &mut Problems) -> Option<T> {
    match T::deserialize(value) {
        Ok(decoded) => Some(decoded),
        Err(error) => {
            let text = error.to_string();
            // Our own types end their message with their code in brackets.
            let (message, code) = match text
                .strip_suffix(']')
                .and_then(|text| text.rsplit_once(" ["))
            {
                Some((message, code)) => (message.to_owned(), code.to_owned()),
                None => (plain(&text), String::from("type_mismatch")),
            };
            problems.add(&code, message);
            None
        }
    }
}

/// What a JSON value is, in words.
#[must_use]
pub fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// The known name that differs from the given one by at most two letters, for "did you mean".
#[must_use]
pub fn nearest<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    if name.chars().count() > 40 {
        return None;
    }
    known
        .iter()
        .map(|candidate| (distance(name, candidate), *candidate))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, candidate)| *distance <= 2 && *distance < candidate.len())
        .map(|(_, candidate)| candidate)
}

/// Levenshtein distance over characters.
fn distance(one: &str, two: &str) -> usize {
    let mut row: Vec<usize> = (0..=two.chars().count()).collect();
    for (index, a) in one.chars().enumerate() {
        let mut left = index.saturating_add(1);
        let mut diagonal = index;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, b) in row.iter_mut().skip(1).zip(two.chars()) {
            let replaced = diagonal.saturating_add(usize::from(a != b));
            diagonal = *cell;
            left = replaced
                .min(left.saturating_add(1))
                .min(cell.saturating_add(1));
            *cell = left;
        }
    }
    row.last().copied().unwrap_or_default()
}

/// A text of the user's, short enough to stand in a message.
#[must_use]
pub fn shorten(text: &str) -> String {
    if text.chars().count() <= 60 {
        text.to_owned()
    } else {
        text.chars().take(57).chain("...".chars()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn duplicate_fields_and_broken_json_are_problems() {
        for (text, code) in [
            (r#"{"a":1,"b":{"c":1,"c":2}}"#, "field_duplicate"),
            ("{", "json_form"),
            ("[1] 2", "json_form"),
            (&"[".repeat(200), "json_form"),
        ] {
            let mut problems = Problems::new();
            assert!(parse(text, &mut problems).is_none());
            assert_eq!(problems.finish().unwrap_err().problems[0].code, code);
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_path() {
        for (text, path) in [
            (r#"{"a":[1,{"b":1,"b":2}]}"#, "$.a[1].b"),
            (r#"{"a":[1,{"b":1e400}]}"#, "$.a[1].b"),
            (r#"{"a":{"x y":["fine","\ud800"]}}"#, r#"$.a["x y"][1]"#),
            (r#"{"a":{"b":NaN}}"#, "$.a.b"),
            (r#"{"a":[1,]}"#, "$.a[1]"),
            (r#"{"a":1} x"#, "$"),
        ] {
            let mut problems = Problems::new();
            assert!(parse(text, &mut problems).is_none(), "{text}");
            let found = problems.finish().unwrap_err().problems;
            assert_eq!(found[0].path, path, "{text}");
        }
    }

    #[test]
    fn a_wrong_leaf_keeps_its_own_code() {
        let mut problems = Problems::new();
        assert!(leaf::<crate::time::Date>(&Value::from("2026-02-30"), &mut problems).is_none());
        assert!(leaf::<crate::CourseId>(&Value::from(""), &mut problems).is_none());
        assert!(leaf::<bool>(&Value::from("x"), &mut problems).is_none());
        let codes: Vec<_> = problems
            .finish()
            .unwrap_err()
            .problems
            .into_iter()
            .map(|p| p.code)
            .collect();
        assert_eq!(codes, ["time_form", "id_empty", "type_mismatch"]);
    }
}
