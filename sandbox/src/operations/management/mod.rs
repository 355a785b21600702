//! What a back end does with the token of the user pool: it manages users, custom fields, roles and groups. These are fields of
//! GraphQL that the contract does not have, because the contract describes what users do.

mod custom_fields;
mod groups;
pub mod rest;
mod roles;
mod users;

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    domain::{back_ends, refusal::Refusal},
    http::{
        graphql::{FieldCall, FieldHandler},
        reply::{Answer, ok},
    },
    stores::Stores,
};

/// The function that answers this field for a back end.
pub fn field(name: &str) -> Option<FieldHandler> {
    let handler: FieldHandler = match name {
        "accessToken" => access_token,
        "refreshAccessToken" => refresh_access_token,
        "refreshToken" => users::refresh_token,
        "createUser" => users::create,
        "user" => users::user,
        "users" => users::list,
        "userBatch" => users::batch,
        "searchUser" => users::search,
        "findUser" => users::find,
        "updateUser" => users::update,
        "deleteUser" => users::delete,
        "deleteUsers" => users::delete_all,
        "udf" => custom_fields::list,
        "setUdf" => custom_fields::define,
        "removeUdf" => custom_fields::remove,
        "udv" => custom_fields::values,
        "setUdv" => custom_fields::set_value,
        "setUdvBatch" => custom_fields::set_values,
        "removeUdv" => custom_fields::remove_value,
        "role" => roles::role,
        "roles" => roles::list,
        "createRole" => roles::create,
        "updateRole" => roles::update,
        "deleteRole" => roles::delete,
        "deleteRoles" => roles::delete_all,
        "assignRole" => roles::assign,
        "revokeRole" => roles::revoke,
        "Role.users" => roles::users,
        "User.roles" => roles::of_user,
        "group" => groups::group,
        "groups" => groups::list,
        "createGroup" => groups::create,
        "updateGroup" => groups::update,
        "deleteGroups" => groups::delete,
        "addUserToGroup" => groups::add_users,
        "removeUserFromGroup" => groups::remove_users,
        "Group.users" => groups::users,
        "User.groups" => groups::of_user,
        _ => return None,
    };
    Some(handler)
}

/// Refuses a caller that is not a back end.
fn check(stores: &Stores, call: &FieldCall<'_>) -> Result<(), Refusal> {
    match stores.is_back_end(call.bearer) {
        true => Ok(()),
        false => Err(back_ends::not_a_back_end()),
    }
}

/// The message of a success that has no data.
fn done() -> Answer {
    ok(json!({ "code": 200, "message": "ok" }))
}

/// One page of a list.
fn page(items: impl Iterator<Item = impl Serialize>, Page { page, limit }: Page) -> Answer {
    let items: Vec<_> = items.collect();
    let number =
        |number: i64| usize::try_from(number).map_err(|_| Refusal::bad_request("page and limit cannot be negative"));
    let (page, limit) = (number(page.unwrap_or(1))?.max(1), number(limit.unwrap_or(10))?);
    let shown: Vec<_> = items.iter().skip((page - 1).saturating_mul(limit)).take(limit).collect();
    ok(json!({ "totalCount": items.len(), "list": shown }))
}

#[derive(Clone, Copy, Deserialize)]
struct Page {
    page: Option<i64>,
    limit: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Credentials {
    user_pool_id: String,
    secret: String,
}

fn access_token(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    let Credentials { user_pool_id, secret } = call.arguments()?;
    let (token, claims) = stores.back_ends.log_in(&user_pool_id, &secret, stores.rng.id(), stores.clock.now())?;
    ok(json!({ "accessToken": token, "iat": claims.iat, "exp": claims.exp }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Renewal {
    access_token: Option<String>,
}

fn refresh_access_token(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    let Renewal { access_token } = call.arguments()?;
    let token = access_token.as_deref().or(call.bearer).unwrap_or_default();
    let (token, claims) = stores.back_ends.renew(token, stores.rng.id(), stores.clock.now())?;
    ok(json!({ "accessToken": token, "iat": claims.iat, "exp": claims.exp }))
}
