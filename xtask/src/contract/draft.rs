//! Drafts of operations of another document, in the conventions of our contract: named components, tolerant replies, secrets by
//! the component's name, open values. A person finishes them; what is to be written by hand says TODO.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use serde_json::{Value, json};

use crate::{
    command::Result,
    contract::{
        diff::{
            model::Contract,
            parse::{METHODS, entries, reference},
        },
        naming::{first_line, is_secret, is_whole, rust_name, scalar, short, to_translate},
    },
};

/// The content of a reply that the document does not describe.
const NO_REPLY: [(usize, &str); 4] = [
    (5, "content: # TODO: the document describes no reply"),
    (6, "text/plain:"),
    (7, "schema: {$ref: '#/components/schemas/TextReply'}"),
    (7, "example: TODO"),
];

/// The YAML of these operations and of the components that they need.
pub fn yaml(document: &Value, wanted: &[&str], ours: &Contract) -> Result<String> {
    let used = ours.types.keys().chain(ours.operations.keys()).map(|name| name.to_lowercase()).collect();
    let mut draft = Draft { document, used, names: BTreeMap::new(), open: Vec::new(), schemas: BTreeMap::new() };
    let mut paths: BTreeMap<&str, String> = BTreeMap::new();
    for wanted in wanted {
        for (path, method, node) in find(document, wanted)? {
            draft.operation(paths.entry(path).or_default(), path, method, node);
        }
    }
    let mut out = String::from("paths:\n");
    paths.iter().for_each(|(path, operations)| out += &format!("  {path}:\n{operations}"));
    while let Some((name, schema, in_reply)) = draft.open.pop() {
        if !draft.schemas.contains_key(&name) {
            let text = draft.component(&name, schema, in_reply);
            draft.schemas.insert(name, text);
        }
    }
    out += "components:\n  schemas:\n";
    draft.schemas.values().for_each(|text| out += text);
    Ok(out)
}

/// The operation with this name, or all operations of this path.
fn find<'a>(document: &'a Value, wanted: &str) -> Result<Vec<(&'a str, &'a str, &'a Value)>> {
    let (mut found, mut near) = (Vec::new(), Vec::new());
    for (path, item) in entries(&document["paths"]) {
        for (method, node) in entries(item).filter(|(method, _)| METHODS.contains(&method.as_str())) {
            let id = node["operationId"].as_str().unwrap_or_default();
            if [id, short(id), path].contains(&wanted) {
                found.push((path.as_str(), method.as_str(), node));
            }
            near.push((strsim::jaro_winkler(short(id), wanted), short(id)));
        }
    }
    if !found.is_empty() {
        return Ok(found);
    }
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    let near: Vec<_> = near.iter().take(3).map(|(_, id)| *id).collect();
    Err(format!("the document has no operation or path {wanted:?}; the nearest are {}", near.join(", ")))
}

struct Draft<'a> {
    document: &'a Value,
    /// The names of operations and components that are taken, in lower case: Rust types follow them.
    used: BTreeSet<String>,
    /// Our names of their components.
    names: BTreeMap<String, String>,
    /// Components to be written: name, schema, and whether a reply has it.
    open: Vec<(String, &'a Value, bool)>,
    schemas: BTreeMap<String, String>,
}

impl<'a> Draft<'a> {
    fn operation(&mut self, out: &mut String, path: &str, method: &str, node: &'a Value) {
        let theirs = node["operationId"].as_str().unwrap_or(path);
        let name = rust_name(short(theirs));
        let mut plain = name.chars();
        let first = plain.next().map_or("todo".to_owned(), |c| c.to_lowercase().to_string());
        let id = self.free(first + plain.as_str());
        let name = rust_name(&id);
        let (title, version) = (&self.document["info"]["title"], &self.document["info"]["version"]);
        let source = [title, version].map(|one| one.as_str().unwrap_or("untitled")).join(" ");
        let mut line = |depth: usize, text: String| *out += &format!("{:1$}{text}\n", "", depth * 2);
        line(2, format!("{method}:"));
        line(3, format!("operationId: {id}"));
        line(3, "tags: [TODO]".into());
        line(3, format!("summary: {}", to_translate(&node["summary"])));
        line(3, format!("security: {}", security(node)));
        line(3, "x-js: []".into());
        line(3, format!("x-source: {}", scalar(&format!("{source}, {theirs}"))));
        let success = entries(&node["responses"]).find(|(status, _)| status.starts_with('2'));
        let reply = success.map_or(&Value::Null, |(_, reply)| reply);
        let (reply_media, reply_schema) = content(reply);
        let envelope = self.target(reply_schema)["properties"]["statusCode"].is_object();
        let silent = reply_schema.is_null();
        line(
            3,
            format!(
                "x-reply: {}",
                if envelope {
                    "envelope-v3"
                } else if silent {
                    "text"
                } else {
                    "bare"
                }
            ),
        );
        let parameters = node["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
        let own: Vec<_> = parameters.iter().filter(|one| one["in"] != "header").collect();
        if !own.is_empty() {
            line(3, "parameters:".into());
        }
        for parameter in own {
            line(4, format!("- name: {}", scalar(parameter["name"].as_str().unwrap_or("TODO"))));
            line(5, format!("in: {}", parameter["in"].as_str().unwrap_or("query")));
            if parameter["required"] == true {
                line(5, "required: true".into());
            }
            line(5, format!("description: {}", scalar(&first_line(&parameter["description"]))));
            line(
                5,
                format!(
                    "schema: {{{}}}",
                    self.primitive(parameter["name"].as_str().unwrap_or_default(), &parameter["schema"]).join(", ")
                ),
            );
            line(5, format!("example: {}", self.example(&parameter["schema"], 0)));
        }
        let (media, schema) = content(&node["requestBody"]);
        if !schema.is_null() {
            let name = self.root(format!("{name}Body"), schema, false);
            let example = self.example(schema, 0);
            line(3, "requestBody:".into());
            line(4, "required: true".into());
            line(4, "content:".into());
            line(5, format!("{media}:"));
            line(6, format!("schema: {{$ref: '#/components/schemas/{name}'}}"));
            line(6, format!("example: {example}"));
        }
        line(3, "responses:".into());
        line(4, "2XX:".into());
        line(5, format!("description: {}", to_translate(&reply["description"])));
        if silent {
            for (depth, text) in NO_REPLY {
                line(depth, text.into());
            }
        } else {
            let (reply, payload) = (format!("{name}Reply"), format!("{name}Result"));
            let mut name = reply;
            if envelope {
                name = self.root(name, reply_schema, true);
            } else {
                name = self.free(name);
                // The payload is a component of its own, to which the reply refers.
                let payload = match reference(reply_schema) {
                    Some(theirs) => self.named(theirs, true),
                    None => self.root(payload, reply_schema, true),
                };
                let text = format!("    {name}:\n      allOf: [{{$ref: '#/components/schemas/{payload}'}}]\n");
                self.schemas.insert(name.clone(), text);
            }
            line(5, "content:".into());
            line(6, format!("{reply_media}:"));
            line(7, format!("schema: {{$ref: '#/components/schemas/{name}'}}"));
            line(7, format!("example: {}", self.example(reply_schema, 0)));
        }
        for status in ["4XX", "5XX"] {
            line(4, format!("{status}: {{$ref: '#/components/responses/Failure'}}"));
        }
    }

    /// The schema itself, or the component that it refers to.
    fn target(&self, schema: &'a Value) -> &'a Value {
        reference(schema).map_or(schema, |name| &self.document["components"]["schemas"][name])
    }

    /// A name that nothing has yet: that of the contract may mean something else there.
    fn free(&mut self, name: String) -> String {
        let mut free = name.clone();
        for version in 3.. {
            if self.used.insert(free.to_lowercase()) {
                break;
            }
            free = format!("{name}V{version}");
        }
        free
    }

    /// Names the component of a body.
    fn root(&mut self, name: String, schema: &'a Value, in_reply: bool) -> String {
        let name = self.free(name);
        self.open.push((name.clone(), self.target(schema), in_reply));
        name
    }

    /// Our name of a component of theirs, which is then written, too.
    fn named(&mut self, theirs: &str, in_reply: bool) -> String {
        if let Some(name) = self.names.get(theirs) {
            return name.clone();
        }
        let plain = rust_name(theirs.trim_end_matches("Dto").trim_end_matches("Resp"));
        let name = self.free(plain);
        self.names.insert(theirs.into(), name.clone());
        self.open.push((name.clone(), &self.document["components"]["schemas"][theirs], in_reply));
        name
    }

    fn component(&mut self, name: &str, schema: &'a Value, in_reply: bool) -> String {
        let mut out = format!("    {name}:\n      type: object\n");
        let text = first_line(&schema["description"]);
        if !text.is_empty() {
            let _ = writeln!(out, "      description: {}", scalar(&text));
        }
        let required: Vec<&str> = match in_reply {
            // Replies are tolerant.
            true => Vec::new(),
            false => schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect(),
        };
        if !required.is_empty() {
            let _ = writeln!(out, "      required: [{}]", required.join(", "));
        }
        out += "      properties:\n";
        for (member, inner) in entries(&schema["properties"]) {
            let schema = self.member((name, member), inner, required.contains(&member.as_str()), in_reply);
            let _ = writeln!(out, "        {}: {{{schema}}}", scalar(member));
        }
        // An envelope always has a place for data.
        if in_reply && schema["properties"]["statusCode"].is_object() && schema["properties"]["data"].is_null() {
            out += "        data: {description: 'Anything, usually nothing.'}\n";
        }
        out
    }

    fn member(&mut self, (owner, name): (&str, &str), schema: &'a Value, required: bool, in_reply: bool) -> String {
        let nullable = |mut parts: Vec<String>| {
            if !required {
                parts.insert(1.min(parts.len()), "nullable: true".into());
            }
            let text = first_line(&schema["description"]);
            parts.extend((!text.is_empty()).then(|| format!("description: {}", scalar(&text))));
            parts.join(", ")
        };
        if is_secret(name, schema, in_reply) {
            let component = if required { "Secret" } else { "OptionalSecret" };
            return format!("$ref: '#/components/schemas/{component}'");
        }
        if let Some(theirs) = reference(schema) {
            return format!("$ref: '#/components/schemas/{}'", self.named(theirs, in_reply));
        }
        if schema["properties"].is_object() {
            let inner = self.free(format!("{owner}{}", rust_name(name)));
            self.open.push((inner.clone(), schema, in_reply));
            return format!("$ref: '#/components/schemas/{inner}'");
        }
        if schema["type"] == "array" {
            let inner = self.member((owner, name), &schema["items"], true, in_reply);
            return nullable(vec!["type: array".into(), format!("items: {{{inner}}}")]);
        }
        if in_reply && ["statusCode", "apiCode"].contains(&name) {
            return nullable(vec!["type: integer".into(), "format: int64".into()]);
        }
        nullable(self.primitive(name, schema))
    }

    /// A schema without members: type, format and known values.
    fn primitive(&self, name: &str, schema: &Value) -> Vec<String> {
        let kind = if is_whole(name, schema) { Some("integer") } else { schema["type"].as_str() };
        let mut parts: Vec<String> = kind.map(|kind| format!("type: {kind}")).into_iter().collect();
        // A date is text here, for servers write dates in many ways.
        let format = schema["format"].as_str().filter(|format| schema["type"] != "string" || *format == "binary");
        parts.extend(format.map(|format| format!("format: {format}")));
        if kind == Some("integer") && schema["format"].is_null() {
            parts.push("format: int64".into());
        }
        if let Some(values) = schema["enum"].as_array() {
            let values: Vec<String> = values.iter().filter_map(Value::as_str).map(scalar).collect();
            parts.push(format!("x-known-values: [{}]", values.join(", ")));
        }
        parts
    }

    /// The example of the document, or one made of its parts. JSON is YAML, too.
    fn example(&self, schema: &'a Value, depth: usize) -> Value {
        let target = self.target(schema);
        for found in [&schema["example"], &target["example"], &schema["default"], &target["enum"][0]] {
            if !found.is_null() {
                return found.clone();
            }
        }
        match target["type"].as_str() {
            Some("integer" | "number") => json!(1),
            Some("boolean") => json!(true),
            Some("array") => json!([]),
            Some("string") => json!("TODO"),
            _ if depth > 3 => json!({}),
            _ => {
                let all = entries(&target["properties"]);
                let example = |name: &str, inner| match name {
                    "statusCode" => json!(200),
                    "message" => json!("ok"),
                    _ => self.example(inner, depth + 1),
                };
                all.map(|(name, inner)| (name.clone(), example(name, inner))).collect()
            }
        }
    }
}

fn content(node: &Value) -> (&str, &Value) {
    let found = entries(&node["content"]).next();
    found.map_or(("application/json", &Value::Null), |(media, content)| (media.as_str(), &content["schema"]))
}

/// The application is named in every call; their bearer is ours.
fn security(node: &Value) -> String {
    let ways = node["security"].as_array().map(Vec::as_slice).unwrap_or_default();
    let bearer = ways.iter().any(|way| entries(way).any(|(name, _)| name.to_lowercase().contains("bearer")));
    if bearer { "[{app: [], bearer: []}]".into() } else { "[{app: []}]".into() }
}
