//! The v3 API: what its methods send, return and store.

mod account;
mod binding;
mod document;
mod flow;
mod old_server;
mod phone_code;
mod sign_in;
mod tokens;
mod wechat;
mod wechat_token;

use authing_wxapp::{AuthenticationClient, Session};
use serde_json::{Value, json};

use crate::support::{Server, TestStore, expired_token, token, token_no};

pub const CONNECTION: &str = "my-wxapp";
pub const REFRESH_TOKEN: &str = "refresh-1";

/// A client that knows the connection of its mini-program, over this store.
pub fn client(server: &Server, store: &TestStore) -> AuthenticationClient {
    server.builder().ext_idp_conn_identifier(CONNECTION).token_store(store.clone()).build().expect("a client")
}

/// The session of a sign-in: the ID token, the access token, and a refresh token.
pub fn session() -> Session {
    Session::new(token("user-1"), None).with_access_token(access_token()).with_refresh_token(REFRESH_TOKEN)
}

/// The same, whose access token has expired.
pub fn expired() -> Session {
    Session::new(expired_token("user-1"), None)
        .with_access_token(old_access_token())
        .with_refresh_token(REFRESH_TOKEN)
        .with_expires_at(1_700_000_000)
}

pub fn access_token() -> String {
    token_no("user-1", 2)
}

pub fn old_access_token() -> String {
    token_no("user-1", 3)
}

pub fn new_access_token() -> String {
    token_no("user-1", 4)
}

/// What a sign-in of v3 gives in its data.
pub fn tokens() -> Value {
    json!({
        "access_token": access_token(),
        "id_token": token("user-1"),
        "refresh_token": REFRESH_TOKEN,
        "token_type": "Bearer",
        "expires_in": 7200,
        "scope": "openid profile phone offline_access",
    })
}

/// What the token endpoint gives for a refresh token.
pub fn renewed() -> Value {
    json!({ "access_token": new_access_token(), "refresh_token": "refresh-2", "expires_in": 7200 })
}

pub fn profile(phone: Option<&str>) -> Value {
    json!({
        "userId": "user-1",
        "nickname": "Ada",
        "phone": phone,
        "identities": [{ "identityId": "i1", "type": "openid", "userIdInIdp": "oOpen-1" }],
    })
}

pub fn access(store: &TestStore) -> Option<String> {
    Some(store.session()?.access_token()?.expose().to_owned())
}

pub fn refresh(store: &TestStore) -> Option<String> {
    Some(store.session()?.refresh_token()?.expose().to_owned())
}
