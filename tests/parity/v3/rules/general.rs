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
    expected::Verdict,
    methods::{BY_MOBILE, Kind, SIGN_IN, UPDATE_PROFILE},
    results::is_tolerated,
};

/// The members of a profile that can be changed.
const PROFILE: [&str; 16] = [
    "name",
    "nickname",
    "photo",
    "externalId",
    "birthdate",
    "country",
    "province",
    "city",
    "address",
    "streetAddress",
    "postalCode",
    "gender",
    "username",
    "company",
    "customData",
    "identityNumber",
];

/// The options of sign-ins: first those that a sign-in with WeChat has, too.
const OPTIONS: [&str; 8] =
    ["scope", "context", "tenantId", "customData", "clientIp", "autoRegister", "captchaCode", "passwordEncryptType"];

/// The first step of a place.
fn first(place: &str) -> &str {
    place.split('.').next().unwrap_or_default()
}

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
            let renewable = case.is_expired() && case.holds("refresh_token");
            case.kind() == Kind::User && is_expired_there(case) && case.holds("access_token") && !renewable
        },
        explains: |_, d| at_request(d) || at_outcome(d) || at_store(d),
        instead: |case| {
            let asked = case.calls().count() > 0 || case.error().is_some();
            ensure(asked, "our client did not make the call")
        },
    },
    Rule {
        reason: "V24",
        what: "the result of a new picture is the profile that has it, and not the upload",
        applies: |case| case.is(&["updateAvatar"]) && matches!(case.verdict, Some(Verdict::Success(_))),
        explains: |_, d| matches!(d.at, At::Value(_)),
        instead: as_always,
    },
    Rule {
        reason: "V26",
        what: "an application without an id is refused by the builder",
        applies: |case| {
            !case.observed.built && case.record.option("appId").as_str().is_none_or(|id| id.trim().is_empty())
        },
        explains: |_, d| at_outcome(d) || at_store(d) || at_request(d),
        instead: nothing_happened,
    },
    Rule {
        reason: "design: absent values",
        what: "a body without members is sent as one",
        applies: |_| true,
        explains: |case, d| match &d.at {
            At::Body(_, place) => place.is_empty() && d.recorded.is_null() && d.ours == "{}",
            At::Header(path, name) => {
                let empty = case
                    .observed
                    .exchanges
                    .iter()
                    .any(|exchange| exchange.sent.path == *path && exchange.sent.body == b"{}");
                empty && name == "content-type" && d.recorded.is_null()
            }
            _ => false,
        },
        instead: as_always,
    },
    Rule {
        reason: "design: options that are types",
        what: "a member or an option that the published API does not have is not sent",
        applies: |case| [UPDATE_PROFILE, BY_MOBILE, SIGN_IN].contains(&case.method.path),
        explains: |case, d| match &d.at {
            At::Body(path, place) if path == UPDATE_PROFILE => d.ours.is_null() && !PROFILE.contains(&first(place)),
            At::Body(_, place) if place == "connection" => {
                case.taro() && d.ours.as_str().is_some_and(|ours| ours.starts_with("wechat_mini_program_code"))
            }
            At::Body(path, place) => {
                let known = if path == BY_MOBILE { &OPTIONS[..4] } else { &OPTIONS[..] };
                let option = place.strip_prefix("options.").map(first);
                d.ours.is_null() && option.is_some_and(|option| !known.contains(&option))
            }
            _ => false,
        },
        instead: as_always,
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
        what: "an optional member of an unexpected type is left out, a list that is null is empty, and a number may be a text",
        applies: |case| matches!(case.verdict, Some(Verdict::Success(_))),
        explains: |_, d| matches!(d.at, At::Value(_)) && is_tolerated(&d.recorded, &d.ours),
        instead: as_always,
    },
];

fn has_an_odd_token(case: &Case) -> bool {
    let is_odd = |text: &&str| text.contains(|c: char| !c.is_ascii() || c.is_ascii_control());
    texts(case.before()).iter().chain(&texts(case.record.get("args"))).any(is_odd)
}
