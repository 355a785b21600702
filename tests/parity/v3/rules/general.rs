//! Rules that no record of this repository needs, and others may. `self_check.rs` has a record for each.

use super::{
    Rule,
    arguments::{nothing_happened, texts},
    as_always, at_outcome, at_request, at_store,
    session::is_expired_there,
};
use crate::v3::{
    case::{Case, ensure},
    compare::At,
    drive,
    expected::{self, Verdict},
    methods::Kind,
    results::is_left_out,
};

pub const RULES: &[Rule] = &[
    Rule {
        reason: "design: types",
        what: "a text is text, and the compiler refuses a number",
        applies: |_| true,
        explains: |_, d| {
            matches!(d.at, At::Body(..) | At::Query(..))
                && (d.recorded.is_number() || d.recorded.is_boolean())
                && d.ours.is_null()
        },
        instead: as_always,
    },
    Rule {
        reason: "design: tokens",
        what: "a token that no header can carry is refused before anything is sent",
        applies: |case| case.refuses_an_argument() && has_an_odd_token(case),
        explains: |_, d| at_outcome(d) || at_store(d) || at_request(d),
        instead: nothing_happened,
    },
    Rule {
        reason: "V26",
        what: "a slash at the end of the host is removed",
        applies: |case| drive::host(case.record).ends_with('/'),
        explains: |_, d| matches!(d.at, At::Origin(_)),
        instead: |case| {
            let paths = case.sent();
            ensure(!paths.iter().any(|path| path.contains("//")), "a path has two slashes")
        },
    },
    Rule {
        reason: "V02, V04",
        what: "whether an access token without a refresh token, or without a stored end, is still good the server decides",
        applies: |case| {
            let renewable = expected::is_expired(case.before()) && case.holds("refresh_token");
            case.kind() == Kind::User && is_expired_there(case) && case.holds("access_token") && !renewable
        },
        explains: |_, d| at_request(d) || at_outcome(d) || at_store(d),
        instead: |case| {
            let asked = case.calls().count() > 0 || case.error().is_some();
            ensure(asked, "our client did not make the call")
        },
    },
    Rule {
        reason: "design: stores",
        what: "an empty token is none",
        applies: |case| matches!(case.verdict, Some(Verdict::Success(_))) || case.kind() == Kind::Store,
        explains: |_, d| at_store(d) && d.recorded == "",
        instead: as_always,
    },
    Rule {
        reason: "design: tolerant types",
        what: "an optional member of an unexpected type is left out",
        applies: |case| matches!(case.verdict, Some(Verdict::Success(_))),
        explains: |_, d| matches!(d.at, At::Value(_)) && is_left_out(&d.recorded, &d.ours),
        instead: as_always,
    },
];

fn has_an_odd_token(case: &Case) -> bool {
    let is_odd = |text: &&str| text.contains(|c: char| !c.is_ascii() || c.is_ascii_control());
    texts(case.before()).iter().chain(&texts(case.record.get("args"))).any(is_odd)
}
