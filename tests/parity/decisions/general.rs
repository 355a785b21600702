//! Rules that hold for every method, whether or not a record of this repository needs them.
//!
//! The other decisions name methods, which is strict, but explains only what was recorded. A rule here depends on
//! what was given, such as an empty text, and therefore also explains recordings from elsewhere. `self_check.rs` has a
//! record for each rule.

use authing_wxapp::AuthenticationClient;
use serde_json::Value;

use super::Decision;
use crate::{
    calls::urls::address,
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
