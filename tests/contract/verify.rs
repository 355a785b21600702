//! Local verification of tokens: valid ones, and the ways to forge one.

use authing_wxapp::{
    AuthenticationClient, Error, TokenAlgorithm, TokenKind, TokenRejection, TokenVerifier, VerifiedClaims,
};
use base64::{Engine as _, prelude::*};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use proptest::{collection, prelude::*, sample, test_runner::TestRunner};
use serde_json::{Value, json, value::RawValue};

use crate::support::{
    APP_ID, Server, TestKey, claims, ec_jwk, es256, hs256, now, rs256, rsa_jwk, seconds_now, signed_as,
};

pub const SECRET: &str = "the secret of the application";
pub const ISSUER: &str = "https://my-app.authing.cn/oidc";

/// A server that publishes these keys.
pub async fn publishing(keys: Value) -> Server {
    let server = Server::start().await;
    server.reply("getJwks", json!({ "keys": keys }));
    server
}

pub fn verifier(server: &Server, algorithm: TokenAlgorithm) -> TokenVerifier {
    server.client().token_verifier(algorithm).issuer(ISSUER)
}

/// A verifier that needs no server.
pub fn local() -> TokenVerifier {
    let client = AuthenticationClient::builder(APP_ID).host("https://my-app.authing.cn").app_secret(SECRET);
    client.build().unwrap().token_verifier(TokenAlgorithm::Hs256)
}

/// Valid claims with another value of this one.
pub fn with(name: &str, value: Value) -> Value {
    let mut claims = claims(ISSUER);
    claims[name] = value;
    claims
}

/// Valid claims without this one.
pub fn without(name: &str) -> Value {
    let mut claims = claims(ISSUER);
    claims.as_object_mut().unwrap().remove(name);
    claims
}

/// Verifies a correctly signed token with these claims.
pub async fn verify_claims(claims: &Value) -> Result<VerifiedClaims, Error> {
    local().verify(hs256(SECRET.as_bytes(), claims)).await
}

/// Asserts that the token was refused for this reason and is not in the error.
#[track_caller]
pub fn refused(result: Result<VerifiedClaims, Error>, flaw: TokenRejection) -> Error {
    let error = result.expect_err("the token is invalid");
    assert_eq!(error.token_rejection(), Some(flaw), "{error}");
    assert!(error.is_token_invalid() && error.is_token_expired() == (flaw == TokenRejection::Expired), "{error:?}");
    assert!(!error.is_argument() && !error.may_have_reached_server(), "{error:?}");
    assert_eq!((error.code().get(), error.verb()), (-3, "verify_token"));
    error
}

fn part(value: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(value.to_string())
}

// --- valid tokens ---

#[tokio::test]
async fn a_token_signed_with_a_published_key_is_verified() {
    let server = publishing(json!([ec_jwk("e1"), rsa_jwk("r1")])).await;
    // The claims are made once, because later ones would expire later.
    let claims = claims(ISSUER);
    let rsa = verifier(&server, TokenAlgorithm::Rs256).verify(rs256(Some("r1"), &claims)).await.unwrap();
    assert_eq!(rsa.user_id(), Some("user-1"));
    let request = server.one_request();
    assert_eq!((&*request.method, &*request.path, request.bearer()), ("GET", "/oidc/.well-known/jwks.json", None));

    let verifier = verifier(&server, TokenAlgorithm::Es256);
    assert_eq!(verifier.verify(es256(Some("e1"), &claims)).await.unwrap(), rsa.clone());
    assert!(!format!("{verifier:?} {rsa:?}").is_empty());
}

#[tokio::test]
async fn known_claims_are_typed_and_the_others_are_kept() {
    let expires = seconds_now() + 60;
    let all = json!({
        "sub": "user-1", "iss": ISSUER, "aud": ["other", APP_ID], "exp": expires, "iat": 5, "nbf": 6.5, "jti": "j",
        "nonce": "n", "scope": "openid", "data": { "id": "user-2", "type": "user" }, "email": "ada@example.com",
        "phone_number": null,
    });
    let verified = verify_claims(&all).await.unwrap();
    assert_eq!((verified.sub.as_deref(), &*verified.iss, verified.user_id()), (Some("user-1"), ISSUER, Some("user-1")));
    assert_eq!((&*verified.aud, verified.exp), (&["other".to_owned(), APP_ID.to_owned()][..], expires));
    assert_eq!((verified.iat, verified.nbf, verified.jti.as_deref()), (Some(5), Some(6), Some("j")));
    assert_eq!((verified.nonce.as_deref(), verified.scope.as_deref()), (Some("n"), Some("openid")));
    assert_eq!(verified.data.as_ref().unwrap()["type"], "user");
    assert_eq!(Value::from(verified.extra.clone()), json!({ "email": "ada@example.com" }));
    assert!(!format!("{verified:?} {verified:#?}").contains("ada@"), "the profile is not printed");

    let mut old = without("sub");
    old["data"] = json!({ "id": "user-2" });
    assert_eq!(verify_claims(&old).await.unwrap().user_id(), Some("user-2"));
    old["sub"] = json!("");
    assert_eq!(verify_claims(&old).await.unwrap().user_id(), None, "nobody has an empty id");
}

#[tokio::test]
async fn the_secret_of_the_application_verifies_without_a_server() {
    let server = Server::start().await;
    let client = server.builder().app_secret(SECRET).build().unwrap();
    let issuer = format!("{}/oidc", server.host());
    let token = hs256(SECRET.as_bytes(), &claims(&issuer));
    client.token_verifier(TokenAlgorithm::Hs256).verify(&*token).await.unwrap();
    server.assert_untouched();

    let other = server.builder().app_secret("another").build().unwrap().token_verifier(TokenAlgorithm::Hs256);
    refused(other.verify(&*token).await, TokenRejection::WrongSignature);
    for keyless in [server.client(), server.builder().app_secret("").build().unwrap()] {
        let error = keyless.token_verifier(TokenAlgorithm::Hs256).verify(&*token).await.unwrap_err();
        assert!(error.is_argument() && error.message().contains("app_secret"), "{error}");
    }
    // An empty issuer or audience is refused, so it cannot match a token without one.
    let without_issuer = hs256(SECRET.as_bytes(), &without("iss"));
    for request in
        [local().verify(" "), local().issuer("").verify(without_issuer), local().audience("").verify(&*token)]
    {
        let error = request.await.unwrap_err();
        assert!(
            error.is_argument() && error.token_rejection().is_none() && error.message().contains("empty"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn debug_shows_what_was_checked_and_not_the_secret_or_the_profile() {
    let shown = format!("{:?}", local());
    assert!(shown.starts_with("TokenVerifier") && shown.contains(ISSUER) && shown.contains(APP_ID), "{shown}");
    assert!(!shown.contains(SECRET), "{shown}");
    let verified = verify_claims(&with("email", json!("ada@example.com"))).await.unwrap();
    let shown = format!("{verified:?}");
    assert!(shown.starts_with("VerifiedClaims") && shown.contains(ISSUER) && shown.contains(APP_ID), "{shown}");
    assert!(!shown.contains("ada@example.com"), "{shown}");
}

// --- the algorithm and the signature ---

#[tokio::test]
async fn the_token_does_not_choose_the_algorithm() {
    let server = publishing(json!([rsa_jwk("r1")])).await;
    let rsa = verifier(&server, TokenAlgorithm::Rs256);
    let payload = part(&claims(ISSUER));
    for none in ["none", "None", "NONE", "nOnE", "", "HS256", "rs256", "RS512", "PS256", "ES256"] {
        let header = part(&json!({ "alg": none, "kid": "r1" }));
        for signature in ["", "AAAA"] {
            refused(rsa.verify(format!("{header}.{payload}.{signature}")).await, TokenRejection::WrongAlgorithm);
        }
    }
    // The public key is not a secret, so a token signed with it as an HMAC secret must be refused.
    let key = TestKey::large();
    for public in [key.pem().into_bytes(), key.base64().into_bytes(), key.modulus(), rsa_jwk("r1").to_string().into()] {
        refused(rsa.verify(hs256(&public, &claims(ISSUER))).await, TokenRejection::WrongAlgorithm);
    }
    refused(rsa.verify(es256(Some("r1"), &claims(ISSUER))).await, TokenRejection::WrongAlgorithm);
    refused(local().verify(rs256(Some("r1"), &claims(ISSUER))).await, TokenRejection::WrongAlgorithm);
    server.assert_untouched();

    // The server does send the keys on request, so their absence was not the reason.
    rsa.verify(rs256(Some("r1"), &claims(ISSUER))).await.unwrap();
}

#[tokio::test]
async fn a_changed_or_copied_signature_is_refused() {
    let server = publishing(json!([rsa_jwk("r1"), ec_jwk("e1")])).await;
    for (algorithm, token, other) in [
        (TokenAlgorithm::Rs256, rs256(Some("r1"), &claims(ISSUER)), rs256(Some("r1"), &with("sub", json!("eve")))),
        (TokenAlgorithm::Es256, es256(Some("e1"), &claims(ISSUER)), es256(Some("e1"), &with("sub", json!("eve")))),
    ] {
        let verifier = verifier(&server, algorithm);
        let (good, foreign): (Vec<&str>, Vec<&str>) = (token.split('.').collect(), other.split('.').collect());
        for bad in [
            format!("{}.{}.{}", good[0], foreign[1], good[2]),
            format!("{}.{}.", good[0], good[1]),
            format!("{}.{}.AAAA", good[0], good[1]),
            format!("{}.{}.{}", good[0], good[1], BASE64_URL_SAFE_NO_PAD.encode([0; 64])),
            format!("{}.{}.{}", good[0], good[1], BASE64_URL_SAFE_NO_PAD.encode([0xff; 256])),
        ] {
            refused(verifier.verify(bad).await, TokenRejection::WrongSignature);
        }
        verifier.verify(token).await.unwrap();
    }
}

#[tokio::test]
async fn a_key_inside_the_token_is_ignored() {
    let mut own = rsa_jwk("r1");
    let mut modulus = TestKey::large().modulus();
    modulus[100] ^= 1;
    own["n"] = json!(BASE64_URL_SAFE_NO_PAD.encode(modulus));
    let server = publishing(json!([own])).await;
    // The attacker puts a key and its URL into the header, under the key id of the server's key.
    let mut header = Header { kid: Some("r1".into()), ..Header::new(Algorithm::RS256) };
    header.jku = Some(format!("{}/evil", server.host()));
    header.jwk = Some(serde_json::from_value(rsa_jwk("r1")).unwrap());
    let token = signed_as(&header, &EncodingKey::from_rsa_der(&TestKey::large().private_der()), &claims(ISSUER));
    refused(verifier(&server, TokenAlgorithm::Rs256).verify(token).await, TokenRejection::WrongSignature);
    assert_eq!(server.one_request().operation, "getJwks");
}

// --- malformed tokens ---

/// A correctly signed token with this type in its header.
fn typed(typ: &str, claims: &Value) -> String {
    let header = Header { typ: Some(typ.into()), ..Header::new(Algorithm::HS256) };
    signed_as(&header, &EncodingKey::from_secret(SECRET.as_bytes()).unwrap(), claims)
}

#[tokio::test]
async fn an_id_token_is_no_access_token() {
    let id_tokens = [
        with("nonce", json!("n")),
        with("at_hash", json!("h")),
        with("c_hash", json!("h")),
        with("data", json!({ "id": "user-1" })),
    ];
    let access_token = with("scope", json!("openid profile"));
    let unclear = claims(ISSUER);
    let secret = SECRET.as_bytes();
    let id_only = local().kind(TokenKind::IdToken);
    let access_only = local().kind(TokenKind::AccessToken);
    for mut claims in id_tokens {
        assert!(id_only.verify(hs256(secret, &claims)).await.is_ok(), "{claims}");
        refused(access_only.verify(hs256(secret, &claims)).await, TokenRejection::WrongKind);
        // Neither a scope in an ID token nor its type makes an access token of it.
        claims["scope"] = json!("openid");
        refused(access_only.verify(typed("JWT", &claims)).await, TokenRejection::WrongKind);
    }
    for token in [
        hs256(secret, &access_token),
        typed("application/at+JWT", &unclear),
        typed("at+jwt", &access_token),
        typed("Application/JWT", &access_token),
    ] {
        assert!(access_only.verify(&*token).await.is_ok());
        refused(id_only.verify(token).await, TokenRejection::WrongKind);
    }
    refused(access_only.verify(hs256(secret, &unclear)).await, TokenRejection::WrongKind);
    refused(id_only.verify(hs256(secret, &unclear)).await, TokenRejection::WrongKind);
    assert!(local().verify(hs256(secret, &unclear)).await.is_ok());
}

#[tokio::test]
async fn a_token_that_is_none_of_a_user_is_refused() {
    let events = json!({ "http://schemas.openid.net/event/backchannel-logout": {} });
    for token in [
        typed("logout+jwt", &claims(ISSUER)),
        typed("application/secevent+jwt", &claims(ISSUER)),
        typed("dpop+jwt", &claims(ISSUER)),
        typed("", &claims(ISSUER)),
        typed("text/jwt", &claims(ISSUER)),
        typed("application/application/jwt", &claims(ISSUER)),
        hs256(SECRET.as_bytes(), &with("events", events)),
    ] {
        refused(local().verify(token).await, TokenRejection::WrongKind);
    }
}

#[tokio::test]
async fn text_that_is_not_a_token_is_refused() {
    let good = hs256(SECRET.as_bytes(), &claims(ISSUER));
    let [head, payload, signature] = good.split('.').collect::<Vec<_>>()[..] else { panic!("{good}") };
    let header = |value: Value| format!("{}.{payload}.{signature}", part(&value));
    for bad in [
        "token".to_owned(),
        format!("{head}.{payload}"),
        format!("{good}."),
        format!("{good}.AAAA"),
        format!("Bearer {good}"),
        format!(" {good}"),
        format!("{head}.{payload}.{signature}="),
        format!("{head}.{payload}.{signature}é"),
        format!(".{payload}.{signature}"),
        header(json!([])),
        header(json!({ "typ": "JWT" })),
        header(json!({ "alg": ["HS256"] })),
        header(json!({ "alg": "HS256", "kid": 5 })),
        header(json!({ "alg": "HS256", "crit": ["b64"], "b64": false })),
        format!("{}.{payload}.{signature}", BASE64_URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","alg":"HS256"}"#)),
    ] {
        refused(local().verify(bad).await, TokenRejection::Malformed);
    }
    local().verify(good).await.unwrap();
    for payload in [json!([]), json!("text"), json!(5), Value::Null] {
        refused(verify_claims(&payload).await, TokenRejection::Malformed);
    }
}

#[tokio::test]
async fn a_claim_that_is_there_twice_is_refused() {
    // Readers that differ in which of the two counts would let one program check the first, and another one use the second.
    let claims = claims(ISSUER).to_string();
    for twice in ["\"sub\":\"eve\"", "\"aud\":\"another-app\"", "\"exp\":4102444800"] {
        let payload = RawValue::from_string(format!("{},{twice}}}", claims.strip_suffix('}').unwrap())).unwrap();
        let key = EncodingKey::from_secret(SECRET.as_bytes()).unwrap();
        let token = jsonwebtoken::encode(&Header::default(), &payload, &key).unwrap();
        refused(local().verify(token).await, TokenRejection::Malformed);
    }
}

/// Arbitrary JSON with some nesting.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            collection::btree_map(".{0,4}", inner, 0..4).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

#[tokio::test]
async fn no_text_makes_the_verifier_panic() {
    let verifier = local();
    let names = sample::select(vec!["sub", "iss", "aud", "exp", "nbf", "iat", "jti", "nonce", "scope", "data", "x"]);
    let claims = collection::vec((names, any_json()), 0..4);
    let header = collection::btree_map(sample::select(vec!["alg", "kid", "crit", "typ", "jwk"]), any_json(), 0..4);
    let strategy = (".{0,60}", "[A-Za-z0-9_.-]{0,60}", header, any_json(), claims);
    TestRunner::default()
        .run(&strategy, |(text, parts, header, payload, changes)| {
            let header = part(&json!(header));
            let taken_apart = format!("{header}.{}.{}", part(&payload), part(&payload));
            for garbage in [text, parts, taken_apart] {
                let error = now(verifier.verify(garbage)).unwrap_err();
                prop_assert!(error.is_token_invalid() || error.is_argument(), "{:?}", error);
            }
            // Signed tokens may have unexpected claims too.
            let mut claims = self::claims(ISSUER);
            for (name, value) in changes {
                claims[name] = value;
            }
            for signed in [payload, claims] {
                let result = now(verifier.verify(hs256(SECRET.as_bytes(), &signed)));
                prop_assert!(result.as_ref().map_or_else(Error::is_token_invalid, |_| true), "{:?}", result);
            }
            Ok(())
        })
        .unwrap();
}
