//! Codes of authenticators (RFC 6238) with HMAC-SHA1, six digits and steps of 30 seconds.

use totp_rs::{Builder, Secret, Totp};

/// The builder's defaults are six digits and 30 seconds. Length checks are off, because secrets of seeds may be shorter than the
/// RFC requires.
fn authenticator(secret: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret.trim_end_matches('=').to_ascii_uppercase()).ok()?;
    Some(Builder::new().with_secret(secret).with_skew(1).build_noncompliant())
}

/// The code at this time; nothing if the secret is not base32.
pub fn code(secret: &str, now: i64) -> Option<String> {
    Some(authenticator(secret)?.generate(u64::try_from(now).ok()?).to_string())
}

/// Whether this is the code of the present step or of the one before or after it, because clocks differ and people are slow.
pub fn fits(secret: &str, given: &str, now: i64) -> bool {
    let now = u64::try_from(now).ok();
    authenticator(secret).zip(now).is_some_and(|(authenticator, now)| authenticator.check(given, now).is_some())
}

/// The address that an authenticator reads from a QR code.
pub fn uri(name: &str, secret: &str) -> String {
    let Ok(mut uri) = reqwest::Url::parse("otpauth://totp/") else { return String::new() };
    if let Ok(mut path) = uri.path_segments_mut() {
        path.clear().push(&format!("authing-sandbox:{name}"));
    }
    let pairs = [("secret", secret), ("period", "30"), ("digits", "6"), ("algorithm", "SHA1")];
    uri.query_pairs_mut().extend_pairs(pairs).append_pair("issuer", "authing-sandbox");
    uri.into()
}

/// The secret in base32, which people can copy.
pub fn encode(bytes: &[u8]) -> String {
    Secret::from(bytes.to_vec()).to_base32()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B, and the last six of its eight digits.
    #[test]
    fn the_codes_are_those_of_the_rfc() {
        let secret = encode(b"12345678901234567890");
        assert_eq!(secret, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        let vectors = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ];
        for (now, expected) in vectors {
            assert_eq!(code(&secret, now).as_deref(), Some(expected), "{now}");
            assert_eq!(code(&secret.to_lowercase(), now).as_deref(), Some(expected), "{now}");
            for (off, fitting) in [(-60, false), (-30, true), (30, true), (60, false)] {
                assert_eq!(fits(&secret, expected, now + off), fitting, "{now} {off}");
            }
        }
        assert_eq!(code("no base32!", 59), None);
        assert!(!fits(&secret, "28708", 59));
    }
}
