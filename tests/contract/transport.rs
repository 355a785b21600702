//! Redirects, limits, timeouts and broken connections, and the calls of `on_error`.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use authing_wxapp::{AuthenticationClient, ErrorCode};
use futures_util::FutureExt as _;
use serde_json::{Value, json};

use crate::support::{
    APP_ID, Reply, Server, Socket, TestStore, envelope, graphql_refusal, host_that_refuses, refusal, token, user_json,
};

#[tokio::test]
async fn a_redirect_is_not_followed_and_the_token_is_not_forwarded() {
    let elsewhere = Server::start().await;
    for status in [301, 302, 303, 307, 308] {
        let server = Server::start().await;
        server.reply("user", Reply::raw(status, "text/html", "").header("location", &elsewhere.host()));
        // The rule holds even if the caller enables redirects in the HTTP client.
        let eager = server.builder().http(|http| http.redirect(reqwest::redirect::Policy::limited(5)));
        let client = eager.access_token(token("user-1")).build().unwrap();
        let error = client.get_current_user().await.unwrap_err();
        assert_eq!((error.code().get(), error.http_status()), (i64::from(status), Some(status)));
        assert!(error.message().contains("redirects") && error.message().contains("check the host"), "{error}");
    }
    elsewhere.assert_untouched();
}

fn padded(length: usize) -> Vec<u8> {
    let mut body = envelope(user_json("user-1")).to_string();
    assert!(body.len() <= length, "{}", body.len());
    body.push_str(&" ".repeat(length - body.len()));
    body.into_bytes()
}

/// A chunked reply, which does not announce its length.
fn chunked(body: &[u8]) -> Vec<u8> {
    let mut bytes = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    for piece in body.chunks(100) {
        bytes.extend(format!("{:x}\r\n", piece.len()).bytes());
        bytes.extend(piece);
        bytes.extend(b"\r\n");
    }
    bytes.extend(b"0\r\n\r\n");
    bytes
}

#[tokio::test]
async fn a_reply_may_be_as_long_as_the_limit_but_not_longer() {
    const LIMIT: usize = 2000;
    for length in [LIMIT - 1, LIMIT, LIMIT + 1] {
        let server = Server::start().await;
        server.reply("loginByCode", Reply::raw(200, "application/json", padded(length)));
        let known = server.builder().reply_limit(LIMIT).build().unwrap().login_by_code("a-code").await;

        let socket = Socket::start(chunked(&padded(length)));
        let builder = AuthenticationClient::builder(APP_ID).host(socket.host()).reply_limit(LIMIT);
        let unknown = builder.build().unwrap().login_by_code("a-code").await;
        assert_eq!(socket.request().operation, "loginByCode");

        for result in [known, unknown] {
            if length <= LIMIT {
                assert_eq!(result.unwrap().id, "user-1");
                continue;
            }
            let error = result.unwrap_err();
            assert!(error.is_decode() && error.may_have_reached_server(), "{error:?}");
            assert!(error.message().contains("larger than 2000 bytes; raise reply_limit"), "{error}");
            assert_eq!((error.code(), error.http_status()), (ErrorCode::LOCAL, Some(200)));
        }
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_a_timeout_of_the_whole_call() {
    let server = Server::start().await;
    server.reply("loginByCode", Reply::from(envelope(user_json("user-1"))).never());
    let store = TestStore::new();
    let builder = server.builder().token_store(store.clone()).timeout(Duration::from_secs(1));
    let error = builder.build().unwrap().login_by_code("a-code").await.unwrap_err();
    assert!(error.is_timeout() && !error.is_connect() && error.may_have_reached_server(), "{error:?}");
    assert_eq!((error.code(), error.verb(), error.http_status()), (ErrorCode::TIMED_OUT, "login_by_code", None));
    assert!(error.message().contains("timeout of 1s"), "{error}");
    assert_eq!(store.session(), None);
}

#[tokio::test]
async fn fetching_the_key_counts_toward_the_timeout_of_a_login() {
    let server = Server::start().await;
    server.reply("getPublicKey", Reply::from(refusal(500, "late")).never());
    let client = server.builder().timeout(Duration::from_secs(1)).build().unwrap();
    let error = client.login_by_email("a@b.c", "passw0rd").await.unwrap_err();
    assert_eq!((error.code(), error.verb()), (ErrorCode::TIMED_OUT, "login_by_email"));
    server.one_request();
}

#[tokio::test]
async fn a_refused_connection_has_not_reached_the_server() {
    let (host, _port) = host_that_refuses();
    let client = AuthenticationClient::builder(APP_ID).host(host).build().unwrap();
    let error = client.login_by_code("a-s3cret-code").await.unwrap_err();
    assert!(error.is_connect() && !error.is_timeout() && !error.may_have_reached_server(), "{error:?}");
    assert_eq!((error.code(), error.http_status()), (ErrorCode::NO_CONNECTION, None));
    assert!(std::error::Error::source(&error).is_some());
    assert!(!format!("{error:?} {error}").contains("s3cret"), "{error:?}");
}

#[tokio::test]
async fn a_broken_connection_may_have_reached_the_server() {
    let half = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"code\":".to_vec();
    for bytes in [Vec::new(), half] {
        let socket = Socket::start(bytes);
        let client = AuthenticationClient::builder(APP_ID).host(socket.host()).build().unwrap();
        let error = client.login_by_code("a-code").await.unwrap_err();
        assert!(error.is_connect() && !error.is_timeout() && error.may_have_reached_server(), "{error:?}");
        assert_eq!(error.code(), ErrorCode::NO_CONNECTION);
        assert_eq!(socket.request().operation, "loginByCode");
    }
}

#[tokio::test]
async fn an_error_says_how_long_the_server_asks_to_wait() {
    let in_a_minute = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(60));
    let seconds = Duration::from_secs;
    let cases = [
        ("7", Some(seconds(7)..=seconds(7))),
        (" 120 ", Some(seconds(120)..=seconds(120))),
        (&*in_a_minute, Some(seconds(50)..=seconds(60))),
        ("Fri, 31 Dec 1999 23:59:59 GMT", Some(seconds(0)..=seconds(0))),
        ("soon", None),
        ("-1", None),
        ("1.5", None),
        ("", None),
    ];
    for (header, wanted) in cases {
        for (status, body) in [(429, refusal(429, "too many").to_string()), (503, "<html></html>".to_owned())] {
            let server = Server::start().await;
            server.reply("loginByCode", Reply::raw(status, "application/json", body).header("retry-after", header));
            let error = server.client().login_by_code("a-code").await.unwrap_err();
            match (error.retry_after(), &wanted) {
                (None, None) => {}
                (Some(wait), Some(wanted)) => assert!(wanted.contains(&wait), "{header:?}: {wait:?}"),
                (wait, _) => panic!("{header:?}: {wait:?}"),
            }
        }
    }
    let server = Server::start().await;
    server.reply("loginByCode", Reply::status(429, refusal(429, "too many")));
    assert_eq!(server.client().login_by_code("a-code").await.unwrap_err().retry_after(), None);
}

// --- on_error ---

type Reported = Arc<Mutex<Vec<(i64, String, Value)>>>;

fn client_with_on_error(server: &Server) -> (AuthenticationClient, Reported) {
    let reported = Reported::default();
    let listener = Arc::clone(&reported);
    let builder = server.builder().timeout(Duration::from_secs(2)).on_error(move |code, message, data| {
        listener.lock().unwrap().push((code.get(), message.to_owned(), data.clone()));
    });
    (builder.build().unwrap(), reported)
}

fn take(reported: &Reported) -> Vec<(i64, String, Value)> {
    std::mem::take(&mut reported.lock().unwrap())
}

#[tokio::test]
async fn every_failed_call_is_reported_once_with_code_message_and_data() {
    let server = Server::start().await;
    server.reply("loginByCode", json!({ "code": 1636, "message": "second factor", "data": { "mfaToken": "m" } }));
    server.reply("getPublicKey", refusal(500, "out of keys"));
    server.reply("getPhone", Reply::from(refusal(500, "late")).never());
    server.reply("checkLoginStatus", graphql_refusal(500, "one"));
    let (client, reported) = client_with_on_error(&server);

    client.login_by_code("a-code").await.unwrap_err();
    assert_eq!(take(&reported), [(1636, "second factor".into(), json!({ "mfaToken": "m" }))]);
    client.login_by_email("a@b.c", "passw0rd").await.unwrap_err();
    assert_eq!(take(&reported), [(500, "out of keys".into(), Value::Null)]);
    client.check_login_status().await.unwrap_err();
    assert_eq!(take(&reported), [(500, "one".into(), Value::Null)]);
    client.get_phone("a-code", "aW4taXY=", "data").await.unwrap_err();
    assert_eq!(take(&reported).iter().map(|call| call.0).collect::<Vec<_>>(), [-1]);
    let error = client.login_by_code("").await.unwrap_err();
    assert_eq!(take(&reported), [(-3, error.message().to_owned(), Value::Null)]);
    client.refresh_token().await.unwrap_err();
    assert_eq!(take(&reported).len(), 1);
}

#[tokio::test]
async fn successes_and_negative_results_are_not_reported() {
    let server = Server::start().await;
    server.reply("loginByCode", envelope(user_json("user-1")));
    server.reply("checkLoginStatus", graphql_refusal(2206, "expired"));
    server.reply("user", graphql_refusal(2020, "log in"));
    let (client, reported) = client_with_on_error(&server);
    client.login_by_code("a-code").await.unwrap();
    client.check_login_status().await.unwrap();
    assert_eq!(client.get_current_user().await.unwrap(), None);
    assert_eq!(take(&reported), []);
}

#[tokio::test]
async fn a_failed_flow_of_several_requests_is_reported_once() {
    let server = Server::start().await;
    server.reply("loginByCode", envelope(user_json("user-1")));
    server.reply("loginByPhone", refusal(2038, "cannot decrypt"));
    let (client, reported) = client_with_on_error(&server);
    let consent = authing_wxapp::PhoneAuthorization::new("second-code", "aW4taXY=", "data");
    client.sign_in("first-code", || async { Some(consent) }).await.unwrap_err();
    assert_eq!(take(&reported), [(2038, "cannot decrypt".into(), Value::Null)]);
}

#[tokio::test]
async fn a_dropped_call_is_not_reported() {
    let server = Server::start().await;
    server.reply("loginByCode", refusal(500, "no"));
    let (client, reported) = client_with_on_error(&server);
    drop(client.login_by_code("never polled").into_future());
    assert!(client.login_by_code("begun and dropped").into_future().now_or_never().is_none());
    // A call that is not dropped is reported, so the callback works.
    client.login_by_code("a-code").await.unwrap_err();
    assert_eq!(take(&reported).len(), 1);
}

#[test]
fn the_future_of_a_call_can_be_spawned() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let server = Server::start().await;
        server.reply("loginByCode", envelope(user_json("user-1")));
        let call = server.client().login_by_code("a-code").into_future();
        assert_eq!(tokio::spawn(call).await.unwrap().unwrap().id, "user-1");
    });
}
