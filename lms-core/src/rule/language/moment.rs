//! Bounds and lengths of time as rules write them: a day or an instant, calendar periods or exact spans.

use core::fmt;
use core::str::FromStr;

use crate::time::{Date, Instant, Period, Span, TimeError, Zone};

/// A bound of a window: a day, which begins at local midnight in the rule's zone, or an instant.
///
/// ```
/// use lms_core::rule::Moment;
/// assert!(matches!("2026-09-01".parse().unwrap(), Moment::Day(_)));
/// assert!(matches!("2026-09-01T08:00:00Z".parse().unwrap(), Moment::Instant(_)));
/// ```
///
/// # Errors
/// Parsing gives [`TimeError`] when the text is neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Moment {
    /// The start of a day.
    Day(Date),
    /// An instant.
    Instant(Instant),
}

impl Moment {
    /// The instant that it names in a zone.
    ///
    /// # Errors
    /// [`TimeError::Range`] outside the years 0001 to 9999.
    pub fn in_zone(self, zone: Zone) -> Result<Instant, TimeError> {
        match self {
            Self::Day(day) => zone.start_of(day),
            Self::Instant(at) => Ok(at),
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(out),
            Self::Instant(at) => at.fmt(out),
        }
    }
}

impl FromStr for Moment {
    type Err = TimeError;
    fn from_str(text: &str) -> Result<Self, TimeError> {
        if text.contains('T') {
            text.parse().map(Self::Instant)
        } else {
            text.parse().map(Self::Day)
        }
    }
}

crate::time::serde_by_text!(Moment);

/// A length of time: calendar months and days (`P90D`), or exact hours, minutes and seconds (`PT48H`).
///
/// ```
/// use lms_core::rule::Length;
/// assert!(matches!("P1M".parse().unwrap(), Length::Calendar(_)));
/// assert!(matches!("PT48H".parse().unwrap(), Length::Exact(_)));
/// ```
///
/// # Errors
/// Parsing gives [`TimeError`] when the text is neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Length {
    /// Months and days, counted on the calendar of the rule's zone.
    Calendar(Period),
    /// Exact seconds.
    Exact(Span),
}

impl Length {
    /// Whether it has no length.
    #[must_use]
    pub fn is_zero(self) -> bool {
        match self {
            Self::Calendar(period) => period.is_zero(),
            Self::Exact(span) => span.seconds() == 0,
        }
    }
}

impl fmt::Display for Length {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Calendar(period) => period.fmt(out),
            Self::Exact(span) => span.fmt(out),
        }
    }
}

impl FromStr for Length {
    type Err = TimeError;
    fn from_str(text: &str) -> Result<Self, TimeError> {
        if text.starts_with("PT") {
            text.parse().map(Self::Exact)
        } else {
            text.parse().map(Self::Calendar)
        }
    }
}

crate::time::serde_by_text!(Length);
