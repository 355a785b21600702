//! A back end that stops while requests are under way: each is answered, and the next process finds its session.

use std::{net::SocketAddr, sync::Arc};

use authing_axum::AuthBuilder;
use authing_sandbox::{Effect, Fault, Sandbox};
use authing_wxapp::Session;
use axum::{body::Bytes, extract::Request, middleware};
use http::StatusCode;
use reqwest::{RequestBuilder, Response, redirect};
use serde_json::{Value, json};
use tokio::{
    net::TcpListener,
    sync::{Notify, mpsc, oneshot},
    task::JoinHandle,
};

use crate::{
    browser::{self, begin},
    kept::{Kept, in_time, until},
    mini_program::{PHONE, PNG},
    site::{COOKIE, EXPIRED, Site, phone_body},
};

/// A server of the routes of a site.
pub struct Server {
    pub address: SocketAddr,
    arrived: Arc<Notify>,
    stop: oneshot::Sender<()>,
    running: JoinHandle<std::io::Result<()>>,
}

impl Server {
    pub async fn start(site: &Site) -> Self {
        let arrived = Arc::new(Notify::new());
        let told = Arc::clone(&arrived);
        let tell = middleware::from_fn(move |request: Request, next: middleware::Next| {
            told.notify_one();
            next.run(request)
        });
        let app = site.app.clone().layer(tell);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let server = axum::serve(listener, app).with_graceful_shutdown(async { _ = stopped.await });
        Self { address, arrived, stop, running: tokio::spawn(async { server.await }) }
    }

    /// A request, which does not follow redirects.
    fn request(&self, method: http::Method, path: &str) -> RequestBuilder {
        let http = reqwest::Client::builder().redirect(redirect::Policy::none()).build().unwrap();
        http.request(method, format!("http://{}{path}", self.address))
    }

    /// Waits until a request has reached the routes.
    pub async fn arrived(&self) {
        in_time("a request arrives", self.arrived.notified()).await;
    }

    /// Stops as a program does that got a signal, and waits until every request is finished.
    pub async fn stop(self) {
        self.stop.send(()).unwrap();
        in_time("the server ends", self.running).await.unwrap().unwrap();
    }

    /// Sends a request, stops when this operation was asked of Authing for it, and returns the answer.
    async fn stops_during(self, site: &Site, operation: &str, request: RequestBuilder) -> Response {
        let before = site.asked(operation);
        // Authing takes a while, so that the request is under way when the server is told to stop.
        site.sandbox.faults().add(Fault::at(operation, Effect::Delay { millis: 300 }));
        let stop_when_it_has_begun = async {
            until("Authing is asked", async || site.asked(operation) > before).await;
            self.stop().await;
        };
        let (answer, ()) = tokio::join!(request.send(), stop_when_it_has_begun);
        site.sandbox.faults().clear();
        answer.unwrap()
    }
}

/// A site, and the folder with its sessions.
async fn site() -> (Kept, Site) {
    let (kept, sandbox) = (Kept::new(), Sandbox::start().await.unwrap());
    sandbox.add_user("ada@example.com", "passw0rd");
    let client = crate::site::client(&sandbox).build().unwrap();
    let site = kept.site_of(client, sandbox, |builder| builder.scope("openid profile offline_access"));
    (kept, site)
}

async fn json_of(answer: Response) -> Value {
    assert_eq!(answer.status(), StatusCode::OK);
    answer.json().await.unwrap()
}

#[tokio::test]
async fn a_login_is_answered() {
    let (kept, site) = site().await;
    let server = Server::start(&site).await;
    let code = site.sandbox.wechat().user("openid-ada").login();
    let login = server.request(http::Method::POST, "/mini/login").json(&json!({ "code": code }));
    let login = json_of(server.stops_during(&site, "loginByCode", login).await).await;

    let next = kept.site(site.sandbox);
    assert!(next.knows(login["session"].as_str().unwrap()).await);
}

#[tokio::test]
async fn a_phone_step_is_answered_with_the_session_that_takes_the_place_of_the_old_one() {
    let (kept, site) = site().await;
    let session = site.log_in("openid-ada").await;
    let server = Server::start(&site).await;
    let ada = site.sandbox.wechat().user("openid-ada");
    let code = ada.login();
    let body = phone_body(&code, ada.press_phone_button(PHONE));
    let step = server.request(http::Method::POST, "/mini/login/phone").header("x-session", &session).json(&body);
    let bound = json_of(server.stops_during(&site, "loginByPhone", step).await).await;
    assert_eq!(bound["phone"], "bound");

    let next = kept.site(site.sandbox);
    let me = next.get("/mini/me", &[("x-session", bound["session"].as_str().unwrap())]).await.json();
    assert_eq!(me["phone"], PHONE);
    assert!(!next.knows(&session).await);
    assert_eq!(kept.entries(), 2);
}

#[tokio::test]
async fn a_browser_that_comes_back_from_authing_gets_its_session() {
    let (kept, site) = site().await;
    let (earlier, returned) = (browser::log_in(&site).await, begin(&site, "?return_to=/orders").await);
    let server = Server::start(&site).await;
    let back = server.request(http::Method::GET, &returned.path);
    let back = back.header("cookie", format!("{}; {earlier}", returned.cookie));
    let back = server.stops_during(&site, "token", back).await;
    assert_eq!((back.status(), &back.headers()["location"]), (StatusCode::SEE_OTHER, &"/orders".parse().unwrap()));
    let cookies = back.headers().get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
    let cookie = cookies.filter_map(|cookie| cookie.split(';').next()).find(|c| c.starts_with(&format!("{COOKIE}=")));

    let next = kept.site(site.sandbox);
    assert!(next.knows(cookie.unwrap()).await);
    assert!(!next.knows(&earlier).await);
    assert_eq!(kept.entries(), 2);
}

#[tokio::test]
async fn an_avatar_that_authing_receives_is_set() {
    for operation in ["upload", "updateUser"] {
        let (kept, site) = site().await;
        let session = site.log_in("openid-ada").await;
        let server = Server::start(&site).await;
        let avatar = server.request(http::Method::POST, "/mini/me/avatar").header("x-session", &session).body(PNG);
        let user = json_of(server.stops_during(&site, operation, avatar).await).await;

        let next = kept.site(site.sandbox);
        let me = next.get("/mini/me", &[("x-session", &session)]).await.json();
        assert_eq!((me["photo"].is_string(), &me["photo"]), (true, &user["photo"]));
    }
}

#[tokio::test]
async fn an_avatar_of_which_only_half_has_arrived_is_waited_for() {
    let (kept, site) = site().await;
    let session = site.log_in("openid-ada").await;
    let server = Server::start(&site).await;
    let picture = [PNG, &[7; 100_000]].concat();
    let (send, pieces) = mpsc::unbounded_channel::<Bytes>();
    let pieces = futures_util::stream::unfold(pieces, async |mut pieces| {
        Some((Ok::<_, std::io::Error>(pieces.recv().await?), pieces))
    });
    let avatar = server.request(http::Method::POST, "/mini/me/avatar").header("x-session", &session);
    let avatar = avatar.body(reqwest::Body::wrap_stream(pieces));
    let stop_in_the_middle = async {
        send.send(Bytes::from(picture[..50_000].to_vec())).unwrap();
        server.arrived().await;
        let rest = async {
            send.send(Bytes::from(picture[50_000..].to_vec())).unwrap();
            drop(send);
        };
        // The server is told first.
        tokio::join!(biased; server.stop(), rest);
    };
    let (user, ()) = tokio::join!(avatar.send(), stop_in_the_middle);
    let user = json_of(user.unwrap()).await;

    let next = kept.site(site.sandbox);
    let me = next.get("/mini/me", &[("x-session", &session)]).await.json();
    assert_eq!(me["photo"], user["photo"]);
    let photo = reqwest::get(me["photo"].as_str().unwrap()).await.unwrap().bytes().await.unwrap();
    assert!(photo == picture, "the picture is the one that was sent");
}

#[tokio::test]
async fn a_logout_is_finished_here_and_at_authing() {
    for (operation, path) in [("logout", "/mini/logout"), ("revokeToken", "/mini/logout"), ("logout", "/logout")] {
        let (kept, site) = site().await;
        let cookie = browser::log_in(&site).await;
        let session = site.stored(cookie.split('=').nth(1).unwrap()).await.unwrap();
        let server = Server::start(&site).await;
        let logout = server.request(http::Method::POST, path).header("cookie", &cookie);
        let left = server.stops_during(&site, operation, logout).await;
        assert!(left.status().is_success() || left.status().is_redirection(), "{left:?}");

        let next = kept.site(site.sandbox);
        assert!(!next.knows(&cookie).await);
        assert_eq!(kept.entries(), 0);
        let refresh_token = session.refresh_token().unwrap().clone();
        let error = next.auth.client().get_new_access_token_by_refresh_token(refresh_token).await.unwrap_err();
        assert_eq!(error.oauth_error(), Some("invalid_grant"));
    }
}

#[tokio::test]
async fn a_renewal_keeps_the_new_tokens() {
    let (kept, site) = site().await;
    let cookie = browser::log_in(&site).await;
    let session = site.stored(cookie.split('=').nth(1).unwrap()).await.unwrap();
    let id = site.expired_session(Session::clone(&session)).await;
    let server = Server::start(&site).await;
    let request = server.request(http::Method::GET, "/id").header("x-session", &id);
    let answer = server.stops_during(&site, "token", request).await;
    assert_eq!(answer.status(), StatusCode::OK);

    let next = kept.site(site.sandbox);
    let asked = next.asked("token");
    assert!(next.knows(&id).await);
    assert_eq!(next.asked("token"), asked, "the token is not renewed again");
    let renewed = next.stored(&id).await.unwrap();
    assert_ne!(renewed.refresh_token(), session.refresh_token());
    assert_ne!(renewed.expires_at(), Some(EXPIRED));
}

#[tokio::test]
async fn a_login_that_has_only_begun_in_the_browser_goes_on_if_the_next_process_has_the_keys() {
    let kept = Kept::new();
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.add_user("ada@example.com", "passw0rd");
    let site = |sandbox: Sandbox, options: fn(AuthBuilder) -> AuthBuilder| {
        let client = crate::site::client(&sandbox).build().unwrap();
        kept.site_of(client, sandbox, options)
    };
    let both: [fn(AuthBuilder) -> AuthBuilder; 2] =
        [|builder| builder.seal_cookies([[7; 32]]), |builder| builder.login_keys([[8; 32]])];
    let mut sandbox = Some(sandbox);
    for options in both {
        let first = site(sandbox.take().unwrap(), options);
        let begun = begin(&first, "").await;
        let next = site(first.sandbox, options);
        let back = browser::come_back(&next, &begun).await;
        assert!(next.knows(&browser::session_cookie(&back)).await);
        sandbox = Some(next.sandbox);
    }

    // Without keys in the options each process has its own, and the user is asked to begin again.
    let first = site(sandbox.unwrap(), |builder| builder);
    let begun = begin(&first, "").await;
    let next = site(first.sandbox, |builder| builder);
    browser::come_back(&next, &begun).await.is_problem(400, "code_refused");
    assert!(next.knows(&browser::log_in(&next).await).await);
}
