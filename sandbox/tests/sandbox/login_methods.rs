//! A user keeps a way to log in, whatever the user takes away.

use authing_sandbox::{APP_ID, Sandbox};
use authing_wxapp::ErrorCode;
use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::management::BackEnd;

const WECHAT: &str = "wechat:miniprogram:default";
const CREATE: &str = "mutation($userInfo: CreateUserInput!, $identity: CreateUserIdentityInput) { \
                      createUser(userInfo: $userInfo, identity: $identity) { id } }";

async fn seeded(users: Value) -> Sandbox {
    Sandbox::builder().seed(json!({ "users": users })).start().await.unwrap()
}

async fn log_in(sandbox: &Sandbox, openid: &str) -> (String, String) {
    let user = sandbox.client().login_by_code(sandbox.wechat().user(openid).login()).await.unwrap();
    (user.id, user.token.unwrap().expose().to_owned())
}

async fn ask(sandbox: &Sandbox, method: Method, path: &str, token: &str, body: Value) -> Value {
    let request = Client::new().request(method, sandbox.url() + path).header("x-authing-app-id", APP_ID);
    request.bearer_auth(token).json(&body).send().await.unwrap().json().await.unwrap()
}

/// The code of the refusal of a request, or 200, in either version.
async fn post(sandbox: &Sandbox, path: &str, token: &str, body: Value) -> Value {
    let reply = ask(sandbox, Method::POST, path, token, body).await;
    let codes = ["apiCode", "code", "statusCode"].map(|name| reply[name].clone());
    codes.into_iter().find(|code| code.is_i64()).unwrap_or_else(|| panic!("{reply}"))
}

async fn unlink_source(sandbox: &Sandbox, token: &str) -> Value {
    post(sandbox, "/api/v3/unlink-extidp", token, json!({ "extIdpId": "sandbox-wechat-source" })).await
}

async fn unlink(sandbox: &Sandbox, token: &str, provider: &str) -> Value {
    post(sandbox, "/api/v2/users/unlink", token, json!({ "primaryUserToken": token, "provider": provider })).await
}

#[tokio::test]
async fn several_openids_of_one_wechat_user_are_one_way_to_log_in() {
    let sandbox = Sandbox::start().await.unwrap();
    for openid in ["oa", "ob"] {
        sandbox.wechat().user(openid).with_unionid("u");
    }
    let ((id, _), (same, token)) = (log_in(&sandbox, "oa").await, log_in(&sandbox, "ob").await);
    assert_eq!(id, same);
    let last = ErrorCode::LAST_LOGIN_METHOD.get();
    assert_eq!(unlink_source(&sandbox, &token).await, last);
    assert_eq!(unlink(&sandbox, &token, WECHAT).await, last);
    assert_eq!((log_in(&sandbox, "oa").await.0, log_in(&sandbox, "ob").await.0), (id.clone(), id));
}

#[tokio::test]
async fn a_phone_number_beside_wechat_lets_the_user_go() {
    for way in ["source", "account"] {
        let sandbox = seeded(json!([{ "id": "ada", "openid": "oa", "phone": "17612346754" }])).await;
        let (_, token) = log_in(&sandbox, "oa").await;
        let unlinked = match way {
            "source" => unlink_source(&sandbox, &token).await,
            _ => unlink(&sandbox, &token, WECHAT).await,
        };
        assert_eq!(unlinked, 200, "{way}");
        assert_ne!(log_in(&sandbox, "oa").await.0, "ada");
    }
}

#[tokio::test]
async fn two_identities_of_one_provider_go_together_too() {
    let identity = |id: &str| json!({ "provider": "ldap", "userIdInIdp": id });
    let users = json!([{ "id": "ada", "identities": [identity("a"), identity("b")] }]);
    let back_end = BackEnd::of(seeded(users).await).await;
    let renew = "mutation($id: String) { refreshToken(id: $id) { token } }";
    let token = back_end.call(renew, json!({ "id": "ada" })).await["token"].as_str().unwrap().to_owned();
    assert_eq!(unlink(&back_end.sandbox, &token, "ldap").await, ErrorCode::LAST_LOGIN_METHOD.get());
    assert_eq!(back_end.sandbox.users()[0].identities.as_ref().map(Vec::len), Some(2));
}

#[tokio::test]
async fn an_empty_text_is_no_way_to_log_in() {
    let users =
        json!([{ "id": "ada", "openid": "oa", "phone": "", "email": "", "username": " ", "password": "passw0rd" }]);
    let sandbox = seeded(users).await;
    let (_, token) = log_in(&sandbox, "oa").await;
    assert_eq!(unlink_source(&sandbox, &token).await, ErrorCode::LAST_LOGIN_METHOD.get());
}

#[tokio::test]
async fn the_profile_of_version_3_keeps_the_only_name_and_takes_only_names_and_genders_that_can_be() {
    let sandbox = seeded(json!([
        { "username": "ada", "password": "passw0rd" },
        { "username": "bob", "password": "passw0rd", "phone": "17612346754" },
    ]))
    .await;
    let token_of = async |name: &str| {
        let user = sandbox.client().login_by_username(name, "passw0rd").await.unwrap();
        user.token.unwrap().expose().to_owned()
    };
    let (ada, bob) = (token_of("ada").await, token_of("bob").await);
    let update = async |token: &str, body: Value| post(&sandbox, "/api/v3/update-profile", token, body).await;
    for none in [json!(""), json!(" "), Value::Null] {
        let refused = update(&ada, json!({ "username": none, "nickname": "A" })).await;
        assert_eq!(refused, ErrorCode::LAST_LOGIN_METHOD.get(), "{none}");
    }
    assert_eq!(update(&bob, json!({ "username": " " })).await, ErrorCode::USERNAME_MISSING.get());
    for wrong in ["X", "m", ""] {
        assert_eq!(update(&ada, json!({ "gender": wrong })).await, 400, "{wrong}");
    }
    let users = || sandbox.users().into_iter().map(|user| (user.username, user.nickname)).collect::<Vec<_>>();
    assert_eq!(users(), [(Some("ada".into()), None), (Some("bob".into()), None)]);
    for right in [json!("M"), json!("F"), json!("U"), Value::Null] {
        assert_eq!(update(&ada, json!({ "gender": right })).await, 200, "{right}");
    }
    assert_eq!(update(&bob, json!({ "username": "" })).await, 200, "the phone number is left");
    assert_eq!(users()[1], (None, None));
    // Version 2 has the same rules for names.
    let input = json!({ "query": "mutation { updateUser(input: { username: \" \" }) { id } }" });
    let refused = ask(&sandbox, Method::POST, "/graphql/v2", &bob, input).await;
    assert_eq!(refused["errors"][0]["message"]["code"], ErrorCode::USERNAME_MISSING.get(), "{refused}");
}

#[tokio::test]
async fn a_wechat_user_that_a_back_end_gives_as_an_identity_is_found_listed_and_unlinked() {
    let back_end = BackEnd::start().await;
    let sandbox = &back_end.sandbox;
    for (openid, unionid, identity) in [
        ("o1", None, json!({ "openid": "o1", "userIdInIdp": "o1" })),
        ("o2", None, json!({ "userIdInIdp": "o2" })),
        ("o3", Some("u3"), json!({ "userIdInIdp": "u3" })),
        ("o4", Some("u4"), json!({ "openid": "o4", "userIdInIdp": "u4" })),
    ] {
        let mut identity = identity;
        identity["provider"] = WECHAT.into();
        let made = json!({ "userInfo": { "username": openid }, "identity": identity });
        let id = back_end.call(CREATE, made.clone()).await["id"].clone();
        let renew = "mutation($id: String) { refreshToken(id: $id) { token } }";
        let token = back_end.call(renew, json!({ "id": id })).await["token"].as_str().unwrap().to_owned();
        let listed = ask(sandbox, Method::GET, "/api/v3/get-identities", &token, Value::Null).await["data"].clone();
        assert_eq!(listed[0]["extIdpId"], "sandbox-wechat-source", "{openid}: {listed}");
        assert_eq!(unlink_source(sandbox, &token).await, ErrorCode::LAST_LOGIN_METHOD.get(), "{openid}");
        let users = sandbox.users().len();
        let wechat = sandbox.wechat().user(openid);
        unionid.map(|unionid| wechat.with_unionid(unionid));
        assert_eq!(log_in(sandbox, openid).await.0, id.as_str().unwrap(), "{openid}");
        assert_eq!(sandbox.users().len(), users);

        // With a phone number the user can do without WeChat.
        let update = "mutation($id: String, $input: UpdateUserInput!) { updateUser(id: $id, input: $input) { id } }";
        let phone = json!({ "phone": format!("1761234675{}", &openid[1..]) });
        back_end.call(update, json!({ "id": id, "input": phone })).await;
        assert_eq!(unlink_source(sandbox, &token).await, 200, "{openid}");
        assert_ne!(log_in(sandbox, openid).await.0, id.as_str().unwrap(), "{openid}");
        // Now another account has the WeChat user, in whichever place.
        let mut again = made;
        again["userInfo"]["username"] = format!("{openid}-again").into();
        let refused = back_end.refused(CREATE, again).await;
        assert_eq!(refused["code"], ErrorCode::SOCIAL_ACCOUNT_ALREADY_BOUND.get(), "{openid}: {refused}");
    }
}

#[tokio::test]
async fn a_back_end_gives_nobody_the_wechat_user_that_an_identity_of_another_user_means() {
    let back_end = BackEnd::start().await;
    let identity = json!({ "provider": WECHAT, "userIdInIdp": "x1" });
    back_end.call(CREATE, json!({ "userInfo": { "username": "ada" }, "identity": identity })).await;
    for taken in [json!({ "openid": "x1" }), json!({ "unionid": "x1" })] {
        let refused = back_end.refused(CREATE, json!({ "userInfo": taken })).await;
        assert_eq!(refused["code"], ErrorCode::SOCIAL_ACCOUNT_ALREADY_BOUND.get(), "{taken}: {refused}");
    }
}
