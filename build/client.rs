//! The typed client: progenitor's work, with our own types where the contract says more than OpenAPI can.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{OpenAPI, Parameter, PathItem, ReferenceOr, StatusCode};
use progenitor::{GenerationSettings, Generator, InterfaceStyle, TagStyle, TypePatch};
use serde_json::{Value, json};

use crate::{
    contract::{Contract, component},
    fold::{Reply, fold},
    yaml::Node,
};

const TYPES: &str = "crate::generated::types";
/// Components that are text; an empty one can be made.
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
    // The sandbox fills them in member by member, from a crate of its own.
    patch.with_attr(r#"#[cfg_attr(not(feature = "__contract"), non_exhaustive)]"#);
    for name in &plan.kept {
        let mut patch = patch.clone();
        if !plan.inner.contains(name) {
            patch.with_attr(r#"#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]"#);
        }
        if plain_essentials(contract, name) {
            patch.with_derive("Default");
        }
        settings.with_patch(name, &patch);
    }
    let tokens = Generator::new(&settings).generate_tokens(&document).map_err(|e| format!("progenitor: {e}"))?;
    let mut file = syn::parse2::<syn::File>(tokens).map_err(|e| format!("progenitor wrote what is not Rust: {e}"))?;
    own_client(&mut file)?;
    polish(&mut file.items, contract, &plan)?;
    Ok(prettyplease::unparse(&file))
}

/// Which component becomes which Rust type.
struct Plan {
    /// Components that are types of ours.
    replacements: BTreeMap<String, String>,
    /// Components that progenitor turns into structs.
    kept: BTreeSet<String>,
    /// Those of them that are only ever sent, and that nobody outside this crate sees.
    inner: BTreeSet<String>,
    /// How the reply of each operation is read, by the name of its function without underscores.
    replies: BTreeMap<String, (String, String)>,
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
                (Some(reply), Some("envelope")) => data(reply),
                (Some(reply), _) => schemas.get(reply),
            };
            let payload = match (&typed, payload) {
                (Some(reply), None) => return Err(format!("{reply} has no data")),
                (_, payload) => payload.map(payload_type),
            };
            let (rust, root) = payload.unwrap_or_default();
            given.extend(root);
            let beside = op.node.get("x-beside").and_then(component);
            given.extend(beside.map(str::to_owned));
            let id = op.id().ok_or("an operation has no operationId")?;
            replies.insert(
                id.to_lowercase(),
                reply(convention, &rust, beside).ok_or_else(|| format!("{id} has no x-reply"))?,
            );
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
        Ok(Self { replacements, kept, inner, replies })
    }

    /// Takes out what progenitor cannot do (error replies, uploads) or need not do (schemas that only describe the wire).
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
        // The headers of every call are the business of `transport::send`.
        components.parameters.retain(|_, parameter| !matches!(parameter, ReferenceOr::Item(Parameter::Header { .. })));
        components.schemas.retain(|name, _| self.kept.contains(name) || self.replacements.contains_key(name));
        for (name, schema) in &mut components.schemas {
            if self.replacements.contains_key(name) {
                // Only the name counts; the schema of the wire would drag types along that nobody uses.
                if let Ok(any) = serde_json::from_value(json!({ "type": "object" })) {
                    *schema = ReferenceOr::Item(any);
                }
            }
        }
    }
}

/// Whether all that a component requires is text, secret or not: then an empty one can be made. One that requires nothing
/// can anyway.
fn plain_essentials(contract: &Contract, name: &str) -> bool {
    let Some(schema) = contract.document.at(&["components", "schemas", name]) else { return false };
    let required = schema.get("required").map(Node::items).unwrap_or_default();
    let is_text = |member: &Node| {
        let property = member.text().and_then(|member| schema.at(&["properties", member]));
        let kind = property.and_then(|property| property.get("type")).and_then(Node::text);
        kind == Some("string") || property.and_then(component).is_some_and(|name| TEXTS.contains(&name))
    };
    !required.is_empty() && required.iter().all(is_text)
}

/// How a reply is read by its convention, and the type of what that gives.
fn reply(convention: Option<&str>, payload: &str, beside: Option<&str>) -> Option<(String, String)> {
    const CONVENTIONS: &str = "crate::transport";
    let generic = |name: &str, value: String| (format!("{CONVENTIONS}::{name}<{payload}>"), value);
    Some(match (convention?, beside) {
        ("envelope", Some(beside)) => {
            let both = format!("{payload}, {TYPES}::{beside}");
            (format!("{CONVENTIONS}::EnvelopeAnd<{both}>"), format!("({both})"))
        }
        ("envelope", None) => generic("Envelope", payload.to_owned()),
        ("graphql", _) => generic("Graphql", payload.to_owned()),
        ("bare", _) => generic("Bare", payload.to_owned()),
        ("bare-with-cookies", _) => generic("BareWithCookies", format!("({payload}, Vec<crate::model::Secret>)")),
        ("bare-or-xml", _) => generic("BareOrXml", format!("{CONVENTIONS}::JsonOrXml<{payload}>")),
        ("text", _) => (format!("{CONVENTIONS}::Text"), "String".to_owned()),
        ("picture", _) => (format!("{CONVENTIONS}::PictureReply"), format!("{CONVENTIONS}::PictureWithCookie")),
        _ => return None,
    })
}

/// The Rust type of the payload of a reply, and the component it is made of.
fn payload_type(node: &Node) -> (String, Option<String>) {
    let items = node.get("items").filter(|_| node.get("type").and_then(Node::text) == Some("array"));
    let (rust, root) = match (component(node), items.map(payload_type)) {
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

/// Takes out what the generator's own run-time library needs: its imports, its constructors and its traits. The client is made
/// in `client::AuthenticationClient`, and what an operation does once its request is built is `transport::send`.
fn own_client(file: &mut syn::File) -> Result<(), String> {
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

/// What the generator has no setting for: members with other names or forms, docs without the schema's source, fewer derives,
/// and operations without what they have in common.
fn polish(items: &mut [syn::Item], contract: &Contract, plan: &Plan) -> Result<(), String> {
    for item in items {
        match item {
            syn::Item::Mod(module) => {
                if let Some((_, items)) = &mut module.content {
                    polish(items, contract, plan)?;
                }
            }
            syn::Item::Struct(item) => {
                plain_docs(&mut item.attrs);
                let name = item.ident.to_string();
                if plan.inner.contains(&name) {
                    only_sent(&mut item.attrs)?;
                }
                let Some(component) = contract.document.at(&["components", "schemas", &name]) else { continue };
                let Some(schema) = component.get("properties") else { continue };
                let required = component.get("required").map(Node::items).unwrap_or_default();
                // Where it is a schema, the generator keeps the members that have no names of their own.
                let open = component.get("additionalProperties").is_some_and(|schema| schema.flag().is_none());
                for field in &mut item.fields {
                    let wire = wire_name(field);
                    if let Some(property) = schema.get(&wire) {
                        let spared = open && !required.iter().any(|name| name.text() == Some(&wire));
                        member(field, property, spared)?;
                        document_reference(field, property, contract)?;
                    } else if open {
                        document(field, "Everything else that the reply has, by its name.")?;
                    }
                }
            }
            syn::Item::Impl(item) => {
                for item in &mut item.items {
                    if let syn::ImplItem::Fn(operation) = item {
                        let named = |name: &str| plan.replies.get(&name.replace('_', "").to_lowercase());
                        let reply =
                            |name: &str| named(name).cloned().map(|(convention, value)| Reply { convention, value });
                        fold(operation, reply)?;
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// What is only sent is read by the crate authing-sandbox alone, and nobody compares or prints it: every derive is paid for by each program
/// that uses the crate.
fn only_sent(attributes: &mut Vec<syn::Attribute>) -> Result<(), String> {
    let defaults = attributes.iter().filter(|a| a.path().is_ident("derive")).any(derives_default);
    let default = if defaults { ", Default" } else { "" };
    let mut derives = Vec::new();
    attribute(&mut derives, &format!("#[derive(::serde::Serialize, Clone{default})]"))?;
    attribute(&mut derives, r#"#[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]"#)?;
    attributes.retain(|a| !a.path().is_ident("derive"));
    // The derives introduce the attributes that follow them.
    let docs = attributes.iter().take_while(|a| a.path().is_ident("doc")).count();
    attributes.splice(docs..docs, derives);
    Ok(())
}

fn derives_default(attribute: &syn::Attribute) -> bool {
    let mut found = false;
    let _other_forms = attribute.parse_nested_meta(|meta| {
        found |= meta.path.is_ident("Default");
        Ok(())
    });
    found
}

fn attribute(attributes: &mut Vec<syn::Attribute>, source: &str) -> Result<(), String> {
    let parsed = syn::parse::Parser::parse_str(syn::Attribute::parse_outer, source);
    attributes.extend(parsed.map_err(|e| e.to_string())?);
    Ok(())
}

/// `spared` members are left out when they have an odd form.
fn member(field: &mut syn::Field, property: &Node, spared: bool) -> Result<(), String> {
    let mut extra = Vec::new();
    for alias in property.get("x-aliases").map(Node::items).unwrap_or_default() {
        extra.extend(alias.text().map(|alias| format!("alias = {alias:?}")));
    }
    if component(property) == Some("ClearableText") {
        // Else serde reads a null as if the member were left out.
        extra.push(r#"default, deserialize_with = "crate::model::present""#.into());
    }
    if property.get("x-accepts-number").is_some() {
        extra.push(r#"default, deserialize_with = "crate::model::text_or_number""#.into());
    } else if spared {
        extra.push(r#"default, deserialize_with = "crate::model::lenient_option""#.into());
    }
    if !extra.is_empty() {
        attribute(&mut field.attrs, &format!("#[serde({})]", extra.join(", ")))?;
    }
    Ok(())
}

/// A reference cannot have a description of its own: `x-doc` gives one, else that of the component stands.
fn document_reference(field: &mut syn::Field, property: &Node, contract: &Contract) -> Result<(), String> {
    if field.attrs.iter().any(|a| a.path().is_ident("doc")) {
        return Ok(());
    }
    let described = |name| contract.document.at(&["components", "schemas", name, "description"]);
    let text = property.get("x-doc").or_else(|| component(property).and_then(described)).and_then(Node::text);
    text.map_or(Ok(()), |text| document(field, text))
}

fn document(field: &mut syn::Field, text: &str) -> Result<(), String> {
    attribute(&mut field.attrs, &format!("#[doc = {:?}]", text.trim()))
}

/// The name of a member on the wire: that of its serde attribute, else its own.
fn wire_name(field: &syn::Field) -> String {
    let mut name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
    for attribute in field.attrs.iter().filter(|a| a.path().is_ident("serde")) {
        let _other_keys = attribute.parse_nested_meta(|meta| {
            let value = meta.value().and_then(|value| value.parse::<syn::LitStr>());
            if let (true, Ok(value)) = (meta.path.is_ident("rename"), value) {
                name = value.value();
            }
            Ok(())
        });
    }
    name
}

/// Keeps the description of a type, drops the JSON schema behind it.
fn plain_docs(attributes: &mut [syn::Attribute]) {
    for attribute in attributes.iter_mut().filter(|a| a.path().is_ident("doc")) {
        let syn::Meta::NameValue(meta) = &mut attribute.meta else { continue };
        let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &mut meta.value else { continue };
        let value = text.value();
        if let Some((description, _)) = value.split_once("<details>") {
            *text = syn::LitStr::new(description.trim_end(), text.span());
        }
    }
}
