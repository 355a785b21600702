//! How a client handles stores that fail.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use authing_wxapp::{BoxFuture, MemoryStore, Session, StoreError, Stored, TokenStore, Version};

use crate::support::{client, json_reply, login_server, requests, server, session, user};

/// A store of which one operation fails.
struct Broken {
    inner: MemoryStore,
    breaks: Breaks,
    replaced: Arc<AtomicUsize>,
}

#[derive(Clone, Copy, PartialEq)]
enum Breaks {
    Load,
    Replace,
    Clear,
    /// `replace` always loses the race, as if another program were always faster.
    AlwaysLate,
}

impl Broken {
    fn new(breaks: Breaks) -> Self {
        Self { inner: MemoryStore::new(), breaks, replaced: Arc::default() }
    }

    fn with_session(breaks: Breaks) -> Self {
        Self { inner: MemoryStore::with_session((*session("old")).clone()), ..Self::new(breaks) }
    }

    fn check(&self, step: Breaks) -> Result<(), StoreError> {
        match self.breaks == step {
            true => Err(StoreError::new("the vault is shut").with_source(std::io::Error::other("no key"))),
            false => Ok(()),
        }
    }
}

impl TokenStore for Broken {
    fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>> {
        Box::pin(async {
            self.check(Breaks::Load)?;
            self.inner.load().await
        })
    }

    fn replace(&self, expected: Version, session: Arc<Session>) -> BoxFuture<'_, Result<bool, StoreError>> {
        Box::pin(async move {
            self.replaced.fetch_add(1, Ordering::Relaxed);
            self.check(Breaks::Replace)?;
            match self.breaks {
                Breaks::AlwaysLate => Ok(false),
                _ => self.inner.replace(expected, session).await,
            }
        })
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async {
            self.check(Breaks::Clear)?;
            self.inner.clear().await
        })
    }
}

#[tokio::test]
async fn a_window_login_that_cannot_be_stored_has_its_session_in_the_error() {
    for breaks in [Breaks::Load, Breaks::Replace, Breaks::AlwaysLate] {
        let server = login_server().await;
        let client = client(&server, Broken::new(breaks));
        let message = serde_json::json!({ "code": 200, "data": { "id": "ada", "token": "new" } }).to_string();
        let error = client.social().accept_message(client.host(), message).await.unwrap_err();
        assert!(error.is_store() && error.may_have_reached_server(), "{error:?}");
        assert_eq!(error.session().unwrap().user_id().as_deref(), Some("ada"));
        // Other messages are refused before the store is read.
        let error = client.social().accept_message(client.host(), "{}").await.unwrap_err();
        assert!(error.is_argument(), "{error:?}");
    }
}

#[tokio::test]
async fn a_login_that_cannot_be_stored_has_its_session_in_the_error() {
    for breaks in [Breaks::Replace, Breaks::AlwaysLate] {
        let server = login_server().await;
        let client = client(&server, Broken::new(breaks));
        let errors = [
            client.login_by_code("code").await.map(drop).unwrap_err(),
            client.login_by_code("code").raw_data("{}").await.map(drop).unwrap_err(),
            client.login_by_phone("code", "iv", "data").await.map(drop).unwrap_err(),
            client.sign_in("code", || async { None }).await.map(drop).unwrap_err(),
        ];
        for error in errors {
            assert!(error.is_store(), "{error:?}");
            assert!(error.may_have_reached_server(), "the code is spent: {error:?}");
            let session = error.session().expect("the session that was obtained");
            assert_eq!(session.token().expose(), "new");
            assert_eq!(session.user().unwrap().id, "ada");
        }
        assert_eq!(requests(&server).await, 4, "no code is sent twice");
    }
}

#[tokio::test]
async fn the_error_has_the_message_and_the_source_of_the_store_error() {
    let server = login_server().await;
    let error = client(&server, Broken::new(Breaks::Replace)).login_by_code("code").await.unwrap_err();
    assert_eq!(error.message(), "the vault is shut");
    assert_eq!((error.verb(), error.code().get(), error.http_status()), ("login_by_code", -3, None));
    let source = std::error::Error::source(&error).unwrap();
    let cause = source.source().map(ToString::to_string);
    assert_eq!(cause.unwrap_or_else(|| source.to_string()), "no key");
}

#[tokio::test]
async fn an_unreadable_store_is_an_error_before_a_code_is_spent() {
    let server = login_server().await;
    let client = client(&server, Broken::new(Breaks::Load));
    let errors = [
        client.login_by_code("code").await.map(drop).unwrap_err(),
        client.login_by_phone("code", "iv", "data").await.map(drop).unwrap_err(),
        client.login_by_email("ada@example.com", "password").await.map(drop).unwrap_err(),
        client.sign_in("code", || async { None }).await.map(drop).unwrap_err(),
        client.get_current_user().await.map(drop).unwrap_err(),
        client.refresh_token().await.map(drop).unwrap_err(),
        client.check_logged_in().await.map(drop).unwrap_err(),
        client.stored_session().await.map(drop).unwrap_err(),
    ];
    for error in errors {
        assert!(error.is_store() && error.session().is_none(), "{error:?}");
        assert!(!error.may_have_reached_server(), "{error:?}");
    }
    assert_eq!(requests(&server).await, 0);
}

#[tokio::test]
async fn a_logout_reaches_the_server_even_if_the_store_cannot_be_cleared() {
    let server = server(|_| json_reply(serde_json::json!({ "code": 200, "message": "ok" }))).await;
    let client = client(&server, Broken::with_session(Breaks::Clear));
    let error = client.logout().await.unwrap_err();
    assert!(error.is_store(), "{error:?}");
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].headers["authorization"], "Bearer old");
}

#[tokio::test]
async fn a_store_that_always_loses_the_race_is_an_error_and_not_an_endless_loop() {
    let server = login_server().await;
    let store = Broken::with_session(Breaks::AlwaysLate);
    let replaced = Arc::clone(&store.replaced);
    let client = client(&server, store);
    let errors = [client.set_token("new").await.unwrap_err(), client.set_current_user(user("ada")).await.unwrap_err()];
    for error in errors {
        assert!(error.is_store(), "{error:?}");
        assert!(error.message().contains("48 concurrent updates"), "{error:?}");
    }
    let tries = replaced.load(Ordering::Relaxed);
    assert!((2 * 2..=2 * 100).contains(&tries), "{tries} tries");
}

#[tokio::test]
async fn a_refresh_that_cannot_be_stored_has_the_new_token_in_the_error() {
    for breaks in [Breaks::Replace, Breaks::AlwaysLate] {
        let server =
            server(|_| json_reply(serde_json::json!({ "data": { "refreshToken": { "token": "new" } } }))).await;
        let error = client(&server, Broken::with_session(breaks)).refresh_token().await.unwrap_err();
        assert!(error.is_store(), "{error:?}");
        assert_eq!(error.session().map(|session| session.token().expose()), Some("new"), "{error:?}");
        assert!(error.may_have_reached_server(), "the old token may be spent: {error:?}");
    }
}
