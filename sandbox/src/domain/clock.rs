//! The time of the sandbox.

use std::time::{Duration, SystemTime};

/// The machine's time, plus the time by which a test has moved it forward.
#[derive(Default)]
pub struct Clock {
    advanced_by: Duration,
}

impl Clock {
    /// Seconds since 1970.
    pub fn now(&self) -> i64 {
        let now = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default() + self.advanced_by;
        i64::try_from(now.as_secs()).unwrap_or(i64::MAX)
    }

    pub fn advance(&mut self, time: Duration) {
        self.advanced_by += time;
    }
}

/// A time, given in seconds since 1970, as ISO 8601 text in UTC.
pub fn iso(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::MAX).to_string()
}
