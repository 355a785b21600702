//! The claims that the local verification of a token checks: expiry, start, issuer, audience and nonce.

use std::time::Duration;

use authing_wxapp::TokenRejection;
use serde_json::{Value, json};

use crate::{
    support::{APP_ID, claims, hs256, seconds_now},
    verify::{ISSUER, SECRET, local, refused, verify_claims, with, without},
};

#[tokio::test]
async fn a_token_expires_after_the_leeway() {
    let at = |seconds: i64| with("exp", json!(seconds_now() + seconds));
    verify_claims(&at(-30)).await.unwrap();
    refused(verify_claims(&at(-61)).await, TokenRejection::Expired);
    let verify = async |leeway: u64, claims: Value| {
        local().leeway(Duration::from_secs(leeway)).verify(hs256(SECRET.as_bytes(), &claims)).await
    };
    refused(verify(0, at(-1)).await, TokenRejection::Expired);
    refused(verify(0, at(0)).await, TokenRejection::Expired);
    verify(0, at(30)).await.unwrap();
    verify(600, at(-500)).await.unwrap();
    verify(u64::MAX, with("exp", json!(0))).await.unwrap();
    verify_claims(&with("exp", json!(seconds_now() as f64 + 30.5))).await.unwrap();
    verify_claims(&with("exp", json!(u64::MAX))).await.unwrap();
    for flawed in [without("exp"), with("exp", json!("2100-01-01")), with("exp", json!([1])), with("exp", Value::Null)]
    {
        refused(verify_claims(&flawed).await, TokenRejection::Malformed);
    }
    refused(verify_claims(&with("exp", json!(-1e300))).await, TokenRejection::Expired);
}

#[tokio::test]
async fn a_token_is_not_valid_before_its_nbf() {
    let at = |seconds: i64| with("nbf", json!(seconds_now() + seconds));
    for good in [at(-1000), at(50), with("nbf", Value::Null)] {
        verify_claims(&good).await.unwrap();
    }
    refused(verify_claims(&at(70)).await, TokenRejection::NotYetValid);
    refused(verify_claims(&with("nbf", json!(u64::MAX))).await, TokenRejection::NotYetValid);
    refused(verify_claims(&with("nbf", json!("soon"))).await, TokenRejection::Malformed);
}

#[tokio::test]
async fn a_token_of_another_issuer_is_refused() {
    for other in ["https://evil.example/oidc", "https://my-app.authing.cn", "https://my-app.authing.cn/oidc/", ""] {
        let error = refused(verify_claims(&with("iss", json!(other))).await, TokenRejection::WrongIssuer);
        assert!(error.message().contains(ISSUER) && !error.message().contains("evil"), "{error}");
    }
    refused(verify_claims(&without("iss")).await, TokenRejection::WrongIssuer);
    refused(verify_claims(&with("iss", json!([ISSUER]))).await, TokenRejection::Malformed);
    let other = local().issuer("urn:other");
    other.verify(hs256(SECRET.as_bytes(), &with("iss", json!("urn:other")))).await.unwrap();
}

#[tokio::test]
async fn a_token_for_another_audience_is_refused() {
    for other in [json!("another-app"), json!([]), json!(["another-app"]), json!(""), Value::Null] {
        refused(verify_claims(&with("aud", other)).await, TokenRejection::WrongAudience);
    }
    refused(verify_claims(&without("aud")).await, TokenRejection::WrongAudience);
    for odd in [json!(5), json!([APP_ID, 5]), json!({ APP_ID: 1 })] {
        refused(verify_claims(&with("aud", odd)).await, TokenRejection::Malformed);
    }
    let other = local().audience("https://api.example.com");
    other.verify(hs256(SECRET.as_bytes(), &with("aud", json!("https://api.example.com")))).await.unwrap();
}

#[tokio::test]
async fn an_id_token_with_another_nonce_is_refused() {
    let verify = |claims: Value| local().verify(hs256(SECRET.as_bytes(), &claims)).nonce("nonce-1");
    verify(with("nonce", json!("nonce-1"))).await.unwrap();
    refused(verify(with("nonce", json!("nonce-2"))).await, TokenRejection::WrongNonce);
    refused(verify(claims(ISSUER)).await, TokenRejection::WrongNonce);
    verify_claims(&with("nonce", json!("any"))).await.unwrap();
}
