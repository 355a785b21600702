//! An OpenAPI document, as JSON, becomes a contract to compare. It works on JSON values and not on the types of `openapiv3`:
//! those lose the extensions beside a reference, which hold half of our conventions, and refuse a document with one mistake.

use std::collections::BTreeMap;

use serde_json::Value;

use super::model::{Body, Contract, Member, Names, Operation, Type};

pub const METHODS: [&str; 8] = ["get", "put", "post", "delete", "patch", "head", "options", "trace"];
/// The components that hold credentials, and the kind of value behind each.
const SECRETS: [(&str, &str); 4] = [
    ("Secret", "text"),
    ("OptionalSecret", "text"),
    ("SecretJson", "any JSON"),
    ("EncryptedPassword", "an encrypted password"),
];
/// The keywords that limit a value.
const LIMITS: [&str; 13] = [
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "uniqueItems",
];

/// Reads the operations and components of a document. `line` tells where a part of it stands.
pub fn document(document: &Value, line: &dyn Fn(&[&str]) -> Option<usize>) -> Contract {
    let parser = Parser { document };
    let mut contract = Contract::default();
    for (name, schema) in entries(&document["components"]["schemas"]) {
        let mut found = parser.component(schema);
        found.line = line(&["components", "schemas", name]);
        contract.types.insert(name.clone(), found);
    }
    for (name, scheme) in entries(&document["components"]["securitySchemes"]) {
        let parts = ["type", "in", "name", "scheme"].iter().filter_map(|key| scheme[*key].as_str());
        contract.schemes.insert(name.clone(), parts.collect::<Vec<_>>().join(" "));
    }
    let mut used = Names::new();
    for (path, item) in entries(&document["paths"]) {
        for (method, node) in entries(item).filter(|(method, _)| METHODS.contains(&method.as_str())) {
            let mut operation = parser.operation(path, method, node, &mut contract.types);
            operation.line = line(&["paths", path, method]);
            for parameter in parser.parameters(item, node) {
                let (key, member) = parser.parameter(parameter, &mut used);
                operation.parameters.insert(key, member);
            }
            contract.operations.insert(operation.id.clone(), operation);
        }
    }
    for (name, parameter) in entries(&document["components"]["parameters"]) {
        if !used.contains(name) {
            let (key, member) = parser.parameter(parameter, &mut Names::new());
            contract.headers.insert(key, member);
        }
    }
    contract.host = text(&document["servers"][0]["url"]);
    contract.ours = contract.operations.values().any(|one| !one.convention.is_empty());
    contract
}

struct Parser<'a> {
    document: &'a Value,
}

impl<'a> Parser<'a> {
    fn operation(&self, path: &str, method: &str, node: &Value, types: &mut BTreeMap<String, Type>) -> Operation {
        let method = method.to_uppercase();
        let id = node["operationId"].as_str().map_or_else(|| format!("{method} {path}"), str::to_owned);
        let responses = &node["responses"];
        let success =
            entries(responses).find(|(status, reply)| status.starts_with('2') && reply["content"].is_object());
        let security = if node["security"].is_array() { &node["security"] } else { &self.document["security"] };
        let mut body = |of: &str, node: &Value, side: &mut Names| {
            references(node, side);
            self.body(&format!("{}{of}", pascal(&id)), node, types, side)
        };
        let (mut sends, mut returns) = (Names::new(), Names::new());
        references(&node["parameters"], &mut sends);
        references(&node["x-beside"], &mut returns);
        entries(responses).for_each(|(_, reply)| references(self.resolved(reply), &mut returns));
        let failure = |(status, reply): (&String, &Value)| {
            let content = entries(&self.resolved(reply)["content"]).next();
            (status.clone(), content.map_or("nothing".into(), |(_, content)| kind(&content["schema"])))
        };
        let success_status = success.map(|(status, _)| status);
        let failures = entries(responses).filter(|(status, _)| Some(*status) != success_status).map(failure).collect();
        let replies: String = entries(responses).map(|(_, reply)| text(&reply["description"])).collect();
        Operation {
            request: body("Request", self.resolved(&node["requestBody"]), &mut sends),
            reply: success.and_then(|(_, reply)| body("Reply", self.resolved(reply), &mut returns)),
            sends,
            returns,
            method,
            path: path.into(),
            line: None,
            text: format!("{} {} {replies}", text(&node["summary"]), text(&node["description"])),
            js: names(&node["x-js"]),
            convention: text(&node["x-reply"]),
            beside: reference(&node["x-beside"]).map_or("nothing".into(), |name| format!("`{name}`")),
            host: node["servers"][0]["url"].as_str().unwrap_or("the usual host").into(),
            security: security.as_array().into_iter().flatten().map(way).collect(),
            parameters: BTreeMap::new(),
            failures,
            repeatable: node["x-repeatable"] == true,
            deprecated: node["deprecated"] == true,
            id,
        }
    }

    /// The parameters of an operation and of its path.
    fn parameters(&self, item: &'a Value, node: &'a Value) -> impl Iterator<Item = &'a Value> {
        [&item["parameters"], &node["parameters"]].into_iter().filter_map(Value::as_array).flatten()
    }

    fn parameter(&self, parameter: &Value, used: &mut Names) -> (String, Member) {
        if let Some(name) = parameter["$ref"].as_str().and_then(|at| at.rsplit('/').next()) {
            used.insert(name.into());
        }
        let parameter = self.resolved(parameter);
        let mut member = self.member(&parameter["schema"], parameter["required"] == true);
        member.text = text(&parameter["description"]);
        member.deprecated = parameter["deprecated"] == true;
        (format!("{} {}", text(&parameter["in"]), text(&parameter["name"])), member)
    }

    /// A body; an inline schema gets `name`, under which it is compared like a component.
    fn body(&self, name: &str, node: &Value, types: &mut BTreeMap<String, Type>, side: &mut Names) -> Option<Body> {
        let (media, content) = entries(&node["content"]).next()?;
        let schema = &content["schema"];
        let mut kind = self.member(schema, true).kind;
        if schema["properties"].is_object() {
            types.insert(name.into(), self.component(schema));
            side.insert(name.into());
            kind = format!("`{name}`");
        }
        Some(Body { media: media.clone(), kind, required: node["required"] == true })
    }

    fn component(&self, schema: &Value) -> Type {
        let mut found = Type {
            own: self.member(schema, true),
            public: schema["x-public"] == true,
            gives_nothing: schema["x-gives-nothing"] == true,
            ..Type::default()
        };
        references(schema, &mut found.types);
        self.members(schema, "", &mut found.members);
        let required = names(&schema["required"]).into_iter();
        found.strays = required.filter(|name| !found.members.contains_key(name)).collect();
        found
    }

    /// The members of an object, those of inline objects with it.
    fn members(&self, schema: &Value, prefix: &str, found: &mut BTreeMap<String, Member>) {
        let required = names(&schema["required"]);
        for (name, inner) in entries(&schema["properties"]) {
            let path = format!("{prefix}{name}");
            self.members(inner, &format!("{path}."), found);
            self.members(&inner["items"], &format!("{path}[]."), found);
            found.insert(path, self.member(inner, required.contains(name)));
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.members(part, prefix, found);
        }
    }

    fn member(&self, schema: &Value, required: bool) -> Member {
        let name = reference(schema);
        let target = name.map_or(&Value::Null, |name| &self.document["components"]["schemas"][name]);
        let secret = name.and_then(|name| SECRETS.iter().find(|(secret, _)| *secret == name));
        // Known values may be those of the items.
        let valued = if schema["items"].is_object() { &schema["items"] } else { schema };
        let closed = valued["enum"].is_array();
        // `true` is the default, and a schema is part of the kind.
        let exact = schema.get("additionalProperties").filter(|allowed| **allowed == false);
        let exact = exact.map(|allowed| ("additionalProperties".to_owned(), allowed.clone()));
        let values = if closed { &valued["enum"] } else { &valued["x-known-values"] };
        Member {
            kind: secret.map_or_else(|| kind(schema), |(_, kind)| (*kind).into()),
            required,
            nullable: schema["nullable"] == true || target["nullable"] == true,
            secret: secret.is_some(),
            values: names(values).into_iter().collect(),
            closed,
            aliases: names(&schema["x-aliases"]).into_iter().collect(),
            accepts_number: schema["x-accepts-number"] == true,
            limits: LIMITS
                .iter()
                .filter_map(|key| Some(((*key).into(), schema.get(key)?.clone())))
                .chain(exact)
                .collect(),
            default: schema.get("default").map(Value::to_string),
            text: [schema, &schema["items"], &schema["additionalProperties"]]
                .map(|one| text(&one["description"]) + &text(&one["x-doc"]))
                .concat(),
            deprecated: schema["deprecated"] == true,
        }
    }

    /// What a reference leads to, or the node itself.
    fn resolved<'b>(&self, node: &'b Value) -> &'b Value
    where
        'a: 'b,
    {
        let target = node["$ref"].as_str().and_then(|at| self.document.pointer(at.strip_prefix('#')?));
        target.unwrap_or(node)
    }
}

/// A schema inside another one, with its own `nullable` in words.
fn inner(schema: &Value) -> String {
    let null = if schema["nullable"] == true { " or null" } else { "" };
    format!("{}{null}", kind(schema))
}

/// A schema in words.
fn kind(schema: &Value) -> String {
    if let Some(name) = reference(schema) {
        return format!("`{name}`");
    }
    for (key, words) in [("allOf", "all of"), ("oneOf", "one of"), ("anyOf", "any of")] {
        if let Some(parts) = schema[key].as_array() {
            return format!("{words} {}", parts.iter().map(kind).collect::<Vec<_>>().join(", "));
        }
    }
    let format = schema["format"].as_str().map(|format| format!(" ({format})")).unwrap_or_default();
    match schema["type"].as_str() {
        Some("string") => format!("text{format}"),
        Some("integer") => format!("an integer{format}"),
        Some("number") => format!("a number{format}"),
        Some("boolean") => "true or false".into(),
        Some("array") => format!("a list of {}", inner(&schema["items"])),
        Some("object") if schema["additionalProperties"].is_object() => {
            format!("a map of {}", inner(&schema["additionalProperties"]))
        }
        Some("object") => "an object".into(),
        Some(other) => other.into(),
        None if schema["properties"].is_object() => "an object".into(),
        None => "any JSON".into(),
    }
}

/// The component that a schema refers to: `$ref`, or `allOf` with one `$ref`, which allows other keywords beside it.
pub fn reference(schema: &Value) -> Option<&str> {
    let schema = match schema["allOf"].as_array().map(Vec::as_slice) {
        Some([only]) => only,
        _ => schema,
    };
    schema["$ref"].as_str()?.strip_prefix("#/components/schemas/")
}

/// Every component that a schema names.
pub fn references(schema: &Value, found: &mut Names) {
    match schema {
        Value::Object(entries) => {
            let name = schema["$ref"].as_str().and_then(|at| at.strip_prefix("#/components/schemas/"));
            found.extend(name.map(str::to_owned));
            entries.iter().filter(|(key, _)| *key != "example").for_each(|(_, inner)| references(inner, found));
        }
        Value::Array(items) => items.iter().for_each(|inner| references(inner, found)),
        _ => {}
    }
}

fn way(one: &Value) -> String {
    let schemes: Vec<String> = entries(one)
        .map(|(name, scopes)| match names(scopes).join(" ") {
            scopes if scopes.is_empty() => format!("`{name}`"),
            scopes => format!("`{name}` with {scopes}"),
        })
        .collect();
    match &schemes[..] {
        [] => "without any credential".into(),
        [only] => format!("with the credential {only} alone"),
        _ => format!("with the credentials {} together", schemes.join(" and ")),
    }
}

/// `loginByCode` as `LoginByCode`.
pub fn pascal(id: &str) -> String {
    let words = id.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

pub fn entries(node: &Value) -> impl Iterator<Item = (&String, &Value)> {
    node.as_object().into_iter().flatten()
}

fn names(node: &Value) -> Vec<String> {
    let name = |one: &Value| one.as_str().map_or_else(|| one.to_string(), str::to_owned);
    node.as_array().into_iter().flatten().map(name).collect()
}

fn text(node: &Value) -> String {
    node.as_str().unwrap_or_default().trim().into()
}
