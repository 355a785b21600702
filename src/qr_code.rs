//! The status of a QR code.

use serde::{Deserialize, Serialize};

use crate::{Error, QrCodeStatus, QrCodeUser, User, wire::told};

/// The state of a QR code.
///
/// A number without a published meaning is [`Other`](Self::Other); it does not end the polling.
///
/// # Examples
///
/// ```
/// use authing_wxapp::QrCodeState;
///
/// assert_eq!(QrCodeState::from(2), QrCodeState::Authorized);
/// assert!(QrCodeState::Expired.is_final());
/// assert!(!QrCodeState::from(99).is_final());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "i64", into = "i64")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum QrCodeState {
    /// `0`: no one has scanned the code yet.
    Unused,
    /// `1`: a user has scanned the code and not confirmed the login yet.
    Scanned,
    /// `2`: the user has confirmed the login; the status has a ticket or the user.
    Authorized,
    /// `3`: the user has declined the login.
    Cancelled,
    /// `-1`: the code has expired. Create another one.
    Expired,
    /// `4`: the user has confirmed the login and it needs a second factor; [`QrCodeStatus::error`] has the MFA token.
    MfaNeeded,
    /// `5`: the login has failed; [`QrCodeStatus::error`] says why.
    Failed,
    /// Any other number.
    Other(i64),
}

impl QrCodeState {
    /// Returns whether the state of the code can no longer change.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Unused | Self::Scanned | Self::Other(_))
    }
}

impl From<i64> for QrCodeState {
    fn from(number: i64) -> Self {
        match number {
            0 => Self::Unused,
            1 => Self::Scanned,
            2 => Self::Authorized,
            3 => Self::Cancelled,
            -1 => Self::Expired,
            4 => Self::MfaNeeded,
            5 => Self::Failed,
            other => Self::Other(other),
        }
    }
}

impl From<QrCodeState> for i64 {
    fn from(state: QrCodeState) -> Self {
        match state {
            QrCodeState::Unused => 0,
            QrCodeState::Scanned => 1,
            QrCodeState::Authorized => 2,
            QrCodeState::Cancelled => 3,
            QrCodeState::Expired => -1,
            QrCodeState::MfaNeeded => 4,
            QrCodeState::Failed => 5,
            QrCodeState::Other(other) => other,
        }
    }
}

impl QrCodeStatus {
    /// Returns the error that kept the code from leading to a login, in the states
    /// [`MfaNeeded`](QrCodeState::MfaNeeded) and [`Failed`](QrCodeState::Failed).
    ///
    /// In the state `MfaNeeded` it is the error that any other login returns: it has an [`Error::mfa_token`] and an
    /// [`Error::challenge`]. In all other states it is `None`.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(
    /// #     client: authing_wxapp::AuthenticationClient,
    /// #     status: authing_wxapp::QrCodeStatus,
    /// # ) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::Challenge;
    ///
    /// if let Some(Challenge::SecondFactor(mfa)) = status.error().and_then(|error| error.challenge()) {
    ///     let user = mfa.verify_totp(&client, "123456").await?;
    /// }
    /// # Ok(()) }
    /// ```
    pub fn error(&self) -> Option<Error> {
        let failed = matches!(self.status, QrCodeState::MfaNeeded | QrCodeState::Failed);
        let why = self.scanned_result.as_ref().map(|result| result.expose());
        failed.then(|| told(why.unwrap_or(&serde_json::Value::Null)))
    }
}

impl QrCodeUser {
    /// Converts to a [`User`], if the server has identified the user; `None` if there is no id.
    ///
    /// If the user has a token, [`set_current_user`](crate::AuthenticationClient::set_current_user) stores the session.
    pub fn into_user(self) -> Option<User> {
        let Self { id, token, nickname, photo, username, email, email_verified, phone, .. } = self;
        Some(User {
            id: id?,
            token,
            nickname,
            photo,
            username,
            email,
            email_verified,
            phone,
            unionid: self.unionid,
            openid: self.openid,
            oauth: self.oauth,
            company: self.company,
            token_expired_at: self.token_expired_at,
            logins_count: self.logins_count,
            last_ip: self.last_ip,
            signed_up: self.signed_up,
            blocked: self.blocked,
            is_deleted: self.is_deleted,
            ..User::default()
        })
    }
}
