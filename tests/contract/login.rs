//! Logins with email and password, and the key that encrypts the password.

use authing_wxapp::{AuthenticationClient, ErrorCode};
use futures_util::future::join_all;
use serde_json::{Map, Value, json};

use crate::support::{
    Reply, Server, TestKey, TestStore, graphql, graphql_refusal, key_reply, pem, refusal, token, user, user_json,
};

async fn server() -> Server {
    let server = Server::start().await;
    server.reply("loginByEmail", graphql("loginByEmail", user_json("user-1")));
    server
}

async fn server_with_key() -> Server {
    let server = server().await;
    server.reply("getPublicKey", TestKey::small().reply());
    server
}

/// The variable `input` of the last login.
fn input(server: &Server) -> Value {
    server.requests_for("loginByEmail").last().expect("a login").variables()["input"].clone()
}

#[tokio::test]
async fn a_login_fetches_the_key_encrypts_the_password_and_stores_user_and_token() {
    let server = server_with_key().await;
    let store = TestStore::with(&token("before"), Some(user("before")));
    let user = server.client_over(store.clone()).login_by_email("ada@example.com", "passw0rd").await.unwrap();
    assert_eq!((&*user.id, user.nickname.as_deref()), ("user-1", Some("Ada")));

    assert_eq!(server.operations(), ["getPublicKey", "loginByEmail"]);
    let requests = server.requests();
    assert_eq!((&*requests[0].method, &*requests[0].path), ("GET", "/api/v2/.well-known"));
    assert_eq!((&*requests[1].method, &*requests[1].path), ("POST", "/graphql/v2"));
    assert!(requests.iter().all(|request| request.bearer().is_none() && request.query.is_empty()));
    let sent = input(&server);
    assert_eq!(sent, json!({ "email": "ada@example.com", "password": sent["password"], "autoRegister": false }));
    assert_eq!(TestKey::small().decrypt(&sent["password"]), "passw0rd");

    assert_eq!(store.token(), Some(token("user-1")));
    assert_eq!(store.user_id().as_deref(), Some("user-1"));
}

#[tokio::test]
async fn every_option_is_sent() {
    let server = server_with_key().await;
    let login = server.client().login_by_email("ada@example.com", "passw0rd");
    let custom = [("school", json!("Analytical")), ("age", json!(36))];
    let login = login.auto_register(true).captcha_code("x7k2").client_ip("203.0.113.9").custom_data(custom);
    login.context(json!({ "source": "poster" })).await.unwrap();

    let sent = input(&server);
    assert_eq!(sent["autoRegister"], true);
    assert_eq!((&sent["captchaCode"], &sent["clientIp"]), (&json!("x7k2"), &json!("203.0.113.9")));
    let text = |member: &str| serde_json::from_str::<Value>(sent[member].as_str().unwrap()).unwrap();
    assert_eq!(text("params"), json!([{ "key": "school", "value": "Analytical" }, { "key": "age", "value": 36 }]));
    assert_eq!(text("context"), json!({ "source": "poster" }));
}

#[tokio::test]
async fn custom_data_may_be_an_array_a_vector_or_a_map() {
    let server = server_with_key().await;
    let client = server.client();
    let map = Map::from_iter([("school".to_owned(), json!("Analytical"))]);
    client.login_by_email("a@b.c", "pw").custom_data([("school", "Analytical")]).await.unwrap();
    client.login_by_email("a@b.c", "pw").custom_data(vec![("school", "Analytical")]).await.unwrap();
    client.login_by_email("a@b.c", "pw").custom_data(map).await.unwrap();
    client.login_by_email("a@b.c", "pw").custom_data(Map::new()).await.unwrap();

    let params: Vec<Value> = server
        .requests_for("loginByEmail")
        .iter()
        .map(|request| request.variables()["input"]["params"].clone())
        .collect();
    assert_eq!(params[..3], [params[0].clone(), params[0].clone(), params[0].clone()]);
    assert_eq!(params[0], r#"[{"key":"school","value":"Analytical"}]"#);
    assert_eq!(params[3], "[]");
}

#[tokio::test]
async fn the_key_is_fetched_once_for_all_clients_of_an_application() {
    let server = server_with_key().await;
    let client = server.client();
    client.login_by_email("a@b.c", "one").await.unwrap();
    client.clone().login_by_email("a@b.c", "two").await.unwrap();
    client.for_token("a.b.c").login_by_email("a@b.c", "three").await.unwrap();
    assert_eq!(server.operations(), ["getPublicKey", "loginByEmail", "loginByEmail", "loginByEmail"]);
}

#[tokio::test]
async fn concurrent_logins_fetch_the_key_once() {
    let server = server_with_key().await;
    let client = server.client();
    let logins = (0..10).map(|n| client.login_by_email("a@b.c", format!("password {n}")).into_future());
    for login in join_all(logins).await {
        login.unwrap();
    }
    assert_eq!(server.requests_for("getPublicKey").len(), 1);
    let sent = server.requests_for("loginByEmail");
    let mut passwords: Vec<String> =
        sent.iter().map(|request| TestKey::small().decrypt(&request.variables()["input"]["password"])).collect();
    passwords.sort();
    assert_eq!(passwords, (0..10).map(|n| format!("password {n}")).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_configured_key_is_not_fetched() {
    for key in [TestKey::small(), TestKey::large()] {
        let server = server().await;
        let client = server.builder().public_key(key.pem()).build().unwrap();
        client.login_by_email("a@b.c", "passw0rd").await.unwrap();
        assert_eq!(server.operations(), ["loginByEmail"]);
        assert_eq!(key.decrypt(&input(&server)["password"]), "passw0rd");
    }
}

#[tokio::test]
async fn a_key_is_read_in_every_format_that_servers_use() {
    let key = TestKey::small();
    let (spki, pkcs1) = (key.base64(), key.base64_of_pkcs1());
    let shapes = [
        pem("PUBLIC KEY", &spki, "\n"),
        pem("PUBLIC KEY", &spki, "\r\n"),
        pem("PUBLIC KEY", &spki, "\\n"),
        pem("PUBLIC KEY", &spki, ""),
        pem("PUBLIC KEY", &spki, " "),
        pem("RSA PUBLIC KEY", &pkcs1, "\n"),
        format!("\n  {}  \n", pem("PUBLIC KEY", &spki, "\n")),
        spki,
        pkcs1,
    ];
    for shape in shapes {
        let server = server().await;
        server.reply("getPublicKey", key_reply(&shape));
        let login = server.client().login_by_email("a@b.c", "passw0rd").await;
        assert!(login.is_ok(), "{shape}: {login:?}");
        assert_eq!(key.decrypt(&input(&server)["password"]), "passw0rd");
    }
}

#[tokio::test]
async fn an_unusable_key_is_a_decode_error_and_is_fetched_again_next_time() {
    let server = server().await;
    server.reply("getPublicKey", key_reply("no key at all"));
    server.reply("getPublicKey", key_reply("aGVsbG8="));
    server.reply("getPublicKey", refusal(500, "out of keys"));
    server.reply("getPublicKey", TestKey::small().reply());
    let client = server.client();
    for what in ["neither PEM nor base64", "not an RSA public key"] {
        let error = client.login_by_email("a@b.c", "passw0rd").await.unwrap_err();
        assert!(error.is_decode() && error.message().contains(what), "{error:?}");
        assert_eq!(error.verb(), "login_by_email");
    }
    let error = client.login_by_email("a@b.c", "passw0rd").await.unwrap_err();
    assert_eq!((error.code().get(), error.message()), (500, "out of keys"));
    client.login_by_email("a@b.c", "passw0rd").await.unwrap();
}

#[tokio::test]
async fn passwords_in_any_script_are_sent_as_utf8() {
    let server = server_with_key().await;
    let client = server.client();
    for password in ["密码很长也没关系", "🔑🦀 café", " spaces stay ", "\"quotes\" and \\", "a\0b"] {
        client.login_by_email("a@b.c", password).await.unwrap();
        assert_eq!(TestKey::small().decrypt(&input(&server)["password"]), password);
    }
}

#[tokio::test]
async fn the_length_of_a_password_is_counted_in_bytes() {
    for (key, most) in [(TestKey::small(), 117), (TestKey::large(), 245)] {
        let server = server().await;
        let client = server.builder().public_key(key.base64()).build().unwrap();
        let fits = "x".repeat(most);
        client.login_by_email("a@b.c", &*fits).await.unwrap();
        assert_eq!(key.decrypt(&input(&server)["password"]), fits);

        // This has fewer characters than the limit, but more bytes.
        for too_long in ["x".repeat(most + 1), "密".repeat(most / 3 + 1)] {
            let error = client.login_by_email("a@b.c", &*too_long).await.unwrap_err();
            assert!(error.is_argument() && !error.may_have_reached_server(), "{error:?}");
            let message = error.message();
            assert!(message.contains(&format!("{} bytes", too_long.len())), "{message}");
            assert!(message.contains(&most.to_string()) && !message.contains(&too_long), "{message}");
        }
        assert_eq!(server.operations().len(), 1);
    }
}

#[tokio::test]
async fn an_empty_email_or_password_is_refused_before_anything_is_sent() {
    let server = Server::start().await;
    let client = server.client();
    for (email, password, what) in [("", "pw", "email"), ("  ", "pw", "email"), ("a@b.c", "", "password")] {
        let error = client.login_by_email(email, password).await.unwrap_err();
        assert!(error.is_argument() && error.message().contains(&format!("{what} is empty")), "{error:?}");
    }
    server.assert_untouched();
}

#[tokio::test]
async fn the_padding_is_random() {
    let server = server_with_key().await;
    let client = server.client();
    client.login_by_email("a@b.c", "passw0rd").await.unwrap();
    let first = input(&server)["password"].clone();
    client.login_by_email("a@b.c", "passw0rd").await.unwrap();
    assert_ne!(first, input(&server)["password"]);
}

/// The server changed its key, so the cached key is useless.
#[tokio::test]
async fn the_next_login_fetches_the_key_again_if_the_server_cannot_decrypt_a_password() {
    let server = Server::start().await;
    server.reply("getPublicKey", TestKey::small().reply());
    server.reply("getPublicKey", TestKey::large().reply());
    server.reply("loginByEmail", graphql_refusal(2016, "cannot decrypt"));
    server.reply("loginByEmail", graphql("loginByEmail", user_json("user-1")));
    let client = server.client();
    let error = client.login_by_email("a@b.c", "passw0rd").await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::PASSWORD_DECRYPTION_FAILED);
    client.login_by_email("a@b.c", "passw0rd").await.unwrap();
    assert_eq!(server.operations(), ["getPublicKey", "loginByEmail", "getPublicKey", "loginByEmail"]);
    assert_eq!(TestKey::large().decrypt(&input(&server)["password"]), "passw0rd");
}

#[tokio::test]
async fn a_configured_key_is_never_replaced_by_a_fetched_one() {
    let server = Server::start().await;
    server.reply("loginByEmail", graphql_refusal(2016, "cannot decrypt"));
    let client = server.builder().public_key(TestKey::small().pem()).build().unwrap();
    for _ in 0..2 {
        client.login_by_email("a@b.c", "passw0rd").await.unwrap_err();
    }
    assert_eq!(server.operations(), ["loginByEmail", "loginByEmail"]);
}

async fn refused(reply: impl Into<Reply>) -> (authing_wxapp::Error, TestStore, AuthenticationClient) {
    let server = Server::start().await;
    server.reply("loginByEmail", reply);
    let store = TestStore::with(&token("before"), Some(user("before")));
    let client = server.builder().public_key(TestKey::small().pem()).token_store(store.clone()).build().unwrap();
    let error = client.login_by_email("ada@example.com", "s3cret-passw0rd").await.unwrap_err();
    (error, store, client)
}

#[tokio::test]
async fn a_refused_login_has_the_server_s_code_and_keeps_the_session() {
    let (error, store, _) = refused(graphql_refusal(2004, "no such user")).await;
    assert!(error.is_api(), "{error:?}");
    assert_eq!((error.code(), error.message()), (ErrorCode::USER_NOT_FOUND, "no such user"));
    assert!(!format!("{error:?} {error}").contains("s3cret"), "{error:?}");
    assert_eq!(store.token(), Some(token("before")));
}

#[tokio::test]
async fn a_login_that_requires_a_second_factor_has_the_mfa_token_in_its_error() {
    for code in [1635, 1636] {
        let message = json!({ "code": code, "message": "second factor", "data": { "mfaToken": "m.f.a" } });
        let (error, store, _) = refused(json!({ "data": null, "errors": [{ "message": message }] })).await;
        assert!(error.is_mfa_required(), "{error:?}");
        assert_eq!(error.mfa_token().unwrap().expose(), "m.f.a");
        assert!(!format!("{error:?} {error}").contains("m.f.a"), "{error:?}");
        assert_eq!(store.token(), Some(token("before")));
    }
}

#[tokio::test]
async fn a_login_without_a_token_in_its_reply_is_an_error() {
    let (error, store, _) = refused(graphql("loginByEmail", json!({ "id": "user-1" }))).await;
    assert!(error.is_decode() && error.message().contains("no token"), "{error:?}");
    assert_eq!(store.token(), Some(token("before")));
}

#[tokio::test]
async fn a_store_failure_after_a_login_keeps_the_session_in_the_error() {
    let server = server_with_key().await;
    let client = server.client_over(TestStore::new().break_replace());
    let error = client.login_by_email("a@b.c", "passw0rd").await.unwrap_err();
    assert!(error.is_store(), "{error:?}");
    assert_eq!(error.session().unwrap().token().expose(), token("user-1"));
}
