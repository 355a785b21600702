//! Decisions about the parameters of logins, registrations and passwords.

use serde_json::{Value, json};

use super::Decision;
use crate::{calls, case::ensure, compare::At, design::Verdict, replay::Sent, rules::*};

pub const DECISIONS: &[Decision] = &[
    // Passwords.
    Decision {
        reason: "D33",
        what: "a password that cannot be encrypted is refused, and the word false is not sent in its place",
        applies: |case| !case.js() && case.recorded_password() == "false",
        explains: |_, d| at_outcome(d) || at_store(d) || matches!(d.at, At::Missing(_)),
        instead: the_password_is_not_sent,
    },
    Decision {
        reason: "D34",
        what: "a password that cannot be encrypted is refused with an error instead of the value false",
        applies: |case| case.record.thrown().is_some_and(|thrown| thrown["value"] == json!(false)),
        explains: |_, d| at_outcome(d),
        instead: the_password_is_not_sent,
    },
    Decision {
        reason: "D35",
        what: "the length of a password is counted in bytes, and a longer one refused",
        applies: |case| overflows(&case.recorded_password()),
        explains: |_, d| at_outcome(d) || at_store(d) || matches!(d.at, At::Missing(_)),
        instead: the_password_is_not_sent,
    },
    Decision {
        reason: "D36",
        what: "a password is encrypted as UTF-8",
        applies: |case| !case.recorded_password()["$bytesHex"].is_null(),
        explains: |_, d| at_password(d),
        instead: the_password_is_utf8_under_rsa,
    },
    // Parameters and what is stored.
    Decision {
        reason: "D68",
        what: "no parameter is dropped silently",
        applies: |case| !newer_parameters(case).is_empty(),
        explains: |case, d| {
            let At::Body(_, place) = &d.at else { return false };
            d.recorded.is_null() && newer_parameters(case).iter().any(|(newer, _)| newer == place)
        },
        instead: |case| {
            let Some(sent) = case.observed.sent.last().filter(|sent| !sent.path.ends_with("/.well-known")) else {
                return Ok(());
            };
            let all = newer_parameters(case).iter().all(|(place, value)| sent_at(sent, place) == *value);
            ensure(all, "a parameter was not sent")
        },
    },
    Decision {
        reason: "D07",
        what: "a registration or a QR code that logs in stores the session, and a changed password stores the user",
        applies: |case| {
            let token = case.value()["token"].as_str().is_some_and(|token| !token.is_empty());
            let scanned = calls::qrcode::action(&case.record.method) == Some("exchangeUserInfo");
            (case.is(&["registerByEmailCode", "updatePassword"]) || scanned) && token
        },
        explains: |_, d| at_store(d),
        instead: |case| {
            case.matches_the_reply()?;
            case.stores_the_reply(&case.value()["token"])
        },
    },
    Decision {
        reason: "D32",
        what: "send_sms_code returns no value",
        applies: |case| case.is(&["sendSmsCode"]) && matches!(case.verdict, Some(Verdict::Success(_))),
        explains: |_, d| matches!(d.at, At::Value(_)),
        instead: |case| ensure(case.error().is_none() && case.value().is_null(), "our call returned a value"),
    },
    Decision {
        reason: "D62",
        what: "register_by_email_code has one way to give custom data, and no option overwrites an argument",
        applies: |case| case.is(&["registerByEmailCode"]),
        explains: |case, d| {
            let At::Body(_, place) = &d.at else { return false };
            let options = case.record.arg(3);
            let listed = options["params"].is_array() && (place == "params" || place.starts_with("customData"));
            listed || (options["email"].is_string() && place == "email")
        },
        instead: |case| {
            let Some(sent) = case.observed.sent.last().map(Sent::json) else { return Ok(()) };
            let options = case.record.arg(3);
            let listed = options["params"].as_array().into_iter().flatten();
            let listed: Value = listed
                .map(|entry| (entry["key"].as_str().unwrap_or_default().to_owned(), entry["value"].clone()))
                .collect();
            let expected = [&options["customData"], &listed]
                .into_iter()
                .find(|data| data.as_object().is_some_and(|data| !data.is_empty()));
            let data = sent["customData"] == *expected.unwrap_or(&Value::Null) && sent["params"].is_null();
            ensure(data && sent["email"] == *case.record.arg(0), "the custom data or the email address differ")
        },
    },
    Decision {
        reason: "D69",
        what: "login_by_phone_code can register, as the server can",
        applies: |case| case.is(&["loginByPhoneCode"]) && !case.record.arg(2)["autoRegister"].is_null(),
        explains: |_, d| matches!(&d.at, At::Body(_, place) if place == "input.autoRegister"),
        instead: |case| {
            let sent = case.observed.sent.last().map_or(Value::Null, |sent| sent_at(sent, "input.autoRegister"));
            ensure(sent == case.record.arg(2)["autoRegister"], "autoRegister was not sent")
        },
    },
];
