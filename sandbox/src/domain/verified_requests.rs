//! Requests of users that were verified with a code or a password. Each has a token, which allows once what was verified.

use std::collections::BTreeMap;

use crate::domain::{accounts::contact::Contact, refusal::Refusal};

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

#[derive(Default)]
pub struct VerifiedRequests {
    by_token: BTreeMap<String, Request>,
}

impl VerifiedRequests {
    pub fn add(&mut self, token: String, user_id: &str, allowed: Allowed, now: i64) {
        // A sandbox may run for weeks.
        self.by_token.retain(|_, request| now - request.since <= LIFETIME);
        self.by_token.insert(token, Request { user_id: user_id.into(), allowed, since: now });
    }

    /// What a token of this user allows. It is used with that, unless it is for something else.
    pub fn take(&mut self, token: &str, user_id: &str, purpose: Purpose, now: i64) -> Result<Allowed, Refusal> {
        let fits = |request: &Request| {
            request.user_id == user_id && request.allowed.purpose() == purpose && now - request.since <= LIFETIME
        };
        let found = self.by_token.get(token).is_some_and(fits).then(|| self.by_token.remove(token)).flatten();
        let found = found.ok_or_else(|| {
            Refusal::bad_request("the token is used, older than a minute, of another user or for another purpose")
        })?;
        Ok(found.allowed)
    }
}
