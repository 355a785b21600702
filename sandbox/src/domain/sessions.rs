//! The sessions of logged-in users. Each has a token, which is a JWT; see [`token`].

use std::collections::VecDeque;

use authing_wxapp::ErrorCode;

use crate::domain::{
    issued::{Issued, Until},
    refusal::Refusal,
    token::{self, Claims},
};

/// How many of the last sessions people are shown.
const SHOWN: usize = 100;

/// The ids of the tokens that are in use. A logout removes one.
#[derive(Default)]
pub struct Sessions {
    live: Issued<Until>,
    /// The last sessions, oldest first. Some of them may have ended.
    last: VecDeque<Session>,
}

/// A session as people are shown it.
#[derive(Clone)]
pub struct Session {
    pub user_id: String,
    pub token: String,
    /// The id of the token.
    pub jti: String,
    /// When it began, and when it expires, in seconds since 1970.
    pub iat: i64,
    pub exp: i64,
}

impl Sessions {
    pub fn live(&self) -> &Issued<Until> {
        &self.live
    }

    pub fn restore(&mut self, live: Issued<Until>) {
        self.live = live;
    }

    /// Begins a session with the token of these claims.
    pub fn begin(&mut self, claims: &Claims) -> Result<String, Refusal> {
        let token = token::sign(claims)?;
        let Claims { sub, jti, iat, exp, .. } = claims.clone();
        self.add(Session { user_id: sub, token: token.clone(), jti, iat, exp });
        Ok(token)
    }

    /// Adds a session with a token that was signed elsewhere.
    pub fn add(&mut self, session: Session) {
        self.live.add(&session.jti, Until(session.exp), session.iat);
        if self.last.len() == SHOWN {
            self.last.pop_front();
        }
        self.last.push_back(session);
    }

    /// The last sessions that have not ended, the newest first.
    pub fn last(&self, now: i64) -> impl Iterator<Item = &Session> {
        self.last.iter().rev().filter(move |session| session.exp > now && self.is_live(&session.jti))
    }

    /// The claims of a token that was signed here, has not expired and was not logged out.
    pub fn claims(&self, token: Option<&str>, now: i64) -> Result<Claims, Refusal> {
        let refuse = |code, message| Refusal::new(code, message);
        let token = token.ok_or_else(|| refuse(ErrorCode::NOT_LOGGED_IN, "nobody is logged in"))?;
        let claims = token::verify(token).ok_or_else(|| refuse(ErrorCode::NOT_LOGGED_IN, "the token is invalid"))?;
        if claims.exp <= now {
            return Err(refuse(ErrorCode::TOKEN_EXPIRED, "the login has expired"));
        }
        match self.is_live(&claims.jti) {
            true => Ok(claims),
            false => Err(refuse(ErrorCode::NOT_LOGGED_IN, "the session has ended")),
        }
    }

    pub fn is_live(&self, jti: &str) -> bool {
        self.live.contains(jti)
    }

    /// Ends the session with this token id.
    pub fn end(&mut self, jti: &str) {
        self.live.remove(jti);
    }

    /// Ends the sessions of a user that are among the last ones.
    pub fn log_out_user(&mut self, user_id: &str) {
        let of_user = self.last.iter().filter(|session| session.user_id == user_id);
        let ids: Vec<_> = of_user.map(|session| session.jti.clone()).collect();
        ids.iter().for_each(|jti| self.end(jti));
    }

    /// Ends the session of a token, whether or not it has expired. A token that is not valid is ignored.
    pub fn log_out(&mut self, token: Option<&str>) {
        if let Some(claims) = token.and_then(token::verify) {
            self.end(&claims.jti);
        }
    }
}
