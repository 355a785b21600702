//! What becomes of a QR code.

use serde::{Deserialize, Serialize};

/// The state of a QR code.
///
/// Open: a number that is not published is [`Other`](Self::Other), and does not end the polling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "i64", into = "i64")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum QrCodeState {
    /// `0`: nobody has scanned it yet.
    Unused,
    /// `1`: somebody has scanned it and not yet agreed.
    Scanned,
    /// `2`: the user has agreed; the status has a ticket, or the user at once.
    Authorized,
    /// `3`: the user has refused.
    Cancelled,
    /// `-1`: it is too late, make another one.
    Expired,
    /// `4`: the user has agreed and needs a second factor; [`QrCodeStatus::error`] has the key to it.
    MfaNeeded,
    /// `5`: something went wrong; [`QrCodeStatus::error`] says what.
    Failed,
    /// Another number.
    Other(i64),
}

impl QrCodeState {
    /// Whether nothing more will come of this code.
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
