//! Injected faults, and the list of requests.

use std::time::Duration;

use authing_sandbox::{Effect, Fault, Sandbox};
use authing_wxapp::{AuthenticationClient, Error, ErrorCode};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// The error of a login with this fault. Faults violate the contract, so the checking proxy is not used.
async fn login_with(effect: Effect) -> Error {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.client_builder().timeout(Duration::from_millis(300)).reply_limit(10_000).build().unwrap();
    let code = sandbox.wechat().user("openid-ada").login();
    sandbox.faults().add(Fault::at("loginByCode", effect));
    client.login_by_code(code).await.unwrap_err()
}

#[tokio::test]
async fn each_fault_is_an_error_of_its_kind() {
    let error = login_with(Effect::Status { status: 503, html: true }).await;
    assert!(error.is_api() && error.http_status() == Some(503), "{error}");
    let error = login_with(Effect::Status { status: 429, html: false }).await;
    assert_eq!((error.code(), error.message()), (ErrorCode::from(429), "a fault of the sandbox"));
    let error = login_with(Effect::Empty { status: 502 }).await;
    assert!(error.is_api() && error.http_status() == Some(502), "{error}");
    let error = login_with(Effect::Empty { status: 200 }).await;
    assert!(error.is_decode(), "{error}");
    let error = login_with(Effect::Code { code: 2004, message: "gone".into() }).await;
    assert_eq!((error.code(), error.message()), (ErrorCode::USER_NOT_FOUND, "gone"));
    let error = login_with(Effect::Redirect { to: "http://127.0.0.1:9/".into() }).await;
    assert!(error.is_api() && error.http_status() == Some(302), "{error}");
    let error = login_with(Effect::Malformed).await;
    assert!(error.is_decode(), "{error}");
    let error = login_with(Effect::Oversized { bytes: 20_000 }).await;
    assert!(error.is_decode() && error.message().contains("10000 bytes"), "{error}");
    let error = login_with(Effect::Cut).await;
    assert!(error.is_connect() && error.may_have_reached_server(), "{error}");
    let error = login_with(Effect::Hang).await;
    assert!(error.is_timeout() && error.may_have_reached_server(), "{error}");
    let error = login_with(Effect::Delay { millis: 60_000 }).await;
    assert!(error.is_timeout(), "{error}");
}

#[tokio::test]
async fn a_cut_ends_the_reply_in_the_middle_of_the_body() {
    let sandbox = Sandbox::start().await.unwrap();
    let address = sandbox.url().replace("http://", "");
    let send = async || {
        let mut connection = TcpStream::connect(&address).await.unwrap();
        let request = "GET /api/v2/.well-known HTTP/1.1\r\nhost: here\r\nx-authing-app-id: sandbox-app\r\nconnection: close\r\n\r\n";
        connection.write_all(request.as_bytes()).await.unwrap();
        let mut reply = Vec::new();
        connection.read_to_end(&mut reply).await.unwrap();
        let reply = String::from_utf8(reply).unwrap();
        let (head, body) = reply.split_once("\r\n\r\n").unwrap();
        (head.to_lowercase(), body.to_owned())
    };
    let (_, whole) = send().await;
    sandbox.faults().add(Fault::at("getPublicKey", Effect::Cut));
    let (head, half) = send().await;
    assert!(head.starts_with("http/1.1 200 ok\r\n"), "{head}");
    assert!(head.contains(&format!("content-length: {}", whole.len())), "{head}");
    assert_eq!(half, whole[..whole.len() / 2]);

    let error = sandbox.client().login_by_email("ada@example.com", "passw0rd").await.unwrap_err();
    assert!(error.is_connect() && error.may_have_reached_server(), "{error}");
    assert_eq!(error.http_status(), Some(200), "{error}");
}

#[tokio::test]
async fn a_fault_applies_to_the_given_number_of_requests() {
    let sandbox = Sandbox::start().await.unwrap();
    let gone = |client: AuthenticationClient| async move { client.check_login_status().await.unwrap_err().code() };
    let fault = |code: i64| Fault::at("/graphql/v2", Effect::Code { code, message: "no".into() });
    sandbox.faults().add(fault(1).times(2));
    sandbox.faults().add(fault(2));
    let client = sandbox.client().for_token("a.b.c");
    for code in [1, 1, 2, 2] {
        assert_eq!(gone(client.clone()).await.get(), code);
    }
    assert_eq!(sandbox.faults().pending(), [fault(2)]);
    sandbox.faults().clear();
    assert_eq!(client.check_login_status().await.unwrap().status, Some(false));
}

#[tokio::test]
async fn a_code_fault_of_graphql_is_a_graphql_error() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().add(Fault::at("loginByEmail", Effect::Code { code: 1636, message: "second factor".into() }));
    let error = sandbox.client().login_by_email("ada@example.com", "pass").await.unwrap_err();
    assert!(error.is_mfa_required(), "{error}");
}

#[tokio::test]
async fn a_fault_can_be_written_as_json() {
    let fault: Fault =
        serde_json::from_value(json!({ "at": "user", "times": 1, "effect": "delay", "millis": 5 })).unwrap();
    assert_eq!(fault, Fault::at("user", Effect::Delay { millis: 5 }).times(1));
    let fault: Fault = serde_json::from_value(json!({ "at": "/oidc/token", "effect": "cut", "times": null })).unwrap();
    assert_eq!(fault, Fault::at("/oidc/token", Effect::Cut));
}

#[tokio::test]
async fn an_invalid_fault_is_refused() {
    for (fault, why) in [
        (json!({ "at": "nosuchOperation", "effect": "cut" }), "no operation of the contract"),
        (json!({ "effect": "cut" }), "at is missing"),
        (json!({ "at": "user", "effect": "cut", "time": 1 }), "has no member time"),
        (json!({ "at": "user", "effect": "empty", "status": 500, "html": true }), "has no member html"),
        (json!({ "at": "user", "effect": "cut", "times": 0 }), "1 or more"),
        (json!({ "at": "user", "effect": "cut", "times": "once" }), "times: "),
        (json!({ "at": "user", "effect": "explode" }), "explode"),
        (json!({ "at": "user", "effect": "status", "status": 99 }), "200 to 999"),
        (json!({ "at": "user", "effect": "empty", "status": 1000 }), "200 to 999"),
        (json!({ "at": "user", "effect": "redirect", "to": "http://there/\nx: y" }), "no header"),
    ] {
        let refused = serde_json::from_value::<Fault>(fault.clone()).unwrap_err().to_string();
        assert!(refused.contains(why), "{fault}: {refused}");
    }
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().add(Fault::at("getPublicKey", Effect::Cut).times(0));
    assert!(sandbox.faults().pending().is_empty());
}

#[tokio::test]
async fn requests_are_listed_without_their_secrets() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.client();
    let code = sandbox.wechat().user("openid-ada").login();
    client.login_by_code(&*code).raw_data(r#"{"nickName":"Ada"}"#).await.unwrap();
    let _ = client.login_by_email("ada@example.com", "passw0rd").await;
    let requests = sandbox.requests();
    let asked: Vec<_> = requests.iter().map(|request| request.operation.as_deref().unwrap()).collect();
    assert_eq!(asked, ["loginByCode", "getPublicKey", "loginByEmail"]);
    let text = json!(requests).to_string();
    assert!(!text.contains(&code) && !text.contains("nickName") && text.contains("ada@example.com"), "{text}");
    assert_eq!(requests[0].body["code"], Value::from("[redacted]"));
}

#[tokio::test]
async fn literals_in_a_document_are_redacted_in_the_list() {
    let sandbox = Sandbox::start().await.unwrap();
    let post = |path: &str| {
        let request = reqwest::Client::new().post(format!("{}{path}", sandbox.url()));
        request.header("x-authing-app-id", authing_sandbox::APP_ID)
    };
    let document = r#"mutation loginByEmail{loginByEmail(input:{password:"INLINESECRET",code:4711}){id}}"#;
    let asked = post("/graphql/v2").bearer_auth("a.b.c").json(&json!({ "query": document, "variables": {} }));
    asked.send().await.unwrap();
    post("/oidc/token/introspection")
        .basic_auth("sandbox-app", Some("guess"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body("token=x")
        .send()
        .await
        .unwrap();
    let [login, introspection] = &sandbox.requests()[..] else { panic!("two requests") };
    let kept = r#"mutation loginByEmail{loginByEmail(input:{password:"[redacted]",code:0}){id}}"#;
    assert_eq!(login.body["query"], kept);
    assert!(login.bearer && !introspection.bearer, "HTTP Basic is not a bearer token");
}
