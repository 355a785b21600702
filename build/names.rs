//! Checks names: every required name is a member, no two names differ only in case or separators, and a reply requires no more than
//! it must.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    contract::{Contract, component},
    yaml::Node,
};

/// The largest edit distance between a name and the one that is suggested.
const LETTERS: usize = 2;

/// ` (did you mean deviceId?)`, if one of the candidates is close, else nothing.
pub fn suggestion<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    let distance = |other: &str| strsim::damerau_levenshtein(&plain(name), &plain(other));
    let nearest = candidates.into_iter().filter(|other| *other != name).min_by_key(|other| distance(other));
    // In a short name two letters are another word.
    let near = |other: &&str| distance(other) <= LETTERS.min(name.len() / 3);
    nearest.filter(near).map(|other| format!(" (did you mean {other}?)")).unwrap_or_default()
}

/// A name without what is easily mistaken: case and separators.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Checks what components require.
pub fn required(contract: &Contract, found: &mut Vec<String>) {
    let sent = reached(contract, |op| op.get("requestBody").into_iter().chain(op.get("parameters")).collect());
    let returned = reached(contract, |op| op.get("responses").into_iter().chain(op.get("x-beside")).collect());
    for (name, line, schema) in components(contract) {
        let members = schema.get("properties").map(Node::entries).unwrap_or_default();
        let required: Vec<&Node> = schema.get("required").map(Node::items).unwrap_or_default().iter().collect();
        for one in &required {
            // OpenAPI allows other names, so a misspelled one makes nothing required.
            if let Some(text) = one.text().filter(|text| !members.iter().any(|(member, ..)| member == text)) {
                let suggestion = suggestion(text, members.iter().map(|(member, ..)| member.as_str()));
                found.push(format!(
                    "component {name} (line {}): it requires {text}, which is not among its properties{suggestion}; mend the name or \
                     add the member",
                    one.line
                ));
            }
        }
        if required.len() > 1 && returned.contains(name.as_str()) && !sent.contains(name.as_str()) {
            let names: Vec<&str> = required.iter().filter_map(|one| one.text()).collect();
            found.push(format!(
                "component {name} (line {line}): a reply that lacks any of {} would be unreadable; require only the one member \
                 without which it is useless",
                names.join(", ")
            ));
        }
    }
}

/// Finds names in one place that differ only in case or separators: one of them is misspelled, or becomes the same in Rust.
pub fn twins(contract: &Contract, found: &mut Vec<String>) {
    let mut among = |what: &str, place: &str, names: &mut dyn Iterator<Item = (&str, usize)>| {
        let mut seen = BTreeMap::new();
        for (name, line) in names {
            if let Some((other, first)) = seen.insert(plain(name), (name, line)).filter(|(other, _)| *other != name) {
                found.push(format!(
                    "{place}line {line}: the {what} {name} is {other} of line {first} but for case or separators; keep one, and if \
                     servers use both, write the other under x-aliases"
                ));
            }
        }
    };
    among("operationId", "", &mut contract.operations().filter_map(|op| Some((op.id()?, op.line))));
    among("component", "", &mut components(contract).iter().map(|(name, line, _)| (name.as_str(), *line)));
    for (name, _, schema) in components(contract) {
        let members = schema.get("properties").map(Node::entries).unwrap_or_default();
        let place = format!("component {name}: ");
        among("member", &place, &mut members.iter().map(|(member, line, _)| (member.as_str(), *line)));
    }
}

fn components(contract: &Contract) -> &[(String, usize, Node)] {
    contract.document.at(&["components", "schemas"]).map(Node::entries).unwrap_or_default()
}

/// The components that these parts of all operations refer to, directly or through others.
fn reached<'a>(contract: &'a Contract, parts: fn(&'a Node) -> Vec<&'a Node>) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut left: Vec<&Node> = contract.operations().flat_map(|op| parts(op.node)).collect();
    while let Some(node) = left.pop() {
        let name = node.get("$ref").and_then(|_| component(node)).filter(|name| reached.insert(*name));
        left.extend(name.and_then(|name| contract.document.at(&["components", "schemas", name])));
        left.extend(node.entries().iter().map(|(_, _, value)| value));
        left.extend(node.items());
    }
    reached
}
