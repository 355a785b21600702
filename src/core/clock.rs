use std::{sync::Arc, time::SystemTime};

/// The clock that the times in tokens are compared with.
#[derive(Clone)]
pub(crate) struct Clock(Arc<dyn Fn() -> SystemTime + Send + Sync>);

impl Clock {
    pub fn new(now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    pub fn now(&self) -> SystemTime {
        (self.0)()
    }

    /// The seconds since 1970; zero when the clock is before 1970.
    pub fn seconds(&self) -> i64 {
        let since = self.now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    }

    /// The time, in seconds since 1970, that is so many seconds from now.
    pub fn after(&self, seconds: Option<i64>) -> Option<i64> {
        seconds.map(|seconds| seconds.saturating_add(self.seconds()))
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new(SystemTime::now)
    }
}
