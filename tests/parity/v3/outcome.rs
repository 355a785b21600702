//! The recorded result of a call: what the two SDKs return and throw, in one form.

use serde_json::Value;

use super::record::{Record, Sdk};
use crate::record::is_falsy;

/// The result of a recorded call.
#[derive(Debug, Clone, PartialEq)]
pub enum Recorded {
    Value(Value),
    Failure(Failure),
}

/// The failure of a recorded call.
#[derive(Debug, Clone, PartialEq)]
pub enum Failure {
    /// The body of a refusal, with its code.
    Server(Value),
    /// The body of a refusal by an endpoint of OAuth 2.0.
    OAuth(Value),
    /// The SDK says, without asking the server, that nobody is signed in or that the tokens have expired.
    NotSignedIn,
    Unreachable,
    TimedOut,
    /// Anything else, in one of the many forms that the SDKs have for it.
    Other(Value),
}

/// Messages of the mini-program SDK about its store.
const NOT_SIGNED_IN: [&str; 3] = [
    "Token has expired, please login again",
    "login state has expired, please login again",
    "refresh_token has expired, please login again",
];

impl Recorded {
    pub fn of(record: &Record) -> Self {
        if let Some(thrown) = record.thrown() {
            return Self::Failure(of_thrown(thrown));
        }
        let result = record.get("result");
        match (record.sdk, result) {
            (Sdk::Node, body) => Self::Value(body.clone()),
            (Sdk::Taro, Value::Array(pair)) if pair.len() == 2 => match &pair[0] {
                error if is_falsy(error) => Self::Value(pair[1].clone()),
                error => Self::Failure(of_error(error)),
            },
            (Sdk::Taro, value) => Self::Value(value.clone()),
        }
    }
}

/// The failure that the first value of a pair describes.
fn of_error(error: &Value) -> Failure {
    let message = error["message"].as_str().unwrap_or_default();
    match error {
        body if is_refusal(body) => Failure::Server(body.clone()),
        body if body["error"].is_string() => Failure::OAuth(body.clone()),
        _ if NOT_SIGNED_IN.contains(&message) || message.contains("getStorage:fail") => Failure::NotSignedIn,
        _ if message.contains(":fail timeout") => Failure::TimedOut,
        _ if ["ECONNREFUSED", "ECONNRESET"].iter().any(|code| message.contains(code)) => Failure::Unreachable,
        other => Failure::Other(other.clone()),
    }
}

/// The failure that an exception describes.
fn of_thrown(thrown: &Value) -> Failure {
    let data = &thrown["data"];
    match thrown["code"].as_str() {
        _ if is_refusal(data) => Failure::Server(data.clone()),
        _ if data["error"].is_string() => Failure::OAuth(data.clone()),
        Some("ECONNABORTED" | "ETIMEDOUT") => Failure::TimedOut,
        Some("ECONNREFUSED" | "ECONNRESET") => Failure::Unreachable,
        _ => Failure::Other(thrown.clone()),
    }
}

/// Whether a body is a refusal in the form of v3 or v2, with a code.
fn is_refusal(body: &Value) -> bool {
    ["statusCode", "code", "apiCode"].iter().any(|name| !body[*name].is_null() && body["kind"].is_null())
}
