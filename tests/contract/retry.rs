//! Which calls are repeated, and how often.

use std::{
    net::TcpListener,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use authing_wxapp::{AuthenticationClient, AuthenticationClientBuilder, RetryPolicy};

use crate::{
    coverage,
    support::{APP_ID, Contract, Reply, Server, TestStore, graphql, refusal, token, user_json},
};

const PAUSE: Duration = Duration::from_millis(1);

/// At most three attempts, nearly without pauses.
fn policy() -> RetryPolicy {
    RetryPolicy::attempts(3).backoff(PAUSE, PAUSE).budget(1000)
}

fn busy() -> Reply {
    Reply::status(503, refusal(503, "busy"))
}

fn logged_in(builder: AuthenticationClientBuilder) -> AuthenticationClient {
    builder.token_store(TestStore::with_session(coverage::session())).build().unwrap()
}

#[tokio::test]
async fn a_read_is_repeated_until_the_server_answers() {
    let server = Server::start().await;
    server.reply("user", busy());
    server.reply("user", Reply::raw(502, "text/html", "<html>gateway</html>"));
    server.reply("user", graphql("user", user_json("user-1")));
    let client = logged_in(server.builder().retry(policy()));
    let me = client.get_current_user().header("x-request-id", "one").await.unwrap();
    assert_eq!(me.unwrap().id, "user-1");
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    for request in &requests {
        assert_eq!((&request.body, request.bearer()), (&requests[0].body, requests[0].bearer()));
        assert_eq!(request.header("x-request-id"), Some("one"));
    }
}

#[tokio::test]
async fn the_error_of_the_last_attempt_is_reported_once() {
    let server = Server::start().await;
    server.reply("user", busy());
    server.reply("user", busy());
    server.reply("user", Reply::status(429, refusal(429, "too many")));
    let reported = Arc::new(Mutex::new(Vec::new()));
    let listener = Arc::clone(&reported);
    let builder = server.builder().on_error(move |code, _, _| listener.lock().unwrap().push(code.get()));
    let error = logged_in(builder.retry(policy())).get_current_user().await.unwrap_err();
    assert_eq!((error.http_status(), error.message()), (Some(429), "too many"));
    assert_eq!(*reported.lock().unwrap(), [429]);
    assert_eq!(server.requests().len(), 3);
}

/// Sends every operation of the contract to a server that is always busy.
#[tokio::test]
async fn what_the_contract_marks_as_repeatable_is_repeated_and_nothing_else_is() {
    let mut repeated = 0;
    for (operation, _, drive) in coverage::table() {
        let server = Server::start().await;
        for (other, reply, _) in coverage::table() {
            coverage::mount(&server, other, if other == operation { busy() } else { reply });
        }
        let client = logged_in(coverage::as_public_application(server.builder().retry(policy())));
        let error = drive(client).await;
        let sent = server.requests_for(operation).len();
        let described = &Contract::get().operations[operation];
        let marked = &Contract::get().document["paths"][&described.path][&described.method]["x-repeatable"];
        match marked.as_bool() {
            Some(true) => assert_eq!(sent, 3, "{operation}: {error:?}"),
            _ => assert_eq!(sent, 1, "{operation} must not be repeated: {error:?}"),
        }
        repeated += usize::from(sent == 3);
        // Nobody asks for most of what is mounted.
        drop(server.take_complaints());
    }
    assert!(repeated > 15, "{repeated}");
}

#[tokio::test]
async fn without_a_policy_nothing_is_repeated() {
    let server = Server::start().await;
    server.reply("user", busy());
    logged_in(server.builder()).get_current_user().await.unwrap_err();
    server.one_request();
}

#[tokio::test]
async fn a_refusal_is_not_repeated() {
    for status in [400, 401, 403, 404, 500] {
        let server = Server::start().await;
        server.reply("user", Reply::status(status, refusal(i64::from(status) + 1000, "no")));
        logged_in(server.builder().retry(policy())).get_current_user().await.unwrap_err();
        assert_eq!(server.requests().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn a_connection_that_breaks_is_made_again() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = format!("http://{}", listener.local_addr().unwrap());
    let accepted = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&accepted);
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            count.fetch_add(1, Relaxed);
            drop(connection);
        }
    });
    let client = logged_in(AuthenticationClient::builder(APP_ID).host(host).retry(policy()));
    let error = client.get_current_user().await.unwrap_err();
    assert!(error.is_connect() && error.may_have_reached_server(), "{error:?}");
    assert_eq!(accepted.load(Relaxed), 3);
}

#[tokio::test]
async fn a_pause_that_the_timeout_would_end_is_not_begun() {
    let server = Server::start().await;
    server.reply("user", busy().header("retry-after", "3600"));
    let client = logged_in(server.builder().retry(policy()).timeout(Duration::from_secs(600)));
    let begun = Instant::now();
    let error = client.get_current_user().await.unwrap_err();
    assert_eq!((error.http_status(), error.retry_after()), (Some(503), Some(Duration::from_secs(3600))));
    assert!(begun.elapsed() < Duration::from_secs(60));
    server.one_request();
}

#[tokio::test]
async fn all_clients_of_an_application_share_the_budget() {
    let server = Server::start().await;
    server.reply("user", busy());
    let client = logged_in(server.builder().retry(policy().budget(2)));
    client.get_current_user().await.unwrap_err();
    assert_eq!(server.requests().len(), 3, "two retries of the budget");
    client.for_token(token("user-2")).get_current_user().await.unwrap_err();
    assert_eq!(server.requests().len(), 4, "nothing is left for another client");
}

#[tokio::test]
async fn the_key_of_a_password_is_asked_for_again_and_the_login_is_sent_once() {
    let server = Server::start().await;
    let key = crate::support::TestKey::small();
    server.reply("getPublicKey", busy());
    server.reply("getPublicKey", key.reply());
    server.reply("loginByEmail", busy());
    let client = server.builder().retry(policy()).build().unwrap();
    client.login_by_email("a@b.c", "passw0rd").await.unwrap_err();
    assert_eq!(server.operations(), ["getPublicKey", "getPublicKey", "loginByEmail"]);
}

#[test]
fn a_policy_without_an_attempt_is_refused() {
    let error = AuthenticationClient::builder(APP_ID).retry(RetryPolicy::attempts(0)).build().unwrap_err();
    assert!(error.is_argument() && error.message().contains("the option retry allows no attempt"), "{error}");
    AuthenticationClient::builder(APP_ID).retry(RetryPolicy::attempts(1)).build().unwrap();
}
