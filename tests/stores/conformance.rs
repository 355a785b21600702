//! Every store of the crate keeps the rules that stores of users are checked with.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use authing_sandbox::conformance::{check_leases, check_session_store, check_token_store};
use authing_wxapp::{
    FileSessions, FileStore, KeyringStore, MemorySessions, MemoryStore, SessionId, SessionStore, TokenStore,
};
use tempfile::TempDir;

use crate::{
    redis::RedisServer,
    redis_cluster::RedisCluster,
    support::{mock_keychain, nested_session, session},
};

/// A store that programs and machines can share.
async fn conforms_with_leases<S: TokenStore>(open: impl AsyncFn() -> S) {
    check_token_store(&open).await.unwrap();
    check_leases(&open).await.unwrap();
}

async fn sessions_conform<S: SessionStore>(open: impl AsyncFn() -> S) {
    check_session_store(&open).await.unwrap();
    check_leases(async || open().await.open(&SessionId::random().unwrap())).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn memory() {
    conforms_with_leases(async || MemoryStore::new()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn file() {
    let home = TempDir::new().unwrap();
    let number = AtomicUsize::new(0);
    let path = || home.path().join(format!("{}/session.json", number.fetch_add(1, Ordering::Relaxed)));
    conforms_with_leases(async || FileStore::open(path()).unwrap()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn memory_sessions() {
    sessions_conform(async || MemorySessions::new()).await;
    let sessions = MemorySessions::new();
    sessions_conform(async || sessions.clone()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn file_sessions() {
    let home = TempDir::new().unwrap();
    sessions_conform(async || FileSessions::in_folder(home.path()).unwrap()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn redis_sessions() {
    let Some(server) = RedisServer::start("redis_sessions") else { return };
    sessions_conform(async || server.sessions().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn redis_cluster_sessions() {
    let Some(cluster) = RedisCluster::start("redis_cluster_sessions").await else { return };
    sessions_conform(async || cluster.sessions().await).await;
}

/// Without leases, because a keychain has no atomic step.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn keyring() {
    mock_keychain();
    let number = AtomicUsize::new(0);
    let user = || format!("user {}", number.fetch_add(1, Ordering::Relaxed));
    check_token_store(async || KeyringStore::open("conformance", user()).unwrap()).await.unwrap();
}

#[tokio::test]
async fn the_error_for_a_session_that_could_not_be_read_back_says_why() {
    let home = TempDir::new().unwrap();
    mock_keychain();
    let sessions = FileSessions::in_folder(home.path().join("sessions")).unwrap();
    let mut stores: Vec<Arc<dyn TokenStore>> = vec![
        Arc::new(FileStore::open(home.path().join("session.json")).unwrap()),
        sessions.open(&SessionId::random().unwrap()),
        Arc::new(KeyringStore::open("conformance", "nested").unwrap()),
    ];
    let server = RedisServer::start("the_error_for_a_session_that_could_not_be_read_back_says_why");
    if let Some(server) = &server {
        stores.push(server.sessions().await.open(&SessionId::random().unwrap()));
    }
    for store in stores {
        store.put(session("a")).await.unwrap();
        let error = store.put(nested_session(200)).await.unwrap_err();
        assert!(error.to_string().contains("nested too deep"), "{error}");
    }
}
