//! The access tokens with which the owner of the mini-program calls WeChat. There is one at a time: a new one ends the one before,
//! after some minutes in which both work.

use serde::{Deserialize, Serialize};

use crate::domain::{
    issued::{Expires, Issued},
    wechat::refusal::WechatRefusal,
};

/// How long a token is valid, in seconds.
pub const LIFETIME: i64 = 7200;
/// How long the token before is still valid, in seconds.
const GRACE: i64 = 300;
/// The time between two forced renewals of the stable token, in seconds. One that comes earlier has no effect.
const PAUSE: i64 = 30;

/// When a token stops to work, in seconds since 1970.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Validity {
    expires_at: i64,
    /// When another token took its place, with the grace time added.
    overwritten_at: Option<i64>,
}

impl Expires for Validity {
    fn is_over(&self, now: i64) -> bool {
        self.expires_at <= now || self.overwritten_at.is_some_and(|at| at <= now)
    }
}

#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AccessTokens {
    issued: Issued<Validity>,
    /// The last token, which the next one overwrites.
    latest: Option<String>,
    /// The stable token, which is apart from the others, and when it was last renewed by force.
    stable: Option<String>,
    forced_at: Option<i64>,
    /// Whether Authing keeps the token that it has fetched. A test decides that, so it is no state.
    #[serde(skip)]
    pub authing_keeps: bool,
    /// That token.
    kept: Option<String>,
}

impl AccessTokens {
    /// Makes a text the access token, and gives the time at which it expires. The token before works for five more minutes.
    pub fn issue(&mut self, token: String, now: i64) -> i64 {
        if let Some(before) = self.latest.replace(token.clone()) {
            self.end(&before, now + GRACE);
        }
        self.add(&token, now)
    }

    /// The token that Authing gives, with the time at which it expires. `new` is the text of a new one. A token that is kept may have
    /// been overwritten, which Authing does not notice.
    pub fn of_authing(&mut self, new: String, now: i64) -> (String, i64) {
        let kept = self.kept.clone().filter(|_| self.authing_keeps);
        if let Some(token) = kept
            && let Some(Validity { expires_at, .. }) = self.issued.get(&token)
            && expires_at - now > GRACE
        {
            return (token, *expires_at);
        }
        self.kept = Some(new.clone());
        let expires_at = self.issue(new.clone(), now);
        (new, expires_at)
    }

    /// The stable token with the time at which it expires. It stays the same until five minutes before it expires, unless its renewal
    /// is forced, which ends it at once. `new` is the text of a new one.
    pub fn stable(&mut self, new: String, force: bool, now: i64) -> (String, i64) {
        let force = force && self.forced_at.is_none_or(|at| now - at >= PAUSE);
        let current = self.stable.clone().and_then(|token| Some((self.issued.get(&token)?.expires_at, token)));
        if let Some((expires_at, token)) = current {
            match force {
                true => self.end(&token, now),
                false if expires_at - now > GRACE => return (token, expires_at),
                // It works until it expires.
                false => {}
            }
        }
        if force {
            self.forced_at = Some(now);
        }
        self.stable = Some(new.clone());
        let expires_at = self.add(&new, now);
        (new, expires_at)
    }

    /// Refuses a token that WeChat does not take.
    pub fn check(&self, token: &str, now: i64) -> Result<(), WechatRefusal> {
        if token.is_empty() {
            return Err(WechatRefusal::new(41001, "it is a parameter of the address"));
        }
        let Some(Validity { expires_at, overwritten_at }) = self.issued.get(token) else {
            return Err(WechatRefusal::new(40001, "it was never issued"));
        };
        if overwritten_at.is_some_and(|at| at <= now) {
            return Err(WechatRefusal::new(40001, "another one has taken its place"));
        }
        match *expires_at <= now {
            true => Err(WechatRefusal::new(42001, "it is two hours old")),
            false => Ok(()),
        }
    }

    fn add(&mut self, token: &str, now: i64) -> i64 {
        let expires_at = now + LIFETIME;
        self.issued.add(token, Validity { expires_at, overwritten_at: None }, now);
        expires_at
    }

    fn end(&mut self, token: &str, at: i64) {
        if let Some(issued) = self.issued.get_mut(token) {
            issued.overwritten_at = Some(at);
        }
    }
}
