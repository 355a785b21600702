//! Authenticators: association, confirmation, logins and recovery codes.

use std::time::Duration;

use authing_wxapp::{Challenge, Error, ErrorCode, MfaPolicy, Secret};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::json;

use crate::proxy::Sandbox;

/// The secret of the test vectors of RFC 6238.
const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

async fn ada_with_authenticator() -> Sandbox {
    Sandbox::seeded(json!({ "users": [{
        "email": "ada@example.com",
        "password": "passw0rd",
        "authenticator": { "authenticatorType": "totp", "enable": true, "secret": SECRET, "recoveryCode": "10af-4f2f-f34f" },
    }] }))
    .await
}

async fn refused_login(sandbox: &Sandbox) -> Error {
    sandbox.client().login_by_email("ada@example.com", "passw0rd").await.unwrap_err()
}

#[tokio::test]
async fn totp_codes_follow_rfc_6238() {
    for (moment, code) in [(2_000_000_000, "279037"), (20_000_000_000, "353130")] {
        let sandbox = ada_with_authenticator().await;
        let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap();
        sandbox.advance(Duration::from_secs(moment) - now);
        let token = refused_login(&sandbox).await.mfa_token().unwrap();
        sandbox.client().mfa().verify_totp_mfa(code, token).await.unwrap();
    }
}

#[tokio::test]
async fn a_confirmed_authenticator_is_required_at_login() {
    let sandbox = Sandbox::start().await;
    let ada = sandbox.wechat().user("openid-ada");
    let client = sandbox.client();
    client.login_by_code(ada.login()).await.unwrap();
    let mfa = client.mfa();
    assert!(mfa.get_mfa_authenticators().await.unwrap().is_empty());
    assert_eq!(mfa.delete_mfa_authenticator().await.unwrap_err().code(), ErrorCode::NOT_FOUND);

    mfa.associate_mfa_authenticator().await.unwrap();
    let unconfirmed = mfa.get_mfa_authenticators().await.unwrap();
    assert_eq!((unconfirmed.len(), unconfirmed[0].enable), (1, Some(false)));
    sandbox.client().login_by_code(ada.login()).await.unwrap();
    mfa.delete_mfa_authenticator().await.unwrap();

    let made = mfa.associate_mfa_authenticator().await.unwrap();
    let uri = made.qrcode_uri.as_ref().unwrap().expose();
    assert!(uri.starts_with("otpauth://totp/authing-sandbox:") && uri.contains(made.secret.expose()), "{uri}");
    let picture = made.qrcode_data_url.as_ref().unwrap().expose().strip_prefix("data:image/png;base64,").unwrap();
    assert!(BASE64_STANDARD.decode(picture).unwrap().starts_with(b"\x89PNG\r\n\x1a\n"));
    let wrong = mfa.confirm_associate_mfa_authenticator("000000x").await.unwrap_err();
    assert_eq!((wrong.code(), wrong.http_status()), (ErrorCode::BAD_REQUEST, Some(400)));
    let code = sandbox.totp(made.secret.expose());
    mfa.confirm_associate_mfa_authenticator(&*code).await.unwrap();
    assert_eq!(mfa.associate_mfa_authenticator().await.unwrap_err().code(), ErrorCode::CONFLICT);
    assert_eq!(client.get_security_level().await.unwrap().mfa, Some(true));

    let refused = client.login_by_code(ada.login()).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::USER_MFA_REQUIRED);
    let Some(Challenge::SecondFactor(challenge)) = refused.challenge() else { panic!("{refused}") };
    assert_eq!((challenge.factors[0].policy.clone(), challenge.factors[0].bound), (MfaPolicy::OTP, Some(true)));
    // The code of the confirmation is valid until its time step ends.
    let user = challenge.verify_totp(&client, code).await.unwrap();
    assert!(user.token.is_some());
    assert!(client.check_login_status().await.unwrap().is_logged_in());
    mfa.delete_mfa_authenticator().await.unwrap();
    client.login_by_code(ada.login()).await.unwrap();
}

#[tokio::test]
async fn a_wrong_code_and_an_old_one_are_refused() {
    let sandbox = ada_with_authenticator().await;
    // The codes follow from the time. Those of this one differ; at another time the old code could equal a new one.
    sandbox.set_time(2_000_000_000).unwrap();
    let token = refused_login(&sandbox).await.mfa_token().unwrap();
    let client = sandbox.client();
    let verify = |code: String| client.mfa().verify_totp_mfa(code, &token);
    assert_eq!(verify("000000x".into()).await.unwrap_err().code(), ErrorCode::TOTP_CODE_INCORRECT);
    let old = sandbox.totp(SECRET);
    sandbox.advance(Duration::from_secs(61));
    assert_eq!(verify(old).await.unwrap_err().code(), ErrorCode::TOTP_CODE_INCORRECT);
    verify(sandbox.totp(SECRET)).await.unwrap();
}

#[tokio::test]
async fn an_mfa_token_is_valid_for_six_minutes_and_is_not_a_session() {
    let sandbox = ada_with_authenticator().await;
    let token = refused_login(&sandbox).await.mfa_token().unwrap();
    let stale = sandbox.client().for_token(token.clone());
    assert!(!stale.check_login_status().await.unwrap().is_logged_in());
    assert!(stale.update_profile().nickname("A").await.unwrap_err().is_not_logged_in());
    let client = sandbox.client();
    assert_eq!(client.mfa().get_mfa_authenticators().mfa_token(&token).await.unwrap().len(), 1);
    sandbox.advance(Duration::from_secs(361));
    let expired = client.mfa().verify_totp_mfa(sandbox.totp(SECRET), &token).await.unwrap_err();
    assert_eq!(expired.code(), ErrorCode::TOKEN_EXPIRED);

    let fresh = refused_login(&sandbox).await.mfa_token().unwrap();
    let user = client.mfa().verify_totp_mfa(sandbox.totp(SECRET), fresh).await.unwrap();
    let wrong = client.mfa().verify_totp_mfa(sandbox.totp(SECRET), user.token.unwrap()).await.unwrap_err();
    assert_eq!(wrong.code(), ErrorCode::NOT_LOGGED_IN);
}

#[tokio::test]
async fn a_recovery_code_can_be_used_once_and_is_replaced() {
    let sandbox = ada_with_authenticator().await;
    let token = refused_login(&sandbox).await.mfa_token().unwrap();
    let client = sandbox.client();
    let recover = |code: &str| client.mfa().verify_totp_recovery_code(code, &token);
    assert_eq!(recover("invented").await.unwrap_err().code(), ErrorCode::RECOVERY_CODE_INCORRECT);
    let recovered = recover("10af-4f2f-f34f").await.unwrap();
    assert!(recovered.user.token.is_some());
    assert_eq!(recover("10af-4f2f-f34f").await.unwrap_err().code(), ErrorCode::RECOVERY_CODE_INCORRECT);
    let next = recovered.recovery_code.as_ref().map(Secret::expose).unwrap();
    recover(next).await.unwrap();
}

#[tokio::test]
async fn an_mfa_token_is_refused_by_another_sandbox_and_after_a_reset() {
    let sandbox = ada_with_authenticator().await;
    let token = refused_login(&sandbox).await.mfa_token().unwrap();
    let builder = || authing_sandbox::Sandbox::builder().seed(sandbox.export()).rng_seed(7);
    let (one, other) = (Sandbox::with(builder()).await, Sandbox::with(builder()).await);
    let (theirs, _) = (refused_login(&one).await.mfa_token().unwrap(), refused_login(&other).await);
    for foreign in [&token, &theirs] {
        let refused = other.client().mfa().verify_totp_mfa(other.totp(SECRET), foreign).await.unwrap_err();
        assert_eq!(refused.code(), ErrorCode::NOT_LOGGED_IN);
    }
    sandbox.reset();
    let mfa = sandbox.client().mfa();
    let refused = mfa.verify_totp_mfa(sandbox.totp(SECRET), &token).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::NOT_LOGGED_IN);
    mfa.get_mfa_authenticators().mfa_token(token).await.unwrap_err();
}
