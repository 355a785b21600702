//! What a token says, and whether it says it to us and now.

use std::time::Duration;

use serde_json::{Map, Value};

use crate::{
    error::{Error, TokenRejection},
    model::decode_json,
};

/// The claims of a verified token.
///
/// `Debug` prints `sub`, `iss`, `aud` and `exp` only, because the other claims may contain the profile of the user.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct VerifiedClaims {
    /// The id of the user. Older user tokens do not have it: see [`user_id`](Self::user_id).
    pub sub: Option<String>,
    /// The issuer.
    pub iss: String,
    /// The audience: the ids of applications.
    pub aud: Vec<String>,
    /// The expiry time, in seconds since 1970.
    pub exp: i64,
    /// The start of the validity period, in seconds since 1970.
    pub nbf: Option<i64>,
    /// The time of issue, in seconds since 1970.
    pub iat: Option<i64>,
    /// The id of the token.
    pub jti: Option<String>,
    /// The `nonce` of the login that the token was issued for.
    pub nonce: Option<String>,
    /// The scopes of an access token, separated by spaces.
    pub scope: Option<String>,
    /// What Authing adds to a user token: type, user pool, application and user id.
    pub data: Option<Value>,
    /// All other claims, by name: the profile in an ID token, and custom claims.
    pub extra: Map<String, Value>,
}

impl VerifiedClaims {
    /// Returns the id of the user: `sub`, or else the id in `data`.
    pub fn user_id(&self) -> Option<&str> {
        let in_data = || self.data.as_ref()?.get("id")?.as_str();
        self.sub.as_deref().or_else(in_data).filter(|id| !id.is_empty())
    }

    /// Reads the payload of a token whose signature has been verified.
    pub(super) fn read(payload: &[u8]) -> Result<Self, Error> {
        let Ok(mut claims) = serde_json::from_str::<Map<String, Value>>(&decode_json(payload)) else {
            return Err(malformed("its payload is no JSON object"));
        };
        claims.retain(|_, value| !value.is_null());
        let iss = text(&mut claims, "iss")?.unwrap_or_default();
        let aud = match claims.remove("aud") {
            None => vec![],
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(several)) => {
                let text = |value: Value| match value {
                    Value::String(text) => Some(text),
                    _ => None,
                };
                let several: Option<Vec<String>> = several.into_iter().map(text).collect();
                several.ok_or_else(|| malformed("aud is no list of text"))?
            }
            Some(_) => return Err(malformed("aud is neither text nor a list")),
        };
        Ok(Self {
            sub: text(&mut claims, "sub")?,
            iss,
            aud,
            exp: seconds(&mut claims, "exp")?
                .ok_or_else(|| malformed("it has no exp, so it would be good for ever"))?,
            nbf: seconds(&mut claims, "nbf")?,
            iat: seconds(&mut claims, "iat")?,
            jti: text(&mut claims, "jti")?,
            nonce: text(&mut claims, "nonce")?,
            scope: text(&mut claims, "scope")?,
            data: claims.remove("data"),
            extra: claims,
        })
    }

    /// Checks the current time against `exp` and `nbf`.
    pub(super) fn check_time(&self, now: i64, leeway: Duration) -> Result<(), Error> {
        let leeway = i64::try_from(leeway.as_secs()).unwrap_or(i64::MAX);
        if now.saturating_sub(leeway) >= self.exp {
            return Err(Error::token_rejected(TokenRejection::Expired, "the token has expired; get a fresh one"));
        }
        if self.nbf.is_some_and(|nbf| nbf > now.saturating_add(leeway)) {
            let mend = "check the clocks, or give the verifier more leeway";
            return Err(Error::token_rejected(
                TokenRejection::NotYetValid,
                format!("the token is not good yet; {mend}"),
            ));
        }
        Ok(())
    }
}

impl std::fmt::Debug for VerifiedClaims {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VerifiedClaims")
            .field("sub", &self.sub)
            .field("iss", &self.iss)
            .field("aud", &self.aud)
            .field("exp", &self.exp)
            .finish_non_exhaustive()
    }
}

pub(super) fn malformed(what: &str) -> Error {
    Error::token_rejected(TokenRejection::Malformed, format!("malformed token: {what}"))
}

fn text(claims: &mut Map<String, Value>, name: &str) -> Result<Option<String>, Error> {
    match claims.remove(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(malformed(&format!("{name} is no text"))),
    }
}

/// A time in seconds, which may have a fraction.
fn seconds(claims: &mut Map<String, Value>, name: &str) -> Result<Option<i64>, Error> {
    let Some(value) = claims.remove(name) else { return Ok(None) };
    #[allow(clippy::cast_possible_truncation)]
    let seconds = value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds as i64));
    seconds.map(Some).ok_or_else(|| malformed(&format!("{name} is no number")))
}
