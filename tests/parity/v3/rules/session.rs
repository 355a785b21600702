//! Rules about the session: what a call needs, when it is renewed, and what is stored.

use serde_json::Value;

use super::{Rule, as_always, at_header, at_outcome, at_request, at_store, is_extra};
use crate::{
    record::user_id,
    v3::{
        case::{Case, ensure},
        compare::At,
        conduct::is_of_the_key,
        expected::{Verdict, refuses_the_token, verdict},
        methods::{Kind, REVOCATION, TOKEN, UPLOAD},
        outcome::{Failure, Recorded},
        serve::Exchange,
        session::of_state,
    },
};

pub const RULES: &[Rule] = &[
    Rule {
        reason: "V01",
        what: "a refresh needs a refresh token only; whether it is still good the server decides",
        applies: |case| case.kind() == Kind::Refresh && case.holds("refresh_token") && is_expired_there(case),
        explains: |_, d| is_extra(d, TOKEN) || at_outcome(d) || at_store(d),
        instead: |case| ensure(case.sent() == [TOKEN], "the refresh token was not used"),
    },
    Rule {
        reason: "V02",
        what: "an expired access token is renewed, once, before the call",
        applies: |case| {
            let renewable = case.holds("refresh_token") && case.holds("access_token");
            case.kind() == Kind::User && case.is_expired() && renewable
        },
        explains: |_, d| at_request(d) || at_outcome(d) || at_store(d) || at_header(d, "authorization"),
        instead: |case| {
            let first = case.sent().into_iter().find(|path| !is_of_the_key(path) && *path != UPLOAD);
            ensure(first.is_none_or(|path| path == TOKEN), "the access token was not renewed first")
        },
    },
    Rule {
        reason: "V02",
        what: "after a refused access token it is renewed, once, and the call is repeated",
        applies: |case| {
            let refused = |exchange: &Exchange| refuses_the_token(&verdict(&exchange.sent.path, &exchange.reply));
            case.kind() == Kind::User && case.holds("refresh_token") && case.calls().any(refused)
        },
        explains: |case, d| is_extra(d, TOKEN) || is_extra(d, case.method.path) || at_store(d),
        instead: |case| {
            let renewals = case.sent().iter().filter(|path| **path == TOKEN).count();
            ensure(renewals == 1 && case.calls().count() <= 2, "our call was not repeated once after one renewal")
        },
    },
    Rule {
        reason: "V03",
        what: "a refresh keeps the tokens that its reply does not replace",
        applies: |case| case.kind() == Kind::Refresh && matches!(case.verdict, Some(Verdict::Success(_))),
        explains: |case, d| {
            let none = d.recorded.as_str().is_none_or(|token| token.trim().is_empty());
            // An ID token that names nobody replaces none.
            let nobody = |name: &str| name == "id_token" && user_id(&d.recorded).is_none();
            let kept = |name: &str| d.ours == case.before()[name] && (none || nobody(name));
            matches!(&d.at, At::Stored(name) if ["refresh_token", "id_token"].contains(&name.as_str()) && kept(name))
        },
        instead: as_always,
    },
    Rule {
        reason: "V03",
        what: "a caller who stores tokens decides about all of them",
        applies: |case| case.is(&["saveLoginState"]),
        explains: |_, d| matches!(d.at, At::Value(_)) && d.ours.is_null(),
        instead: |case| ensure(case.error().is_none(), "the session was not stored"),
    },
    Rule {
        reason: "V04",
        what: "the end of an access token is read from expires_in, expire_in or the token, and never lost",
        applies: gives_no_expires_in,
        explains: |_, d| match &d.at {
            At::Stored(name) | At::Value(name) => name == "expires_at" || name == "expires_in",
            _ => false,
        },
        instead: |case| {
            let end = &case.observed.after["expires_at"];
            ensure(end.is_null() || end.is_i64(), "the stored end is no time")
        },
    },
    Rule {
        reason: "V04",
        what: "a session whose end is not stored ends when its token says so",
        applies: |case| case.record.state().is_object() && !case.record.state()["expires_at"].is_i64(),
        explains: |_, d| matches!(&d.at, At::Stored(name) | At::Value(name) if name == "expires_at"),
        instead: as_always,
    },
    Rule {
        reason: "V05",
        what: "without an access token nothing is sent, and the error says that nobody is logged in",
        applies: |case| [Kind::User, Kind::Refresh].contains(&case.kind()) && lacks_its_token(case),
        explains: |_, d| at_request(d) || at_outcome(d),
        instead: |case| {
            ensure(case.observed.exchanges.is_empty(), "our call sent a request")?;
            let nobody = case.error().is_some_and(|error| error.is_not_logged_in() || error.is_token_expired());
            // Arguments are looked at first.
            ensure(nobody || case.refuses_an_argument(), "our error does not say that nobody is logged in")
        },
    },
    Rule {
        reason: "V05",
        what: "the end of a session without tokens of v3 says that there was nothing to revoke",
        applies: |case| {
            let none = !case.holds("access_token") && !case.holds("refresh_token");
            case.kind() == Kind::Logout && !case.before().is_null() && none
        },
        explains: |_, d| at_outcome(d) || at_store(d),
        instead: |case| {
            ensure(case.observed.exchanges.is_empty() && case.observed.after.is_null(), "the session is kept")?;
            ensure(case.error().is_some_and(|error| error.is_not_logged_in()), "our call says nothing")
        },
    },
    Rule {
        reason: "V06",
        what: "a sign-in always asks the server",
        applies: |case| {
            case.kind() == Kind::SignIn && case.record.requests().is_empty() && case.record.state().is_object()
        },
        explains: |case, d| is_extra(d, case.method.path) || at_outcome(d) || at_store(d),
        instead: |case| {
            ensure(case.calls().count() == 1 || case.refuses_an_argument(), "our client did not ask the server")
        },
    },
    Rule {
        reason: "V12",
        what: "a refused revocation is an error, and the session is over",
        applies: |case| case.kind() == Kind::Logout && case.verdict.is_some() && !is_success(case),
        explains: |_, d| at_outcome(d) || at_store(d) || at_request(d),
        instead: |case| {
            ensure(case.observed.after.is_null() && case.error().is_some(), "the failure or the session is kept")
        },
    },
    Rule {
        reason: "V13",
        what: "without a connection the session is over, too, and the failure is returned",
        applies: |case| case.kind() == Kind::Logout && case.verdict == Some(Verdict::Unreachable),
        explains: |_, d| at_store(d),
        instead: |case| ensure(case.observed.after.is_null(), "the session is kept"),
    },
    Rule {
        reason: "V14",
        what: "the refresh token is revoked as well, whether or not the access token has expired",
        applies: |case| case.kind() == Kind::Logout && (case.holds("refresh_token") || case.holds("access_token")),
        explains: |case, d| is_extra(d, REVOCATION) || is_another_token(case, &d.at) || at_store(d),
        instead: |case| {
            let revoked: Vec<Option<String>> = case.calls().map(|exchange| form_member(exchange, "token")).collect();
            let first = ["refresh_token", "access_token"].into_iter().find(|name| case.holds(name)).unwrap_or_default();
            let first = case.before()[first].as_str().map(str::to_owned);
            ensure(revoked.is_empty() || revoked[0] == first, "the refresh token was not revoked")
        },
    },
    Rule {
        reason: "V15",
        what: "a sign-in or a refresh without tokens leaves the session as it is",
        applies: |case| [Kind::SignIn, Kind::Refresh].contains(&case.kind()) && !is_success(case),
        explains: |_, d| at_store(d),
        instead: |case| ensure(case.observed.after == *case.before(), "our session has changed"),
    },
    Rule {
        reason: "V18",
        what: "tokens that cannot be stored come back with the error",
        applies: |case| case.record.get("platform")["storageFails"] == true,
        explains: |_, d| at_outcome(d) || at_store(d) || at_request(d),
        instead: |case| {
            if !matches!(case.verdict, Some(Verdict::Success(_)))
                || ![Kind::SignIn, Kind::Refresh].contains(&case.kind())
            {
                return Ok(());
            }
            let Some(error) = case.error() else { return Err("our call did not notice the full store".into()) };
            ensure(error.is_store() && error.session().or(None).is_some(), "the error does not have the session")
        },
    },
    Rule {
        reason: "V27",
        what: "the session of a deleted account is over",
        applies: |case| case.is(&["deleteAccount"]) && is_success(case),
        explains: |_, d| at_store(d),
        instead: |case| ensure(case.observed.after.is_null(), "the session is kept"),
    },
    Rule {
        reason: "design: stores",
        what: "a store says what it has, whether or not it has expired, and nobody's session is no failure",
        applies: |case| case.kind() == Kind::Store,
        explains: |_, d| at_outcome(d),
        instead: |case| {
            ensure(case.error().is_none(), "our store has failed")?;
            match case.method.name {
                "getLoginState" => ensure(case.value() == case.before(), "our client gave another session"),
                "clearLoginState" => ensure(case.observed.after.is_null(), "the session is kept"),
                _ => {
                    let full = case.record.get("platform")["storageFails"] == true;
                    let none = of_state(case.record.arg()).is_none();
                    ensure(full || none || !case.observed.after.is_null(), "nothing was stored")
                }
            }
        },
    },
    Rule {
        reason: "design: stores",
        what: "a store has a session or nothing",
        applies: |case| {
            let none = !case.record.state().is_null() && case.before().is_null();
            none || (case.is(&["saveLoginState"]) && of_state(case.record.arg()).is_none())
        },
        explains: |_, d| at_outcome(d) || at_store(d),
        instead: as_always,
    },
];

/// Whether the mini-program SDK takes the stored tokens for expired.
pub fn is_expired_there(case: &Case) -> bool {
    let no_time = case.record.state().is_object() && !case.record.state()["expires_at"].is_i64();
    let failed = Recorded::of(case.record) == Recorded::Failure(Failure::NotSignedIn);
    no_time || case.is_expired() || (failed && case.record.requests().is_empty())
}

/// Whether the session has no token with which the call can be made.
fn lacks_its_token(case: &Case) -> bool {
    !case.holds(if case.kind() == Kind::Refresh { "refresh_token" } else { "access_token" })
}

fn is_success(case: &Case) -> bool {
    matches!(case.verdict, Some(Verdict::Success(_)))
}

/// Whether the tokens that were given do not say under the usual name how long they are valid.
fn gives_no_expires_in(case: &Case) -> bool {
    let tokens = case.replies().map(|reply| match reply["json"]["data"].is_object() {
        true => &reply["json"]["data"],
        false => &reply["json"],
    });
    let given = tokens.chain([case.record.arg()]).filter(|tokens| tokens["access_token"].is_string());
    given.into_iter().any(|tokens| !tokens["expires_in"].is_i64() || !tokens["expire_in"].is_null())
}

/// Whether a difference is that another token is revoked first.
fn is_another_token(case: &Case, at: &At) -> bool {
    case.holds("refresh_token") && matches!(at, At::Body(_, name) if name == "token")
}

/// A member of the form in our request.
fn form_member(exchange: &Exchange, name: &str) -> Option<String> {
    crate::support::pairs(&exchange.sent.body).into_iter().find(|(other, _)| other == name).map(|(_, value)| value)
}

/// The value of a member of the form; null without one.
pub fn form_value(exchange: &Exchange, name: &str) -> Value {
    form_member(exchange, name).map_or(Value::Null, Value::String)
}
