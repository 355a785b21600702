//! Endpoints for back ends that are not GraphQL. They answer like the fields of the same names.

use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::users;
use crate::{
    domain::refusal::Refusal,
    http::{
        graphql::answer_field,
        reply::envelope,
        request::{self, bearer},
        serve::Received,
    },
    stores::Stores,
};

/// The names of endpoints that the sandbox does not have. They stand where the route has an id.
const ENDPOINTS: [&str; 2] = ["login-status", "logout"];

/// The user with an id, or null.
pub fn user(stores: &mut Stores, request: &Received) -> Response {
    if request.path.get("id").is_some_and(|id| ENDPOINTS.contains(&id.as_str())) {
        return request.not_implemented();
    }
    let ids = json!({ "ids": [request.path.get("id")] });
    reply(request, batch_of(stores, request, &ids).map(|mut users| users.get_mut(0).map_or(Value::Null, Value::take)))
}

/// Several users, by their ids or by other names.
pub fn batch(stores: &mut Stores, request: &Received) -> Response {
    let found = request::json_object(&request.body).and_then(|body| batch_of(stores, request, &body));
    reply(request, found)
}

fn batch_of(stores: &mut Stores, request: &Received, arguments: &Value) -> Result<Value, Refusal> {
    answer_field(stores, users::batch, arguments, bearer(&request.head.headers))
}

fn reply(request: &Received, answer: Result<Value, Refusal>) -> Response {
    match answer {
        Ok(data) => envelope(request.head.uri.path(), data),
        Err(refusal) => refusal.into_response(),
    }
}
