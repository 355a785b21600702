//! How strong passwords are, and changing them.

use authing_wxapp::{
    __contract::types::{
        CheckPasswordStrengthVariables, ResetPasswordByFirstLoginTokenVariables,
        ResetPasswordByForceResetTokenVariables, ResetPasswordVariables, UpdatePasswordVariables,
    },
    CommonMessage, ErrorCode, PasswordStrength,
};

use crate::{
    domain::{
        credentials::{Demand, Name, long_enough},
        refusal::Refusal,
    },
    http::{
        ApiRequest,
        reply::{Answer, ok},
    },
    state::State,
};

/// The scenes of mails whose codes change a password; the first is that of older servers.
const MAIL_SCENES: &[&str] = &["RESET_PASSWORD", "RESET_PASSWORD_VERIFY_CODE"];
/// The same of text messages.
const SMS_SCENES: &[&str] = &["reset"];

pub fn check_password_strength(_: &mut State, asked: &ApiRequest) -> Answer {
    let CheckPasswordStrengthVariables { password } = asked.variables()?;
    let valid = long_enough(password.expose()).is_ok();
    let message = if valid { "ok" } else { "the password has fewer than 6 characters" };
    ok(PasswordStrength { valid, message: Some(message.into()) })
}

pub fn reset_password(state: &mut State, asked: &ApiRequest) -> Answer {
    let ResetPasswordVariables { phone, email, code, new_password, .. } = asked.variables()?;
    let [phone, email] = [phone, email].map(|address| address.filter(|address| !address.is_empty()));
    let (name, to, scenes) = match (&phone, &email) {
        (Some(phone), None) => (Name::Phone(phone), phone, SMS_SCENES),
        (None, Some(email)) => (Name::Email(email), email, MAIL_SCENES),
        _ => return Err(Refusal::new(ErrorCode::PHONE_OR_EMAIL_REQUIRED, "either a phone number or a mail address")),
    };
    let id = state.id_of_name(name);
    let id = id.ok_or_else(|| Refusal::new(ErrorCode::USER_NOT_FOUND, "the user does not exist"))?;
    let password = state.decrypt(new_password.expose())?;
    // A password that is too short must not use up the code.
    long_enough(&password)?;
    state.take_code(to, scenes, code.expose())?;
    state.set_password(&id, &password)?;
    done()
}

pub fn reset_by_first_login_token(state: &mut State, asked: &ApiRequest) -> Answer {
    let ResetPasswordByFirstLoginTokenVariables { token, password } = asked.variables()?;
    let id = state.pending_reset(token.expose(), Demand::FirstLogin)?;
    let password = state.decrypt(password.expose())?;
    state.set_password(&id, &password)?;
    done()
}

pub fn reset_by_force_reset_token(state: &mut State, asked: &ApiRequest) -> Answer {
    let ResetPasswordByForceResetTokenVariables { token, old_password, new_password } = asked.variables()?;
    let id = state.pending_reset(token.expose(), Demand::ForcedReset)?;
    let old = state.decrypt(old_password.expose())?;
    if state.account(&id)?.password.as_deref() != Some(&*old) {
        return Err(wrong_old_password());
    }
    let new = state.decrypt(new_password.expose())?;
    state.set_password(&id, &new)?;
    done()
}

pub fn update_password(state: &mut State, asked: &ApiRequest) -> Answer {
    let id = state.claims(asked.bearer())?.sub;
    let UpdatePasswordVariables { new_password, old_password } = asked.variables()?;
    let old = old_password.map(|old| state.decrypt(old.expose())).transpose()?;
    // Who has no password yet sets the first one without another.
    match (&state.account(&id)?.password, &old) {
        (Some(_), None) => {
            return Err(Refusal::new(ErrorCode::ORIGINAL_PASSWORD_REQUIRED, "the old password is needed"));
        }
        (Some(own), Some(old)) if own != old => return Err(wrong_old_password()),
        _ => {}
    }
    let new = state.decrypt(new_password.expose())?;
    state.set_password(&id, &new)?;
    ok(state.user_of(asked.bearer())?)
}

fn wrong_old_password() -> Refusal {
    Refusal::new(ErrorCode::ORIGINAL_PASSWORD_INCORRECT, "the old password is wrong")
}

fn done() -> Answer {
    ok(CommonMessage { code: Some(200), message: Some("ok".into()) })
}
