//! What a token says, and whether it says it to us and now.

use std::time::Duration;

use serde::Deserialize;
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

/// The payload as it was written. A claim that is `null` counts as absent, and one of an unexpected type is told by its name.
#[derive(Deserialize)]
struct Payload {
    sub: Option<Value>,
    iss: Option<Value>,
    aud: Option<Value>,
    exp: Option<Value>,
    nbf: Option<Value>,
    iat: Option<Value>,
    jti: Option<Value>,
    nonce: Option<Value>,
    scope: Option<Value>,
    data: Option<Value>,
    #[serde(flatten)]
    extra: Map<String, Value>,
}

impl VerifiedClaims {
    /// Returns the id of the user: `sub`, or else the id in `data`.
    pub fn user_id(&self) -> Option<&str> {
        let in_data = || self.data.as_ref()?.get("id")?.as_str();
        self.sub.as_deref().or_else(in_data).filter(|id| !id.is_empty())
    }

    /// Reads the payload of a token whose signature has been verified.
    pub(super) fn read(payload: &[u8]) -> Result<Self, Error> {
        let Ok(payload) = serde_json::from_str::<Payload>(&decode_json(payload)) else {
            return Err(malformed("its payload is no JSON object, or has a claim twice"));
        };
        let mut extra = payload.extra;
        extra.retain(|_, value| !value.is_null());
        Ok(Self {
            sub: text(payload.sub, "sub")?,
            iss: text(payload.iss, "iss")?.unwrap_or_default(),
            aud: audience(payload.aud)?,
            exp: seconds(payload.exp, "exp")?
                .ok_or_else(|| malformed("it has no exp, so it would be good for ever"))?,
            nbf: seconds(payload.nbf, "nbf")?,
            iat: seconds(payload.iat, "iat")?,
            jti: text(payload.jti, "jti")?,
            nonce: text(payload.nonce, "nonce")?,
            scope: text(payload.scope, "scope")?,
            data: payload.data,
            extra,
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

fn text(claim: Option<Value>, name: &str) -> Result<Option<String>, Error> {
    match claim {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(malformed(&format!("{name} is no text"))),
    }
}

/// Whom the token is for: one, or several.
fn audience(claim: Option<Value>) -> Result<Vec<String>, Error> {
    match claim {
        None => Ok(vec![]),
        Some(Value::String(one)) => Ok(vec![one]),
        Some(Value::Array(several)) => {
            let text = |value: Value| match value {
                Value::String(text) => Some(text),
                _ => None,
            };
            let several: Option<Vec<String>> = several.into_iter().map(text).collect();
            several.ok_or_else(|| malformed("aud is no list of text"))
        }
        Some(_) => Err(malformed("aud is neither text nor a list")),
    }
}

/// A time in seconds, which may have a fraction.
fn seconds(claim: Option<Value>, name: &str) -> Result<Option<i64>, Error> {
    let Some(value) = claim else { return Ok(None) };
    #[allow(clippy::cast_possible_truncation)]
    let seconds = value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds as i64));
    seconds.map(Some).ok_or_else(|| malformed(&format!("{name} is no number")))
}
