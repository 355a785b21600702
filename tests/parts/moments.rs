//! Reading dates, against jiff.

use std::time::{Duration, SystemTime};

use proptest::prelude::*;

use crate::model::date::{milliseconds, read};

fn by_jiff(text: &str) -> Option<SystemTime> {
    let moment: jiff::Timestamp = match text.parse::<i64>() {
        Ok(milliseconds) => jiff::Timestamp::from_millisecond(milliseconds).ok()?,
        Err(_) => text.parse().ok().or_else(|| {
            let day: jiff::civil::Date = (text.len() == 10).then(|| text.parse().ok())??;
            Some(day.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
        })?,
    };
    Some(moment.into())
}

/// Days and moments, some of which no calendar or clock has.
fn text() -> impl Strategy<Value = String> {
    let day = "(20[0-9]{2}|19[0-9]{2}|[0-9]{4})-(0[0-9]|1[0-3]|02)-([012][0-9]|3[0-2]|29)";
    let clock =
        "[Tt ]([01][0-9]|2[0-4]):[0-6][0-9](:[0-5][0-9]([.,][0-9]{0,10})?)?([Zz]|[+-]([01][0-9]|2[0-3]):?[0-6][0-9]|)";
    let milliseconds = prop_oneof![any::<i64>(), -400_000_000_000_000_i64..300_000_000_000_000];
    prop_oneof![
        4 => (day, clock).prop_map(|(day, clock)| day + &clock),
        1 => day,
        1 => milliseconds.prop_map(|count| count.to_string()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn what_is_written_as_usual_is_read_as_jiff_reads_it(text in text()) {
        prop_assert_eq!(read(&text), by_jiff(&text), "{}", text);
    }

    #[test]
    fn whatever_is_read_is_read_as_jiff_reads_it(text in text(), at: prop::sample::Index, other in "[0-9TZ:+. -]?") {
        let at = at.index(text.len());
        let text = format!("{}{other}{}", &text[..at], &text[at + 1..]);
        if let Some(moment) = read(&text) {
            prop_assert_eq!(Some(moment), by_jiff(&text), "{}", text);
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "[0-9TZ:+. é-]{0,30}") {
        let _either = read(&text);
    }

    #[test]
    fn a_moment_comes_back_from_its_milliseconds(count in -377_705_116_800_000_i64..253_402_300_800_000, rest in 0_u64..1_000_000) {
        let moment = read(&count.to_string()).unwrap();
        prop_assert_eq!(milliseconds(moment), Some(count));
        // What is less than a millisecond is cut off towards 1970.
        let moment = if count < 0 { moment - Duration::from_nanos(rest) } else { moment + Duration::from_nanos(rest) };
        prop_assert_eq!(milliseconds(moment), Some(count));
    }
}

#[test]
fn every_day_is_the_one_after_the_day_before() {
    let mut day = jiff::civil::date(1895, 12, 31);
    let mut expected = read("1895-12-31").unwrap();
    while day.year() < 2105 {
        (day, expected) = (day.tomorrow().unwrap(), expected + Duration::from_secs(86_400));
        assert_eq!(read(&day.to_string()), Some(expected), "{day}");
    }
}

#[test]
fn a_moment_beyond_the_calendar_has_no_milliseconds() {
    let far = Duration::from_secs(400_000_000_000);
    assert_eq!([SystemTime::UNIX_EPOCH + far, SystemTime::UNIX_EPOCH - far].map(milliseconds), [None, None]);
}
