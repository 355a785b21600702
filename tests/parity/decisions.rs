//! The one table of everything that we do otherwise than the JavaScript SDKs, on purpose.
//!
//! An entry says where it applies, which differences it explains there, and what must hold instead. That is checked
//! wherever the entry applies, with or without a difference, so falling back into a defect is found too. The numbers D01
//! to D75 are those of the list of defects of the JavaScript SDKs, the words after "design" name a rule of ours;
//! `docs/differences.md` has both in words. Three numbers have no entry, for no record shows a difference: browser storage
//! (D08), plain passwords, which are repeated (D40), and the host of one call (D44). The version header (D47) and the length
//! of ciphertexts (D37) are checked in every record besides, by `compare.rs` and `keys.rs`.

use std::time::Duration;

use authing_wxapp::AuthenticationClient;
use serde_json::{Value, json};

use crate::{
    calls,
    calls::oidc as oidc_calls,
    case::{Case, Check, ensure},
    compare::{At, Difference},
    design::Verdict,
    drive,
    replay::Sent,
    rules::*,
};

mod accounts;
mod browser;
mod mfa;
mod oidc;
mod own_account;
mod qrcode;
mod rest;
mod urls;

pub struct Decision {
    pub reason: &'static str,
    pub what: &'static str,
    pub applies: fn(&Case) -> bool,
    pub explains: fn(&Case, &Difference) -> bool,
    pub instead: fn(&Case) -> Check,
}

/// Every decision.
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
    DECISIONS.iter().chain(areas.into_iter().flatten())
}

const DECISIONS: &[Decision] = &[
    // The session.
    Decision {
        reason: "D01",
        what: "a user without token leaves the stored token",
        applies: brings_no_token,
        explains: |case, d| {
            let nobody = case.token_before().is_null();
            if case.is_registration() {
                return of_the_store(d);
            }
            d.at == At::Stored("token".into()) || (nobody && (of_the_end(d) || of_the_store(d)))
        },
        instead: |case| {
            if case.is_registration() {
                case.tells_the_reply()?;
                return case.store_is_unchanged();
            }
            ensure(case.seen.after["token"] == *case.token_before(), "our token has changed")?;
            let refused = case.error().is_some_and(|error| error.is_not_logged_in());
            ensure(case.token_before().is_string() || refused, "a user without any token was stored")
        },
    },
    Decision {
        reason: "D02",
        what: "a success without user leaves the store as it is",
        applies: |case| case.verdict == Some(Verdict::Unreadable) && case.record.thrown().is_some(),
        explains: |_, d| of_the_store(d),
        instead: the_failure_is_told,
    },
    Decision {
        reason: "D03",
        what: "a token never stands beside the user of somebody else",
        applies: has_a_token_of_somebody_else,
        explains: |case, d| match &d.at {
            At::Body(_, path) => path == "id",
            _ => of_the_store(d) && case.seen.sent.is_empty(),
        },
        instead: the_token_is_believed,
    },
    Decision {
        reason: "D04",
        what: "a session has one token: that in the stored user is the same",
        applies: |case| case.seen.after["user"].is_object(),
        explains: |_, d| d.at == At::Stored("user.token".into()),
        instead: |case| ensure(case.seen.after["user"]["token"] == case.seen.after["token"], "the two tokens differ"),
    },
    Decision {
        reason: "D05",
        what: "a logout clears the session here even if the server does not",
        applies: |case| case.logs_out() && case.failed(),
        explains: |_, d| of_the_store(d),
        instead: the_failure_is_told,
    },
    Decision {
        reason: "D06",
        what: "a login, a registration and the question for the key carry nobody's token",
        applies: |case| case.token_before().is_string() && case.seen.sent.iter().any(|sent| case.is_anonymous(sent)),
        explains: |case, d| match &d.at {
            At::Header(at, name) => {
                name == "authorization" && case.seen.sent.get(*at).is_some_and(|sent| case.is_anonymous(sent))
            }
            _ => false,
        },
        instead: |case| {
            let own = |sent: &Sent| case.credentials(sent).filter(|(name, _)| name == "authorization");
            let none = |sent: &Sent| sent.header("authorization") == own(sent).as_ref().map(|(_, value)| &**value);
            case.each_sent(|sent| !case.is_anonymous(sent) || none(sent)).map_err(|()| "a token was sent along".into())
        },
    },
    Decision {
        reason: "D09",
        what: "the local login check sees that a token has expired, and has an id to give",
        applies: |case| case.is(&["checkLoggedIn"]) && case.token_before().is_string(),
        explains: |_, d| matches!(&d.at, At::Value(_) | At::Outcome | At::OnError),
        instead: the_token_is_looked_at,
    },
    Decision {
        reason: "D10",
        what: "what needs a session sends nothing without one",
        applies: is_without_session,
        explains: |_, d| of_the_end(d) || of_the_store(d) || matches!(d.at, At::Missing(_) | At::Value(_)),
        instead: |case| {
            case.nothing_was_sent()?;
            case.store_is_unchanged()?;
            let nobody = case.error().is_some_and(|error| error.is_not_logged_in());
            let none = case.is(&["getCurrentUser"]) && case.error().is_none() && case.value().is_null();
            ensure(nobody || none, "ours does not say that nobody is logged in")?;
            case.reported_once()
        },
    },
    Decision {
        reason: "D49",
        what: "the option accessToken starts the session, as its documentation says",
        applies: |case| case.gives("accessToken") && !case.gives("token"),
        explains: |case, d| {
            let stored = d.at == At::Stored("token".into()) && d.ours == *case.token_before();
            stored || at_header(d, "authorization")
        },
        instead: |case| {
            ensure(case.token_before().is_string(), "nobody is logged in")?;
            case.headers_are_as_configured()
        },
    },
    // Failures.
    Decision {
        reason: "D11, D12, D14, D20, D25",
        what: "a REST call that is refused gives one error, with the server's code, whatever the HTTP status",
        applies: |case| !case.is_graphql() && matches!(case.verdict, Some(Verdict::Refused { .. })),
        explains: |_, d| of_the_end(d) || of_the_store(d),
        instead: the_failure_is_told,
    },
    Decision {
        reason: "D13, D16, D18, D19",
        what: "so does a GraphQL call, and of several errors it gives the first",
        applies: |case| {
            case.is_graphql() && matches!(case.verdict, Some(Verdict::Refused { .. })) && !answers_a_refusal(case)
        },
        explains: |_, d| of_the_end(d) || of_the_store(d),
        instead: the_failure_is_told,
    },
    Decision {
        reason: "D12, D13, D15, D17",
        what: "no connection is one error, code -2",
        applies: |case| case.verdict == Some(Verdict::Unreachable),
        explains: |_, d| of_the_end(d),
        instead: the_failure_is_told,
    },
    Decision {
        reason: "D21",
        what: "a reply that cannot be read is an unreadable reply, code -3, and no result",
        applies: |case| case.verdict == Some(Verdict::Unreadable),
        explains: |case, d| of_the_end(d) && (!case.record.returned() || oidc_calls::knows(case.record)),
        instead: the_failure_is_told,
    },
    Decision {
        reason: "D24",
        what: "get_current_user tells a failure from nobody being logged in",
        applies: |case| case.is(&["getCurrentUser"]) && case.failed(),
        explains: |_, d| matches!(d.at, At::Outcome | At::OnError),
        instead: only_nobody_is_none,
    },
    Decision {
        reason: "D12, D13, D26",
        what: "the timeout holds, code -1",
        applies: |case| case.verdict == Some(Verdict::TimedOut),
        explains: |_, d| of_the_end(d) || of_the_store(d),
        instead: the_failure_is_told,
    },
    Decision {
        reason: "D27",
        what: "an upload that fails is told",
        applies: |case| !case.record.get("neverSettled").is_null(),
        explains: |_, d| of_the_end(d),
        instead: the_failure_is_told,
    },
    Decision {
        reason: "D28, design: the picture is an argument",
        what: "choosing and reading a picture is the caller's: one that cannot be read is refused",
        applies: |case| drive::failed_on_the_device(case.record),
        explains: |_, d| of_the_end(d),
        instead: |case| {
            case.nothing_was_sent()?;
            case.refused_the_argument()
        },
    },
    Decision {
        reason: "design: on_error",
        what: "a failure is reported exactly once, one of this side too; on_error cannot change the outcome",
        applies: |_| true,
        explains: |_, d| d.at == At::OnError,
        instead: |case| case.reported_once(),
    },
    // Replies.
    Decision {
        reason: "D20, design: reply conventions",
        what: "a success of the new style, or with its code as text, is a success",
        applies: |case| matches!(case.verdict, Some(Verdict::Success(_))) && has_an_unusual_code(case),
        explains: |_, d| of_the_end(d) || of_the_store(d),
        instead: |case| {
            case.tells_the_reply()?;
            case.reported_once()?;
            if case.is_login() { case.stores_the_reply(&case.value()["token"]) } else { Ok(()) }
        },
    },
    Decision {
        reason: "design: essentials of a reply",
        what: "a reply without what the call promises (a login's token) is unreadable, and nothing is stored",
        applies: |case| case.verdict == Some(Verdict::Unreadable) && case.record.returned(),
        explains: |_, d| of_the_end(d) || of_the_store(d),
        instead: the_failure_is_told,
    },
    Decision {
        reason: "design: a status is no error",
        what: "check_login_status always has a status to give: an absent one, or a refused token, is \"not logged in\"",
        applies: |case| case.is(&["checkLoginStatus"]) && has_no_status(case),
        explains: |_, d| of_the_end(d) || matches!(d.at, At::Value(_)),
        instead: |case| {
            let status = json!(case.is_login_refused().then_some(false));
            ensure(case.value().is_object() && case.value()["status"] == status, "ours has no such status")?;
            case.reported_once()
        },
    },
    Decision {
        reason: "D63",
        what: "custom data has one shape: the server's list",
        applies: |case| {
            let converted = case.record.get("result")["customData"].is_object();
            case.js() && converted && matches!(case.verdict, Some(Verdict::Success(_)))
        },
        explains: |_, d| {
            matches!(&d.at, At::Value(path) if path == "customData") || d.at == At::Stored("user.customData".into())
        },
        instead: |case| {
            case.tells_the_reply()?;
            ensure(case.seen.after["user"]["customData"] == case.value()["customData"], "another list is stored")
        },
    },
    // Addresses and headers.
    Decision {
        reason: "D42",
        what: "every call goes to the one host that was configured",
        applies: |case| !case.js() && (case.gives("appHost") || case.gives("domain")),
        explains: |_, d| matches!(d.at, At::Origin(_)),
        instead: the_host_is_the_one,
    },
    Decision {
        reason: "D43",
        what: "a slash at the end of the host is forgiven",
        applies: |case| drive::host_of(&case.seen.options).ends_with('/'),
        explains: |_, d| match (&d.at, d.recorded.as_str()) {
            (At::Path(_), Some(path)) => d.ours == path[1..],
            (At::Value(place), Some(path)) => place == "path" && d.ours == path[1..],
            _ => false,
        },
        instead: |case| case.each_sent(|sent| !sent.path.contains("//")).map_err(|()| "a path has two slashes".into()),
    },
    Decision {
        reason: "D46",
        what: "options that name headers or their values always have their effect",
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
        what: "options are values of the caller's that nobody changes, and a timeout of zero is refused aloud",
        applies: |_| true,
        explains: |_, d| d.at == At::OptionsChanged,
        instead: |_| {
            let refused = AuthenticationClient::builder("app").timeout(Duration::ZERO).build();
            ensure(refused.is_err_and(|error| error.is_argument()), "a timeout of zero is taken")
        },
    },
    Decision {
        reason: "D53",
        what: "an upload carries the headers and the token of every other call",
        applies: |case| case.is(&["updateAvatar", "uploadAvatar"]) || case.is(&calls::mfa::PICTURES),
        explains: |case, d| {
            matches!(d.at, At::Header(request, _) if case.was_uploaded(request)) && d.recorded.is_null()
        },
        instead: |case| case.headers_are_as_configured(),
    },
    Decision {
        reason: "design: defaults of the mini-program SDK",
        what: "the kind of program is wxapp by default, and the language is left to the server",
        // Outside mini-programs the other SDK has the same defaults as its base.
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
            case.each_sent(|sent| json!(sent.query) == expected).map_err(|()| "the app id came in pieces".into())
        },
    },
    Decision {
        reason: "D67",
        what: "arguments of the caller are not changed; a profile has no password to begin with",
        applies: |case| case.is(&["updateProfile", "getUserInfoByAccessToken"]),
        explains: |_, d| d.at == At::ArgumentsChanged,
        instead: |case| {
            let none = |sent: &Sent| sent.json()["variables"]["input"]["password"].is_null();
            case.each_sent(none).map_err(|()| "it was sent".into())
        },
    },
    Decision {
        reason: "design: verbs",
        what: "what a call cannot do without is an argument, and an empty one is refused before anything is sent",
        applies: lacks_an_argument,
        explains: |_, d| of_the_end(d) || of_the_store(d) || matches!(d.at, At::Missing(_)),
        instead: |case| {
            case.nothing_was_sent()?;
            case.refused_the_argument()
        },
    },
    Decision {
        reason: "design: verbs that exclude each other",
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
            case.each_sent(|sent| sent.json() == expected).map_err(|()| "the body is another".into())
        },
    },
];
