use std::{fmt, sync::Arc};

use crate::model::{BoxFuture, Session};

/// Where a session is kept: in memory ([`MemoryStore`](crate::MemoryStore)), in a file
/// ([`FileStore`](crate::FileStore)), or wherever you implement this.
///
/// A store holds one session: that of one user. [`replace`](Self::replace) is a compare-and-swap, so that programs and
/// machines that share a store lose no update and never mix two users.
///
/// # Implementing it
///
/// ```
/// use std::sync::{Arc, Mutex};
/// use authing_wxapp::{BoxFuture, Session, StoreError, Stored, TokenStore, Version};
///
/// #[derive(Default)]
/// struct Cell(Mutex<(u64, Option<Arc<Session>>)>);
///
/// impl TokenStore for Cell {
///     fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>> {
///         Box::pin(async {
///             let cell = self.0.lock().unwrap();
///             Ok(Stored { version: Version::new(cell.0), session: cell.1.clone() })
///         })
///     }
///
///     fn replace(&self, expected: Version, session: Arc<Session>) -> BoxFuture<'_, Result<bool, StoreError>> {
///         Box::pin(async move {
///             let mut cell = self.0.lock().unwrap();
///             let unchanged = Version::new(cell.0) == expected;
///             if unchanged {
///                 *cell = (cell.0 + 1, Some(session));
///             }
///             Ok(unchanged)
///         })
///     }
///
///     fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
///         Box::pin(async {
///             let mut cell = self.0.lock().unwrap();
///             *cell = (cell.0 + 1, None);
///             Ok(())
///         })
///     }
/// }
/// ```
pub trait TokenStore: Send + Sync + 'static {
    /// The session and its version. Nothing stored is no error.
    fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>>;

    /// Stores `session` if the version is still `expected`, else leaves everything and gives `false`.
    fn replace(&self, expected: Version, session: Arc<Session>) -> BoxFuture<'_, Result<bool, StoreError>>;

    /// Forgets the session. Nothing stored is no error.
    #[doc(alias = "clearUser")]
    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>>;
}

/// What a store holds.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Changes with every change of the session.
    pub version: Version,
    /// The session, if there is one.
    pub session: Option<Arc<Session>>,
}

/// Which state of a store was seen: a counter, or a hash of what is stored. Only equality counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Version(u64);

impl Version {
    /// The version of this number.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The number.
    pub const fn get(self) -> u64 {
        self.0
    }
}

/// Why a store failed. Say what, where and what to do; never put a token into it.
#[derive(Debug)]
pub struct StoreError {
    message: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl StoreError {
    /// A failure with this message.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), source: None }
    }

    /// The same failure with its cause.
    pub fn with_source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
