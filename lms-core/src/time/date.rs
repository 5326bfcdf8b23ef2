use core::fmt;
use core::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};

use super::{Period, TimeError, serde_by_text};

/// A day of the calendar, without a zone: `2026-02-28`. Years 0001 to 9999.
///
/// # Errors
/// Parsing gives [`TimeError::Form`] for anything but `YYYY-MM-DD`, and for days that do not exist.
///
/// ```
/// use lms_core::time::{Date, Period};
/// let awarded: Date = "2024-01-31".parse().unwrap();
/// let monthly: Period = "P1M".parse().unwrap();
/// // Counted from the anchor each time, so the intended day comes back after February.
/// assert_eq!(awarded.plus(monthly, 1).unwrap().to_string(), "2024-02-29");
/// assert_eq!(awarded.plus(monthly, 2).unwrap().to_string(), "2024-03-31");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
// INVARIANT: the year is within 1..=9999.
pub struct Date(NaiveDate);

impl Date {
    /// The day of a year, month and day of month.
    ///
    /// # Errors
    /// [`TimeError::Range`] when there is no such day between the years 0001 and 9999.
    pub fn new(year: i32, month: u32, day: u32) -> Result<Self, TimeError> {
        NaiveDate::from_ymd_opt(year, month, day)
            .ok_or(TimeError::Range)
            .and_then(Self::bounded)
    }

    fn bounded(date: NaiveDate) -> Result<Self, TimeError> {
        if (1..=9999).contains(&date.year()) {
            Ok(Self(date))
        } else {
            Err(TimeError::Range)
        }
    }

    pub(super) fn from_naive(date: NaiveDate) -> Result<Self, TimeError> {
        Self::bounded(date)
    }

    pub(super) fn naive(self) -> NaiveDate {
        self.0
    }

    /// The year, 1 to 9999.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> u32 {
        self.0.day()
    }

    /// Days since 1970-01-01; negative before it.
    #[must_use]
    pub fn days_since_epoch(self) -> i32 {
        self.0.num_days_from_ce().saturating_sub(719_163)
    }

    /// The day that lies so many days after 1970-01-01.
    ///
    /// # Errors
    /// [`TimeError::Range`] outside the years 0001 to 9999.
    pub fn from_days_since_epoch(days: i32) -> Result<Self, TimeError> {
        days.checked_add(719_163)
            .and_then(NaiveDate::from_num_days_from_ce_opt)
            .ok_or(TimeError::Range)
            .and_then(Self::bounded)
    }

    /// The day of the week, Monday 1 to Sunday 7 (ISO 8601).
    #[must_use]
    pub fn weekday(self) -> u32 {
        self.0.weekday().number_from_monday()
    }

    /// `times` periods after this date. Months are added to this date in one step and clamp to the end of the month;
    /// days are added afterwards. Adding from the original date each time is what keeps a 31st from drifting.
    ///
    /// # Errors
    /// [`TimeError::Range`] outside the years 0001 to 9999.
    pub fn plus(self, period: Period, times: u32) -> Result<Self, TimeError> {
        let months = period.months().checked_mul(times).ok_or(TimeError::Range)?;
        let days = u64::from(period.days())
            .checked_mul(u64::from(times))
            .ok_or(TimeError::Range)?;
        self.0
            .checked_add_months(Months::new(months))
            .and_then(|date| date.checked_add_days(Days::new(days)))
            .ok_or(TimeError::Range)
            .and_then(Self::bounded)
    }

    /// `times` periods before this date, clamped to the end of the month.
    ///
    /// # Errors
    /// [`TimeError::Range`] outside the years 0001 to 9999.
    pub fn minus(self, period: Period, times: u32) -> Result<Self, TimeError> {
        let months = period.months().checked_mul(times).ok_or(TimeError::Range)?;
        let days = u64::from(period.days())
            .checked_mul(u64::from(times))
            .ok_or(TimeError::Range)?;
        self.0
            .checked_sub_months(Months::new(months))
            .and_then(|date| date.checked_sub_days(Days::new(days)))
            .ok_or(TimeError::Range)
            .and_then(Self::bounded)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{:04}-{:02}-{:02}",
            self.year(),
            self.month(),
            self.day()
        )
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl FromStr for Date {
    type Err = TimeError;
    fn from_str(text: &str) -> Result<Self, TimeError> {
        const FORM: TimeError = TimeError::Form {
            expected: "a date such as 2026-02-28",
        };
        let mut parts = text.splitn(3, '-');
        let mut part = |width: usize| {
            parts
                .next()
                .filter(|part| part.len() == width && part.bytes().all(|b| b.is_ascii_digit()))
                .and_then(|part| part.parse::<u32>().ok())
                .ok_or(FORM)
        };
        let (year, month, day) = (part(4)?, part(2)?, part(2)?);
        i32::try_from(year)
            .map_err(|_| FORM)
            .and_then(|year| Self::new(year, month, day))
            .map_err(|_| FORM)
    }
}

serde_by_text!(Date);

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn months_clamp_to_the_end_and_never_drift() {
        let month: Period = "P1M".parse().unwrap();
        let year: Period = "P1Y".parse().unwrap();
        assert_eq!(
            date("2023-01-31").plus(month, 1).unwrap(),
            date("2023-02-28")
        );
        assert_eq!(
            date("2023-01-31").plus(month, 2).unwrap(),
            date("2023-03-31")
        );
        assert_eq!(
            date("2024-02-29").plus(year, 1).unwrap(),
            date("2025-02-28")
        );
        assert_eq!(
            date("2024-02-29").plus(year, 4).unwrap(),
            date("2028-02-29")
        );
        assert_eq!(
            date("2025-03-31").minus(month, 1).unwrap(),
            date("2025-02-28")
        );
    }

    #[test]
    fn only_real_days_in_the_plain_form_are_dates() {
        for text in [
            "2023-02-29",
            "0000-01-01",
            "10000-01-01",
            "2023-1-01",
            "2023-01-01 ",
            "+2023-01-01",
            "",
        ] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
        assert!(date("9999-12-31").plus("P1D".parse().unwrap(), 1).is_err());
        assert!(
            date("2020-01-01")
                .plus("P9999Y".parse().unwrap(), u32::MAX)
                .is_err()
        );
        let epoch = date("1970-01-01");
        assert_eq!(epoch.days_since_epoch(), 0);
        assert_eq!(Date::from_days_since_epoch(0).unwrap(), epoch);
    }
}
