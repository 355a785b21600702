//! Logins with Active Directory. Its service has a separate host.

use authing_wxapp::AuthenticationClient;
use serde_json::json;

use crate::support::{APP_ID, Server, TestStore, envelope, refusal, token, user, user_json};

#[tokio::test]
async fn a_login_by_ad_uses_the_directory_host_and_stores_user_and_token() {
    let (usual, directory) = (Server::start().await, Server::start().await);
    directory.reply("loginByAd", envelope(user_json("user-1")));
    let store = TestStore::with(&token("before"), Some(user("before")));
    let client = usual.builder().websocket_host(directory.host()).token_store(store.clone()).build().unwrap();
    assert_eq!(client.websocket_host().unwrap(), directory.host());
    let login = client.login_by_ad("CORP\\ada", "passw0rd").client_ip("203.0.113.9").with_custom_data(true);
    assert_eq!(login.await.unwrap().id, "user-1");

    usual.assert_untouched();
    let request = directory.one_request();
    assert_eq!((&*request.method, &*request.path), ("POST", "/api/v2/ad/verify-user"));
    let body =
        json!({ "username": "CORP\\ada", "password": "passw0rd", "clientIp": "203.0.113.9", "withCustomData": true });
    assert_eq!(request.json(), body);
    assert_eq!(request.bearer(), None);
    assert_eq!(store.token(), Some(token("user-1")));
    assert_eq!(store.user_id().as_deref(), Some("user-1"));
}

#[test]
fn the_directory_host_is_derived_from_the_host() {
    for (host, derived) in [
        ("https://core.authing.cn", "https://ws.authing.cn"),
        ("https://demo.authing.cn/prefix/", "https://ws.authing.cn"),
        ("https://login.auth.example.com:8443", "https://ws.auth.example.com"),
    ] {
        let client = AuthenticationClient::builder(APP_ID).host(host).build().unwrap();
        assert_eq!(client.websocket_host().unwrap(), derived, "{host}");
    }
    assert_eq!(
        AuthenticationClient::builder(APP_ID).build().unwrap().websocket_host().unwrap(),
        "https://ws.authing.cn"
    );
    let named = AuthenticationClient::builder(APP_ID).websocket_host("https://ad.example.com/");
    assert_eq!(named.build().unwrap().websocket_host().unwrap(), "https://ad.example.com");
}

/// A wrong guess could send the password to a foreign host.
#[tokio::test]
async fn a_host_that_yields_no_directory_host_is_refused_before_anything_is_sent() {
    for host in ["https://authing", "http://127.0.0.1:3000", "https://10.1.2.3", "https://[::1]", "https://authing.cn"]
    {
        let client = AuthenticationClient::builder(APP_ID).host(host).build().unwrap();
        let error = client.login_by_ad("ada", "s3cret").await.unwrap_err();
        assert!(error.is_argument() && !error.may_have_reached_server(), "{error:?}");
        for word in [host, "cannot be derived", "websocket_host"] {
            assert!(error.message().contains(word), "{word} is not in {error}");
        }
        assert!(!format!("{error:?}").contains("s3cret"));
    }
}

#[test]
fn the_directory_host_is_checked_like_the_host() {
    for (host, wanted) in [
        ("ws.authing.cn", "not an absolute URL"),
        ("http://ws.authing.cn", "readable over the network"),
        ("https://ws.authing.cn?a", "a query"),
        ("https://ada:s3cret@ws.authing.cn", "credentials"),
    ] {
        let error = AuthenticationClient::builder(APP_ID).websocket_host(host).build().unwrap_err();
        assert!(error.is_argument() && error.message().contains("the option websocket_host"), "{error}");
        assert!(error.message().contains(wanted) && !error.message().contains("s3cret"), "{error}");
    }
}

#[tokio::test]
async fn a_refused_login_keeps_the_session_and_an_empty_argument_is_not_sent() {
    let server = Server::start().await;
    server.reply("loginByAd", refusal(2333, "wrong password"));
    let store = TestStore::with(&token("before"), Some(user("before")));
    let client = server.client_over(store.clone());
    let error = client.login_by_ad("ada", "s3cret").await.unwrap_err();
    assert!(error.is_api() && error.code().get() == 2333 && error.verb() == "login_by_ad", "{error:?}");
    assert_eq!(store.token(), Some(token("before")));
    for (username, password, name) in [("", "pw", "username"), ("ada", "", "password")] {
        let error = client.login_by_ad(username, password).await.unwrap_err();
        assert!(error.is_argument() && error.message().contains(&format!("{name} is empty")), "{error:?}");
    }
    assert_eq!(server.requests().len(), 1);
}
