//! The claims of a token, read without verification.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::Value;

use crate::model::{Secret, decode_json};

/// The claims of a token, which are not verified. They identify the user of a token that this program has obtained itself, and say
/// nothing about a token that somebody else sends.
pub(crate) struct Claims {
    pub user_id: Option<String>,
    /// Seconds since 1970.
    pub expires_at: Option<i64>,
    /// Seconds since 1970.
    pub issued_at: Option<i64>,
    /// What the token allows, separated by spaces.
    pub scope: Option<String>,
}

impl Claims {
    /// Returns `None` when the token is not a JWT.
    pub fn of(token: &Secret) -> Option<Self> {
        let payload = token.expose().split('.').nth(1)?.trim_end_matches('=');
        let payload = BASE64_URL_SAFE_NO_PAD.decode(payload).ok()?;
        let claims: Value = serde_json::from_str(&decode_json(&payload)).ok()?;
        let text = |value: Option<&Value>| value?.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let user_id = text(claims.get("sub")).or_else(|| text(claims.pointer("/data/id")));
        let seconds = |name| claims.get(name).and_then(Value::as_f64).map(|seconds| seconds as i64);
        let scope = text(claims.get("scope"));
        Some(Self { user_id, expires_at: seconds("exp"), issued_at: seconds("iat"), scope })
    }
}
