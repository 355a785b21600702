//! A WeChat user belongs to one account, in whichever way it came there.

use authing_sandbox::Sandbox;
use authing_wxapp::{AuthenticationClient, ErrorCode, Secret};
use reqwest::Client;
use serde_json::{Value, json};

async fn seeded(users: Value) -> Sandbox {
    Sandbox::builder().seed(json!({ "users": users })).start().await.unwrap()
}

/// The id of the account that a login of this WeChat user finds.
async fn log_in(sandbox: &Sandbox, openid: &str) -> String {
    sandbox.client().login_by_code(sandbox.wechat().user(openid).login()).await.unwrap().id
}

async fn token(client: &AuthenticationClient) -> Secret {
    client.stored_session().await.unwrap().unwrap().token().clone()
}

/// The accounts with their openids and unionids, without those that have neither.
fn wechat_users(sandbox: &Sandbox) -> Value {
    let users = sandbox.users().into_iter().filter(|user| user.openid.is_some() || user.unionid.is_some());
    users.map(|user| json!([user.id, user.openid, user.unionid])).collect()
}

#[tokio::test]
async fn a_unionid_of_another_account_does_not_move_a_wechat_user_who_has_an_account() {
    let sandbox = seeded(json!([{ "id": "x", "unionid": "u1" }])).await;
    let first = log_in(&sandbox, "o1").await;
    sandbox.wechat().user("o1").with_unionid("u1");
    assert_eq!(log_in(&sandbox, "o1").await, first);
    assert_eq!(wechat_users(&sandbox), json!([["x", null, "u1"], [first, "o1", null]]));
    // Another openid with this unionid is that of the account which has it.
    sandbox.wechat().user("o2").with_unionid("u1");
    assert_eq!(log_in(&sandbox, "o2").await, "x");
}

#[tokio::test]
async fn a_wechat_user_of_whom_another_account_has_a_part_is_not_bound() {
    let seed = json!([
        { "id": "p", "username": "p", "password": "passw0rd", "unionid": "u1" },
        { "id": "a", "openid": "o1" },
    ]);
    let sandbox = seeded(seed).await;
    sandbox.wechat().user("o1").with_unionid("u1");
    let client = sandbox.client();
    client.login_by_username("p", "passw0rd").await.unwrap();
    let bind = async |openid: &str| -> Value {
        let url = sandbox.url() + "/connections/social/wechat-miniprogram/bind";
        let request = Client::new().post(url).bearer_auth(token(&client).await.expose());
        let request = request.header("x-authing-app-id", authing_sandbox::APP_ID);
        let code = sandbox.wechat().user(openid).login();
        request.json(&json!({ "code": code })).send().await.unwrap().json().await.unwrap()
    };
    let refused = bind("o1").await;
    assert_eq!(refused["apiCode"], ErrorCode::SOCIAL_ACCOUNT_ALREADY_BOUND.get(), "{refused}");
    assert_eq!(wechat_users(&sandbox), json!([["p", null, "u1"], ["a", "o1", null]]));
    // A further openid of the same person is bound, and one of somebody else is not.
    for openid in ["o2", "o3"] {
        sandbox.wechat().user(openid).with_unionid("u1");
        assert_eq!(bind(openid).await["statusCode"], 200);
        assert_eq!(log_in(&sandbox, openid).await, "p");
    }
    let refused = bind("o4").await;
    assert_eq!(refused["apiCode"], ErrorCode::OAUTH_TYPE_ALREADY_BOUND.get(), "{refused}");
}

#[tokio::test]
async fn a_linked_wechat_user_leaves_all_other_accounts() {
    let seed = json!([
        { "id": "a", "unionid": "u1" },
        { "id": "w", "openid": "o1", "unionid": "u1" },
        { "id": "p", "username": "p", "password": "passw0rd" },
    ]);
    let sandbox = seeded(seed).await;
    let (primary, secondary) = (sandbox.client(), sandbox.client());
    let wechat = sandbox.wechat().user("o1").with_unionid("u1");
    assert_eq!(secondary.login_by_code(wechat.login()).await.unwrap().id, "w", "the openid says more");
    primary.login_by_username("p", "passw0rd").await.unwrap();
    primary.link_account(token(&primary).await, token(&secondary).await).await.unwrap();
    assert_eq!(wechat_users(&sandbox), json!([["p", "o1", "u1"]]));
    sandbox.wechat().user("o2").with_unionid("u1");
    for openid in ["o1", "o2"] {
        assert_eq!(log_in(&sandbox, openid).await, "p");
    }
    // Without the identity there is none of its openids left.
    primary.unlink_account(token(&primary).await, "wechat:miniprogram:default").await.unwrap();
    for openid in ["o1", "o2"] {
        sandbox.wechat().user(openid).without_unionid();
        assert_ne!(log_in(&sandbox, openid).await, "p");
    }
}

#[tokio::test]
async fn an_openid_that_was_learnt_stays_known_without_the_unionid() {
    let sandbox = seeded(json!([{ "id": "a", "openid": "oX", "unionid": "u1" }])).await;
    sandbox.wechat().user("o1").with_unionid("u1");
    assert_eq!(log_in(&sandbox, "o1").await, "a");
    sandbox.wechat().user("o1").without_unionid();
    assert_eq!(log_in(&sandbox, "o1").await, "a");
    assert_eq!(log_in(&sandbox, "oX").await, "a");
    // The export has it, and so does a start with it.
    let again = Sandbox::builder().seed(sandbox.export()).start().await.unwrap();
    assert_eq!(log_in(&again, "o1").await, "a");
    // It moves with the person.
    let (phone, o1) = ("17612346754", again.wechat().user("o1"));
    again.client().login_by_code(again.wechat().user("o9").login()).await.unwrap();
    let nine = again.wechat().user("o9");
    let (code, (iv, data)) = (nine.login(), nine.press_phone_button(phone));
    let owner = again.client().login_by_phone(code, iv, data).await.unwrap().id;
    let (code, (iv, data)) = (o1.login(), o1.press_phone_button(phone));
    assert_eq!(again.client().login_by_phone(code, iv, data).await.unwrap().id, owner);
    for openid in ["o1", "oX"] {
        assert_eq!(log_in(&again, openid).await, owner, "{openid}");
    }
}

#[tokio::test]
async fn an_empty_unionid_is_none_and_null_takes_one_away() {
    let sandbox = Sandbox::start().await.unwrap();
    let tell = async |openid: &str, unionid: Value| -> Value {
        let request = Client::new().post(format!("{}/sandbox/wechat/{openid}", sandbox.url()));
        request.json(&json!({ "unionid": unionid })).send().await.unwrap().json().await.unwrap()
    };
    for openid in ["o1", "o2"] {
        assert_eq!(tell(openid, json!("")).await, json!({ "unionid": null }));
    }
    assert_ne!(log_in(&sandbox, "o1").await, log_in(&sandbox, "o2").await);
    tell("o3", json!("u1")).await;
    tell("o4", json!("u1")).await;
    let third = log_in(&sandbox, "o3").await;
    assert_eq!(tell("o4", Value::Null).await, json!({ "unionid": null }));
    assert_ne!(log_in(&sandbox, "o4").await, third);
}
