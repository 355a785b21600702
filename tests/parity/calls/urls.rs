//! URLs that a browser opens, and PKCE.

use std::collections::BTreeMap;

use authing_wxapp::{AuthenticationClient, CodeChallengeMethod, Error, Protocol};
use reqwest::Url;
use serde_json::{Value, json};

use super::chain;
use crate::{
    drive::json_of,
    record::{Record, is_falsy},
};

pub const METHODS: [&str; 4] =
    ["buildAuthorizeUrl", "buildLogoutUrl", "generateCodeChallenge", "getCodeChallengeDigest"];

/// Makes the recorded call. In JavaScript an empty option is absent.
pub fn call(client: &AuthenticationClient, record: &Record) -> Option<Result<Value, Error>> {
    let protocol = record.get("options")["protocol"].as_str().filter(|text| !text.is_empty());
    if let (true, Some(Err(error))) = (record.method.starts_with("build"), protocol.map(str::parse::<Protocol>)) {
        return Some(Err(error));
    }
    let given = super::options(record, 0).into_iter().filter(|(_, value)| !is_falsy(value));
    let mut given: serde_json::Map<String, Value> = given.collect();
    match record.method.as_str() {
        "buildAuthorizeUrl" => {
            let (challenge, method) = (given.remove("codeChallenge"), given.remove("codeChallengeMethod"));
            let builder = client.build_authorize_url();
            let builder = match (challenge, self::method(method.as_ref(), "plain")) {
                (None, _) => builder,
                (Some(_), Err(error)) => return Some(Err(error)),
                (Some(challenge), Ok(method)) => builder.code_challenge(challenge.as_str()?, method),
            };
            let builder = chain!(builder, given, {
                "appId" => app_id(text), "redirectUri" => redirect_uri(text), "scope" => scope(text),
                "responseType" => response_type(text), "responseMode" => response_mode(text), "state" => state(text),
                "nonce" => nonce(text), "tenantId" => tenant_id(text), "service" => service(text),
            });
            json_of(builder.build())
        }
        "buildLogoutUrl" => {
            let builder = client.build_logout_url();
            let builder = if given.remove("expert").is_some() { builder.expert() } else { builder };
            let builder = chain!(builder, given, { "idToken" => id_token(text), "redirectUri" => redirect_uri(text) });
            json_of(builder.build())
        }
        "generateCodeChallenge" => json_of(client.generate_code_verifier()),
        "getCodeChallengeDigest" => {
            let verifier = given.get("codeChallenge").and_then(Value::as_str).unwrap_or_default();
            let method = method(given.get("method"), "S256");
            json_of(method.and_then(|method| client.get_code_challenge_digest(verifier, method)))
        }
        _ => None,
    }
}

fn method(given: Option<&Value>, default: &str) -> Result<CodeChallengeMethod, Error> {
    given.map_or(default, |method| method.as_str().unwrap_or_default()).parse()
}

/// A parsed URL, because the order of parameters and unnecessary escapes are irrelevant.
pub fn address(text: &Value) -> Value {
    let Some(url) = text.as_str().and_then(|text| Url::parse(text).ok()) else { return text.clone() };
    let mut query = BTreeMap::<String, Vec<String>>::new();
    for (name, value) in url.query_pairs().into_owned() {
        query.entry(name).or_default().push(value);
    }
    let origin = url.origin().ascii_serialization();
    json!({ "origin": origin, "path": url.path(), "query": query, "fragment": url.fragment() })
}
