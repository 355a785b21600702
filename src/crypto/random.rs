//! Text that cannot be guessed, from the random numbers of the operating system.

use zeroize::Zeroizing;

use crate::model::InvalidValue;

/// 64 characters that need no escape in URLs and headers: 6 bits each.
const URL_SAFE: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Returns a text of this length. Each character of the alphabet is equally likely.
pub(crate) fn text(length: usize, alphabet: &[u8]) -> Result<String, InvalidValue> {
    // Bytes beyond the last whole alphabet would favour its first characters.
    let usable = 256 - 256 % alphabet.len();
    let mut text = String::with_capacity(length);
    let mut bytes = Zeroizing::new([0; 64]);
    while text.len() < length {
        getrandom::fill(&mut *bytes).map_err(no_random_numbers)?;
        let usable = bytes.iter().map(|byte| usize::from(*byte)).filter(|byte| *byte < usable);
        text.extend(usable.map(|byte| char::from(alphabet[byte % alphabet.len()])).take(length - text.len()));
    }
    Ok(text)
}

/// Returns a number. All numbers are equally likely.
pub(crate) fn number() -> Result<u64, InvalidValue> {
    getrandom::u64().map_err(no_random_numbers)
}

fn no_random_numbers(e: getrandom::Error) -> InvalidValue {
    InvalidValue::new(format!("the operating system gives no random numbers: {e}"))
}

/// The length of a token in characters. Those of a code verifier of PKCE have to be 43 or more.
const TOKEN: usize = 43;

/// Returns a text of more than 256 bits: a state, a nonce, a session id, or a code verifier of PKCE.
pub(crate) fn token() -> Result<String, InvalidValue> {
    text(TOKEN, URL_SAFE)
}

/// Whether a text has the form of a token. It is checked for every request of a back end, so the characters are compared by their
/// ranges instead of being searched for in [`URL_SAFE`].
pub(crate) fn is_token(text: &str) -> bool {
    text.len() == TOKEN && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_the_characters_of_its_alphabet_and_no_others() {
        assert!(is_token(&token().unwrap()));
        for byte in 0..=127 {
            let text = format!("{}{}", "a".repeat(TOKEN - 1), char::from(byte));
            assert_eq!(is_token(&text), URL_SAFE.contains(&byte), "{text:?}");
        }
        assert!(!is_token(&"a".repeat(TOKEN - 1)) && !is_token(&"a".repeat(TOKEN + 1)) && !is_token(""));
    }
}
