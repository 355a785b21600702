//! When each session began and was last used, which the session itself does not say.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use authing_wxapp::{Session, SessionId, SessionStore, StoreError, TokenStore, Version};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use crate::problem::{Problem, ProblemKind};

/// What is kept beside a session, in the same store, so that it outlives a restart and is shared by machines as the session is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    /// Seconds since 1970.
    pub began: u64,
    /// Seconds since 1970. To spare the store it is renewed after a tenth of the idle lifetime only.
    pub used: u64,
    /// Whether the user has logged out. Only a sealed cookie can outlive its session, and needs to be told.
    pub ended: bool,
}

/// How long sessions last.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lifetimes {
    pub idle: Duration,
    pub absolute: Duration,
}

impl Record {
    /// The record of a session that begins now.
    pub fn new() -> Self {
        let now = now();
        Self { began: now, used: now, ended: false }
    }

    /// Whether the session is over at this time.
    pub fn is_over(&self, now: u64, lifetimes: Lifetimes) -> bool {
        let past = |since: u64, lifetime: Duration| now.saturating_sub(since) >= lifetime.as_secs();
        self.ended || past(self.began, lifetimes.absolute) || past(self.used, lifetimes.idle)
    }

    /// The record with the time of this use, if the one that is kept is too old.
    pub fn touched(&self, now: u64, lifetimes: Lifetimes) -> Option<Self> {
        let due = now.saturating_sub(self.used) > lifetimes.idle.as_secs() / 10;
        due.then_some(Self { used: now, ..*self })
    }

    /// The seconds that the session can last from this time on.
    pub fn left(&self, now: u64, lifetimes: Lifetimes) -> u64 {
        (self.began + lifetimes.absolute.as_secs()).saturating_sub(now)
    }
}

/// The seconds since 1970.
pub(crate) fn now() -> u64 {
    SystemTime::UNIX_EPOCH.elapsed().map_or(0, |elapsed| elapsed.as_secs())
}

/// The record of one session in a store.
pub(crate) struct RecordStore(Arc<dyn TokenStore>);

impl RecordStore {
    /// The record lies under an id of its own, which follows from that of the session. A store keeps sessions, so the text of
    /// the record is in the place of the token.
    ///
    /// # Errors
    ///
    /// None that can happen: 32 bytes in base64 are an id.
    pub fn open(sessions: &dyn SessionStore, id: &SessionId) -> Result<Self, Problem> {
        let hash = hmac_sha256::HMAC::mac(b"authing-axum: when a session began", id.expose());
        let own: SessionId = BASE64_URL_SAFE_NO_PAD.encode(hash).parse().map_err(Problem::internal)?;
        Ok(Self(sessions.open(&own)))
    }

    pub async fn load(&self) -> Result<Option<Record>, Problem> {
        Ok(self.load_version().await?.1)
    }

    /// The record with its version, for [`replace`](Self::replace).
    pub async fn load_version(&self) -> Result<(Version, Option<Record>), Problem> {
        let stored = self.0.load().await.map_err(store_failed)?;
        let read = |session: Arc<Session>| serde_json::from_str(session.token().expose());
        let record = stored.session.map(read).transpose();
        Ok((stored.version, record.map_err(|e| Problem::internal(format!("the record of a session: {e}")))?))
    }

    pub async fn put(&self, record: Record) -> Result<(), Problem> {
        self.0.put(text_of(record)?).await.map_err(store_failed)
    }

    /// Stores a record, unless another request has changed it since: a logout must not be undone.
    pub async fn replace(&self, expected: Version, record: Record) -> Result<(), Problem> {
        self.0.replace(expected, text_of(record)?).await.map_err(store_failed).map(drop)
    }

    pub async fn clear(&self) -> Result<(), Problem> {
        self.0.clear().await.map_err(store_failed)
    }
}

fn text_of(record: Record) -> Result<Arc<Session>, Problem> {
    let text = serde_json::to_string(&record).map_err(Problem::internal)?;
    Ok(Arc::new(Session::new(text, None)))
}

pub(crate) fn store_failed(error: StoreError) -> Problem {
    tracing::error!(%error, "the store of the sessions has failed");
    Problem::new(ProblemKind::StoreFailed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIFETIMES: Lifetimes = Lifetimes { idle: Duration::from_secs(100), absolute: Duration::from_secs(1000) };
    const RECORD: Record = Record { began: 5000, used: 5000, ended: false };

    #[test]
    fn a_session_ends_when_it_is_not_used() {
        assert!(!RECORD.is_over(5099, LIFETIMES));
        assert!(RECORD.is_over(5100, LIFETIMES));
    }

    #[test]
    fn a_session_ends_although_it_is_used_all_the_time() {
        let used = |at| Record { used: at, ..RECORD }.is_over(at, LIFETIMES);
        assert!(!used(5999));
        assert!(used(6000));
    }

    #[test]
    fn uses_are_written_down_after_a_tenth_of_the_idle_lifetime() {
        assert_eq!(RECORD.touched(5010, LIFETIMES), None);
        assert_eq!(RECORD.touched(5011, LIFETIMES), Some(Record { used: 5011, ..RECORD }));
    }

    #[test]
    fn a_clock_that_goes_back_ends_no_session() {
        assert!(!RECORD.is_over(10, LIFETIMES));
        assert_eq!(RECORD.touched(10, LIFETIMES), None);
    }
}
