//! The contract as a server needs it: its operations, and whether a request fits its operation.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{LazyLock, OnceLock},
};

use authing_wxapp::__contract::CONTRACT;
use jsonschema::{Registry, Validator};
use serde::Deserialize;
use serde_json::{Value, json};

/// The name of the contract among the documents of the validators.
const NAME: &str = "urn:authing";

pub struct Contract {
    operations: BTreeMap<String, Operation>,
    /// The contract in the form that all validators share; `None` when it cannot be read.
    registry: Option<Registry<'static>>,
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

struct Validators {
    query: BTreeMap<String, Validator>,
    body: Option<Validator>,
}

impl Contract {
    /// The contract that this crate was built with. A broken one is found by every test of this crate.
    pub fn get() -> &'static Self {
        static CONTRACT_READ: LazyLock<Contract> = LazyLock::new(|| {
            let mut document: Value = serde_json::from_str(CONTRACT).unwrap_or_else(broken);
            let mut operations: BTreeMap<String, Operation> =
                Deserialize::deserialize(&document["operations"]).unwrap_or_else(broken);
            for (id, operation) in &mut operations {
                operation.id.clone_from(id);
            }
            let is_secret = |schema: &Value| {
                ["EncryptedPassword", "Secret", "OptionalSecret"]
                    .iter()
                    .any(|name| schema["$ref"] == format!("#/components/schemas/{name}"))
            };
            let schemas = document["schemas"].as_object().into_iter().flat_map(|schemas| schemas.values());
            let members = schemas.filter_map(|schema| schema["properties"].as_object()).flatten();
            let parameters = operations.values().flat_map(|operation| &operation.query);
            let secrets = members
                .filter(|(_, schema)| is_secret(schema) || is_secret(&schema["allOf"][0]))
                .map(|(name, _)| name.clone())
                // Parameters of pages for browsers, and of the endpoints of WeChat.
                .chain(["id_token_hint", "js_code", "secret"].map(str::to_owned))
                .chain(parameters.filter(|(_, rule)| is_secret(&rule.schema)).map(|(name, _)| name.clone()))
                .collect();
            let meanings = Deserialize::deserialize(&document["meanings"]).unwrap_or_else(broken);
            // The references between the schemas contain this place.
            document["components"] = json!({ "schemas": document["schemas"].take() });
            let registry = Registry::new().add(NAME, document).and_then(|builder| builder.prepare()).ok();
            Contract { operations, registry, secrets, meanings }
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
        let places: Vec<_> =
            validator.iter_errors(&body).map(|error| error.instance_path().as_str().to_owned()).collect();
        for place in places {
            let Some((parent, name)) = place.rsplit_once('/') else { continue };
            let name = name.replace("~1", "/").replace("~0", "~");
            if let Some(Value::Object(members)) = body.pointer_mut(parent)
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
        Some(format!("the body does not fit the contract at {:?}: {}", error.instance_path().as_str(), error.masked()))
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

/// Whether a text is valid, as a string or as the number or boolean that it denotes. Clients in Python write `True`.
fn is_valid(validator: &Validator, text: &str) -> bool {
    let number = text.parse().ok().map(Value::Number);
    let literal = number.or_else(|| text.to_ascii_lowercase().parse().ok().map(Value::Bool));
    validator.is_valid(&text.into()) || literal.is_some_and(|value| validator.is_valid(&value))
}
