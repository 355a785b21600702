//! The site, and a browser without a window. The sandbox is the Authing at which it logs in.

use std::collections::BTreeMap;

use authing_sandbox::{APP_SECRET, Sandbox};
use reqwest::{Client, Method, StatusCode, header, redirect::Policy};
use tokio::net::TcpListener;

use super::site;

/// A browser at the site. It keeps cookies, and follows no redirect by itself.
struct Browser {
    http: Client,
    site: String,
    cookies: BTreeMap<String, String>,
}

#[derive(Debug)]
struct Page {
    status: StatusCode,
    location: String,
    text: String,
}

impl Browser {
    async fn send(&mut self, method: Method, path: &str) -> Page {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = self.http.request(method, format!("{}{path}", self.site)).header("cookie", cookies.join("; "));
        let reply = request.header("sec-fetch-site", "same-origin").send().await.unwrap();
        for set in reply.headers().get_all(header::SET_COOKIE) {
            let set = set.to_str().unwrap();
            let (name, value) = set.split(';').next().unwrap().split_once('=').unwrap();
            assert!(set.contains("; HttpOnly; SameSite=Lax; Secure"), "{set}");
            match set.contains("Max-Age=0") {
                true => self.cookies.remove(name),
                false => self.cookies.insert(name.into(), value.into()),
            };
        }
        let location = reply.headers().get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned());
        Page { status: reply.status(), location: location.unwrap_or_default(), text: reply.text().await.unwrap() }
    }

    async fn open(&mut self, path: &str) -> Page {
        self.send(Method::GET, path).await
    }

    /// Goes to a page of Authing, which sends the browser back to the site; returns the path there.
    async fn at_authing(&self, mut url: String) -> String {
        loop {
            if let Some(path) = url.strip_prefix(&self.site) {
                return path.to_owned();
            }
            let reply = self.http.get(&url).send().await.unwrap();
            let to = reply.headers().get(header::LOCATION).unwrap_or_else(|| panic!("{url}: {}", reply.status()));
            url = reply.url().join(to.to_str().unwrap()).unwrap().into();
        }
    }
}

/// The site, and browsers that have not visited it.
async fn start() -> (Sandbox, [Browser; 2]) {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.add_user("ada@example.com", "passw0rd");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let site = site(sandbox.client_builder().app_secret(APP_SECRET), &url).unwrap();
    tokio::spawn(async { axum::serve(listener, site).await });
    let browser = || Browser {
        http: Client::builder().redirect(Policy::none()).build().unwrap(),
        site: url.clone(),
        cookies: BTreeMap::new(),
    };
    (sandbox, [browser(), browser()])
}

#[tokio::test]
async fn a_visitor_logs_in_comes_back_to_the_page_and_logs_out() {
    let (sandbox, [mut browser, _]) = start().await;
    assert!(browser.open("/").await.text.contains("Nobody is logged in"));

    let to_login = browser.open("/orders").await.location;
    let to_authing = browser.open(&to_login).await.location;
    let back = browser.at_authing(to_authing).await;
    assert_eq!(browser.open(&back).await.location, "/orders");
    let orders = browser.open("/orders").await;
    assert!(orders.text.contains(&sandbox.users()[0].id), "{orders:?}");
    let home = browser.open("/").await;
    assert!(home.text.contains("ada@example.com"), "{home:?}");

    let out = browser.send(Method::POST, "/logout").await;
    assert_eq!(browser.at_authing(out.location).await, "/", "the session at Authing has ended, too");
    assert!(browser.open("/").await.text.contains("Nobody is logged in"));
    assert!(browser.cookies.is_empty(), "{:?}", browser.cookies.keys());
}

#[tokio::test]
async fn a_login_of_another_browser_is_refused_and_one_works_once() {
    let (_sandbox, [mut ada, mut mallory]) = start().await;
    let to_authing = ada.open("/login").await.location;
    let back = ada.at_authing(to_authing).await;
    mallory.open("/login").await;
    assert_eq!(mallory.open(&back).await.status, StatusCode::BAD_REQUEST);
    assert!(mallory.open("/").await.text.contains("Nobody is logged in"));
    assert_eq!(ada.open(&back).await.status, StatusCode::SEE_OTHER);
    assert_eq!(ada.open(&back).await.status, StatusCode::BAD_REQUEST);
}
