//! The GraphQL operations. No operation name is sent, so the root field of the document decides.

use axum::{
    Json,
    body::Bytes,
    extract::State as Shared,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use graphql_parser::query::{Definition, OperationDefinition, Selection, SelectionSet, parse_query};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use super::{
    World, password,
    reply::{Refusal, not_implemented},
    rest::{bearer, typed},
    state::State,
};
use crate::{
    ErrorCode, LoginStatus, LoginStatusDetail, RefreshedToken, Secret,
    generated::types::{CheckLoginStatusVariables, LoginByEmailVariables, UpdateUserVariables},
};

#[derive(Deserialize)]
struct Body {
    query: String,
    #[serde(default)]
    variables: Value,
}

/// A request after parsing: the one root field and what is selected of it.
struct Document<'a> {
    root: &'a str,
    selection: &'a SelectionSet<'a, &'a str>,
}

pub async fn handle(Shared(world): Shared<World>, headers: HeaderMap, body: Bytes) -> Response {
    let Body { query, variables } = match typed(&body) {
        Ok(body) => body,
        Err(refusal) => return refusal.into_response(),
    };
    let parsed = match parse_query::<&str>(&query) {
        Ok(parsed) => parsed,
        Err(e) => return Refusal::bad_request(format!("the document is not GraphQL: {e}")).into_response(),
    };
    let [Definition::Operation(operation)] = parsed.definitions.as_slice() else {
        return Refusal::bad_request("a document holds exactly one operation").into_response();
    };
    let fields = match operation {
        OperationDefinition::Query(q) => &q.selection_set,
        OperationDefinition::Mutation(m) => &m.selection_set,
        OperationDefinition::SelectionSet(set) => set,
        OperationDefinition::Subscription(_) => return not_implemented("a subscription"),
    };
    let [Selection::Field(field)] = fields.items.as_slice() else {
        return Refusal::bad_request("a document asks for exactly one root field").into_response();
    };
    let document = Document { root: field.name, selection: &field.selection_set };
    let mut state = world.lock();
    match answer(&mut state, document.root, bearer(&headers), variables) {
        Some(Ok(value)) => {
            Json(json!({ "data": { document.root: select(&value, document.selection) } })).into_response()
        }
        Some(Err(refusal)) => refusal.graphql(document.root),
        None => not_implemented(document.root),
    }
}

/// The value of a root field; nothing for one that the sandbox does not know.
fn answer(state: &mut State, root: &str, token: Option<&str>, variables: Value) -> Option<Result<Value, Refusal>> {
    Some(match root {
        "loginByEmail" => login_by_email(state, variables),
        "user" => state.claims(token).and_then(|claims| user(state, &claims.sub)),
        "updateUser" => update_user(state, token, variables),
        "checkLoginStatus" => check_login_status(state, token, variables),
        "refreshToken" => refresh_token(state, token),
        _ => return None,
    })
}

fn login_by_email(state: &mut State, variables: Value) -> Result<Value, Refusal> {
    let LoginByEmailVariables { input } = read(variables)?;
    let password = password::decrypt(input.password.expose())?;
    let id = state.by_password(&input.email, &password, input.auto_register == Some(true))?;
    write(state.log_in(&id)?)
}

fn user(state: &mut State, id: &str) -> Result<Value, Refusal> {
    let user = state.user(id).ok_or_else(|| Refusal::new(ErrorCode::USER_NOT_FOUND, "the user does not exist"))?;
    write(user.clone())
}

/// Changes a profile as a user may: not the email, not the phone, and nobody else's.
fn update_user(state: &mut State, token: Option<&str>, variables: Value) -> Result<Value, Refusal> {
    let claims = state.claims(token)?;
    let UpdateUserVariables { id, input, .. } = read(variables)?;
    if id.is_some_and(|id| id != claims.sub) {
        return Err(Refusal::new(ErrorCode::PERMISSION_DENIED, "this is another user"));
    }
    if input.email.is_some() {
        return Err(Refusal::new(ErrorCode::EMAIL_UPDATE_NOT_ALLOWED, "the email is changed by other means"));
    }
    if input.phone.is_some() {
        return Err(Refusal::new(ErrorCode::PHONE_UPDATE_NOT_ALLOWED, "the phone is changed by other means"));
    }
    let mut changed = user(state, &claims.sub)?;
    if let (Value::Object(members), Value::Object(changes)) = (&mut changed, write(input)?) {
        members.extend(changes);
    }
    if let Some(user) = state.user(&claims.sub) {
        *user = read(changed.clone())?;
    }
    Ok(changed)
}

fn check_login_status(state: &State, token: Option<&str>, variables: Value) -> Result<Value, Refusal> {
    let CheckLoginStatusVariables { token: asked, .. } = read(variables)?;
    write(match state.claims(asked.as_ref().map(Secret::expose).or(token)) {
        Ok(claims) => {
            let data =
                LoginStatusDetail { id: Some(claims.sub), user_pool_id: Some(super::USER_POOL_ID.into()), arn: None };
            LoginStatus {
                code: Some(200),
                message: Some("ok".into()),
                status: Some(true),
                exp: Some(claims.exp),
                iat: Some(claims.iat),
                data: Some(data),
            }
        }
        Err(refusal) => {
            let message = Some("not logged in".into());
            LoginStatus { code: Some(refusal.code()), message, status: Some(false), ..LoginStatus::default() }
        }
    })
}

fn refresh_token(state: &mut State, token: Option<&str>) -> Result<Value, Refusal> {
    let claims = state.claims(token)?;
    let (token, fresh) = state.renew(&claims)?;
    write(RefreshedToken { token: token.into(), iat: Some(fresh.iat), exp: Some(fresh.exp) })
}

fn read<T: DeserializeOwned>(value: Value) -> Result<T, Refusal> {
    let value = if value.is_null() { json!({}) } else { value };
    serde_json::from_value(value)
        .map_err(|e| Refusal::bad_request(format!("the variables are not what the contract says: {e}")))
}

fn write(value: impl Serialize) -> Result<Value, Refusal> {
    serde_json::to_value(value).map_err(|e| Refusal::new(ErrorCode::INTERNAL_SERVER_ERROR, e.to_string()))
}

/// What the document asked for and nothing else: a member that is not there is null.
fn select<'a>(value: &Value, selection: &SelectionSet<'a, &'a str>) -> Value {
    match value {
        Value::Object(members) if !selection.items.is_empty() => {
            let mut chosen = Map::new();
            for item in &selection.items {
                if let Selection::Field(field) = item {
                    let name = field.alias.unwrap_or(field.name);
                    let member = members.get(field.name).unwrap_or(&Value::Null);
                    chosen.insert(name.into(), select(member, &field.selection_set));
                }
            }
            Value::Object(chosen)
        }
        Value::Array(items) => items.iter().map(|item| select(item, selection)).collect(),
        other => other.clone(),
    }
}
