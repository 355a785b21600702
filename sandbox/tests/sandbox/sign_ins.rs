//! A sign-in ends as a whole: the session of version 2, or the id token, the access tokens and the refresh tokens of a grant.

use authing_sandbox::{APP_ID, Sandbox};
use authing_wxapp::ErrorCode;
use reqwest::{Method, header, redirect::Policy};
use serde_json::{Value, json};

use crate::{
    management::BackEnd,
    v3::{PHONE, by_both, text},
};

const CALLBACK: &str = "https://app.example.com/callback";

async fn ask(sandbox: &Sandbox, method: Method, path: &str, token: &str, body: Value) -> Value {
    let request = reqwest::Client::new().request(method, sandbox.url() + path).header("x-authing-app-id", APP_ID);
    let request = if token.is_empty() { request } else { request.bearer_auth(token) };
    let request = if body.is_null() { request } else { request.json(&body) };
    request.send().await.unwrap().json().await.unwrap()
}

async fn get(sandbox: &Sandbox, path: &str, token: &str) -> Value {
    ask(sandbox, Method::GET, path, token, Value::Null).await
}

async fn post(sandbox: &Sandbox, path: &str, token: &str, body: Value) -> Value {
    ask(sandbox, Method::POST, path, token, body).await
}

async fn form(sandbox: &Sandbox, path: &str, pairs: &[(&str, &str)]) -> Value {
    let request = reqwest::Client::new().post(sandbox.url() + path).form(pairs);
    request.send().await.unwrap().json().await.unwrap()
}

async fn is_active(sandbox: &Sandbox, token: &str) -> Value {
    form(sandbox, "/oidc/token/introspection", &[("token", token), ("client_id", APP_ID)]).await["active"].clone()
}

async fn refresh(sandbox: &Sandbox, token: &str) -> Value {
    let pairs = [("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", APP_ID)];
    form(sandbox, "/oidc/token", &pairs).await
}

/// The tokens of a sign-in.
struct Tokens {
    access: String,
    id: String,
    refresh: String,
}

impl Tokens {
    fn of(reply: &Value) -> Self {
        let [access, id, refresh] = ["access_token", "id_token", "refresh_token"].map(|name| text(&reply[name]));
        Self { access, id, refresh }
    }

    async fn new(sandbox: &Sandbox, openid: &str) -> Self {
        let user = sandbox.wechat().user(openid);
        let codes = by_both(&user.login(), &user.press_phone_button_code(PHONE));
        Self::of(&post(sandbox, "/api/v3/signin-by-mobile", "", codes).await["data"])
    }

    /// Whether each of the tokens works.
    async fn work(&self, sandbox: &Sandbox) -> [bool; 3] {
        [
            get(sandbox, "/api/v3/get-profile", &self.access).await["statusCode"] == 200,
            get(sandbox, "/api/v2/users/me", &self.id).await["code"] == 200,
            is_active(sandbox, &self.refresh).await == true,
        ]
    }
}

const ALL: [bool; 3] = [true; 3];
const NONE: [bool; 3] = [false; 3];

async fn create_device(sandbox: &Sandbox, id: &str, token: &str) {
    let device = json!({ "deviceUniqueId": id, "type": "Mobile" });
    let reply = post(sandbox, "/api/v3/create-device", token, device).await;
    assert_eq!(reply["statusCode"], 200, "{reply}");
}

async fn end_device(sandbox: &Sandbox, id: &str, token: &str) {
    let reply = post(sandbox, "/api/v3/mydevices/revoke-session", token, json!({ "deviceId": id })).await;
    assert_eq!(reply["statusCode"], 200, "{reply}");
}

/// Whether each device of a user is online.
async fn online(sandbox: &Sandbox, token: &str) -> Vec<Value> {
    let devices = get(sandbox, "/api/v3/mydevices/list", token).await["data"].clone();
    devices.as_array().unwrap().iter().map(|device| device["online"].clone()).collect()
}

#[tokio::test]
async fn the_device_of_a_sign_in_ends_all_of_its_tokens_and_those_that_followed() {
    let sandbox = Sandbox::start().await.unwrap();
    for by_id_token in [false, true] {
        let (phone, desk) = (Tokens::new(&sandbox, "openid-ada").await, Tokens::new(&sandbox, "openid-ada").await);
        create_device(&sandbox, "d1", if by_id_token { &phone.id } else { &phone.access }).await;
        create_device(&sandbox, "d2", &desk.access).await;
        assert_eq!(online(&sandbox, &desk.access).await, [true, true]);
        let renewed = Tokens::of(&refresh(&sandbox, &phone.refresh).await);
        let mutation = json!({ "query": "mutation { refreshToken { token } }" });
        let reply = post(&sandbox, "/graphql/v2", &renewed.id, mutation).await;
        let of_version2 = text(&reply["data"]["refreshToken"]["token"]);
        end_device(&sandbox, "d1", &desk.access).await;
        assert_eq!(phone.work(&sandbox).await, NONE);
        assert_eq!(renewed.work(&sandbox).await, NONE);
        assert_eq!(get(&sandbox, "/api/v2/users/me", &of_version2).await["code"], 2020);
        assert_eq!(desk.work(&sandbox).await, ALL);
        assert_eq!(online(&sandbox, &desk.access).await, [false, true]);
    }
}

#[tokio::test]
async fn a_device_that_reports_again_keeps_only_the_sign_ins_that_go_on() {
    let sandbox = Sandbox::start().await.unwrap();
    let (first, second) = (Tokens::new(&sandbox, "openid-ada").await, Tokens::new(&sandbox, "openid-ada").await);
    create_device(&sandbox, "d1", &first.access).await;
    get(&sandbox, "/logout", &first.access).await;
    assert_eq!(online(&sandbox, &second.access).await, [false]);
    create_device(&sandbox, "d1", &second.access).await;
    let sessions = || sandbox.export()["users"][0]["devices"][0]["sessions"].as_array().map(Vec::len);
    assert_eq!(sessions(), Some(1));
    // A session of version 2 is replaced at every renewal.
    let login = sandbox.client().login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
    let mut token = login.token.unwrap().expose().to_owned();
    create_device(&sandbox, "d1", &token).await;
    for _ in 0..5 {
        let reply =
            post(&sandbox, "/graphql/v2", &token, json!({ "query": "mutation { refreshToken { token } }" })).await;
        get(&sandbox, &format!("/api/v2/logout?app_id={APP_ID}"), &token).await;
        token = text(&reply["data"]["refreshToken"]["token"]);
    }
    assert!(sessions().unwrap() <= 3, "{:?}", sessions());
}

/// Ids repeat with the same numbers at random, so that they may be those of somebody else.
#[tokio::test]
async fn nobody_is_signed_in_on_the_device_of_a_seed() {
    let sandbox = Sandbox::start().await.unwrap();
    create_device(&sandbox, "d1", &Tokens::new(&sandbox, "openid-ada").await.access).await;
    let exported = sandbox.export();
    assert!(exported["users"][0]["devices"][0]["sessions"].is_array(), "{exported}");
    let other = Sandbox::builder().seed(exported).start().await.unwrap();
    assert!(other.export()["users"][0]["devices"][0]["sessions"].is_null());
}

#[tokio::test]
async fn every_way_to_end_an_id_token_ends_its_sign_in() {
    let sandbox = Sandbox::start().await.unwrap();
    for path in ["/oidc/session/end?id_token_hint=", "/oidc/token/revocation"] {
        let (ended, other) = (Tokens::new(&sandbox, "openid-ada").await, Tokens::new(&sandbox, "openid-ada").await);
        if path.ends_with('=') {
            reqwest::get(format!("{}{path}{}", sandbox.url(), ended.id)).await.unwrap();
        } else {
            let request = reqwest::Client::new().post(sandbox.url() + path);
            request.form(&[("token", &*ended.id), ("client_id", APP_ID)]).send().await.unwrap();
        }
        assert_eq!((ended.work(&sandbox).await, other.work(&sandbox).await), (NONE, ALL), "{path}");
    }
}

/// Nothing may follow from what was not used before the end.
#[tokio::test]
async fn a_code_and_a_ticket_end_with_the_sign_in() {
    let back_end = BackEnd::start().await;
    let sandbox = &back_end.sandbox;
    let ada = sandbox.add_user("ada@example.com", "passw0rd");
    let http = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    let url = format!(
        "{}/oidc/auth?client_id={APP_ID}&redirect_uri={CALLBACK}&response_type=code%20id_token&scope=openid&nonce=n",
        sandbox.url()
    );
    let reply = http.get(url).send().await.unwrap();
    let location = reply.headers()[header::LOCATION].to_str().unwrap();
    let value = |name: &str| location.split(['#', '&']).find_map(|pair| pair.strip_prefix(name)).unwrap().to_owned();
    let (code, id_token) = (value("code="), value("id_token="));
    get(sandbox, "/logout", &id_token).await;
    let pairs =
        [("grant_type", "authorization_code"), ("code", &*code), ("redirect_uri", CALLBACK), ("client_id", APP_ID)];
    assert_eq!(form(sandbox, "/oidc/token", &pairs).await["error"], "invalid_grant");

    let client = sandbox.client();
    let random = client.qrcode().gene_code().await.unwrap().random;
    for act in [json!({ "scan": ada.id }), json!("confirm")] {
        post(sandbox, &format!("/sandbox/qr/{random}"), "", act).await;
    }
    let ticket = client.qrcode().check_status(&*random).await.unwrap().ticket.unwrap();
    get(sandbox, &format!("/logout?userId={}", ada.id), &back_end.token).await;
    client.qrcode().exchange_user_info(ticket.expose()).await.unwrap_err();
}

#[tokio::test]
async fn a_restart_keeps_which_sign_ins_a_device_has() {
    let folder = tempfile::tempdir().unwrap();
    let start = async || Sandbox::builder().state_file(folder.path().join("state.json")).start().await.unwrap();
    let sandbox = start().await;
    let (phone, desk) = (Tokens::new(&sandbox, "openid-ada").await, Tokens::new(&sandbox, "openid-ada").await);
    let login = sandbox.client().login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
    let of_version2 = login.token.unwrap().expose().to_owned();
    create_device(&sandbox, "d1", &phone.access).await;
    create_device(&sandbox, "d2", &of_version2).await;
    sandbox.stop().await;

    let sandbox = start().await;
    assert_eq!(online(&sandbox, &desk.access).await, [true, true]);
    end_device(&sandbox, "d1", &desk.access).await;
    assert_eq!(phone.work(&sandbox).await, NONE);
    assert_eq!(get(&sandbox, "/api/v2/users/me", &of_version2).await["code"], 200);
    end_device(&sandbox, "d2", &desk.access).await;
    assert_eq!(get(&sandbox, "/api/v2/users/me", &of_version2).await["code"], 2020);
    assert_eq!(desk.work(&sandbox).await, ALL);
}

#[tokio::test]
async fn a_state_without_the_sign_ins_of_devices_and_grants_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let start = async || Sandbox::builder().state_file(&file).start().await.unwrap();
    let sandbox = start().await;
    let tokens = Tokens::new(&sandbox, "openid-ada").await;
    create_device(&sandbox, "d1", &tokens.access).await;
    sandbox.stop().await;
    let mut state: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let device = state["pool"]["users"][0]["devices"][0].as_object_mut().unwrap();
    assert!(device.remove("sessions").is_some(), "{device:?}");
    for session in state["sessions"].as_array_mut().unwrap() {
        session[1].as_object_mut().unwrap().remove("grant_id");
    }
    for token in state["oidc"]["accessTokens"].as_array_mut().unwrap() {
        token[1].as_object_mut().unwrap().remove("subject");
    }
    // Earlier versions took dialling codes that no country has, and other words that nobody knows.
    let pool = &mut state["pool"];
    pool["users"][0]["phoneCountryCode"] = "abc".into();
    pool["users"][0]["status"] = "Foo".into();
    pool["applicationMfa"] = json!(["FOO"]);
    pool["application"]["loginPage"] = json!({ "logInAs": "a user who was deleted" });
    pool["application"]["redirectUris"] = json!(["https://app.example.com/#fragment"]);
    std::fs::write(&file, state.to_string()).unwrap();
    let sandbox = start().await;
    assert_eq!(tokens.work(&sandbox).await, ALL);
    assert_eq!(online(&sandbox, &tokens.access).await, [false]);
    assert_eq!(sandbox.export()["application"]["loginPage"], "ask");
    // The profile can be changed although its dialling code could not be set.
    let change = json!({ "query": "mutation { updateUser(input: { nickname: \"Ada\" }) { nickname } }" });
    let changed = post(&sandbox, "/graphql/v2", &tokens.id, change).await;
    assert_eq!(changed["data"]["updateUser"]["nickname"], "Ada", "{changed}");
}

/// What a browser is sent back with from the login page.
async fn visit(sandbox: &Sandbox, prompt: &str, cookie: &str) -> (String, String) {
    let http = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    let url = format!(
        "{}/oidc/auth?client_id={APP_ID}&redirect_uri={CALLBACK}&response_type=code&scope=openid&prompt={prompt}",
        sandbox.url()
    );
    let reply = http.get(url).header(header::COOKIE, cookie).send().await.unwrap();
    let text = |name| reply.headers().get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
    (text(header::LOCATION), text(header::SET_COOKIE).split(';').next().unwrap().to_owned())
}

#[tokio::test]
async fn a_back_end_ends_every_sign_in_of_a_user_and_nobody_elses() {
    let back_end = BackEnd::start().await;
    let sandbox = &back_end.sandbox;
    let ada = Tokens::new(sandbox, "openid-ada").await;
    let bob = Tokens::new(sandbox, "openid-bob").await;
    let id = sandbox.users()[0].id.clone();
    let (location, cookie) = visit(sandbox, "consent", "").await;
    let code = location.split_once("code=").unwrap().1.split('&').next().unwrap().to_owned();
    assert!(!visit(sandbox, "none", &cookie).await.0.contains("login_required"));
    let reply = get(sandbox, &format!("/logout?userId={id}"), &back_end.token).await;
    assert_eq!(reply["code"], 200, "{reply}");
    assert_eq!((ada.work(sandbox).await, bob.work(sandbox).await), (NONE, ALL));
    assert!(visit(sandbox, "none", &cookie).await.0.contains("login_required"));
    let session = reqwest::Client::new().get(sandbox.url() + "/cas/session").header(header::COOKIE, &cookie);
    let session: Value = session.send().await.unwrap().json().await.unwrap();
    assert!(session["session"].is_null(), "{session}");
    let pairs =
        [("grant_type", "authorization_code"), ("code", &*code), ("redirect_uri", CALLBACK), ("client_id", APP_ID)];
    assert_eq!(form(sandbox, "/oidc/token", &pairs).await["error"], "invalid_grant");
    assert_eq!(refresh(sandbox, &ada.refresh).await["error"], "invalid_grant");
}

#[tokio::test]
async fn nothing_works_any_more_of_a_user_who_was_removed() {
    let back_end = BackEnd::start().await;
    let sandbox = &back_end.sandbox;
    let primary = sandbox.client();
    primary.register_by_username("eve", "passw0rd").force_login(true).await.unwrap();
    let primary = primary.stored_session().await.unwrap().unwrap().token().expose().to_owned();
    for way in ["deleteUser", "deleteUsers", "link", "page"] {
        let tokens = Tokens::new(sandbox, "openid-ada").await;
        let login = sandbox.client().login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
        let (id, of_version2) = (login.id, login.token.unwrap().expose().to_owned());
        match way {
            "link" => {
                let body = json!({ "primaryUserToken": primary, "secondaryUserToken": of_version2 });
                assert_eq!(post(sandbox, "/api/v2/users/link", &primary, body).await["code"], 200);
            }
            "page" => {
                let pairs = [("do", "deleteUser"), ("id", &*id)];
                reqwest::Client::new().post(sandbox.url() + "/sandbox").form(&pairs).send().await.unwrap();
            }
            "deleteUser" => {
                back_end.call("mutation($id: String!) { deleteUser(id: $id) { code } }", json!({ "id": id })).await;
            }
            _ => {
                let query = "mutation($ids: [String!]!) { deleteUsers(ids: $ids) { code } }";
                back_end.call(query, json!({ "ids": [id] })).await;
            }
        }
        assert!(sandbox.users().iter().all(|user| user.id != id), "{way}");
        assert_eq!(tokens.work(sandbox).await, NONE, "{way}");
        for token in [&tokens.access, &tokens.id, &tokens.refresh, &of_version2] {
            assert_eq!(is_active(sandbox, token).await, false, "{way}");
        }
        for token in [&tokens.id, &of_version2] {
            let validated = get(sandbox, &format!("/api/v2/oidc/validate_token?id_token={token}"), "").await;
            assert!(validated["sub"].is_null(), "{way}: {validated}");
            let mutation = json!({ "query": "mutation { refreshToken { token } }" });
            let renewed = post(sandbox, "/graphql/v2", token, mutation).await;
            assert_eq!(renewed["errors"][0]["message"]["code"], 2020, "{way}: {renewed}");
            let event = json!({ "eventType": "x", "eventData": "1" });
            let published = post(sandbox, "/api/v3/pub-userEvent", token, event).await;
            assert_ne!(published["statusCode"], 200, "{way}: {published}");
            let query = format!("ext_idp_conn_identifier=gh&app_id={APP_ID}&id_token={token}");
            let link = get(sandbox, &format!("/api/v3/generate-link-extidp-url?{query}"), "").await;
            assert_ne!(link["statusCode"], 200, "{way}: {link}");
        }
        if way == "link" {
            let unlink = json!({ "primaryUserToken": primary, "provider": "wechat:miniprogram:default" });
            assert_eq!(post(sandbox, "/api/v2/users/unlink", &primary, unlink).await["code"], 200);
        }
    }
}

#[tokio::test]
async fn a_logout_ends_the_whole_sign_in_with_either_of_its_tokens() {
    let sandbox = Sandbox::start().await.unwrap();
    let other = Tokens::new(&sandbox, "openid-ada").await;
    for path in ["/logout".to_owned(), format!("/api/v2/logout?app_id={APP_ID}")] {
        for by_id_token in [false, true] {
            let tokens = Tokens::new(&sandbox, "openid-ada").await;
            let token = if by_id_token { &tokens.id } else { &tokens.access };
            assert_eq!(get(&sandbox, &path, token).await["code"], 200);
            assert_eq!(tokens.work(&sandbox).await, NONE, "{path}");
            assert_eq!(get(&sandbox, &path, token).await["code"], 200, "a second logout does no harm");
        }
    }
    assert_eq!(other.work(&sandbox).await, ALL);
}

#[tokio::test]
async fn introspection_is_for_access_tokens_and_refresh_tokens() {
    let sandbox = Sandbox::start().await.unwrap();
    let tokens = Tokens::new(&sandbox, "openid-ada").await;
    let login = sandbox.client().login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
    let of_version2 = login.token.unwrap();
    for (token, expected) in
        [(&*tokens.access, true), (&tokens.refresh, true), (&tokens.id, false), (of_version2.expose(), false)]
    {
        assert_eq!(is_active(&sandbox, token).await, expected, "{token}");
    }
    assert_eq!(tokens.work(&sandbox).await, ALL);
}

#[tokio::test]
async fn a_locked_user_gets_no_new_tokens() {
    let back_end = BackEnd::start().await;
    let sandbox = &back_end.sandbox;
    let tokens = Tokens::new(sandbox, "openid-ada").await;
    let id = sandbox.users()[0].id.clone();
    let renew = "mutation($id: String) { refreshToken(id: $id) { token } }";
    let own = || json!({ "query": "mutation { refreshToken { token } }" });
    let lock = async |blocked: bool| {
        let update = "mutation($id: String, $input: UpdateUserInput!) { updateUser(id: $id, input: $input) { id } }";
        back_end.call(update, json!({ "id": id, "input": { "blocked": blocked } })).await;
    };
    lock(true).await;
    let refused = refresh(sandbox, &tokens.refresh).await;
    assert_eq!(refused["error"], "invalid_grant", "{refused}");
    let locked = ErrorCode::USER_LOCKED.get();
    let refused = post(sandbox, "/graphql/v2", &tokens.id, own()).await;
    assert_eq!(refused["errors"][0]["message"]["code"], locked, "{refused}");
    assert_eq!(back_end.refused(renew, json!({ "id": id })).await["code"], locked);
    let exchange = [
        ("grant_type", "http://authing.cn/oidc/grant_type/authing_token"),
        ("token", &*tokens.id),
        ("redirect_uri", CALLBACK),
        ("client_id", APP_ID),
    ];
    assert_eq!(form(sandbox, "/oidc/token", &exchange).await["error"], "invalid_grant");
    // The refusal has spent nothing.
    lock(false).await;
    assert!(form(sandbox, "/oidc/token", &exchange).await["access_token"].is_string());
    assert!(post(sandbox, "/graphql/v2", &tokens.id, own()).await["errors"].is_null());
    assert!(refresh(sandbox, &tokens.refresh).await["access_token"].is_string());
}
