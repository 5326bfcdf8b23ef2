use core::fmt;
use core::str::FromStr;

use super::{TimeError, serde_by_text};

/// A length of calendar time, as ISO 8601 writes it: `P3M`, `P1Y6M`, `P90D`, `P2W`. Months and days only, never negative.
///
/// # Errors
/// Parsing gives [`TimeError::Form`] for anything else (fractions, times of day, repeated or unordered units, an
/// empty `P`) and [`TimeError::Range`] above 9,999 years or 3,652,058 days.
///
/// ```
/// use lms_core::time::Period;
/// let validity: Period = "P1Y6M".parse().unwrap();
/// assert_eq!((validity.months(), validity.days()), (18, 0));
/// assert_eq!(validity.to_string(), "P18M");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
// INVARIANT: months <= 119_988 and days <= 3_652_058.
pub struct Period {
    months: u32,
    days: u32,
}

const MAX_MONTHS: u32 = 119_988;
const MAX_DAYS: u32 = 3_652_058;

impl Period {
    /// A period of months and days.
    ///
    /// # Errors
    /// [`TimeError::Range`] above 9,999 years or 3,652,058 days.
    pub fn new(months: u32, days: u32) -> Result<Self, TimeError> {
        if months <= MAX_MONTHS && days <= MAX_DAYS {
            Ok(Self { months, days })
        } else {
            Err(TimeError::Range)
        }
    }

    /// The months in it (a year is twelve).
    #[must_use]
    pub fn months(self) -> u32 {
        self.months
    }

    /// The days in it, beside the months (a week is seven).
    #[must_use]
    pub fn days(self) -> u32 {
        self.days
    }

    /// Whether it has no length.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.months == 0 && self.days == 0
    }
}

impl fmt::Display for Period {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("P")?;
        let (years, months) = (self.months / 12, self.months % 12);
        match (years, months) {
            (0, 0) => {}
            (years, 0) => write!(out, "{years}Y")?,
            _ => write!(out, "{}M", self.months)?,
        }
        if self.days > 0 || self.months == 0 {
            write!(out, "{}D", self.days)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Period {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl FromStr for Period {
    type Err = TimeError;
    fn from_str(text: &str) -> Result<Self, TimeError> {
        const FORM: TimeError = TimeError::Form {
            expected: "a period such as P1Y, P3M or P90D",
        };
        let rest = text
            .strip_prefix('P')
            .filter(|rest| !rest.is_empty())
            .ok_or(FORM)?;
        let (mut months, mut days, mut number, mut last) = (0_u32, 0_u32, None::<u32>, 0_u8);
        for byte in rest.bytes() {
            if byte.is_ascii_digit() {
                let digit = u32::from(byte.wrapping_sub(b'0'));
                let next = number
                    .unwrap_or(0)
                    .checked_mul(10)
                    .and_then(|n| n.checked_add(digit));
                number = Some(next.ok_or(TimeError::Range)?);
                continue;
            }
            let amount = number.take().ok_or(FORM)?;
            let (rank, target, factor) = match byte {
                b'Y' => (1, &mut months, 12),
                b'M' => (2, &mut months, 1),
                b'W' => (3, &mut days, 7),
                b'D' => (4, &mut days, 1),
                _ => return Err(FORM),
            };
            if rank <= last {
                return Err(FORM);
            }
            last = rank;
            let added = amount
                .checked_mul(factor)
                .and_then(|amount| target.checked_add(amount));
            *target = added.ok_or(TimeError::Range)?;
        }
        if number.is_some() {
            return Err(FORM);
        }
        Self::new(months, days)
    }
}

serde_by_text!(Period);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_print_as_they_parse() {
        for (text, printed) in [
            ("P1Y", "P1Y"),
            ("P18M", "P18M"),
            ("P2W", "P14D"),
            ("P0D", "P0D"),
            ("P1Y1M1D", "P13M1D"),
        ] {
            assert_eq!(text.parse::<Period>().unwrap().to_string(), printed);
        }
        for text in [
            "",
            "P",
            "1Y",
            "P1",
            "PT1H",
            "P1.5Y",
            "P1D1Y",
            "P1Y1Y",
            "P-1D",
            "P99999999999D",
            "P10000Y",
        ] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }
}
