//! Requests of users that were verified with a code or a password. Each has a token, which allows once what was verified.

use crate::domain::{
    accounts::contact::Contact,
    issued::{Expires, Issued},
    refusal::Refusal,
};

/// How long a token is valid, in seconds.
pub const LIFETIME: i64 = 60;

/// What a token allows.
pub enum Allowed {
    /// The user may have this phone number or mail address.
    Contact { kind: Contact, address: String },
    /// The account may be deleted.
    Deletion,
}

/// What the token must be for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Phone,
    Email,
    Deletion,
}

impl Allowed {
    fn purpose(&self) -> Purpose {
        match self {
            Self::Contact { kind: Contact::Phone(_), .. } => Purpose::Phone,
            Self::Contact { kind: Contact::Email, .. } => Purpose::Email,
            Self::Deletion => Purpose::Deletion,
        }
    }
}

struct Request {
    user_id: String,
    allowed: Allowed,
    since: i64,
}

impl Expires for Request {
    fn is_over(&self, now: i64) -> bool {
        now - self.since > LIFETIME
    }
}

#[derive(Default)]
pub struct VerifiedRequests {
    by_token: Issued<Request>,
}

impl VerifiedRequests {
    pub fn add(&mut self, token: &str, user_id: &str, allowed: Allowed, now: i64) {
        self.by_token.add(token, Request { user_id: user_id.into(), allowed, since: now }, now);
    }

    /// What a token of this user allows. It is used with that, unless it is for something else.
    pub fn take(&mut self, token: &str, user_id: &str, purpose: Purpose, now: i64) -> Result<Allowed, Refusal> {
        let fits = |request: &Request| {
            request.user_id == user_id && request.allowed.purpose() == purpose && !request.is_over(now)
        };
        let found = self.by_token.get(token).is_some_and(fits).then(|| self.by_token.remove(token)).flatten();
        let found = found.ok_or_else(|| {
            Refusal::bad_request("the token is used, older than a minute, of another user or for another purpose")
        })?;
        Ok(found.allowed)
    }
}
