use core::fmt;
use std::borrow::Cow;

use crate::number::{Percent, Points};
use crate::time::{Date, Instant};

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
