//! Decisions about the parameters of logins, registrations and passwords.

use serde_json::Value;

use super::Decision;
use crate::{
    case::ensure,
    compare::At,
    rules::{newer_parameters, sent_at},
};

pub const DECISIONS: &[Decision] = &[
    Decision {
        reason: "D68",
        what: "no parameter is dropped without a word",
        applies: |case| !newer_parameters(case).is_empty(),
        explains: |case, d| {
            let At::Body(_, place) = &d.at else { return false };
            d.recorded.is_null() && newer_parameters(case).iter().any(|(newer, _)| newer == place)
        },
        instead: |case| {
            let Some(sent) = case.seen.sent.last() else { return Ok(()) };
            let all = newer_parameters(case).iter().all(|(place, value)| sent_at(sent, place) == *value);
            ensure(all, "a parameter was not sent")
        },
    },
    Decision {
        reason: "D69",
        what: "login_by_phone_code can register, as the server can",
        applies: |case| case.is(&["loginByPhoneCode"]) && !case.record.arg(2)["autoRegister"].is_null(),
        explains: |_, d| matches!(&d.at, At::Body(_, place) if place == "input.autoRegister"),
        instead: |case| {
            let sent = case.seen.sent.last().map_or(Value::Null, |sent| sent_at(sent, "input.autoRegister"));
            ensure(sent == case.record.arg(2)["autoRegister"], "it was not sent")
        },
    },
];
