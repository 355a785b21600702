//! The conformance suite of token stores.

use std::{
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use authing_wxapp::{
    FileSessions, FileStore, KeyringStore, MemorySessions, MemoryStore, SessionId, SessionStore, TokenStore, Version,
};
use tempfile::TempDir;

use crate::{
    leases::*,
    redis::RedisServer,
    support::{count, increment, mock_keychain, session},
};

/// An empty store, and what must outlive it.
pub struct Place<S> {
    store: Arc<S>,
    _folder: Option<TempDir>,
}

impl<S> Deref for Place<S> {
    type Target = Arc<S>;

    fn deref(&self) -> &Arc<S> {
        &self.store
    }
}

fn in_memory() -> Place<MemoryStore> {
    Place { store: Arc::new(MemoryStore::new()), _folder: None }
}

fn in_a_file() -> Place<FileStore> {
    let folder = TempDir::new().unwrap();
    let store = Arc::new(FileStore::open(folder.path().join("session.json")).unwrap());
    Place { store, _folder: Some(folder) }
}

fn among_many_in_memory() -> Place<Arc<dyn TokenStore>> {
    let store = Arc::new(MemorySessions::new().open(&SessionId::random().unwrap()));
    Place { store, _folder: None }
}

fn among_many_in_files() -> Place<Arc<dyn TokenStore>> {
    let folder = TempDir::new().unwrap();
    let sessions = FileSessions::in_folder(folder.path().join("sessions")).unwrap();
    let store = Arc::new(sessions.open(&SessionId::random().unwrap()));
    Place { store, _folder: Some(folder) }
}

/// A store in this server, which must outlive it.
async fn in_redis(server: &RedisServer) -> Place<Arc<dyn TokenStore>> {
    let store = Arc::new(server.sessions().await.open(&SessionId::random().unwrap()));
    Place { store, _folder: None }
}

fn in_the_keychain() -> Place<KeyringStore> {
    static USERS: AtomicUsize = AtomicUsize::new(0);
    mock_keychain();
    let user = format!("user {}", USERS.fetch_add(1, Ordering::Relaxed));
    Place { store: Arc::new(KeyringStore::open("conformance", user).unwrap()), _folder: None }
}

/// The tests of every store, and those of the stores that programs and machines can share.
macro_rules! conforms {
    ($($test:ident),* $(,)?; $($shared:ident),* $(,)?) => {
        conforms!(each: $($test),*, $($shared),*);

        mod keyring {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $test() { super::$test(async || super::in_the_keychain()).await }
            )*
        }
    };
    (each: $($test:ident),* $(,)?) => {
        mod memory {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $test() { super::$test(async || super::in_memory()).await }
            )*
        }
        mod file {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $test() { super::$test(async || super::in_a_file()).await }
            )*
        }
        mod memory_sessions {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $test() { super::$test(async || super::among_many_in_memory()).await }
            )*
        }
        mod file_sessions {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $test() { super::$test(async || super::among_many_in_files()).await }
            )*
        }
        mod redis_sessions {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $test() {
                let Some(server) = crate::redis::RedisServer::start(stringify!($test)) else { return };
                super::$test(async || super::in_redis(&server).await).await
            }
            )*
        }
    };
}

conforms! {
    a_new_store_is_empty,
    what_is_stored_is_loaded,
    a_session_is_stored_with_the_loaded_version,
    a_session_with_another_version_is_not_stored,
    putting_replaces_whatever_is_stored,
    every_change_changes_the_version,
    clearing_removes_the_session,
    clearing_an_empty_store_succeeds,
    a_version_from_before_a_logout_is_refused_after_a_new_login,
    a_version_from_before_a_logout_is_refused_while_nobody_is_logged_in,
    of_many_updates_with_the_same_version_exactly_one_succeeds,
    no_update_is_lost,
    a_logout_during_updates_is_never_undone_by_an_earlier_update,
    a_session_that_could_not_be_read_back_is_not_stored;

    a_lease_has_one_holder_until_it_is_released,
    a_lease_that_has_expired_can_be_taken,
    a_holder_that_asks_again_keeps_the_lease,
    of_many_who_want_the_lease_one_gets_it,
    a_failure_is_for_those_who_wait_for_that_holder,
    a_lease_is_independent_of_the_session,
    the_lease_of_a_session_is_no_lease_of_another,
    stores_of_one_session_have_one_key,
}

pub async fn loaded(store: &impl TokenStore) -> (Version, Option<String>) {
    let stored = store.load().await.unwrap();
    (stored.version, stored.session.map(|session| session.token().expose().to_owned()))
}

pub async fn put(store: &impl TokenStore, token: &str) -> Version {
    let (version, _) = loaded(store).await;
    assert!(store.replace(version, session(token)).await.unwrap());
    loaded(store).await.0
}

async fn a_new_store_is_empty<S: TokenStore>(place: impl AsyncFn() -> Place<S>) {
    assert_eq!(loaded(&**place().await).await.1, None);
}

async fn what_is_stored_is_loaded<S: TokenStore>(place: impl AsyncFn() -> Place<S>) {
    let store = place().await;
    put(&**store, "a").await;
    assert_eq!(store.load().await.unwrap().session, Some(session("a")));
}

async fn a_session_is_stored_with_the_loaded_version<S: TokenStore>(place: impl AsyncFn() -> Place<S>) {
    let store = place().await;
    for token in ["a", "b", "c"] {
        put(&**store, token).await;
        assert_eq!(loaded(&**store).await.1.as_deref(), Some(token));
    }
}

async fn a_session_with_another_version_is_not_stored<S: TokenStore>(place: impl AsyncFn() -> Place<S>) {
    let store = place().await;
    let empty = loaded(&**store).await.0;
    let first = put(&**store, "a").await;
    let second = put(&**store, "b").await;
    for version in [empty, first, Version::new(second.get().wrapping_add(2))] {
        assert!(!store.replace(version, session("late")).await.unwrap(), "{version:?}");
        assert_eq!(loaded(&**store).await, (second, Some("b".into())));
    }
}

async fn putting_replaces_whatever_is_stored<S: TokenStore>(place: impl AsyncFn() -> Place<S>) {
    let store = place().await;
    for token in ["a", "b"] {
        let before = loaded(&**store).await.0;
        store.put(session(token)).await.unwrap();
        assert_eq!(loaded(&**store).await.1.as_deref(), Some(token));
        assert!(!store.replace(before, session("late")).await.unwrap());
    }
}

async fn every_change_changes_the_version<S: TokenStore>(place: impl AsyncFn() -> Place<S>) {
    let store = place().await;
    let empty = loaded(&**store).await.0;
    let a = put(&**store, "a").await;
    assert_eq!(loaded(&**store).await.0, a, "loading does not change the version");
    let b = put(&**store, "b").await;
    assert!(empty != a && a != b && b != empty);
    store.clear().await.unwrap();
    assert_ne!(loaded(&**store).await.0, b);
}

async fn clearing_removes_the_session<S: TokenStore>(place: impl AsyncFn() -> Place<S>) {
    let store = place().await;
    put(&**store, "a").await;
    store.clear().await.unwrap();
    assert_eq!(loaded(&**store).await.1, None);
    put(&**store, "b").await;
    assert_eq!(loaded(&**store).await.1.as_deref(), Some("b"));
}

async fn clearing_an_empty_store_succeeds<S: TokenStore>(place: impl AsyncFn() -> Place<S>) {
    let store = place().await;
    store.clear().await.unwrap();
    store.clear().await.unwrap();
    assert_eq!(loaded(&**store).await.1, None);
}

async fn a_version_from_before_a_logout_is_refused_after_a_new_login<S: TokenStore>(place: impl AsyncFn() -> Place<S>) {
    let store = place().await;
    let before = put(&**store, "ada").await;
    store.clear().await.unwrap();
    put(&**store, "bob").await;
    assert!(!store.replace(before, session("ada, renewed")).await.unwrap());
    assert_eq!(loaded(&**store).await.1.as_deref(), Some("bob"));
}

async fn a_version_from_before_a_logout_is_refused_while_nobody_is_logged_in<S: TokenStore>(
    place: impl AsyncFn() -> Place<S>,
) {
    let store = place().await;
    let before = put(&**store, "ada").await;
    store.clear().await.unwrap();
    assert!(!store.replace(before, session("ada, renewed")).await.unwrap());
    assert_eq!(loaded(&**store).await.1, None);
}

async fn of_many_updates_with_the_same_version_exactly_one_succeeds<S: TokenStore>(place: impl AsyncFn() -> Place<S>) {
    let store = place().await;
    for round in 0..5 {
        let version = loaded(&**store).await.0;
        let tries: Vec<_> = (0..16)
            .map(|i| {
                let store = Arc::clone(&store);
                tokio::spawn(async move {
                    let token = format!("{round}-{i}");
                    store.replace(version, session(&token)).await.unwrap().then_some(token)
                })
            })
            .collect();
        let mut winners = Vec::new();
        for task in tries {
            winners.extend(task.await.unwrap());
        }
        assert_eq!(winners.len(), 1, "{winners:?}");
        assert_eq!(loaded(&**store).await.1, winners.pop());
    }
}

async fn no_update_is_lost<S: TokenStore>(place: impl AsyncFn() -> Place<S>) {
    let store = place().await;
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                for _ in 0..10 {
                    increment(&*store).await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(count(store.load().await.unwrap().session.as_deref()), 80);
}

/// An update that began before the logout must not restore the session.
async fn a_logout_during_updates_is_never_undone_by_an_earlier_update<S: TokenStore>(
    place: impl AsyncFn() -> Place<S>,
) {
    for _ in 0..10 {
        let store = place().await;
        let version = put(&**store, "old").await;
        let (update, logout) = tokio::join!(
            tokio::spawn({
                let store = Arc::clone(&store);
                async move { store.replace(version, session("new")).await.unwrap() }
            }),
            tokio::spawn({
                let store = Arc::clone(&store);
                async move { store.clear().await.unwrap() }
            }),
        );
        let (_, ()) = (update.unwrap(), logout.unwrap());
        assert_eq!(loaded(&**store).await.1, None);
    }
}

/// A user with custom data that is nested deeper than a reader permits. Stores in memory need not read.
async fn a_session_that_could_not_be_read_back_is_not_stored<S: TokenStore>(place: impl AsyncFn() -> Place<S>) {
    let nested = |depth: usize| {
        let custom = (0..depth).fold(serde_json::json!(1), |inner, _| serde_json::json!([inner]));
        let mut user = crate::support::user("ada");
        user.direct_management = Some(custom);
        Arc::new(authing_wxapp::Session::new("deep", Some(user)))
    };
    let store = place().await;
    let mut refused = 0;
    for depth in [1, 100, 118, 119, 120, 121, 122, 123, 124, 125, 126] {
        let before = put(&**store, "a").await;
        let outcomes = [store.replace(before, nested(depth)).await.map(drop), store.put(nested(depth)).await];
        for outcome in outcomes {
            match outcome {
                Ok(()) => assert_eq!(loaded(&**store).await.1.as_deref(), Some("deep"), "{depth}"),
                Err(error) => {
                    assert!(error.to_string().contains("nested too deep"), "{error}");
                    assert_eq!(loaded(&**store).await, (before, Some("a".into())), "{depth}");
                    refused += 1;
                }
            }
        }
    }
    assert!(refused < 22 - 4, "what can be read is stored");
}
