//! The words of a server in an error.

use authing_wxapp::{AuthenticationClient, ErrorCode};
use serde_json::json;

use crate::support::{APP_ID, Reply, Server, Socket, TestKey, TestStore, graphql, now, refusal, token};

#[tokio::test]
async fn a_message_is_one_line_of_limited_length() {
    let server = Server::start().await;
    server.reply("loginByCode", refusal(500, "a\u{1b}[31mb\0c\nd\u{202e}e"));
    let error = server.client().login_by_code("a-code").await.unwrap_err();
    assert_eq!(error.message(), "a\\u{1b}[31mb\\u{0}c\\nd\\u{202e}e");
    let server = Server::start().await;
    server.reply("loginByCode", refusal(500, &"é".repeat(1 << 20)));
    let error = server.client().login_by_code("a-code").await.unwrap_err();
    assert_eq!(error.message().chars().count(), 1001);
}

#[tokio::test]
async fn refusals_of_wechat_are_told_by_its_code_and_by_the_words_of_a_decryption() {
    let of_wechat = |errcode: i64| json!({ "code": 500, "message": "wechat error", "data": { "errcode": errcode } });
    let with_own_code = json!({ "code": 40163, "message": "code been used" });
    let of_v3 = json!({ "statusCode": 602, "apiCode": 602, "message": "wechat error", "data": { "errcode": 40029 } });
    let said = |message: &str| json!({ "code": 500, "message": message });
    for (reply, code_refused, data_refused) in [
        (of_wechat(40029), true, false),
        (of_wechat(40163), true, false),
        (with_own_code, true, false),
        (of_v3, true, false),
        (of_wechat(45011), false, false),
        (of_wechat(-1), false, false),
        (said("Failed to decrypt the data"), false, true),
        (said("数据解密失败"), false, true),
        (said("no"), false, false),
    ] {
        let server = Server::start().await;
        server.reply("loginByCode", reply.clone());
        let error = server.client().login_by_code("a-code").await.unwrap_err();
        assert_eq!(
            (error.is_wechat_code_refused(), error.is_wechat_data_refused()),
            (code_refused, data_refused),
            "{reply}"
        );
    }
    let error = Server::start().await.client().login_by_code("").await.unwrap_err();
    assert!(!error.is_wechat_code_refused() && !error.is_wechat_data_refused(), "nothing was sent");
}

/// Echoes body, query and headers of a request in every text of a failure, under every convention.
#[tokio::test]
async fn what_the_server_echoes_of_a_request_is_struck_out() {
    let conventions = [
        |said: &str| json!({ "code": 500, "message": said, "requestId": said }),
        |said: &str| json!({ "statusCode": 500, "apiCode": 1, "message": said, "uniqueId": said }),
        |said: &str| json!({ "error": said, "error_description": said }),
        |said: &str| json!({ "data": null, "errors": [{ "message": { "code": 500, "message": said, "requestId": said } }] }),
        |said: &str| json!({ "data": null, "errors": [{ "message": said }] }),
    ];
    for (index, convention) in conventions.into_iter().enumerate() {
        for status in [200, 400] {
            let server = Server::start().await;
            let echo = move |request: &crate::support::ReceivedRequest| {
                let said = format!(
                    "{} {:?} {:?}",
                    String::from_utf8_lossy(&request.body),
                    request.query,
                    request.headers.get("authorization"),
                );
                Reply::raw(status, "application/json", convention(&said).to_string())
            };
            for operation in ["loginByCode", "getPhone", "revokeToken"] {
                server.answer(operation, echo);
            }
            let client = server.builder().app_secret("app-s3cret-value").build().unwrap();
            let client = client.for_session(TestStore::with(&token("user-1"), None));
            let bearer = client.stored_session().await.unwrap().unwrap().token().expose().to_owned();
            let errors = [
                client.login_by_code("wx-c0de").raw_data(r#"{"nickName":"s3cret name"}"#).await.unwrap_err(),
                client.get_phone("wx-c0de", "aXYtczNjcmV0", "ZW5jcnlwdGVk+/8=").await.unwrap_err(),
                client.revoke_token("t0ken&more").await.unwrap_err(),
            ];
            for error in errors {
                let shown = format!("{error} {error:?} {:?}", error.request_id());
                for secret in [&*bearer, "wx-c0de", "s3cret", "aXYtczNjcmV0", "ZW5jcnlwdGVk", "t0ken"] {
                    assert!(!shown.contains(secret), "{index} {status} {secret}: {shown}");
                }
                assert!(shown.contains("[redacted]") || !error.is_api(), "{shown}");
            }
        }
    }
}

/// Some operations succeed by the convention, and their result says that they have refused.
#[tokio::test]
async fn what_a_refusal_in_the_result_echoes_is_struck_out() {
    let server = Server::start().await;
    server.reply("getPublicKey", TestKey::small().reply());
    let result = json!({ "code": 2004, "message": "the code 839201 is wrong" });
    server.reply("resetPassword", Reply::from(graphql("resetPassword", result)).header("x-request-id", "r-1"));
    let client = server.client();
    let error = client.reset_password_by_phone_code("17612346754", "839201", "a-passw0rd").await.unwrap_err();
    assert!(error.is_api() && error.code().get() == 2004, "{error:?}");
    assert_eq!((error.message(), error.http_status()), ("the code [redacted] is wrong", Some(200)));
    assert_eq!(error.request_id(), Some("r-1"));
}

#[tokio::test]
async fn a_code_of_the_server_does_not_have_the_name_of_a_local_one() {
    let server = Server::start().await;
    server.reply("loginByCode", refusal(-1, "system busy"));
    let error = server.client().login_by_code("a-code").await.unwrap_err();
    assert!(error.is_api() && !error.is_timeout(), "{error:?}");
    assert_eq!(error.code(), ErrorCode::from(-1));
    assert_eq!(error.to_string(), "login_by_code: system busy (code -1, HTTP 200)");
}

#[tokio::test]
async fn what_answers_and_is_not_http_is_unreadable() {
    for bytes in ["this is not HTTP\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n"] {
        let socket = Socket::start(bytes);
        let client = AuthenticationClient::builder(APP_ID).host(socket.host()).build().unwrap();
        let error = client.login_by_code("a-code").await.unwrap_err();
        assert!(error.is_decode() && !error.is_connect() && error.may_have_reached_server(), "{error:?}");
        assert!(error.message().contains("not HTTP"), "{error}");
        assert_eq!(socket.request().operation, "loginByCode");
    }
}

#[tokio::test]
async fn a_failure_of_tls_is_no_reason_to_try_again() {
    // A server of plain HTTP fails in the same place as one whose certificate is not trusted.
    let server = Server::start().await;
    let host = server.host().replace("http://", "https://");
    let client = AuthenticationClient::builder(APP_ID).host(host).build().unwrap();
    let error = client.login_by_code("a-code").await.unwrap_err();
    assert!(error.is_tls() && !error.is_connect() && !error.is_timeout(), "{error:?}");
    assert!(!error.may_have_reached_server() && error.message().contains("certificate"), "{error}");
    assert_eq!(error.code(), ErrorCode::NO_CONNECTION);
}

#[tokio::test]
async fn a_server_that_goes_away_in_the_handshake_may_be_there_again() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = format!("https://{}", listener.local_addr().unwrap());
    let gone = tokio::spawn(async move { drop(listener.accept().await.unwrap()) });
    let client = AuthenticationClient::builder(APP_ID).host(host).build().unwrap();
    let error = client.login_by_code("a-code").await.unwrap_err();
    gone.await.unwrap();
    assert!(error.is_connect() && !error.is_tls() && !error.may_have_reached_server(), "{error:?}");
}

#[tokio::test]
async fn this_machine_is_never_reached_through_a_proxy() {
    let proxy = Server::start().await;
    let server = Server::start().await;
    server.reply("loginByCode", refusal(500, "no"));
    let address = proxy.host();
    let builder = server.builder().http(move |http| http.proxy(reqwest::Proxy::all(&address).unwrap()));
    builder.build().unwrap().login_by_code("a-code").await.unwrap_err();
    proxy.assert_untouched();
    server.one_request();

    // Another host does go through it, so the test would notice.
    proxy.reply("loginByCode", refusal(500, "proxied"));
    let address = proxy.host();
    let builder = AuthenticationClient::builder(APP_ID).host("http://authing.example").allow_plain_http();
    let builder = builder.http(move |http| http.proxy(reqwest::Proxy::all(&address).unwrap()));
    let error = builder.build().unwrap().login_by_code("a-code").await.unwrap_err();
    assert_eq!(error.message(), "proxied");
}

#[test]
fn a_request_outside_of_a_runtime_is_an_error_and_no_panic() {
    let client = AuthenticationClient::builder(APP_ID).build().unwrap();
    let mut errors = vec![now(client.login_by_code("a-code")).unwrap_err(), now(client.logout()).unwrap_err()];
    errors.push(now(client.qrcode().gene_code()).unwrap_err());
    for error in errors {
        assert!(error.is_argument() && !error.may_have_reached_server(), "{error:?}");
        assert!(error.message().contains("needs a tokio runtime"), "{error:?}");
    }
}
