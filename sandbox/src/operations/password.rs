//! The strength of passwords, and changes of passwords.

use authing_wxapp::{
    __contract::types::{
        CheckPasswordStrengthVariables, ResetPasswordByFirstLoginTokenVariables,
        ResetPasswordByForceResetTokenVariables, ResetPasswordVariables, UpdatePasswordVariables,
    },
    CommonMessage, ErrorCode, PasswordStrength,
};

use crate::{
    domain::{
        accounts::Name,
        credentials::{ResetReason, check_length},
        phone,
        refusal::Refusal,
    },
    http::{
        ApiRequest,
        reply::{Answer, ok},
    },
    stores::Stores,
};

/// The scenes of mails whose codes change a password. Older servers use the first one.
const MAIL_SCENES: &[&str] = &["RESET_PASSWORD", "RESET_PASSWORD_VERIFY_CODE"];
/// The scenes of text messages whose codes change a password.
const SMS_SCENES: &[&str] = &["reset"];

pub fn check_password_strength(_: &mut Stores, request: &ApiRequest) -> Answer {
    let CheckPasswordStrengthVariables { password } = request.variables()?;
    let valid = check_length(password.expose()).is_ok();
    let message = if valid { "ok" } else { "the password has fewer than 6 characters" };
    ok(PasswordStrength { valid, message: Some(message.into()) })
}

pub fn reset_password(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let ResetPasswordVariables { phone, phone_country_code, email, code, new_password } = request.variables()?;
    let [phone, email] = [phone, email].map(|address| address.filter(|address| !address.is_empty()));
    let phone = phone.as_deref().map(|number| phone::full(number, phone_country_code.as_deref()).into_owned());
    let (name, to, scenes) = match (&phone, &email) {
        (Some(phone), None) => (Name::Phone(phone), phone, SMS_SCENES),
        (None, Some(email)) => (Name::Email(email), email, MAIL_SCENES),
        _ => return Err(Refusal::new(ErrorCode::PHONE_OR_EMAIL_REQUIRED, "either a phone number or a mail address")),
    };
    let id = stores.accounts.id_of_name(name);
    let id = id.ok_or_else(|| Refusal::new(ErrorCode::USER_NOT_FOUND, "the user does not exist"))?;
    let password = stores.credentials.key_bits.decrypt(new_password.expose())?;
    // A password that is too short must not use up the code.
    check_length(&password)?;
    stores.messages.use_code(to, scenes, code.expose(), stores.clock.now())?;
    stores.set_password(&id, &password)?;
    done()
}

pub fn reset_by_first_login_token(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let ResetPasswordByFirstLoginTokenVariables { token, password } = request.variables()?;
    let id = stores.credentials.pending_reset(token.expose(), ResetReason::FirstLogin, stores.clock.now())?;
    let password = stores.credentials.key_bits.decrypt(password.expose())?;
    stores.set_password(&id, &password)?;
    done()
}

pub fn reset_by_force_reset_token(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let ResetPasswordByForceResetTokenVariables { token, old_password, new_password } = request.variables()?;
    let id = stores.credentials.pending_reset(token.expose(), ResetReason::ForcedReset, stores.clock.now())?;
    let old = stores.credentials.key_bits.decrypt(old_password.expose())?;
    if stores.accounts.require(&id)?.password.as_deref() != Some(&*old) {
        return Err(wrong_old_password());
    }
    let new = stores.credentials.key_bits.decrypt(new_password.expose())?;
    stores.set_password(&id, &new)?;
    done()
}

pub fn update_password(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let id = stores.claims(request.bearer())?.sub;
    let UpdatePasswordVariables { new_password, old_password } = request.variables()?;
    let old = old_password.map(|old| stores.credentials.key_bits.decrypt(old.expose())).transpose()?;
    // A user without a password sets the first one without an old one.
    match (&stores.accounts.require(&id)?.password, &old) {
        (Some(_), None) => {
            return Err(Refusal::new(ErrorCode::ORIGINAL_PASSWORD_REQUIRED, "the old password is needed"));
        }
        (Some(own), Some(old)) if own != old => return Err(wrong_old_password()),
        _ => {}
    }
    let new = stores.credentials.key_bits.decrypt(new_password.expose())?;
    stores.set_password(&id, &new)?;
    ok(stores.user_of(request.bearer())?)
}

fn wrong_old_password() -> Refusal {
    Refusal::new(ErrorCode::ORIGINAL_PASSWORD_INCORRECT, "the old password is wrong")
}

fn done() -> Answer {
    ok(CommonMessage { code: Some(200), message: Some("ok".into()) })
}
