//! The wire form of explanations: a tree, each reason with its English sentence.

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::reasons::{Node, Reasons, Telling};
use super::{Asked, Found, Reason, Truth};
use crate::EventId;
use crate::time::{Instant, Interval};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Written<'v> {
    #[serde(flatten)]
    asked: &'v Asked,
    truth: Truth,
    code: &'v str,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<&'v EventId>,
    until: Interval,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    of: Vec<Reason<'v>>,
}

impl Serialize for Reason<'_> {
    fn serialize<S: Serializer>(&self, encoder: S) -> Result<S::Ok, S::Error> {
        Written {
            asked: self.asked,
            truth: self.truth,
            code: self.code,
            text: self.text(),
            found: self.found.map(ToString::to_string),
            at: self.at,
            event: self.event,
            until: self.until,
            of: self.of().collect(),
        }
        .serialize(encoder)
    }
}

impl Serialize for Reasons {
    fn serialize<S: Serializer>(&self, encoder: S) -> Result<S::Ok, S::Error> {
        self.root().serialize(encoder)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Read {
    #[serde(flatten)]
    asked: Asked,
    truth: Truth,
    code: String,
    #[serde(default)]
    found: Option<String>,
    #[serde(default)]
    at: Option<Instant>,
    #[serde(default)]
    event: Option<EventId>,
    #[serde(default)]
    until: Interval,
    #[serde(default)]
    of: Vec<Self>,
}

impl Read {
    /// Recursion is bounded by the depth at which the text was read.
    fn tell(self, telling: &mut Telling) {
        let node = Node {
            found: self.found.map(|found| Found::Text(found.into())),
            at: self.at,
            event: self.event,
            ..Node::new(self.truth, self.code.into(), self.until)
        };
        let place = telling.open(Arc::new(self.asked), node);
        for below in self.of {
            below.tell(telling);
        }
        telling.close(place);
    }
}

impl<'de> Deserialize<'de> for Reasons {
    fn deserialize<D: Deserializer<'de>>(decoder: D) -> Result<Self, D::Error> {
        let read = Read::deserialize(decoder)?;
        let mut telling = Telling::default();
        read.tell(&mut telling);
        Ok(telling.told())
    }
}
