//! Registrations, the codes that they need, and `is_user_exists`.

use authing_wxapp::{
    AuthenticationClient, BoxFuture, EmailScene, Error, ErrorCode, Gender, RegisterProfile, SmsScene, User,
};
use serde_json::{Value, json};

use crate::support::{Server, TestKey, TestStore, envelope, graphql, graphql_refusal, refusal, token, user, user_json};

type Register = fn(AuthenticationClient) -> BoxFuture<'static, Result<User, Error>>;

/// Operation, the body without options, and the call.
fn registrations() -> Vec<(&'static str, Value, Register)> {
    macro_rules! register {
        ($client:ident => $call:expr) => {
            |$client| Box::pin(async move { $call.await })
        };
    }
    let defaults = |mut input: Value| {
        input["profile"] = json!({});
        input["forceLogin"] = json!(false);
        input["generateToken"] = json!(false);
        input
    };
    vec![
        (
            "registerByEmail",
            defaults(json!({ "email": "ada@example.com", "password": "passw0rd" })),
            register!(client => client.register_by_email("ada@example.com", "passw0rd")),
        ),
        (
            "registerByUsername",
            defaults(json!({ "username": "ada", "password": "passw0rd" })),
            register!(client => client.register_by_username("ada", "passw0rd")),
        ),
        (
            "registerByPhoneCode",
            defaults(json!({ "phone": "17612346754", "code": "123456" })),
            register!(client => client.register_by_phone_code("17612346754", "123456")),
        ),
        (
            "registerByEmailCode",
            json!({ "email": "ada@example.com", "code": "123456" }),
            register!(client => client.register_by_email_code("ada@example.com", "123456")),
        ),
    ]
}

async fn server(reply: Value) -> Server {
    let server = Server::start().await;
    server.reply("getPublicKey", TestKey::small().reply());
    for (operation, ..) in registrations() {
        let is_rest = operation == "registerByEmailCode";
        server.reply(operation, if is_rest { envelope(reply.clone()) } else { graphql(operation, reply.clone()) });
    }
    server
}

/// The body that was sent last, with the password decrypted.
fn sent(server: &Server, operation: &str) -> Value {
    let request = server.requests_for(operation).pop().expect("a registration");
    if request.path != "/graphql/v2" {
        return request.json();
    }
    let mut input = request.variables()["input"].take();
    if let Some(password) = input.get_mut("password") {
        *password = TestKey::small().decrypt(password).into();
    }
    input
}

#[tokio::test]
async fn a_registration_with_a_token_replaces_the_session_and_sends_no_token() {
    let server = server(user_json("user-1")).await;
    for (operation, expected, register) in registrations() {
        let store = TestStore::with(&token("before"), Some(user("before")));
        let user = register(server.client_over(store.clone())).await.unwrap();
        assert_eq!(user.id, "user-1", "{operation}");
        assert_eq!((store.token(), store.user_id().as_deref()), (Some(token("user-1")), Some("user-1")));
        let request = server.requests_for(operation).pop().unwrap();
        let path = if operation == "registerByEmailCode" { "/api/v2/register/email-code" } else { "/graphql/v2" };
        assert_eq!((&*request.method, &*request.path, request.bearer()), ("POST", path, None), "{operation}");
        assert!(request.query.is_empty(), "{operation}");
        assert_eq!(sent(&server, operation), expected, "{operation}");
    }
    assert!(server.requests_for("getPublicKey").iter().all(|request| request.bearer().is_none()));
}

#[tokio::test]
async fn a_registration_without_a_token_returns_the_user_and_stores_nothing() {
    for reply in
        [json!({ "id": "user-1" }), json!({ "id": "user-1", "token": null }), json!({ "id": "user-1", "token": "" })]
    {
        let server = server(reply).await;
        for (operation, _, register) in registrations() {
            for store in [TestStore::new(), TestStore::with(&token("before"), Some(user("before")))] {
                let before = store.session();
                let user = register(server.client_over(store.clone())).await.unwrap();
                assert_eq!(user.id, "user-1", "{operation}");
                assert_eq!(store.session(), before, "{operation}");
            }
        }
    }
}

#[tokio::test]
async fn nothing_is_sent_when_the_store_cannot_keep_what_a_registration_gives() {
    let server = Server::start().await;
    for (operation, _, register) in registrations() {
        let error = register(server.client_over(TestStore::new().break_load())).await.unwrap_err();
        assert!(error.is_store() && !error.may_have_reached_server(), "{operation}: {error:?}");
    }
    server.assert_untouched();
}

#[tokio::test]
async fn every_option_is_sent() {
    let server = server(user_json("user-1")).await;
    let client = server.client();
    let text = |value: &Value| serde_json::from_str::<Value>(value.as_str().unwrap()).unwrap();
    let (data, context, ip) = ([("school", "Analytical")], json!({ "source": "poster" }), "203.0.113.9");
    let profile = RegisterProfile::new().nickname("Ada").gender(Gender::F).udf("age", "36").udf("vip", "true");
    let wire = json!({
        "nickname": "Ada", "gender": "F", "udf": [{ "key": "age", "value": "36" }, { "key": "vip", "value": "true" }],
    });
    let shared = |sent: &Value| {
        assert_eq!((&sent["profile"], &sent["clientIp"]), (&wire, &json!(ip)));
        assert_eq!((&sent["forceLogin"], &sent["generateToken"]), (&json!(true), &json!(true)));
    };
    let as_text = |sent: &Value| {
        assert_eq!(text(&sent["params"]), json!([{ "key": "school", "value": "Analytical" }]));
        assert_eq!(text(&sent["context"]), json!({ "source": "poster" }));
    };
    macro_rules! with_options {
        ($request:expr) => {
            $request
                .profile(profile.clone())
                .force_login(true)
                .generate_token(true)
                .client_ip(ip)
                .custom_data(data)
                .context(context.clone())
        };
    }

    with_options!(client.register_by_email("a@b.c", "pw")).phone_token("proof-p").await.unwrap();
    let input = sent(&server, "registerByEmail");
    assert_eq!(input["phoneToken"], "proof-p");
    shared(&input);
    as_text(&input);

    let register = with_options!(client.register_by_username("ada", "pw"));
    register.phone_token("proof-p").email_token("proof-e").await.unwrap();
    let input = sent(&server, "registerByUsername");
    assert_eq!((&input["phoneToken"], &input["emailToken"]), (&json!("proof-p"), &json!("proof-e")));
    shared(&input);
    as_text(&input);

    let register = with_options!(client.register_by_phone_code("176", "1234"));
    register.phone_country_code("+44").password("pw").email_token("proof-e").await.unwrap();
    let input = sent(&server, "registerByPhoneCode");
    assert_eq!((&input["phoneCountryCode"], &input["password"]), (&json!("+44"), &json!("pw")));
    assert_eq!(input["emailToken"], "proof-e");
    shared(&input);
    as_text(&input);

    with_options!(client.register_by_email_code("a@b.c", "1234")).phone_token("proof-p").await.unwrap();
    let body = sent(&server, "registerByEmailCode");
    assert_eq!((&body["customData"], &body["context"]), (&json!({ "school": "Analytical" }), &context));
    assert_eq!(body["phoneToken"], "proof-p");
    shared(&body);
}

#[tokio::test]
async fn a_refused_registration_has_the_server_s_code_and_keeps_the_session() {
    for (operation, expected, register) in registrations() {
        let server = Server::start().await;
        if expected["password"].is_string() {
            server.reply("getPublicKey", TestKey::small().reply());
        }
        let is_rest = operation == "registerByEmailCode";
        server.reply(operation, if is_rest { refusal(2026, "taken") } else { graphql_refusal(2026, "taken") });
        let store = TestStore::with(&token("before"), Some(user("before")));
        let error = register(server.client_over(store.clone())).await.unwrap_err();
        assert_eq!((error.code().get(), error.message()), (2026, "taken"), "{operation}");
        assert_eq!(store.token(), Some(token("before")), "{operation}");
    }
}

#[tokio::test]
async fn a_store_failure_after_a_registration_keeps_the_session_in_the_error() {
    let server = server(user_json("user-1")).await;
    for (operation, _, register) in registrations() {
        let error = register(server.client_over(TestStore::new().break_replace())).await.unwrap_err();
        assert!(error.is_store(), "{operation}: {error:?}");
        assert_eq!(error.session().unwrap().token().expose(), token("user-1"));
    }
}

#[tokio::test]
async fn an_empty_argument_is_refused_before_anything_is_sent() {
    let server = Server::start().await;
    let client = server.client();
    let refused = |error: Error, what: &str| {
        assert!(error.is_argument() && error.message().contains(what), "{error:?}");
    };
    refused(client.register_by_email("", "pw").await.unwrap_err(), "email is empty");
    refused(client.register_by_email("a@b.c", "").await.unwrap_err(), "password is empty");
    refused(client.register_by_username(" ", "pw").await.unwrap_err(), "username is empty");
    refused(client.register_by_phone_code("", "1").await.unwrap_err(), "phone is empty");
    refused(client.register_by_phone_code("176", "").await.unwrap_err(), "code is empty");
    refused(client.register_by_phone_code("176", "1").password("").await.unwrap_err(), "password is empty");
    refused(client.register_by_email_code("", "1").await.unwrap_err(), "email is empty");
    refused(client.register_by_email_code("a@b.c", "").await.unwrap_err(), "code is empty");
    refused(client.send_sms_code("").await.unwrap_err(), "phone is empty");
    refused(client.send_email("", EmailScene::VERIFY_EMAIL).await.unwrap_err(), "email is empty");
    refused(client.send_email("a@b.c", "").await.unwrap_err(), "scene is empty");
    refused(client.is_user_exists().await.unwrap_err(), "no user is named");
    refused(client.is_user_exists().email(" ").await.unwrap_err(), "no user is named");
    server.assert_untouched();
}

// --- codes and is_user_exists ---

#[tokio::test]
async fn a_text_message_is_sent_with_or_without_a_scene_and_needs_no_data_in_the_reply() {
    let server = Server::start().await;
    server.reply("sendSmsCode", json!({ "code": 200, "message": "done" }));
    server.reply("sendSmsCode", envelope(json!({ "ttl": 60 })));
    let store = TestStore::with(&token("user-1"), Some(user("user-1")));
    server.client().send_sms_code("17612346754").await.unwrap();
    let client = server.client_over(store.clone());
    client.send_sms_code("7911123456").phone_country_code("+44").scene(SmsScene::MFA_BIND).await.unwrap();

    let [first, second] = &server.requests_for("sendSmsCode")[..] else { panic!("two codes") };
    assert_eq!((&*first.method, &*first.path, first.bearer()), ("POST", "/api/v2/sms/send", None));
    assert_eq!(first.json(), json!({ "phone": "17612346754" }));
    assert_eq!(second.bearer(), Some(&*token("user-1")));
    assert_eq!(second.json(), json!({ "phone": "7911123456", "phoneCountryCode": "+44", "scene": "mfa-bind" }));
    assert_eq!(store.token(), Some(token("user-1")));
}

#[tokio::test]
async fn an_email_is_sent_for_any_scene() {
    let server = Server::start().await;
    server.reply("sendEmail", graphql("sendEmail", json!({ "code": 200, "message": "ok" })));
    let client = server.client();
    let said = client.send_email("ada@example.com", EmailScene::RESET_PASSWORD).await.unwrap();
    assert_eq!((said.code, said.message.as_deref()), (Some(200), Some("ok")));
    client.send_email("ada@example.com", "SOMETHING_NEW").await.unwrap();
    let scenes = server.requests_for("sendEmail").iter().map(|request| request.variables()).collect::<Vec<_>>();
    let expected = |scene: &str| json!({ "email": "ada@example.com", "scene": scene });
    assert_eq!(scenes, [expected("RESET_PASSWORD"), expected("SOMETHING_NEW")]);
}

#[tokio::test]
async fn a_message_with_a_failure_code_is_an_error() {
    let server = Server::start().await;
    server.reply("sendEmail", graphql("sendEmail", json!({ "code": 2029, "message": "too often" })));
    let error = server.client().send_email("ada@example.com", EmailScene::VERIFY_EMAIL).await.unwrap_err();
    assert!(error.is_api() && error.may_have_reached_server(), "{error:?}");
    assert_eq!((error.code(), error.message()), (ErrorCode::from(2029), "too often"));
    assert_eq!((error.http_status(), error.verb()), (Some(200), "send_email"));
}

#[tokio::test]
async fn is_user_exists_is_true_or_false() {
    let server = Server::start().await;
    server.reply("isUserExists", graphql("isUserExists", json!(true)));
    server.reply("isUserExists", graphql("isUserExists", json!(false)));
    server.reply("isUserExists", crate::support::Reply::raw_json(graphql("isUserExists", Value::Null)));
    let client = server.client();
    let asked = client.is_user_exists().username("ada").email("a@b.c").phone("176").external_id("ext-1");
    assert!(asked.await.unwrap());
    assert!(!client.is_user_exists().phone("176").await.unwrap());
    let error = client.is_user_exists().phone("176").await.unwrap_err();
    assert!(error.is_decode(), "a reply without data must not be read as false: {error:?}");
    let requests: Vec<Value> = server.requests_for("isUserExists").iter().map(|request| request.variables()).collect();
    let all = json!({ "username": "ada", "email": "a@b.c", "phone": "176", "externalId": "ext-1" });
    assert_eq!(requests[..2], [all, json!({ "phone": "176" })]);
}
