use core::fmt;
use core::num::NonZeroU64;
use core::str::FromStr;

use chrono::{DateTime, Datelike, Timelike, Utc};

use super::{Span, TimeError, serde_by_text};

/// A point on the time line, to the microsecond, kept and written in UTC: `2026-11-22T08:00:00Z`. Years 0001 to 9999.
///
/// Offsets are read and normalised; finer digits than microseconds are cut off; a leap second (`:60`) is refused.
///
/// # Errors
/// Parsing gives [`TimeError::Form`] for anything that is not RFC 3339 with a `T`, and [`TimeError::Range`] outside the years.
///
/// ```
/// use lms_core::time::Instant;
/// let now: Instant = "2026-11-22T10:00:00+02:00".parse().unwrap();
/// assert_eq!(now.to_string(), "2026-11-22T08:00:00Z");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
// INVARIANT: between 0001-01-01T00:00:00Z and 9999-12-31T23:59:59.999999Z.
// Kept with the sign turned, so that the order stays and nothing is zero: an instant that may be missing takes no more
// memory than one that is there.
pub struct Instant(NonZeroU64);

const MIN_MICROS: i64 = -62_135_596_800_000_000;
const MAX_MICROS: i64 = 253_402_300_799_999_999;
const SIGN: u64 = 1 << 63;

/// The instant of microseconds in the range.
const fn kept(micros: i64) -> Instant {
    match NonZeroU64::new(micros.cast_unsigned() ^ SIGN) {
        Some(turned) => Instant(turned),
        // Only for what lies before the range.
        None => Instant(NonZeroU64::MIN),
    }
}

impl Instant {
    /// The earliest instant, `0001-01-01T00:00:00Z`.
    pub const MIN: Self = kept(MIN_MICROS);
    /// The latest instant, `9999-12-31T23:59:59.999999Z`.
    pub const MAX: Self = kept(MAX_MICROS);

    /// The instant so many microseconds after 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// [`TimeError::Range`] outside the years 0001 to 9999.
    pub fn from_micros(micros: i64) -> Result<Self, TimeError> {
        if (MIN_MICROS..=MAX_MICROS).contains(&micros) {
            Ok(kept(micros))
        } else {
            Err(TimeError::Range)
        }
    }

    /// Microseconds since 1970-01-01T00:00:00Z; negative before it.
    #[must_use]
    pub const fn micros(self) -> i64 {
        (self.0.get() ^ SIGN).cast_signed()
    }

    /// This instant and a span later.
    ///
    /// # Errors
    /// [`TimeError::Range`] after the year 9999.
    pub fn plus(self, span: Span) -> Result<Self, TimeError> {
        i64::try_from(span.seconds())
            .ok()
            .and_then(|seconds| seconds.checked_mul(1_000_000))
            .and_then(|micros| self.micros().checked_add(micros))
            .ok_or(TimeError::Range)
            .and_then(Self::from_micros)
    }

    /// This instant and a span earlier.
    ///
    /// # Errors
    /// [`TimeError::Range`] before the year 0001.
    pub fn minus(self, span: Span) -> Result<Self, TimeError> {
        i64::try_from(span.seconds())
            .ok()
            .and_then(|seconds| seconds.checked_mul(1_000_000))
            .and_then(|micros| self.micros().checked_sub(micros))
            .ok_or(TimeError::Range)
            .and_then(Self::from_micros)
    }

    pub(super) fn from_utc(time: DateTime<Utc>) -> Result<Self, TimeError> {
        Self::from_micros(time.timestamp_micros())
    }

    pub(super) fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.micros()).unwrap_or(DateTime::UNIX_EPOCH)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = self.utc();
        write!(
            out,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
            time.year(),
            time.month(),
            time.day(),
            time.hour(),
            time.minute(),
            time.second()
        )?;
        match self.micros().rem_euclid(1_000_000) {
            0 => {}
            micros if micros % 1000 == 0 => write!(out, ".{:03}", micros / 1000)?,
            micros => write!(out, ".{micros:06}")?,
        }
        out.write_str("Z")
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl FromStr for Instant {
    type Err = TimeError;
    fn from_str(text: &str) -> Result<Self, TimeError> {
        const FORM: TimeError = TimeError::Form {
            expected: "an instant such as 2026-11-22T08:00:00Z",
        };
        // chrono also takes a blank or a small `t` here and a leap second; one written form is enough.
        let bytes = text.as_bytes();
        if text.len() > 40 || bytes.get(10) != Some(&b'T') || bytes.get(17) == Some(&b'6') {
            return Err(FORM);
        }
        let time = DateTime::parse_from_rfc3339(text).map_err(|_| FORM)?;
        Self::from_utc(time.with_timezone(&Utc))
    }
}

serde_by_text!(Instant);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_normalised_to_utc() {
        for (text, printed) in [
            ("2026-11-22T08:00:00Z", "2026-11-22T08:00:00Z"),
            ("2026-11-22T08:00:00.5-01:30", "2026-11-22T09:30:00.500Z"),
            (
                "2026-11-22T08:00:00.123456789Z",
                "2026-11-22T08:00:00.123456Z",
            ),
            ("1969-12-31T23:59:59.9Z", "1969-12-31T23:59:59.900Z"),
        ] {
            assert_eq!(text.parse::<Instant>().unwrap().to_string(), printed);
        }
        for text in [
            "2026-11-22 08:00:00Z",
            "2016-12-31T23:59:60Z",
            "2026-11-22T08:00:00",
            "0000-01-01T00:00:00Z",
            "é026-11-22T08:00:00Z",
        ] {
            assert!(text.parse::<Instant>().is_err(), "{text}");
        }
        assert_eq!(Instant::MAX.to_string(), "9999-12-31T23:59:59.999999Z");
        assert_eq!(Instant::MIN.to_string(), "0001-01-01T00:00:00Z");
    }
}
