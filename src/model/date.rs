//! Dates as servers write them: milliseconds since 1970, ISO 8601, or a day.
//!
//! A library for calendars would take more time to build than all the rest of this folder; reading RFC 3339 and counting days
//! is all that is needed.

use std::time::{Duration, SystemTime};

use toml_datetime::{Datetime, Offset, Time};

/// The last millisecond that a date of JavaScript can hold, and, negated, the first.
const LAST_OF_JAVASCRIPT: i64 = 8_640_000_000_000_000;

/// Reads milliseconds, a moment with its offset from UTC, or a day, which starts in UTC. A moment without an offset is
/// refused: nothing says in which time zone it is meant.
pub fn read(text: &str) -> Option<SystemTime> {
    match text.parse::<i64>() {
        Ok(milliseconds) => from_milliseconds(milliseconds),
        Err(_) => from_iso_8601(text.parse().ok()?),
    }
}

fn from_milliseconds(milliseconds: i64) -> Option<SystemTime> {
    let distance = milliseconds.unsigned_abs();
    if distance > LAST_OF_JAVASCRIPT.unsigned_abs() {
        return None;
    }
    let (epoch, distance) = (SystemTime::UNIX_EPOCH, Duration::from_millis(distance));
    if milliseconds < 0 { epoch.checked_sub(distance) } else { epoch.checked_add(distance) }
}

fn from_iso_8601(Datetime { date, time, offset }: Datetime) -> Option<SystemTime> {
    let date = date?;
    let (time, offset) = match (time, offset) {
        (Some(time), Some(Offset::Z)) => (time, 0),
        (Some(time), Some(Offset::Custom { minutes })) => (time, i64::from(minutes) * 60),
        (None, None) => (Time { hour: 0, minute: 0, second: None, nanosecond: None }, 0),
        _ => return None,
    };
    // A leap second counts as the one before it, as it does for POSIX clocks.
    let second = time.second.unwrap_or(0).min(59);
    let day = (i32::from(date.year), date.month, date.day, time.hour, time.minute, second);
    datealgo::secs_to_systemtime((datealgo::datetime_to_secs(day) - offset, time.nanosecond.unwrap_or(0)))
}

/// Whole milliseconds since 1970. `None` when a date of JavaScript, which the service uses, cannot hold them.
pub fn milliseconds(moment: SystemTime) -> Option<i64> {
    let (seconds, nanoseconds) = datealgo::systemtime_to_secs(moment)?;
    let milliseconds = seconds.checked_mul(1_000)?.checked_add(i64::from(nanoseconds / 1_000_000))?;
    (-LAST_OF_JAVASCRIPT..=LAST_OF_JAVASCRIPT).contains(&milliseconds).then_some(milliseconds)
}

/// A moment as JavaScript writes it: `2020-01-02T03:04:05.678Z`. `None` when its year does not have four digits.
#[cfg(feature = "qr")]
pub fn iso_8601(moment: SystemTime) -> Option<String> {
    let (year, month, day, hour, minute, second, nanosecond) = datealgo::systemtime_to_datetime(moment)?;
    let millisecond = nanosecond / 1_000_000;
    (0..=9999)
        .contains(&year)
        .then(|| format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millisecond:03}Z"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
        assert_eq!(read("2016-12-31T23:59:60Z"), read("2016-12-31T23:59:59Z"));
        assert_eq!(read("-1"), Some(SystemTime::UNIX_EPOCH - Duration::from_millis(1)));
    }

    #[test]
    fn what_is_no_date_is_not_read() {
        let odd = [
            "",
            "now",
            "2020-01-02T03:04:05",
            "2020-02-30",
            "2020-13-01",
            "2020-00-01",
            "2020-01-00",
            "2020-01-02T25:00Z",
            "2020-01-02T03:60:00Z",
            "9e99",
            "99999999999999999999",
            "9223372036854775807",
            "９",
            "2020-01-02T03:04:05+99:00",
            "03:04:05",
            "03:04:05Z",
            "2020-01-02Z",
            "2020-01-02T03:04:05Z and more",
            "2019-02-29T00:00:00Z",
        ];
        for text in odd {
            assert_eq!(read(text), None, "{text}");
        }
        // Digits alone are milliseconds, however much they look like a day.
        assert_eq!(read("20200102"), Some(at(20_200, 102)));
    }

    #[test]
    fn milliseconds_come_back_and_smaller_parts_are_cut_off() {
        for count in [-LAST_OF_JAVASCRIPT, -1, 0, 1, 1_577_934_245_678, LAST_OF_JAVASCRIPT] {
            assert_eq!(read(&count.to_string()).and_then(milliseconds), Some(count));
        }
        let with_rest = at(1, 2) + Duration::from_nanos(999_999);
        assert_eq!(milliseconds(with_rest), Some(1_002));
        let far = Duration::from_secs(9_000_000_000_000);
        assert_eq!([SystemTime::UNIX_EPOCH + far, SystemTime::UNIX_EPOCH - far].map(milliseconds), [None, None]);
    }

    proptest! {
        #[test]
        fn moments_are_those_of_a_library_for_calendars(seconds in -62_135_500_000_i64..253_402_200_000, minutes in -1_439..1_439_i32) {
            let moment = jiff::Timestamp::from_second(seconds).unwrap();
            let offset = jiff::tz::Offset::from_seconds(minutes * 60).unwrap();
            let text = moment.display_with_offset(offset).to_string();
            prop_assert_eq!(read(&text), SystemTime::try_from(moment).ok(), "{}", text);
        }

        #[test]
        fn no_text_panics(text in "[0-9TtZz:.+ -]{0,30}|\\PC{0,30}") {
            let _ = read(&text);
        }

        #[cfg(feature = "qr")]
        #[test]
        fn a_moment_is_written_as_javascript_does(milliseconds in -62_000_000_000_000_i64..253_402_300_799_999) {
            let moment = jiff::Timestamp::from_millisecond(milliseconds).unwrap();
            let expected = moment.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
            prop_assert_eq!(iso_8601(moment.try_into().unwrap()), Some(expected));
        }
    }
}
