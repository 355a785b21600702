//! Generates the typed client: progenitor writes it, and types of this crate replace those of which the contract says
//! more than OpenAPI can express.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use openapiv3::{OpenAPI, Parameter, PathItem, ReferenceOr, StatusCode};
use progenitor::{GenerationSettings, Generator, InterfaceStyle, TagStyle, TypePatch};
use serde_json::{Value, json};

use crate::{
    contract::{Contract, component},
    fold::Reply,
    tables::HEAD,
    yaml::Node,
};

mod polish;

const TYPES: &str = "crate::generated::types";
/// Components that an operation returns as `model::Shared`.
const SHARED: [&str; 1] = ["User"];
/// Components that are text, and so have an empty value as default.
const TEXTS: [&str; 2] = ["EncryptedPassword", "Secret"];

/// The source of the client, formatted.
pub fn generate(contract: &Contract, mut document: OpenAPI) -> Result<String, String> {
    let plan = Plan::of(contract)?;
    plan.reduce(&mut document);

    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Positional)
        .with_tag(TagStyle::Merged)
        .with_inner_type("crate::transport::Call".parse().map_err(|e| format!("{e}"))?)
        .with_derive("PartialEq");
    for (name, rust) in &plan.replacements {
        settings.with_replacement(name, rust, std::iter::empty());
    }
    let mut patch = TypePatch::default();
    // The sandbox is another crate and builds these structs member by member.
    patch.with_attr(r#"#[cfg_attr(not(feature = "__contract"), non_exhaustive)]"#);
    for name in &plan.kept {
        let mut patch = patch.clone();
        if !plan.inner.contains(name) {
            patch.with_attr(r#"#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]"#);
        }
        if has_default(contract, name) {
            patch.with_derive("Default");
        }
        settings.with_patch(name, &patch);
    }
    let tokens = Generator::new(&settings).generate_tokens(&document).map_err(|e| format!("progenitor: {e}"))?;
    let mut file = syn::parse2::<syn::File>(tokens).map_err(|e| format!("progenitor wrote invalid Rust: {e}"))?;
    remove_runtime(&mut file)?;
    polish::items(&mut file.items, contract, &plan)?;
    Ok(prettyplease::unparse(&file))
}

/// What a reply must have so that it counts as an answer: see `transport::Payload`.
pub fn payloads(contract: &Contract) -> Result<String, String> {
    let mut out = HEAD.to_owned();
    for name in Plan::of(contract)?.payloads {
        let schema = contract.document.at(&["components", "schemas", &name]).ok_or("no components")?;
        let expected = match expected(schema) {
            Some(expected) => {
                format!(
                    "{{\n    const EXPECTED: crate::transport::Expected = crate::transport::Expected::{expected};\n}}"
                )
            }
            None => "{}".to_owned(),
        };
        let _ = writeln!(out, "\nimpl crate::transport::Payload for super::types::{name} {expected}");
    }
    Ok(out)
}

/// What a payload must have besides the members that its type requires, as Rust source.
fn expected(schema: &Node) -> Option<String> {
    let flag = |key: &str| schema.get(key).and_then(Node::flag) == Some(true);
    let open = schema.get("additionalProperties").is_some_and(|schema| schema.flag().is_none());
    if flag("x-gives-nothing") {
        return Some("Nothing".into());
    }
    if !schema.get("required").map(Node::items).unwrap_or_default().is_empty() {
        return None;
    }
    if open {
        return Some("Any".into());
    }
    let members = schema.get("properties").map(Node::entries).unwrap_or_default();
    let aliases = |member: &Node| -> Vec<String> {
        let aliases = member.get("x-aliases").map(Node::items).unwrap_or_default();
        aliases.iter().filter_map(Node::text).map(str::to_owned).collect()
    };
    let names: Vec<String> =
        members.iter().flat_map(|(name, _, member)| [vec![name.clone()], aliases(member)].concat()).collect();
    Some(format!("OneOf(&{names:?})"))
}

/// Which component becomes which Rust type.
struct Plan {
    /// Components that types of this crate replace.
    replacements: BTreeMap<String, String>,
    /// Components that progenitor turns into structs.
    kept: BTreeSet<String>,
    /// Those of them that are only sent, and are not public.
    inner: BTreeSet<String>,
    /// How each operation is sent and its reply is read, by the name of its function without underscores.
    replies: BTreeMap<String, Reply>,
    /// Components that are the payload of a reply, or are in it.
    payloads: BTreeSet<String>,
}

impl Plan {
    fn of(contract: &Contract) -> Result<Self, String> {
        let schemas = contract.document.at(&["components", "schemas"]).ok_or("no components")?;
        let mut replacements = BTreeMap::from([
            ("Secret".to_owned(), "crate::model::Secret".to_owned()),
            ("EncryptedPassword".to_owned(), "crate::model::EncryptedPassword".to_owned()),
            ("OptionalSecret".to_owned(), "crate::model::Secret".to_owned()),
            ("ClearableText".to_owned(), "crate::model::Change<String>".to_owned()),
            ("SecretJson".to_owned(), "crate::model::SecretJson".to_owned()),
            ("QrCodeState".to_owned(), "crate::model::QrCodeState".to_owned()),
        ]);
        for (name, _, schema) in schemas.entries() {
            if schema.get("x-known-values").is_some() {
                replacements.insert(name.clone(), format!("crate::generated::open::{name}"));
            }
        }
        let (mut given, mut sent, mut replies) = (Vec::new(), Vec::new(), BTreeMap::new());
        let mut payloads = BTreeSet::new();
        for op in contract.operations() {
            let convention = op.node.get("x-reply").and_then(Node::text);
            let name = |media: Option<(&str, &'_ Node)>| {
                media.and_then(|(_, node)| component(node.get("schema")?)).map(str::to_owned)
            };
            let data = |name: &str| schemas.at(&[name, "properties", "data"]);
            let typed = name(op.reply().filter(|(media, _)| *media == "application/json"));
            let payload = match (&typed, convention) {
                (None, _) => None,
                (Some(reply), Some("graphql")) => {
                    data(reply).and_then(|data| data.get("properties")?.entries().first().map(|(_, _, root)| root))
                }
                (Some(reply), Some("envelope" | "envelope-v3")) => data(reply),
                (Some(reply), _) => schemas.get(reply),
            };
            let payload = match (&typed, payload) {
                (Some(reply), None) => return Err(format!("{reply} has no data")),
                (_, payload) => payload.map(payload_type),
            };
            let (rust, root) = payload.unwrap_or_default();
            given.extend(root.clone());
            payloads.extend(root);
            let beside = op.node.get("x-beside").and_then(component);
            given.extend(beside.map(str::to_owned));
            let id = op.id().ok_or("an operation has no operationId")?;
            let (read_by, value) = reply(convention, &rust, beside).ok_or_else(|| format!("{id} has no x-reply"))?;
            replies.insert(id.to_lowercase(), Reply { convention: read_by, value, repeatable: op.is_repeatable() });
            if let Some(reply) = typed {
                replacements.insert(reply, rust);
            }
            if let (Some(body), Some("graphql")) = (name(op.body()), convention) {
                let variables = schemas.at(&[&body, "properties", "variables"]).and_then(component);
                let variables = variables.ok_or_else(|| format!("{body} has no variables"))?;
                sent.push(variables.to_owned());
                replacements.insert(body, format!("crate::transport::Query<{TYPES}::{variables}>"));
            } else if let (Some(body), Some("application/json" | "application/x-www-form-urlencoded")) =
                (name(op.body()), op.body().map(|(m, _)| m))
            {
                sent.push(body);
            }
        }
        let closure = |mut roots: Vec<String>| {
            let mut all = BTreeSet::new();
            while let Some(name) = roots.pop() {
                if !replacements.contains_key(&name) && all.insert(name.clone()) {
                    roots.extend(references(&schemas.get(&name).map(Node::to_json).unwrap_or_default()));
                }
            }
            all
        };
        let public = |schema: &Node| schema.get("x-public").and_then(Node::flag) == Some(true);
        let public = schemas.entries().iter().filter(|(_, _, schema)| public(schema)).map(|(name, ..)| name.clone());
        let seen = closure(given.into_iter().chain(public).collect());
        let sent = closure(sent);
        let inner = sent.difference(&seen).cloned().collect();
        let kept = seen.into_iter().chain(sent).collect();
        Ok(Self { replacements, kept, inner, replies, payloads })
    }

    /// Removes what progenitor cannot generate (error replies, uploads) or need not generate (schemas without a Rust
    /// type).
    fn reduce(&self, document: &mut OpenAPI) {
        for (_, item) in &mut document.paths.paths {
            let ReferenceOr::Item(item) = item else { continue };
            let PathItem { get, put, post, delete, patch, head, options, trace, .. } = item;
            for operation in [get, put, post, delete, patch, head, options, trace] {
                let Some(op) = operation else { continue };
                op.responses.responses.retain(|status, _| *status == StatusCode::Range(2));
                let body = op.request_body.as_ref().and_then(ReferenceOr::as_item);
                if body.is_some_and(|body| body.content.contains_key("multipart/form-data")) {
                    *operation = None;
                }
            }
        }
        let Some(components) = &mut document.components else { return };
        components.responses.clear();
        // `transport::send` adds the headers of every call.
        components.parameters.retain(|_, parameter| !matches!(parameter, ReferenceOr::Item(Parameter::Header { .. })));
        components.schemas.retain(|name, _| self.kept.contains(name) || self.replacements.contains_key(name));
        for (name, schema) in &mut components.schemas {
            if self.replacements.contains_key(name) {
                // A replaced component needs only its name. Its schema would generate unused types.
                if let Ok(any) = serde_json::from_value(json!({ "type": "object" })) {
                    *schema = ReferenceOr::Item(any);
                }
            }
        }
    }
}

/// Whether all required members of a component are text, secret or not, so that it can derive `Default`. progenitor
/// derives it for a component without required members.
fn has_default(contract: &Contract, name: &str) -> bool {
    let Some(schema) = contract.document.at(&["components", "schemas", name]) else { return false };
    let required = schema.get("required").map(Node::items).unwrap_or_default();
    let is_text = |member: &Node| {
        let property = member.text().and_then(|member| schema.at(&["properties", member]));
        let kind = property.and_then(|property| property.get("type")).and_then(Node::text);
        kind == Some("string") || property.and_then(component).is_some_and(|name| TEXTS.contains(&name))
    };
    !required.is_empty() && required.iter().all(is_text)
}

/// The convention type that reads a reply, and the type of its result.
fn reply(convention: Option<&str>, payload: &str, beside: Option<&str>) -> Option<(String, String)> {
    const CONVENTIONS: &str = "crate::transport";
    let generic = |name: &str, value: String| (format!("{CONVENTIONS}::{name}<{payload}>"), value);
    Some(match (convention?, beside) {
        ("envelope", Some(beside)) => {
            let both = format!("{payload}, {TYPES}::{beside}");
            (format!("{CONVENTIONS}::EnvelopeAnd<{both}>"), format!("({both})"))
        }
        ("envelope", None) => generic("Envelope", payload.to_owned()),
        ("envelope-v3", _) => generic("EnvelopeV3", payload.to_owned()),
        ("graphql", _) => generic("Graphql", payload.to_owned()),
        ("bare", _) => generic("Bare", payload.to_owned()),
        ("bare-with-cookies", _) => generic("BareWithCookies", format!("({payload}, Vec<crate::model::Secret>)")),
        ("bare-or-xml", _) => generic("BareOrXml", format!("{CONVENTIONS}::JsonOrXml<{payload}>")),
        ("text", _) => (format!("{CONVENTIONS}::Text"), "String".to_owned()),
        ("picture", _) => (format!("{CONVENTIONS}::PictureReply"), format!("{CONVENTIONS}::PictureWithCookie")),
        _ => return None,
    })
}

/// The Rust type of the payload of a reply, and the component that it contains.
fn payload_type(node: &Node) -> (String, Option<String>) {
    let items = node.get("items").filter(|_| node.get("type").and_then(Node::text) == Some("array"));
    let (rust, root) = match (component(node), items.map(payload_type)) {
        (Some(name), _) if SHARED.contains(&name) => {
            (format!("crate::model::Shared<{TYPES}::{name}>"), Some(name.to_owned()))
        }
        (Some(name), _) => (format!("{TYPES}::{name}"), Some(name.to_owned())),
        (None, Some((item, root))) => (format!("Vec<{item}>"), root),
        (None, None) if node.get("type").and_then(Node::text) == Some("boolean") => ("bool".into(), None),
        (None, None) => return ("serde_json::Value".into(), None),
    };
    match node.get("nullable") {
        Some(_) => (format!("Option<{rust}>"), root),
        None => (rust, root),
    }
}

fn references(value: &Value) -> Vec<String> {
    match value {
        Value::Object(map) => map
            .iter()
            .flat_map(|(key, value)| match (key.as_str(), value.as_str()) {
                ("$ref", Some(target)) => target.rsplit('/').next().map(str::to_owned).into_iter().collect(),
                _ => references(value),
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

/// Removes what needs the runtime library of progenitor: imports, constructors and traits.
/// `client::AuthenticationClient` makes the client, and `transport::send` sends the requests of its operations.
fn remove_runtime(file: &mut syn::File) -> Result<(), String> {
    let is_operation = |item: &syn::ImplItem| matches!(item, syn::ImplItem::Fn(f) if f.sig.asyncness.is_some());
    file.items.retain(|item| match item {
        syn::Item::Use(_) => false,
        syn::Item::Impl(item) => item.trait_.is_none() && item.items.iter().all(is_operation),
        syn::Item::Mod(module) => module.ident != "prelude",
        _ => true,
    });
    let import = syn::parse_str("use crate::transport::encode_path;").map_err(|e| e.to_string())?;
    file.items.insert(0, import);
    Ok(())
}
