use serde::{Deserialize, Serialize};

use super::{Claims, Secret};
use crate::generated::types::User;

/// What is kept of a login: the token and, once it is known, the user.
///
/// A [`TokenStore`](crate::TokenStore) keeps it as one value. It can be serialized, token included; `Debug` redacts the token.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Parts")]
pub struct Session {
    token: Secret,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<User>,
}

/// What is read of a session, before it is made one.
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
    /// A session of this token. The user's own copy of a token is replaced by it, for a session has one token only.
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

    /// The token.
    pub fn token(&self) -> &Secret {
        &self.token
    }

    /// The user, as the last reply had it.
    pub fn user(&self) -> Option<&User> {
        self.user.as_ref()
    }

    /// The id of the user: the one that the token names, without verifying it, else that of the stored user.
    pub fn user_id(&self) -> Option<String> {
        Claims::of(&self.token).and_then(|claims| claims.user_id).or_else(|| Some(self.user.as_ref()?.id.clone()))
    }
}
