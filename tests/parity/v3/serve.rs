//! A server that sends the recorded replies, and made-up ones to requests that the recorded SDK did not send.

use std::{borrow::Cow, io, time::Duration};

use serde_json::{Value, json};
use wiremock::{Mock, MockServer, Request, ResponseTemplate, matchers::any};

use super::{
    methods::{REVOCATION, SYSTEM, TOKEN},
    record::{Record, as_oidc},
};
use crate::{
    hosts, keys,
    replay::{self, Sent},
    support::{Contract, check_request},
};

/// A request of our client and the reply to it.
#[derive(Debug)]
pub struct Exchange {
    pub sent: Sent,
    pub reply: Value,
}

/// The replies of a record, by the paths of their requests. The last reply of a path answers every further request to it.
struct Script<'a>(&'a [Value]);

impl<'a> Script<'a> {
    fn paths(&self) -> Vec<&'a str> {
        let mut paths: Vec<&str> = self.0.iter().filter_map(|request| request["path"].as_str()).collect();
        paths.sort_unstable();
        paths.dedup();
        paths
    }

    fn recorded(&self, path: &str) -> Vec<Value> {
        let requests = self.0.iter().filter(|request| request["path"] == path);
        requests
            .map(|request| match request["notDelivered"].is_null() {
                true => request["reply"].clone(),
                false => json!({ "hangUp": request["notDelivered"] }),
            })
            .collect()
    }

    /// The reply to a request, of which there were `earlier` ones to the same path.
    fn reply(&self, method: &str, path: &str, earlier: usize) -> Value {
        let mut replies = self.recorded(path);
        match replies.len() {
            0 => made_up(method, path),
            many => replies.swap_remove(earlier.min(many - 1)),
        }
    }
}

/// The tokens of made-up replies.
pub const RENEWED_ACCESS_TOKEN: &str = "renewed-access-token";
pub const RENEWED_REFRESH_TOKEN: &str = "renewed-refresh-token";

/// A success of this endpoint: tokens, keys, or the example of the contract.
fn made_up(method: &str, path: &str) -> Value {
    let tokens = json!({
        "access_token": RENEWED_ACCESS_TOKEN, "refresh_token": RENEWED_REFRESH_TOKEN, "token_type": "Bearer", "expires_in": 7200,
    });
    let json = match path {
        TOKEN => tokens,
        REVOCATION => return json!({ "status": 200, "text": "" }),
        SYSTEM => json!({ "rsa": { "publicKey": keys::public_pem() }, "sm2": { "publicKey": keys::sm2_public_hex() } }),
        "/api/v3/signin" | "/api/v3/signin-by-mobile" => json!({ "statusCode": 200, "message": "", "data": tokens }),
        path if path.ends_with("/.well-known") => json!({ "code": 200, "data": { "publicKey": keys::public_pem() } }),
        _ => {
            let operation = &Contract::get().document["paths"][path][method.to_lowercase()];
            operation["responses"]["2XX"]["content"]["application/json"]["example"].clone()
        }
    };
    json!({ "status": 200, "contentType": "application/json", "json": json })
}

/// A server for one call.
pub struct Server {
    mock: MockServer,
    prefixes: Vec<String>,
}

impl Server {
    /// Starts a server that answers as the record says.
    pub async fn start(record: &Record) -> Self {
        let (mock, prefixes) = (MockServer::start().await, hosts::prefixes(record.get("options")));
        let script = Script(record.requests());
        for path in script.paths() {
            let replies = script.recorded(path);
            let last = replies.len() - 1;
            for (index, reply) in replies.into_iter().enumerate() {
                let (prefixes, path) = (prefixes.clone(), path.to_owned());
                let given = Mock::given(move |request: &Request| without_prefix(&prefixes, request) == path);
                let mock_reply = match reply["hangUp"].is_null() {
                    true => given.respond_with(answer(&reply)),
                    false => given.respond_with_err(|_: &Request| io::Error::from(io::ErrorKind::ConnectionReset)),
                };
                let times = if index == last { u64::MAX } else { 1 };
                mock_reply.up_to_n_times(times).mount(&mock).await;
            }
        }
        let prefix = prefixes.clone();
        let made_up =
            move |request: &Request| answer(&made_up(request.method.as_str(), &without_prefix(&prefix, request)));
        Mock::given(any()).respond_with(made_up).with_priority(u8::MAX).mount(&mock).await;
        Self { mock, prefixes }
    }

    pub fn uri(&self) -> String {
        self.mock.uri()
    }

    /// The requests with their replies. Each request must match the contract, whatever was recorded.
    pub async fn exchanges(&self, record: &Record) -> Result<Vec<Exchange>, String> {
        let script = Script(record.requests());
        let mut exchanges: Vec<Exchange> = Vec::new();
        for mut request in self.mock.received_requests().await.expect("requests are recorded") {
            let path = without_prefix(&self.prefixes, &request).into_owned();
            request.url.set_path(&path);
            check_request(&request, &[]).map_err(|why| format!("the contract is violated: {why}"))?;
            let earlier = exchanges.iter().filter(|exchange| exchange.sent.path == path).count();
            let reply = script.reply(request.method.as_str(), &path, earlier);
            exchanges.push(Exchange { sent: replay::sent(request), reply });
        }
        Ok(exchanges)
    }
}

fn without_prefix<'a>(prefixes: &[String], request: &'a Request) -> Cow<'a, str> {
    as_oidc(hosts::split_prefix(prefixes, request.url.path()).1)
}

/// A reply that never comes takes longer than any time limit of a record.
const NEVER: Duration = Duration::from_secs(30);

fn answer(reply: &Value) -> ResponseTemplate {
    match reply["neverAnswered"].is_null() {
        true => replay::answer(reply),
        false => ResponseTemplate::new(200).set_delay(NEVER),
    }
}
