//! A second, independent statement of what our client must do with a reply, and with the session.

use serde_json::{Value, json};

use super::{
    compare::{TIME_OF_A_CALL, number},
    methods::{BIND, Kind, PHONE, REVOCATION, SYSTEM, TOKEN, UPLOAD},
    record,
};

/// What a reply means.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    Success(Value),
    Refused(Refusal),
    Unreadable,
    Unreachable,
    TimedOut,
}

/// A refusal by the server. Members that the reply does not have are `None` or null.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    pub code: i64,
    pub message: Option<String>,
    pub data: Value,
    pub oauth_error: Option<String>,
    pub request_id: Option<String>,
    pub http_status: i64,
    /// Whether it is a page, which is of a gateway.
    pub is_page: bool,
}

/// The endpoints whose replies have no envelope.
const BARE: [&str; 5] = [TOKEN, REVOCATION, "/oidc/token/introspection", "/oidc/me", SYSTEM];

pub fn verdict(path: &str, reply: &Value) -> Verdict {
    if !reply["hangUp"].is_null() {
        return Verdict::Unreachable;
    }
    if !reply["neverAnswered"].is_null() {
        return Verdict::TimedOut;
    }
    let status = reply["status"].as_i64().unwrap_or(200);
    // A byte order mark is none of the text.
    let text = reply["text"].as_str().unwrap_or_default().trim_start_matches('\u{feff}');
    let body = reply.get("json").cloned().or_else(|| serde_json::from_str(text).ok());
    if !(200..300).contains(&status) {
        let refusal = refusal(body.as_ref().unwrap_or(&Value::Null), status);
        return Verdict::Refused(Refusal { is_page: text.trim_start().starts_with('<'), ..refusal });
    }
    match body {
        Some(body) if BARE.contains(&path) => bare(path, &body, status),
        // RFC 7009 wants no body for a revocation.
        None if path == REVOCATION && !text.trim_start().starts_with(['<', '{']) => Verdict::Success(Value::Null),
        // Nobody has published what this endpoint answers, so that it answers well is enough.
        None if path == BIND && text.trim().is_empty() => Verdict::Success(Value::Null),
        Some(body) if body.is_object() => envelope(path, &body, status),
        _ => Verdict::Unreadable,
    }
}

fn refusal(body: &Value, status: i64) -> Refusal {
    let text = |names: &[&str]| {
        let texts = names.iter().filter_map(|name| body[*name].as_str());
        texts.map(str::to_owned).find(|text| !text.is_empty())
    };
    let codes = ["apiCode", "code", "statusCode"].into_iter().filter_map(|name| number(&body[name]));
    let codes: Vec<i64> = codes.collect();
    let oauth_error = text(&["error"]).filter(|_| codes.is_empty());
    // Under an HTTP error status the code of a success says nothing.
    let named = if oauth_error.is_some() && status == 200 { 400 } else { status };
    let code = codes.into_iter().find(|code| *code != 200).unwrap_or(if named == 200 { 500 } else { named });
    Refusal {
        code,
        message: text(&["error_description", "message", "error"]),
        data: body["data"].clone(),
        oauth_error,
        request_id: ["requestId", "uniqueId"].into_iter().find_map(|name| id(&body[name])),
        http_status: status,
        is_page: false,
    }
}

/// The id of a request, which may be a number.
fn id(value: &Value) -> Option<String> {
    let text = value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    text.or_else(|| Some(value.as_i64()?.to_string()))
}

fn success_if(holds: bool, data: &Value) -> Verdict {
    if holds { Verdict::Success(data.clone()) } else { Verdict::Unreadable }
}

fn bare(path: &str, body: &Value, status: i64) -> Verdict {
    // A reply without an envelope may have a member `code`, which is no failure without a message.
    let coded = [number(&body["statusCode"]), number(&body["code"]).filter(|_| !body["message"].is_null())];
    if body["error"].is_string() || body["error"].is_object() || coded.into_iter().flatten().any(|code| code != 200) {
        return Verdict::Refused(refusal(body, status));
    }
    match path {
        TOKEN => success_if(body["access_token"].as_str().is_some_and(|token| !token.trim().is_empty()), body),
        REVOCATION => Verdict::Success(Value::Null),
        "/oidc/token/introspection" => success_if(body["active"].is_boolean(), body),
        "/oidc/me" => success_if(body["sub"].is_string(), body),
        // A server without a key says so by leaving it out.
        _ => {
            let group = |name: &str| body.get(name).is_some_and(|value| value.is_object() || value.is_null());
            let addresses = body.get("publicIps").is_some_and(|value| value.is_array() || value.is_null());
            success_if(["rsa", "sm2", "version"].into_iter().any(group) || addresses, body)
        }
    }
}

fn has_text(value: &Value, name: &str) -> bool {
    value[name].as_str().is_some_and(|text| !text.is_empty())
}

fn envelope(path: &str, body: &Value, status: i64) -> Verdict {
    let data = &body["data"];
    // The code of a success of the older API is none of this one.
    let older = number(&body["code"]).filter(|code| *code != 200 || [BIND, UPLOAD].contains(&path));
    match number(&body["statusCode"]).or(older) {
        // A success that says that nothing was done is none.
        Some(200) if data["success"] == false && tells_only_that_it_was_done(path) => {
            let nothing = json!({});
            Verdict::Refused(refusal(&nothing, status))
        }
        // WeChat's own refusal.
        Some(200) if path == PHONE && number(&data["errcode"]).is_some_and(|code| code != 0) => {
            let told = json!({ "code": data["errcode"], "message": data["errmsg"] });
            Verdict::Refused(refusal(&told, status))
        }
        Some(200) => success_if(has_what_was_asked_for(path, data), data),
        None if body["error"].is_null() => Verdict::Unreadable,
        _ => Verdict::Refused(refusal(body, status)),
    }
}

/// Whether the data of a success have what the call is for. Calls that only tell that something was done need none.
fn has_what_was_asked_for(path: &str, data: &Value) -> bool {
    match path {
        "/api/v3/signin" | "/api/v3/signin-by-mobile" => has_text(data, "access_token") || has_text(data, "id_token"),
        "/api/v3/get-profile" => has_text(data, "userId"),
        "/api/v3/update-profile" => has_text(data, "userId"),
        "/api/v3/verify-update-email-request" => data["updateEmailToken"].is_string(),
        "/api/v3/verify-update-phone-request" => data["updatePhoneToken"].is_string(),
        "/api/v3/verify-delete-account-request" => data["deleteAccountToken"].is_string(),
        "/api/v3/get-wechat-miniprogram-phone" => {
            has_text(data, "phoneNumber") || has_text(&data["phone_info"], "phoneNumber")
        }
        "/api/v3/pre-check-code" => data["isValid"].is_boolean(),
        "/api/v3/get-wechat-access-token-info" => has_text(data, "accessToken"),
        "/api/v3/decrypt-wechat-miniprogram-data" => data.as_object().is_some_and(|data| !data.is_empty()),
        "/api/v3/get-identities" => data.is_array() || data.is_null(),
        UPLOAD => has_text(data, "url"),
        BIND => true,
        // What is neither absent nor an object does not say that it was done.
        _ => data.is_null() || data.is_object(),
    }
}

/// Whether the call has no other result than that it was done.
fn tells_only_that_it_was_done(path: &str) -> bool {
    // Only such a call is satisfied by nothing.
    path == BIND || (has_what_was_asked_for(path, &Value::Null) && path != "/api/v3/get-identities")
}

/// Whether the server refuses the access token, so that a new one may help.
pub fn refuses_the_token(verdict: &Verdict) -> bool {
    let Verdict::Refused(refusal) = verdict else { return false };
    // Other errors of OAuth concern the application.
    let of_the_user = refusal.oauth_error.as_ref().is_none_or(|name| name == "invalid_token");
    !refusal.is_page && of_the_user && [401, 2020].contains(&refusal.code)
}

/// The seconds that the tokens of a reply are valid: both names of the member, or else what the access token says.
fn lifetime(tokens: &Value) -> Option<i64> {
    let claimed = || Some(crate::record::claims(tokens["access_token"].as_str()?)?["exp"].as_i64()? - record::now());
    // Of both names the first in the reply counts. What is no whole number is left out.
    ["expire_in", "expires_in"].into_iter().find_map(|name| tokens[name].as_i64()).or_else(claimed)
}

/// The session after a reply with tokens, without the exact time of its end.
pub fn with_tokens(before: &Value, tokens: &Value, kind: Kind) -> Value {
    let text = |name: &str| tokens[name].as_str().filter(|text| !text.is_empty()).map(|text| json!(text));
    // What the reply to a refresh does not replace stays.
    let kept = |name: &str| if kind == Kind::SignIn { Value::Null } else { before[name].clone() };
    let member = |name: &str| text(name).unwrap_or_else(|| kept(name));
    // An ID token is replaced by one that names a user.
    let names_nobody = crate::record::user_id(&tokens["id_token"]).is_none();
    let id_token = match before["id_token"].is_string() && kind != Kind::SignIn && names_nobody {
        true => kept("id_token"),
        false => member("id_token"),
    };
    json!({
        "access_token": text("access_token"), "id_token": id_token, "refresh_token": member("refresh_token"),
        "expires_at": lifetime(tokens).map(|seconds| (record::now() + seconds) * 1000),
    })
}

/// Whether two sessions are the same, up to the seconds that a call takes.
pub fn same_session(left: &Value, right: &Value) -> bool {
    let tokens = ["access_token", "id_token", "refresh_token"].iter().all(|name| left[*name] == right[*name]);
    let time = match (left["expires_at"].as_i64(), right["expires_at"].as_i64()) {
        (Some(left), Some(right)) => (left - right).abs() < TIME_OF_A_CALL,
        (left, right) => left == right,
    };
    tokens && time && left.is_null() == right.is_null()
}

/// Whether the access token of a session had expired at this time, or would have within the next seconds.
pub fn is_expired(state: &Value, now: i64) -> bool {
    state["expires_at"].as_i64().is_some_and(|milliseconds| milliseconds / 1000 <= now + LEEWAY)
}

/// How many seconds before its end our client renews an access token.
pub const LEEWAY: i64 = 10;
