//! PKCE (RFC 7636): only the program that began a login can finish it.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};

/// Whether a text has the form of a code verifier.
pub(crate) fn is_verifier(text: &str) -> bool {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    (43..=128).contains(&text.len()) && text.bytes().all(unreserved)
}

/// The challenge of the method `S256`.
pub(crate) fn s256(verifier: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(hmac_sha256::Hash::hash(verifier.as_bytes()))
}
