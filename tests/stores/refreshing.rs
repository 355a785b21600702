//! One refresh for all who share a session.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use authing_wxapp::{
    AuthenticationClient, BoxFuture, Error, FileSessions, Lease, LeaseHolder, MemorySessions, Session, SessionId,
    SessionStore, StoreError, Stored, TokenStore, Version,
};
use futures_util::future::join_all;
use tempfile::TempDir;

use crate::{
    redis::RedisServer,
    support::{session, token, user},
    token_server::{Reply, TokenServer},
};

/// The stores of many sessions, and what must outlive them.
pub struct Stores {
    pub each: Vec<(&'static str, Arc<dyn SessionStore>)>,
    _folder: TempDir,
    _server: Option<RedisServer>,
}

impl Stores {
    pub async fn all(test: &str) -> Self {
        let (folder, server) = (TempDir::new().unwrap(), RedisServer::start(test));
        let files = FileSessions::in_folder(folder.path().join("sessions")).unwrap();
        let mut each: Vec<(_, Arc<dyn SessionStore>)> =
            vec![("memory", Arc::new(MemorySessions::new())), ("files", Arc::new(files))];
        if let Some(server) = &server {
            each.push(("redis", Arc::new(server.sessions().await)));
        }
        Self { each, _folder: folder, _server: server }
    }
}

async fn logged_in(sessions: &dyn SessionStore) -> SessionId {
    let id = SessionId::random().unwrap();
    sessions.open(&id).put(session("old")).await.unwrap();
    id
}

/// Clients that share nothing but the store stand for programs.
const PROGRAMS: usize = 8;

type Refreshing = tokio::task::JoinHandle<Result<String, Error>>;

fn refresh(client: &AuthenticationClient) -> Refreshing {
    refresh_from(client, "old")
}

fn refresh_from(client: &AuthenticationClient, expired: &str) -> Refreshing {
    let refresh = client.refresh_token().replacing(expired).into_future();
    tokio::spawn(async move { refresh.await.map(|fresh| fresh.token.expose().to_owned()) })
}

/// As in a back end, where each request makes a client of its own for the session.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_calls_on_one_expired_session_make_one_refresh() {
    let stores = Stores::all("a_thousand_calls_on_one_expired_session_make_one_refresh").await;
    for (name, sessions) in &stores.each {
        let (server, id) = (TokenServer::start().await, logged_in(&**sessions).await);
        let client = server.builder(sessions.open(&id)).timeout(Duration::from_secs(60)).build().unwrap();
        let calls = (0..1000).map(|_| refresh(&client.for_session(sessions.open(&id))));
        for outcome in join_all(calls).await {
            assert_eq!(outcome.unwrap().unwrap(), "token-1", "{name}");
        }
        assert_eq!(server.refreshed(), ["old"], "{name}");
        assert_eq!(token(&sessions.open(&id)).await.as_deref(), Some("token-1"), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn programs_that_share_a_session_make_one_refresh() {
    let stores = Stores::all("programs_that_share_a_session_make_one_refresh").await;
    for (name, sessions) in &stores.each {
        let (server, id) = (TokenServer::start().await, logged_in(&**sessions).await);
        let programs: Vec<_> = (0..PROGRAMS).map(|_| server.client(sessions.open(&id))).collect();
        let mut expired = "old".to_owned();
        for round in 1..=30 {
            let fresh = format!("token-{round}");
            let calls = programs.iter().map(|program| refresh_from(program, &expired));
            for outcome in join_all(calls).await {
                assert_eq!(outcome.unwrap().unwrap(), fresh, "{name}");
            }
            assert_eq!(server.refreshed().last(), Some(&expired), "{name}");
            assert_eq!(server.refreshed().len(), round, "{name}");
            expired = fresh;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn programs_that_share_a_session_exchange_one_refresh_token() {
    let stores = Stores::all("programs_that_share_a_session_exchange_one_refresh_token").await;
    for (name, sessions) in &stores.each {
        let (server, id) = (TokenServer::with(|_| Reply::AnswerAfter(Duration::from_millis(300))).await, id());
        let with_tokens = Session::new("id-token", Some(user("ada"))).with_access_token("a").with_refresh_token("r");
        sessions.open(&id).put(Arc::new(with_tokens)).await.unwrap();
        let clients: Vec<_> = (0..PROGRAMS).map(|_| server.client(sessions.open(&id))).collect();
        let calls = clients.iter().map(|client| client.get_new_access_token_by_refresh_token("r").into_future());
        for outcome in join_all(calls).await {
            let tokens = outcome.unwrap();
            assert_eq!(tokens.access_token.expose(), "access-1", "{name}");
            assert_eq!(tokens.refresh_token.unwrap().expose(), "refresh-1", "{name}");
            assert!((3590..=3600).contains(&tokens.expires_in.unwrap()), "{name}");
        }
        assert_eq!(server.refreshed(), ["r"], "{name}");
        // A refresh token that is not the session's is sent, whoever else refreshes.
        clients[0].get_new_access_token_by_refresh_token("another").await.unwrap();
        assert_eq!(server.refreshed(), ["r", "another"], "{name}");
    }
}

/// A store that tells who waits for its lease.
pub struct Watched {
    pub store: Arc<dyn TokenStore>,
    pub waiting: tokio::sync::watch::Sender<BTreeSet<u64>>,
}

impl TokenStore for Watched {
    fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>> {
        self.store.load()
    }

    fn replace(&self, expected: Version, session: Arc<Session>) -> BoxFuture<'_, Result<bool, StoreError>> {
        self.store.replace(expected, session)
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        self.store.clear()
    }

    fn lease(
        &self,
        holder: LeaseHolder,
        lifetime: Duration,
        awaited: Option<LeaseHolder>,
    ) -> BoxFuture<'_, Result<Lease, StoreError>> {
        Box::pin(async move {
            let lease = self.store.lease(holder, lifetime, awaited).await?;
            if matches!(lease, Lease::Held(_)) {
                self.waiting.send_if_modified(|waiting| waiting.insert(holder.get()));
            }
            Ok(lease)
        })
    }

    fn release(&self, holder: LeaseHolder, failure: Option<String>) -> BoxFuture<'_, Result<(), StoreError>> {
        self.store.release(holder, failure)
    }
}

fn id() -> SessionId {
    SessionId::random().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn programs_that_wait_share_a_failure_and_later_calls_do_not() {
    let stores = Stores::all("programs_that_wait_share_a_failure_and_later_calls_do_not").await;
    for (name, sessions) in &stores.each {
        let (waiting, seen) = tokio::sync::watch::channel(BTreeSet::new());
        let number = AtomicUsize::new(0);
        let server = TokenServer::with(move |_| match number.fetch_add(1, Ordering::Relaxed) {
            0 => Reply::RefuseWhen(seen.clone(), PROGRAMS),
            _ => Reply::Refuse,
        })
        .await;
        let id = logged_in(&**sessions).await;
        let watched = || Watched { store: sessions.open(&id), waiting: waiting.clone() };
        let client = || server.builder(watched()).timeout(Duration::from_secs(30)).build().unwrap();
        let first = refresh(&client());
        let others = (0..PROGRAMS).map(|_| refresh(&client()));
        let outcomes = join_all(std::iter::once(first).chain(others)).await;
        for outcome in outcomes {
            let error = outcome.unwrap().unwrap_err();
            assert!(error.is_token_expired() && error.may_have_reached_server(), "{name}: {error:?}");
            assert_eq!((error.verb(), error.message()), ("refresh_token", "the token has expired"), "{name}");
        }
        assert_eq!(server.refreshed(), ["old"], "{name}");
        refresh(&client()).await.unwrap().unwrap_err();
        assert_eq!(server.refreshed(), ["old", "old"], "{name}: a failure is not the answer to a later call");
    }
}

#[tokio::test]
async fn the_others_go_on_when_the_holder_has_died() {
    let stores = Stores::all("the_others_go_on_when_the_holder_has_died").await;
    for (name, sessions) in &stores.each {
        let (server, id) = (TokenServer::start().await, logged_in(&**sessions).await);
        let store = sessions.open(&id);
        let (dead, lifetime) = (LeaseHolder::new(1), Duration::from_millis(600));
        let taken = Instant::now();
        assert_eq!(store.lease(dead, lifetime, None).await.unwrap(), Lease::Taken);
        let calls = (0..3).map(|_| refresh(&server.client(sessions.open(&id))));
        for outcome in join_all(calls).await {
            assert_eq!(outcome.unwrap().unwrap(), "token-1", "{name}");
        }
        assert!(taken.elapsed() >= lifetime - Duration::from_millis(10), "{name}: the lease is respected");
        assert_eq!(server.refreshed(), ["old"], "{name}");
    }
}

#[tokio::test]
async fn waiting_ends_with_the_timeout_and_sends_nothing() {
    let stores = Stores::all("waiting_ends_with_the_timeout_and_sends_nothing").await;
    for (name, sessions) in &stores.each {
        let (server, id) = (TokenServer::start().await, logged_in(&**sessions).await);
        let store = sessions.open(&id);
        assert_eq!(store.lease(LeaseHolder::new(1), Duration::from_secs(50), None).await.unwrap(), Lease::Taken);
        let client = server.builder(sessions.open(&id)).timeout(Duration::from_millis(300)).build().unwrap();
        let error = client.refresh_token().await.unwrap_err();
        assert!(error.is_timeout() && !error.may_have_reached_server(), "{name}: {error:?}");
        assert!(server.refreshed().is_empty(), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_refresh_keeps_its_lease() {
    let stores = Stores::all("a_slow_refresh_keeps_its_lease").await;
    let each = stores.each.iter().map(async |(name, sessions)| {
        // The lease lives a third of the timeout, which is less than the refresh takes.
        let server = TokenServer::with(|_| Reply::AnswerAfter(Duration::from_millis(3500))).await;
        let id = logged_in(&**sessions).await;
        let client = || server.builder(sessions.open(&id)).timeout(Duration::from_secs(9)).build().unwrap();
        let calls = (0..3).map(|_| refresh(&client()));
        for outcome in join_all(calls).await {
            assert_eq!(outcome.unwrap().unwrap(), "token-1", "{name}");
        }
        assert_eq!(server.refreshed(), ["old"], "{name}");
    });
    join_all(each).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_that_is_dropped_gives_its_lease_back() {
    let stores = Stores::all("a_call_that_is_dropped_gives_its_lease_back").await;
    for (name, sessions) in &stores.each {
        let started = Arc::new(tokio::sync::Semaphore::new(0));
        let (told, number) = (Arc::clone(&started), AtomicUsize::new(0));
        let server = TokenServer::with(move |_| {
            // Counted first, because the second request may come as soon as the test has been told of this one.
            let number = number.fetch_add(1, Ordering::Relaxed);
            told.add_permits(1);
            match number {
                0 => Reply::AnswerAfter(Duration::from_secs(100)),
                _ => Reply::Answer,
            }
        })
        .await;
        let id = logged_in(&**sessions).await;
        let client = || server.builder(sessions.open(&id)).timeout(Duration::from_secs(60)).build().unwrap();
        let dropped = refresh(&client());
        started.acquire().await.unwrap().forget();
        dropped.abort();
        let begun = Instant::now();
        // The server may count this request before the one whose client is gone.
        let fresh = refresh(&client()).await.unwrap().unwrap();
        assert!(["token-1", "token-2"].contains(&&*fresh), "{name}: {fresh}");
        assert!(begun.elapsed() < Duration::from_millis(2500), "{name}: nobody waits until the lease of 3 s expires");
    }
}

/// Logins and logouts of one session at the same time: what stays is nobody, or the user of one of the logins, as a whole.
async fn log_in_and_out(times: usize, test: &str) {
    let stores = Stores::all(test).await;
    for (name, sessions) in &stores.each {
        let (server, id) = (TokenServer::start().await, id());
        let client = server.client(sessions.open(&id));
        let (mut nobody, mut somebody) = (0, 0);
        for round in 0..times {
            let (one, other) = (client.for_session(sessions.open(&id)), client.for_session(sessions.open(&id)));
            let login = tokio::spawn(one.login_by_code("code").into_future());
            let logout = tokio::spawn(other.logout().into_future());
            let user = login.await.unwrap().unwrap();
            logout.await.unwrap().unwrap();
            match sessions.open(&id).load().await.unwrap().session {
                None => nobody += 1,
                Some(session) => {
                    assert_eq!(
                        (Some(session.token()), session.user()),
                        (user.token.as_ref(), Some(&user)),
                        "{name} {round}"
                    );
                    somebody += 1;
                }
            }
            client.logout().await.unwrap();
            assert_eq!(token(&sessions.open(&id)).await, None, "{name} {round}: a logout after the login counts");
        }
        assert_eq!(nobody + somebody, times);
        println!(
            "{name}: {times} logins against logouts: {nobody} times nobody stayed, {somebody} times the login did"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_against_a_logout_leaves_nobody_or_the_login() {
    log_in_and_out(30, "a_login_against_a_logout_leaves_nobody_or_the_login").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: cargo test --test stores -- --ignored --nocapture ten_thousand_logins"]
async fn ten_thousand_logins_against_logouts() {
    log_in_and_out(10_000, "ten_thousand_logins_against_logouts").await;
}
