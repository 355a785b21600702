//! The contract as a server needs it: its operations, and whether a request fits its operation.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{LazyLock, OnceLock},
};

use authing_wxapp::__contract::CONTRACT;
use jsonschema::{Registry, ValidationError, Validator, error::ValidationErrorKind};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// The name of the contract among the documents of the validators.
const NAME: &str = "urn:authing";

pub struct Contract {
    operations: BTreeMap<String, Operation>,
    /// What requests have to fit, in the form that all validators share. It is made for the first request; `None` when it cannot be
    /// read.
    registry: LazyLock<Option<Registry<'static>>>,
    /// The names of members and parameters that hold credentials.
    pub secrets: BTreeSet<String>,
    /// What error codes mean in Chinese.
    meanings: BTreeMap<String, String>,
}

/// One operation of the contract.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Operation {
    #[serde(skip)]
    pub id: String,
    pub method: String,
    /// The path, in which `{name}` stands for a value.
    pub path: String,
    /// The root field of a GraphQL operation.
    pub field: Option<String>,
    pub convention: Convention,
    pub needs_app: bool,
    pub needs_bearer: bool,
    query: BTreeMap<String, Parameter>,
    /// The media type of the body.
    pub media: Option<String>,
    body: Option<String>,
    #[serde(skip)]
    validators: OnceLock<Validators>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Convention {
    Envelope,
    Graphql,
    Bare,
}

#[derive(Deserialize)]
struct Parameter {
    required: bool,
    schema: Value,
}

/// The contract as far as it is read at the start.
#[derive(Deserialize)]
struct Document {
    operations: BTreeMap<String, Operation>,
    meanings: BTreeMap<String, String>,
    schemas: BTreeMap<String, Schema>,
}

/// A schema as far as it tells which members are secrets.
#[derive(Deserialize)]
struct Schema {
    #[serde(default)]
    properties: BTreeMap<String, Member>,
}

#[derive(Deserialize)]
struct Member {
    #[serde(rename = "$ref")]
    reference: Option<String>,
    #[serde(default, rename = "allOf")]
    all_of: Vec<Member>,
}

impl Member {
    /// The schema that a member refers to, directly or with more beside it.
    fn references(&self) -> impl Iterator<Item = &str> {
        [self].into_iter().chain(self.all_of.first()).filter_map(|member| member.reference.as_deref())
    }
}

/// Whether a reference is to a schema of credentials.
fn is_secret(reference: &str) -> bool {
    let name = reference.strip_prefix("#/components/schemas/");
    name.is_some_and(|name| ["EncryptedPassword", "Secret", "OptionalSecret"].contains(&name))
}

struct Validators {
    query: BTreeMap<String, Validator>,
    body: Option<Validator>,
}

impl Contract {
    /// The contract that this crate was built with. Every test of this crate fails if it is broken.
    pub fn get() -> &'static Self {
        static CONTRACT_READ: LazyLock<Contract> = LazyLock::new(|| {
            let Document { mut operations, meanings, schemas } = serde_json::from_str(CONTRACT).unwrap_or_else(broken);
            for (id, operation) in &mut operations {
                operation.id.clone_from(id);
            }
            let members = schemas.into_values().flat_map(|schema| schema.properties);
            let parameters = operations.values().flat_map(|operation| &operation.query);
            let secrets = members
                .filter(|(_, schema)| schema.references().any(is_secret))
                .map(|(name, _)| name)
                // Parameters of pages for browsers, and of the endpoints of WeChat.
                .chain(["id_token_hint", "js_code", "secret"].map(str::to_owned))
                .chain(
                    parameters
                        .filter(|(_, rule)| rule.schema["$ref"].as_str().is_some_and(is_secret))
                        .map(|(name, _)| name.clone()),
                )
                .collect();
            Contract { operations, registry: LazyLock::new(registry), secrets, meanings }
        });
        &CONTRACT_READ
    }

    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.operations.values()
    }

    /// What an error code means in Chinese, if it is a published one.
    pub fn chinese_meaning(&self, code: i64) -> Option<&str> {
        self.meanings.get(&code.to_string()).map(String::as_str)
    }

    /// Whether there is an operation with this id.
    pub fn has(&self, id: &str) -> bool {
        self.operations.contains_key(id)
    }

    /// The validator of the schema at this place of the contract.
    fn validator(&self, place: &str) -> Option<Validator> {
        let schema = json!({ "$ref": format!("{NAME}#{place}") });
        jsonschema::options().with_registry(self.registry.as_ref()?).build(&schema).ok()
    }
}

/// The schemas that requests refer to, directly or not. Those of replies alone are most of the contract.
fn registry() -> Option<Registry<'static>> {
    let mut document: Value = serde_json::from_str(CONTRACT).ok()?;
    let Value::Object(mut schemas) = document["schemas"].take() else { return None };
    let mut kept = Map::new();
    let mut open = Vec::new();
    let operations = document["operations"].as_object()?;
    open.extend(operations.values().filter_map(|operation| operation["body"].as_str()).map(str::to_owned));
    operations.values().for_each(|operation| references(&operation["query"], &mut open));
    while let Some(name) = open.pop() {
        if let Some(schema) = schemas.remove(&name) {
            references(&schema, &mut open);
            kept.insert(name, schema);
        }
    }
    // The references between the schemas contain this place.
    document["components"] = json!({ "schemas": kept });
    Registry::new().add(NAME, document).and_then(|builder| builder.prepare()).ok()
}

/// Adds the names of the schemas that a part of the contract refers to.
fn references(node: &Value, found: &mut Vec<String>) {
    match node {
        Value::Object(members) => {
            let name = members.get("$ref").and_then(Value::as_str).and_then(|at| at.rsplit('/').next());
            found.extend(name.map(str::to_owned));
            members.values().for_each(|member| references(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

fn broken<T>(e: serde_json::Error) -> T {
    unreachable!("generated/contract.json: {e}")
}

impl Operation {
    /// The root field of GraphQL.
    pub fn field(&self) -> &str {
        self.field.as_deref().unwrap_or_default()
    }

    /// The body without the members that are null where the contract has no null: several SDKs send null for what they leave out.
    pub fn without_stray_nulls(&self, mut body: Value) -> Value {
        let Some(validator) = &self.validators.get_or_init(|| self.compile()).body else { return body };
        let places: Vec<_> = validator.iter_errors(&body).flat_map(|error| places_of(&error)).collect();
        for (parent, name) in places {
            if let Some(Value::Object(members)) = body.pointer_mut(&parent)
                && members.get(&name).is_some_and(Value::is_null)
            {
                members.remove(&name);
            }
        }
        body
    }

    /// Describes what in the query or the body violates the contract. `body` is the JSON, or the form as an object.
    pub fn violation(&self, query: &BTreeMap<String, String>, body: Option<&Value>) -> Option<String> {
        let validators = self.validators.get_or_init(|| self.compile());
        for (name, parameter) in &self.query {
            let validator = validators.query.get(name);
            match query.get(name) {
                None if parameter.required => return Some(format!("the query parameter {name} is missing")),
                Some(value) if !validator.is_none_or(|validator| is_valid(validator, value)) => {
                    return Some(format!("the query parameter {name} has a value that the contract does not allow"));
                }
                _ => {}
            }
        }
        let validator = validators.body.as_ref()?;
        let Some(body) = body else { return Some("the body is missing".into()) };
        // The value may be a secret, so the message names the place and the rule only.
        let error = validator.iter_errors(body).next()?;
        let (place, rule) = (error.instance_path().as_str(), error.masked());
        Some(match place {
            "" => format!("the body does not fit the contract: {rule}"),
            _ => format!("the body does not fit the contract at {place}: {rule}"),
        })
    }

    /// Whether every rule about requests has a validator. A rule without one would be skipped silently.
    #[cfg(test)]
    pub fn is_checked(&self) -> bool {
        let validators = self.compile();
        validators.query.len() == self.query.len() && validators.body.is_some() == self.body.is_some()
    }

    fn compile(&self) -> Validators {
        let contract = Contract::get();
        let query = self.query.keys().filter_map(|name| {
            let place = format!("/operations/{}/query/{name}/schema", self.id);
            Some((name.clone(), contract.validator(&place)?))
        });
        let body = self.body.as_ref().and_then(|name| contract.validator(&format!("/components/schemas/{name}")));
        Validators { query: query.collect(), body }
    }
}

/// The members that an error is about, each with the place of its object.
fn places_of(error: &ValidationError<'_>) -> Vec<(String, String)> {
    let place = error.instance_path().as_str();
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            unexpected.iter().map(|name| (place.to_owned(), name.clone())).collect()
        }
        _ => {
            let split = place.rsplit_once('/');
            split
                .map(|(parent, name)| (parent.to_owned(), name.replace("~1", "/").replace("~0", "~")))
                .into_iter()
                .collect()
        }
    }
}

/// Whether a text is valid, as a string or as the number or boolean that it denotes. Clients in Python write `True`.
fn is_valid(validator: &Validator, text: &str) -> bool {
    let number = text.parse().ok().map(Value::Number);
    let literal = number.or_else(|| text.to_ascii_lowercase().parse().ok().map(Value::Bool));
    validator.is_valid(&text.into()) || literal.is_some_and(|value| validator.is_valid(&value))
}
