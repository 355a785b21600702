//! Sign-ins.

use authing_wxapp::{Account, AuthenticationClient, CodeAddress, Credentials, Error, WechatCredentials, WechatLogin};
use serde_json::Value;

use super::{given, text};
use crate::{
    drive::json_of,
    v3::record::{Record, Sdk},
};

/// Sets the options that both sign-ins have.
macro_rules! with_options {
    ($request:expr, $options:expr) => {{
        let (mut request, options) = ($request, $options);
        if let Some(scope) = given(&options["scope"]) {
            request = request.scope(scope);
        }
        if let Some(id) = given(&options["tenantId"]) {
            request = request.tenant_id(id);
        }
        if !options["context"].is_null() {
            request = request.context(options["context"].clone());
        }
        if let Some(data) = options["customData"].as_object() {
            let fields = data.iter().map(|(key, value)| (key.clone(), value.clone()));
            request = request.custom_data(fields.collect::<Vec<_>>());
        }
        request
    }};
}

pub async fn call(client: &AuthenticationClient, record: &Record) -> Option<Result<Value, Error>> {
    // In back ends the scope is an option of the client, which its sign-ins ignore.
    let mut options = record.arg()["options"].clone();
    if let (Sdk::Node, Some(scope), None) = (record.sdk, given(record.option("scope")), given(&options["scope"])) {
        options = if options.is_null() { serde_json::json!({}) } else { options };
        options["scope"] = scope.into();
    }
    if let Some(codes) = wechat(record) {
        return json_of(with_options!(client.v3().signin_by_mobile(codes), &options).await);
    }
    let mut request = with_options!(client.v3().signin_by_credentials(credentials(record)?), &options);
    if let Some(ip) = given(&options["clientIp"]) {
        request = request.client_ip(ip);
    }
    if let Some(register) = options["autoRegister"].as_bool() {
        request = request.auto_register(register);
    }
    if let Some(code) = given(&options["captchaCode"]) {
        request = request.captcha_code(code);
    }
    if let Some(kind) = given(&options["passwordEncryptType"]) {
        request = request.password_encrypt_type(kind);
    }
    json_of(request.await)
}

/// The codes of a sign-in with WeChat. Those of `wx.login` are the platform's, unless the caller passes one.
fn wechat(record: &Record) -> Option<WechatCredentials> {
    let arg = record.arg();
    let login = |info: &Value| {
        let code = given(&info["code"]).map_or_else(|| record.platform_code(), str::to_owned);
        let login = WechatLogin::new(if record.sdk == Sdk::Node { text(&info["code"]) } else { code });
        match (given(&info["iv"]), given(&info["encryptedData"])) {
            (None, None) => login,
            (iv, data) => login.with_profile(iv.unwrap_or_default(), data.unwrap_or_default()),
        }
    };
    let both = [&arg["wechatMiniProgramCodeAndPhonePayload"], &arg["miniProgramCodeAndPhonePayload"]];
    let both = both.into_iter().find(|payload| payload.is_object()).unwrap_or(&Value::Null);
    let code_and_phone =
        || WechatCredentials::code_and_phone(login(&both["wxLoginInfo"]), text(&both["wxPhoneInfo"]["code"]));
    let code = || WechatCredentials::code(login(&arg["wechatMiniProgramCodePayload"]));
    match (record.method.as_str(), arg["connection"].as_str().unwrap_or_default().trim()) {
        ("loginByCode", _) => Some(code()),
        ("loginByPhone", _) => Some(code_and_phone()),
        ("signInByMobile", "wechat_mini_program_phone") => {
            let payload = &arg["wechatMiniProgramPhonePayload"];
            let member = |name: &str| text(&payload[name]);
            Some(WechatCredentials::phone(member("code"), member("iv"), member("encryptedData")))
        }
        ("signInByMobile", "wechat_mini_program_code_and_phone") => Some(code_and_phone()),
        ("signInByMobile", _) => Some(code()),
        _ => None,
    }
}

/// The credentials of a sign-in: those of one method, or the payload of a method for all of them.
fn credentials(record: &Record) -> Option<Credentials> {
    let arg = record.arg();
    let payloads = ["passwordPayload", "passCodePayload", "adPayload", "ldapPayload"];
    let connections = ["PASSWORD", "PASSCODE", "AD", "LDAP"];
    // One that we do not have follows from the payload that is given.
    let of_the_payload = || payloads.iter().position(|name| arg[*name].is_object()).map_or("", |at| connections[at]);
    let connection = arg["connection"].as_str().filter(|name| connections.contains(name));
    let connection = connection.unwrap_or_else(of_the_payload);
    Some(match (record.method.as_str(), connection) {
        ("loginByPassword", _) | ("signInByCredentials", "PASSWORD") => by_password(&arg["passwordPayload"]),
        ("loginByPassCode", _) | ("signInByCredentials", "PASSCODE") => by_code(&arg["passCodePayload"]),
        ("signInByCredentials", "AD") => Credentials::ad(name(&arg["adPayload"]), password(&arg["adPayload"])),
        ("signInByCredentials", "LDAP") => Credentials::ldap(name(&arg["ldapPayload"]), password(&arg["ldapPayload"])),
        ("signInByAD", _) => Credentials::ad(name(arg), password(arg)),
        ("signInByLDAP", _) => Credentials::ldap(name(arg), password(arg)),
        ("signInByEmailPassCode" | "signInByPhonePassCode", _) => by_code(arg),
        (method, _) if method.ends_with("Password") => by_password(arg),
        ("signInByCredentials", _) => Credentials::account("", ""),
        _ => return None,
    })
}

fn name(payload: &Value) -> String {
    text(&payload["sAMAccountName"])
}

fn password(payload: &Value) -> String {
    text(&payload["password"])
}

fn by_password(payload: &Value) -> Credentials {
    let account = match ["account", "email", "username", "phone"].into_iter().find(|name| !payload[*name].is_null()) {
        Some("email") => Account::Email(text(&payload["email"])),
        Some("username") => Account::Username(text(&payload["username"])),
        Some("phone") => Account::Phone(text(&payload["phone"])),
        _ => Account::Any(text(&payload["account"])),
    };
    Credentials::Password { account, password: password(payload).into() }
}

/// A code goes to one address: the phone number, if there are two.
fn by_code(payload: &Value) -> Credentials {
    let address = match payload["email"].as_str().filter(|_| payload["phone"].is_null()) {
        Some(email) => CodeAddress::Email(email.to_owned()),
        None => CodeAddress::Phone {
            number: text(&payload["phone"]),
            country_code: given(&payload["phoneCountryCode"]).map(str::to_owned),
        },
    };
    Credentials::PassCode { address, code: text(&payload["passCode"]).into() }
}
