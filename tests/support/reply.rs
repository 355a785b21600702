//! Replies in the conventions of the service.

use std::time::Duration;

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

/// The reply of a server. JSON and text are checked against the contract; [`Reply::raw`] is not, on purpose.
#[derive(Clone)]
pub struct Reply {
    pub(super) status: u16,
    pub(super) template: ResponseTemplate,
    /// The body to check; `None` for a raw reply.
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

    /// An unchecked reply: the page of a gateway, malformed JSON, members of an unexpected type.
    pub fn raw(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let template = ResponseTemplate::new(status).set_body_raw(body.into(), content_type);
        Self { status, template, checked: None }
    }

    /// JSON that is not in the contract, under HTTP 200.
    pub fn raw_json(body: Value) -> Self {
        Self::raw(200, "application/json", body.to_string())
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.template = self.template.insert_header(name, value);
        self
    }

    pub fn delay(mut self, delay: Duration) -> Self {
        self.template = self.template.set_delay(delay);
        self
    }

    /// Delays the reply beyond every timeout of a test.
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

/// A success of v3.
pub fn v3(data: Value) -> Value {
    json!({ "statusCode": 200, "message": "ok", "data": data })
}

/// A failure of v3, which comes with HTTP 200.
pub fn v3_refusal(status_code: i64, api_code: i64, message: &str) -> Value {
    json!({ "statusCode": status_code, "message": message, "apiCode": api_code, "requestId": "request-1" })
}

/// A failure of the convention `{code, message, data}`.
pub fn refusal(code: i64, message: &str) -> Value {
    json!({ "code": code, "message": message, "data": null })
}

/// A success of GraphQL: the value of the root field.
pub fn graphql(field: &str, value: Value) -> Value {
    json!({ "data": { field: value } })
}

/// A failure of GraphQL. The service puts an object into `message`.
pub fn graphql_refusal(code: i64, message: &str) -> Value {
    json!({ "data": null, "errors": [{ "message": { "code": code, "message": message, "data": null } }] })
}
