//! Failures as documents, and the table of the README.

use std::{sync::Arc, time::Duration};

use authing_axum::{Auth, ProblemKind};
use authing_sandbox::{Effect, Fault, Sandbox};
use authing_wxapp::{BoxFuture, Session, SessionId, SessionStore, StoreError, Stored, TokenStore, Version};
use axum::body::Body;
use http::{Method, Request, StatusCode};
use serde_json::json;
use tower::ServiceExt as _;

use crate::site::Site;

const README: &str = include_str!("../../README.md");

#[test]
fn the_table_of_the_readme_has_every_kind_with_its_status() {
    let rows = README.lines().filter_map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [_, kind, status] = cells[..] else { return None };
        Some((kind.strip_prefix('`')?.strip_suffix('`')?, status.parse::<u16>().ok()?))
    });
    let mut rows: Vec<_> = rows.collect();
    let mut kinds: Vec<_> = ProblemKind::ALL.iter().map(|kind| (kind.name(), kind.status().as_u16())).collect();
    rows.sort_unstable();
    kinds.sort_unstable();
    assert_eq!(rows, kinds);
}

#[tokio::test]
async fn a_problem_is_written_in_the_language_of_the_request() {
    let site = Site::new().await;
    let in_chinese = site.get("/id", &[("accept-language", "zh-CN,zh;q=0.9,en;q=0.8")]).await;
    in_chinese.is_problem(401, "login_required");
    assert_eq!(
        (&in_chinese.json()["title"], in_chinese.header("content-language")),
        (&"请先登录。".into(), Some("zh-CN"))
    );
    let in_english = site.get("/id", &[]).await;
    assert_eq!(in_english.json()["title"], "Please log in.");
    assert_eq!(in_english.header("cache-control"), Some("no-store"));
    let described = in_english.json()["type"].as_str().unwrap().to_owned();
    assert!(described.ends_with("enum.ProblemKind.html#variant.LoginRequired"), "{described}");
}

#[tokio::test]
async fn a_refusal_says_how_to_authenticate() {
    let site = Site::new().await;
    let challenge = async |headers: &[(&str, &str)]| {
        let reply = site.get("/id", headers).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
        reply.header("www-authenticate").unwrap().to_owned()
    };
    assert_eq!(challenge(&[]).await, "Bearer");
    assert_eq!(challenge(&[("authorization", "Bearer nonsense")]).await, "Bearer error=\"invalid_token\"");
}

#[tokio::test]
async fn a_route_without_the_layer_fails_with_a_problem_and_not_a_panic() {
    let mut site = Site::new().await;
    site.app = axum::Router::new().route("/id", axum::routing::get(async |_: authing_axum::CurrentUser| "never"));
    site.get("/id", &[]).await.is_problem(500, "internal");
}

#[tokio::test]
async fn each_failure_of_authing_has_its_status() {
    let site = Site::new().await;
    let session = site.log_in("openid-ada").await;
    let code = |code| Effect::Code { code, message: "no".into() };
    for (effect, status, kind) in [
        (code(2026), 409, "conflict"),
        (code(2035), 409, "conflict"),
        (code(2005), 403, "forbidden"),
        (code(1001), 403, "forbidden"),
        (code(2006), 401, "login_refused"),
        (code(2020), 401, "login_required"),
        (code(2206), 401, "session_expired"),
        (code(1002), 429, "too_many_requests"),
        (code(1636), 422, "refused"),
        (code(499), 422, "refused"),
        (code(500), 502, "authing_failed"),
        (Effect::Status { status: 429, html: false }, 429, "too_many_requests"),
        (Effect::Status { status: 403, html: true }, 403, "forbidden"),
        (Effect::Status { status: 500, html: false }, 502, "authing_failed"),
        (Effect::Empty { status: 504 }, 502, "authing_failed"),
        (Effect::Cut, 502, "authing_failed"),
        (Effect::Malformed, 502, "authing_failed"),
        (Effect::Oversized { bytes: 9 << 20 }, 502, "authing_failed"),
        (Effect::Redirect { to: "https://evil.example".into() }, 502, "authing_failed"),
    ] {
        site.sandbox.faults().add(Fault::at("updateUser", effect.clone()).times(1));
        let reply = site.json(Method::PUT, "/mini/me", Some(&session), json!({ "nickname": "Ada" })).await;
        assert_eq!(reply.problem(), (status, kind.to_owned()), "{effect:?}");
        assert_eq!(reply.header("retry-after").is_some(), status == 429, "{effect:?}");
        assert_eq!(reply.header("www-authenticate").is_some(), status == 401, "{effect:?}");
        assert_eq!(reply.json().get("detail").is_some(), status < 500, "{effect:?}");
    }
}

#[tokio::test]
async fn an_authing_that_does_not_answer_or_is_not_there() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().add(Fault::at("loginByCode", Effect::Hang));
    let code = sandbox.wechat().user("openid-ada").login();
    let log_in = async |host: &str| {
        let client = sandbox.client_builder().host(host).timeout(Duration::from_millis(200)).build().unwrap();
        let auth = Auth::new(client, authing_wxapp::MemorySessions::new());
        status_of_login(&auth, &code).await
    };
    assert_eq!(log_in(&sandbox.url()).await, StatusCode::GATEWAY_TIMEOUT);
    // Nobody listens on the port of a listener that is gone.
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert_eq!(log_in(&format!("http://{gone}")).await, StatusCode::BAD_GATEWAY);
}

/// A store that has failed.
struct Broken;

impl SessionStore for Broken {
    fn open(&self, _: &SessionId) -> Arc<dyn TokenStore> {
        Arc::new(Broken)
    }
}

impl TokenStore for Broken {
    fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>> {
        Box::pin(async { Err(StoreError::new("the disk is gone")) })
    }

    fn replace(&self, _: Version, _: Arc<Session>) -> BoxFuture<'_, Result<bool, StoreError>> {
        Box::pin(async { Err(StoreError::new("the disk is gone")) })
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async { Err(StoreError::new("the disk is gone")) })
    }
}

#[tokio::test]
async fn a_store_that_has_failed_logs_nobody_in_and_nobody_out() {
    let sandbox = Sandbox::start().await.unwrap();
    let auth = Auth::new(sandbox.client(), Broken);
    let code = sandbox.wechat().user("openid-ada").login();
    assert_eq!(status_of_login(&auth, &code).await, StatusCode::SERVICE_UNAVAILABLE);
    assert!(sandbox.requests().is_empty(), "the code is not spent");
    for (method, path) in [(Method::GET, "/me"), (Method::POST, "/logout")] {
        let request = Request::builder().method(method).uri(path).header("x-session", "A".repeat(43));
        let answer = auth.routes::<()>().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
    }
}

async fn status_of_login(auth: &Auth, code: &str) -> StatusCode {
    let request = Request::post("/login").header("content-type", "application/json");
    let request = request.body(Body::from(json!({ "code": code }).to_string())).unwrap();
    auth.routes::<()>().oneshot(request).await.unwrap().status()
}

#[tokio::test]
async fn nothing_that_is_printed_has_a_secret() {
    let site = Site::new().await;
    let ada = site.sandbox.wechat().user("openid-ada");
    let first = ada.login();
    let (user, id) = site.auth.log_in(|client| async move { client.login_by_code(first).await }).await.unwrap();
    let token = user.token.as_ref().unwrap().expose().to_owned();
    let code = ada.login();
    let log_in = |code: String| site.auth.log_in(|client| async move { client.login_by_code(code).await });
    log_in(code.clone()).await.unwrap();
    let problem = log_in(code.clone()).await.unwrap_err();
    let texts = [
        format!("{:?} {:?}", site.auth, site.auth.layer()),
        format!("{:?} {problem} {problem:?}", id),
        serde_json::to_string(&authing_axum::PublicUser::from(&user)).unwrap(),
    ];
    for text in texts {
        for secret in [&*token, &*code, id.expose(), authing_sandbox::APP_SECRET] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}
