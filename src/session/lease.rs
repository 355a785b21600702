use std::{
    ops::Add,
    time::{Duration, SystemTime},
};

use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::{crypto::random, error::Error};

/// Leases are never longer. One that says so was written before the clock was set back.
pub(super) const LONGEST: Duration = Duration::from_secs(60);
/// How long those who wait can learn of a failure. They ask many times a second.
pub(super) const FAILURE_KEPT: Duration = Duration::from_secs(5);

/// Who has or wants the lease of a refresh: a random number, which each refresh draws anew.
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

/// A clock for leases. That of the memory cannot be set back, and that of files outlives the process.
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

/// The lease of one session, as a store keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record<T> {
    holder: LeaseHolder,
    until: T,
    /// What the refresh has failed with. Nobody has the lease then.
    failure: Option<String>,
}

impl<T: Clock> Record<T> {
    /// The record of a caller who has taken the lease.
    pub fn taken(holder: LeaseHolder, lifetime: Duration) -> Self {
        Self { holder, until: T::now() + lifetime.min(LONGEST), failure: None }
    }

    /// What keeps this caller from taking the lease: another holder, or the failure of the one that was waited for.
    pub fn refusal(&self, holder: LeaseHolder, awaited: Option<LeaseHolder>) -> Option<Lease> {
        let refusal = match &self.failure {
            Some(failure) => (awaited == Some(self.holder)).then(|| Lease::Failed(failure.clone())),
            None => (holder != self.holder).then_some(Lease::Held(self.holder)),
        };
        refusal.filter(|_| self.counts())
    }

    /// What is left of the record when this holder gives the lease back.
    pub fn released(self, holder: LeaseHolder, failure: Option<String>) -> Option<Self> {
        match holder == self.holder {
            true => failure.map(|failure| Self { holder, until: T::now() + FAILURE_KEPT, failure: Some(failure) }),
            false => Some(self),
        }
    }

    /// Whether the record has not expired.
    pub fn counts(&self) -> bool {
        let now = T::now();
        now < self.until && self.until <= now + LONGEST
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
