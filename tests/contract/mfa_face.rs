//! Faces as second factors: binding one, and completing a login with one.

use authing_wxapp::Picture;
use serde_json::json;

use crate::{
    mfa::{JPEG, KEY, MFA, signed_in},
    support::{Reply, Server, TestStore, envelope, refusal, token, token_no, user, user_json},
};

#[tokio::test]
async fn a_face_is_bound_by_the_urls_of_pictures() {
    let server = Server::start().await;
    server.reply("associateFace", envelope(json!({ "id": "user-1", "nickname": "Bob" })));
    let store = signed_in();
    let mfa = server.client_over(store.clone()).mfa();
    mfa.associate_face_by_url("https://x.y/a.jpg").compare_face("https://x.y/b.jpg").await.unwrap();
    mfa.associate_face_by_url("https://x.y/a.jpg").await.unwrap();
    let requests = server.requests();
    let body = |b: &str| json!({ "photoA": "https://x.y/a.jpg", "photoB": b, "isExternal": true });
    assert_eq!(requests[0].json(), body("https://x.y/b.jpg"));
    assert_eq!(requests[1].json(), body("https://x.y/a.jpg"));
    assert_eq!((&*requests[0].path, requests[0].bearer()), ("/api/v2/mfa/face/associate", Some(&*token("user-1"))));
    // The reply's user is stored, and the token stays.
    assert_eq!(store.session().unwrap().user().unwrap().nickname.as_deref(), Some("Bob"));
    assert_eq!(store.token(), Some(token("user-1")));
}

#[tokio::test]
async fn binding_a_face_during_a_login_completes_it_if_the_reply_has_a_token() {
    let server = Server::start().await;
    server.reply("associateFace", envelope(json!({ "id": "user-1" })));
    server.reply("associateFace", envelope(user_json("user-1")));
    let store = TestStore::with(&token("user-2"), Some(user("user-2")));
    let mfa = server.client_over(store.clone()).mfa();
    mfa.associate_face_by_url("https://x.y/a.jpg").mfa_token(MFA).await.unwrap();
    assert_eq!(store.token(), Some(token("user-2")));
    mfa.associate_face_by_url("https://x.y/a.jpg").mfa_token(MFA).await.unwrap();
    assert_eq!(store.token(), Some(token("user-1")));
    assert!(server.requests().iter().all(|request| request.bearer() == Some(MFA)));
}

#[tokio::test]
async fn pictures_of_a_face_are_uploaded_privately_and_then_bound_by_their_keys() {
    let server = Server::start().await;
    server.reply("upload", envelope(json!({ "key": "a.jpg" })));
    server.reply("upload", envelope(json!({ "key": "b.jpg", "url": "https://x.y/b.jpg" })));
    server.reply("associateFace", envelope(user_json("user-1")));
    let mfa = server.client_over(signed_in()).mfa();
    let again = Picture::bytes(JPEG).file_name("again.jpg");
    mfa.associate_face_by_picture(JPEG).compare_face(again).await.unwrap();
    assert_eq!(server.operations(), ["upload", "upload", "associateFace"]);
    let requests = server.requests();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(requests[0].query, [pair("folder", "face-photo"), pair("private", "true")]);
    let names = [requests[0].part().file_name, requests[1].part().file_name];
    assert_eq!(names, [Some("face.jpg".to_owned()), Some("again.jpg".to_owned())]);
    assert_eq!(requests[2].json(), json!({ "photoA": "a.jpg", "photoB": "b.jpg" }));
    assert!(requests.iter().all(|request| request.bearer() == Some(&token("user-1"))));
}

#[tokio::test]
async fn an_mfa_token_is_not_sent_with_an_upload() {
    let server = Server::start().await;
    server.reply("upload", envelope(json!({ "key": KEY })));
    server.reply("associateFace", envelope(user_json("user-1")));
    server.reply("verifyFaceMfa", envelope(user_json("user-1")));
    let store = TestStore::new();
    let client = server.client_over(store.clone());
    client.mfa().associate_face_by_picture(JPEG).mfa_token(MFA).await.unwrap();
    client.mfa().verify_face_mfa_by_picture(JPEG, MFA).await.unwrap();
    let bearers: Vec<Option<String>> = server.requests().iter().map(|r| r.bearer().map(str::to_owned)).collect();
    assert_eq!(bearers, [None, Some(MFA.to_owned()), None, Some(MFA.to_owned())]);
    assert_eq!(server.requests()[1].json(), json!({ "photoA": KEY, "photoB": KEY }));
    assert_eq!(server.requests()[3].json(), json!({ "photo": KEY }));
    assert_eq!(store.token(), Some(token("user-1")));
}

#[tokio::test]
async fn no_face_is_bound_or_verified_when_an_upload_fails() {
    let replies: [Reply; 3] = [
        refusal(500, "no").into(),
        Reply::raw(502, "text/html", "<html>"),
        envelope(json!({ "url": "https://x.y/without-a-key.jpg" })).into(),
    ];
    for (reply, code) in replies.into_iter().zip([500, 502, -3]) {
        let server = Server::start().await;
        server.reply("upload", reply);
        let store = signed_in();
        let mfa = server.client_over(store.clone()).mfa();
        let errors = [
            mfa.associate_face_by_picture(JPEG).compare_face(JPEG).await.unwrap_err(),
            mfa.verify_face_mfa_by_picture(JPEG, MFA).await.unwrap_err(),
        ];
        assert!(errors.iter().all(|error| error.code().get() == code), "{errors:?}");
        assert_eq!(server.operations(), ["upload", "upload"]);
        assert_eq!(store.token(), Some(token("user-1")));
    }
}

/// Both pictures are checked before the first upload.
#[tokio::test]
async fn data_that_is_not_a_picture_is_refused_before_anything_is_sent() {
    let server = Server::start().await;
    let mfa = server.client_over(signed_in()).mfa();
    let text = || Picture::bytes(&b"hello"[..]);
    let errors = [
        mfa.associate_face_by_picture(text()).await.unwrap_err(),
        mfa.associate_face_by_picture(JPEG).compare_face(text()).await.unwrap_err(),
        mfa.verify_face_mfa_by_picture(text(), MFA).await.unwrap_err(),
    ];
    assert!(
        errors.iter().all(|error| error.is_argument() && error.message().contains("unrecognised image format")),
        "{errors:?}"
    );
    server.assert_untouched();
}

#[tokio::test]
async fn a_face_is_not_bound_to_another_user_who_logs_in_during_the_upload() {
    let server = Server::start().await;
    let store = signed_in();
    let shared = store.clone();
    server.answer("upload", move |_| {
        shared.put(&token("user-2"), Some(user("user-2")));
        envelope(json!({ "key": KEY })).into()
    });
    server.reply("associateFace", envelope(json!({ "id": "user-1", "token": token_no("user-1", 2) })));
    server.client_over(store.clone()).mfa().associate_face_by_picture(JPEG).await.unwrap();
    assert_eq!(server.requests_for("associateFace")[0].bearer(), Some(&*token("user-1")));
    assert_eq!(store.session().unwrap().user(), Some(&user("user-2")));
}
