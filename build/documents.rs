//! Checks the GraphQL documents against the operations that send them and the types of their replies.

use std::collections::{BTreeMap, BTreeSet};

use super::names;
use crate::{
    contract::{Contract, Op, component},
    graphql,
    yaml::Node,
};

/// Checks that path fragment, operationId, document, variables and reply of a GraphQL operation agree.
pub fn operation(
    contract: &Contract,
    op: Op<'_>,
    fragment: &str,
    place: &str,
    unknown: &mut UnknownFields,
    found: &mut Vec<String>,
) {
    if op.id() != Some(fragment) {
        found.push(format!("{place}: the path fragment is #{fragment}; make it the operationId"));
    }
    let Some(text) = contract.graphql.get(fragment) else {
        found.push(format!("{place}: no document; add spec/graphql/{fragment}.graphql"));
        return;
    };
    let document = match graphql::operation(text, &contract.fragments) {
        Ok(document) => document,
        Err(e) => return found.push(format!("{place}: spec/graphql/{fragment}.graphql: {e}")),
    };
    if document.name != fragment {
        found.push(format!("{place}: the document names the operation {}; name it {fragment}", document.name));
    }
    if document.fields.contains("password") {
        found.push(format!("{place}: the document selects password, the hash; never ask for it"));
    }
    let root = |name: &str| contract.document.at(&["components", "schemas", name, "properties", "data", "properties"]);
    let reply = op.reply().and_then(|(_, media)| component(media.get("schema")?));
    let members: Vec<&str> =
        reply.and_then(root).map(Node::entries).unwrap_or_default().iter().map(|(k, ..)| k.as_str()).collect();
    if members != [document.root_field.as_str()] {
        let field = &document.root_field;
        found.push(format!(
            "{place}: the document asks for the root field {field}, the reply has {members:?}; make them agree"
        ));
    }
    if let Some(root) = reply.and_then(root).and_then(|data| data.get(&document.root_field)) {
        unknown_fields(contract, root, &document.selection, fragment, unknown);
    }
    let body = op.body().and_then(|(_, media)| component(media.get("schema")?));
    let variables = body
        .and_then(|name| contract.document.at(&["components", "schemas", name, "properties", "variables"]))
        .and_then(component);
    let Some(variables) = variables else {
        found.push(format!("{place}: the request has no member variables that refers to a component; add it"));
        return;
    };
    let declared = contract.document.at(&["components", "schemas", variables, "properties"]);
    let declared: BTreeSet<String> =
        declared.map(Node::entries).unwrap_or_default().iter().map(|(k, ..)| k.clone()).collect();
    if declared != document.variables {
        let asked = &document.variables;
        found.push(format!(
            "{place}: the document has the variables {asked:?}, {variables} has {declared:?}; make them agree"
        ));
    }
}

/// The fields that documents select and the types of the reply lack: the documents by component and field.
pub type UnknownFields = BTreeMap<(String, String), BTreeSet<String>>;

/// Finds the selected fields that the type of the reply does not have, which would be lost silently.
fn unknown_fields(
    contract: &Contract,
    schema: &Node,
    selected: &graphql::Selected,
    document: &str,
    unknown: &mut UnknownFields,
) {
    if let Some(items) = schema.get("items") {
        return unknown_fields(contract, items, selected, document, unknown);
    }
    let Some(name) = component(schema) else { return };
    let Some(members) = contract.document.at(&["components", "schemas", name, "properties"]).map(Node::entries) else {
        return;
    };
    for (field, inner) in &selected.0 {
        let aliases = |member: &Node| {
            member.get("x-aliases").is_some_and(|names| names.items().iter().any(|one| one.text() == Some(field)))
        };
        match members.iter().find(|(member, _, schema)| member == field || aliases(schema)) {
            Some((_, _, schema)) => unknown_fields(contract, schema, inner, document, unknown),
            None => {
                unknown.entry((name.into(), field.clone())).or_default().insert(document.into());
            }
        }
    }
}

/// Reports each unknown field once, because many documents can select it through a shared fragment.
pub fn report_unknown(contract: &Contract, unknown: UnknownFields, found: &mut Vec<String>) {
    for ((name, field), documents) in unknown {
        let members = contract.document.at(&["components", "schemas", &name, "properties"]).map(Node::entries);
        let members = members.unwrap_or_default().iter().map(|(member, ..)| member.as_str());
        let has_word = |text: &String| text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == field);
        let file = |document: &String| match contract.graphql.get(document).is_some_and(has_word) {
            true => format!("spec/graphql/{document}.graphql"),
            false => "spec/graphql/fragments.graphql".into(),
        };
        let files: BTreeSet<String> = documents.iter().map(file).collect();
        let suggestion = names::suggestion(&field, members);
        let files = files.into_iter().collect::<Vec<_>>().join(", ");
        let which = match documents.first().filter(|_| documents.len() == 1) {
            Some(only) => format!("the GraphQL operation {only} selects"),
            None => format!("{} GraphQL operations select", documents.len()),
        };
        found.push(format!(
            "component {name}: it has no member {field}, which {which} in {files}{suggestion}; add the \
             member, keep the name under x-aliases of the member that has another now, or leave the field out there"
        ));
    }
}
