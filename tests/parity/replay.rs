//! A server that sends the recorded replies and keeps the requests.

use std::{collections::BTreeMap, io, net::TcpListener, time::Duration};

use serde_json::{Value, json};
use wiremock::{Mock, MockServer, Request, ResponseTemplate, matchers::any};

use crate::{hosts, support::check_request};

/// A request as the server received it.
#[derive(Debug, Clone)]
pub struct Sent {
    pub method: String,
    pub path: String,
    pub query: Vec<(String, String)>,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Sent {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// The parts of a multipart body, as records describe them.
    pub fn parts(&self) -> Value {
        let boundary =
            self.header("content-type").and_then(|value| value.split_once("boundary=")).unwrap_or_default().1;
        split(&self.body, format!("--{boundary}").as_bytes()).into_iter().filter_map(part).collect()
    }
}

fn split<'a>(bytes: &'a [u8], mark: &[u8]) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(mark.len()).position(|window| window == mark) {
        pieces.push(&rest[..at]);
        rest = &rest[at + mark.len()..];
    }
    pieces.push(rest);
    pieces
}

fn part(piece: &[u8]) -> Option<Value> {
    let (head, body) =
        split(piece, b"\r\n\r\n").split_first().map(|(head, rest)| (*head, rest.join(&b"\r\n\r\n"[..])))?;
    let head = String::from_utf8_lossy(head);
    let line = |name: &str| head.lines().find(|line| line.to_lowercase().starts_with(name));
    let disposition = line("content-disposition:")?;
    let quoted = |name: &str| Some(disposition.split_once(&format!(" {name}=\""))?.1.split_once('"')?.0);
    let content_type = line("content-type:").and_then(|line| Some(line.split_once(':')?.1.trim()));
    // The line break before the next boundary does not belong to the part.
    let size = body.len().saturating_sub(2);
    Some(json!({ "name": quoted("name"), "fileName": quoted("filename"), "contentType": content_type, "size": size }))
}

/// A server for the calls of one client.
pub struct Replay(MockServer);

impl Replay {
    pub async fn start() -> Self {
        Self(MockServer::start().await)
    }

    pub fn uri(&self) -> String {
        self.0.uri()
    }

    /// Removes earlier replies, and answers with those of the recorded requests, one after the other.
    pub async fn load(&self, requests: &[Value]) {
        self.0.reset().await;
        for request in requests {
            let reply = &request["reply"];
            let mock = match request["notDelivered"].is_null() && reply["hangUp"].is_null() {
                true => Mock::given(any()).respond_with(answer(reply)),
                false => {
                    Mock::given(any()).respond_with_err(|_: &Request| io::Error::from(io::ErrorKind::ConnectionReset))
                }
            };
            mock.up_to_n_times(1).mount(&self.0).await;
        }
    }

    /// The requests since the last [`load`](Self::load), without the path prefix of their host, and how they violate the
    /// contract. Each must match it, whatever was recorded.
    pub async fn received(&self, prefixes: &[String], renamed: &[(String, &'static str)]) -> (Vec<Sent>, Vec<String>) {
        let (mut all, mut violations) = (Vec::new(), Vec::new());
        for mut request in self.0.received_requests().await.expect("requests are recorded") {
            let path = hosts::split_prefix(prefixes, request.url.path()).1.to_owned();
            request.url.set_path(&path);
            violations.extend(check_request(&request, renamed).err());
            all.push(sent(request));
        }
        (all, violations)
    }
}

/// A URL at which nothing listens.
pub fn closed_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    format!("http://{}", listener.local_addr().expect("a listener has an address"))
}

pub fn answer(reply: &Value) -> ResponseTemplate {
    let status = reply["status"].as_u64().and_then(|status| u16::try_from(status).ok()).unwrap_or(200);
    let body = match (reply.get("json"), reply["text"].as_str()) {
        (Some(json), _) => json.to_string(),
        (None, text) => text.unwrap_or_default().to_owned(),
    };
    let template = ResponseTemplate::new(status);
    let template = match reply["contentType"].as_str() {
        Some(content_type) => template.set_body_raw(body, content_type),
        None => template.set_body_bytes(body),
    };
    template.set_delay(Duration::from_millis(reply["delayMs"].as_u64().unwrap_or_default()))
}

pub fn sent(request: Request) -> Sent {
    // Headers that depend on the HTTP client. Records omit them too.
    let technical =
        ["host", "connection", "content-length", "transfer-encoding", "user-agent", "accept", "accept-encoding"];
    let headers = request.headers.iter().filter(|(name, _)| !technical.contains(&name.as_str()));
    Sent {
        method: request.method.to_string(),
        path: request.url.path().to_owned(),
        query: request.url.query_pairs().into_owned().collect(),
        headers: headers
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect(),
        body: request.body,
    }
}
