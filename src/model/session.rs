//! The session: the tokens of a user, and the user.

use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

use super::{Claims, Secret};
use crate::generated::types::{TokenSet, User};

/// The result of a login: the token, once it is known the user, and what else the server gave: the access token, the
/// refresh token and their expiry.
///
/// A [`TokenStore`](crate::TokenStore) stores it as one value. It can be serialized, including the tokens; `Debug` redacts
/// them. Deserializing reads the form of earlier versions, which have fewer members. It refuses members that it does not
/// know, because storing the session again would lose them.
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
    #[serde(serialize_with = "shared", skip_serializing_if = "Option::is_none")]
    // Shared, so that a session is cheap to move and to clone.
    user: Option<Arc<User>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_token: Option<Secret>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<Secret>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<i64>,
}

/// Serializes a shared value. Serde's feature `rc` does the same, but Cargo would then compile serde twice, because build scripts
/// use serde without that feature.
fn shared<T: Serialize, S: Serializer>(value: &Option<Arc<T>>, serializer: S) -> Result<S::Ok, S::Error> {
    value.as_deref().serialize(serializer)
}

/// The serialized form of a session. A member that this version does not know is an error: storing the session again
/// would lose it, and it could be a token.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts {
    token: Secret,
    #[serde(default)]
    user: Option<User>,
    #[serde(default)]
    access_token: Option<Secret>,
    #[serde(default)]
    refresh_token: Option<Secret>,
    #[serde(default)]
    expires_at: Option<i64>,
}

impl From<Parts> for Session {
    fn from(Parts { token, user, access_token, refresh_token, expires_at }: Parts) -> Self {
        Self { access_token, refresh_token, expires_at, ..Self::new(token, user) }
    }
}

impl Session {
    /// Creates a session.
    ///
    /// - `token`: the token of the user.
    /// - `user`: the user, if known. The token inside it is replaced by `token`, because a session has one token only.
    pub fn new(token: impl Into<Secret>, user: Option<User>) -> Self {
        Self::sharing(token.into(), user.map(Arc::new))
    }

    /// The same with a user who is shared, and copied only if the token has to be replaced.
    pub(crate) fn sharing(token: Secret, mut user: Option<Arc<User>>) -> Self {
        if let Some(user) = &mut user
            && user.token.as_ref() != Some(&token)
        {
            Arc::make_mut(user).token = Some(token.clone());
        }
        Self { token, user, access_token: None, refresh_token: None, expires_at: None }
    }

    /// Adds the access token of OAuth 2.0 or OIDC.
    pub fn with_access_token(mut self, access_token: impl Into<Secret>) -> Self {
        self.access_token = Some(access_token.into());
        self
    }

    /// Adds the refresh token of OAuth 2.0 or OIDC.
    pub fn with_refresh_token(mut self, refresh_token: impl Into<Secret>) -> Self {
        self.refresh_token = Some(refresh_token.into());
        self
    }

    /// Adds the time when the access token expires, in seconds since 1970.
    pub fn with_expires_at(mut self, seconds: i64) -> Self {
        self.expires_at = Some(seconds);
        self
    }

    /// The session with the tokens of a reply. A refresh token stays if the reply has none, because it is valid until
    /// the server replaces it (RFC 6749, section 6).
    pub(crate) fn with_tokens(
        self,
        access_token: Option<&Secret>,
        refresh_token: Option<&Secret>,
        expires_at: Option<i64>,
    ) -> Self {
        let given = |token: Option<&Secret>| token.filter(|token| !token.expose().is_empty()).cloned();
        Self {
            access_token: given(access_token),
            refresh_token: given(refresh_token).or(self.refresh_token),
            expires_at,
            ..self
        }
    }

    /// The same session with another token of its user.
    pub(crate) fn with_token(&self, token: Secret) -> Self {
        self.with_token_and_user(token, self.shared_user())
    }

    /// The same session with another token and other data of its user.
    pub(crate) fn with_token_and_user(&self, token: Secret, user: Option<Arc<User>>) -> Self {
        Self {
            access_token: self.access_token.clone(),
            refresh_token: self.refresh_token.clone(),
            expires_at: self.expires_at,
            ..Self::sharing(token, user)
        }
    }

    /// Returns the token.
    pub fn token(&self) -> &Secret {
        &self.token
    }

    /// Returns the user, as the last reply had it.
    pub fn user(&self) -> Option<&User> {
        self.user.as_deref()
    }

    /// The user, for another session.
    pub(crate) fn shared_user(&self) -> Option<Arc<User>> {
        self.user.clone()
    }

    /// Returns the access token, if the login or the last refresh gave one: a login with OIDC.
    pub fn access_token(&self) -> Option<&Secret> {
        self.access_token.as_ref()
    }

    /// Returns the refresh token, if the server gave one: a login with OIDC and the scope `offline_access`.
    ///
    /// [`get_new_access_token_by_refresh_token`](crate::AuthenticationClient::get_new_access_token_by_refresh_token)
    /// takes it.
    pub fn refresh_token(&self) -> Option<&Secret> {
        self.refresh_token.as_ref()
    }

    /// Returns when the access token expires, in seconds since 1970: as the server said with it, or else as the token itself says
    /// (without verifying it). Without an access token it is when the token of the session expires.
    pub fn expires_at(&self) -> Option<i64> {
        self.expires_at.or_else(|| Claims::of(self.access_token.as_ref().unwrap_or(&self.token))?.expires_at)
    }

    /// Whether the access token has expired at this time, in seconds since 1970.
    pub(crate) fn has_expired(&self, time: i64) -> bool {
        self.expires_at().is_some_and(|expires_at| expires_at <= time)
    }

    /// The tokens as a reply that gives them at this time has them, except for the scope. `None` without an access token.
    pub(crate) fn token_set(&self, now: i64) -> Option<TokenSet> {
        Some(TokenSet {
            access_token: self.access_token.clone()?,
            expires_in: self.expires_at.map(|seconds| seconds.saturating_sub(now)),
            id_token: Some(self.token.clone()),
            refresh_token: self.refresh_token.clone(),
            scope: None,
            token_type: Some("Bearer".into()),
        })
    }

    /// Returns the id of the user: the one that the token names (without verifying the token), or else the id of the
    /// stored user.
    pub fn user_id(&self) -> Option<String> {
        Claims::of(&self.token).and_then(|claims| claims.user_id).or_else(|| Some(self.user.as_ref()?.id.clone()))
    }
}
