//! A second, independent statement of what our client must do: which headers it sends, and how it reads a reply.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    calls, drive, hosts, keys,
    model::{LOGINS, REGISTRATIONS},
    record::is_falsy,
};

/// The name of the version header.
pub fn version_header(options: &Value) -> String {
    header_name(options, "sdk-version", "x-authing-sdk-version")
}

fn header_name(options: &Value, key: &str, usual: &str) -> String {
    options["headers"][key].as_str().unwrap_or(usual).to_owned()
}

/// Whether a version header is one of this SDK: `rust:` and three numbers.
pub fn is_our_version(text: &str) -> bool {
    let numbers: Vec<&str> = text.strip_prefix("rust:").unwrap_or_default().split('.').collect();
    numbers.len() == 3 && numbers.iter().all(|number| number.parse::<u32>().is_ok())
}

/// The headers that follow from the options, without the version.
pub fn headers(options: &Value) -> BTreeMap<String, String> {
    let usual = [
        ("appId", "app-id", "x-authing-app-id", ""),
        ("userPoolId", "userpool-id", "x-authing-userpool-id", ""),
        ("tenantId", "tenant-id", "x-authing-app-tenant-id", ""),
        ("lang", "lang", "x-authing-lang", ""),
        ("requestFrom", "request-from", "x-authing-request-from", "wxapp"),
    ];
    let value = |option: &str, default: &str| match &options[option] {
        given if is_falsy(given) => default.to_owned(),
        given => given.as_str().unwrap_or_default().to_owned(),
    };
    let all = usual.map(|(option, key, name, default)| (header_name(options, key, name), value(option, default)));
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// The expected outcome of a call, according to the replies of a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    Success(Value),
    /// A refusal by the server; the message is `None` if the reply has none.
    Refused {
        code: i64,
        message: Option<String>,
        data: Value,
    },
    Unreadable,
    Unreachable,
    TimedOut,
}

/// Codes with which servers refuse a token.
pub const LOGIN_CODES: [i64; 3] = [401, 2020, 2206];

/// The verdict of the last reply to our call; `None` if the call was not sent.
pub fn verdict(requests: &[Value], observed: &drive::Observation) -> Option<Verdict> {
    let without_directory = |request: &Value| {
        request["path"] == "/api/v2/ad/verify-user" && hosts::directory_host_of(&observed.options).is_err()
    };
    // What our client refuses by itself says nothing about the server.
    let local = observed.outcome.as_ref().err().is_some_and(|error| {
        observed.sent.is_empty() && (error.is_argument() || error.is_not_logged_in() || error.is_token_expired())
    });
    if local {
        return None;
    }
    if requests.first().is_some_and(|first| !first["notDelivered"].is_null() && !without_directory(first)) {
        return Some(Verdict::Unreachable);
    }
    let request = requests.get(observed.sent.len().checked_sub(1)? + observed.skipped)?;
    let reply = &request["reply"];
    if !request["notDelivered"].is_null() || !reply["hangUp"].is_null() {
        return Some(Verdict::Unreachable);
    }
    let limit = observed.options["timeout"].as_u64().filter(|limit| *limit > 0).unwrap_or(10_000);
    if reply["delayMs"].as_u64().is_some_and(|delay| delay > limit) {
        return Some(Verdict::TimedOut);
    }
    let status = reply["status"].as_i64().unwrap_or(200);
    // HTTP 204 has no body, whatever a record has.
    let (empty, reply) = (json!({ "text": "" }), reply);
    let reply = if status == 204 { &empty } else { reply };
    let body = match (reply.get("json"), reply["text"].as_str()) {
        (Some(json), _) => json.clone(),
        (None, text) => {
            serde_json::from_str(text.unwrap_or_default().trim_start_matches('\u{feff}')).unwrap_or_default()
        }
    };
    if !(200..300).contains(&status) {
        return Some(refusal(&body, Some(status)));
    }
    let path = request["path"].as_str().unwrap_or_default();
    // This success only precedes the actual call, which was not sent.
    let leads_on = path.ends_with("/.well-known") || path.ends_with("/api/v2/upload");
    if let Some(endpoint) = BARE.iter().find(|endpoint| path.ends_with(**endpoint)) {
        let json = reply.get("json").is_some() || serde_json::from_str::<Value>(reply["text"].as_str()?).is_ok();
        return Some(bare(endpoint, json.then_some(&body), reply["text"].as_str().unwrap_or_default()));
    }
    let nothing = reply.get("json").is_none() && reply["text"].as_str().unwrap_or_default().trim().is_empty();
    if nothing && TELLS_NOTHING.iter().any(|endpoint| path.ends_with(endpoint) || request["method"] == "DELETE") {
        return Some(Verdict::Success(Value::Null));
    }
    let verdict = match path.ends_with("/graphql/v2") {
        _ if !body.is_object() => Verdict::Unreadable,
        true => graphql(&body, &request["graphql"]),
        false => envelope(&body, request),
    };
    (!leads_on || !matches!(verdict, Verdict::Success(_))).then_some(verdict)
}

fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

fn refusal(body: &Value, status: Option<i64>) -> Verdict {
    let first = &body["errors"][0]["message"];
    let (codes, source) = match first {
        Value::Object(_) => (vec![&first["code"]], first),
        _ if body["errors"].as_array().is_some_and(|errors| !errors.is_empty()) => (vec![], &body["errors"][0]),
        _ => (vec![&body["apiCode"], &body["code"], &body["statusCode"]], body),
    };
    let codes: Vec<i64> = codes.into_iter().filter_map(number).collect();
    let other = codes.iter().copied().find(|code| *code != 200);
    let code = other.or(codes.first().copied().filter(|_| status.is_none()));
    let texts = [&source["error_description"], &source["message"], &source["error"]];
    let text = |value: &Value| match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    // An error of GraphQL has nothing but a message.
    let message = texts.into_iter().filter(|text| !first.is_object() || *text == &source["message"]).find_map(text);
    let data = if source == body || first.is_object() { source["data"].clone() } else { Value::Null };
    // OAuth errors have a name instead of a code.
    let named = source == body && body["error"].is_string() && code.is_none();
    Verdict::Refused { code: code.or(status).unwrap_or(if named { 400 } else { 500 }), message, data }
}

fn envelope(body: &Value, request: &Value) -> Verdict {
    let path = request["path"].as_str().unwrap_or_default();
    // There the code of a success of the older API is none.
    let older = path.starts_with("/api/v3/") && number(&body["statusCode"]).is_none();
    if older
        && number(&body["code"]).is_none_or(|code| code == 200)
        && body["errors"].is_null()
        && body["error"].is_null()
    {
        return Verdict::Unreadable;
    }
    if path.starts_with("/api/v3/") && number(&body["statusCode"]).is_some_and(|code| code != 200) {
        return refusal(body, None);
    }
    let private = request["query"].to_string().contains(r#"["private","true"]"#);
    match number(&body["code"]).or_else(|| number(&body["statusCode"])) {
        // A public picture is identified by its URL, a private one by its key.
        Some(200) if path.ends_with("/upload") => match body["data"][if private { "key" } else { "url" }].is_string() {
            true => Verdict::Success(body["data"].clone()),
            false => Verdict::Unreadable,
        },
        Some(200) if path.contains("/mfa/") => match calls::mfa::is_complete(request, &body["data"]) {
            true => Verdict::Success(body["data"].clone()),
            false => Verdict::Unreadable,
        },
        Some(200) if path.ends_with("/register/email-code") => payload(&body["data"], "register/email-code"),
        Some(200) if path.contains("/qrcode/") => payload(&body["data"], path.trim_start_matches("/api/v2/")),
        // A success that says that nothing was done is not a success.
        Some(200) if body["data"]["success"] == false && DONE.iter().any(|endpoint| path.ends_with(endpoint)) => {
            Verdict::Refused { code: 500, message: None, data: Value::Null }
        }
        Some(200) => payload(&body["data"], path.rsplit('/').next().unwrap_or_default()),
        None if body["errors"].is_null() && body["error"].is_null() => Verdict::Unreadable,
        _ => refusal(body, None),
    }
}

/// The endpoints of v3 whose data only say whether something was done.
const DONE: [&str; 5] = ["/unlink-extidp", "/mydevices/unbind", "/revoke-session", "/create-device", "/pub-userEvent"];

/// The endpoints that only tell that something was done, for which an empty reply is enough.
const TELLS_NOTHING: [&str; 6] =
    ["/users/link", "/users/unlink", "/api/v2/logout", "/logout", "/totp/associate/confirm", "/sms/send"];

/// The endpoints whose replies have no envelope.
const BARE: [&str; 8] = [
    "/token",
    "/token/introspection",
    "/token/revocation",
    "/me",
    "/oidc/validate_token",
    "/validate",
    "/serviceValidate",
    "/cas/session",
];

/// The verdict of a reply without an envelope, which is JSON or text.
fn bare(endpoint: &str, json: Option<&Value>, text: &str) -> Verdict {
    let body = json.unwrap_or(&Value::Null);
    // `code` may be a member of a success.
    let coded = [number(&body["statusCode"]), number(&body["code"]).filter(|_| !body["message"].is_null())];
    let coded = coded.into_iter().flatten().any(|code| code != 200);
    let named = !body["error"].is_null() && body["error"] != "" && !body["error"].is_boolean();
    if named || coded || !body["errors"][0].is_null() {
        return refusal(body, None);
    }
    let success = |holds: bool, value: Value| if holds { Verdict::Success(value) } else { Verdict::Unreadable };
    let page = text.trim_start().to_lowercase();
    let is_page = page.starts_with("<html") || page.starts_with("<!doctype html");
    let answer = &body["serviceResponse"];
    match endpoint {
        "/token" => {
            let token = body["access_token"].as_str().is_some_and(|token| !token.trim().is_empty());
            success(token, body.clone())
        }
        "/token/introspection" => success(body["active"].is_boolean(), body.clone()),
        "/token/revocation" => success(!is_page && (json.is_some() || !page.starts_with('{')), Value::Null),
        "/me" => success(body["sub"].is_string(), body.clone()),
        "/oidc/validate_token" => success(body["sub"].is_string() || body["exp"].is_i64(), body.clone()),
        "/validate" => {
            let mut lines = text.lines().map(str::trim);
            let answer = lines.next().unwrap_or_default();
            let name = lines.next().filter(|name| answer == "yes" && !name.is_empty());
            success(["yes", "no"].contains(&answer), json!({ "valid": answer == "yes", "username": name }))
        }
        "/serviceValidate" if json.is_none() => {
            success(text.trim_start().starts_with('<') && text.contains("serviceResponse"), json!(text))
        }
        "/serviceValidate" => {
            let valid = answer["authenticationSuccess"]["user"].is_string();
            success(valid || answer["authenticationFailure"].is_object(), body.clone())
        }
        _ => {
            let tells = ["session", "userInfo"].iter().any(|name| !body[*name].is_null());
            success(json.is_some() && (body.is_null() || tells || body["session"].is_object()), body.clone())
        }
    }
}

fn graphql(body: &Value, request: &Value) -> Verdict {
    let code = number(&body["code"]).or_else(|| number(&body["statusCode"]));
    // A gateway may speak another convention.
    let other = code.is_some() || !body["message"].is_null() || !body["error"].is_null();
    let failed = !body["errors"][0].is_null() || body["errors"].is_object();
    if failed || (body["data"].is_null() && other) {
        return refusal(body, None);
    }
    if body.get("data").is_none_or(|data| !data.is_null() && !data.is_object()) {
        return Verdict::Unreadable;
    }
    // A document asks for one field, so the data have one member.
    let asked = &body["data"][request["rootField"].as_str().unwrap_or_default()];
    let first = body["data"].as_object().and_then(|data| data.values().next());
    let root = if asked.is_null() { first.unwrap_or(asked) } else { asked };
    // Some calls succeed, and say in the place of the result that they have refused.
    let says = ["sendEmail", "resetPassword", "resetPasswordByFirstLoginToken", "resetPasswordByForceResetToken"];
    let said = number(&root["code"]).filter(|code| *code != 200);
    if let Some(code) = said.filter(|_| says.iter().any(|name| request["rootField"] == *name)) {
        let message = root["message"].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        return Verdict::Refused { code, message, data: Value::Null };
    }
    match request["operationName"].as_str().unwrap_or_default() {
        // The requested value is a member of the user.
        "getUserDepartments" if root.is_object() => payload(&root["departments"], "departments"),
        "listUserAuthorizedResources" if root.is_object() => payload(&root["authorizedResources"], "resources"),
        operation => payload(root, operation),
    }
}

/// A success, if it has the required members.
fn payload(data: &Value, of: &str) -> Verdict {
    let text = |name: &str| data[name].as_str().is_some_and(|text| !text.is_empty());
    let has = |name: &str| !data[name].is_null();
    let complete = match of {
        "register/email-code" => data["id"].is_string(),
        registration if REGISTRATIONS.contains(&registration) => data["id"].is_string(),
        "generate-link-extidp-url" => data["url"].is_string(),
        "public-config" => data["id"].is_string(),
        "qrcode/gene" => data["random"].is_string(),
        "qrcode/check" => data["status"].is_i64(),
        "qrcode/userinfo" => data["id"].is_string(),
        "isUserExists" => data.is_boolean(),
        "checkPasswordStrength" => data["valid"].is_boolean(),
        "updatePassword" => data["id"].is_string(),
        "sendEmail" | "resetPassword" | "resetPasswordByFirstLoginToken" | "resetPasswordByForceResetToken" => {
            data.is_object()
        }
        "signin" => text("id_token") || text("access_token") || text("code"),
        "auth" | "auth-by-phone" | "email-code" | "verify-user" => data["id"].is_string() && text("token"),
        login if LOGINS.contains(&login) => data["id"].is_string() && text("token"),
        "updateUser" | "bindPhone" | "unbindPhone" | "bindEmail" | "unbindEmail" | "updatePhone" | "updateEmail" => {
            data["id"].is_string()
        }
        "user" => data.is_null() || data["id"].is_string(),
        "refreshToken" => data["token"].is_string(),
        "getUserDepartments" | "listUserAuthorizedResources" | "getUserRoles" => data.is_object(),
        "security-level" => {
            ["email", "mfa", "password", "phone", "passwordSecurityLevel", "score"].into_iter().any(has)
        }
        "allowed" => ["totalCount", "list"].into_iter().any(has),
        "principal_authentication" => data.is_null() || data.is_object(),
        "checkLoginStatus" => data.is_null() || data.is_object(),
        "revoke-session" | "unbind" | "unlink-extidp" | "pub-userEvent" | "create-device" => {
            data.is_null() || data.is_object()
        }
        "udv" | "setUdv" | "setUdvBatch" | "removeUdv" | "orgs" | "list" | "get-identities" => {
            data.is_null() || data.is_array()
        }
        "getphone" => data.is_object(),
        ".well-known" => data["publicKey"] == json!(keys::public_pem()),
        _ => true,
    };
    if complete { Verdict::Success(data.clone()) } else { Verdict::Unreadable }
}
