//! The session: checking, ending and setting it, and which client has which session.

use authing_wxapp::{AuthenticationClient, MemoryStore, Secret};
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
    // A session whose parts are of two users, as a program of one's own could have stored it.
    let store = TestStore::with(&token("user-1"), Some(user("user-2")));
    server.client_over(store.clone()).set_token(token_no("user-1", 2)).await.unwrap();
    assert_eq!(store.user_id(), None);
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
