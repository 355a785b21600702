//! Servers that reply to an upload before they have read it.

use std::sync::Arc;

use authing_wxapp::{Error, Picture};
use serde_json::json;

use crate::{
    marks,
    server::RawServer,
    server::{
        Good, Mode,
        Step::{self, Close, Reset, Send, Silence},
        http,
    },
    support::TestStore,
    watch,
};

/// More than the buffers of a connection hold.
const SIZE: usize = 7 << 20;

/// Uploads a large picture to a server that takes these steps as soon as the request begins.
async fn upload(steps: impl Fn() -> Vec<Step> + std::marker::Send + Sync + 'static) -> Error {
    let server = RawServer::start().await;
    let store = TestStore::with(&marks::jwt(marks::BEARER), None);
    let before = store.session();
    let client = marks::builder(&server.uri()).build().unwrap().for_session(store.clone());
    server.reply(Mode::Early(Arc::new(move |_: &Good| steps())));
    let mut picture = b"\x89PNG\r\n\x1a\n".to_vec();
    picture.resize(SIZE, 0);
    let picture = Picture::bytes(picture).limit(16 << 20);
    let error = client.update_avatar(picture).await.expect_err("the server has not taken the picture");
    assert!(server.faults() == 1 && error.may_have_reached_server(), "{error:?}");
    assert!(!error.is_timeout() && !error.is_argument(), "{error:?}");
    assert_eq!(store.session(), before, "{error:?}");
    let shown = watch::shown(&error);
    assert!(watch::marks_in(&shown).is_empty(), "{error:?}");
    // The same client works afterwards.
    server.reply(Mode::Good);
    client.get_current_user().await.unwrap();
    error
}

fn reply(status: &str, body: &str) -> Vec<u8> {
    let length = body.len().to_string();
    let headers = [("content-type", "application/json"), ("content-length", &*length), ("connection", "close")];
    http(status, &headers, body.as_bytes())
}

#[tokio::test]
async fn a_refusal_before_the_end_of_an_upload_is_read() {
    for (status, code) in [("413 Content Too Large", 413), ("401 Unauthorized", 401), ("503 Unavailable", 503)] {
        let body = json!({ "code": 4999, "message": "there is no such thing" }).to_string();
        let error = upload(move || vec![Send(reply(status, &body)), Silence]).await;
        assert!(error.is_api(), "{error:?}");
        assert_eq!((error.http_status(), error.code().get()), (Some(code), 4999), "{error:?}");
    }
}

#[tokio::test]
async fn a_success_before_the_end_of_an_upload_has_no_address() {
    let error = upload(|| vec![Send(reply("200 OK", r#"{"code":200,"data":{}}"#)), Silence]).await;
    assert!(error.is_decode(), "{error:?}");
    let error = upload(|| vec![Send(reply("204 No Content", "")), Silence]).await;
    assert!(error.is_decode(), "{error:?}");
}

/// The system may drop what a server sent before it went away, so that two errors are right.
#[tokio::test]
async fn a_server_that_replies_to_an_upload_and_goes_away_is_an_error() {
    for last in [Close, Reset] {
        let error = upload(move || vec![Send(reply("413 Content Too Large", "{}")), last.clone()]).await;
        assert!(error.is_connect() || !error.is_api() || error.http_status() == Some(413), "{error:?}");
    }
    let error = upload(|| vec![Send(b"HTTP/1.1 413 Content".to_vec()), Close]).await;
    assert!(!error.is_api(), "{error:?}");
}
