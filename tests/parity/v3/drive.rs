//! Makes a recorded call with our client, which has the options and the session of the record.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use authing_wxapp::{AuthenticationClient, AuthenticationClientBuilder, Error};
use serde_json::{Value, json};

use super::{
    calls,
    methods::{Kind, Method},
    record::{Record, Sdk, now},
    serve::{Exchange, Server},
    session::{Store, state_of},
};
use crate::{
    calls::oidc,
    hosts::{host_of, path_of},
    replay::closed_port,
};

/// What our client did for a recorded call.
#[derive(Debug)]
pub struct Observation {
    /// The seconds since 1970 when the call began.
    pub began: i64,
    pub exchanges: Vec<Exchange>,
    /// Whether the builder accepted the options.
    pub built: bool,
    /// `None` if our client has no counterpart of the method, because it only concerns the platform.
    pub outcome: Option<Result<Value, Error>>,
    /// Code, message and data of each call of `on_error`.
    pub on_error: Vec<Value>,
    pub before: Value,
    pub after: Value,
}

/// Makes the recorded call; `None` if we do not have the method. The error says how a request violated the contract.
pub async fn run(record: &Record) -> Option<Result<Observation, String>> {
    let method = Method::of(record)?;
    let server = Server::start(record).await;
    let unreachable = record.requests().first().is_some_and(|request| !request["notDelivered"].is_null());
    let uri = if unreachable { closed_port() } else { server.uri() };
    let observation = observe(record, method, &server, &uri).await;
    // Dropping the server blocks, which must not happen in a task that has exhausted its cooperative budget.
    tokio::task::yield_now().await;
    drop(server);
    observation
}

async fn observe(record: &Record, method: &Method, server: &Server, uri: &str) -> Option<Result<Observation, String>> {
    let (store, on_error) = (Store::of(record), Arc::default());
    let before = state_of(store.session().await.as_deref());
    let client = build(record, uri, &store, &on_error).build();
    let (built, began) = (client.is_ok(), now());
    let outcome = match client {
        _ if method.kind == Kind::Platform => None,
        Ok(client) => Some(calls::call(&client, &store, record).await?),
        Err(error) => Some(Err(error)),
    };
    let after = state_of(store.session().await.as_deref());
    let on_error = on_error.lock().unwrap().clone();
    let exchanges = server.exchanges(record).await;
    Some(exchanges.map(|exchanges| Observation { began, exchanges, built, outcome, on_error, before, after }))
}

/// The options of a record, as those of v2 have them.
pub fn host(record: &Record) -> String {
    host_of(record.get("options"))
}

fn build(record: &Record, server: &str, store: &Store, calls: &Arc<Mutex<Vec<Value>>>) -> AuthenticationClientBuilder {
    let text = |name: &str| record.option(name).as_str().filter(|text| !text.is_empty());
    let calls = Arc::clone(calls);
    let host = host(record);
    // A host without a scheme stays one, so that the client can judge it.
    let host = if host.contains("://") { format!("{server}{}", path_of(&host)) } else { host };
    let mut builder = AuthenticationClient::builder(text("appId").unwrap_or_default())
        .host(host)
        .token_store(store.clone())
        .on_error(move |code, message, data| calls.lock().unwrap().push(json!([code.get(), message, data])));
    if let Some(id) = text("userPoolId") {
        builder = builder.user_pool_id(id);
    }
    if let Some(secret) = text("appSecret") {
        builder = builder.app_secret(secret);
    }
    if record.sdk == Sdk::Taro {
        builder = builder.request_from(REQUEST_FROM);
    }
    if let Some(limit) = time_limit(record) {
        builder = builder.timeout(limit);
    }
    // A mini-program cannot keep a secret, so its application has none.
    let mut options = record.get("options").clone();
    if record.sdk == Sdk::Taro {
        for name in ["tokenEndPointAuthMethod", "introspectionEndPointAuthMethod", "revocationEndPointAuthMethod"] {
            options[name] = json!("none");
        }
    }
    calls::configure(oidc::configure(builder, &options), record)
}

/// What the mini-program SDK calls itself. A user of our client can configure it.
pub const REQUEST_FROM: &str = "sdk-miniapp";

/// The time limit of a record whose reply never comes. Where no limit was recorded, any will do.
fn time_limit(record: &Record) -> Option<Duration> {
    let waits = record.requests().iter().any(|request| !request["reply"]["neverAnswered"].is_null());
    let limit = [&record.get("platform")["timeout"], record.option("timeout")].into_iter().find_map(Value::as_u64);
    // A busy machine must still be able to answer the requests before.
    waits.then(|| Duration::from_millis(limit.unwrap_or(80).clamp(200, 2000)))
}
