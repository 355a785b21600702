//! Registrations: taken names, codes and their scenes, and tokens.

use std::time::Duration;

use authing_wxapp::{Credentials, EmailScene, ErrorCode, Gender, RegisterProfile, SmsScene};
use serde_json::{Value, json};

use crate::sandbox;

async fn with_fields() -> crate::Sandbox {
    let number = |key: &str| json!({ "key": key, "dataType": "NUMBER" });
    let text = |key: &str| json!({ "key": key });
    let fields = json!([number("age"), number("size"), text("none"), text("school"), text("team")]);
    crate::Sandbox::seeded(json!({ "customFields": fields })).await
}

#[tokio::test]
async fn a_registration_returns_a_token_on_request() {
    let sandbox = sandbox().await;
    let client = sandbox.client();
    let ada = client.register_by_email("Ada@Example.com", "passw0rd").await.unwrap();
    assert_eq!((ada.email.as_deref(), ada.email_verified), (Some("ada@example.com"), Some(false)));
    assert!(ada.token.is_none() && client.stored_session().await.unwrap().is_none());

    let bob = client.register_by_username("Bob", "passw0rd").generate_token(true).await.unwrap();
    assert_eq!((bob.username.as_deref(), bob.logins_count), (Some("Bob"), Some(0)));
    assert_eq!(client.check_logged_in().await.unwrap(), bob.id);

    // The client now has the token of another user, which a registration ignores.
    let eve = client.register_by_username("bob", "passw0rd").force_login(true).await.unwrap();
    assert_eq!((eve.username.as_deref(), eve.logins_count), (Some("bob"), Some(1)));
    assert!(client.check_login_status().await.unwrap().is_logged_in());
    assert_eq!(sandbox.users().len(), 3);
}

#[tokio::test]
async fn an_existing_account_cannot_be_registered_again() {
    let sandbox = sandbox().await;
    let client = sandbox.client();
    let profile = RegisterProfile::new().username("ada").phone("17612346754");
    client.register_by_email("ada@example.com", "passw0rd").profile(profile).await.unwrap();

    let refused = client.register_by_email("ADA@example.com", "passw0rd").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::USER_ALREADY_EXISTS);
    let refused = client.register_by_username("ada", "passw0rd").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::USER_ALREADY_EXISTS);
    for (profile, code) in [
        (RegisterProfile::new().username("ada"), ErrorCode::USERNAME_ALREADY_EXISTS),
        (RegisterProfile::new().phone("17612346754"), ErrorCode::PHONE_ALREADY_BOUND),
    ] {
        let refused = client.register_by_email("bob@example.com", "passw0rd").profile(profile).await.unwrap_err();
        assert_eq!(refused.code(), code);
    }
    let profile = RegisterProfile::new().email("Ada@example.com");
    let refused = client.register_by_username("bob", "passw0rd").profile(profile).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::EMAIL_ALREADY_BOUND);
    assert_eq!(sandbox.users().len(), 1);
}

#[tokio::test]
async fn names_and_passwords_are_validated() {
    let sandbox = sandbox().await;
    let client = sandbox.client();
    let refused = client.register_by_email("ada@", "passw0rd").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::ACCOUNT_EMAIL_INVALID);
    let refused = client.register_by_username("ada", "short").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::PASSWORD_TOO_SHORT);
    assert!(sandbox.users().is_empty());
}

#[tokio::test]
async fn a_phone_registers_with_the_code_that_was_sent_for_it() {
    let sandbox = sandbox().await;
    let client = sandbox.client();
    client.send_sms_code("17612346754").scene(SmsScene::LOGIN).await.unwrap();
    let for_login = sandbox.last_code("17612346754").unwrap();
    let refused = client.register_by_phone_code("17612346754", for_login).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::VERIFICATION_CODE_INCORRECT);

    client.send_sms_code("17612346754").scene(SmsScene::REGISTER).await.unwrap();
    let code = sandbox.last_code("17612346754").unwrap();
    let profile = RegisterProfile::new().nickname("Ada").gender(Gender::F).ip("203.0.113.7");
    let short = client.register_by_phone_code("17612346754", &*code).password("short").await.unwrap_err();
    assert_eq!(short.code(), ErrorCode::PASSWORD_TOO_SHORT, "the code must still be valid");
    let ada = client.register_by_phone_code("17612346754", &*code).password("passw0rd").profile(profile);
    let ada = ada.phone_country_code("+86").force_login(true).await.unwrap();
    assert_eq!((ada.phone.as_deref(), ada.phone_verified), (Some("17612346754"), Some(true)));
    assert_eq!((ada.nickname.as_deref(), ada.gender), (Some("Ada"), Some(Gender::F)));
    assert_eq!((ada.last_ip.as_deref(), ada.phone_country_code.as_deref()), (Some("203.0.113.7"), Some("+86")));
    let again = client.login_by_phone_password("17612346754", "passw0rd").await.unwrap();
    assert_eq!(again.id, ada.id);
}

#[tokio::test]
async fn an_email_address_registers_with_its_code_in_any_letter_case() {
    let sandbox = with_fields().await;
    let client = sandbox.client();
    client.send_email("Ada@Example.com", EmailScene::REGISTER_VERIFY_CODE).await.unwrap();
    let code = sandbox.last_code("Ada@Example.com").unwrap();
    let ada =
        client.register_by_email_code("ADA@example.com", code).custom_data([("school", "Analytical")]).await.unwrap();
    assert_eq!((ada.email.as_deref(), ada.email_verified), (Some("ada@example.com"), Some(true)));
    let [field] = ada.custom_data.as_deref().unwrap() else { panic!("one field") };
    assert_eq!((&*field.key, &field.value), ("school", &Some("Analytical".into())));
}

#[tokio::test]
async fn the_profile_and_custom_data_of_a_registration_are_stored() {
    let sandbox = with_fields().await;
    let client = sandbox.client();
    let profile = RegisterProfile::new().udf("team", "engines").udf("size", "7");
    let registration = client.register_by_email("ada@example.com", "passw0rd").profile(profile);
    registration.custom_data([("age", json!(36)), ("school", json!("old")), ("none", Value::Null)]).await.unwrap();
    let login = client.login_by_email("ada@example.com", "passw0rd").client_ip("203.0.113.8");
    let ada = login.custom_data([("school", "Analytical")]).await.unwrap();
    let mut fields: Vec<_> = ada.custom_data.into_iter().flatten().map(|field| (field.key, field.value)).collect();
    fields.sort_by(|one, other| one.0.cmp(&other.0));
    let text = |key: &str, value: &str| (key.to_owned(), Some(Value::from(value)));
    assert_eq!(fields, [text("age", "36"), text("school", "Analytical"), text("size", "7"), text("team", "engines")]);
    assert_eq!(sandbox.users()[0].last_ip.as_deref(), Some("203.0.113.8"));
}

#[tokio::test]
async fn undefined_custom_fields_are_refused_and_no_account_is_created() {
    let sandbox = with_fields().await;
    let client = sandbox.client();
    let unknown = || [("shoe size", 43)];
    let refuse = |error: authing_wxapp::Error| {
        assert_eq!(error.code(), ErrorCode::BAD_REQUEST);
        assert!(error.message().contains("shoe size"), "{error}");
    };
    refuse(client.register_by_email("ada@example.com", "passw0rd").custom_data(unknown()).await.unwrap_err());
    let profile = RegisterProfile::new().udf("shoe size", "43");
    refuse(client.register_by_username("ada", "passw0rd").profile(profile).await.unwrap_err());
    let login = client.login_by_email("ada@example.com", "passw0rd").auto_register(true);
    refuse(login.custom_data(unknown()).await.unwrap_err());
    let credentials = Credentials::username("ada", "passw0rd");
    refuse(client.signin_by_credentials(credentials).auto_register(true).custom_data(unknown()).await.unwrap_err());
    refuse(client.qrcode().gene_code().custom_data(unknown()).await.unwrap_err());

    client.send_email("ada@example.com", EmailScene::REGISTER_VERIFY_CODE).await.unwrap();
    let code = sandbox.last_code("ada@example.com").unwrap();
    let registration = || client.register_by_email_code("ada@example.com", &*code);
    refuse(registration().custom_data(unknown()).await.unwrap_err());
    let mismatch = registration().custom_data([("age", "old")]).await.unwrap_err();
    assert!(mismatch.message().contains("NUMBER"), "{mismatch}");
    assert!(sandbox.users().is_empty() && client.stored_session().await.unwrap().is_none());
    registration().custom_data([("age", 36)]).await.unwrap();
}

#[tokio::test]
async fn messages_need_a_valid_address_a_known_scene_and_an_interval() {
    let sandbox = sandbox().await;
    let client = sandbox.client();
    let refused = client.send_sms_code("123").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::INTERNAL_SERVER_ERROR);
    let refused = client.send_sms_code("17612346754").scene("dancing").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::BAD_REQUEST);
    let refused = client.send_email("ada", EmailScene::LOGIN_VERIFY_CODE).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::MAIL_ADDRESS_INVALID);
    let refused = client.send_email("ada@example.com", "DANCING").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::BAD_REQUEST);

    client.send_email("ada@example.com", EmailScene::LOGIN_VERIFY_CODE).await.unwrap();
    client.send_email("ada@example.com", EmailScene::RESET_PASSWORD).await.unwrap();
    let refused = client.send_email("ada@example.com", EmailScene::LOGIN_VERIFY_CODE).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::EMAIL_TOO_FREQUENT);
    sandbox.advance(Duration::from_secs(61));
    client.send_email("ada@example.com", EmailScene::LOGIN_VERIFY_CODE).await.unwrap();
    assert_eq!(sandbox.outbox().len(), 3);
}

#[tokio::test]
async fn is_user_exists_finds_users() {
    let seed = json!({ "users": [
        { "username": "Ada", "email": "Ada@example.com", "phone": "17612346754", "externalId": "e-1" }
    ] });
    let sandbox = crate::Sandbox::seeded(seed).await;
    let client = sandbox.client();
    assert!(client.is_user_exists().username("Ada").await.unwrap());
    assert!(!client.is_user_exists().username("ada").await.unwrap());
    assert!(client.is_user_exists().email("ADA@example.com").await.unwrap());
    assert!(client.is_user_exists().phone("17612346754").await.unwrap());
    assert!(client.is_user_exists().external_id("e-1").await.unwrap());
    assert!(!client.is_user_exists().external_id("e-2").await.unwrap());
}
