use core::fmt;

use serde::de::value::MapDeserializer;
use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Number, Value};

use super::decode::shorten;
use super::{Problems, Segment};

/// The longest definition document, in bytes.
pub const MAX_DOCUMENT_BYTES: usize = 64 * 1024 * 1024;
/// The most memory that a document may take once it is read, in bytes, as reckoned here: six times the longest document
/// (`document_too_large`). Small objects take twenty times their text and more; without this limit a document of nothing
/// else would take two thousand million bytes before anything is known of it. Half a million objects are within it.
pub const MAX_TREE_BYTES: usize = 6 * MAX_DOCUMENT_BYTES;

/// What a value takes in a list, which grows by doubling.
const VALUE: usize = 2 * size_of::<Value>();
/// What a text takes beside its letters: its allocation.
const TEXT: usize = 16;
/// How many fields the nodes of an object's tree hold at least, once there are several, and what a node takes.
const FIELDS: usize = 6;
const NODE: usize = 11 * (size_of::<Value>() + size_of::<String>()) + 32;

/// Parses a JSON text; a field given twice is a problem, not a guess. What cannot be read is told with the path at which
/// it stands. Depth is bounded by the parser (128), memory by [`MAX_TREE_BYTES`].
///
/// Linear in the length of the text.
#[must_use]
pub fn parse(text: &str, problems: &mut Problems) -> Option<Value> {
    if text.len() > MAX_DOCUMENT_BYTES {
        problems.add(
            "document_too_large",
            format!("a document has at most {MAX_DOCUMENT_BYTES} bytes"),
        );
        return None;
    }
    let mut decoder = serde_json::Deserializer::from_str(text);
    let mut reading = Reading {
        left: MAX_TREE_BYTES,
        trail: Vec::new(),
    };
    let parsed = Tree(&mut reading)
        .deserialize(&mut decoder)
        .and_then(|value| decoder.end().map(|()| value));
    match parsed {
        Ok(value) => Some(value),
        Err(_) if reading.left == 0 => {
            let message = format!(
                "a document takes at most {MAX_TREE_BYTES} bytes once it is read; this one has too many small parts"
            );
            problems.add("document_too_large", message);
            None
        }
        Err(error) => {
            let message = error.to_string();
            let code = if message.contains(DUPLICATE) {
                "field_duplicate"
            } else {
                "json_form"
            };
            reading.trail.reverse();
            problems.within(reading.trail, |problems| problems.add(code, message));
            None
        }
    }
}

/// A value from any decoder, read as [`parse`] does: a field given twice is an error, memory is bounded.
pub fn value<'de, D: Deserializer<'de>>(decoder: D) -> Result<Value, D::Error> {
    let mut reading = Reading {
        left: MAX_TREE_BYTES,
        trail: Vec::new(),
    };
    Tree(&mut reading).deserialize(decoder)
}

/// Where a host has the feature `arbitrary_precision` of serde_json on, decimals come as an object with this one field.
const NUMBER: &str = "$serde_json::private::Number";

/// The number that such a field holds; `None` where the feature is off, so that the object is one.
fn number(text: &str) -> Option<Number> {
    let fields = MapDeserializer::<_, serde_json::Error>::new([(NUMBER, text)].into_iter());
    Number::deserialize(fields).ok()
}

const DUPLICATE: &str = "is given twice";

/// A text that is being read.
struct Reading {
    /// How many bytes are left for what comes. None are left once there were too few.
    left: usize,
    /// Where reading came to its end, from the spot outwards.
    trail: Vec<Segment>,
}

/// Reads one value of a text.
struct Tree<'b>(&'b mut Reading);

impl Tree<'_> {
    fn spend<E: Error>(&mut self, bytes: usize) -> Result<(), E> {
        match self.0.left.checked_sub(bytes).filter(|left| *left > 0) {
            Some(left) => {
                self.0.left = left;
                Ok(())
            }
            None => {
                self.0.left = 0;
                Err(E::custom("too many small parts"))
            }
        }
    }
}

impl<'de> DeserializeSeed<'de> for Tree<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, decoder: D) -> Result<Value, D::Error> {
        decoder.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree<'_> {
    type Value = Value;
    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a JSON value")
    }
    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_str<E: Error>(mut self, value: &str) -> Result<Value, E> {
        self.spend(value.len().saturating_add(TEXT))?;
        Ok(value.into())
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        loop {
            match items.next_element_seed(Tree(self.0)) {
                Ok(None) => break,
                Ok(Some(item)) => {
                    self.spend(VALUE)?;
                    list.push(item);
                }
                Err(error) => {
                    self.0.trail.push(Segment::Item(list.len()));
                    return Err(error);
                }
            }
        }
        Ok(Value::Array(list))
    }
    fn visit_map<A: MapAccess<'de>>(mut self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let node = if map.len().is_multiple_of(FIELDS) {
                NODE
            } else {
                0
            };
            self.spend(key.len().saturating_add(TEXT).saturating_add(node))?;
            let value = match entries.next_value_seed(Tree(self.0)) {
                Ok(_) if map.contains_key(&key) => {
                    let name = shorten(&key);
                    Err(A::Error::custom(format_args!(
                        "the field `{name}` {DUPLICATE}"
                    )))
                }
                read => read,
            };
            match value {
                Ok(Value::String(text)) if key == NUMBER && map.is_empty() => {
                    if let Some(number) = number(&text) {
                        return Ok(Value::Number(number));
                    }
                    map.insert(key, Value::String(text))
                }
                Ok(value) => map.insert(key, value),
                Err(error) => {
                    self.0.trail.push(Segment::Key(key));
                    return Err(error);
                }
            };
        }
        Ok(Value::Object(map))
    }
}
