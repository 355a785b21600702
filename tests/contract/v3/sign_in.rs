//! Sign-in with codes of WeChat, and with other credentials.

use authing_wxapp::{ClientAuthMethod, Credentials, ErrorCode, WechatCredentials, WechatLogin};
use serde_json::{Value, json};

use super::{CONNECTION, REFRESH_TOKEN, access, access_token, client, expired, refresh, session, tokens};
use crate::support::{APP_ID, Reply, Server, TestStore, token, v3, v3_refusal};

#[tokio::test]
async fn each_connection_of_a_mini_program_has_its_payload() {
    let with_profile = WechatLogin::new("login-code").with_profile("iv", "data");
    let cases = [
        (
            WechatCredentials::code("login-code"),
            json!({
                "connection": "wechat_mini_program_code",
                "wechatMiniProgramCodePayload": { "code": "login-code" },
            }),
        ),
        (
            WechatCredentials::code(with_profile),
            json!({
                "connection": "wechat_mini_program_code",
                "wechatMiniProgramCodePayload": { "code": "login-code", "iv": "iv", "encryptedData": "data" },
            }),
        ),
        (
            WechatCredentials::phone("login-code", "iv", "data"),
            json!({
                "connection": "wechat_mini_program_phone",
                "wechatMiniProgramPhonePayload": { "code": "login-code", "iv": "iv", "encryptedData": "data" },
            }),
        ),
        (
            WechatCredentials::code_and_phone("login-code", "phone-code"),
            json!({
                "connection": "wechat_mini_program_code_and_phone",
                "wechatMiniProgramCodeAndPhonePayload": {
                    "wxLoginInfo": { "code": "login-code" },
                    "wxPhoneInfo": { "code": "phone-code" },
                },
            }),
        ),
    ];
    for (credentials, mut body) in cases {
        let server = Server::start().await;
        server.reply("signinByMobileV3", v3(tokens()));
        let client = client(&server, &TestStore::new());
        client.v3().signin_by_mobile(credentials).await.unwrap();
        body["extIdpConnidentifier"] = CONNECTION.into();
        body["options"] = json!({});
        let request = server.one_request();
        assert_eq!(request.json(), body);
        assert_eq!((request.header("authorization"), request.header("x-authing-app-id")), (None, Some(APP_ID)));
    }
}

#[tokio::test]
async fn the_options_of_a_sign_in_are_sent() {
    let server = Server::start().await;
    server.reply("signinByMobileV3", v3(tokens()));
    let client = server.builder().user_pool_id("pool-1").build().unwrap();
    let request = client.v3().signin_by_mobile(WechatCredentials::code("login-code")).scope("openid phone");
    let request = request.tenant_id("tenant-1").custom_data([("school", "x")]).context(json!({ "source": "utm" }));
    request.ext_idp_conn_identifier("other-wxapp").await.unwrap();
    let request = server.one_request();
    let body = request.json();
    assert_eq!(body["extIdpConnidentifier"], "other-wxapp");
    let options = json!({
        "scope": "openid phone",
        "tenantId": "tenant-1",
        "customData": { "school": "x" },
        "context": { "source": "utm" },
    });
    assert_eq!(body["options"], options);
    // The documents disagree on which of them the server wants.
    let ids = ["x-authing-app-id", "x-authing-userpool-id"].map(|name| request.header(name));
    assert_eq!(ids, [Some(APP_ID), Some("pool-1")]);
}

/// Sign-in always asks the server: the session of another user must not pass for that of this code.
#[tokio::test]
async fn a_sign_in_replaces_a_session_that_is_still_valid() {
    let server = Server::start().await;
    server.reply("signinByMobileV3", v3(tokens()));
    let store = TestStore::with(&token("somebody-else"), None);
    let result = client(&server, &store).v3().signin_by_mobile(WechatCredentials::code("login-code")).await.unwrap();
    assert_eq!(result.scope.as_deref(), Some("openid profile phone offline_access"));
    let stored = store.session().unwrap();
    assert_eq!(stored.token().expose(), token("user-1"), "the ID token serves the older API");
    assert_eq!(access(&store), Some(access_token()));
    assert_eq!(refresh(&store).as_deref(), Some(REFRESH_TOKEN));
    assert!(stored.expires_at().unwrap() > 1_700_007_200);
}

/// Authing's document has one name of the member, its SDK the other, and some servers might send both.
#[tokio::test]
async fn the_expiry_is_read_under_either_name() {
    for names in [&["expire_in"][..], &["expires_in"], &["expire_in", "expires_in"]] {
        let server = Server::start().await;
        let mut data = tokens();
        data.as_object_mut().unwrap().remove("expires_in");
        for name in names {
            data[*name] = 7200.into();
        }
        server.reply("signinByMobileV3", Reply::raw_json(v3(data)));
        let store = TestStore::new();
        let result = client(&server, &store).v3().signin_by_mobile(WechatCredentials::code("login-code")).await;
        assert_eq!(result.unwrap().expires_in, Some(7200), "{names:?}");
        assert!(store.session().unwrap().expires_at().is_some(), "{names:?}");
    }
}

#[tokio::test]
async fn without_an_expiry_the_access_token_tells_it() {
    let server = Server::start().await;
    server.reply("signinByMobileV3", v3(json!({ "access_token": token("user-1"), "id_token": "opaque" })));
    let store = TestStore::new();
    client(&server, &store).v3().signin_by_mobile(WechatCredentials::code("login-code")).await.unwrap();
    assert!(store.session().unwrap().expires_at().is_some());
}

/// Whether an error is the right one.
type Right = fn(&authing_wxapp::Error) -> bool;

#[tokio::test]
async fn a_failure_leaves_the_session_alone() {
    let failures: [(Reply, Right); 6] = [
        (v3_refusal(401, 2120, "bad code").into(), |error| error.is_api() && error.code() == ErrorCode::from(2120)),
        // A success without tokens is none.
        (v3(json!({ "token_type": "Bearer" })).into(), |error| error.is_decode()),
        (Reply::raw_json(json!({ "statusCode": 200, "data": null })), |error| error.is_decode()),
        (Reply::raw(200, "application/json", ""), |error| error.message().contains("it is empty")),
        // A status of failure counts, whatever the body says.
        (Reply::raw(500, "application/json", v3(tokens()).to_string()), |error| error.http_status() == Some(500)),
        (Reply::raw(502, "text/html", "<html>"), |error| error.is_api() && error.http_status() == Some(502)),
    ];
    for (reply, right) in failures {
        let server = Server::start().await;
        server.reply("signinByMobileV3", reply);
        let store = TestStore::with_session(expired());
        let error = client(&server, &store).v3().signin_by_mobile(WechatCredentials::code("login-code")).await;
        let error = error.unwrap_err();
        assert!(right(&error), "{error:?}");
        assert_eq!(store.session().unwrap().access_token(), expired().access_token());
        assert_eq!(server.operations(), ["signinByMobileV3"], "the code is sent once");
    }
}

#[tokio::test]
async fn a_refusal_has_the_code_the_message_and_the_request_id() {
    for id in ["requestId", "uniqueId"] {
        let server = Server::start().await;
        let mut refusal = json!({ "statusCode": 403, "message": "ask before binding", "apiCode": "1641" });
        refusal[id] = "request-1".into();
        server.reply("signinByMobileV3", Reply::raw_json(refusal));
        let result = client(&server, &TestStore::new()).v3().signin_by_mobile(WechatCredentials::code("c")).await;
        let error = result.unwrap_err();
        assert_eq!((error.code().get(), error.message()), (1641, "ask before binding"));
        assert_eq!((error.request_id(), error.http_status()), (Some("request-1"), Some(200)));
    }
}

#[tokio::test]
async fn the_application_authenticates_as_it_is_configured() {
    let sign_in = async |server: &Server, method: ClientAuthMethod, secret: Option<&str>| {
        server.reply("signinByMobileV3", v3(tokens()));
        let builder = server.builder().ext_idp_conn_identifier(CONNECTION).token_auth_method(method);
        let builder = secret.into_iter().fold(builder, |builder, secret| builder.app_secret(secret));
        let client = builder.build().unwrap();
        client.v3().signin_by_mobile(WechatCredentials::code("login-code")).await.unwrap();
        let request = server.one_request();
        let body = request.json();
        let application: Vec<Value> = ["client_id", "client_secret"].map(|name| body[name].clone()).into();
        (application, request.header("authorization").map(|value| value.starts_with("Basic ")))
    };
    let (post, basic) = (ClientAuthMethod::ClientSecretPost, ClientAuthMethod::ClientSecretBasic);
    let in_the_body = vec![APP_ID.into(), "s3cret".into()];
    let nothing = vec![Value::Null, Value::Null];
    assert_eq!(sign_in(&Server::start().await, post, Some("s3cret")).await, (in_the_body, None));
    assert_eq!(sign_in(&Server::start().await, basic, Some("s3cret")).await, (nothing.clone(), Some(true)));
    assert_eq!(sign_in(&Server::start().await, ClientAuthMethod::None, Some("s3cret")).await, (nothing.clone(), None));
    // That of a mini-program has no secret, and needs no option to say so.
    assert_eq!(sign_in(&Server::start().await, post, None).await, (nothing, None));
}

#[tokio::test]
async fn what_is_missing_is_told_before_anything_is_sent() {
    let server = Server::start().await;
    let with_connection = client(&server, &TestStore::new());
    let cases = [
        (WechatCredentials::code(" "), "code is empty"),
        (WechatCredentials::phone("c", "", "data"), "iv is empty"),
        (WechatCredentials::code_and_phone("c", ""), "phone_code is empty"),
        (WechatCredentials::code_and_phone("same", "same"), "they are different things"),
        (WechatCredentials::code(WechatLogin::new("c").with_profile("iv", "")), "encrypted_data is empty"),
    ];
    for (credentials, message) in cases {
        let error = with_connection.v3().signin_by_mobile(credentials).await.unwrap_err();
        assert!(error.is_argument() && error.message().contains(message), "{error}");
        assert_eq!(error.verb(), "v3_signin_by_mobile");
    }
    let error = server.client().v3().signin_by_mobile(WechatCredentials::code("c")).await.unwrap_err();
    assert!(error.is_argument() && error.message().contains("ext_idp_conn_identifier()"), "{error}");
    let error = server.builder().ext_idp_conn_identifier(" ").build().unwrap_err();
    assert!(error.is_argument() && error.message().contains("ext_idp_conn_identifier"), "{error}");
    server.assert_untouched();
}

#[tokio::test]
async fn a_store_that_fails_keeps_the_code_or_gives_the_session_with_the_error() {
    let server = Server::start().await;
    let unreadable = client(&server, &TestStore::new().break_load());
    let error = unreadable.v3().signin_by_mobile(WechatCredentials::code("login-code")).await.unwrap_err();
    assert!(error.is_store(), "{error:?}");
    server.assert_untouched();

    server.reply("signinByMobileV3", v3(tokens()));
    let full = client(&server, &TestStore::new().break_replace());
    let error = full.v3().signin_by_mobile(WechatCredentials::code("login-code")).await.unwrap_err();
    let session = error.session().expect("the session");
    assert_eq!(session.refresh_token().unwrap().expose(), REFRESH_TOKEN);
    assert!(error.is_store() && error.may_have_reached_server());
}

#[tokio::test]
async fn a_password_is_sent_as_it_is_or_encrypted_with_a_key_of_v3() {
    let server = Server::start().await;
    server.reply("signinByCredentials", v3(tokens()));
    let key = crate::support::TestKey::small();
    let public_key = key.reply()["data"]["publicKey"].clone();
    server.reply("getSystemInfoV3", json!({ "rsa": { "publicKey": public_key } }));
    let store = TestStore::with_session(session());
    let client = client(&server, &store);
    let ada = || Credentials::username("ada", "Passw0rd!");

    client.v3().signin_by_credentials(ada()).auto_register(true).client_ip("203.0.113.9").await.unwrap();
    let body = server.requests_for("signinByCredentials")[0].json();
    assert_eq!(body["passwordPayload"], json!({ "username": "ada", "password": "Passw0rd!" }));
    assert_eq!(body["options"], json!({ "autoRegister": true, "clientIp": "203.0.113.9" }));

    for _ in 0..2 {
        client.v3().signin_by_credentials(ada()).password_encrypt_type("rsa").await.unwrap();
        let body = server.requests_for("signinByCredentials").pop().unwrap().json();
        assert_eq!(key.decrypt(&body["passwordPayload"]["password"]), "Passw0rd!");
        assert_eq!(body["options"]["passwordEncryptType"], "rsa");
    }
    assert_eq!(server.requests_for("getSystemInfoV3").len(), 1, "the key is fetched once");
    assert_eq!(server.requests_for("getPublicKey").len(), 0);

    let error = client.v3().signin_by_credentials(ada()).password_encrypt_type("rot13").await.unwrap_err();
    assert!(error.is_argument() && error.message().contains("rot13"), "{error}");
}
