//! The routes of a web site.

use authing_sandbox::{Effect, Fault};
use authing_wxapp::TokenAlgorithm;
use http::StatusCode;

use crate::{
    browser::{self, LOGIN_COOKIE, Returned, begin, come_back, session_cookie},
    site::{COOKIE, Site},
};

#[tokio::test]
async fn a_browser_logs_in_and_out() {
    let site = Site::new().await;
    let returned = begin(&site, "?return_to=/orders%3Fid%3D1").await;
    let back = come_back(&site, &returned).await;
    assert_eq!((back.status, back.header("location")), (StatusCode::SEE_OTHER, Some("/orders?id=1")));
    let attributes = back.set_cookie(COOKIE).unwrap();
    assert!(attributes.ends_with("; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=2592000"), "{attributes}");
    assert!(back.set_cookie(LOGIN_COOKIE).unwrap().contains("Max-Age=0"));
    let cookie = session_cookie(&back);
    let ada = &site.sandbox.users()[0].id;
    site.get("/id", &[("cookie", &cookie)]).await.is_ok(ada);

    let left = browser::submit(&site, "/logout", &cookie).await;
    assert_eq!((left.status, left.header("location")), (StatusCode::SEE_OTHER, Some("/")));
    assert!(left.set_cookie(COOKIE).unwrap().starts_with("__Host-session=; "));
    site.get("/id", &[("cookie", &cookie)]).await.is_problem(401, "session_expired");
}

#[tokio::test]
async fn a_logout_also_ends_the_session_at_authing_when_it_is_told_where_to_go_on() {
    let site = Site::with(|builder| builder.after_logout("https://shop.example.com/bye")).await;
    let cookie = browser::log_in(&site).await;
    let left = browser::submit(&site, "/logout", &cookie).await;
    let location = left.header("location").unwrap();
    assert!(location.starts_with(&format!("{}/oidc/session/end?", site.sandbox.url())), "{location}");
    assert!(browser::at_authing(location).await.starts_with("/bye"));
}

#[tokio::test]
async fn the_id_token_may_be_signed_with_the_secret_of_the_application() {
    let seed = serde_json::json!({ "application": { "signature": "HS256" }, "users": [{ "id": "ada" }] });
    let sandbox = authing_sandbox::Sandbox::builder().seed(seed).start().await.unwrap();
    let site = Site::on(sandbox, Default::default(), |builder| builder.algorithm(TokenAlgorithm::Hs256));
    let cookie = browser::log_in(&site).await;
    site.get("/id", &[("cookie", &cookie)]).await.is_ok("ada");
}

#[tokio::test]
async fn a_login_goes_to_no_other_site() {
    let site = Site::new().await;
    for target in ["https://evil.example", "//evil.example", "/%5Cevil.example", "/%09/evil.example"] {
        site.get(&format!("/login?return_to={target}"), &[]).await.is_problem(400, "invalid_request");
    }
}

#[tokio::test]
async fn a_browser_comes_back_once() {
    let site = Site::new().await;
    let returned = begin(&site, "").await;
    come_back(&site, &returned).await;
    // The same answer of Authing again, with the cookie that the browser should have removed.
    come_back(&site, &returned).await.is_problem(400, "code_refused");
}

#[tokio::test]
async fn a_login_of_another_browser_is_refused() {
    let site = Site::new().await;
    let (attacker, victim) = (begin(&site, "").await, begin(&site, "").await);
    site.get(&attacker.path, &[]).await.is_problem(400, "code_refused");
    let mixed = Returned { cookie: victim.cookie, path: attacker.path };
    let refused = come_back(&site, &mixed).await;
    refused.is_problem(400, "code_refused");
    assert_eq!(refused.set_cookie(COOKIE), None);
}

#[tokio::test]
async fn an_answer_of_another_issuer_is_refused() {
    let site = Site::new().await;
    let Returned { cookie, path } = begin(&site, "").await;
    let mut query: Vec<&str> = path.split('&').filter(|parameter| !parameter.starts_with("iss=")).collect();
    query.push("iss=https%3A%2F%2Fevil.example%2Foidc");
    let forged = Returned { cookie, path: query.join("&") };
    come_back(&site, &forged).await.is_problem(400, "code_refused");
}

#[tokio::test]
async fn a_login_cookie_that_was_changed_is_no_login() {
    let site = Site::new().await;
    let Returned { cookie, path } = begin(&site, "").await;
    for cookie in [format!("{cookie}A"), cookie[..cookie.len() - 8].to_owned(), format!("{cookie}; {cookie}")] {
        come_back(&site, &Returned { cookie, path: path.clone() }).await.is_problem(400, "code_refused");
    }
}

#[tokio::test]
async fn a_user_who_declines_or_a_server_that_fails_leaves_no_session() {
    let site = Site::new().await;
    site.sandbox.login_page().deny();
    let returned = begin(&site, "").await;
    come_back(&site, &returned).await.is_problem(403, "forbidden");
    site.sandbox.login_page().automatic();
    site.sandbox.faults().add(Fault::at("/oidc/token", Effect::Empty { status: 503 }).times(1));
    let returned = begin(&site, "").await;
    let failed = come_back(&site, &returned).await;
    failed.is_problem(502, "authing_failed");
    assert_eq!(failed.set_cookie(COOKIE), None);
}

#[tokio::test]
async fn a_new_login_ends_the_session_of_the_browser() {
    let site = Site::new().await;
    let before = browser::log_in(&site).await;
    let Returned { cookie, path } = begin(&site, "").await;
    let back = site.get(&path, &[("cookie", &format!("{cookie}; {before}"))]).await;
    assert_ne!(session_cookie(&back), before);
    site.get("/id", &[("cookie", &before)]).await.is_problem(401, "session_expired");
}
