//! What a sign-in gives.

use serde::{Deserialize, Serialize};

use crate::generated::types::User;

/// The result of a completed sign-in.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SignedIn {
    /// The signed-in user, to whom the session belongs.
    pub user: User,
    /// What happened to the phone number.
    pub phone: PhoneOutcome,
    /// Whether a stored session was still valid and has been reused. The code was not spent then.
    pub reused: bool,
}

/// What happened to the phone number during a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PhoneOutcome {
    /// The account already had a phone number; the user was not asked.
    AlreadyBound,
    /// The number has been bound to the account.
    Bound,
    /// The number belonged to another account. The session now belongs to that account, and the WeChat identity is
    /// bound to it.
    BoundToOtherAccount {
        /// The id of the account that was signed in before the phone number was known.
        previous_user_id: String,
    },
    /// The user declined to share the number and is signed in without one.
    Declined,
    /// The user shared the number, and the account still has none: the server did not take it and did not say why, most likely
    /// because it belongs to another account. Only the v3 API does so.
    NotTaken,
    /// The account has a phone number. A sign-in in [one call](crate::AuthenticationClient::sign_in_with_phone) does not tell whether it
    /// had one before.
    Present,
}

/// The result of the first step of a sign-in.
#[derive(Debug, Clone)]
pub enum SignInStep {
    /// The sign-in is complete.
    SignedIn(Box<SignedIn>),
    /// The user is signed in but has no phone number. Ask for it, then call
    /// [`finish_sign_in`](crate::AuthenticationClient::finish_sign_in).
    PhoneNeeded(PendingSignIn),
}

/// A sign-in that waits for the phone number.
///
/// It contains no secret and can be serialized and stored between two HTTP requests. Meanwhile the session is in the
/// store of the client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingSignIn {
    pub(super) user_id: String,
    pub(super) reused: bool,
}

impl PendingSignIn {
    /// Returns the id of the account that the first step has signed in.
    pub fn user_id(&self) -> &str {
        &self.user_id
    }
}
