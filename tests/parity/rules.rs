//! Conditions and checks that several decisions share.

use std::time::SystemTime;

use authing_wxapp::AuthenticationClient;
use serde_json::{Map, Value, json};

use crate::{
    account,
    calls::{self, oidc},
    case::{Case, Check, ensure},
    compare::{At, Difference},
    design::Verdict,
    hosts, keys,
    model::{LOGINS, REGISTRATIONS},
    record::{self, is_falsy},
    replay::Sent,
};

/// A difference in the outcome of a call, or in what is reported and stored.
pub fn at_outcome(difference: &Difference) -> bool {
    matches!(difference.at, At::Outcome | At::Thrown | At::Code | At::Message | At::Data | At::OnError)
}

pub fn at_store(difference: &Difference) -> bool {
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

/// The failure matches the reply, and the session is kept, except that a logout always ends it.
pub fn the_failure_is_returned(case: &Case) -> Check {
    case.matches_the_reply()?;
    if case.logs_out() {
        ensure(case.observed.after["token"].is_null(), "our session is not over")
    } else {
        case.store_is_unchanged()
    }
}

/// A password that cannot be encrypted is refused locally, and not sent in any form.
pub fn the_password_is_not_sent(case: &Case) -> Check {
    let error = case.error().ok_or("our call succeeded without the password")?;
    ensure(error.code().get() == -3 && (error.is_argument() || error.is_decode()), "our error is not a local failure")?;
    ensure(
        case.observed.sent.iter().all(|sent| sent.body.is_empty()),
        "our call sent more than the request for the key",
    )?;
    case.reported_once()?;
    case.store_is_unchanged()
}

/// The password that was sent, decrypted, is the argument.
pub fn the_password_is_utf8_under_rsa(case: &Case) -> Check {
    let sent = case.observed.sent.last().ok_or("our call sent nothing")?;
    // Without a key no password is sent.
    if sent.path.ends_with("/.well-known") {
        return Ok(());
    }
    let sent = sent.json();
    let plain = sent["variables"]["input"]["password"].as_str().and_then(keys::decrypt);
    ensure(
        plain.as_deref() == case.record.arg(1).as_str().map(str::as_bytes),
        "the password is not the argument in UTF-8",
    )
}

/// Whether the record lacks a required argument, or one of two that go together.
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
        | "removeUdfValue"
        | "event.sub" => 1,
        "loginByPhone" | "getPhone" => 3,
        "bindPhone" | "bindEmail" | "updatePhone" | "updateEmail" | "sendEmail" => 2,
        "browserFingerprint.myDevicesUnbind" | "browserFingerprint.myDevicesLogout" => 1,
        method if LOGINS.contains(&method) || REGISTRATIONS.contains(&method) => 2,
        "updatePassword" => 1,
        "resetPasswordByPhoneCode" | "resetPasswordByEmailCode" => 3,
        method => match calls::qrcode::action(method) {
            Some("checkStatus" | "exchangeUserInfo" | "startPolling") => 1,
            _ => 0,
        },
    };
    let given = |name: &str| case.is(&["loginByCode"]) && !is_falsy(&case.record.arg(1)[name]);
    let one_alone = !given("rawData") && given("iv") != given("encryptedData");
    let empty_password = case.is(&["registerByPhoneCode"]) && *case.record.arg(2) == json!("");
    let no_values = case.is(&["setUdfValue"]) && case.record.arg(0).as_object().is_some_and(Map::is_empty);
    let of_mfa = calls::mfa::lacks_an_argument(case.record);
    one_alone || no_values || empty_password || of_mfa || (0..count).any(|index| is_falsy(case.record.arg(index)))
}

/// Parameters that authing-wxapp-sdk drops, because they are newer than its base: the path in our request, and the
/// given value.
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
    if case.is(&["mfa.associateFaceByUrl"]) && !case.js() {
        let (base, compare) = (&case.record.arg(0)["baseFace"], &case.record.arg(0)["compareFace"]);
        let given = [("photoA", base), ("photoB", if compare.is_null() { base } else { compare })];
        return given
            .into_iter()
            .filter(|_| base.is_string())
            .map(|(name, face)| (name.into(), face.clone()))
            .collect();
    }
    let (argument, prefix, names): (usize, &str, &[&str]) = match case.record.method.as_str() {
        _ if case.js() => return vec![],
        "updateProfile" => (1, "", &["emailToken", "phoneToken"]),
        "loginByPhoneCode" => (2, "input.", &["phoneCountryCode"]),
        "registerByEmail" | "registerByUsername" => (3, "input.", &["phoneToken", "emailToken"]),
        "registerByPhoneCode" => (4, "input.", &["phoneCountryCode", "emailToken"]),
        "loginByLdap" | "loginByAd" => (2, "", &["clientIp", "withCustomData"]),
        method if calls::qrcode::action(method) == Some("geneCode") => (0, "", &["extIdpConnId", "withCustomData"]),
        "mfa.verifyAppSmsMfa" => (0, "", &["phoneCountryCode"]),
        _ => return vec![],
    };
    let given = |name: &&str| {
        let value = case.record.arg(argument)[*name].clone();
        // A value of another type than the parameter does not compile.
        (value.is_string() || value.is_boolean()).then(|| (format!("{prefix}{name}"), value))
    };
    names.iter().filter_map(given).collect()
}

/// The value at a path in the variables of our request, or in its body if it is not GraphQL.
pub fn sent_at(sent: &Sent, place: &str) -> Value {
    let body = sent.json();
    let from = if body["query"].is_string() { &body["variables"] } else { &body };
    place.split('.').fold(from, |value, step| &value[step]).clone()
}

/// Whether the token and the stored user of a call belong to different users.
pub fn has_a_token_of_another_user(case: &Case) -> bool {
    let token = match case.is(&["setToken", "tokenProvider.setToken"]) {
        true => case.record.arg(0),
        false if case.is(&["updateProfile", "updateAvatar", "uploadAvatar"]) => case.token_before(),
        false => return false,
    };
    let user = &case.record.get("before")["user"]["id"];
    // A token that cannot be read says nothing about its user, so an update names the stored one.
    let says_nothing = case.observed.sent.iter().any(|_| record::user_id(token).is_none());
    token.is_string() && user.is_string() && !says_nothing && record::user_id(token).as_deref() != user.as_str()
}

/// The user in the token is the one in the request and in the store.
pub fn the_user_of_the_token_is_used(case: &Case) -> Check {
    match case.observed.sent.last() {
        Some(sent) => {
            let id = sent.json()["variables"]["id"].as_str().map(str::to_owned);
            ensure(id.is_none() || id == record::user_id(case.token_before()), "the id is not that of the token")
        }
        None if case.failed() => case.store_is_unchanged(),
        None => {
            ensure(case.observed.after["token"] == *case.record.arg(0), "the token was not stored")?;
            ensure(case.observed.after["user"].is_null(), "another user is still stored")
        }
    }
}

/// The local login check returns the id in the token, or else that of the user, and detects an expired token.
pub fn the_local_check_reads_the_token(case: &Case) -> Check {
    let stored = || case.observed.before["user"]["id"].as_str().map(str::to_owned);
    let id = record::user_id(case.token_before()).or_else(stored);
    match case.error() {
        Some(error) if is_expired(case) => ensure(error.is_token_expired(), "our call failed for another reason"),
        Some(error) => ensure(id.is_none() && error.is_not_logged_in(), "our call failed without a reason"),
        None => ensure(!is_expired(case) && *case.value() == json!(id), "our call returned another id"),
    }
}

/// `None` means that nobody is logged in. Every failure is an error.
pub fn only_nobody_is_none(case: &Case) -> Check {
    case.store_is_unchanged()?;
    if !case.is_login_refused() {
        return case.matches_the_reply();
    }
    ensure(case.error().is_none() && case.value().is_null(), "our result does not say that nobody is logged in")?;
    case.reported_once()
}

/// Whether the padding of a recorded password was shortened, or its block overflowed.
pub fn overflows(password: &Value) -> bool {
    !password["$paddingLength"].is_null() || !password["$rsaMalformed"].is_null()
}

/// Whether a REST reply has its code where the JavaScript SDKs do not look, or as text.
pub fn has_an_unusual_code(case: &Case) -> bool {
    let reply = case.record.requests().last().map(|request| &request["reply"]["json"]);
    !case.is_graphql() && reply.is_some_and(|reply| !reply["code"].is_number())
}

/// Whether the reply has no login status, or refuses the token.
pub fn has_no_status(case: &Case) -> bool {
    case.verdict == Some(Verdict::Success(Value::Null)) || case.is_login_refused()
}

/// Whether the options change a header.
pub fn changes_headers(case: &Case) -> bool {
    ["userPoolId", "tenantId", "lang", "requestFrom", "headers"].iter().any(|option| case.gives(option))
}

/// Whether a recorded header has an empty value.
pub fn sends_an_empty_header(case: &Case) -> bool {
    let headers = case.record.delivered().filter_map(|request| request["headers"].as_object()).flatten();
    headers.into_iter().any(|(_, value)| value == "")
}

/// The client has one host, which is the one that the options yield.
pub fn the_host_follows_from_the_options(case: &Case) -> Check {
    let host = hosts::host_of(&case.observed.options);
    let client = AuthenticationClient::builder("app").host(&*host).allow_plain_http().build();
    ensure(client.map_err(|e| e.to_string())?.host() == host.trim_end_matches('/'), "the host differs")
}

/// Whether the user of the last reply, or the one that is set, has no token.
pub fn has_no_token(case: &Case) -> bool {
    let user = match &case.verdict {
        _ if case.is(&["setCurrentUser", "tokenProvider.setUser"]) => case.record.arg(0),
        Some(Verdict::Success(user)) if case.is_registration() => user,
        Some(Verdict::Success(user))
            if case.is(&["getCurrentUser", "updateProfile", "updateAvatar", "uploadAvatar", "updatePassword"])
                || case.is(&account::BINDING[..4]) =>
        {
            user
        }
        _ => return false,
    };
    user["id"].is_string() && user["token"].as_str().is_none_or(str::is_empty)
}

/// Whether a call that succeeds may put another session in the place of the one before.
pub fn may_replace_the_session(case: &Case) -> bool {
    let by_name = ["refreshToken", "setToken", "setCurrentUser", "signinByCredentials", "tokenProvider.setToken"];
    let scanned = calls::qrcode::action(&case.record.method) == Some("exchangeUserInfo");
    let of_tokens = case.is(&oidc::TOKENS_OF_A_USER) || case.is(&calls::mfa::VERIFICATIONS);
    let stores = case.is_login() || case.is_registration() || scanned || of_tokens || case.is(&by_name);
    stores || case.value()["token"] == case.observed.after["token"]
}

/// Whether a refused token is a result of the call, and not a failure.
pub fn answers_a_refusal(case: &Case) -> bool {
    case.is(&["getCurrentUser", "checkLoginStatus"]) && case.is_login_refused()
}

pub fn is_expired(case: &Case) -> bool {
    let claims = case.token_before().as_str().and_then(record::claims).unwrap_or_default();
    let now = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |elapsed| elapsed.as_secs());
    claims["exp"].as_u64().is_some_and(|seconds| seconds <= now)
}

pub fn is_without_session(case: &Case) -> bool {
    let needs_one = [
        "getCurrentUser",
        "updateProfile",
        "updateAvatar",
        "uploadAvatar",
        "refreshToken",
        "checkLoggedIn",
        "updatePassword",
        "event.pub",
        "event.sub",
        "browserFingerprint.createDevice",
    ];
    (case.is(&needs_one)
        || case.is(&["social.unlinkExtIdp", "social.getIdentities"])
        || case.is(&account::MEMBERSHIP)
        || case.is(&account::SMALL_AREAS)
        || case.is(&account::CUSTOM_FIELDS)
        || case.is(&account::BINDING))
        && case.token_before().is_null()
        || calls::mfa::lacks_a_session(case.record, case.token_before())
}
