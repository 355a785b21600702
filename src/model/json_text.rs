//! JSON text as JavaScript writes it, in a form that every JSON reader accepts.

use std::borrow::Cow;

/// Decodes bytes as JavaScript does: without a byte order mark, and with U+FFFD in place of what is not UTF-8.
pub(crate) fn decode_json(bytes: &[u8]) -> Cow<'_, str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    // Nearly every text is UTF-8, and checking that alone is several times as fast as the lossy conversion.
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Cow::Owned(replace_lone_surrogates(&String::from_utf8_lossy(bytes)).into_owned());
    };
    replace_lone_surrogates(text)
}

/// Replaces each escaped half of a surrogate pair by U+FFFD. `JSON.stringify` writes such a half for text that was cut inside an
/// emoji, and `serde_json` refuses the whole text because of one. Everything else stays unchanged, also invalid JSON.
pub(crate) fn replace_lone_surrogates(json: &str) -> Cow<'_, str> {
    // Most texts have no backslash, and a single byte is found fastest.
    if !json.contains('\\') || !json.contains("\\ud") && !json.contains("\\uD") {
        return Cow::Borrowed(json);
    }
    let (mut replaced, mut copied, mut at) = (String::new(), 0, 0);
    // Each backslash begins an escape: of two, the second is the escaped one.
    while let Some(found) = json[at..].find('\\') {
        let escape = at + found;
        at = match (unit(json, escape), unit(json, escape + 6)) {
            (Some(0xD800..0xDC00), Some(0xDC00..0xE000)) => escape + 12,
            (Some(0xD800..0xE000), _) => {
                replaced.push_str(&json[copied..escape]);
                replaced.push_str("\\ufffd");
                copied = escape + 6;
                copied
            }
            // In text that is not JSON, the character behind the backslash may be longer than a byte.
            _ => escape + 1 + json[escape + 1..].chars().next().map_or(0, char::len_utf8),
        };
    }
    if copied == 0 {
        return Cow::Borrowed(json);
    }
    replaced.push_str(&json[copied..]);
    Cow::Owned(replaced)
}

/// The UTF-16 code unit of an escape of the form `\uXXXX` at this place.
fn unit(json: &str, at: usize) -> Option<u16> {
    let digits = json.get(at..at + 6)?.strip_prefix("\\u")?;
    // The parser of numbers would accept a sign.
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_pairs_are_replaced_and_nothing_else() {
        for (json, expected) in [
            (r#""Ada \ud83d""#, r#""Ada \ufffd""#),
            (r#""\uDE00\ud83d\ude00\uD83D""#, r#""\ufffd\ud83d\ude00\ufffd""#),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
            (r#""\ud83dé\udead\n""#, r#""\ufffdé\ufffd\n""#),
            (r#""\\ud83d \\\ud83d""#, r#""\\ud83d \\\ufffd""#),
            (r#""\ud7ff\ue000""#, r#""\ud7ff\ue000""#),
            (r#""\ud83"#, r#""\ud83"#),
            (r#""\ud83d\"#, r#""\ufffd\"#),
            (r#""\ud+3d\é\ud83d"#, r#""\ud+3d\é\ufffd"#),
        ] {
            assert_eq!(replace_lone_surrogates(json), expected, "{json}");
        }
    }

    #[test]
    fn the_result_is_what_javascript_reads() {
        // Every text of three units out of these, escaped; the standard library decodes UTF-16 as JavaScript does.
        let units = [0x41_u16, 0xD83D, 0xDE00, 0xDFFF, 0xD800, 0x5C];
        for a in units {
            for b in units {
                for c in units {
                    let json = format!("\"\\u{a:04x}\\u{b:04X}\\u{c:04x}\"");
                    let read: String = serde_json::from_str(&replace_lone_surrogates(&json)).unwrap();
                    assert_eq!(read, String::from_utf16_lossy(&[a, b, c]), "{json}");
                }
            }
        }
    }

    #[test]
    fn bytes_are_decoded_as_by_javascript() {
        assert_eq!(decode_json(b"\xef\xbb\xbf{}"), "{}");
        assert_eq!(decode_json(b"\"\xff\\ud83d\""), "\"\u{fffd}\\ufffd\"");
        assert!(matches!(decode_json(b"{\"a\":1}"), Cow::Borrowed(_)));
    }
}
