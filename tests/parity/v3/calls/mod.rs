//! The call of our client for each method of the recorded SDKs.

mod open;
mod sign_in;
mod user;

use authing_wxapp::{AuthenticationClient, AuthenticationClientBuilder, Error, TokenStore as _};
use serde_json::{Value, json};

use super::{
    methods::{Kind, Method},
    record::{Record, now},
    session::{Store, of_state, state_of},
};
use crate::drive::json_of;

/// Sets the connection of the record. Each method of the recorded SDKs takes it anew.
pub fn configure(builder: AuthenticationClientBuilder, record: &Record) -> AuthenticationClientBuilder {
    match record.arg()["extIdpConnidentifier"].as_str() {
        Some(identifier) => builder.ext_idp_conn_identifier(identifier),
        None => builder,
    }
}

/// Makes the recorded call; `None` if we do not have it.
pub async fn call(client: &AuthenticationClient, store: &Store, record: &Record) -> Option<Result<Value, Error>> {
    match Method::of(record)?.kind {
        Kind::Store => stored(client, store, record).await,
        Kind::Application => application(client, record).await,
        Kind::SignIn => sign_in::call(client, record).await,
        Kind::User => user::call(client, record).await,
        Kind::Open => open::call(client, record).await,
        Kind::Refresh => json_of(client.v3().refresh_token().await),
        Kind::Logout => json_of(client.v3().logout().await),
        Kind::Platform => None,
    }
}

/// The methods about the login state. Our client gives its session, and a store takes one.
async fn stored(client: &AuthenticationClient, store: &Store, record: &Record) -> Option<Result<Value, Error>> {
    match record.method.as_str() {
        "getLoginState" => Some(client.stored_session().await.map(|session| state_of(session.as_deref()))),
        "clearLoginState" => {
            store.clear().await.expect("a memory store can be cleared");
            Some(Ok(Value::Null))
        }
        _ => {
            let mut state = record.arg().clone();
            if let Some(seconds) = state["expires_in"].as_i64() {
                state["expires_at"] = json!((now() + seconds) * 1000);
            }
            if let Some(session) = of_state(&state) {
                // A store that is full says so; the client is not involved.
                let _stored = store.put(session.into()).await;
            }
            Some(Ok(Value::Null))
        }
    }
}

async fn application(client: &AuthenticationClient, record: &Record) -> Option<Result<Value, Error>> {
    let token = record.arg().as_str().unwrap_or_default();
    match record.method.as_str() {
        "getNewAccessTokenByRefreshToken" => json_of(client.get_new_access_token_by_refresh_token(token).await),
        "introspectToken" => json_of(client.v3().introspect_token(token).await),
        "revokeToken" => json_of(client.v3().revoke_token(token).await),
        _ => json_of(client.get_user_info_by_access_token(token).await),
    }
}

/// A text; empty if it is none.
fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A text, unless it is empty or none.
fn given(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.is_empty())
}
