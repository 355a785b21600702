//! Refreshes that are dropped at every point where they can wait.

use std::{future::poll_fn, pin::pin, sync::Arc, task::Poll, time::Duration};

use authing_wxapp::{Session, SessionId, SessionStore};

use crate::{
    refreshing::Stores,
    support::{token, user},
    token_server::TokenServer,
};

/// The result of a future that is ready after so many polls. It is dropped otherwise.
async fn polled<T>(future: impl Future<Output = T>, times: usize) -> Option<T> {
    let (mut future, mut polls) = (pin!(future), 0);
    poll_fn(|context| {
        if polls == times {
            return Poll::Ready(None);
        }
        polls += 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}

/// Drops calls after one poll, two polls and so on, until five in a row have come to their end.
async fn drop_at_every_poll(name: &str, sessions: &dyn SessionStore, exchange: bool) -> (usize, usize) {
    let (server, id) = (TokenServer::start().await, SessionId::random().unwrap());
    let first =
        Session::new("token-0", Some(user("ada"))).with_access_token("access-0").with_refresh_token("refresh-0");
    sessions.open(&id).put(Arc::new(first)).await.unwrap();
    let client = || server.builder(sessions.open(&id)).timeout(Duration::from_secs(30)).build().unwrap();
    let (dropping, next) = (client(), client());
    let stored = async || sessions.open(&id).load().await.unwrap().session.expect("nobody is logged out");
    let (mut dropped, mut finished) = (0, 0);
    for polls in 1.. {
        let before = stored().await;
        let ended = match exchange {
            true => {
                let sent = before.refresh_token().unwrap();
                let call = dropping.get_new_access_token_by_refresh_token(sent).into_future();
                polled(call, polls).await.map(|outcome| outcome.map(drop))
            }
            false => {
                let call = dropping.refresh_token().replacing(before.token().clone()).into_future();
                polled(call, polls).await.map(|outcome| outcome.map(drop))
            }
        };
        match ended {
            Some(outcome) => {
                outcome.unwrap_or_else(|error| panic!("{name} after {polls} polls: {error:?}"));
                finished += 1;
            }
            None => {
                dropped += 1;
                finished = 0;
            }
        }
        // The next program is neither blocked nor does it find half a session.
        let now = stored().await;
        assert_eq!(now.user().map(|user| &*user.id), Some("ada"), "{name} {polls}");
        match exchange {
            true => next.get_new_access_token_by_refresh_token(now.refresh_token().unwrap()).await.map(drop),
            false => next.refresh_token().replacing(now.token().clone()).await.map(drop),
        }
        .unwrap_or_else(|error| panic!("{name} after {polls} polls: {error:?}"));
        let changed = |one: &Session, other: &Session| match exchange {
            true => one.access_token() != other.access_token(),
            false => one.token() != other.token(),
        };
        assert!(changed(&now, &*stored().await), "{name} {polls}");
        if finished == 5 {
            break;
        }
    }
    assert!(token(&sessions.open(&id)).await.is_some());
    (dropped, server.refreshed().len())
}

#[tokio::test]
async fn a_refresh_that_is_dropped_at_any_poll_leaves_a_session_that_can_be_refreshed() {
    let stores = Stores::all("a_refresh_that_is_dropped_at_any_poll_leaves_a_session_that_can_be_refreshed").await;
    for (name, sessions) in &stores.each {
        for exchange in [false, true] {
            let (dropped, refreshes) = drop_at_every_poll(name, &**sessions, exchange).await;
            assert!(dropped >= 3, "{name}: {dropped}");
            println!(
                "{name}, exchange {exchange}: dropped at {dropped} polls, {refreshes} refreshes, nobody logged out"
            );
        }
    }
}
