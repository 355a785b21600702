//! Rules that no record of this repository needs, and others may. `self_check.rs` has a record for each.

use serde_json::Value;

use super::{
    Rule,
    arguments::{nothing_happened, texts},
    as_always, at_body, at_header, at_outcome, at_request, at_store,
    session::is_expired_there,
};
use crate::v3::{
    case::{Case, ensure},
    compare::At,
    conduct::is_of_the_key,
    drive,
    expected::Verdict,
    methods::Kind,
    results::is_tolerated,
    rules::requests::is_nothing,
    schemas,
};

/// Refusals of an argument or a setting, as in `arguments.rs`.
pub const REFUSALS: &[Rule] = &[
    Rule {
        reason: "design: tokens",
        what: "a token that no header can carry is refused before anything is sent",
        applies: |case| case.refuses_an_argument() && has_an_odd_token(case),
        explains: |_, d| at_outcome(d) || at_store(d) || at_request(d),
        instead: nothing_happened,
    },
    Rule {
        reason: "V26",
        what: "an application without an id is refused by the builder",
        applies: |case| {
            let nameless = case.record.option("appId").as_str().is_none_or(|id| id.trim().is_empty());
            !case.observed.built && nameless && case.kind() != Kind::Platform
        },
        explains: |_, d| at_outcome(d) || at_store(d) || at_request(d),
        instead: nothing_happened,
    },
    Rule {
        reason: "V26",
        what: "an id that no header can carry is refused by the builder",
        applies: |case| {
            let ids = ["appId", "userPoolId"].into_iter().filter_map(|name| case.record.option(name).as_str());
            let odd = |id: &str| id.contains(|c: char| !c.is_ascii() || c.is_ascii_control());
            !case.observed.built && ids.into_iter().any(odd) && case.kind() != Kind::Platform
        },
        explains: |_, d| at_outcome(d) || at_store(d) || at_request(d),
        instead: nothing_happened,
    },
    Rule {
        reason: "design: types",
        what: "a text is text, and the compiler refuses anything else in its place",
        // Our client gets an empty text in the place of such a value.
        applies: |case| {
            let empty = case.error().is_some_and(|error| error.message().contains("is empty"));
            case.refuses_an_argument() && empty && has_another_type(case.record.get("args"))
        },
        explains: |_, d| at_outcome(d) || at_store(d) || at_request(d),
        instead: nothing_happened,
    },
    Rule {
        reason: "design: options that are types",
        what: "what a call is for is a type, so that it cannot lack what goes with it",
        applies: |case| {
            let is_of = |name: &str, kinds: &[&str]| {
                let given = &case.record.arg()[name];
                given.is_null() || given.as_str().is_some_and(|kind| kinds.contains(&kind.trim()))
            };
            let unknown = !is_of("verifyMethod", &PROOFS) || !is_of("connection", &CONNECTIONS);
            case.refuses_an_argument() && unknown
        },
        explains: |_, d| at_outcome(d) || at_store(d) || at_request(d),
        instead: nothing_happened,
    },
];

pub const RULES: &[Rule] = &[
    Rule {
        reason: "design: types",
        what: "a value of another type than that of the contract does not compile",
        applies: |_| true,
        explains: |case, d| match &d.at {
            At::Body(path, place) => is_nothing(&d.ours) && !schemas::fits(path, place, &d.recorded),
            // A query has texts only, so the type is that of the argument.
            At::Query(_, name) => {
                d.ours.is_null() && case.record.arg().get(name).is_some_and(|given| !given.is_boolean())
            }
            At::Header(_, name) => {
                d.ours.is_null() && name == "x-authing-userpool-id" && !case.record.option("userPoolId").is_string()
            }
            _ => false,
        },
        instead: as_always,
    },
    Rule {
        reason: "design: settings",
        what: "a client is built without what only some calls need, such as a secret or a scope, and without a host",
        applies: |case| {
            let refused = case.record.thrown().and_then(|thrown| thrown["message"].as_str());
            // The second one is about the scope, in Chinese.
            let by_the_constructor = ["Init AuthenticationClient failed", "scope 中必须包含 openid"];
            refused.is_some_and(|message| by_the_constructor.iter().any(|start| message.starts_with(start)))
        },
        explains: |_, d| at_outcome(d) || at_store(d) || at_request(d),
        instead: as_always,
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
        reason: "V40",
        what: "the claims of a user are asked for with GET, whatever an option says",
        applies: |case| case.is(&["getUserInfoByAccessToken"]),
        explains: |_, d| {
            let of_a_body = at_header(d, "content-type") || at_body(d, "access_token");
            matches!(d.at, At::Method(_)) || (of_a_body && d.ours.is_null())
        },
        instead: |case| {
            let by_get = case.calls().all(|exchange| exchange.sent.method == "GET" && exchange.sent.body.is_empty());
            ensure(by_get, "our call has a body")
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
                empty && name == "content-type"
            }
            _ => false,
        },
        instead: as_always,
    },
    Rule {
        reason: "design: options that are types",
        what: "a member or an option that the published API does not have is not sent",
        applies: |_| true,
        explains: |case, d| match &d.at {
            At::Body(path, place) => d.ours.is_null() && !schemas::has(path, place),
            At::Query(_, name) => {
                let switches = ["withCustomData", "withIdentities", "withDepartmentIds"];
                let given = case.record.arg().get(name).is_some();
                d.ours.is_null() && given && !switches.contains(&name.as_str())
            }
            _ => false,
        },
        instead: as_always,
    },
    Rule {
        reason: "design: options that are types",
        what: "an option whose value does not compile has its default",
        applies: |case| case.record.requests().is_empty() && case.record.thrown().is_some(),
        explains: |case, d| {
            let odd = case.is(&["getUserInfoByAccessToken"]) || !case.record.arg().is_object();
            odd && (at_request(d) || at_outcome(d) || at_store(d))
        },
        instead: as_always,
    },
    Rule {
        reason: "V20, V21, V22, V42",
        what: "without a key that can be used the call is not made",
        applies: |case| {
            let of_the_key = case.sent().last().is_some_and(|path| is_of_the_key(path));
            let asked_for = is_of_the_key(case.method.path);
            of_the_key && !asked_for && case.error().is_some_and(|error| error.is_decode())
        },
        explains: |_, d| at_outcome(d) || at_store(d) || at_request(d),
        instead: |case| ensure(case.calls().count() == 0, "our call sent a password"),
    },
    Rule {
        reason: "design: settings",
        what: "the tokens of the v3 API are those of OIDC, whatever the protocol of the client",
        applies: |case| case.record.option("protocol").as_str().is_some_and(|protocol| protocol != "oidc"),
        explains: |_, d| {
            at_request(d) || at_outcome(d) || matches!(d.at, At::Body(..) | At::Header(..) | At::Query(..))
        },
        instead: as_always,
    },
    Rule {
        reason: "design: options that are types",
        what: "what a call is for follows from its type, and is no argument",
        applies: |_| true,
        explains: |_, d| {
            let kind = ["verifyMethod", "codeType", "connection"];
            matches!(&d.at, At::Body(_, place) if kind.contains(&place.as_str())) && d.ours.is_string()
        },
        instead: as_always,
    },
    Rule {
        reason: "design: absent values",
        what: "a header without a value is not sent",
        applies: |_| true,
        explains: |_, d| matches!(d.at, At::Header(..)) && d.recorded == "" && d.ours.is_null(),
        instead: as_always,
    },
    Rule {
        reason: "design: stores",
        what: "an empty token is none",
        applies: |_| true,
        explains: |_, d| {
            let nothing = d.recorded.as_str().is_none_or(|token| token.trim().is_empty());
            let token = matches!(&d.at, At::Stored(name) if name.ends_with("_token"));
            token && !d.recorded.is_null() && nothing
        },
        instead: as_always,
    },
    Rule {
        reason: "design: tolerant types",
        what: "an optional member of an unexpected type is left out, a list that is null is empty, and a number may be a text",
        applies: |case| matches!(case.verdict, Some(Verdict::Success(_))),
        explains: |_, d| {
            let watermark = d.at == At::Value("watermark".into()) && d.ours.is_null();
            watermark || (matches!(d.at, At::Value(_)) && is_tolerated(&d.recorded, &d.ours))
        },
        instead: as_always,
    },
];

const PROOFS: [&str; 3] = ["EMAIL_PASSCODE", "PHONE_PASSCODE", "PASSWORD"];
const CONNECTIONS: [&str; 7] = [
    "PASSWORD",
    "PASSCODE",
    "LDAP",
    "AD",
    "wechat_mini_program_code",
    "wechat_mini_program_phone",
    "wechat_mini_program_code_and_phone",
];

/// Whether a value contains anything but texts and what contains them.
fn has_another_type(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(|item| item.is_array() || has_another_type(item)),
        Value::Object(members) => members.values().any(|member| member.is_array() || has_another_type(member)),
        Value::Number(_) | Value::Bool(_) => true,
        Value::String(_) | Value::Null => false,
    }
}

fn has_an_odd_token(case: &Case) -> bool {
    let is_odd = |text: &&str| text.contains(|c: char| !c.is_ascii() || c.is_ascii_control());
    texts(case.before()).iter().chain(&texts(case.record.get("args"))).any(is_odd)
}
