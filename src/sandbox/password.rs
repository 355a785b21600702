//! The other end of password encryption.

use ::rsa::{
    Pkcs1v15Encrypt, RsaPrivateKey,
    pkcs8::{DecodePrivateKey as _, EncodePublicKey as _},
    traits::PublicKeyParts as _,
};
use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::reply::Refusal;
use crate::ErrorCode;

/// Made for the sandbox and published with it: it protects nothing. Fixed, for making one takes seconds.
const KEY: &[u8] = include_bytes!("password-key.der");

fn key() -> Result<RsaPrivateKey, Refusal> {
    RsaPrivateKey::from_pkcs8_der(KEY).map_err(|_| failed("the sandbox's key is damaged"))
}

/// The public key, as PEM.
pub fn public_key() -> Result<String, Refusal> {
    let der = key()?.to_public_key().to_public_key_der().map_err(|_| failed("the sandbox's key is damaged"))?;
    let body = BASE64_STANDARD.encode(der.as_bytes());
    Ok(format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----"))
}

/// The password in plain text. Clients drop leading zeros of the ciphertext, so it is padded on the left.
pub fn decrypt(text: &str) -> Result<String, Refusal> {
    let key = key()?;
    let bytes = BASE64_STANDARD.decode(text).map_err(|_| failed("the password is not encrypted"))?;
    let mut block = vec![0; key.size().saturating_sub(bytes.len())];
    block.extend_from_slice(&bytes);
    let plain = key.decrypt(Pkcs1v15Encrypt, &block).map_err(|_| failed("the password cannot be decrypted"))?;
    String::from_utf8(plain).map_err(|_| failed("the password is not UTF-8"))
}

fn failed(message: &str) -> Refusal {
    Refusal::new(ErrorCode::PASSWORD_DECRYPTION_FAILED, message)
}
