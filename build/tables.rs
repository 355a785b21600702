//! Generates the open string types, the GraphQL documents and the error codes.

use std::fmt::Write as _;

use crate::{
    contract::{Contract, component},
    diff::read::{CODES_MEMBER, GRAPHQL_MEMBER},
    graphql,
    yaml::Node,
};

pub const HEAD: &str = "// Made by build.rs from spec/. Do not edit: change spec/ and refresh.\n";

/// A newtype for each string with known values.
pub fn open_strings(contract: &Contract) -> String {
    let mut out = HEAD.to_owned();
    let schemas = contract.document.at(&["components", "schemas"]).map(Node::entries).unwrap_or_default();
    for (name, _, schema) in schemas {
        let Some(known) = schema.get("x-known-values") else { continue };
        let description = schema.get("description").and_then(Node::text).unwrap_or_default();
        let _ = writeln!(out, "\ncrate::model::open_string! {{\n    /// {description}\n    pub struct {name} {{");
        for value in known.items().iter().filter_map(Node::text) {
            let _ = writeln!(out, "        {} = {value:?},", constant(value));
        }
        out.push_str("    }\n}\n");
    }
    out
}

/// The whole contract as one OpenAPI document in JSON, for tools and for the comparison with the next one. The GraphQL documents
/// and the error codes are in extensions.
pub fn openapi(contract: &Contract) -> Result<String, String> {
    let mut document = contract.document.to_json();
    let mut graphql = contract.graphql.clone();
    graphql.insert("fragments".into(), contract.fragments_text.clone());
    document[GRAPHQL_MEMBER] = graphql.into_iter().collect();
    document[CODES_MEMBER] = contract.error_codes.as_str().into();
    serde_json::to_string_pretty(&document).map(|text| text + "\n").map_err(|e| e.to_string())
}

/// The document of each GraphQL operation, tied to the type of its variables.
pub fn documents(contract: &Contract) -> Result<String, String> {
    let mut out = HEAD.to_owned();
    for op in contract.operations() {
        let (Some(id), Some((_, fragment))) = (op.id(), op.path.split_once('#')) else { continue };
        let text = contract.graphql.get(fragment).ok_or_else(|| format!("{fragment} has no document"))?;
        let document = graphql::operation(text, &contract.fragments).map_err(|e| format!("{fragment}: {e}"))?;
        let body = op.body().and_then(|(_, media)| component(media.get("schema")?));
        let variables = body
            .and_then(|body| contract.document.at(&["components", "schemas", body, "properties", "variables"]))
            .and_then(component)
            .ok_or_else(|| format!("{id} has no variables"))?;
        let _ = writeln!(
            out,
            "\nimpl crate::transport::Document for super::types::{variables} {{\n    const TEXT: &'static str = {:?};\n}}",
            document.text
        );
    }
    Ok(out)
}

/// The constants of `ErrorCode`, with their published meanings.
pub fn error_codes(contract: &Contract) -> Result<String, String> {
    let mut constants = String::new();
    let mut meanings = String::new();
    let mut names = std::collections::BTreeSet::new();
    let mut last = i64::MIN;
    let mut rows = csv::Reader::from_reader(contract.error_codes.as_bytes());
    let head = rows.headers().map_err(|e| format!("spec/error-codes.csv: line 1: {e}"))?;
    if *head != ["code", "name", "english", "chinese"][..] {
        return Err(
            "spec/error-codes.csv: line 1: the head is missing or another; write code,name,english,chinese".into()
        );
    }
    for (i, row) in rows.records().enumerate() {
        let place = format!("spec/error-codes.csv: line {}", i + 2);
        let row = row.map_err(|e| format!("{place}: {e}"))?;
        let [code, name, english, chinese] = std::array::from_fn(|column| row.get(column).unwrap_or_default().trim());
        let number: i64 = code.parse().map_err(|_| format!("{place}: {code:?} is not a number; mend the code"))?;
        if number <= last {
            return Err(format!("{place}: {number} comes after {last}; sort the rows by code, one row a code"));
        }
        last = number;
        let good = name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        if !good || !name.starts_with(|c: char| c.is_ascii_uppercase()) || !names.insert(name.to_owned()) {
            return Err(format!(
                "{place}: the name {name:?} is no constant's name or taken; write another in UPPER_SNAKE_CASE"
            ));
        }
        if english.is_empty() {
            return Err(format!("{place}: no English meaning; add one"));
        }
        let _ = writeln!(constants, "    /// `{number}`: {english}.");
        if !chinese.is_empty() {
            let _ = writeln!(constants, "    ///\n    /// {chinese}");
        }
        let _ = writeln!(constants, "    pub const {name}: Self = Self({number});");
        let _ = writeln!(meanings, "        {number} => (\"{name}\", {english:?}),");
    }
    Ok(format!(
        "{HEAD}\nimpl crate::ErrorCode {{\n{constants}}}\n\n\
         /// The name and the English meaning of a published code.\n\
         pub(crate) fn meaning(code: i64) -> Option<(&'static str, &'static str)> {{\n    Some(match code {{\n{meanings}        \
         _ => return None,\n    }})\n}}\n"
    ))
}

/// `Activated` → `ACTIVATED`, `a:b` → `A_B`.
fn constant(value: &str) -> String {
    let mut name = String::new();
    let mut lower = false;
    for c in value.chars() {
        if c.is_ascii_uppercase() && lower {
            name.push('_');
        }
        lower = c.is_ascii_lowercase();
        name.push(if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' });
    }
    name
}
