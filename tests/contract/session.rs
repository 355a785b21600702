//! The session: checking, refreshing, ending and setting it, and which client has which session.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use authing_wxapp::{
    AuthenticationClient, BoxFuture, Error, ErrorCode, MemoryStore, Secret, Session, StoreError, Stored, TokenStore,
    Version,
};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{
    APP_ID, Reply, Server, TestStore, expired_token, graphql, graphql_refusal, host_that_refuses, jwt, refusal, token,
    token_no, user, user_json,
};

fn status(code: i64, status: bool) -> Value {
    let data = json!({ "id": "user-1", "userPoolId": "pool-1", "arn": "arn:1" });
    let body = json!({ "code": code, "message": "a message", "status": status, "exp": 2, "iat": 1, "data": data });
    graphql("checkLoginStatus", body)
}

fn renewed(new: &str) -> Value {
    graphql("refreshToken", json!({ "token": new, "iat": 1_700_003_600, "exp": 1_701_213_200 }))
}

fn signed_in() -> TestStore {
    TestStore::with(&token("user-1"), Some(user("user-1")))
}

// --- check_login_status ---

#[tokio::test]
async fn the_status_of_a_valid_token_has_its_user() {
    let server = Server::start().await;
    server.reply("checkLoginStatus", status(200, true));
    let store = signed_in();
    let status = server.client_over(store.clone()).check_login_status().await.unwrap();
    assert!(status.is_logged_in());
    assert_eq!((status.code, status.message.as_deref()), (Some(200), Some("a message")));
    assert_eq!((status.exp, status.iat), (Some(2), Some(1)));
    assert_eq!(status.data.unwrap().id.as_deref(), Some("user-1"));

    let request = server.one_request();
    assert_eq!((request.bearer(), request.variables()), (Some(&*token("user-1")), json!({})));
    assert_eq!(store.token(), Some(token("user-1")));
}

#[tokio::test]
async fn an_expired_token_is_a_status_and_not_an_error_in_every_reply_convention() {
    let replies: [Reply; 4] = [
        status(2206, false).into(),
        graphql_refusal(2206, "a message").into(),
        graphql_refusal(2020, "a message").into(),
        Reply::status(401, refusal(2020, "a message")),
    ];
    for (reply, code) in replies.into_iter().zip([2206, 2206, 2020, 2020]) {
        let server = Server::start().await;
        server.reply("checkLoginStatus", reply);
        let store = signed_in();
        let status = server.client_over(store.clone()).check_login_status().await.unwrap();
        assert!(!status.is_logged_in());
        assert_eq!((status.code, status.message.as_deref()), (Some(code), Some("a message")));
        assert_eq!(store.token(), Some(token("user-1")), "a status check does not end the session");
    }
}

#[tokio::test]
async fn another_token_can_be_checked_with_or_without_a_session() {
    let server = Server::start().await;
    server.reply("checkLoginStatus", status(200, true));
    server.client().check_login_status().token("o.t.h").await.unwrap();
    server.client_over(signed_in()).check_login_status().token("o.t.h").await.unwrap();
    let requests = server.requests();
    assert_eq!((requests[0].bearer(), requests[0].variables()), (None, json!({ "token": "o.t.h" })));
    assert_eq!((requests[1].bearer(), requests[1].variables()), (Some(&*token("user-1")), json!({ "token": "o.t.h" })));
}

#[tokio::test]
async fn a_failure_that_is_not_about_the_token_is_an_error() {
    let server = Server::start().await;
    server.reply("checkLoginStatus", graphql_refusal(500, "internal error"));
    let error = server.client_over(signed_in()).check_login_status().await.unwrap_err();
    assert_eq!((error.code().get(), error.verb()), (500, "check_login_status"));
}

// --- refresh_token ---

#[tokio::test]
async fn a_refreshed_token_replaces_the_old_one_and_the_user_stays() {
    let server = Server::start().await;
    server.reply("refreshToken", renewed(&token_no("user-1", 2)));
    let store = signed_in();
    let fresh = server.client_over(store.clone()).refresh_token().await.unwrap();
    assert_eq!(fresh.token.expose(), token_no("user-1", 2));
    assert_eq!((fresh.iat, fresh.exp), (Some(1_700_003_600), Some(1_701_213_200)));

    let request = server.one_request();
    assert_eq!((request.bearer(), request.variables()), (Some(&*token("user-1")), json!({})));
    let session = store.session().unwrap();
    assert_eq!(session.token().expose(), token_no("user-1", 2));
    let user = session.user().unwrap();
    assert_eq!(user.id, "user-1");
    assert_eq!(user.token.as_ref(), Some(session.token()), "the user has no other token than the session");
}

#[tokio::test]
async fn ten_concurrent_refreshes_send_one_request_and_get_the_same_token() {
    let server = Server::start().await;
    server.reply("refreshToken", renewed(&token_no("user-1", 2)));
    let client = server.client_over(signed_in());
    let tokens = join_all((0..10).map(|_| client.clone().refresh_token().into_future())).await;
    server.one_request();
    assert!(tokens.into_iter().all(|fresh| fresh.unwrap().token.expose() == token_no("user-1", 2)));
}

#[tokio::test]
async fn a_refresh_that_names_the_token_is_sent_only_if_the_session_has_it() {
    let server = Server::start().await;
    server.reply("refreshToken", renewed(&token_no("user-1", 2)));
    let store = signed_in();
    let client = server.client_over(store.clone());
    for _ in 0..3 {
        // Whoever finds the first token to be expired gets the second one, however late.
        let fresh = client.refresh_token().replacing(token("user-1")).await.unwrap();
        assert_eq!(fresh.token.expose(), token_no("user-1", 2));
    }
    server.one_request();
    client.set_token(token("user-2")).await.unwrap();
    let error = client.refresh_token().replacing(token("user-1")).await.unwrap_err();
    assert!(error.is_not_logged_in(), "the session is another user's: {error:?}");
    server.one_request();
}

#[tokio::test]
async fn consecutive_refreshes_each_renew_the_latest_token() {
    let server = Server::start().await;
    server.reply("refreshToken", renewed(&token_no("user-1", 2)));
    server.reply("refreshToken", renewed(&token_no("user-1", 3)));
    let store = signed_in();
    let client = server.client_over(store.clone());
    client.refresh_token().await.unwrap();
    client.refresh_token().await.unwrap();
    let bearers: Vec<_> = server.requests().iter().map(|request| request.bearer().unwrap().to_owned()).collect();
    assert_eq!(bearers, [token("user-1"), token_no("user-1", 2)]);
    assert_eq!(store.token(), Some(token_no("user-1", 3)));
}

/// Refreshes while `change` alters the store during the request.
async fn refresh_while(
    change: impl Fn(&TestStore) + Send + Sync + 'static,
) -> (Result<authing_wxapp::RefreshedToken, authing_wxapp::Error>, TestStore) {
    let server = Server::start().await;
    let store = signed_in();
    let shared = store.clone();
    server.answer("refreshToken", move |_| {
        change(&shared);
        renewed(&token_no("user-1", 2)).into()
    });
    let result = server.client_over(store.clone()).refresh_token().await;
    (result, store)
}

#[tokio::test]
async fn a_token_that_another_program_stored_during_the_refresh_is_kept() {
    let (result, store) = refresh_while(|store| store.put(&token_no("user-1", 9), Some(user("user-1")))).await;
    let fresh = result.unwrap();
    assert_eq!(fresh.token.expose(), token_no("user-1", 9));
    assert_eq!((fresh.iat, fresh.exp), (Some(1_700_000_000), Some(4_102_444_800)), "the times come from the token");
    assert_eq!(store.token(), Some(token_no("user-1", 9)));
}

#[tokio::test]
async fn a_token_of_another_user_is_neither_stored_nor_returned() {
    let server = Server::start().await;
    server.reply("refreshToken", renewed(&token("user-2")));
    let store = signed_in();
    let error = server.client_over(store.clone()).refresh_token().await.unwrap_err();
    assert!(error.is_decode() && error.may_have_reached_server() && error.session().is_none(), "{error:?}");
    assert_eq!(store.token(), Some(token("user-1")));

    // Another user has logged in meanwhile.
    let (result, store) = refresh_while(|store| store.put(&token("user-2"), Some(user("user-2")))).await;
    assert!(result.unwrap_err().is_not_logged_in());
    assert_eq!(store.token(), Some(token("user-2")));
}

/// A store into which another program puts a new token while it is read for the fifth time.
struct Late(TestStore, AtomicUsize);

impl TokenStore for Late {
    fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>> {
        if self.1.fetch_add(1, SeqCst) == 4 {
            self.0.put(&token_no("user-1", 2), Some(user("user-1")));
        }
        self.0.load()
    }

    fn replace(&self, expected: Version, session: Arc<Session>) -> BoxFuture<'_, Result<bool, StoreError>> {
        self.0.replace(expected, session)
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        self.0.clear()
    }
}

#[tokio::test]
async fn a_token_that_another_program_is_still_storing_is_waited_for() {
    let server = Server::start().await;
    server.reply("refreshToken", graphql_refusal(2206, "expired"));
    let client = server.client().for_session(Late(signed_in(), AtomicUsize::new(0)));
    assert_eq!(client.refresh_token().await.unwrap().token.expose(), token_no("user-1", 2));
}

#[tokio::test]
async fn a_logout_during_a_refresh_is_not_undone() {
    let (result, store) = refresh_while(TestStore::wipe).await;
    assert!(result.unwrap_err().is_not_logged_in());
    assert_eq!(store.session(), None);
}

#[tokio::test]
async fn a_refresh_needs_a_session_and_sends_nothing_without_one() {
    let server = Server::start().await;
    let error = server.client().refresh_token().await.unwrap_err();
    assert!(error.is_not_logged_in() && !error.may_have_reached_server(), "{error:?}");
    assert_eq!((error.code(), error.verb()), (ErrorCode::LOCAL, "refresh_token"));
    server.assert_untouched();
}

#[tokio::test]
async fn a_refresh_of_an_expired_token_fails_and_keeps_the_session() {
    let server = Server::start().await;
    server.reply("refreshToken", graphql_refusal(2206, "expired"));
    let store = signed_in();
    let error = server.client_over(store.clone()).refresh_token().await.unwrap_err();
    assert!(error.is_token_expired() && !error.is_not_logged_in(), "{error:?}");
    assert_eq!(store.token(), Some(token("user-1")));
}

#[tokio::test]
async fn a_refresh_with_an_empty_or_missing_token_is_an_error() {
    for odd in [json!({ "token": "" }), json!({ "token": null }), json!({ "iat": 1 }), Value::Null] {
        let server = Server::start().await;
        server.reply("refreshToken", Reply::raw_json(graphql("refreshToken", odd.clone())));
        let store = signed_in();
        let result = server.client_over(store.clone()).refresh_token().await;
        assert!(result.as_ref().is_err_and(|error| error.is_decode()), "{odd}: {result:?}");
        assert_eq!(store.token(), Some(token("user-1")), "{odd}");
    }
}

#[tokio::test]
async fn a_failed_refresh_does_not_block_the_next_one() {
    let server = Server::start().await;
    server.reply("refreshToken", Reply::raw(502, "text/html", "<html>"));
    server.reply("refreshToken", renewed(&token_no("user-1", 2)));
    let client = server.client_over(signed_in());
    client.refresh_token().await.unwrap_err();
    client.refresh_token().await.unwrap();
}

// --- logout ---

#[tokio::test]
async fn a_logout_calls_the_server_and_clears_the_session() {
    let server = Server::start().await;
    server.reply("logout", json!({ "code": 200, "message": "done" }));
    let store = signed_in();
    server.client_over(store.clone()).logout().await.unwrap();
    let request = server.one_request();
    assert_eq!((&*request.method, &*request.path), ("GET", "/api/v2/logout"));
    assert_eq!(request.query, [("app_id".to_owned(), APP_ID.to_owned())]);
    assert_eq!(request.bearer(), Some(&*token("user-1")));
    assert_eq!(store.session(), None);
}

#[tokio::test]
async fn a_logout_without_a_session_still_calls_the_server() {
    let server = Server::start().await;
    server.reply("logout", json!({ "code": 200, "message": "done", "data": {} }));
    server.client().logout().await.unwrap();
    assert_eq!(server.one_request().bearer(), None);
}

#[tokio::test]
async fn a_refused_logout_clears_the_session_and_returns_the_failure() {
    let server = Server::start().await;
    server.reply("logout", refusal(500, "internal error"));
    let store = signed_in();
    let error = server.client_over(store.clone()).logout().await.unwrap_err();
    assert_eq!((error.code().get(), error.verb()), (500, "logout"));
    assert_eq!(store.session(), None);
}

#[tokio::test]
async fn a_logout_without_a_connection_clears_the_session_and_returns_the_failure() {
    let (host, _port) = host_that_refuses();
    let store = signed_in();
    let client = AuthenticationClient::builder(APP_ID).host(host).token_store(store.clone()).build().unwrap();
    let error = client.logout().await.unwrap_err();
    assert!(error.is_connect(), "{error:?}");
    assert_eq!(store.session(), None);
}

#[tokio::test]
async fn a_logout_that_times_out_clears_the_session_and_returns_the_failure() {
    let server = Server::start().await;
    server.reply("logout", Reply::from(json!({ "code": 200 })).never());
    let store = signed_in();
    let timeout = std::time::Duration::from_secs(1);
    let client = server.builder().token_store(store.clone()).timeout(timeout).build().unwrap();
    let error = client.logout().await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    assert_eq!(store.session(), None);
}

#[tokio::test]
async fn a_store_that_cannot_be_cleared_is_an_error_even_if_the_server_logged_out() {
    let server = Server::start().await;
    server.reply("logout", json!({ "code": 200 }));
    let error = server.client_over(signed_in().break_clear()).logout().await.unwrap_err();
    assert!(error.is_store(), "{error:?}");
    server.one_request();
}

// --- methods that send nothing ---

#[tokio::test]
async fn the_logged_in_user_is_the_one_in_the_token() {
    let server = Server::start().await;
    let client = |token: &str| server.client().for_token(token);
    assert_eq!(client(&token("user-1")).check_logged_in().await.unwrap(), "user-1");
    let older = jwt(json!({ "data": { "id": "user-2" } }));
    assert_eq!(client(&older).check_logged_in().await.unwrap(), "user-2");
    let store = TestStore::with("opaque", Some(user("user-3")));
    assert_eq!(server.client_over(store).check_logged_in().await.unwrap(), "user-3");
    server.assert_untouched();
}

#[tokio::test]
async fn check_logged_in_needs_a_valid_token_that_names_a_user() {
    let server = Server::start().await;
    let check = async |client: AuthenticationClient| client.check_logged_in().await.unwrap_err();
    let nobody = check(server.client()).await;
    assert!(nobody.is_not_logged_in() && !nobody.is_token_expired(), "{nobody:?}");
    let expired = check(server.client().for_token(expired_token("user-1"))).await;
    assert!(expired.is_token_expired(), "{expired:?}");
    let without_user = check(server.client().for_token("opaque")).await;
    assert!(without_user.is_not_logged_in() && without_user.message().contains("names no user"), "{without_user:?}");
    server.assert_untouched();
}

#[tokio::test]
async fn set_token_keeps_the_stored_user_only_if_the_token_names_it() {
    let server = Server::start().await;
    for (new, kept) in [(token_no("user-1", 2), Some("user-1")), (token("user-2"), None), ("opaque".into(), None)] {
        let store = signed_in();
        server.client_over(store.clone()).set_token(&*new).await.unwrap();
        assert_eq!(store.token().as_ref(), Some(&new));
        assert_eq!(store.user_id().as_deref(), kept, "{new}");
        let own = store.session().unwrap().user().and_then(|user| user.token.clone());
        assert_eq!(own, kept.map(|_| Secret::from(&*new)), "the user has no other token than the session");
    }
    let error = server.client().set_token(" ").await.unwrap_err();
    assert!(error.is_argument() && error.message().starts_with("token is empty"), "{error:?}");
    server.assert_untouched();
}

#[tokio::test]
async fn set_current_user_uses_the_token_of_the_user_or_the_stored_one() {
    let server = Server::start().await;
    let store = signed_in();
    let client = server.client_over(store.clone());
    client.set_current_user(user("user-2")).await.unwrap();
    assert_eq!((store.token(), store.user_id().as_deref()), (Some(token("user-2")), Some("user-2")));

    let mut tokenless = user("user-3");
    tokenless.token = None;
    client.set_current_user(tokenless.clone()).await.unwrap();
    assert_eq!((store.token(), store.user_id().as_deref()), (Some(token("user-2")), Some("user-3")));
    assert_eq!(store.session().unwrap().user().unwrap().token, Some(token("user-2").into()));

    let error = server.client().set_current_user(tokenless).await.unwrap_err();
    assert!(error.is_not_logged_in(), "{error:?}");
    server.assert_untouched();
}

#[tokio::test]
async fn stored_session_returns_the_session_in_the_store() {
    let server = Server::start().await;
    assert_eq!(server.client().stored_session().await.unwrap(), None);
    let store = signed_in();
    assert_eq!(server.client_over(store.clone()).stored_session().await.unwrap(), store.session());
    let client = server.builder().access_token(token("user-1")).build().unwrap();
    let session = client.stored_session().await.unwrap().unwrap();
    assert_eq!((session.token().expose(), session.user()), (&*token("user-1"), None));
    let error = server.client_over(TestStore::new().break_load()).stored_session().await.unwrap_err();
    assert!(error.is_store() && error.verb() == "stored_session", "{error:?}");
    server.assert_untouched();
}

// --- which client has which session ---

#[tokio::test]
async fn clones_share_a_session_and_derived_clients_have_their_own() {
    let server = Server::start().await;
    let client = server.client_over(signed_in());
    let clone = client.clone();
    let other = client.for_session(MemoryStore::new());
    let third = client.for_token(token("user-3"));
    clone.set_token(token_no("user-1", 2)).await.unwrap();
    assert_eq!(client.stored_session().await.unwrap().unwrap().token().expose(), token_no("user-1", 2));
    assert_eq!(other.stored_session().await.unwrap(), None);
    assert_eq!(third.check_logged_in().await.unwrap(), "user-3");
    assert_eq!((other.app_id(), other.host()), (client.app_id(), client.host()));
    server.assert_untouched();
}

#[tokio::test]
async fn two_users_of_one_back_end_never_share_a_session() {
    let server = Server::start().await;
    server.answer("loginByCode", |request| {
        let id = request.json()["code"].as_str().unwrap().replace("code-of-", "");
        crate::support::envelope(user_json(&id)).into()
    });
    server.answer("user", |request| {
        let id = if request.bearer() == Some(&token("ada")) { "ada" } else { "bob" };
        graphql("user", json!({ "id": id })).into()
    });
    let app = server.client();
    let serve = async |id: &str| {
        let client = app.for_session(MemoryStore::new());
        client.login_by_code(format!("code-of-{id}")).await.unwrap();
        let me = client.get_current_user().await.unwrap().unwrap();
        assert_eq!((&*me.id, &*client.check_logged_in().await.unwrap()), (id, id));
    };
    tokio::join!(serve("ada"), serve("bob"), serve("ada"), serve("bob"));
    assert_eq!(app.stored_session().await.unwrap(), None);
}

type Call = fn(&AuthenticationClient) -> BoxFuture<'static, Result<(), Error>>;

#[tokio::test]
async fn concurrent_calls_share_the_failure_of_their_request_and_a_later_one_is_sent_again() {
    let server = Server::start().await;
    let failure = || Reply::raw(500, "text/plain", "").delay(Duration::from_millis(300));
    server.reply("refreshToken", failure());
    server.reply("getPublicKey", failure());
    let client = server.client_over(signed_in());
    let calls: [(&str, Call); 2] = [
        ("refresh_token", |client| {
            let client = client.clone();
            Box::pin(async move { client.refresh_token().await.map(drop) })
        }),
        ("login_by_email", |client| {
            let client = client.clone();
            Box::pin(async move { client.login_by_email("ada@example.com", "password").await.map(drop) })
        }),
    ];
    for (number, (verb, call)) in calls.into_iter().enumerate() {
        for error in join_all((0..200).map(|_| call(&client))).await.into_iter().map(Result::unwrap_err) {
            assert_eq!((error.code().get(), error.verb()), (500, verb), "{error:?}");
        }
        assert_eq!(server.requests().len(), 2 * number + 1, "{verb}");
        call(&client).await.unwrap_err();
        assert_eq!(server.requests().len(), 2 * number + 2, "{verb}");
    }
}
