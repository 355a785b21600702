//! Says in words what a changed contract changes in the generated client. The compiler would only speak of Rust, and the diff
//! of the generated files is long.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// The generated client and the contract as data.
pub struct Generated<'a> {
    pub client: &'a str,
    pub contract: &'a str,
}

/// The one member of a type that is not a struct.
const VALUES: &str = "its values";

/// What the generated client consists of.
struct Client {
    /// The members of each struct, with their types. Other types have one member, which is their definition.
    types: BTreeMap<String, BTreeMap<String, String>>,
    /// The text of each operation's function.
    operations: BTreeMap<String, String>,
}

/// The differences between the reviewed snapshot and what `spec/` gives now, one sentence each; none if both are the same.
pub fn describe(snapshot: &Generated<'_>, now: &Generated<'_>) -> Result<Vec<String>, String> {
    let mut said = Vec::new();
    if snapshot.client != now.client {
        let (old, new) = (Client::read(snapshot.client)?, Client::read(now.client)?);
        types(&old, &new, &mut said);
        operations(&old, &new, &mut said);
    }
    if snapshot.contract != now.contract {
        let read = |text: &str| serde_json::from_str::<Value>(text).map_err(|e| format!("contract.json: {e}"));
        requirements(&read(snapshot.contract)?, &read(now.contract)?, &mut said);
    }
    Ok(said)
}

impl Client {
    fn read(text: &str) -> Result<Self, String> {
        let file = syn::parse_file(text).map_err(|e| format!("client.rs: {e}"))?;
        let mut client = Self { types: BTreeMap::new(), operations: BTreeMap::new() };
        for item in file.items {
            match item {
                syn::Item::Mod(module) if module.ident == "types" => {
                    for item in module.content.into_iter().flat_map(|(_, items)| items) {
                        client.add_type(item);
                    }
                }
                syn::Item::Impl(block) => {
                    for item in block.items {
                        if let syn::ImplItem::Fn(mut function) = item {
                            function.attrs.clear();
                            let name = function.sig.ident.to_string();
                            client.operations.insert(name, text_of(syn::parse_quote!(impl C { #function })));
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(client)
    }

    fn add_type(&mut self, item: syn::Item) {
        match item {
            syn::Item::Struct(item) => {
                let members = item.fields.iter().map(|field| {
                    let ty = &field.ty;
                    let text = text_of(syn::parse_quote!(type T = #ty;));
                    (
                        member_name(field),
                        text.trim_start_matches("type T = ").trim_end().trim_end_matches(';').to_owned(),
                    )
                });
                self.types.insert(item.ident.to_string(), members.collect());
            }
            syn::Item::Enum(mut item) => {
                item.attrs.clear();
                let name = item.ident.to_string();
                self.types.insert(name, BTreeMap::from([(VALUES.into(), text_of(syn::parse_quote!(#item)))]));
            }
            _ => {}
        }
    }

    /// The operations whose request or reply contains a type, directly or in another type.
    fn operations_with(&self, name: &str) -> Vec<&str> {
        let mut containing = BTreeSet::from([name]);
        loop {
            let before = containing.len();
            for (other, members) in &self.types {
                if members.values().any(|member| names(member).any(|name| containing.contains(name))) {
                    containing.insert(other);
                }
            }
            if containing.len() == before {
                break;
            }
        }
        let reached = |(_, text): &(&String, &String)| names(text).any(|name| containing.contains(name));
        self.operations.iter().filter(reached).map(|(operation, _)| &**operation).collect()
    }
}

/// The name of a member on the wire.
fn member_name(field: &syn::Field) -> String {
    let mut name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // An attribute without a new name does not change the name that was found.
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                name = meta.value()?.parse::<syn::LitStr>()?.value();
            } else if meta.input.peek(syn::Token![=]) {
                meta.value()?.parse::<syn::Expr>()?;
            }
            Ok(())
        });
    }
    name
}

fn text_of(item: syn::Item) -> String {
    syn::parse_file("")
        .map_or_else(|_| String::new(), |empty| prettyplease::unparse(&syn::File { items: vec![item], ..empty }))
}

/// The identifiers in a text.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|name| !name.is_empty())
}

fn types(old: &Client, new: &Client, said: &mut Vec<String>) {
    for (name, members) in &old.types {
        let Some(now) = new.types.get(name) else {
            said.push(format!("type {name} is gone; {}", reach(old, name)));
            continue;
        };
        let gone = members.keys().filter(|member| !now.contains_key(*member)).map(|member| format!("{member} is gone"));
        let added = now.keys().filter(|member| !members.contains_key(*member)).map(|member| format!("{member} is new"));
        let changed = members.iter().filter_map(|(member, was)| {
            let is = now.get(member).filter(|is| *is != was)?;
            Some(match member == VALUES {
                true => format!("{member} have changed"),
                false => format!("{member} was {} and is {}", short(was), short(is)),
            })
        });
        let changes: Vec<String> = gone.chain(added).chain(changed).collect();
        if !changes.is_empty() {
            said.push(format!("type {name}: {}; {}", changes.join(", "), reach(new, name)));
        }
    }
    said.extend(
        new.types.keys().filter(|name| !old.types.contains_key(*name)).map(|name| format!("type {name} is new")),
    );
}

/// A type without the paths that the generator writes out.
fn short(text: &str) -> String {
    const PATHS: [&str; 5] =
        ["::std::option::", "::std::string::", "::std::vec::", "crate::generated::open::", "crate::model::"];
    PATHS.iter().fold(text.to_owned(), |text, path| text.replace(path, ""))
}

fn reach(client: &Client, name: &str) -> String {
    match client.operations_with(name)[..] {
        [] => "no operation contains it".into(),
        ref operations => format!("it is in the request or reply of {}", operations.join(", ")),
    }
}

fn operations(old: &Client, new: &Client, said: &mut Vec<String>) {
    for (name, text) in &old.operations {
        match new.operations.get(name) {
            None => said.push(format!("operation {name} is gone")),
            Some(now) if now != text => said.push(format!("operation {name}: its request or its reply has changed")),
            Some(_) => {}
        }
    }
    let is_new = |name: &&String| !old.operations.contains_key(*name);
    said.extend(new.operations.keys().filter(is_new).map(|name| format!("operation {name} is new")));
}

/// What the contract requires of a request besides its types: the bearer token, the media type, and so on.
fn requirements(old: &Value, new: &Value, said: &mut Vec<String>) {
    let entries = |value: &Value| value.as_object().cloned().unwrap_or_default();
    let new_operations = entries(&new["operations"]);
    for (id, was) in entries(&old["operations"]) {
        let Some(is) = new_operations.get(&id) else { continue };
        for (key, was) in entries(&was) {
            if is[&key] != was {
                said.push(format!("operation {id}: {key} was {was} and is {}", is[&key]));
            }
        }
    }
    let new_schemas = entries(&new["schemas"]);
    // A type whose members have changed is named already.
    let named: BTreeSet<String> =
        said.iter().filter_map(|words| names(words.strip_prefix("type ")?).next().map(str::to_owned)).collect();
    let changed = entries(&old["schemas"])
        .into_iter()
        .filter(|(name, was)| !named.contains(name) && new_schemas.get(name).is_some_and(|is| is != was));
    let changed: Vec<String> = changed.map(|(name, _)| name).collect();
    if !changed.is_empty() {
        said.push(format!("the constraints of {} have changed", changed.join(", ")));
    }
}
