//! A password in encrypted form.

use serde::{Deserialize, Serialize};

use crate::model::Secret;

/// A password that is encrypted for the server. It is a type of its own, so that a password that has to be encrypted cannot
/// be sent as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(transparent))]
pub struct EncryptedPassword(Secret);

impl EncryptedPassword {
    #[allow(dead_code, reason = "without the features password and sm2 nothing is encrypted")]
    pub(crate) fn new(encrypted: impl Into<Secret>) -> Self {
        Self(encrypted.into())
    }

    /// Returns the encrypted text as it is sent.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl From<EncryptedPassword> for Secret {
    fn from(encrypted: EncryptedPassword) -> Self {
        encrypted.0
    }
}
