//! The log of requests, without their secrets.

use std::collections::VecDeque;

use axum::{
    body::Bytes,
    http::{HeaderMap, Method, Uri, header::AUTHORIZATION, request::Parts},
    response::Response,
};
use serde::Serialize;
use serde_json::Value;

use crate::{
    domain::authorization,
    http::{
        contract::Contract,
        faults::Effect,
        graphql,
        observer::Reason,
        redaction::{REDACTED, body_without_secrets, is_name, shown_name},
    },
};

/// How many requests are kept.
const KEPT: usize = 1000;
/// How many of them are kept as they were sent, so that they can be sent again.
const KEPT_WHOLE: usize = 200;
/// The largest body that is kept, in bytes; also the largest head of a request that is kept as it was sent.
const LARGEST_BODY: usize = 16 << 10;
/// The largest number of values in a body that is kept. Each takes more memory than its text.
const MOST_VALUES: usize = 2000;
/// The longest text that is kept of a method, a path and a reason, in characters. All of them may quote what a client sent.
const LONGEST_TEXT: usize = 2000;

/// A request that the sandbox received. Tokens, passwords, codes and payloads are removed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ReceivedRequest {
    /// When it came, by the sandbox's clock, in seconds since 1970.
    pub at: i64,
    /// The id of the operation in the contract, or the root field of a GraphQL document; `None` for a request that the sandbox
    /// does not know.
    pub operation: Option<String>,
    /// The HTTP method.
    pub method: String,
    /// The path.
    pub path: String,
    /// The query, as pairs; empty if the address has more than 16 KiB.
    pub query: Vec<(String, String)>,
    /// Whether the request had a bearer token.
    pub bearer: bool,
    /// The JSON body, or the form as an object; null when there is none. The literals in a GraphQL document are removed, and its
    /// variables that hold secrets. A body
    /// of more than 16 KiB or 2,000 values is replaced by a text that says so.
    pub body: Value,
    /// The HTTP status of the reply; `None` as long as there is no reply, which is always so for the fault `hang`.
    pub status: Option<u16>,
    /// The business code of the refusal, if the request was refused. The status of such a reply is often 200.
    pub code: Option<i64>,
    /// The reason of the refusal.
    pub reason: Option<String>,
    /// The fault that was applied.
    pub fault: Option<Effect>,
}

/// A request with what the page shows of it besides.
pub struct Entry {
    /// A number that no other request has.
    pub number: u64,
    pub request: ReceivedRequest,
    /// The request as it was sent, with its secrets; nothing if it is too old or too large.
    pub whole: Option<WholeRequest>,
}

/// A request as it was sent.
pub struct WholeRequest {
    pub method: Method,
    pub uri: Uri,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// What a request asks for.
pub struct Requested<'a> {
    /// The id of the operation, or the root field of a GraphQL document; nothing if the document is not valid.
    pub operation: Option<&'a str>,
    pub body: &'a Value,
    pub is_graphql: bool,
}

#[derive(Default)]
pub struct Log {
    entries: VecDeque<Entry>,
    next: u64,
}

impl Log {
    /// Adds a request that has no reply yet, and gives its number.
    pub fn record(
        &mut self,
        at: i64,
        (head, whole_body): (&Parts, &Bytes),
        requested: Option<&Requested<'_>>,
        fault: Option<Effect>,
    ) -> u64 {
        let url = reqwest::Url::parse(&format!("http://sandbox{}", head.uri)).ok();
        let short = url.iter().filter(|url| url.as_str().len() <= LARGEST_BODY);
        let pairs = short.flat_map(|url| url.query_pairs().into_owned().collect::<Vec<_>>());
        let secrets = &Contract::get().secrets;
        let without_secrets = |requested: &Requested<'_>| match requested.is_graphql {
            true => graphql::body_without_secrets(requested.body, secrets),
            false => body_without_secrets(requested.body, secrets),
        };
        let mut body = requested.map(without_secrets).unwrap_or_default();
        // The log would hold gigabytes otherwise. Of an upload the body has only the name.
        let is_large = whole_body.len() > LARGEST_BODY && body.to_string().len() > LARGEST_BODY;
        if is_large || values(&body) > MOST_VALUES {
            body = Value::from("(too large for the log)");
        }
        let authorization = head.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let request = ReceivedRequest {
            at,
            operation: requested.and_then(|requested| requested.operation).map(str::to_owned),
            method: shortened(head.method.as_str()),
            path: shortened(head.uri.path()),
            query: pairs
                .map(|(name, value)| match secrets.contains(&name) || !is_name(&name) {
                    true => (shown_name(&name), REDACTED.into()),
                    false => (name, value),
                })
                .collect(),
            bearer: authorization.is_some_and(|header| authorization::credentials(header, "Bearer").is_some()),
            body,
            status: None,
            code: None,
            reason: None,
            fault,
        };
        let whole = || WholeRequest {
            method: head.method.clone(),
            uri: head.uri.clone(),
            headers: head.headers.clone(),
            body: whole_body.clone(),
        };
        let whole = (whole_body.len() <= LARGEST_BODY && size(head) <= LARGEST_BODY).then(whole);
        if self.entries.len() == KEPT {
            self.entries.pop_front();
        }
        let number = self.next;
        self.next += 1;
        self.entries.push_back(Entry { number, request, whole });
        if let Some(old) = self.entries.iter_mut().nth_back(KEPT_WHOLE) {
            old.whole = None;
        }
        number
    }

    /// Adds the reply to the request with this number, unless the request has been removed.
    pub fn answered(&mut self, number: u64, reply: &Response) {
        let place = self.entries.binary_search_by_key(&number, |entry| entry.number);
        let Some(Entry { request, .. }) = place.ok().and_then(|place| self.entries.get_mut(place)) else { return };
        request.status = Some(reply.status().as_u16());
        if let Some(Reason(code, reason)) = reply.extensions().get() {
            (request.code, request.reason) = (Some(*code), Some(shortened(reason)));
        }
    }

    /// Removes all requests. Their numbers are not used again, so that a late reply goes to no other request.
    pub fn clear(&mut self) {
        self.entries.clear();
    }

    pub fn all(&self) -> impl DoubleEndedIterator<Item = &ReceivedRequest> {
        self.entries.iter().map(|entry| &entry.request)
    }

    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.iter()
    }
}

/// The beginning of a text, if it is long.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST_TEXT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The size of the head of a request, in bytes.
fn size(head: &Parts) -> usize {
    let uri = head.uri.path_and_query().map_or(0, |uri| uri.as_str().len());
    let headers = head.headers.iter().map(|(name, value)| name.as_str().len() + value.len());
    uri + head.method.as_str().len() + headers.sum::<usize>()
}

/// The number of values in a value, itself included.
fn values(value: &Value) -> usize {
    match value {
        Value::Object(members) => 1 + members.values().map(values).sum::<usize>(),
        Value::Array(items) => 1 + items.iter().map(values).sum::<usize>(),
        _ => 1,
    }
}
