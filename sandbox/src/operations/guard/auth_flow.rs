//! The steps of a login after its first one: second factors, and passwords that have to be set or replaced. Guard sends all of them
//! to one endpoint.

use authing_wxapp::{
    __contract::types::{VerifyAppEmailMfaBody, VerifyAppSmsMfaBody, VerifyTotpMfaBody, VerifyTotpRecoveryCodeBody},
    Secret, User,
};
use axum::response::Response;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::body;
use crate::{
    domain::{accounts::contact::Contact, refusal::Refusal},
    http::{
        reply::{back_to_login, end_of_flow, not_implemented_refusal, version3_envelope},
        request::read,
        serve::Received,
    },
    operations::{
        mfa,
        password::{replace_password, set_first_password},
    },
    stores::Stores,
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Step {
    action: String,
    #[serde(default)]
    data: Value,
    /// The token of the refusal that led to this step.
    flow_handle: Option<Secret>,
}

/// The password that the user has chosen, encrypted.
#[derive(Deserialize)]
struct FirstPassword {
    password: Secret,
}

/// The password that replaces an old one, both encrypted.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    password: Secret,
    old_password: Secret,
}

impl Step {
    fn data<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        read(&self.data)
    }
}

/// What follows a step.
enum Next {
    /// The user is logged in.
    End(Box<User>),
    /// The form shows another page with this data.
    Page(Value),
    /// The user logs in again from the beginning.
    Login,
}

/// Takes a step.
pub fn step(stores: &mut Stores, request: &Received) -> Response {
    match body(request).and_then(|step| take(stores, &step)) {
        Ok(Next::End(user)) => end_of_flow(user),
        Ok(Next::Page(data)) => version3_envelope(data),
        Ok(Next::Login) => back_to_login(),
        Err(refusal) => refusal.for_guard(),
    }
}

fn take(stores: &mut Stores, step: &Step) -> Result<Next, Refusal> {
    let token = step.flow_handle.as_ref().map(Secret::expose);
    let user = match step.action.as_str() {
        "verify-sms" => {
            let VerifyAppSmsMfaBody { phone, code, phone_country_code } = step.data()?;
            let kind = Contact::phone(phone_country_code.as_deref())?;
            mfa::log_in_with_sent(stores, token, &kind, &phone, &code)?
        }
        "verify-email" => {
            let VerifyAppEmailMfaBody { email, code } = step.data()?;
            mfa::log_in_with_sent(stores, token, &Contact::Email, &email.to_lowercase(), &code)?
        }
        "verify-totp" => {
            let VerifyTotpMfaBody { totp } = step.data()?;
            mfa::log_in_with_totp(stores, token, &totp)?
        }
        // The form shows the recovery code before it goes on.
        "verify-totp-first-time" => {
            let VerifyTotpMfaBody { totp } = step.data()?;
            mfa::confirm(stores, token, &totp)?;
            stores.mfa.answer(token);
            return Ok(Next::Page(Value::Null));
        }
        "recovery-totp" => {
            let VerifyTotpRecoveryCodeBody { recovery_code } = step.data()?;
            let (_, next) = mfa::use_recovery_code(stores, token, &recovery_code)?;
            stores.mfa.answer(token);
            return Ok(Next::Page(json!({ "recoveryCode": next })));
        }
        "confirm-totp-recovery-code" => {
            let id = stores.mfa.answered(token, stores.clock.now())?;
            stores.log_in(&id)?
        }
        // The names are those that Guard sends: it has confused the two.
        "reset-password-forced" => {
            let FirstPassword { password } = step.data()?;
            set_first_password(stores, token.unwrap_or_default(), password.expose())?;
            return Ok(Next::Login);
        }
        "reset-password-first-time" => {
            let Replacement { password, old_password } = step.data()?;
            replace_password(stores, token.unwrap_or_default(), old_password.expose(), password.expose())?;
            return Ok(Next::Login);
        }
        other => return Err(not_implemented_refusal(&format!("the step {other} of a login"))),
    };
    Ok(Next::End(user.into()))
}
