//! The keys that verify tokens: when they are fetched, and which clients share them.

use std::time::Duration;

use authing_wxapp::{Error, TokenAlgorithm, TokenRejection};
use futures_util::future::join_all;
use serde_json::json;

use crate::{
    support::{Reply, Server, claims, ec_jwk, es256, refusal, rs256, rsa_jwk},
    verify::{ISSUER, publishing, refused, verifier},
};

#[tokio::test]
async fn a_new_key_is_fetched_when_a_token_names_it() {
    let server = publishing(json!([rsa_jwk("old")])).await;
    server.reply("getJwks", json!({ "keys": [rsa_jwk("old"), rsa_jwk("new")] }));
    let verifier = verifier(&server, TokenAlgorithm::Rs256);
    for kid in ["old", "old", "new", "new", "old"] {
        verifier.verify(rs256(Some(kid), &claims(ISSUER))).await.unwrap();
    }
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn unknown_key_ids_do_not_cause_a_request_each() {
    let server = publishing(json!([rsa_jwk("r1")])).await;
    let client = server.client();
    for round in 0..40 {
        // All users share the keys, because they belong to the application.
        let verifier = client.for_token(format!("token-{round}")).token_verifier(TokenAlgorithm::Rs256).issuer(ISSUER);
        let flood = (0..5).map(|n| {
            let token = rs256(Some(&format!("made-up-{round}-{n}")), &claims(ISSUER));
            let verifier = verifier.clone();
            async move { verifier.verify(token).await }
        });
        for result in join_all(flood).await {
            refused(result, TokenRejection::UnknownKey);
        }
        verifier.verify(rs256(Some("r1"), &claims(ISSUER))).await.unwrap();
        if round == 3 {
            break;
        }
    }
    assert_eq!(server.requests().len(), 2, "one request for the keys, and one for the first unknown key id");
}

#[tokio::test]
async fn concurrent_verifications_fetch_the_keys_once() {
    let server = publishing(json!([rsa_jwk("r1")])).await;
    server.reply("getJwks", json!({ "keys": [rsa_jwk("r1"), rsa_jwk("r2")] }));
    let verifier = verifier(&server, TokenAlgorithm::Rs256);
    for (kid, requests) in [("r1", 1), ("r2", 2)] {
        let token = rs256(Some(kid), &claims(ISSUER));
        let all = join_all((0..24).map(|_| verifier.verify(&*token).into_future())).await;
        assert!(all.iter().all(Result::is_ok), "{kid}");
        assert_eq!(server.requests().len(), requests, "{kid}");
    }
}

#[tokio::test]
async fn a_failed_fetch_is_an_error_and_is_not_repeated_for_each_token() {
    let server = Server::start().await;
    server.reply("getJwks", Reply::status(500, refusal(500, "out of order")));
    server.reply("getJwks", json!({ "keys": [rsa_jwk("r1")] }));
    let verifier = verifier(&server, TokenAlgorithm::Rs256);
    let token = rs256(Some("r1"), &claims(ISSUER));
    for result in join_all((0..10).map(|_| verifier.verify(&*token).into_future())).await {
        let error = result.unwrap_err();
        assert!(error.is_api() && error.message() == "out of order" && error.token_rejection().is_none(), "{error:?}");
        assert_eq!((error.http_status(), error.verb()), (Some(500), "verify_token"));
    }
    assert_eq!(server.requests().len(), 1);
    tokio::time::sleep(Duration::from_millis(1100)).await;
    verifier.verify(token).await.unwrap();
}

#[tokio::test]
async fn a_slow_fetch_does_not_block_tokens_with_a_cached_key() {
    let server = publishing(json!([rsa_jwk("r1")])).await;
    server.reply("getJwks", Reply::from(json!({ "keys": [] })).never());
    let client = server.builder().timeout(Duration::from_secs(4)).build().unwrap();
    let verifier = client.token_verifier(TokenAlgorithm::Rs256).issuer(ISSUER);
    let token = rs256(Some("r1"), &claims(ISSUER));
    verifier.verify(&*token).await.unwrap();
    let unknown = tokio::spawn(verifier.verify(rs256(Some("r2"), &claims(ISSUER))).into_future());
    while server.requests().len() < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    verifier.verify(&*token).await.unwrap();
    assert!(!unknown.is_finished());
    let error = unknown.await.unwrap().unwrap_err();
    assert!(error.is_timeout() && error.token_rejection().is_none(), "{error:?}");
    verifier.verify(token).await.unwrap();
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_cancelled_fetch_is_repeated_by_the_next_verification() {
    let server = Server::start().await;
    server.reply("getJwks", Reply::from(json!({ "keys": [] })).never());
    server.reply("getJwks", json!({ "keys": [rsa_jwk("r1")] }));
    let verifier = verifier(&server, TokenAlgorithm::Rs256);
    let token = rs256(Some("r1"), &claims(ISSUER));
    let first = tokio::spawn(verifier.verify(&*token).into_future());
    while server.requests().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let second = tokio::spawn(verifier.verify(&*token).into_future());
    first.abort();
    second.await.unwrap().unwrap();
}

#[tokio::test]
async fn keys_of_another_type_or_use_are_skipped() {
    let mut encrypting = rsa_jwk("r1");
    encrypting["use"] = json!("enc");
    let mut other_algorithm = rsa_jwk("r1");
    other_algorithm["alg"] = json!("RS512");
    let mut other_curve = ec_jwk("r1");
    other_curve["crv"] = json!("P-384");
    let shared = json!({ "kty": "oct", "kid": "r1", "alg": "RS256", "k": "AAAA" });
    let odd =
        [json!({ "kty": "OKP", "kid": "r1", "crv": "Ed25519", "x": "AAAA" }), json!({ "kty": "RSA", "kid": "r1" })];
    // Some libraries write a zero byte in front of the modulus, which RFC 7518 forbids.
    let mut damaged = rsa_jwk("r1");
    damaged["n"] = json!(format!("AAAA{}", damaged["n"].as_str().unwrap()));
    let mut keys = vec![encrypting, other_algorithm, other_curve, shared, damaged];
    keys.extend(odd);
    for (extra, good) in [(None, false), (Some(rsa_jwk("r1")), true)] {
        keys.extend(extra);
        let server = Server::start().await;
        server.reply("getJwks", Reply::raw_json(json!({ "keys": keys })));
        let result = verifier(&server, TokenAlgorithm::Rs256).verify(rs256(Some("r1"), &claims(ISSUER))).await;
        match good {
            true => drop(result.unwrap()),
            false => drop(refused(result, TokenRejection::UnknownKey)),
        }
    }
}

#[tokio::test]
async fn a_token_without_a_key_id_may_match_any_key_of_the_algorithm() {
    let server = publishing(json!([ec_jwk("e1"), rsa_jwk("r1")])).await;
    let client = server.client();
    let verifier_of = |algorithm| client.token_verifier(algorithm).issuer(ISSUER);
    verifier_of(TokenAlgorithm::Rs256).verify(rs256(None, &claims(ISSUER))).await.unwrap();
    verifier_of(TokenAlgorithm::Es256).verify(es256(None, &claims(ISSUER))).await.unwrap();
    assert_eq!(server.requests().len(), 1);
    let alone = publishing(json!([ec_jwk("e1")])).await;
    refused(
        verifier(&alone, TokenAlgorithm::Rs256).verify(rs256(None, &claims(ISSUER))).await,
        TokenRejection::UnknownKey,
    );
}

#[tokio::test]
async fn a_reply_without_keys_cannot_be_read() {
    for body in ["<html>", "{}", "[]", "{\"keys\":5}", ""] {
        let server = Server::start().await;
        server.reply("getJwks", Reply::raw(200, "application/json", body));
        let error = verifier(&server, TokenAlgorithm::Rs256).verify(rs256(Some("r1"), &claims(ISSUER))).await;
        assert!(error.as_ref().is_err_and(Error::is_decode), "{body:?}: {error:?}");
    }
}
