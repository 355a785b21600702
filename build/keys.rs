//! Checks the keys of the document: none is repeated or misspelled, and every reference resolves.

use std::collections::BTreeMap;

use openapiv3::{Parameter, PathItem, ReferenceOr, Response, Schema};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::names;
use crate::yaml::{Kind, Node};

/// The extensions that the build or the SDK's tests read.
const EXTENSIONS: [&str; 11] = [
    "x-accepts-number",
    "x-aliases",
    "x-beside",
    "x-doc",
    "x-gives-nothing",
    "x-js",
    "x-known-values",
    "x-public",
    "x-repeatable",
    "x-reply",
    "x-source",
];
/// The keys of a schema that the contract uses, for suggestions.
const SCHEMA_KEYS: [&str; 16] = [
    "additionalProperties",
    "allOf",
    "default",
    "deprecated",
    "description",
    "enum",
    "example",
    "format",
    "items",
    "maxLength",
    "minLength",
    "nullable",
    "pattern",
    "properties",
    "required",
    "type",
];
/// OpenAPI keys that the parser does not serialize when they have their default value.
const MAY_BE_DEFAULT: [&str; 16] = [
    "additionalProperties",
    "allowEmptyValue",
    "allowReserved",
    "deprecated",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "explode",
    "nullable",
    "parameters",
    "properties",
    "readOnly",
    "required",
    "security",
    "tags",
    "uniqueItems",
    "writeOnly",
];

/// Finds repeated keys. Other loaders silently keep only the last one.
pub fn repeated(node: &Node, path: &str, found: &mut Vec<String>) {
    let mut seen = BTreeMap::new();
    for (key, line, value) in node.entries() {
        if let Some(first) = seen.insert(key, line) {
            found.push(format!(
                "line {line}: {path}/{key} is there twice, first at line {first}; the first would be lost: rename or remove one"
            ));
        }
        repeated(value, &format!("{path}/{key}"), found);
    }
    for item in node.items() {
        repeated(item, path, found);
    }
}

/// Finds unknown extensions, which would silently do nothing.
pub fn extensions(node: &Node, parent: &str, found: &mut Vec<String>) {
    for (key, line, value) in node.entries() {
        if key.starts_with("x-") && !EXTENSIONS.contains(&key.as_str()) {
            found.push(format!("line {line}: nothing reads {key}; write one of {}", EXTENSIONS.join(", ")));
        }
        if !is_example(parent, key) {
            extensions(value, key, found);
        }
    }
    for item in node.items() {
        extensions(item, parent, found);
    }
}

/// Finds misspelled keys. The parser drops unknown keys, so a key that is missing in its output was unknown.
pub fn unknown(node: &Node, known: &Value, path: &str, found: &mut Vec<String>) {
    let parent = path.rsplit('/').next().unwrap_or_default();
    for (key, line, value) in node.entries() {
        match known.get(key) {
            _ if is_example(parent, key) || key.starts_with("x-") => {}
            Some(known) => unknown(value, known, &format!("{path}/{key}"), found),
            None if is_default(value) && MAY_BE_DEFAULT.contains(&key.as_str()) => {}
            None => {
                let suggestion = names::suggestion(key, SCHEMA_KEYS);
                found.push(format!(
                    "line {line}: {path}/{key} means nothing in OpenAPI 3.0{suggestion}; mend the spelling or remove it"
                ));
            }
        }
    }
    for (i, item) in node.items().iter().enumerate() {
        if let Some(known) = known.get(i) {
            unknown(item, known, path, found);
        }
    }
}

/// Whether a key holds an example, which may contain anything. Below `properties` the key is the name of a member.
pub fn is_example(parent: &str, key: &str) -> bool {
    key == "example" && parent != "properties"
}

fn is_default(node: &Node) -> bool {
    match &node.kind {
        Kind::Scalar(value) => matches!(value, Value::Null | Value::Bool(false)),
        Kind::List(items) => items.is_empty(),
        Kind::Map(entries) => entries.is_empty(),
    }
}

pub fn dangling_references(root: &Node, node: &Node, found: &mut Vec<String>) {
    for (key, line, value) in node.entries() {
        if let ("$ref", Some(target)) = (key.as_str(), value.text()) {
            let steps: Vec<&str> = target.strip_prefix("#/").map(|path| path.split('/').collect()).unwrap_or_default();
            if steps.is_empty() || root.at(&steps).is_none() {
                let (last, folder) = steps.split_last().unwrap_or((&"", &[]));
                let there = root.at(folder).map(Node::entries).unwrap_or_default();
                let suggestion = names::suggestion(last, there.iter().map(|(name, ..)| name.as_str()));
                found.push(format!("line {line}: $ref {target} leads nowhere{suggestion}; define it or mend the name"));
            }
        }
        dangling_references(root, value, found);
    }
    for item in node.items() {
        dangling_references(root, item, found);
    }
}

/// The part of the document that the parser refuses, because the parser's message does not name it.
pub fn culprit(document: &Node) -> Option<String> {
    fn bad<'a, T: DeserializeOwned>(document: &'a Node, place: &[&str]) -> Option<(&'a str, usize)> {
        let entries = document.at(place).map(Node::entries).unwrap_or_default();
        let found = entries.iter().find(|(_, _, node)| serde_json::from_value::<T>(node.to_json()).is_err());
        found.map(|(name, line, _)| (name.as_str(), *line))
    }
    let (name, line) = bad::<PathItem>(document, &["paths"])
        .or_else(|| bad::<ReferenceOr<Schema>>(document, &["components", "schemas"]))
        .or_else(|| bad::<ReferenceOr<Parameter>>(document, &["components", "parameters"]))
        .or_else(|| bad::<ReferenceOr<Response>>(document, &["components", "responses"]))?;
    Some(format!("{name} (line {line})"))
}
