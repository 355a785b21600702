//! JWTs without a valid signature, for tests that do not verify tokens.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

/// A JWT with these claims.
pub fn jwt(claims: Value) -> String {
    let part = |value: Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let head = part(json!({ "alg": "HS256", "typ": "JWT" }));
    format!("{head}.{}.{}", part(claims), BASE64_URL_SAFE_NO_PAD.encode("not a signature"))
}

/// A token of this user that expires in the year 2100.
pub fn token(user_id: &str) -> String {
    token_no(user_id, 1)
}

/// One of several tokens of this user, distinguished by a number.
pub fn token_no(user_id: &str, number: u32) -> String {
    jwt(json!({ "sub": user_id, "jti": number.to_string(), "iat": 1_700_000_000, "exp": 4_102_444_800_u64 }))
}

/// A token of this user that expired long ago.
pub fn expired_token(user_id: &str) -> String {
    jwt(json!({ "sub": user_id, "iat": 1_600_000_000, "exp": 1_600_003_600 }))
}
