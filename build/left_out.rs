//! Checks the marks `x-source` below an operation: each names a client that leaves this part out, so it must not be required.

use super::keys::is_example;
use crate::yaml::Node;

/// Finds parts that are required although a client leaves them out. `parent` is the key of the node.
pub fn check(node: &Node, parent: &str, found: &mut Vec<String>) {
    let required = node.get("required").map(Node::items).unwrap_or_default();
    for (name, line, member) in node.get("properties").map(Node::entries).unwrap_or_default() {
        if let Some(who) = member.get("x-source").and_then(Node::text)
            && required.iter().any(|one| one.text() == Some(name))
        {
            found.push(refused(*line, name, who));
        }
    }
    if let (Some(name), Some(who)) = (node.get("name"), node.get("x-source"))
        && node.get("in").is_some()
        && node.get("required").and_then(Node::flag) == Some(true)
    {
        found.push(refused(who.line, name.text().unwrap_or_default(), who.text().unwrap_or_default()));
    }
    for (key, _, value) in node.entries() {
        if !is_example(parent, key) {
            check(value, key, found);
        }
    }
    for item in node.items() {
        check(item, parent, found);
    }
}

fn refused(line: usize, name: &str, who: &str) -> String {
    format!("line {line}: {name} is required, but x-source says that {who}; make it optional, or remove the mark")
}
