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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(seconds: u64, milliseconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds) + Duration::from_millis(milliseconds)
    }

    #[test]
    fn every_form_of_the_service_is_read() {
        let moment = at(1_577_934_245, 678);
        for text in
            ["1577934245678", "2020-01-02T03:04:05.678Z", "2020-01-02T11:04:05.678+08:00", "2020-01-02 03:04:05.678Z"]
        {
            assert_eq!(read(text), Some(moment), "{text}");
        }
        assert_eq!(read("2020-01-02"), Some(at(1_577_923_200, 0)));
        assert_eq!(read("-1"), Some(SystemTime::UNIX_EPOCH - Duration::from_millis(1)));
    }

    #[test]
    fn what_is_no_date_is_not_read() {
        let odd =
            ["", "now", "2020-01-02T03:04:05", "2020-02-30", "2020-13-01", "20200102", "2020-01-02T25:00Z", "9e99"];
        for text in odd.into_iter().chain(["99999999999999999999", "９", "2020-01-02T03:04:05+99:00"]) {
            assert_eq!(read(text).and_then(milliseconds).filter(|_| text != "20200102"), None, "{text}");
        }
        // Digits alone are milliseconds, however much they look like a day.
        assert_eq!(read("20200102"), Some(at(20_200, 102)));
    }

    #[test]
    fn milliseconds_come_back_and_smaller_parts_are_cut_off() {
        for count in [-377_000_000_000_000, -1, 0, 1, 1_577_934_245_678, 253_000_000_000_000] {
            assert_eq!(read(&count.to_string()).and_then(milliseconds), Some(count));
        }
        let with_rest = at(1, 2) + Duration::from_nanos(999_999);
        assert_eq!(milliseconds(with_rest), Some(1_002));
        let far = Duration::from_secs(400_000_000_000);
        assert_eq!([SystemTime::UNIX_EPOCH + far, SystemTime::UNIX_EPOCH - far].map(milliseconds), [None, None]);
    }
}
