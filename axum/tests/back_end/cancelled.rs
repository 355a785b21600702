//! Requests whose client goes away before they are answered: what they have begun is completed.

use std::{future::poll_fn, pin::pin, task::Poll};

use authing_sandbox::{Effect, Fault, Sandbox};
use axum::body::Body;
use http::{Request, StatusCode};
use serde_json::json;
use tower::ServiceExt as _;

use crate::{
    kept::{Kept, in_time, until},
    site::{Site, phone_body},
};

/// Sends a request, and goes away when this has come about.
pub async fn cancel_when(site: &Site, request: Request<Body>, it_is_time: impl AsyncFnOnce()) {
    let answer = site.app.clone().oneshot(request);
    tokio::select! {
        biased;
        () = it_is_time() => {}
        answer = answer => panic!("the answer came before the client went away: {answer:?}"),
    }
}

/// Sends a request, and goes away when it has reached Authing.
async fn cancel(site: &Site, request: Request<Body>) {
    let before = site.sandbox.requests().len();
    let reached = async || until("Authing is asked", async || site.sandbox.requests().len() > before).await;
    cancel_when(site, request, reached).await;
}

/// Works on a request until it was polled so many times, and drops it then. `Some` is the answer if it came before.
pub async fn dropped_after<F: Future>(polls: usize, request: F) -> Option<F::Output> {
    let (mut request, mut left) = (pin!(request), polls);
    poll_fn(|context| {
        if left > 0 {
            left -= 1;
            if let Poll::Ready(answer) = request.as_mut().poll(context) {
                return Poll::Ready(Some(answer));
            }
        }
        if left == 0 { Poll::Ready(None) } else { Poll::Pending }
    })
    .await
}

fn post(path: &str, session: Option<&str>, body: serde_json::Value) -> Request<Body> {
    let mut request = Request::post(path).header("content-type", "application/json");
    if let Some(session) = session {
        request = request.header("x-session", session);
    }
    request.body(Body::from(body.to_string())).unwrap()
}

#[tokio::test]
async fn a_program_that_stops_waits_for_the_work_of_clients_that_have_gone_away() {
    let (kept, site) = site().await;
    // Authing takes a while, so that the client is gone when it answers.
    site.sandbox.faults().add(Fault::at("loginByCode", Effect::Delay { millis: 300 }));
    let code = site.sandbox.wechat().user("openid-ada").login();
    cancel(&site, post("/mini/login", None, json!({ "code": code }))).await;
    in_time("the work ends", site.auth.finished()).await;
    assert_eq!(kept.entries(), 2);
    in_time("there is nothing to wait for", site.auth.finished()).await;
    assert_eq!(site.log_in("openid-bob").await.len(), 43, "work after that is done as before");
}

async fn site() -> (Kept, Site) {
    let kept = Kept::new();
    let site = kept.site(Sandbox::start().await.unwrap());
    (kept, site)
}

#[tokio::test]
async fn a_login() {
    let (kept, site) = site().await;
    let code = site.sandbox.wechat().user("openid-ada").login();
    cancel(&site, post("/mini/login", None, json!({ "code": code }))).await;
    // Nobody has the id, and nothing is half there.
    kept.becomes(2).await;
}

#[tokio::test]
async fn a_phone_step() {
    let (kept, site) = site().await;
    let session = site.log_in("openid-ada").await;
    let ada = site.sandbox.wechat().user("openid-ada");
    let code = ada.login();
    let body = phone_body(&code, ada.press_phone_button("17612346754"));
    cancel(&site, post("/mini/login/phone", Some(&session), body)).await;
    // The new session takes the place of the old one. Of the user, both are the same.
    until("the old session ends", async || !site.knows(&session).await).await;
    kept.becomes(2).await;
}

#[tokio::test]
async fn a_logout() {
    let (kept, site) = site().await;
    let session = site.log_in("openid-ada").await;
    assert_eq!(kept.entries(), 2);
    cancel(&site, post("/mini/logout", Some(&session), json!(null))).await;
    kept.becomes(0).await;
    assert_eq!(site.get("/id", &[("x-session", &session)]).await.status, StatusCode::UNAUTHORIZED);
}
