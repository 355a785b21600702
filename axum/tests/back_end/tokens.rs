//! Tokens that were issued elsewhere, genuine and forged.

use authing_sandbox::{APP_ID, APP_SECRET};
use authing_wxapp::TokenAlgorithm;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use http::StatusCode;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use crate::{browser, hostile::refused_everywhere, site::Site};

/// The key with which the sandbox signs.
const KEY: &[u8] = include_bytes!("../../../sandbox/src/domain/signing-key.der");

async fn site() -> Site {
    Site::with(|builder| builder.bearer_tokens()).await
}

/// The time, in seconds since 1970.
pub fn now() -> u64 {
    std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs()
}

/// The claims of an access token that is good for a minute, with these in the place of some.
fn claims(site: &Site, changes: Value) -> Value {
    let issuer = format!("{}/oidc", site.sandbox.url());
    let mut claims = json!({
        "sub": "ada", "iss": issuer, "aud": APP_ID, "iat": now(), "exp": now() + 60, "scope": "openid profile",
    });
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims
}

/// A token with these claims, signed as the sandbox does it.
pub fn signed(claims: &Value) -> String {
    let header = Header { kid: Some("sandbox".into()), ..Header::new(Algorithm::RS256) };
    encode(&header, claims, &EncodingKey::from_rsa_der(KEY)).unwrap()
}

async fn refused(site: &Site, token: &str, kind: &str) {
    let bearer = format!("Bearer {token}");
    // Once, so that the keys are known: nothing else is asked of Authing.
    site.get("/id", &[("authorization", &format!("Bearer {}", signed(&claims(site, json!({})))))]).await.is_ok("ada");
    refused_everywhere(site, &[("authorization", &bearer)], kind).await;
}

#[tokio::test]
async fn an_access_token_is_verified_without_asking_authing() {
    let site = site().await;
    let bearer = format!("Bearer {}", signed(&claims(&site, json!({}))));
    let headers = [("authorization", &*bearer)];
    site.get("/id", &headers).await.is_ok("ada");
    let before = site.sandbox.requests().len();
    site.get("/maybe", &headers).await.is_ok("ada");
    site.get("/read", &headers).await.is_ok("read");
    let lacking = site.get("/write", &headers).await;
    lacking.is_problem(403, "insufficient_scope");
    let challenge = "Bearer error=\"insufficient_scope\", scope=\"orders:write\"";
    assert_eq!(lacking.header("www-authenticate"), Some(challenge));
    assert_eq!(site.sandbox.requests().len(), before);
}

#[tokio::test]
async fn a_genuine_access_token_acts_for_its_user_and_the_id_token_beside_it_does_not() {
    let site = site().await;
    let cookie = browser::log_in(&site).await;
    let id = cookie.split('=').nth(1).unwrap();
    let session = site.stored(id).await.unwrap();
    let access = format!("Bearer {}", session.access_token().unwrap().expose());
    site.get("/id", &[("authorization", &access)]).await.is_ok(&site.sandbox.users()[0].id);
    refused(&site, session.token().expose(), "credential_refused").await;
}

#[tokio::test]
async fn tokens_are_not_accepted_unless_told() {
    let site = Site::new().await;
    let bearer = format!("Bearer {}", signed(&claims(&site, json!({}))));
    refused_everywhere(&site, &[("authorization", &bearer)], "credential_refused").await;
}

#[tokio::test]
async fn a_token_of_another_application() {
    let site = site().await;
    refused(&site, &signed(&claims(&site, json!({ "aud": "another application" }))), "credential_refused").await;
}

#[tokio::test]
async fn a_token_of_another_issuer() {
    let site = site().await;
    refused(&site, &signed(&claims(&site, json!({ "iss": "https://evil.example/oidc" }))), "credential_refused").await;
}

#[tokio::test]
async fn a_token_that_has_expired_or_is_not_valid_yet() {
    let site = site().await;
    refused(&site, &signed(&claims(&site, json!({ "exp": now() - 3600 }))), "session_expired").await;
    refused(&site, &signed(&claims(&site, json!({ "nbf": now() + 3600 }))), "credential_refused").await;
}

#[tokio::test]
async fn an_id_token_in_the_place_of_an_access_token() {
    let site = site().await;
    refused(&site, &signed(&claims(&site, json!({ "nonce": "n" }))), "credential_refused").await;
    refused(&site, &signed(&claims(&site, json!({ "scope": null }))), "credential_refused").await;
}

#[tokio::test]
async fn a_token_without_a_signature() {
    let site = site().await;
    let part = |value: Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let (header, payload) = (part(json!({ "alg": "none" })), part(claims(&site, json!({}))));
    refused(&site, &format!("{header}.{payload}."), "credential_refused").await;
    let genuine = signed(&claims(&site, json!({})));
    let signature = genuine.rsplit('.').next().unwrap();
    refused(&site, &format!("{header}.{payload}.{signature}"), "credential_refused").await;
    refused(&site, genuine.strip_suffix(signature).unwrap(), "credential_refused").await;
}

#[tokio::test]
async fn a_token_signed_with_the_public_key_as_a_secret() {
    let site = site().await;
    let keys: Value =
        reqwest::get(format!("{}/oidc/.well-known/jwks.json", site.sandbox.url())).await.unwrap().json().await.unwrap();
    let public = keys["keys"][0]["n"].as_str().unwrap();
    let header = Header { kid: Some("sandbox".into()), ..Header::new(Algorithm::HS256) };
    for secret in [public.as_bytes(), &BASE64_URL_SAFE_NO_PAD.decode(public).unwrap(), APP_SECRET.as_bytes()] {
        let key = EncodingKey::from_secret(secret).unwrap();
        let token = encode(&header, &claims(&site, json!({})), &key).unwrap();
        refused(&site, &token, "credential_refused").await;
    }
}

#[tokio::test]
async fn a_token_whose_claims_were_changed() {
    let site = site().await;
    let genuine = signed(&claims(&site, json!({})));
    let parts: Vec<&str> = genuine.split('.').collect();
    let payload = BASE64_URL_SAFE_NO_PAD.encode(claims(&site, json!({ "sub": "bob" })).to_string());
    refused(&site, &format!("{}.{payload}.{}", parts[0], parts[2]), "credential_refused").await;
}

#[tokio::test]
async fn an_application_that_signs_with_its_secret() {
    let site = Site::with(|builder| builder.bearer_tokens().algorithm(TokenAlgorithm::Hs256)).await;
    let key = EncodingKey::from_secret(APP_SECRET.as_bytes()).unwrap();
    let token = encode(&Header::default(), &claims(&site, json!({})), &key).unwrap();
    let before = site.sandbox.requests().len();
    site.get("/id", &[("authorization", &format!("bearer {token}"))]).await.is_ok("ada");
    assert_eq!(site.sandbox.requests().len(), before, "the secret is known here");
    let with_key = signed(&claims(&site, json!({})));
    refused_everywhere(&site, &[("authorization", &format!("Bearer {with_key}"))], "credential_refused").await;
}

#[tokio::test]
async fn while_the_keys_cannot_be_fetched_nobody_is_told_to_log_in() {
    let site = site().await;
    let path = "/oidc/.well-known/jwks.json";
    site.sandbox.faults().add(authing_sandbox::Fault::at(path, authing_sandbox::Effect::Empty { status: 503 }));
    let bearer = format!("Bearer {}", signed(&claims(&site, json!({}))));
    let headers = [("authorization", &*bearer)];
    site.get("/id", &headers).await.is_problem(502, "authing_failed");
    site.get("/maybe", &headers).await.is_problem(502, "authing_failed");
    assert_eq!(site.post("/guarded", &headers).await.status, StatusCode::BAD_GATEWAY);
}
