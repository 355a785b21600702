//! How the service puts its answers: the envelope of REST, and that of GraphQL.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::ErrorCode;

/// A refusal with a business code. It comes with HTTP 200, as the service does it.
#[derive(Debug)]
pub struct Refusal {
    code: ErrorCode,
    message: String,
    data: Value,
}

impl Refusal {
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), data: Value::Null }
    }

    pub fn with_data(self, data: Value) -> Self {
        Self { data, ..self }
    }

    /// A request that the contract forbids.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::BAD_REQUEST, message)
    }

    pub fn code(&self) -> i64 {
        self.code.get()
    }

    fn body(self) -> Value {
        json!({ "code": self.code.get(), "message": self.message, "data": self.data })
    }

    /// The refusal as GraphQL has it.
    pub fn graphql(self, root: &str) -> Response {
        Json(json!({ "errors": [{ "message": self.body(), "path": [root] }], "data": { root: null } })).into_response()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        Json(self.body()).into_response()
    }
}

/// A success with its data.
pub fn success(data: impl Serialize) -> Response {
    Json(json!({ "code": 200, "message": "ok", "data": data })).into_response()
}

/// What the sandbox has not learned.
pub fn not_implemented(operation: &str) -> Response {
    let message = format!("the sandbox cannot do {operation} yet");
    (StatusCode::NOT_IMPLEMENTED, Json(json!({ "code": 501, "message": message, "data": null }))).into_response()
}
