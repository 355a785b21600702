//! Tokens with a valid signature, and the keys that verify them.

use std::time::SystemTime;

use base64::{Engine as _, prelude::*};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use super::{APP_ID, TestKey};

/// Seconds since 1970.
pub fn seconds_now() -> i64 {
    i64::try_from(SystemTime::UNIX_EPOCH.elapsed().expect("a clock").as_secs()).expect("a time")
}

/// The claims of a valid token of this issuer.
pub fn claims(issuer: &str) -> Value {
    let now = seconds_now();
    json!({ "sub": "user-1", "iss": issuer, "aud": APP_ID, "iat": now, "exp": now + 3600 })
}

/// Signs the claims with the algorithm of the header.
pub fn signed_as(header: &Header, key: &EncodingKey, claims: &Value) -> String {
    encode(header, claims, key).expect("a token")
}

/// A token signed with RS256 and the large test key.
pub fn rs256(kid: Option<&str>, claims: &Value) -> String {
    let header = Header { kid: kid.map(str::to_owned), ..Header::new(Algorithm::RS256) };
    signed_as(&header, &EncodingKey::from_rsa_der(&TestKey::large().private_der()), claims)
}

/// A token signed with ES256 and the only EC test key.
pub fn es256(kid: Option<&str>, claims: &Value) -> String {
    let header = Header { kid: kid.map(str::to_owned), ..Header::new(Algorithm::ES256) };
    let der = BASE64_STANDARD.decode(EC_PKCS8).expect("base64");
    signed_as(&header, &EncodingKey::from_ec_der(&der), claims)
}

/// A token signed with HS256.
pub fn hs256(secret: &[u8], claims: &Value) -> String {
    signed_as(&Header::new(Algorithm::HS256), &EncodingKey::from_secret(secret).expect("a secret"), claims)
}

/// The public key of the large test key as a JWK.
pub fn rsa_jwk(kid: &str) -> Value {
    let n = BASE64_URL_SAFE_NO_PAD.encode(TestKey::large().modulus());
    json!({ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": n, "e": "AQAB" })
}

/// The public key of [`es256`] as a JWK.
pub fn ec_jwk(kid: &str) -> Value {
    json!({ "kty": "EC", "use": "sig", "alg": "ES256", "kid": kid, "crv": "P-256", "x": EC_X, "y": EC_Y })
}

const EC_PKCS8: &str = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgi4DiZ+AhlN4V4dbDJFYpaU2pm6qZw31RDmYmtnxIgwGhRANCAARh4EkkEewVb6oxPLgSdD3nBGPD3at6lmF/26eW3sOnemVyWszZ811hdj8nRUj0hOMtCz65wk1PU5KkejEbe86V";
const EC_X: &str = "YeBJJBHsFW-qMTy4EnQ95wRjw92repZhf9unlt7Dp3o";
const EC_Y: &str = "ZXJazNnzXWF2PydFSPSE4y0LPrnCTU9TkqR6MRt7zpU";
