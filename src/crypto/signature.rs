//! Checking the signatures of tokens.

use aws_lc_rs::{
    hmac,
    signature::{ECDSA_P256_SHA256_FIXED, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents},
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};

/// A key that checks the signatures of one algorithm.
#[derive(Clone)]
pub(crate) enum VerifyingKey {
    Public(ParsedPublicKey),
    Secret(Box<hmac::Key>),
}

impl VerifyingKey {
    /// The key for RS256 with this modulus and exponent, both in base64url as a JWK has them; `None` if they are no numbers. A key
    /// of an unsafe size verifies nothing.
    pub fn rs256(n: &str, e: &str) -> Option<Self> {
        let key = RsaPublicKeyComponents { n: decode(n)?, e: decode(e)? };
        key.to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256).ok().map(Self::Public)
    }

    /// The key for ES256 with these coordinates, both in base64url as a JWK has them; `None` if they are no point of the curve.
    pub fn es256(x: &str, y: &str) -> Option<Self> {
        // SEC 1 marks a point that is not compressed with a 4.
        let point = [&[4], &*decode(x)?, &*decode(y)?].concat();
        ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).ok().map(Self::Public)
    }

    /// The key for HS256; `None` for an empty secret, with which everybody could sign.
    pub fn hs256(secret: &[u8]) -> Option<Self> {
        let key = || Self::Secret(Box::new(hmac::Key::new(hmac::HMAC_SHA256, secret)));
        (!secret.is_empty()).then(key)
    }

    /// Whether the message was signed with this key.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Public(key) => key.verify_sig(message, signature).is_ok(),
            Self::Secret(key) => hmac::verify(key, message, signature).is_ok(),
        }
    }
}

fn decode(member: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(member).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    // The examples of RFC 7515, appendices A.1 to A.3.
    const PAYLOAD: &str =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

    fn check(key: &VerifyingKey, header: &str, signature: &str) {
        let (message, signature) = (format!("{header}.{PAYLOAD}"), decode(signature).unwrap());
        assert!(key.verify(message.as_bytes(), &signature));
        assert!(!key.verify(&message.as_bytes()[1..], &signature));
        for at in 0..signature.len() {
            let mut changed = signature.clone();
            changed[at] ^= 1;
            assert!(!key.verify(message.as_bytes(), &changed));
        }
        for length in [0, signature.len() - 1] {
            assert!(!key.verify(message.as_bytes(), &signature[..length]));
        }
    }

    #[test]
    fn the_example_for_hs256() {
        let secret = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
        let key = VerifyingKey::hs256(&decode(secret).unwrap()).unwrap();
        check(&key, "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert!(VerifyingKey::hs256(b"").is_none());
    }

    #[test]
    fn the_example_for_rs256() {
        let n = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
        let signature = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
        check(&VerifyingKey::rs256(n, "AQAB").unwrap(), "eyJhbGciOiJSUzI1NiJ9", signature);
    }

    #[test]
    fn the_example_for_es256() {
        let x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
        let y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
        let signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
        check(&VerifyingKey::es256(x, y).unwrap(), "eyJhbGciOiJFUzI1NiJ9", signature);
    }

    #[test]
    fn what_is_no_key() {
        let point = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
        for (x, y) in [(point, point), (point, ""), ("", ""), ("AA", "AA"), (point, "?"), ("?", point)] {
            assert!(VerifyingKey::es256(x, y).is_none(), "{x:?}, {y:?}");
        }
        for (n, e) in [("", "AQAB"), ("AQAB", ""), ("AAAB", "AQAB"), ("?", "AQAB"), ("AQAB", "?")] {
            assert!(VerifyingKey::rs256(n, e).is_none(), "{n:?}, {e:?}");
        }
    }
}
