//! The routes of a mini-program.

use std::{sync::Arc, time::Duration};

use authing_sandbox::{EXT_IDP_CONN_IDENTIFIER, Effect, Fault, Sandbox};
use http::{Method, StatusCode};
use serde_json::json;

use crate::site::{Site, phone_body};

pub const PHONE: &str = "17612346754";
/// The first bytes of a picture, which is all that tells its format.
pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";

#[tokio::test]
async fn a_user_logs_in_binds_a_phone_changes_the_profile_and_leaves() {
    let site = Site::new().await;
    let ada = site.sandbox.wechat().user("openid-ada");

    let login = site.json(Method::POST, "/mini/login", None, json!({ "code": ada.login() })).await.json();
    assert_eq!(login["phoneNeeded"], true);
    let first = login["session"].as_str().unwrap();

    let code = ada.login();
    let body = phone_body(&code, ada.press_phone_button(PHONE));
    let bound = site.json(Method::POST, "/mini/login/phone", Some(first), body).await.json();
    assert_eq!((&bound["phone"], &bound["user"]["phone"]), (&json!("bound"), &json!(PHONE)));
    let session = bound["session"].as_str().unwrap();
    assert_ne!(session, first, "every login has a session of its own");
    site.get("/mini/me", &[("x-session", first)]).await.is_problem(401, "session_expired");

    let changed = json!({ "nickname": "Ada", "company": "Analytical Engines" });
    site.json(Method::PUT, "/mini/me", Some(session), changed).await;
    let cleared = site.json(Method::PUT, "/mini/me", Some(session), json!({ "company": null })).await.json();
    assert_eq!((&cleared["nickname"], &cleared["company"]), (&json!("Ada"), &json!(null)), "what is absent stays");
    let bearer = format!("Bearer {session}");
    let me = site.get("/mini/me", &[("authorization", &bearer)]).await.json();
    assert_eq!((&me["nickname"], &me["phone"]), (&json!("Ada"), &json!(PHONE)));
    assert_eq!(me.get("token"), None);

    let left = site.post("/mini/logout", &[("x-session", session)]).await;
    assert_eq!(left.status, StatusCode::NO_CONTENT);
    site.get("/mini/me", &[("x-session", session)]).await.is_problem(401, "session_expired");
    // A second logout finds nothing left to do.
    assert_eq!(site.post("/mini/logout", &[("x-session", session)]).await.status, StatusCode::NO_CONTENT);
    assert_eq!(site.post("/mini/logout", &[]).await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_user_with_a_phone_number_is_not_asked_again() {
    let site = Site::new().await;
    let ada = site.sandbox.wechat().user("openid-ada");
    let session = site.log_in("openid-ada").await;
    let code = ada.login();
    let body = phone_body(&code, ada.press_phone_button(PHONE));
    site.json(Method::POST, "/mini/login/phone", Some(&session), body).await;
    let login = site.json(Method::POST, "/mini/login", None, json!({ "code": ada.login() })).await.json();
    assert_eq!(login["phoneNeeded"], false);
}

#[tokio::test]
async fn a_phone_number_of_another_account_logs_that_account_in() {
    let site = Site::new().await;
    let wechat = site.sandbox.wechat();
    let (ada, bob) = (wechat.user("openid-ada"), wechat.user("openid-bob"));
    let of_ada = site.log_in("openid-ada").await;
    let code = ada.login();
    let body = phone_body(&code, ada.press_phone_button(PHONE));
    let ada_id = site.json(Method::POST, "/mini/login/phone", Some(&of_ada), body).await.json()["user"]["id"].clone();

    let of_bob = site.log_in("openid-bob").await;
    let code = bob.login();
    let body = phone_body(&code, bob.press_phone_button(PHONE));
    let reply = site.json(Method::POST, "/mini/login/phone", Some(&of_bob), body).await.json();
    assert_eq!((&reply["phone"], &reply["user"]["id"]), (&json!("boundToOtherAccount"), &ada_id));
}

#[tokio::test]
async fn the_phone_button_of_today_gives_a_code() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = crate::site::client(&sandbox).ext_idp_conn_identifier(EXT_IDP_CONN_IDENTIFIER).build().unwrap();
    let site = Site::of(client, sandbox, Arc::default(), |builder| builder);
    let wechat = site.sandbox.wechat();
    let (ada, bob) = (wechat.user("openid-ada"), wechat.user("openid-bob"));
    let press = async |session: &str, code: String, phone_code: &str| {
        let body = json!({ "code": code, "phoneCode": phone_code, "iv": "of the same event", "encryptedData": "x" });
        site.json(Method::POST, "/mini/login/phone", Some(session), body).await
    };
    let (first, phone_code) = (site.log_in("openid-ada").await, ada.press_phone_button_code(PHONE));
    let bound = press(&first, ada.login(), &phone_code).await.json();
    assert_eq!((&bound["phone"], &bound["user"]["phone"]), (&json!("bound"), &json!(PHONE)));
    let session = bound["session"].as_str().unwrap();
    let me = site.get("/mini/me", &[("x-session", session)]).await.json();
    assert_eq!(me["phone"], PHONE);

    let of_bob = site.log_in("openid-bob").await;
    press(&of_bob, bob.login(), &phone_code).await.is_problem(400, "code_refused");
    // The number belongs to Ada's account, and the server does not say that it was not taken.
    let reply = press(&of_bob, bob.login(), &bob.press_phone_button_code(PHONE)).await.json();
    assert_eq!((&reply["phone"], reply["user"].get("phone")), (&json!("notTaken"), None));
}

#[tokio::test]
async fn a_failed_phone_step_leaves_the_user_signed_in_and_can_be_repeated() {
    let site = Site::new().await;
    let ada = site.sandbox.wechat().user("openid-ada");
    let session = site.log_in("openid-ada").await;
    let press = async |code: &str, button| {
        site.json(Method::POST, "/mini/login/phone", Some(&session), phone_body(code, button)).await
    };
    press("021guessed", ada.press_phone_button(PHONE)).await.is_problem(400, "code_refused");
    // The code is fetched after the button was pressed, so the session key does not fit any more.
    let button = ada.press_phone_button(PHONE);
    press(&ada.login(), button).await.is_problem(422, "phone_refused");
    assert_eq!(site.get("/mini/me", &[("x-session", &session)]).await.status, StatusCode::OK);
    let code = ada.login();
    assert_eq!(press(&code, ada.press_phone_button(PHONE)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn codes_that_are_used_expired_or_guessed_log_nobody_in() {
    let site = Site::new().await;
    let ada = site.sandbox.wechat().user("openid-ada");
    let login = async |code: String| site.json(Method::POST, "/mini/login", None, json!({ "code": code })).await;
    login("021guessed".into()).await.is_problem(400, "code_refused");
    let code = ada.login();
    login(code.clone()).await;
    login(code).await.is_problem(400, "code_refused");
    let old = ada.login();
    site.sandbox.advance(Duration::from_secs(600));
    login(old).await.is_problem(400, "code_refused");
    login(String::new()).await.is_problem(400, "invalid_request");
    site.sandbox.wechat().refuse(45011, 1);
    let busy = login(ada.login()).await;
    busy.is_problem(429, "too_many_requests");
    assert_eq!(busy.header("retry-after"), Some("60"));
}

#[tokio::test]
async fn an_avatar_is_sent_as_it_is_or_as_a_form_of_wechat() {
    let site = Site::new().await;
    let session = site.log_in("openid-ada").await;
    let raw = site.send(Method::POST, "/mini/me/avatar", &[("x-session", &session)], PNG.to_vec()).await.json();
    assert!(raw["photo"].as_str().unwrap().starts_with("http"), "{raw}");

    let form = reqwest::multipart::Form::new()
        .text("name", "avatar")
        .part("file", reqwest::multipart::Part::bytes(PNG.to_vec()).file_name("me.png"));
    let content_type = format!("multipart/form-data; boundary={}", form.boundary());
    let body = axum::body::Body::from_stream(form.into_stream());
    let headers = [("x-session", &*session), ("content-type", &content_type)];
    let sent = site.send(Method::POST, "/mini/me/avatar", &headers, body).await.json();
    assert!(sent["photo"].as_str().unwrap().starts_with("http"), "{sent}");
    assert_ne!(sent["photo"], raw["photo"]);
}

#[tokio::test]
async fn an_avatar_that_is_too_large_or_no_picture_is_refused() {
    let site = Site::with(|builder| builder.avatar_limit(100)).await;
    let session = site.log_in("openid-ada").await;
    let send = async |headers: &[(&str, &str)], body: axum::body::Body| {
        let headers = [&[("x-session", &*session)], headers].concat();
        site.send(Method::POST, "/mini/me/avatar", &headers, body).await
    };
    let large = [PNG, &[0; 100]].concat();
    send(&[("content-length", "133")], large.clone().into()).await.is_problem(413, "too_large");
    // A stream does not say how long it is, and is cut off.
    let pieces = large.chunks(40).map(|piece| Ok::<_, std::io::Error>(piece.to_vec())).collect::<Vec<_>>();
    let stream = axum::body::Body::from_stream(futures_util::stream::iter(pieces));
    send(&[], stream).await.is_problem(413, "too_large");
    send(&[], "<svg>".into()).await.is_problem(415, "unsupported_media");
    send(&[], ().into()).await.is_problem(415, "unsupported_media");
    let form = [("content-type", "multipart/form-data; boundary=x")];
    send(&form, "--x--\r\n".into()).await.is_problem(400, "invalid_request");
    send(&form, "no form".into()).await.is_problem(400, "invalid_request");
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_described_without_being_quoted() {
    let site = Site::new().await;
    let json = [("content-type", "application/json")];
    let send = async |headers: &[(&str, &str)], body: &'static str| {
        site.send(Method::POST, "/mini/login", headers, body).await
    };
    send(&[], r#"{"code":"secret-code"}"#).await.is_problem(415, "unsupported_media");
    for body in ["", "{", r#"{"kode":"secret-code"}"#, r#"{"code":["secret-code"]}"#] {
        let reply = send(&json, body).await;
        reply.is_problem(400, "invalid_request");
        assert!(!reply.text.contains("secret-code"), "{reply:?}");
    }
    let session = site.log_in("openid-ada").await;
    for body in [json!({}), json!({ "nickname": 1 }), json!({ "password": "x" }), json!([]), json!({ "email": null })] {
        site.json(Method::PUT, "/mini/me", Some(&session), body).await.is_problem(400, "invalid_request");
    }
}

#[tokio::test]
async fn when_authing_fails_nobody_is_told_to_log_in_again() {
    let site = Site::new().await;
    let session = site.log_in("openid-ada").await;
    let me = async || site.get("/mini/me", &[("x-session", &session)]).await;
    for effect in [Effect::Status { status: 503, html: true }, Effect::Empty { status: 502 }] {
        site.sandbox.faults().add(Fault::at("user", effect).times(1));
        me().await.is_problem(502, "authing_failed");
    }
    assert_eq!(me().await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_session_whose_token_authing_refuses_ends() {
    let site = Site::new().await;
    let session = site.log_in("openid-ada").await;
    // Logged out elsewhere: this side cannot know it before it asks.
    let token = site.stored(&session).await.unwrap().token().clone();
    site.sandbox.client().for_token(token).logout().await.unwrap();
    site.get("/mini/me", &[("x-session", &session)]).await.is_problem(401, "session_expired");
    assert!(site.stored(&session).await.is_none());
}

#[tokio::test]
async fn a_logout_ends_the_session_although_authing_cannot_be_reached() {
    let site = Site::new().await;
    let session = site.log_in("openid-ada").await;
    site.sandbox.faults().add(Fault::at("logout", Effect::Empty { status: 503 }));
    let left = site.post("/mini/logout", &[("x-session", &session)]).await;
    assert_eq!(left.status, StatusCode::NO_CONTENT);
    site.get("/id", &[("x-session", &session)]).await.is_problem(401, "session_expired");
}

#[tokio::test]
async fn a_session_is_used_without_asking_authing() {
    let site = Site::new().await;
    let session = site.log_in("openid-ada").await;
    let before = site.sandbox.requests().len();
    for _ in 0..3 {
        assert_eq!(site.get("/id", &[("x-session", &session)]).await.status, StatusCode::OK);
    }
    assert_eq!(site.sandbox.requests().len(), before);
}
