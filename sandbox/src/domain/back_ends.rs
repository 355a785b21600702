//! The back ends of the user pool: programs that have its secret, and with it a token that manages the pool.

use authing_wxapp::ErrorCode;
use serde::{Deserialize, Serialize};

use crate::{
    APP_ID, USER_POOL_ID, USER_POOL_SECRET,
    domain::{
        application::Signature,
        issued::{Issued, Until},
        oidc::keys,
        refusal::Refusal,
    },
};

/// How long a token is valid, in seconds.
const LIFETIME: i64 = 7200;
const SCOPE: &str = "management";

/// The claims of a token. They lack claims of a login token, so that neither is accepted as the other.
#[derive(Clone, Serialize, Deserialize)]
pub struct Claims {
    sub: String,
    aud: String,
    scope: String,
    pub iat: i64,
    pub exp: i64,
    jti: String,
}

/// The ids of the tokens that are in use.
#[derive(Default)]
pub struct BackEnds {
    live: Issued<Until>,
}

impl BackEnds {
    pub fn live(&self) -> &Issued<Until> {
        &self.live
    }

    pub fn restore(&mut self, live: Issued<Until>) {
        self.live = live;
    }

    /// A token for a program that has the secret of the user pool.
    pub fn log_in(&mut self, pool: &str, secret: &str, jti: String, now: i64) -> Result<(String, Claims), Refusal> {
        match (pool, secret) {
            (USER_POOL_ID, USER_POOL_SECRET) => self.issue(jti, now),
            (USER_POOL_ID, _) => Err(Refusal::new(ErrorCode::FORBIDDEN, "the secret of the user pool is wrong")),
            _ => Err(Refusal::new(ErrorCode::NOT_FOUND, "the user pool does not exist")),
        }
    }

    /// A new token for a valid one.
    pub fn renew(&mut self, token: &str, jti: String, now: i64) -> Result<(String, Claims), Refusal> {
        match self.is_valid(token, now) {
            true => self.issue(jti, now),
            false => Err(not_a_back_end()),
        }
    }

    pub fn is_valid(&self, token: &str, now: i64) -> bool {
        let claims: Option<Claims> = keys::read(token);
        claims.is_some_and(|claims| claims.scope == SCOPE && claims.exp > now && self.live.contains(&claims.jti))
    }

    fn issue(&mut self, jti: String, now: i64) -> Result<(String, Claims), Refusal> {
        let (sub, aud) = (USER_POOL_ID.into(), APP_ID.into());
        let claims = Claims { sub, aud, scope: SCOPE.into(), iat: now, exp: now + LIFETIME, jti };
        let token = keys::sign(&claims, Signature::HS256)?;
        self.live.add(&claims.jti, Until(claims.exp), now);
        Ok((token, claims))
    }
}

/// The refusal of a request that only a back end may send.
pub fn not_a_back_end() -> Refusal {
    Refusal::new(
        ErrorCode::NOT_LOGGED_IN,
        "this needs the token that accessToken gives for the secret of the user pool",
    )
}
