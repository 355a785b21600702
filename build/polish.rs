//! Edits of the code that progenitor has written.

use super::Plan;
use crate::{
    contract::{Contract, component},
    fold::fold,
    yaml::Node,
};

/// Makes the changes for which progenitor has no setting: aliases and lenient members, documentation without the JSON schema,
/// fewer derives, and folded operations.
pub fn items(items: &mut [syn::Item], contract: &Contract, plan: &Plan) -> Result<(), String> {
    for item in items {
        match item {
            syn::Item::Mod(module) => {
                if let Some((_, items)) = &mut module.content {
                    self::items(items, contract, plan)?;
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
                // If `additionalProperties` is a schema, progenitor adds a member that keeps all other members.
                let open = component.get("additionalProperties").is_some_and(|schema| schema.flag().is_none());
                for field in &mut item.fields {
                    let wire = wire_name(field);
                    if let Some(property) = schema.get(&wire) {
                        let lenient = open && !required.iter().any(|name| name.text() == Some(&wire));
                        member(field, property, lenient)?;
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
                        fold(operation, |name| named(name).cloned())?;
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Reduces the derives of a type that is only sent. Nothing compares or prints such a type, only authing-sandbox reads
/// it, and every derive costs build time in each program that uses the crate.
fn only_sent(attributes: &mut Vec<syn::Attribute>) -> Result<(), String> {
    let defaults = attributes.iter().filter(|a| a.path().is_ident("derive")).any(derives_default);
    let default = if defaults { ", Default" } else { "" };
    let mut derives = Vec::new();
    attribute(&mut derives, &format!("#[derive(::serde::Serialize, Clone{default})]"))?;
    attribute(&mut derives, r#"#[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]"#)?;
    attributes.retain(|a| !a.path().is_ident("derive"));
    // The derives must precede the helper attributes that belong to them.
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

/// Adds the serde attributes of a member. A `lenient` member is left out when its value has an unexpected type.
fn member(field: &mut syn::Field, property: &Node, lenient: bool) -> Result<(), String> {
    let mut extra = Vec::new();
    for alias in property.get("x-aliases").map(Node::items).unwrap_or_default() {
        extra.extend(alias.text().map(|alias| format!("alias = {alias:?}")));
    }
    if component(property) == Some("ClearableText") {
        // Otherwise serde would read null as an absent member.
        extra.push(r#"default, deserialize_with = "crate::model::present""#.into());
    }
    if property.get("x-accepts-number").is_some() {
        extra.push(r#"default, deserialize_with = "crate::model::text_or_number""#.into());
    } else if lenient {
        extra.push(r#"default, deserialize_with = "crate::model::lenient_option""#.into());
    }
    if !extra.is_empty() {
        attribute(&mut field.attrs, &format!("#[serde({})]", extra.join(", ")))?;
    }
    Ok(())
}

/// Documents a member that is a reference and so cannot have a description: with `x-doc`, or else with the description
/// of the component.
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

/// The JSON name of a member: that of its serde attribute, or else its Rust name.
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

/// Keeps the description of a type and removes the JSON schema after it.
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
