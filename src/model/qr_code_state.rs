//! The states of a QR code.

use serde::{Deserialize, Serialize};

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
    /// `4`: the user has confirmed the login and it needs a second factor; [`QrCodeStatus::error`](crate::QrCodeStatus::error) has the MFA token.
    MfaNeeded,
    /// `5`: the login has failed; [`QrCodeStatus::error`](crate::QrCodeStatus::error) says why.
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
