//! Registrations of the form.

use authing_wxapp::{ErrorCode, RegisterProfile, Secret};
use axum::response::Response;
use serde::Deserialize;

use super::body;
use crate::{
    domain::{accounts::Name, phone, refusal::Refusal},
    http::{reply::version3_envelope, serve::Received},
    operations::register::{MAIL_SCENES, Registration, SMS_SCENES},
    stores::Stores,
};

/// What the form sends. Which name is used, and whether a password or a code proves the registration, follows from the endpoint.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Form {
    /// The user name, or the phone number of a registration with a password.
    account: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    phone_country_code: Option<String>,
    /// Encrypted.
    password: Option<Secret>,
    code: Option<Secret>,
    profile: Option<RegisterProfile>,
    params: Option<String>,
    client_ip: Option<String>,
    force_login: Option<bool>,
    generate_token: Option<bool>,
}

/// The name in a form.
type NameOf = fn(&Form) -> Option<Name<'_>>;

pub fn by_email(stores: &mut Stores, request: &Received) -> Response {
    answer(stores, request, |form| form.email.as_deref().map(Name::Email), false)
}

pub fn by_username(stores: &mut Stores, request: &Received) -> Response {
    answer(stores, request, |form| form.account.as_deref().map(Name::Username), false)
}

pub fn by_phone(stores: &mut Stores, request: &Received) -> Response {
    answer(stores, request, |form| form.account.as_deref().map(Name::Phone), false)
}

pub fn by_email_code(stores: &mut Stores, request: &Received) -> Response {
    answer(stores, request, |form| form.email.as_deref().map(Name::Email), true)
}

pub fn by_phone_code(stores: &mut Stores, request: &Received) -> Response {
    answer(stores, request, |form| form.phone.as_deref().map(Name::Phone), true)
}

/// Registers, and answers with the user. `by_code` says whether a code proves the registration, or else a password is set.
fn answer(stores: &mut Stores, request: &Received, name: NameOf, by_code: bool) -> Response {
    match body(request).and_then(|form| register(stores, form, name, by_code)) {
        Ok(user) => version3_envelope(user),
        Err(refusal) => refusal.for_guard(),
    }
}

fn register(
    stores: &mut Stores,
    mut form: Form,
    name: NameOf,
    by_code: bool,
) -> Result<impl serde::Serialize, Refusal> {
    let profile = form.profile.take();
    let missing = |what: &str| Refusal::new(ErrorCode::PARAMETERS_INCOMPLETE, format!("{what} is missing"));
    let name = name(&form).ok_or_else(|| missing("the name of the account"))?;
    let country_code = phone::code(form.phone_country_code.as_deref())?;
    let to = match name {
        Name::Phone(number) => phone::full(number, country_code),
        Name::Email(address) => address.into(),
        _ => "".into(),
    };
    let scenes = if matches!(name, Name::Phone(_)) { SMS_SCENES } else { MAIL_SCENES };
    let code = match (by_code, &form.code) {
        (true, None) => return Err(missing("the code")),
        (true, Some(code)) => Some((&*to, scenes, code.expose())),
        (false, _) => None,
    };
    if !by_code && form.password.is_none() {
        return Err(missing("the password"));
    }
    Registration {
        name,
        password: form.password.as_ref().map(Secret::expose),
        code,
        country_code: country_code.map(str::to_owned),
        profile,
        custom: stores.custom_fields.read_params(form.params.as_deref())?,
        client_ip: form.client_ip.clone(),
        force_login: form.force_login == Some(true),
        generate_token: form.generate_token == Some(true),
    }
    .register(stores)
}
