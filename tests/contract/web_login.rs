//! Runs the example `web_login` with a simulated browser.

use std::sync::{Arc, Mutex};

use authing_wxapp::CodeChallengeMethod;
use reqwest::{StatusCode, Url, redirect::Policy};
use serde_json::json;

use crate::support::{Server, claims, pairs, rs256, rsa_jwk};

#[allow(dead_code)]
#[path = "../../examples/web_login.rs"]
mod example;

/// A browser that follows no redirect and keeps one cookie.
struct Browser {
    http: reqwest::Client,
    home: String,
    cookie: String,
}

struct Page {
    status: StatusCode,
    location: String,
    text: String,
}

impl Browser {
    async fn open(&mut self, path: &str) -> Page {
        let request = self.http.get(format!("{}{path}", self.home)).header("cookie", &self.cookie);
        let reply = request.send().await.unwrap();
        let header = |name| reply.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        let (status, location) = (reply.status(), header("location").unwrap_or_default());
        if let Some(cookie) = header("set-cookie") {
            assert!(cookie.contains("; HttpOnly; SameSite=Lax"), "{cookie}");
            self.cookie = cookie.split(';').next().unwrap().to_owned();
        }
        Page { status, location, text: reply.text().await.unwrap() }
    }

    /// Begins a login. Returns the parameters that Authing receives: state, nonce and challenge.
    async fn begin(&mut self) -> [String; 3] {
        let page = self.open("/login").await;
        assert_eq!(page.status, StatusCode::SEE_OTHER);
        let url = Url::parse(&page.location).unwrap();
        let parameter = |name: &str| url.query_pairs().find(|(found, _)| found == name).unwrap().1.into_owned();
        assert_eq!((url.path(), parameter("redirect_uri")), ("/oidc/auth", format!("{}/callback", self.home)));
        ["state", "nonce", "code_challenge"].map(parameter)
    }

    async fn user(&mut self) -> String {
        self.open("/").await.text
    }
}

/// A site, a browser, and the nonce that the simulated Authing puts into id tokens.
async fn site(server: &Server) -> (Browser, Arc<Mutex<String>>) {
    let nonce = Arc::<Mutex<String>>::default();
    let issuer = format!("{}/oidc", server.host());
    let given = Arc::clone(&nonce);
    server.answer("token", move |_| {
        let mut claims = claims(&issuer);
        claims["nonce"] = json!(*given.lock().unwrap());
        json!({ "access_token": "access", "id_token": rs256(Some("r1"), &claims) }).into()
    });
    server.reply("getJwks", json!({ "keys": [rsa_jwk("r1")] }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let home = format!("http://{}", listener.local_addr().unwrap());
    let authing = server.builder().app_secret("secret").redirect_uri(format!("{home}/callback")).build().unwrap();
    let pages = example::site(authing, &home);
    tokio::spawn(async move { axum::serve(listener, pages).await });
    let http = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    (Browser { http, home, cookie: String::new() }, nonce)
}

#[tokio::test]
async fn a_user_logs_in_at_a_web_site_and_out_again() {
    let server = Server::start().await;
    let (mut browser, given) = site(&server).await;
    assert!(browser.user().await.contains("Nobody"));
    let [state, nonce, challenge] = browser.begin().await;
    *given.lock().unwrap() = nonce;
    let before = browser.cookie.clone();
    let back = browser.open(&format!("/callback?code=the-code&state={state}")).await;
    assert_eq!((back.status, &back.location), (StatusCode::SEE_OTHER, &browser.home));
    assert!(browser.user().await.contains("user user-1"));

    let form = pairs(&server.requests_for("token")[0].body);
    let member = |name: &str| form.iter().find(|(found, _)| found == name).map(|(_, value)| value.clone());
    assert_eq!(member("code").as_deref(), Some("the-code"));
    let verifier = member("code_verifier").unwrap();
    let digest = server.client().get_code_challenge_digest(&*verifier, CodeChallengeMethod::S256).unwrap();
    assert_eq!(digest, challenge);

    let after = std::mem::replace(&mut browser.cookie, before);
    assert!(browser.user().await.contains("Nobody"), "the cookie from before the login does not identify the user");
    browser.cookie = after;
    let out = browser.open("/logout").await;
    assert!(
        out.location.starts_with(&format!("{}/oidc/session/end?id_token_hint=", server.host())),
        "{}",
        out.location
    );
    assert!(browser.user().await.contains("Nobody"));
}

#[tokio::test]
async fn a_return_from_the_login_of_another_browser_is_refused() {
    let server = Server::start().await;
    let (mut browser, given) = site(&server).await;
    let [state, ..] = browser.begin().await;
    let cookie = std::mem::take(&mut browser.cookie);
    let back = format!("/callback?code=the-code&state={state}");
    assert_eq!(browser.open(&back).await.status, StatusCode::BAD_REQUEST, "another browser");
    browser.cookie = cookie;
    assert_eq!(browser.open("/callback?code=the-code&state=forged").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(browser.open(&back).await.status, StatusCode::BAD_REQUEST, "a login can be completed only once");
    server.assert_untouched();

    let [state, nonce, _] = browser.begin().await;
    let back = format!("/callback?code=the-code&state={state}");
    *given.lock().unwrap() = format!("{nonce}-of-another-login");
    assert_eq!(browser.open(&back).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(server.operations(), ["token", "getJwks"]);
    assert!(browser.user().await.contains("Nobody"));
}
