//! Sessions whose access token has expired.

use std::{sync::Arc, time::Duration};

use authing_axum::Auth;
use authing_sandbox::{Effect, Fault, Sandbox};
use authing_wxapp::{FileSessions, Session};
use axum::body::Body;
use http::{Request, StatusCode};
use tower::ServiceExt as _;

use crate::{browser, site::Site};

/// A site with a session whose access token has expired, and which has a refresh token.
async fn expired() -> (Arc<Site>, String) {
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

#[tokio::test]
async fn a_login_that_is_cancelled_is_completed() {
    let (sandbox, folder) = (Sandbox::start().await.unwrap(), tempfile::tempdir().unwrap());
    let auth = Auth::new(sandbox.client(), FileSessions::in_folder(folder.path()).unwrap());
    let code = sandbox.wechat().user("openid-ada").login();
    let body = serde_json::json!({ "code": code }).to_string();
    let request = Request::post("/login").header("content-type", "application/json").body(Body::from(body)).unwrap();
    let answer = auth.routes::<()>().oneshot(request);
    tokio::select! {
        biased;
        () = async { while sandbox.requests().is_empty() { tokio::task::yield_now().await } } => {}
        answer = answer => panic!("the answer came before the browser went away: {answer:?}"),
    }
    // The session and the record of its beginning: both are there, although nobody has the id.
    let is_session =
        |entry: std::io::Result<std::fs::DirEntry>| entry.unwrap().path().extension() == Some("session".as_ref());
    let sessions = || std::fs::read_dir(folder.path()).unwrap().map(is_session).filter(|is| *is).count();
    let complete = async {
        while sessions() != 2 {
            tokio::task::yield_now().await
        }
    };
    tokio::time::timeout(Duration::from_secs(60), complete).await.expect("a complete login");
}
