//! Back ends that are not set up for what a request needs: the log tells the operator why, and the answer tells nobody.

use std::{
    io,
    sync::{Arc, Mutex},
};

use authing_sandbox::{APP_ID, APP_SECRET, Sandbox};
use authing_wxapp::{AuthenticationClientBuilder, TokenAlgorithm};
use http::Method;
use jsonwebtoken::{EncodingKey, Header, encode};
use serde_json::json;
use tracing::subscriber::DefaultGuard;

use crate::{
    browser::{begin, come_back},
    site::{CALLBACK, Reply, Site},
};

/// What this thread logs, and with it everything that a test does.
struct Log {
    text: Text,
    _guard: DefaultGuard,
}

#[derive(Clone, Default)]
struct Text(Arc<Mutex<Vec<u8>>>);

impl io::Write for Text {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn begin() -> Self {
        let text = Text::default();
        let writer = text.clone();
        let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
        Self { text, _guard: tracing::subscriber::set_default(subscriber) }
    }

    /// Expects an answer that says nothing of this back end, and a line of the log with these words.
    #[track_caller]
    fn has_the_reason(&self, reply: &Reply, words: &[&str]) {
        reply.is_problem(500, "internal");
        let document = reply.json();
        let mut members: Vec<_> = document.as_object().unwrap().keys().collect();
        members.sort();
        assert_eq!(members, ["kind", "status", "title", "type"], "{document}");
        let log = String::from_utf8(self.text.0.lock().unwrap().clone()).unwrap();
        let told = log.lines().any(|line| line.contains("ERROR") && words.iter().all(|word| line.contains(word)));
        assert!(told, "{words:?} are not in a line of {log}");
        assert!(!log.contains(APP_SECRET), "{log}");
    }
}

/// A site with another client than usual.
async fn site(client: impl FnOnce(AuthenticationClientBuilder) -> AuthenticationClientBuilder) -> Site {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.add_user("ada@example.com", "passw0rd");
    let client = client(sandbox.client_builder()).build().unwrap();
    Site::of(client, sandbox, Arc::default(), |builder| builder.bearer_tokens().algorithm(TokenAlgorithm::Hs256))
}

#[tokio::test]
async fn the_phone_button_of_today_without_its_connection() {
    let (site, log) = (Site::new().await, Log::begin());
    let session = site.log_in("openid-ada").await;
    let ada = site.sandbox.wechat().user("openid-ada");
    let body = json!({ "code": ada.login(), "phoneCode": ada.press_phone_button_code("17612346754") });
    let reply = site.json(Method::POST, "/mini/login/phone", Some(&session), body).await;
    log.has_the_reason(&reply, &["sign_in_with_phone", "ext_idp_conn_identifier()"]);
    assert_eq!(site.asked("signinByMobileV3"), 0, "no code is spent");
    site.get("/mini/me", &[("x-session", &session)]).await.json();
    // What the mini-program does wrong is told to it all the same.
    let empty = json!({ "code": "", "iv": "x", "encryptedData": "x" });
    let reply = site.json(Method::POST, "/mini/login/phone", Some(&session), empty).await;
    reply.is_problem(400, "invalid_request");
}

#[tokio::test]
async fn a_web_login_without_a_callback() {
    let (site, log) = (site(|client| client.app_secret(APP_SECRET)).await, Log::begin());
    log.has_the_reason(&site.get("/login", &[]).await, &["redirect_uri"]);
}

#[tokio::test]
async fn a_web_login_without_the_secret_or_with_a_wrong_one() {
    for (secret, words) in [(None, ["get_access_token_by_code", "app_secret()"]), (Some("wrong"), ["401", "secret"])] {
        let client = |client: AuthenticationClientBuilder| match secret {
            Some(secret) => client.redirect_uri(CALLBACK).app_secret(secret),
            None => client.redirect_uri(CALLBACK),
        };
        let (site, log) = (site(client).await, Log::begin());
        let reply = come_back(&site, &begin(&site, "").await).await;
        log.has_the_reason(&reply, &words);
    }
}

#[tokio::test]
async fn an_id_token_of_another_algorithm_than_the_option_says() {
    let (site, log) = (Site::with(|builder| builder.algorithm(TokenAlgorithm::Es256)).await, Log::begin());
    let reply = come_back(&site, &begin(&site, "").await).await;
    log.has_the_reason(&reply, &["ES256", "algorithm()"]);
}

#[tokio::test]
async fn bearer_tokens_of_the_secret_without_the_secret() {
    let (site, log) = (site(|client| client).await, Log::begin());
    let claims = json!({ "sub": "ada", "iss": format!("{}/oidc", site.sandbox.url()), "aud": APP_ID });
    let key = EncodingKey::from_secret(APP_SECRET.as_bytes()).unwrap();
    let token = encode(&Header::default(), &claims, &key).unwrap();
    let reply = site.get("/id", &[("authorization", &format!("Bearer {token}"))]).await;
    log.has_the_reason(&reply, &["HS256", "app_secret"]);
}
