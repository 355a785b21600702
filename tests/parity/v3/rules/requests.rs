//! Rules about what our client puts on the wire.

use serde_json::{Value, json};

use super::{Rule, as_always, at_body, at_header, at_outcome, is_extra};
use crate::v3::{
    case::{Case, ensure},
    compare::{At, Difference, PASSWORDS, decrypted},
    conduct::{encrypts, is_of_the_key},
    expected::Verdict,
    methods::{BIND, BY_MOBILE, DECRYPT, Kind, PHONE, REVOCATION, SYSTEM, TOKEN, UPLOAD},
    record::LOGIN_CODES,
};

pub const RULES: &[Rule] = &[
    Rule {
        reason: "design: defaults of the mini-program SDK",
        what: "every request says which SDK sends it",
        applies: |_| true,
        explains: |_, d| {
            (at_header(d, "x-authing-request-from") || at_header(d, "x-authing-sdk-version")) && d.recorded.is_null()
        },
        instead: as_always,
    },
    Rule {
        reason: "V25, V48",
        what: "every request names the application, and the user pool if it is configured",
        applies: |_| true,
        explains: |_, d| {
            (at_header(d, "x-authing-app-id") || at_header(d, "x-authing-userpool-id")) && d.recorded.is_null()
        },
        instead: as_always,
    },
    Rule {
        reason: "V38",
        what: "the access token is sent only where it authorizes the call",
        applies: |case| case.kind() != Kind::User,
        explains: |case, d| at_header(d, "authorization") && d.recorded == *case.record.option("accessToken"),
        instead: as_always,
    },
    Rule {
        reason: "V36, V39",
        what: "the application authenticates at each endpoint in the configured way, and in no other",
        applies: |case| authenticates(case),
        explains: |_, d| at_body(d, "client_id") || at_body(d, "client_secret") || at_header(d, "authorization"),
        instead: |case| {
            let both = |case: &Case| {
                let by_body = |body: &[u8]| String::from_utf8_lossy(body).contains("client_secret");
                case.calls()
                    .any(|exchange| exchange.sent.header("authorization").is_some() && by_body(&exchange.sent.body))
            };
            ensure(!both(case), "the application authenticates twice")
        },
    },
    Rule {
        reason: "V37",
        what: "the scope that is set for all sign-ins is asked for",
        applies: |case| case.kind() == Kind::SignIn && case.record.option("scope").is_string(),
        explains: |case, d| {
            let scope = if at_body(d, "options") { &d.ours["scope"] } else { &d.ours };
            (at_body(d, "options") || at_body(d, "scope")) && scope == case.record.option("scope")
        },
        instead: as_always,
    },
    Rule {
        reason: "V28",
        what: "a refresh names the application in its body, and no redirect URI",
        applies: |case| case.kind() == Kind::Refresh,
        explains: |_, d| at_body(d, "client_id") || (at_body(d, "redirect_uri") && d.ours.is_null()),
        instead: |case| {
            let named = case
                .calls()
                .all(|exchange| super::session::form_value(exchange, "client_id") == *case.record.option("appId"));
            ensure(named, "a refresh does not name the application")
        },
    },
    Rule {
        reason: "V40",
        what: "the access token is sent in a header and not in the URL",
        applies: |case| case.is(&["getUserInfoByAccessToken"]),
        explains: |_, d| at_header(d, "authorization") || matches!(&d.at, At::Query(_, name) if name == "access_token"),
        instead: |case| {
            let in_url =
                case.calls().any(|exchange| exchange.sent.query.iter().any(|(name, _)| name == "access_token"));
            ensure(!in_url, "the token is in the URL")
        },
    },
    Rule {
        reason: "V17",
        what: "the code of the caller is sent",
        applies: |case| given_code(case).is_some() && !case.refuses_an_argument(),
        explains: |_, d| at_body(d, "code"),
        instead: |case| {
            let given = given_code(case).unwrap_or_default();
            let sent =
                case.calls().all(|exchange| exchange.sent.json().to_string().contains(&json!(given).to_string()));
            ensure(sent, "the code of the caller was not sent")
        },
    },
    Rule {
        reason: "design: absent values",
        what: "an optional value that is empty is not sent",
        applies: |_| true,
        explains: |_, d| matches!(d.at, At::Body(..)) && is_nothing(&d.recorded) && is_nothing(&d.ours),
        instead: as_always,
    },
    Rule {
        reason: "design: absent values",
        what: "a switch that is off is not sent, because the server has it off",
        applies: |_| true,
        explains: |_, d| {
            let off = |value: &Value| value.is_null() || *value == "false";
            matches!(d.at, At::Query(..)) && off(&d.recorded) && off(&d.ours)
        },
        instead: as_always,
    },
    Rule {
        reason: "V20, V21, V22, V42",
        what: "every password of a call that asks for it is encrypted, and no other",
        applies: encrypts,
        explains: |_, d| {
            at_password(d) || at_body(d, "passwordEncryptType") || at_key(d) || at_outcome(d) || is_call(d)
        },
        instead: |case| {
            for exchange in case.calls() {
                let body = exchange.sent.json();
                let plain = |place: &&str| {
                    body.pointer(place).and_then(Value::as_str).is_some_and(|text| decrypted(text).is_none())
                };
                ensure(!PASSWORDS.iter().any(plain), "a password is not encrypted")?;
            }
            Ok(())
        },
    },
    Rule {
        reason: "V24",
        what: "an upload carries the same headers and token as every other call",
        applies: |case| case.is(&["updateAvatar"]),
        explains: |case, d| {
            let failed = !matches!(case.verdict, Some(Verdict::Success(_)));
            let header = matches!(&d.at, At::Header(path, _) if path == UPLOAD) && d.recorded.is_null();
            header || (failed && matches!(d.at, At::Missing(_)) && case.sent().last() == Some(&UPLOAD))
        },
        instead: as_always,
    },
    Rule {
        reason: "design: country codes",
        what: "no country code is invented; the server takes a number without one for one of mainland China",
        applies: |case| !gives_the_country_code(case.record.get("args")),
        explains: |_, d| at_body(d, "phoneCountryCode") && d.recorded == "+86" && d.ours.is_null(),
        instead: as_always,
    },
    Rule {
        reason: "design: options that are types",
        what: "an account has one name, a code goes to one address, and a phone code is all that the phone button gives",
        applies: |case| case.kind() == Kind::SignIn,
        explains: |_, d| {
            let of_the_phone = matches!(&d.at, At::Body(_, place) if place.contains("wxPhoneInfo."));
            let names = ["account", "email", "username", "phone", "phoneCountryCode"];
            d.ours.is_null() && (of_the_phone || names.iter().any(|name| at_body(d, name)))
        },
        instead: as_always,
    },
    Rule {
        reason: "design: WeChat",
        what: "the mini-programs of Douyin are not those of WeChat",
        applies: |case| *case.record.option("platform") == "tt",
        explains: |_, d| !matches!(d.at, At::Header(..) | At::Origin(_)),
        instead: |case| {
            let other = case.sent().iter().any(|path| path.contains("douyin"));
            ensure(!other, "our client sent a request for Douyin")
        },
    },
    Rule {
        reason: "design: deprecated endpoints",
        what: "the access token of WeChat is asked for with its time limit",
        applies: |case| case.is(&["getWechatMpAccessToken"]) && !case.refuses_an_argument(),
        explains: |case, d| {
            is_extra(d, case.method.path)
                || matches!(&d.at, At::Missing(path) if path == "/api/v3/get-wechat-access-token")
                || at_outcome(d)
        },
        instead: |case| {
            let unreachable = case.verdict == Some(Verdict::Unreachable);
            ensure(unreachable || case.calls().count() == 1, "our client did not ask")
        },
    },
];

/// Whether the call has an endpoint at which the application authenticates.
fn authenticates(case: &Case) -> bool {
    let path = case.method.path;
    [TOKEN, REVOCATION, "/oidc/token/introspection"].contains(&path) || case.kind() == Kind::SignIn
}

/// The code of `wx.login` among the arguments.
fn given_code(case: &Case) -> Option<String> {
    if ![BY_MOBILE, BIND, PHONE, DECRYPT].contains(&case.method.path) {
        return None;
    }
    // A member beside the payloads is none of the API.
    let known = LOGIN_CODES.iter().filter(|place| case.method.path != BY_MOBILE || **place != "/code");
    known.filter_map(|place| case.record.arg().pointer(place)?.as_str()).map(str::to_owned).next()
}

/// A value that says nothing.
pub fn is_nothing(value: &Value) -> bool {
    value.is_null() || *value == "" || value.as_object().is_some_and(|map| map.values().all(is_nothing))
}

fn at_password(difference: &Difference) -> bool {
    let place = |place: &str| format!("/{}", place.replace('.', "/"));
    matches!(&difference.at, At::Body(_, path) if PASSWORDS.contains(&place(path).as_str()))
}

/// A request for a key that only one of the two sent.
fn at_key(difference: &Difference) -> bool {
    matches!(&difference.at, At::Extra(path) | At::Missing(path) if is_of_the_key(path) || path == SYSTEM)
}

/// A request that our client sent because it encrypts by itself.
fn is_call(difference: &Difference) -> bool {
    matches!(&difference.at, At::Extra(_) | At::Stored(_))
}

/// Whether a value has the country code of mainland China.
fn gives_the_country_code(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(gives_the_country_code),
        Value::Object(members) => {
            members.get("phoneCountryCode").is_some_and(|code| code == "+86")
                || members.values().any(gives_the_country_code)
        }
        _ => false,
    }
}
