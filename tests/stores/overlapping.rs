//! Refreshes that overlap with a login or a logout of the same session.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use authing_wxapp::{Session, SessionId, TokenStore};
use tokio::sync::watch;

use crate::{
    refreshing::Stores,
    support::{token, user},
    token_server::{Reply, TokenServer},
};

/// A server that refuses the first refresh, or answers it, when the test says so, and answers all others at once.
async fn slow_at_first(refuse: bool) -> (TokenServer, watch::Sender<BTreeSet<u64>>) {
    let (go_on, told) = watch::channel(BTreeSet::new());
    let first = std::sync::atomic::AtomicBool::new(true);
    let server = TokenServer::with(move |_| match first.swap(false, std::sync::atomic::Ordering::SeqCst) {
        true if refuse => Reply::RefuseWhen(told.clone(), 1),
        true => Reply::AnswerWhen(told.clone(), 1),
        false => Reply::Answer,
    });
    (server.await, go_on)
}

async fn asked(server: &TokenServer, times: usize) {
    while server.refreshed().len() < times {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

async fn log_in(store: &Arc<dyn TokenStore>, name: &str) {
    store.put(Arc::new(Session::new(format!("{name}-old"), Some(user(name))))).await.unwrap();
}

/// Ada's refresh is under way when Bob logs in, and is refused. Her failure is not his.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_failure_of_another_token_is_nobody_elses() {
    let stores = Stores::all("the_failure_of_another_token_is_nobody_elses").await;
    for (name, sessions) in &stores.each {
        for programs in [1, 2] {
            let (server, go_on) = slow_at_first(true).await;
            let id = SessionId::random().unwrap();
            let store = sessions.open(&id);
            let first = server.client(sessions.open(&id));
            let second = if programs == 1 { first.clone() } else { server.client(sessions.open(&id)) };
            log_in(&store, "ada").await;
            let ada = tokio::spawn(first.refresh_token().into_future());
            asked(&server, 1).await;
            log_in(&store, "bob").await;
            let bob = tokio::spawn(second.refresh_token().into_future());
            tokio::task::yield_now().await;
            go_on.send(BTreeSet::from([1])).unwrap();
            let refused = ada.await.unwrap().unwrap_err();
            assert!(refused.is_not_logged_in() && refused.may_have_reached_server(), "{name}: {refused:?}");
            let fresh = bob.await.unwrap().unwrap_or_else(|error| panic!("{name}, {programs}: {error:?}"));
            assert_eq!(fresh.token.expose(), "token-2", "{name}");
            assert_eq!(server.refreshed(), ["ada-old", "bob-old"], "{name}");
            assert_eq!(token(&store).await.as_deref(), Some("token-2"), "{name}");
        }
    }
}

/// The server has issued a token that may not be stored. The caller learns that it exists.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_comes_after_the_logout_is_in_the_error() {
    let stores = Stores::all("a_token_that_comes_after_the_logout_is_in_the_error").await;
    for (name, sessions) in &stores.each {
        let (server, go_on) = slow_at_first(false).await;
        let store = sessions.open(&SessionId::random().unwrap());
        let client = server.client(Arc::clone(&store));
        log_in(&store, "ada").await;
        let refresh = tokio::spawn(client.refresh_token().into_future());
        asked(&server, 1).await;
        store.clear().await.unwrap();
        go_on.send(BTreeSet::from([1])).unwrap();
        let error = refresh.await.unwrap().unwrap_err();
        assert!(error.is_not_logged_in() && error.may_have_reached_server(), "{name}: {error:?}");
        assert_eq!(error.session().map(|session| session.token().expose()), Some("token-1"), "{name}");
        assert_eq!(token(&store).await, None, "{name}: the logout counts");
    }
}

/// Two calls exchange Ada's refresh token when Bob logs in. The second one, which waits, must not get what Bob's login has stored.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_waits_for_an_exchange_never_gets_the_tokens_of_another_user() {
    let stores = Stores::all("who_waits_for_an_exchange_never_gets_the_tokens_of_another_user").await;
    let of = |name: &str| {
        let session = Session::new(format!("{name}-id"), Some(user(name)));
        Arc::new(session.with_access_token(format!("{name}-access")).with_refresh_token(format!("{name}-refresh")))
    };
    for (name, sessions) in &stores.each {
        let (server, go_on) = slow_at_first(false).await;
        let store = sessions.open(&SessionId::random().unwrap());
        let client = server.client(Arc::clone(&store));
        store.put(of("ada")).await.unwrap();
        let exchange = || tokio::spawn(client.get_new_access_token_by_refresh_token("ada-refresh").into_future());
        let first = exchange();
        asked(&server, 1).await;
        let second = exchange();
        // It reads Ada's session, and waits, before Bob's takes its place.
        tokio::time::sleep(Duration::from_millis(100)).await;
        store.put(of("bob")).await.unwrap();
        go_on.send(BTreeSet::from([1])).unwrap();
        let tokens = [first.await.unwrap().unwrap(), second.await.unwrap().unwrap()];
        assert!(tokens.iter().all(|tokens| tokens.access_token.expose().starts_with("access-")), "{name}");
        assert_eq!(token(&store).await.as_deref(), Some("bob-id"), "{name}");
    }
}
