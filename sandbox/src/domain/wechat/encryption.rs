//! The encryption of WeChat: AES-128-CBC with PKCS#7 padding under the session key of a user.

use aes::Aes128;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use cbc::cipher::{BlockModeDecrypt as _, BlockModeEncrypt as _, KeyIvInit as _, block_padding::Pkcs7};
use serde_json::Value;

/// Why encrypted data of WeChat cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum WechatError {
    /// Session key, iv or data is not base64, or key or iv has not 16 bytes.
    Encoding,
    /// The session key does not fit: the data was encrypted under another one.
    Key,
    /// The data is for another mini-program.
    Watermark,
}

impl std::fmt::Display for WechatError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Encoding => "session key, iv or data is not the base64 of what WeChat gives",
            Self::Key => "the data was encrypted under another session key",
            Self::Watermark => "the data is for another mini-program",
        })
    }
}

impl std::error::Error for WechatError {}

/// Decrypts `encryptedData` as WeChat's documentation has it (AES-128-CBC with PKCS#7 padding; key, iv and data in base64)
/// and checks that its watermark names the mini-program `app_id`.
///
/// # Errors
///
/// See [`WechatError`].
pub fn decrypt(app_id: &str, session_key: &str, iv: &str, encrypted_data: &str) -> Result<Value, WechatError> {
    let bytes = |text: &str| BASE64_STANDARD.decode(text).map_err(|_| WechatError::Encoding);
    let (key, iv) = (bytes(session_key)?, bytes(iv)?);
    let cipher = cbc::Decryptor::<Aes128>::new_from_slices(&key, &iv).map_err(|_| WechatError::Encoding)?;
    let plain = cipher.decrypt_padded_vec::<Pkcs7>(&bytes(encrypted_data)?).map_err(|_| WechatError::Key)?;
    let value: Value = serde_json::from_slice(&plain).map_err(|_| WechatError::Key)?;
    match value.pointer("/watermark/appid").and_then(Value::as_str) {
        Some(found) if found == app_id => Ok(value),
        _ => Err(WechatError::Watermark),
    }
}

/// The opposite of [`decrypt`]: `encryptedData` of this JSON, in base64. The watermark has to be in it.
///
/// # Errors
///
/// [`WechatError::Encoding`].
pub fn encrypt(session_key: &str, iv: &str, data: &Value) -> Result<String, WechatError> {
    let bytes = |text: &str| -> Result<[u8; 16], WechatError> {
        let bytes = BASE64_STANDARD.decode(text).map_err(|_| WechatError::Encoding)?;
        bytes.try_into().map_err(|_| WechatError::Encoding)
    };
    Ok(BASE64_STANDARD.encode(seal(&bytes(session_key)?, &bytes(iv)?, data.to_string().as_bytes())))
}

/// Encrypts bytes.
pub fn seal(key: &[u8; 16], iv: &[u8; 16], plain: &[u8]) -> Vec<u8> {
    cbc::Encryptor::<Aes128>::new(key.into(), iv.into()).encrypt_padded_vec::<Pkcs7>(plain)
}
