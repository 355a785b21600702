//! What the contract says about the bodies of requests.

use serde_json::Value;

use crate::support::Contract;

/// Whether the contract has this member of the body, such as `options.scope`.
pub fn has(path: &str, place: &str) -> bool {
    body(path).is_none_or(|schema| !matches!(find(schema, place), Found::Nothing))
}

/// Whether a value is of the type that this member of the body has. Of a member that the contract does not have nothing is
/// known.
pub fn fits(path: &str, place: &str, value: &Value) -> bool {
    let Some(Found::Schema(schema)) = body(path).map(|schema| find(schema, place)) else { return true };
    match schema["type"].as_str() {
        _ if value.is_null() => true,
        // The server takes any JSON, and knows only fields.
        _ if place.ends_with("customData") => value.is_object(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("integer" | "number") => value.is_number(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        _ => true,
    }
}

enum Found {
    Nothing,
    /// A place inside a member that may contain anything.
    Anything,
    Schema(&'static Value),
}

/// The schema of the body of the only request with this path.
fn body(path: &str) -> Option<&'static Value> {
    let content = Contract::get().document["paths"][path]["post"]["requestBody"]["content"].as_object()?;
    content.values().next().map(|media| &media["schema"])
}

fn find(schema: &'static Value, place: &str) -> Found {
    let mut schema = resolved(schema);
    for step in place.split('.').filter(|step| !step.is_empty()) {
        let Some(properties) = schema["properties"].as_object() else { return Found::Anything };
        match properties.get(step) {
            Some(member) => schema = resolved(member),
            None => return Found::Nothing,
        }
    }
    Found::Schema(schema)
}

fn resolved(schema: &'static Value) -> &'static Value {
    match schema["$ref"].as_str().or_else(|| schema["allOf"][0]["$ref"].as_str()) {
        Some(name) => {
            let target = Contract::get().document.pointer(name.trim_start_matches('#'));
            resolved(target.unwrap_or_else(|| panic!("the contract refers to {name}")))
        }
        None => schema,
    }
}
