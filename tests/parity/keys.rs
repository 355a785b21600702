//! The key pair that stands for the recorder's.

use std::sync::OnceLock;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use rand::{SeedableRng as _, rngs::StdRng};
use rsa::{Pkcs1v15Encrypt, RsaPrivateKey, pkcs8::EncodePublicKey as _};

const BITS: usize = 2048;

fn pair() -> &'static RsaPrivateKey {
    static PAIR: OnceLock<RsaPrivateKey> = OnceLock::new();
    // Seeded, for the search for primes takes from two to nine seconds by luck. Nothing secret is encrypted with it.
    PAIR.get_or_init(|| RsaPrivateKey::new(&mut StdRng::seed_from_u64(5), BITS).expect("a key pair can be made"))
}

/// The public key as PEM.
pub fn public_pem() -> &'static str {
    static PEM: OnceLock<String> = OnceLock::new();
    PEM.get_or_init(|| {
        let der = pair().to_public_key().to_public_key_der().expect("a public key has a DER");
        let text = BASE64_STANDARD.encode(der.as_bytes());
        let lines: Vec<&str> = (0..text.len()).step_by(64).map(|at| &text[at..text.len().min(at + 64)]).collect();
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----", lines.join("\n"))
    })
}

/// The plain bytes of an encrypted password; nothing when it is no whole block of ours (D37 would cut one short).
pub fn decrypt(ciphertext: &str) -> Option<Vec<u8>> {
    let block = BASE64_STANDARD.decode(ciphertext).ok().filter(|block| block.len() == BITS / 8)?;
    pair().decrypt(Pkcs1v15Encrypt, &block).ok()
}
