//! Tokens: JWTs signed with the secret of the application, as the service does it by default.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    APP_ID, USER_POOL_ID,
    domain::{application::Signature, oidc::keys, refusal::Refusal},
};

/// How long a login lasts, in seconds.
pub const LIFETIME: i64 = 14 * 86_400;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Claims {
    pub sub: String,
    pub iat: i64,
    pub exp: i64,
    pub jti: String,
    iss: String,
    aud: String,
    userpool_id: String,
    data: Value,
}

impl Claims {
    pub fn new(url: &str, user_id: &str, now: i64, jti: String) -> Self {
        Self {
            sub: user_id.into(),
            iat: now,
            exp: now + LIFETIME,
            jti,
            iss: format!("{url}/oidc"),
            aud: APP_ID.into(),
            userpool_id: USER_POOL_ID.into(),
            data: json!({ "type": "user", "userPoolId": USER_POOL_ID, "appId": APP_ID, "id": user_id }),
        }
    }
}

pub fn sign(claims: &Claims) -> Result<String, Refusal> {
    keys::sign(claims, Signature::HS256)
}

/// The claims of a token that was signed here, whether or not it has expired. The caller compares its age with the sandbox's
/// clock.
pub fn verify(token: &str) -> Option<Claims> {
    keys::read(token)
}
