//! Converts OpenAPI 3.0 schemas to JSON Schema.

use serde_json::{Map, Value, json};

/// The JSON Schema of an OpenAPI schema. `closed` refuses members that the schema does not name, so that a test with a
/// misspelled member fails, although the client would ignore it.
pub fn json_schema(schema: &Value, closed: bool) -> Value {
    let Some(schema) = schema.as_object() else { return schema.clone() };
    if let Some(reference) = schema.get("$ref") {
        // OpenAPI 3.0 ignores the siblings of a reference.
        return json!({ "$ref": reference });
    }
    let mut out = Map::new();
    for (key, value) in schema {
        let value = match key.as_str() {
            "nullable" | "example" => continue,
            extension if extension.starts_with("x-") => continue,
            "properties" => properties(value, closed),
            "items" => json_schema(value, closed),
            "allOf" => value.as_array().into_iter().flatten().map(|one| json_schema(one, closed)).collect(),
            _ => value.clone(),
        };
        out.insert(key.clone(), value);
    }
    if closed && out.contains_key("properties") {
        out.entry("additionalProperties").or_insert(false.into());
    }
    let flag = |name: &str| schema.get(name) == Some(&Value::Bool(true));
    let Some(kind) = out.remove("type") else {
        return match flag("nullable") {
            true => json!({ "anyOf": [out, { "type": "null" }] }),
            false => out.into(),
        };
    };
    let mut kinds = vec![kind];
    kinds.extend(flag("x-accepts-number").then(|| "number".into()));
    kinds.extend(flag("nullable").then(|| "null".into()));
    out.insert("type".into(), kinds.into());
    out.into()
}

fn properties(members: &Value, closed: bool) -> Value {
    let mut out = Map::new();
    for (name, schema) in members.as_object().into_iter().flatten() {
        let converted = json_schema(schema, closed);
        for alias in schema["x-aliases"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            out.insert(alias.into(), converted.clone());
        }
        out.insert(name.clone(), converted);
    }
    out.into()
}
