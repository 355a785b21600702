//! Browsers that go away while they come back from the page of Authing, some of them with the session of an earlier login.

use std::{sync::Arc, time::Duration};

use authing_sandbox::{Effect, Fault, Sandbox};
use axum::body::Body;
use http::{Request, StatusCode};
use tokio::sync::Notify;
use tower::ServiceExt as _;

use crate::{
    browser::{self, LOGIN_COOKIE, Returned, begin, session_cookie},
    cancelled::{cancel_when, dropped_after},
    kept::{Kept, in_time, until},
    site::{self, COOKIE, Reply, Site},
};

async fn sandbox() -> Sandbox {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.add_user("ada@example.com", "passw0rd");
    sandbox
}

/// A browser that has a session, and the answer of Authing to a second login.
struct Browser {
    earlier: String,
    returned: Returned,
}

impl Browser {
    async fn logs_in_again(site: &Site) -> Self {
        Self { earlier: browser::log_in(site).await, returned: begin(site, "").await }
    }

    /// Its request for the callback.
    fn request(&self) -> Request<Body> {
        let cookies = format!("{}; {}", self.returned.cookie, self.earlier);
        Request::get(&self.returned.path).header("cookie", cookies).body(Body::empty()).unwrap()
    }

    /// The same request again, as when the user reloads the page.
    async fn reloads(&self, site: &Site) -> Reply {
        site.answer(self.request()).await
    }
}

/// Expects that an answer of Authing is not accepted a second time, and that the user can begin a login anew.
async fn is_refused_and_begins_anew(site: &Site, reloaded: &Reply) {
    reloaded.is_problem(400, "code_refused");
    // The browser gets no session, and forgets the earlier one if that has ended meanwhile.
    assert!(reloaded.set_cookie(COOKIE).is_none_or(|cookie| cookie.contains("Max-Age=0")), "{reloaded:?}");
    assert!(reloaded.set_cookie(LOGIN_COOKIE).unwrap().contains("Max-Age=0"), "{reloaded:?}");
    let new = browser::log_in(site).await;
    assert!(site.knows(&new).await);
}

#[tokio::test]
async fn a_browser_that_goes_away_before_authing_has_answered_is_logged_in_all_the_same() {
    let kept = Kept::new();
    let site = kept.site(sandbox().await);
    let browser = Browser::logs_in_again(&site).await;
    let (before, asked) = (kept.entries(), site.asked("token"));
    site.sandbox.faults().add(Fault::at("token", Effect::Delay { millis: 100 }).times(1));
    let reached = async || until("the code is exchanged", async || site.asked("token") > asked).await;
    cancel_when(&site, browser.request(), reached).await;
    // The login is completed as if the browser were there: a whole session takes the place of the earlier one. Nobody has its id,
    // and the code is spent.
    until("the earlier session ends", async || !site.knows(&browser.earlier).await).await;
    kept.becomes(before).await;
    is_refused_and_begins_anew(&site, &browser.reloads(&site).await).await;
}

#[tokio::test]
async fn a_browser_whose_session_is_in_its_cookie_goes_away_too() {
    let kept = Kept::new();
    let sandbox = sandbox().await;
    let client = site::client(&sandbox).build().unwrap();
    let site = kept.site_of(client, sandbox, |builder| builder.seal_cookies([[7; 32]]));
    let browser = Browser::logs_in_again(&site).await;
    let asked = site.asked("token");
    let reached = async || until("the code is exchanged", async || site.asked("token") > asked).await;
    cancel_when(&site, browser.request(), reached).await;
    // The cookie still has all of the earlier session, which has ended nevertheless.
    until("the earlier session ends", async || !site.knows(&browser.earlier).await).await;
    is_refused_and_begins_anew(&site, &browser.reloads(&site).await).await;
}

#[tokio::test]
async fn a_browser_that_goes_away_at_any_moment_leaves_one_whole_session() {
    let kept = Kept::new();
    let site = kept.site(sandbox().await);
    for polls in 0.. {
        let browser = Browser::logs_in_again(&site).await;
        let before = kept.entries();
        if let Some(answer) = dropped_after(polls, site.app.clone().oneshot(browser.request())).await {
            let answer = answer.unwrap();
            assert_eq!(answer.status(), StatusCode::SEE_OTHER);
            assert!(polls > 1, "the request was dropped at no moment between its beginning and its answer");
            break;
        }
        let reloaded = browser.reloads(&site).await;
        // Either nothing had begun, and the answer of Authing is still good, or the login was completed without the browser. In both
        // cases there is one session in the place of the earlier one.
        until("the earlier session ends", async || !site.knows(&browser.earlier).await).await;
        kept.becomes(before).await;
        match reloaded.status {
            StatusCode::SEE_OTHER => assert!(site.knows(&session_cookie(&reloaded)).await, "{polls} polls"),
            _ => is_refused_and_begins_anew(&site, &reloaded).await,
        }
    }
}

#[tokio::test]
async fn a_browser_that_goes_away_from_a_login_that_fails_keeps_its_session_and_may_come_back() {
    let kept = Kept::new();
    let (sandbox, failed) = (sandbox().await, Arc::new(Notify::new()));
    let told = Arc::clone(&failed);
    let client = site::client(&sandbox).timeout(Duration::from_secs(1)).on_error(move |_, _, _| told.notify_one());
    let site = kept.site_of(client.build().unwrap(), sandbox, |builder| builder);
    let browser = Browser::logs_in_again(&site).await;
    let (before, asked) = (kept.entries(), site.asked("token"));
    site.sandbox.faults().add(Fault::at("token", Effect::Hang).times(1));
    let reached = async || until("the code is exchanged", async || site.asked("token") > asked).await;
    cancel_when(&site, browser.request(), reached).await;
    in_time("the exchange of the code fails", failed.notified()).await;
    // Authing was silent, so nothing has come of the login.
    assert!(site.knows(&browser.earlier).await);
    assert_eq!(kept.entries(), before);
    // Its code was not used, and the cookie of the begun login is still in the browser.
    let reloaded = browser.reloads(&site).await;
    assert_eq!(reloaded.status, StatusCode::SEE_OTHER, "{reloaded:?}");
    assert!(site.knows(&session_cookie(&reloaded)).await);
    assert!(!site.knows(&browser.earlier).await);
}
