//! The entries of the table of decisions for the calls about the account of the logged-in user.

use serde_json::Value;

use crate::{
    account::{self, sent_country_codes},
    case::ensure,
    compare::At,
    decisions::Decision,
    design::Verdict,
    record::is_falsy,
    rules::*,
};

pub const DECISIONS: &[Decision] = &[
    Decision {
        reason: "D01",
        what: "so the call after such a reply still goes out with the token",
        applies: |case| {
            let lost = case.token_before().is_string() && is_falsy(&case.record.get("before")["token"]);
            lost && !case.gives("accessToken")
        },
        explains: |_, d| at_header(d, "authorization") || d.at == At::Stored("token".into()),
        instead: |case| {
            case.headers_are_as_configured()?;
            ensure(case.seen.after["token"] == *case.token_before() || case.logs_out(), "our token has changed")
        },
    },
    Decision {
        reason: "D68",
        what: "no dialling code is dropped without a word",
        applies: |case| !case.js() && sent_country_codes(case.record).iter().any(|(_, code)| code.is_string()),
        explains: |case, d| {
            let at = |name| matches!(&d.at, At::Body(_, path) if path == name);
            d.recorded.is_null()
                && sent_country_codes(case.record).iter().any(|(name, code)| at(*name) && d.ours == **code)
        },
        instead: |case| {
            let same = |sent: &Value| sent_country_codes(case.record).iter().all(|(name, code)| sent[*name] == **code);
            case.each_sent(|sent| same(&sent.json()["variables"])).map_err(|()| "a dialling code was not sent".into())
        },
    },
    Decision {
        reason: "design: results",
        what: "what has nothing to tell but that it succeeded gives nothing",
        applies: |case| case.is(&account::LINKING) && matches!(case.verdict, Some(Verdict::Success(_))),
        explains: |_, d| matches!(&d.at, At::Value(path) if path.is_empty()) && d.ours.is_null(),
        instead: |case| ensure(case.error().is_none() && case.value().is_null(), "ours did not just succeed"),
    },
];
