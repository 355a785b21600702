//! Names and texts of another document, as our contract writes them.

use serde_json::Value;

use super::diff::parse::pascal;

/// Names that are credentials when text has them, and endings that tell of something about a credential.
const SECRETS: [&str; 9] =
    ["password", "accesskey", "secret", "token", "passcode", "ticket", "verifier", "otpcode", "recoverycode"];
const NO_SECRETS: [&str; 12] =
    ["type", "at", "in", "strength", "policy", "url", "count", "status", "name", "method", "hint", "endpoint"];

/// `SignInV3Controller_signIn` as `signIn`.
pub fn short(id: &str) -> &str {
    id.rsplit('_').next().unwrap_or(id)
}

/// `geneQRCode` as `GeneQrCode`, which is what Rust types are called: the client's generator and this task must agree.
pub fn rust_name(name: &str) -> String {
    let name: Vec<char> = pascal(name).chars().collect();
    let upper = |at: Option<usize>| at.and_then(|at| name.get(at)).is_some_and(|c| c.is_uppercase());
    // Inside of an acronym: after a capital, and not before a small letter, where the next word begins.
    let inside = |at: usize| upper(at.checked_sub(1)) && (at + 1 == name.len() || upper(Some(at + 1)));
    let small = |(at, c): (usize, &char)| if inside(at) { c.to_ascii_lowercase() } else { *c };
    name.iter().enumerate().map(small).collect()
}

/// Whether a member is a credential, by its name. In a reply `code` is the business code.
pub fn is_secret(name: &str, schema: &Value, in_reply: bool) -> bool {
    let plain = name.to_lowercase().replace('_', "");
    let named = SECRETS.iter().any(|secret| plain.contains(secret)) || plain == "code" && !in_reply;
    let about = NO_SECRETS.iter().any(|end| plain.ends_with(end));
    schema["type"] == "string" && schema["enum"].is_null() && named && !about
}

/// Whether a number is a whole one, which many documents do not say: by its name, its example, or the words of its description.
pub fn is_whole(name: &str, schema: &Value) -> bool {
    let counts = ["page", "limit", "count"].iter().any(|end| name.to_lowercase().ends_with(end));
    let shown = [&schema["example"], &schema["default"]].into_iter().find(|one| one.is_number());
    let text = schema["description"].as_str().unwrap_or_default().to_lowercase();
    let said = ["integer", "whole number", "整数"].iter().any(|word| text.contains(word));
    let whole = shown.map_or(counts || said, |number| number.is_i64() || number.is_u64());
    schema["type"] == "number" && schema["format"].is_null() && whole
}

/// A text that a person has to write in English.
pub fn to_translate(node: &Value) -> String {
    scalar(format!("TODO: {}", first_line(node)).trim_end_matches(": "))
}

/// The first line of a text that has any.
pub fn first_line(node: &Value) -> String {
    let lines = node.as_str().unwrap_or_default().lines().map(str::trim);
    lines.into_iter().find(|line| !line.is_empty()).unwrap_or_default().to_owned()
}

/// A text as YAML: plain where that is safe, else in quotes.
pub fn scalar(text: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || "_-./".contains(c);
    let word = !text.is_empty() && text.chars().all(safe) && text.starts_with(|c: char| c.is_ascii_alphabetic());
    let reserved = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    if word && !reserved.contains(&text.to_lowercase().as_str()) {
        text.into()
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_are_known_by_their_names() {
        let text = json!({ "type": "string" });
        for name in ["password", "client_secret", "access_token", "passCode", "code"] {
            assert!(is_secret(name, &text, false), "{name}");
        }
        for name in ["passwordEncryptType", "token_type", "tokenExpiredAt", "expires_in", "account"] {
            assert!(!is_secret(name, &text, false), "{name}");
        }
        assert!(!is_secret("code", &text, true) && !is_secret("token", &json!({ "type": "boolean" }), false));
    }

    #[test]
    fn whole_numbers_are_known_by_their_names_examples_and_descriptions() {
        let number = json!({ "type": "number" });
        assert!(
            ["page", "limit", "totalCount"].iter().all(|name| is_whole(name, &number)) && !is_whole("ratio", &number)
        );
        for (whole, schema) in [
            (true, json!({ "type": "number", "example": 180 })),
            (false, json!({ "type": "number", "example": 0.5, "description": "No integer" })),
            (true, json!({ "type": "number", "description": "过期时间，整数" })),
            (false, json!({ "type": "number", "format": "double", "example": 1 })),
            (false, json!({ "type": "string", "example": 1 })),
        ] {
            assert_eq!(is_whole("expiresIn", &schema), whole, "{schema}");
        }
    }

    #[test]
    fn names_are_those_of_rust() {
        for (name, expected) in [("geneQRCode", "GeneQrCode"), ("UserID", "UserId"), ("signUp", "SignUp"), ("a", "A")] {
            assert_eq!(rust_name(name), expected);
        }
    }

    #[test]
    fn text_becomes_yaml_that_reads_as_the_same_text() {
        for text in ["", "plain", "it's: a # text", "true", "{a}", "- x", "中文"] {
            let read = crate::contract::yaml::parse(&format!("a: {}", scalar(text))).unwrap();
            assert_eq!(read.get("a").unwrap().text(), Some(text));
        }
    }
}
