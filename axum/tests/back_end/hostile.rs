//! Every protected route against everything that is no valid session.

use std::time::Duration;

use http::{Method, StatusCode};

use crate::site::{Reply, Site};

/// The routes that need a user.
const PROTECTED: &[(Method, &str)] = &[
    (Method::GET, "/id"),
    (Method::GET, "/nickname"),
    (Method::GET, "/read"),
    (Method::GET, "/write"),
    (Method::GET, "/admin"),
    (Method::POST, "/guarded"),
    (Method::GET, "/mini/me"),
    (Method::PUT, "/mini/me"),
    (Method::POST, "/mini/me/avatar"),
    (Method::POST, "/mini/login/phone"),
];

/// Sends a request with these headers to every protected route. Each must refuse it in the same way, and ask Authing nothing.
pub async fn refused_everywhere(site: &Site, headers: &[(&str, &str)], kind: &str) {
    let before = site.sandbox.requests().len();
    for (method, path) in PROTECTED {
        let reply = site.send(method.clone(), path, headers, ()).await;
        assert_eq!(reply.problem(), (401, kind.to_owned()), "{method} {path}: {reply:?}");
        assert!(reply.header("www-authenticate").unwrap().starts_with("Bearer"));
    }
    site.get("/maybe", headers).await.is_ok("nobody");
    assert_eq!(site.sandbox.requests().len(), before);
}

#[tokio::test]
async fn no_cookie() {
    refused_everywhere(&Site::new().await, &[], "login_required").await;
}

#[tokio::test]
async fn a_cookie_of_another_site() {
    let (site, other) = (Site::new().await, Site::new().await);
    let cookie = other.cookie("openid-ada").await;
    refused_everywhere(&site, &[("cookie", &cookie)], "session_expired").await;
}

#[tokio::test]
async fn a_cookie_of_another_name() {
    let site = Site::new().await;
    let cookie = site.cookie("openid-ada").await.replace("__Host-session", "session");
    refused_everywhere(&site, &[("cookie", &cookie)], "login_required").await;
}

#[tokio::test]
async fn a_cookie_that_was_cut() {
    let site = Site::new().await;
    let cookie = site.cookie("openid-ada").await;
    for cut in [1, 20, 43] {
        let cookie = &cookie[..cookie.len() - cut];
        refused_everywhere(&site, &[("cookie", cookie)], "credential_refused").await;
    }
}

#[tokio::test]
async fn a_cookie_that_is_used_again_after_the_logout() {
    let site = Site::new().await;
    let cookie = site.cookie("openid-ada").await;
    assert_eq!(site.post("/mini/logout", &[("cookie", &cookie)]).await.status, StatusCode::NO_CONTENT);
    refused_everywhere(&site, &[("cookie", &cookie)], "session_expired").await;
    let refused = site.get("/id", &[("cookie", &cookie)]).await;
    assert!(refused.set_cookie(crate::site::COOKIE).unwrap().contains("Max-Age=0"), "the browser forgets it");
}

#[tokio::test]
async fn a_session_that_was_not_used_for_too_long() {
    let site = Site::with(|builder| builder.idle_lifetime(Duration::ZERO)).await;
    let session = site.log_in("openid-ada").await;
    refused_everywhere(&site, &[("x-session", &session)], "session_expired").await;
    assert!(site.stored(&session).await.is_none(), "it is removed");
}

#[tokio::test]
async fn a_session_that_is_too_old() {
    let site = Site::with(|builder| builder.absolute_lifetime(Duration::ZERO)).await;
    let session = site.log_in("openid-ada").await;
    refused_everywhere(&site, &[("x-session", &session)], "session_expired").await;
}

#[tokio::test]
async fn a_session_whose_token_has_expired_and_cannot_be_renewed() {
    let site = Site::new().await;
    let expired = authing_wxapp::Session::new("an opaque token", Some(authing_wxapp::User::new("ada")));
    let session = site.expired_session(expired).await;
    refused_everywhere(&site, &[("x-session", &session)], "session_expired").await;
}

#[tokio::test]
async fn twenty_kilobytes_of_cookies() {
    let site = Site::new().await;
    let own = site.cookie("openid-ada").await;
    let many: String = (0..1000).map(|number| format!("cookie-{number}=0123456789; ")).collect();
    assert!(many.len() > 20_000);
    refused_everywhere(&site, &[("cookie", &many)], "login_required").await;
    assert_eq!(site.get("/id", &[("cookie", &(many + &own))]).await.status, StatusCode::OK);
    let long = format!("__Host-session={}", "A".repeat(20_000));
    refused_everywhere(&site, &[("cookie", &long)], "credential_refused").await;
}

#[tokio::test]
async fn two_cookies_of_one_name() {
    let site = Site::new().await;
    let (own, planted) = (site.cookie("openid-ada").await, site.cookie("openid-eve").await);
    refused_everywhere(&site, &[("cookie", &format!("{own}; {planted}"))], "credential_refused").await;
    refused_everywhere(&site, &[("cookie", &own), ("cookie", &planted)], "credential_refused").await;
}

#[tokio::test]
async fn a_cookie_whose_name_only_looks_like_ours() {
    // Browsers protect the prefix __Host- of a name, and not a name that a careless server makes equal to it.
    let site = Site::new().await;
    let (own, planted) = (site.cookie("openid-ada").await, site.cookie("openid-eve").await);
    let ada = site.get("/id", &[("cookie", &own)]).await.text;
    for space in ["\u{2000}", "\u{85}", "\u{a0}", "\u{3000}"] {
        let planted = format!("{space}{planted}");
        refused_everywhere(&site, &[("cookie", &planted)], "login_required").await;
        site.get("/id", &[("cookie", &format!("{planted}; {own}"))]).await.is_ok(&ada);
    }
    for name in ["__host-session", "__Host-session-login", "x__Host-session", "__Host%2Dsession"] {
        let planted = planted.replace("__Host-session", name);
        refused_everywhere(&site, &[("cookie", &planted)], "login_required").await;
    }
}

#[tokio::test]
async fn cookies_of_any_characters_do_not_hide_the_session() {
    let site = Site::new().await;
    let own = site.cookie("openid-ada").await;
    let ada = site.get("/id", &[("cookie", &own)]).await.text;
    for other in ["name=\u{5f20}\u{4e09}", "\u{e4}", "=", "nothing", ";;", "a=\"b; c\""] {
        site.get("/id", &[("cookie", &format!("{other}; {own}; {other}"))]).await.is_ok(&ada);
        site.get("/id", &[("cookie", other), ("cookie", &own)]).await.is_ok(&ada);
    }
}

#[tokio::test]
async fn a_logout_with_what_is_no_session_ends_nobodys() {
    let (site, other) = (Site::new().await, Site::new().await);
    let own = site.cookie("openid-ada").await;
    let foreign = other.cookie("openid-ada").await;
    let cut = &own[..own.len() - 1];
    let many = format!("{own}; {foreign}");
    let before = site.sandbox.requests().len();
    for cookie in ["", &*foreign, cut, &*many] {
        assert_eq!(site.post("/mini/logout", &[("cookie", cookie)]).await.status, StatusCode::NO_CONTENT, "{cookie}");
        assert_eq!(site.post("/logout", &[("cookie", cookie)]).await.status, StatusCode::SEE_OTHER, "{cookie}");
    }
    assert_eq!(site.sandbox.requests().len(), before, "Authing is not asked");
    assert_eq!(site.get("/id", &[("cookie", &own)]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn two_sessions_in_headers() {
    let site = Site::new().await;
    let (own, other) = (site.log_in("openid-ada").await, site.log_in("openid-eve").await);
    refused_everywhere(&site, &[("x-session", &own), ("x-session", &other)], "credential_refused").await;
    let bearers = [own, other].map(|session| format!("Bearer {session}"));
    let headers = [("authorization", &*bearers[0]), ("authorization", &*bearers[1])];
    refused_everywhere(&site, &headers, "credential_refused").await;
}

#[tokio::test]
async fn headers_that_are_no_sessions() {
    let site = Site::new().await;
    for text in ["", "x", "../../etc/passwd", "\u{e4}", &"A".repeat(44), &"=".repeat(43)] {
        refused_everywhere(&site, &[("x-session", text)], "credential_refused").await;
    }
    // An id that nobody has, of the right form.
    refused_everywhere(&site, &[("x-session", &"A".repeat(43))], "session_expired").await;
    // Credentials of another scheme are none of this crate's.
    refused_everywhere(&site, &[("authorization", "Basic YTpi")], "login_required").await;
    refused_everywhere(&site, &[("authorization", "Bearer a.b.c")], "credential_refused").await;
}

#[tokio::test]
async fn a_session_id_that_an_attacker_set_before_the_login() {
    let site = Site::new().await;
    let planted = "A".repeat(43);
    let code = site.sandbox.wechat().user("openid-ada").login();
    let headers = [("x-session", &*planted), ("content-type", "application/json")];
    let body = serde_json::json!({ "code": code }).to_string();
    let login: Reply = site.send(Method::POST, "/mini/login", &headers, body).await;
    assert_ne!(login.json()["session"], planted);
    refused_everywhere(&site, &[("x-session", &planted)], "session_expired").await;
}

#[tokio::test]
async fn a_session_id_that_an_attacker_set_in_the_cookie_before_the_login() {
    let site = Site::new().await;
    let planted = format!("__Host-session={}", "A".repeat(43));
    let returned = crate::browser::begin(&site, "").await;
    let back = site.get(&returned.path, &[("cookie", &format!("{}; {planted}", returned.cookie))]).await;
    assert_ne!(crate::browser::session_cookie(&back), planted);
    refused_everywhere(&site, &[("cookie", &planted)], "session_expired").await;
}

#[tokio::test]
async fn the_record_of_a_session_is_no_session() {
    // Beside a session lies when it began, under an id that follows from that of the session.
    let site = Site::new().await;
    let session = site.log_in("openid-ada").await;
    let hash = hmac_sha256::HMAC::mac(b"authing-axum: when a session began", &session);
    let id = base64::Engine::encode(&base64::prelude::BASE64_URL_SAFE_NO_PAD, hash);
    assert!(site.stored(&id).await.is_some(), "this test knows where the record is");
    refused_everywhere(&site, &[("x-session", &id)], "session_expired").await;
}

#[tokio::test]
async fn a_user_without_the_role() {
    let role = serde_json::json!({ "code": "admin" });
    let seed = serde_json::json!({ "users": [{ "id": "ada", "roles": [role] }, { "id": "bob" }] });
    let sandbox = authing_sandbox::Sandbox::builder().seed(seed).start().await.unwrap();
    let site = Site::on(sandbox, Default::default(), |builder| builder);
    site.sandbox.login_page().log_in_as("bob");
    let bob = crate::browser::log_in(&site).await;
    site.get("/admin", &[("cookie", &bob)]).await.is_problem(403, "insufficient_scope");
    site.sandbox.login_page().log_in_as("ada");
    let ada = crate::browser::log_in(&site).await;
    site.get("/admin", &[("cookie", &ada)]).await.is_ok("administered");
}
