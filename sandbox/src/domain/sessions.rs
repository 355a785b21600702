//! The sessions of logged-in users. Each has a token, which is a JWT; see [`token`].

use std::collections::VecDeque;

use authing_wxapp::ErrorCode;
use serde::{Deserialize, Serialize};

use crate::domain::{
    issued::{Expires, Issued},
    refusal::Refusal,
    token::{self, Claims},
};

/// How many of the last sessions people are shown.
const SHOWN: usize = 100;

/// The ids of the tokens that are in use. A logout removes one.
#[derive(Default)]
pub struct Sessions {
    live: Issued<Live>,
    /// The last sessions, oldest first. Some of them may have ended.
    last: VecDeque<Session>,
}

/// What is kept of a session for as long as its token is valid.
#[derive(Clone, Serialize, Deserialize)]
#[serde(from = "KeptLive")]
pub struct Live {
    /// From when on the token is not valid any more, in seconds since 1970.
    until: i64,
    /// Whose session it is. State files of earlier versions do not say it.
    user_id: Option<String>,
    /// The grant of the id token, which the access tokens and refresh tokens of the same sign-in have, too. Tokens of version 2 have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    grant_id: Option<String>,
}

impl Expires for Live {
    fn is_over(&self, now: i64) -> bool {
        self.until <= now
    }
}

/// The same as a state file has it. Those of earlier versions have the time alone.
#[derive(Deserialize)]
#[serde(untagged)]
enum KeptLive {
    Time(i64),
    Whole {
        until: i64,
        user_id: Option<String>,
        #[serde(default)]
        grant_id: Option<String>,
    },
}

impl From<KeptLive> for Live {
    fn from(kept: KeptLive) -> Self {
        match kept {
            KeptLive::Time(until) => Self { until, user_id: None, grant_id: None },
            KeptLive::Whole { until, user_id, grant_id } => Self { until, user_id, grant_id },
        }
    }
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
    /// The grant of an id token.
    pub grant_id: Option<String>,
}

impl Sessions {
    pub fn live(&self) -> &Issued<Live> {
        &self.live
    }

    pub fn restore(&mut self, live: Issued<Live>) {
        self.live = live;
    }

    /// Begins a session with the token of these claims. A token that takes the place of an id token keeps its grant.
    pub fn begin(&mut self, claims: &Claims, grant_id: Option<String>) -> Result<String, Refusal> {
        let token = token::sign(claims)?;
        let Claims { sub, jti, iat, exp, .. } = claims.clone();
        self.add(Session { user_id: sub, token: token.clone(), jti, iat, exp, grant_id });
        Ok(token)
    }

    /// Adds a session with a token that was signed elsewhere.
    pub fn add(&mut self, session: Session) {
        let (user_id, grant_id) = (Some(session.user_id.clone()), session.grant_id.clone());
        let live = Live { until: session.exp, user_id, grant_id };
        self.live.add(&session.jti, live, session.iat);
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

    /// The grant of the session with this token id.
    pub fn grant_of(&self, jti: &str) -> Option<&str> {
        self.live.get(jti)?.grant_id.as_deref()
    }

    /// Whether a sign-in goes on, by the id of its grant or of its only token.
    pub fn has_sign_in(&self, id: &str, now: i64) -> bool {
        let is_usable = |live: &Live| !live.is_over(now);
        self.live.get(id).is_some_and(is_usable)
            || self.live.iter().any(|live| live.grant_id.as_deref() == Some(id) && is_usable(live))
    }

    /// Ends the sessions of a sign-in, by the id of its grant or of its only token.
    pub fn end_sign_in(&mut self, id: &str) {
        self.end(id);
        self.live.retain(|live| live.grant_id.as_deref() != Some(id));
    }

    /// Ends the session with this token id.
    pub fn end(&mut self, jti: &str) {
        self.live.remove(jti);
    }

    /// Ends all sessions of a user.
    pub fn log_out_user(&mut self, user_id: &str) {
        self.live.retain(|live| live.user_id.as_deref() != Some(user_id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sessions_of_a_user_end_and_those_of_others_and_of_earlier_files_go_on() {
        let text =
            r#"[["old", 9], ["ada's", { "until": 9, "user_id": "ada" }], ["bob's", { "until": 9, "user_id": "bob" }]]"#;
        let mut sessions = Sessions::default();
        sessions.restore(serde_json::from_str(text).unwrap());
        sessions.log_out_user("ada");
        let live = ["old", "ada's", "bob's"].map(|jti| sessions.is_live(jti));
        assert_eq!((live, sessions.live().usable(8), sessions.live().usable(9)), ([true, false, true], 2, 0));
    }
}
