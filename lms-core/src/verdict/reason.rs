use core::fmt;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Truth, english};
use crate::EventId;
use crate::number::{Percent, Points};
use crate::time::{Date, Instant, Interval};

/// What a condition asks: its kind and what it names, as in the rule. Shared by all reasons that it gives.
///
/// ```
/// use lms_core::verdict::Asked;
/// let asked = Asked::new("completed", [("course", "bls".to_owned())]);
/// assert_eq!(asked.param("course"), Some("bls"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Asked {
    /// The `type` of the condition or operator, such as `completed` or `atLeast`.
    pub kind: Cow<'static, str>,
    /// What it names: ids, bounds, periods, as texts, for messages and links.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<Cow<'static, str>, String>,
}

impl Asked {
    /// A question of a kind with its parameters.
    #[must_use]
    pub fn new(
        kind: &'static str,
        params: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Self {
        let params = params.into_iter();
        Self {
            kind: kind.into(),
            params: params.map(|(name, value)| (name.into(), value)).collect(),
        }
    }

    /// The text of a parameter.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.get(name).map(String::as_str)
    }
}

/// What the facts say about a condition. Written as a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Yes or no.
    Boolean(bool),
    /// A number of things, or a level.
    Count(u64),
    /// A day.
    Date(Date),
    /// An instant: when something happened, or ends.
    Instant(Instant),
    /// Points or credits.
    Points(Points),
    /// A score.
    Percent(Percent),
    /// A text, or the name of a state.
    Text(Cow<'static, str>),
}

impl fmt::Display for Found {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean(value) => value.fmt(out),
            Self::Count(value) => value.fmt(out),
            Self::Date(value) => value.fmt(out),
            Self::Instant(value) => value.fmt(out),
            Self::Points(value) => value.fmt(out),
            Self::Percent(value) => value.fmt(out),
            Self::Text(value) => value.fmt(out),
        }
    }
}

/// One node of an explanation: a condition or operator of the rule with its value and what it rests on.
///
/// Children are in author order, and all of them are there, also those that did not matter. Written as JSON a reason
/// also has its default English `text`; hosts that translate use `code` with `params` and `found`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Written", from = "Written")]
pub struct Reason {
    /// What was asked.
    pub asked: Arc<Asked>,
    /// Its value.
    pub truth: Truth,
    /// The stable code, such as `course_not_completed`: also the key of its message.
    pub code: Cow<'static, str>,
    /// What the facts say, where they say something.
    pub found: Option<Found>,
    /// When the fact that it rests on became so.
    pub at: Option<Instant>,
    /// The event that it rests on.
    pub event: Option<EventId>,
    /// Around the instant asked about: as long as this node's value cannot change without a new event.
    pub until: Interval,
    /// The reasons below an operator.
    pub of: Vec<Self>,
}

impl Reason {
    /// The default English sentence.
    #[must_use]
    pub fn text(&self) -> String {
        english::sentence(self)
    }

    /// Every node below and including this one, in author order.
    pub fn walk(&self) -> impl Iterator<Item = &Self> {
        let mut open = vec![self];
        core::iter::from_fn(move || {
            let next = open.pop()?;
            open.extend(next.of.iter().rev());
            Some(next)
        })
    }
}

/// The wire form of [`Reason`].
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Written {
    #[serde(flatten)]
    asked: Asked,
    truth: Truth,
    code: Cow<'static, str>,
    #[serde(default)]
    text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    found: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<Instant>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    event: Option<EventId>,
    #[serde(default)]
    until: Interval,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    of: Vec<Reason>,
}

impl From<Reason> for Written {
    fn from(reason: Reason) -> Self {
        Self {
            text: reason.text(),
            asked: Arc::unwrap_or_clone(reason.asked),
            truth: reason.truth,
            code: reason.code,
            found: reason.found.map(|found| found.to_string()),
            at: reason.at,
            event: reason.event,
            until: reason.until,
            of: reason.of,
        }
    }
}

impl From<Written> for Reason {
    fn from(written: Written) -> Self {
        Self {
            asked: Arc::new(written.asked),
            truth: written.truth,
            code: written.code,
            found: written.found.map(|found| Found::Text(found.into())),
            at: written.at,
            event: written.event,
            until: written.until,
            of: written.of,
        }
    }
}
