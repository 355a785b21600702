//! QR codes, from the view of the client and of the phone.

use std::time::Duration;

use authing_sandbox::{Effect, Fault};
use authing_wxapp::{ErrorCode, QrCodeState, User};
use serde_json::json;

use crate::{Sandbox, oidc_refusals::refused_by_other_logins, sandbox};

#[tokio::test]
async fn a_phone_scans_a_code_and_agrees() {
    let sandbox = sandbox().await;
    let ada = sandbox.add_user("ada@example.com", "passw0rd");
    let client = sandbox.client();
    let codes = client.qrcode();
    let code = codes.gene_code().await.unwrap();
    assert_eq!(code.expires_in, Some(120));
    let picture = reqwest::get(code.url.unwrap()).await.unwrap().text().await.unwrap();
    assert!(picture.contains("<svg"));
    let drawn = sandbox.requests().into_iter().next_back().unwrap();
    assert!(drawn.operation.is_none() && drawn.path.ends_with(".svg"), "{drawn:?}");
    // Faults apply to pictures too.
    let path = drawn.path;
    sandbox.faults().add(Fault::at(&*path, Effect::Empty { status: 503 }).times(1));
    let at = |path: &str| reqwest::get(format!("{}{path}", sandbox.url()));
    assert_eq!(at(&path).await.unwrap().status(), 503);
    assert_eq!(at(&path).await.unwrap().status(), 200);
    assert_eq!(at("/user-contents/nothing").await.unwrap().status(), 404);

    let mut states = codes.poll(&*code.random).interval(Duration::from_millis(1));
    assert_eq!(states.next().await.unwrap().unwrap().status, QrCodeState::Unused);

    let scanned = sandbox.qr(&*code.random).scan(&ada);
    let status = codes.check_status(&*code.random).await.unwrap();
    assert_eq!((status.status, status.scanned_user_id), (QrCodeState::Scanned, Some(ada.id.clone())));
    assert!(status.ticket.is_none());
    scanned.confirm();
    let status = codes.check_status(&*code.random).await.unwrap();
    assert_eq!(status.status, QrCodeState::Authorized);
    let ticket = status.ticket.unwrap();
    assert_eq!(codes.exchange_user_info(ticket.clone()).await.unwrap().id, ada.id);
    assert_eq!(client.get_current_user().await.unwrap().unwrap().id, ada.id);
    assert_eq!(codes.exchange_user_info(ticket).await.unwrap_err().code(), ErrorCode::BAD_REQUEST);
}

#[tokio::test]
async fn custom_data_of_a_qr_code_are_stored_by_the_login() {
    let sandbox = Sandbox::seeded(json!({ "customFields": [{ "key": "school" }] })).await;
    let ada = sandbox.add_user("ada@example.com", "passw0rd");
    let client = sandbox.client();
    let codes = client.qrcode();
    let log_in = async |with_custom_data: bool| {
        let code =
            codes.gene_code().custom_data([("school", "Analytical")]).with_custom_data(with_custom_data).await.unwrap();
        sandbox.qr(&*code.random).scan(&ada).confirm();
        let ticket = codes.check_status(&*code.random).await.unwrap().ticket.unwrap();
        codes.exchange_user_info(ticket).await.unwrap().custom_data
    };
    assert_eq!(log_in(true).await.unwrap()[0].value, Some("Analytical".into()));
    assert_eq!(log_in(false).await, None);
    assert_eq!(client.list_udv().await.unwrap()[0].key, "school");
}

#[tokio::test]
async fn a_phone_cancels_or_scans_too_late() {
    let sandbox = sandbox().await;
    let ada = sandbox.add_user("ada@example.com", "passw0rd");
    let codes = sandbox.client().wxqrcode();
    let made = async || codes.gene_code().await.unwrap().random;
    let status = async |random: &str| codes.check_status(random).await.unwrap();

    let cancelled = made().await;
    let scanned = sandbox.qr(&*cancelled).scan(&ada);
    scanned.clone().cancel();
    scanned.confirm();
    assert_eq!(status(&cancelled).await.status, QrCodeState::Cancelled);

    let failed = made().await;
    sandbox.qr(&*failed).scan(&ada).fail(ErrorCode::APP_MFA_REQUIRED, "one more step");
    let error = status(&failed).await.error().unwrap();
    assert_eq!(error.code(), ErrorCode::APP_MFA_REQUIRED);

    let (agreed, late) = (made().await, made().await);
    sandbox.qr(&*agreed).scan(&ada).confirm();
    let ticket = status(&agreed).await.ticket.unwrap();
    sandbox.advance(Duration::from_secs(120));
    sandbox.qr(&*late).scan(&ada).confirm();
    assert_eq!(status(&late).await.status, QrCodeState::Expired);
    // A login confirmed in time stays confirmed, but its ticket expires.
    assert_eq!(status(&agreed).await.status, QrCodeState::Authorized);
    sandbox.advance(Duration::from_secs(181));
    codes.exchange_user_info(ticket).await.unwrap_err();
    assert_eq!(codes.check_status("invented").await.unwrap_err().code(), ErrorCode::QR_CODE_NOT_FOUND);
}

#[tokio::test]
async fn a_phone_can_be_scripted_over_http() {
    let sandbox = sandbox().await;
    let ada = sandbox.add_user("ada@example.com", "passw0rd");
    let codes = sandbox.client().wechatmpqrcode();
    let random = codes.gene_code().await.unwrap().random;
    for act in [json!({ "scan": ada.id }), json!("confirm")] {
        let url = format!("{}/sandbox/qr/{random}", sandbox.url());
        reqwest::Client::new().post(url).json(&act).send().await.unwrap().error_for_status().unwrap();
    }
    assert_eq!(codes.check_status(random).await.unwrap().status, QrCodeState::Authorized);
}

#[tokio::test]
async fn a_qr_login_does_not_bypass_a_second_factor() {
    let authenticator =
        json!({ "authenticatorType": "totp", "enable": true, "secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" });
    let sandbox = Sandbox::seeded(json!({ "users": [{ "id": "ada", "authenticator": authenticator }] })).await;
    let codes = sandbox.client().qrcode();
    let random = codes.gene_code().await.unwrap().random;
    sandbox.qr(&*random).scan(&User::new("ada")).confirm();
    let status = codes.check_status(random).await.unwrap();
    assert!(status.ticket.is_none());
    let token = status.error().unwrap().mfa_token().unwrap();
    let code = sandbox.totp("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assert_eq!(sandbox.client().mfa().verify_totp_mfa(code, token).await.unwrap().id, "ada");
}

#[tokio::test]
async fn a_qr_login_refuses_users_refused_by_other_logins() {
    let (sandbox, users) = refused_by_other_logins().await;
    let codes = sandbox.client().qrcode();
    for (user, why) in users {
        let random = codes.gene_code().await.unwrap().random;
        sandbox.qr(&*random).scan(&User::new(user)).confirm();
        let status = codes.check_status(random).await.unwrap();
        assert!(status.ticket.is_none(), "{user}");
        assert_eq!(status.error().unwrap().message(), why);
    }
}

#[tokio::test]
async fn a_ticket_is_refused_if_the_user_may_no_longer_log_in() {
    let sandbox = sandbox().await;
    let ada = sandbox.add_user("ada@example.com", "passw0rd");
    let client = sandbox.client();
    client.login_by_email("ada@example.com", "passw0rd").await.unwrap();
    let random = client.qrcode().gene_code().await.unwrap().random;
    sandbox.qr(&*random).scan(&ada).confirm();
    let ticket = client.qrcode().check_status(random).await.unwrap().ticket.unwrap();
    let made = client.mfa().associate_mfa_authenticator().await.unwrap();
    client.mfa().confirm_associate_mfa_authenticator(sandbox.totp(made.secret.expose())).await.unwrap();
    let refused = client.qrcode().exchange_user_info(ticket).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::USER_MFA_REQUIRED);
}
