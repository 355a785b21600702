//! REST endpoints that SDKs of other languages and back ends call. The contract does not have them, because the SDK of this
//! repository does not need them.

use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use crate::{
    http::{reply::envelope, request::credentials, serve::Received},
    operations::{guard, management::rest, v3, wechat_api},
    stores::Stores,
};

/// A function that answers requests for one endpoint.
pub type Endpoint = fn(&mut Stores, &Received) -> Response;

/// The endpoints with their methods and routes.
pub const ENDPOINTS: [(&str, &str, Endpoint); 24] = [
    ("GET", "/api/v2/users/me", current_user),
    ("GET", "/api/v2/users/{id}", rest::user),
    ("POST", "/api/v2/users/batch", rest::batch),
    ("GET", "/api/v2/applications/{appId}/components-public-config/guard", guard::components),
    ("GET", "/svg-string/guard", guard::icons),
    ("POST", "/api/v2/login/account", guard::login::by_account),
    ("POST", "/api/v2/login/phone-code", guard::login::by_phone_code),
    ("POST", "/api/v2/users/login/check-status", guard::login::check_status),
    ("GET", "/api/v2/users/find", guard::login::is_user_exists),
    ("POST", "/api/v2/email/send", guard::login::send_email),
    ("POST", "/api/v2/register-email", guard::register::by_email),
    ("POST", "/api/v2/register-username", guard::register::by_username),
    ("POST", "/api/v2/register-phone", guard::register::by_phone),
    ("POST", "/api/v2/register-email-code", guard::register::by_email_code),
    ("POST", "/api/v2/register-phone-code", guard::register::by_phone_code),
    ("POST", "/api/v2/users/password/forget/check-code", guard::password::check_code),
    ("POST", "/api/v2/users/password/password-reset", guard::password::reset),
    ("POST", "/interaction/authFlow", guard::auth_flow::step),
    ("POST", "/api/v3/get-wechat-access-token", v3::wechat::get_access_token),
    ("GET", "/sns/jscode2session", wechat_api::code_to_session),
    ("POST", "/wxa/business/getuserphonenumber", wechat_api::phone_number),
    ("GET", "/wxa/checksession", wechat_api::check_session),
    ("GET", "/cgi-bin/token", wechat_api::access_token),
    ("POST", "/cgi-bin/stable_token", wechat_api::stable_access_token),
];

/// The user of the token, as the Python SDK and Guard ask for it.
fn current_user(stores: &mut Stores, request: &Received) -> Response {
    match stores.user_of(credentials(&request.head.headers)) {
        Ok(user) => envelope(request.head.uri.path(), json!(user)),
        Err(refusal) => refusal.into_response(),
    }
}
