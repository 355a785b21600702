//! Encrypting passwords, checking signatures, PKCE and random text. Libraries do the cryptography.

mod password;
pub(crate) mod pkce;
pub(crate) mod random;
#[cfg(feature = "verify")]
mod signature;
#[cfg(feature = "sm2")]
mod sm2;

pub(crate) use password::PublicKey;
#[cfg(feature = "verify")]
pub(crate) use signature::VerifyingKey;
#[cfg(feature = "sm2")]
pub(crate) use sm2::Sm2Key;
