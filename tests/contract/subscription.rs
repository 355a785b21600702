//! Subscriptions to events, tested with a WebSocket server in this process.

use std::{sync::Mutex, time::Duration};

use authing_wxapp::{AuthenticationClient, AuthenticationClientBuilder, Event, Subscription, TokenStore as _};
use futures_util::{FutureExt as _, SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::mpsc,
};
use tokio_tungstenite::{
    WebSocketStream, accept_hdr_async,
    tungstenite::{
        Message,
        handshake::server::{ErrorResponse, Request, Response},
    },
};

use crate::support::{APP_ID, TestStore, host_that_refuses, token};

type Peer = WebSocketStream<TcpStream>;

/// Accepts connections one by one, so that the test decides what happens to each.
struct EventServer {
    listener: TcpListener,
    host: String,
}

impl EventServer {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = format!("ws://{}", listener.local_addr().unwrap());
        Self { listener, host }
    }

    fn builder(&self) -> AuthenticationClientBuilder {
        AuthenticationClient::builder(APP_ID).event_host(&*self.host)
    }

    fn client(&self) -> AuthenticationClient {
        self.builder().token_store(TestStore::with(&token("user-1"), None)).build().unwrap()
    }

    /// The next connection and its request target.
    async fn accept(&self) -> (Peer, String) {
        let (stream, _) = self.listener.accept().await.unwrap();
        let target = Mutex::new(String::new());
        #[allow(clippy::result_large_err)]
        let note = |request: &Request, response: Response| -> Result<Response, ErrorResponse> {
            *target.lock().unwrap() = request.uri().to_string();
            Ok(response)
        };
        let peer = accept_hdr_async(stream, note).await.unwrap();
        (peer, target.into_inner().unwrap())
    }

    /// Refuses the next connection with this status.
    async fn refuse(&self, status: u16) {
        self.answer(&format!("HTTP/1.1 {status} No\r\ncontent-length: 0\r\n\r\n")).await;
    }

    /// Answers the next connection with these bytes.
    async fn answer(&self, reply: &str) {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let (mut stream, _) = self.listener.accept().await.unwrap();
        let mut head = [0; 4096];
        assert!(stream.read(&mut head).await.unwrap() > 0);
        stream.write_all(reply.as_bytes()).await.unwrap();
    }
}

async fn subscribe(client: &AuthenticationClient) -> Subscription {
    client.event().subscribe("order.created").retry_delay(Duration::ZERO).await.unwrap()
}

async fn text(events: &mut Subscription) -> String {
    events.next().await.expect("an event").expect("no error").text().to_owned()
}

async fn send_text(peer: &mut Peer, text: &str) {
    peer.send(Message::text(text)).await.unwrap();
}

#[tokio::test]
async fn events_arrive_as_a_stream_and_the_url_has_name_and_token() {
    let server = EventServer::start().await;
    let client = server.client();
    let ((mut peer, target), subscription) =
        tokio::join!(server.accept(), client.event().subscribe("order created?&").into_future());
    let mut events = subscription.unwrap();
    let url = reqwest::Url::parse(&format!("http://x{target}")).unwrap();
    assert_eq!(url.path(), "/events/v1/authentication/sub");
    let query: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    assert_eq!(query, [("code".into(), "order created?&".into()), ("token".into(), token("user-1"))]);

    send_text(&mut peer, "{\"id\":1}").await;
    peer.send(Message::binary(&b"two"[..])).await.unwrap();
    let first: Event = events.next().await.unwrap().unwrap();
    assert_eq!(first.json::<Value>().unwrap(), json!({ "id": 1 }));
    let second = events.next().await.unwrap().unwrap();
    assert_eq!(second.text(), "two");
    let error = second.json::<Value>().unwrap_err();
    assert!(error.is_decode() && !error.to_string().contains("two"), "{error}");
    assert!(!format!("{events:?} {client:?}").contains(&token("user-1")));

    drop(events);
    assert!(peer.next().await.is_none_or(|end| end.is_err()), "dropping the stream closes the connection");
}

#[tokio::test]
async fn a_broken_connection_is_renewed_with_the_current_token() {
    let server = EventServer::start().await;
    let client = server.client();
    let ((mut peer, _), mut events) = tokio::join!(server.accept(), subscribe(&client));
    send_text(&mut peer, "one").await;
    assert_eq!(text(&mut events).await, "one");
    // The first connection is dropped, the second one is closed with a close frame.
    drop(peer);
    client.set_token(token("user-2")).await.unwrap();
    let ((mut peer, target), ()) = tokio::join!(
        async {
            let (mut peer, target) = server.accept().await;
            send_text(&mut peer, "two").await;
            (peer, target)
        },
        async { assert_eq!(text(&mut events).await, "two") }
    );
    assert!(target.contains(&token("user-2")), "{target}");
    peer.close(None).await.unwrap();
    tokio::join!(
        async {
            let (mut peer, _) = server.accept().await;
            send_text(&mut peer, "three").await;
        },
        async { assert_eq!(text(&mut events).await, "three") }
    );
}

#[tokio::test]
async fn after_the_limit_the_stream_ends_with_the_error() {
    let server = EventServer::start().await;
    let (reported, mut calls) = mpsc::unbounded_channel();
    let store = TestStore::with(&token("user-1"), None);
    let builder = server.builder().token_store(store).on_error(move |code, message, _| {
        reported.send((code.get(), message.to_owned())).unwrap();
    });
    let client = builder.build().unwrap();
    let subscription = client.event().subscribe("e").retry_limit(3).retry_delay(Duration::from_millis(1));
    let ((peer, _), events) = tokio::join!(server.accept(), subscription.into_future());
    let mut events = events.unwrap();
    drop(peer);
    let refusing = async {
        for _ in 0..3 {
            server.refuse(503).await;
        }
    };
    let ((), end) = tokio::join!(refusing, events.next());
    let error = end.expect("an item").unwrap_err();
    assert!(error.is_api() && error.http_status() == Some(503), "{error:?}");
    assert_eq!((error.code().get(), error.verb()), (503, "event_subscribe"));
    assert!(!format!("{error:?} {error}").contains(&token("user-1")));
    assert!(events.next().await.is_none(), "the stream ends after the error");
    assert_eq!(calls.recv().await, Some((503, error.message().to_owned())));
    assert!(calls.try_recv().is_err(), "on_error was called once");
}

#[tokio::test]
async fn an_event_resets_the_count_of_failed_attempts() {
    let server = EventServer::start().await;
    let client = server.client();
    let subscription = client.event().subscribe("e").retry_limit(1).retry_delay(Duration::ZERO);
    let ((mut peer, _), events) = tokio::join!(server.accept(), subscription.into_future());
    let mut events = events.unwrap();
    for number in ["one", "two", "three"] {
        send_text(&mut peer, number).await;
        assert_eq!(text(&mut events).await, number);
        drop(peer);
        let accepted = async {
            let (mut next, _) = server.accept().await;
            send_text(&mut next, "again").await;
            next
        };
        let (next, again) = tokio::join!(accepted, text(&mut events));
        assert_eq!(again, "again");
        peer = next;
    }
}

#[tokio::test]
async fn a_failure_that_a_retry_cannot_fix_ends_the_stream_at_once() {
    let server = EventServer::start().await;
    let client = server.client();
    let ((peer, _), mut events) = tokio::join!(server.accept(), subscribe(&client));
    drop(peer);
    let ((), end) = tokio::join!(server.refuse(401), events.next());
    let error = end.unwrap().unwrap_err();
    assert!(error.is_not_logged_in() && error.code().get() == 401, "{error:?}");
    assert!(events.next().await.is_none());

    let store = TestStore::with(&token("user-1"), None);
    let client = server.builder().token_store(store.clone()).build().unwrap();
    let ((peer, _), mut events) = tokio::join!(server.accept(), subscribe(&client));
    store.clear().await.unwrap();
    drop(peer);
    let error = events.next().await.unwrap().unwrap_err();
    assert!(error.is_not_logged_in() && !error.is_api(), "{error:?}");
}

#[tokio::test]
async fn a_failure_of_the_first_connection_is_returned_at_once() {
    let server = EventServer::start().await;
    for status in [401, 404, 503] {
        let client = server.client();
        let ((), outcome) = tokio::join!(server.refuse(status), client.event().subscribe("e").into_future());
        let error = outcome.unwrap_err();
        assert!(error.is_api() && error.http_status() == Some(status), "{error:?}");
        assert!(error.message().contains("event_host"), "{error}");
    }
    let client = server.client();
    let ((), outcome) = tokio::join!(server.refuse(200), client.event().subscribe("e").into_future());
    assert!(outcome.unwrap_err().is_decode());

    let (closed, _guard) = host_that_refuses();
    let store = TestStore::with(&token("user-1"), None);
    let client = AuthenticationClient::builder(APP_ID).event_host(closed).token_store(store).build().unwrap();
    let error = client.event().subscribe("e").await.unwrap_err();
    assert!(error.is_connect() && !format!("{error:?}").contains(&token("user-1")), "{error:?}");

    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let builder = AuthenticationClient::builder(APP_ID).event_host(format!("ws://{}", silent.local_addr().unwrap()));
    let builder = builder.token_store(TestStore::with(&token("user-1"), None)).timeout(Duration::from_millis(30));
    let error = builder.build().unwrap().event().subscribe("e").await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
}

#[tokio::test]
async fn an_answer_to_another_handshake_is_refused() {
    let server = EventServer::start().await;
    let switching = "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n";
    for accept in ["", "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"] {
        let answer = format!("{switching}{accept}\r\n");
        let client = server.client();
        let ((), outcome) = tokio::join!(server.answer(&answer), client.event().subscribe("e").into_future());
        let error = outcome.unwrap_err();
        assert!(error.is_decode() && error.message().contains("did not open a WebSocket"), "{error:?}");
    }
}

#[tokio::test]
async fn an_event_that_is_larger_than_the_limit_ends_the_connection() {
    let server = EventServer::start().await;
    let store = TestStore::with(&token("user-1"), None);
    let client = server.builder().reply_limit(1000).token_store(store).build().unwrap();
    let subscription = client.event().subscribe("e").retry_limit(0);
    let ((mut peer, _), events) = tokio::join!(server.accept(), subscription.into_future());
    let mut events = events.unwrap();
    for (length, arrives) in [(1000, true), (1001, false)] {
        let (sent, received) = tokio::join!(peer.send(Message::text("x".repeat(length))), events.next());
        sent.unwrap();
        match received.unwrap() {
            Ok(event) => assert!(arrives && event.text().len() == length),
            Err(error) => assert!(!arrives && error.is_connect(), "{error:?}"),
        }
    }
}

#[tokio::test]
async fn pings_are_answered_and_a_silent_connection_is_detected() {
    let server = EventServer::start().await;
    let client = server.client();
    let subscription = client.event().subscribe("e").keep_alive(Duration::from_millis(20)).retry_limit(0);
    let ((mut peer, _), events) = tokio::join!(server.accept(), subscription.into_future());
    let mut events = events.unwrap();
    peer.send(Message::Ping("are you there".into())).await.unwrap();
    let answers = async {
        let mut received = Vec::new();
        while received.len() < 3 {
            received.push(peer.next().await.unwrap().unwrap());
        }
        received
    };
    // The peer answers pings only while it reads.
    let received = tokio::select! {
        received = answers => received,
        end = events.next() => panic!("{end:?}"),
    };
    assert_eq!(received[0], Message::Pong("are you there".into()));
    assert!(received[1..].iter().all(Message::is_ping), "{received:?}");
    // Now it stops reading.
    let error = events.next().await.unwrap().unwrap_err();
    assert!(error.is_connect() && error.message().contains("silent"), "{error:?}");
    assert!(events.next().now_or_never().unwrap().is_none());
}

#[tokio::test]
async fn invalid_arguments_and_a_missing_session_are_refused_without_connecting() {
    let server = EventServer::start().await;
    let error = server.client().event().subscribe("").await.unwrap_err();
    assert!(error.is_argument() && error.message().starts_with("name is empty"), "{error:?}");
    let error = server.client().event().subscribe("e").keep_alive(Duration::ZERO).await.unwrap_err();
    assert!(error.is_argument() && error.message().contains("keep_alive"), "{error:?}");
    let error = server.builder().build().unwrap().event().subscribe("e").await.unwrap_err();
    assert!(error.is_not_logged_in() && error.verb() == "event_subscribe", "{error:?}");
    assert!(server.listener.accept().now_or_never().is_none());
    for (host, why) in [
        ("openevent.authing.cn", "not an absolute URL"),
        ("ws://events.example.com", "readable"),
        ("wss://a.b?c", "query"),
    ] {
        let error = AuthenticationClient::builder(APP_ID).event_host(host).build().unwrap_err();
        assert!(error.message().contains("the option event_host") && error.message().contains(why), "{error}");
    }
}
