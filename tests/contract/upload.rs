//! The avatar: the checks before anything is sent, and the upload.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use authing_wxapp::{AuthenticationClient, Error, Picture};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use serde_json::{Value, json};

use crate::support::{Part, Reply, Server, TestStore, envelope, graphql, graphql_refusal, refusal, token, user};

const URL: &str = "https://files.example.com/photos/1.png";
const PNG: [u8; 12] = *b"\x89PNG\r\n\x1a\n\0\0\0\x0d";

fn png_of(length: usize) -> Vec<u8> {
    let mut bytes = PNG.to_vec();
    bytes.extend((0..length - PNG.len()).map(|n| n as u8));
    bytes
}

fn signed_in() -> TestStore {
    TestStore::with(&token("user-1"), Some(user("user-1")))
}

async fn server() -> Server {
    let server = Server::start().await;
    server.reply("upload", envelope(json!({ "url": URL, "key": "photos/1.png" })));
    server.reply("updateUser", graphql("updateUser", json!({ "id": "user-1", "photo": URL })));
    server
}

fn pieces(parts: Vec<Result<Vec<u8>, std::io::Error>>) -> Picture {
    Picture::stream(stream::iter(parts.into_iter().map(|part| part.map(Bytes::from))))
}

/// The part that the server receives for a picture.
async fn uploaded(picture: impl Into<Picture>) -> Part {
    let server = server().await;
    server.client_over(signed_in()).update_avatar(picture).await.unwrap();
    server.requests_for("upload")[0].part()
}

#[tokio::test]
async fn the_picture_is_uploaded_and_then_set_as_the_photo_of_the_user() {
    let server = server().await;
    let store = signed_in();
    let user = server.client_over(store.clone()).update_avatar(png_of(100)).await.unwrap();
    assert_eq!(user.photo.as_deref(), Some(URL));

    assert_eq!(server.operations(), ["upload", "updateUser"]);
    let requests = server.requests();
    assert_eq!((&*requests[0].method, &*requests[0].path), ("POST", "/api/v2/upload"));
    assert_eq!(requests[0].query, [("folder".to_owned(), "avatar".to_owned())]);
    assert!(requests.iter().all(|request| request.bearer() == Some(&token("user-1"))));
    let expected = Part {
        name: "file".into(),
        file_name: Some("avatar.png".into()),
        content_type: Some("image/png".into()),
        bytes: png_of(100),
    };
    assert_eq!(requests[0].part(), expected);
    assert_eq!(requests[1].variables(), json!({ "id": "user-1", "input": { "photo": URL } }));
    assert_eq!(store.session().unwrap().user().unwrap().photo.as_deref(), Some(URL));
    assert_eq!(store.token(), Some(token("user-1")));
}

#[tokio::test]
async fn a_picture_may_be_a_file_and_keeps_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("me at sea.png");
    std::fs::write(&path, png_of(100)).unwrap();
    for picture in [Picture::path(&path), path.to_str().unwrap().into(), path.clone().into(), (&*path).into()] {
        let part = uploaded(picture).await;
        assert_eq!(part.file_name.as_deref(), Some("me at sea.png"));
        assert_eq!((part.content_type.as_deref(), part.bytes), (Some("image/png"), png_of(100)));
    }
}

#[tokio::test]
async fn a_picture_may_be_a_stream_of_small_pieces() {
    let bytes = png_of(200_000);
    for size in [1000, 64 << 10, 1 << 20] {
        let part = uploaded(pieces(bytes.chunks(size).map(|piece| Ok(piece.to_vec())).collect())).await;
        assert!(part.bytes == bytes, "in pieces of {size}");
        assert_eq!((part.file_name.as_deref(), part.content_type.as_deref()), (Some("avatar.png"), Some("image/png")));
    }
    let tiny = uploaded(pieces(PNG.iter().map(|byte| Ok(vec![*byte])).collect())).await;
    assert_eq!(tiny.bytes, PNG);
}

#[tokio::test]
async fn the_image_format_is_detected_from_the_first_bytes() {
    let kinds: [(&[u8], &str, &str); 4] = [
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "image/jpeg", "avatar.jpg"),
        (b"GIF89a\x01\0\x01\0", "image/gif", "avatar.gif"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "image/webp", "avatar.webp"),
        (&PNG, "image/png", "avatar.png"),
    ];
    for (bytes, content_type, name) in kinds {
        let part = uploaded(bytes.to_vec()).await;
        assert_eq!((part.content_type.as_deref(), part.file_name.as_deref()), (Some(content_type), Some(name)));
    }
}

#[tokio::test]
async fn name_and_media_type_can_be_given() {
    let picture = Picture::bytes(&b"<svg/>"[..]).content_type("image/svg+xml").file_name("我.svg");
    let part = uploaded(picture).await;
    assert_eq!((part.content_type.as_deref(), part.bytes), (Some("image/svg+xml"), b"<svg/>".to_vec()));
    assert!(part.file_name.is_some_and(|name| name.contains("svg")));
}

/// A picture is checked before a connection is made.
#[tokio::test]
async fn data_that_is_not_a_picture_or_too_large_is_refused_before_anything_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let large = folder.path().join("large.png");
    std::fs::write(&large, png_of(101)).unwrap();
    let broken = || pieces(vec![Ok(PNG[..4].to_vec()), Err(std::io::Error::other("no more"))]);
    let cases: [(Picture, &str); 13] = [
        (Vec::new().into(), "the picture is empty"),
        (pieces(vec![]), "the picture is empty"),
        (b"%PDF-1.7".to_vec().into(), "unrecognised image format"),
        (b"hello".to_vec().into(), "content_type()"),
        (Picture::bytes(png_of(101)).limit(100), "larger than 100 bytes"),
        (Picture::path(&large).limit(100), "larger than 100 bytes"),
        (pieces(vec![Ok(png_of(101))]).limit(100), "larger than 100 bytes"),
        (vec![0; (10 << 20) + 1].into(), "larger than 10485760 bytes"),
        (Picture::path(folder.path().join("missing.png")), "missing.png cannot be read; check the path"),
        (Picture::path(folder.path()), "is not a regular file"),
        (Picture::path("/dev/zero").limit(100), "is not a regular file"),
        (Picture::bytes(png_of(20)).content_type("png"), "content_type \"png\" is not a media type"),
        (broken(), "the stream of the picture failed"),
    ];
    let server = Server::start().await;
    let client = server.client_over(signed_in());
    for (picture, what) in cases {
        let error = client.update_avatar(picture).await.unwrap_err();
        assert!(error.is_argument() && !error.may_have_reached_server(), "{what}: {error:?}");
        assert!(error.message().contains(what), "{what}: {error}");
        assert_eq!(error.verb(), "update_avatar");
    }
    server.assert_untouched();
}

#[tokio::test]
async fn a_picture_of_exactly_the_limit_is_accepted() {
    assert_eq!(uploaded(Picture::bytes(png_of(100)).limit(100)).await.bytes.len(), 100);
    assert_eq!(uploaded(pieces(vec![Ok(png_of(60)), Ok(vec![1; 40])]).limit(100)).await.bytes.len(), 100);
}

#[tokio::test]
async fn without_a_session_nothing_is_uploaded() {
    let server = Server::start().await;
    for client in [server.client(), server.client().for_token("opaque")] {
        let error = client.update_avatar(png_of(100)).await.unwrap_err();
        assert!(error.is_not_logged_in() && !error.may_have_reached_server(), "{error:?}");
    }
    server.assert_untouched();
}

/// The error of an upload that the client aborts, so that the server never receives the end.
async fn aborted_upload(picture: Picture) -> Error {
    let server = Server::start().await;
    let error = server.client_over(signed_in()).update_avatar(picture).await.unwrap_err();
    assert_eq!(server.requests_for("updateUser").len(), 0);
    error
}

#[tokio::test]
async fn a_stream_that_is_too_large_or_fails_is_an_argument_error() {
    let large = aborted_upload(pieces(vec![Ok(png_of(90)), Ok(vec![0; 90])]).limit(100)).await;
    assert!(large.is_argument() && large.message().contains("larger than 100 bytes"), "{large:?}");
    assert!(large.may_have_reached_server(), "{large:?}");

    let failed = aborted_upload(pieces(vec![Ok(png_of(90)), Err(std::io::Error::other("the phone went away"))])).await;
    assert!(failed.is_argument() && failed.message().contains("failed while it was sent"), "{failed:?}");
    let source = std::error::Error::source(&failed).map(ToString::to_string);
    assert_eq!(source.as_deref(), Some("the phone went away"));
}

#[tokio::test]
async fn progress_increases_to_the_total() {
    for (picture, total) in [
        (Picture::bytes(png_of(200_000)), Some(200_000)),
        (pieces(png_of(200_000).chunks(30_000).map(|piece| Ok(piece.to_vec())).collect()), None),
    ] {
        let progress = Arc::new(Mutex::new(Vec::new()));
        let recorder = Arc::clone(&progress);
        uploaded(picture.on_progress(move |sent, total| recorder.lock().unwrap().push((sent, total)))).await;
        let progress = progress.lock().unwrap();
        assert!(progress.len() > 1 && progress.is_sorted(), "{progress:?}");
        assert_eq!(progress.last(), Some(&(200_000, total)));
        assert!(progress.iter().all(|(_, all)| *all == total), "{progress:?}");
    }
}

async fn failing(mount: impl FnOnce(&Server)) -> (Error, Vec<String>, TestStore) {
    let server = Server::start().await;
    mount(&server);
    let store = signed_in();
    let error = server.client_over(store.clone()).update_avatar(png_of(100)).await.unwrap_err();
    (error, server.operations(), store)
}

#[tokio::test]
async fn a_refused_upload_changes_nothing() {
    let replies: [(Reply, i64); 4] = [
        (refusal(403, "no").into(), 403),
        (Reply::status(413, refusal(2100, "too large")), 2100),
        (Reply::raw(502, "text/html", "<html>"), 502),
        (Reply::raw(200, "text/html", "<html>"), -3),
    ];
    for (reply, code) in replies {
        let (error, operations, store) = failing(|server| server.reply("upload", reply)).await;
        assert_eq!((error.code().get(), error.verb()), (code, "update_avatar"), "{error:?}");
        assert_eq!(operations, ["upload"]);
        assert_eq!(store.session().unwrap().user(), Some(&user("user-1")));
    }
    let without_url = Reply::raw_json(envelope(json!({ "key": "photos/1.png" })));
    let (error, operations, _) = failing(|server| server.reply("upload", without_url)).await;
    assert!(error.is_decode() && error.message().contains("`url`"), "{error:?}");
    assert_eq!(operations, ["upload"]);
}

#[tokio::test]
async fn a_refused_update_after_the_upload_fails_the_call() {
    let (error, operations, store) = failing(|server| {
        server.reply("upload", envelope(json!({ "url": URL })));
        server.reply("updateUser", graphql_refusal(500, "internal error"));
    })
    .await;
    assert_eq!((error.code().get(), error.verb()), (500, "update_avatar"));
    assert_eq!(operations, ["upload", "updateUser"]);
    assert_eq!(store.session().unwrap().user(), Some(&user("user-1")));
}

/// Another user logs in between the upload and the update. The picture must not become the photo of that user.
#[tokio::test]
async fn a_picture_never_becomes_the_avatar_of_another_user() {
    let server = Server::start().await;
    let store = signed_in();
    let shared = store.clone();
    server.answer("upload", move |_| {
        shared.put(&token("user-2"), Some(user("user-2")));
        envelope(json!({ "url": URL })).into()
    });
    server.reply("updateUser", graphql("updateUser", json!({ "id": "user-1", "photo": URL })));
    let client: AuthenticationClient = server.client_over(store.clone());
    let result = client.update_avatar(png_of(100)).await;
    let updates = server.requests_for("updateUser");
    let ids: Vec<Value> = updates.iter().map(|request| request.variables()["id"].clone()).collect();
    assert_eq!(ids, ["user-1"], "{result:?}");
    assert_eq!(updates[0].bearer(), Some(&*token("user-1")));
    assert_eq!(store.session().unwrap().user(), Some(&user("user-2")));
}

#[tokio::test]
async fn a_stream_of_endless_empty_pieces_does_not_outlast_the_timeout() {
    let server = Server::start().await;
    let client = server.builder().token_store(signed_in()).timeout(Duration::from_millis(300)).build().unwrap();
    for first in [Vec::new(), png_of(200)] {
        let empty = stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::new()));
        let begun = stream::iter([Ok(Bytes::from(first))]);
        let error = client.update_avatar(Picture::stream(begun.chain(empty))).await.unwrap_err();
        assert!(error.is_timeout(), "{error:?}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_named_pipe_is_refused_and_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("me.png");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let server = Server::start().await;
    let error = server.client_over(signed_in()).update_avatar(Picture::path(&pipe)).await.unwrap_err();
    assert!(error.is_argument() && error.message().contains("not a regular file"), "{error}");
    server.assert_untouched();
}
