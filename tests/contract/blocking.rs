//! Calls that block their thread.

use std::{fs, path::Path, time::Duration};

use crate::support::{Reply, Server, TestStore, envelope, graphql, host_that_refuses, refusal, token, user, user_json};

/// A server for a test without a runtime. It runs on threads of its own.
fn server() -> Server {
    tokio::runtime::Runtime::new().unwrap().block_on(Server::start())
}

#[test]
fn a_call_without_a_runtime_blocks_until_it_is_done() {
    let server = server();
    server.reply("loginByCode", envelope(user_json("user-1")));
    server.reply("user", graphql("user", user_json("user-1")));
    let client = server.client();
    assert_eq!(client.login_by_code("a-code").wait().unwrap().id, "user-1");
    let me = client.get_current_user().timeout(Duration::from_secs(30)).wait().unwrap();
    assert_eq!(me.unwrap().id, "user-1", "the session of the login is used");
    drop(client);
    server.reply("loginByCode", refusal(500, "no"));
    let error = server.client().login_by_code("a-code").wait().unwrap_err();
    assert_eq!((error.code().get(), error.verb()), (500, "login_by_code"));
}

#[test]
fn many_threads_share_a_client() {
    let server = server();
    server.reply("user", graphql("user", user_json("user-1")));
    let client = server.client_over(TestStore::with(&token("user-1"), Some(user("user-1"))));
    std::thread::scope(|scope| {
        let call = || client.get_current_user().wait().unwrap().unwrap().id;
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(call)).collect();
        threads.into_iter().for_each(|thread| assert_eq!(thread.join().unwrap(), "user-1"));
    });
    assert_eq!(server.requests().len(), 8);
}

#[test]
fn the_timeout_ends_a_blocking_call_and_a_refused_connection_is_told() {
    let server = server();
    server.reply("loginByCode", Reply::from(envelope(user_json("user-1"))).never());
    let error = server.client().login_by_code("a-code").timeout(Duration::from_millis(50)).wait().unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    let (host, _port) = host_that_refuses();
    let client = server.builder().host(host).build().unwrap();
    assert!(client.login_by_code("a-code").wait().unwrap_err().is_connect());
}

#[tokio::test]
async fn in_a_runtime_waiting_is_an_error_that_says_what_to_do_and_no_panic() {
    let server = Server::start().await;
    let client = server.client();
    let refused = |client: authing_wxapp::AuthenticationClient| {
        let errors = [
            client.login_by_code("a-code").wait().unwrap_err(),
            client.qrcode().poll("random").wait_next().unwrap().unwrap_err(),
        ];
        for error in errors {
            assert!(error.is_argument() && !error.may_have_reached_server(), "{error:?}");
            assert!(error.message().contains("await the request there"), "{error}");
        }
    };
    refused(client.clone());
    let (one, other) = (client.clone(), client.clone());
    tokio::spawn(async move { refused(one) }).await.unwrap();
    tokio::task::spawn_blocking(move || refused(other)).await.unwrap();
    server.assert_untouched();
}

#[tokio::test]
async fn beside_a_runtime_a_thread_of_its_own_may_wait() {
    let server = Server::start().await;
    server.reply("loginByCode", envelope(user_json("user-1")));
    let client = server.client();
    let shared = client.clone();
    let waited = std::thread::spawn(move || shared.login_by_code("a-code").wait());
    assert_eq!(waited.join().unwrap().unwrap().id, "user-1");
    // The same client, and perhaps the same connection, in the runtime.
    client.login_by_code("another-code").await.unwrap();
}

#[test]
fn a_callback_that_waits_gets_an_error_and_does_not_call_itself() {
    let server = server();
    server.reply("loginByCode", refusal(500, "no"));
    let other = server.client();
    let client = server.builder().on_error(move |_, _, _| {
        let error = other.login_by_code("a-code").wait().unwrap_err();
        assert!(error.is_argument(), "{error:?}");
    });
    client.build().unwrap().login_by_code("a-code").wait().unwrap_err();
    server.one_request();
}

#[test]
fn the_states_of_a_qr_code_can_be_waited_for() {
    let server = server();
    server.reply("checkQrCode", envelope(serde_json::json!({ "random": "r", "status": 0 })));
    server.reply("checkQrCode", envelope(serde_json::json!({ "random": "r", "status": -1 })));
    let mut states = server.client().qrcode().poll("r").interval(Duration::from_millis(1));
    let mut seen = Vec::new();
    while let Some(status) = states.wait_next() {
        seen.push(status.unwrap().status);
    }
    assert_eq!(seen.len(), 2, "{seen:?}");
}

/// The macro gives every request its options and `wait`, so no request may do without it.
#[test]
fn every_request_is_made_by_the_macro() {
    fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            match path.is_dir() {
                true => sources(&path, found),
                false => found.push((path.display().to_string(), fs::read_to_string(&path).unwrap())),
            }
        }
    }
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let made: Vec<&str> =
        files.iter().filter(|(_, text)| text.contains(" IntoFuture for ")).map(|(name, _)| &**name).collect();
    assert!(made.len() == 1 && made[0].ends_with("request.rs"), "only the macro request! makes requests: {made:?}");
    let requests: usize = files.iter().map(|(_, text)| text.matches("\nrequest! {").count()).sum();
    assert!(requests > 90, "{requests}");
}
