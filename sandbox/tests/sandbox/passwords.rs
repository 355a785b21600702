//! Passwords: their length, changing them, and forced changes.

use std::time::Duration;

use authing_sandbox::SM2_PUBLIC_KEY;
use authing_wxapp::{Challenge, EmailScene, ErrorCode, SmsScene};
use serde_json::json;

use crate::{Sandbox, sandbox};

async fn with_ada(more: serde_json::Value) -> Sandbox {
    let mut ada =
        json!({ "username": "ada", "email": "ada@example.com", "phone": "17612346754", "password": "passw0rd" });
    ada.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    Sandbox::seeded(json!({ "users": [ada] })).await
}

#[tokio::test]
async fn the_strength_of_a_password_can_be_checked() {
    let sandbox = sandbox().await;
    let client = sandbox.client();
    assert!(client.check_password_strength("Passw0rd!").await.unwrap().valid);
    assert!(client.check_password_strength("abcdefgh123456").await.unwrap().valid);
    let weak = client.check_password_strength("12345").await.unwrap();
    assert!(!weak.valid && weak.message.unwrap().contains('6'));
}

#[tokio::test]
async fn a_forgotten_password_is_set_with_a_code() {
    let sandbox = with_ada(json!({})).await;
    let client = sandbox.client();
    client.send_sms_code("17612346754").scene(SmsScene::RESET).await.unwrap();
    let code = sandbox.last_code("17612346754").unwrap();
    let refused = client.reset_password_by_phone_code("17612346754", &*code, "short").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::PASSWORD_TOO_SHORT, "the code must still be valid");
    client.reset_password_by_phone_code("17612346754", &*code, "by phone").await.unwrap();
    client.login_by_username("ada", "by phone").await.unwrap();

    client.send_email("Ada@example.com", EmailScene::RESET_PASSWORD).await.unwrap();
    let code = sandbox.last_code("ada@example.com").unwrap();
    client.reset_password_by_email_code("Ada@Example.com", &*code, "by mail").await.unwrap();
    client.login_by_username("ada", "by mail").await.unwrap();
    let refused = client.reset_password_by_email_code("ada@example.com", code, "again!").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::VERIFICATION_CODE_INCORRECT);
    let refused = client.reset_password_by_phone_code("17600000000", "123456", "passw0rd").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::USER_NOT_FOUND);
}

#[tokio::test]
async fn a_password_is_changed_with_the_old_one() {
    let sandbox = with_ada(json!({})).await;
    let client = sandbox.client();
    client.login_by_username("ada", "passw0rd").await.unwrap();
    let refused = client.update_password("new passw0rd").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::ORIGINAL_PASSWORD_REQUIRED);
    let refused = client.update_password("new passw0rd").old_password("password").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::ORIGINAL_PASSWORD_INCORRECT);
    client.update_password("new passw0rd").old_password("passw0rd").await.unwrap();
    client.login_by_username("ada", "new passw0rd").await.unwrap();
}

#[tokio::test]
async fn an_account_without_a_password_sets_its_first_one_without_an_old_one() {
    let sandbox = sandbox().await;
    let ada = sandbox.wechat().user("openid-ada");
    let client = sandbox.client();
    client.sign_in(ada.login(), || async { Some(ada.authorize_phone("17612346754")) }).await.unwrap();
    client.update_password("passw0rd").await.unwrap();
    client.login_by_phone_password("17612346754", "passw0rd").await.unwrap();
}

#[tokio::test]
async fn the_first_login_requires_a_new_password() {
    let sandbox = with_ada(json!({ "firstLogin": true })).await;
    let client = sandbox.client();
    let refused = client.login_by_username("ada", "passw0rd").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::FIRST_LOGIN_PASSWORD_RESET);
    let Some(Challenge::FirstLogin(late)) = refused.challenge() else { panic!("{refused}") };
    sandbox.advance(Duration::from_secs(301));
    let refused = late.set_password(&client, "my own passw0rd").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::TOKEN_EXPIRED);

    let refused = client.login_by_username("ada", "passw0rd").await.unwrap_err();
    let Some(Challenge::FirstLogin(challenge)) = refused.challenge() else { panic!("{refused}") };
    challenge.set_password(&client, "my own passw0rd").await.unwrap();
    client.login_by_username("ada", "my own passw0rd").await.unwrap();
    let refused = challenge.set_password(&client, "another passw0rd").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::LOGIN_INFO_INVALID, "the token can be used only once");
}

#[tokio::test]
async fn an_expired_password_must_be_replaced() {
    let sandbox = with_ada(json!({ "mustResetPassword": true })).await;
    let client = sandbox.client();
    let refused = client.login_by_username("ada", "passw0rd").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::PASSWORD_RESET_REQUIRED);
    let Some(Challenge::PasswordReset(challenge)) = refused.challenge() else { panic!("{refused}") };
    let wrong = client.reset_password_by_first_login_token(&challenge.token, "new passw0rd").await.unwrap_err();
    assert_eq!(wrong.code(), ErrorCode::LOGIN_INFO_INVALID, "this token is for another kind of reset");
    let wrong = challenge.reset(&client, "password", "new passw0rd").await.unwrap_err();
    assert_eq!(wrong.code(), ErrorCode::ORIGINAL_PASSWORD_INCORRECT);
    challenge.reset(&client, "passw0rd", "new passw0rd").await.unwrap();
    client.login_by_username("ada", "new passw0rd").await.unwrap();
    assert_eq!(sandbox.export()["users"][0].get("mustResetPassword"), None);
}

#[tokio::test]
async fn passwords_encrypted_with_sm2_are_accepted() {
    let sandbox = with_ada(json!({})).await;
    let client = sandbox.client_builder().sm2_public_key(SM2_PUBLIC_KEY).build().unwrap();
    client.login_by_username("ada", "passw0rd").await.unwrap();
    client.update_password("密码 passw0rd").old_password("passw0rd").await.unwrap();
    sandbox.client().login_by_username("ada", "密码 passw0rd").await.unwrap();

    for broken in ["sm2:", "sm2:zz", "sm2:0", &format!("sm2:{}", "00".repeat(120)), "####"] {
        let body = json!({
            "query": "mutation loginByUsername($input: LoginByUsernameInput!) { loginByUsername(input: $input) { id } }",
            "variables": { "input": { "username": "ada", "password": broken } },
        });
        let request = reqwest::Client::new().post(format!("{}/graphql/v2", sandbox.url()));
        let request = request.header("x-authing-app-id", "sandbox-app").header("content-type", "application/json");
        let reply = request.body(body.to_string()).send().await.unwrap().text().await.unwrap();
        let reply: serde_json::Value = serde_json::from_str(&reply).unwrap();
        assert_eq!(reply["errors"][0]["message"]["code"], ErrorCode::PASSWORD_DECRYPTION_FAILED.get(), "{broken}");
    }
}

#[tokio::test]
async fn the_password_key_can_have_1024_bits() {
    let seed = json!({ "users": [{ "username": "ada", "password": "passw0rd" }], "passwordKeyBits": 1024 });
    let short = Sandbox::seeded(seed.clone()).await;
    short.client().login_by_username("ada", "passw0rd").await.unwrap();
    assert_eq!(short.export()["passwordKeyBits"], 1024);

    let long = authing_sandbox::Sandbox::builder().seed(seed).password_key_bits(2048).start().await.unwrap();
    long.client().login_by_username("ada", "passw0rd").await.unwrap();
    let key = async |url: String| {
        let request = reqwest::Client::new().get(format!("{url}/api/v2/.well-known"));
        let request = request.header("x-authing-app-id", authing_sandbox::APP_ID);
        let reply: serde_json::Value = request.send().await.unwrap().json().await.unwrap();
        reply["data"]["publicKey"].as_str().unwrap().to_owned()
    };
    let (short_key, long_key) = (key(short.url()).await, key(long.url()).await);
    assert!(short_key.len() < 300 && long_key.len() > 400, "{short_key} {long_key}");
    let builder = long.client_builder().public_key(short_key);
    let refused = builder.build().unwrap().login_by_username("ada", "passw0rd").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::PASSWORD_DECRYPTION_FAILED);

    let error = authing_sandbox::Sandbox::builder().password_key_bits(512).start().await.unwrap_err();
    assert!(error.to_string().contains("1024 or 2048 bits, not 512"), "{error}");
}
