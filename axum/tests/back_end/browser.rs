//! A browser that logs in at the web site, without a window.

use http::{Method, StatusCode};
use reqwest::{Client, Url, redirect};

use crate::site::{COOKIE, Reply, Site};

pub const LOGIN_COOKIE: &str = "__Host-session-login";

/// What a browser has after the page of Authing has sent it back.
pub struct Returned {
    /// The cookie that the site set when the login began.
    pub cookie: String,
    /// The path and query to which Authing sent the browser.
    pub path: String,
}

/// Begins a login, and lets the page of Authing send the browser back.
pub async fn begin(site: &Site, query: &str) -> Returned {
    let reply = site.get(&format!("/login{query}"), &[]).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{reply:?}");
    let cookie = first_part(&reply.set_cookie(LOGIN_COOKIE).unwrap());
    Returned { cookie, path: at_authing(reply.header("location").unwrap()).await }
}

/// Opens a page of Authing, which logs the browser in and sends it back.
pub async fn at_authing(url: &str) -> String {
    let http = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
    let mut url: Url = url.parse().unwrap();
    loop {
        let page = http.get(url.clone()).send().await.unwrap();
        let target = page.headers().get("location").unwrap_or_else(|| panic!("{url}: {}", page.status()));
        url = url.join(target.to_str().unwrap()).unwrap();
        if url.host_str() == Some("shop.example.com") {
            return format!("{}?{}", url.path(), url.query().unwrap_or_default());
        }
    }
}

/// Comes back to the site.
pub async fn come_back(site: &Site, returned: &Returned) -> Reply {
    site.get(&returned.path, &[("cookie", &returned.cookie)]).await
}

/// Logs in, and returns the session cookie as a browser sends it.
pub async fn log_in(site: &Site) -> String {
    let reply = come_back(site, &begin(site, "").await).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{reply:?}");
    session_cookie(&reply)
}

/// The session cookie that an answer sets, as a browser sends it.
pub fn session_cookie(reply: &Reply) -> String {
    first_part(&reply.set_cookie(COOKIE).unwrap_or_else(|| panic!("no session cookie: {reply:?}")))
}

/// Sends a form, as the page of the site does.
pub async fn submit(site: &Site, path: &str, cookie: &str) -> Reply {
    let headers = [("cookie", cookie), ("sec-fetch-site", "same-origin"), ("origin", "https://shop.example.com")];
    site.send(Method::POST, path, &headers, ()).await
}

fn first_part(cookie: &str) -> String {
    cookie.split(';').next().unwrap().to_owned()
}
