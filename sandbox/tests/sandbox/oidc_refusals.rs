//! Requests that the OIDC provider refuses.

use std::time::Duration;

use authing_wxapp::{CodeChallengeMethod, Protocol};
use serde_json::json;

use crate::{
    browser::Browser,
    oidc::{log_in, site},
    proxy::Sandbox,
    sandbox,
};

#[tokio::test]
async fn a_code_can_be_used_once_before_it_expires_and_with_its_redirect_uri() {
    let sandbox = sandbox().await;
    sandbox.add_user("ada@example.com", "passw0rd");
    let (site, browser) = (site(&sandbox), Browser::new(&sandbox));
    let url = site.build_authorize_url().build().unwrap().url;
    let code = async || browser.open(&url).await.returned_query()["code"].clone();

    let one = code().await;
    let tokens = site.get_access_token_by_code(&*one).await.unwrap();
    let again = site.get_access_token_by_code(one).await.unwrap_err();
    assert_eq!(again.oauth_error(), Some("invalid_grant"));
    // The first use may have been by a thief, so a second use revokes the tokens.
    assert!(!site.introspect_token(tokens.access_token).await.unwrap().active);

    let late = code().await;
    sandbox.advance(Duration::from_secs(601));
    assert_eq!(site.get_access_token_by_code(late).await.unwrap_err().oauth_error(), Some("invalid_grant"));

    let elsewhere = site.build_authorize_url().redirect_uri("https://app.example.com/other").build().unwrap();
    let code = browser.open(&elsewhere.url).await.returned_query()["code"].clone();
    let error = site.get_access_token_by_code(code).await.unwrap_err();
    assert!(error.message().contains("redirect_uri"), "{error}");
    assert_eq!(site.get_access_token_by_code("invented").await.unwrap_err().oauth_error(), Some("invalid_grant"));
}

#[tokio::test]
async fn the_verifier_must_match_the_challenge() {
    let sandbox = sandbox().await;
    sandbox.add_user("ada@example.com", "passw0rd");
    let (site, browser) = (site(&sandbox), Browser::new(&sandbox));
    let with = site.build_authorize_url().pkce().build().unwrap().url;
    let without = site.build_authorize_url().build().unwrap().url;
    let plain = "a-verifier-that-is-as-long-as-one-has-to-be-0123";
    let open = site.build_authorize_url().code_challenge(plain, CodeChallengeMethod::Plain).build().unwrap().url;
    let code = async |url: &str| browser.open(url).await.returned_query()["code"].clone();
    for error in [
        site.get_access_token_by_code(code(&with).await).await.unwrap_err(),
        site.get_access_token_by_code(code(&with).await).code_verifier(plain).await.unwrap_err(),
        site.get_access_token_by_code(code(&without).await).code_verifier(plain).await.unwrap_err(),
        site.get_access_token_by_code(code(&open).await).code_verifier("another").await.unwrap_err(),
    ] {
        assert_eq!(error.oauth_error(), Some("invalid_grant"), "{error}");
    }
    site.get_access_token_by_code(code(&open).await).code_verifier(plain).await.unwrap();
}

#[tokio::test]
async fn failures_of_the_login_page_are_returned_to_the_site() {
    let sandbox = sandbox().await;
    let (site, browser) = (site(&sandbox), Browser::new(&sandbox));
    let login = || site.build_authorize_url().state("s1");
    let error = async |url: String| {
        let returned = browser.open(&url).await.returned_query();
        assert_eq!(returned["state"], "s1");
        returned["error"].clone()
    };
    let url = login().build().unwrap().url;
    assert!(browser.open(&url).await.text.contains("Who logs in?"), "the sandbox has no user yet");
    assert_eq!(error(format!("{url}&prompt=none")).await, "login_required");
    sandbox.add_user("ada@example.com", "passw0rd");
    sandbox.login_page().deny();
    assert_eq!(error(url.clone()).await, "access_denied");
    sandbox.login_page().automatic();
    let as_nobody = reqwest::Client::new().post(format!("{}/sandbox/login-page", sandbox.url())).json(&json!("deny"));
    as_nobody.send().await.unwrap().error_for_status().unwrap();
    assert_eq!(error(url.clone()).await, "access_denied");
    sandbox.login_page().automatic();
    assert_eq!(error(login().response_type("odd").build().unwrap().url).await, "unsupported_response_type");
    assert_eq!(error(login().response_mode("odd").build().unwrap().url).await, "invalid_request");
    assert_eq!(error(format!("{url}&code_challenge=x&code_challenge_method=odd")).await, "invalid_request");
}

#[tokio::test]
async fn unregistered_redirect_uris_are_refused() {
    let seed = json!({
        "users": [{ "email": "ada@example.com" }],
        "application": {
            "redirectUris": ["https://app.example.com/callback"],
            "logoutRedirectUris": ["https://app.example.com/bye"],
        },
    });
    let sandbox = Sandbox::with(authing_sandbox::Sandbox::builder().seed(seed)).await;
    let (site, browser) = (site(&sandbox), Browser::new(&sandbox));
    let evil = site.build_authorize_url().redirect_uri("https://evil.example.com/").build().unwrap().url;
    assert_eq!(browser.open(&evil).await.status, 400);
    let another = site.build_authorize_url().app_id("someone-else").build().unwrap().url;
    assert_eq!(browser.open(&another).await.status, 400);
    let evil = site.build_logout_url().redirect_uri("https://evil.example.com/").build().unwrap().url;
    assert_eq!(browser.open(&evil).await.status, 400);
}

#[tokio::test]
async fn a_wrong_secret_and_a_wrong_authentication_method_are_refused() {
    let seed =
        json!({ "users": [{ "email": "ada@example.com" }], "application": { "clientAuth": "client_secret_basic" } });
    let sandbox = Sandbox::with(authing_sandbox::Sandbox::builder().seed(seed)).await;
    let build = |secret| sandbox.client_builder().app_secret(secret).allow_plain_http().build().unwrap();
    let wrong = build("wrong").introspect_token("a.b.c").await.unwrap_err();
    assert_eq!((wrong.oauth_error(), wrong.http_status()), (Some("invalid_client"), Some(401)));
    let other_way = build(authing_sandbox::APP_SECRET).introspect_token("a.b.c").await.unwrap_err();
    assert_eq!(other_way.oauth_error(), Some("invalid_client"));
}

#[tokio::test]
async fn a_person_chooses_an_account_and_logs_out() {
    let seed = json!({
        "users": [{ "email": "ada@example.com" }, { "email": "bob@example.com" }],
        "application": { "loginPage": "ask" },
    });
    let sandbox = Sandbox::with(authing_sandbox::Sandbox::builder().seed(seed)).await;
    let (site, browser) = (site(&sandbox), Browser::new(&sandbox));
    let url = site.build_authorize_url().build().unwrap().url;
    let page = browser.open(&url).await.text;
    let links: Vec<String> =
        page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&")).collect();
    assert!(page.contains(">bob@example.com</a>") && links.len() == 3, "{page}");
    assert_eq!(browser.open(&links[2]).await.returned_query()["error"], "access_denied");
    assert!(browser.open(&links[1]).await.returned_query().contains_key("code"));

    // The browser has a session from now on.
    let (_, tokens) = log_in(&browser, &site, "openid").await;
    assert_eq!(site.get_current_user().await.unwrap().unwrap().email.as_deref(), Some("bob@example.com"));
    let session = site.track_session(browser.cookie().unwrap()).await.unwrap();
    assert_eq!(session.session.unwrap().user_info.unwrap().email.as_deref(), Some("bob@example.com"));
    let id_token = tokens.id_token.unwrap();
    // All tokens begin alike.
    let start = id_token.expose()[..16].to_owned();
    let bye = site.build_logout_url().expert().id_token(id_token).redirect_uri("https://app.example.com/bye");
    assert_eq!(browser.open(&bye.build().unwrap().url).await.redirect_target(), "https://app.example.com/bye");
    assert_eq!(browser.cookie(), None);
    assert_eq!(site.get_current_user().await.unwrap(), None);
    assert!(browser.open(&url).await.text.contains("Who logs in?"));
    let requests = format!("{:?}", sandbox.requests());
    assert!(requests.contains("id_token_hint") && !requests.contains(&start), "a token in the log");
}

#[tokio::test]
async fn a_401_reply_names_the_accepted_authentication_scheme() {
    let sandbox = sandbox().await;
    let http = reqwest::Client::new();
    let url = |path: &str| format!("{}/oidc/{path}", sandbox.url());
    let reply = http.get(url("me")).bearer_auth("a.b.c").send().await.unwrap();
    assert_eq!(reply.status(), 401);
    assert_eq!(reply.headers()["www-authenticate"], "Bearer error=\"invalid_token\"");
    let introspect = |form: &'static str| {
        let form_type = "application/x-www-form-urlencoded";
        http.post(url("token/introspection")).header("content-type", form_type).body(form)
    };
    let reply = introspect("token=a.b.c").basic_auth("invented", Some("invented")).send().await.unwrap();
    assert_eq!(reply.headers()["www-authenticate"], "Basic realm=\"sandbox\", error=\"invalid_client\"");
    // HTTP Basic is offered only to a client that tried it, because a browser would prompt the person for a password.
    let reply = introspect("token=a.b.c&client_id=invented").send().await.unwrap();
    assert_eq!((reply.status().as_u16(), reply.headers().get("www-authenticate")), (401, None));
    let reply = introspect("token=a.b.c").header("x-authing-app-id", "invented").send().await.unwrap();
    assert_eq!(reply.status(), 401, "an unknown application is an unknown client");
}

#[tokio::test]
async fn saml_is_refused_by_name() {
    let sandbox = sandbox().await;
    let site = sandbox.client_builder().protocol(Protocol::Saml).build().unwrap();
    let page = Browser::new(&sandbox).open(&site.build_authorize_url().build().unwrap().url).await;
    assert!(page.status == 400 && page.text.contains("does not support SAML"), "{} {}", page.status, page.text);
}

#[tokio::test]
async fn a_refresh_token_is_valid_for_thirty_days() {
    let sandbox = sandbox().await;
    sandbox.add_user("ada@example.com", "passw0rd");
    let site = site(&sandbox);
    let day = Duration::from_secs(86_400);
    let (_, tokens) = log_in(&Browser::new(&sandbox), &site, "openid offline_access").await;
    sandbox.advance(29 * day);
    let tokens = site.get_new_access_token_by_refresh_token(tokens.refresh_token.unwrap()).await.unwrap();
    let refresh = tokens.refresh_token.unwrap();
    let known = site.introspect_token(refresh.clone()).await.unwrap();
    let access = site.introspect_token(tokens.access_token).await.unwrap();
    // Both tokens are made at almost the same time, which can be in two seconds.
    let lifetime = known.exp.unwrap() - access.iat.unwrap();
    assert!((lifetime - 30 * 86_400).abs() <= 1, "{lifetime}");
    sandbox.advance(30 * day);
    assert!(!site.introspect_token(refresh.clone()).await.unwrap().active);
    let late = site.get_new_access_token_by_refresh_token(refresh).await.unwrap_err();
    assert_eq!(late.oauth_error(), Some("invalid_grant"));
}

/// Users whom every login refuses, and the message of each refusal.
pub async fn refused_by_other_logins() -> (Sandbox, [(&'static str, &'static str); 5]) {
    let authenticator =
        json!({ "authenticatorType": "totp", "enable": true, "secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" });
    let seed = json!({ "users": [
        { "id": "blocked", "blocked": true },
        { "id": "left", "status": "Resigned" },
        { "id": "new", "firstLogin": true },
        { "id": "old", "password": "passw0rd", "mustResetPassword": true },
        { "id": "secured", "authenticator": authenticator },
    ] });
    let why = [
        ("blocked", "the user is locked"),
        ("left", "the user is disabled"),
        ("new", "set a password of your own first"),
        ("old", "replace the password first"),
        ("secured", "a code of the authenticator is needed"),
    ];
    (Sandbox::seeded(seed).await, why)
}

#[tokio::test]
async fn the_login_page_refuses_users_refused_by_other_logins() {
    let (sandbox, users) = refused_by_other_logins().await;
    let url = site(&sandbox).build_authorize_url().build().unwrap().url;
    for (user, why) in users {
        let browser = Browser::new(&sandbox);
        let returned = browser.open(&format!("{url}&login_hint={user}")).await.returned_query();
        assert_eq!((&*returned["error"], &*returned["error_description"]), ("access_denied", why));
        assert!(!returned.contains_key("code") && browser.cookie().is_none(), "{user}");
    }
}

#[tokio::test]
async fn an_address_that_no_browser_may_go_to_is_refused_with_the_reason() {
    let sandbox = sandbox().await;
    sandbox.add_user("ada@example.com", "passw0rd");
    let browser = Browser::new(&sandbox);
    let seed = json!({ "application": {
        "redirectUris": ["https://a.example/"], "logoutRedirectUris": ["https://a.example/"],
    } });
    let strict = Sandbox::seeded(seed).await;
    let strict_browser = Browser::new(&strict);
    for (address, why) in [
        ("/home", "is not an absolute address"),
        ("home", "is not an absolute address"),
        ("http%3A%2F%2Fa+b", "is not an absolute address"),
        ("https%3A%2F%2Fa.example%2F%23x", "has a fragment"),
        ("javascript%3Aalert(1)", "would run a script"),
        ("https%3A%2F%2Fb.example%2F", "is not registered"),
    ] {
        for (path, what) in [
            ("/oidc/auth?client_id=sandbox-app&response_type=code&redirect_uri=", "redirect_uri"),
            ("/login/profile/logout?redirect_uri=", "the address to go to"),
            ("/cas-idp/logout?url=", "the address to go to"),
            ("/oidc/session/end?client_id=sandbox-app&post_logout_redirect_uri=", "the address to go to"),
        ] {
            let page = strict_browser.open(&format!("{}{path}{address}", strict.url())).await;
            assert_eq!((page.status, page.redirect_target()), (400, ""), "{path}{address}");
            assert!(page.text.contains(&format!("{what} {why}")), "{path}{address}: {}", page.text);
            // The reason is the same where nothing is registered, and everything else is allowed.
            let page = browser.open(&format!("{}{path}{address}", sandbox.url())).await;
            assert_eq!(
                page.text.contains(&format!("{what} {why}")),
                why != "is not registered",
                "{path}: {}",
                page.text
            );
        }
    }
    let missing = browser.open(&format!("{}/oidc/auth?client_id=sandbox-app", sandbox.url())).await;
    assert!(missing.text.contains("redirect_uri is missing"), "{}", missing.text);
}

#[tokio::test]
async fn a_request_for_tokens_without_a_client_is_told_what_is_missing() {
    let sandbox = sandbox().await;
    let http = reqwest::Client::new();
    for path in ["/oidc/token", "/oidc/token/introspection", "/oidc/token/revocation"] {
        let body = "grant_type=refresh_token&refresh_token=x&token=x";
        let request = http.post(sandbox.url() + path).header("content-type", "application/x-www-form-urlencoded");
        let refused: serde_json::Value = request.body(body).send().await.unwrap().json().await.unwrap();
        let why = "client_id is missing; the application of the sandbox is sandbox-app";
        assert_eq!(
            (&refused["error"], &refused["error_description"]),
            (&json!("invalid_client"), &json!(why)),
            "{path}"
        );
    }
}
