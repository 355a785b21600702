//! Decisions about social and enterprise logins.

use serde_json::{Value, json};

use super::Decision;
use crate::{
    calls::browser::{LOGINS, callback_arguments, is_forged, is_random},
    case::{Case, ensure},
    compare::At,
    design::Verdict,
    rules::*,
};

/// The settings of the requested connection; `None` if the application does not have it.
fn connection<'a>(case: &'a Case) -> Option<&'a Value> {
    let settings = &case.record.requests().first()?["reply"]["json"]["data"];
    let mut providers = settings["identityProviders"].as_array()?.iter();
    providers.find(|one| one["identifier"] == *case.record.arg(1) && one["protocol"] == *case.record.arg(0))
}

fn in_the_query(d: &crate::compare::Difference) -> Option<&str> {
    match &d.at {
        At::Value(place) => place.strip_prefix("page.query."),
        _ => None,
    }
}

pub const DECISIONS: &[Decision] = &[
    Decision {
        reason: "D30",
        what: "an unknown enterprise connection is an argument error",
        applies: |case| {
            case.is(&["enterprise.authorize"])
                && connection(case).is_none()
                && matches!(case.verdict, Some(Verdict::Success(_)))
        },
        explains: |_, d| at_outcome(d),
        instead: |case| {
            ensure(case.observed.sent.len() == 1, "our client requested more than the settings")?;
            let named = case.error().zip(case.record.arg(1).as_str());
            ensure(
                named.is_some_and(|(error, name)| error.message().contains(name)),
                "our error does not name the connection",
            )?;
            case.refused_the_argument()
        },
    },
    Decision {
        reason: "D74",
        what: "a message of another origin is refused",
        applies: |case| is_forged(case.record),
        explains: |_, d| at_outcome(d) || at_store(d),
        instead: |case| case.refused_the_argument(),
    },
    Decision {
        reason: "design: errors",
        what: "a login that failed in its window is an error like any other",
        applies: |case| {
            case.is(&LOGINS) && callback_arguments(case.record, "onError").is_some() && !is_forged(case.record)
        },
        explains: |_, d| at_outcome(d),
        instead: |case| {
            let args = callback_arguments(case.record, "onError").ok_or("the callback was not called")?;
            let error = case.error().ok_or("our call succeeded")?;
            let same = error.is_api() && args[0] == error.code().get() && args[1] == error.message();
            ensure(same, "our code or message differs")?;
            case.reported_once()?;
            case.store_is_unchanged()
        },
    },
    Decision {
        reason: "D68",
        what: "the URL of a social login has every parameter that 4.23.55 sends",
        applies: |case| case.is(&["social.authorize"]) && !case.js() && case.error().is_none(),
        explains: |_, d| d.recorded.is_null() && in_the_query(d).is_some(),
        instead: |case| {
            let query = &case.value()["page"]["query"];
            let options = case.record.arg(1);
            let uuid = match options["uuid"].as_str() {
                Some(uuid) => query["uuid"] == uuid,
                None => query["uuid"].as_str().is_some_and(|uuid| is_random("{random:20 of A-Za-z0-9}", uuid)),
            };
            let flag = |name: &str| json!(if options[name] == true { "1" } else { "0" });
            let flags = query["with_identities"] == flag("withIdentities")
                && query["with_custom_data"] == flag("withCustomData");
            ensure(uuid && flags && query["protocol"].is_string(), "the URL lacks a parameter")
        },
    },
    Decision {
        reason: "D75",
        what: "the URL of an OIDC login has an escaped query",
        applies: |case| {
            case.is(&["enterprise.authorize"]) && case.error().is_none() && *case.record.arg(0) == json!("oidc")
        },
        explains: |case, d| !case.js() && in_the_query(d).is_some(),
        instead: |case| {
            let config = &connection(case).ok_or("the connection does not exist")?["config"];
            let query = &case.value()["page"]["query"];
            let of_the_settings = [
                ("client_id", "clientId"),
                ("redirect_uri", "redirectUri"),
                ("scope", "scopes"),
                ("response_type", "responseType"),
            ];
            let same = of_the_settings.iter().all(|(ours, theirs)| query[*ours] == config[*theirs]);
            let random = ["state", "nonce"]
                .iter()
                .all(|name| query[*name].as_str().is_some_and(|text| is_random("{random:32 of a-p}", text)));
            let announced = case.observed.sent.last().is_some_and(|sent| sent.json()["state"] == query["state"]);
            ensure(same && random && announced, "the query differs")
        },
    },
    Decision {
        reason: "design: results",
        what: "unlinking an identity returns no value",
        applies: |case| case.is(&["social.unlinkExtIdp"]) && matches!(case.verdict, Some(Verdict::Success(_))),
        explains: |_, d| d.at == At::Value(String::new()) && d.recorded["success"] == true && d.ours.is_null(),
        instead: |case| ensure(case.error().is_none() && case.value().is_null(), "our call returned a value or failed"),
    },
];
