//! WeChat's access token in the stores of sessions: one fetch for all who share a store.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use authing_wxapp::{AuthenticationClient, Error, SessionId, SessionStore, TokenStore};
use futures_util::future::join_all;

use crate::{
    refreshing::{Stores, Watched},
    support::token,
    token_server::{Reply, TokenServer},
};

/// Clients that share nothing but the store stand for processes.
const PROCESSES: usize = 50;

type Fetching = tokio::task::JoinHandle<Result<String, Error>>;

fn process(server: &TokenServer, sessions: impl SessionStore) -> AuthenticationClient {
    let builder = AuthenticationClient::builder("app").host(&server.url).timeout(Duration::from_secs(60));
    builder.wechat_token_store(sessions).build().unwrap()
}

fn fetch(process: &AuthenticationClient, refused: Option<&str>) -> Fetching {
    let request = process.v3().get_wechat_access_token_info("wx1", "s3cret");
    let request = match refused {
        Some(refused) => request.replacing(refused),
        None => request,
    };
    tokio::spawn(async move { request.await.map(|token| token.access_token.expose().to_owned()) })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_clients_fetch_one_token_and_replace_a_refused_one_once() {
    let stores = Stores::all("fifty_clients_fetch_one_token_and_replace_a_refused_one_once").await;
    for (name, sessions) in &stores.each {
        let server = TokenServer::start().await;
        let processes: Vec<_> = (0..PROCESSES).map(|_| process(&server, Arc::clone(sessions))).collect();
        for (refused, expected) in [(None, "wechat-1"), (Some("wechat-1"), "wechat-2"), (None, "wechat-2")] {
            for token in join_all(processes.iter().map(|process| fetch(process, refused))).await {
                assert_eq!(token.unwrap().unwrap(), expected, "{name}, after {refused:?}");
            }
        }
        assert_eq!(server.refreshed(), ["wx1", "wx1"], "{name}");
    }
}

/// As in a back end, where each request may ask for the token.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_calls_of_one_client_fetch_one_token() {
    let stores = Stores::all("a_thousand_calls_of_one_client_fetch_one_token").await;
    for (name, sessions) in &stores.each {
        let server = TokenServer::start().await;
        let process = process(&server, Arc::clone(sessions));
        for token in join_all((0..1000).map(|_| fetch(&process, None))).await {
            assert_eq!(token.unwrap().unwrap(), "wechat-1", "{name}");
        }
        assert_eq!(server.refreshed().len(), 1, "{name}");
    }
}

/// Sessions whose stores tell who waits for a lease.
struct WatchedSessions {
    sessions: Arc<dyn SessionStore>,
    waiting: tokio::sync::watch::Sender<BTreeSet<u64>>,
}

impl SessionStore for WatchedSessions {
    fn open(&self, id: &SessionId) -> Arc<dyn TokenStore> {
        Arc::new(Watched { store: self.sessions.open(id), waiting: self.waiting.clone() })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn those_who_wait_share_a_failure_and_later_calls_do_not() {
    const WAITING: usize = 8;
    let stores = Stores::all("those_who_wait_share_a_failure_and_later_calls_do_not").await;
    for (name, sessions) in &stores.each {
        let (waiting, seen) = tokio::sync::watch::channel(BTreeSet::new());
        let refused = std::sync::atomic::AtomicBool::new(false);
        let server = TokenServer::with(move |_| match refused.swap(true, std::sync::atomic::Ordering::Relaxed) {
            false => Reply::RefuseWhen(seen.clone(), WAITING),
            true => Reply::Answer,
        })
        .await;
        let process = || process(&server, WatchedSessions { sessions: Arc::clone(sessions), waiting: waiting.clone() });
        for outcome in join_all((0..=WAITING).map(|_| fetch(&process(), None))).await {
            let error = outcome.unwrap().unwrap_err();
            assert!(error.is_api() && error.may_have_reached_server(), "{name}: {error:?}");
            assert_eq!(error.message(), "WeChat refuses", "{name}");
        }
        assert_eq!(server.refreshed().len(), 1, "{name}");
        assert_eq!(fetch(&process(), None).await.unwrap().unwrap(), "wechat-2", "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mini_programs_and_sessions_do_not_meet_in_a_store() {
    let stores = Stores::all("mini_programs_and_sessions_do_not_meet_in_a_store").await;
    for (name, sessions) in &stores.each {
        let server = TokenServer::start().await;
        let process = process(&server, Arc::clone(sessions));
        let of_ada = sessions.open(&SessionId::random().unwrap());
        of_ada.put(crate::support::session("ada")).await.unwrap();
        for (app_id, expected) in [("wx1", "wechat-1"), ("wx2", "wechat-2"), ("wx1", "wechat-1")] {
            let token = process.v3().get_wechat_access_token_info(app_id, "s3cret").await.unwrap();
            assert_eq!(token.access_token.expose(), expected, "{name}");
        }
        assert_eq!(token(&of_ada).await.as_deref(), Some("ada"), "{name}");
    }
}
