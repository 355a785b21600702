//! The fields of the schema. A root field is an operation of the contract, or a field that only this server has.

use std::{cell::RefCell, collections::BTreeMap};

use apollo_compiler::{
    ast::Type,
    resolvers::{FieldError, ObjectValue, ResolveInfo, ResolvedValue},
};
use authing_wxapp::ErrorCode;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::SCHEMA;
use crate::{
    domain::refusal::Refusal,
    http::{
        ApiRequest,
        reply::{Answer, Reply, not_implemented_refusal},
        request::{bearer, read},
        serve::{Endpoint, Received},
    },
    stores::Stores,
};

/// A function that answers a field which is not an operation of the contract.
pub type FieldHandler = fn(&mut Stores, &FieldCall<'_>) -> Answer;

/// A request for a field.
pub struct FieldCall<'a> {
    arguments: Value,
    /// The token of the request.
    pub bearer: Option<&'a str>,
}

impl FieldCall<'_> {
    /// The arguments in their type. Those that are null are left out.
    pub fn arguments<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        read(&self.arguments)
    }
}

/// Answers a field that is not an operation of the contract. Arguments that are null are left out.
pub fn answer_field(
    stores: &mut Stores,
    handler: FieldHandler,
    arguments: &Value,
    bearer: Option<&str>,
) -> Result<Value, Refusal> {
    let given = arguments.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    let arguments = given.map(|(name, value)| (name.clone(), value.clone())).collect::<Map<_, _>>().into();
    data(handler(stores, &FieldCall { arguments, bearer }))
}

/// What answers the fields.
pub struct Fields {
    /// The operations of the contract by their root fields.
    operations: BTreeMap<&'static str, Vec<Endpoint>>,
    /// The other root fields by their names. `User.roles` is the member of a user, `Group.users` that of a group.
    others: fn(&str) -> Option<FieldHandler>,
}

/// The members of users that have an operation of their own in the contract.
const OPERATIONS_OF_USERS: [(&str, &str); 3] = [
    ("departments", "getUserDepartments"),
    ("roles", "getUserRoles"),
    ("authorizedResources", "listUserAuthorizedResources"),
];

impl Fields {
    pub fn new(endpoints: Vec<Endpoint>, others: fn(&str) -> Option<FieldHandler>) -> Self {
        let mut operations = BTreeMap::<_, Vec<_>>::new();
        for endpoint in endpoints {
            operations.entry(endpoint.operation.field()).or_default().push(endpoint);
        }
        Self { operations, others }
    }

    /// Whether a root field has an operation with this id.
    pub fn has(&self, field: &str, id: &str) -> bool {
        self.endpoint(field, id).is_some()
    }

    fn endpoint(&self, field: &str, id: &str) -> Option<&Endpoint> {
        self.operations.get(field)?.iter().find(|endpoint| endpoint.operation.id == id)
    }
}

/// The root of a query or a mutation.
pub struct Root<'a> {
    pub stores: RefCell<&'a mut Stores>,
    pub received: &'a Received,
    pub fields: &'a Fields,
    pub kind: &'a str,
}

impl Root<'_> {
    /// Answers a root field. A request with the token of the user pool comes from a back end, which may do more than a user.
    fn root_field(&self, field: &str, arguments: Value) -> Result<Value, Refusal> {
        let operation = || Some(self.operation(self.fields.endpoint(field, field)?, &arguments));
        let other = || Some(self.other((self.fields.others)(field)?, &arguments));
        let answer = match self.is_back_end() {
            true => other().or_else(operation),
            false => operation().or_else(other),
        };
        answer.unwrap_or_else(|| Err(not_implemented_refusal(field)))
    }

    /// Answers a member that the data of an object does not have.
    fn member(&self, object: &Object<'_, '_>, member: &str, mut arguments: Value) -> Result<Value, Refusal> {
        // An argument of the member has precedence over what names the object.
        for name in ["id", "code", "namespace"] {
            if let Some(value) = object.members.get(name).filter(|_| arguments[name].is_null()) {
                arguments[name] = value.clone();
            }
        }
        let of_back_end = (self.fields.others)(&format!("{}.{member}", object.kind)).filter(|_| self.is_back_end());
        if let Some(handler) = of_back_end {
            return self.other(handler, &arguments);
        }
        if object.kind != "User" {
            return match member {
                "authorizedResources" => Err(not_implemented_refusal(&format!("{}.{member}", object.kind))),
                _ => Ok(Value::Null),
            };
        }
        let operation = OPERATIONS_OF_USERS.iter().find(|(name, _)| *name == member);
        let endpoint = operation.and_then(|(_, id)| self.fields.endpoint("user", id));
        match endpoint {
            Some(endpoint) => Ok(self.operation(endpoint, &arguments)?[member].take()),
            None => Ok(Value::Null),
        }
    }

    fn is_back_end(&self) -> bool {
        self.stores.borrow().is_back_end(bearer(&self.received.head.headers))
    }

    fn operation(&self, endpoint: &Endpoint, arguments: &Value) -> Result<Value, Refusal> {
        let body = json!({ "query": "", "variables": arguments });
        let request = ApiRequest::graphql(self.received, endpoint.operation, body);
        match request.violation() {
            Some(refusal) => Err(refusal),
            None => data((endpoint.handler)(&mut self.stores.borrow_mut(), &request)),
        }
    }

    fn other(&self, handler: FieldHandler, arguments: &Value) -> Result<Value, Refusal> {
        answer_field(&mut self.stores.borrow_mut(), handler, arguments, bearer(&self.received.head.headers))
    }

    fn value<'a>(&'a self, kind: &'a Type, value: Value) -> ResolvedValue<'a> {
        let name = kind.inner_named_type();
        match value {
            Value::Null => ResolvedValue::null(),
            Value::Array(items) if kind.is_list() => {
                ResolvedValue::list(items.into_iter().map(move |item| self.value(kind.item_type(), item)))
            }
            Value::Object(members) if SCHEMA.get_object(name).is_some() => {
                ResolvedValue::object(Object { root: self, kind: name.as_str(), members })
            }
            other => ResolvedValue::leaf(other),
        }
    }
}

fn data(answer: Answer) -> Result<Value, Refusal> {
    match answer? {
        Reply::Data(value) => Ok(value),
        Reply::Raw(_) => Err(Refusal::new(ErrorCode::INTERNAL_SERVER_ERROR, "the reply has no form in GraphQL")),
    }
}

/// The library has room for a text only, so the refusal is written as JSON.
fn field_error(refusal: Refusal) -> FieldError {
    FieldError { message: refusal.body().to_string() }
}

impl ObjectValue for Root<'_> {
    fn type_name(&self) -> &str {
        self.kind
    }

    fn resolve_field<'a>(&'a self, info: &'a ResolveInfo<'a>) -> Result<ResolvedValue<'a>, FieldError> {
        let value = self.root_field(info.field_name(), json!(info.arguments())).map_err(field_error)?;
        Ok(self.value(&info.field_definition().ty, value))
    }
}

/// An object of a reply.
struct Object<'a, 'r> {
    root: &'a Root<'r>,
    kind: &'a str,
    members: Map<String, Value>,
}

impl ObjectValue for Object<'_, '_> {
    fn type_name(&self) -> &str {
        self.kind
    }

    fn resolve_field<'a>(&'a self, info: &'a ResolveInfo<'a>) -> Result<ResolvedValue<'a>, FieldError> {
        let name = info.field_name();
        let value = match self.members.get(name) {
            Some(value) => value.clone(),
            None => self.root.member(self, name, json!(info.arguments())).map_err(field_error)?,
        };
        Ok(self.root.value(&info.field_definition().ty, value))
    }
}
