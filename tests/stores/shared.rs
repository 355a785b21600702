//! Two clients with one store, such as two machines that share a database.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use authing_wxapp::{BoxFuture, FileStore, MemoryStore, Session, StoreError, Stored, TokenStore, Version};
use futures_util::FutureExt as _;
use serde_json::json;
use tempfile::TempDir;
use wiremock::ResponseTemplate;

use crate::support::{client, json_reply, server, session, user};

/// A memory store for several clients, in place of a store on the network.
#[derive(Clone)]
struct Common(Arc<MemoryStore>);

impl Common {
    fn with(token: &str) -> Self {
        Self(Arc::new(MemoryStore::with_session((*session(token)).clone())))
    }

    /// Changes the session as another program would, during a call of the client under test.
    fn change(&self, new: impl FnOnce(&Session) -> Session) {
        let stored = self.load().now_or_never().unwrap().unwrap();
        let new = Arc::new(new(&stored.session.unwrap()));
        assert!(self.replace(stored.version, new).now_or_never().unwrap().unwrap());
    }

    async fn token(&self) -> Option<String> {
        self.load().await.unwrap().session.map(|session| session.token().expose().to_owned())
    }
}

impl TokenStore for Common {
    fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>> {
        self.0.load()
    }

    fn replace(&self, expected: Version, session: Arc<Session>) -> BoxFuture<'_, Result<bool, StoreError>> {
        self.0.replace(expected, session)
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        self.0.clear()
    }
}

fn refreshed(token: &str) -> ResponseTemplate {
    json_reply(json!({ "data": { "refreshToken": { "token": token } } }))
}

fn expired() -> ResponseTemplate {
    json_reply(json!({ "errors": [{ "message": { "code": 2206, "message": "the token has expired" } }], "data": null }))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn refreshes_on_two_machines_return_the_stored_token() {
    for _ in 0..10 {
        let number = AtomicUsize::new(0);
        let server = server(move |_| refreshed(&format!("new-{}", number.fetch_add(1, Ordering::Relaxed)))).await;
        let store = Common::with("old");
        let [here, there] = [(); 2].map(|()| client(&server, store.clone()));
        let (one, other) = tokio::join!(
            tokio::spawn(here.refresh_token().into_future()),
            tokio::spawn(there.refresh_token().into_future())
        );
        let (one, other) = (one.unwrap().unwrap(), other.unwrap().unwrap());
        let stored = store.token().await.unwrap();
        assert!(stored.starts_with("new-"), "{stored}");
        let given = [one.token.expose(), other.token.expose()];
        assert!(given.contains(&&*stored), "{given:?}, stored {stored}");
        // A second token exists only if one refresh began after the other was stored.
        let bearers = server.received_requests().await.unwrap();
        let in_turn = bearers.iter().any(|request| request.headers["authorization"] != "Bearer old");
        assert_eq!(given[0] != given[1], in_turn, "{given:?}, stored {stored}");
        assert!(store.load().await.unwrap().session.unwrap().user().is_some(), "the user stays");
    }
}

#[tokio::test]
async fn a_refresh_returns_the_token_of_the_faster_machine() {
    let store = Common::with("old");
    let faster = store.clone();
    let server = server(move |_| {
        faster.change(|session| Session::new("theirs", session.user().cloned()));
        refreshed("ours")
    })
    .await;
    let fresh = client(&server, store.clone()).refresh_token().await.unwrap();
    assert_eq!((fresh.token.expose(), store.token().await.as_deref()), ("theirs", Some("theirs")));
}

/// The server accepts the old token once, and the other machine used it first.
#[tokio::test]
async fn a_refused_refresh_returns_the_token_of_the_faster_machine() {
    let store = Common::with("old");
    let faster = store.clone();
    let server = server(move |_| {
        faster.change(|session| Session::new("theirs", session.user().cloned()));
        expired()
    })
    .await;
    let fresh = client(&server, store.clone()).refresh_token().await.unwrap();
    assert_eq!((fresh.token.expose(), store.token().await.as_deref()), ("theirs", Some("theirs")));
}

#[tokio::test]
async fn a_refresh_is_not_lost_when_the_profile_is_stored_meanwhile() {
    let store = Common::with("old");
    let other = store.clone();
    let server = server(move |_| {
        other.change(|session| {
            let mut user = user("ada");
            user.nickname = Some("Ada".into());
            Session::new(session.token(), Some(user))
        });
        refreshed("new")
    })
    .await;
    let fresh = client(&server, store.clone()).refresh_token().await.unwrap();
    assert_eq!((fresh.token.expose(), store.token().await.as_deref()), ("new", Some("new")));
    let session = store.load().await.unwrap().session.unwrap();
    assert_eq!(session.user().unwrap().nickname.as_deref(), Some("Ada"), "the profile is not lost either");
}

#[tokio::test]
async fn a_refresh_does_not_undo_a_logout() {
    let store = Common::with("old");
    let other = store.clone();
    let server = server(move |_| {
        other.clear().now_or_never().unwrap().unwrap();
        refreshed("new")
    })
    .await;
    let error = client(&server, store.clone()).refresh_token().await.unwrap_err();
    assert!(error.is_not_logged_in(), "{error:?}");
    assert_eq!(store.token().await, None);
}

#[tokio::test]
async fn a_late_profile_is_not_stored_after_a_logout_or_for_another_user() {
    let reply = || json_reply(json!({ "data": { "user": { "id": "ada", "nickname": "Ada" } } }));
    let store = Common::with("old");
    let other = store.clone();
    let first = server(move |_| {
        other.clear().now_or_never().unwrap().unwrap();
        reply()
    })
    .await;
    client(&first, store.clone()).get_current_user().await.unwrap();
    assert_eq!(store.token().await, None);

    let store = Common::with("old");
    let other = store.clone();
    let second = server(move |_| {
        other.change(|_| Session::new("token of bob", Some(user("bob"))));
        reply()
    })
    .await;
    client(&second, store.clone()).get_current_user().await.unwrap();
    let session = store.load().await.unwrap().session.unwrap();
    assert_eq!((session.token().expose(), &*session.user().unwrap().id), ("token of bob", "bob"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn logins_of_many_clients_over_one_file_leave_one_whole_session() {
    let number = AtomicUsize::new(0);
    let server = server(move |_| {
        let n = number.fetch_add(1, Ordering::Relaxed);
        json_reply(json!({ "code": 200, "data": { "id": format!("user-{n}"), "token": format!("token-{n}") } }))
    })
    .await;
    let home = TempDir::new().unwrap();
    let store = FileStore::open(home.path().join("session.json")).unwrap();
    let logins: Vec<_> =
        (0..6).map(|_| tokio::spawn(client(&server, store.clone()).login_by_code("code").into_future())).collect();
    for login in logins {
        login.await.unwrap().unwrap();
    }
    let session = store.load().await.unwrap().session.unwrap();
    let n = session.token().expose().strip_prefix("token-").unwrap().to_owned();
    assert_eq!(session.user().unwrap().id, format!("user-{n}"));
}
