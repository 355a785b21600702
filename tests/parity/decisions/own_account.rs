//! Decisions about the calls for the account of the logged-in user.

use serde_json::Value;

use crate::{
    account::{self, sent_country_codes},
    calls,
    case::{Case, ensure},
    compare::At,
    decisions::Decision,
    design::Verdict,
    record::is_falsy,
    rules::*,
};

pub const DECISIONS: &[Decision] = &[
    Decision {
        reason: "D01",
        what: "the call after such a reply still sends the token",
        applies: |case| {
            let lost = case.token_before().is_string() && is_falsy(&case.record.get("before")["token"]);
            lost && !case.gives("accessToken")
        },
        explains: |_, d| at_header(d, "authorization") || d.at == At::Stored("token".into()),
        instead: |case| {
            case.headers_are_as_configured()?;
            let kept = case.observed.after["token"] == *case.token_before() || case.logs_out();
            ensure(kept || may_replace_the_session(case), "our token has changed")
        },
    },
    Decision {
        reason: "D68",
        what: "no dialing code is dropped silently",
        applies: |case| !case.js() && sent_country_codes(case.record).iter().any(|(_, code)| code.is_string()),
        explains: |case, d| {
            let at = |name| matches!(&d.at, At::Body(_, path) if path == name);
            d.recorded.is_null()
                && sent_country_codes(case.record).iter().any(|(name, code)| at(*name) && d.ours == **code)
        },
        instead: |case| {
            let texts = || sent_country_codes(case.record).into_iter().filter(|(_, code)| code.is_string());
            let same = |sent: &Value| texts().all(|(name, code)| sent[name] == *code);
            case.each_sent(|sent| same(&sent.json()["variables"])).map_err(|()| "a dialing code was not sent".into())
        },
    },
    Decision {
        reason: "design: results",
        what: "a call whose only result is success returns no value",
        applies: |case| {
            let with_a_result = ["principal.detail", "browserFingerprint.myDevicesList"];
            let tells_nothing = case.is(&account::LINKING)
                || case.is(&account::SMALL_AREAS)
                || case.is(&["revokeToken"])
                || case.is(&calls::mfa::WITHOUT_RESULT);
            tells_nothing && !case.is(&with_a_result) && matches!(case.verdict, Some(Verdict::Success(_)))
        },
        explains: |_, d| {
            let says_done = d.recorded == true || d.recorded["code"] == 200;
            d.at == At::Value(String::new()) && says_done && d.ours.is_null()
        },
        instead: |case| ensure(case.error().is_none() && case.value().is_null(), "our call returned a value or failed"),
    },
    Decision {
        reason: "design: results",
        what: "a call returns what 4.23.55 returns, even if 4.15.8 returned nothing",
        applies: |case| {
            let list = matches!(case.verdict, Some(Verdict::Success(Value::Array(_))));
            !case.js() && case.is(&["setUdfValue"]) && list
        },
        explains: |_, d| matches!(&d.at, At::Value(path) if path.is_empty()) && d.recorded.is_null(),
        instead: |case| case.matches_the_reply(),
    },
    // Custom fields.
    Decision {
        reason: "D31",
        what: "an unreadable custom field neither fails a login nor hides other fields",
        applies: |case| {
            let stumbled = case.record.thrown().is_some_and(|thrown| thrown["kind"] == "SyntaxError");
            let reads_fields = case.is_login() || case.is(&account::CUSTOM_FIELDS);
            reads_fields && stumbled && matches!(case.verdict, Some(Verdict::Success(_)))
        },
        explains: |_, d| at_outcome(d) || at_store(d),
        instead: |case| {
            match case.is(&["getUdfValue"]) {
                true => ensure(case.error().is_none(), "our call failed")?,
                false => case.matches_the_reply()?,
            }
            if case.is_login() { case.stores_the_reply(&case.value()["token"]) } else { case.store_is_unchanged() }
        },
    },
    Decision {
        reason: "D64",
        what: "a number keeps all its digits, and text that is no number of JSON stays text",
        applies: |case| case.is(&account::CUSTOM_FIELDS) && !fields_of(case, "NUMBER").is_empty(),
        explains: |_, d| {
            let of_javascript = d.recorded.is_number() || d.recorded.is_null() || d.recorded["$number"].is_string();
            matches!(d.at, At::Value(_)) && of_javascript && (d.ours.is_number() || d.ours.is_string())
        },
        instead: |case| {
            let same = |(given, ours): &(&str, Value)| match ours {
                Value::String(text) => text == given,
                number => serde_json::from_str::<Value>(given).is_ok_and(|given| given == *number),
            };
            ensure(fields_of(case, "NUMBER").iter().all(same), "a number differs")
        },
    },
    Decision {
        reason: "D65",
        what: "a date is read as milliseconds and as text, and text that is no date stays text",
        applies: |case| case.is(&account::CUSTOM_FIELDS) && !fields_of(case, "DATETIME").is_empty(),
        explains: |_, d| {
            let ours = d.ours["$date"].is_string() || d.ours.is_string();
            matches!(d.at, At::Value(_)) && d.recorded["$date"].is_string() && ours
        },
        instead: |case| {
            let same = |(given, ours): &(&str, Value)| {
                if ours.is_string() {
                    return ours == given && given.parse::<jiff::Timestamp>().is_err();
                }
                // A date without a time is its midnight in UTC.
                let moment =
                    |text: &str| text.parse().or_else(|_| format!("{text}T00:00:00Z").parse::<jiff::Timestamp>()).ok();
                let given = match given.parse() {
                    Ok(milliseconds) => jiff::Timestamp::from_millisecond(milliseconds).ok(),
                    Err(_) => moment(given),
                };
                given.is_some() && ours["$date"].as_str().and_then(moment) == given
            };
            ensure(fields_of(case, "DATETIME").iter().all(same), "a date differs")
        },
    },
    Decision {
        reason: "D66",
        what: "a value is a required argument and is never omitted",
        applies: |case| {
            let missing = match case.record.method.as_str() {
                "setUdv" => case.record.arg(1).is_null(),
                "setUdfValue" => case.record.arg(0).as_object().is_some_and(|map| map.values().any(Value::is_null)),
                _ => false,
            };
            missing && case.token_before().is_string()
        },
        explains: |_, d| at_outcome(d) || matches!(d.at, At::Missing(_)),
        instead: |case| {
            case.nothing_was_sent()?;
            case.refused_the_argument()
        },
    },
    Decision {
        reason: "design: tolerant types",
        what: "a list that is null is empty",
        applies: |case| {
            let lists = case.is(&account::CUSTOM_FIELDS) || case.is(&["mfa.getMfaAuthenticators"]);
            lists && case.verdict == Some(Verdict::Success(Value::Null))
        },
        explains: |_, d| at_outcome(d) || (matches!(d.at, At::Value(_)) && d.recorded.is_null()),
        instead: |case| {
            let empty = match case.value() {
                Value::Array(list) => list.is_empty(),
                Value::Object(map) => map.is_empty(),
                nothing => nothing.is_null() && case.is(&["removeUdfValue"]),
            };
            ensure(case.error().is_none() && empty, "our list is not empty")
        },
    },
];

/// The fields of a type in the reply, each as the server sent it and as our client returned it.
fn fields_of<'a>(case: &'a Case, kind: &str) -> Vec<(&'a str, Value)> {
    let Some(Verdict::Success(Value::Array(fields))) = &case.verdict else { return Vec::new() };
    let typed = !case.is(&["setUdfValue", "removeUdfValue"]);
    let of_kind = fields.iter().enumerate().filter(|(_, field)| typed && field["dataType"] == kind);
    of_kind
        .filter_map(|(at, field)| {
            let ours = match case.value() {
                Value::Array(list) => list[at]["value"].clone(),
                by_key => by_key[field["key"].as_str()?].clone(),
            };
            Some((field["value"].as_str()?, ours))
        })
        .collect()
}
