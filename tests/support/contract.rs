//! Checks requests and replies against `spec/authing.yaml`.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{LazyLock, OnceLock},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use http::HeaderMap;
use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::{
    graphql::Query,
    received::{Part, pairs, parts},
    schema::json_schema,
    yaml,
};

/// Headers that tests add to single calls.
const ADDED_HEADERS: [&str; 6] =
    ["traceparent", "tracestate", "x-api-key", "x-caller-key", "x-forwarded-for", "x-request-id"];
/// Headers that any HTTP client may add. Every other header must be in the contract.
const PLAIN_HEADERS: [&str; 7] =
    ["host", "accept", "content-type", "content-length", "transfer-encoding", "accept-encoding", "user-agent"];

pub struct Contract {
    pub document: Value,
    pub operations: BTreeMap<String, Operation>,
    /// By the name of the component, each compiled when it is needed: all of them together take seconds.
    validators: BTreeMap<String, OnceLock<Validator>>,
    /// The components as JSON Schema.
    schemas: Value,
    headers: Vec<Parameter>,
    app_header: String,
}

pub struct Operation {
    pub id: String,
    pub method: String,
    pub path: String,
    /// The security requirements; one of them must be met.
    pub security: Vec<BTreeSet<String>>,
    /// The reply convention.
    pub convention: String,
    /// Media type and component of the request body.
    pub body: Option<(String, String)>,
    /// Media type and component of the success reply.
    pub reply_type: String,
    pub reply: String,
    query: Vec<Parameter>,
    /// Headers that only this operation may have.
    headers: Vec<Parameter>,
}

struct Parameter {
    name: String,
    required: bool,
    validator: Validator,
}

impl Contract {
    pub fn get() -> &'static Self {
        static CONTRACT: LazyLock<Contract> = LazyLock::new(|| {
            let text = include_str!("../../spec/authing.yaml");
            Contract::read(yaml::parse(text).expect("the contract is YAML").to_json())
        });
        &CONTRACT
    }

    fn read(document: Value) -> Self {
        let paths = document["paths"].as_object().expect("paths");
        let operations: BTreeMap<String, Operation> = paths
            .iter()
            .flat_map(|(path, item)| item.as_object().expect("a path item").iter().map(move |op| (path, op)))
            .map(|(path, (method, node))| Operation::read(path, method, node, &document))
            .map(|operation| (operation.id.clone(), operation))
            .collect();
        // A reply may have additional members at its top. Everything below the top is checked strictly.
        let open: BTreeSet<&str> =
            operations.values().map(|operation| operation.reply.as_str()).chain(["FailureReply"]).collect();
        let components = document["components"]["schemas"].as_object().expect("schemas");
        let schemas: Map<String, Value> = components
            .iter()
            .map(|(name, schema)| {
                let mut schema = json_schema(schema, true);
                if open.contains(name.as_str()) {
                    schema.as_object_mut().expect("an object").remove("additionalProperties");
                }
                (name.clone(), schema)
            })
            .collect();
        let validators = schemas.keys().map(|name| (name.clone(), OnceLock::new())).collect();
        let headers = document["components"]["parameters"].as_object().expect("parameters");
        let headers = headers.values().filter(|parameter| parameter["in"] == "header").map(Parameter::read).collect();
        let app_header = string(&document["components"]["securitySchemes"]["app"]["name"]);
        Self { operations, validators, schemas: schemas.into(), headers, app_header, document }
    }

    pub fn operation(&self, id: &str) -> Result<&Operation, String> {
        self.operations.get(id).ok_or_else(|| format!("the contract has no operation {id}"))
    }

    /// The ways in which a value does not match the component with this name.
    pub fn check_schema(&self, component: &str, value: &Value) -> Vec<String> {
        let Some(validator) = self.validators.get(component) else {
            return vec![format!("the contract has no component {component}")];
        };
        let validator = validator.get_or_init(|| validator_of(component, &self.schemas));
        validator.iter_errors(value).map(|e| format!("{component} at {:?}: {e}", e.instance_path().as_str())).collect()
    }

    /// The members of an object schema, or of the items of a list, through references.
    pub fn members<'a>(&'a self, schema: &'a Value) -> Option<&'a Map<String, Value>> {
        if let Some(reference) = schema["$ref"].as_str() {
            return self.members(self.document.pointer(reference.strip_prefix('#')?)?);
        }
        if let Some(inner) = schema.get("items").or_else(|| schema["allOf"].get(0)) {
            return self.members(inner);
        }
        schema["properties"].as_object()
    }

    /// Finds the operation of a request and checks the request against it. Returns the id of the operation.
    pub fn check_request(
        &self,
        method: &str,
        path: &str,
        query: &[(String, String)],
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<String, String> {
        let json = serde_json::from_slice::<Value>(body).ok();
        let document = json.as_ref().and_then(|body| body["query"].as_str()).map(Query::parse);
        let path = match &document {
            Some(document) => format!("{path}#{}", document.as_ref().map_err(Clone::clone)?.name),
            None => path.to_owned(),
        };
        let operation = self
            .operations
            .values()
            .filter(|operation| operation.has_path(&path) && operation.method.eq_ignore_ascii_case(method))
            // A literal path takes precedence over one with parameters.
            .max_by_key(|operation| operation.path == path)
            .ok_or_else(|| format!("the contract has no {method} {path}"))?;
        let mut complaints = operation.query_complaints(query);
        complaints.extend(self.header_complaints(operation, headers));
        complaints.extend(self.security_complaint(operation, headers));
        complaints.extend(self.body_complaints(operation, headers, body, json.as_ref()));
        if let (Some(Ok(document)), Some(body)) = (&document, &json) {
            let data = &self.document["components"]["schemas"][&operation.reply]["properties"]["data"];
            complaints.extend(document.complaints(&body["variables"], data, self));
        }
        match complaints.is_empty() {
            true => Ok(operation.id.clone()),
            false => Err(format!("{} sent as {method} {path}: {}", operation.id, complaints.join("; "))),
        }
    }

    fn header_complaints(&self, operation: &Operation, headers: &HeaderMap) -> Vec<String> {
        let mut complaints = Vec::new();
        for name in headers.keys().map(|name| name.as_str()) {
            let known = PLAIN_HEADERS.contains(&name)
                || ADDED_HEADERS.contains(&name)
                || name == "authorization"
                || (name == "cookie" && operation.security.iter().any(|way| way.contains("cookies")))
                || name == self.app_header
                || self.headers.iter().chain(&operation.headers).any(|header| header.name.eq_ignore_ascii_case(name));
            if !known {
                complaints.push(format!("the header {name} is not in the contract"));
            }
            if headers.get_all(name).iter().count() > 1 {
                complaints.push(format!("the header {name} is repeated"));
            }
        }
        for parameter in self.headers.iter().chain(&operation.headers) {
            let value = headers.get(&parameter.name).map(|value| String::from_utf8_lossy(value.as_bytes()));
            complaints.extend(parameter.complaint("header", value.as_deref()));
        }
        complaints
    }

    fn security_complaint(&self, operation: &Operation, headers: &HeaderMap) -> Option<String> {
        let mut shown = BTreeSet::new();
        if headers.get(&self.app_header).is_some_and(|value| !value.is_empty()) {
            shown.insert("app".to_owned());
        }
        if let Some(value) = headers.get("authorization") {
            let value = value.to_str().unwrap_or_default();
            // The access token of v3 has no scheme.
            let (kind, value) = value.split_once(' ').unwrap_or(("", value));
            let pair = BASE64_STANDARD.decode(value).ok().and_then(|pair| String::from_utf8(pair).ok());
            let way = match kind {
                "" if !value.is_empty() => "accessToken",
                "Bearer" if !value.trim().is_empty() => "bearer",
                "Basic" if pair.and_then(|pair| Some(pair.split_once(':')?.1.len())) > Some(0) => "basic",
                _ => return Some("the authorization is no bearer token, nor an id and a secret".into()),
            };
            shown.insert(way.to_owned());
        }
        if headers.contains_key("cookie") {
            shown.insert("cookies".to_owned());
        }
        // An MFA token looks like any other bearer token. The tests of each area check which token was sent.
        let bearer = |name: &String| if name == "mfa" { "bearer".to_owned() } else { name.clone() };
        let fits = |way: &BTreeSet<String>| way.iter().map(bearer).collect::<BTreeSet<_>>() == shown;
        (!operation.security.iter().any(fits))
            .then(|| format!("it is sent with {shown:?} and the contract wants one of {:?}", operation.security))
    }

    fn body_complaints(
        &self,
        operation: &Operation,
        headers: &HeaderMap,
        body: &[u8],
        json: Option<&Value>,
    ) -> Vec<String> {
        let sent = headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let kind = sent.split(';').next().unwrap_or_default();
        match (&operation.body, json) {
            (None, _) if body.is_empty() => Vec::new(),
            (None, _) => vec!["it has a body, and the contract wants none".into()],
            (Some((wanted, _)), _) if wanted != kind => {
                vec![format!("its media type is {kind:?}, and the contract wants {wanted}")]
            }
            (Some((wanted, component)), _) if wanted == "multipart/form-data" => match parts(sent, body) {
                Ok(parts) => self.part_complaints(component, &parts),
                Err(why) => vec![why],
            },
            (Some((wanted, component)), _) if wanted == "application/x-www-form-urlencoded" => {
                let pairs = pairs(body);
                let form: Map<String, Value> = pairs.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
                let mut complaints = self.check_schema(component, &form.clone().into());
                if form.len() < pairs.len() {
                    complaints.push("a member of the form is repeated".into());
                }
                complaints
            }
            (Some(_), None) => vec!["its body is not JSON".into()],
            (Some((_, component)), Some(json)) => self.check_schema(component, json),
        }
    }

    fn part_complaints(&self, component: &str, parts: &[Part]) -> Vec<String> {
        let form: Map<String, Value> = parts.iter().map(|part| (part.name.clone(), json!("(bytes)"))).collect();
        let mut complaints = self.check_schema(component, &form.into());
        for part in parts {
            if part.file_name.is_none() || part.content_type.is_none() || part.bytes.is_empty() {
                complaints.push(format!("the part {} has no file name, no media type or no bytes", part.name));
            }
        }
        complaints
    }

    /// Checks a reply against the contract: a success against the reply of the operation, a failure against the
    /// members that failures may have.
    pub fn check_reply(&self, operation: &str, status: u16, body: &Value) -> Result<(), String> {
        let operation = self.operation(operation)?;
        let says_yes = match &*operation.convention {
            "graphql" => body["errors"].as_array().is_none_or(Vec::is_empty) && body.get("data").is_some(),
            "bare" | "bare-with-cookies" | "bare-or-xml" | "text" | "picture" => {
                body["error"].is_null() && (body["code"].is_null() || body["message"].is_null())
            }
            _ => body["code"] == 200 || (body.get("code").is_none() && body["statusCode"] == 200),
        };
        let mut complaints = match says_yes && (200..300).contains(&status) {
            true => self.check_schema(&operation.reply, body),
            false => self.check_schema("FailureReply", body),
        };
        for error in body["errors"].as_array().into_iter().flatten() {
            let message = &error["message"];
            let object = message["code"].is_number() && message["message"].is_string();
            if !message.is_string() && !object {
                complaints.push(format!("{error} is not a GraphQL error of the service"));
            }
        }
        match complaints.is_empty() {
            true => Ok(()),
            false => Err(format!("the reply {body} to {}: {}", operation.id, complaints.join("; "))),
        }
    }
}

fn validator_of(component: &str, schemas: &Value) -> Validator {
    let root = json!({ "$ref": format!("#/components/schemas/{component}"), "components": { "schemas": schemas } });
    jsonschema::validator_for(&root).unwrap_or_else(|e| panic!("{component}: {e}"))
}

impl Operation {
    fn read(path: &str, method: &str, node: &Value, document: &Value) -> Self {
        let content = |node: &Value| {
            let (media_type, media) = node["content"].as_object()?.iter().next()?;
            let component = media["schema"]["$ref"].as_str()?.rsplit('/').next()?;
            Some((media_type.clone(), component.to_owned()))
        };
        let security = node.get("security").unwrap_or(&document["security"]);
        let names = |way: &Value| way.as_object().expect("a requirement").keys().cloned().collect();
        let written = node["parameters"].as_array().into_iter().flatten().map(|parameter| {
            let reference = parameter["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
            reference.map_or(parameter, |pointer| document.pointer(pointer).expect("a parameter"))
        });
        let parameters = |place: &str| -> Vec<Parameter> {
            written.clone().filter(|parameter| parameter["in"] == place).map(Parameter::read).collect()
        };
        let (reply_type, reply) = content(&node["responses"]["2XX"]).expect("a success reply");
        Self {
            id: string(&node["operationId"]),
            method: method.to_owned(),
            path: path.to_owned(),
            security: security.as_array().expect("security").iter().map(names).collect(),
            convention: string(&node["x-reply"]),
            body: content(&node["requestBody"]),
            reply_type,
            reply,
            query: parameters("query"),
            headers: parameters("header"),
        }
    }

    /// Whether a path matches the template of this operation.
    fn has_path(&self, path: &str) -> bool {
        let (mine, given): (Vec<&str>, Vec<&str>) = (self.path.split('/').collect(), path.split('/').collect());
        let fits = |(mine, given): (&&str, &&str)| mine == given || (mine.starts_with('{') && !given.is_empty());
        mine.len() == given.len() && mine.iter().zip(&given).all(fits)
    }

    fn query_complaints(&self, query: &[(String, String)]) -> Vec<String> {
        let mut complaints = Vec::new();
        for (at, (name, _)) in query.iter().enumerate() {
            if !self.query.iter().any(|parameter| parameter.name == *name) {
                complaints.push(format!("the query parameter {name} is not in the contract"));
            }
            if query[..at].iter().any(|(other, _)| other == name) {
                complaints.push(format!("the query parameter {name} is repeated"));
            }
        }
        for parameter in &self.query {
            let value = query.iter().find(|(name, _)| *name == parameter.name).map(|(_, value)| value.as_str());
            complaints.extend(parameter.complaint("query parameter", value));
        }
        complaints
    }
}

impl Parameter {
    fn read(node: &Value) -> Self {
        let validator = jsonschema::validator_for(&json_schema(&node["schema"], true)).expect("a schema");
        Self { name: string(&node["name"]), required: node["required"] == true, validator }
    }

    /// Whether the text matches the schema as a string, or as the number or boolean that it spells.
    fn fits(&self, text: &str) -> bool {
        let meant = serde_json::from_str::<Value>(text).ok().filter(|value| value.is_number() || value.is_boolean());
        self.validator.is_valid(&text.into()) || meant.is_some_and(|value| self.validator.is_valid(&value))
    }

    fn complaint(&self, kind: &str, value: Option<&str>) -> Option<String> {
        match value {
            Some(value) if !self.fits(value) => {
                Some(format!("the {kind} {} has the value {value:?}, which does not fit", self.name))
            }
            None if self.required => Some(format!("the {kind} {} is missing", self.name)),
            _ => None,
        }
    }
}

fn string(node: &Value) -> String {
    node.as_str().expect("text").to_owned()
}
