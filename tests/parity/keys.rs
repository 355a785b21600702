//! The key pair that stands for the recorder's.

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

/// The plain bytes of an encrypted password; nothing when it is no whole block of ours (D37 would cut one short).
pub fn decrypt(ciphertext: &str) -> Option<Vec<u8>> {
    let block = BASE64_STANDARD.decode(ciphertext).ok().filter(|block| block.len() == pair().modulus().len())?;
    pair().decrypt_bytes(&block)
}

/// The key of SM2 that stands for the recorder's. Nothing secret is encrypted with it.
fn sm2_key() -> &'static DecryptingKey {
    static KEY: OnceLock<DecryptingKey> = OnceLock::new();
    KEY.get_or_init(|| DecryptingKey::new(sm2::SecretKey::from_slice(&[0x3d; 32]).expect("a key")))
}

/// Its public half in hexadecimal digits.
pub fn sm2_public_hex() -> &'static str {
    static HEX: OnceLock<String> = OnceLock::new();
    HEX.get_or_init(|| base16ct::lower::encode_string(&sm2_key().encrypting_key().to_sec1_bytes()))
}

/// The plain bytes of a password under SM2: the mark, then C1 without its first byte, C3 and C2.
pub fn decrypt_sm2(ciphertext: &str) -> Option<Vec<u8>> {
    let hex = ciphertext.strip_prefix("sm2:")?;
    let bytes = base16ct::mixed::decode_vec(format!("04{hex}")).ok()?;
    sm2_key().decrypt(&bytes).ok()
}
