//! The key pairs that replace those of the recordings.

use std::sync::OnceLock;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use sm2::pke::DecryptingKey;

use crate::support::TestKey;

fn pair() -> &'static TestKey {
    static PAIR: OnceLock<TestKey> = OnceLock::new();
    PAIR.get_or_init(TestKey::large)
}

/// The public key as PEM.
pub fn public_pem() -> &'static str {
    static PEM: OnceLock<String> = OnceLock::new();
    PEM.get_or_init(|| pair().pem())
}

/// Decrypts a password; `None` if it is not a whole block for our key (the defect D37 shortens some).
pub fn decrypt(ciphertext: &str) -> Option<Vec<u8>> {
    let block = BASE64_STANDARD.decode(ciphertext).ok().filter(|block| block.len() == pair().modulus().len())?;
    pair().decrypt_bytes(&block)
}

/// The SM2 key that replaces that of the recordings. It protects nothing secret.
fn sm2_key() -> &'static DecryptingKey {
    static KEY: OnceLock<DecryptingKey> = OnceLock::new();
    KEY.get_or_init(|| DecryptingKey::new(sm2::SecretKey::from_slice(&[0x3d; 32]).expect("a key")))
}

/// The public SM2 key in hexadecimal.
pub fn sm2_public_hex() -> &'static str {
    static HEX: OnceLock<String> = OnceLock::new();
    HEX.get_or_init(|| base16ct::lower::encode_string(&sm2_key().encrypting_key().to_sec1_bytes()))
}

/// Decrypts an SM2 password: the prefix, then C1 without its first byte, C3 and C2.
pub fn decrypt_sm2(ciphertext: &str) -> Option<Vec<u8>> {
    let hex = ciphertext.strip_prefix("sm2:")?;
    let bytes = base16ct::mixed::decode_vec(format!("04{hex}")).ok()?;
    sm2_key().decrypt(&bytes).ok()
}
