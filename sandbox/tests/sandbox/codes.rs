//! Codes and tokens: their lifetime, single use and revocation.

use std::time::Duration;

use authing_wxapp::{ErrorCode, PhoneAuthorization};

use crate::sandbox;

#[tokio::test]
async fn a_code_can_be_used_once() {
    let sandbox = sandbox().await;
    let code = sandbox.wechat().user("openid-ada").login();
    sandbox.client().login_by_code(&*code).await.unwrap();
    let error = sandbox.client().login_by_code(&*code).await.unwrap_err();
    assert_eq!(error.data().unwrap()["errcode"], 40163, "{error}");
    assert!(error.may_have_reached_server());
}

#[tokio::test]
async fn a_code_lives_five_minutes() {
    let sandbox = sandbox().await;
    let ada = sandbox.wechat().user("openid-ada");
    let (fresh, late) = (ada.login(), ada.login());
    sandbox.advance(Duration::from_secs(290));
    sandbox.client().login_by_code(fresh).await.unwrap();
    sandbox.advance(Duration::from_secs(11));
    let error = sandbox.client().login_by_code(late).await.unwrap_err();
    assert_eq!(error.data().unwrap()["errcode"], 40029, "{error}");
}

#[tokio::test]
async fn an_unknown_code_is_refused() {
    let error = sandbox().await.client().login_by_code("021invented").await.unwrap_err();
    assert_eq!(error.data().unwrap()["errcode"], 40029, "{error}");
}

#[tokio::test]
async fn a_login_after_the_button_makes_the_phone_number_undecryptable() {
    let sandbox = sandbox().await;
    let ada = sandbox.wechat().user("openid-ada");
    ada.login();
    let (iv, data) = ada.press_phone_button("17612346754");
    let too_late = ada.login();
    let error = sandbox.client().login_by_phone(too_late, iv, data).await.unwrap_err();
    assert!(error.message().starts_with("decrypt failed"), "{error}");
    assert!(sandbox.users().is_empty());

    let in_time = ada.login();
    let (iv, data) = ada.press_phone_button("17612346754");
    let user = sandbox.client().login_by_phone(in_time, iv, data).await.unwrap();
    assert_eq!(user.phone.as_deref(), Some("17612346754"));
}

#[tokio::test]
async fn get_phone_returns_the_number_and_binds_nothing() {
    let sandbox = sandbox().await;
    let ada = sandbox.wechat().user("openid-ada").with_unionid("union-ada");
    let code = ada.login();
    let (iv, data) = ada.press_phone_button("17612346754");
    let number = sandbox.client().get_phone(code, iv, data).await.unwrap();
    assert_eq!(number.pure_phone_number.as_deref(), Some("17612346754"));
    assert_eq!(number.country_code.as_deref(), Some("86"));
    assert_eq!((number.openid.as_deref(), number.unionid.as_deref()), (Some("openid-ada"), Some("union-ada")));
    assert_eq!(number.watermark.unwrap().appid.as_deref(), Some("wx4f4bc4dec97d474b"));
    assert!(sandbox.users().is_empty());
}

#[tokio::test]
async fn a_token_expires_after_fourteen_days_and_requires_a_new_login() {
    let sandbox = sandbox().await;
    let ada = sandbox.wechat().user("openid-ada");
    let client = sandbox.client();
    let first = client.sign_in(ada.login(), || async { Some(ada.authorize_phone("17612346754")) }).await.unwrap();
    assert!(client.check_login_status().await.unwrap().is_logged_in());

    sandbox.advance(Duration::from_secs(15 * 86_400));
    let status = client.check_login_status().await.unwrap();
    assert_eq!(status.code, Some(ErrorCode::TOKEN_EXPIRED.get()));
    assert!(!status.is_logged_in());
    assert_eq!(client.get_current_user().await.unwrap(), None);
    assert!(client.refresh_token().await.unwrap_err().is_token_expired());

    let again = client.sign_in(ada.login(), || async { None::<PhoneAuthorization> }).await.unwrap();
    assert!(!again.reused);
    assert_eq!(again.user.id, first.user.id);
    assert!(client.check_login_status().await.unwrap().is_logged_in());
}

#[tokio::test]
async fn a_refreshed_token_outlives_the_old_one() {
    let sandbox = sandbox().await;
    let client = sandbox.client();
    client.login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
    let old = client.stored_session().await.unwrap().unwrap().token().clone();
    sandbox.advance(Duration::from_secs(10 * 86_400));
    let fresh = client.refresh_token().await.unwrap();
    assert_ne!(fresh.token, old);
    sandbox.advance(Duration::from_secs(10 * 86_400));
    assert!(client.check_login_status().await.unwrap().is_logged_in());
    assert!(!client.check_login_status().token(old).await.unwrap().is_logged_in());
}

#[tokio::test]
async fn a_token_is_refused_after_its_logout() {
    let sandbox = sandbox().await;
    let client = sandbox.client();
    let user = client.login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
    let token = user.token.unwrap();
    client.logout().await.unwrap();
    assert!(client.stored_session().await.unwrap().is_none());
    let stale = sandbox.client().for_token(token);
    assert!(!stale.check_login_status().await.unwrap().is_logged_in());
    assert!(stale.update_profile().nickname("A").await.unwrap_err().is_not_logged_in());
}

#[tokio::test]
async fn a_forged_token_is_refused() {
    let sandbox = sandbox().await;
    let user = sandbox.client().login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
    let token = user.token.unwrap();
    let (signed, _) = token.expose().rsplit_once('.').unwrap();
    let forged = sandbox.client().for_token(format!("{signed}.c2lnbmF0dXJl"));
    assert!(!forged.check_login_status().await.unwrap().is_logged_in());
}
