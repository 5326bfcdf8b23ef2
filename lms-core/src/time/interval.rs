use serde::{Deserialize, Serialize};

use super::Instant;

/// A half-open stretch of time: `from` is inside, `until` is not. A missing end is open for ever.
///
/// The one place where the engine decides what a boundary belongs to: windows, validities and verdicts all use it.
///
/// ```
/// use lms_core::time::Interval;
/// let window: Interval =
///     serde_json::from_str(r#"{"from":"2026-01-01T00:00:00Z","until":"2026-02-01T00:00:00Z"}"#).unwrap();
/// assert!(window.contains("2026-01-01T00:00:00Z".parse().unwrap()));
/// assert!(!window.contains("2026-02-01T00:00:00Z".parse().unwrap()));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Interval {
    /// The first instant inside; `None` for since ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Instant>,
    /// The first instant after it; `None` for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Instant>,
}

impl Interval {
    /// All of time.
    pub const ALWAYS: Self = Self {
        from: None,
        until: None,
    };

    /// A stretch of microseconds since 1970; an end outside of the calendar is open.
    pub(crate) fn of_micros(from: i64, until: i64) -> Self {
        let at = |micros: i64| Instant::from_micros(micros).ok();
        Self {
            from: at(from),
            until: at(until),
        }
    }

    /// Whether the instant lies inside.
    #[must_use]
    pub fn contains(&self, at: Instant) -> bool {
        self.from.is_none_or(|from| from <= at) && self.until.is_none_or(|until| at < until)
    }

    /// Whether no instant lies inside: it ends at or before its start.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!((self.from, self.until), (Some(from), Some(until)) if until <= from)
    }

    /// What lies in both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let until = match (self.until, other.until) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        Self {
            from: self.from.max(other.from),
            until,
        }
    }
}
