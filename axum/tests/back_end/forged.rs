//! Answers of a login page that are not those to the login that the browser has begun. None of them makes a session.

use authing_sandbox::{APP_ID, Sandbox};
use axum::{
    Json, Router,
    routing::{get, post},
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::{
    browser::{self, LOGIN_COOKIE, Returned, at_authing, begin},
    kept::Kept,
    site::{self, COOKIE, Reply, Site},
    tokens::{now, signed},
};

/// A site, and a browser that has a session there already.
struct Victim {
    kept: Kept,
    site: Site,
    earlier: String,
}

impl Victim {
    async fn new() -> Self {
        let (kept, sandbox) = (Kept::new(), Sandbox::start().await.unwrap());
        sandbox.add_user("ada@example.com", "passw0rd");
        let site = kept.site(sandbox);
        let earlier = browser::log_in(&site).await;
        Self { kept, site, earlier }
    }

    /// Begins a login, changes the address of the login page, and returns what the page sends the browser back with.
    async fn begins_with_another_address(&self, change: impl FnOnce(&str) -> String) -> Returned {
        let reply = self.site.get("/login", &[]).await;
        let cookie = reply.set_cookie(LOGIN_COOKIE).unwrap().split(';').next().unwrap().to_owned();
        Returned { cookie, path: at_authing(&change(reply.header("location").unwrap())).await }
    }

    /// Comes back, and expects to be refused: nothing is stored, the begun login is over, and the earlier session goes on.
    async fn is_refused(&self, returned: &Returned, status: u16, kind: &str) -> Reply {
        let before = self.kept.entries();
        let cookies = format!("{}; {}", returned.cookie, self.earlier);
        let reply = self.site.get(&returned.path, &[("cookie", &cookies)]).await;
        assert_eq!(reply.problem(), (status, kind.to_owned()), "{}: {reply:?}", returned.path);
        assert_eq!(reply.set_cookie(COOKIE), None);
        assert!(reply.set_cookie(LOGIN_COOKIE).unwrap().contains("Max-Age=0"), "{reply:?}");
        assert_eq!(self.kept.entries(), before);
        assert!(self.site.knows(&self.earlier).await);
        reply
    }
}

/// An address whose parameter has this value in the place of its own, or is left out.
fn with_parameter(address: &str, name: &str, value: Option<&str>) -> String {
    let (path, query) = address.split_once('?').unwrap();
    let begins = format!("{name}=");
    let others = query.split('&').filter(|parameter| !parameter.starts_with(&begins)).map(str::to_owned);
    let query: Vec<_> = others.chain(value.map(|value| format!("{begins}{value}"))).collect();
    format!("{path}?{}", query.join("&"))
}

#[tokio::test]
async fn an_id_token_with_the_nonce_of_another_login_or_none_is_refused() {
    let victim = Victim::new().await;
    for nonce in [Some("that-of-another-login"), None] {
        let returned = victim.begins_with_another_address(|url| with_parameter(url, "nonce", nonce)).await;
        let asked = victim.site.asked("token");
        let reply = victim.is_refused(&returned, 401, "credential_refused").await;
        assert!(reply.header("www-authenticate").unwrap().contains("invalid_token"), "{reply:?}");
        assert_eq!(victim.site.asked("token") - asked, 1, "it is the ID token that was refused");
    }
    // The same browser logs in when nobody changes anything.
    assert!(victim.site.knows(&browser::log_in(&victim.site).await).await);
}

#[tokio::test]
async fn an_answer_with_another_state_or_none_is_refused_and_its_code_is_not_used() {
    let victim = Victim::new().await;
    let asked = victim.site.asked("token");
    for state in [Some("that-of-another-login"), Some(""), None] {
        let Returned { cookie, path } = begin(&victim.site, "").await;
        let returned = Returned { cookie, path: with_parameter(&path, "state", state) };
        victim.is_refused(&returned, 400, "code_refused").await;
    }
    let Returned { cookie, path } = begin(&victim.site, "").await;
    let twice = Returned { cookie, path: format!("{path}&state=that-of-another-login") };
    victim.is_refused(&twice, 400, "code_refused").await;
    assert_eq!(victim.site.asked("token"), asked);
}

#[tokio::test]
async fn an_answer_that_names_another_issuer_is_refused_and_its_code_is_not_used() {
    let victim = Victim::new().await;
    let asked = victim.site.asked("token");
    let own = format!("{}/oidc", victim.site.sandbox.url());
    for issuer in ["https%3A%2F%2Fevil.example%2Foidc", "", &victim.site.sandbox.url(), &format!("{own}/")] {
        let Returned { cookie, path } = begin(&victim.site, "").await;
        let returned = Returned { cookie, path: with_parameter(&path, "iss", Some(issuer)) };
        let reply = victim.is_refused(&returned, 400, "code_refused").await;
        assert!(!reply.text.contains(&own), "the reason names what this back end trusts: {reply:?}");
    }
    assert_eq!(victim.site.asked("token"), asked);
}

#[tokio::test]
async fn an_answer_without_a_code_is_refused() {
    let victim = Victim::new().await;
    for code in [Some(""), None] {
        let Returned { cookie, path } = begin(&victim.site, "").await;
        let returned = Returned { cookie, path: with_parameter(&path, "code", code) };
        victim.is_refused(&returned, 400, "code_refused").await;
    }
}

#[tokio::test]
async fn the_code_of_another_login_is_refused_although_the_state_is_right() {
    let victim = Victim::new().await;
    let stolen = begin(&victim.site, "").await.path;
    let code = stolen.split(['?', '&']).find_map(|parameter| parameter.strip_prefix("code=")).unwrap();
    let Returned { cookie, path } = begin(&victim.site, "").await;
    let returned = Returned { cookie, path: with_parameter(&path, "code", Some(code)) };
    // The code was issued for the PKCE challenge of the other login.
    victim.is_refused(&returned, 400, "code_refused").await;
}

/// What the callback answers when Authing gives an ID token that `sign` has made from the claims of a good one.
async fn callback_with(sign: impl FnOnce(Value) -> Value) -> (Kept, Reply) {
    let (kept, sandbox) = (Kept::new(), Sandbox::start().await.unwrap());
    let keys = reqwest::get(format!("{}/oidc/.well-known/jwks.json", sandbox.url())).await.unwrap();
    let keys: Value = keys.json().await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let authing = format!("http://{}", listener.local_addr().unwrap());
    let client = site::client(&sandbox).host(&authing).build().unwrap();
    let site = kept.site_of(client, sandbox, |builder| builder);

    let begun = site.get("/login", &[]).await;
    let url: reqwest::Url = begun.header("location").unwrap().parse().unwrap();
    let sent = |name| url.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
    let id_token = sign(json!({
        "sub": "ada", "iss": format!("{authing}/oidc"), "aud": APP_ID, "iat": now(), "exp": now() + 60, "nonce": sent("nonce"),
    }));
    let tokens = json!({ "access_token": "of-ada", "id_token": id_token, "token_type": "Bearer", "expires_in": 3600 });
    let app: Router = Router::new()
        .route("/oidc/token", post(async || Json(tokens)))
        .route("/oidc/.well-known/jwks.json", get(async || Json(keys)));
    tokio::spawn(async { axum::serve(listener, app).await });

    let cookie = begun.set_cookie(LOGIN_COOKIE).unwrap().split(';').next().unwrap().to_owned();
    let path = format!("/callback?code=a-code&state={}", sent("state"));
    let reply = site.get(&path, &[("cookie", &cookie)]).await;
    (kept, reply)
}

#[tokio::test]
async fn an_id_token_that_authing_did_not_make_for_this_login_is_refused() {
    let with = |name: &'static str, value: Value| {
        move |mut claims: Value| {
            claims[name] = value;
            Value::from(signed(&claims))
        }
    };
    let (kept, reply) = callback_with(|claims| signed(&claims).into()).await;
    browser::session_cookie(&reply);
    assert_eq!(kept.entries(), 2, "a good one is accepted");

    let is_refused = |(kept, reply): (Kept, Reply), status, kind: &str| {
        reply.is_problem(status, kind);
        assert_eq!(reply.set_cookie(COOKIE), None);
        assert_eq!(kept.entries(), 0);
    };
    is_refused(callback_with(with("nonce", json!("of another login"))).await, 401, "credential_refused");
    is_refused(callback_with(with("nonce", json!(null))).await, 401, "credential_refused");
    is_refused(callback_with(with("nonce", json!(""))).await, 401, "credential_refused");
    let not_signed = |claims: Value| {
        let token = signed(&claims);
        Value::from(format!("{}.", token.rsplit_once('.').unwrap().0))
    };
    is_refused(callback_with(not_signed).await, 401, "credential_refused");
    // An ID token comes from Authing itself, so these mean that the options of the back end are wrong.
    is_refused(callback_with(with("iss", json!("https://evil.example/oidc"))).await, 500, "internal");
    is_refused(callback_with(with("aud", json!("another application"))).await, 500, "internal");
    is_refused(callback_with(|_| json!(null)).await, 500, "internal");
    // The user can do nothing but log in again.
    is_refused(callback_with(with("exp", json!(now() - 3600))).await, 401, "session_expired");
}
