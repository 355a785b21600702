//! WeChat's access token, and the store in which a fleet shares it.

use std::{sync::Arc, time::Duration};

use authing_wxapp::{
    AuthenticationClient, BoxFuture, Lease, LeaseHolder, MemorySessions, Session, SessionId, SessionStore, StoreError,
    Stored, TokenStore, Version, WechatAccessToken,
};
use futures_util::future::{join_all, pending};
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::support::{Reply, Server, TestStore, now, seconds_now, v3, v3_refusal};

const OPERATION: &str = "getWechatAccessTokenInfoV3";
const NEXT_CENTURY: i64 = 4_102_444_800;

#[tokio::test]
async fn the_access_token_of_wechat_is_fetched_once_for_all_clients() {
    let server = Server::start().await;
    server.reply(OPERATION, v3(json!({ "accessToken": "token-1", "expiresAt": NEXT_CENTURY })));
    let client = server.client();
    let calls = (0..8).map(|_| {
        let client = client.for_session(TestStore::new());
        tokio::spawn(client.v3().get_wechat_access_token_info("wx1", "s3cret").into_future())
    });
    for call in calls.collect::<Vec<_>>() {
        let token = call.await.unwrap().unwrap();
        assert_eq!((token.access_token.expose(), token.expires_at), ("token-1", Some(4_102_444_800)));
    }
    assert_eq!(server.one_request().json(), json!({ "appId": "wx1", "appSecret": "s3cret" }));
    // Whoever does not know the secret does not get the token of those who do.
    client.v3().get_wechat_access_token_info("wx1", "another").await.unwrap();
    client.v3().get_wechat_access_token_info("wx2", "s3cret").await.unwrap();
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_token_of_wechat_is_fetched_again_shortly_before_its_end_or_when_wechat_refuses_it() {
    let soon = seconds_now() + 30;
    let server = Server::start().await;
    // The document calls it text, and its example is a number.
    server.reply(OPERATION, v3(json!({ "accessToken": "token-1", "expiresAt": soon.to_string() })));
    server.reply(OPERATION, v3(json!({ "accessToken": "token-2", "expiresAt": "4102444800" })));
    server.reply(OPERATION, v3(json!({ "accessToken": "token-3", "expiresAt": NEXT_CENTURY })));
    let client = server.client();
    let get = || client.v3().get_wechat_access_token_info("wx1", "s3cret");
    let mut tokens = Vec::new();
    for request in [get(), get(), get(), get().replacing("token-1"), get().replacing("token-2"), get()] {
        tokens.push(request.await.unwrap().access_token.expose().to_owned());
    }
    assert_eq!(tokens, ["token-1", "token-2", "token-2", "token-2", "token-3", "token-3"]);
    assert_eq!(server.requests().len(), 3);
}

/// A store that has one session only, that of the token.
struct OneSession(TestStore);

impl SessionStore for OneSession {
    fn open(&self, _: &SessionId) -> Arc<dyn TokenStore> {
        Arc::new(self.0.clone())
    }
}

/// A client that shares nothing with others but the store, like that of another process.
fn process(server: &Server, store: impl SessionStore) -> AuthenticationClient {
    server.builder().wechat_token_store(store).build().unwrap()
}

fn token(number: u32) -> Value {
    v3(json!({ "accessToken": format!("token-{number}"), "expiresAt": NEXT_CENTURY + i64::from(number) }))
}

async fn get(client: &AuthenticationClient, refused: Option<&str>) -> Result<WechatAccessToken, authing_wxapp::Error> {
    let request = client.v3().get_wechat_access_token_info("wx1", "s3cret");
    match refused {
        Some(refused) => request.replacing(refused).await,
        None => request.await,
    }
}

#[tokio::test]
async fn processes_that_share_a_store_fetch_one_token_and_replace_it_once() {
    let server = Server::start().await;
    for number in 1..=3 {
        server.reply(OPERATION, token(number));
    }
    let sessions = MemorySessions::new();
    let processes: Vec<_> = (0..8).map(|_| process(&server, sessions.clone())).collect();
    for (refused, expected) in
        [(None, "token-1"), (None, "token-1"), (Some("token-1"), "token-2"), (Some("token-1"), "token-2")]
    {
        for token in join_all(processes.iter().map(|process| get(process, refused))).await {
            assert_eq!(token.unwrap().access_token.expose(), expected, "{refused:?}");
        }
    }
    assert_eq!(server.requests().len(), 2);
    // Whoever knows the older refusal only gets the newer token, and nothing is fetched for it.
    assert_eq!(get(&processes[0], None).await.unwrap().expires_at, Some(NEXT_CENTURY + 2));
    assert_eq!(get(&processes[0], Some("token-2")).await.unwrap().access_token.expose(), "token-3");
    assert_eq!(get(&processes[7], None).await.unwrap().access_token.expose(), "token-3");
}

#[tokio::test]
async fn the_store_has_the_token_with_its_end_and_no_secret_of_the_mini_program() {
    let server = Server::start().await;
    server.reply(OPERATION, token(1));
    let store = TestStore::new();
    get(&process(&server, OneSession(store.clone())), None).await.unwrap();
    let session = store.session().unwrap();
    assert_eq!(session.access_token().unwrap().expose(), "token-1");
    assert_eq!(session.expires_at(), Some(NEXT_CENTURY + 1));
    let text = serde_json::to_string(&*session).unwrap();
    assert!(!text.contains("s3cret") && !format!("{session:?}").contains("token-1"), "{text}");
    assert_ne!(session.token().expose(), "token-1", "nobody takes it for the token of a user");
    assert_eq!((session.user_id(), session.refresh_token()), (None, None));
}

#[tokio::test]
async fn whoever_has_another_secret_neither_gets_the_token_of_the_store_nor_removes_it() {
    let server = Server::start().await;
    server.reply(OPERATION, token(1));
    server.reply(OPERATION, v3_refusal(602, 602, "invalid appsecret"));
    let sessions = MemorySessions::new();
    let (one, other) = (process(&server, sessions.clone()), process(&server, sessions.clone()));
    get(&one, None).await.unwrap();
    let guessed = other.v3().get_wechat_access_token_info("wx1", "guessed").await.unwrap_err();
    assert_eq!((guessed.code().get(), guessed.is_api()), (602, true));
    assert_eq!(get(&one, None).await.unwrap().access_token.expose(), "token-1");
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn without_the_store_nothing_is_fetched() {
    let server = Server::start().await;
    let error = get(&process(&server, OneSession(TestStore::new().break_load())), None).await.unwrap_err();
    assert!(error.is_store() && !error.may_have_reached_server() && error.tokens().is_none(), "{error:?}");
    assert!(error.message().contains("the disk is full"), "{error}");
    server.assert_untouched();
}

#[tokio::test]
async fn a_token_that_cannot_be_stored_is_in_the_error() {
    let server = Server::start().await;
    server.reply(OPERATION, token(1));
    let client = process(&server, OneSession(TestStore::new().break_replace()));
    let error = get(&client, None).await.unwrap_err();
    assert!(error.is_store() && error.may_have_reached_server() && error.session().is_none(), "{error:?}");
    let tokens = error.tokens().expect("the token that was fetched");
    assert_eq!(tokens.access_token.expose(), "token-1");
    assert!(tokens.expires_in.is_some_and(|seconds| seconds > 0));
    assert!(!format!("{error:?} {error}").contains("token-1"));
}

#[tokio::test]
async fn a_lost_race_for_the_store_is_repeated() {
    let server = Server::start().await;
    server.reply(OPERATION, token(1));
    let store = TestStore::new().lose_races(3);
    let client = process(&server, OneSession(store.clone()));
    assert_eq!(get(&client, None).await.unwrap().access_token.expose(), "token-1");
    assert_eq!(store.session().unwrap().access_token().unwrap().expose(), "token-1");
}

/// This process was suspended for longer than its lease lives. The token that lives longer is the one that WeChat issued last.
#[tokio::test]
async fn of_two_tokens_that_were_fetched_at_the_same_time_the_later_one_stays() {
    for (number, stays) in [(1, "token-2"), (3, "token-3")] {
        let server = Server::start().await;
        let (store, owner) = (TestStore::new(), TestStore::new());
        server.reply(OPERATION, token(0));
        get(&process(&server, OneSession(owner.clone())), None).await.unwrap();
        let fast = Session::new(owner.token().unwrap(), None).with_access_token("token-2");
        let fast = Arc::new(fast.with_expires_at(NEXT_CENTURY + 2));
        let shared = store.clone();
        server.answer(OPERATION, move |_| {
            let empty = now(shared.load()).unwrap().version;
            assert!(now(shared.replace(empty, Arc::clone(&fast))).unwrap());
            Reply::from(token(number))
        });
        let client = process(&server, OneSession(store.clone()));
        assert_eq!(get(&client, None).await.unwrap().access_token.expose(), stays);
        assert_eq!(store.session().unwrap().access_token().unwrap().expose(), stays);
    }
}

/// A store that a process uses which dies while it stores the token: before the store has it, or right after.
#[derive(Clone)]
struct Deadly {
    sessions: MemorySessions,
    stores: bool,
    died: Arc<Notify>,
}

struct DeadlyStore {
    store: Arc<dyn TokenStore>,
    deadly: Deadly,
}

impl SessionStore for Deadly {
    fn open(&self, id: &SessionId) -> Arc<dyn TokenStore> {
        Arc::new(DeadlyStore { store: self.sessions.open(id), deadly: self.clone() })
    }
}

impl TokenStore for DeadlyStore {
    fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>> {
        self.store.load()
    }

    fn replace(&self, expected: Version, session: Arc<Session>) -> BoxFuture<'_, Result<bool, StoreError>> {
        Box::pin(async move {
            if self.deadly.stores {
                assert!(self.store.replace(expected, session).await?);
            }
            self.deadly.died.notify_one();
            pending().await
        })
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        self.store.clear()
    }

    fn lease(
        &self,
        holder: LeaseHolder,
        lifetime: Duration,
        awaited: Option<LeaseHolder>,
    ) -> BoxFuture<'_, Result<Lease, StoreError>> {
        self.store.lease(holder, lifetime, awaited)
    }

    fn release(&self, holder: LeaseHolder, failure: Option<String>) -> BoxFuture<'_, Result<(), StoreError>> {
        self.store.release(holder, failure)
    }
}

/// Nobody gives its lease back, so the others wait until it expires.
#[tokio::test]
async fn a_process_that_dies_before_it_has_stored_the_token_costs_one_more_fetch() {
    for (stores, expected, fetched) in [(false, "token-2", 2), (true, "token-1", 1)] {
        let server = Server::start().await;
        (1..=fetched).for_each(|number| server.reply(OPERATION, token(number)));
        let deadly = Deadly { sessions: MemorySessions::new(), stores, died: Arc::default() };
        let builder = server.builder().wechat_token_store(deadly.clone()).timeout(Duration::from_secs(3));
        let mut dying =
            Box::pin(builder.build().unwrap().v3().get_wechat_access_token_info("wx1", "s3cret").into_future());
        tokio::select! {
            outcome = &mut dying => panic!("the store never answers, and the call has ended: {outcome:?}"),
            () = deadly.died.notified() => {}
        }
        // A process that dies runs nothing more, not even a destructor.
        std::mem::forget(dying);
        let others: Vec<_> = (0..8).map(|_| process(&server, deadly.sessions.clone())).collect();
        for token in join_all(others.iter().map(|other| get(other, None))).await {
            assert_eq!(token.unwrap().access_token.expose(), expected);
        }
        assert_eq!(server.requests().len(), usize::try_from(fetched).unwrap());
    }
}
