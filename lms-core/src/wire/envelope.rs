use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Schema, WireError};
use crate::problem::Problems;
use crate::problem::decode::{self, MAX_DOCUMENT_BYTES, MAX_TREE_BYTES, shorten};

/// A document as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope<T> {
    /// What kind of document it is.
    pub schema: String,
    /// The version of its shape.
    pub version: u32,
    /// The document.
    pub data: T,
}

/// Puts a document into its envelope, as JSON text.
///
/// # Errors
/// [`WireError::Data`] when the document has a form that JSON cannot hold; none of the engine's own has.
pub fn seal<T: Serialize>(schema: Schema, data: &T) -> Result<String, WireError> {
    let envelope = Envelope {
        schema: schema.name.into(),
        version: schema.version(),
        data,
    };
    serde_json::to_string(&envelope).map_err(|error| WireError::Data {
        schema: schema.name,
        message: error.to_string(),
    })
}

/// Takes a document out of its envelope, raised to the newest version.
///
/// Linear in the length of the text, for each version that it is behind.
///
/// # Errors
/// [`WireError`]: not an envelope, another schema, a newer version, or data of the wrong shape.
///
/// ```
/// use lms_core::record::LearnerRecord;
/// use lms_core::wire::{Schema, seal, unseal};
/// let record = LearnerRecord::new("ada".parse().unwrap());
/// let text = seal(Schema::LEARNER, &record).unwrap();
/// assert_eq!(text, r#"{"schema":"lms.learner","version":1,"data":{"learner":"ada"}}"#);
/// assert_eq!(unseal::<LearnerRecord>(Schema::LEARNER, &text).unwrap(), record);
/// let newer = text.replace("\"version\":1", "\"version\":2");
/// assert_eq!(unseal::<LearnerRecord>(Schema::LEARNER, &newer).unwrap_err().code(), "wire_version_unsupported");
/// ```
pub fn unseal<T: DeserializeOwned>(schema: Schema, text: &str) -> Result<T, WireError> {
    let data = data(schema, text)?;
    T::deserialize(data).map_err(|error| WireError::Data {
        schema: schema.name,
        message: error.to_string(),
    })
}

/// The data in an envelope, raised to the newest version, still as JSON.
pub(crate) fn data(schema: Schema, text: &str) -> Result<Value, WireError> {
    if text.len() > MAX_DOCUMENT_BYTES {
        return Err(WireError::TooLarge {
            limit: MAX_DOCUMENT_BYTES,
        });
    }
    let mut problems = Problems::new();
    let value = decode::parse(text, &mut problems);
    problems.finish().map_err(|errors| {
        let mut found = errors.problems.iter();
        if found.any(|problem| problem.code == "document_too_large") {
            return WireError::TooManyParts {
                limit: MAX_TREE_BYTES,
            };
        }
        WireError::Json { problems: errors }
    })?;
    let form = |message: &str| WireError::Form {
        message: message.into(),
    };
    let Some(Value::Object(mut envelope)) = value else {
        return Err(form("it is no object"));
    };
    match envelope.get("schema").and_then(Value::as_str) {
        None => return Err(form("`schema` is missing or no text")),
        Some(found) if found != schema.name => {
            return Err(WireError::Schema {
                expected: schema.name,
                found: shorten(found),
            });
        }
        Some(_) => {}
    }
    let version = envelope
        .get("version")
        .and_then(Value::as_u64)
        .ok_or_else(|| form("`version` is no number"))?;
    let supported = schema.version();
    if version == 0 || version > u64::from(supported) {
        return Err(WireError::UnsupportedVersion {
            schema: schema.name,
            found: version,
            supported,
        });
    }
    let mut data = envelope
        .remove("data")
        .ok_or_else(|| form("`data` is missing"))?;
    let done = usize::try_from(version)
        .unwrap_or(usize::MAX)
        .saturating_sub(1);
    for upcast in schema.upcasts.iter().skip(done) {
        data = upcast(data).map_err(|message| WireError::Data {
            schema: schema.name,
            message,
        })?;
    }
    Ok(data)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GREETING: Schema = Schema {
        name: "test.greeting",
        upcasts: &[
            |old| Ok(serde_json::json!({ "name": old })),
            |old| match old.get("name").and_then(Value::as_str) {
                Some(name) => Ok(serde_json::json!({ "names": [name] })),
                None => Err("the name is no text".into()),
            },
        ],
    };

    #[test]
    fn older_versions_are_raised_step_by_step() {
        for text in [
            r#"{"schema":"test.greeting","version":1,"data":"Ada"}"#,
            r#"{"schema":"test.greeting","version":2,"data":{"name":"Ada"}}"#,
            r#"{"schema":"test.greeting","version":3,"data":{"names":["Ada"]}}"#,
        ] {
            assert_eq!(
                data(GREETING, text).unwrap(),
                serde_json::json!({ "names": ["Ada"] }),
                "{text}"
            );
        }
        assert_eq!(GREETING.version(), 3);
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_its_code() {
        for (text, code) in [
            ("", "wire_form"),
            ("[]", "wire_form"),
            (
                r#"{"schema":"test.greeting","version":"1","data":1}"#,
                "wire_form",
            ),
            (r#"{"schema":"test.greeting","version":1}"#, "wire_form"),
            (r#"{"schema":"x","version":1,"data":1}"#, "wire_schema"),
            (
                r#"{"schema":"test.greeting","version":0,"data":1}"#,
                "wire_version_unsupported",
            ),
            (
                r#"{"schema":"test.greeting","version":4,"data":1}"#,
                "wire_version_unsupported",
            ),
            (
                r#"{"schema":"test.greeting","version":1,"data":5}"#,
                "wire_data",
            ),
            (
                r#"{"schema":"test.greeting","version":1,"version":1,"data":5}"#,
                "wire_form",
            ),
        ] {
            assert_eq!(data(GREETING, text).unwrap_err().code(), code, "{text}");
        }
    }
}
