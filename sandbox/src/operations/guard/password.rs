//! A forgotten password: a code proves who asks, and its token allows a new password once.

use authing_wxapp::Secret;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use super::body;
use crate::{
    domain::{credentials::ResetReason, refusal::Refusal},
    http::{reply::envelope, serve::Received},
    operations::password::ForgottenBy,
    stores::Stores,
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Code {
    email: Option<String>,
    phone: Option<String>,
    phone_country_code: Option<String>,
    code: Secret,
}

/// Checks a code that was sent, and gives the token.
pub fn check_code(stores: &mut Stores, request: &Received) -> Response {
    answer(request, |Code { email, phone, phone_country_code, code }| {
        let forgotten = ForgottenBy::new(phone, phone_country_code.as_deref(), email)?;
        let id = forgotten.user_id(stores)?;
        forgotten.use_code(stores, code.expose())?;
        let token = stores.rng.id();
        stores.credentials.allow_reset(&id, ResetReason::Forgotten, &token, stores.clock.now());
        // The strength is the index of a rule of the form: 1 demands six characters, as the sandbox does.
        Ok(json!({ "resetPasswordToken": token, "userId": id, "passwordStrength": 1 }))
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewPassword {
    /// Encrypted.
    new_password: Secret,
    reset_password_token: Secret,
}

/// Sets the new password.
pub fn reset(stores: &mut Stores, request: &Received) -> Response {
    answer(request, |NewPassword { new_password, reset_password_token: token }| {
        let id = stores.credentials.pending_reset(token.expose(), ResetReason::Forgotten, stores.clock.now())?;
        let password = stores.credentials.key_bits.decrypt(new_password.expose())?;
        stores.set_password(&id, &password)?;
        Ok(Value::Null)
    })
}

fn answer<T: serde::de::DeserializeOwned>(
    request: &Received,
    data: impl FnOnce(T) -> Result<Value, Refusal>,
) -> Response {
    match body(request).and_then(data) {
        Ok(data) => envelope(request.head.uri.path(), data),
        Err(refusal) => refusal.for_guard(),
    }
}
