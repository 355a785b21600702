//! The lock of a `FileStore`, many calls at once, and what killed processes leave behind.

use std::{
    fs::{self, File},
    time::{Duration, Instant},
};

use authing_wxapp::{AuthenticationClient, FileStore, TokenStore};
use futures_util::future::join_all;
use serde_json::json;
use tempfile::TempDir;
use wiremock::MockServer;

use crate::support::{count, increment, json_reply, login_server, server, session};

fn store(home: &TempDir) -> FileStore {
    FileStore::open(home.path().join("session.json")).unwrap()
}

/// Holds the lock as another process does. Locks of one file exclude each other in one process, too.
fn hold(home: &TempDir) -> File {
    let lock = File::options().write(true).open(home.path().join("session.json.lock")).unwrap();
    lock.lock().unwrap();
    lock
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_held_lock_blocks_no_threads_and_is_an_error_that_names_it() {
    let home = TempDir::new().unwrap();
    let store = store(&home);
    let held = hold(&home);
    let started = Instant::now();
    let changes: Vec<_> = (0..600)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.put(session("new")).await })
        })
        .collect();
    while started.elapsed() < Duration::from_secs(2) {
        tokio::time::timeout(Duration::from_secs(2), tokio::task::spawn_blocking(|| ())).await.unwrap().unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    for change in changes {
        let text = change.await.unwrap().unwrap_err().to_string();
        assert!(text.contains("session.json.lock") && text.contains("another process"), "{text}");
    }
    assert!(started.elapsed() < Duration::from_secs(20), "later changes do not wait as long again");
    drop(held);
    store.put(session("new")).await.unwrap();
    assert_eq!(store.load().await.unwrap().session, Some(session("new")));
}

#[tokio::test]
async fn a_change_waits_for_a_lock_that_is_released() {
    let home = TempDir::new().unwrap();
    let store = store(&home);
    let held = hold(&home);
    let changes = async { tokio::join!(store.put(session("a")), store.clear(), increment(&store)) };
    let release = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        drop(held);
    };
    let ((put, cleared, _), ()) = tokio::join!(changes, release);
    put.and(cleared).unwrap();
    assert_eq!(count(store.load().await.unwrap().session.as_deref()), 1);
}

#[tokio::test]
async fn a_change_that_is_dropped_while_it_waits_never_happens() {
    let home = TempDir::new().unwrap();
    let store = store(&home);
    let held = hold(&home);
    tokio::time::timeout(Duration::from_millis(100), store.put(session("late"))).await.unwrap_err();
    drop(held);
    store.clear().await.unwrap();
    assert_eq!(store.load().await.unwrap().session, None);
}

#[tokio::test]
async fn a_held_lock_does_not_prevent_opening_and_reading() {
    let home = TempDir::new().unwrap();
    let first = store(&home);
    first.put(session("a")).await.unwrap();
    let _held = hold(&home);
    assert_eq!(store(&home).load().await.unwrap().session, Some(session("a")));
}

/// A client that waits for the server as long as a busy machine needs. Its store has the usual limits.
fn patient(server: &MockServer, store: FileStore) -> AuthenticationClient {
    let client = AuthenticationClient::builder("app").host(server.uri()).token_store(store);
    client.connect_timeout(Duration::from_secs(60)).timeout(Duration::from_secs(60)).build().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_logins_and_updates_at_once_all_succeed() {
    let logins = login_server().await;
    let updates = server(|_| json_reply(json!({ "data": { "updateUser": { "id": "ada", "nickname": "Ada" } } }))).await;
    let home = TempDir::new().unwrap();
    let store = store(&home);
    // One client whose clones share the session, and a client for each login over the same store.
    let shared = patient(&logins, store.clone());
    let own = (0..100).map(|_| patient(&logins, store.clone()).login_by_code("code").into_future());
    let calls = (0..100).map(|_| shared.login_by_code("code").into_future()).chain(own);
    for login in join_all(calls.map(tokio::spawn)).await {
        login.unwrap().unwrap();
    }
    let shared = patient(&updates, store.clone());
    let own = (0..20).map(|_| patient(&updates, store.clone()).update_profile().nickname("Ada").into_future());
    let calls = (0..100).map(|_| shared.update_profile().nickname("Ada").into_future()).chain(own);
    for update in join_all(calls.map(tokio::spawn)).await {
        update.unwrap().unwrap();
    }
    let session = store.load().await.unwrap().session.unwrap();
    assert_eq!(session.user().unwrap().nickname.as_deref(), Some("Ada"));
}

#[tokio::test]
async fn a_draft_that_a_killed_process_left_is_removed() {
    let home = TempDir::new().unwrap();
    let store = store(&home);
    let draft = home.path().join("session.json.draft");
    let leave = || fs::write(&draft, "half a token").unwrap();
    leave();
    FileStore::open(store.path()).unwrap();
    assert!(!draft.exists(), "open");
    leave();
    store.clear().await.unwrap();
    assert!(!draft.exists(), "logout without a session");
    for _ in 0..2 {
        leave();
        store.put(session("a")).await.unwrap();
        assert!(!draft.exists(), "put");
    }
    leave();
    let stored = store.load().await.unwrap();
    assert!(!store.replace(authing_wxapp::Version::new(7), session("b")).await.unwrap());
    assert!(!draft.exists(), "a lost race");
    leave();
    assert!(store.replace(stored.version, session("b")).await.unwrap());
    assert!(!draft.exists(), "replace");
    leave();
    store.clear().await.unwrap();
    assert!(!draft.exists(), "logout");
}

#[tokio::test]
async fn a_draft_that_another_process_is_writing_is_left_alone() {
    let home = TempDir::new().unwrap();
    let first = store(&home);
    let _held = hold(&home);
    let draft = home.path().join("session.json.draft");
    fs::write(&draft, "half a token").unwrap();
    store(&home);
    first.load().await.unwrap();
    assert!(draft.exists());
}
