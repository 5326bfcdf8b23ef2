//! Calendar arithmetic on microseconds, as the engine keeps instants. What leaves the years 0001 to 9999 is never.

use crate::rule::Length;
use crate::time::{Date, Instant, Period, Zone};

/// After every instant.
pub(crate) const FOREVER: i64 = i64::MAX;
/// Before every instant.
pub(crate) const SINCE_EVER: i64 = i64::MIN;

const DAY: i64 = 86_400_000_000;

/// The instant at which a day (counted from 1970-01-01) begins in a zone.
#[inline]
pub(crate) fn start_of(day: i32, zone: Zone) -> i64 {
    if zone == Zone::UTC {
        return i64::from(day).wrapping_mul(DAY);
    }
    Date::from_days_since_epoch(day)
        .and_then(|date| zone.start_of(date))
        .map_or(FOREVER, Instant::micros)
}

/// The start of the day that lies a period after a day.
pub(crate) fn start_after(day: i32, period: Period, zone: Zone) -> i64 {
    if period.months() == 0 {
        let days = i32::try_from(period.days()).unwrap_or(i32::MAX);
        return match day.checked_add(days) {
            Some(day) if day <= LAST_DAY => start_of(day, zone),
            _ => FOREVER,
        };
    }
    Date::from_days_since_epoch(day)
        .and_then(|date| date.plus(period, 1))
        .map_or(FOREVER, |date| start_of(date.days_since_epoch(), zone))
}

/// 9999-12-31.
const LAST_DAY: i32 = 2_932_896;

/// A length after an instant: months and days later at the same time of day in the zone, or exact seconds later.
pub(crate) fn after(at: i64, length: Length, zone: Zone) -> i64 {
    match length {
        Length::Exact(span) => Instant::from_micros(at)
            .and_then(|at| at.plus(span))
            .map_or(FOREVER, Instant::micros),
        Length::Calendar(period) => {
            if period.months() == 0 && zone == Zone::UTC {
                let days = i64::from(period.days());
                let later = at.saturating_add(days.wrapping_mul(DAY));
                return if later > Instant::MAX.micros() {
                    FOREVER
                } else {
                    later
                };
            }
            moved(at, zone, |date| date.plus(period, 1)).unwrap_or(FOREVER)
        }
    }
}

/// A period before an instant, at the same time of day in the zone.
pub(crate) fn before(at: i64, period: Period, zone: Zone) -> i64 {
    if at == FOREVER {
        return FOREVER;
    }
    moved(at, zone, |date| date.minus(period, 1)).unwrap_or(SINCE_EVER)
}

fn moved(
    at: i64,
    zone: Zone,
    to: impl FnOnce(Date) -> Result<Date, crate::time::TimeError>,
) -> Option<i64> {
    let from = Instant::from_micros(at).ok()?;
    let seconds = zone.seconds_of_day(from);
    let moved = zone.at(to(zone.date(from).ok()?).ok()?, seconds).ok()?;
    // In a gap the clock shows another time; then the rest of the second has no meaning either.
    let rest = if zone.seconds_of_day(moved) == seconds {
        at.rem_euclid(1_000_000)
    } else {
        0
    };
    let micros = moved.micros().saturating_add(rest);
    Instant::from_micros(micros).ok().map(Instant::micros)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> i64 {
        text.parse::<Instant>().unwrap().micros()
    }

    #[test]
    fn periods_keep_the_time_of_day_of_the_zone_and_clamp_to_the_month() {
        let berlin: Zone = "Europe/Berlin".parse().unwrap();
        let month: Length = "P1M".parse().unwrap();
        for (from, to) in [
            ("2024-01-31T09:15:00.25Z", "2024-02-29T09:15:00.25Z"),
            ("2024-03-10T08:00:00Z", "2024-04-10T07:00:00Z"),
            ("2024-02-29T01:30:00Z", "2024-03-29T01:30:00Z"),
        ] {
            assert_eq!(after(at(from), month, berlin), at(to));
        }
        let days: Period = "P1D".parse().unwrap();
        // 02:30 does not exist on that day: the first instant after the gap.
        assert_eq!(
            after(at("2024-03-30T01:30:00.5Z"), Length::Calendar(days), berlin),
            at("2024-03-31T01:00:00Z")
        );
        assert_eq!(
            before(
                at("2024-03-31T00:00:00Z"),
                "P1M".parse().unwrap(),
                Zone::UTC
            ),
            at("2024-02-29T00:00:00Z")
        );
        assert_eq!(after(at("9999-12-31T00:00:00Z"), month, Zone::UTC), FOREVER);
        assert_eq!(
            after(
                at("9999-12-31T00:00:00Z"),
                Length::Calendar(days),
                Zone::UTC
            ),
            FOREVER
        );
    }

    #[test]
    fn days_begin_where_the_zone_says() {
        let berlin: Zone = "Europe/Berlin".parse().unwrap();
        let day = "2024-07-01".parse::<Date>().unwrap().days_since_epoch();
        assert_eq!(start_of(day, berlin), at("2024-06-30T22:00:00Z"));
        assert_eq!(start_of(day, Zone::UTC), at("2024-07-01T00:00:00Z"));
        assert_eq!(
            start_after(day, "P90D".parse().unwrap(), Zone::UTC),
            at("2024-09-29T00:00:00Z")
        );
        assert_eq!(
            LAST_DAY,
            "9999-12-31".parse::<Date>().unwrap().days_since_epoch()
        );
    }
}
