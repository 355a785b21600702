//! What the tokens of OIDC do to the session.

use std::sync::Arc;

use authing_wxapp::{AuthenticationClient, BoxFuture, Error, Session, TokenSet, TokenStore as _};
use serde_json::json;

use crate::{
    oauth::{CALLBACK, app, tokens},
    support::{Server, TestStore, now, seconds_now, token, token_no, user},
};

#[tokio::test]
async fn exchanging_a_code_logs_its_user_in() {
    let server = Server::start().await;
    server.reply("token", tokens());
    for (before, kept) in [(None, false), (Some("user-1"), true), (Some("user-2"), false)] {
        let store = before.map_or_else(TestStore::new, |id| TestStore::with(&token_no(id, 2), Some(user(id))));
        let client = app(&server).token_store(store.clone()).build().unwrap();
        client.get_access_token_by_code("code-1").await.unwrap();
        assert_eq!(store.token(), Some(token("user-1")));
        assert_eq!(store.user_id(), kept.then(|| "user-1".into()), "{before:?}");
    }
    assert!(server.requests().iter().all(|request| request.bearer().is_none()));
}

type Renew = fn(AuthenticationClient) -> BoxFuture<'static, Result<TokenSet, Error>>;

const RENEW: [Renew; 2] = [
    |client| client.get_new_access_token_by_refresh_token("refresh-0").into_future(),
    |client| client.get_access_token_by_id_token("a.b.c", CALLBACK).into_future(),
];

#[tokio::test]
async fn a_new_token_replaces_the_session_of_the_same_user_only() {
    let server = Server::start().await;
    server.reply("token", tokens());
    for renew in RENEW {
        for (before, after) in [(None, "user-1"), (Some("user-1"), "user-1"), (Some("user-2"), "user-2")] {
            let old = before.map(|id| token_no(id, 2));
            let store = match (before, &old) {
                (Some(id), Some(old)) => TestStore::with(old, Some(user(id))),
                _ => TestStore::new(),
            };
            renew(app(&server).token_store(store.clone()).build().unwrap()).await.unwrap();
            let wanted = if after == "user-1" { Some(token("user-1")) } else { old };
            assert_eq!((store.token(), store.user_id()), (wanted, before.map(str::to_owned)), "{before:?}");
        }
    }
}

#[tokio::test]
async fn a_session_that_changes_during_the_call_is_not_overwritten() {
    for renew in RENEW {
        for logged_in in [true, false] {
            let server = Server::start().await;
            let store = TestStore::with(&token_no("user-1", 2), Some(user("user-1")));
            let shared = store.clone();
            server.answer("token", move |_| {
                match logged_in {
                    true => shared.put(&token_no("user-1", 3), None),
                    false => shared.wipe(),
                }
                tokens().into()
            });
            renew(app(&server).token_store(store.clone()).build().unwrap()).await.unwrap();
            assert_eq!(store.token(), logged_in.then(|| token_no("user-1", 3)));
        }
    }
}

#[tokio::test]
async fn without_an_id_token_nothing_is_stored() {
    let server = Server::start().await;
    server.reply("token", json!({ "access_token": "access.1", "id_token": null }));
    server.reply("token", json!({ "access_token": "access.1", "id_token": "" }));
    let store = TestStore::new();
    let client = app(&server).token_store(store.clone()).build().unwrap();
    for _ in 0..2 {
        client.get_access_token_by_code("code-1").await.unwrap();
        client.get_new_access_token_by_refresh_token("refresh-0").await.unwrap();
    }
    assert_eq!(store.token(), None);
}

#[tokio::test]
async fn the_session_holds_the_access_token_the_refresh_token_and_the_expiry() {
    let server = Server::start().await;
    server.reply("token", tokens());
    // A refresh token stays if the reply has none; one without an id token is the session's if its refresh token was sent.
    let renewed = |access: &str| json!({ "access_token": access, "id_token": token_no("user-1", 2), "expires_in": 60 });
    server.reply("token", renewed("access.2"));
    server.reply("token", json!({ "access_token": "access.3", "refresh_token": "refresh-3" }));
    server.reply("token", json!({ "access_token": "stranger", "refresh_token": "stranger" }));
    let store = TestStore::new();
    let client = app(&server).token_store(store.clone()).build().unwrap();
    let held = || {
        let session = store.session().unwrap();
        let text = |token: Option<&authing_wxapp::Secret>| token.unwrap().expose().to_owned();
        (session.token().expose().to_owned(), text(session.access_token()), text(session.refresh_token()))
    };
    let expected = |token: &str, access: &str, refresh: &str| (token.to_owned(), access.to_owned(), refresh.to_owned());

    let before = seconds_now();
    client.get_access_token_by_code("code-1").await.unwrap();
    assert_eq!(held(), expected(&token("user-1"), "access.1", "refresh-1"));
    let expires_at = store.session().unwrap().expires_at().unwrap();
    assert!((before + 3600..=seconds_now() + 3600).contains(&expires_at), "{expires_at}");

    client.get_new_access_token_by_refresh_token("refresh-1").await.unwrap();
    assert_eq!(held(), expected(&token_no("user-1", 2), "access.2", "refresh-1"));
    client.get_new_access_token_by_refresh_token("refresh-1").await.unwrap();
    assert_eq!(held(), expected(&token_no("user-1", 2), "access.3", "refresh-3"));
    client.get_new_access_token_by_refresh_token("refresh token of somebody").await.unwrap();
    assert_eq!(held(), expected(&token_no("user-1", 2), "access.3", "refresh-3"));

    client.set_token(token_no("user-1", 3)).await.unwrap();
    assert_eq!(held(), expected(&token_no("user-1", 3), "access.3", "refresh-3"));
    client.set_token(token("user-2")).await.unwrap();
    let session = store.session().unwrap();
    assert_eq!((session.access_token(), session.refresh_token()), (None, None), "they are another user's");
}

#[tokio::test]
async fn a_spent_refresh_token_is_replaced_though_the_token_beside_it_has_changed_meanwhile() {
    let server = Server::start().await;
    server.reply("token", tokens());
    let store = TestStore::new();
    let client = app(&server).token_store(store.clone()).build().unwrap();
    client.get_access_token_by_code("code-1").await.unwrap();

    let shared = store.clone();
    server.answer("token", move |_| {
        // Another program renews the token of the session.
        let stored = now(shared.load()).unwrap();
        let session = Session::new(token_no("user-1", 9), None).with_refresh_token("refresh-1");
        assert!(now(shared.replace(stored.version, Arc::new(session))).unwrap());
        json!({ "access_token": "access.2", "refresh_token": "refresh-2", "id_token": token_no("user-1", 2) }).into()
    });
    client.get_new_access_token_by_refresh_token("refresh-1").await.unwrap();
    let session = store.session().unwrap();
    assert_eq!(session.token().expose(), token_no("user-1", 9), "the other program's token stays");
    assert_eq!(session.refresh_token().unwrap().expose(), "refresh-2");
    assert_eq!(session.access_token().unwrap().expose(), "access.2");
}

#[tokio::test]
async fn an_id_token_of_another_user_changes_nothing_though_the_refresh_token_was_that_of_the_session() {
    let server = Server::start().await;
    server.reply("token", tokens());
    server.reply("token", json!({ "access_token": "a", "refresh_token": "r", "id_token": token("user-2") }));
    let store = TestStore::new();
    let client = app(&server).token_store(store.clone()).build().unwrap();
    client.get_access_token_by_code("code-1").await.unwrap();
    let before = store.session();
    client.get_new_access_token_by_refresh_token("refresh-1").await.unwrap();
    assert_eq!(store.session(), before);
}

/// The other program was slower to ask and faster to store, for example because this one was suspended for longer than its
/// lease lives.
#[tokio::test]
async fn an_exchange_that_is_late_does_not_overwrite_a_newer_refresh_token() {
    let server = Server::start().await;
    server.reply("token", tokens());
    let store = TestStore::new();
    let client = app(&server).token_store(store.clone()).build().unwrap();
    client.get_access_token_by_code("code-1").await.unwrap();

    let shared = store.clone();
    server.answer("token", move |_| {
        let stored = now(shared.load()).unwrap();
        let session = stored.session.unwrap();
        let newer = Session::new(session.token().clone(), None).with_access_token("newer").with_refresh_token("newer");
        assert!(now(shared.replace(stored.version, Arc::new(newer))).unwrap());
        json!({ "access_token": "late", "refresh_token": "late", "id_token": token("user-1") }).into()
    });
    client.get_new_access_token_by_refresh_token("refresh-1").await.unwrap();
    let session = store.session().unwrap();
    assert_eq!(session.refresh_token().unwrap().expose(), "newer");
    assert_eq!(session.access_token().unwrap().expose(), "newer");
}

#[tokio::test]
async fn tokens_that_cannot_be_stored_are_in_the_error() {
    let server = Server::start().await;
    server.reply("token", tokens());
    let client = app(&server).token_store(TestStore::new().break_replace()).build().unwrap();
    let errors = [
        client.get_access_token_by_code("code-1").await.unwrap_err(),
        RENEW[0](client.clone()).await.unwrap_err(),
        RENEW[1](client).await.unwrap_err(),
    ];
    for error in errors {
        assert!(error.is_store() && error.may_have_reached_server(), "{error:?}");
        assert_eq!(error.tokens().unwrap().refresh_token.as_ref().unwrap().expose(), "refresh-1");
        assert_eq!(error.session().unwrap().token().expose(), token("user-1"));
        assert_eq!(error.session().unwrap().refresh_token().unwrap().expose(), "refresh-1");
        assert!(!format!("{error:?} {error}").contains("refresh-1"));
    }
}
