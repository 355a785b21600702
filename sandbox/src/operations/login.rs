//! Logging in with other credentials than WeChat's.

use authing_wxapp::{
    __contract::types::{
        LoginByEmailCodeBody, LoginByEmailVariables, LoginByPhoneCodeVariables, LoginByPhonePasswordVariables,
        LoginBySubAccountVariables, LoginByUsernameVariables, PublicKey,
    },
    ErrorCode,
};

use crate::{
    domain::{
        credentials::{Attempt, CAPTCHA, Name},
        custom::CustomData,
        refusal::Refusal,
    },
    http::{
        ApiRequest,
        reply::{Answer, ok},
    },
    state::State,
};

/// The scenes of mails whose codes log in; `VERIFY_CODE` is that of older servers.
pub const MAIL_SCENES: &[&str] = &["LOGIN_VERIFY_CODE", "VERIFY_CODE"];
/// The same of text messages.
pub const SMS_SCENES: &[&str] = &["login"];

pub fn public_key(state: &mut State, _: &ApiRequest) -> Answer {
    ok(PublicKey { public_key: state.data.password_key_bits.public_key()? })
}

/// Logs in with a password; the inputs differ in the name only.
macro_rules! login {
    ($state:ident, $asked:ident, $variables:ident, $name:ident($member:ident)) => {{
        let $variables { input } = $asked.variables()?;
        let login = Login {
            name: Name::$name(&input.$member),
            password: input.password.expose(),
            auto_register: input.auto_register,
            captcha_code: input.captcha_code.as_deref(),
            custom: $state.custom_params(input.params.as_deref())?,
            client_ip: input.client_ip,
        };
        login.answer($state, $asked)
    }};
}

pub fn login_by_email(state: &mut State, asked: &ApiRequest) -> Answer {
    login!(state, asked, LoginByEmailVariables, Email(email))
}

pub fn login_by_username(state: &mut State, asked: &ApiRequest) -> Answer {
    login!(state, asked, LoginByUsernameVariables, Username(username))
}

pub fn login_by_phone_password(state: &mut State, asked: &ApiRequest) -> Answer {
    login!(state, asked, LoginByPhonePasswordVariables, Phone(phone))
}

/// The sandbox does not tell sub-accounts from others: any name of an account does.
pub fn login_by_sub_account(state: &mut State, asked: &ApiRequest) -> Answer {
    let input: LoginBySubAccountVariables = asked.variables()?;
    let login = Login {
        name: Name::Any(&input.account),
        password: input.password.expose(),
        auto_register: None,
        captcha_code: input.captcha_code.as_deref(),
        custom: CustomData::new(),
        client_ip: input.client_ip,
    };
    login.answer(state, asked)
}

/// A login with a password.
struct Login<'a> {
    name: Name<'a>,
    /// Encrypted.
    password: &'a str,
    auto_register: Option<bool>,
    captcha_code: Option<&'a str>,
    custom: CustomData,
    client_ip: Option<String>,
}

impl Login<'_> {
    fn answer(self, state: &mut State, asked: &ApiRequest) -> Answer {
        let password = state.decrypt(self.password)?;
        let id = state.by_password(&Attempt {
            name: self.name,
            password: &password,
            auto_register: self.auto_register == Some(true),
            captcha: (asked.cookie(CAPTCHA).as_deref(), self.captcha_code),
        })?;
        state.keep(&id, self.custom, self.client_ip)?;
        ok(state.finish_login(&id)?)
    }
}

pub fn login_by_phone_code(state: &mut State, asked: &ApiRequest) -> Answer {
    let LoginByPhoneCodeVariables { input } = asked.variables()?;
    let custom = state.custom_params(input.params.as_deref())?;
    let address = CodeAddress::Phone { number: &input.phone, country_code: input.phone_country_code.as_deref() };
    let id = by_code(state, &address, input.code.expose(), input.auto_register == Some(true))?;
    state.keep(&id, custom, input.client_ip)?;
    ok(state.finish_login(&id)?)
}

pub fn login_by_email_code(state: &mut State, asked: &ApiRequest) -> Answer {
    let body: LoginByEmailCodeBody = asked.body()?;
    let custom = state.custom_params(body.params.as_deref())?;
    let id = by_code(state, &CodeAddress::Email(&body.email), body.code.expose(), false)?;
    state.keep(&id, custom, body.client_ip)?;
    ok(state.finish_login(&id)?)
}

/// Where a one-time code was sent to.
pub enum CodeAddress<'a> {
    Phone { number: &'a str, country_code: Option<&'a str> },
    Email(&'a str),
}

/// The account of an address whose one-time code is right, created if that is asked for. The account is looked up before
/// the code is spent, so that a code is not spent in vain.
pub fn by_code(
    state: &mut State,
    address: &CodeAddress<'_>,
    code: &str,
    auto_register: bool,
) -> Result<String, Refusal> {
    let (name, text, scenes) = match *address {
        CodeAddress::Phone { number, .. } => (Name::Phone(number), number, SMS_SCENES),
        CodeAddress::Email(email) => (Name::Email(email), email, MAIL_SCENES),
    };
    let found = state.id_of_name(name);
    if found.is_none() && !auto_register {
        return Err(Refusal::new(ErrorCode::USER_NOT_FOUND, "the user does not exist"));
    }
    state.take_code(text, scenes, code)?;
    let id = match found {
        Some(id) => id,
        None => {
            let user = &mut state.create_named(name)?.user;
            user.newly_created = Some(true);
            if let CodeAddress::Phone { country_code, .. } = address {
                user.phone_country_code = country_code.map(Into::into);
            }
            user.id.clone()
        }
    };
    let user = &mut state.account(&id)?.user;
    match address {
        CodeAddress::Phone { .. } => user.phone_verified = Some(true),
        CodeAddress::Email(_) => user.email_verified = Some(true),
    }
    Ok(id)
}
