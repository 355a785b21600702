//! Events over a WebSocket: which subscribers receive them.

use std::time::Duration;

use authing_sandbox::{Effect, Fault, Sandbox};
use authing_wxapp::{AuthenticationClient, ErrorCode, Subscription};
use futures_util::{FutureExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

const PATH: &str = "/events/v1/authentication/sub";

async fn logged_in(sandbox: &Sandbox) -> AuthenticationClient {
    let client = sandbox.client();
    client.login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
    client
}

async fn subscribe(client: &AuthenticationClient, event: &str) -> Subscription {
    client.event().subscribe(event).retry_delay(Duration::ZERO).await.unwrap()
}

async fn next(events: &mut Subscription) -> String {
    events.next().await.unwrap().unwrap().text().to_owned()
}

#[tokio::test]
async fn subscribers_receive_their_event_from_every_publisher() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = logged_in(&sandbox).await;
    let mut orders = subscribe(&client, "order.created").await;
    let mut other_orders = subscribe(&client, "order.created").await;
    let mut odd = subscribe(&client, "ende &=?").await;

    client.event().publish("order.created", json!({ "id": 1 })).await.unwrap();
    sandbox.publish("order.created", "two");
    let three = json!({ "name": "order.created", "data": { "id": 3 } });
    let control = format!("{}/sandbox/events", sandbox.url());
    let reply = reqwest::Client::new().post(&control).json(&three).send().await.unwrap();
    assert!(reply.status().is_success(), "{reply:?}");
    for events in [&mut orders, &mut other_orders] {
        let received = [next(events).await, next(events).await, next(events).await];
        assert_eq!(received, [r#"{"id":1}"#, "two", r#"{"id":3}"#]);
    }
    sandbox.publish("ende &=?", 4);
    assert_eq!(next(&mut odd).await, "4", "no earlier event may arrive");

    let listed: Value = reqwest::get(control).await.unwrap().json().await.unwrap();
    let (ada, at) = (&sandbox.users()[0].id, &listed[0]["at"]);
    assert_eq!(listed[0], json!({ "at": at, "name": "order.created", "data": r#"{"id":1}"#, "userId": ada }));
    assert_eq!((listed.as_array().unwrap().len(), &listed[1]["userId"]), (4, &Value::Null));
}

#[tokio::test]
async fn without_a_valid_token_there_are_no_events() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.client();
    client.set_token("a.b.c").await.unwrap();
    let refused = client.event().subscribe("order.created").await.unwrap_err();
    assert!(refused.is_not_logged_in() && refused.http_status() == Some(401), "{refused:?}");

    let client = logged_in(&sandbox).await;
    let token = client.stored_session().await.unwrap().unwrap().token().clone();
    client.logout().await.unwrap();
    client.set_token(token).await.unwrap();
    assert!(client.event().subscribe("order.created").await.unwrap_err().is_not_logged_in(), "logged out");

    let client = logged_in(&sandbox).await;
    sandbox.advance(Duration::from_secs(14 * 86_400));
    assert!(client.event().subscribe("order.created").await.unwrap_err().is_not_logged_in(), "expired");
}

#[tokio::test]
async fn the_endpoint_requires_a_websocket_and_the_name_of_an_event() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = logged_in(&sandbox).await;
    let token = client.stored_session().await.unwrap().unwrap().token().expose().to_owned();
    for (query, status, code) in [
        (format!("code=e&token={token}"), 400, ErrorCode::BAD_REQUEST),
        (format!("token={token}"), 400, ErrorCode::BAD_REQUEST),
        ("code=e&token=null".into(), 401, ErrorCode::NOT_LOGGED_IN),
        ("code=e".into(), 401, ErrorCode::NOT_LOGGED_IN),
    ] {
        let reply = reqwest::get(format!("{}{PATH}?{query}", sandbox.url())).await.unwrap();
        assert_eq!(reply.status(), status);
        assert_eq!(reply.json::<Value>().await.unwrap()["code"], code.get());
    }
    let seen = sandbox.requests().into_iter().filter(|request| request.path == PATH);
    let shown = format!("{:?}", seen.collect::<Vec<_>>());
    assert!(shown.contains("redacted") && !shown.contains(&token), "{shown}");
}

#[tokio::test]
async fn a_connection_that_a_fault_cuts_is_renewed() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = logged_in(&sandbox).await;
    sandbox.faults().add(Fault::at(PATH, Effect::Cut).times(2));
    let mut events = subscribe(&client, "order.created").await;
    let received = tokio::spawn(async move { next(&mut events).await });
    // An event without subscribers is lost.
    while !received.is_finished() {
        sandbox.publish("order.created", "at last");
        tokio::task::yield_now().await;
    }
    assert_eq!(received.await.unwrap(), "at last");
    let connections = sandbox.requests().iter().filter(|request| request.path == PATH).count();
    assert_eq!(connections, 3, "expected two connections that were cut, and one that stays");

    sandbox.faults().add(Fault::at(PATH, Effect::Status { status: 503, html: true }).times(1));
    let error = client.event().subscribe("order.created").await.unwrap_err();
    assert_eq!(error.http_status(), Some(503));
}

#[tokio::test]
async fn a_reset_closes_subscriptions_and_a_closed_one_is_removed() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = logged_in(&sandbox).await;
    let mut events = client.event().subscribe("order.created").retry_limit(0).await.unwrap();
    drop(subscribe(&client, "order.created").await);
    sandbox.publish("order.created", 1);
    assert_eq!(next(&mut events).await, "1");
    assert!(events.next().now_or_never().is_none());
    sandbox.reset();
    assert!(events.next().await.unwrap().unwrap_err().is_connect());
    assert!(sandbox.events().is_empty());
}

/// A subscriber that has connected and reads nothing yet.
async fn silent_subscriber(sandbox: &Sandbox) -> TcpStream {
    let client = logged_in(sandbox).await;
    let token = client.stored_session().await.unwrap().unwrap().token().expose().to_owned();
    let mut stream = TcpStream::connect(sandbox.url().trim_start_matches("http://")).await.unwrap();
    let request = format!(
        "GET {PATH}?code=order.created&token={token} HTTP/1.1\r\nhost: a\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    assert!(head.starts_with(b"HTTP/1.1 101"), "{}", String::from_utf8_lossy(&head));
    stream
}

/// What the operating system buffers of a connection is far less than half of these events.
const EVENTS: usize = 60;
const EVENT_SIZE: usize = 1_000_000;

async fn publish_to_silent_subscriber(sandbox: &Sandbox) -> TcpStream {
    let stream = silent_subscriber(sandbox).await;
    for _ in 0..EVENTS {
        sandbox.publish("order.created", "x".repeat(EVENT_SIZE));
    }
    // The subscriber has the connection, so its writer has begun.
    stream.readable().await.unwrap();
    stream
}

async fn assert_cut_off(mut stream: TcpStream) {
    let mut rest = Vec::new();
    // The connection may be reset, because the subscriber has not read everything.
    let _ = stream.read_to_end(&mut rest).await;
    assert!(rest.len() < EVENTS * EVENT_SIZE / 2, "{} bytes arrived", rest.len());
}

#[tokio::test]
async fn a_reset_discards_events_that_a_subscriber_has_not_read() {
    let sandbox = Sandbox::start().await.unwrap();
    let stream = publish_to_silent_subscriber(&sandbox).await;
    sandbox.reset();
    assert_cut_off(stream).await;
}

#[tokio::test]
async fn no_subscriber_outlives_the_sandbox() {
    let sandbox = Sandbox::start().await.unwrap();
    let ada = sandbox.wechat().user("openid-ada");
    let stream = publish_to_silent_subscriber(&sandbox).await;
    drop(sandbox);
    assert_cut_off(stream).await;
    // What keeps the state alive does not keep connections.
    drop(ada);
}

#[tokio::test]
async fn a_slow_subscriber_loses_no_event() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = logged_in(&sandbox).await;
    let mut orders = subscribe(&client, "order.created").await;
    for id in 0..EVENTS {
        sandbox.publish("order.created", format!("{id} {}", "x".repeat(EVENT_SIZE)));
    }
    for id in 0..EVENTS {
        assert!(next(&mut orders).await.starts_with(&format!("{id} ")));
    }
}
