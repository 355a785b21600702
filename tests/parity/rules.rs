//! Conditions and checks that several decisions share.

use std::time::SystemTime;

use authing_wxapp::AuthenticationClient;
use serde_json::{Map, Value, json};

use crate::{
    account,
    calls::oidc,
    case::{Case, Check, ensure},
    compare::{At, Difference},
    design::Verdict,
    drive, keys,
    model::{LOGINS, REGISTRATIONS},
    record::{self, is_falsy},
    replay::Sent,
};

/// A difference in the way a call ends, or in what of its end is reported and stored.
pub fn of_the_end(difference: &Difference) -> bool {
    matches!(difference.at, At::Outcome | At::Thrown | At::Code | At::Message | At::Data | At::OnError)
}

pub fn of_the_store(difference: &Difference) -> bool {
    matches!(difference.at, At::Stored(_))
}

pub fn at_header(difference: &Difference, name: &str) -> bool {
    matches!(&difference.at, At::Header(_, other) if other == name)
}

pub fn at_any_header(difference: &Difference) -> bool {
    matches!(difference.at, At::Header(..))
}

pub fn at_password(difference: &Difference) -> bool {
    matches!(&difference.at, At::Body(_, path) if path == "input.password")
}

/// The failure is told as it came, and the session is left alone; only a logout ends it in any case.
pub fn the_failure_is_told(case: &Case) -> Check {
    case.tells_the_reply()?;
    if case.logs_out() {
        ensure(case.seen.after["token"].is_null(), "our session is not over")
    } else {
        case.store_is_unchanged()
    }
}

/// A password that cannot be encrypted is refused here, and never leaves in any form.
pub fn the_password_stays_here(case: &Case) -> Check {
    let error = case.error().ok_or("ours sent something in its place")?;
    ensure(error.code().get() == -3 && (error.is_argument() || error.is_decode()), "ours is no local failure")?;
    ensure(case.seen.sent.iter().all(|sent| sent.body.is_empty()), "ours sent more than the request for the key")?;
    case.reported_once()?;
    case.store_is_unchanged()
}

/// The password that was sent, decrypted, is the argument.
pub fn the_password_is_utf8_under_rsa(case: &Case) -> Check {
    let sent = case.seen.sent.last().ok_or("ours sent nothing")?.json();
    let plain = sent["variables"]["input"]["password"].as_str().and_then(keys::decrypt);
    ensure(
        plain.as_deref() == case.record.arg(1).as_str().map(str::as_bytes),
        "the password is not the argument in UTF-8",
    )
}

/// Arguments that a call of ours cannot do without, or that go together.
pub fn lacks_an_argument(case: &Case) -> bool {
    if oidc::knows(case.record) {
        return oidc::lacks_an_argument(case.record);
    }
    let count = match case.record.method.as_str() {
        "loginByCode"
        | "setToken"
        | "tokenProvider.setToken"
        | "listAuthorizedResources"
        | "hasRole"
        | "sendSmsCode"
        | "setUdv"
        | "removeUdv"
        | "removeUdfValue" => 1,
        "loginByPhone" | "getPhone" => 3,
        "bindPhone" | "bindEmail" | "updatePhone" | "updateEmail" | "sendEmail" => 2,
        method if LOGINS.contains(&method) || REGISTRATIONS.contains(&method) => 2,
        "updatePassword" => 1,
        "resetPasswordByPhoneCode" | "resetPasswordByEmailCode" => 3,
        _ => 0,
    };
    let given = |name: &str| case.is(&["loginByCode"]) && !is_falsy(&case.record.arg(1)[name]);
    let one_alone = !given("rawData") && given("iv") != given("encryptedData");
    let empty_password = case.is(&["registerByPhoneCode"]) && *case.record.arg(2) == json!("");
    let no_values = case.is(&["setUdfValue"]) && case.record.arg(0).as_object().is_some_and(Map::is_empty);
    one_alone || no_values || empty_password || (0..count).any(|index| is_falsy(case.record.arg(index)))
}

/// What authing-wxapp-sdk drops of what it is given, for it came later than its base: the place in what we send, and
/// the value that was given.
pub fn newer_parameters(case: &Case) -> Vec<(String, Value)> {
    if case.is(&["sendSmsCode", "resetPasswordByPhoneCode"]) && !case.js() {
        let places: &[_] = match case.is(&["sendSmsCode"]) {
            true => &[(1, "phoneCountryCode"), (2, "scene")],
            false => &[(3, "phoneCountryCode")],
        };
        let given = places.iter().copied();
        let given = given.map(|(index, name)| (name.to_owned(), case.record.arg(index).clone()));
        return given.filter(|(_, value)| value.is_string()).collect();
    }
    let (argument, prefix, names): (usize, &str, &[&str]) = match case.record.method.as_str() {
        _ if case.js() => return vec![],
        "updateProfile" => (1, "", &["emailToken", "phoneToken"]),
        "loginByPhoneCode" => (2, "input.", &["phoneCountryCode"]),
        "registerByEmail" | "registerByUsername" => (3, "input.", &["phoneToken", "emailToken"]),
        "registerByPhoneCode" => (4, "input.", &["phoneCountryCode", "emailToken"]),
        "loginByLdap" => (2, "", &["clientIp", "withCustomData"]),
        _ => return vec![],
    };
    let given = |name: &&str| {
        let value = case.record.arg(argument)[*name].clone();
        (!value.is_null()).then(|| (format!("{prefix}{name}"), value))
    };
    names.iter().filter_map(given).collect()
}

/// What a request of ours has at a place: in its variables, or in its body when it is no GraphQL.
pub fn sent_at(sent: &Sent, place: &str) -> Value {
    let body = sent.json();
    let from = if body["query"].is_string() { &body["variables"] } else { &body };
    place.split('.').fold(from, |value, step| &value[step]).clone()
}

/// Whether a call works with a token and a stored user that do not belong together.
pub fn has_a_token_of_somebody_else(case: &Case) -> bool {
    let token = match case.is(&["setToken", "tokenProvider.setToken"]) {
        true => case.record.arg(0),
        false if case.is(&["updateProfile", "updateAvatar"]) => case.token_before(),
        false => return false,
    };
    let user = &case.record.get("before")["user"]["id"];
    token.is_string() && user.is_string() && record::named(token).as_deref() != user.as_str()
}

/// The user is the one that the token names: in what is sent, and in what is stored.
pub fn the_token_is_believed(case: &Case) -> Check {
    match case.seen.sent.last() {
        Some(sent) => {
            let id = sent.json()["variables"]["id"].as_str().map(str::to_owned);
            ensure(id.is_none() || id == record::named(case.token_before()), "the id is not that of the token")
        }
        None if case.failed() => case.store_is_unchanged(),
        None => {
            ensure(case.seen.after["token"] == *case.record.arg(0), "the token was not stored")?;
            ensure(case.seen.after["user"].is_null(), "the user of somebody else is still stored")
        }
    }
}

/// The local login check gives the id of the token, else of the user; an expired token is found.
pub fn the_token_is_looked_at(case: &Case) -> Check {
    let stored = || case.seen.before["user"]["id"].as_str().map(str::to_owned);
    let id = record::named(case.token_before()).or_else(stored);
    match case.error() {
        Some(error) if is_expired(case) => ensure(error.is_token_expired(), "ours failed for another reason"),
        Some(error) => ensure(id.is_none() && error.is_not_logged_in(), "ours failed without a reason"),
        None => ensure(!is_expired(case) && *case.value() == json!(id), "ours gave another id"),
    }
}

/// Nobody being logged in is no failure, and every failure is told.
pub fn only_nobody_is_none(case: &Case) -> Check {
    case.store_is_unchanged()?;
    if !case.is_login_refused() {
        return case.tells_the_reply();
    }
    ensure(case.error().is_none() && case.value().is_null(), "ours does not say that nobody is logged in")?;
    case.reported_once()
}

/// Whether the padding of a recorded password was cut short, or its block burst.
pub fn overflows(password: &Value) -> bool {
    !password["$paddingLength"].is_null() || !password["$rsaMalformed"].is_null()
}

/// Whether a REST reply has its code elsewhere than the JavaScript SDKs look for it, or as text.
pub fn has_an_unusual_code(case: &Case) -> bool {
    let reply = case.record.requests().last().map(|request| &request["reply"]["json"]);
    !case.is_graphql() && reply.is_some_and(|reply| !reply["code"].is_number())
}

/// Whether the server gave no status to pass on: none at all, or a refused token.
pub fn has_no_status(case: &Case) -> bool {
    case.verdict == Some(Verdict::Success(Value::Null)) || case.is_login_refused()
}

/// Whether the options change a header.
pub fn changes_headers(case: &Case) -> bool {
    ["userPoolId", "tenantId", "lang", "requestFrom", "headers"].iter().any(|option| case.gives(option))
}

/// Whether a recorded header has no value, which says nothing.
pub fn sends_an_empty_header(case: &Case) -> bool {
    let headers = case.record.delivered().filter_map(|request| request["headers"].as_object()).flatten();
    headers.into_iter().any(|(_, value)| value == "")
}

/// A client has one host, and its name is the one that the options come down to.
pub fn the_host_is_the_one(case: &Case) -> Check {
    let host = drive::host_of(&case.seen.options);
    let client = AuthenticationClient::builder("app").host(&*host).allow_plain_http().build();
    ensure(client.map_err(|e| e.to_string())?.host() == host.trim_end_matches('/'), "the host is another")
}

/// Whether the user of the last reply, or the one that is set, brings no token.
pub fn brings_no_token(case: &Case) -> bool {
    let user = match &case.verdict {
        _ if case.is(&["setCurrentUser", "tokenProvider.setUser"]) => case.record.arg(0),
        Some(Verdict::Success(user)) if case.is_registration() => user,
        Some(Verdict::Success(user))
            if case.is(&["getCurrentUser", "updateProfile", "updateAvatar", "updatePassword"])
                || case.is(&account::BINDING[..4]) =>
        {
            user
        }
        _ => return false,
    };
    user["id"].is_string() && is_falsy(&user["token"])
}

/// Whether a refused token is an answer to the call, and no failure.
pub fn answers_a_refusal(case: &Case) -> bool {
    case.is(&["getCurrentUser", "checkLoginStatus"]) && case.is_login_refused()
}

pub fn is_expired(case: &Case) -> bool {
    let claims = case.token_before().as_str().and_then(record::claims).unwrap_or_default();
    let now = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |elapsed| elapsed.as_secs());
    claims["exp"].as_u64().is_some_and(|seconds| seconds <= now)
}

pub fn is_without_session(case: &Case) -> bool {
    let needs_one =
        ["getCurrentUser", "updateProfile", "updateAvatar", "refreshToken", "checkLoggedIn", "updatePassword"];
    (case.is(&needs_one)
        || case.is(&account::MEMBERSHIP)
        || case.is(&account::SMALL_AREAS)
        || case.is(&account::CUSTOM_FIELDS)
        || case.is(&account::BINDING))
        && case.token_before().is_null()
}
