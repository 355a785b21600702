//! Requests whose browser goes away before they are answered: what they have begun is completed.

use std::time::Duration;

use authing_axum::Auth;
use authing_sandbox::Sandbox;
use authing_wxapp::{FileSessions, SessionId};
use axum::body::Body;
use http::{Request, StatusCode};
use serde_json::json;
use tower::ServiceExt as _;

use crate::site::phone_body;

/// A back end whose sessions are files, so that what is kept can be counted.
struct BackEnd {
    sandbox: Sandbox,
    folder: tempfile::TempDir,
    auth: Auth,
}

impl BackEnd {
    async fn start() -> Self {
        let (sandbox, folder) = (Sandbox::start().await.unwrap(), tempfile::tempdir().unwrap());
        let auth = Auth::new(sandbox.client(), FileSessions::in_folder(folder.path()).unwrap());
        Self { sandbox, folder, auth }
    }

    async fn log_in(&self) -> SessionId {
        let code = self.sandbox.wechat().user("openid-ada").login();
        let login = self.auth.log_in(|client| async move { client.login_by_code(code).await });
        login.await.unwrap().1
    }

    fn post(&self, path: &str, session: Option<&SessionId>, body: serde_json::Value) -> Request<Body> {
        let mut request = Request::post(path).header("content-type", "application/json");
        if let Some(session) = session {
            request = request.header("x-session", session.expose());
        }
        request.body(Body::from(body.to_string())).unwrap()
    }

    /// Sends a request, and goes away when it has reached Authing.
    async fn cancel(&self, request: Request<Body>) {
        let before = self.sandbox.requests().len();
        let answer = self.auth.routes::<()>().oneshot(request);
        tokio::select! {
            biased;
            () = async { while self.sandbox.requests().len() == before { tokio::task::yield_now().await } } => {}
            answer = answer => panic!("the answer came before the browser went away: {answer:?}"),
        }
    }

    /// Waits until so many entries are kept: for each session there are two, itself and the record of its beginning.
    async fn keeps(&self, entries: usize) {
        let is_session =
            |entry: std::io::Result<std::fs::DirEntry>| entry.unwrap().path().extension() == Some("session".as_ref());
        let kept = || std::fs::read_dir(self.folder.path()).unwrap().map(is_session).filter(|is| *is).count();
        let complete = async {
            while kept() != entries {
                tokio::task::yield_now().await
            }
        };
        let timely = tokio::time::timeout(Duration::from_secs(60), complete).await;
        timely.unwrap_or_else(|_| panic!("{} entries in the place of {entries}", kept()));
    }

    /// The status of a request for the profile.
    async fn me(&self, session: &SessionId) -> StatusCode {
        let request = Request::get("/me").header("x-session", session.expose()).body(Body::empty()).unwrap();
        self.auth.routes::<()>().oneshot(request).await.unwrap().status()
    }
}

#[tokio::test]
async fn a_login() {
    let back_end = BackEnd::start().await;
    let code = back_end.sandbox.wechat().user("openid-ada").login();
    back_end.cancel(back_end.post("/login", None, json!({ "code": code }))).await;
    // Nobody has the id, and nothing is half there.
    back_end.keeps(2).await;
}

#[tokio::test]
async fn a_phone_step() {
    let back_end = BackEnd::start().await;
    let session = back_end.log_in().await;
    let ada = back_end.sandbox.wechat().user("openid-ada");
    let code = ada.login();
    let body = phone_body(&code, ada.press_phone_button("17612346754"));
    back_end.cancel(back_end.post("/login/phone", Some(&session), body)).await;
    // The new session takes the place of the old one. Of the user, both are the same.
    let replaced = async {
        while back_end.me(&session).await != StatusCode::UNAUTHORIZED {
            tokio::task::yield_now().await
        }
    };
    tokio::time::timeout(Duration::from_secs(60), replaced).await.expect("the old session ends");
    back_end.keeps(2).await;
}

#[tokio::test]
async fn a_logout() {
    let back_end = BackEnd::start().await;
    let session = back_end.log_in().await;
    back_end.keeps(2).await;
    back_end.cancel(back_end.post("/logout", Some(&session), json!(null))).await;
    back_end.keeps(0).await;
    assert_eq!(back_end.me(&session).await, StatusCode::UNAUTHORIZED);
}
