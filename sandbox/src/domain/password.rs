//! The keys under which clients encrypt passwords, and decryption.

use std::sync::LazyLock;

use authing_wxapp::ErrorCode;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use rsa09::{
    Pkcs1v15Encrypt, RsaPrivateKey,
    pkcs8::{DecodePrivateKey as _, EncodePublicKey as _},
    traits::PublicKeyParts as _,
};
use serde::{Deserialize, Serialize};

use crate::domain::refusal::Refusal;

/// The length of the key under which passwords are encrypted.
#[derive(Clone, Copy, Default, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub enum KeyBits {
    /// The length in older user pools.
    Bits1024,
    #[default]
    Bits2048,
}

impl TryFrom<u32> for KeyBits {
    type Error = String;

    fn try_from(bits: u32) -> Result<Self, String> {
        match bits {
            1024 => Ok(Self::Bits1024),
            2048 => Ok(Self::Bits2048),
            _ => Err(format!("the key of passwords has 1024 or 2048 bits, not {bits}")),
        }
    }
}

impl From<KeyBits> for u32 {
    fn from(bits: KeyBits) -> Self {
        match bits {
            KeyBits::Bits1024 => 1024,
            KeyBits::Bits2048 => 2048,
        }
    }
}

impl KeyBits {
    /// The private key. Both keys were made for the sandbox and are published with it, so they protect nothing. They are fixed
    /// because making one takes seconds, and read once because that takes long in a debug build.
    fn key(self) -> Result<&'static RsaPrivateKey, Refusal> {
        static SHORT: LazyLock<Option<RsaPrivateKey>> =
            LazyLock::new(|| RsaPrivateKey::from_pkcs8_der(include_bytes!("password-key-1024.der")).ok());
        static LONG: LazyLock<Option<RsaPrivateKey>> =
            LazyLock::new(|| RsaPrivateKey::from_pkcs8_der(include_bytes!("password-key.der")).ok());
        let key = match self {
            Self::Bits1024 => &SHORT,
            Self::Bits2048 => &LONG,
        };
        key.as_ref().ok_or_else(|| failed("the sandbox's key is damaged"))
    }

    /// The public key, as PEM.
    pub fn public_key(self) -> Result<String, Refusal> {
        let der = self.key()?.to_public_key().to_public_key_der();
        let der = der.map_err(|_| failed("the sandbox's key is damaged"))?;
        let body = BASE64_STANDARD.encode(der.as_bytes());
        Ok(format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----"))
    }

    /// The password in plain text. The input is encrypted under SM2, if it begins with `sm2:`, else under RSA. Clients drop
    /// leading zeros of the RSA ciphertext, so it is padded on the left.
    pub fn decrypt(self, text: &str) -> Result<String, Refusal> {
        if let Some(digits) = text.strip_prefix("sm2:") {
            return decrypt_sm2(digits);
        }
        let key = self.key()?;
        let bytes = BASE64_STANDARD
            .decode(text)
            .map_err(|_| failed("the password is not encrypted; the key is at GET /api/v2/.well-known"))?;
        let mut block = vec![0; key.size().saturating_sub(bytes.len())];
        block.extend_from_slice(&bytes);
        let plain = key.decrypt(Pkcs1v15Encrypt, &block).map_err(|_| undecryptable())?;
        // The JavaScript SDKs do not encrypt emoji as UTF-8. Such a password is read byte by byte, so that equal passwords stay equal.
        Ok(String::from_utf8(plain).unwrap_or_else(|e| e.as_bytes().iter().copied().map(char::from).collect()))
    }
}

/// The private key of the examples in GM/T 0003.5, which protects nothing.
const SM2_KEY: &str = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8";

fn decrypt_sm2(digits: &str) -> Result<String, Refusal> {
    let bytes = |digits: &str| base16ct::mixed::decode_vec(digits).ok();
    let not = |what: &str| failed(&format!("the password is not {what}"));
    // Clients leave out the byte that marks the point as uncompressed. A ciphertext is longer than the point and the hash.
    let text = bytes(&format!("04{digits}")).filter(|text| text.len() > 97).ok_or_else(|| not("encrypted with SM2"))?;
    let key = bytes(SM2_KEY).and_then(|key| sm2::pke::DecryptingKey::from_slice(&key).ok());
    let key = key.ok_or_else(|| failed("the sandbox's key is damaged"))?;
    let plain = key.decrypt(&text).map_err(|_| undecryptable())?;
    String::from_utf8(plain).map_err(|_| not("UTF-8"))
}

fn undecryptable() -> Refusal {
    failed("the password cannot be decrypted; it must be encrypted under the key of GET /api/v2/.well-known")
}

fn failed(message: &str) -> Refusal {
    Refusal::new(ErrorCode::PASSWORD_DECRYPTION_FAILED, message)
}
