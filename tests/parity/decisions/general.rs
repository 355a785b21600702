//! Rules that hold for every method, whether or not a record of this repository needs them.
//!
//! The other decisions name methods, which is strict, but explains only what was recorded. A rule here depends on
//! what was given, such as an empty text, and therefore also explains recordings from elsewhere. `self_check.rs` has a
//! record for each rule.

use authing_wxapp::AuthenticationClient;
use serde_json::{Value, json};

use super::{Decision, qrcode};
use crate::{
    calls::{qrcode::reported_states, urls::address},
    case::{Case, ensure},
    compare::{At, Difference},
    hosts,
    replay::Sent,
    rules::*,
};

/// Refusals before the call. Where one of these applies, nothing else can be said about the call.
pub const REFUSALS: &[Decision] = &[
    Decision {
        reason: "D43",
        what: "a host that ends with several slashes is refused",
        applies: ends_with_several_slashes,
        explains: is_of_a_refusal,
        instead: |case| {
            let host = hosts::host_of(&case.observed.options);
            let built = AuthenticationClient::builder("app").host(&*host).allow_plain_http().build();
            ensure(built.is_err_and(|error| error.is_argument()), "the host is accepted")?;
            case.nothing_was_sent()?;
            ensure(case.error().is_some_and(|error| error.is_argument()), "our error is not an argument error")
        },
    },
    Decision {
        reason: "design: required values",
        what: "an empty value is refused before anything is sent, whatever it is for",
        applies: |case| is_refused(case) && texts(case.record.get("args")).any(|text| text.trim().is_empty()),
        explains: is_of_a_refusal,
        instead: |case| {
            case.nothing_was_sent()?;
            case.refused_the_argument()
        },
    },
    Decision {
        reason: "design: required values",
        what: "required values are arguments, and a missing one is refused before anything is sent",
        applies: |case| lacks_an_argument(case) || (is_refused(case) && lacks_a_member(case)),
        explains: is_of_a_refusal,
        instead: |case| {
            case.nothing_was_sent()?;
            case.refused_the_argument()
        },
    },
    Decision {
        reason: "design: types",
        what: "a text is text, and the compiler refuses anything else in its place",
        // Our client gets an empty text in the place of such a value.
        applies: |case| {
            let empty = case.error().is_some_and(|error| error.message().contains("is empty"));
            is_refused(case) && empty && has_another_type(case.record.get("args"))
        },
        explains: is_of_a_refusal,
        instead: |case| {
            case.nothing_was_sent()?;
            case.refused_the_argument()
        },
    },
    Decision {
        reason: "design: tokens",
        what: "a token that no header can carry is refused before anything is sent",
        applies: |case| {
            let is_odd = |text: &str| text.contains(|c: char| !c.is_ascii() || c.is_ascii_control());
            let given = texts(case.record.get("args")).chain(case.token_before().as_str());
            is_refused(case) && given.into_iter().any(is_odd)
        },
        explains: is_of_a_refusal,
        instead: |case| {
            let only_the_key = |sent: &Sent| sent.path.ends_with("/.well-known");
            case.each_sent(only_the_key).map_err(|()| "our call was sent")?;
            case.reported_once()?;
            // A logout ends the session whatever happens.
            if case.logs_out() { Ok(()) } else { case.store_is_unchanged() }
        },
    },
];

/// Differences that a rule explains in any call.
pub const DIFFERENCES: &[Decision] = &[
    Decision {
        reason: "design: results",
        what: "polling says why a login is not complete, also where 4.15.8 says nothing and 4.23.55 fails over the reply",
        applies: |case| {
            qrcode::is(case, "startPolling") && qrcode::states(case).iter().any(|state| *state == 4 || *state == 5)
        },
        explains: |_, d| matches!(d.at, At::Value(_)),
        instead: |case| {
            let others = |calls: &Value| -> Vec<Value> {
                let calls = calls.as_array().into_iter().flatten();
                calls.filter(|call| !REASONS.iter().any(|name| call["callback"] == *name)).cloned().collect()
            };
            let recorded = reported_states(case.record);
            ensure(others(case.value()) == others(&recorded), "our client reported another state")?;
            let expected: &[&str] =
                if qrcode::states(case).contains(&json!(4)) { &["onMfa", "onAuthFlow"] } else { &["onError"] };
            let told = |name: &str| case.value().as_array().into_iter().flatten().any(|call| call["callback"] == *name);
            let all = expected.iter().all(|name| told(name) != case.record.arg(1)[*name].is_null());
            ensure(all, "our client does not say why")?;
            case.store_is_unchanged()
        },
    },
    Decision {
        reason: "D54",
        what: "every value is escaped in a path and in a query",
        applies: |case| reserved(case).next().is_some() && case.differences.iter().any(is_in_an_address),
        explains: |_, d| is_in_an_address(d),
        instead: |case| {
            let sent = case.observed.sent.iter().flat_map(values);
            let carried: Vec<String> = sent.chain(values_of_address(case)).collect();
            let whole = reserved(case).any(|text| carried.iter().any(|value| value == text));
            ensure(whole, "our address carries no value as it was given")
        },
    },
    Decision {
        reason: "D64",
        what: "an integer keeps its digits where JavaScript rounds it",
        applies: |case| case.differences.iter().any(is_rounded),
        explains: |_, d| is_rounded(d),
        instead: |case| {
            let given = [case.record.get("args"), case.record.get("requests")].map(ToString::to_string).concat();
            let exact = |d: &Difference| integer(&d.ours).is_some_and(|ours| given.contains(&ours.to_string()));
            let all = case.differences.iter().filter(|d| is_rounded(d)).all(exact);
            ensure(all, "our integer has other digits than the given one")
        },
    },
];

/// The callbacks that say why a login is not complete.
const REASONS: [&str; 3] = ["onMfa", "onAuthFlow", "onError"];

/// Whether our client refused an argument or a setting.
fn is_refused(case: &Case) -> bool {
    case.error().is_some_and(|error| error.is_argument())
}

fn is_of_a_refusal(_: &Case, difference: &Difference) -> bool {
    let of_javascript = matches!(difference.at, At::OptionsChanged | At::ArgumentsChanged);
    let of_the_call = matches!(difference.at, At::Missing(_) | At::Value(_));
    at_outcome(difference) || at_store(difference) || of_the_call || of_javascript
}

fn ends_with_several_slashes(case: &Case) -> bool {
    hosts::host_of(&case.observed.options).ends_with("//")
}

/// Whether a member of the first argument is missing without which the call cannot be made.
fn lacks_a_member(case: &Case) -> bool {
    let given = |name: &str| case.record.arg(0).pointer(name).is_some_and(Value::is_string);
    let of_payload = |payload: &str| match payload {
        "PASSWORD" => vec!["/passwordPayload/password"],
        "PASSCODE" => vec!["/passCodePayload/passCode"],
        "LDAP" => vec!["/ldapPayload/sAMAccountName", "/ldapPayload/password"],
        "AD" => vec!["/adPayload/sAMAccountName", "/adPayload/password"],
        _ => vec!["/connection"],
    };
    let needed = match case.record.method.as_str() {
        "linkAccount" => vec!["/primaryUserToken", "/secondaryUserToken"],
        "unLinkAccount" => vec!["/primaryUserToken", "/provider"],
        "resetPasswordByFirstLoginToken" => vec!["/token", "/password"],
        "resetPasswordByForceResetToken" => vec!["/token", "/oldPassword", "/newPassword"],
        "social.generateLinkExtIdpUrl" => vec!["/extIdpConnIdentifier", "/idToken"],
        "social.unlinkExtIdp" => vec!["/extIdpId"],
        "principal.authenticate" if case.record.arg(0)["type"] == "P" => vec!["/name", "/idCard", "/bankCard"],
        "principal.authenticate" => vec!["/enterpriseName", "/enterpriseCode", "/legalPersonName"],
        "signinByCredentials" => of_payload(case.record.arg(0)["connection"].as_str().unwrap_or_default()),
        _ => vec![],
    };
    let accounts = ["account", "email", "username", "phone"];
    let addresses = match case.record.arg(0)["connection"].as_str() {
        Some("PASSWORD") => accounts.map(|name| format!("/passwordPayload/{name}")).to_vec(),
        Some("PASSCODE") => ["email", "phone"].map(|name| format!("/passCodePayload/{name}")).to_vec(),
        _ => vec![],
    };
    let unaddressed = !addresses.is_empty() && !addresses.iter().any(|name| given(name));
    unaddressed || !needed.into_iter().all(given)
}

/// Whether a value contains anything but texts and what contains them.
fn has_another_type(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(|item| item.is_array() || has_another_type(item)),
        Value::Object(members) => members.values().any(|member| member.is_array() || has_another_type(member)),
        Value::Number(_) | Value::Bool(_) => true,
        Value::String(_) | Value::Null => false,
    }
}

/// Every text in a value.
fn texts<'a>(value: &'a Value) -> Box<dyn Iterator<Item = &'a str> + 'a> {
    match value {
        Value::String(text) => Box::new(std::iter::once(&**text)),
        Value::Array(items) => Box::new(items.iter().flat_map(texts)),
        Value::Object(members) => Box::new(members.values().flat_map(texts)),
        _ => Box::new(std::iter::empty()),
    }
}

/// The given texts that mean something else in a URL unless they are escaped.
fn reserved<'a>(case: &'a Case) -> impl Iterator<Item = &'a str> + use<'a> {
    let given = texts(case.record.get("args")).chain(case.record.get("options")["appId"].as_str());
    given.filter(|text| text.contains(|c: char| !c.is_ascii() || "/?#%&=+ \"'<>".contains(c)))
}

/// Whether a difference is in the path or the query of a request, or of an address that a call returns.
fn is_in_an_address(difference: &Difference) -> bool {
    match &difference.at {
        At::Path(_) | At::Query(_) => true,
        At::Value(place) => place == "path" || place == "fragment" || place.starts_with("query"),
        _ => false,
    }
}

/// The decoded segments of the path of a request, and the values of its query.
fn values(sent: &Sent) -> Vec<String> {
    let decoded = |segment: &str| percent_encoding::percent_decode_str(segment).decode_utf8_lossy().into_owned();
    let segments = sent.path.split('/').map(decoded);
    segments.chain(sent.query.iter().map(|(_, value)| value.clone())).collect()
}

/// The values in the query of the address that our call returned.
fn values_of_address(case: &Case) -> Vec<String> {
    let address = address(&case.value()["url"]);
    texts(&address["query"]).map(str::to_owned).collect()
}

const BEYOND_DOUBLES: i128 = 1 << 53;

/// Whether both sides are the same number, except for the rounding of JavaScript.
fn is_rounded(difference: &Difference) -> bool {
    let Some(ours) = integer(&difference.ours).filter(|ours| ours.abs() > BEYOND_DOUBLES) else { return false };
    let double = |number: i128| number as f64;
    match &difference.recorded {
        Value::Number(number) => number.as_f64() == Some(double(ours)),
        Value::String(text) => text.parse::<f64>().is_ok_and(|recorded| recorded == double(ours)),
        _ => false,
    }
}

fn integer(value: &Value) -> Option<i128> {
    match value {
        Value::Number(number) => number.to_string().parse().ok(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}
