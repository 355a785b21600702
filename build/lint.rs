//! Checks the contract before code is generated from it. Every message names the place, the problem and the remedy.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::OpenAPI;

use crate::{
    contract::{Contract, Op, component},
    yaml::Node,
};

mod documents;
mod keys;
mod left_out;
mod names;
mod repeatable;

/// Checks the contract. Returns the parsed document, or all problems.
pub fn check(contract: &Contract) -> Result<OpenAPI, Vec<String>> {
    let mut found = Vec::new();
    keys::repeated(&contract.document, "", &mut found);
    keys::extensions(&contract.document, "", &mut found);
    let document = match serde_json::from_value::<OpenAPI>(contract.document.to_json()) {
        Ok(document) => document,
        Err(e) => {
            let culprit = keys::culprit(&contract.document).unwrap_or_else(|| "the document".into());
            found.push(format!("spec/authing.yaml: {culprit} is not OpenAPI 3.0: {e}"));
            return Err(found);
        }
    };
    if !document.openapi.starts_with("3.0.") {
        found.push(format!("openapi: {} is not supported; write openapi: 3.0.3", document.openapi));
    }
    match serde_json::to_value(&document) {
        Ok(known) => keys::unknown(&contract.document, &known, "", &mut found),
        Err(e) => found.push(format!("spec/authing.yaml: {e}")),
    }
    keys::dangling_references(&contract.document, &contract.document, &mut found);
    closed_enums(contract, &mut found);
    names::required(contract, &mut found);
    names::twins(contract, &mut found);
    left_out::check(&contract.document, "", &mut found);

    let mut ids = BTreeMap::new();
    let mut unknown = documents::UnknownFields::new();
    for op in contract.operations() {
        let place = place(op);
        let Some(id) = op.id() else {
            found.push(format!("{place}: no operationId; add the wire name of the operation"));
            continue;
        };
        if let Some(first) = ids.insert(id, op.line) {
            found.push(format!("{place}: the operationId {id} is taken at line {first}; choose another"));
        }
        operation(contract, op, &place, &mut unknown, &mut found);
    }
    documents::report_unknown(contract, unknown, &mut found);
    let used: BTreeSet<&str> = contract.operations().filter_map(|op| Some(op.path.split_once('#')?.1)).collect();
    for file in contract.graphql.keys().filter(|file| !used.contains(file.as_str())) {
        found.push(format!(
            "spec/graphql/{file}.graphql: no operation uses it; add the path /graphql/v2#{file} or remove the file"
        ));
    }
    if found.is_empty() { Ok(document) } else { Err(found) }
}

fn place(op: Op<'_>) -> String {
    match op.id() {
        Some(id) => format!("operation {id} (line {})", op.line),
        None => format!("{} {} (line {})", op.method.to_uppercase(), op.path, op.line),
    }
}

/// Finds closed enums in replies, with which every new value of the server would be an error.
fn closed_enums(contract: &Contract, found: &mut Vec<String>) {
    let mut reached = BTreeSet::new();
    for op in contract.operations() {
        if let Some((_, reply)) = op.reply() {
            follow_enums(contract, ("", reply), &mut reached, &place(op), found);
        }
    }
}

fn follow_enums<'a>(
    contract: &'a Contract,
    (parent, node): (&str, &'a Node),
    reached: &mut BTreeSet<&'a str>,
    place: &str,
    found: &mut Vec<String>,
) {
    let name = node.get("$ref").and_then(|_| component(node)).filter(|name| reached.insert(name));
    if let Some(schema) = name.and_then(|name| contract.document.at(&["components", "schemas", name])) {
        follow_enums(contract, ("", schema), reached, place, found);
    }
    for (key, line, value) in node.entries() {
        if key == "enum" && !value.items().is_empty() {
            found.push(format!(
                "{place}: line {line}: a closed enum in a reply fails on any new value; write x-known-values instead"
            ));
        }
        if !keys::is_example(parent, key) {
            follow_enums(contract, (key, value), reached, place, found);
        }
    }
    for item in node.items() {
        follow_enums(contract, (parent, item), reached, place, found);
    }
}

/// The reply conventions, which `src/transport/convention.rs` implements.
const CONVENTIONS: [&str; 8] =
    ["envelope", "envelope-v3", "graphql", "bare", "bare-with-cookies", "bare-or-xml", "text", "picture"];

fn operation(
    contract: &Contract,
    op: Op<'_>,
    place: &str,
    unknown: &mut documents::UnknownFields,
    found: &mut Vec<String>,
) {
    let mut missing = |key: &str, mend: &str| {
        if op.node.get(key).is_none() {
            found.push(format!("{place}: no {key}; {mend}"));
        }
    };
    missing("summary", "say in one line what it does");
    missing("x-source", "say where its description comes from");
    missing("x-js", "list the JavaScript methods that use it");
    let declared: Vec<&str> = contract
        .document
        .get("tags")
        .map(Node::items)
        .unwrap_or_default()
        .iter()
        .filter_map(|tag| tag.get("name")?.text())
        .collect();
    for tag in op.node.get("tags").map(Node::items).unwrap_or_default().iter().filter_map(Node::text) {
        if !declared.contains(&tag) {
            let suggestion = names::suggestion(tag, declared.iter().copied());
            found.push(format!(
                "{place}: the tag {tag} is not declared{suggestion}; use one of {declared:?} or add it under tags"
            ));
        }
    }
    let convention = op.node.get("x-reply").and_then(Node::text);
    if !convention.is_some_and(|convention| CONVENTIONS.contains(&convention)) {
        let (last, others) = CONVENTIONS.split_last().unwrap_or((&"", &[]));
        found.push(format!("{place}: no x-reply; write x-reply: {} or {last}", others.join(", ")));
    }
    bodies(contract, op, place, found);
    repeatable::check(contract, op, place, found);
    let fragment = op.path.split_once('#').map(|(_, fragment)| fragment);
    match (fragment, convention) {
        (Some(fragment), Some("graphql")) => documents::operation(contract, op, fragment, place, unknown, found),
        (None, Some("graphql")) | (Some(_), _) => found.push(format!(
            "{place}: the path of a GraphQL operation is /graphql/v2#<operationId> with x-reply: graphql, and only of such a one"
        )),
        _ => {}
    }
}

/// Checks request and reply: named schemas, one success type, and an example of each.
fn bodies(contract: &Contract, op: Op<'_>, place: &str, found: &mut Vec<String>) {
    for (what, media) in [("request", op.body()), ("reply", op.reply())] {
        let Some((_, media)) = media else { continue };
        match media.get("schema").map(|schema| (schema, component(schema))) {
            Some((_, Some(_))) => {}
            Some((schema, None)) => found.push(format!(
                "{place}: line {}: the schema of the {what} is inline, and inline schemas collapse into one another; name it under components",
                schema.line
            )),
            None => found.push(format!("{place}: the {what} has no schema; name one under components and refer to it")),
        }
        if media.get("example").is_none() {
            found.push(format!("{place}: the {what} has no example; add one"));
        }
    }
    for parameter in op.node.get("parameters").map(Node::items).unwrap_or_default() {
        if parameter.get("$ref").is_none() && parameter.get("example").is_none() {
            found.push(format!("{place}: line {}: the parameter has no example; add one", parameter.line));
        }
    }
    let responses = op.node.get("responses").map(Node::entries).unwrap_or_default();
    let success: Vec<&str> = responses.iter().map(|(k, ..)| k.as_str()).filter(|k| k.starts_with('2')).collect();
    if success != ["2XX"] {
        found.push(format!("{place}: success is {success:?}; there must be one success type, 2XX"));
    }
    let several = responses.iter().any(|(_, _, r)| r.get("content").is_some_and(|c| c.entries().len() > 1));
    if several {
        found.push(format!("{place}: a reply has more than one media type; keep one"));
    }
    if let Some(name) = op.reply().and_then(|(_, media)| component(media.get("schema")?)) {
        let data = ["components", "schemas", name, "properties", "data"];
        let enveloped =
            matches!(op.node.get("x-reply").and_then(Node::text), Some("envelope" | "envelope-v3" | "graphql"));
        if enveloped && contract.document.at(&data).is_none() {
            found.push(format!("{place}: {name} has no member data, which x-reply promises; add it or mend x-reply"));
        }
        let bare = op.node.get("x-reply").and_then(Node::text).is_some_and(|name| name.starts_with("bare"))
            && op.reply().is_some_and(|(media_type, _)| media_type == "application/json");
        let payload = contract.document.at(&["components", "schemas", name]).and_then(component);
        if bare && payload.is_none() {
            found.push(format!(
                "{place}: with a bare x-reply, {name} must be `allOf` with one `$ref` to the payload; it still describes the whole reply: rewrite the component, or put another x-reply"
            ));
        }
    }
}
