//! The SDK of this repository: the sign-in with the phone button of today, and what follows.

use std::time::Duration;

use authing_sandbox::{EXT_IDP_CONN_IDENTIFIER, WECHAT_APP_ID, WECHAT_APP_SECRET};
use authing_wxapp::{
    AuthenticationClient, Credentials, DeletionProof, ErrorCode, MemorySessions, MemoryStore, PhoneAuthorization,
    PhoneOutcome, Secret, SmsChannel,
};
use serde_json::{Value, json};

use super::PHONE;
use crate::{Sandbox, sandbox};

/// A client that uses version 3.
fn client(sandbox: &Sandbox) -> AuthenticationClient {
    sandbox.client_builder().ext_idp_conn_identifier(EXT_IDP_CONN_IDENTIFIER).build().unwrap()
}

/// How often an operation was sent.
fn sent(sandbox: &Sandbox, operation: &str) -> usize {
    sandbox.requests().iter().filter(|request| request.operation.as_deref() == Some(operation)).count()
}

#[tokio::test]
async fn the_phone_button_of_today_binds_the_number() {
    let sandbox = sandbox().await;
    let (client, ada) = (client(&sandbox), sandbox.wechat().user("openid-ada"));
    let press = async || Some(PhoneAuthorization::from_codes(ada.login(), ada.press_phone_button_code(PHONE)));
    let signed_in = client.sign_in(ada.login(), press).await.unwrap();
    assert_eq!((signed_in.phone, signed_in.user.phone.as_deref()), (PhoneOutcome::Bound, Some(PHONE)));
    client.v3().logout().await.unwrap();

    // Who has a number is not asked, so that no code of the button is spent.
    let again = client.sign_in(ada.login(), async || -> Option<PhoneAuthorization> { panic!("the number is known") });
    assert_eq!(again.await.unwrap().phone, PhoneOutcome::AlreadyBound);
}

#[tokio::test]
async fn a_number_of_somebody_else_is_told_as_not_taken() {
    let sandbox = Sandbox::seeded(json!({ "users": [{ "id": "ada", "phone": PHONE }] })).await;
    let (client, eve) = (client(&sandbox), sandbox.wechat().user("openid-eve"));
    let press = async || Some(PhoneAuthorization::from_codes(eve.login(), eve.press_phone_button_code(PHONE)));
    let signed_in = client.sign_in(eve.login(), press).await.unwrap();
    assert_eq!((signed_in.phone, signed_in.user.phone), (PhoneOutcome::NotTaken, None));
}

#[tokio::test]
async fn both_codes_sign_in_with_one_call() {
    let sandbox = sandbox().await;
    let (client, ada) = (client(&sandbox), sandbox.wechat().user("openid-ada"));
    let codes = PhoneAuthorization::from_codes(ada.login(), ada.press_phone_button_code(PHONE));
    let signed_in = client.sign_in_with_phone(codes.clone()).await.unwrap();
    assert_eq!((signed_in.phone, sent(&sandbox, "signinByMobileV3")), (PhoneOutcome::Present, 1));
    // The session is still good, so nothing is spent. Somebody else would need codes of their own.
    assert!(client.sign_in_with_phone(codes.clone()).await.unwrap().reused);
    assert_eq!(sent(&sandbox, "signinByMobileV3"), 1);
    let refused = client.for_session(MemoryStore::new()).sign_in_with_phone(codes).await.unwrap_err();
    assert_eq!(refused.data().unwrap()["errcode"], 40163, "{refused}");
}

#[tokio::test]
async fn an_expired_session_is_renewed_before_the_next_call() {
    let sandbox = sandbox().await;
    let (client, ada) = (client(&sandbox), sandbox.wechat().user("openid-ada"));
    let codes = PhoneAuthorization::from_codes(ada.login(), ada.press_phone_button_code(PHONE));
    client.sign_in_with_phone(codes).await.unwrap();
    for _ in 0..2 {
        sandbox.advance(Duration::from_secs(3601));
        assert_eq!(client.v3().get_profile().await.unwrap().phone.as_deref(), Some(PHONE));
    }
    assert_eq!(sent(&sandbox, "token"), 2);
    let session = client.stored_session().await.unwrap().unwrap();
    client.v3().logout().await.unwrap();
    let token = session.refresh_token().unwrap().clone();
    let refused = client.get_new_access_token_by_refresh_token(token).await;
    assert!(refused.is_err(), "a logout ends the refresh token, too");
}

#[tokio::test]
async fn a_password_is_changed_and_the_account_ends() {
    let sandbox =
        Sandbox::seeded(json!({ "users": [{ "username": "ada", "phone": PHONE, "password": "passw0rd" }] })).await;
    let client = client(&sandbox);
    client.v3().signin_by_credentials(Credentials::username("ada", "passw0rd")).await.unwrap();
    client.v3().update_password("passw0rd-2").old_password("passw0rd").await.unwrap();
    client.v3().send_sms(PHONE, SmsChannel::CHANNEL_DELETE_ACCOUNT).await.unwrap();
    let again = client.v3().send_sms(PHONE, SmsChannel::CHANNEL_DELETE_ACCOUNT).await.unwrap_err();
    assert_eq!(again.code(), ErrorCode::TOO_MANY_REQUESTS);
    let proof = DeletionProof::phone_code(PHONE, sandbox.last_code(PHONE).unwrap());
    let token = client.v3().verify_delete_account_request(proof).await.unwrap();
    client.v3().delete_account(token.delete_account_token).await.unwrap();
    assert!(sandbox.users().is_empty() && client.stored_session().await.unwrap().is_none());
}

#[tokio::test]
async fn the_access_token_of_wechat_is_fetched_once() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    let fetch = || async { client.v3().get_wechat_access_token_info(WECHAT_APP_ID, WECHAT_APP_SECRET).await.unwrap() };
    let (one, other) = tokio::join!(fetch(), fetch());
    assert_eq!(one.access_token, other.access_token);
    assert_eq!(sent(&sandbox, "getWechatAccessTokenInfoV3"), 1);
    let ada = sandbox.wechat().user("openid-ada");
    let number = client.v3().get_wechat_mini_program_phone(ada.press_phone_button_code(PHONE)).await.unwrap();
    assert_eq!(number.pure_phone_number.as_deref(), Some(PHONE));
}

#[tokio::test]
async fn machines_overwrite_each_others_access_token_unless_they_share_a_store() {
    let sandbox = sandbox().await;
    let ada = sandbox.wechat().user("openid-ada");
    // WeChat itself is asked with the token.
    let answer = async |token: &Secret| {
        let url = format!("{}/wxa/business/getuserphonenumber?access_token={}", sandbox.url(), token.expose());
        let body = json!({ "code": ada.press_phone_button_code(PHONE) });
        let answer: Value = reqwest::Client::new().post(url).json(&body).send().await.unwrap().json().await.unwrap();
        answer["errcode"].as_i64().unwrap()
    };
    let info =
        |machine: &AuthenticationClient| machine.v3().get_wechat_access_token_info(WECHAT_APP_ID, WECHAT_APP_SECRET);
    let sessions = MemorySessions::new();
    let together = || sandbox.client_builder().wechat_token_store(sessions.clone()).build().unwrap();
    let (apart, together) = ([client(&sandbox), client(&sandbox)], [together(), together()]);
    for (machines, answers) in [(&apart, [40001, 0]), (&together, [0, 0])] {
        let [one, other] = machines;
        let tokens = [info(one).await.unwrap().access_token, info(other).await.unwrap().access_token];
        sandbox.advance(Duration::from_secs(301));
        assert_eq!([answer(&tokens[0]).await, answer(&tokens[1]).await], answers);
    }
    // A machine outside of the fleet fetches a token of its own, which each machine of the fleet finds out by itself.
    let shared = info(&together[0]).await.unwrap().access_token;
    info(&apart[0]).replacing(info(&apart[0]).await.unwrap().access_token).await.unwrap();
    sandbox.advance(Duration::from_secs(301));
    assert_eq!(answer(&shared).await, 40001);
    let fetched = sent(&sandbox, "getWechatAccessTokenInfoV3");
    for machine in &together {
        let token = info(machine).replacing(&shared).await.unwrap().access_token;
        assert_eq!(answer(&token).await, 0);
    }
    assert_eq!(sent(&sandbox, "getWechatAccessTokenInfoV3"), fetched + 1);
}

#[tokio::test]
async fn a_wechat_user_is_linked_and_unlinked() {
    let sandbox =
        Sandbox::seeded(json!({ "users": [{ "username": "ada", "phone": PHONE, "password": "passw0rd" }] })).await;
    let (client, ada) = (client(&sandbox), sandbox.wechat().user("openid-ada"));
    client.v3().signin_by_credentials(Credentials::username("ada", "passw0rd")).await.unwrap();
    client.v3().bind_wechat_mini_program(ada.login()).await.unwrap();
    let identities = client.v3().get_identities().await.unwrap();
    assert_eq!(identities[0].user_id_in_idp.as_deref(), Some("openid-ada"));
    client.v3().unlink_ext_idp(identities[0].ext_idp_id.clone().unwrap()).await.unwrap();
    assert!(client.v3().get_identities().await.unwrap().is_empty());
}
