//! The keys that sign tokens: the published RSA key, or the secret of the application.

use std::sync::LazyLock;

use authing_wxapp::ErrorCode;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use rsa09::{RsaPrivateKey, pkcs1::DecodeRsaPrivateKey as _, traits::PublicKeyParts as _};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{
    APP_ID, APP_SECRET,
    domain::{application::Signature, refusal::Refusal},
};

/// The RSA key, which was made for the sandbox and is published with it, so it protects nothing. It is fixed because making one
/// takes seconds.
const KEY: &[u8] = include_bytes!("../signing-key.der");
/// The name of the key.
const KEY_ID: &str = "sandbox";

fn failed(why: impl std::fmt::Display) -> Refusal {
    Refusal::new(ErrorCode::INTERNAL_SERVER_ERROR, format!("the token cannot be signed: {why}"))
}

/// Modulus and exponent, encoded for a JWK. They are read once, because that takes long in a debug build.
fn public_numbers() -> Option<&'static (String, String)> {
    static NUMBERS: LazyLock<Option<(String, String)>> = LazyLock::new(|| {
        let key = RsaPrivateKey::from_pkcs1_der(KEY).ok()?;
        let text = |number: &rsa09::BigUint| BASE64_URL_SAFE_NO_PAD.encode(number.to_bytes_be());
        Some((text(key.n()), text(key.e())))
    });
    NUMBERS.as_ref()
}

/// The published JWK set.
pub fn published() -> Result<Value, Refusal> {
    let (n, e) = public_numbers().ok_or_else(|| failed("the sandbox's key is damaged"))?;
    Ok(json!({ "keys": [{ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": KEY_ID, "n": n, "e": e }] }))
}

pub fn sign(claims: &impl Serialize, signature: Signature) -> Result<String, Refusal> {
    let (header, key) = match signature {
        Signature::RS256 => {
            let header = Header { kid: Some(KEY_ID.into()), ..Header::new(Algorithm::RS256) };
            (header, EncodingKey::from_rsa_der(KEY))
        }
        Signature::HS256 => (Header::default(), EncodingKey::from_secret(APP_SECRET.as_bytes()).map_err(failed)?),
    };
    encode(&header, claims, &key).map_err(failed)
}

/// The claims of a token that was signed here, whether or not it has expired. The caller compares its age with the sandbox's
/// clock.
pub fn read<T: DeserializeOwned + Clone>(token: &str) -> Option<T> {
    let algorithm = decode_header(token).ok()?.alg;
    let key = match algorithm {
        Algorithm::HS256 => DecodingKey::from_secret(APP_SECRET.as_bytes()).ok()?,
        Algorithm::RS256 => {
            let (n, e) = public_numbers()?;
            DecodingKey::from_rsa_components(n, e).ok()?
        }
        _ => return None,
    };
    let mut validation = Validation::new(algorithm);
    validation.validate_exp = false;
    validation.set_audience(&[APP_ID]);
    decode(token, &key, &validation).ok().map(|token| token.claims)
}

/// The left half of a hash, for `at_hash` and `c_hash` of an id token (OpenID Connect Core, section 3.3.2.11).
pub fn half_hash(text: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(&hmac_sha256::Hash::hash(text.as_bytes())[..16])
}
