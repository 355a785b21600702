//! A token store that several clients can share and that fails on demand.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
};

use authing_wxapp::{BoxFuture, MemoryStore, Session, StoreError, Stored, TokenStore, Version};

/// Clones share the stored session.
#[derive(Clone, Default)]
pub struct TestStore(Arc<Inner>);

#[derive(Default)]
struct Inner {
    memory: MemoryStore,
    broken: [AtomicBool; 3],
    /// How many more calls of `replace` report a lost race.
    lost_races: AtomicUsize,
}

const LOAD: usize = 0;
const REPLACE: usize = 1;
const CLEAR: usize = 2;

impl TestStore {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn with(token: &str, user: Option<authing_wxapp::User>) -> Self {
        let store = Self::new();
        store.put(token, user);
        store
    }

    /// A store with the session of a sign-in of v3.
    pub fn with_session(session: Session) -> Self {
        let store = Self::new();
        store.put_session(session);
        store
    }

    pub fn put_session(&self, session: Session) {
        let memory = &self.0.memory;
        let version = super::now(memory.load()).unwrap().version;
        assert!(super::now(memory.replace(version, Arc::new(session))).unwrap());
    }

    /// Stores a session, as another program that shares the store would on a login.
    pub fn put(&self, token: &str, user: Option<authing_wxapp::User>) {
        self.put_session(Session::new(token, user));
    }

    /// Clears the store, as another program that shares it would on a logout.
    pub fn wipe(&self) {
        super::now(self.0.memory.clear()).unwrap();
    }

    /// The stored session, even if the store is broken.
    pub fn session(&self) -> Option<Arc<Session>> {
        super::now(self.0.memory.load()).unwrap().session
    }

    pub fn token(&self) -> Option<String> {
        Some(self.session()?.token().expose().to_owned())
    }

    /// The id of the stored user.
    pub fn user_id(&self) -> Option<String> {
        Some(self.session()?.user()?.id.clone())
    }

    pub fn break_load(self) -> Self {
        self.break_step(LOAD)
    }

    pub fn break_replace(self) -> Self {
        self.break_step(REPLACE)
    }

    pub fn break_clear(self) -> Self {
        self.break_step(CLEAR)
    }

    pub fn lose_races(self, times: usize) -> Self {
        self.0.lost_races.store(times, SeqCst);
        self
    }

    fn break_step(self, step: usize) -> Self {
        self.0.broken[step].store(true, SeqCst);
        self
    }

    fn check(&self, step: usize) -> Result<(), StoreError> {
        match self.0.broken[step].load(SeqCst) {
            true => Err(StoreError::new("the disk is full").with_source(std::io::Error::other("no space left"))),
            false => Ok(()),
        }
    }
}

impl TokenStore for TestStore {
    fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>> {
        Box::pin(async {
            self.check(LOAD)?;
            self.0.memory.load().await
        })
    }

    fn replace(&self, expected: Version, session: Arc<Session>) -> BoxFuture<'_, Result<bool, StoreError>> {
        Box::pin(async move {
            self.check(REPLACE)?;
            if self.0.lost_races.fetch_update(SeqCst, SeqCst, |left| left.checked_sub(1)).is_ok() {
                return Ok(false);
            }
            self.0.memory.replace(expected, session).await
        })
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async {
            self.check(CLEAR)?;
            self.0.memory.clear().await
        })
    }
}
