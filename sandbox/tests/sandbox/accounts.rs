//! Accounts: WeChat identities, phone numbers, passwords, profiles.

use authing_wxapp::{Clear, ErrorCode, Gender, PhoneOutcome, SignInStep};
use serde_json::json;

use crate::sandbox;

#[tokio::test]
async fn the_first_login_creates_an_account_and_the_next_one_finds_it() {
    let sandbox = sandbox().await;
    let ada = sandbox.wechat().user("openid-ada");
    let first = sandbox.client().login_by_code(ada.login()).await.unwrap();
    let second = sandbox.client().login_by_code(ada.login()).await.unwrap();
    assert_eq!(first.id, second.id);
    assert_eq!((first.newly_created, second.newly_created), (Some(true), Some(false)));
    assert_eq!((first.nickname, first.photo), (None, None));
    assert_eq!(second.logins_count, Some(2));
}

#[tokio::test]
async fn openids_with_the_same_unionid_share_an_account() {
    let sandbox = sandbox().await;
    let here = sandbox.wechat().user("openid-here").with_unionid("union-ada");
    let there = sandbox.wechat().user("openid-there").with_unionid("union-ada");
    let first = sandbox.client().login_by_code(here.login()).await.unwrap();
    let second = sandbox.client().login_by_code(there.login()).await.unwrap();
    assert_eq!(first.id, second.id);
}

#[tokio::test]
async fn the_profile_comes_from_raw_data_or_from_encrypted_data() {
    let sandbox = sandbox().await;
    let ada = sandbox.wechat().user("openid-ada");
    let raw = json!({ "nickName": "Ada", "gender": 2, "city": "London" }).to_string();
    let user = sandbox.client().login_by_code(ada.login()).raw_data(raw).await.unwrap();
    assert_eq!(
        (user.nickname.as_deref(), user.gender, user.city.as_deref()),
        (Some("Ada"), Some(Gender::F), Some("London"))
    );

    let code = ada.login();
    let (iv, data) =
        ada.press_profile_button(json!({ "nickName": "Countess", "avatarUrl": "https://example.com/a.png" }));
    let user = sandbox.client().login_by_code(code).encrypted_data(iv, data).await.unwrap();
    assert_eq!(user.nickname.as_deref(), Some("Countess"));
    assert_eq!(user.photo.as_deref(), Some("https://example.com/a.png"));
    assert_eq!(user.city.as_deref(), Some("London"), "a member that the new profile omits is kept");
}

#[tokio::test]
async fn a_known_phone_number_logs_in_to_its_account_and_moves_the_wechat_identity_there() {
    let sandbox = sandbox().await;
    let (ada, other) = (sandbox.wechat().user("openid-ada"), sandbox.wechat().user("openid-other"));
    let first =
        sandbox.client().sign_in(ada.login(), || async { Some(ada.authorize_phone("17612346754")) }).await.unwrap();
    assert_eq!(first.phone, PhoneOutcome::Bound);

    let client = sandbox.client();
    let second = client.sign_in(other.login(), || async { Some(other.authorize_phone("17612346754")) }).await.unwrap();
    assert_eq!(second.user.id, first.user.id);
    let PhoneOutcome::BoundToOtherAccount { previous_user_id } = second.phone else { panic!("{:?}", second.phone) };
    assert_ne!(previous_user_id, first.user.id);
    assert_eq!(
        client.check_logged_in().await.unwrap(),
        first.user.id,
        "the session must be that of the account with the number"
    );

    let later = sandbox.client().login_by_code(other.login()).await.unwrap();
    assert_eq!(later.id, first.user.id, "the WeChat identity must belong to that account now");
}

#[tokio::test]
async fn a_sign_in_can_wait_for_the_phone_between_two_requests() {
    let sandbox = sandbox().await;
    let ada = sandbox.wechat().user("openid-ada");
    let client = sandbox.client();
    let SignInStep::PhoneNeeded(pending) = client.begin_sign_in(ada.login()).await.unwrap() else {
        panic!("the account has no phone yet")
    };
    let kept = serde_json::to_string(&pending).unwrap();

    let pending = serde_json::from_str(&kept).unwrap();
    let done = client.finish_sign_in(pending, ada.authorize_phone("17612346754")).await.unwrap();
    assert_eq!(done.phone, PhoneOutcome::Bound);
    let SignInStep::SignedIn(again) = client.begin_sign_in(ada.login()).await.unwrap() else {
        panic!("the phone was bound before")
    };
    assert_eq!((again.phone, again.reused), (PhoneOutcome::AlreadyBound, true));
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_email_have_different_codes() {
    let sandbox = sandbox().await;
    let ada = sandbox.add_user("Ada@Example.com", "Passw0rd!密码");
    assert_eq!(ada.email.as_deref(), Some("ada@example.com"));
    let client = sandbox.client();
    assert_eq!(client.login_by_email("ada@example.com", "Passw0rd!密码").await.unwrap().id, ada.id);
    let wrong = client.login_by_email("ada@example.com", "password").await.unwrap_err();
    assert_eq!(wrong.code(), ErrorCode::WRONG_PASSWORD);
    let unknown = client.login_by_email("bob@example.com", "Passw0rd!").await.unwrap_err();
    assert_eq!(unknown.code(), ErrorCode::USER_NOT_FOUND);
    let bob = client.login_by_email("bob@example.com", "Passw0rd!").auto_register(true).await.unwrap();
    assert_eq!(client.check_logged_in().await.unwrap(), bob.id);
}

#[tokio::test]
async fn a_profile_is_set_and_cleared_but_not_its_email() {
    let sandbox = sandbox().await;
    let client = sandbox.client();
    client.login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
    client.update_profile().nickname("Ada").company("Engines").await.unwrap();
    client.update_profile().company(Clear).await.unwrap();
    let user = client.get_current_user().await.unwrap().unwrap();
    assert_eq!((user.nickname.as_deref(), user.company), (Some("Ada"), None));
    let refused = client.update_profile().email("new@example.com").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::EMAIL_UPDATE_NOT_ALLOWED);
    let refused = client.update_profile().phone("17600000000").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::PHONE_UPDATE_NOT_ALLOWED);
}

#[tokio::test]
async fn the_wechat_identity_is_not_changed_like_a_profile() {
    let sandbox = sandbox().await;
    let client = sandbox.client();
    client.login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
    let token = client.stored_session().await.unwrap().unwrap().token().clone();
    // The client of this crate has no such option, so the request is written by hand.
    for member in ["openid", "unionid"] {
        let body = json!({
            "query": "mutation updateUser($input: UpdateUserInput!) { updateUser(input: $input) { id } }",
            "variables": { "input": { member: "stolen" } },
        });
        let request = reqwest::Client::new().post(format!("{}/graphql/v2", sandbox.url())).json(&body);
        let request = request.header("x-authing-app-id", authing_sandbox::APP_ID).bearer_auth(token.expose());
        let reply: serde_json::Value = request.send().await.unwrap().json().await.unwrap();
        assert_eq!(reply["errors"][0]["message"]["code"], ErrorCode::BAD_REQUEST.get(), "{reply}");
    }
    assert_eq!((sandbox.users()[0].openid.as_deref(), &sandbox.users()[0].unionid), (Some("openid-ada"), &None));
}

#[tokio::test]
async fn an_avatar_can_be_fetched_from_its_url() {
    let sandbox = sandbox().await;
    let client = sandbox.client();
    client.login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
    // Pictures of phones are large.
    let picture = [&b"\x89PNG\r\n\x1a\n and more"[..], &vec![7; 9 << 20]].concat();
    let photo = client.update_avatar(picture.clone()).await.unwrap().photo.unwrap();
    let reply = reqwest::get(photo).await.unwrap();
    assert_eq!(reply.headers()["content-type"], "image/png");
    assert_eq!(reply.bytes().await.unwrap(), picture);
}

#[tokio::test]
async fn a_profile_cannot_take_a_name_of_another_account() {
    let sandbox = crate::Sandbox::seeded(json!({ "users": [
        { "username": "ada", "password": "passw0rd" },
        { "username": "bob", "externalId": "b-1" },
    ] }))
    .await;
    let client = sandbox.client();
    client.login_by_username("ada", "passw0rd").await.unwrap();
    let refused = client.update_profile().nickname("B").username("bob").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::USERNAME_ALREADY_EXISTS);
    let refused = client.update_profile().external_id("b-1").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::USER_ALREADY_EXISTS);
    let refused = client.update_profile().username(Clear).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::LAST_LOGIN_METHOD);
    let refused = client.update_profile().username(" ").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::LAST_LOGIN_METHOD);
    assert_eq!((sandbox.users()[0].username.as_deref(), &sandbox.users()[0].nickname), (Some("ada"), &None));
    let user = client.update_profile().username("ada").external_id("a-1").await.unwrap();
    assert_eq!(user.external_id.as_deref(), Some("a-1"));
    client.update_profile().username("countess").await.unwrap();
    client.login_by_username("countess", "passw0rd").await.unwrap();
}

#[tokio::test]
async fn a_file_can_be_fetched_whatever_the_name_of_its_folder() {
    let sandbox = sandbox().await;
    for folder in ["avatar", "a/b", "..", "a?b#c", "100%25", "\u{76f8}\u{518c} 1"] {
        let part = reqwest::multipart::Part::bytes(b"GIF89a".to_vec()).mime_str("image/gif").unwrap();
        let request = reqwest::Client::new().post(format!("{}/api/v2/upload", sandbox.url()));
        let request = request.query(&[("folder", folder)]).header("x-authing-app-id", authing_sandbox::APP_ID);
        let request = request.multipart(reqwest::multipart::Form::new().part("file", part));
        let reply: serde_json::Value = request.send().await.unwrap().json().await.unwrap();
        let url = reply["data"]["url"].as_str().unwrap_or_else(|| panic!("{reply}"));
        let file = reqwest::get(url).await.unwrap().error_for_status().unwrap();
        assert_eq!(file.bytes().await.unwrap(), &b"GIF89a"[..], "{url}");
    }
}
