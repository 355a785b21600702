//! Registrations, codes, and `isUserExists`.

use authing_wxapp::{AuthenticationClient, Error, RegisterProfile};
use serde_json::Value;

use super::{chain, custom_data, options, text};
use crate::{drive::json_of, record::Record};

pub async fn call(client: &AuthenticationClient, record: &Record) -> Option<Result<Value, Error>> {
    let (first, second) = (text(record, 0), text(record, 1));
    let by_phone = record.method == "registerByPhoneCode";
    let mut given = options(record, if by_phone { 4 } else { 3 });
    // In JavaScript such an option replaces the argument. Our client has no such option.
    if record.method == "registerByEmailCode" {
        given.remove("email");
    }
    let custom = custom_data(&given);
    let profile = profile(record.arg(if by_phone { 3 } else { 2 }))?;
    macro_rules! register {
        ($request:expr, $($name:literal => $setter:ident),*) => {{
            let request = chain!($request, given, {
                "forceLogin" => force_login(flag), "generateToken" => generate_token(flag), "clientIp" => client_ip(text),
                "context" => context(any), $($name => $setter(text)),*
            });
            let request = if let Some(data) = custom { request.custom_data(data) } else { request };
            json_of(if let Some(profile) = profile { request.profile(profile) } else { request }.await)
        }};
    }
    match record.method.as_str() {
        "registerByEmail" => register!(client.register_by_email(first, second), "phoneToken" => phone_token),
        "registerByUsername" => register!(
            client.register_by_username(first, second), "phoneToken" => phone_token, "emailToken" => email_token
        ),
        "registerByPhoneCode" => {
            let request = client.register_by_phone_code(first, second);
            let request =
                if let Some(password) = record.arg(2).as_str() { request.password(password) } else { request };
            register!(request, "phoneCountryCode" => phone_country_code, "emailToken" => email_token)
        }
        "registerByEmailCode" => register!(client.register_by_email_code(first, second), "phoneToken" => phone_token),
        "sendSmsCode" => {
            let request = client.send_sms_code(first);
            let request = if second.is_empty() { request } else { request.phone_country_code(second) };
            match record.arg(2).as_str() {
                Some(scene) => json_of(request.scene(scene).await),
                None => json_of(request.await),
            }
        }
        "sendEmail" => json_of(client.send_email(first, second).await),
        "isUserExists" => {
            let request = chain!(client.is_user_exists(), options(record, 0), {
                "username" => username(text), "email" => email(text), "phone" => phone(text),
                "externalId" => external_id(text),
            });
            json_of(request.await)
        }
        _ => None,
    }
}

/// The recorded profile as ours, if there is one.
#[allow(clippy::option_option)]
fn profile(recorded: &Value) -> Option<Option<RegisterProfile>> {
    match recorded {
        Value::Object(members) if !members.keys().any(|key| key.starts_with('$')) => {
            serde_json::from_value(recorded.clone()).ok().map(Some)
        }
        _ => Some(None),
    }
}
