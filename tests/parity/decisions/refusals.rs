//! Refusals before a call, whatever it is: an argument or a setting that cannot work.

use authing_wxapp::AuthenticationClient;
use serde_json::{Map, Value};

use super::Decision;
use crate::{
    case::{Case, ensure},
    compare::{At, Difference},
    hosts,
    replay::Sent,
    rules::*,
};

/// Refusals before the call. Where one of these applies, nothing else can be said about the call.
pub const REFUSALS: &[Decision] = &[
    Decision {
        reason: "D43",
        what: "a host that ends with several slashes is refused",
        applies: ends_with_several_slashes,
        explains: is_of_a_refusal,
        instead: |case| {
            let host = hosts::host_of(&case.observed.options);
            let built = AuthenticationClient::builder("app").host(&*host).allow_plain_http().build();
            ensure(built.is_err_and(|error| error.is_argument()), "the host is accepted")?;
            case.nothing_was_sent()?;
            ensure(case.error().is_some_and(|error| error.is_argument()), "our error is not an argument error")
        },
    },
    Decision {
        reason: "design: settings",
        what: "a setting that cannot work, such as an application without an id, is refused by the builder",
        applies: |case| {
            let said = case.error().map_or("", |error| error.message());
            is_refused(case) && ["the option app_id", "the option public_key"].iter().any(|name| said.starts_with(name))
        },
        explains: is_of_a_refusal,
        instead: |case| {
            case.nothing_was_sent()?;
            ensure(case.observed.after == case.observed.before, "our store has changed")
        },
    },
    Decision {
        reason: "design: encrypted data",
        what: "what is not base64 cannot be encrypted data of WeChat, and is refused before anything is sent",
        applies: |case| {
            is_refused(case)
                && case.error().is_some_and(|error| {
                    ["as the button's event gave it", "plus signs"].iter().any(|said| error.message().contains(said))
                })
        },
        explains: is_of_a_refusal,
        instead: |case| {
            case.nothing_was_sent()?;
            case.refused_the_argument()
        },
    },
    Decision {
        reason: "design: required values",
        what: "an empty value is refused before anything is sent, whatever it is for",
        applies: |case| is_refused(case) && texts(case.record.get("args")).any(|text| text.trim().is_empty()),
        explains: is_of_a_refusal,
        instead: |case| {
            case.nothing_was_sent()?;
            case.refused_the_argument()
        },
    },
    Decision {
        reason: "design: required values",
        what: "required values are arguments, and a missing one is refused before anything is sent",
        applies: |case| lacks_an_argument(case) || (is_refused(case) && lacks_a_member(case)),
        explains: is_of_a_refusal,
        instead: |case| {
            case.nothing_was_sent()?;
            case.refused_the_argument()
        },
    },
    Decision {
        reason: "design: types",
        what: "a text is text, and the compiler refuses anything else in its place",
        // Our client gets an empty text in the place of such a value.
        applies: |case| {
            let said = case.error().map_or("", |error| error.message());
            let empty = (said.contains("is empty") || said.contains("mfa_token")) && !said.starts_with("the option ");
            let args = case.record.get("args").as_array().into_iter().flatten();
            let whole = args.into_iter().any(|arg| arg.is_array() || arg.as_object().is_some_and(Map::is_empty));
            is_refused(case) && empty && (whole || has_another_type(case.record.get("args")))
        },
        explains: is_of_a_refusal,
        instead: |case| {
            case.nothing_was_sent()?;
            case.refused_the_argument()
        },
    },
    Decision {
        reason: "design: tokens",
        what: "a token that no header can carry is refused before anything is sent",
        applies: |case| {
            let given = texts(case.record.get("args")).chain(case.token_before().as_str());
            is_refused(case) && given.into_iter().any(is_odd)
        },
        explains: is_of_a_refusal,
        instead: |case| {
            let only_the_key = |sent: &Sent| sent.path.ends_with("/.well-known");
            case.each_sent(only_the_key).map_err(|()| "our call was sent")?;
            case.reported_once()?;
            // A logout ends the session whatever happens.
            if case.logs_out() { Ok(()) } else { case.store_is_unchanged() }
        },
    },
];

/// Whether no header can carry a text.
pub fn is_odd(text: &str) -> bool {
    text.contains(|c: char| !c.is_ascii() || c.is_ascii_control())
}

/// Whether our client refused an argument or a setting.
fn is_refused(case: &Case) -> bool {
    case.error().is_some_and(|error| error.is_argument())
}

fn is_of_a_refusal(_: &Case, difference: &Difference) -> bool {
    let of_javascript = matches!(difference.at, At::OptionsChanged | At::ArgumentsChanged);
    let of_the_call = matches!(difference.at, At::Missing(_) | At::Value(_));
    at_outcome(difference) || at_store(difference) || of_the_call || of_javascript
}

fn ends_with_several_slashes(case: &Case) -> bool {
    hosts::host_of(&case.observed.options).ends_with("//")
}

/// Whether a member of the first argument is missing without which the call cannot be made.
fn lacks_a_member(case: &Case) -> bool {
    let given = |name: &str| case.record.arg(0).pointer(name).is_some_and(Value::is_string);
    let of_payload = |payload: &str| match payload {
        "PASSWORD" => vec!["/passwordPayload/password"],
        "PASSCODE" => vec!["/passCodePayload/passCode"],
        "LDAP" => vec!["/ldapPayload/sAMAccountName", "/ldapPayload/password"],
        "AD" => vec!["/adPayload/sAMAccountName", "/adPayload/password"],
        _ => vec!["/connection"],
    };
    let needed = match case.record.method.as_str() {
        "linkAccount" => vec!["/primaryUserToken", "/secondaryUserToken"],
        "unLinkAccount" => vec!["/primaryUserToken", "/provider"],
        "resetPasswordByFirstLoginToken" => vec!["/token", "/password"],
        "resetPasswordByForceResetToken" => vec!["/token", "/oldPassword", "/newPassword"],
        "social.generateLinkExtIdpUrl" => vec!["/extIdpConnIdentifier", "/idToken"],
        "social.unlinkExtIdp" => vec!["/extIdpId"],
        "isUserExists"
            if ["username", "email", "phone", "externalId"].iter().any(|name| given(&format!("/{name}"))) =>
        {
            vec![]
        }
        "isUserExists" => vec!["/username"],
        "getAccessTokenByClientCredentials" => {
            let given = |name: &str| case.record.arg(1)[name].as_str().is_some_and(|text| !text.is_empty());
            return !["accessKey", "accessSecret"].into_iter().all(given);
        }
        "principal.authenticate" if case.record.arg(0)["type"] == "P" => vec!["/name", "/idCard", "/bankCard"],
        "principal.authenticate" => vec!["/enterpriseName", "/enterpriseCode", "/legalPersonName"],
        "signinByCredentials" => of_payload(case.record.arg(0)["connection"].as_str().unwrap_or_default()),
        _ => vec![],
    };
    let accounts = ["account", "email", "username", "phone"];
    let addresses = match case.record.arg(0)["connection"].as_str() {
        Some("PASSWORD") => accounts.map(|name| format!("/passwordPayload/{name}")).to_vec(),
        Some("PASSCODE") => ["email", "phone"].map(|name| format!("/passCodePayload/{name}")).to_vec(),
        _ => vec![],
    };
    let unaddressed = !addresses.is_empty() && !addresses.iter().any(|name| given(name));
    unaddressed || !needed.into_iter().all(given)
}

/// Whether a value contains anything but texts and what contains them.
pub fn has_another_type(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(|item| item.is_array() || has_another_type(item)),
        Value::Object(members) => {
            let odd = |member: &Value| member.is_array() || member.as_object().is_some_and(Map::is_empty);
            members.values().any(|member| odd(member) || has_another_type(member))
        }
        Value::Number(_) | Value::Bool(_) => true,
        Value::String(_) | Value::Null => false,
    }
}

/// Every text in a value.
pub fn texts<'a>(value: &'a Value) -> Box<dyn Iterator<Item = &'a str> + 'a> {
    match value {
        Value::String(text) => Box::new(std::iter::once(&**text)),
        Value::Array(items) => Box::new(items.iter().flat_map(texts)),
        Value::Object(members) => Box::new(members.values().flat_map(texts)),
        _ => Box::new(std::iter::empty()),
    }
}
