//! The codes of failures.

use std::fmt;

/// A code of Authing: [the published codes](https://docs.authing.cn/v2/reference/error-code.html) are constants, and
/// any other number is possible too.
///
/// [`TIMED_OUT`](Self::TIMED_OUT), [`NO_CONNECTION`](Self::NO_CONNECTION) and [`LOCAL`](Self::LOCAL) are local codes,
/// which no server sends.
///
/// # Examples
///
/// ```
/// use authing_wxapp::ErrorCode;
///
/// assert_eq!(ErrorCode::from(2004), ErrorCode::USER_NOT_FOUND);
/// assert_eq!(ErrorCode::USER_NOT_FOUND.name(), Some("USER_NOT_FOUND"));
/// assert_eq!(ErrorCode::from(987_654).name(), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ErrorCode(pub(crate) i64);

impl ErrorCode {
    /// Returns the number.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Returns the name of the constant, for a published code.
    pub fn name(self) -> Option<&'static str> {
        crate::generated::meaning(self.0).map(|(name, _)| name)
    }

    /// Returns the published meaning in English, for a published code.
    pub fn meaning(self) -> Option<&'static str> {
        crate::generated::meaning(self.0).map(|(_, meaning)| meaning)
    }
}

impl From<i64> for ErrorCode {
    fn from(code: i64) -> Self {
        Self(code)
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => write!(f, "{} {name}", self.0),
            None => self.0.fmt(f),
        }
    }
}
