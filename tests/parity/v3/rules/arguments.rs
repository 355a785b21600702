//! Rules about calls that our client refuses before anything is sent, and about arguments.

use serde_json::Value;

use super::{Rule, as_always, at_outcome, at_request, at_store};
use crate::v3::{
    case::{Case, Check, ensure},
    compare::At,
    conduct::{encrypts, is_of_the_key},
    drive,
    methods::Kind,
};

/// Refusals of an argument or a setting. The call was not made, so nothing else can be said about it.
pub const REFUSALS: &[Rule] = &[
    Rule {
        reason: "design: required values",
        what: "a required value that is missing or blank is refused before anything is sent",
        applies: |case| case.refuses_an_argument() && has_a_blank_argument(case),
        explains: |_, d| at_outcome(d) || at_store(d) || at_request(d),
        instead: nothing_happened,
    },
    Rule {
        reason: "design: passwords",
        what: "a password that cannot be encrypted as asked is refused, and not sent in any form",
        applies: |case| case.refuses_an_argument() && encrypts(case),
        explains: |_, d| at_outcome(d) || at_store(d) || at_request(d),
        instead: nothing_happened,
    },
    Rule {
        reason: "V26",
        what: "a host without a scheme, or with several slashes at its end, is refused by the builder",
        applies: |case| !case.observed.built && has_an_odd_host(case) && case.kind() != Kind::Platform,
        explains: |_, d| at_outcome(d) || at_store(d) || at_request(d),
        instead: nothing_happened,
    },
];

pub const RULES: &[Rule] = &[
    Rule {
        reason: "V19",
        what: "arguments of the caller are not changed",
        applies: |_| true,
        explains: |_, d| d.at == At::ArgumentsChanged,
        instead: as_always,
    },
    Rule {
        reason: "V16, design: codes are arguments",
        what: "codes of the platform are arguments, so nothing of the platform can fail",
        applies: |case| {
            let failed = |platform: &Value| {
                ["everyLogin", "codes", "storageFails", "chosen"].iter().any(|name| !platform[*name].is_null())
            };
            failed(case.record.get("platform")) && case.record.requests().is_empty()
        },
        explains: |_, d| at_outcome(d) || at_store(d) || at_request(d),
        instead: |case| match case.kind() {
            Kind::Platform | Kind::Store => ensure(case.observed.exchanges.is_empty(), "our client sent something"),
            // Without a session there is nothing to end.
            Kind::Logout if !case.holds("refresh_token") && !case.holds("access_token") => Ok(()),
            _ => ensure(
                !case.observed.exchanges.is_empty() || case.error().is_some(),
                "our client did not make the call",
            ),
        },
    },
];

/// Nothing was stored, and nothing sent but the request for a key; the error says that an argument or a setting is wrong.
pub fn nothing_happened(case: &Case) -> Check {
    ensure(case.sent().iter().all(|path| is_of_the_key(path)), "our call sent a request")?;
    ensure(case.observed.after == *case.before(), "our store has changed")?;
    let refused = case.error().is_some_and(|error| error.is_argument() && error.code().get() == -3);
    ensure(refused, "our error is not an argument error with code -3")
}

/// Whether a text among the arguments is blank, or a required one is missing.
fn has_a_blank_argument(case: &Case) -> bool {
    // A code that is given stands in the place of that of the platform, even if it is none.
    let code = case.record.arg().get("code").is_some_and(|code| !code.is_string());
    code || case.method.lacks_an_argument(case.record)
        || texts(case.record.get("args")).iter().any(|text| text.trim().is_empty())
}

/// Every text in a value.
pub fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(members) => members.values().flat_map(texts).collect(),
        _ => vec![],
    }
}

fn has_an_odd_host(case: &Case) -> bool {
    let host = drive::host(case.record);
    !host.contains("://") || host.ends_with("//")
}
