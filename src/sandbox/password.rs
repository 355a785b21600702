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

/// The password in plain text: of SM2, which begins with `sm2:`, or of RSA. Clients drop leading zeros of the ciphertext of
/// RSA, so it is padded on the left.
pub fn decrypt(text: &str) -> Result<String, Refusal> {
    if let Some(digits) = text.strip_prefix("sm2:") {
        return decrypt_sm2(digits);
    }
    let key = key()?;
    let bytes = BASE64_STANDARD.decode(text).map_err(|_| failed("the password is not encrypted"))?;
    let mut block = vec![0; key.size().saturating_sub(bytes.len())];
    block.extend_from_slice(&bytes);
    let plain = key.decrypt(Pkcs1v15Encrypt, &block).map_err(|_| failed("the password cannot be decrypted"))?;
    // The JavaScript SDKs do not encrypt emoji as UTF-8. Their passwords are good all the same, but for them alone.
    Ok(String::from_utf8_lossy(&plain).into_owned())
}

/// The key pair of the examples in GM/T 0003.5, so it protects nothing.
#[cfg(feature = "sm2")]
const SM2_KEY: &str = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8";

#[cfg(feature = "sm2")]
fn decrypt_sm2(digits: &str) -> Result<String, Refusal> {
    let bytes = |digits: &str| -> Option<Vec<u8>> {
        let pairs = digits.is_ascii().then(|| digits.as_bytes().chunks(2))?;
        pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
    };
    let not = |what: &str| failed(&format!("the password is not {what}"));
    // Clients leave out the byte that says that the point is not compressed. Behind the point and the hash there is a text.
    let text = bytes(&format!("04{digits}")).filter(|text| text.len() > 97).ok_or_else(|| not("encrypted with SM2"))?;
    let key = bytes(SM2_KEY).and_then(|key| sm2::pke::DecryptingKey::from_slice(&key).ok());
    let key = key.ok_or_else(|| failed("the sandbox's key is damaged"))?;
    let plain = key.decrypt(&text).map_err(|_| failed("the password cannot be decrypted"))?;
    String::from_utf8(plain).map_err(|_| not("UTF-8"))
}

#[cfg(not(feature = "sm2"))]
fn decrypt_sm2(_: &str) -> Result<String, Refusal> {
    Err(failed("this sandbox was built without the feature sm2"))
}

fn failed(message: &str) -> Refusal {
    Refusal::new(ErrorCode::PASSWORD_DECRYPTION_FAILED, message)
}
