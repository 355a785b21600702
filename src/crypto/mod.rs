//! Encrypting passwords, PKCE and random text.

pub(crate) mod password;
pub(crate) mod pkce;
pub(crate) mod random;
pub(crate) mod rsa;
#[cfg(feature = "sm2")]
mod sm2;

pub use pkce::CodeChallengeMethod;
