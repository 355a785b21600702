//! A simulated Authing that refreshes tokens, and fetches those of WeChat, and counts how often it does.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use authing_wxapp::{AuthenticationClient, AuthenticationClientBuilder, TokenStore};
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
};
use serde_json::{Value, json};

/// The path of WeChat's access token.
const WECHAT: &str = "/api/v3/get-wechat-access-token-info";

/// What the server does with a request for a refresh, before it counts it. The argument is the name of the client.
pub type OnRefresh = dyn Fn(&str) -> Reply + Send + Sync;

pub enum Reply {
    Answer,
    Refuse,
    /// Refuse when so many have been seen waiting.
    RefuseWhen(Waiting, usize),
    /// Answer when so many have been seen waiting.
    AnswerWhen(Waiting, usize),
    /// Answer so much later.
    AnswerAfter(Duration),
    /// The client is gone: nothing is refreshed.
    Nothing,
}

/// Those who have been seen waiting for a lease.
pub type Waiting = tokio::sync::watch::Receiver<BTreeSet<u64>>;

pub struct TokenServer {
    pub url: String,
    state: Arc<Inner>,
}

struct Inner {
    on_refresh: Box<OnRefresh>,
    logins: AtomicUsize,
    /// The tokens that were refreshed or refused, in order; for one of WeChat the id of its mini-program.
    refreshed: Mutex<Vec<String>>,
}

impl TokenServer {
    pub async fn start() -> Self {
        Self::with(|_| Reply::Answer).await
    }

    pub async fn with(on_refresh: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Self {
        let state = Arc::new(Inner {
            on_refresh: Box::new(on_refresh),
            logins: AtomicUsize::new(0),
            refreshed: Mutex::default(),
        });
        let router = Router::new().fallback(answer).with_state(Arc::clone(&state));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, state }
    }

    pub fn builder(&self, store: impl TokenStore) -> AuthenticationClientBuilder {
        AuthenticationClient::builder("app")
            .host(&self.url)
            .app_secret("the-secret")
            .redirect_uri("https://example.com/back")
            .token_store(store)
    }

    /// A client that shares nothing with others but the store, like that of another program.
    pub fn client(&self, store: impl TokenStore) -> AuthenticationClient {
        self.builder(store).build().unwrap()
    }

    /// The tokens that clients have asked to refresh, in order.
    pub fn refreshed(&self) -> Vec<String> {
        self.state.refreshed.lock().unwrap().clone()
    }
}

async fn answer(State(state): State<Arc<Inner>>, uri: Uri, headers: HeaderMap, body: Bytes) -> (StatusCode, String) {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let text = String::from_utf8_lossy(&body).into_owned();
    let sent = match uri.path() {
        "/graphql/v2" if text.contains("refreshToken") => {
            header("authorization").trim_start_matches("Bearer ").to_owned()
        }
        "/oidc/token" => {
            text.split('&').find_map(|pair| pair.strip_prefix("refresh_token=")).unwrap_or_default().to_owned()
        }
        WECHAT => serde_json::from_str::<Value>(&text).unwrap()["appId"].as_str().unwrap().to_owned(),
        _ => {
            let token = format!("login-{}", state.logins.fetch_add(1, Ordering::Relaxed));
            return reply(&json!({ "code": 200, "message": "ok", "data": { "id": "ada", "token": token } }));
        }
    };
    let number = {
        let count = |refreshed: &Mutex<Vec<String>>| {
            let mut refreshed = refreshed.lock().unwrap();
            refreshed.push(sent);
            refreshed.len()
        };
        match (state.on_refresh)(header("x-authing-request-from")) {
            Reply::Nothing => return (StatusCode::SERVICE_UNAVAILABLE, String::new()),
            Reply::Refuse => {
                count(&state.refreshed);
                return refusal(uri.path());
            }
            Reply::RefuseWhen(mut waiting, number) => {
                count(&state.refreshed);
                waiting.wait_for(|waiting| waiting.len() >= number).await.unwrap();
                return refusal(uri.path());
            }
            Reply::AnswerWhen(mut waiting, number) => {
                let answer = count(&state.refreshed);
                waiting.wait_for(|waiting| waiting.len() >= number).await.unwrap();
                answer
            }
            Reply::AnswerAfter(time) => {
                let number = count(&state.refreshed);
                tokio::time::sleep(time).await;
                number
            }
            Reply::Answer => count(&state.refreshed),
        }
    };
    match uri.path() {
        "/oidc/token" => reply(&json!({
            "access_token": format!("access-{number}"),
            "refresh_token": format!("refresh-{number}"),
            "token_type": "Bearer",
            "expires_in": 3600,
        })),
        WECHAT => reply(&json!({
            "statusCode": 200,
            "message": "ok",
            "data": { "accessToken": format!("wechat-{number}"), "expiresAt": 4_102_444_800_i64 + number as i64 },
        })),
        _ => reply(&json!({ "data": { "refreshToken": { "token": format!("token-{number}") } } })),
    }
}

fn refusal(path: &str) -> (StatusCode, String) {
    if path == WECHAT {
        return reply(&json!({ "statusCode": 602, "message": "WeChat refuses" }));
    }
    let refusal = json!({ "code": 2206, "message": "the token has expired" });
    reply(&json!({ "errors": [{ "message": refusal }], "data": null }))
}

fn reply(body: &Value) -> (StatusCode, String) {
    (StatusCode::OK, body.to_string())
}
