//! One person, one account: the identity of WeChat, and phone numbers with their dialling codes.

use authing_sandbox::Sandbox;
use authing_wxapp::ErrorCode;
use serde_json::json;

async fn seeded(users: serde_json::Value) -> Sandbox {
    Sandbox::builder().seed(json!({ "users": users })).start().await.unwrap()
}

#[tokio::test]
async fn the_identity_moves_from_every_account_that_has_a_part_of_it() {
    let sandbox = seeded(json!([{ "id": "a", "unionid": "u1" }, { "id": "p", "phone": "17612346754" }])).await;
    let ada = sandbox.wechat().user("o1").with_unionid("u1");
    let client = sandbox.client();
    let user = client.sign_in(ada.login(), || async { Some(ada.authorize_phone("17612346754")) }).await.unwrap();
    let (code, (iv, data)) = (ada.login(), ada.press_phone_button("17612346754"));
    let moved = client.login_by_phone(code, iv, data).await.unwrap();
    assert_eq!(moved.id, "p", "{user:?}");
    assert_eq!(client.login_by_code(ada.login()).await.unwrap().id, "p");
    let parts: Vec<_> = sandbox.users().into_iter().map(|user| (user.id, user.openid, user.unionid)).collect();
    let has = |id: &str| parts.iter().find(|part| part.0 == id).cloned().unwrap();
    assert_eq!(has("a"), ("a".into(), None, None));
    assert_eq!(has("p"), ("p".into(), Some("o1".into()), Some("u1".into())));
}

#[tokio::test]
async fn a_unionid_that_wechat_tells_later_is_added_and_one_that_it_omits_stays() {
    let sandbox = Sandbox::start().await.unwrap();
    let ada = sandbox.wechat().user("o1");
    let first = sandbox.client().login_by_code(ada.login()).await.unwrap();
    assert_eq!(first.unionid, None);
    let ada = ada.with_unionid("u1");
    let second = sandbox.client().login_by_code(ada.login()).await.unwrap();
    assert_eq!((second.id, second.unionid.as_deref()), (first.id.clone(), Some("u1")));
    // Another mini-program of the same open platform knows the person by another openid.
    let elsewhere = sandbox.wechat().user("o2").with_unionid("u1");
    assert_eq!(sandbox.client().login_by_code(elsewhere.login()).await.unwrap().id, first.id);
    let ada = ada.without_unionid();
    let third = sandbox.client().login_by_code(ada.login()).await.unwrap();
    assert_eq!((third.id, third.unionid.as_deref()), (first.id, Some("u1")));
    assert_eq!(sandbox.users().len(), 1);
}

#[tokio::test]
async fn wechat_gives_a_number_with_its_dialling_code() {
    let sandbox = Sandbox::start().await.unwrap();
    let ada = sandbox.wechat().user("o1");
    let client = sandbox.client();
    let (code, (iv, data)) = (ada.login(), ada.press_phone_button("+85261234567"));
    let number = client.get_phone(code, iv, data).await.unwrap();
    assert_eq!(number.phone_number.as_deref(), Some("+85261234567"));
    assert_eq!(number.pure_phone_number.as_deref(), Some("61234567"));
    assert_eq!(number.country_code.as_deref(), Some("852"));
    let (code, (iv, data)) = (ada.login(), ada.press_phone_button("+8617612346754"));
    let chinese = client.get_phone(code, iv, data).await.unwrap();
    assert_eq!((chinese.phone_number.as_deref(), chinese.country_code.as_deref()), (Some("17612346754"), Some("86")));
    let (code, (iv, data)) = (ada.login(), ada.press_phone_button("+85261234567"));
    let user = client.login_by_phone(code, iv, data).await.unwrap();
    assert_eq!((user.phone.as_deref(), user.phone_country_code.as_deref()), (Some("61234567"), Some("+852")));
}

#[tokio::test]
async fn the_same_digits_with_another_dialling_code_are_somebody_else() {
    let sandbox = seeded(json!([
        { "id": "hong-kong", "phone": "61234567", "phoneCountryCode": "+852" },
        { "id": "china", "phone": "17612346754" },
    ]))
    .await;
    let client = sandbox.client();
    // A code for the number in Hong Kong logs in its owner, and only its owner.
    client.send_sms_code("61234567").phone_country_code("+852").scene(authing_wxapp::SmsScene::LOGIN).await.unwrap();
    let code = sandbox.last_code("+85261234567").unwrap();
    for other in ["+1", "+86"] {
        let login = client.login_by_phone_code("61234567", &*code).phone_country_code(other);
        assert_eq!(login.await.unwrap_err().code(), ErrorCode::USER_NOT_FOUND, "{other}");
    }
    let user = client.login_by_phone_code("61234567", &*code).phone_country_code("852").await.unwrap();
    assert_eq!(user.id, "hong-kong");
    // A code that was sent to one country is none of another one.
    client.send_sms_code("17612346754").phone_country_code("+1").scene(authing_wxapp::SmsScene::LOGIN).await.unwrap();
    let code = sandbox.last_code("+117612346754").unwrap();
    let login = client.login_by_phone_code("17612346754", code).await.unwrap_err();
    assert_eq!(login.code(), ErrorCode::VERIFICATION_CODE_INCORRECT);
}

#[tokio::test]
async fn wechat_refuses_codes_as_scripted() {
    let sandbox = Sandbox::start().await.unwrap();
    let ada = sandbox.wechat().user("o1");
    for errcode in [-1, 45011, 40226, 40029, 40163] {
        sandbox.wechat().refuse(errcode, 1);
        let code = ada.login();
        let refused = sandbox.client().login_by_code(&*code).await.unwrap_err();
        assert_eq!(refused.data().unwrap()["errcode"], errcode);
        // The refusal did not spend the code.
        sandbox.client().login_by_code(code).await.unwrap();
    }
}

#[tokio::test]
async fn a_session_key_changes_with_each_login_or_stays() {
    let sandbox = Sandbox::start().await.unwrap();
    let ada = sandbox.wechat().user("o1");
    let decrypts = async || {
        ada.login();
        let (iv, data) = ada.press_phone_button("17612346754");
        sandbox.client().get_phone(ada.login(), iv, data).await.is_ok()
    };
    assert!(!decrypts().await, "the data is that of the earlier login");
    sandbox.wechat().keep_session_keys(true);
    assert!(decrypts().await);
}
