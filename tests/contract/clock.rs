//! A clock that tests move, for what is checked without the server.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering::Relaxed},
    },
    time::{Duration, SystemTime},
};

use authing_wxapp::{AuthenticationClientBuilder, TokenAlgorithm};
use serde_json::json;

use crate::support::{Server, TestStore, claims, rs256, rsa_jwk, token, user, v3};

/// A clock that is this many seconds ahead of that of the system.
#[derive(Clone, Default)]
struct Ahead(Arc<AtomicI64>);

impl Ahead {
    fn set(&self, seconds: i64) {
        self.0.store(seconds, Relaxed);
    }

    fn of(&self, builder: AuthenticationClientBuilder) -> AuthenticationClientBuilder {
        let ahead = self.clone();
        builder.clock(move || {
            let seconds = ahead.0.load(Relaxed);
            let distance = Duration::from_secs(seconds.unsigned_abs());
            if seconds < 0 { SystemTime::now() - distance } else { SystemTime::now() + distance }
        })
    }
}

/// Seconds since 1970.
fn now() -> i64 {
    i64::try_from(SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs()).unwrap()
}

#[tokio::test]
async fn a_verified_token_expires_when_the_clock_moves_on() {
    let server = Server::start().await;
    server.reply("getJwks", json!({ "keys": [rsa_jwk("r1")] }));
    let clock = Ahead::default();
    let client = clock.of(server.builder()).build().unwrap();
    let issuer = format!("{}/oidc", client.host());
    let mut claims = claims(&issuer);
    (claims["exp"], claims["nbf"]) = (json!(now() + 3600), json!(now() - 10));
    let verifier = client.token_verifier(TokenAlgorithm::Rs256).leeway(Duration::ZERO);
    let verify = || verifier.verify(rs256(Some("r1"), &claims));
    verify().await.unwrap();
    clock.set(3700);
    assert!(verify().await.unwrap_err().is_token_expired());
    clock.set(-3600);
    let error = verify().await.unwrap_err();
    assert_eq!(error.token_rejection(), Some(authing_wxapp::TokenRejection::NotYetValid));
    clock.set(0);
    verify().await.unwrap();
}

#[tokio::test]
async fn the_token_of_the_session_expires_when_the_clock_moves_on() {
    let server = Server::start().await;
    let clock = Ahead::default();
    let store = TestStore::with(&token("user-1"), Some(user("user-1")));
    let client = clock.of(server.builder()).token_store(store).build().unwrap();
    assert_eq!(client.check_logged_in().await.unwrap(), "user-1");
    clock.set(200 * 365 * 86400);
    assert!(client.check_logged_in().await.unwrap_err().is_token_expired());
    server.assert_untouched();
}

#[tokio::test]
async fn the_expiry_of_a_session_is_told_by_the_same_clock() {
    let server = Server::start().await;
    server.reply("token", json!({ "access_token": "a.b.c", "id_token": token("user-1"), "expires_in": 60 }));
    let clock = Ahead::default();
    clock.set(1_000_000);
    let client = clock.of(server.builder().app_secret("the secret")).build().unwrap();
    client.get_access_token_by_code("a-code").await.unwrap();
    let expires_at = client.stored_session().await.unwrap().unwrap().expires_at().unwrap();
    assert!((expires_at - (now() + 1_000_060)).abs() < 60, "{expires_at}");
}

#[tokio::test]
async fn a_token_of_wechat_is_kept_until_the_clock_reaches_its_end() {
    let server = Server::start().await;
    server.reply("getWechatAccessTokenInfoV3", v3(json!({ "accessToken": "token-1", "expiresAt": now() + 7200 })));
    let clock = Ahead::default();
    let client = clock.of(server.builder()).build().unwrap();
    for (ahead, fetched) in [(0, 1), (7000, 1), (7190, 2)] {
        clock.set(ahead);
        client.v3().get_wechat_access_token_info("wx1", "s3cret").await.unwrap();
        assert_eq!(server.requests().len(), fetched, "{ahead} seconds later");
    }
}
