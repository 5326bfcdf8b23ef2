//! Values as rules write them.

use core::fmt;
use std::collections::BTreeSet;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::number::Points;
use crate::record::AttributeValue;
use crate::time::Date;

/// A typed value in a rule: `{"type":"date","value":"2026-09-01"}`.
///
/// A plain JSON text, number, boolean or list of texts is read as a text, number, boolean or set. A text is never taken
/// for a number or a date: a rule that compares a number with `"70"` is refused when it is compiled.
///
/// ```
/// use lms_core::record::AttributeValue;
/// use lms_core::rule::Literal;
/// let plain: Literal = serde_json::from_str("70").unwrap();
/// assert_eq!(plain.0, AttributeValue::Number("70".parse().unwrap()));
/// let text: Literal = serde_json::from_str(r#""70""#).unwrap();
/// assert_eq!(text.0, AttributeValue::Text("70".into()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Literal(pub AttributeValue);

impl<'de> Deserialize<'de> for Literal {
    fn deserialize<D: Deserializer<'de>>(decoder: D) -> Result<Self, D::Error> {
        decoder.deserialize_any(Plain).map(Self)
    }
}

struct Plain;

impl Plain {
    fn number<E: Error>(text: &str) -> Result<AttributeValue, E> {
        text.parse::<Points>()
            .map(AttributeValue::Number)
            .map_err(|error| E::custom(format_args!("{error} [{}]", error.code())))
    }
}

impl<'de> Visitor<'de> for Plain {
    type Value = AttributeValue;
    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a text, number, boolean, list of texts, or a value with its type")
    }
    fn visit_bool<E: Error>(self, value: bool) -> Result<AttributeValue, E> {
        Ok(AttributeValue::Boolean(value))
    }
    fn visit_i64<E: Error>(self, value: i64) -> Result<AttributeValue, E> {
        Self::number(&value.to_string())
    }
    fn visit_u64<E: Error>(self, value: u64) -> Result<AttributeValue, E> {
        Self::number(&value.to_string())
    }
    fn visit_f64<E: Error>(self, value: f64) -> Result<AttributeValue, E> {
        Self::number(&value.to_string())
    }
    fn visit_str<E: Error>(self, value: &str) -> Result<AttributeValue, E> {
        Ok(AttributeValue::Text(value.to_owned()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<AttributeValue, A::Error> {
        let mut set = BTreeSet::new();
        while let Some(item) = items.next_element::<String>()? {
            set.insert(item);
        }
        Ok(AttributeValue::Set(set))
    }
    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<AttributeValue, A::Error> {
        Typed::deserialize(MapAccessDeserializer::new(entries))
    }
}

/// A value with its type, as definitions write it: unlike a stored one it has no other fields.
#[derive(Deserialize)]
#[serde(
    remote = "AttributeValue",
    tag = "type",
    content = "value",
    rename_all = "camelCase",
    deny_unknown_fields
)]
enum Typed {
    Boolean(bool),
    Date(Date),
    Number(Points),
    Set(BTreeSet<String>),
    Text(String),
}
