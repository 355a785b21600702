//! What the rules are written with.

use std::{
    error::Error,
    fmt,
    sync::{Arc, Barrier},
    thread,
    time::{Duration, Instant},
};

use authing_wxapp::{Lease, LeaseHolder, Session, StoreError, Stored, TokenStore, User, Version};
use tokio::{runtime::Handle, sync::oneshot};

use super::{Violation, Violations};

/// How long a rule may take. A store in a database needs a few seconds at most, and one that waits for itself needs for ever.
const LIMIT: Duration = Duration::from_secs(60);

/// What a rule has found.
pub type Checked = Result<(), Broken>;

/// What a store has done that breaks a rule.
#[derive(Debug)]
pub struct Broken(pub String);

/// A store under test, which several threads share. A store that fails breaks the rule, because nothing in the rules is a reason to fail.
#[derive(Clone)]
pub struct Store(pub Arc<dyn TokenStore>);

impl Store {
    pub async fn load(&self) -> Result<Stored, Broken> {
        self.0.load().await.map_err(|error| failed("load()", &error))
    }

    pub async fn replace(&self, expected: Version, session: Arc<Session>) -> Result<bool, Broken> {
        self.0.replace(expected, session).await.map_err(|error| failed("replace(…)", &error))
    }

    pub async fn put(&self, session: Arc<Session>) -> Result<(), Broken> {
        self.0.put(session).await.map_err(|error| failed("put(…)", &error))
    }

    pub async fn clear(&self) -> Result<(), Broken> {
        self.0.clear().await.map_err(|error| failed("clear()", &error))
    }

    pub fn session_key(&self) -> Option<String> {
        self.0.session_key()
    }

    pub async fn lease(
        &self,
        holder: LeaseHolder,
        lifetime: Duration,
        awaited: Option<LeaseHolder>,
    ) -> Result<Lease, Broken> {
        self.0.lease(holder, lifetime, awaited).await.map_err(|error| failed("lease(…)", &error))
    }

    pub async fn release(&self, holder: LeaseHolder, failure: Option<String>) -> Result<(), Broken> {
        self.0.release(holder, failure).await.map_err(|error| failed("release(…)", &error))
    }
}

fn failed(call: &str, error: &StoreError) -> Broken {
    let mut text = format!("{call} has failed: {error}");
    let mut source = error.source();
    while let Some(cause) = source {
        text += &format!(": {cause}");
        source = cause.source();
    }
    Broken(text)
}

/// Ends a rule as broken unless the condition holds.
macro_rules! ensure {
    ($condition:expr, $($text:tt)+) => {
        if !$condition {
            return Err($crate::conformance::support::Broken(format!($($text)+)));
        }
    };
}
pub(super) use ensure;

/// Checks these rules in turn, each an asynchronous function of the same name.
macro_rules! check_rules {
    ($suite:expr, $open:expr; $($rule:ident),+ $(,)?) => {
        $($suite.check(stringify!($rule), $rule($open)).await;)+
    };
}
pub(super) use check_rules;

/// The rules that were checked so far.
#[derive(Default)]
pub struct Suite {
    broken: Vec<Violation>,
}

impl Suite {
    pub async fn check(&mut self, rule: &'static str, checking: impl Future<Output = Checked>) {
        let outcome = tokio::time::timeout(LIMIT, checking).await;
        let outcome = outcome.unwrap_or_else(|_| Err(Broken(format!("not finished after {} s", LIMIT.as_secs()))));
        self.broken.extend(outcome.err().map(|Broken(text)| Violation { rule, text }));
    }

    pub fn finish(self) -> Result<(), Violations> {
        if self.broken.is_empty() { Ok(()) } else { Err(Violations(self.broken)) }
    }
}

/// A session with this token, and nothing else.
pub fn session(token: impl fmt::Display) -> Arc<Session> {
    Arc::new(Session::new(token.to_string(), None))
}

/// A session with every member.
pub fn full_session() -> Arc<Session> {
    let user = serde_json::from_value::<User>(serde_json::json!({
        "id": "5f7d8c6b", "nickname": "\u{827e}\u{8fbe} \"Ada\" \\ \u{1f469}\u{200d}\u{1f4bb}", "phone": "17612346754", "emailVerified": true,
        "loginsCount": 1_234_567_890_123_i64, "customData": [{ "key": "a.b", "value": [1.5, null, { "\u{e9}": "'; DROP TABLE sessions; --" }] }],
    }));
    let user = user.expect("the user of the checks is valid");
    // A token with many claims and roles has several thousand characters.
    let long = |name: &str| format!("{name}.{}", "0123456789abcdef".repeat(1024));
    let session =
        Session::new(long("id"), Some(user)).with_access_token(long("access")).with_refresh_token(long("refresh"));
    Arc::new(session.with_expires_at(4_102_444_800))
}

/// The version and the token that are stored.
pub async fn loaded(store: &Store) -> Result<(Version, Option<String>), Broken> {
    let Stored { version, session } = store.load().await?;
    Ok((version, session.map(|session| session.token().expose().to_owned())))
}

/// The token that is stored.
pub async fn token(store: &Store) -> Result<Option<String>, Broken> {
    Ok(loaded(store).await?.1)
}

/// Stores a session with `replace`, and returns its version.
pub async fn replaced(store: &Store, token: impl fmt::Display) -> Result<Version, Broken> {
    let (version, _) = loaded(store).await?;
    let stored = store.replace(version, session(token)).await?;
    ensure!(stored, "replace(…) returned false although nobody had changed the session since load()");
    Ok(loaded(store).await?.0)
}

/// Does this for the numbers from 0 on, on threads that all begin at the same moment, and returns what they have returned. Tasks would
/// run one after the other on a machine with one processor, and so would those of a store that never waits.
pub async fn at_once<T, F>(count: usize, mut work: impl FnMut(usize) -> F) -> Result<Vec<T>, Broken>
where
    T: Send + 'static,
    F: Future<Output = Result<T, Broken>> + Send + 'static,
{
    let start = Arc::new(Barrier::new(count));
    let threads = (0..count).map(|number| {
        let (start, work, runtime) = (Arc::clone(&start), work(number), Handle::current());
        let (done, result) = oneshot::channel();
        let thread = thread::spawn(move || {
            start.wait();
            // Nobody waits any more when the rule has taken too long.
            let _ = done.send(runtime.block_on(work));
        });
        (thread, result)
    });
    let mut results = Vec::new();
    for (thread, result) in threads.collect::<Vec<_>>() {
        results.push(match result.await {
            Ok(result) => result,
            // A store that panics is a fault of its author, who wants to see the panic.
            Err(_) => std::panic::resume_unwind(thread.join().expect_err("a thread without a result has panicked")),
        });
    }
    results.into_iter().collect()
}

/// Counts the repetitions of a race: a few at least, and as many as fit into half a second, because a race shows itself seldom.
pub fn rounds() -> impl Iterator<Item = u64> {
    let started = Instant::now();
    (0..1000).take_while(move |round| *round < 8 || started.elapsed() < Duration::from_millis(500))
}

/// Adds one to the number that is stored in the place of the token, and repeats races that were lost.
pub async fn increment(store: &Store) -> Result<(), Broken> {
    loop {
        let (version, token) = loaded(store).await?;
        let number = token.and_then(|text| text.parse::<u32>().ok()).unwrap_or(0);
        // Others have their turn between the two steps, however fast the store is.
        tokio::time::sleep(Duration::from_millis(1)).await;
        if store.replace(version, session(number + 1)).await? {
            return Ok(());
        }
    }
}

/// Asks again until the answer is the expected one, or until this long.
pub async fn until<T: PartialEq>(
    expected: &T,
    longest: Duration,
    mut ask: impl AsyncFnMut() -> Result<T, Broken>,
) -> Result<bool, Broken> {
    let started = Instant::now();
    loop {
        if ask().await? == *expected {
            return Ok(true);
        }
        if started.elapsed() > longest {
            return Ok(false);
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
