//! All deliberate differences from the JavaScript SDKs.
//!
//! A decision says where it applies, which differences it explains there, and what must hold instead. The test checks
//! this wherever the decision applies, with or without a difference, so a regression to the old defect is found too.
//! D01 to D75 are the numbers of defects of the JavaScript SDKs; "design: …" is the name of a rule of this crate.
//! `docs/differences.md` describes both. Three numbers have no decision, because no record shows a difference: browser
//! storage (D08), plain passwords, which are sent as before (D40), and the host of one call (D44). `compare.rs` and
//! `keys.rs` also check the version header (D47) and the length of ciphertexts (D37) in every record.

use std::time::Duration;

use authing_wxapp::AuthenticationClient;
use serde_json::{Value, json};

use crate::{
    calls,
    calls::oidc as oidc_calls,
    case::{Case, Check, ensure},
    compare::{At, Difference},
    design::Verdict,
    drive, hosts,
    replay::Sent,
    rules::*,
};

mod accounts;
mod browser;
mod general;
mod mfa;
mod oidc;
mod own_account;
mod qrcode;
mod refusals;
mod rest;
mod session;
mod types;
mod urls;

pub struct Decision {
    pub reason: &'static str,
    pub what: &'static str,
    pub applies: fn(&Case) -> bool,
    pub explains: fn(&Case, &Difference) -> bool,
    pub instead: fn(&Case) -> Check,
}

/// Every decision that a record of this repository needs.
pub fn all() -> impl Iterator<Item = &'static Decision> {
    let areas = [
        accounts::DECISIONS,
        own_account::DECISIONS,
        oidc::DECISIONS,
        mfa::DECISIONS,
        qrcode::DECISIONS,
        browser::DECISIONS,
        rest::DECISIONS,
        urls::DECISIONS,
    ];
    session::DECISIONS.iter().chain(DECISIONS).chain(areas.into_iter().flatten())
}

/// The rules that also explain recordings from elsewhere.
pub fn general() -> impl Iterator<Item = &'static Decision> {
    refusals::REFUSALS.iter().chain(general::DIFFERENCES).chain(types::DIFFERENCES)
}

/// All decisions, in the order of their numbers.
pub fn known() -> impl Iterator<Item = &'static Decision> {
    all().chain(general())
}

/// The decisions that apply to a case. A refusal before the call that explains everything is the only one, because the
/// call was not made.
pub fn of<'a>(case: &'a Case) -> impl Iterator<Item = (usize, &'static Decision)> + use<'a> {
    let explains_all = |refusal: &Decision| case.differences.iter().all(|d| (refusal.explains)(case, d));
    let refused = refusals::REFUSALS.iter().any(|refusal| (refusal.applies)(case) && explains_all(refusal));
    let alone = move |decision: &'static Decision| !refused || is_refusal(decision);
    known().enumerate().filter(move |(_, decision)| alone(decision) && (decision.applies)(case))
}

fn is_refusal(decision: &'static Decision) -> bool {
    refusals::REFUSALS.iter().any(|refusal| std::ptr::eq(refusal, decision))
}

const DECISIONS: &[Decision] = &[
    // Failures.
    Decision {
        reason: "D11, D12, D14, D20, D25",
        what: "a refused REST call returns one error with the server's code at any HTTP status",
        applies: |case| !case.is_graphql() && matches!(case.verdict, Some(Verdict::Refused { .. })),
        explains: |_, d| at_outcome(d) || at_store(d),
        instead: the_failure_is_returned,
    },
    Decision {
        reason: "D13, D16, D18, D19",
        what: "so does a GraphQL call, which returns the first of several errors",
        applies: |case| {
            case.is_graphql() && matches!(case.verdict, Some(Verdict::Refused { .. })) && !answers_a_refusal(case)
        },
        explains: |_, d| at_outcome(d) || at_store(d),
        instead: the_failure_is_returned,
    },
    Decision {
        reason: "D12, D13, D15, D17",
        what: "a missing connection is an error with code -2",
        applies: |case| case.verdict == Some(Verdict::Unreachable),
        explains: |_, d| at_outcome(d),
        instead: the_failure_is_returned,
    },
    Decision {
        reason: "D21",
        what: "an unreadable reply is an error with code -3, and not a result",
        applies: |case| case.verdict == Some(Verdict::Unreadable),
        explains: |case, d| at_outcome(d) && (!case.record.returned() || oidc_calls::knows(case.record)),
        instead: the_failure_is_returned,
    },
    Decision {
        reason: "D24",
        what: "get_current_user distinguishes a failure from nobody being logged in",
        applies: |case| case.is(&["getCurrentUser"]) && case.failed(),
        explains: |_, d| matches!(d.at, At::Outcome | At::OnError) || at_store(d),
        instead: only_nobody_is_none,
    },
    Decision {
        reason: "D12, D13, D26",
        what: "the timeout applies, and its error has code -1",
        applies: |case| case.verdict == Some(Verdict::TimedOut),
        explains: |_, d| at_outcome(d) || at_store(d),
        instead: the_failure_is_returned,
    },
    Decision {
        reason: "D27",
        what: "a failed upload is an error",
        applies: |case| !case.record.get("neverSettled").is_null(),
        explains: |_, d| at_outcome(d),
        instead: the_failure_is_returned,
    },
    Decision {
        reason: "D28, design: the picture is an argument",
        what: "the caller chooses the picture, and an unreadable one is refused",
        applies: |case| drive::failed_on_the_device(case.record),
        explains: |_, d| at_outcome(d),
        instead: |case| {
            case.nothing_was_sent()?;
            case.refused_the_argument()
        },
    },
    Decision {
        reason: "design: on_error",
        what: "every failure is reported exactly once, local ones too; on_error cannot change the outcome",
        applies: |_| true,
        explains: |_, d| d.at == At::OnError,
        instead: |case| case.reported_once(),
    },
    // Replies.
    Decision {
        reason: "D20, design: reply conventions",
        what: "a success in the new style, or with a code as text, is a success",
        applies: |case| matches!(case.verdict, Some(Verdict::Success(_))) && has_an_unusual_code(case),
        explains: |_, d| at_outcome(d) || at_store(d),
        instead: |case| {
            case.matches_the_reply()?;
            case.reported_once()?;
            if case.is_login() { case.stores_the_reply(&case.value()["token"]) } else { Ok(()) }
        },
    },
    Decision {
        reason: "design: required members of a reply",
        what: "a reply without a required member, such as the token of a login, is unreadable, and nothing is stored",
        applies: |case| case.verdict == Some(Verdict::Unreadable) && case.record.returned(),
        explains: |_, d| at_outcome(d) || at_store(d),
        instead: the_failure_is_returned,
    },
    Decision {
        reason: "design: a status is not an error",
        what: "check_login_status always returns a status: an absent one, or a refused token, is \"not logged in\"",
        applies: |case| case.is(&["checkLoginStatus"]) && has_no_status(case),
        explains: |_, d| at_outcome(d) || matches!(d.at, At::Value(_)),
        instead: |case| {
            let status = json!(case.is_login_refused().then_some(false));
            ensure(
                case.value().is_object() && case.value()["status"] == status,
                "our result does not have the expected status",
            )?;
            case.reported_once()
        },
    },
    Decision {
        reason: "D63",
        what: "custom data are always the server's list",
        applies: |case| {
            let converted = case.record.get("result")["customData"].is_object();
            case.js() && converted && matches!(case.verdict, Some(Verdict::Success(_)))
        },
        explains: |_, d| {
            matches!(&d.at, At::Value(path) if path == "customData") || d.at == At::Stored("user.customData".into())
        },
        instead: |case| {
            case.matches_the_reply()?;
            ensure(case.observed.after["user"]["customData"] == case.value()["customData"], "another list is stored")
        },
    },
    // Addresses and headers.
    Decision {
        reason: "D42",
        what: "every call goes to the one host that was configured",
        applies: |case| !case.js() && (case.gives("appHost") || case.gives("domain")),
        explains: |_, d| matches!(d.at, At::Origin(_)),
        instead: the_host_follows_from_the_options,
    },
    Decision {
        reason: "D43",
        what: "a trailing slash of the host is removed",
        applies: |case| hosts::host_of(&case.observed.options).ends_with('/'),
        explains: |_, d| match (&d.at, d.recorded.as_str()) {
            (At::Origin(_), Some(origin)) => d.ours == hosts::base(origin),
            (At::Value(place), Some(path)) => place == "path" && d.ours == path.replace("//", "/"),
            _ => false,
        },
        instead: |case| case.each_sent(|sent| !sent.path.contains("//")).map_err(|()| "a path has two slashes".into()),
    },
    Decision {
        reason: "D46",
        what: "options for headers and their values always have their effect",
        applies: |case| !case.js() && (changes_headers(case) || sends_an_empty_header(case)),
        explains: |_, d| at_any_header(d),
        instead: |case| case.headers_are_as_configured(),
    },
    Decision {
        reason: "D48",
        what: "headers that are not renamed keep their names",
        applies: |case| case.js() && case.gives("headers"),
        explains: |_, d| at_any_header(d),
        instead: |case| case.headers_are_as_configured(),
    },
    Decision {
        reason: "D50",
        what: "options are not changed in place, and a timeout of zero is refused with an error",
        applies: |_| true,
        explains: |_, d| d.at == At::OptionsChanged,
        instead: |_| {
            let refused = AuthenticationClient::builder("app").timeout(Duration::ZERO).build();
            ensure(refused.is_err_and(|error| error.is_argument()), "a timeout of zero is accepted")
        },
    },
    Decision {
        reason: "D53",
        what: "an upload sends the same headers and token as every other call",
        applies: |case| case.is(&["updateAvatar", "uploadAvatar"]) || case.is(&calls::mfa::PICTURES),
        explains: |case, d| {
            matches!(d.at, At::Header(request, _) if case.was_uploaded(request)) && d.recorded.is_null()
        },
        instead: |case| case.headers_are_as_configured(),
    },
    Decision {
        reason: "design: defaults of the mini-program SDK",
        what: "request_from is wxapp by default, and the language is left to the server",
        // Outside mini-programs, wxapp has the defaults of js.
        applies: |case| {
            let base = case.js() || oidc_calls::knows(case.record);
            base && !(case.gives("lang") && case.gives("requestFrom"))
        },
        explains: |_, d| {
            [("sdk", json!("wxapp")), ("zh-CN", Value::Null)]
                .iter()
                .any(|(js, ours)| at_any_header(d) && d.recorded == *js && d.ours == *ours)
        },
        instead: |case| case.headers_are_as_configured(),
    },
    // Parameters.
    Decision {
        reason: "D54",
        what: "the app id is escaped in a URL",
        applies: |case| case.is(&["logout"]),
        explains: |_, d| matches!(d.at, At::Query(_)),
        instead: |case| {
            let expected = json!([["app_id", case.record.get("options")["appId"]]]);
            case.each_sent(|sent| json!(sent.query) == expected).map_err(|()| "the app id was split".into())
        },
    },
    Decision {
        reason: "D67",
        what: "arguments of the caller are not changed, and a profile has no password",
        applies: |case| case.is(&["updateProfile", "getUserInfoByAccessToken"]),
        explains: |_, d| d.at == At::ArgumentsChanged,
        instead: |case| {
            let none = |sent: &Sent| sent.json()["variables"]["input"]["password"].is_null();
            case.each_sent(none).map_err(|()| "it was sent".into())
        },
    },
    Decision {
        reason: "design: exclusive arguments",
        what: "a profile comes from rawData or from iv and encryptedData, not from both",
        applies: |case| {
            let given = |name: &str| case.record.arg(1)[name].is_string();
            case.is(&["loginByCode"]) && given("rawData") && (given("iv") || given("encryptedData"))
        },
        explains: |_, d| {
            matches!(&d.at, At::Body(_, path) if path == "iv" || path == "encryptedData") && d.ours.is_null()
        },
        instead: |case| {
            let expected = json!({ "code": case.record.arg(0), "rawData": case.record.arg(1)["rawData"] });
            case.each_sent(|sent| sent.json() == expected).map_err(|()| "the body differs".into())
        },
    },
];
