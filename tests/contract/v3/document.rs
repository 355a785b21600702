//! The operations of v3, held against the document that Authing has published.
//!
//! `document.json` has the members of each operation, their types and whether a request must have them (`!`), taken from
//! `authentication-openapi.json` of the repository Authing/authing-docs-factory, commit 2ec5356 of 2023-11-10 (MIT licence).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::Contract;

/// What the contract has otherwise than the document, and why. A star stands for any text.
const DELIBERATE: &[(&str, &[&str])] = &[
    (
        "connections of apps and of other platforms, which a mini-program of WeChat does not have",
        &["POST /api/v3/signin-by-mobile request *Payload: - for object"],
    ),
    (
        "the name of OIDC, which the SDKs read; that of the document is an alias",
        &["POST * reply *expire_in: - for number", "POST * reply *expires_in: number for -"],
    ),
    (
        "what the JavaScript SDK sends with the same operation, and what it reads",
        &[
            "POST /api/v3/signin request options.*: * for -",
            "POST /api/v3/signin* reply data.code: string for -",
            "POST /api/v3/signin* reply data.scope: string for -",
            "POST /api/v3/signin* reply data.state: string for -",
        ],
    ),
    ("a server may say in the data that it has not done it", &["POST /api/v3/* reply data: object for -"]),
    (
        "the form that the mini-program SDK reads, and the refusal of WeChat in the place of a number",
        &[
            "POST /api/v3/get-wechat-miniprogram-phone reply data.errcode: number for -",
            "POST /api/v3/get-wechat-miniprogram-phone reply data.errmsg: string for -",
            "POST /api/v3/get-wechat-miniprogram-phone reply data.phone_info: object for -",
            "POST /api/v3/get-wechat-miniprogram-phone reply data.watermark: object for -",
        ],
    ),
    (
        "the document does not say what is in the data; WeChat does",
        &["POST /api/v3/decrypt-wechat-miniprogram-data reply data.*: * for -"],
    ),
    (
        "the standards: a refresh has no redirect_uri, and an exchange of Authing's own has a token and a scope",
        &[
            "POST /oidc/token request redirect_uri: string for string!",
            "POST /oidc/token request scope: string for -",
            "POST /oidc/token request token: string for -",
            "POST /oidc/token reply scope: string for -",
            "POST /oidc/token/introspection reply aud: object for -",
            "POST /oidc/token/introspection reply nbf: number for -",
        ],
    ),
    (
        "OIDC says that the reply is empty; a flag is accepted as text",
        &["POST /oidc/token/revocation reply data: - for object"],
    ),
];

/// Whether a row of the table stands for a difference.
fn matches(row: &str, difference: &str) -> bool {
    let mut parts = row.split('*');
    let Some(mut rest) = parts.next().and_then(|first| difference.strip_prefix(first)) else { return false };
    let mut last = "";
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
        last = part;
    }
    rest.is_empty() || (row.ends_with('*') && last.is_empty())
}

type Members = BTreeMap<String, String>;

/// The members below a schema of the contract, each by its path.
fn members(schema: &Value, path: &str, required: bool, found: &mut Members) {
    let document = &Contract::get().document;
    if let Some(reference) = schema["$ref"].as_str() {
        return members(document.pointer(reference.trim_start_matches('#')).unwrap(), path, required, found);
    }
    if let Some(inner) = schema["allOf"].get(0) {
        return members(inner, path, required, found);
    }
    let kind = match schema["type"].as_str() {
        Some("integer") => "number",
        // Any value.
        None => "object",
        Some(kind) => kind,
    };
    if !path.is_empty() {
        found.insert(path.to_owned(), format!("{kind}{}", if required { "!" } else { "" }));
    }
    if schema["items"]["$ref"].is_string() {
        return members(&schema["items"], &format!("{path}[]"), false, found);
    }
    let needed = schema["required"].as_array().map(Vec::as_slice).unwrap_or_default();
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        members(member, &path, needed.contains(&Value::from(name.as_str())), found);
    }
    found.retain(|path, _| !path.ends_with("[]"));
}

/// The members of a request and of its reply, in the form of `document.json`.
fn ours(method: &str, path: &str) -> (Members, Members) {
    let contract = Contract::get();
    let template = path.replace("/oidc/", "/{protocol}/");
    let operation = contract.operations.values().find(|one| one.path == template && one.method == method).unwrap();
    let node = &contract.document["paths"][&operation.path][method];
    let (mut request, mut reply) = (Members::new(), Members::new());
    for parameter in node["parameters"].as_array().into_iter().flatten().filter(|one| one["in"] == "query") {
        let kind = parameter["schema"]["type"].as_str().unwrap();
        request.insert(format!("?{}", parameter["name"].as_str().unwrap()), kind.to_owned());
    }
    let component = |name: &str| &contract.document["components"]["schemas"][name];
    if let Some((_, body)) = &operation.body {
        members(component(body), "", false, &mut request);
    }
    if operation.reply_type == "application/json" {
        members(component(&operation.reply), "", false, &mut reply);
    }
    let envelope = ["statusCode", "message", "apiCode", "requestId"];
    reply.retain(|path, _| operation.convention != "envelope-v3" || !envelope.contains(&path.as_str()));
    // Replies are tolerant: what they must have is no question of the document.
    for kind in reply.values_mut() {
        *kind = kind.trim_end_matches('!').to_owned();
    }
    (request, reply)
}

fn differences() -> BTreeSet<String> {
    let document: BTreeMap<String, BTreeMap<String, Members>> =
        serde_json::from_str(include_str!("document.json")).unwrap();
    assert!(document.len() > 25, "{}", document.len());
    let mut found = BTreeSet::new();
    for (operation, theirs) in &document {
        let (method, path) = operation.split_once(' ').unwrap();
        let (request, reply) = ours(&method.to_lowercase(), path);
        for (what, ours) in [("request", request), ("reply", reply)] {
            let theirs = &theirs[what];
            let mut skipped = BTreeSet::new();
            for member in ours.keys().chain(theirs.keys()).collect::<BTreeSet<_>>() {
                let of = |members: &Members| members.get(member).cloned().unwrap_or_else(|| "-".into());
                let (ours, theirs) = (of(&ours), of(theirs));
                // Below a member that one of both does not have, nothing is compared.
                let parent = member.rsplit_once('.').map(|(parent, _)| parent.trim_end_matches("[]"));
                let below = parent.is_some_and(|parent| {
                    let whole = |row: &str| found.contains(&format!("{operation} {what} {parent}: {row}"));
                    whole("- for object") || whole("object for -") || skipped.contains(parent)
                });
                if below {
                    skipped.insert(member.clone());
                }
                if ours != theirs && !below {
                    found.insert(format!("{operation} {what} {member}: {ours} for {theirs}"));
                }
            }
        }
    }
    found
}

#[test]
fn the_operations_have_the_members_of_the_published_document() {
    let rows: Vec<&str> = DELIBERATE.iter().flat_map(|(_, rows)| *rows).copied().collect();
    let found = differences();
    let new: Vec<_> = found.iter().filter(|one| !rows.iter().any(|row| matches(row, one))).collect();
    assert!(new.is_empty(), "the contract differs from the document; mend it, or say why:\n{new:#?}");
    let gone: Vec<_> = rows.iter().filter(|row| !found.iter().any(|one| matches(row, one))).collect();
    assert!(gone.is_empty(), "these differences are no more; remove their rows:\n{gone:#?}");
}

#[test]
fn a_row_stands_for_what_it_says() {
    assert!(matches("a *: b", "a x.y: b") && matches("a", "a") && matches("a.*", "a.b: c"));
    assert!(!matches("a", "ab") && !matches("a *: b", "a x: c") && !matches("b*", "ab"));
}
