//! GraphQL. A library parses, validates and executes documents; [`resolve`] answers the fields of the schema.

mod redaction;
mod resolve;
#[cfg(test)]
mod tests;

use std::{cell::RefCell, sync::LazyLock};

use apollo_compiler::{
    ExecutableDocument, Node, Schema,
    ast::{self, Definition, OperationType},
    executable::Operation,
    introspection::check_max_depth,
    parser::Parser,
    resolvers::Execution,
    response::{GraphQLError, JsonMap},
    validation::{DiagnosticList, Valid},
};
use axum::{
    Extension, Json,
    response::{IntoResponse as _, Response},
};
use serde_json::{Value, json};

pub use self::{
    redaction::body_without_secrets,
    resolve::{FieldCall, FieldHandler, Fields, answer_field},
};
use crate::{
    domain::refusal::Refusal,
    http::{
        graphql::{redaction::message_without_value, resolve::Root},
        observer::Reason,
        reply::not_implemented_refusal,
        request,
        serve::Received,
    },
    stores::Stores,
};

/// The largest number of tokens in a document. Validation compares fields with each other, so a document without a limit could
/// keep the sandbox busy for minutes.
const TOKENS: usize = 20_000;
/// How deep a document may be nested.
const DEPTH: usize = 64;

static SCHEMA: LazyLock<Valid<Schema>> = LazyLock::new(|| {
    Schema::parse_and_validate(include_str!("schema.graphql"), "schema.graphql")
        .unwrap_or_else(|e| unreachable!("schema.graphql: {}", e.errors))
});

/// A request whose document is valid.
pub struct Query {
    document: Valid<ExecutableDocument>,
    operation: Node<Operation>,
    variables: JsonMap,
    /// The first root field, which stands for the request in the log and for faults.
    field: String,
    /// The name under which the reply has this field.
    key: String,
    body: Value,
}

impl Query {
    /// Parses and validates the body of a request. The error is the reply that refuses it, with the body for the log.
    pub fn parse(bytes: &[u8]) -> Result<Self, Box<(Response, Value)>> {
        let body = request::json(bytes).map_err(|refusal| Box::new((refuse(refusal), Value::Null)))?;
        Self::read(&body)
            .map(|query| Self { body: body.clone(), ..query })
            .map_err(|refused| Box::new((*refused, body)))
    }

    fn read(body: &Value) -> Result<Self, Box<Response>> {
        let bad = |message: &str| Box::new(refuse(Refusal::bad_request(message)));
        let text = body["query"].as_str().ok_or_else(|| bad("the body holds no query"))?;
        let name = match &body["operationName"] {
            Value::Null => None,
            Value::String(name) => Some(name.as_str()).filter(|name| !name.is_empty()),
            _ => return Err(bad("operationName is not a text")),
        };
        let variables = match &body["variables"] {
            Value::Null => JsonMap::new(),
            Value::Object(members) => {
                members.iter().map(|(name, value)| (name.as_str().into(), value.clone().into())).collect()
            }
            _ => return Err(bad("variables is not an object")),
        };
        let parsed = Parser::new().token_limit(TOKENS).recursion_limit(DEPTH).parse_ast(text, "document");
        let parsed = parsed.map_err(|e| Box::new(refuse_all(&e.errors)))?;
        if let Some(field) = unknown_root_field(&parsed) {
            return Err(reply(
                vec![error(&not_implemented_refusal(field).body(), field)],
                Some(json!({ field: null })),
            )
            .into());
        }
        let document = parsed.to_executable_validate(&SCHEMA).map_err(|e| Box::new(refuse_all(&e.errors)))?;
        let operation = document.operations.get(name);
        let operation = operation.map_err(|e| bad(&e.message().to_string()))?.clone();
        // The types of the schema refer to each other, so a short document could ask for a reply without end.
        check_max_depth(&document, &operation).map_err(|_| bad("the introspection is nested too deep"))?;
        let (field, key) = match operation.root_fields(&document).next() {
            Some(field) => (field.name.to_string(), field.response_key().to_string()),
            None => Default::default(),
        };
        Ok(Self { document, operation, variables, field, key, body: Value::Null })
    }

    /// The id of the operation, for the log and for faults: that of the contract which the document names, else the root field.
    pub fn id<'a>(&'a self, fields: &Fields) -> &'a str {
        let name = self.operation.name.as_ref().map(|name| name.as_str());
        name.filter(|name| fields.has(&self.field, name)).unwrap_or(&self.field)
    }

    /// The whole body, for the log.
    pub fn body(&self) -> &Value {
        &self.body
    }

    /// Answers the request.
    pub fn answer(&self, stores: &mut Stores, received: &Received, fields: &Fields) -> Response {
        let root = Root { stores: RefCell::new(stores), received, fields, kind: self.operation.object_type().as_str() };
        let execution = Execution::new(&SCHEMA, &self.document).operation(&self.operation);
        let execution = execution.raw_variable_values(&self.variables).enable_schema_introspection(true);
        match execution.execute_sync(&root) {
            Ok(done) => reply(done.errors.iter().map(described).collect(), Some(json!(done.data))),
            Err(e) => reply(vec![described(&e.to_graphql_error(&self.document.sources))], None),
        }
    }

    /// The reply that refuses the request.
    pub fn refusal(&self, refusal: Refusal) -> Response {
        reply(vec![error(&refusal.body(), &self.key)], Some(json!({ &self.key: null })))
    }
}

/// A root field that the schema does not have. It is refused by name, because it may be one that the sandbox does not support.
fn unknown_root_field(document: &ast::Document) -> Option<&str> {
    document.definitions.iter().find_map(|definition| {
        let Definition::OperationDefinition(operation) = definition else { return None };
        let root = match operation.operation_type {
            OperationType::Query => "Query",
            OperationType::Mutation => "Mutation",
            OperationType::Subscription => return None,
        };
        let known = &SCHEMA.get_object(root)?.fields;
        let fields = operation.selection_set.iter().filter_map(|selection| selection.as_field());
        let mut names = fields.map(|field| field.name.as_str());
        names.find(|name| !name.starts_with("__") && !known.contains_key(*name))
    })
}

/// The message of an error is an object, as the SDKs of Authing read it.
fn error(message: &Value, key: &str) -> Value {
    json!({ "message": message, "path": [key] })
}

/// An error of the library. The message of a field's error is that of the refusal, written as JSON.
fn described(error: &GraphQLError) -> Value {
    let message = error.message.trim_start_matches("resolver error: ");
    let refused = serde_json::from_str(message).ok().filter(Value::is_object);
    let mut described = json!(error);
    described["message"] =
        refused.unwrap_or_else(|| Refusal::bad_request(message_without_value(&error.message)).body());
    described
}

fn refuse_all(errors: &DiagnosticList) -> Response {
    reply(errors.iter().map(|diagnostic| described(&diagnostic.to_json())).collect(), None)
}

/// The refusal of a request whose document was not read, or not understood.
pub fn refuse(refusal: Refusal) -> Response {
    reply(vec![json!({ "message": refusal.body() })], None)
}

fn reply(errors: Vec<Value>, data: Option<Value>) -> Response {
    let mut body = serde_json::Map::new();
    if !errors.is_empty() {
        body.insert("errors".into(), errors.into());
    }
    // A request that was not executed has no data.
    body.extend(data.map(|data| ("data".into(), data)));
    let refused = body.get("errors").map(|errors| &errors[0]["message"]);
    let reason =
        refused.and_then(|refused| Some(Reason(refused["code"].as_i64()?, refused["message"].as_str()?.into())));
    let reply = Json(body).into_response();
    match reason {
        Some(reason) => (Extension(reason), reply).into_response(),
        None => reply,
    }
}
