//! Logins.

use authing_wxapp::{AuthenticationClient, Error};
use serde_json::Value;

use super::{chain, custom_data, options, text};
use crate::{drive::json_of, record::Record};

pub async fn call(client: &AuthenticationClient, record: &Record) -> Option<Result<Value, Error>> {
    let (first, second) = (text(record, 0), text(record, 1));
    let given = options(record, 2);
    let custom = custom_data(&given);
    /// Adds the options that three password logins share.
    macro_rules! by_password {
        ($login:expr) => {{
            let login = chain!($login, given, {
                "autoRegister" => auto_register(flag), "captchaCode" => captcha_code(text), "clientIp" => client_ip(text),
                "context" => context(any),
            });
            json_of(if let Some(data) = custom { login.custom_data(data) } else { login }.await)
        }};
    }
    match record.method.as_str() {
        "loginByEmail" => by_password!(client.login_by_email(first, second)),
        "loginByUsername" => by_password!(client.login_by_username(first, second)),
        "loginByPhonePassword" => by_password!(client.login_by_phone_password(first, second)),
        "loginByPhoneCode" => {
            let login = chain!(client.login_by_phone_code(first, second), given, {
                "autoRegister" => auto_register(flag), "phoneCountryCode" => phone_country_code(text),
                "clientIp" => client_ip(text), "context" => context(any),
            });
            json_of(if let Some(data) = custom { login.custom_data(data) } else { login }.await)
        }
        "loginByEmailCode" => {
            let login = chain!(client.login_by_email_code(first, second), given, {
                "phoneCountryCode" => phone_country_code(text), "clientIp" => client_ip(text), "context" => context(any),
            });
            json_of(if let Some(data) = custom { login.custom_data(data) } else { login }.await)
        }
        "loginBySubAccount" => {
            let login = client.login_by_sub_account(first, second);
            json_of(chain!(login, given, { "captchaCode" => captcha_code(text), "clientIp" => client_ip(text) }).await)
        }
        "loginByLdap" => {
            let login = client.login_by_ldap(first, second);
            let login = chain!(login, given, {
                "clientIp" => client_ip(text), "withCustomData" => with_custom_data(flag),
            });
            json_of(login.await)
        }
        _ => None,
    }
}
