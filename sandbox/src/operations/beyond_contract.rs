//! REST endpoints that SDKs of other languages and back ends call. The contract does not have them, because the SDK of this
//! repository does not need them.

use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use crate::{
    domain::{accounts::Account, refusal::Refusal},
    http::{
        reply::envelope,
        request::{bearer, credentials},
        serve::Received,
    },
    operations::{guard, management::rest, wechat_api},
    stores::Stores,
};

/// A function that answers requests for one endpoint.
pub type Endpoint = fn(&mut Stores, &Received) -> Response;

/// The endpoints with their methods and routes.
pub const ENDPOINTS: [(&str, &str, Endpoint); 16] = [
    ("GET", "/api/v2/users/me", current_user),
    ("GET", "/api/v3/get-profile", profile),
    ("GET", "/api/v2/users/{id}", rest::user),
    ("POST", "/api/v2/users/batch", rest::batch),
    ("GET", "/api/v2/applications/{appId}/components-public-config/guard", guard::components),
    ("GET", "/svg-string/guard", guard::icons),
    ("POST", "/api/v2/login/account", guard::login_by_account),
    ("POST", "/api/v2/login/phone-code", guard::login_by_phone_code),
    ("POST", "/api/v2/users/login/check-status", guard::check_status),
    ("GET", "/api/v2/users/find", guard::is_user_exists),
    ("POST", "/api/v2/email/send", guard::send_email),
    ("GET", "/sns/jscode2session", wechat_api::code_to_session),
    ("POST", "/wxa/business/getuserphonenumber", wechat_api::phone_number),
    ("GET", "/wxa/checksession", wechat_api::check_session),
    ("GET", "/cgi-bin/token", wechat_api::access_token),
    ("POST", "/cgi-bin/stable_token", wechat_api::stable_access_token),
];

/// The user of the token, as the Python SDK and Guard ask for it.
fn current_user(stores: &mut Stores, request: &Received) -> Response {
    match stores.user_of(bearer(&request.head.headers)) {
        Ok(user) => envelope(request.head.uri.path(), json!(user)),
        Err(refusal) => refusal.into_response(),
    }
}

/// The user of an access token, in the form of version 3.
fn profile(stores: &mut Stores, request: &Received) -> Response {
    let query = crate::http::form(request.head.uri.query().unwrap_or_default().as_bytes());
    let asks_for = |name: &str| query.get(name).is_some_and(|value| value == "true");
    let found = stores.account_of_v3(credentials(&request.head.headers)).map(|account| described(account, asks_for));
    match found {
        Ok(profile) => envelope(request.head.uri.path(), profile),
        Err(refusal) => Refusal::version3(refusal),
    }
}

/// A user in the names of version 3, which differ from those of version 2.
fn described(account: &Account, asks_for: impl Fn(&str) -> bool) -> serde_json::Value {
    let mut profile = json!(account.user);
    for (old, new) in [
        ("id", "userId"),
        ("lastIP", "lastIp"),
        ("oauth", "oauth"),
        ("signedUp", "createdAt"),
        ("birthdate", "birthdate"),
    ] {
        profile[new] = profile[old].take();
    }
    let custom = account.user.custom_data.iter().flatten();
    profile["customData"] = match asks_for("withCustomData") {
        true => custom.map(|entry| (entry.key.clone(), json!(entry.value))).collect(),
        false => serde_json::Value::Null,
    };
    if !asks_for("withIdentities") {
        profile["identities"] = serde_json::Value::Null;
    }
    if asks_for("withDepartmentIds") {
        let ids = account.details.departments.iter().map(|one| json!(one)["department"]["id"].clone());
        profile["departmentIds"] = ids.collect();
    }
    if let Some(members) = profile.as_object_mut() {
        for secret in ["token", "tokenExpiredAt", "password"] {
            members.remove(secret);
        }
    }
    profile
}
