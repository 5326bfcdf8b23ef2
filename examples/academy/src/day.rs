//! Days of a presentation as dates and instants: the data count them from its start.

use lms_core::time::{Date, Instant, Zone};

use crate::failure::Failure;

/// Where presentations take place.
pub fn zone() -> Zone {
    // The data are days; UTC makes every day begin where the calendar says.
    Zone::UTC
}

/// The first day of a presentation: `B` begins on 1 February, `J` on 1 October.
pub fn start_of_presentation(code: &str) -> Option<Date> {
    let (year, letter) = (code.get(..4)?.parse().ok()?, code.get(4..)?);
    let month = match letter {
        "B" => 2,
        "J" => 10,
        _ => return None,
    };
    Date::new(year, month, 1).ok()
}

/// The day so many days after another.
pub fn days_after(date: Date, days: i32) -> Option<Date> {
    Date::from_days_since_epoch(date.days_since_epoch().checked_add(days)?).ok()
}

/// The instant at which a day begins.
pub fn start(date: Date) -> Option<Instant> {
    zone().start_of(date).ok()
}

/// The end of a day: the start of the next one.
pub fn end(date: Date) -> Result<Instant, Failure> {
    days_after(date, 1).and_then(start).ok_or_else(|| {
        Failure::new(
            format!("{date} has no next day"),
            "give a day within the data",
        )
    })
}
