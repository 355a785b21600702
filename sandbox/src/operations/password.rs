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
    let forgotten = ForgottenBy::new(phone, phone_country_code.as_deref(), email)?;
    let id = forgotten.user_id(stores)?;
    let password = stores.credentials.key_bits.decrypt(new_password.expose())?;
    // A password that is too short must not use up the code.
    check_length(&password)?;
    forgotten.use_code(stores, code.expose())?;
    stores.set_password(&id, &password)?;
    done()
}

/// The address of a user who has forgotten the password. A code is sent there.
pub enum ForgottenBy {
    /// The phone number with its dialling code.
    Phone(String),
    Email(String),
}

impl ForgottenBy {
    /// Refuses both addresses, and none.
    pub fn new(phone: Option<String>, country_code: Option<&str>, email: Option<String>) -> Result<Self, Refusal> {
        match [phone, email].map(|address| address.filter(|address| !address.is_empty())) {
            [Some(number), None] => Ok(Self::Phone(phone::full(&number, phone::code(country_code)?).into_owned())),
            [None, Some(email)] => Ok(Self::Email(email)),
            _ => Err(Refusal::new(ErrorCode::PHONE_OR_EMAIL_REQUIRED, "either a phone number or a mail address")),
        }
    }

    /// The id of the user with this address.
    pub fn user_id(&self, stores: &Stores) -> Result<String, Refusal> {
        let name = match self {
            Self::Phone(number) => Name::Phone(number),
            Self::Email(email) => Name::Email(email),
        };
        stores.accounts.id_of_name(name).ok_or_else(Refusal::unknown_user)
    }

    /// Uses the code that was sent to the address.
    pub fn use_code(&self, stores: &mut Stores, code: &str) -> Result<(), Refusal> {
        let (to, scenes) = match self {
            Self::Phone(number) => (number, SMS_SCENES),
            Self::Email(email) => (email, MAIL_SCENES),
        };
        stores.messages.use_code(to, scenes, code, stores.clock.now())
    }
}

pub fn reset_by_first_login_token(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let ResetPasswordByFirstLoginTokenVariables { token, password } = request.variables()?;
    set_first_password(stores, token.expose(), password.expose())?;
    done()
}

/// Sets the password of a user whose first login waits for it. `token` is that of the refused login; `password` is encrypted.
pub fn set_first_password(stores: &mut Stores, token: &str, password: &str) -> Result<(), Refusal> {
    let id = stores.credentials.pending_reset(token, ResetReason::FirstLogin, stores.clock.now())?;
    let password = stores.credentials.key_bits.decrypt(password)?;
    stores.set_password(&id, &password)
}

pub fn reset_by_force_reset_token(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let ResetPasswordByForceResetTokenVariables { token, old_password, new_password } = request.variables()?;
    replace_password(stores, token.expose(), old_password.expose(), new_password.expose())?;
    done()
}

/// Replaces the password of a user whose login waits for that. `token` is that of the refused login; both passwords are encrypted.
pub fn replace_password(stores: &mut Stores, token: &str, old: &str, new: &str) -> Result<(), Refusal> {
    let id = stores.credentials.pending_reset(token, ResetReason::ForcedReset, stores.clock.now())?;
    let old = stores.credentials.key_bits.decrypt(old)?;
    if stores.accounts.require(&id)?.password.as_deref() != Some(&*old) {
        return Err(wrong_old_password());
    }
    let new = stores.credentials.key_bits.decrypt(new)?;
    stores.set_password(&id, &new)
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
