//! Replies, and the conventions in which the service writes them.

use std::time::Duration;

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

/// What a server answers. JSON and text are held against the contract; [`Reply::raw`] is the deliberate exception.
#[derive(Clone)]
pub struct Reply {
    pub(super) status: u16,
    pub(super) template: ResponseTemplate,
    /// Nothing for a raw reply.
    pub(super) checked: Option<Value>,
}

impl Reply {
    /// JSON under an HTTP status.
    pub fn status(status: u16, body: Value) -> Self {
        Self { status, template: ResponseTemplate::new(status).set_body_json(&body), checked: Some(body) }
    }

    /// Text under HTTP 200.
    pub fn text(content_type: &str, body: &str) -> Self {
        Self { checked: Some(body.into()), ..Self::raw(200, content_type, body) }
    }

    /// Whatever a test wants, unchecked: a page of a gateway, broken JSON, members of an odd type.
    pub fn raw(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let template = ResponseTemplate::new(status).set_body_raw(body.into(), content_type);
        Self { status, template, checked: None }
    }

    /// JSON that the contract does not know, under HTTP 200.
    pub fn raw_json(body: Value) -> Self {
        Self::raw(200, "application/json", body.to_string())
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.template = self.template.insert_header(name, value);
        self
    }

    /// Comes so late that every client has given up.
    pub fn never(mut self) -> Self {
        self.template = self.template.set_delay(Duration::from_secs(3600));
        self
    }
}

impl From<Value> for Reply {
    fn from(body: Value) -> Self {
        Self::status(200, body)
    }
}

/// A success of the convention `{code, message, data}`.
pub fn envelope(data: Value) -> Value {
    json!({ "code": 200, "message": "ok", "data": data })
}

/// A failure of the convention `{code, message, data}`.
pub fn refusal(code: i64, message: &str) -> Value {
    json!({ "code": code, "message": message, "data": null })
}

/// A success of GraphQL: what the root field gives.
pub fn graphql(field: &str, value: Value) -> Value {
    json!({ "data": { field: value } })
}

/// A failure of GraphQL as the service writes it: with an object as message.
pub fn graphql_refusal(code: i64, message: &str) -> Value {
    json!({ "data": null, "errors": [{ "message": { "code": code, "message": message, "data": null } }] })
}
