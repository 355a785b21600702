//! The refresh of a token: what it stores, and what becomes of it while others change the session.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use authing_wxapp::{
    AuthenticationClient, BoxFuture, Error, ErrorCode, Session, StoreError, Stored, TokenStore, Version,
};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Reply, Server, TestStore, graphql, graphql_refusal, token, token_no, user};

fn renewed(new: &str) -> Value {
    graphql("refreshToken", json!({ "token": new, "iat": 1_700_003_600, "exp": 1_701_213_200 }))
}

fn signed_in() -> TestStore {
    TestStore::with(&token("user-1"), Some(user("user-1")))
}

#[tokio::test]
async fn a_refreshed_token_replaces_the_old_one_and_the_user_stays() {
    let server = Server::start().await;
    server.reply("refreshToken", renewed(&token_no("user-1", 2)));
    let store = signed_in();
    let fresh = server.client_over(store.clone()).refresh_token().await.unwrap();
    assert_eq!(fresh.token.expose(), token_no("user-1", 2));
    assert_eq!((fresh.iat, fresh.exp), (Some(1_700_003_600), Some(1_701_213_200)));

    let request = server.one_request();
    assert_eq!((request.bearer(), request.variables()), (Some(&*token("user-1")), json!({})));
    let session = store.session().unwrap();
    assert_eq!(session.token().expose(), token_no("user-1", 2));
    let user = session.user().unwrap();
    assert_eq!(user.id, "user-1");
    assert_eq!(user.token.as_ref(), Some(session.token()), "the user has no other token than the session");
}

#[tokio::test]
async fn ten_concurrent_refreshes_send_one_request_and_get_the_same_token() {
    let server = Server::start().await;
    server.reply("refreshToken", renewed(&token_no("user-1", 2)));
    let client = server.client_over(signed_in());
    let tokens = join_all((0..10).map(|_| client.clone().refresh_token().into_future())).await;
    server.one_request();
    assert!(tokens.into_iter().all(|fresh| fresh.unwrap().token.expose() == token_no("user-1", 2)));
}

#[tokio::test]
async fn a_refresh_that_names_the_token_is_sent_only_if_the_session_has_it() {
    let server = Server::start().await;
    server.reply("refreshToken", renewed(&token_no("user-1", 2)));
    let store = signed_in();
    let client = server.client_over(store.clone());
    for _ in 0..3 {
        // Whoever finds the first token to be expired gets the second one, however late.
        let fresh = client.refresh_token().replacing(token("user-1")).await.unwrap();
        assert_eq!(fresh.token.expose(), token_no("user-1", 2));
    }
    server.one_request();
    client.set_token(token("user-2")).await.unwrap();
    let error = client.refresh_token().replacing(token("user-1")).await.unwrap_err();
    assert!(error.is_not_logged_in(), "the session is another user's: {error:?}");
    server.one_request();
}

#[tokio::test]
async fn consecutive_refreshes_each_renew_the_latest_token() {
    let server = Server::start().await;
    server.reply("refreshToken", renewed(&token_no("user-1", 2)));
    server.reply("refreshToken", renewed(&token_no("user-1", 3)));
    let store = signed_in();
    let client = server.client_over(store.clone());
    client.refresh_token().await.unwrap();
    client.refresh_token().await.unwrap();
    let bearers: Vec<_> = server.requests().iter().map(|request| request.bearer().unwrap().to_owned()).collect();
    assert_eq!(bearers, [token("user-1"), token_no("user-1", 2)]);
    assert_eq!(store.token(), Some(token_no("user-1", 3)));
}

/// Refreshes while `change` alters the store during the request.
async fn refresh_while(
    change: impl Fn(&TestStore) + Send + Sync + 'static,
) -> (Result<authing_wxapp::RefreshedToken, authing_wxapp::Error>, TestStore) {
    let server = Server::start().await;
    let store = signed_in();
    let shared = store.clone();
    server.answer("refreshToken", move |_| {
        change(&shared);
        renewed(&token_no("user-1", 2)).into()
    });
    let result = server.client_over(store.clone()).refresh_token().await;
    (result, store)
}

#[tokio::test]
async fn a_token_that_another_program_stored_during_the_refresh_is_kept() {
    let (result, store) = refresh_while(|store| store.put(&token_no("user-1", 9), Some(user("user-1")))).await;
    let fresh = result.unwrap();
    assert_eq!(fresh.token.expose(), token_no("user-1", 9));
    assert_eq!((fresh.iat, fresh.exp), (Some(1_700_000_000), Some(4_102_444_800)), "the times come from the token");
    assert_eq!(store.token(), Some(token_no("user-1", 9)));
}

#[tokio::test]
async fn a_token_of_another_user_is_neither_stored_nor_returned() {
    let server = Server::start().await;
    server.reply("refreshToken", renewed(&token("user-2")));
    let store = signed_in();
    let error = server.client_over(store.clone()).refresh_token().await.unwrap_err();
    assert!(error.is_decode() && error.may_have_reached_server() && error.session().is_none(), "{error:?}");
    assert_eq!(store.token(), Some(token("user-1")));

    // Another user has logged in meanwhile.
    let (result, store) = refresh_while(|store| store.put(&token("user-2"), Some(user("user-2")))).await;
    assert!(result.unwrap_err().is_not_logged_in());
    assert_eq!(store.token(), Some(token("user-2")));
}

/// A store into which another program puts a new token while it is read for the fifth time.
struct Late(TestStore, AtomicUsize);

impl TokenStore for Late {
    fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>> {
        if self.1.fetch_add(1, SeqCst) == 4 {
            self.0.put(&token_no("user-1", 2), Some(user("user-1")));
        }
        self.0.load()
    }

    fn replace(&self, expected: Version, session: Arc<Session>) -> BoxFuture<'_, Result<bool, StoreError>> {
        self.0.replace(expected, session)
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        self.0.clear()
    }
}

#[tokio::test]
async fn a_token_that_another_program_is_still_storing_is_waited_for() {
    let server = Server::start().await;
    server.reply("refreshToken", graphql_refusal(2206, "expired"));
    let client = server.client().for_session(Late(signed_in(), AtomicUsize::new(0)));
    assert_eq!(client.refresh_token().await.unwrap().token.expose(), token_no("user-1", 2));
}

#[tokio::test]
async fn a_logout_during_a_refresh_is_not_undone() {
    let (result, store) = refresh_while(TestStore::wipe).await;
    assert!(result.unwrap_err().is_not_logged_in());
    assert_eq!(store.session(), None);
}

#[tokio::test]
async fn a_refresh_needs_a_session_and_sends_nothing_without_one() {
    let server = Server::start().await;
    let error = server.client().refresh_token().await.unwrap_err();
    assert!(error.is_not_logged_in() && !error.may_have_reached_server(), "{error:?}");
    assert_eq!((error.code(), error.verb()), (ErrorCode::LOCAL, "refresh_token"));
    server.assert_untouched();
}

#[tokio::test]
async fn a_refresh_of_an_expired_token_fails_and_keeps_the_session() {
    let server = Server::start().await;
    server.reply("refreshToken", graphql_refusal(2206, "expired"));
    let store = signed_in();
    let error = server.client_over(store.clone()).refresh_token().await.unwrap_err();
    assert!(error.is_token_expired() && !error.is_not_logged_in(), "{error:?}");
    assert_eq!(store.token(), Some(token("user-1")));
}

#[tokio::test]
async fn a_refresh_with_an_empty_or_missing_token_is_an_error() {
    for odd in [json!({ "token": "" }), json!({ "token": null }), json!({ "iat": 1 }), Value::Null] {
        let server = Server::start().await;
        server.reply("refreshToken", Reply::raw_json(graphql("refreshToken", odd.clone())));
        let store = signed_in();
        let result = server.client_over(store.clone()).refresh_token().await;
        assert!(result.as_ref().is_err_and(|error| error.is_decode()), "{odd}: {result:?}");
        assert_eq!(store.token(), Some(token("user-1")), "{odd}");
    }
}

#[tokio::test]
async fn a_failed_refresh_does_not_block_the_next_one() {
    let server = Server::start().await;
    server.reply("refreshToken", Reply::raw(502, "text/html", "<html>"));
    server.reply("refreshToken", renewed(&token_no("user-1", 2)));
    let client = server.client_over(signed_in());
    client.refresh_token().await.unwrap_err();
    client.refresh_token().await.unwrap();
}

type Call = fn(&AuthenticationClient) -> BoxFuture<'static, Result<(), Error>>;

#[tokio::test]
async fn concurrent_calls_share_the_failure_of_their_request_and_a_later_one_is_sent_again() {
    let server = Server::start().await;
    let failure = || Reply::raw(500, "text/plain", "").delay(Duration::from_millis(300));
    server.reply("refreshToken", failure());
    server.reply("getPublicKey", failure());
    let client = server.client_over(signed_in());
    let calls: [(&str, Call); 2] = [
        ("refresh_token", |client| {
            let client = client.clone();
            Box::pin(async move { client.refresh_token().await.map(drop) })
        }),
        ("login_by_email", |client| {
            let client = client.clone();
            Box::pin(async move { client.login_by_email("ada@example.com", "password").await.map(drop) })
        }),
    ];
    for (number, (verb, call)) in calls.into_iter().enumerate() {
        for error in join_all((0..200).map(|_| call(&client))).await.into_iter().map(Result::unwrap_err) {
            assert_eq!((error.code().get(), error.verb()), (500, verb), "{error:?}");
        }
        assert_eq!(server.requests().len(), 2 * number + 1, "{verb}");
        call(&client).await.unwrap_err();
        assert_eq!(server.requests().len(), 2 * number + 2, "{verb}");
    }
}
