//! Makes the recorded calls with our client, one file for each area.

pub mod browser;
mod login;
pub mod mfa;
pub mod oidc;
mod password;
pub mod qrcode;
mod register;
pub mod rest;
pub mod urls;

use authing_wxapp::{AuthenticationClient, Error};
use serde_json::{Map, Value};

use crate::{
    model,
    record::{Record, is_falsy},
};

/// Whether we have the method.
pub fn knows(record: &Record) -> bool {
    let method = record.method.as_str();
    let here = METHODS.contains(&method) || qrcode::action(method).is_some() || is_of_a_browser(method);
    let elsewhere = mfa::knows(method) || rest::METHODS.contains(&method) || urls::METHODS.contains(&method);
    here || elsewhere || oidc::knows(record)
}

const METHODS: [&str; 21] = [
    "loginByEmail",
    "loginByUsername",
    "loginByPhonePassword",
    "loginByPhoneCode",
    "loginByEmailCode",
    "loginBySubAccount",
    "loginByLdap",
    "registerByEmail",
    "registerByUsername",
    "registerByPhoneCode",
    "registerByEmailCode",
    "sendSmsCode",
    "sendEmail",
    "isUserExists",
    "checkPasswordStrength",
    "resetPasswordByPhoneCode",
    "resetPasswordByEmailCode",
    "resetPasswordByFirstLoginToken",
    "resetPasswordByForceResetToken",
    "updatePassword",
    "computedPasswordSecurityLevel",
];

/// The JSON Schema of the result of a method, if one of these areas has the method.
pub fn result_of(method: &str) -> Option<&'static Value> {
    qrcode::result_of(method).or_else(|| browser::result_of(method))
}

fn is_of_a_browser(method: &str) -> bool {
    browser::LOGINS.contains(&method) || browser::IDENTITIES.contains(&method)
}

/// Makes the recorded call; `None` if it uses an option that we do not have.
pub async fn call(client: &AuthenticationClient, record: &Record) -> Option<Result<Value, Error>> {
    if qrcode::action(&record.method).is_some() {
        return qrcode::call(client, record).await;
    }
    if is_of_a_browser(&record.method) {
        return browser::call(client, record).await;
    }
    if model::LOGINS.contains(&record.method.as_str()) {
        return login::call(client, record).await;
    }
    if urls::METHODS.contains(&record.method.as_str()) {
        return urls::call(client, record);
    }
    if oidc::knows(record) {
        return oidc::call(client, record).await;
    }
    if mfa::knows(&record.method) {
        return mfa::call(client, record).await;
    }
    if record.area == "password" {
        return password::call(client, record).await;
    }
    register::call(client, record).await
}

/// A text argument; empty if it is not text.
fn text(record: &Record, index: usize) -> &str {
    record.arg(index).as_str().unwrap_or_default()
}

/// An argument that holds options.
fn options(record: &Record, index: usize) -> Map<String, Value> {
    let given = record.arg(index).as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    given.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// Custom data in either form. `customData` takes precedence over `params`, as in JavaScript.
fn custom_data(options: &Map<String, Value>) -> Option<Vec<(String, Value)>> {
    if let Some(data) = options.get("customData").filter(|data| !is_falsy(data)) {
        return Some(data.as_object()?.iter().map(|(key, value)| (key.clone(), value.clone())).collect());
    }
    let entry = |entry: &Value| Some((entry["key"].as_str()?.to_owned(), entry["value"].clone()));
    options.get("params")?.as_array()?.iter().map(entry).collect()
}

/// Chains the options of a record to our request. An option that is not listed makes the call unsupported.
macro_rules! chain {
    ($request:expr, $options:expr, { $($name:literal => $setter:ident($how:ident)),* $(,)? }) => {{
        let (mut request, options) = ($request, $options);
        for (name, value) in &options {
            request = match name.as_str() {
                $($name => request.$setter(chain!(@ $how value)),)*
                // Both forms of custom data are one option of our client, which is set below if it exists.
                "customData" | "params" => request,
                _ => return None,
            };
        }
        request
    }};
    (@ text $value:ident) => { $value.as_str()? };
    (@ flag $value:ident) => { $value.as_bool()? };
    (@ any $value:ident) => { $value.clone() };
}
use chain;
