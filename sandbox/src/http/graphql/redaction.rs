//! Documents without their values, for the log.

/// A document without its texts and numbers, which may be secrets, and without its comments.
pub fn without_values(text: &str) -> String {
    let (mut rest, mut kept) = (text, String::new());
    while let Some(first) = rest.chars().next() {
        let run = |part: fn(char) -> bool| rest.find(|char| !part(char)).unwrap_or(rest.len());
        let in_name = |char: char| char.is_alphanumeric() || char == '_';
        let (length, replacement) = match first {
            '#' => (run(|char| !matches!(char, '\n' | '\r')), ""),
            '"' => (string_length(rest), "\"[redacted]\""),
            '-' | '0'..='9' => (run(|char| char.is_alphanumeric() || matches!(char, '-' | '+' | '.')), "0"),
            _ if in_name(first) => (run(in_name), ""),
            _ => (first.len_utf8(), ""),
        };
        let (token, after) = rest.split_at(length);
        let is_kept = replacement.is_empty() && first != '#';
        kept.push_str(if is_kept { token } else { replacement });
        rest = after;
    }
    kept
}

/// The length of the string literal at the start of the text, quotes included. A literal without an end extends to the end.
fn string_length(text: &str) -> usize {
    let quote = if text.starts_with("\"\"\"") { "\"\"\"" } else { "\"" };
    let mut at = quote.len();
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with(quote) {
            return at + quote.len();
        }
        // Block strings have one escape sequence, that of their quotes.
        let escape = if quote.len() == 3 { "\\\"\"\"" } else { "\\" };
        let escaped = rest.strip_prefix(escape).map(|after| match quote.len() {
            3 => escape.len(),
            _ => escape.len() + after.chars().next().map_or(0, char::len_utf8),
        });
        at += escaped.unwrap_or_else(|| rest.chars().next().map_or(1, char::len_utf8));
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::without_values;

    #[test]
    fn values_are_removed_from_a_document() {
        for (text, kept) in [
            ("query user{user{id}}", "query user{user{id}}"),
            ("{a(b:\"secret\"){c}}", "{a(b:\"[redacted]\"){c}}"),
            (r#"{a(b:"se\"cret\\",d:$d1){c}}"#, "{a(b:\"[redacted]\",d:$d1){c}}"),
            (r#"{a(b:"",d:"""x"y\"""z"""){c}}"#, "{a(b:\"[redacted]\",d:\"[redacted]\"){c}}"),
            ("{a(b:-12.5e+3,c2:1234,d:true)}", "{a(b:0,c2:0,d:true)}"),
            ("{a # it's \"secret\n(b:\"söcret\")}", "{a \n(b:\"[redacted]\")}"),
            ("{a(b:\"secret", "{a(b:\"[redacted]\""),
        ] {
            assert_eq!(without_values(text), kept, "{text}");
        }
    }
}
