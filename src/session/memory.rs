//! A session in memory.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::{
    Lease, LeaseHolder, StoreError, Stored, TokenStore, Version,
    lease::{self, Record, take},
};
use crate::model::{BoxFuture, Session};

/// A session in memory, which is lost when the program ends. The default.
///
/// Clones of a client share it. In a back end that serves many users, give each user a separate store, with
/// [`for_session`](crate::AuthenticationClient::for_session).
///
/// # Examples
///
/// ```
/// use authing_wxapp::{MemoryStore, Session};
///
/// let empty = MemoryStore::new();
/// let logged_in = MemoryStore::with_session(Session::new("the token of a user", None));
/// ```
#[derive(Debug, Default)]
pub struct MemoryStore {
    cell: Mutex<(u64, Option<Arc<Session>>)>,
    lease: Mutex<Option<Record<Instant>>>,
}

impl MemoryStore {
    /// Creates a store without a session.
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates a store with this session.
    pub fn with_session(session: Session) -> Self {
        Self { cell: Mutex::new((1, Some(Arc::new(session)))), lease: Mutex::default() }
    }

    fn cell(&self) -> MutexGuard<'_, (u64, Option<Arc<Session>>)> {
        // Every change is a single assignment, so a panic elsewhere cannot leave a partial change behind.
        self.cell.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn record(&self) -> MutexGuard<'_, Option<Record<Instant>>> {
        self.lease.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TokenStore for MemoryStore {
    fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>> {
        let (version, session) = self.cell().clone();
        Box::pin(std::future::ready(Ok(Stored { version: Version::new(version), session })))
    }

    fn replace(&self, expected: Version, session: Arc<Session>) -> BoxFuture<'_, Result<bool, StoreError>> {
        Box::pin(async move {
            let mut cell = self.cell();
            let unchanged = cell.0 == expected.get();
            if unchanged {
                *cell = (cell.0 + 1, Some(session));
            }
            Ok(unchanged)
        })
    }

    fn put(&self, session: Arc<Session>) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async {
            let mut cell = self.cell();
            *cell = (cell.0 + 1, Some(session));
            Ok(())
        })
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async {
            let mut cell = self.cell();
            *cell = (cell.0 + 1, None);
            Ok(())
        })
    }

    fn session_key(&self) -> Option<String> {
        Some(format!("memory {self:p}"))
    }

    fn lease(
        &self,
        holder: LeaseHolder,
        lifetime: Duration,
        awaited: Option<LeaseHolder>,
    ) -> BoxFuture<'_, Result<Lease, StoreError>> {
        Box::pin(async move { Ok(take(&mut self.record(), holder, lifetime, awaited)) })
    }

    fn release(&self, holder: LeaseHolder, failure: Option<String>) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            lease::release(&mut self.record(), holder, failure);
            Ok(())
        })
    }
}
