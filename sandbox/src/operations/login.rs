//! Logins with a password or a one-time code.

use authing_wxapp::{
    __contract::types::{
        LoginByEmailCodeBody, LoginByEmailVariables, LoginByPhoneCodeVariables, LoginByPhonePasswordVariables,
        LoginBySubAccountVariables, LoginByUsernameVariables, PublicKey,
    },
    ErrorCode,
};

use crate::{
    domain::{accounts::Name, credentials::CAPTCHA, custom_fields::CustomData, phone, refusal::Refusal},
    http::{
        ApiRequest,
        reply::{Answer, ok},
    },
    stores::{Stores, login::PasswordLogin},
};

/// The scenes of mails whose codes log in. Older servers use `VERIFY_CODE`.
pub const MAIL_SCENES: &[&str] = &["LOGIN_VERIFY_CODE", "VERIFY_CODE", "CHANNEL_LOGIN"];
/// The scenes of text messages whose codes log in.
pub const SMS_SCENES: &[&str] = &["login", "CHANNEL_LOGIN"];

pub fn public_key(stores: &mut Stores, _: &ApiRequest) -> Answer {
    ok(PublicKey { public_key: stores.credentials.key_bits.public_key()? })
}

/// Logs in with a password. The inputs of the operations only differ in the name of the account.
macro_rules! login {
    ($stores:ident, $request:ident, $variables:ident, $name:ident($member:ident)) => {{
        let $variables { input } = $request.variables()?;
        let login = Login {
            name: Name::$name(&input.$member),
            password: input.password.expose(),
            auto_register: input.auto_register,
            captcha_code: input.captcha_code.as_deref(),
            custom: $stores.custom_fields.read_params(input.params.as_deref())?,
            client_ip: input.client_ip,
        };
        login.answer($stores, $request)
    }};
}

pub fn login_by_email(stores: &mut Stores, request: &ApiRequest) -> Answer {
    login!(stores, request, LoginByEmailVariables, Email(email))
}

pub fn login_by_username(stores: &mut Stores, request: &ApiRequest) -> Answer {
    login!(stores, request, LoginByUsernameVariables, Username(username))
}

pub fn login_by_phone_password(stores: &mut Stores, request: &ApiRequest) -> Answer {
    login!(stores, request, LoginByPhonePasswordVariables, Phone(phone))
}

/// Logs in a sub-account. The sandbox treats sub-accounts like other accounts, which may be named in any way.
pub fn login_by_sub_account(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let input: LoginBySubAccountVariables = request.variables()?;
    let login = Login {
        name: Name::Any(&input.account),
        password: input.password.expose(),
        auto_register: None,
        captcha_code: input.captcha_code.as_deref(),
        custom: CustomData::new(),
        client_ip: input.client_ip,
    };
    login.answer(stores, request)
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
    fn answer(self, stores: &mut Stores, request: &ApiRequest) -> Answer {
        let password = stores.credentials.key_bits.decrypt(self.password)?;
        let id = stores.by_password(&PasswordLogin {
            name: self.name,
            password: &password,
            auto_register: self.auto_register == Some(true),
            captcha: (request.cookie(CAPTCHA).as_deref(), self.captcha_code),
        })?;
        stores.set_custom_data(&id, self.custom, self.client_ip)?;
        ok(stores.finish_login(&id)?)
    }
}

pub fn login_by_phone_code(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let LoginByPhoneCodeVariables { input } = request.variables()?;
    let custom = stores.custom_fields.read_params(input.params.as_deref())?;
    let address = CodeAddress::Phone { number: &input.phone, country_code: input.phone_country_code.as_deref() };
    let id = by_code(stores, &address, input.code.expose(), input.auto_register == Some(true))?;
    stores.set_custom_data(&id, custom, input.client_ip)?;
    ok(stores.finish_login(&id)?)
}

pub fn login_by_email_code(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let body: LoginByEmailCodeBody = request.body()?;
    let custom = stores.custom_fields.read_params(body.params.as_deref())?;
    let id = by_code(stores, &CodeAddress::Email(&body.email), body.code.expose(), false)?;
    stores.set_custom_data(&id, custom, body.client_ip)?;
    ok(stores.finish_login(&id)?)
}

/// The address to which a one-time code was sent.
pub enum CodeAddress<'a> {
    Phone { number: &'a str, country_code: Option<&'a str> },
    Email(&'a str),
}

/// The id of the account of an address whose one-time code is right. With `auto_register` it is made if there is none. The
/// account is looked up before the code is used, so that a refusal uses no code.
pub fn by_code(
    stores: &mut Stores,
    address: &CodeAddress<'_>,
    code: &str,
    auto_register: bool,
) -> Result<String, Refusal> {
    let (to, country_code, scenes) = match *address {
        CodeAddress::Phone { number, country_code } => {
            let country_code = phone::code(country_code)?;
            (phone::full(number, country_code), phone::code_of(number, country_code), SMS_SCENES)
        }
        CodeAddress::Email(email) => (email.into(), None, MAIL_SCENES),
    };
    let (name, new) = match *address {
        CodeAddress::Phone { number, .. } => (Name::Phone(&to), Name::Phone(number)),
        CodeAddress::Email(email) => (Name::Email(email), Name::Email(email)),
    };
    let found = stores.accounts.id_of_name(name);
    if found.is_none() && !auto_register {
        return Err(Refusal::new(ErrorCode::USER_NOT_FOUND, "the user does not exist"));
    }
    stores.messages.use_code(&to, scenes, code, stores.clock.now())?;
    let id = match found {
        Some(id) => id,
        None => {
            let user = &mut stores.create_named(new)?.user;
            user.newly_created = Some(true);
            user.phone_country_code = country_code;
            user.id.clone()
        }
    };
    let user = &mut stores.accounts.require(&id)?.user;
    match address {
        CodeAddress::Phone { .. } => user.phone_verified = Some(true),
        CodeAddress::Email(_) => user.email_verified = Some(true),
    }
    Ok(id)
}
