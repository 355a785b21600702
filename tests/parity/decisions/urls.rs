//! Decisions about URLs that a browser opens, and about PKCE.

use authing_wxapp::AuthenticationClient;
use serde_json::{Value, json};

use super::Decision;
use crate::{
    calls::urls::address,
    case::{Case, ensure},
    compare::{At, Difference},
    record::is_falsy,
    rules::*,
};

pub const DECISIONS: &[Decision] = &[
    Decision {
        reason: "D39",
        what: "state and nonce come from the system's random numbers, and the caller gets them",
        applies: |case| case.is(&["buildAuthorizeUrl"]) && case.error().is_none() && !random(case).is_empty(),
        explains: |case, d| random(case).iter().any(|name| at_parameter(d, name) && !d.recorded.is_null()),
        instead: |case| {
            let again = AuthenticationClient::builder("app").redirect_uri("https://app.example.com").build();
            let again = again.and_then(|client| client.build_authorize_url().build()).map_err(|e| e.to_string())?;
            let again = [("state", json!(again.state)), ("nonce", json!(again.nonce))];
            for name in random(case) {
                let (returned, sent) = (&case.value()[name], parameter(case, name));
                ensure(*returned == sent && is_random(returned), "the value is not returned, or too short")?;
                ensure(!again.contains(&(name, returned.clone())), "two values are equal")?;
            }
            Ok(())
        },
    },
    Decision {
        reason: "D39",
        what: "so does the PKCE verifier",
        applies: |case| case.is(&["generateCodeChallenge"]),
        explains: |_, d| d.at == At::Value(String::new()),
        instead: |case| {
            let again = AuthenticationClient::builder("app").build().and_then(|client| client.generate_code_verifier());
            let again = json!(again.map_err(|e| e.to_string())?);
            ensure(is_random(case.value()) && *case.value() != again, "the verifier is too short, or two are equal")
        },
    },
    Decision {
        reason: "D54",
        what: "values are escaped in a URL",
        applies: |case| case.error().is_none() && unescaped(case).next().is_some(),
        explains: |_, d| matches!(&d.at, At::Value(place) if place.starts_with("query") || place == "fragment"),
        instead: |case| {
            let address = address(&case.value()["url"]);
            let parameters: Value = unescaped(case).map(|(name, value)| (name.to_owned(), json!([value]))).collect();
            ensure(address["fragment"].is_null() && address["query"] == parameters, "a value was split")
        },
    },
    Decision {
        reason: "D55",
        what: "a login without redirect URI is refused",
        applies: |case| {
            let nowhere = is_falsy(&case.record.arg(0)["redirectUri"]) && !case.gives("redirectUri");
            case.is(&["buildAuthorizeUrl"]) && ["oidc", "oauth"].contains(&protocol(case)) && nowhere
        },
        explains: |_, d| at_outcome(d),
        instead: |case| case.refused_the_argument(),
    },
    Decision {
        reason: "D56",
        what: "an expert logout needs neither id token nor redirect URI",
        applies: |case| {
            let given = |name: &str| !is_falsy(&case.record.arg(0)[name]);
            is_expert(case) && protocol(case) == "oidc" && !given("idToken") && !given("redirectUri")
        },
        explains: |_, d| at_outcome(d),
        instead: |case| {
            let address = address(&case.value()["url"]);
            ensure(address["path"].as_str().is_some_and(|path| path.ends_with("/oidc/session/end")), "another path")?;
            ensure(address["query"] == json!({}), "the URL has a parameter")
        },
    },
    Decision {
        reason: "design: exclusive arguments",
        what: "an expert logout has both or neither, and one alone is an argument error",
        applies: |case| {
            let given = |name: &str| !is_falsy(&case.record.arg(0)[name]);
            is_expert(case) && protocol(case) == "oidc" && given("idToken") != given("redirectUri")
        },
        explains: |_, d| at_outcome(d),
        instead: |case| case.refused_the_argument(),
    },
    Decision {
        reason: "design: required values",
        what: "an unknown protocol or method and an invalid verifier are argument errors",
        applies: |case| {
            let of_urls = case.is(&["buildAuthorizeUrl", "buildLogoutUrl"]);
            (of_urls && !["oidc", "oauth", "saml", "cas"].contains(&protocol(case)))
                || (case.is(&["buildAuthorizeUrl"]) && has_an_unknown_method(case.record.arg(0)))
                || (case.is(&["getCodeChallengeDigest"]) && !is_digestible(case.record.arg(0)))
        },
        explains: |_, d| at_outcome(d),
        instead: |case| {
            case.nothing_was_sent()?;
            case.refused_the_argument()
        },
    },
    Decision {
        reason: "D68",
        what: "no option is dropped silently: one that the protocol does not have is refused",
        applies: |case| foreign(case).next().is_some(),
        explains: |_, d| at_outcome(d),
        instead: |case| case.refused_the_argument(),
    },
    Decision {
        reason: "D68",
        what: "options newer than 4.15.8 have their effect, and the method of a challenge is always sent",
        applies: |case| case.error().is_none() && newer(case).next().is_some(),
        explains: |case, d| newer(case).any(|(name, _)| at_parameter(d, name)) && d.recorded.is_null(),
        instead: |case| {
            let all = newer(case).all(|(name, value)| parameter(case, name) == value);
            ensure(all, "a parameter is missing")
        },
    },
    Decision {
        reason: "design: what 4.23.55 sends",
        what: "the response mode is left to the server, and SAML uses its current path",
        applies: |case| case.is(&["buildAuthorizeUrl"]) && !case.js() && case.error().is_none(),
        explains: |case, d| {
            let not_asked = is_falsy(&case.record.arg(0)["responseMode"]);
            let at_path = d.at == At::Value("path".into()) && protocol(case) == "saml";
            at_path || (not_asked && at_parameter(d, "response_mode") && d.ours.is_null())
        },
        instead: |case| {
            let asked = case.record.arg(0)["responseMode"].as_str().filter(|mode| !mode.is_empty());
            ensure(parameter(case, "response_mode") == json!(asked), "the response mode differs")?;
            let path = address(&case.value()["url"])["path"].to_string();
            ensure(protocol(case) != "saml" || path.contains("/api/v2/saml-idp/"), "the SAML path differs")
        },
    },
];

/// Whether a challenge comes with a method that PKCE does not have.
fn has_an_unknown_method(options: &Value) -> bool {
    let method = &options["codeChallengeMethod"];
    let known = is_falsy(method) || *method == "S256" || *method == "plain";
    !is_falsy(&options["codeChallenge"]) && !known
}

fn protocol<'a>(case: &'a Case) -> &'a str {
    case.record.get("options")["protocol"].as_str().filter(|text| !text.is_empty()).unwrap_or("oidc")
}

fn is_expert(case: &Case) -> bool {
    case.is(&["buildLogoutUrl"]) && !is_falsy(&case.record.arg(0)["expert"])
}

/// Whether a difference is at a parameter of the URL, escaped or not.
fn at_parameter(difference: &Difference, name: &str) -> bool {
    let At::Value(place) = &difference.at else { return false };
    place.strip_prefix("query.").is_some_and(|rest| rest.split('.').next() == Some(name))
}

/// The value of a parameter in our URL; null if it is absent.
fn parameter(case: &Case, name: &str) -> Value {
    address(&case.value()["url"])["query"][name][0].clone()
}

/// The parameters that were not given, so that random values are used.
fn random(case: &Case) -> Vec<&'static str> {
    let all: &[_] = match protocol(case) {
        "oidc" => &["state", "nonce"],
        "oauth" => &["state"],
        _ => &[],
    };
    all.iter().copied().filter(|name| is_falsy(&case.record.arg(0)[*name])).collect()
}

fn is_random(value: &Value) -> bool {
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    value.as_str().is_some_and(|text| text.len() == 43 && plain(text))
}

/// The parameters that JavaScript puts into a URL unescaped, if that changes one of them.
fn unescaped<'a>(case: &'a Case) -> impl Iterator<Item = (&'static str, &'a str)> + use<'a> {
    let names: &[(&str, &str)] = match (case.record.method.as_str(), protocol(case)) {
        ("buildAuthorizeUrl", "cas") => &[("service", "service")],
        ("buildLogoutUrl", "cas") => &[("redirectUri", "url")],
        ("buildLogoutUrl", _) if is_expert(case) => {
            &[("redirectUri", "post_logout_redirect_uri"), ("idToken", "id_token_hint")]
        }
        ("buildLogoutUrl", _) => &[("redirectUri", "redirect_uri")],
        _ => &[],
    };
    let given = names.iter().filter_map(|(option, name)| Some((*name, case.record.arg(0)[*option].as_str()?)));
    let given: Vec<_> = given.filter(|(_, value)| !value.is_empty()).collect();
    let changed = given
        .iter()
        .any(|(_, value)| value.contains(|c: char| !c.is_ascii() || c.is_control() || "&#%+\"'<> ".contains(c)));
    given.into_iter().filter(move |_| changed)
}

/// The options that the protocol does not have and JavaScript ignores.
fn foreign<'a>(case: &'a Case) -> impl Iterator<Item = &'a str> + use<'a> {
    let known: Option<&[&str]> = match (case.record.method.as_str(), protocol(case)) {
        ("buildAuthorizeUrl", "oidc") => Some(&[
            "appId",
            "redirectUri",
            "scope",
            "responseType",
            "responseMode",
            "state",
            "nonce",
            "codeChallenge",
            "codeChallengeMethod",
            "tenantId",
        ]),
        ("buildAuthorizeUrl", "oauth") => Some(&["appId", "redirectUri", "scope", "responseType", "state"]),
        ("buildAuthorizeUrl", "saml") => Some(&[]),
        ("buildAuthorizeUrl", "cas") => Some(&["service"]),
        // Without `expert` JavaScript ignores the id token.
        ("buildLogoutUrl", "oidc") if !is_expert(case) => Some(&["expert", "redirectUri"]),
        ("buildLogoutUrl", "oidc") => Some(&["expert", "idToken", "redirectUri"]),
        ("buildLogoutUrl", "oauth" | "saml" | "cas") => Some(&["redirectUri"]),
        _ => None,
    };
    let given = case.record.arg(0).as_object().into_iter().flatten().filter(|(_, value)| !is_falsy(value));
    given.map(|(name, _)| &**name).filter(move |name| known.is_some_and(|known| !known.contains(name)))
}

/// The OIDC parameters that 4.15.8 does not know, and the method of a challenge without one.
fn newer<'a>(case: &'a Case) -> impl Iterator<Item = (&'static str, Value)> + use<'a> {
    let options = case.record.arg(0);
    let challenged = !is_falsy(&options["codeChallenge"]);
    let method = match &options["codeChallengeMethod"] {
        _ if !challenged => Value::Null,
        method if is_falsy(method) => json!("plain"),
        method => method.clone(),
    };
    let all = [
        ("code_challenge", options["codeChallenge"].clone()),
        ("code_challenge_method", method),
        ("tenant_id", options["tenantId"].clone()),
    ];
    let of_oidc = case.is(&["buildAuthorizeUrl"]) && protocol(case) == "oidc";
    let js = case.js();
    all.into_iter().filter(move |(name, value)| of_oidc && !is_falsy(value) && (!js || name.ends_with("method")))
}

/// Whether a verifier and a method are valid according to RFC 7636.
fn is_digestible(options: &Value) -> bool {
    let verifier = options["codeChallenge"].as_str().unwrap_or_default();
    let plain = verifier.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte));
    let method = &options["method"];
    (43..=128).contains(&verifier.len()) && plain && (is_falsy(method) || *method == "S256" || *method == "plain")
}
