//! The token endpoint of OIDC and OAuth 2.0.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use authing_wxapp::{
    AuthenticationClient, AuthenticationClientBuilder, BoxFuture, ClientAuthMethod, Error, ErrorCode, Protocol,
    TokenSet,
};
use serde_json::{Value, json};

use crate::support::{APP_ID, Reply, Server, TestStore, token, user};

pub const SECRET: &str = "a1b2c3d4e5f60718293a4b5c6d7e8f90";
pub const CALLBACK: &str = "https://app.example.com/callback?from=a b";

pub fn app(server: &Server) -> AuthenticationClientBuilder {
    server.builder().app_secret(SECRET).redirect_uri(CALLBACK)
}

pub fn tokens() -> Value {
    json!({
        "access_token": "access.1", "id_token": token("user-1"), "refresh_token": "refresh-1", "token_type": "Bearer",
        "expires_in": 3600, "scope": "openid offline_access",
    })
}

fn form(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn a_code_is_exchanged_for_tokens() {
    let server = Server::start().await;
    server.reply("token", tokens());
    let client = app(&server).build().unwrap();
    let got: TokenSet = client.get_access_token_by_code("code-1").code_verifier("v".repeat(43)).await.unwrap();
    assert_eq!(got.access_token.expose(), "access.1");
    assert_eq!(got.id_token.as_ref().unwrap().expose(), token("user-1"));
    assert_eq!(got.refresh_token.as_ref().unwrap().expose(), "refresh-1");
    assert_eq!((got.expires_in, got.token_type.as_deref()), (Some(3600), Some("Bearer")));
    assert_eq!(got.scope.as_deref(), Some("openid offline_access"));
    assert!(!format!("{got:?}").contains("access.1") && !format!("{got:?}").contains("refresh-1"));

    let request = server.one_request();
    assert_eq!((&*request.method, &*request.path), ("POST", "/oidc/token"));
    assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(request.header("authorization"), None);
    let wanted = [
        ("grant_type", "authorization_code"),
        ("code", "code-1"),
        ("code_verifier", &"v".repeat(43)),
        ("redirect_uri", CALLBACK),
        ("client_id", APP_ID),
        ("client_secret", SECRET),
    ];
    assert_eq!(request.form(), form(&wanted));
}

#[tokio::test]
async fn the_application_authenticates_by_the_configured_method() {
    use base64::{Engine as _, prelude::BASE64_STANDARD};
    // RFC 6749 percent-encodes both values before base64, but the service expects them unencoded.
    let secret = "s+e:c r%e/t é";
    for (method, protocol) in [
        (ClientAuthMethod::ClientSecretPost, Protocol::Oidc),
        (ClientAuthMethod::ClientSecretBasic, Protocol::OAuth),
        (ClientAuthMethod::None, Protocol::OAuth),
    ] {
        let server = Server::start().await;
        server.reply("token", tokens());
        let client = server.builder().app_secret(secret).token_auth_method(method).protocol(protocol).build().unwrap();
        client.get_new_access_token_by_refresh_token("refresh-0").await.unwrap();
        let request = server.one_request();
        let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("{APP_ID}:{secret}")));
        let mut wanted = form(&[("grant_type", "refresh_token"), ("refresh_token", "refresh-0")]);
        let (path, header) = match method {
            ClientAuthMethod::ClientSecretPost => {
                wanted.extend(form(&[("client_id", APP_ID), ("client_secret", secret)]));
                ("/oidc/token", None)
            }
            ClientAuthMethod::ClientSecretBasic => ("/oauth/token", Some(&*basic)),
            _ => {
                wanted.extend(form(&[("client_id", APP_ID)]));
                ("/oauth/token", None)
            }
        };
        assert_eq!((&*request.path, request.header("authorization")), (path, header));
        assert_eq!(request.form(), wanted);
    }
}

#[tokio::test]
async fn a_users_token_is_exchanged_for_an_access_token() {
    let server = Server::start().await;
    server.reply("token", tokens());
    // The request names the application by its id alone, whatever the settings are.
    let client = app(&server).token_auth_method(ClientAuthMethod::ClientSecretBasic).build().unwrap();
    client.get_access_token_by_id_token(token("user-1"), CALLBACK).scope("openid profile").await.unwrap();
    client.get_access_token_by_id_token(token("user-1"), CALLBACK).await.unwrap();
    let requests = server.requests();
    let user = token("user-1");
    let grant = "http://authing.cn/oidc/grant_type/authing_token";
    let mut wanted =
        form(&[("grant_type", grant), ("token", &user), ("redirect_uri", CALLBACK), ("client_id", APP_ID)]);
    wanted.insert("scope".into(), "openid profile".into());
    assert_eq!(requests[0].form(), wanted);
    wanted.insert("scope".into(), String::new());
    assert_eq!(requests[1].form(), wanted);
    assert!(requests.iter().all(|request| request.header("authorization").is_none()));
}

#[tokio::test]
async fn client_credentials_give_a_token_and_change_no_session() {
    let server = Server::start().await;
    server.reply("token", tokens());
    let store = TestStore::with(&token("user-2"), Some(user("user-2")));
    let client = app(&server).token_store(store.clone()).token_auth_method(ClientAuthMethod::ClientSecretBasic);
    let client = client.build().unwrap();
    client.get_access_token_by_client_credentials("read write").await.unwrap();
    client.get_access_token_by_client_credentials("read").access_key("key-1", "key-secret-1").await.unwrap();
    let forms: Vec<_> = server.requests().iter().map(|request| request.form()).collect();
    let wanted = |id, secret, scope| {
        form(&[("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret), ("scope", scope)])
    };
    assert_eq!(forms, [wanted(APP_ID, SECRET, "read write"), wanted("key-1", "key-secret-1", "read")]);
    assert!(server.requests().iter().all(|request| request.header("authorization").is_none()));
    assert_eq!((store.token(), store.user_id()), (Some(token("user-2")), Some("user-2".into())));
}

#[tokio::test]
async fn an_oauth_error_has_its_name_description_and_status() {
    let server = Server::start().await;
    server.reply("token", Reply::status(400, json!({ "error": "invalid_grant", "error_description": "code used" })));
    server.reply("token", Reply::status(401, json!({ "error": "invalid_client" })));
    server.reply("token", json!({ "error": "invalid_grant", "error_description": "code used" }));
    server.reply("token", json!({ "code": 2004, "message": "no such user", "data": null }));
    server.reply("token", Reply::status(400, json!({ "statusCode": 400, "message": "bad", "error": "Bad Request" })));
    let reported = Arc::new(Mutex::new(Vec::new()));
    let recorder = Arc::clone(&reported);
    let listen = move |code: ErrorCode, message: &str, data: &Value| {
        recorder.lock().unwrap().push((code.get(), message.to_owned(), data.clone()));
    };
    let store = TestStore::with(&token("user-2"), None);
    let client = app(&server).token_store(store.clone()).on_error(listen).build().unwrap();
    let mut errors = Vec::new();
    for _ in 0..5 {
        errors.push(client.get_access_token_by_code("a-code").await.unwrap_err());
    }
    let facts = |e: &Error| (e.code().get(), e.oauth_error().map(str::to_owned), e.message().to_owned());
    let grant = Some("invalid_grant".to_owned());
    assert_eq!(facts(&errors[0]), (400, grant.clone(), "code used".into()));
    assert_eq!(facts(&errors[1]), (401, Some("invalid_client".into()), "invalid_client".into()));
    assert!(!errors[1].is_not_logged_in(), "the error is about the application, not the user");
    assert_eq!(facts(&errors[2]), (400, grant, "code used".into()));
    assert_eq!((errors[2].http_status(), errors[0].http_status()), (Some(200), Some(400)));
    assert_eq!(facts(&errors[3]), (2004, None, "no such user".into()));
    assert_eq!(facts(&errors[4]), (400, None, "bad".into()));
    assert!(errors.iter().all(|error| error.is_api() && error.may_have_reached_server()));
    let shown = errors[0].to_string();
    assert!(shown.contains("code used") && shown.contains("invalid_grant") && shown.contains("HTTP 400"), "{shown}");
    let reported = reported.lock().unwrap();
    assert_eq!(reported.len(), 5);
    assert_eq!(reported[0], (400, "code used".into(), Value::Null));
    assert_eq!(store.token(), Some(token("user-2")));
}

#[tokio::test]
async fn a_reply_that_is_not_a_token_set_is_an_error() {
    let replies = [
        Reply::raw(200, "text/html", "<!DOCTYPE html><html><body>Bad Gateway</body></html>"),
        Reply::raw(200, "application/json", ""),
        Reply::raw(200, "application/json", "{\"code\":200,\"data\":{"),
        Reply::raw_json(json!({ "code": 200, "message": "ok" })),
        Reply::raw_json(json!(["access.1", 1, 2, 3, 4, 5])),
        Reply::raw_json(json!("access.1")),
        Reply::raw_json(json!(null)),
        Reply::raw_json(json!({ "access_token": 5 })),
    ];
    for reply in replies {
        let server = Server::start().await;
        server.reply("token", reply);
        let store = TestStore::new();
        let client = app(&server).token_store(store.clone()).build().unwrap();
        let error = client.get_access_token_by_code("code-1").await.unwrap_err();
        assert!(error.is_decode() && error.code() == ErrorCode::LOCAL, "{error:?}");
        assert_eq!((error.http_status(), store.token()), (Some(200), None));
    }
}

#[tokio::test]
async fn an_optional_member_of_an_odd_type_is_left_out() {
    let server = Server::start().await;
    server.reply("token", Reply::raw_json(json!({ "access_token": "access.1", "expires_in": "an hour", "scope": [] })));
    let tokens = app(&server).build().unwrap().get_access_token_by_code("code-1").await.unwrap();
    assert_eq!((tokens.access_token.expose(), tokens.expires_in, tokens.scope), ("access.1", None, None));
}

type Call = fn(AuthenticationClient) -> BoxFuture<'static, Result<(), Error>>;

/// Every call that authenticates the application, and whether it needs the secret by default.
const CALLS: [(Call, bool); 7] = [
    (|c| Box::pin(async move { c.get_access_token_by_code("code-1").await.map(drop) }), true),
    (|c| Box::pin(async move { c.get_new_access_token_by_refresh_token("refresh-0").await.map(drop) }), true),
    (|c| Box::pin(async move { c.get_access_token_by_id_token("a.b.c", CALLBACK).await.map(drop) }), false),
    (|c| Box::pin(async move { c.get_access_token_by_client_credentials("read").await.map(drop) }), true),
    (|c| Box::pin(async move { c.get_user_info_by_access_token("a.b.c").await.map(drop) }), false),
    (|c| Box::pin(async move { c.introspect_token("a.b.c").await.map(drop) }), true),
    (|c| Box::pin(async move { c.revoke_token("a.b.c").await }), true),
];

#[tokio::test]
async fn a_missing_secret_or_an_unsuitable_protocol_is_refused_before_anything_is_sent() {
    let server = Server::start().await;
    for (call, needs_secret) in CALLS {
        for protocol in [Protocol::Saml, Protocol::Cas] {
            let error = call(app(&server).protocol(protocol).build().unwrap()).await.unwrap_err();
            assert!(error.is_argument() && error.message().contains("protocol"), "{error:?}");
        }
        if needs_secret {
            let error = call(server.client()).await.unwrap_err();
            assert!(error.is_argument() && error.message().contains("app_secret()"), "{error:?}");
        }
    }
    server.assert_untouched();
}

#[tokio::test]
async fn an_empty_argument_is_refused_before_anything_is_sent() {
    let server = Server::start().await;
    let client = app(&server).build().unwrap();
    let errors = [
        (client.get_access_token_by_code(" ").await.unwrap_err(), "code is empty"),
        (client.get_new_access_token_by_refresh_token("").await.unwrap_err(), "refresh_token is empty"),
        (client.get_access_token_by_id_token("", CALLBACK).await.unwrap_err(), "id_token is empty"),
        (client.get_access_token_by_id_token("a.b.c", "").await.unwrap_err(), "redirect_uri is empty"),
        (client.get_access_token_by_client_credentials("").await.unwrap_err(), "scope is empty"),
        (
            client.get_access_token_by_client_credentials("read").access_key("", "s").await.unwrap_err(),
            "access_key is empty",
        ),
        (
            client.get_access_token_by_client_credentials("read").access_key("k", "").await.unwrap_err(),
            "access_secret is empty",
        ),
    ];
    for (error, text) in errors {
        assert!(error.is_argument() && error.message().starts_with(text), "{error:?}");
    }
    server.assert_untouched();
}

#[tokio::test]
async fn the_user_pool_id_and_the_tenant_id_have_separate_headers() {
    let server = Server::start().await;
    server.reply("token", tokens());
    let client = app(&server).user_pool_id("pool-1").tenant_id("tenant-1").build().unwrap();
    client.get_access_token_by_code("code-1").await.unwrap();
    let request = server.one_request();
    assert_eq!(request.header("x-authing-userpool-id"), Some("pool-1"));
    assert_eq!(request.header("x-authing-app-tenant-id"), Some("tenant-1"));
}
