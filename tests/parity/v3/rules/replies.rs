//! Rules about replies: which are successes, what a failure says, and what a call returns.

use serde_json::Value;

use super::{Rule, as_always, at_outcome, at_store};
use crate::v3::{
    case::{Case, ensure},
    compare::{At, number},
    conduct::is_of_the_key,
    expected::Verdict,
    methods::Kind,
    outcome::{Failure, Recorded},
    rules::requests::is_nothing,
};

pub const RULES: &[Rule] = &[
    Rule {
        reason: "V07",
        what: "an empty reply is an error that says so",
        applies: |case| unreadable(case) && last_reply(case).is_some_and(is_empty),
        explains: |_, d| at_outcome(d),
        instead: is_decode_error,
    },
    Rule {
        reason: "V09, V10, V35",
        what: "a reply that is not JSON, or not an object, is an error that says so",
        applies: |case| {
            unreadable(case) && last_reply(case).is_some_and(|reply| !reply["json"].is_object() && !is_empty(reply))
        },
        explains: |_, d| at_outcome(d),
        instead: is_decode_error,
    },
    Rule {
        reason: "V11, design: required members of a reply",
        what: "a success without what was asked for is an error, and null is null",
        applies: |case| unreadable(case) && last_reply(case).is_some_and(|reply| reply["json"].is_object()),
        explains: |_, d| at_outcome(d),
        instead: is_decode_error,
    },
    Rule {
        reason: "V08",
        what: "an HTTP error status is an error, whatever the body says",
        applies: |case| matches!(&case.verdict, Some(Verdict::Refused(refusal)) if refusal.http_status >= 300),
        // Without a key the call is not made.
        explains: |case, d| at_outcome(d) || at_store(d) || matches!(d.at, At::Missing(_)) && ends_at_the_key(case),
        instead: as_always,
    },
    Rule {
        reason: "V09, V34, V41",
        what: "a refusal under HTTP 200 is one error with the server's code, message, data and request id",
        applies: |case| matches!(&case.verdict, Some(Verdict::Refused(refusal)) if refusal.http_status < 300),
        explains: |_, d| at_outcome(d),
        instead: as_always,
    },
    Rule {
        reason: "V10, V33",
        what: "a lost connection and a timeout are errors of their own kinds",
        applies: |case| matches!(case.verdict, Some(Verdict::Unreachable | Verdict::TimedOut)),
        explains: |_, d| at_outcome(d),
        instead: as_always,
    },
    Rule {
        reason: "V23",
        what: "a phone number is read in both forms of the reply",
        applies: |case| case.method.path.ends_with("/get-wechat-miniprogram-phone") && is_success(case),
        explains: |_, d| at_outcome(d),
        instead: |case| {
            let text = case.value().to_string();
            ensure(text.contains("honeNumber") || text.contains("phone_number"), "our result has no number")
        },
    },
    Rule {
        reason: "V09",
        what: "a code as text is a code",
        applies: |case| is_success(case) && case.replies().any(|reply| reply["json"]["statusCode"].is_string()),
        explains: |_, d| at_outcome(d),
        instead: as_always,
    },
    Rule {
        reason: "design: results",
        what: "a call whose only result is that it was done returns nothing",
        applies: |case| {
            let nothing_to_do = case.kind() == Kind::Logout && case.before().is_null();
            (is_success(case) || nothing_to_do) && case.error().is_none() && case.value().is_null()
        },
        explains: |case, d| matches!(&d.at, At::Value(_)) && d.ours.is_null() && says_only_that_it_was_done(case),
        instead: as_always,
    },
    Rule {
        reason: "V43, V44",
        what: "methods that fail for want of an argument or of themselves work",
        applies: |case| case.record.requests().is_empty() && is_type_error(case) && !case.refuses_an_argument(),
        explains: |_, d| at_outcome(d) || matches!(d.at, At::Extra(_)),
        instead: |case| {
            ensure(
                case.calls().count() == 1 || case.is_refused_here() || case.kind() == Kind::Store,
                "our client did not make the call",
            )
        },
    },
    Rule {
        reason: "V31",
        what: "the reply of the unpublished endpoint for binding only tells that it was done",
        applies: |case| case.method.path.ends_with("/wechat-miniprogram/bind") && is_success(case),
        explains: |_, d| at_outcome(d),
        instead: as_always,
    },
    Rule {
        reason: "design: keys",
        what: "a key that the server does not have is no error of the SDK before it is needed",
        applies: |case| case.is(&["getPublicKey"]) && is_success(case),
        explains: |_, d| at_outcome(d),
        instead: as_always,
    },
];

/// Whether our last request was for the key of a password.
fn ends_at_the_key(case: &Case) -> bool {
    case.sent().last().is_some_and(|path| is_of_the_key(path))
}

fn is_success(case: &Case) -> bool {
    matches!(case.verdict, Some(Verdict::Success(_)))
}

fn unreadable(case: &Case) -> bool {
    case.verdict == Some(Verdict::Unreadable)
}

fn is_decode_error(case: &Case) -> Result<(), String> {
    ensure(case.error().is_some_and(|error| error.is_decode()), "our error is not an unreadable reply")
}

/// The reply to our last request.
fn last_reply<'a>(case: &'a Case) -> Option<&'a Value> {
    case.observed.exchanges.last().map(|exchange| &exchange.reply)
}

fn is_empty(reply: &Value) -> bool {
    reply.get("json").is_none() && reply["text"].as_str().unwrap_or_default().trim().is_empty()
}

/// Whether the recorded result is the whole reply, which has nothing but its code and message, or `true`.
fn says_only_that_it_was_done(case: &Case) -> bool {
    match Recorded::of(case.record) {
        Recorded::Value(Value::Bool(true) | Value::Null) => true,
        Recorded::Value(Value::String(text)) => text.is_empty(),
        Recorded::Value(body) => {
            let done = number(&body["statusCode"]) == Some(200) && is_nothing(&body["data"]);
            // What comes along is nothing that the call promises.
            let beside = case.replies().any(|reply| reply["json"]["data"] == body || reply["json"] == body);
            done || beside
        }
        Recorded::Failure(_) => false,
    }
}

/// Whether the recorded SDK failed because of its own code.
fn is_type_error(case: &Case) -> bool {
    matches!(Recorded::of(case.record), Recorded::Failure(Failure::Other(thrown)) if thrown["kind"] == "TypeError")
}
