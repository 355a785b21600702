//! The ids of sessions.

use std::{fmt, str::FromStr};

use crate::{
    crypto::random,
    error::Error,
    model::{InvalidValue, Secret},
};

/// The id of one session among many: 43 random characters, which are more than 256 bits.
///
/// Everybody who knows the id has the session. `Debug` therefore does not print it, `==` takes the same time wherever two ids
/// differ, and a [`SessionStore`](crate::SessionStore) keeps a hash of it, from which the id cannot be computed.
///
/// # Examples
///
/// ```
/// # fn main() -> Result<(), authing_wxapp::Error> {
/// use authing_wxapp::SessionId;
///
/// let id = SessionId::random()?;
/// assert_eq!(id.expose().parse::<SessionId>()?, id);
/// assert_eq!(format!("{id:?}"), "SessionId([redacted])");
/// assert!("1".parse::<SessionId>().is_err());
/// # Ok(()) }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct SessionId(Secret);

impl SessionId {
    /// Creates an id from the random numbers of the operating system.
    ///
    /// # Errors
    ///
    /// [`Error::is_argument`] when the operating system gives no random numbers.
    pub fn random() -> Result<Self, Error> {
        Ok(Self(random::token()?.into()))
    }

    /// The id of a mini-program's access token among the sessions. Its hash is known to everybody who knows the id of the
    /// mini-program, so the text is one that nobody can send as a session id: it is longer.
    pub(in crate::session) fn of_mini_program(app_id: &str) -> Self {
        let hash = hmac_sha256::Hash::hash(app_id.as_bytes());
        Self(format!("wechat-access-token-{}", base16ct::lower::encode_string(&hash)).into())
    }

    /// Returns the text of the id, for the cookie or the header that carries it: letters, digits, `-` and `_`.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// Returns the key that a [`SessionStore`](crate::SessionStore) keeps the session under: the SHA-256 hash of the id,
    /// in hexadecimal digits. A reader of the store does not learn the ids.
    pub fn key(&self) -> String {
        base16ct::lower::encode_string(&hmac_sha256::Hash::hash(self.expose().as_bytes()))
    }
}

impl FromStr for SessionId {
    type Err = InvalidValue;

    /// Reads an id that [`expose`](Self::expose) has returned.
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        match random::is_token(text) {
            true => Ok(Self(text.into())),
            false => {
                Err(InvalidValue::new("a session id has 43 letters, digits, - or _; treat the user as logged out"))
            }
        }
    }
}

impl fmt::Debug for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionId([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_that_a_browser_sends_is_the_id_of_an_access_token_of_wechat() {
        let id = SessionId::of_mini_program("wx0123456789abcdef");
        assert!(id.expose().parse::<SessionId>().is_err(), "{}", id.expose());
        assert!(id.expose().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
        assert_ne!(id.key(), SessionId::of_mini_program("wx0123456789abcdeg").key());
    }
}
