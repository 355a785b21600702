//! Sessions, and a simulated Authing.

use std::sync::Arc;

use authing_wxapp::{AuthenticationClient, Session, TokenStore, User};
use serde_json::{Value, json};
use wiremock::{MockServer, Request, ResponseTemplate};

use crate::common::CheckedServer;

pub fn user(id: &str) -> User {
    serde_json::from_value(json!({ "id": id })).unwrap()
}

pub fn session(token: &str) -> Arc<Session> {
    Arc::new(Session::new(token, Some(user("ada"))))
}

/// A session whose user has a member that is nested this deep.
pub fn nested_session(depth: usize) -> Arc<Session> {
    let mut user = user("ada");
    user.direct_management = Some((0..depth).fold(json!(1), |inner, _| json!([inner])));
    Arc::new(Session::new("deep", Some(user)))
}

/// A session with a counter in the nickname of its user.
pub fn counted(count: u32) -> Arc<Session> {
    let mut user = user("ada");
    user.nickname = Some(count.to_string());
    Arc::new(Session::new("the-token", Some(user)))
}

pub fn count(session: Option<&Session>) -> u32 {
    let nickname = session.and_then(Session::user).and_then(|user| user.nickname.as_deref());
    nickname.map_or(0, |text| text.parse().unwrap())
}

/// The token of the stored session.
pub async fn token(store: &Arc<dyn TokenStore>) -> Option<String> {
    store.load().await.unwrap().session.map(|session| session.token().expose().to_owned())
}

/// Increments the counter, and repeats lost races. Returns the number of lost races.
pub async fn increment(store: &impl TokenStore) -> usize {
    for lost in 0.. {
        let stored = store.load().await.unwrap();
        let next = counted(count(stored.session.as_deref()) + 1);
        if store.replace(stored.version, next).await.unwrap() {
            return lost;
        }
        tokio::task::yield_now().await;
    }
    unreachable!()
}

/// A server that answers every request with this function.
pub async fn server(answer: impl Fn(&Request) -> ResponseTemplate + Send + Sync + 'static) -> CheckedServer {
    CheckedServer::start(answer).await
}

/// A server that accepts every login and returns the token `new`.
pub async fn login_server() -> CheckedServer {
    server(|_| json_reply(json!({ "code": 200, "message": "ok", "data": { "id": "ada", "token": "new" } }))).await
}

pub fn json_reply(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

pub fn client(server: &MockServer, store: impl TokenStore) -> AuthenticationClient {
    AuthenticationClient::builder("app").host(server.uri()).token_store(store).build().unwrap()
}

pub async fn requests(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

/// Lets the keychain of this program be in its memory.
pub fn mock_keychain() {
    static SET: std::sync::Once = std::sync::Once::new();
    SET.call_once(|| keyring_core::set_default_store(keyring_core::mock::Store::new().unwrap()));
}
