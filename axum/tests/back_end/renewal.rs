//! Sessions whose access token has expired.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use authing_axum::Auth;
use authing_sandbox::{EXT_IDP_CONN_IDENTIFIER, Effect, Fault, Sandbox};
use authing_wxapp::{
    BoxFuture, FileSessions, MemorySessions, Session, SessionId, SessionStore, StoreError, Stored, TokenStore, Version,
};
use axum::body::Body;
use http::{Method, Request, StatusCode};
use serde_json::json;
use tokio::sync::Notify;
use tower::ServiceExt as _;

use crate::{
    browser,
    site::{EXPIRED, Site},
};

/// A site with a session whose access token has expired, and which has a refresh token.
pub async fn expired() -> (Arc<Site>, String) {
    let site = Site::with(|builder| builder.scope("openid profile offline_access")).await;
    let cookie = browser::log_in(&site).await;
    let session = site.stored(cookie.split('=').nth(1).unwrap()).await.unwrap();
    let id = site.expired_session(Session::clone(&session)).await;
    (Arc::new(site), id)
}

/// Sends so many requests at once, and returns their statuses.
async fn at_once(site: &Site, id: &str, count: usize) -> Vec<StatusCode> {
    let requests = (0..count).map(|_| {
        let request = Request::get("/id").header("x-session", id).body(Body::empty()).unwrap();
        tokio::spawn(site.app.clone().oneshot(request))
    });
    let mut statuses = Vec::new();
    for request in requests.collect::<Vec<_>>() {
        statuses.push(request.await.unwrap().unwrap().status());
    }
    statuses
}

#[tokio::test]
async fn a_thousand_requests_with_one_expired_session_renew_it_once() {
    let (site, id) = expired().await;
    let before = site.asked("token");
    let statuses = at_once(&site, &id, 1000).await;
    assert!(statuses.iter().all(|status| *status == StatusCode::OK), "{statuses:?}");
    assert_eq!(site.asked("token") - before, 1);
    // The next request finds the renewed token.
    assert_eq!(site.get("/id", &[("x-session", &id)]).await.status, StatusCode::OK);
    assert_eq!(site.asked("token") - before, 1);
}

#[tokio::test]
async fn two_back_ends_that_share_their_sessions_renew_one_once() {
    let (site, id) = expired().await;
    let (session, folder) = (site.stored(&id).await.unwrap(), tempfile::tempdir().unwrap());
    let back_end = || {
        let sessions = FileSessions::in_folder(folder.path()).unwrap();
        // A client of its own: nothing but the folder is shared, as between two processes.
        Auth::new(crate::site::client(&site.sandbox).build().unwrap(), sessions)
    };
    let back_ends = [back_end(), back_end()];
    let id = back_ends[0].keep(Session::clone(&session)).await.unwrap();
    let before = site.asked("token");
    let requests = (0..40).map(|number| {
        let request = Request::get("/me").header("x-session", id.expose()).body(Body::empty()).unwrap();
        tokio::spawn(back_ends[number % 2].routes::<()>().oneshot(request))
    });
    for request in requests.collect::<Vec<_>>() {
        assert_eq!(request.await.unwrap().unwrap().status(), StatusCode::OK);
    }
    assert_eq!(site.asked("token") - before, 1);
}

#[tokio::test]
async fn a_session_of_the_phone_button_is_renewed_without_the_secret_of_the_application() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.client_builder().ext_idp_conn_identifier(EXT_IDP_CONN_IDENTIFIER).build().unwrap();
    let site = Site::of(client, sandbox, Arc::default(), |builder| builder);
    let ada = site.sandbox.wechat().user("openid-ada");
    let session = site.log_in("openid-ada").await;
    let body = json!({ "code": ada.login(), "phoneCode": ada.press_phone_button_code("17612346754") });
    let bound = site.json(Method::POST, "/mini/login/phone", Some(&session), body).await.json();
    let kept = site.stored(bound["session"].as_str().unwrap()).await.unwrap();
    let id = site.expired_session(Session::clone(&kept)).await;
    for _ in 0..2 {
        site.get("/mini/me", &[("x-session", &id)]).await.json();
        assert_eq!(site.asked("token"), 1);
    }
}

/// Sessions of which one is read late: the first time that it has expired, whoever reads it gets it after a signal.
struct Slow {
    sessions: MemorySessions,
    first: AtomicBool,
    read: Notify,
    go_on: Notify,
}

struct SlowSessions(Arc<Slow>);
struct SlowStore(Arc<dyn TokenStore>, Arc<Slow>);

impl SessionStore for SlowSessions {
    fn open(&self, id: &SessionId) -> Arc<dyn TokenStore> {
        Arc::new(SlowStore(self.0.sessions.open(id), Arc::clone(&self.0)))
    }
}

impl TokenStore for SlowStore {
    fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>> {
        Box::pin(async {
            let Self(store, slow) = self;
            let stored = store.load().await?;
            let has_expired = stored.session.as_ref().is_some_and(|session| session.expires_at() == Some(EXPIRED));
            if has_expired && slow.first.swap(false, Ordering::SeqCst) {
                slow.read.notify_one();
                slow.go_on.notified().await;
            }
            Ok(stored)
        })
    }

    fn replace(&self, expected: Version, session: Arc<Session>) -> BoxFuture<'_, Result<bool, StoreError>> {
        self.0.replace(expected, session)
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        self.0.clear()
    }
}

#[tokio::test]
async fn a_request_that_has_read_the_session_before_it_was_renewed_uses_the_new_token() {
    let (site, id) = expired().await;
    let session = Session::clone(&*site.stored(&id).await.unwrap());
    let slow = Arc::new(Slow {
        sessions: MemorySessions::new(),
        first: AtomicBool::new(true),
        read: Notify::new(),
        go_on: Notify::new(),
    });
    let auth = Auth::new(site.auth.client().clone(), SlowSessions(Arc::clone(&slow)));
    let id = auth.keep(session).await.unwrap();
    let me = || {
        let request = Request::get("/me").header("x-session", id.expose()).body(Body::empty()).unwrap();
        auth.routes::<()>().oneshot(request)
    };
    let before = site.asked("token");
    let late = tokio::spawn(me());
    slow.read.notified().await;
    assert_eq!(me().await.unwrap().status(), StatusCode::OK);
    slow.go_on.notify_one();
    assert_eq!(late.await.unwrap().unwrap().status(), StatusCode::OK, "the spent refresh token is not sent again");
    assert_eq!(site.asked("token") - before, 1);
}

#[tokio::test]
async fn a_logout_revokes_the_refresh_token() {
    let site = Site::with(|builder| builder.scope("openid profile offline_access")).await;
    let cookie = browser::log_in(&site).await;
    let id = cookie.split('=').nth(1).unwrap();
    let refresh_token = site.stored(id).await.unwrap().refresh_token().unwrap().clone();
    site.post("/mini/logout", &[("x-session", id)]).await;
    let error = site.auth.client().get_new_access_token_by_refresh_token(refresh_token).await.unwrap_err();
    assert_eq!(error.oauth_error(), Some("invalid_grant"));
}

#[tokio::test]
async fn a_refusal_ends_the_session() {
    let (site, id) = expired().await;
    let session = site.stored(&id).await.unwrap();
    site.auth.client().revoke_token(session.refresh_token().unwrap().clone()).await.unwrap();
    let before = site.asked("token");
    let statuses = at_once(&site, &id, 10).await;
    assert!(statuses.iter().all(|status| *status == StatusCode::UNAUTHORIZED), "{statuses:?}");
    assert_eq!(site.asked("token") - before, 1);
    assert!(site.stored(&id).await.is_none());
    site.get("/id", &[("x-session", &id)]).await.is_problem(401, "session_expired");
}

#[tokio::test]
async fn an_outage_ends_no_session() {
    let (site, id) = expired().await;
    site.sandbox.faults().add(Fault::at("token", Effect::Status { status: 503, html: false }).times(1));
    let headers = [("x-session", &*id)];
    site.get("/id", &headers).await.is_problem(502, "authing_failed");
    assert_eq!(site.get("/id", &headers).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_request_that_is_cancelled_while_the_session_is_renewed_loses_no_token() {
    let (site, id) = expired().await;
    let before = site.asked("token");
    let request = Request::get("/id").header("x-session", &id).body(Body::empty()).unwrap();
    let answer = site.app.clone().oneshot(request);
    // The browser goes away when the renewal has reached Authing, which has spent the refresh token then.
    tokio::select! {
        biased;
        () = async { while site.asked("token") == before { tokio::task::yield_now().await } } => {}
        answer = answer => panic!("the answer came before the browser went away: {answer:?}"),
    }
    assert_eq!(site.get("/id", &[("x-session", &id)]).await.status, StatusCode::OK);
    assert_eq!(site.asked("token") - before, 1, "the renewal was completed");
}
