//! RSA keys for passwords. The primes are fixed, because generating a key takes seconds.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use rsa::{
    BoxedUint, Pkcs1v15Encrypt, PrivateKey,
    pkcs1::{EncodeRsaPrivateKey as _, EncodeRsaPublicKey as _},
    pkcs8::EncodePublicKey as _,
    traits::PublicKeyParts as _,
};
use serde_json::{Value, json};

use super::envelope;

/// The test keeps the private key, as a server would.
pub struct TestKey(PrivateKey);

impl TestKey {
    /// 1024 bits, as in the public cloud.
    pub fn small() -> Self {
        Self::of(SMALL)
    }

    /// 2048 bits.
    pub fn large() -> Self {
        Self::of(LARGE)
    }

    fn of(primes: [&str; 2]) -> Self {
        let [p, q] = primes.map(|hex| {
            let bits = u32::try_from(hex.len() * 4).expect("some bits");
            BoxedUint::from_str_radix_with_precision_vartime(hex, 16, bits).expect("hex")
        });
        Self(PrivateKey::from_p_q(p, q, BoxedUint::from(65_537_u64)).expect("a key"))
    }

    /// The public key in base64 of SPKI DER.
    pub fn base64(&self) -> String {
        BASE64_STANDARD.encode(self.0.to_public_key().to_public_key_der().expect("DER"))
    }

    /// The public key in base64 of PKCS#1 DER, the older format.
    pub fn base64_of_pkcs1(&self) -> String {
        BASE64_STANDARD.encode(self.0.to_public_key().to_pkcs1_der().expect("DER").as_bytes())
    }

    pub fn pem(&self) -> String {
        pem("PUBLIC KEY", &self.base64(), "\n")
    }

    /// The private key in PKCS#1 DER.
    pub fn private_der(&self) -> Vec<u8> {
        self.0.to_pkcs1_der().expect("DER").as_bytes().to_vec()
    }

    /// The modulus in big-endian order.
    pub fn modulus(&self) -> Vec<u8> {
        self.0.n().to_be_bytes().to_vec()
    }

    /// A `getPublicKey` reply with this key.
    pub fn reply(&self) -> Value {
        key_reply(&self.pem())
    }

    /// Decrypts a password that a client sent.
    pub fn decrypt(&self, encrypted: &Value) -> String {
        let bytes = BASE64_STANDARD.decode(encrypted.as_str().expect("text")).expect("base64");
        String::from_utf8(self.decrypt_bytes(&bytes).expect("encrypted with this key")).expect("UTF-8")
    }

    /// Decrypts bytes, if they were encrypted with this key.
    pub fn decrypt_bytes(&self, encrypted: &[u8]) -> Option<Vec<u8>> {
        self.0.decrypt(Pkcs1v15Encrypt, encrypted).ok()
    }
}

/// Wraps base64 text as PEM, with the given line ending.
pub fn pem(label: &str, base64: &str, end: &str) -> String {
    let lines: Vec<&str> = base64.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).expect("ASCII")).collect();
    format!("-----BEGIN {label}-----{end}{}{end}-----END {label}-----{end}", lines.join(end))
}

/// A `getPublicKey` reply with the given key.
pub fn key_reply(key: &str) -> Value {
    envelope(json!({ "publicKey": key }))
}

const SMALL: [&str; 2] = [
    "\
     ddcbbd80bee5a096c96d952bd3926d7b4155f2b9e14d2d76a018154be066106232a5392a6cf2dd4dbf8059ec91a74111\
     f761765f1931c75796a6c4788b08e7d3",
    "\
     f37297dc7d7af74be2ea3da91324e4e78b6866193f211b4361cd86377f637174d9664343fc1a1e4ff96d5afcb99c60a6\
     baf8feef4965d5c1d56794e0a3e2d731",
];

const LARGE: [&str; 2] = [
    "\
     e0276cc076d5c9dbff07b36ce6ba94d24fd08634f15fd66046da93609ea2e61b47143ce6034850b029b4f0e49dd0fafc\
     b0a11af70c880e19349cab5a2267f3ccc784ac2691c9b931afc45e3cdab6e39cfc529173fe72a8c29ae7fd182161089c\
     648b049ee91a9662f080fff3be5346eb269678692041b3aa73565d453458c07d",
    "\
     f0aca3748d8071e6222f0ac4422a3b84df68fa1efce5d0de38f3728a5a01f7d39a0afa319f7067ede8c6c72b383657d4\
     734c7f1331deb8911478fd331d6fdfef5d2d85521b86c06d546f2a2b0fbbf7a8d6c3d2ce2f85e74d4cf2d0ee778201a5\
     c52b01ceb0ce122277cfe149fb21699bdc6b7371eaa0574eea8df349a943d7e3",
];
