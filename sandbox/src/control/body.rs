//! The bodies of control requests, and the refusal of those that cannot be carried out.

use axum::{
    Json,
    body::Bytes,
    extract::{FromRequest, MatchedPath, Request},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;
use serde_json::{Value, error::Category, json};

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
        let json: Value = serde_json::from_slice(&bytes)
            // A text without quotes is the usual mistake.
            .map_err(|_| refused("the body is not JSON; JSON puts a text in double quotes"))?;
        // serde would take the items of a list for the members of an object in their order.
        if json.is_array() {
            return Err(refused("the body is a list, but not what is expected"));
        }
        serde_json::from_slice(&bytes).map(Self).map_err(|e| {
            refused(&match (e.classify(), json.as_object()) {
                // Where an object has one member, the parser finds no end of the object after it.
                (Category::Syntax, Some(object)) if object.len() > 1 => {
                    let names: Vec<_> = object.keys().map(String::as_str).collect();
                    format!("the body has {} members, {}, where one is expected", names.len(), names.join(" and "))
                }
                (Category::Syntax, Some(object)) if !object.is_empty() => {
                    "the body has more than one member where one is expected".into()
                }
                _ => format!("the body is JSON, but not what is expected: {}", without_place(&e.to_string())),
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
