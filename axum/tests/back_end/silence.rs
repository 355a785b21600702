//! An Authing that takes a request and never answers: whoever waits is told so in time, and the session is what it was before.

use std::time::Duration;

use authing_sandbox::{EXT_IDP_CONN_IDENTIFIER, Effect, Fault, Sandbox, WechatUser};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    browser::{self, LOGIN_COOKIE, begin},
    kept::Kept,
    mini_program::{PHONE, PNG},
    site::{self, COOKIE, Reply, Site, phone_body},
};

/// A site whose client waits a second for Authing.
async fn impatient() -> (Kept, Site) {
    let (kept, sandbox) = (Kept::new(), Sandbox::start().await.unwrap());
    sandbox.add_user("ada@example.com", "passw0rd");
    let client = site::client(&sandbox).timeout(Duration::from_secs(1)).build().unwrap();
    let site = kept.site_of(client, sandbox, |builder| builder.scope("openid profile offline_access"));
    (kept, site)
}

/// Lets the next call of an operation or path have no answer.
fn silence(site: &Site, place: &str) {
    site.sandbox.faults().add(Fault::at(place, Effect::Hang).times(1));
}

/// Expects the answer that says that Authing is silent, and that the fault was met.
#[track_caller]
fn is_timeout(site: &Site, reply: &Reply) {
    reply.is_problem(504, "authing_timeout");
    assert_eq!(site.sandbox.faults().pending(), [], "another call has failed");
    assert_eq!(reply.json().get("detail"), None);
    assert_eq!(reply.set_cookie(COOKIE), None);
}

#[tokio::test]
async fn a_callback_logs_nobody_in_and_ends_no_earlier_session() {
    let (kept, site) = impatient().await;
    // For the code, and for the keys that the ID token is signed with.
    for place in ["/oidc/.well-known/jwks.json", "token"] {
        let returned = begin(&site, "").await;
        // The first login of a back end fetches the keys, so the browser has an earlier session from the second round on.
        let earlier = if place == "token" { browser::log_in(&site).await } else { String::new() };
        let before = kept.entries();
        silence(&site, place);
        let cookies = format!("{}; {earlier}", returned.cookie);
        let reply = site.get(&returned.path, &[("cookie", &cookies)]).await;
        is_timeout(&site, &reply);
        assert!(reply.set_cookie(LOGIN_COOKIE).unwrap().contains("Max-Age=0"), "the begun login is over");
        assert_eq!(kept.entries(), before);
        assert!(earlier.is_empty() || site.knows(&earlier).await);
        assert!(site.knows(&browser::log_in(&site).await).await, "the user can begin again");
    }
}

#[tokio::test]
async fn an_avatar_is_not_set_and_can_be_sent_again() {
    let (kept, site) = impatient().await;
    let session = site.log_in("openid-ada").await;
    let headers = [("x-session", &*session)];
    for operation in ["upload", "updateUser"] {
        let before = site.stored(&session).await.unwrap();
        silence(&site, operation);
        is_timeout(&site, &site.send(Method::POST, "/mini/me/avatar", &headers, PNG).await);
        assert_eq!(site.stored(&session).await.unwrap(), before);
        let me = site.get("/mini/me", &headers).await.json();
        assert_eq!(me["photo"].as_str(), before.user().unwrap().photo.as_deref());
    }
    let user = site.send(Method::POST, "/mini/me/avatar", &headers, PNG).await.json();
    assert!(user["photo"].as_str().unwrap().contains("avatar-"), "{user}");
    assert_eq!(kept.entries(), 2);
}

/// Sends what a phone button gave to a silent Authing, and once more when it answers again.
async fn phone_step(kept: &Kept, site: &Site, operation: &str, body: impl Fn(&WechatUser) -> Value) {
    let session = site.log_in("openid-ada").await;
    let before = site.stored(&session).await.unwrap();
    let body = body(&site.sandbox.wechat().user("openid-ada"));
    let send = async || site.json(Method::POST, "/mini/login/phone", Some(&session), body.clone()).await;
    silence(site, operation);
    is_timeout(site, &send().await);
    assert_eq!(site.stored(&session).await.unwrap(), before);
    assert!(site.knows(&session).await);
    assert_eq!(kept.entries(), 2, "no new session is half there");
    // The silent Authing has used no code, so the mini-program may send them again.
    assert_eq!(send().await.json()["phone"], "bound");
    assert!(!site.knows(&session).await);
    assert_eq!(kept.entries(), 2);
}

#[tokio::test]
async fn a_phone_step_with_the_old_form_of_the_button_can_be_repeated() {
    let (kept, site) = impatient().await;
    let body = |ada: &WechatUser| {
        let code = ada.login();
        phone_body(&code, ada.press_phone_button(PHONE))
    };
    phone_step(&kept, &site, "loginByPhone", body).await;
}

#[tokio::test]
async fn a_phone_step_with_the_button_of_today_can_be_repeated() {
    let (kept, sandbox) = (Kept::new(), Sandbox::start().await.unwrap());
    let client = site::client(&sandbox).ext_idp_conn_identifier(EXT_IDP_CONN_IDENTIFIER);
    let client = client.timeout(Duration::from_secs(1)).build().unwrap();
    let site = kept.site_of(client, sandbox, |builder| builder);
    let body = |ada: &WechatUser| json!({ "code": ada.login(), "phoneCode": ada.press_phone_button_code(PHONE) });
    phone_step(&kept, &site, "signinByMobileV3", body).await;
}

#[tokio::test]
async fn a_session_that_is_to_be_renewed_does_not_end() {
    let (_kept, site) = impatient().await;
    let cookie = browser::log_in(&site).await;
    let session = site.stored(cookie.split('=').nth(1).unwrap()).await.unwrap();
    let id = site.expired_session((*session).clone()).await;
    let before = site.stored(&id).await.unwrap();
    silence(&site, "token");
    is_timeout(&site, &site.get("/id", &[("x-session", &id)]).await);
    assert_eq!(site.stored(&id).await.unwrap(), before);
    // A route for everybody does not take the silence for a logout either.
    silence(&site, "token");
    is_timeout(&site, &site.get("/maybe", &[("x-session", &id)]).await);
    assert!(site.knows(&id).await);
}

#[tokio::test]
async fn a_logout_ends_the_session_here_without_an_answer() {
    let (kept, site) = impatient().await;
    for operation in ["logout", "revokeToken"] {
        let cookie = browser::log_in(&site).await;
        silence(&site, operation);
        let left = browser::submit(&site, "/logout", &cookie).await;
        assert_eq!(left.status, StatusCode::SEE_OTHER, "{left:?}");
        assert!(left.set_cookie(COOKIE).unwrap().contains("Max-Age=0"));
        assert!(!site.knows(&cookie).await);
        assert_eq!(kept.entries(), 0);
    }
}
