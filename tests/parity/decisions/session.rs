//! Decisions about the token and the user of the session.

use super::Decision;
use crate::{case::ensure, compare::At, design::Verdict, replay::Sent, rules::*};

pub const DECISIONS: &[Decision] = &[
    Decision {
        reason: "D01",
        what: "a user without a token keeps the stored token",
        applies: has_no_token,
        explains: |case, d| {
            let nobody = case.token_before().is_null();
            if case.is_registration() {
                return at_store(d);
            }
            d.at == At::Stored("token".into()) || (nobody && (at_outcome(d) || at_store(d)))
        },
        instead: |case| {
            if case.is_registration() {
                case.matches_the_reply()?;
                return case.store_is_unchanged();
            }
            ensure(case.observed.after["token"] == *case.token_before(), "our token has changed")?;
            let refused = case.error().is_some_and(|error| error.is_not_logged_in());
            ensure(case.token_before().is_string() || refused, "a user without any token was stored")
        },
    },
    Decision {
        reason: "D02",
        what: "a success without a user does not change the store",
        applies: |case| case.verdict == Some(Verdict::Unreadable) && case.record.thrown().is_some(),
        explains: |_, d| at_store(d),
        instead: the_failure_is_returned,
    },
    Decision {
        reason: "D03",
        what: "a token is never stored beside another user",
        applies: has_a_token_of_another_user,
        explains: |case, d| match &d.at {
            At::Body(_, path) => path == "id",
            _ => at_store(d) && case.observed.sent.is_empty(),
        },
        instead: the_user_of_the_token_is_used,
    },
    Decision {
        reason: "D04",
        what: "a session has one token, which is also that of the stored user",
        applies: |case| case.observed.after["user"].is_object(),
        explains: |_, d| d.at == At::Stored("user.token".into()),
        instead: |case| {
            ensure(case.observed.after["user"]["token"] == case.observed.after["token"], "the two tokens differ")
        },
    },
    Decision {
        reason: "D05",
        what: "a logout clears the local session even if the server fails",
        applies: |case| case.logs_out() && case.failed(),
        explains: |_, d| at_store(d),
        instead: the_failure_is_returned,
    },
    Decision {
        reason: "D06",
        what: "a login, a registration and fetching the key send no token",
        applies: |case| {
            case.token_before().is_string() && case.observed.sent.iter().any(|sent| case.is_anonymous(sent))
        },
        explains: |case, d| match &d.at {
            At::Header(at, name) => {
                name == "authorization" && case.observed.sent.get(*at).is_some_and(|sent| case.is_anonymous(sent))
            }
            _ => false,
        },
        instead: |case| {
            let own = |sent: &Sent| case.credentials(sent).filter(|(name, _)| name == "authorization");
            let none = |sent: &Sent| sent.header("authorization") == own(sent).as_ref().map(|(_, value)| &**value);
            case.each_sent(|sent| !case.is_anonymous(sent) || none(sent)).map_err(|()| "a token was sent".into())
        },
    },
    Decision {
        reason: "D09",
        what: "the local login check detects an expired token and returns an id",
        applies: |case| case.is(&["checkLoggedIn"]) && case.token_before().is_string(),
        explains: |_, d| matches!(&d.at, At::Value(_) | At::Outcome | At::OnError),
        instead: the_local_check_reads_the_token,
    },
    Decision {
        reason: "D10",
        what: "a call that needs a session sends nothing without one",
        applies: is_without_session,
        explains: |_, d| at_outcome(d) || at_store(d) || matches!(d.at, At::Missing(_) | At::Value(_)),
        instead: |case| {
            case.nothing_was_sent()?;
            case.store_is_unchanged()?;
            let nobody = case.error().is_some_and(|error| error.is_not_logged_in());
            let none = case.is(&["getCurrentUser"]) && case.error().is_none() && case.value().is_null();
            ensure(nobody || none, "our error does not say that nobody is logged in")?;
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
];
