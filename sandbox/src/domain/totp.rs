//! Codes of authenticators, as RFC 6238 has them: HMAC-SHA1, six digits, 30 seconds.

use aws_lc_rs::hmac::{HMAC_SHA1_FOR_LEGACY_USE_ONLY, Key, sign};

const STEP: i64 = 30;
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The code at a moment; nothing when the secret is not base32.
pub fn code(secret: &str, now: i64) -> Option<String> {
    let step = u64::try_from(now.div_euclid(STEP)).ok()?;
    let key = Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, &decode(secret)?);
    let tag = sign(&key, &step.to_be_bytes());
    let place = usize::from(tag.as_ref().last()? & 15);
    let four: [u8; 4] = tag.as_ref().get(place..place + 4)?.try_into().ok()?;
    Some(format!("{:06}", (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000))
}

/// Whether it is the code of this moment, or of the step before or after it: clocks differ, and people are slow.
pub fn fits(secret: &str, given: &str, now: i64) -> bool {
    [-STEP, 0, STEP].iter().any(|off| code(secret, now + off).is_some_and(|code| code == given))
}

/// The secret as an authenticator reads it from a QR code.
pub fn uri(name: &str, secret: &str) -> String {
    let Ok(mut uri) = reqwest::Url::parse("otpauth://totp/") else { return String::new() };
    if let Ok(mut path) = uri.path_segments_mut() {
        path.clear().push(&format!("authing-sandbox:{name}"));
    }
    let pairs = [("secret", secret), ("period", "30"), ("digits", "6"), ("algorithm", "SHA1")];
    uri.query_pairs_mut().extend_pairs(pairs).append_pair("issuer", "authing-sandbox");
    uri.into()
}

/// Base32 of whole groups: 20 bytes give 32 letters.
pub fn encode(bytes: &[u8]) -> String {
    let letters = bytes.chunks(5).flat_map(|group| {
        let bits = group.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte)) << (8 * (5 - group.len()));
        (0..(group.len() * 8).div_ceil(5))
            .map(move |place| char::from(ALPHABET[(bits >> (35 - 5 * place) & 31) as usize]))
    });
    letters.collect()
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for letter in text.trim_end_matches('=').bytes() {
        let value = ALPHABET.iter().position(|known| *known == letter.to_ascii_uppercase())?;
        bits = bits << 5 | u32::try_from(value).ok()?;
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 255) as u8);
        }
    }
    Some(bytes)
}
