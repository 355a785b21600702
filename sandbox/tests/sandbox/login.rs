//! Logins with passwords, codes and directories, and the reasons to refuse them.

use std::time::Duration;

use authing_wxapp::{AuthenticationClient, Challenge, EmailScene, ErrorCode, SmsScene};
use serde_json::json;

use crate::{Sandbox, sandbox};

async fn with_ada() -> Sandbox {
    Sandbox::seeded(json!({
        "users": [{ "username": "ada", "email": "ada@example.com", "phone": "17612346754", "password": "passw0rd" }],
        "testCodes": { "17600000000": "1234", "Test@example.com": "4321" },
        "captchaAfter": 2,
        "customFields": [{ "key": "school" }],
    }))
    .await
}

#[tokio::test]
async fn every_identifier_of_an_account_logs_in_with_the_password() {
    let sandbox = with_ada().await;
    let client = sandbox.client();
    let id = &sandbox.users()[0].id;
    assert_eq!(&client.login_by_username("ada", "passw0rd").await.unwrap().id, id);
    assert_eq!(&client.login_by_phone_password("17612346754", "passw0rd").await.unwrap().id, id);
    assert_eq!(&client.login_by_sub_account("ada", "passw0rd").await.unwrap().id, id);
    assert_eq!(&client.login_by_email("Ada@Example.com", "passw0rd").await.unwrap().id, id);
    let refused = client.login_by_username("Ada", "passw0rd").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::USER_NOT_FOUND);
    let refused = client.login_by_sub_account("ada", "password").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::WRONG_PASSWORD);
}

#[tokio::test]
async fn auto_register_creates_an_account_for_an_unknown_name() {
    let sandbox = sandbox().await;
    let client = sandbox.client();
    let bob = client.login_by_username("bob", "passw0rd").auto_register(true).await.unwrap();
    assert_eq!((bob.newly_created, bob.register_source), (Some(true), Some(vec!["basic:username".into()])));
    assert_eq!(client.login_by_username("bob", "passw0rd").await.unwrap().newly_created, Some(false));
    client.login_by_phone_password("17612346754", "passw0rd").auto_register(true).await.unwrap();
    let refused = client.login_by_phone_password("12", "passw0rd").auto_register(true).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::PHONE_OR_EMAIL_REQUIRED);
    let short = client.login_by_username("eve", "short").auto_register(true).await.unwrap_err();
    assert_eq!(short.code(), ErrorCode::PASSWORD_TOO_SHORT);
    assert_eq!(sandbox.users().len(), 2);
}

#[tokio::test]
async fn an_account_from_a_wechat_login_has_no_password() {
    let sandbox = sandbox().await;
    let ada = sandbox.wechat().user("openid-ada");
    let client = sandbox.client();
    client.sign_in(ada.login(), || async { Some(ada.authorize_phone("17612346754")) }).await.unwrap();
    let refused = client.login_by_phone_password("17612346754", "passw0rd").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::OAUTH_LOGIN_REQUIRED);
}

#[tokio::test]
async fn a_code_by_text_message_logs_in_once_before_it_expires() {
    let sandbox = with_ada().await;
    let client = sandbox.client();
    client.send_sms_code("17612346754").scene(SmsScene::LOGIN).await.unwrap();
    let first = sandbox.last_code("17612346754").unwrap();
    let ada = client.login_by_phone_code("17612346754", &*first).await.unwrap();
    assert_eq!(ada.phone_verified, Some(true));
    let refused = client.login_by_phone_code("17612346754", first).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::VERIFICATION_CODE_INCORRECT);

    // Older clients request a code without a scene.
    client.send_sms_code("17612346754").await.unwrap();
    let late = sandbox.last_code("17612346754").unwrap();
    sandbox.advance(Duration::from_secs(301));
    let refused = client.login_by_phone_code("17612346754", late).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::VERIFICATION_CODE_EXPIRED);
    client.send_sms_code("17612346754").await.unwrap();
    client.login_by_phone_code("17612346754", sandbox.last_code("17612346754").unwrap()).await.unwrap();
}

#[tokio::test]
async fn test_codes_always_work_and_auto_register_applies_to_them() {
    let sandbox = with_ada().await;
    let client = sandbox.client();
    let refused = client.login_by_phone_code("17600000000", "1234").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::USER_NOT_FOUND);
    let bob = client.login_by_phone_code("17600000000", "1234").auto_register(true).await.unwrap();
    assert_eq!(bob.newly_created, Some(true));
    assert_eq!(client.login_by_phone_code("17600000000", "1234").await.unwrap().id, bob.id);

    let refused = client.login_by_email_code("test@example.com", "4321").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::USER_NOT_FOUND);
    client.register_by_email_code("test@example.com", "4321").await.unwrap();
    client.login_by_email_code("TEST@example.com", "4321").await.unwrap();
}

#[tokio::test]
async fn a_code_by_email_logs_in_only_if_it_was_sent_for_a_login() {
    let sandbox = with_ada().await;
    let client = sandbox.client();
    client.send_email("ada@example.com", EmailScene::RESET_PASSWORD).await.unwrap();
    let for_reset = sandbox.last_code("ada@example.com").unwrap();
    let refused = client.login_by_email_code("ada@example.com", for_reset).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::VERIFICATION_CODE_INCORRECT);
    for scene in [EmailScene::LOGIN_VERIFY_CODE, EmailScene::VERIFY_CODE] {
        client.send_email("ada@example.com", scene).await.unwrap();
        let code = sandbox.last_code("ada@example.com").unwrap();
        let ada = client.login_by_email_code("Ada@example.com", code).custom_data([("school", "A")]).await.unwrap();
        assert_eq!((ada.email_verified, ada.custom_data.map(|fields| fields.len())), (Some(true), Some(1)));
    }
}

#[tokio::test]
async fn repeated_wrong_passwords_require_a_captcha() {
    let sandbox = with_ada().await;
    let client = sandbox.client();
    for _ in 0..2 {
        let refused = client.login_by_username("ada", "password").await.unwrap_err();
        assert_eq!(refused.code(), ErrorCode::WRONG_PASSWORD);
    }
    let refused = client.login_by_email("ada@example.com", "passw0rd").await.unwrap_err();
    assert!(matches!(refused.challenge(), Some(Challenge::Captcha { .. })), "{refused}");

    let captcha = client.get_captcha().await.unwrap();
    assert_eq!(captcha.content_type, "image/svg+xml");
    let text = sandbox.last_code(captcha.cookie.expose()).unwrap();
    assert!(String::from_utf8_lossy(&captcha.image).contains(&text));
    let login = client.login_by_username("ada", "passw0rd").captcha_code("nothing");
    let refused = login.captcha_cookie(&captcha.cookie).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::VERIFICATION_CODE_INCORRECT);
    let login = client.login_by_username("ada", "passw0rd").captcha_code(&*text);
    login.captcha_cookie(&captcha.cookie).await.unwrap();
    client.login_by_username("ada", "passw0rd").await.unwrap();
}

#[tokio::test]
async fn locked_and_disabled_users_cannot_log_in() {
    let sandbox = Sandbox::seeded(json!({ "users": [
        { "username": "ada", "password": "passw0rd", "blocked": true },
        { "username": "bob", "password": "passw0rd", "status": "Resigned" },
    ] }))
    .await;
    let client = sandbox.client();
    let refused = client.login_by_username("ada", "passw0rd").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::USER_LOCKED);
    let refused = client.login_by_username("bob", "passw0rd").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::USER_DISABLED);
}

#[tokio::test]
async fn directory_logins_use_the_accounts_of_the_directory() {
    let sandbox = Sandbox::seeded(json!({
        "ldap": [{ "username": "ada", "password": "Passw0rd!", "nickname": "Ada", "email": "Ada@example.com" }],
        "ad": [{ "username": "CORP\\bob", "password": "Passw0rd!" }],
    }))
    .await;
    let client: AuthenticationClient =
        sandbox.client_builder().websocket_host(sandbox.client().host()).build().unwrap();
    let ada = client.login_by_ldap("ada", "Passw0rd!").client_ip("203.0.113.9").await.unwrap();
    assert_eq!((ada.nickname.as_deref(), ada.email.as_deref()), (Some("Ada"), Some("ada@example.com")));
    assert_eq!(ada.identities.unwrap()[0].provider.as_deref(), Some("ldap"));
    assert_eq!(client.login_by_ldap("ada", "Passw0rd!").await.unwrap().id, ada.id);
    let refused = client.login_by_ldap("ada", "password").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::INVALID_CREDENTIALS);

    let bob = client.login_by_ad("CORP\\bob", "Passw0rd!").await.unwrap();
    assert_eq!(client.login_by_ad("Bob@corp.example", "Passw0rd!").await.unwrap().id, bob.id);
    let refused = client.login_by_ad("ada", "Passw0rd!").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::INVALID_CREDENTIALS);
}

#[tokio::test]
async fn a_directory_login_cannot_take_the_name_of_an_existing_account() {
    let sandbox = Sandbox::seeded(json!({
        "users": [{ "id": "ada", "username": "ada", "email": "ada@example.com", "phone": "17612346754" }],
        "ldap": [{ "username": "ada", "password": "Passw0rd!", "email": "Ada@example.com", "phone": "17612346754" }],
    }))
    .await;
    let user = sandbox.client().login_by_ldap("ada", "Passw0rd!").await.unwrap();
    assert_ne!(user.id, "ada");
    assert_eq!((user.username, user.email, user.phone), (None, None, None));
    assert_eq!(sandbox.client().login_by_ldap("ada", "Passw0rd!").await.unwrap().id, user.id);
}
