//! The session: one token and its user, kept in a store so that no update is lost.

mod claims;
mod file;
mod handle;
mod memory;
mod store;

use serde::{Deserialize, Serialize};

pub(crate) use claims::Claims;
pub use file::FileStore;
pub(crate) use handle::SessionHandle;
pub use memory::MemoryStore;
pub use store::{StoreError, Stored, TokenStore, Version};

use crate::{Secret, User};

/// The result of a login: the token and, once it is known, the user.
///
/// A [`TokenStore`] stores it as one value. It can be serialized, including the token; `Debug` redacts the token.
///
/// # Examples
///
/// ```
/// # fn main() -> Result<(), serde_json::Error> {
/// use authing_wxapp::Session;
///
/// let session = Session::new("the token of a user", None);
/// let text = serde_json::to_string(&session)?; // contains the token
/// assert_eq!(serde_json::from_str::<Session>(&text)?, session);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Parts")]
pub struct Session {
    token: Secret,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<User>,
}

/// The serialized form of a session.
#[derive(Deserialize)]
struct Parts {
    token: Secret,
    #[serde(default)]
    user: Option<User>,
}

impl From<Parts> for Session {
    fn from(Parts { token, user }: Parts) -> Self {
        Self::new(token, user)
    }
}

impl Session {
    /// Creates a session.
    ///
    /// - `token`: the token of the user.
    /// - `user`: the user, if known. The token inside it is replaced by `token`, because a session has one token only.
    pub fn new(token: impl Into<Secret>, user: Option<User>) -> Self {
        let token = token.into();
        let user = user.map(|mut user| {
            if user.token.as_ref() != Some(&token) {
                user.token = Some(token.clone());
            }
            user
        });
        Self { token, user }
    }

    /// Returns the token.
    pub fn token(&self) -> &Secret {
        &self.token
    }

    /// Returns the user, as the last reply had it.
    pub fn user(&self) -> Option<&User> {
        self.user.as_ref()
    }

    /// Returns the id of the user: the one that the token names (without verifying the token), or else the id of the
    /// stored user.
    pub fn user_id(&self) -> Option<String> {
        Claims::of(&self.token).and_then(|claims| claims.user_id).or_else(|| Some(self.user.as_ref()?.id.clone()))
    }
}
