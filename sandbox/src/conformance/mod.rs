//! Whether a store of sessions of your own keeps what the SDK relies on.
//!
//! The SDK keeps sessions wherever [`TokenStore`] and [`SessionStore`] are implemented, for example in a database. A store that loses an
//! update or takes an old version for a current one works in every simple test, and logs users out or mixes them up under load. The
//! stores of the SDK pass these checks, and a store of your own should pass them too.
//!
//! | what you have | what checks it |
//! |---|---|
//! | a [`SessionStore`]: the sessions of many users | [`check_session_store`], and [`check_leases`] for a session of it if its stores implement `lease` |
//! | a [`TokenStore`]: the session of one user | [`check_token_store`], and [`check_leases`] if it implements `lease` |
//!
//! The checks let many threads race for a second or two. A race that shows itself seldom may stay hidden, so let the database
//! compare and write in one statement, transaction or script. The checks find what one process can see. That a session outlives a
//! restart is for a test of your own: store it, open the store again, and load it.
//!
//! # Examples
//!
//! A test of a store in a database:
//!
//! ```
//! # use authing_wxapp::{BoxFuture, MemorySessions, SessionId, SessionStore, TokenStore};
//! # struct Database(MemorySessions);
//! # impl Database { async fn empty() -> Self { Self(MemorySessions::new()) } }
//! # impl SessionStore for Database {
//! #     fn open(&self, id: &SessionId) -> std::sync::Arc<dyn TokenStore> { self.0.open(id) }
//! # }
//! use authing_sandbox::conformance::{check_leases, check_session_store};
//!
//! # /*
//! #[tokio::test(flavor = "multi_thread")]
//! # */
//! # #[tokio::main]
//! async fn the_database_keeps_sessions() -> Result<(), Box<dyn std::error::Error>> {
//!     check_session_store(async || Database::empty().await).await?;
//!
//!     let database = Database::empty().await;
//!     check_leases(async || database.open(&SessionId::random().unwrap())).await?;
//!     Ok(())
//! }
//! # the_database_keeps_sessions().unwrap();
//! ```

mod leases;
mod sessions;
mod support;
mod tokens;

use std::{fmt, sync::Arc};

use authing_wxapp::{SessionId, SessionStore, TokenStore};
use support::{Store, Suite};

/// Checks a store of one user's session.
///
/// - `open`: opens an empty store. It is called several times, and each call gives the store of another session.
///
/// Call it in a test with `#[tokio::test(flavor = "multi_thread")]`. It takes a few seconds, and longer for a store that answers
/// slowly: up to some thousand changes are made.
///
/// # Errors
///
/// [`Violations`], which name each rule that the store breaks and say what it has done.
///
/// # Panics
///
/// When the store panics, and outside of a tokio runtime.
///
/// # Examples
///
/// ```
/// # #[tokio::main]
/// # async fn main() -> Result<(), authing_sandbox::conformance::Violations> {
/// use authing_sandbox::conformance::check_token_store;
/// use authing_wxapp::MemoryStore;
///
/// check_token_store(async || MemoryStore::new()).await
/// # }
/// ```
pub async fn check_token_store<S: TokenStore>(open: impl AsyncFn() -> S) -> Result<(), Violations> {
    let mut suite = Suite::default();
    tokens::check(&mut suite, &async || Store(Arc::new(open().await))).await;
    suite.finish()
}

/// Checks the leases of a store, with which programs and machines that share a session take turns in refreshing it.
///
/// A store that does not implement [`lease`](TokenStore::lease), [`release`](TokenStore::release) and
/// [`session_key`](TokenStore::session_key) does not pass.
///
/// - `open`: opens an empty store. It is called several times, and each call gives the store of another session.
///
/// Call it in a test with `#[tokio::test(flavor = "multi_thread")]`. It takes about two seconds, because leases have to expire.
///
/// # Errors
///
/// [`Violations`], which name each rule that the store breaks and say what it has done.
///
/// # Panics
///
/// When the store panics, and outside of a tokio runtime.
///
/// # Examples
///
/// ```
/// # #[tokio::main]
/// # async fn main() -> Result<(), authing_sandbox::conformance::Violations> {
/// use authing_sandbox::conformance::check_leases;
/// use authing_wxapp::{MemorySessions, SessionId, SessionStore};
///
/// let sessions = MemorySessions::new();
/// check_leases(async || sessions.open(&SessionId::random().unwrap())).await
/// # }
/// ```
pub async fn check_leases<S: TokenStore>(open: impl AsyncFn() -> S) -> Result<(), Violations> {
    let mut suite = Suite::default();
    leases::check(&mut suite, &async || Store(Arc::new(open().await))).await;
    suite.finish()
}

/// Checks a store of many users' sessions: that each id has its own session, and that each session is kept as [`check_token_store`]
/// wants it.
///
/// - `open`: opens a store that may keep a few hundred sessions. It is called several times. Sessions that are in the store already, and
///   other stores in the same place, do not matter: the ids are new.
///
/// Call it in a test with `#[tokio::test(flavor = "multi_thread")]`. It takes a few seconds, and longer for a store that answers
/// slowly: up to some thousand changes are made.
///
/// # Errors
///
/// [`Violations`], which name each rule that the store breaks and say what it has done.
///
/// # Panics
///
/// When the store panics, and outside of a tokio runtime.
///
/// # Examples
///
/// ```
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use authing_sandbox::conformance::check_session_store;
/// use authing_wxapp::FileSessions;
///
/// let folder = tempfile::tempdir()?;
/// let sessions = FileSessions::in_folder(folder.path())?;
/// check_session_store(async || sessions.clone()).await?;
/// # Ok(()) }
/// ```
pub async fn check_session_store<S: SessionStore>(open: impl AsyncFn() -> S) -> Result<(), Violations> {
    let mut suite = Suite::default();
    let open = async || Arc::new(open().await) as Arc<dyn SessionStore>;
    sessions::check(&mut suite, &open).await;
    tokens::check(&mut suite, &async || {
        let id = SessionId::random().expect("the operating system gives random numbers");
        Store(open().await.open(&id))
    })
    .await;
    suite.finish()
}

/// The rules that a store breaks.
///
/// `Display` and `Debug` list them, one a line, with what the store has done and what it should have done. They hold no session.
#[derive(Clone, PartialEq, Eq)]
pub struct Violations(Vec<Violation>);

/// A rule that a store breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Violation {
    rule: &'static str,
    /// What the store has done.
    text: String,
}

impl Violations {
    /// Returns the names of the rules, such as `no_update_is_lost`.
    pub fn rules(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|violation| violation.rule)
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the store breaks these rules:")?;
        for Violation { rule, text } in &self.0 {
            write!(f, "\n- {rule}: {text}")?;
        }
        Ok(())
    }
}

/// As `Display`, because tests print errors with `Debug`.
impl fmt::Debug for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Violations {}
