//! Calls about tokens: claims of the user, introspection, revocation and validation.

use authing_wxapp::{ClientAuthMethod, ErrorCode, OidcToken, Protocol};
use serde_json::json;

use super::oauth::SECRET;
use crate::support::{APP_ID, Reply, Server, TestStore, token};

#[tokio::test]
async fn user_claims_are_fetched_with_the_token_in_the_header() {
    let server = Server::start().await;
    let claims = json!({
        "sub": "user-1", "nickname": "Ada", "email": "ada@example.com", "email_verified": false, "address": null,
        "updated_at": "2024-05-06T07:08:09.000Z", "school": "Royal Institution", "level": [1, 2],
    });
    server.reply("getUserInfo", claims.clone());
    let store = TestStore::with(&token("user-2"), None);
    let info = server.client_over(store.clone()).get_user_info_by_access_token("access.1").await.unwrap();
    assert_eq!((&*info.sub, info.nickname.as_deref()), ("user-1", Some("Ada")));
    assert_eq!((info.email_verified, info.phone_number_verified), (Some(false), None));
    assert_eq!((&info.extra["school"], &info.extra["level"]), (&json!("Royal Institution"), &json!([1, 2])));
    assert_eq!(info.extra.len(), 2);
    let mut again = serde_json::to_value(&info).unwrap();
    again["address"] = json!(null);
    assert_eq!(again, claims);

    let request = server.one_request();
    assert_eq!((&*request.method, &*request.path, request.bearer()), ("GET", "/oidc/me", Some("access.1")));
    assert!(request.query.is_empty() && request.body.is_empty());
    assert_eq!(store.token(), Some(token("user-2")));
}

#[tokio::test]
async fn the_token_is_sent_in_the_chosen_place() {
    let server = Server::start().await;
    for operation in ["getUserInfo", "postUserInfo"] {
        server.reply(operation, json!({ "sub": "user-1" }));
    }
    let client = server.builder().protocol(Protocol::OAuth).build().unwrap();
    let user_info = || client.get_user_info_by_access_token("access.1");
    user_info().token_in_query().await.unwrap();
    user_info().post().await.unwrap();
    user_info().post().token_in_query().await.unwrap();
    user_info().token_in_body().await.unwrap();
    let places: Vec<_> = server
        .requests()
        .iter()
        .map(|request| {
            assert_eq!(request.path, "/oauth/me");
            let query = request.query.iter().map(|(name, value)| format!("{name}={value}")).collect::<String>();
            let form = String::from_utf8(request.body.clone()).unwrap();
            (request.method.clone(), request.bearer().map(str::to_owned), query, form)
        })
        .collect();
    let row = |method: &str, bearer: Option<&str>, query: &str, form: &str| {
        (method.to_owned(), bearer.map(str::to_owned), query.to_owned(), form.to_owned())
    };
    let wanted = [
        row("GET", None, "access_token=access.1", ""),
        row("POST", Some("access.1"), "", ""),
        row("POST", None, "access_token=access.1", ""),
        row("POST", None, "", "access_token=access.1"),
    ];
    assert_eq!(places, wanted);
    let form = "application/x-www-form-urlencoded";
    assert!(server.requests_for("postUserInfo").iter().all(|request| request.header("content-type") == Some(form)));
}

/// Servers and user pools add claims, and some write flags as text.
#[tokio::test]
async fn a_claim_of_an_odd_type_is_left_out_and_the_others_stay() {
    let server = Server::start().await;
    let odd = json!({
        "sub": "user-1", "nickname": 7, "email_verified": "true", "address": "London", "updated_at": 1715000000,
        "phone_number": "176", "custom": true,
    });
    server.reply("getUserInfo", Reply::raw_json(odd));
    server.reply("getUserInfo", Reply::raw_json(json!({ "nickname": "Ada" })));
    let client = server.client();
    let info = client.get_user_info_by_access_token("access.1").await.unwrap();
    assert_eq!((info.nickname, info.email_verified, info.address), (None, None, None));
    assert_eq!((info.updated_at.as_deref(), info.phone_number.as_deref()), (Some("1715000000"), Some("176")));
    assert_eq!(info.extra["custom"], json!(true));
    let error = client.get_user_info_by_access_token("access.1").await.unwrap_err();
    assert!(error.is_decode() && error.message().contains("sub"), "{error:?}");
}

#[tokio::test]
async fn an_expired_access_token_is_an_error() {
    let server = Server::start().await;
    let refused = json!({ "error": "invalid_token", "error_description": "expired" });
    server.reply("getUserInfo", Reply::status(401, refused));
    let error = server.client().get_user_info_by_access_token("access.1").await.unwrap_err();
    assert_eq!((error.code().get(), error.oauth_error(), error.message()), (401, Some("invalid_token"), "expired"));
    assert!(error.is_not_logged_in());
}

#[tokio::test]
async fn introspection_says_whether_a_token_is_active() {
    let server = Server::start().await;
    let active = json!({
        "active": true, "sub": "user-1", "client_id": APP_ID, "exp": 1701209600, "iat": 1700000000, "jti": "j1",
        "iss": "https://demo.authing.cn/oidc", "scope": "openid", "token_type": "Bearer", "aud": [APP_ID], "tier": 3,
    });
    server.reply("introspectToken", active);
    server.reply("introspectToken", json!({ "active": false }));
    let client = server.builder().app_secret(SECRET).build().unwrap();
    let known = client.introspect_token("access.1").await.unwrap();
    assert_eq!((known.active, known.sub.as_deref(), known.exp), (true, Some("user-1"), Some(1_701_209_600)));
    assert_eq!((known.aud, &known.extra["tier"]), (Some(json!([APP_ID])), &json!(3)));
    let unknown = client.introspect_token("access.0").await.unwrap();
    assert_eq!((unknown.active, unknown.sub), (false, None));
    let request = &server.requests()[0];
    assert_eq!((&*request.method, &*request.path), ("POST", "/oidc/token/introspection"));
    let form: Vec<(String, String)> = request.form().into_iter().collect();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(form, [pair("client_id", APP_ID), pair("client_secret", SECRET), pair("token", "access.1")]);
}

#[tokio::test]
async fn revoking_a_token_keeps_the_session() {
    let server = Server::start().await;
    server.reply("revokeToken", Reply::text("text/plain", ""));
    server.reply("revokeToken", Reply::raw(200, "text/html", ""));
    server.reply("revokeToken", Reply::raw_json(json!({})));
    let store = TestStore::with(&token("user-1"), None);
    let client = server.builder().app_secret(SECRET).token_store(store.clone()).build().unwrap();
    for _ in 0..3 {
        client.revoke_token(token("user-1")).await.unwrap();
    }
    let request = &server.requests()[0];
    assert_eq!(
        (&*request.method, &*request.path, request.header("authorization")),
        ("POST", "/oidc/token/revocation", None)
    );
    assert_eq!(request.form()["token"], token("user-1"));
    assert_eq!(store.token(), Some(token("user-1")));
}

#[tokio::test]
async fn a_failed_revocation_is_an_error() {
    let server = Server::start().await;
    server.reply("revokeToken", json!({ "error": "invalid_client" }));
    server.reply("revokeToken", Reply::status(401, json!({ "error": "invalid_client" })));
    server.reply("revokeToken", Reply::raw(200, "text/html", " <!doctype HTML><p>hello"));
    server.reply("revokeToken", Reply::raw(502, "text/html", "<html>"));
    server.reply("revokeToken", Reply::raw(200, "text/plain", [0xff, 0xfe]));
    server.reply("revokeToken", Reply::raw(200, "application/json", "{\"error\":\"inv"));
    let client = server.builder().app_secret(SECRET).build().unwrap();
    let mut errors = Vec::new();
    for _ in 0..6 {
        errors.push(client.revoke_token("access.1").await.unwrap_err());
    }
    assert_eq!((errors[0].oauth_error(), errors[0].code()), (Some("invalid_client"), ErrorCode::BAD_REQUEST));
    assert_eq!((errors[1].oauth_error(), errors[1].code().get()), (Some("invalid_client"), 401));
    assert!(errors[2].is_decode() && errors[2].message().contains("HTML"), "{:?}", errors[2]);
    assert!(errors[3].is_api() && errors[3].code().get() == 502, "{:?}", errors[3]);
    assert!(errors[4].is_decode() && errors[5].is_decode(), "{errors:?}");
}

#[tokio::test]
async fn every_endpoint_has_its_own_client_authentication_method() {
    let server = Server::start().await;
    server.reply("introspectToken", json!({ "active": true }));
    server.reply("revokeToken", Reply::text("text/plain", ""));
    let builder = server.builder().app_secret(SECRET).introspection_auth_method(ClientAuthMethod::ClientSecretBasic);
    let client = builder.revocation_auth_method(ClientAuthMethod::None).build().unwrap();
    client.introspect_token("access.1").await.unwrap();
    client.revoke_token("access.1").await.unwrap();
    let [introspection, revocation] = &server.requests()[..] else { panic!("two requests") };
    assert!(introspection.header("authorization").is_some_and(|value| value.starts_with("Basic ")));
    assert_eq!(introspection.form().into_keys().collect::<Vec<_>>(), ["token"]);
    assert_eq!(revocation.header("authorization"), None);
    assert_eq!(revocation.form().into_keys().collect::<Vec<_>>(), ["client_id", "token"]);
}

#[tokio::test]
async fn an_authentication_method_that_oauth_revocation_does_not_support_is_refused() {
    let server = Server::start().await;
    let builder = server.builder().app_secret(SECRET).protocol(Protocol::OAuth);
    let client = builder.revocation_auth_method(ClientAuthMethod::ClientSecretBasic).build().unwrap();
    let error = client.revoke_token("access.1").await.unwrap_err();
    assert!(error.is_argument() && error.message().contains("revocation_auth_method"), "{error:?}");
    server.assert_untouched();
}

#[tokio::test]
async fn a_valid_token_has_claims() {
    let server = Server::start().await;
    let claims = json!({ "sub": "user-1", "aud": APP_ID, "exp": 1701209600, "iat": 1700000000, "iss": "i" });
    server.reply("validateToken", claims);
    server.reply("validateToken", json!({ "data": { "id": "user-1" }, "exp": 1701209600 }));
    let client = server.client();
    let new = client.validate_token(OidcToken::access("a.b.c")).await.unwrap();
    assert_eq!((new.sub.as_deref(), new.exp, new.aud), (Some("user-1"), Some(1_701_209_600), Some(json!(APP_ID))));
    let old = client.validate_token(OidcToken::id("d.e.f")).await.unwrap();
    assert_eq!((old.sub, &old.extra["data"]["id"]), (None, &json!("user-1")));
    let queries: Vec<_> = server.requests().into_iter().flat_map(|request| request.query).collect();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(queries, [pair("access_token", "a.b.c"), pair("id_token", "d.e.f")]);
    assert!(server.requests().iter().all(|request| request.path == "/api/v2/oidc/validate_token"));
}

#[tokio::test]
async fn an_invalid_token_is_an_error_at_any_http_status() {
    let server = Server::start().await;
    let refused = json!({ "code": 400, "message": "bad token" });
    server.reply("validateToken", refused.clone());
    server.reply("validateToken", Reply::status(400, refused));
    server.reply("validateToken", Reply::raw_json(json!({})));
    server.reply("validateToken", Reply::raw_json(json!({ "message": "hello" })));
    let client = server.client();
    for _ in 0..2 {
        let error = client.validate_token(OidcToken::access("a.b.c")).await.unwrap_err();
        assert_eq!((error.code(), error.message()), (ErrorCode::BAD_REQUEST, "bad token"));
    }
    for _ in 0..2 {
        let error = client.validate_token(OidcToken::access("a.b.c")).await.unwrap_err();
        assert!(error.is_decode(), "{error:?}");
    }
}

#[tokio::test]
async fn an_empty_token_is_refused_before_anything_is_sent() {
    let server = Server::start().await;
    let client = server.builder().app_secret(SECRET).build().unwrap();
    let errors = [
        client.get_user_info_by_access_token("").await.unwrap_err(),
        client.introspect_token(" ").await.unwrap_err(),
        client.revoke_token("").await.unwrap_err(),
        client.validate_token(OidcToken::access("")).await.unwrap_err(),
        client.validate_token(OidcToken::id("")).await.unwrap_err(),
    ];
    assert!(errors.iter().all(|e| e.is_argument() && e.message().contains("token is empty")), "{errors:?}");
    server.assert_untouched();
}
