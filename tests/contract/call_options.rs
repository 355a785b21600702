//! The options of a single call: what they send, and the errors for invalid ones.

use std::time::Duration;

use authing_wxapp::HeaderNames;

use crate::support::{Reply, Server, envelope, refusal, token, user_json};

#[tokio::test]
async fn a_call_adds_headers_and_the_next_one_does_not() {
    let server = Server::start().await;
    server.reply("loginByCode", envelope(user_json("user-1")));
    let client = server.client();
    let call = client.login_by_code("a-code").header("X-Forwarded-For", "203.0.113.7").header("x-request-id", "first");
    call.header(String::from("x-request-id"), "second").await.unwrap();
    client.login_by_code("another-code").await.unwrap();
    let [with, without] = &server.requests()[..] else { panic!("two requests") };
    assert_eq!(with.header("x-forwarded-for"), Some("203.0.113.7"));
    assert_eq!(with.headers.get_all("x-request-id").iter().collect::<Vec<_>>(), ["second"], "the last value counts");
    assert_eq!([without.header("x-forwarded-for"), without.header("x-request-id")], [None, None]);
}

#[tokio::test]
async fn a_header_that_the_client_sends_itself_is_refused_before_anything_is_sent() {
    let server = Server::start().await;
    let names = HeaderNames::default().lang("x-acme-lang");
    let client = server.builder().header_names(names).access_token(token("user-1")).build().unwrap();
    let own = [
        "authorization",
        "Authorization",
        "cookie",
        "content-type",
        "content-length",
        "transfer-encoding",
        "accept",
        "accept-encoding",
        "host",
        "connection",
        "upgrade",
        "x-authing-app-id",
        "X-Authing-Request-From",
        "x-acme-lang",
    ];
    for name in own {
        let error = client.get_current_user().header(name, "the-s3cret").await.unwrap_err();
        assert!(error.is_argument() && !error.may_have_reached_server(), "{name}: {error:?}");
        let named = error.message().contains(&name.to_lowercase()) && error.message().contains("leave it out");
        assert!(named && error.verb() == "get_current_user", "{name}: {error}");
        assert!(!format!("{error:?} {error}").contains("s3cret"), "{error:?}");
    }
    server.assert_untouched();
}

#[tokio::test]
async fn an_invalid_option_of_a_call_is_refused_and_its_value_not_quoted() {
    let server = Server::start().await;
    let client = server.client();
    for (name, value, wanted) in [
        ("", "x", "is not a header name"),
        ("x y", "x", "\"x y\" is not a header name"),
        ("x-key", "the-s3cret\n", "the value of the header x-key cannot be sent"),
        ("x-key", "s3cret-é", "visible ASCII characters only"),
    ] {
        let call = client.login_by_code("a-code").header(name, value);
        assert!(!format!("{call:?}").contains("s3cret"));
        let error = call.await.unwrap_err();
        assert!(error.is_argument() && error.message().contains(wanted), "{error}");
        assert!(!format!("{error:?} {error}").contains("s3cret"), "{error:?}");
    }
    let error = client.login_by_code("a-code").timeout(Duration::ZERO).header("x y", "x").await.unwrap_err();
    assert!(error.is_argument() && error.message().contains("the timeout of this call is zero; give it"), "{error}");
    server.assert_untouched();
}

#[tokio::test]
async fn what_the_server_echoes_of_an_added_header_is_struck_out_except_for_the_id_of_the_request() {
    let server = Server::start().await;
    let refused = Reply::status(400, refusal(400, "who is key-s3cret-1 with call-4711?"));
    server.reply("loginByCode", refused.header("x-request-id", "call-4711"));
    let call = server.client().login_by_code("a-code").header("x-api-key", "key-s3cret-1");
    let error = call.header("x-request-id", "call-4711").await.unwrap_err();
    assert_eq!(error.message(), "who is [redacted] with [redacted]?");
    assert_eq!(error.request_id(), Some("call-4711"));
}

#[tokio::test]
async fn a_call_may_take_longer_than_its_client_allows() {
    let server = Server::start().await;
    server.reply("loginByCode", Reply::from(envelope(user_json("user-1"))).delay(Duration::from_millis(200)));
    let client = server.builder().timeout(Duration::from_millis(20)).build().unwrap();
    assert!(client.login_by_code("a-code").await.unwrap_err().is_timeout());
    client.login_by_code("a-code").timeout(Duration::from_secs(60)).await.unwrap();
}
