//! Passwords.

use authing_wxapp::{AuthenticationClient, Error};
use serde_json::{Value, json};

use super::text;
use crate::{drive::json_of, record::Record};

pub async fn call(client: &AuthenticationClient, record: &Record) -> Option<Result<Value, Error>> {
    let (first, second, third) = (text(record, 0), text(record, 1), text(record, 2));
    let member = |name: &str| record.arg(0)[name].as_str().unwrap_or_default();
    match record.method.as_str() {
        "checkPasswordStrength" => json_of(client.check_password_strength(first).await),
        "resetPasswordByPhoneCode" => {
            let reset = client.reset_password_by_phone_code(first, second, third);
            match record.arg(3).as_str() {
                Some(country) => json_of(reset.phone_country_code(country).await),
                None => json_of(reset.await),
            }
        }
        "resetPasswordByEmailCode" => json_of(client.reset_password_by_email_code(first, second, third).await),
        "resetPasswordByFirstLoginToken" => {
            json_of(client.reset_password_by_first_login_token(member("token"), member("password")).await)
        }
        "resetPasswordByForceResetToken" => {
            let (token, old, new) = (member("token"), member("oldPassword"), member("newPassword"));
            json_of(client.reset_password_by_force_reset_token(token, old, new).await)
        }
        "updatePassword" => match record.arg(1).as_str() {
            Some(old) => json_of(client.update_password(first).old_password(old).await),
            None => json_of(client.update_password(first).await),
        },
        // Our argument is text, so a number is converted.
        "computedPasswordSecurityLevel" => {
            let given = record.arg(0);
            let written_out = given.as_str().map_or_else(|| given.to_string(), str::to_owned);
            let level = client.computed_password_security_level(written_out.as_str());
            Some(Ok(json!(u8::from(level))))
        }
        _ => None,
    }
}
