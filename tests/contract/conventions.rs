//! How replies are read: the conventions of the service, and replies that follow none of them.

use authing_wxapp::{Error, ErrorCode, User};
use serde_json::{Value, json};

use crate::support::{Reply, Server, envelope, graphql, graphql_refusal, refusal, token, user_json};

/// Reads a reply as a login by code does, in the convention `{code, message, data}`.
async fn log_in(reply: impl Into<Reply>) -> Result<User, Error> {
    let server = Server::start().await;
    server.reply("loginByCode", reply);
    server.client().login_by_code("a-s3cret-code").await
}

/// Reads a reply as `get_current_user` does, in the convention of GraphQL.
async fn read_user(reply: impl Into<Reply>) -> Result<Option<User>, Error> {
    let server = Server::start().await;
    server.reply("user", reply);
    server.client().for_token(token("user-1")).get_current_user().await
}

fn code_message_status(error: &Error) -> (i64, &str, Option<u16>) {
    (error.code().get(), error.message(), error.http_status())
}

#[tokio::test]
async fn both_kinds_of_envelope_give_their_data() {
    let user = user_json("user-1");
    let replies = [
        json!({ "code": 200, "message": "ok", "data": user }),
        json!({ "data": user, "code": 200 }),
        json!({ "statusCode": 200, "message": "ok", "data": user }),
        json!({ "statusCode": 200, "apiCode": 20001, "message": "ok", "requestId": "r-1", "data": user }),
    ];
    for reply in replies {
        assert_eq!(log_in(reply).await.unwrap().id, "user-1");
    }
    assert_eq!(log_in(Reply::status(201, envelope(user.clone()))).await.unwrap().id, "user-1");
    let as_text = Reply::raw_json(json!({ "code": "200", "data": user }));
    assert_eq!(log_in(as_text).await.unwrap().id, "user-1");
}

#[tokio::test]
async fn both_kinds_of_envelope_give_the_business_code_at_any_status() {
    let cases: [(u16, Value, i64); 9] = [
        (200, json!({ "code": 2020, "message": "log in" }), 2020),
        (200, json!({ "code": "2020", "message": "log in" }), 2020),
        (200, json!({ "statusCode": 401, "apiCode": 2020, "message": "log in" }), 2020),
        (200, json!({ "statusCode": 401, "apiCode": "2020", "message": "log in" }), 2020),
        (200, json!({ "statusCode": 401, "message": "log in" }), 401),
        (401, json!({ "code": 2020, "message": "log in" }), 2020),
        (401, json!({ "message": "log in" }), 401),
        (400, json!({ "code": 200, "statusCode": 403, "message": "log in" }), 403),
        (400, json!({ "error": "invalid_request", "error_description": "log in" }), 400),
    ];
    for (status, body, code) in cases {
        let error = log_in(Reply::status(status, body)).await.unwrap_err();
        assert!(error.is_api() && error.may_have_reached_server(), "{error:?}");
        assert_eq!(code_message_status(&error), (code, "log in", Some(status)));
        assert_eq!(error.verb(), "login_by_code");
    }
}

#[tokio::test]
async fn the_data_of_a_failure_is_returned_but_not_printed() {
    let body = json!({ "code": 1636, "message": "second factor", "data": { "mfaToken": "m.s3cret.a" } });
    let error = log_in(body).await.unwrap_err();
    assert_eq!(error.data(), Some(&json!({ "mfaToken": "m.s3cret.a" })));
    assert_eq!(error.mfa_token().unwrap().expose(), "m.s3cret.a");
    assert!(!format!("{error:?} {error}").contains("s3cret"), "{error:?}");
    assert_eq!(log_in(refusal(500, "no data")).await.unwrap_err().data(), None);
}

#[tokio::test]
async fn the_request_id_comes_from_the_header_or_the_body() {
    let named = |reply: Reply| async { log_in(reply).await.unwrap_err().request_id().map(str::to_owned) };
    let refused = || Reply::from(refusal(500, "no"));
    assert_eq!(named(refused().header("x-request-id", "r-1")).await.as_deref(), Some("r-1"));
    assert_eq!(named(refused().header("x-authing-request-id", "r-2")).await.as_deref(), Some("r-2"));
    let in_body = json!({ "statusCode": 500, "message": "no", "requestId": "r-3" });
    assert_eq!(named(in_body.into()).await.as_deref(), Some("r-3"));
    assert_eq!(named(refused()).await, None);
    let shown = log_in(refused().header("x-request-id", "r-1")).await.unwrap_err().to_string();
    assert_eq!(shown, "login_by_code: no (code 500 INTERNAL_SERVER_ERROR, HTTP 200, request r-1)");
}

#[tokio::test]
async fn the_first_graphql_error_is_reported_with_an_object_or_text_message() {
    let object = json!({ "message": { "code": 500, "message": "first", "data": { "a": 1 } } });
    let text = json!({ "message": "plain text", "path": ["user"] });
    let cases = [
        (json!([object]), 500, "first"),
        (json!([object, text]), 500, "first"),
        (json!([text, object]), 500, "plain text"),
        (json!([{ "message": { "code": "2100", "message": "as text" } }]), 2100, "as text"),
    ];
    for (errors, code, message) in cases {
        for data in [Value::Null, json!({ "user": null })] {
            let error = read_user(Reply::raw_json(json!({ "data": data, "errors": errors }))).await.unwrap_err();
            assert!(error.is_api(), "{error:?}");
            assert_eq!(code_message_status(&error), (code, message, Some(200)));
        }
    }
    let error = read_user(json!({ "data": null, "errors": [object] })).await.unwrap_err();
    assert_eq!(error.data(), Some(&json!({ "a": 1 })));
    let bare = Reply::raw_json(json!({ "data": null, "errors": [{}] }));
    assert_eq!(read_user(bare).await.unwrap_err().code().get(), 500);
}

#[tokio::test]
async fn a_graphql_call_understands_the_other_conventions_too() {
    for (status, body) in [
        (200, refusal(500, "no")),
        (200, json!({ "statusCode": 500, "message": "no" })),
        (500, graphql_refusal(500, "no")),
        (500, json!({ "error": "no" })),
    ] {
        let error = read_user(Reply::status(status, body)).await.unwrap_err();
        assert_eq!(code_message_status(&error), (500, "no", Some(status)));
    }
}

#[tokio::test]
async fn an_http_error_status_is_a_failure_even_if_the_body_says_success() {
    for status in [302, 404, 500] {
        let error = log_in(Reply::raw(status, "application/json", envelope(user_json("user-1")).to_string())).await;
        let error = error.unwrap_err();
        assert!(error.is_api(), "{error:?}");
        assert_eq!((error.code().get(), error.http_status()), (i64::from(status), Some(status)));
    }
    let error = read_user(Reply::status(500, graphql("user", json!({ "id": "user-1" })))).await.unwrap_err();
    assert_eq!((error.code().get(), error.http_status()), (500, Some(500)));
}

#[tokio::test]
async fn text_that_a_gateway_appends_does_not_hide_a_failure() {
    for behind in ["\n<!-- served by 7 -->", "\0", "{}"] {
        let body = format!(r#"{{"code":1636,"message":"second factor","data":{{"mfaToken":"m.f.a"}}}}{behind}"#);
        let error = log_in(Reply::raw(400, "application/json", body)).await.unwrap_err();
        assert_eq!(code_message_status(&error), (1636, "second factor", Some(400)), "{behind:?}");
        assert_eq!(error.mfa_token().unwrap().expose(), "m.f.a");
    }
}

#[tokio::test]
async fn a_page_of_a_gateway_keeps_its_status() {
    let error = log_in(Reply::raw(502, "text/html", "<html>s3cret of the gateway</html>")).await.unwrap_err();
    assert!(error.is_api() && error.may_have_reached_server(), "{error:?}");
    assert_eq!(code_message_status(&error), (502, "the server answered with HTTP 502 and no message", Some(502)));
    assert!(!format!("{error:?} {error}").contains("s3cret"), "{error:?}");
}

#[tokio::test]
async fn an_unreadable_success_is_a_decode_error() {
    let raw = |content_type: &str, body: &str| Reply::raw(200, content_type, body);
    let json = |body: Value| Reply::raw_json(body);
    let cases = [
        (raw("text/html; charset=utf-8", "<html>"), "an HTML page"),
        (raw("application/json", ""), "it is empty"),
        (Reply::raw(204, "text/plain", ""), "it is empty"),
        (raw("application/json", "{\"code\":200,"), "not the JSON object"),
        (raw("application/json", "null"), "not the JSON object"),
        (raw("application/json", "[1]"), "not the JSON object"),
        (json(json!([200, "ok", user_json("user-1")])), "not the JSON object"),
        (json(json!([200, user_json("user-1")])), "not the JSON object"),
        (
            raw("application/json", "{\"code\":200,\"data\":{\"id\":\"user-1\",\"token\":\"a.b.c\"}} {}"),
            "not the JSON object",
        ),
        (raw("application/json", "\"ok\""), "not the JSON object"),
        (raw("application/json", "{\"code\":200,\"data\":{\"id\":\"\u{0}\"}}"), "not the JSON object"),
        (Reply::raw(200, "application/json", b"{\"code\":200,\"message\":\"\xff\",\"data\":{}}"), "`id` is missing"),
        (json(json!({})), "neither code nor statusCode"),
        (json(json!({ "data": user_json("user-1") })), "neither code nor statusCode"),
        (json(json!({ "code": 200 })), "it has no data"),
        (json(json!({ "code": 200, "data": null })), "it has no data"),
        (json(json!({ "code": 200, "data": "user-1" })), "unexpected form"),
        (json(json!({ "code": 200, "data": [] })), ""),
        (json(envelope(json!({ "token": "a.b.c" }))), "`id` is missing"),
        (json(envelope(json!({ "id": 7, "token": "a.b.c" }))), "`id`"),
        (json(envelope(json!({ "id": null, "token": "a.b.c" }))), "`id`"),
    ];
    for (reply, why) in cases {
        let error = log_in(reply).await.unwrap_err();
        assert!(error.is_decode() && error.may_have_reached_server(), "{why}: {error:?}");
        assert_eq!(error.code(), ErrorCode::LOCAL);
        assert!(error.http_status().is_some_and(|status| (200..300).contains(&status)), "{error:?}");
        assert!(error.message().starts_with("the reply cannot be read: "), "{error}");
        assert!(error.message().contains(why), "{why}: {error}");
    }
}

#[tokio::test]
async fn an_optional_member_of_an_odd_type_does_not_fail_the_login() {
    let mut odd = json!({
        "id": "user-1", "token": token("user-1"), "nickname": "Ada", "emailVerified": "yes", "loginsCount": "many",
        "registerSource": "social", "identities": [{ "isSocial": 1, "openid": "o" }, 7], "gender": 2, "unheardOf": {},
        "customData": [{ "value": "no key" }, { "key": "school", "value": 1 }], "phoneCountryCode": { "a": 1 },
        "password": "a-hash", "lastIp": "203.0.113.9", "createdAt": 1_700_000_000, "address": ["a", "b"],
    });
    let user = log_in(Reply::raw_json(envelope(odd.clone()))).await.unwrap();
    assert_eq!((&*user.id, user.nickname.as_deref()), ("user-1", Some("Ada")));
    assert_eq!((user.email_verified, user.logins_count, user.gender.as_ref()), (None, None, None));
    assert_eq!((user.register_source.as_ref(), user.phone_country_code.as_ref()), (None, None));
    assert_eq!(user.last_ip.as_deref(), Some("203.0.113.9"), "the other name of the member");
    let identity = &user.identities.as_ref().unwrap()[0];
    assert_eq!((identity.openid.as_deref(), identity.is_social), (Some("o"), None));
    assert!(!format!("{:?}", serde_json::to_value(&user).unwrap()).contains("a-hash"), "the password hash is not read");

    odd["id"] = json!(["user-1"]);
    assert!(log_in(Reply::raw_json(envelope(odd))).await.unwrap_err().is_decode());
}

#[tokio::test]
async fn unknown_values_of_open_strings_are_kept() {
    let user = json!({ "id": "user-1", "token": "a.b.c", "status": "Frozen", "gender": "X" });
    let user = log_in(envelope(user)).await.unwrap();
    assert_eq!((user.status.unwrap().as_str(), user.gender.unwrap().as_str()), ("Frozen", "X"));
}
