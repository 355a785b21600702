//! Social providers: the login page, the message of the login window, and linked identities.

use std::collections::BTreeSet;

use authing_wxapp::{AuthenticationClient, Protocol, SocialProvider};
use reqwest::Url;
use serde_json::{Value, json};

use crate::support::{APP_ID, Server, TestStore, token, user, user_json};

const HOST: &str = "https://demo.authing.cn";

fn signed_in() -> TestStore {
    TestStore::with(&token("user-1"), Some(user("user-1")))
}

fn client(host: &str) -> AuthenticationClient {
    AuthenticationClient::builder(APP_ID).host(host).build().unwrap()
}

fn over(store: &TestStore) -> AuthenticationClient {
    AuthenticationClient::builder(APP_ID).host(HOST).token_store(store.clone()).build().unwrap()
}

fn v3(data: Value) -> Value {
    json!({ "statusCode": 200, "message": "ok", "data": data })
}

fn query(url: &str) -> Vec<(String, String)> {
    Url::parse(url).unwrap().query_pairs().into_owned().collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// A message as the login window posts it.
fn message(code: i64, message: &str, data: Value) -> String {
    let event = json!({ "source": "authing", "eventType": "socialLogin" });
    json!({ "code": code, "message": message, "data": data, "event": event }).to_string()
}

#[tokio::test]
async fn the_url_names_the_application_and_the_protocol() {
    let login = client(HOST).social().authorize_url(SocialProvider::WECHAT_PC).build().unwrap();
    assert!(
        login.url.starts_with("https://demo.authing.cn/connections/social/wechat:pc?from_guard=1&"),
        "{}",
        login.url
    );
    let expected = [
        ("from_guard", "1"),
        ("app_id", APP_ID),
        ("with_identities", "0"),
        ("with_custom_data", "0"),
        ("protocol", "oidc"),
        ("uuid", &login.uuid),
    ];
    assert_eq!(query(&login.url), pairs(&expected));
    assert!(!format!("{login:?}").contains(&login.uuid));
}

#[tokio::test]
async fn every_option_is_in_the_url_and_escaped() {
    let client = AuthenticationClient::builder(APP_ID).host(format!("{HOST}/prefix/")).tenant_id("tenant-1").build();
    let request = client.unwrap().social().authorize_url("a/b?c").uuid("u 1&2").protocol(Protocol::OAuth);
    let request = request.authorization_params(json!({ "display": "page" })).context(json!({ "a": 1 }));
    let request = request.custom_data([("b", 2)]).with_identities(true).with_custom_data(true);
    let request =
        request.target_url("https://app.example.com/t?x=1").relay_method("web_message").guard_version("4.0.0");
    assert!(format!("{request:?}").len() < 40);
    let login = request.in_wechat().build().unwrap();
    assert!(login.url.starts_with("https://demo.authing.cn/prefix/connections/social/a%2Fb%3Fc?"), "{}", login.url);
    assert!(!login.url.contains('+') && login.url.contains("uuid=u%201%262"), "{}", login.url);
    let expected = [
        ("from_guard", "1"),
        ("app_id", APP_ID),
        ("authorization_params", r#"{"display":"page"}"#),
        ("with_identities", "1"),
        ("with_custom_data", "1"),
        ("protocol", "oauth"),
        ("uuid", "u 1&2"),
        ("target_url", "https://app.example.com/t?x=1"),
        ("relay_method", "web_message"),
        ("guard_version", "4.0.0"),
        ("context", r#"{"a":1}"#),
        ("custom_data", r#"{"b":2}"#),
        ("tenant_id", "tenant-1"),
        ("redirected", "1"),
        ("from_hosted_guard", "1"),
        ("redirect_url", "https://demo.authing.cn/prefix/interaction/oauth/u%201&2/login"),
    ];
    assert_eq!(query(&login.url), pairs(&expected));
    assert_eq!(login.uuid, "u 1&2");
}

#[tokio::test]
async fn every_login_has_a_different_id() {
    let social = client(HOST).social();
    let mut ids = BTreeSet::new();
    for _ in 0..50 {
        let id = social.authorize_url("github").build().unwrap().uuid;
        assert!(id.len() == 20 && id.chars().all(|c| c.is_ascii_alphanumeric()), "{id}");
        assert!(ids.insert(id));
    }
    let characters: BTreeSet<char> = ids.iter().flat_map(|id| id.chars()).collect();
    assert!(characters.len() > 50, "{characters:?}");
}

#[tokio::test]
async fn a_window_message_logs_in() {
    let store = signed_in();
    let social = over(&store).social();
    let user = social.accept_message(HOST, message(200, "ok", user_json("user-2"))).await.unwrap();
    assert_eq!((&*user.id, store.token(), store.user_id()), ("user-2", Some(token("user-2")), Some("user-2".into())));

    // A window may post text, and older windows omit the kind of the message.
    let text = json!(message(200, "ok", user_json("user-3"))).to_string();
    assert_eq!(social.accept_message(HOST, text).await.unwrap().id, "user-3");
    let bare = json!({ "code": 200, "data": user_json("user-4") }).to_string();
    assert_eq!(social.accept_message(HOST, bare).await.unwrap().id, "user-4");
    assert_eq!(store.user_id(), Some("user-4".into()));
}

#[tokio::test]
async fn a_message_of_another_origin_is_refused() {
    let store = signed_in();
    let good = message(200, "ok", user_json("user-2"));
    let origins = [
        "https://evil.example.com",
        "http://demo.authing.cn",
        "https://demo.authing.cn:8443",
        "https://demo.authing.cn.evil.example.com",
        "https://demo.authing.cn/page",
        "null",
        "*",
    ];
    for origin in origins {
        let error = over(&store).social().accept_message(origin, &*good).await.unwrap_err();
        assert!(error.is_argument() && error.message().contains(origin) && error.message().contains(HOST), "{error:?}");
        assert!(!format!("{error:?} {error}").contains(&token("user-2")));
    }
    assert_eq!(store.token(), Some(token("user-1")));
}

#[tokio::test]
async fn the_origin_is_that_of_the_host_without_its_path() {
    for (host, origin) in [
        ("https://demo.authing.cn/prefix/", "https://demo.authing.cn"),
        ("https://demo.authing.cn:443", "https://demo.authing.cn"),
        ("https://Demo.Authing.cn:8443", "https://demo.authing.cn:8443"),
        ("http://localhost:3000", "http://localhost:3000"),
    ] {
        client(host).social().accept_message(origin, message(200, "ok", user_json("user-2"))).await.unwrap();
    }
}

#[tokio::test]
async fn other_messages_are_refused_and_nothing_is_stored() {
    let store = signed_in();
    let other = json!({ "code": 200, "data": user_json("user-2"), "event": { "source": "somebody" } }).to_string();
    for data in ["not JSON", "5", "null", "[]", "{}", r#""text""#, r#"{"type":"webpackOk"}"#, &other] {
        let error = over(&store).social().accept_message(HOST, data).await.unwrap_err();
        assert!(error.is_argument() && error.message().contains("not the message of a login"), "{data}: {error:?}");
    }
    let errors = [
        (over(&store).social().accept_message("", "{}").await.unwrap_err(), "origin"),
        (over(&store).social().accept_message(HOST, " ").await.unwrap_err(), "data"),
    ];
    for (error, name) in errors {
        assert!(error.is_argument() && error.message().starts_with(&format!("{name} is empty")), "{error:?}");
    }
    assert_eq!(store.token(), Some(token("user-1")));
}

#[tokio::test]
async fn a_failed_login_has_the_code_of_the_server() {
    let store = signed_in();
    let inner = json!({ "code": 1636, "message": "MFA", "data": { "mfaToken": "mfa-1" } }).to_string();
    for (data, code, text) in [
        (message(2021, "refused", Value::Null), 2021, "refused"),
        (message(500, &inner, Value::Null), 1636, "MFA"),
        (message(500, "{not JSON}", Value::Null), 500, "{not JSON}"),
        (json!({ "code": "2021", "message": "refused" }).to_string(), 2021, "refused"),
    ] {
        let error = over(&store).social().accept_message(HOST, data).await.unwrap_err();
        assert_eq!((error.code().get(), error.message(), error.is_api()), (code, text, true));
        assert_eq!(error.mfa_token().is_some(), code == 1636);
        assert_eq!(error.verb(), "accept_message");
    }
    for data in [json!({ "id": "user-2" }), json!({ "token": token("user-2") }), Value::Null] {
        let error = over(&store).social().accept_message(HOST, message(200, "ok", data)).await.unwrap_err();
        assert!(error.is_decode(), "{error:?}");
    }
    assert_eq!(store.token(), Some(token("user-1")));
}

#[tokio::test]
async fn generate_link_ext_idp_url_returns_the_url_of_the_page() {
    let server = Server::start().await;
    server.reply("generateLinkExtIdpUrl", v3(json!({ "url": "https://demo.authing.cn/api/v3/link-extidp?ticket=1" })));
    let url = server.client().social().generate_link_ext_idp_url("a&b", token("user-1")).await.unwrap();
    assert_eq!(url, "https://demo.authing.cn/api/v3/link-extidp?ticket=1");
    server.client_over(signed_in()).social().generate_link_ext_idp_url("a&b", token("user-1")).await.unwrap();
    let mut requests = server.requests();
    requests[0].query.sort();
    let expected = [("app_id", APP_ID), ("ext_idp_conn_identifier", "a&b"), ("id_token", &*token("user-1"))];
    assert_eq!(requests[0].query, pairs(&expected));
    assert_eq!((&*requests[0].method, &*requests[0].path), ("GET", "/api/v3/generate-link-extidp-url"));
    assert_eq!((requests[0].bearer(), requests[1].bearer()), (None, Some(&*token("user-1"))));
}

#[tokio::test]
async fn an_identity_is_unlinked() {
    let server = Server::start().await;
    server.reply("unlinkExtIdp", v3(json!({ "success": true })));
    server.reply("unlinkExtIdp", v3(json!({ "success": false })));
    server.reply("unlinkExtIdp", json!({ "statusCode": 400, "apiCode": 2004, "message": "no" }));
    let store = signed_in();
    let social = server.client_over(store.clone()).social();
    social.unlink_ext_idp("e1").await.unwrap();
    assert_eq!(
        (server.one_request().json(), &*server.one_request().path),
        (json!({ "extIdpId": "e1" }), "/api/v3/unlink-extidp")
    );
    let error = social.unlink_ext_idp("e1").await.unwrap_err();
    assert!(error.is_api() && error.may_have_reached_server(), "{error:?}");
    assert_eq!(social.unlink_ext_idp("e1").await.unwrap_err().code().get(), 2004);
    assert_eq!(store.token(), Some(token("user-1")));
}

#[tokio::test]
async fn identities_are_listed_and_their_secrets_are_not_printed() {
    let server = Server::start().await;
    let identity = json!({
        "identityId": "i1", "extIdpId": "e1", "provider": "wechat", "type": "openid", "userIdInIdp": 42,
        "userInfoInIdp": { "nickname": "Ada-there" }, "accessToken": "at-1", "refreshToken": null, "originConnIds": ["c1"],
    });
    server.reply("getIdentities", v3(json!([identity])));
    server.reply("getIdentities", v3(Value::Null));
    let social = server.client_over(signed_in()).social();
    let identities = social.get_identities().await.unwrap();
    let [identity] = &identities[..] else { panic!("{identities:?}") };
    assert_eq!((identity.ext_idp_id.as_deref(), identity.user_id_in_idp.as_deref()), (Some("e1"), Some("42")));
    assert_eq!(identity.provider, Some(SocialProvider::from("wechat")));
    assert_eq!(identity.user_info_in_idp.as_ref().unwrap().expose()["nickname"], "Ada-there");
    let shown = format!("{identity:?}");
    assert!(!shown.contains("at-1") && !shown.contains("Ada-there"), "{shown}");
    assert!(social.get_identities().await.unwrap().is_empty());
}

#[tokio::test]
async fn without_a_session_or_a_required_argument_nothing_is_sent() {
    let server = Server::start().await;
    let social = server.client().social();
    for error in [social.get_identities().await.unwrap_err(), social.unlink_ext_idp("e1").await.unwrap_err()] {
        assert!(error.is_not_logged_in() && !error.may_have_reached_server(), "{error:?}");
    }
    let errors = [
        (social.authorize_url(" ").build().unwrap_err(), "provider"),
        (social.generate_link_ext_idp_url("", "t").await.unwrap_err(), "ext_idp_conn_identifier"),
        (social.generate_link_ext_idp_url("c", "").await.unwrap_err(), "id_token"),
        (social.unlink_ext_idp("").await.unwrap_err(), "ext_idp_id"),
    ];
    for (error, name) in errors {
        assert!(error.is_argument() && error.message().starts_with(&format!("{name} is empty")), "{error:?}");
    }
    server.assert_untouched();
}
