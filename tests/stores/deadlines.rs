//! Stores that hang or are slow: what the timeout of a call ends, and what its error says.

use std::{
    future::pending,
    sync::Arc,
    time::{Duration, Instant},
};

use authing_wxapp::{
    AuthenticationClient, BoxFuture, Error, MemoryStore, Session, StoreError, Stored, TokenStore, Version,
};
use futures_util::future::join_all;
use serde_json::json;

use crate::{
    common::{CheckedServer, Contract, jwt},
    support::{json_reply, requests, server, session},
};

#[derive(Clone, Copy, PartialEq)]
enum Behavior {
    LoadHangs,
    WritesHang,
    WritesTake(Duration),
}

struct Slow {
    inner: MemoryStore,
    behavior: Behavior,
}

impl Slow {
    async fn write(&self) {
        match self.behavior {
            Behavior::LoadHangs => {}
            Behavior::WritesHang => pending().await,
            Behavior::WritesTake(time) => tokio::time::sleep(time).await,
        }
    }
}

impl TokenStore for Slow {
    fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>> {
        match self.behavior {
            Behavior::LoadHangs => Box::pin(pending()),
            _ => self.inner.load(),
        }
    }

    fn replace(&self, expected: Version, session: Arc<Session>) -> BoxFuture<'_, Result<bool, StoreError>> {
        Box::pin(async move {
            self.write().await;
            self.inner.replace(expected, session).await
        })
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            self.write().await;
            self.inner.clear().await
        })
    }
}

/// A token of the user ada.
fn new_token() -> String {
    jwt(json!({ "sub": "ada" }))
}

/// A server whose replies each bring a new token.
async fn token_server(delay: Duration) -> CheckedServer {
    // Reading the contract takes long, which must not count as time of the first call.
    Contract::get();
    server(move |request| {
        let query = String::from_utf8_lossy(&request.body);
        let token = new_token();
        let body = match request.url.path() {
            "/oidc/token" => json!({ "access_token": "access", "id_token": token, "refresh_token": "refresh" }),
            "/graphql/v2" if query.contains("refreshToken(") => {
                json!({ "data": { "refreshToken": { "token": token } } })
            }
            "/graphql/v2" => json!({ "data": { "updateUser": { "id": "ada", "token": token } } }),
            _ => json!({ "code": 200, "message": "ok", "data": { "id": "ada", "token": token } }),
        };
        json_reply(body).set_delay(delay)
    })
    .await
}

fn client(server: &CheckedServer, behavior: Behavior, timeout: Duration) -> AuthenticationClient {
    let inner =
        MemoryStore::with_session(Session::new(jwt(json!({ "sub": "ada", "iat": 1 })), session("old").user().cloned()));
    AuthenticationClient::builder("app")
        .host(server.uri())
        .app_secret("the-secret")
        .redirect_uri("https://example.com/back")
        .timeout(timeout)
        .token_store(Slow { inner, behavior })
        .build()
        .unwrap()
}

type Call = (&'static str, fn(AuthenticationClient) -> BoxFuture<'static, Result<(), Error>>);

/// Calls whose replies bring a token that has to be stored.
const CALLS: [Call; 7] = [
    ("login_by_code", |client| Box::pin(async move { client.login_by_code("code").await.map(drop) })),
    ("login_by_phone", |client| Box::pin(async move { client.login_by_phone("code", "iv", "data").await.map(drop) })),
    ("social login", |client| {
        Box::pin(async move {
            let message = json!({ "code": 200, "data": { "id": "ada", "token": new_token() } }).to_string();
            client.social().accept_message(client.host(), message).await.map(drop)
        })
    }),
    ("refresh_token", |client| Box::pin(async move { client.refresh_token().await.map(drop) })),
    ("update_profile", |client| Box::pin(async move { client.update_profile().nickname("Ada").await.map(drop) })),
    ("get_access_token_by_code", |client| {
        Box::pin(async move { client.get_access_token_by_code("code").await.map(drop) })
    }),
    ("get_new_access_token_by_refresh_token", |client| {
        Box::pin(async move { client.get_new_access_token_by_refresh_token("refresh-0").await.map(drop) })
    }),
];

#[tokio::test]
async fn what_was_obtained_is_in_the_error_when_storing_hangs() {
    let server = token_server(Duration::ZERO).await;
    let errors = CALLS.map(|(name, call)| {
        let client = client(&server, Behavior::WritesHang, Duration::from_millis(800));
        async move { (name, call(client).await.unwrap_err()) }
    });
    for (name, error) in join_all(errors).await {
        assert!(error.is_timeout() && error.may_have_reached_server(), "{name}: {error:?}");
        assert!(error.message().contains("the token store did not store the session"), "{name}: {error:?}");
        let session = error.session().unwrap_or_else(|| panic!("{name}: {error:?}"));
        assert_eq!(session.token().expose(), new_token(), "{name}");
        let tokens = error.tokens().map(|tokens| tokens.access_token.expose().to_owned());
        assert_eq!(tokens.as_deref(), name.contains("access_token").then_some("access"), "{name}");
    }
}

#[tokio::test]
async fn the_timeout_does_not_end_storing() {
    // The reply takes most of the timeout, so that only storing exceeds it.
    let server = token_server(Duration::from_millis(600)).await;
    let slow = Behavior::WritesTake(Duration::from_millis(700));
    let outcomes = CALLS.map(|(name, call)| {
        let client = client(&server, slow, Duration::from_secs(1));
        async move { (name, call(client.clone()).await, client.stored_session().await.unwrap().unwrap()) }
    });
    for (name, outcome, session) in join_all(outcomes).await {
        outcome.unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert_eq!(session.token().expose(), new_token(), "{name}");
    }
}

#[tokio::test]
async fn a_store_that_hangs_before_the_request_is_a_timeout_that_reached_no_server() {
    let server = token_server(Duration::ZERO).await;
    let started = Instant::now();
    // These two have spent nothing yet, or have been given what they store, when they first read the store.
    let others = |(name, _): &&Call| !["social login", "get_access_token_by_code"].contains(name);
    let errors = CALLS.iter().filter(others).map(|(name, call)| {
        let client = client(&server, Behavior::LoadHangs, Duration::from_millis(300));
        async move { (name, call(client).await.unwrap_err()) }
    });
    for (name, error) in join_all(errors).await {
        assert!(error.is_timeout(), "{name}: {error:?}");
        assert!(!error.may_have_reached_server(), "nothing was sent: {name}: {error:?}");
        assert!(error.session().is_none(), "{name}: {error:?}");
    }
    assert!(started.elapsed() < Duration::from_secs(5));
    assert_eq!(requests(&server).await, 0);
}

#[tokio::test]
async fn a_server_that_does_not_answer_may_have_been_reached() {
    let server = token_server(Duration::from_secs(60)).await;
    let client = client(&server, Behavior::WritesHang, Duration::from_millis(500));
    let error = client.login_by_code("code").await.unwrap_err();
    assert!(error.is_timeout() && error.may_have_reached_server() && error.session().is_none(), "{error:?}");
}
