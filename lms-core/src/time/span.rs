use core::fmt;
use core::str::FromStr;

use super::{TimeError, serde_by_text};

/// A length of exact time in whole seconds, as ISO 8601 writes it: `PT48H`, `PT90M`, `PT30S`. Never negative.
///
/// Use it for cool-downs and lateness by the hour. What is counted in days is a [`super::Period`]: a day is not always 24 hours.
///
/// # Errors
/// Parsing gives [`TimeError::Form`] for anything else and [`TimeError::Range`] above 315,360,000,000 seconds (some 10,000 years).
///
/// ```
/// use lms_core::time::Span;
/// assert_eq!("PT1H30M".parse::<Span>().unwrap().seconds(), 5_400);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
// INVARIANT: seconds <= 315_360_000_000.
pub struct Span {
    seconds: u64,
}

const MAX_SECONDS: u64 = 315_360_000_000;

impl Span {
    /// A span of so many seconds.
    ///
    /// # Errors
    /// [`TimeError::Range`] above 315,360,000,000 seconds.
    pub fn from_seconds(seconds: u64) -> Result<Self, TimeError> {
        if seconds <= MAX_SECONDS {
            Ok(Self { seconds })
        } else {
            Err(TimeError::Range)
        }
    }

    /// Its length in seconds.
    #[must_use]
    pub fn seconds(self) -> u64 {
        self.seconds
    }
}

impl fmt::Display for Span {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hours, minutes, seconds) = (
            self.seconds / 3600,
            self.seconds / 60 % 60,
            self.seconds % 60,
        );
        out.write_str("PT")?;
        if hours > 0 {
            write!(out, "{hours}H")?;
        }
        if minutes > 0 {
            write!(out, "{minutes}M")?;
        }
        if seconds > 0 || self.seconds == 0 {
            write!(out, "{seconds}S")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl FromStr for Span {
    type Err = TimeError;
    fn from_str(text: &str) -> Result<Self, TimeError> {
        const FORM: TimeError = TimeError::Form {
            expected: "a span such as PT48H or PT90M",
        };
        let rest = text
            .strip_prefix("PT")
            .filter(|rest| !rest.is_empty())
            .ok_or(FORM)?;
        let (mut seconds, mut number, mut last) = (0_u64, None::<u64>, 0_u8);
        for byte in rest.bytes() {
            if byte.is_ascii_digit() {
                let digit = u64::from(byte.wrapping_sub(b'0'));
                let next = number
                    .unwrap_or(0)
                    .checked_mul(10)
                    .and_then(|n| n.checked_add(digit));
                number = Some(next.ok_or(TimeError::Range)?);
                continue;
            }
            let amount = number.take().ok_or(FORM)?;
            let (rank, factor) = match byte {
                b'H' => (1, 3600),
                b'M' => (2, 60),
                b'S' => (3, 1),
                _ => return Err(FORM),
            };
            if rank <= last {
                return Err(FORM);
            }
            last = rank;
            let added = amount
                .checked_mul(factor)
                .and_then(|amount| seconds.checked_add(amount));
            seconds = added.ok_or(TimeError::Range)?;
        }
        if number.is_some() {
            Err(FORM)
        } else {
            Self::from_seconds(seconds)
        }
    }
}

serde_by_text!(Span);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_print_as_they_parse() {
        for text in ["PT0S", "PT48H", "PT1H30M", "PT5S"] {
            assert_eq!(text.parse::<Span>().unwrap().to_string(), text);
        }
        for text in ["PT", "P1D", "PT1M1H", "PT1.5H", "PT99999999999999999999S"] {
            assert!(text.parse::<Span>().is_err(), "{text}");
        }
    }
}
