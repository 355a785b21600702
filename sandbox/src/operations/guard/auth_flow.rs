//! The steps of a login after its first: second factors. Guard sends all of them to one endpoint.

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
        reply::{end_of_flow, not_implemented_refusal, version3_envelope},
        request::read,
        serve::Received,
    },
    operations::mfa,
    stores::Stores,
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Step {
    action: String,
    #[serde(default)]
    data: Value,
    /// The MFA token, as the refusal of the login gave it.
    flow_handle: Option<Secret>,
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
    /// The form goes on with this.
    Page(Value),
}

/// Takes a step.
pub fn step(stores: &mut Stores, request: &Received) -> Response {
    match body(request).and_then(|step| take(stores, &step)) {
        Ok(Next::End(user)) => end_of_flow(user),
        Ok(Next::Page(data)) => version3_envelope(data),
        Err(refusal) => refusal.for_guard(),
    }
}

fn take(stores: &mut Stores, step: &Step) -> Result<Next, Refusal> {
    let token = step.flow_handle.as_ref().map(Secret::expose);
    let user = match step.action.as_str() {
        "verify-sms" => {
            let VerifyAppSmsMfaBody { phone, code, phone_country_code } = step.data()?;
            mfa::log_in_with_sent(stores, token, &Contact::Phone(phone_country_code), &phone, &code)?
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
        other => return Err(not_implemented_refusal(&format!("the step {other} of a login"))),
    };
    Ok(Next::End(user.into()))
}
