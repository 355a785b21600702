//! The recorded results and ours, reduced to the members of our types.

use std::sync::OnceLock;

use authing_wxapp::{
    CodeCheck, DeleteAccountToken, Introspection, LinkedIdentity, PhoneNumber, Profile, SigninResult, SystemInfo,
    TokenSet, UpdateEmailToken, UpdatePhoneToken, UserInfo, WechatData,
};
use serde_json::Value;

use super::{
    compare::number,
    methods::{Kind, Method, PHONE, SYSTEM, TOKEN, TOKEN_INFO},
    record::{Record, Sdk},
};
use crate::{
    compare::tree,
    model::{modelled, without_nulls},
};

/// The recorded result and ours in the form in which both can be compared.
pub fn comparable(record: &Record, recorded: &Value, ours: &Value) -> (Value, Value) {
    let kind = Method::of(record).map(|method| method.kind);
    let in_envelope =
        record.sdk == Sdk::Node && kind != Some(Kind::Application) && number(&recorded["statusCode"]) == Some(200);
    let recorded = if in_envelope { &recorded["data"] } else { recorded };
    match schema(record) {
        Some(schema) if recorded.is_object() || recorded.is_array() => {
            (modelled(recorded, schema), without_nulls(ours))
        }
        _ => (recorded.clone(), without_nulls(ours)),
    }
}

/// The JSON Schema of the result of a call; `None` if its only result is that it was done.
fn schema(record: &Record) -> Option<&'static Value> {
    static SCHEMAS: OnceLock<[Value; 13]> = OnceLock::new();
    let [tokens, info, introspection, signin, profile, email, phone, deletion, system, number, data, identities, check] =
        SCHEMAS.get_or_init(|| {
            [
                schemars::schema_for!(TokenSet),
                schemars::schema_for!(UserInfo),
                schemars::schema_for!(Introspection),
                schemars::schema_for!(SigninResult),
                schemars::schema_for!(Profile),
                schemars::schema_for!(UpdateEmailToken),
                schemars::schema_for!(UpdatePhoneToken),
                schemars::schema_for!(DeleteAccountToken),
                schemars::schema_for!(SystemInfo),
                schemars::schema_for!(PhoneNumber),
                schemars::schema_for!(WechatData),
                schemars::schema_for!(Vec<LinkedIdentity>),
                schemars::schema_for!(CodeCheck),
            ]
            .map(Value::from)
        });
    let method = Method::of(record)?;
    match (method.kind, method.path) {
        (Kind::SignIn, _) => Some(signin),
        (_, TOKEN) => Some(tokens),
        (_, "/oidc/me") => Some(info),
        (_, "/oidc/token/introspection") => Some(introspection),
        (_, "/api/v3/get-profile" | "/api/v3/update-profile") => Some(profile),
        (_, "/api/v3/verify-update-email-request") => Some(email),
        (_, "/api/v3/verify-update-phone-request") => Some(phone),
        (_, "/api/v3/verify-delete-account-request") => Some(deletion),
        (_, "/api/v3/system") => Some(system),
        (_, "/api/v3/get-wechat-miniprogram-phone") => Some(number),
        (_, "/api/v3/decrypt-wechat-miniprogram-data") => Some(data),
        (_, "/api/v3/get-identities") => Some(identities),
        (_, "/api/v3/pre-check-code") => Some(check),
        _ => None,
    }
}

/// Whether our value is the payload of a reply.
pub fn is_of(record: &Record, payload: &Value, ours: &Value) -> bool {
    let mut payload = payload.clone();
    let method = Method::of(record);
    match method.map_or("", |method| method.path) {
        SYSTEM if record.method == "getPublicKey" => {
            let key = &payload[record.arg().as_str().unwrap_or_default()]["publicKey"];
            return key == ours || (!key.is_string() && ours.is_null());
        }
        // The number is the reply, or a member of it.
        PHONE if payload["phone_info"].is_object() => payload = payload["phone_info"].clone(),
        TOKEN_INFO => {
            return ours["accessToken"] == payload["accessToken"]
                && ours["expiresAt"].as_i64() == number(&payload["expiresAt"]);
        }
        _ => {}
    }
    // Both names of the member mean the same.
    let gives_tokens = method.is_some_and(|method| method.kind == Kind::SignIn || method.path == TOKEN);
    if gives_tokens && payload["expire_in"].is_i64() {
        payload["expires_in"] = payload["expire_in"].clone();
    }
    match schema(record) {
        Some(schema) => {
            let mut found = Vec::new();
            tree(String::new(), &modelled(&payload, schema), &without_nulls(ours), &mut found);
            // A watermark without an application is none.
            found.iter().all(|(place, theirs, ours)| place == "watermark" || is_tolerated(theirs, ours))
        }
        None => ours.is_null(),
    }
}

/// Whether our client may read a value in this way: it leaves out an optional number in the place of a text, which `modelled`
/// takes for a text; a list that is null is empty; and a number may be a text.
pub fn is_tolerated(theirs: &Value, ours: &Value) -> bool {
    let fraction = theirs.as_f64().is_some_and(|number| number.fract() != 0.0);
    let left_out = ours.is_null() && (fraction || theirs.as_str().is_some_and(|text| text.parse::<f64>().is_ok()));
    let empty = theirs.is_null() && ours.as_array().is_some_and(Vec::is_empty);
    // An item that cannot be read is left out.
    let fewer = theirs.as_array().zip(ours.as_array());
    let fewer =
        fewer.is_some_and(|(theirs, ours)| ours.len() < theirs.len() && ours.iter().all(|one| theirs.contains(one)));
    left_out || empty || fewer || (theirs.is_string() && ours.is_i64() && number(theirs) == ours.as_i64())
}
