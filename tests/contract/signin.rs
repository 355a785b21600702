//! `signin_by_credentials`: logins with any connection, which give OIDC tokens.

use authing_wxapp::{CodeAddress, Credentials, PasswordEncryptType, SigninResponseType};
use serde_json::{Value, json};

use crate::support::{Server, TestKey, TestStore, token, user};

fn v3(data: Value) -> Value {
    json!({ "statusCode": 200, "message": "ok", "data": data })
}

fn tokens() -> Value {
    json!({
        "access_token": "a.c.c", "id_token": token("user-1"), "refresh_token": "r-1", "token_type": "Bearer",
        "expires_in": 3600, "scope": "openid offline_access",
    })
}

#[tokio::test]
async fn a_login_returns_the_tokens_and_stores_the_id_token() {
    let server = Server::start().await;
    server.reply("signinByCredentials", v3(tokens()));
    let store = TestStore::with(&token("before"), Some(user("before")));
    let client = server.client_over(store.clone());
    let result = client.signin_by_credentials(Credentials::account("ada", "passw0rd")).state("s-1").await.unwrap();
    assert_eq!(result.access_token.as_ref().unwrap().expose(), "a.c.c");
    assert_eq!(result.refresh_token.as_ref().unwrap().expose(), "r-1");
    assert_eq!((result.expires_in, result.state.as_deref()), (Some(3600), Some("s-1")));
    assert!(!format!("{result:?}").contains("a.c.c"));

    let request = server.one_request();
    assert_eq!((&*request.method, &*request.path), ("POST", "/api/v3/signin"));
    assert_eq!(request.bearer(), None);
    let payload = json!({ "account": "ada", "password": "passw0rd" });
    assert_eq!(
        request.json(),
        json!({ "connection": "PASSWORD", "passwordPayload": payload, "options": { "state": "s-1" } })
    );
    assert_eq!((store.token(), store.user_id()), (Some(token("user-1")), None));
}

#[tokio::test]
async fn each_connection_sends_its_payload() {
    let server = Server::start().await;
    server.reply("signinByCredentials", v3(tokens()));
    let abroad = CodeAddress::Phone { number: "176".into(), country_code: Some("+49".into()) };
    for (credentials, connection, payload, members) in [
        (
            Credentials::username("ada", "pw"),
            "PASSWORD",
            "passwordPayload",
            json!({ "username": "ada", "password": "pw" }),
        ),
        (
            Credentials::email("a@b.c", "pw"),
            "PASSWORD",
            "passwordPayload",
            json!({ "email": "a@b.c", "password": "pw" }),
        ),
        (Credentials::phone("176", "pw"), "PASSWORD", "passwordPayload", json!({ "phone": "176", "password": "pw" })),
        (
            Credentials::email_code("a@b.c", "12"),
            "PASSCODE",
            "passCodePayload",
            json!({ "email": "a@b.c", "passCode": "12" }),
        ),
        (
            Credentials::phone_code("176", "12"),
            "PASSCODE",
            "passCodePayload",
            json!({ "phone": "176", "passCode": "12" }),
        ),
        (
            Credentials::PassCode { address: abroad, code: "12".into() },
            "PASSCODE",
            "passCodePayload",
            json!({ "phone": "176", "passCode": "12", "phoneCountryCode": "+49" }),
        ),
        (Credentials::ad("ada", "pw"), "AD", "adPayload", json!({ "sAMAccountName": "ada", "password": "pw" })),
        (Credentials::ldap("ada", "pw"), "LDAP", "ldapPayload", json!({ "sAMAccountName": "ada", "password": "pw" })),
    ] {
        server.client().signin_by_credentials(credentials).await.unwrap();
        let sent = server.requests().pop().unwrap().json();
        assert_eq!(sent, json!({ "connection": connection, payload: members, "options": {} }));
    }
}

#[tokio::test]
async fn every_option_is_sent() {
    let server = Server::start().await;
    server.reply("signinByCredentials", v3(tokens()));
    let login = server.client().signin_by_credentials(Credentials::email("a@b.c", "pw"));
    let login = login.scope("openid").client_ip("203.0.113.9").tenant_id("t-1").auto_register(true);
    let login = login.custom_data([("school", "x")]).context(json!({ "source": "poster" }));
    let login = login.captcha_code("x7k2").captcha_token("ct-1").password_encrypt_type(PasswordEncryptType::NONE);
    let login =
        login.response_type(SigninResponseType::ID_TOKEN_TOKEN).redirect_uri("https://a.b").auto_redirect(false);
    login.state("s").nonce("n").client_id("app").client_secret("app-secret").await.unwrap();
    let sent = server.one_request().json();
    assert_eq!((&sent["client_id"], &sent["client_secret"]), (&json!("app"), &json!("app-secret")));
    let expected = json!({
        "scope": "openid", "clientIp": "203.0.113.9", "tenantId": "t-1", "autoRegister": true,
        "customData": { "school": "x" }, "context": { "source": "poster" }, "captchaCode": "x7k2",
        "captchaToken": "ct-1", "passwordEncryptType": "none", "responseType": "id_token token",
        "redirectUri": "https://a.b", "autoRedirect": false, "state": "s", "nonce": "n",
    });
    assert_eq!(sent["options"], expected);
}

#[tokio::test]
async fn a_reply_with_an_oidc_code_stores_no_session_and_uses_the_client_s_redirect_uri() {
    let server = Server::start().await;
    server.reply("signinByCredentials", v3(json!({ "code": "authz-1" })));
    let store = TestStore::with(&token("before"), Some(user("before")));
    let client = server.builder().redirect_uri("https://app.example/cb").token_store(store.clone()).build().unwrap();
    let login = client.signin_by_credentials(Credentials::email_code("a@b.c", "12"));
    let result = login.response_type(SigninResponseType::CODE).await.unwrap();
    assert_eq!(result.code.unwrap().expose(), "authz-1");
    assert_eq!(store.token(), Some(token("before")));
    let options = json!({ "responseType": "code", "redirectUri": "https://app.example/cb" });
    assert_eq!(server.one_request().json()["options"], options);
}

#[tokio::test]
async fn a_password_is_encrypted_on_request() {
    let server = Server::start().await;
    server.reply("getPublicKey", TestKey::small().reply());
    server.reply("signinByCredentials", v3(tokens()));
    for credentials in [Credentials::account("ada", "passw0rd"), Credentials::ldap("ada", "passw0rd")] {
        let client = server.client();
        client.signin_by_credentials(credentials).password_encrypt_type(PasswordEncryptType::RSA).await.unwrap();
        let sent = server.requests().pop().unwrap().json();
        assert_eq!(sent["options"]["passwordEncryptType"], "rsa");
        let payload = if sent["ldapPayload"].is_object() { &sent["ldapPayload"] } else { &sent["passwordPayload"] };
        assert_eq!(TestKey::small().decrypt(&payload["password"]), "passw0rd");
    }
    let login = |kind: &str| {
        server.client().signin_by_credentials(Credentials::account("ada", "s3cret")).password_encrypt_type(kind)
    };
    for (kind, why) in [("sm2", "sm2_public_key"), ("rot13", "rot13 is not known here")] {
        let error = login(kind).await.unwrap_err();
        assert!(error.is_argument() && error.message().contains(why), "{error:?}");
    }
    assert_eq!(server.requests_for("signinByCredentials").len(), 2);
}

#[tokio::test]
async fn a_refusal_has_the_server_s_code_and_keeps_the_session() {
    let server = Server::start().await;
    server.reply(
        "signinByCredentials",
        json!({ "statusCode": 401, "message": "wrong password", "apiCode": 2333, "data": null }),
    );
    server.reply("signinByCredentials", v3(json!({ "token_type": "Bearer" })));
    let store = TestStore::with(&token("before"), Some(user("before")));
    let client = server.client_over(store.clone());
    let login = || client.signin_by_credentials(Credentials::phone("176", "s3cret"));
    let error = login().await.unwrap_err();
    assert!(error.is_api() && error.verb() == "signin_by_credentials", "{error:?}");
    assert_eq!((error.code().get(), error.message()), (2333, "wrong password"));
    let error = login().await.unwrap_err();
    assert!(error.is_decode() && error.message().contains("no token"), "{error:?}");
    assert_eq!(store.token(), Some(token("before")));
}

#[tokio::test]
async fn a_store_failure_after_a_login_keeps_the_session_in_the_error() {
    let server = Server::start().await;
    server.reply("signinByCredentials", v3(json!({ "access_token": "a.c.c", "expire_in": 60 })));
    let client = server.client_over(TestStore::new().break_replace());
    let error = client.signin_by_credentials(Credentials::account("ada", "pw")).await.unwrap_err();
    assert!(error.is_store(), "{error:?}");
    assert_eq!(error.session().unwrap().token().expose(), "a.c.c");
}

#[tokio::test]
async fn an_empty_argument_is_refused_before_anything_is_sent() {
    let server = Server::start().await;
    for (credentials, name) in [
        (Credentials::account("", "pw"), "account"),
        (Credentials::username(" ", "pw"), "username"),
        (Credentials::email("", "pw"), "email"),
        (Credentials::phone("", "pw"), "phone"),
        (Credentials::email("a@b.c", ""), "password"),
        (Credentials::email_code("", "12"), "email"),
        (Credentials::phone_code("", "12"), "phone"),
        (Credentials::phone_code("176", ""), "code"),
        (Credentials::ad("", "pw"), "account_name"),
        (Credentials::ldap("ada", ""), "password"),
    ] {
        let error = server.client().signin_by_credentials(credentials).await.unwrap_err();
        assert!(error.is_argument() && error.message().contains(&format!("{name} is empty")), "{error:?}");
    }
    server.assert_untouched();
}
