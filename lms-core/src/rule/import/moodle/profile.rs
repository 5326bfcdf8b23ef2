//! The condition on a profile field.

use serde_json::Value;

use super::condition::{made, text, when};
use super::{Import, Part, join};
use crate::AttributeName;
use crate::problem::decode::{Fields, shorten};
use crate::rule::{AttributeType, Expression, Leaf, Test};

/// The standard fields that Moodle offers for conditions. Every learner has them, empty at first.
const STANDARD: [&str; 11] = [
    "address",
    "city",
    "country",
    "department",
    "email",
    "firstname",
    "idnumber",
    "institution",
    "lastname",
    "phone1",
    "phone2",
];

/// A comparison with a profile field. Moodle compares byte by byte, as this engine does.
pub(super) fn profile(import: &mut Import<'_>, value: &Value, negated: bool) -> Option<Part> {
    let mut fields = Fields::open(value, &mut import.problems)?;
    let standard: Option<Option<String>> = fields.optional("sf");
    let custom: Option<Option<String>> = fields.optional("cf");
    let op: Option<String> = fields.required("op");
    let wanted: Option<Option<String>> = match fields.raw("v") {
        Some(Value::Null) => Some(None),
        _ => fields.optional("v"),
    };
    fields.close(&["type", "sf", "cf", "op", "v"]);
    let (name, exists) = field(import, standard?, custom?)?;
    let (op, wanted) = (op?, wanted?);
    let comparison = comparison(import, &op, wanted)?;
    if !exists {
        import.differs(
            "profile_field_unlisted",
            "whether there is such a field, and what it is at first, was not said; \
             the host reports the attribute of every learner, an empty text too",
        );
    }
    import
        .found
        .attributes
        .insert(name.clone(), AttributeType::Text);
    let field = Field { name, exists };
    Some(match comparison {
        Comparison::Same(test) => field.compared(test, negated),
        Comparison::Other(test) => field.compared(test, !negated),
        Comparison::Empty => field.bare(&[""], negated),
        Comparison::Blank => field.bare(&["", "0"], negated),
        Comparison::Filled => field.bare(&["", "0"], !negated),
        Comparison::Any => field.any(negated),
    })
}

/// The attribute of a field, and whether the field is known to exist.
fn field(
    import: &mut Import<'_>,
    standard: Option<String>,
    custom: Option<String>,
) -> Option<(AttributeName, bool)> {
    let names = import.names;
    let (listed, exists, name) = match (standard, custom) {
        (Some(field), None) => {
            let listed = names.profile.get(&field);
            let exists = listed.is_some() || STANDARD.contains(&field.as_str());
            (listed, exists, field)
        }
        (None, Some(field)) => {
            let listed = names.custom_profile.get(&field);
            (listed, listed.is_some(), format!("profile-{field}"))
        }
        _ => {
            let text = "give either a standard field `sf` or a custom field `cf`";
            import.problems.add("moodle_condition", text);
            return None;
        }
    };
    let name = listed
        .cloned()
        .map_or_else(|| AttributeName::parse(name), Ok);
    Some((made(import, name)?, exists))
}

/// What is asked of a field.
enum Comparison {
    /// A test that no empty text passes.
    Same(Test),
    /// The negation of such a test.
    Other(Test),
    /// An empty text.
    Empty,
    /// What the language Moodle is written in calls empty: an empty text, or `0`.
    Blank,
    /// The negation of that.
    Filled,
    /// Any text.
    Any,
}

fn comparison(import: &mut Import<'_>, op: &str, wanted: Option<String>) -> Option<Comparison> {
    let blank = match op {
        "isempty" => Some(Comparison::Blank),
        "isnotempty" => Some(Comparison::Filled),
        _ => None,
    };
    let problems = &mut import.problems;
    let value = match (blank, wanted) {
        (Some(blank), None) => return Some(blank),
        (Some(_), Some(_)) => {
            let text = format!("`{op}` compares with no value");
            problems.at("v", |problems| problems.add("moodle_condition", text));
            return None;
        }
        (None, Some(value)) => value,
        (None, None) => {
            problems.add("field_missing", "the field `v` is missing");
            return None;
        }
    };
    let nothing = value.is_empty();
    Some(match op {
        // An empty part is found in every text, and at its start.
        "contains" | "startswith" if nothing => Comparison::Any,
        // Moodle asks whether the value is empty before it looks for it, and to it `0` is.
        "doesnotcontain" if nothing || value == "0" => Comparison::Any,
        "isequalto" | "endswith" if nothing => Comparison::Empty,
        "contains" => Comparison::Same(Test::Contains { value }),
        "doesnotcontain" => Comparison::Other(Test::Contains { value }),
        "isequalto" => Comparison::Same(Test::Equals {
            value: text(&value),
        }),
        "startswith" => Comparison::Same(Test::StartsWith { value }),
        "endswith" => Comparison::Same(Test::EndsWith { value }),
        other => {
            let text = format!("`{}` is no comparison", shorten(other));
            problems.at("op", |problems| problems.add("moodle_condition", text));
            return None;
        }
    })
}

/// A field in a condition. Of one that exists a missing attribute is an empty text. Of one that may not exist it is
/// unknown: Moodle lets nobody pass a condition on a field that is not there.
struct Field {
    name: AttributeName,
    exists: bool,
}

impl Field {
    fn leaf(&self, test: Test) -> Part {
        when(Leaf::Attribute {
            name: self.name.clone(),
            test,
        })
    }

    /// A test that no empty text passes, or its negation.
    fn compared(&self, test: Test, negated: bool) -> Part {
        let part = self.leaf(test);
        if !negated {
            part
        } else if self.exists {
            join(vec![self.leaf(Test::IsEmpty), not(part)], false)
        } else {
            not(part)
        }
    }

    /// One of these texts, the empty one first.
    fn bare(&self, texts: &[&str], negated: bool) -> Part {
        let part = if self.exists {
            let test = |value: &&str| match *value {
                "" => self.leaf(Test::IsEmpty),
                value => self.leaf(Test::Equals { value: text(value) }),
            };
            join(texts.iter().map(test).collect(), false)
        } else {
            let values = texts.iter().map(|value| text(value)).collect();
            self.leaf(Test::In { values })
        };
        if negated { not(part) } else { part }
    }

    /// Any text at all.
    fn any(&self, negated: bool) -> Part {
        let part = if self.exists {
            Part::Always
        } else {
            self.leaf(Test::Contains {
                value: String::new(),
            })
        };
        if negated { not(part) } else { part }
    }
}

fn not(part: Part) -> Part {
    match part {
        Part::Always => Part::Never,
        Part::Never => Part::Always,
        // Of a field that is not set the first of any is true, and that decides.
        Part::When(Expression::Any { of }) => Part::When(Expression::None { of }),
        Part::When(found) => Part::When(Expression::Not {
            of: Box::new(found),
        }),
    }
}
