//! Conditions of plugins that mean nothing here.

use serde_json::Value;

use super::condition::flag;
use super::{Import, Part};
use crate::id::MAX_ID_BYTES;
use crate::problem::decode::shorten;

/// The host answers it.
pub(super) fn plugin(
    import: &mut Import<'_>,
    tag: &str,
    value: &Value,
    negated: bool,
) -> Option<Part> {
    let secret = value
        .as_object()
        .is_some_and(|fields| fields.keys().any(|field| is_secret(field)));
    let own = match secret {
        true => spotted(tag, &import.problems.path()),
        false => fact(tag, value),
    };
    let name = fitting(tag, import.names.of_restricted(&own));
    let mut message = format!(
        "the condition `{}` has no counterpart; the host reports it as the fact `{}`",
        shorten(tag),
        shorten(&name)
    );
    if negated {
        message.push_str(": no where its negation lets in there, nothing where neither does");
    }
    if secret && import.names.restricted.is_none() {
        message.push_str(
            "; name the activity in `restricted`, or activities with two passwords share it",
        );
    }
    import.differs("condition_unknown", message);
    flag(import, &name, negated)
}

/// A name that no other condition has, as readable as may be: two conditions with one name would be one fact, and who
/// meets one of them would pass the other.
fn fact(tag: &str, value: &Value) -> String {
    let mut own: Vec<(&String, &Value)> = match value {
        Value::Object(fields) => fields.iter().filter(|(name, _)| *name != "type").collect(),
        _ => Vec::new(),
    };
    // A map of JSON may keep the order of the text; the name must not hang on it.
    own.sort_by_key(|(name, _)| *name);
    let mut name = format!("availability-{}", bare(tag));
    for (field, value) in own {
        name.push('-');
        name.push_str(&bare(field));
        name.push('-');
        match value {
            Value::String(text) => name.push_str(&bare(text)),
            other => name.push_str(&other.to_string()),
        }
    }
    name
}

/// Learners read the names of facts in reasons: the field holds what they must not read, nor guess at by a digest.
fn is_secret(field: &str) -> bool {
    field.contains("password")
}

/// A name by the spot of the condition, which says nothing of what its fields hold.
fn spotted(tag: &str, path: &str) -> String {
    let spot = path.trim_start_matches("$.");
    format!("availability-{}-at-{spot}", bare(tag))
}

/// The name as it is, or a digest of it where it is too long.
fn fitting(tag: &str, name: String) -> String {
    if name.len() <= MAX_ID_BYTES {
        return name;
    }
    let digest = digest(&name);
    let tag = bare(tag);
    if tag.len() <= MAX_ID_BYTES / 2 {
        format!("availability-{tag}-{digest:032x}")
    } else {
        format!("availability-{digest:032x}")
    }
}

/// A text as it is where that cannot be taken for anything else, or as JSON.
fn bare(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
    let word = text.bytes().all(plain) && text.starts_with(|first: char| first.is_alphabetic());
    if word && !matches!(text, "true" | "false" | "null") {
        text.to_owned()
    } else {
        Value::from(text).to_string()
    }
}

/// FNV-1a (Fowler, Noll, Vo; draft-eastlake-fnv) with 128 bits.
fn digest(text: &str) -> u128 {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    text.bytes().fold(BASIS, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(PRIME)
    })
}
