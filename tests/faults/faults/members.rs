//! An odd value in each optional member of each reply, one at a time. The contract says which members are optional.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Expect, Fault};
use crate::{
    server::{Mode, Step::Send},
    support::Contract,
};

/// How deep the members of members are tried.
const DEPTH: usize = 5;

/// One fault for each place in the reply that has the most optional members. It is no fault of a reply that has fewer.
pub fn all() -> Vec<Fault> {
    let operations = Contract::get().operations.values();
    let most = operations
        .map(|operation| optional(&operation.reply, &operation.convention, &Value::Null).len())
        .max()
        .unwrap_or_default();
    (0..most)
        .map(|index| Fault {
            name: format!("the optional member {index} is odd"),
            expect: Expect::OddMember,
            mode: Mode::Faulty(Arc::new(move |good| {
                let Ok(mut reply) = serde_json::from_slice::<Value>(&good.body) else { return vec![] };
                let Some((place, schema)) = optional(&good.component, &good.convention, &reply).into_iter().nth(index)
                else {
                    return vec![];
                };
                if !set(&mut reply, &place, odd(index, &schema)) {
                    return vec![];
                }
                vec![Send(good.with(reply.to_string()).http("200 OK", &[]))]
            })),
        })
        .collect()
}

/// The paths of the members of a component that a server may leave out, each with its schema. Where a reply is given, only
/// those that it has a place for.
fn optional(component: &str, convention: &str, reply: &Value) -> Vec<(Vec<String>, Value)> {
    let mut found = Vec::new();
    collect(&Contract::get().document["components"]["schemas"][component], reply, &mut Vec::new(), &mut found);
    // What is around the result decides what a reply is, and is tried elsewhere, as is the result itself.
    let around = match convention {
        "graphql" => 2,
        _ if convention.starts_with("bare") => 0,
        _ => 1,
    };
    found.retain(|(path, _)| path.len() > around);
    found
}

fn collect(schema: &Value, reply: &Value, path: &mut Vec<String>, found: &mut Vec<(Vec<String>, Value)>) {
    let contract = Contract::get();
    let Some(members) = contract.members(schema).filter(|_| path.len() < DEPTH) else { return };
    let object = resolved(schema);
    let is_required = |name: &str| object["required"].as_array().is_some_and(|all| all.iter().any(|one| one == name));
    // Of a list only the first item is tried.
    let inside = if reply.is_array() { &reply[0] } else { reply };
    for (name, member) in members {
        let step = if reply.is_array() { vec!["0".to_owned(), name.clone()] } else { vec![name.clone()] };
        path.extend(step.clone());
        if !is_required(name) && (reply.is_null() || inside.is_object()) {
            found.push((path.clone(), resolved(member).clone()));
        }
        if reply.is_null() || !inside[name].is_null() {
            collect(member, &inside[name], path, found);
        }
        path.truncate(path.len() - step.len());
    }
}

fn resolved(schema: &Value) -> &Value {
    let reference = schema["$ref"].as_str().or_else(|| schema["allOf"][0]["$ref"].as_str());
    match reference.and_then(|reference| Contract::get().document.pointer(reference.strip_prefix('#')?)) {
        Some(target) => resolved(target),
        None => schema,
    }
}

/// A value of another type than the schema has.
fn odd(index: usize, schema: &Value) -> Value {
    let all = [json!({ "odd": [1] }), json!([[]]), json!(true), json!("odd"), json!(-1.5e300), json!("\u{0}")];
    let of = |value: &Value| match value {
        Value::Object(_) => "object",
        Value::Array(_) => "array",
        Value::Bool(_) => "boolean",
        Value::String(_) => "string",
        _ => "number",
    };
    let is_same = |value: &Value| schema["type"] == of(value) || (schema["type"] == "integer" && value.is_number());
    (0..all.len()).map(|step| all[(index + step) % all.len()].clone()).find(|value| !is_same(value)).expect("a value")
}

/// Sets the member at a path. Returns whether there is a place for it.
fn set(reply: &mut Value, path: &[String], value: Value) -> bool {
    let Some((name, parents)) = path.split_last() else { return false };
    let parent = parents.iter().try_fold(reply, |at, step| match at {
        Value::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
        other => other.get_mut(step),
    });
    match parent.and_then(Value::as_object_mut) {
        Some(members) => {
            members.insert(name.clone(), value);
            true
        }
        None => false,
    }
}
