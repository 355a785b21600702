//! A back end with its Authing, and what a client sends to it.

use std::sync::Arc;

use authing_axum::{Auth, AuthBuilder, CurrentUser, Guard, Problem, UserClient};
use authing_sandbox::{APP_SECRET, Sandbox};
use authing_wxapp::{
    AuthenticationClient, AuthenticationClientBuilder, MemorySessions, Session, SessionId, SessionStore,
};
use axum::{
    Router,
    body::Body,
    routing::{get, post},
};
use http::{HeaderMap, Method, Request, StatusCode, header};
use serde_json::{Value, json};
use tower::ServiceExt as _;

pub const CALLBACK: &str = "https://shop.example.com/callback";
pub const COOKIE: &str = "__Host-session";
/// When the access tokens of expired sessions have expired: in 1970.
pub const EXPIRED: i64 = 1_000_000;

/// A back end with the routes of a mini-program under `/mini`, those of a web site at the root, and handlers of its own.
pub struct Site {
    pub sandbox: Sandbox,
    pub sessions: Arc<dyn SessionStore>,
    pub auth: Auth,
    pub app: Router,
}

/// An answer of the back end.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Site {
    pub async fn new() -> Self {
        Self::with(|builder| builder).await
    }

    /// A site with other options.
    pub async fn with(options: impl FnOnce(AuthBuilder) -> AuthBuilder) -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.add_user("ada@example.com", "passw0rd");
        let sessions = Arc::new(MemorySessions::new());
        Self::on(sandbox, sessions, options)
    }

    /// A site on this sandbox with these sessions.
    pub fn on(
        sandbox: Sandbox,
        sessions: Arc<MemorySessions>,
        options: impl FnOnce(AuthBuilder) -> AuthBuilder,
    ) -> Self {
        let client = client(&sandbox).build().unwrap();
        Self::of(client, sandbox, sessions, options)
    }

    /// A site whose client has these options.
    pub fn of(
        client: AuthenticationClient,
        sandbox: Sandbox,
        sessions: Arc<MemorySessions>,
        options: impl FnOnce(AuthBuilder) -> AuthBuilder,
    ) -> Self {
        Self::keeping(client, sandbox, sessions, options)
    }

    /// A site whose sessions are kept anywhere.
    pub fn keeping(
        client: AuthenticationClient,
        sandbox: Sandbox,
        sessions: Arc<dyn SessionStore>,
        options: impl FnOnce(AuthBuilder) -> AuthBuilder,
    ) -> Self {
        let builder = Auth::builder(client, Arc::clone(&sessions));
        let auth = options(builder).build().unwrap();
        let app = app(&auth);
        Self { sandbox, sessions, auth, app }
    }

    /// Sends a request. Headers with the same name are sent one by one.
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.answer(request.body(body.into()).unwrap()).await
    }

    pub async fn answer(&self, request: Request<Body>) -> Reply {
        let response = self.app.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
        Reply { status: parts.status, headers: parts.headers, text: String::from_utf8(bytes.into()).unwrap() }
    }

    pub async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        self.send(Method::GET, path, headers, ()).await
    }

    pub async fn post(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        self.send(Method::POST, path, headers, ()).await
    }

    /// Sends JSON in the session of a mini-program.
    pub async fn json(&self, method: Method, path: &str, session: Option<&str>, body: Value) -> Reply {
        let mut headers = vec![("content-type", "application/json")];
        headers.extend(session.map(|session| ("x-session", session)));
        self.send(method, path, &headers, body.to_string()).await
    }

    /// Logs a WeChat user in, and returns the session id.
    pub async fn log_in(&self, openid: &str) -> String {
        let code = self.sandbox.wechat().user(openid).login();
        let reply = self.json(Method::POST, "/mini/login", None, json!({ "code": code })).await;
        assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
        reply.json()["session"].as_str().unwrap().to_owned()
    }

    /// Logs a WeChat user in, and returns the session cookie as a browser would send it.
    pub async fn cookie(&self, openid: &str) -> String {
        let id: SessionId = self.log_in(openid).await.parse().unwrap();
        let set = self.auth.session_cookie(&id).await.unwrap();
        set.to_str().unwrap().split(';').next().unwrap().to_owned()
    }

    /// Keeps a session of this user whose access token has expired, and returns its id.
    pub async fn expired_session(&self, session: Session) -> String {
        let id = self.auth.keep(session.with_expires_at(EXPIRED)).await.unwrap();
        id.expose().to_owned()
    }

    /// The session that is kept under an id.
    pub async fn stored(&self, id: &str) -> Option<Arc<Session>> {
        self.sessions.open(&id.parse().unwrap()).load().await.unwrap().session
    }

    /// Whether this session, which a mini-program or the cookie of a browser has, is that of a user.
    pub async fn knows(&self, session: &str) -> bool {
        let header = if session.contains('=') { "cookie" } else { "x-session" };
        let reply = self.get("/id", &[(header, session)]).await;
        if reply.status != StatusCode::OK {
            reply.is_problem(401, "session_expired");
        }
        reply.status == StatusCode::OK
    }

    /// How often the sandbox was asked for this.
    pub fn asked(&self, operation: &str) -> usize {
        self.sandbox.requests().iter().filter(|request| request.operation.as_deref() == Some(operation)).count()
    }
}

/// A client of the web site's application.
pub fn client(sandbox: &Sandbox) -> AuthenticationClientBuilder {
    sandbox.client_builder().app_secret(APP_SECRET).redirect_uri(CALLBACK)
}

fn app(auth: &Auth) -> Router {
    Router::new()
        .route(
            "/id",
            get(async |user: CurrentUser| user.id().to_owned()).post(async |user: CurrentUser| user.id().to_owned()),
        )
        .route("/maybe", get(maybe).post(maybe))
        .route("/nickname", get(nickname))
        .route("/read", get("read").route_layer(Guard::scope("openid")))
        .route("/write", get("written").route_layer(Guard::scope("orders:write")))
        .route("/admin", get("administered").route_layer(Guard::role("admin")))
        .route("/guarded", post("done").route_layer(Guard::login()))
        .layer(auth.layer())
        .nest("/mini", auth.routes())
        .merge(auth.web_routes())
}

async fn maybe(user: Option<CurrentUser>) -> String {
    user.map_or("nobody".into(), |user| user.id().to_owned())
}

async fn nickname(client: UserClient) -> Result<String, Problem> {
    Ok(client.get_current_user().await?.and_then(|user| user.nickname).unwrap_or_default())
}

/// The parts of an authorization, as a mini-program sends them.
pub fn phone_body(code: &str, (iv, encrypted_data): (String, String)) -> Value {
    json!({ "code": code, "iv": iv, "encryptedData": encrypted_data })
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// The kind of the problem, which must fit its status.
    pub fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:?}");
        let document = self.json();
        assert_eq!(document["status"], self.status.as_u16());
        (self.status.as_u16(), document["kind"].as_str().unwrap().to_owned())
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The cookies that the answer sets, by name: the first part of each.
    pub fn set_cookie(&self, name: &str) -> Option<String> {
        let cookies = self.headers.get_all(header::SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap());
        cookies.map(str::to_owned).find(|cookie| cookie.split('=').next() == Some(name))
    }

    #[track_caller]
    pub fn is_problem(&self, status: u16, kind: &str) {
        assert_eq!(self.problem(), (status, kind.to_owned()), "{self:?}");
    }

    #[track_caller]
    pub fn is_ok(&self, text: &str) {
        assert_eq!((self.status, &*self.text), (StatusCode::OK, text), "{self:?}");
    }
}
