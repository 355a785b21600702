//! What the log keeps of a body: everything but the values that may be secrets.

use std::collections::BTreeSet;

use serde_json::Value;

/// What stands in the place of a secret.
pub const REDACTED: &str = "[redacted]";

/// A body without its secrets, which are known by the names of their members. A value without a name may be one, too.
pub fn body_without_secrets(body: &Value, secrets: &BTreeSet<String>) -> Value {
    match body {
        Value::Null | Value::Object(_) => redacted(body, secrets),
        _ => REDACTED.into(),
    }
}

/// A value without the members that hold secrets.
pub fn redacted(value: &Value, secrets: &BTreeSet<String>) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| match secrets.contains(name) && !value.is_null() {
                true => (name.clone(), REDACTED.into()),
                false => (shown_name(name), redacted(value, secrets)),
            })
            .collect(),
        Value::Array(items) => items.iter().map(|item| redacted(item, secrets)).collect(),
        other => other.clone(),
    }
}

/// The name of a member, a field or a parameter. JSON that was sent as a form is read as one name, with the secrets in it.
pub fn shown_name(name: &str) -> String {
    if name.contains(['{', '"', '\n']) { REDACTED.into() } else { name.to_owned() }
}
