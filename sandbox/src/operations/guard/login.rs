//! Logins of the form, and what it asks around them.

use authing_wxapp::Secret;
use axum::{
    Json,
    response::{IntoResponse as _, Response},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::json;

use super::body;
use crate::{
    domain::{accounts::Name, credentials::CAPTCHA, oidc::BrowserLogin, refusal::Refusal},
    http::{cookies, form, reply::envelope, serve::Received},
    operations::{
        codes,
        login::{CodeAddress, by_code},
        session,
    },
    stores::{Stores, login::PasswordLogin},
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AccountLogin {
    account: String,
    /// Encrypted.
    password: Secret,
    captcha_code: Option<String>,
    auto_register: Option<bool>,
}

/// Logs in with a password and any name.
pub fn by_account(stores: &mut Stores, request: &Received) -> Response {
    answer(stores, request, |stores, login: AccountLogin| {
        let password = stores.credentials.key_bits.decrypt(login.password.expose())?;
        stores.by_password(&PasswordLogin {
            name: Name::Any(&login.account),
            password: &password,
            auto_register: login.auto_register == Some(true),
            captcha: (cookies::named(&request.head.headers, CAPTCHA).as_deref(), login.captcha_code.as_deref()),
        })
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PhoneCodeLogin {
    phone: String,
    phone_country_code: Option<String>,
    code: Secret,
    auto_register: Option<bool>,
}

/// Logs in with a code that was sent to a phone.
pub fn by_phone_code(stores: &mut Stores, request: &Received) -> Response {
    answer(stores, request, |stores, login: PhoneCodeLogin| {
        let address = CodeAddress::Phone { number: &login.phone, country_code: login.phone_country_code.as_deref() };
        by_code(stores, &address, login.code.expose(), login.auto_register == Some(true))
    })
}

/// Whether a token is valid.
pub fn check_status(stores: &mut Stores, request: &Received) -> Response {
    #[derive(Deserialize)]
    struct Token {
        token: Option<Secret>,
    }
    match body(request) {
        Ok(Token { token }) => Json(session::status(stores, token.as_ref().map(Secret::expose))).into_response(),
        Err(refusal) => refusal.for_guard(),
    }
}

/// Whether a user with a name exists. The form asks before it sends a code.
pub fn is_user_exists(stores: &mut Stores, request: &Received) -> Response {
    let query = form(request.head.uri.query().unwrap_or_default().as_bytes());
    let key = query.get("key").map_or("", String::as_str);
    let name = match query.get("type").map(String::as_str) {
        Some("phone") => Name::Phone(key),
        Some("email") => Name::Email(key),
        Some("username") => Name::Username(key),
        _ => Name::Any(key),
    };
    envelope(request.head.uri.path(), stores.accounts.id_of_name(name).is_some().into())
}

/// Sends a code by mail.
pub fn send_email(stores: &mut Stores, request: &Received) -> Response {
    match body(request).and_then(|body| codes::mail_code(stores, &body)) {
        Ok(done) => Json(done).into_response(),
        Err(refusal) => refusal.for_guard(),
    }
}

/// Answers a login with the user and a token, and logs the browser in at the provider. `find` gives the id of the user.
fn answer<T: DeserializeOwned>(
    stores: &mut Stores,
    request: &Received,
    find: impl FnOnce(&mut Stores, T) -> Result<String, Refusal>,
) -> Response {
    let user = body(request).and_then(|login| find(stores, login)).and_then(|id| stores.finish_login(&id));
    match user {
        Ok(user) => {
            let login = BrowserLogin { user_id: user.id.clone(), at: stores.clock.now() };
            let session = stores.log_in_browser(cookies::session(&request.head.headers), login);
            cookies::with_session(envelope(request.head.uri.path(), json!(user)), &session)
        }
        Err(refusal) => refusal.for_guard(),
    }
}
