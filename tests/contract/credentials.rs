//! Logins with a user name, a phone number, a code, a sub-account or a directory. `login.rs` tests what all password
//! logins share.

use authing_wxapp::{AuthenticationClient, BoxFuture, Error, ErrorCode, User};
use serde_json::{Value, json};

use crate::support::{Server, TestKey, TestStore, envelope, graphql, graphql_refusal, refusal, token, user, user_json};

type Login = fn(AuthenticationClient) -> BoxFuture<'static, Result<User, Error>>;

/// Operation, whether it is GraphQL, the body without options (a password is `null`), and the call.
fn logins() -> Vec<(&'static str, bool, Value, Login)> {
    macro_rules! login {
        ($client:ident => $call:expr) => {
            |$client| Box::pin(async move { $call.await })
        };
    }
    vec![
        (
            "loginByUsername",
            true,
            json!({ "input": { "username": "ada", "password": null, "autoRegister": false } }),
            login!(client => client.login_by_username("ada", "passw0rd")),
        ),
        (
            "loginByPhonePassword",
            true,
            json!({ "input": { "phone": "17612346754", "password": null, "autoRegister": false } }),
            login!(client => client.login_by_phone_password("17612346754", "passw0rd")),
        ),
        (
            "loginByPhoneCode",
            true,
            json!({ "input": { "phone": "17612346754", "code": "123456" } }),
            login!(client => client.login_by_phone_code("17612346754", "123456")),
        ),
        (
            "loginBySubAccount",
            true,
            json!({ "account": "ada-2", "password": null }),
            login!(client => client.login_by_sub_account("ada-2", "passw0rd")),
        ),
        (
            "loginByEmailCode",
            false,
            json!({ "email": "ada@example.com", "code": "123456" }),
            login!(client => client.login_by_email_code("ada@example.com", "123456")),
        ),
        (
            "loginByLdap",
            false,
            json!({ "username": "ada", "password": "passw0rd" }),
            login!(client => client.login_by_ldap("ada", "passw0rd")),
        ),
    ]
}

/// Whether a login sends an encrypted password.
fn is_encrypted(expected: &Value) -> bool {
    expected.to_string().contains("\"password\":null")
}

/// A server that has a password key and answers every login with this reply.
async fn server(reply: Value) -> Server {
    let server = Server::start().await;
    server.reply("getPublicKey", TestKey::small().reply());
    for (operation, is_graphql, ..) in logins() {
        server.reply(operation, if is_graphql { graphql(operation, reply.clone()) } else { envelope(reply.clone()) });
    }
    server
}

/// The body that was sent last, with each password decrypted.
fn sent(server: &Server, operation: &str) -> Value {
    let request = server.requests_for(operation).pop().expect("a login");
    let mut sent = if request.path == "/graphql/v2" { request.variables() } else { request.json() };
    let place = if sent["input"].is_object() { "/input/password" } else { "/password" };
    if let Some(password) = sent.pointer_mut(place).filter(|_| request.path == "/graphql/v2") {
        *password = TestKey::small().decrypt(password).into();
    }
    sent
}

#[tokio::test]
async fn every_login_replaces_the_session_and_sends_no_token() {
    let paths = [("loginByEmailCode", "/api/v2/login/email-code"), ("loginByLdap", "/api/v2/ldap/verify-user")];
    let server = server(user_json("user-1")).await;
    for (operation, _, mut expected, login) in logins() {
        let store = TestStore::with(&token("before"), Some(user("before")));
        let user = login(server.client_over(store.clone())).await.unwrap();
        assert_eq!((&*user.id, user.nickname.as_deref()), ("user-1", Some("Ada")), "{operation}");
        assert_eq!((store.token(), store.user_id().as_deref()), (Some(token("user-1")), Some("user-1")));

        let request = server.requests_for(operation).pop().unwrap();
        let path = paths.iter().find(|(name, _)| *name == operation).map_or("/graphql/v2", |(_, path)| path);
        assert_eq!((&*request.method, &*request.path), ("POST", path), "{operation}");
        assert!(request.query.is_empty() && request.bearer().is_none(), "{operation}");
        for place in ["/password", "/input/password"] {
            if let Some(password) = expected.pointer_mut(place) {
                *password = "passw0rd".into();
            }
        }
        assert_eq!(sent(&server, operation), expected, "{operation}");
    }
    let keys = server.requests_for("getPublicKey");
    assert!(!keys.is_empty() && keys.iter().all(|request| request.bearer().is_none()));
}

#[tokio::test]
async fn every_option_is_sent() {
    let server = server(user_json("user-1")).await;
    let client = server.client();
    let text = |value: &Value| serde_json::from_str::<Value>(value.as_str().unwrap()).unwrap();
    let shared = |sent: &Value| {
        assert_eq!(text(&sent["params"]), json!([{ "key": "school", "value": "Analytical" }]));
        assert_eq!(text(&sent["context"]), json!({ "source": "poster" }));
        assert_eq!(sent["clientIp"], "203.0.113.9");
    };
    let (data, context, ip) = ([("school", "Analytical")], json!({ "source": "poster" }), "203.0.113.9");

    let login = client.login_by_username("ada", "pw").auto_register(true).captcha_code("x7k2");
    login.client_ip(ip).custom_data(data).context(context.clone()).await.unwrap();
    let input = &sent(&server, "loginByUsername")["input"];
    assert_eq!((&input["autoRegister"], &input["captchaCode"]), (&json!(true), &json!("x7k2")));
    shared(input);

    let login = client.login_by_phone_password("176", "pw").auto_register(true).captcha_code("x7k2");
    login.client_ip(ip).custom_data(data).context(context.clone()).await.unwrap();
    let input = &sent(&server, "loginByPhonePassword")["input"];
    assert_eq!((&input["autoRegister"], &input["captchaCode"]), (&json!(true), &json!("x7k2")));
    shared(input);

    let login = client.login_by_phone_code("176", "1234").auto_register(true).phone_country_code("+44");
    login.client_ip(ip).custom_data(data).context(context.clone()).await.unwrap();
    let input = &sent(&server, "loginByPhoneCode")["input"];
    assert_eq!((&input["autoRegister"], &input["phoneCountryCode"]), (&json!(true), &json!("+44")));
    shared(input);

    let login = client.login_by_email_code("a@b.c", "1234").phone_country_code("+44");
    login.client_ip(ip).custom_data(data).context(context.clone()).await.unwrap();
    let body = &sent(&server, "loginByEmailCode");
    assert_eq!(body["phoneCountryCode"], "+44");
    shared(body);

    client.login_by_sub_account("ada-2", "pw").captcha_code("x7k2").client_ip(ip).await.unwrap();
    let expected = json!({ "account": "ada-2", "password": "pw", "captchaCode": "x7k2", "clientIp": ip });
    assert_eq!(sent(&server, "loginBySubAccount"), expected);

    client.login_by_ldap("ada", "pw").client_ip(ip).with_custom_data(true).await.unwrap();
    let expected = json!({ "username": "ada", "password": "pw", "clientIp": ip, "withCustomData": true });
    assert_eq!(sent(&server, "loginByLdap"), expected);
}

#[tokio::test]
async fn a_refused_login_has_the_server_s_code_and_keeps_the_session() {
    for (operation, is_graphql, expected, login) in logins() {
        let server = Server::start().await;
        if is_encrypted(&expected) {
            server.reply("getPublicKey", TestKey::small().reply());
        }
        let reply = if is_graphql { graphql_refusal(2004, "no such user") } else { refusal(2004, "no such user") };
        server.reply(operation, reply);
        let store = TestStore::with(&token("before"), Some(user("before")));
        let error = login(server.client_over(store.clone())).await.unwrap_err();
        assert_eq!((error.code(), error.message()), (ErrorCode::USER_NOT_FOUND, "no such user"), "{operation}");
        assert!(error.is_api() && error.may_have_reached_server(), "{operation}");
        assert!(!format!("{error:?} {error}").contains("passw0rd"), "{error:?}");
        assert_eq!(store.token(), Some(token("before")), "{operation}");
    }
}

#[tokio::test]
async fn a_login_without_a_token_in_its_reply_is_an_error() {
    let server = server(json!({ "id": "user-1" })).await;
    for (operation, _, _, login) in logins() {
        let store = TestStore::with(&token("before"), Some(user("before")));
        let error = login(server.client_over(store.clone())).await.unwrap_err();
        assert!(error.is_decode() && error.message().contains("no token"), "{operation}: {error:?}");
        assert_eq!(store.token(), Some(token("before")), "{operation}");
    }
}

#[tokio::test]
async fn the_next_login_fetches_the_key_again_if_the_server_cannot_decrypt_a_password() {
    for (operation, _, expected, login) in logins() {
        if !is_encrypted(&expected) {
            continue;
        }
        let server = Server::start().await;
        server.reply("getPublicKey", TestKey::small().reply());
        server.reply(operation, graphql_refusal(2016, "cannot decrypt"));
        let client = server.client();
        for _ in 0..2 {
            login(client.clone()).await.unwrap_err();
        }
        assert_eq!(server.operations(), ["getPublicKey", operation, "getPublicKey", operation]);
    }
}

#[tokio::test]
async fn an_empty_argument_is_refused_before_anything_is_sent() {
    let server = Server::start().await;
    let client = server.client();
    let refused = |result: Result<User, Error>, what: &str| {
        let error = result.unwrap_err();
        assert!(error.is_argument() && error.message().contains(&format!("{what} is empty")), "{error:?}");
    };
    refused(client.login_by_username(" ", "pw").await, "username");
    refused(client.login_by_username("ada", "").await, "password");
    refused(client.login_by_phone_password("", "pw").await, "phone");
    refused(client.login_by_phone_password("176", "").await, "password");
    refused(client.login_by_phone_code("", "1234").await, "phone");
    refused(client.login_by_phone_code("176", " ").await, "code");
    refused(client.login_by_email_code("", "1234").await, "email");
    refused(client.login_by_email_code("a@b.c", "").await, "code");
    refused(client.login_by_sub_account("", "pw").await, "account");
    refused(client.login_by_sub_account("ada-2", "").await, "password");
    refused(client.login_by_ldap("", "pw").await, "username");
    refused(client.login_by_ldap("ada", "").await, "password");
    server.assert_untouched();
}
