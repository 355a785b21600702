//! The lease of a refresh, which one of all who share a session takes.

use std::{
    ops::Add,
    time::{Duration, SystemTime},
};

use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::{crypto::random, error::Error};

/// The longest lifetime of a lease.
pub(super) const LONGEST: Duration = Duration::from_secs(60);
/// How long a failure is kept for those who wait. They ask many times a second.
pub(super) const FAILURE_KEPT: Duration = Duration::from_secs(5);

/// Who has or wants the lease of a refresh: a random number, which each refresh draws anew. Half of these numbers do not fit into a
/// signed column of a database: keep [`get`](Self::get) as text, or as an `i64` with the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LeaseHolder(u64);

impl LeaseHolder {
    /// Creates the holder with this number.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Returns the number.
    pub const fn get(self) -> u64 {
        self.0
    }

    pub(super) fn random() -> Result<Self, Error> {
        Ok(Self(random::number()?))
    }
}

/// The answer of a store to [`TokenStore::lease`](crate::TokenStore::lease).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Lease {
    /// The caller has the lease now.
    Taken,
    /// Another caller has it.
    Held(LeaseHolder),
    /// The refresh that the caller has waited for has failed. The text is what the failed caller gave to
    /// [`release`](crate::TokenStore::release).
    Failed(String),
}

/// A clock for leases: `Instant` for memory, because it cannot be set back, and `SystemTime` for files, which outlive the process.
pub(super) trait Clock: Copy + PartialOrd + Add<Duration, Output = Self> {
    fn now() -> Self;
}

impl Clock for Instant {
    fn now() -> Self {
        Self::now()
    }
}

impl Clock for SystemTime {
    fn now() -> Self {
        Self::now()
    }
}

/// The lease of one session, as a store keeps it. Those of newer versions of this crate may have more members.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Record<T> {
    holder: LeaseHolder,
    until: T,
    /// How long the record counts, from when it was written.
    lifetime: Duration,
    /// What the refresh has failed with. Nobody has the lease then.
    failure: Option<String>,
}

impl<T: Clock> Record<T> {
    /// The record of a caller who has taken the lease.
    fn taken(holder: LeaseHolder, lifetime: Duration) -> Self {
        Self::new(holder, lifetime.min(LONGEST), None)
    }

    fn new(holder: LeaseHolder, lifetime: Duration, failure: Option<String>) -> Self {
        Self { holder, until: T::now() + lifetime, lifetime, failure }
    }

    /// The reason why this caller does not get the lease: another holder, or the failure of the one that was waited for.
    pub fn refusal(&self, holder: LeaseHolder, awaited: Option<LeaseHolder>) -> Option<Lease> {
        let refusal = match &self.failure {
            Some(failure) => (awaited == Some(self.holder)).then(|| Lease::Failed(failure.clone())),
            None => (holder != self.holder).then_some(Lease::Held(self.holder)),
        };
        refusal.filter(|_| self.counts())
    }

    /// What is left of the record when this holder gives the lease back.
    fn released(self, holder: LeaseHolder, failure: Option<String>) -> Option<Self> {
        match holder == self.holder {
            true => failure.map(|failure| Self::new(holder, FAILURE_KEPT, Some(failure))),
            false => Some(self),
        }
    }

    /// Whether the record has not expired. A record that would be valid for longer than its lifetime was written before the clock was
    /// set back, and does not count.
    pub fn counts(&self) -> bool {
        let now = T::now();
        now < self.until && self.until <= now + self.lifetime.min(LONGEST)
    }
}

/// Takes the lease for this caller, if nothing keeps it from that. The record is that of the session, if there is one.
pub(super) fn take<T: Clock>(
    record: &mut Option<Record<T>>,
    holder: LeaseHolder,
    lifetime: Duration,
    awaited: Option<LeaseHolder>,
) -> Lease {
    if let Some(refusal) = record.as_ref().and_then(|record| record.refusal(holder, awaited)) {
        return refusal;
    }
    *record = Some(Record::taken(holder, lifetime));
    Lease::Taken
}

/// Gives the lease back, if this holder has it. A failure stays for those who wait.
pub(super) fn release<T: Clock>(record: &mut Option<Record<T>>, holder: LeaseHolder, failure: Option<String>) {
    *record = record.take().and_then(|record| record.released(holder, failure));
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    thread_local! {
        static NOW: Cell<Duration> = const { Cell::new(Duration::from_secs(1000)) };
    }

    /// A clock that the test sets.
    #[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
    struct Hand(Duration);

    impl Add<Duration> for Hand {
        type Output = Self;

        fn add(self, time: Duration) -> Self {
            Self(self.0 + time)
        }
    }

    impl Clock for Hand {
        fn now() -> Self {
            Self(NOW.get())
        }
    }

    fn counts_after(record: &Record<Hand>, before: u64, seconds: i64) -> bool {
        NOW.set(Duration::from_secs(before.checked_add_signed(seconds).unwrap()));
        record.counts()
    }

    #[test]
    fn a_lease_counts_for_its_lifetime_and_not_when_the_clock_was_set_back() {
        NOW.set(Duration::from_secs(1000));
        let [one, other] = [1, 2].map(LeaseHolder::new);
        let mut record = None;
        assert_eq!(take(&mut record, one, Duration::from_secs(3), None), Lease::Taken);
        assert_eq!(take(&mut record, other, Duration::from_secs(3), None), Lease::Held(one));
        let held = record.clone().unwrap();
        for (seconds, counts) in [(0, true), (2, true), (3, false), (100, false), (-1, false), (-40, false)] {
            assert_eq!(counts_after(&held, 1000, seconds), counts, "after {seconds} s");
        }
        NOW.set(Duration::from_secs(1000));
        release(&mut record, one, Some("it failed".into()));
        let failed = record.unwrap();
        for (seconds, counts) in [(0, true), (4, true), (5, false), (-1, false)] {
            assert_eq!(counts_after(&failed, 1000, seconds), counts, "a failure, after {seconds} s");
        }
    }

    #[test]
    fn no_lease_counts_for_longer_than_the_longest() {
        NOW.set(Duration::from_secs(1000));
        let record = Record::<Hand>::taken(LeaseHolder::new(1), Duration::MAX);
        assert!(counts_after(&record, 1000, 59) && !counts_after(&record, 1000, 60));
    }

    #[test]
    fn the_lease_of_a_newer_version_is_read() {
        let text =
            r#"{"holder":5,"until":{"secs":1,"nanos":0},"lifetime":{"secs":3,"nanos":0},"failure":null,"why":"new"}"#;
        #[derive(Deserialize)]
        struct At {
            #[serde(rename = "secs")]
            _secs: u64,
        }
        let record: Record<At> = serde_json::from_str(text).unwrap();
        assert_eq!(record.holder, LeaseHolder::new(5));
    }
}
