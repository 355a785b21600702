//! `RedisSessions` with a real server, which each test starts for itself.

use std::{process::Command, time::Duration};

use authing_wxapp::{AuthenticationClient, RedisSessions, SessionId, SessionStore, TokenStore};
use tempfile::TempDir;

use crate::{
    support::{count, increment, login_server, session, token},
    token_server::TokenServer,
};

#[path = "../support/redis_server.rs"]
mod redis_server;

pub use redis_server::RedisServer;

impl RedisServer {
    pub async fn sessions(&self) -> RedisSessions {
        RedisSessions::connect(&self.url).await.unwrap()
    }

    pub async fn raw(&self) -> redis::aio::MultiplexedConnection {
        let client = redis::Client::open(&*self.url).unwrap();
        client.get_multiplexed_async_connection().await.unwrap()
    }
}

fn id() -> SessionId {
    SessionId::random().unwrap()
}

#[tokio::test]
async fn each_session_is_a_key_with_its_own_expiry() {
    let Some(server) = RedisServer::start("each_session_is_a_key_with_its_own_expiry") else { return };
    let mut raw = server.raw().await;
    let [short, long] = [60, 600].map(Duration::from_secs);
    let sessions = server.sessions().await.prefix("shop:").lifetime(short);
    let ids = [id(), id()];
    sessions.open(&ids[0]).put(session("a")).await.unwrap();
    sessions.clone().lifetime(long).open(&ids[1]).put(session("b")).await.unwrap();
    let mut keys: Vec<String> = redis::cmd("KEYS").arg("*").query_async(&mut raw).await.unwrap();
    keys.sort();
    let mut expected = ids.clone().map(|id| format!("shop:{}", id.key()));
    expected.sort();
    assert_eq!(keys, expected, "neither ids nor other keys");
    for (id, lifetime) in ids.iter().zip([60_000, 600_000]) {
        let left: i64 = redis::cmd("PTTL").arg(format!("shop:{}", id.key())).query_async(&mut raw).await.unwrap();
        assert!((lifetime - 30_000..=lifetime).contains(&left), "{left}");
    }
    let elsewhere = server.sessions().await.prefix("other:");
    assert_eq!(token(&elsewhere.open(&ids[0])).await, None, "another prefix has other sessions");
    let gone = sessions.lifetime(Duration::ZERO);
    gone.open(&ids[0]).put(session("c")).await.unwrap();
    assert_eq!(token(&gone.open(&ids[0])).await, None);
}

#[tokio::test]
async fn an_endless_lifetime_is_accepted() {
    let Some(server) = RedisServer::start("an_endless_lifetime_is_accepted") else { return };
    let store = server.sessions().await.lifetime(Duration::MAX).open(&id());
    store.put(session("a")).await.unwrap();
    assert_eq!(token(&store).await.as_deref(), Some("a"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restarted_server_is_used_again_and_what_was_asked_meanwhile_succeeds() {
    let name = "a_restarted_server_is_used_again_and_what_was_asked_meanwhile_succeeds";
    let Some(mut server) = RedisServer::start(name) else { return };
    let (sessions, id) = (server.sessions().await, id());
    let store = sessions.open(&id);
    for round in 0..5 {
        let before = store.load().await.unwrap().version;
        increment(&store).await;
        assert_eq!(count(store.load().await.unwrap().session.as_deref()), 1);
        let version = store.load().await.unwrap().version;
        server.kill();
        let logins = login_server().await;
        // The connection is made again in its own time, on a busy machine later than the usual timeout.
        let client = AuthenticationClient::builder("app").host(logins.uri()).token_store(sessions.open(&id));
        let client = client.timeout(Duration::from_secs(60)).build().unwrap();
        // The login is sent when the store can be read, so that no code is spent in vain.
        let login = tokio::spawn(client.login_by_code("code").into_future());
        let changed = {
            let store = sessions.open(&id);
            tokio::spawn(async move { store.replace(version, session("late")).await })
        };
        // They try in vain for a moment.
        tokio::time::sleep(Duration::from_millis(100)).await;
        server.restart();
        login.await.unwrap().unwrap();
        assert!(!changed.await.unwrap().unwrap(), "round {round}: the restarted server has another session or none");
        assert_eq!(token(&store).await.as_deref(), Some("new"));
        assert!(!store.replace(before, session("late")).await.unwrap() || before == authing_wxapp::Version::new(0));
        store.clear().await.unwrap();
    }
}

#[tokio::test]
async fn a_server_that_is_gone_is_an_error_that_says_where_and_spends_no_code() {
    let name = "a_server_that_is_gone_is_an_error_that_says_where_and_spends_no_code";
    let Some(mut server) = RedisServer::start(name) else { return };
    let sessions = server.sessions().await;
    let tokens = TokenServer::start().await;
    let client = tokens.builder(sessions.open(&id())).timeout(Duration::from_secs(20)).build().unwrap();
    server.kill();
    let error = client.login_by_code("code").await.unwrap_err();
    assert!(error.is_store() && !error.may_have_reached_server(), "{error:?}");
    let text = error.to_string();
    assert!(text.contains(&format!("127.0.0.1:{}/0", server.port)) && text.contains("cannot be reached"), "{text}");
    let url = format!("redis://SECRET:SECRET@127.0.0.1:{}", server.port);
    let error = RedisSessions::connect(&url).await.unwrap_err();
    assert!(error.is_store() && error.to_string().contains("cannot be reached"), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("SECRET"), "{error:?}");
}

/// A way to a server that can lose what goes through it. What is connected stays connected.
struct Way {
    port: u16,
    lost: tokio::sync::watch::Sender<Lost>,
}

/// What the first connection loses from now on.
#[derive(Clone, Copy, PartialEq)]
enum Lost {
    Nothing,
    Answers,
    Everything,
}

impl Way {
    async fn to(port: u16) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (lost, _) = tokio::sync::watch::channel(Lost::Nothing);
        let way = Self { port: listener.local_addr().unwrap().port(), lost: lost.clone() };
        tokio::spawn(async move {
            let mut loses = Some(lost.subscribe());
            loop {
                let (from, _) = listener.accept().await.unwrap();
                let never = tokio::sync::watch::Sender::new(Lost::Nothing);
                let loses = loses.take().unwrap_or_else(|| never.subscribe());
                tokio::spawn(async move {
                    let _never = never;
                    let to = tokio::net::TcpStream::connect(("127.0.0.1", port)).await.unwrap();
                    let ((from_client, to_client), (from_server, to_server)) = (from.into_split(), to.into_split());
                    let requests = carry(from_client, to_server, loses.clone(), |lost| lost == Lost::Everything);
                    let answers = carry(from_server, to_client, loses, |lost| lost != Lost::Nothing);
                    tokio::join!(requests, answers);
                });
            }
        });
        way
    }

    fn lose(&self, what: Lost) {
        self.lost.send_replace(what);
    }
}

/// Carries bytes until they are lost. After that nothing is read, and nothing is closed.
async fn carry(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    mut lost: tokio::sync::watch::Receiver<Lost>,
    is_lost: fn(Lost) -> bool,
) {
    let told = async { lost.wait_for(|lost| is_lost(*lost)).await.map(drop) };
    tokio::select! {
        _ = tokio::io::copy(&mut from, &mut to) => {}
        _ = told => std::future::pending().await,
    }
}

#[tokio::test]
async fn a_connection_that_no_longer_answers_is_replaced() {
    let Some(server) = RedisServer::start("a_connection_that_no_longer_answers_is_replaced") else { return };
    let way = Way::to(server.port).await;
    let sessions = RedisSessions::connect(&format!("redis://127.0.0.1:{}", way.port)).await.unwrap();
    let store = sessions.open(&id());
    store.put(session("a")).await.unwrap();
    way.lose(Lost::Everything);
    assert_eq!(token(&store).await.as_deref(), Some("a"));
}

#[tokio::test]
async fn a_change_whose_answer_is_lost_counts_once() {
    let Some(server) = RedisServer::start("a_change_whose_answer_is_lost_counts_once") else { return };
    let way = Way::to(server.port).await;
    let sessions = RedisSessions::connect(&format!("redis://127.0.0.1:{}", way.port)).await.unwrap();
    let store = sessions.open(&id());
    store.put(session("a")).await.unwrap();
    let version = store.load().await.unwrap().version;
    way.lose(Lost::Answers);
    assert!(store.replace(version, session("b")).await.unwrap(), "the repetition finds what the first one has stored");
    assert_eq!(token(&store).await.as_deref(), Some("b"));
    assert!(!store.replace(version, session("c")).await.unwrap());
}

#[tokio::test]
async fn a_user_who_may_use_one_prefix_alone_can_keep_sessions_there() {
    let name = "a_user_who_may_use_one_prefix_alone_can_keep_sessions_there";
    let Some(server) = RedisServer::start(name) else { return };
    let mut raw = server.raw().await;
    let mut user = redis::cmd("ACL");
    user.arg("SETUSER").arg("shop").arg("on").arg(">password").arg("~shop:*").arg("+@all");
    let () = user.query_async(&mut raw).await.unwrap();
    let sessions = RedisSessions::connect(&format!("redis://shop:password@127.0.0.1:{}", server.port)).await.unwrap();
    let refused = sessions.open(&id()).put(session("a")).await.unwrap_err().to_string();
    assert!(refused.contains("does not permit") && refused.contains("authing-wxapp:session:"), "{refused}");
    let store = sessions.prefix("shop:").open(&id());
    store.put(session("a")).await.unwrap();
    assert_eq!(token(&store).await.as_deref(), Some("a"));
}

#[tokio::test]
async fn a_refused_password_is_an_error_without_it() {
    let options = ["--requirepass", "the-right-password"];
    let Some(server) = RedisServer::with("a_refused_password_is_an_error_without_it", &options) else { return };
    let url = |login: &str| format!("redis://{login}127.0.0.1:{}/3", server.port);
    for login in ["", ":SECRET-password@", "SECRET-user:SECRET-password@"] {
        let error = RedisSessions::connect(&url(login)).await.unwrap_err();
        let text = format!("{error} {error:?} {:?}", std::error::Error::source(&error).map(ToString::to_string));
        assert!(error.is_store() && text.contains(&format!("127.0.0.1:{}/3", server.port)), "{text}");
        assert!(!text.contains("SECRET"), "{text}");
    }
    let sessions = RedisSessions::connect(&url(":the-right-password@")).await.unwrap();
    let shown = format!("{sessions:?} {:?}", sessions.open(&id()).session_key());
    assert!(shown.starts_with("RedisSessions") && !shown.contains("the-right-password"), "{shown}");
    assert_eq!(shown.matches("127.0.0.1").count(), 2, "{shown}");
}

#[tokio::test]
async fn a_url_that_cannot_be_read_is_refused_without_quoting_it() {
    for url in
        ["", "SECRET", "http://SECRET@host", "redis://:SECRET@host:port", "redis://:SECRET@/x/y", "rediss:SECRET"]
    {
        let error = RedisSessions::connect(url).await.unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(error.is_argument() && text.contains("redis://user:password@host"), "{url}: {text}");
        assert!(!text.contains("SECRET"), "{text}");
    }
}

#[test]
fn connecting_outside_of_a_runtime_is_an_error_and_no_panic() {
    let connect = RedisSessions::connect("redis://127.0.0.1");
    let error = futures_util::FutureExt::now_or_never(connect).unwrap().unwrap_err();
    assert!(error.is_argument() && error.message().contains("tokio"), "{error:?}");
}

#[tokio::test]
async fn a_key_that_is_no_session_is_an_error_that_names_it_and_quotes_nothing() {
    let name = "a_key_that_is_no_session_is_an_error_that_names_it_and_quotes_nothing";
    let Some(server) = RedisServer::start(name) else { return };
    let (sessions, mut raw) = (server.sessions().await.prefix("s:"), server.raw().await);
    let future = r#"{"format":"authing-wxapp session 9","session":"SECRET"}"#;
    for (text, why) in [("SECRET", "damaged"), (future, "a format that this version does not know"), ("", "damaged")] {
        let id = id();
        let key = format!("s:{}", id.key());
        let mut hset = redis::cmd("HSET");
        let () = hset.arg(&key).arg("version").arg("7").arg("session").arg(text).query_async(&mut raw).await.unwrap();
        let text = sessions.open(&id).load().await.unwrap_err().to_string();
        assert!(text.contains(&key) && text.contains(why) && !text.contains("SECRET"), "{text}");
    }
    let id = id();
    let key = format!("s:{}", id.key());
    let () = redis::cmd("SET").arg(&key).arg("SECRET").query_async(&mut raw).await.unwrap();
    let store = sessions.open(&id);
    let errors = [
        store.load().await.map(drop).unwrap_err(),
        store.put(session("SECRET")).await.unwrap_err(),
        store.replace(authing_wxapp::Version::new(0), session("SECRET")).await.map(drop).unwrap_err(),
    ];
    for error in errors {
        let text = format!("{error} {error:?}");
        assert!(text.contains("cannot keep the session") && !text.contains("SECRET"), "{text}");
    }
}

const TASK: &str = "AUTHING_TEST_REDIS_TLS";

/// Each attempt is a process of its own, because the variable that names the trusted certificates belongs to the whole process.
#[tokio::test]
async fn a_server_with_tls_is_used_if_its_certificate_is_trusted() {
    let test = "a_server_with_tls_is_used_if_its_certificate_is_trusted";
    if let Ok(url) = std::env::var(TASK) {
        let sessions = RedisSessions::connect(&url).await.unwrap_or_else(|error| panic!("refused: {error}"));
        let store = sessions.open(&id());
        store.put(session("a")).await.unwrap();
        assert_eq!(token(&store).await.as_deref(), Some("a"));
        return;
    }
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let [own, other] = ["own", "other"].map(|name| {
        let certified = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let (cert, key) = (path(&format!("{name}.crt")), path(&format!("{name}.key")));
        std::fs::write(&cert, certified.cert.pem()).unwrap();
        std::fs::write(&key, certified.signing_key.serialize_pem()).unwrap();
        (cert, key)
    });
    let (cert, key) = &own;
    let tls = ["--port", "0", "--tls-port", "{port}", "--tls-auth-clients", "no", "--tls-cert-file", cert];
    let options: Vec<&str> = tls.into_iter().chain(["--tls-key-file", key, "--tls-ca-cert-file", cert]).collect();
    let Some(server) = RedisServer::with(test, &options) else { return };
    let attempt = |scheme: &str, trusted: &str| {
        let output = Command::new(std::env::current_exe().unwrap())
            .args([&*format!("redis::{test}"), "--exact", "--nocapture"])
            .env(TASK, format!("{scheme}://localhost:{}", server.port))
            .env("SSL_CERT_FILE", trusted)
            .env_remove("SSL_CERT_DIR")
            .output()
            .unwrap();
        let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        (output.status.success(), text)
    };
    let (trusted, text) = attempt("rediss", cert);
    assert!(trusted && text.contains("1 passed"), "{text}");
    for (scheme, certificates) in [("rediss", &other.0), ("redis", cert)] {
        let (trusted, text) = attempt(scheme, certificates);
        assert!(!trusted && text.contains("refused: ") && text.contains("cannot be reached"), "{text}");
    }
}
