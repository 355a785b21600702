//! Replies that deserve a result although they are odd, and successes that have not what was asked for.

use authing_wxapp::{AuthenticationClient, Error, User};
use serde_json::{Value, json};

use crate::support::{Reply, Server, TestStore, envelope, token, user_json};

async fn log_in(body: impl Into<Vec<u8>>) -> Result<User, Error> {
    let server = Server::start().await;
    server.reply("loginByCode", Reply::raw(200, "application/json", body));
    server.client().login_by_code("a-code").await
}

fn with_secret(server: &Server) -> AuthenticationClient {
    server.builder().app_secret("an-app-secret").build().unwrap()
}

fn user_text(member: &str) -> String {
    format!(r#"{{"code":200,"data":{{"id":"user-1","token":"a.b.c",{member}}}}}"#)
}

#[tokio::test]
async fn text_of_javascript_that_is_no_unicode_is_replaced() {
    for (nickname, read) in
        [(r"Ada \ud83d", "Ada \u{fffd}"), (r"\uDE00 Ada \ud83d\ude00", "\u{fffd} Ada 😀"), (r"\\ud83d", "\\ud83d")]
    {
        let user = log_in(user_text(&format!(r#""nickname":"{nickname}""#))).await.unwrap();
        assert_eq!(user.nickname.as_deref(), Some(read));
    }
    // Members that nobody reads, and names of members.
    log_in(user_text(r#""\ud83d":"\ud83d","customData":{"\udfff":["\ud83d"]}"#)).await.unwrap();
    let mut bytes = user_text(r#""nickname":"Ada ?""#).into_bytes();
    let question_mark = bytes.iter().position(|byte| *byte == b'?').unwrap();
    bytes[question_mark] = 0xff;
    assert_eq!(log_in(bytes).await.unwrap().nickname.as_deref(), Some("Ada \u{fffd}"));
    // A failure keeps its words, at every status.
    for status in [200, 400] {
        let server = Server::start().await;
        let body = r#"{"code":2004,"message":"no Ada \ud83d","data":{"mfaToken":"\udfff"}}"#;
        server.reply("loginByCode", Reply::raw(status, "application/json", body));
        let error = server.client().login_by_code("a-code").await.unwrap_err();
        assert_eq!((error.code().get(), error.message()), (2004, "no Ada \u{fffd}"));
    }
}

#[tokio::test]
async fn a_refusal_in_json_is_one_of_the_service_and_no_page_whatever_its_media_type_says() {
    let server = Server::start().await;
    server.reply("loginByCode", Reply::raw(400, "text/html", r#"{"message":"no <b>code</b>"}"#));
    let error = server.client().login_by_code("a-code").await.unwrap_err();
    assert!(error.is_api() && error.message().contains("<b>code</b>"), "{error}");
    assert!(format!("{error:?}").contains("kind: Api"), "{error:?}");
}

#[tokio::test]
async fn a_deep_nest_does_not_fail_a_login_or_hide_a_failure() {
    for depth in [100, 126, 127, 128, 5000] {
        let nest = format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        for member in ["customData", "identities", "unheardOf", "nickname"] {
            let user = log_in(user_text(&format!(r#""{member}":{nest},"username":"ada""#))).await.unwrap();
            assert_eq!((&*user.id, user.username.as_deref()), ("user-1", Some("ada")), "{member} {depth}");
        }
        let inside = format!(r#""identities":[{{"openid":"o","userInfoInIdp":{nest}}},{{"openid":"p"}}]"#);
        let identities = log_in(user_text(&inside)).await.unwrap().identities.unwrap();
        assert_eq!(identities.iter().filter_map(|one| one.openid.as_deref()).collect::<Vec<_>>(), ["o", "p"]);

        let server = Server::start().await;
        let body =
            format!(r#"{{"data":null,"errors":[{{"message":{{"code":2004,"message":"no"}},"extensions":{nest}}}]}}"#);
        server.reply("user", Reply::raw(200, "application/json", body));
        let error = server.client().for_token(token("user-1")).get_current_user().await.unwrap_err();
        assert_eq!((error.code().get(), error.message()), (2004, "no"), "{depth}");
    }
}

#[tokio::test]
async fn a_byte_order_mark_is_skipped() {
    let body = format!("\u{feff}{}", user_text(r#""nickname":"Ada""#));
    assert_eq!(log_in(body).await.unwrap().nickname.as_deref(), Some("Ada"));
    let server = Server::start().await;
    server.reply("revokeToken", Reply::raw(200, "application/json", "\u{feff}{\"error\":\"invalid_client\"}"));
    let error = with_secret(&server).revoke_token("a-t0ken").await.unwrap_err();
    assert_eq!(error.oauth_error(), Some("invalid_client"));
}

#[tokio::test]
async fn an_empty_success_is_a_success_where_nothing_is_expected() {
    for (status, body) in [(200, ""), (204, ""), (200, " \r\n"), (200, "\u{feff}")] {
        let server = Server::start().await;
        for operation in ["logout", "sendSmsCode", "confirmMfaAuthenticator"] {
            server.reply(operation, Reply::raw(status, "application/json", body));
        }
        let client = server.client().for_session(TestStore::with(&token("user-1"), None));
        client.send_sms_code("13800000000").await.unwrap();
        client.mfa().confirm_associate_mfa_authenticator("123456").await.unwrap();
        // Every reply of v3 says whether it is a success.
        server.reply("unbindMyDevice", Reply::raw(status, "application/json", body));
        assert!(client.devices().unbind("device-1").await.unwrap_err().message().contains("it is empty"));
        client.logout().await.unwrap();
        // Whoever asks for something gets nothing, and is told so.
        server.reply("loginByCode", Reply::raw(status, "application/json", body));
        assert!(client.login_by_code("a-code").await.unwrap_err().message().contains("it is empty"));
    }
}

#[tokio::test]
async fn a_success_without_what_was_asked_for_is_unreadable() {
    let nothing = [json!({}), json!({ "status": "ok" }), json!({ "phoneNumber": null }), json!({ "phoneNumber": [] })];
    for data in nothing {
        let server = Server::start().await;
        server.reply("getPhone", Reply::raw_json(envelope(data.clone())));
        let error = server.client().get_phone("a-code", "aW4taXY=", "ZGF0YQ==").await.unwrap_err();
        assert!(error.is_decode() && error.may_have_reached_server(), "{data}: {error:?}");

        server.reply("trackSession", Reply::raw_json(data.clone()));
        assert!(server.client().track_session("sid=1").await.unwrap_err().is_decode(), "{data}");
    }
}

const PAGES: [&str; 6] = [
    "<html><body>log in</body></html>",
    "<!-- login --><html>",
    "\u{feff}<!DOCTYPE HTML>",
    "<?xml version=\"1.0\"?>\n<!-- a --> <!-- b --><HTML>",
    "<!-- never closed",
    "<head></head>",
];

#[tokio::test]
async fn a_page_is_never_an_answer() {
    for page in PAGES {
        for media_type in ["text/html; charset=utf-8", "text/plain"] {
            let server = Server::start().await;
            server.reply("revokeToken", Reply::raw(200, media_type, page));
            let error = with_secret(&server).revoke_token("a-t0ken").await.unwrap_err();
            assert!(error.is_decode() && error.message().contains("HTML page"), "{page}: {error}");

            // A login page of a gateway does not say that the user is logged out.
            server.reply("user", Reply::raw(401, media_type, page));
            let store = TestStore::with(&token("user-1"), None);
            let client = server.client().for_session(store.clone());
            let error = client.get_current_user().await.unwrap_err();
            assert!(error.is_api() && !error.is_not_logged_in(), "{page}: {error:?}");
            assert_eq!((error.code().get(), error.http_status()), (401, Some(401)));
            assert!(store.session().is_some());
        }
    }
    let server = Server::start().await;
    server.reply("revokeToken", Reply::raw(200, "text/html", "<div>any tag in a reply that says it is HTML</div>"));
    with_secret(&server).revoke_token("a-t0ken").await.unwrap_err();
    let server = Server::start().await;
    server.reply("revokeToken", Reply::raw(200, "text/html", "OK"));
    with_secret(&server).revoke_token("a-t0ken").await.unwrap();
    // Without a page, HTTP 401 does say it.
    let server = Server::start().await;
    server.reply("user", Reply::raw(401, "text/plain", ""));
    assert_eq!(server.client().for_token(token("user-1")).get_current_user().await.unwrap(), None);
}

#[tokio::test]
async fn an_essential_member_of_an_odd_type_is_named() {
    let told = |data: Value| async { log_in(envelope(data).to_string()).await.unwrap_err().message().to_owned() };
    assert!(told(json!({ "id": 7, "token": "a.b.c" })).await.ends_with("`id` has an unexpected form"));
    assert!(told(json!({ "token": "a.b.c" })).await.ends_with("`id` is missing at the top"));
}

/// `tests/parts` counts how much of the text is read.
#[tokio::test]
async fn a_large_reply_with_many_odd_members_is_read() {
    let long = vec!["1"; 3_500_000].join(",");
    let mut odd = user_json("user-1");
    for member in ["nickname", "gender", "phone", "email", "photo", "company", "birthdate", "city", "country", "locale"]
    {
        odd[member] = json!([]);
    }
    let text = odd.to_string();
    let body = format!(r#"{{"code":200,"data":{},"unheardOf":[{long}]}}}}"#, &text[..text.len() - 1]);
    let user = log_in(body).await.unwrap();
    assert_eq!((&*user.id, user.nickname), ("user-1", None));
}
