//! Second factors that the application requires: codes that were sent, and faces.

use authing_wxapp::{Challenge, ErrorCode, MfaChallenge, MfaPolicy};
use serde_json::json;

use crate::proxy::Sandbox;

async fn sandbox() -> Sandbox {
    Sandbox::seeded(json!({
        "users": [
            { "email": "ada@example.com", "password": "passw0rd" },
            { "email": "bob@example.com", "password": "passw0rd", "phone": "17600000000" },
        ],
        "applicationMfa": ["SMS", "EMAIL", "OTP", "FACE"],
        "testCodes": { "17612346754": "1234", "17600000000": "1234", "ada@example.com": "1234" },
    }))
    .await
}

async fn challenge(sandbox: &Sandbox, email: &str) -> MfaChallenge {
    let refused = sandbox.client().login_by_email(email, "passw0rd").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::APP_MFA_REQUIRED);
    match refused.challenge() {
        Some(Challenge::SecondFactor(challenge)) => challenge,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_code_by_text_message_binds_the_first_phone_and_no_other() {
    let sandbox = sandbox().await;
    let waiting = challenge(&sandbox, "ada@example.com").await;
    assert_eq!((waiting.factors[0].policy.clone(), waiting.factors[0].bound), (MfaPolicy::SMS, Some(false)));
    let client = sandbox.client();
    let token = &waiting.mfa_token;
    let bindable = || client.mfa().phone_or_email_bindable(token);
    assert!(!bindable().phone("17600000000").await.unwrap());
    assert!(bindable().phone("17612346754").email("ada@example.com").await.unwrap());
    assert!(!bindable().email("Bob@example.com").await.unwrap());

    let verify = |phone: &str, code: &str| client.mfa().verify_app_sms_mfa(phone, code, token);
    assert_eq!(verify("17600000000", "1234").await.unwrap_err().code(), ErrorCode::PHONE_ALREADY_BOUND);
    let wrong = verify("17612346754", "9999").await.unwrap_err();
    assert_eq!(wrong.code(), ErrorCode::VERIFICATION_CODE_INCORRECT);
    let user = verify("17612346754", "1234").await.unwrap();
    assert_eq!(user.phone.as_deref(), Some("17612346754"));
    assert!(client.check_login_status().await.unwrap().is_logged_in());
    assert_eq!(verify("17600000000", "1234").await.unwrap_err().code(), ErrorCode::OLD_PHONE_MISMATCH);
}

#[tokio::test]
async fn a_code_by_email_completes_the_login() {
    let sandbox = sandbox().await;
    let waiting = challenge(&sandbox, "ada@example.com").await;
    let client = sandbox.client();
    let other = client.mfa().verify_app_email_mfa("bob@example.com", "1234", &waiting.mfa_token).await.unwrap_err();
    assert_eq!(other.code(), ErrorCode::OLD_EMAIL_MISMATCH);
    let user = client.mfa().verify_app_email_mfa("Ada@example.com", "1234", &waiting.mfa_token).await.unwrap();
    assert!(user.token.is_some());
}

#[tokio::test]
async fn an_authenticator_can_be_associated_during_a_login() {
    let sandbox = sandbox().await;
    let waiting = challenge(&sandbox, "ada@example.com").await;
    let client = sandbox.client();
    let token = &waiting.mfa_token;
    let made = client.mfa().associate_mfa_authenticator().mfa_token(token).await.unwrap();
    let code = sandbox.totp(made.secret.expose());
    client.mfa().confirm_associate_mfa_authenticator(&*code).mfa_token(token).await.unwrap();
    client.mfa().verify_totp_mfa(code, token).await.unwrap();

    let refused = sandbox.client().login_by_email("ada@example.com", "passw0rd").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::USER_MFA_REQUIRED, "the authenticator must be required from then on");
    let own_phone = client.mfa().verify_app_sms_mfa("17612346754", "1234", refused.mfa_token().unwrap());
    assert_eq!(
        own_phone.await.unwrap_err().code(),
        ErrorCode::PERMISSION_DENIED,
        "a new phone must not complete the login"
    );
}

#[tokio::test]
async fn a_face_is_bound_and_verified_as_scripted() {
    let sandbox = sandbox().await;
    let waiting = challenge(&sandbox, "ada@example.com").await;
    let client = sandbox.client();
    let token = &waiting.mfa_token;
    let picture = b"\x89PNG\r\n\x1a\n and more".to_vec();
    let verify = || client.mfa().verify_face_mfa("https://example.com/ada.jpg", token);
    assert_eq!(verify().await.unwrap_err().code(), ErrorCode::FACE_CHECK_FAILED, "no face is bound");

    let associate = || client.mfa().associate_face_by_picture(picture.clone()).mfa_token(token);
    sandbox.fail_face_checks(true);
    let failed = associate().await.unwrap_err();
    assert_eq!(failed.code(), ErrorCode::FACE_BINDING_FAILED, "{failed}");
    sandbox.fail_face_checks(false);
    associate().await.unwrap();
    assert_eq!(associate().await.unwrap_err().code(), ErrorCode::FACE_ALREADY_BOUND);

    assert!(verify().await.unwrap().token.is_some());
    assert!(client.mfa().verify_face_mfa_by_picture(picture.clone(), token).await.unwrap().token.is_some());
    let nowhere = client.mfa().verify_face_mfa("face-never-uploaded", token).await.unwrap_err();
    assert_eq!(nowhere.code(), ErrorCode::FACE_PHOTO_MISSING);
    sandbox.fail_face_checks(true);
    assert_eq!(verify().await.unwrap_err().code(), ErrorCode::FACE_CHECK_FAILED);
}

#[tokio::test]
async fn binding_a_face_requires_two_pictures_and_an_account_with_a_contact() {
    let sandbox = Sandbox::start().await;
    let client = sandbox.client();
    client.login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
    let refused = client.mfa().associate_face_by_url("https://example.com/ada.jpg").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::FACE_BINDING_NEEDS_CONTACT);
}

const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// Ada has an authenticator and Bob has a bound face. The test acts as an attacker who knows only the passwords.
async fn bound(policies: &[&str]) -> Sandbox {
    let authenticator = json!({ "authenticatorType": "totp", "enable": true, "secret": SECRET });
    let sandbox = Sandbox::seeded(json!({
        "users": [
            { "email": "ada@example.com", "password": "passw0rd", "phone": "17612346754", "authenticator": authenticator },
            { "email": "bob@example.com", "password": "passw0rd", "face": "https://example.com/bob.jpg" },
        ],
        "applicationMfa": policies,
        "testCodes": { "17612346754": "1234", "17600000000": "1234" },
    }));
    sandbox.await
}

#[tokio::test]
async fn a_user_with_a_factor_must_use_it_and_cannot_bind_another() {
    for policies in [&[][..], &["OTP", "FACE", "SMS"]] {
        let sandbox = bound(policies).await;
        let client = sandbox.client();
        let refused = client.login_by_email("ada@example.com", "passw0rd").await.unwrap_err();
        let token = refused.mfa_token().unwrap();
        let face = client.mfa().associate_face_by_url("https://example.com/mallory.jpg").mfa_token(&token).await;
        assert_eq!(face.unwrap_err().code(), ErrorCode::PERMISSION_DENIED);
        let face = client.mfa().verify_face_mfa("https://example.com/mallory.jpg", &token).await.unwrap_err();
        assert_eq!(face.code(), ErrorCode::FACE_CHECK_FAILED);
        client.mfa().verify_totp_mfa(sandbox.totp(SECRET), token).await.unwrap();
        // After the login the user may bind a face.
        client.mfa().associate_face_by_url("https://example.com/ada.jpg").await.unwrap();
    }
    let sandbox = bound(&["OTP", "FACE", "SMS"]).await;
    let token = challenge(&sandbox, "bob@example.com").await.mfa_token;
    let mfa = sandbox.client().mfa();
    let other = mfa.associate_mfa_authenticator().mfa_token(&token).await.unwrap_err();
    assert_eq!(other.code(), ErrorCode::PERMISSION_DENIED);
    let phone = mfa.verify_app_sms_mfa("17600000000", "1234", &token).await.unwrap_err();
    assert_eq!(phone.code(), ErrorCode::PERMISSION_DENIED);
    mfa.verify_face_mfa("https://example.com/bob.jpg", token).await.unwrap();
}

#[tokio::test]
async fn only_a_factor_that_the_application_requires_completes_a_login() {
    let sandbox = bound(&["OTP"]).await;
    let mfa = sandbox.client().mfa();
    let refused = sandbox.client().login_by_email("ada@example.com", "passw0rd").await.unwrap_err();
    let code = mfa.verify_app_sms_mfa("17612346754", "1234", refused.mfa_token().unwrap()).await.unwrap_err();
    assert_eq!(code.code(), ErrorCode::PERMISSION_DENIED);
    let token = challenge(&sandbox, "bob@example.com").await.mfa_token;
    let face = mfa.verify_face_mfa("https://example.com/bob.jpg", &token).await.unwrap_err();
    assert_eq!(face.code(), ErrorCode::PERMISSION_DENIED);
    // Bob may bind an authenticator; otherwise his face, which the application does not accept, would lock him out.
    mfa.associate_mfa_authenticator().mfa_token(token).await.unwrap();

    let sandbox = bound(&["SMS"]).await;
    let carl = sandbox.add_user("carl@example.com", "passw0rd").email.unwrap();
    let token = challenge(&sandbox, &carl).await.mfa_token;
    let other = sandbox.client().mfa().associate_mfa_authenticator().mfa_token(&token).await.unwrap_err();
    assert_eq!(other.code(), ErrorCode::PERMISSION_DENIED);
    sandbox.client().mfa().verify_app_sms_mfa("17600000000", "1234", token).await.unwrap();
}
