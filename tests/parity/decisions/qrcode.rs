//! Decisions about QR codes.

use serde_json::{Value, json};

use super::Decision;
use crate::{
    calls::qrcode::action,
    case::{Case, ensure},
    compare::{At, Difference},
    design::Verdict,
};

pub fn is(case: &Case, name: &str) -> bool {
    action(&case.record.method) == Some(name)
}

/// The states in the replies.
pub fn states(case: &Case) -> Vec<Value> {
    case.record.requests().iter().map(|request| request["reply"]["json"]["data"]["status"].clone()).collect()
}

fn asks_on(d: &Difference) -> bool {
    matches!(d.at, At::Missing(_))
}

pub const DECISIONS: &[Decision] = &[
    Decision {
        reason: "D54",
        what: "the id of a QR code is escaped in a URL",
        applies: |case| is(case, "checkStatus") || is(case, "startPolling"),
        explains: |case, d| {
            matches!(d.at, At::Query(_))
                && case.record.arg(0).as_str().is_some_and(|id| id.contains(['&', '#', '+', '%', '=']))
        },
        instead: |case| {
            let expected = json!([["random", case.record.arg(0)]]);
            case.each_sent(|sent| json!(sent.query) == expected).map_err(|()| "the id was split".into())
        },
    },
    Decision {
        reason: "D72",
        what: "polling waits for each reply, and ends with a final state",
        applies: |case| is(case, "startPolling") && matches!(case.verdict, Some(Verdict::Success(_))),
        explains: |case, d| {
            let more = case.record.requests().len() > case.observed.sent.len();
            more && (asks_on(d) || matches!(&d.at, At::Value(place) if place.is_empty()))
        },
        instead: |case| {
            let states = states(case);
            let decided =
                states.iter().position(|state| [json!(2), json!(3), json!(-1), json!(4), json!(5)].contains(state));
            let asked = decided.map_or(states.len(), |at| at + 1);
            ensure(case.observed.sent.len() == asked, "our client did not poll until the final state")?;
            let calls = case.value().as_array().into_iter().flatten();
            let results = calls.filter(|call| call["callback"] == "onResult").count();
            let listens = !case.record.arg(1)["onResult"].is_null();
            ensure(results == if listens { asked } else { 0 }, "our client did not report each state once")?;
            case.store_is_unchanged()
        },
    },
    Decision {
        reason: "D73",
        what: "polling ends when the server refuses",
        applies: |case| is(case, "startPolling") && matches!(case.verdict, Some(Verdict::Refused { .. })),
        explains: |_, d| asks_on(d),
        instead: |case| {
            case.matches_the_reply()?;
            case.store_is_unchanged()
        },
    },
    Decision {
        reason: "design: what 4.23.55 sends",
        what: "a QR code is requested as by 4.23.55, also where 4.15.8 sent less",
        applies: |case| !case.js() && is(case, "geneCode"),
        explains: |_, d| matches!(&d.at, At::Body(_, place) if place == "autoMergeQrCode") && d.recorded.is_null(),
        instead: |case| {
            case.each_sent(|sent| sent.json()["autoMergeQrCode"] == false).map_err(|()| "the logo was requested".into())
        },
    },
];
