//! The log of requests, without their secrets.

use std::collections::{BTreeSet, VecDeque};

use axum::http::{header::AUTHORIZATION, request::Parts};
use serde::Serialize;
use serde_json::Value;

use crate::{
    domain::authorization,
    http::{contract::Contract, graphql::without_values},
};

/// How many requests are kept.
const KEPT: usize = 1000;

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
    /// The query, as pairs.
    pub query: Vec<(String, String)>,
    /// Whether the request had a bearer token.
    pub bearer: bool,
    /// The JSON body, or the form as an object; null when there is none. The literals in a GraphQL document are removed.
    pub body: Value,
}

/// What a request asks for.
pub struct Requested<'a> {
    /// The id of the operation, or the root field of a GraphQL document; nothing if the document is not valid.
    pub operation: Option<&'a str>,
    pub body: &'a Value,
    pub is_graphql: bool,
}

#[derive(Default)]
pub struct Log(VecDeque<ReceivedRequest>);

impl Log {
    pub fn record(&mut self, at: i64, head: &Parts, requested: Option<&Requested<'_>>) {
        let url = reqwest::Url::parse(&format!("http://sandbox{}", head.uri)).ok();
        let pairs = url.iter().flat_map(|url| url.query_pairs().into_owned().collect::<Vec<_>>());
        let secrets = &Contract::get().secrets;
        let mut body = requested.map(|requested| redacted(requested.body, secrets)).unwrap_or_default();
        if let Some(Value::String(document)) = body.get_mut("query")
            && requested.is_some_and(|requested| requested.is_graphql)
        {
            *document = without_values(document);
        }
        let authorization = head.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(ReceivedRequest {
            at,
            operation: requested.and_then(|requested| requested.operation).map(str::to_owned),
            method: head.method.to_string(),
            path: head.uri.path().into(),
            query: pairs
                .map(|(name, value)| if secrets.contains(&name) { (name, REDACTED.into()) } else { (name, value) })
                .collect(),
            bearer: authorization.is_some_and(|header| authorization::credentials(header, "Bearer").is_some()),
            body,
        });
    }

    pub fn all(&self) -> impl DoubleEndedIterator<Item = &ReceivedRequest> {
        self.0.iter()
    }
}

const REDACTED: &str = "[redacted]";

fn redacted(value: &Value, secrets: &BTreeSet<String>) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| match secrets.contains(name) && !value.is_null() {
                true => (name.clone(), REDACTED.into()),
                false => (name.clone(), redacted(value, secrets)),
            })
            .collect(),
        Value::Array(items) => items.iter().map(|item| redacted(item, secrets)).collect(),
        other => other.clone(),
    }
}
