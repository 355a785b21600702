//! Logging in with WeChat's code or phone number, and reading the phone number.

use authing_wxapp::{Error, ErrorCode};
use serde_json::{Value, json};

use crate::support::{APP_ID, ReceivedRequest, Server, TestStore, envelope, refusal, token, user, user_json};

const LOGIN: &str = "/connections/social/wechat-miniprogram/auth";
const BY_PHONE: &str = "/connections/social/wechat-miniprogram/auth-by-phone";
const GET_PHONE: &str = "/connections/social/wechat-miniprogram/getphone";

#[track_caller]
fn assert_post(request: &ReceivedRequest, path: &str, bearer: Option<&str>, body: Value) {
    assert_eq!((&*request.method, &*request.path), ("POST", path));
    assert_eq!(request.query, []);
    assert_eq!(request.header("x-authing-app-id"), Some(APP_ID));
    assert_eq!(request.header("x-authing-request-from"), Some("wxapp"));
    assert_eq!(request.bearer(), bearer);
    assert_eq!(request.json(), body);
}

async fn server_with_user(operation: &str) -> Server {
    let server = Server::start().await;
    server.reply(operation, envelope(user_json("user-1")));
    server
}

#[tokio::test]
async fn a_login_by_code_sends_only_the_code_and_stores_user_and_token() {
    let server = server_with_user("loginByCode").await;
    let client = server.client();
    let user = client.login_by_code("a-code").await.unwrap();
    assert_eq!((&*user.id, user.nickname.as_deref(), user.openid.as_deref()), ("user-1", Some("Ada"), Some("oOpen-1")));

    assert_post(&server.one_request(), LOGIN, None, json!({ "code": "a-code" }));
    let session = client.stored_session().await.unwrap().unwrap();
    assert_eq!(session.token().expose(), token("user-1"));
    assert_eq!(session.user(), Some(&user));
}

#[tokio::test]
async fn a_profile_is_sent_as_raw_data_or_as_iv_and_encrypted_data() {
    let server = server_with_user("loginByCode").await;
    let client = server.client();
    client.login_by_code("code-1").raw_data(r#"{"nickName":"Ada"}"#).await.unwrap();
    client.login_by_code("code-2").encrypted_data("aW4taXY=", "ZGF0YQ==").await.unwrap();

    let requests = server.requests();
    assert_post(&requests[0], LOGIN, None, json!({ "code": "code-1", "rawData": r#"{"nickName":"Ada"}"# }));
    assert_post(&requests[1], LOGIN, None, json!({ "code": "code-2", "iv": "aW4taXY=", "encryptedData": "ZGF0YQ==" }));
}

#[tokio::test]
async fn a_login_does_not_send_the_token_of_the_previous_user_and_replaces_the_session() {
    for operation in ["loginByCode", "loginByPhone"] {
        let server = server_with_user(operation).await;
        let store = TestStore::with(&token("somebody-else"), Some(user("somebody-else")));
        let client = server.client_over(store.clone());
        match operation {
            "loginByCode" => client.login_by_code("a-code").await.unwrap(),
            _ => client.login_by_phone("a-code", "aW4taXY=", "data").await.unwrap(),
        };
        assert_eq!(server.one_request().bearer(), None);
        assert_eq!(store.token(), Some(token("user-1")));
        assert_eq!(store.user_id().as_deref(), Some("user-1"));
    }
}

#[tokio::test]
async fn a_login_by_phone_sends_code_iv_and_encrypted_data_and_stores_user_and_token() {
    let server = server_with_user("loginByPhone").await;
    let store = TestStore::new();
    let user = server.client_over(store.clone()).login_by_phone("a-code", "aW4taXY=", "ZGF0YQ==").await.unwrap();
    assert_eq!(user.id, "user-1");

    let body = json!({ "code": "a-code", "iv": "aW4taXY=", "encryptedData": "ZGF0YQ==" });
    assert_post(&server.one_request(), BY_PHONE, None, body);
    assert_eq!(store.token(), Some(token("user-1")));
    assert_eq!(store.user_id().as_deref(), Some("user-1"));
}

#[tokio::test]
async fn a_reply_without_a_token_is_an_error_and_keeps_the_session() {
    for odd in [Value::Null, json!("")] {
        let server = Server::start().await;
        server.reply("loginByCode", envelope(json!({ "id": "user-1", "token": odd })));
        let store = TestStore::with(&token("before"), Some(user("before")));
        let error = server.client_over(store.clone()).login_by_code("a-code").await.unwrap_err();
        assert!(error.is_decode() && error.may_have_reached_server(), "{error:?}");
        assert_eq!((error.verb(), error.code()), ("login_by_code", ErrorCode::LOCAL));
        assert!(error.message().contains("no token"), "{error}");
        assert_eq!(store.token(), Some(token("before")));
        assert_eq!(store.user_id().as_deref(), Some("before"));
    }
}

#[tokio::test]
async fn a_refused_login_keeps_the_session() {
    let server = Server::start().await;
    server.reply("loginByCode", refusal(40029, "invalid code"));
    let store = TestStore::with(&token("before"), Some(user("before")));
    let error = server.client_over(store.clone()).login_by_code("a-code").await.unwrap_err();
    assert!(error.is_api(), "{error:?}");
    assert_eq!((error.code().get(), error.message()), (40029, "invalid code"));
    assert_eq!(store.token(), Some(token("before")));
}

/// The code is spent when the store fails, so the error must carry the session.
#[tokio::test]
async fn a_store_failure_after_a_login_keeps_the_session_in_the_error() {
    for operation in ["loginByCode", "loginByPhone"] {
        let server = server_with_user(operation).await;
        let client = server.client_over(TestStore::new().break_replace());
        let error = match operation {
            "loginByCode" => client.login_by_code("a-code").await.unwrap_err(),
            _ => client.login_by_phone("a-code", "aW4taXY=", "data").await.unwrap_err(),
        };
        assert!(error.is_store() && error.may_have_reached_server(), "{error:?}");
        assert!(error.message().contains("the disk is full"), "{error}");
        assert!(std::error::Error::source(&error).is_some());
        let session = error.session().expect("the session that could not be stored");
        assert_eq!(session.token().expose(), token("user-1"));
        assert_eq!(session.user().map(|user| &*user.id), Some("user-1"));
        assert!(!format!("{error:?} {error}").contains(&token("user-1")), "{error:?}");
    }
}

#[tokio::test]
async fn an_unreadable_store_is_an_error_before_the_code_is_spent() {
    let server = Server::start().await;
    let client = server.client_over(TestStore::new().break_load());
    let errors = [
        client.login_by_code("a-code").await.unwrap_err(),
        client.login_by_phone("a-code", "aW4taXY=", "data").await.unwrap_err(),
    ];
    for error in errors {
        assert!(error.is_store() && !error.may_have_reached_server(), "{error:?}");
    }
    server.assert_untouched();
}

#[tokio::test]
async fn a_login_retries_lost_races_for_the_store_a_limited_number_of_times() {
    let server = server_with_user("loginByCode").await;
    let store = TestStore::with(&token("before"), None).lose_races(5);
    server.client_over(store.clone()).login_by_code("a-code").await.unwrap();
    assert_eq!(store.token(), Some(token("user-1")));

    let error = server.client_over(TestStore::new().lose_races(usize::MAX)).login_by_code("b").await.unwrap_err();
    assert!(error.is_store() && error.session().is_some(), "{error:?}");
}

#[tokio::test]
async fn get_phone_returns_the_number_and_stores_nothing() {
    let server = Server::start().await;
    let number = json!({
        "countryCode": "86", "phoneNumber": "+8617612346754", "purePhoneNumber": "17612346754", "openid": "oOpen-1",
        "unionid": "oUnion-1", "watermark": { "appid": "wx01", "timestamp": 1_700_000_000 },
    });
    server.reply("getPhone", envelope(number));
    let store = TestStore::new();
    let phone = server.client_over(store.clone()).get_phone("a-code", "aW4taXY=", "ZGF0YQ==").await.unwrap();
    assert_eq!(phone.country_code.as_deref(), Some("86"));
    assert_eq!(phone.phone_number.as_deref(), Some("+8617612346754"));
    assert_eq!(phone.pure_phone_number.as_deref(), Some("17612346754"));
    assert_eq!((phone.openid.as_deref(), phone.unionid.as_deref()), (Some("oOpen-1"), Some("oUnion-1")));
    let watermark = phone.watermark.unwrap();
    assert_eq!((watermark.appid.as_deref(), watermark.timestamp), (Some("wx01"), Some(1_700_000_000)));

    let body = json!({ "code": "a-code", "iv": "aW4taXY=", "encryptedData": "ZGF0YQ==" });
    assert_post(&server.one_request(), GET_PHONE, None, body);
    assert_eq!(store.session(), None);
}

#[tokio::test]
async fn get_phone_sends_the_session_token() {
    let server = Server::start().await;
    server.reply("getPhone", envelope(json!({ "purePhoneNumber": "1" })));
    server.client().for_token(token("user-1")).get_phone("a-code", "aW4taXY=", "data").await.unwrap();
    assert_eq!(server.one_request().bearer(), Some(&*token("user-1")));
}

#[tokio::test]
async fn the_parts_of_a_phone_number_may_be_json_numbers() {
    let server = Server::start().await;
    let number = json!({ "countryCode": 86, "phoneNumber": 17_612_346_754_u64, "purePhoneNumber": 17_612_346_754_u64 });
    server.reply("getPhone", envelope(number));
    let phone = server.client().get_phone("a-code", "aW4taXY=", "data").await.unwrap();
    assert_eq!(phone.country_code.as_deref(), Some("86"));
    assert_eq!(phone.phone_number.as_deref(), Some("17612346754"));
    assert_eq!(phone.pure_phone_number.as_deref(), Some("17612346754"));
}

#[tokio::test]
async fn empty_arguments_are_refused_by_name_before_anything_is_sent() {
    let server = Server::start().await;
    let client = server.client();
    let cases: [(&str, Error); 9] = [
        ("code", client.login_by_code("").await.unwrap_err()),
        ("code", client.login_by_code(" \n").await.unwrap_err()),
        ("iv", client.login_by_code("a").encrypted_data("", "data").await.unwrap_err()),
        ("encrypted_data", client.login_by_code("a").encrypted_data("iv", "").await.unwrap_err()),
        ("raw_data", client.login_by_code("a").raw_data("").await.unwrap_err()),
        ("code", client.login_by_phone("", "iv", "data").await.unwrap_err()),
        ("iv", client.login_by_phone("a", "", "data").await.unwrap_err()),
        ("encrypted_data", client.get_phone("a", "iv", "").await.unwrap_err()),
        ("code", client.get_phone("", "iv", "data").await.unwrap_err()),
    ];
    for (name, error) in cases {
        assert!(error.is_argument() && !error.may_have_reached_server(), "{error:?}");
        assert_eq!(error.code(), ErrorCode::LOCAL);
        assert!(error.message().starts_with(&format!("{name} is empty; ")), "{error}");
    }
    server.assert_untouched();
}

#[tokio::test]
async fn what_is_not_base64_is_refused_before_the_code_is_spent() {
    let server = Server::start().await;
    let client = server.client();
    let (good, lost) = ("a+b/cdQ=", "a b/cdQ=");
    for (bad, why) in [
        (lost, "spaces where it had plus signs"),
        ("a%2Bb/cdQ=", "percent-encoded"),
        ("a-b_cdQ=", "another alphabet"),
        ("{}", "is not base64"),
        ("abcde", "is not base64"),
    ] {
        for (name, error) in [
            ("iv", client.login_by_phone("a", bad, good).await.unwrap_err()),
            ("encrypted_data", client.login_by_phone("a", good, bad).await.unwrap_err()),
            ("iv", client.get_phone("a", bad, good).await.unwrap_err()),
            ("encrypted_data", client.login_by_code("a").encrypted_data(good, bad).await.unwrap_err()),
        ] {
            assert!(error.is_argument() && !error.may_have_reached_server(), "{error:?}");
            assert!(error.message().starts_with(name) && error.message().contains(why), "{why}: {error}");
            assert!(!error.message().contains(bad), "{error}");
        }
    }
    server.assert_untouched();
    // Padding may be missing.
    server.reply("getPhone", envelope(json!({ "phoneNumber": "13800000000" })));
    client.get_phone("a", "a+b/cdQ", good).await.unwrap();
}
