//! The service over HTTP, as the mini-program meets it. The sandbox plays Authing and WeChat: it spends codes, keeps accounts, and
//! refuses every request that does not fit the contract of the API.

use authing_axum::Auth;
use authing_sandbox::{EXT_IDP_CONN_IDENTIFIER, Effect, Fault, Sandbox};
use authing_wxapp::MemorySessions;
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::app;

const PHONE: &str = "17612346754";

/// The service on a port of its own, with an Authing of its own, so that tests do not meet each other.
struct Service {
    sandbox: Sandbox,
    url: String,
}

impl Service {
    async fn start() -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        let authing = sandbox.client_builder().ext_idp_conn_identifier(EXT_IDP_CONN_IDENTIFIER).build().unwrap();
        let app = app(&Auth::new(authing, MemorySessions::new()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async { axum::serve(listener, app).await });
        Self { sandbox, url }
    }

    /// Sends what the mini-program sends, with its session, and returns the status and the JSON of the answer.
    async fn send(&self, method: Method, path: &str, session: &str, body: Value) -> (StatusCode, Value) {
        let mut request = Client::new().request(method, format!("{}{path}", self.url));
        if !session.is_empty() {
            request = request.header("x-session", session);
        }
        if !body.is_null() {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        (answer.status(), serde_json::from_str(&answer.text().await.unwrap()).unwrap_or_default())
    }

    async fn get(&self, path: &str, session: &str) -> (StatusCode, Value) {
        self.send(Method::GET, path, session, Value::Null).await
    }

    async fn post(&self, path: &str, session: &str, body: Value) -> (StatusCode, Value) {
        self.send(Method::POST, path, session, body).await
    }

    /// Logs a WeChat user in, and returns the session.
    async fn log_in(&self, openid: &str) -> String {
        let code = self.sandbox.wechat().user(openid).login();
        let (status, answer) = self.post("/login", "", json!({ "code": code })).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        answer["session"].as_str().unwrap().to_owned()
    }
}

/// The service refuses, and says so to the mini-program with this kind of problem.
#[track_caller]
fn refused((status, problem): (StatusCode, Value), expected: StatusCode, kind: &str) {
    assert_eq!((status, &problem["kind"]), (expected, &json!(kind)), "{problem}");
}

#[tokio::test]
async fn each_user_has_leaves_of_their_own() {
    let service = Service::start().await;
    let (ada, bob) = (service.log_in("openid-ada").await, service.log_in("openid-bob").await);
    service.post("/leaves", &ada, Value::Null).await;
    assert_eq!(service.post("/leaves", &ada, Value::Null).await.1, json!({ "leaves": 2 }));
    assert_eq!(service.get("/leaves", &bob).await.1, json!({ "leaves": 0 }));
    // They are those of the user, and not those of the session.
    assert_eq!(service.get("/leaves", &service.log_in("openid-ada").await).await.1, json!({ "leaves": 2 }));
}

#[tokio::test]
async fn nobody_collects_leaves_without_a_session_or_after_the_logout() {
    let service = Service::start().await;
    refused(service.get("/leaves", "").await, StatusCode::UNAUTHORIZED, "login_required");
    let session = service.log_in("openid-ada").await;
    service.post("/logout", &session, Value::Null).await;
    refused(service.post("/leaves", &session, Value::Null).await, StatusCode::UNAUTHORIZED, "session_expired");
}

#[tokio::test]
async fn a_code_logs_in_once() {
    let service = Service::start().await;
    let code = json!({ "code": service.sandbox.wechat().user("openid-ada").login() });
    assert_eq!(service.post("/login", "", code.clone()).await.0, StatusCode::OK);
    refused(service.post("/login", "", code).await, StatusCode::BAD_REQUEST, "code_refused");
    assert_eq!(service.sandbox.users().len(), 1);
}

#[tokio::test]
async fn the_phone_number_is_asked_for_once() {
    let service = Service::start().await;
    let ada = service.sandbox.wechat().user("openid-ada");
    let session = service.log_in("openid-ada").await;
    let body = json!({ "code": ada.login(), "phoneCode": ada.press_phone_button_code(PHONE) });
    let (_, bound) = service.post("/login/phone", &session, body).await;
    assert_eq!((&bound["phone"], &bound["user"]["phone"]), (&json!("bound"), &json!(PHONE)));
    let (_, again) = service.post("/login", "", json!({ "code": ada.login() })).await;
    assert_eq!(again["phoneNeeded"], false);
}

#[tokio::test]
async fn an_outage_of_authing_logs_nobody_out() {
    let service = Service::start().await;
    let session = service.log_in("openid-ada").await;
    // Every request for the profile fails, as when a gateway shows its page.
    service.sandbox.faults().add(Fault::at("user", Effect::Status { status: 503, html: true }).times(1));
    refused(service.get("/me", &session).await, StatusCode::BAD_GATEWAY, "authing_failed");
    assert_eq!(service.get("/leaves", &session).await.0, StatusCode::OK, "our own routes do not need Authing");
    assert_eq!(service.get("/me", &session).await.0, StatusCode::OK);
}

#[tokio::test]
async fn our_own_routes_ask_authing_nothing() {
    let service = Service::start().await;
    let session = service.log_in("openid-ada").await;
    let before = service.sandbox.requests().len();
    for _ in 0..3 {
        service.post("/leaves", &session, Value::Null).await;
    }
    assert_eq!(service.sandbox.requests().len(), before);
}
