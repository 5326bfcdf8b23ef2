use core::fmt;
use core::str::FromStr;

use chrono::{FixedOffset, MappedLocalTime, NaiveTime, TimeZone, Utc};

use super::{Date, Instant, TimeError, serde_by_text};

/// The zone in which a rule reads the calendar: `UTC`, a fixed offset such as `+05:30`, or, with the feature `tz`, an IANA name.
///
/// A local time that does not exist (clocks went forward) is read as the first instant after the gap; one that exists
/// twice (clocks went back) as the earlier of the two.
///
/// # Errors
/// Parsing gives [`TimeError::Zone`] for a name that this build does not know.
///
/// ```
/// use lms_core::time::{Instant, Zone};
/// let zone: Zone = "+02:00".parse().unwrap();
/// let now: Instant = "2026-11-22T23:30:00Z".parse().unwrap();
/// assert_eq!(zone.date(now).unwrap().to_string(), "2026-11-23");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Zone(Kind);

#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
enum Kind {
    #[default]
    Utc,
    Fixed(FixedOffset),
    #[cfg(feature = "tz")]
    Named(chrono_tz::Tz),
}

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(Kind::Utc);

    /// The day of the calendar on which the instant falls in this zone.
    ///
    /// # Errors
    /// [`TimeError::Range`] outside the years 0001 to 9999.
    pub fn date(self, at: Instant) -> Result<Date, TimeError> {
        Date::from_naive(self.local(at).date())
    }

    /// The wall-clock time of the instant in this zone, as seconds since local midnight.
    #[must_use]
    pub fn seconds_of_day(self, at: Instant) -> u32 {
        chrono::Timelike::num_seconds_from_midnight(&self.local(at))
    }

    fn local(self, at: Instant) -> chrono::NaiveDateTime {
        match self.0 {
            Kind::Utc => at.utc().naive_utc(),
            Kind::Fixed(offset) => at.utc().with_timezone(&offset).naive_local(),
            #[cfg(feature = "tz")]
            Kind::Named(zone) => at.utc().with_timezone(&zone).naive_local(),
        }
    }

    /// The instant at which a day begins in this zone.
    ///
    /// # Errors
    /// [`TimeError::Range`] outside the years 0001 to 9999.
    pub fn start_of(self, date: Date) -> Result<Instant, TimeError> {
        self.at(date, 0)
    }

    /// The instant of a wall-clock time on a day in this zone: so many seconds after midnight, 0 to 86,399.
    ///
    /// # Errors
    /// [`TimeError::Range`] outside the years 0001 to 9999, or for 86,400 seconds and more.
    pub fn at(self, date: Date, seconds_of_day: u32) -> Result<Instant, TimeError> {
        let time = NaiveTime::from_num_seconds_from_midnight_opt(seconds_of_day, 0)
            .ok_or(TimeError::Range)?;
        let mut local = date.naive().and_time(time);
        // A gap is at most a day long (zones that crossed the date line); step by quarters of an hour, then by seconds.
        match self.earliest(local) {
            Some(at) => return Instant::from_utc(at),
            None => {
                for _ in 0..=96 {
                    let next = local
                        .checked_add_signed(chrono::TimeDelta::minutes(15))
                        .ok_or(TimeError::Range)?;
                    if self.earliest(next).is_some() {
                        break;
                    }
                    local = next;
                }
            }
        }
        for _ in 0..=900 {
            local = local
                .checked_add_signed(chrono::TimeDelta::seconds(1))
                .ok_or(TimeError::Range)?;
            if let Some(at) = self.earliest(local) {
                return Instant::from_utc(at);
            }
        }
        Err(TimeError::Range)
    }

    fn earliest(self, local: chrono::NaiveDateTime) -> Option<chrono::DateTime<Utc>> {
        fn pick<T: TimeZone>(
            found: MappedLocalTime<chrono::DateTime<T>>,
        ) -> Option<chrono::DateTime<Utc>> {
            found.earliest().map(|at| at.with_timezone(&Utc))
        }
        match self.0 {
            Kind::Utc => Some(local.and_utc()),
            Kind::Fixed(offset) => pick(offset.from_local_datetime(&local)),
            #[cfg(feature = "tz")]
            Kind::Named(zone) => pick(zone.from_local_datetime(&local)),
        }
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Kind::Utc => out.write_str("UTC"),
            Kind::Fixed(offset) => write!(out, "{offset}"),
            #[cfg(feature = "tz")]
            Kind::Named(zone) => out.write_str(zone.name()),
        }
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl FromStr for Zone {
    type Err = TimeError;
    fn from_str(text: &str) -> Result<Self, TimeError> {
        if text == "UTC" || text == "Z" {
            return Ok(Self::UTC);
        }
        if text.starts_with(['+', '-']) {
            if text.len() != 6 || text.as_bytes().get(3) != Some(&b':') {
                return Err(TimeError::Zone);
            }
            let offset = text.parse::<FixedOffset>().map_err(|_| TimeError::Zone)?;
            return Ok(if offset.local_minus_utc() == 0 {
                Self::UTC
            } else {
                Self(Kind::Fixed(offset))
            });
        }
        named(text)
    }
}

#[cfg(feature = "tz")]
fn named(text: &str) -> Result<Zone, TimeError> {
    text.parse::<chrono_tz::Tz>()
        .map(|zone| Zone(Kind::Named(zone)))
        .map_err(|_| TimeError::Zone)
}

#[cfg(not(feature = "tz"))]
fn named(_: &str) -> Result<Zone, TimeError> {
    Err(TimeError::Zone)
}

serde_by_text!(Zone);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_offsets_move_the_day() {
        let zone: Zone = "-05:00".parse().unwrap();
        let midnight = zone.start_of("2026-03-01".parse().unwrap()).unwrap();
        assert_eq!(midnight.to_string(), "2026-03-01T05:00:00Z");
        assert_eq!(zone.date(midnight).unwrap().to_string(), "2026-03-01");
        assert_eq!("+00:00".parse::<Zone>().unwrap(), Zone::UTC);
        for text in ["+5:00", "+25:00", "Mars/Base", "utc", ""] {
            assert!(text.parse::<Zone>().is_err(), "{text}");
        }
    }

    #[cfg(feature = "tz")]
    #[test]
    fn gaps_open_at_their_end_and_folds_at_their_first_pass() {
        let berlin: Zone = "Europe/Berlin".parse().unwrap();
        let gap = berlin
            .at("2024-03-31".parse().unwrap(), 2 * 3600 + 1800)
            .unwrap();
        assert_eq!(gap.to_string(), "2024-03-31T01:00:00Z");
        let fold = berlin
            .at("2024-10-27".parse().unwrap(), 2 * 3600 + 1800)
            .unwrap();
        assert_eq!(fold.to_string(), "2024-10-27T00:30:00Z");
        // Samoa skipped a whole day: 30 December 2011 does not exist there.
        let apia: Zone = "Pacific/Apia".parse().unwrap();
        assert_eq!(
            apia.start_of("2011-12-30".parse().unwrap())
                .unwrap()
                .to_string(),
            "2011-12-30T10:00:00Z"
        );
    }
}
