//! The state of a running sandbox: its stores, and the faults and the log that the HTTP server adds to them.

use std::{
    ops::{Deref, DerefMut},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::http::{header, request::Parts};
use tokio::{sync::watch, task::JoinSet};

use crate::{
    domain::{address::Address, rng::Rng},
    http::{faults::Pending, log::Log, observer::Observer},
    stores::{Stores, user_pool::UserPool},
};

pub struct State {
    pub stores: Stores,
    pub faults: Pending,
    pub log: Log,
    /// What is called after each request.
    pub observer: Option<Observer>,
    /// The tasks that write events to subscribers. Dropping the set ends them and closes their connections.
    pub event_writers: JoinSet<()>,
}

impl State {
    pub fn new(address: Address, issuer: &str, rng: Rng, seed: UserPool) -> Self {
        Self {
            stores: Stores::new(address, issuer, rng, seed),
            faults: Pending::default(),
            log: Log::default(),
            observer: None,
            event_writers: JoinSet::new(),
        }
    }

    /// Starts again with another seed, which resets restore from now on.
    pub fn start_with(&mut self, seed: UserPool) {
        self.stores.start_with(seed);
        self.clear();
    }

    /// Restores the seed and clears everything else; see [`Stores::reset`].
    pub fn reset(&mut self) {
        self.stores.reset();
        self.clear();
    }

    fn clear(&mut self) {
        self.faults = Pending::default();
        self.log.clear();
        self.event_writers = JoinSet::new();
    }

    /// Disconnects all subscribers of events, and refuses new ones.
    pub fn end(&mut self) {
        self.stores.events.end();
        self.event_writers = JoinSet::new();
    }
}

/// The state, which the server shares with the tests that control it.
#[derive(Clone)]
pub struct SharedState(Arc<Shared>);

struct Shared {
    state: Mutex<State>,
    /// Tells the page of every change.
    changes: watch::Sender<()>,
}

/// The locked state. Those who wait for changes are told when it is unlocked, if it may have been changed.
pub struct Locked<'a> {
    state: MutexGuard<'a, State>,
    changes: &'a watch::Sender<()>,
    changed: bool,
}

impl Deref for Locked<'_> {
    type Target = State;

    fn deref(&self) -> &State {
        &self.state
    }
}

impl DerefMut for Locked<'_> {
    fn deref_mut(&mut self) -> &mut State {
        self.changed = true;
        &mut self.state
    }
}

impl Drop for Locked<'_> {
    fn drop(&mut self) {
        if self.changed {
            self.changes.send_replace(());
        }
    }
}

impl SharedState {
    pub fn new(state: State) -> Self {
        Self(Arc::new(Shared { state: Mutex::new(state), changes: watch::Sender::new(()) }))
    }

    /// Answers a request. Meanwhile the address of the sandbox is the one to which the request was sent.
    pub fn answer<T>(&self, head: &Parts, answer: impl FnOnce(&mut Stores) -> T) -> T {
        let host = head.headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let stores = &mut self.lock().stores;
        stores.address.set_requested(host.or(head.uri.authority().map(|authority| authority.as_str())));
        let answered = answer(stores);
        stores.address.set_requested(None);
        answered
    }

    /// Locks the state, for one request at most and never across an await.
    pub fn lock(&self) -> Locked<'_> {
        let state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        Locked { state, changes: &self.0.changes, changed: false }
    }

    /// Hears of changes from now on.
    pub fn changes(&self) -> watch::Receiver<()> {
        self.0.changes.subscribe()
    }
}
