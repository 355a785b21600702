//! Checks the mark `x-repeatable`: an operation that has it may be sent twice, so it must only read.

use crate::{
    contract::{Contract, Op, component},
    graphql,
    yaml::Node,
};

/// Parts of the names of members that a request spends: sent again, they are refused, or the account is locked.
const SPENT: [&str; 6] = ["captcha", "code", "mfatoken", "refreshtoken", "ticket", "totp"];

/// Checks the mark of an operation, if it has one.
pub fn check(contract: &Contract, op: Op<'_>, place: &str, found: &mut Vec<String>) {
    let Some(mark) = op.node.get("x-repeatable") else { return };
    let mut refuse = |why: &str| found.push(format!("{place}: line {}: x-repeatable: {why}", mark.line));
    if mark.flag() != Some(true) {
        return refuse("its value must be true; leave it out of an operation that must not be repeated");
    }
    let fragment = op.path.split_once('#').map(|(_, fragment)| fragment);
    let document = fragment.and_then(|fragment| contract.graphql.get(fragment));
    let is_mutation = document
        .and_then(|text| graphql::operation(text, &contract.fragments).ok())
        .is_some_and(|document| !document.is_query);
    if is_mutation {
        refuse("the document is a mutation, which changes something; remove the mark");
    }
    if !["get", "head", "post"].contains(&op.method) {
        refuse("the method changes something; remove the mark");
    }
    for name in sent(contract, op) {
        let plain = name.replace('_', "").to_lowercase();
        if SPENT.iter().any(|part| plain.contains(part)) {
            refuse(&format!("the request spends {name}, which must not be sent twice; remove the mark"));
        }
    }
}

/// The names of the parameters, of the members of the body, and of the variables.
fn sent(contract: &Contract, op: Op<'_>) -> Vec<String> {
    let schemas = |name: &str| contract.document.at(&["components", "schemas", name, "properties"]);
    let mut names: Vec<String> = Vec::new();
    for parameter in op.node.get("parameters").map(Node::items).unwrap_or_default() {
        let name = match parameter.get("$ref").and_then(Node::text) {
            Some(reference) => reference.rsplit('/').next().and_then(|component| {
                contract.document.at(&["components", "parameters", component, "name"]).and_then(Node::text)
            }),
            None => parameter.get("name").and_then(Node::text),
        };
        names.extend(name.map(str::to_owned));
    }
    let mut pending: Vec<&str> = op.body().and_then(|(_, media)| component(media.get("schema")?)).into_iter().collect();
    let mut seen = Vec::new();
    while let Some(name) = pending.pop() {
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        for (member, _, schema) in schemas(name).map(Node::entries).unwrap_or_default() {
            names.push(member.clone());
            pending.extend(component(schema));
        }
    }
    names
}
