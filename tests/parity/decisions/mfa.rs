//! Decisions about second factors.

use serde_json::Value;

use super::Decision;
use crate::{
    calls::mfa,
    case::{Case, Check, ensure},
    compare::At,
    design::Verdict,
    record::is_falsy,
    rules::*,
};

pub const DECISIONS: &[Decision] = &[
    Decision {
        reason: "D07",
        what: "a verified second factor logs in, and binding a face stores the user",
        applies: |case| {
            let gives_a_user = case.is(&mfa::VERIFICATIONS) || mfa::binds_a_face(&case.record.method);
            gives_a_user && matches!(case.verdict, Some(Verdict::Success(_)))
        },
        explains: |_, d| at_store(d),
        instead: |case| {
            case.matches_the_reply()?;
            match token_of_the_reply(case) {
                Some(token) => case.stores_the_reply(token),
                None => case.store_is_unchanged(),
            }
        },
    },
    Decision {
        reason: "D29",
        what: "no face is bound when a picture could not be uploaded",
        applies: |case| {
            let uploaded_last = case.observed.sent.len().checked_sub(1).is_some_and(|last| case.was_uploaded(last));
            case.is(&mfa::PICTURES) && uploaded_last && case.failed()
        },
        explains: |_, d| at_outcome(d) || at_store(d) || matches!(d.at, At::Missing(_)),
        instead: the_failure_is_returned,
    },
    Decision {
        reason: "D60",
        what: "the MFA token is sent whenever it is given",
        applies: |case| case.is(&["mfa.confirmAssosicateMfaAuthenticator"]) && mfa::mfa_token(case.record).is_some(),
        explains: |_, d| at_header(d, "authorization"),
        instead: |case| case.headers_are_as_configured(),
    },
    Decision {
        reason: "D61",
        what: "a call that requires an MFA token sends nothing without one",
        applies: |case| mfa::requires_mfa_token(&case.record.method) && mfa::mfa_token(case.record).is_none(),
        explains: |_, d| at_outcome(d) || at_store(d) || matches!(d.at, At::Missing(_) | At::Value(_)),
        instead: the_argument_is_refused,
    },
];

fn the_argument_is_refused(case: &Case) -> Check {
    case.nothing_was_sent()?;
    ensure(case.error().is_some(), "our call returned a value")?;
    case.refused_the_argument()
}

/// The token that is stored with the user of the reply: that of the user, or else that of the session. A login has no
/// session.
fn token_of_the_reply<'a>(case: &'a Case) -> Option<&'a Value> {
    let own = &case.value()["token"];
    match mfa::mfa_token(case.record) {
        _ if !is_falsy(own) => Some(own),
        None => Some(case.token_before()),
        Some(_) => None,
    }
}
