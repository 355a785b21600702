//! A back end that stops while requests are under way.

use std::time::Duration;

use authing_axum::Auth;
use authing_sandbox::{Effect, Fault, Sandbox};
use authing_wxapp::FileSessions;
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::oneshot};

#[tokio::test]
async fn a_graceful_stop_answers_the_logins_that_have_begun() {
    let (sandbox, folder) = (Sandbox::start().await.unwrap(), tempfile::tempdir().unwrap());
    let auth = Auth::new(sandbox.client(), FileSessions::in_folder(folder.path()).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (stop, stopped) = oneshot::channel::<()>();
    let server = axum::serve(listener, auth.routes::<()>()).with_graceful_shutdown(async { stopped.await.unwrap() });
    let server = tokio::spawn(async { server.await });

    sandbox.faults().add(Fault::at("loginByCode", Effect::Delay { millis: 300 }));
    let code = sandbox.wechat().user("openid-ada").login();
    let login = reqwest::Client::new().post(format!("{url}/login")).json(&json!({ "code": code })).send();
    let stop_when_it_has_begun = async {
        while sandbox.requests().is_empty() {
            tokio::task::yield_now().await;
        }
        stop.send(()).unwrap();
    };
    let (login, ()) = tokio::join!(login, stop_when_it_has_begun);
    let login: Value = login.unwrap().json().await.unwrap();
    tokio::time::timeout(Duration::from_secs(60), server).await.expect("the server ends").unwrap().unwrap();

    // The next process finds the session.
    let id = login["session"].as_str().unwrap().parse().unwrap();
    let again = Auth::new(sandbox.client(), FileSessions::in_folder(folder.path()).unwrap());
    assert!(again.session_cookie(&id).await.is_ok());
}
