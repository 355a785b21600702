//! The bodies of control requests, and the refusal of those that cannot be carried out.

use axum::{
    Json,
    body::Bytes,
    extract::{FromRequest, MatchedPath, Request},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;
use serde_json::{error::Category, json};

use super::help;

/// A body that is JSON, whatever its `Content-Type`, because `curl -d` sends that of a form. Pages of other origins, which could
/// send such a request without a preflight, are refused by [`cors`](crate::http::cors).
pub struct JsonBody<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = ControlError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ControlError> {
        let route = request.extensions().get::<MatchedPath>().cloned();
        let route = route.as_ref().map_or("", MatchedPath::as_str);
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let refused = |why: &str| {
            let takes = match help::takes(&method, route) {
                takes if takes.is_empty() => String::new(),
                takes => format!("; {method} {path} takes {takes}"),
            };
            ControlError(StatusCode::BAD_REQUEST, format!("{why}{takes}"))
        };
        let bytes = Bytes::from_request(request, state).await.map_err(|e| refused(&e.body_text()))?;
        if bytes.is_empty() {
            return Err(refused("the body is missing"));
        }
        serde_json::from_slice(&bytes).map(Self).map_err(|e| {
            refused(&match e.classify() {
                Category::Data => {
                    format!("the body is JSON, but not what is expected: {}", without_place(&e.to_string()))
                }
                // A text without quotes is the usual mistake.
                _ => "the body is not JSON; JSON puts a text in double quotes".into(),
            })
        })
    }
}

/// An error of the parser without the line and the column, which say nothing about a body of one line.
fn without_place(error: &str) -> &str {
    error.split_once(" at line ").map_or(error, |(words, _)| words)
}

/// A control request that cannot be carried out, and the reason.
pub struct ControlError(pub StatusCode, pub String);

impl ControlError {
    pub fn bad(message: impl Into<String>) -> Self {
        Self(StatusCode::BAD_REQUEST, message.into())
    }
}

impl IntoResponse for ControlError {
    fn into_response(self) -> Response {
        let Self(status, message) = self;
        (status, Json(json!({ "code": status.as_u16(), "message": message }))).into_response()
    }
}
