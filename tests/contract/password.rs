//! The strength of a password, and changing it.

use authing_wxapp::{AuthenticationClient, BoxFuture, CommonMessage, Error, ErrorCode, PasswordSecurityLevel};
use serde_json::{Value, json};

use crate::support::{Server, TestKey, TestStore, graphql, graphql_refusal, token, user};

type Reset = fn(AuthenticationClient) -> BoxFuture<'static, Result<CommonMessage, Error>>;

/// Operation, the variables with passwords decrypted, and the call.
fn resets() -> Vec<(&'static str, Value, Reset)> {
    macro_rules! reset {
        ($client:ident => $call:expr) => {
            |$client| Box::pin(async move { $call.await })
        };
    }
    vec![
        (
            "resetPassword",
            json!({ "phone": "17612346754", "code": "123456", "newPassword": "n3w" }),
            reset!(client => client.reset_password_by_phone_code("17612346754", "123456", "n3w")),
        ),
        (
            "resetPassword",
            json!({ "phone": "7911123456", "phoneCountryCode": "+44", "code": "123456", "newPassword": "n3w" }),
            reset!(client => {
                client.reset_password_by_phone_code("7911123456", "123456", "n3w").phone_country_code("+44")
            }),
        ),
        (
            "resetPassword",
            json!({ "email": "a@b.c", "code": "123456", "newPassword": "n3w" }),
            reset!(client => client.reset_password_by_email_code("a@b.c", "123456", "n3w")),
        ),
        (
            "resetPasswordByFirstLoginToken",
            json!({ "token": "f.i.r", "password": "n3w" }),
            reset!(client => client.reset_password_by_first_login_token("f.i.r", "n3w")),
        ),
        (
            "resetPasswordByForceResetToken",
            json!({ "token": "f.o.r", "oldPassword": "0ld", "newPassword": "n3w" }),
            reset!(client => client.reset_password_by_force_reset_token("f.o.r", "0ld", "n3w")),
        ),
    ]
}

async fn server(operation: &str, reply: Value) -> Server {
    let server = Server::start().await;
    server.reply("getPublicKey", TestKey::small().reply());
    server.reply(operation, reply);
    server
}

/// The variables that were sent last, with the passwords decrypted.
fn sent(server: &Server, operation: &str) -> Value {
    let mut variables = server.requests_for(operation).pop().expect("a call").variables();
    for member in ["password", "newPassword", "oldPassword"] {
        if let Some(password) = variables.get_mut(member) {
            *password = TestKey::small().decrypt(password).into();
        }
    }
    variables
}

fn signed_in() -> TestStore {
    TestStore::with(&token("user-1"), Some(user("user-1")))
}

#[tokio::test]
async fn a_reset_encrypts_the_passwords_and_keeps_the_session() {
    for (operation, expected, reset) in resets() {
        let server = server(operation, graphql(operation, json!({ "code": 200, "message": "ok" }))).await;
        let said = reset(server.client()).await.unwrap();
        assert_eq!((said.code, said.message.as_deref()), (Some(200), Some("ok")), "{operation}");
        let request = server.requests_for(operation).pop().unwrap();
        assert_eq!((&*request.method, &*request.path, request.bearer()), ("POST", "/graphql/v2", None), "{operation}");
        assert_eq!(sent(&server, operation), expected, "{operation}");

        let store = signed_in();
        let before = store.session();
        reset(server.client_over(store.clone())).await.unwrap();
        let bearer = server.requests_for(operation).pop().unwrap();
        assert_eq!(bearer.bearer(), Some(&*token("user-1")), "{operation}");
        assert!(server.requests_for("getPublicKey").iter().all(|request| request.bearer().is_none()), "{operation}");
        assert_eq!(store.session(), before, "{operation}");
    }
}

#[tokio::test]
async fn every_kind_of_refused_reset_is_an_error() {
    for (operation, _, reset) in resets() {
        let message = json!({ "code": 2001, "message": "wrong code" });
        for reply in [graphql(operation, message), graphql_refusal(2001, "wrong code")] {
            let server = server(operation, reply).await;
            let error = reset(server.client()).await.unwrap_err();
            assert!(error.is_api() && error.may_have_reached_server(), "{operation}: {error:?}");
            assert_eq!((error.code(), error.message()), (ErrorCode::from(2001), "wrong code"), "{operation}");
            assert!(!format!("{error:?} {error}").contains("n3w"), "{error:?}");
        }
    }
}

#[tokio::test]
async fn the_next_reset_fetches_the_key_again_if_the_server_cannot_decrypt_a_password() {
    for (operation, _, reset) in resets() {
        let in_the_data = graphql(operation, json!({ "code": 2016, "message": "cannot decrypt" }));
        for reply in [graphql_refusal(2016, "cannot decrypt"), in_the_data] {
            let server = server(operation, reply).await;
            let client = server.client();
            for _ in 0..2 {
                reset(client.clone()).await.unwrap_err();
            }
            assert_eq!(server.operations(), ["getPublicKey", operation, "getPublicKey", operation]);
        }
    }
}

#[tokio::test]
async fn an_update_of_the_password_needs_the_session_and_stores_the_user() {
    let reply = graphql("updatePassword", json!({ "id": "user-1", "nickname": "Bob" }));
    let server = server("updatePassword", reply).await;
    let store = signed_in();
    let client = server.client_over(store.clone());
    let user = client.update_password("n3w").await.unwrap();
    assert_eq!(user.nickname.as_deref(), Some("Bob"));
    assert_eq!(sent(&server, "updatePassword"), json!({ "newPassword": "n3w" }));
    client.update_password("n3w").old_password("0ld").await.unwrap();
    assert_eq!(sent(&server, "updatePassword"), json!({ "newPassword": "n3w", "oldPassword": "0ld" }));
    let request = server.requests_for("updatePassword").pop().unwrap();
    assert_eq!(request.bearer(), Some(&*token("user-1")));
    assert_eq!(store.token(), Some(token("user-1")));
    assert_eq!(store.session().unwrap().user().unwrap().nickname.as_deref(), Some("Bob"));
}

#[tokio::test]
async fn a_refused_update_and_one_without_a_session_change_nothing() {
    let server = server("updatePassword", graphql_refusal(1320011, "wrong old password")).await;
    let store = signed_in();
    let error = server.client_over(store.clone()).update_password("n3w").old_password("0ld").await.unwrap_err();
    assert_eq!((error.code().get(), error.verb()), (1_320_011, "update_password"));
    assert_eq!(store.user_id().as_deref(), Some("user-1"));

    let before = server.operations().len();
    let error = server.client().update_password("n3w").await.unwrap_err();
    assert!(error.is_not_logged_in(), "{error:?}");
    assert_eq!(server.operations().len(), before);
}

#[tokio::test]
async fn a_password_that_is_too_weak_is_a_result_and_not_an_error() {
    let server = Server::start().await;
    let answer = |valid: bool| graphql("checkPasswordStrength", json!({ "valid": valid, "message": "so it is" }));
    server.reply("checkPasswordStrength", answer(true));
    server.reply("checkPasswordStrength", answer(false));
    let good = server.client().check_password_strength("strongPassw0rd!").await.unwrap();
    assert_eq!((good.valid, good.message.as_deref()), (true, Some("so it is")));
    let weak = server.client_over(signed_in()).check_password_strength("").await.unwrap();
    assert!(!weak.valid);
    let [first, second] = &server.requests_for("checkPasswordStrength")[..] else { panic!("two questions") };
    assert_eq!((first.variables(), first.bearer()), (json!({ "password": "strongPassw0rd!" }), None));
    assert_eq!(second.bearer(), Some(&*token("user-1")));
}

#[tokio::test]
async fn an_empty_argument_is_refused_before_anything_is_sent() {
    let server = Server::start().await;
    let client = server.client_over(signed_in());
    let refused = |error: Error, what: &str| {
        assert!(error.is_argument() && error.message().contains(&format!("{what} is empty")), "{error:?}");
    };
    refused(client.reset_password_by_phone_code("", "1", "pw").await.unwrap_err(), "phone");
    refused(client.reset_password_by_phone_code("176", " ", "pw").await.unwrap_err(), "code");
    refused(client.reset_password_by_phone_code("176", "1", "").await.unwrap_err(), "password");
    refused(client.reset_password_by_email_code("", "1", "pw").await.unwrap_err(), "email");
    refused(client.reset_password_by_first_login_token("", "pw").await.unwrap_err(), "token");
    refused(client.reset_password_by_force_reset_token("", "a", "b").await.unwrap_err(), "token");
    refused(client.reset_password_by_force_reset_token("a.b.c", "", "b").await.unwrap_err(), "password");
    refused(client.update_password("").await.unwrap_err(), "password");
    server.assert_untouched();
}

#[tokio::test]
async fn the_security_level_is_computed_locally() {
    use PasswordSecurityLevel::{High, Low, Middle};
    let server = Server::start().await;
    let client = server.client();
    for (password, level) in [
        ("", Low),
        ("abc1", Low),
        ("abcdefghijkl", Low),
        ("123456789012", Low),
        ("abcdefg1", Middle),
        ("ABCDEFG1", Middle),
        ("abcdefghijk1", Middle),
        ("Abcdefghij1", Middle),
        ("Abcdefghijk1", High),
        ("密码密码Ab1密码密码", Middle),
        ("密码密码Ab1密码密码密", High),
    ] {
        assert_eq!(client.computed_password_security_level(password), level, "{password}");
    }
    assert!(Low < Middle && Middle < High);
    assert_eq!([Low, Middle, High].map(u8::from), [1, 2, 3]);
    server.assert_untouched();
}
