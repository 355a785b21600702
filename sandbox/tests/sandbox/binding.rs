//! Binding, changing and unbinding phone numbers and email addresses, and linking accounts.

use authing_wxapp::{AuthenticationClient, Error, ErrorCode};
use serde_json::json;

use crate::proxy::Sandbox;

const WECHAT: &str = "wechat:miniprogram:default";

/// Ada has an email address and a password, Bob has a phone, and every code is 1234.
async fn sandbox() -> (Sandbox, AuthenticationClient) {
    let sandbox = Sandbox::seeded(json!({
        "users": [
            { "email": "ada@example.com", "password": "passw0rd" },
            { "email": "bob@example.com", "password": "passw0rd", "phone": "17600000000" },
        ],
        "testCodes": {
            "17612346754": "1234", "17600000000": "1234", "17611111111": "1234",
            "ada@example.com": "1234", "bob@example.com": "1234", "new@example.com": "1234",
        },
    }))
    .await;
    let client = sandbox.client();
    client.login_by_email("ada@example.com", "passw0rd").await.unwrap();
    (sandbox, client)
}

#[track_caller]
fn refused<T: std::fmt::Debug>(outcome: Result<T, Error>, code: ErrorCode) {
    assert_eq!(outcome.unwrap_err().code(), code);
}

#[tokio::test]
async fn a_phone_is_bound_changed_and_unbound() {
    let (_sandbox, client) = sandbox().await;
    refused(client.unbind_phone().await, ErrorCode::BAD_REQUEST);
    refused(client.bind_phone("17612346754", "9999").await, ErrorCode::VERIFICATION_CODE_INCORRECT);
    let user = client.bind_phone("17612346754", "1234").phone_country_code("+86").await.unwrap();
    assert_eq!((user.phone.as_deref(), user.phone_verified), (Some("17612346754"), Some(true)));
    refused(client.bind_phone("17611111111", "1234").await, ErrorCode::PHONE_ALREADY_BOUND);

    let update = || client.update_phone("17611111111", "1234");
    refused(client.update_phone("17612346754", "1234").await, ErrorCode::PHONE_UNCHANGED);
    refused(update().await, ErrorCode::OLD_PHONE_VERIFICATION_REQUIRED);
    refused(update().old_phone("17600000000", "1234").await, ErrorCode::OLD_PHONE_MISMATCH);
    refused(update().old_phone("17612346754", "9999").await, ErrorCode::VERIFICATION_CODE_INCORRECT);
    let user = update().old_phone("17612346754", "1234").await.unwrap();
    assert_eq!(user.phone.as_deref(), Some("17611111111"));

    assert_eq!(client.unbind_phone().await.unwrap().phone, None);
}

#[tokio::test]
async fn a_contact_of_another_account_cannot_be_bound() {
    let (_sandbox, client) = sandbox().await;
    refused(client.bind_phone("17600000000", "1234").await, ErrorCode::PHONE_ALREADY_BOUND);
    let taken = client.update_email("bob@example.com", "1234").old_email("ada@example.com", "1234").await;
    refused(taken, ErrorCode::EMAIL_ALREADY_BOUND);
}

#[tokio::test]
async fn an_email_is_changed_unbound_and_bound() {
    let (_sandbox, client) = sandbox().await;
    refused(client.unbind_email().await, ErrorCode::LAST_LOGIN_METHOD);
    refused(client.bind_email("new@example.com", "1234").await, ErrorCode::EMAIL_ALREADY_BOUND);
    let update = || client.update_email("New@Example.com", "1234");
    refused(client.update_email("Ada@example.com", "1234").await, ErrorCode::EMAIL_UNCHANGED);
    refused(update().await, ErrorCode::OLD_EMAIL_VERIFICATION_REQUIRED);
    refused(update().old_email("bob@example.com", "1234").await, ErrorCode::OLD_EMAIL_MISMATCH);
    let user = update().old_email("ada@example.com", "1234").await.unwrap();
    assert_eq!((user.email.as_deref(), user.email_verified), (Some("new@example.com"), Some(true)));

    client.bind_phone("17612346754", "1234").await.unwrap();
    assert_eq!(client.unbind_email().await.unwrap().email, None);
    refused(client.unbind_email().await, ErrorCode::EMAIL_NOT_BOUND);
    refused(client.unbind_phone().await, ErrorCode::LAST_LOGIN_METHOD);
    assert_eq!(client.bind_email("Ada@Example.com", "1234").await.unwrap().email.as_deref(), Some("ada@example.com"));
}

#[tokio::test]
async fn a_linked_account_becomes_an_identity_of_the_other() {
    let (sandbox, client) = sandbox().await;
    let wechat = sandbox.wechat().user("openid-ada").with_unionid("union-ada");
    let joining = sandbox.client();
    joining.login_by_code(wechat.login()).await.unwrap();
    let token =
        |client: AuthenticationClient| async move { client.stored_session().await.unwrap().unwrap().token().clone() };
    let (primary, secondary) = (token(client.clone()).await, token(joining.clone()).await);

    refused(client.link_account(&primary, &primary).await, ErrorCode::BAD_REQUEST);
    refused(client.link_account(&primary, "a.b.c").await, ErrorCode::NOT_LOGGED_IN);
    client.link_account(&primary, &secondary).await.unwrap();
    assert_eq!(sandbox.users().len(), 2);
    refused(joining.update_profile().nickname("A").await, ErrorCode::NOT_LOGGED_IN);
    assert!(!joining.check_login_status().await.unwrap().is_logged_in());
    let user = sandbox.client().login_by_code(wechat.login()).await.unwrap();
    assert_eq!(user.email.as_deref(), Some("ada@example.com"));
    assert_eq!(user.identities.unwrap()[0].provider.as_deref(), Some(WECHAT));

    let second = sandbox.client();
    second.login_by_code(sandbox.wechat().user("openid-second").login()).await.unwrap();
    let again = client.link_account(&primary, token(second).await).await;
    refused(again, ErrorCode::OAUTH_TYPE_ALREADY_BOUND);

    client.unlink_account(&primary, WECHAT).await.unwrap();
    refused(client.unlink_account(&primary, WECHAT).await, ErrorCode::OAUTH_NOT_BOUND);
    let stranger = sandbox.client().login_by_code(wechat.login()).await.unwrap();
    assert_eq!(stranger.email, None, "the WeChat user must have a separate account again");
    refused(client.unlink_account(stranger.token.unwrap(), WECHAT).await, ErrorCode::LAST_LOGIN_METHOD);
}

#[tokio::test]
async fn a_refusal_does_not_spend_the_code() {
    let sandbox = Sandbox::seeded(json!({ "users": [
        { "username": "ada", "password": "passw0rd", "phone": "17612346754" },
        { "phone": "17600000000" },
    ] }))
    .await;
    let client = sandbox.client();
    client.login_by_username("ada", "passw0rd").await.unwrap();
    for phone in ["17612346754", "17600000000", "17611111111"] {
        client.send_sms_code(phone).await.unwrap();
    }
    let code = |phone| sandbox.last_code(phone).unwrap();
    let update =
        |new: &str, proof: String| client.update_phone(new, proof).old_phone("17612346754", code("17612346754"));
    refused(update("17611111111", "wrong".into()).await, ErrorCode::VERIFICATION_CODE_INCORRECT);
    refused(update("17600000000", code("17600000000")).await, ErrorCode::PHONE_ALREADY_BOUND);
    assert!(sandbox.outbox().iter().all(|message| !message.used));
    let user = update("17611111111", code("17611111111")).await.unwrap();
    assert_eq!(user.phone.as_deref(), Some("17611111111"));
    let used: Vec<_> = sandbox.outbox().into_iter().filter(|message| message.used).map(|message| message.to).collect();
    assert_eq!(used, ["17612346754", "17611111111"]);
}
