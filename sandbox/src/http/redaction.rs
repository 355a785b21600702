//! What the log keeps of a body: everything but the values that may be secrets.

use std::collections::BTreeSet;

use serde_json::Value;

/// What stands in the place of a secret.
pub const REDACTED: &str = "[redacted]";

/// A body without its secrets, which are known by the names of their members. A value without a name may be one, too. Where a name
/// cannot be one, another format was read as a form, and has become names and values at any of its signs.
pub fn body_without_secrets(body: &Value, secrets: &BTreeSet<String>) -> Value {
    match body {
        Value::Null => Value::Null,
        Value::Object(members) if members.keys().all(|name| is_name(name)) => redacted(body, secrets),
        _ => REDACTED.into(),
    }
}

/// A value without the members that hold secrets.
pub fn redacted(value: &Value, secrets: &BTreeSet<String>) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| match (secrets.contains(name) || !is_name(name)) && !value.is_null() {
                true => (shown_name(name), REDACTED.into()),
                false => (shown_name(name), redacted(value, secrets)),
            })
            .collect(),
        Value::Array(items) => items.iter().map(|item| redacted(item, secrets)).collect(),
        other => other.clone(),
    }
}

/// The name of a member, a field or a parameter.
pub fn shown_name(name: &str) -> String {
    if is_name(name) { name.to_owned() } else { REDACTED.into() }
}

/// Whether a text can be the name of a member, a field or a parameter.
pub fn is_name(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.[]".contains(&byte))
}
