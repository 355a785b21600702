//! Moments as servers write them: milliseconds since 1970, ISO 8601, or a day.

use std::time::{Duration, SystemTime};

/// Of the years -9999 to 9999.
const MILLISECONDS: std::ops::RangeInclusive<i64> = -377_705_116_800_000..=253_402_300_799_999;

/// Reads milliseconds, a moment with its offset from UTC, or a day, which starts in UTC. A moment without an offset is
/// none: nobody knows in which zone it is meant.
pub fn read(text: &str) -> Option<SystemTime> {
    if let Ok(milliseconds) = text.parse() {
        return at(milliseconds, 0);
    }
    let mut rest = text.as_bytes();
    let year = number(&mut rest, 4)?;
    let month = eat(&mut rest, b"-").then(|| number(&mut rest, 2))??;
    let day = eat(&mut rest, b"-").then(|| number(&mut rest, 2))??;
    let days = days(year, month, day)?;
    if rest.is_empty() {
        return at(days * 86_400_000, 0);
    }
    let (hours, minutes) = eat(&mut rest, b"Tt ").then(|| clock(&mut rest, true))??;
    let (mut seconds, mut nanoseconds) = (0, 0);
    if eat(&mut rest, b":") {
        seconds = number(&mut rest, 2).filter(|seconds| *seconds < 60)?;
        if eat(&mut rest, b".,") {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            nanoseconds =
                number(&mut rest, digits).filter(|_| (1..=9).contains(&digits))? * 10_i64.pow(9 - digits as u32);
        }
    }
    let sign = if eat(&mut rest, b"+") { 1 } else { -i64::from(eat(&mut rest, b"-")) };
    let (ahead_hours, ahead_minutes) = match sign {
        0 => eat(&mut rest, b"Zz").then_some((0, 0))?,
        _ => clock(&mut rest, false)?,
    };
    let minutes = (days * 24 + hours - sign * ahead_hours) * 60 + minutes - sign * ahead_minutes;
    rest.is_empty().then(|| at((minutes * 60 + seconds) * 1000, nanoseconds)).flatten()
}

/// Milliseconds since 1970, without what is less than one. Nothing, when the year has more than four digits.
pub fn milliseconds(moment: SystemTime) -> Option<i64> {
    let milliseconds = match moment.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_millis()).ok(),
        Err(before) => i64::try_from(before.duration().as_millis()).ok().map(|before| -before),
    };
    milliseconds.filter(|milliseconds| MILLISECONDS.contains(milliseconds))
}

fn at(milliseconds: i64, nanoseconds: i64) -> Option<SystemTime> {
    let distance = Duration::from_millis(Some(milliseconds).filter(|m| MILLISECONDS.contains(m))?.unsigned_abs());
    let epoch = SystemTime::UNIX_EPOCH;
    let moment = if milliseconds < 0 { epoch.checked_sub(distance) } else { epoch.checked_add(distance) };
    moment?.checked_add(Duration::from_nanos(nanoseconds.unsigned_abs()))
}

/// Days since 1970, in the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    // Counted from a March, a year has its leap day at the end.
    let year = if month > 2 { year } else { year - 1 };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let in_year = ((month + 9) % 12 * 153 + 2) / 5 + day - 1;
    (1..=length).contains(&day).then_some(year * 365 + leap_days + in_year - 719_468)
}

/// Hours and minutes; an offset may have no colon between them.
fn clock(rest: &mut &[u8], colon: bool) -> Option<(i64, i64)> {
    let hours = number(rest, 2).filter(|hours| *hours < 24)?;
    (eat(rest, b":") || !colon).then(|| Some((hours, number(rest, 2).filter(|minutes| *minutes < 60)?)))?
}

fn eat(rest: &mut &[u8], any: &[u8]) -> bool {
    let Some(behind) = rest.split_first().filter(|(first, _)| any.contains(first)) else { return false };
    *rest = behind.1;
    true
}

fn number(rest: &mut &[u8], digits: usize) -> Option<i64> {
    let (number, behind) = rest.split_at_checked(digits)?;
    *rest = behind;
    // parse() would take a sign as well.
    number.iter().all(u8::is_ascii_digit).then(|| str::from_utf8(number).ok()?.parse().ok())?
}
