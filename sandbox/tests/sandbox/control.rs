//! Seeds, inspection and reset, from code and over HTTP.

use std::time::Duration;

use authing_sandbox::{Effect, Fault, Sandbox};
use authing_wxapp::ErrorCode;
use serde_json::{Value, json};

async fn http(method: &str, url: String, body: Option<Value>) -> (u16, String) {
    let request = reqwest::Client::new().request(method.parse().unwrap(), url);
    let request = body.into_iter().fold(request, |request, body| request.json(&body));
    let reply = request.send().await.unwrap();
    (reply.status().as_u16(), reply.text().await.unwrap())
}

#[tokio::test]
async fn a_seed_may_be_yaml() {
    let seed =
        "users:\n  - {email: ada@example.com, password: passw0rd, nickname: Ada}\n  - {id: bob, username: bob}\n";
    let sandbox = Sandbox::builder().seed_text(seed).unwrap().start().await.unwrap();
    let user = sandbox.client().login_by_email("Ada@example.com", "passw0rd").await.unwrap();
    assert_eq!(user.nickname.as_deref(), Some("Ada"));
    assert_eq!(sandbox.users()[1].id, "bob");
}

#[tokio::test]
async fn an_invalid_seed_is_refused_with_the_place_of_the_mistake() {
    let refused = async |text: &str| match Sandbox::builder().seed_text(text) {
        Ok(builder) => builder.start().await.unwrap_err().to_string(),
        Err(error) => error.to_string(),
    };
    assert!(refused("users: [").await.contains("line"), "{}", refused("users: [").await);
    assert!(refused("people: []").await.contains("people"));
    let cases = [
        ("users: [{id: a}, {id: a}]", "two users have the id a"),
        ("users: [{email: a@b.c}, {email: A@b.c}]", "two users have the email a@b.c"),
        ("users: [{emial: a@b.c}]", "users[0].emial: users have no such member"),
        ("users: [{id: a}, {phone: 17612346754}]", "users[1].phone: it is a number, which has lost a plus sign"),
        ("users: [{phoneCountryCode: 86}]", "users[0].phoneCountryCode: it is a number"),
        (
            "users: [{username: 17612346754}]",
            "users[0].username: invalid type: integer `17612346754`, expected a string; quote",
        ),
        ("users: [{password: 271828}]", "users[0].password: it has an unexpected form; quote the number"),
        ("testCodes: {a@b.c: 1234}", "testCodes.a@b.c: invalid type: integer"),
        ("ldap: [{username: ada, mail: a@b.c}]", "ldap[0].mail: unknown field"),
        ("customFields: [{key: a}, {key: a}]", "two custom fields have the key a"),
        (
            "customFields: [{key: a}, {key: b, dataType: FOO}]",
            "customFields[1].dataType: FOO is no type of custom fields; there are STRING, NUMBER, DATETIME, BOOLEAN, OBJECT, SELECT",
        ),
        ("applicationMfa: [SMS, FOO]", "applicationMfa[1]: FOO is no second factor; there are SMS, EMAIL, OTP, FACE"),
        (
            "users: [{status: Foo}]",
            "users[0].status: Foo is no status of a user; there are Activated, Suspended, Resigned, Archived, Deactivated",
        ),
        ("users: [{id: a}, {phone: abc}]", "users[1].phone: abc is not a phone number; write digits"),
        ("users: [{email: abc}]", "users[0].email: abc is not a mail address; write one"),
        ("ldap: [{username: a, phone: abc}]", "ldap[0].phone: abc is not a phone number"),
        ("ad: [{username: a, email: abc}]", "ad[0].email: abc is not a mail address"),
        ("ldap: [{username: a}, {username: a}]", "ldap: two accounts have the username a; give one of them another"),
        (
            "application: {loginPage: {logInAs: nobody}}",
            "application.loginPage.logInAs: there is no user with the id nobody; write the id of one of the users",
        ),
        (
            "application: {redirectUris: [https://a.example/, /home]}",
            "application.redirectUris[1]: /home is not an absolute address; write one such as https://app.example.com/",
        ),
        (
            "application: {logoutRedirectUris: ['https://a.example/#x']}",
            "logoutRedirectUris[0]: https://a.example/#x has a",
        ),
        (
            "application: {socialConnections: [{identifier: a}, {identifier: a}]}",
            "application.socialConnections: two have the identifier a; give one of them another",
        ),
        (
            "roles: [{code: a}, {code: b}, {code: a, namespace: default}]",
            "roles: two roles of the permission group default have the code a; give one of them another",
        ),
        ("groups: [{code: a, name: A}, {code: a, name: B}]", "groups: two groups have the code a; give one of them"),
        ("users: []\ntestCodes: {}\nusers: []", "line 3: users occurs twice"),
        ("[]", "not an object"),
        ("ada", "not an object"),
    ];
    for (seed, problem) in cases {
        let refusal = refused(seed).await;
        assert!(refusal.starts_with("the seed: ") && refusal.contains(problem), "{seed}: {refusal}");
        assert!(!refusal.contains("271828"), "the error must not quote the password: {refusal}");
    }
}

#[tokio::test]
async fn a_seed_may_be_any_json_text() {
    let seed = r#"{ "users": [{ "id": "ada", "nickname": "Ada \ud83d\udc69" }] }"#;
    let sandbox = Sandbox::builder().seed_text(seed).unwrap().start().await.unwrap();
    assert_eq!(sandbox.users()[0].nickname.as_deref(), Some("Ada 👩"));
}

#[tokio::test]
async fn another_seed_replaces_the_whole_state() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.client();
    sandbox.add_user("ada@example.com", "passw0rd");
    client.login_by_email("ada@example.com", "passw0rd").await.unwrap();
    let state = format!("{}/sandbox/state", sandbox.url());
    let seed = json!({ "users": [{ "id": "bob", "username": "bob", "password": "passw0rd" }] });
    assert_eq!(http("PUT", state.clone(), Some(seed)).await.0, 200);
    assert_eq!(client.get_current_user().await.unwrap(), None, "the session must have ended");
    sandbox.reset();
    client.login_by_username("bob", "passw0rd").await.unwrap();
    let (status, refusal) = http("PUT", state, Some(json!({ "people": [] }))).await;
    assert!(status == 400 && refusal.contains("people"), "{status} {refusal}");
    assert_eq!(sandbox.users()[0].id, "bob");
}

#[tokio::test]
async fn an_export_can_be_used_as_a_seed() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.add_user("ada@example.com", "passw0rd");
    let copy = Sandbox::builder().seed(sandbox.export()).start().await.unwrap();
    assert_eq!(copy.export(), sandbox.export());
    copy.client().login_by_email("ada@example.com", "passw0rd").await.unwrap();
}

#[tokio::test]
async fn a_wechat_user_from_before_a_reset_can_log_in() {
    let sandbox = Sandbox::start().await.unwrap();
    let ada = sandbox.wechat().user("openid-ada");
    sandbox.reset();
    let code = ada.login();
    let (iv, data) = ada.press_phone_button("17612346754");
    let user = sandbox.client().login_by_phone(code, iv, data).await.unwrap();
    assert_eq!(user.phone.as_deref(), Some("17612346754"));
}

#[tokio::test]
async fn a_reset_restores_the_seed() {
    let seed = json!({ "users": [{ "email": "ada@example.com", "password": "passw0rd" }] });
    let sandbox = Sandbox::builder().seed(seed).start().await.unwrap();
    let start = sandbox.export();
    let client = sandbox.client();
    client.login_by_email("ada@example.com", "passw0rd").await.unwrap();
    client.update_profile().nickname("Ada").await.unwrap();
    sandbox.faults().add(Fault::at("loginByEmail", Effect::Malformed));
    let (status, _) = http("POST", format!("{}/sandbox/reset", sandbox.url()), None).await;
    assert_eq!((status, sandbox.export()), (200, start));
    assert!(sandbox.faults().pending().is_empty() && sandbox.requests().is_empty());
    assert_eq!(client.check_login_status().await.unwrap().status, Some(false), "the session has ended");
}

#[tokio::test]
async fn the_same_random_seed_gives_the_same_ids() {
    let make = async |seed| {
        let sandbox = Sandbox::builder().rng_seed(seed).start().await.unwrap();
        let code = sandbox.wechat().user("openid-ada").login();
        sandbox.client().login_by_code(&*code).await.unwrap();
        (code, sandbox.users()[0].id.clone())
    };
    assert_eq!(make(7).await, make(7).await);
    assert_ne!(make(7).await, make(8).await);
}

#[tokio::test]
async fn everything_can_be_done_over_http() {
    let sandbox = Sandbox::start().await.unwrap();
    let at = |path: &str| format!("{}/sandbox{path}", sandbox.url());
    let fault = json!({ "at": "getPublicKey", "times": 1, "effect": "code", "code": 1000, "message": "busy" });
    assert_eq!(http("POST", at("/faults"), Some(fault.clone())).await.0, 201);
    let (_, pending) = http("GET", at("/faults"), None).await;
    assert_eq!(serde_json::from_str::<Value>(&pending).unwrap(), json!([fault]));
    let error = sandbox.client().login_by_email("ada@example.com", "passw0rd").await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::SYSTEM_BUSY);
    let (_, requests) = http("GET", at("/requests"), None).await;
    assert!(requests.contains("getPublicKey"), "{requests}");
    assert_eq!(http("GET", at("/outbox"), None).await.1, "[]");
    let (_, before) = http("GET", at("/clock"), None).await;
    let (_, after) = http("POST", at("/clock"), Some(json!({ "advance": 3600 }))).await;
    let now = |text: &str| serde_json::from_str::<Value>(text).unwrap()["now"].as_i64().unwrap();
    assert!(now(&after) - now(&before) >= 3600);
    assert_eq!(http("POST", at("/clock"), Some(json!({ "back": 1 }))).await.0, 400);
    let (_, state) = http("GET", at("/state"), None).await;
    assert_eq!(serde_json::from_str::<Value>(&state).unwrap(), sandbox.export());
    assert_eq!(http("DELETE", at("/faults"), None).await.0, 200);
}

#[tokio::test]
async fn a_wechat_user_can_be_scripted_over_http() {
    let sandbox = Sandbox::start().await.unwrap();
    let act = async |act: Value| {
        let (status, answer) = http("POST", format!("{}/sandbox/wechat/openid-ada", sandbox.url()), Some(act)).await;
        (status, serde_json::from_str::<Value>(&answer).unwrap_or_default())
    };
    let text = |answer: &Value, name: &str| answer[name].as_str().unwrap().to_owned();
    let client = sandbox.client();
    assert_eq!(act(json!({ "unionid": "union-ada" })).await, (200, json!({ "unionid": "union-ada" })));

    let (_, login) = act(json!("login")).await;
    let (_, profile) = act(json!({ "pressProfileButton": { "nickName": "Ada" } })).await;
    let (iv, data) = (text(&profile, "iv"), text(&profile, "encryptedData"));
    let user = client.login_by_code(text(&login, "code")).encrypted_data(iv, data).await.unwrap();
    assert_eq!((user.unionid.as_deref(), user.nickname.as_deref()), (Some("union-ada"), Some("Ada")));

    let (_, login) = act(json!("login")).await;
    let (_, phone) = act(json!({ "pressPhoneButton": "13500000001" })).await;
    let user =
        client.login_by_phone(text(&login, "code"), text(&phone, "iv"), text(&phone, "encryptedData")).await.unwrap();
    assert_eq!(user.phone.as_deref(), Some("13500000001"));

    assert_eq!(act(json!({ "pressProfileButton": "Ada" })).await.0, 400);
}

#[tokio::test]
async fn advancing_the_clock_expires_a_token() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.client();
    client.login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
    sandbox.advance(Duration::from_secs(14 * 86_400));
    assert_eq!(client.check_login_status().await.unwrap().code, Some(ErrorCode::TOKEN_EXPIRED.get()));
}

#[tokio::test]
async fn a_page_of_another_origin_may_call_the_api_but_not_the_control_endpoints() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = reqwest::Client::new();
    let from = |method: &str, path: &str| {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        http.request(method, format!("{}{path}", sandbox.url())).header("origin", "http://localhost:3000")
    };
    let allowed = "access-control-allow-origin";
    let reply = from("GET", "/cas/session").send().await.unwrap();
    assert_eq!(reply.headers()[allowed], "http://localhost:3000");
    assert_eq!(reply.headers()["access-control-allow-credentials"], "true");
    let preflight = from("OPTIONS", "/graphql/v2").header("access-control-request-method", "POST");
    let reply = preflight.header("access-control-request-headers", "x-authing-app-id").send().await.unwrap();
    assert_eq!(reply.status(), 204);
    assert_eq!(reply.headers()["access-control-allow-headers"], "x-authing-app-id");
    let scripts = from("GET", "/sandbox/outbox").send().await.unwrap();
    assert_eq!((scripts.status().as_u16(), scripts.headers().get(allowed)), (403, None));
}

#[tokio::test]
async fn a_form_of_another_origin_is_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.add_user("ada@example.com", "passw0rd");
    let http = reqwest::Client::new();
    let from = |origin: String| http.post(format!("{}/sandbox/reset", sandbox.url())).header("origin", origin);
    // A page can send such a request without a CORS preflight.
    for origin in ["http://localhost:3000", "null", "http://127.0.0.1", ""] {
        let form = from(origin.into()).header("content-type", "text/plain").body("{}");
        let reply = form.send().await.unwrap();
        assert_eq!((reply.status(), sandbox.users().len()), (reqwest::StatusCode::FORBIDDEN, 1), "{origin}");
        let why: Value = reply.json().await.unwrap();
        assert!(why["code"] == 403 && why["message"].as_str().unwrap().contains("another origin"), "{why}");
    }
    let reply = from(sandbox.url()).send().await.unwrap();
    assert_eq!((reply.status().as_u16(), sandbox.users().len()), (200, 0));
}

#[tokio::test]
async fn a_body_is_read_as_json_whatever_its_content_type() {
    let sandbox = Sandbox::start().await.unwrap();
    let request = reqwest::Client::new().post(format!("{}/sandbox/wechat/openid-ada", sandbox.url()));
    let request = request.header("content-type", "application/x-www-form-urlencoded").body("\"login\"");
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    sandbox.client().login_by_code(answer["code"].as_str().unwrap()).await.unwrap();
}

#[tokio::test]
async fn a_failed_start_says_where_and_why() {
    let sandbox = Sandbox::start().await.unwrap();
    let address = sandbox.url().replace("http://", "");
    let port = address.rsplit_once(':').unwrap().1.parse().unwrap();
    let error = Sandbox::builder().port(port).start().await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
    assert!(error.to_string().contains(&address), "{error}");
    let error = Sandbox::builder().password_key_bits(512).start().await.unwrap_err();
    assert_eq!(error.to_string(), "the key of passwords has 1024 or 2048 bits, not 512");
}
