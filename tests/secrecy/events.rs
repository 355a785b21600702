//! The token of a subscription is in the URL of its request, and must not be printed or logged.

use std::time::Duration;

use authing_wxapp::{AuthenticationClient, Subscription};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};
use tokio_tungstenite::{accept_async, tungstenite::Message};

use crate::{
    marks::{self, BEARER},
    watch::{self, LOG, assert_secret},
};

async fn listen() -> (TcpListener, AuthenticationClient) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let builder = AuthenticationClient::builder("app").event_host(format!("ws://{}", listener.local_addr().unwrap()));
    (listener, builder.access_token(marks::jwt(BEARER)).build().unwrap())
}

#[tokio::test]
async fn a_subscription_shows_no_token_during_its_life() {
    LOG.begin();
    let (listener, client) = listen().await;
    let request = client.event().subscribe("order.created").retry_limit(1).retry_delay(Duration::ZERO);
    assert_secret("request", &format!("{request:?} {request:#?}"));
    let serve = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        // The search proves nothing unless the mark was really sent.
        let mut head = [0; 4096];
        let length = stream.peek(&mut head).await.unwrap();
        assert!(String::from_utf8_lossy(&head[..length]).contains(BEARER), "the token was never sent");
        let mut peer = accept_async(&mut stream).await.unwrap();
        peer.send(Message::text("hello")).await.unwrap();
        drop(stream);
        let (mut stream, _) = listener.accept().await.unwrap();
        let _head = stream.read(&mut head).await.unwrap();
        stream.write_all(b"HTTP/1.1 502 Bad\r\ncontent-length: 0\r\n\r\n").await.unwrap();
    };
    let hear = async {
        let mut events: Subscription = request.await.unwrap();
        assert_secret("stream", &format!("{events:?} {events:#?}"));
        let event = events.next().await.unwrap().unwrap();
        assert_secret("event", &format!("{event:?}"));
        events.next().await.unwrap().unwrap_err()
    };
    let ((), error) = tokio::join!(serve, hear);
    assert_secret("error", &watch::shown(&error));
    assert!(LOG.text().contains("connecting anew"), "the new connection must be logged");
    assert_secret("log", &LOG.text());
}

#[tokio::test]
async fn a_subscription_that_fails_shows_no_token() {
    LOG.begin();
    for reply in
        ["HTTP/1.1 403 No\r\n\r\n", "HTTP/1.1 101 Yes\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n", "?"]
    {
        let (listener, client) = listen().await;
        let refuse = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut head = [0; 4096];
            assert!(stream.read(&mut head).await.unwrap() > 0);
            stream.write_all(reply.as_bytes()).await.unwrap();
        };
        let ((), outcome) = tokio::join!(refuse, client.event().subscribe("order.created").into_future());
        assert_secret(reply, &watch::shown(&outcome.unwrap_err()));
    }
    let (listener, client) = listen().await;
    drop(listener);
    let error = client.event().subscribe("order.created").await.unwrap_err();
    assert_secret("connect", &watch::shown(&error));
    assert_secret("log", &LOG.text());
}
