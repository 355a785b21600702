//! The time of the sandbox.

use std::time::SystemTime;

use jiff::{SignedDuration, Timestamp, fmt::temporal::Pieces, tz::Offset};

/// The machine's time, plus the time by which a test has moved it.
#[derive(Default)]
pub struct Clock {
    moved_by: SignedDuration,
}

impl Clock {
    /// Seconds since 1970.
    pub fn now(&self) -> i64 {
        machine().saturating_add(self.moved_by.as_secs())
    }

    /// Moves the time forward, or backward when the duration is negative. Times outside of the years 1970 to 9998 are refused.
    pub fn move_by(&mut self, time: SignedDuration) -> Result<(), String> {
        let moved = self.moved_by.checked_add(time).filter(|moved| is_time(machine().checked_add(moved.as_secs())));
        self.moved_by = moved.ok_or("the clock cannot leave the years 1970 to 9998")?;
        Ok(())
    }

    /// Sets the time, in seconds since 1970. It goes on from there.
    pub fn set(&mut self, now: i64) -> Result<(), String> {
        if !is_time(Some(now)) {
            return Err("the clock cannot leave the years 1970 to 9998".into());
        }
        self.moved_by = SignedDuration::from_secs(now - machine());
        Ok(())
    }

    pub fn is_moved(&self) -> bool {
        !self.moved_by.is_zero()
    }

    /// Goes back to the machine's time.
    pub fn reset(&mut self) {
        self.moved_by = SignedDuration::ZERO;
    }
}

/// The machine's time, in seconds since 1970.
fn machine() -> i64 {
    i64::try_from(SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default().as_secs()).unwrap_or(i64::MAX)
}

/// The last second to which the clock can be moved. Tokens end some weeks later, and that time needs a date, too.
pub fn last() -> i64 {
    Timestamp::MAX.as_second() - 366 * 86_400
}

fn is_time(seconds: Option<i64>) -> bool {
    seconds.is_some_and(|seconds| (0..=last()).contains(&seconds))
}

/// A time in ISO 8601. One without an offset is in UTC.
pub fn read_time(text: &str) -> Option<Timestamp> {
    let civil = || Offset::UTC.to_timestamp(text.parse().ok()?).ok();
    text.parse().ok().or_else(civil)
}

/// Whether a text is a time in ISO 8601 that is too early or too late for [`read_time`].
pub fn is_out_of_range(text: &str) -> bool {
    read_time(text).is_none() && Pieces::parse(text).is_ok()
}

/// A time, given in seconds since 1970, as ISO 8601 text in UTC.
pub fn iso(seconds: i64) -> String {
    Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX).to_string()
}
