//! The sessions of many users in memory.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::{LIFETIME, SessionId, SessionStore};
use crate::{
    model::{BoxFuture, Session},
    session::{
        Lease, LeaseHolder, StoreError, Stored, TokenStore, Version,
        lease::{self, Record, take},
    },
};

/// Many sessions in memory, which are lost when the program ends. Clones share them.
///
/// The number of sessions is limited, 100,000 by default; beyond it the one that was not used for the longest time goes.
/// A session also goes when it was not stored for its lifetime, 14 days by default.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use authing_wxapp::MemorySessions;
///
/// let sessions = MemorySessions::new().capacity(1000).lifetime(Duration::from_secs(60 * 60));
/// ```
#[derive(Clone)]
pub struct MemorySessions {
    capacity: usize,
    lifetime: Duration,
    table: Arc<Mutex<Table>>,
}

#[derive(Default)]
struct Table {
    entries: HashMap<String, Entry>,
    /// The keys in the order of their last use.
    by_use: BTreeMap<u64, String>,
    /// Counts uses and changes, so that no number comes back.
    clock: u64,
    /// The leases of refreshes. They outlive the session that a logout has removed, and are few.
    leases: HashMap<String, Record<Instant>>,
}

struct Entry {
    session: Arc<Session>,
    version: u64,
    stored: Instant,
    used: u64,
}

/// The store of one session.
struct One {
    sessions: MemorySessions,
    key: String,
}

impl Default for MemorySessions {
    fn default() -> Self {
        Self { capacity: 100_000, lifetime: LIFETIME, table: Arc::default() }
    }
}

impl MemorySessions {
    /// Creates a store without sessions.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how many sessions are kept at most.
    pub fn capacity(mut self, sessions: usize) -> Self {
        self.capacity = sessions;
        self
    }

    /// Sets how long a session is kept after it was stored.
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime;
        self
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        // A panic of another thread can at most leave a key in `by_use` that has no session, which does no harm.
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    /// The session of a key, which counts as used, unless it has expired.
    fn get(&mut self, key: &str, lifetime: Duration) -> Stored {
        if self.entries.get(key).is_some_and(|entry| entry.stored.elapsed() >= lifetime) {
            self.remove(key);
        }
        let now = self.tick();
        let Some(entry) = self.entries.get_mut(key) else { return Stored { version: Version::new(0), session: None } };
        if let Some(key) = self.by_use.remove(&entry.used) {
            self.by_use.insert(now, key);
        }
        entry.used = now;
        Stored { version: Version::new(entry.version), session: Some(Arc::clone(&entry.session)) }
    }

    fn put(&mut self, key: &str, session: Arc<Session>, capacity: usize) {
        self.remove(key);
        let now = self.tick();
        self.by_use.insert(now, key.to_owned());
        self.entries.insert(key.to_owned(), Entry { session, version: now, stored: Instant::now(), used: now });
        while self.entries.len() > capacity {
            let Some((_, unused)) = self.by_use.pop_first() else { return };
            self.entries.remove(&unused);
        }
    }

    fn remove(&mut self, key: &str) {
        if let Some(entry) = self.entries.remove(key) {
            self.by_use.remove(&entry.used);
        }
    }

    /// Changes the lease of a session, and forgets those that have expired.
    fn lease<R>(&mut self, key: &str, change: impl FnOnce(&mut Option<Record<Instant>>) -> R) -> R {
        let mut record = self.leases.remove(key);
        let outcome = change(&mut record);
        self.leases.retain(|_, record| record.counts());
        self.leases.extend(record.map(|record| (key.to_owned(), record)));
        outcome
    }

    fn tick(&mut self) -> u64 {
        self.clock += 1;
        self.clock
    }
}

impl SessionStore for MemorySessions {
    fn open(&self, id: &SessionId) -> Arc<dyn TokenStore> {
        Arc::new(One { sessions: self.clone(), key: id.key() })
    }
}

impl TokenStore for One {
    fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>> {
        let stored = self.sessions.table().get(&self.key, self.sessions.lifetime);
        Box::pin(std::future::ready(Ok(stored)))
    }

    fn replace(&self, expected: Version, session: Arc<Session>) -> BoxFuture<'_, Result<bool, StoreError>> {
        Box::pin(async move {
            let mut table = self.sessions.table();
            let unchanged = table.get(&self.key, self.sessions.lifetime).version == expected;
            if unchanged {
                table.put(&self.key, session, self.sessions.capacity);
            }
            Ok(unchanged)
        })
    }

    fn put(&self, session: Arc<Session>) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            self.sessions.table().put(&self.key, session, self.sessions.capacity);
            Ok(())
        })
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            self.sessions.table().remove(&self.key);
            Ok(())
        })
    }

    fn session_key(&self) -> Option<String> {
        Some(format!("memory {:p} {}", Arc::as_ptr(&self.sessions.table), self.key))
    }

    fn lease(
        &self,
        holder: LeaseHolder,
        lifetime: Duration,
        awaited: Option<LeaseHolder>,
    ) -> BoxFuture<'_, Result<Lease, StoreError>> {
        Box::pin(async move {
            let take = |record: &mut _| take(record, holder, lifetime, awaited);
            Ok(self.sessions.table().lease(&self.key, take))
        })
    }

    fn release(&self, holder: LeaseHolder, failure: Option<String>) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            self.sessions.table().lease(&self.key, |record| lease::release(record, holder, failure));
            Ok(())
        })
    }
}

impl fmt::Debug for MemorySessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemorySessions")
            .field("capacity", &self.capacity)
            .field("lifetime", &self.lifetime)
            .finish_non_exhaustive()
    }
}
