//! Endpoints of Guard, Authing's login form for web pages, beyond those that it shares with the SDKs.

pub mod auth_flow;
pub mod login;
pub mod password;
pub mod register;

use axum::response::{IntoResponse as _, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::{
    EXT_IDP_CONN_IDENTIFIER,
    domain::refusal::Refusal,
    http::{reply::envelope, request, serve::Received},
    stores::Stores,
};

/// What a user can be named by, with the labels of the field.
const NAMES: [(&str, &str, &str); 3] =
    [("username", "用户名", "Username"), ("email", "邮箱", "Email"), ("phone", "手机号", "Phone")];
const BY_PASSWORD: [&str; 3] = ["username-password", "email-password", "phone-password"];
const BY_CODE: [&str; 2] = ["phone-code", "email-code"];
/// The tab of the QR codes that WeChat scans.
const QR_CODES_OF_WECHAT: &str = "wechat-miniprogram-qrcode";

/// What the public settings of the application say about the form. Guard shows nothing if one of these members is missing.
pub fn login_form(stores: &Stores) -> Result<Value, Refusal> {
    let methods = |methods: &[&str]| json!({ "enabledLoginMethods": methods, "validLoginMethods": methods, "validRegisterMethods": [] });
    let labels = NAMES.map(|(key, label, english)| {
        json!({ "key": key, "label": label, "labelEn": english, "i18n": { "zh-CN": label, "en-US": english } })
    });
    Ok(json!({
        "publicKey": stores.credentials.key_bits.public_key()?,
        // Guard loads its icons from there.
        "cdnBase": stores.url(),
        "loginTabs": { "list": ["password", "phone-code", QR_CODES_OF_WECHAT, "app-qrcode"], "default": "password", "title": {} },
        "registerTabs": { "list": ["email", "username-password", "phone", "emailCode"], "default": "email", "title": {} },
        "passwordTabConfig": methods(&BY_PASSWORD),
        "verifyCodeTabConfig": methods(&BY_CODE),
        "verifyCodeLength": 6,
        "tabMethodsFields": labels,
        "ssoPageComponentDisplay": { "registerBtn": true, "forgetPasswordBtn": true, "loginMethodsI18nDisplaySettings": {} },
        "qrcodeTabsSettings": { QR_CODES_OF_WECHAT: [{ "id": EXT_IDP_CONN_IDENTIFIER, "title": "WeChat", "isDefault": true }] },
        // The ids are those of connections; `app` is Authing's own app.
        "qrCodeSortConfig": { "loginMethodsSort": [EXT_IDP_CONN_IDENTIFIER, "app"] },
        "extendsFieldsEnabled": false,
        "extendsFields": [],
        "complateFiledsPlace": [],
        "agreementEnabled": false,
        "agreements": [],
    }))
}

/// The settings that all forms share.
pub fn components(_: &mut Stores, request: &Received) -> Response {
    let global = json!({ "showChangeLanguage": true, "defaultLanguage": "browser" });
    envelope(request.head.uri.path(), json!({ "global": global }))
}

/// The icons of the form. The sandbox has none, and the form works without them.
pub fn icons(_: &mut Stores, _: &Received) -> Response {
    "<svg></svg>".into_response()
}

fn body<T: DeserializeOwned>(request: &Received) -> Result<T, Refusal> {
    request::read_object(&request.body)
}
