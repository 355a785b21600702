//! Dates as servers write them: milliseconds since 1970, ISO 8601, or a day.

use std::time::SystemTime;

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Reads milliseconds, a moment with its offset from UTC, or a day, which starts in UTC. A moment without an offset is
/// refused: nothing says in which time zone it is meant.
pub fn read(text: &str) -> Option<SystemTime> {
    let day = || text.parse::<Date>().ok().filter(|_| text.len() == 10)?.to_zoned_datetime(TimeZone::UTC).ok();
    let moment = match text.parse() {
        Ok(milliseconds) => Timestamp::from_millisecond(milliseconds).ok(),
        Err(_) => text.parse().ok().or_else(|| Some(day()?.timestamp())),
    };
    moment?.try_into().ok()
}

/// Whole milliseconds since 1970. `None` when the year has more than four digits.
pub fn milliseconds(moment: SystemTime) -> Option<i64> {
    Timestamp::try_from(moment).ok().map(Timestamp::as_millisecond)
}
