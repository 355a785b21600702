//! Why the service does not do what a request asks for.

use authing_wxapp::ErrorCode;
use serde_json::{Value, json};

/// The reason when a request names an application that is not that of the sandbox.
pub const UNKNOWN_APPLICATION: &str = "the application does not exist; that of the sandbox is sandbox-app";

/// The reason when a login page was answered with a refusal.
pub const DENIED: &str = "the user has not agreed";

/// A refusal with a business code. It comes with HTTP 200 in the envelopes, as the service does it.
#[derive(Debug)]
pub struct Refusal {
    pub code: ErrorCode,
    pub message: String,
    pub data: Value,
    /// The name of the error in OAuth 2.0.
    pub oauth: &'static str,
}

impl Refusal {
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), data: Value::Null, oauth: "invalid_request" }
    }

    /// A refusal of an OAuth 2.0 endpoint.
    pub fn oauth(name: &'static str, message: impl Into<String>) -> Self {
        Self { oauth: name, ..Self::bad_request(message) }
    }

    pub fn with_data(self, data: Value) -> Self {
        Self { data, ..self }
    }

    /// A request that the contract forbids.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::BAD_REQUEST, message)
    }

    pub fn unknown_user() -> Self {
        Self::new(ErrorCode::USER_NOT_FOUND, "the user does not exist")
    }

    /// The same with the code 400, whatever it was.
    pub fn into_bad_request(self) -> Self {
        Self { code: ErrorCode::BAD_REQUEST, ..self }
    }

    pub fn code(&self) -> i64 {
        self.code.get()
    }

    pub fn message(&self) -> &str {
        &self.message
    }

    /// The refusal in the envelope of REST.
    pub fn body(&self) -> Value {
        json!({ "code": self.code.get(), "message": &self.message, "data": &self.data })
    }
}

#[cfg(test)]
mod tests {
    use super::UNKNOWN_APPLICATION;

    #[test]
    fn an_unknown_application_is_refused_with_the_name_of_the_known_one() {
        assert!(UNKNOWN_APPLICATION.ends_with(crate::APP_ID));
    }
}
