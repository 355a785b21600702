use std::{fmt, str::FromStr};

use crate::{
    crypto::random,
    error::Error,
    model::{InvalidValue, Secret},
};

/// The id of one session among many: 43 random characters, which are more than 256 bits.
///
/// Who knows the id has the session. `Debug` therefore does not print it, `==` takes the same time wherever two ids
/// differ, and a [`SessionStore`](crate::SessionStore) keeps a hash of it, from which nobody can make the id.
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

    /// Returns the text of the id, for the cookie or the header that carries it: letters, digits, `-` and `_`.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// Returns the key that a [`SessionStore`](crate::SessionStore) keeps the session under: the SHA-256 hash of the id,
    /// in hexadecimal digits. Who reads the store does not learn the ids.
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
