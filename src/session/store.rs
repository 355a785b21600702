//! The trait of token stores.

use std::{fmt, sync::Arc, time::Duration};

use super::{Lease, LeaseHolder};
use crate::{
    core::Backoff,
    model::{BoxFuture, Session},
};

/// How often a change is attempted while other programs change the session at the same time.
pub(super) const TRIES: usize = 48;

/// A store of one user's session: in memory ([`MemoryStore`](crate::MemoryStore)), in a file
/// ([`FileStore`](crate::FileStore)), or anywhere else by implementing this trait.
///
/// [`replace`](Self::replace) is a compare-and-swap, so programs and machines that share a store lose no update and
/// never mix two users.
///
/// A refresh spends the token that it replaces, so of all who share a session only one may refresh it. Clients of one
/// program learn from [`session_key`](Self::session_key) that they share it. Programs and machines take turns by
/// [`lease`](Self::lease) and [`release`](Self::release). All three have a default: a store without them works, but two
/// programs can then refresh at the same time.
///
/// The methods return boxed futures, so that the trait can be used as `dyn TokenStore`. In an implementation write
/// `fn` and `Box::pin(async move { … })`, not `async fn`. A driver that blocks belongs on a thread of its own, such as with
/// `tokio::task::spawn_blocking`.
///
/// A store outside of the process keeps a [`Session`] as the text that `serde_json` writes, in a place without a limit of
/// length: tokens have several thousand characters. It should read the text back before it stores it, because `serde_json`
/// writes deeper nests than it reads. Nobody clears the session of a user who does not come back, so the store removes those
/// that were not stored for long; 14 days is what the stores of this crate wait by default.
///
/// The crate `authing-sandbox` has checks for an implementation: `conformance::check_token_store` and, with leases,
/// `conformance::check_leases`.
///
/// # Examples
///
/// An implementation:
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
    /// Loads the session and its version. An empty store is not an error.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store cannot be read.
    fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>>;

    /// Stores `session` if the version is still `expected`; otherwise changes nothing and returns `false`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store cannot be read or written.
    fn replace(&self, expected: Version, session: Arc<Session>) -> BoxFuture<'_, Result<bool, StoreError>>;

    /// Stores `session`, whatever is stored now: the session of a new login does not depend on the earlier one.
    ///
    /// The default repeats [`load`](Self::load) and [`replace`](Self::replace) while other programs change the session,
    /// up to 48 times. A store that can write without comparing should do that instead.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store cannot be read or written.
    fn put(&self, session: Arc<Session>) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            let mut backoff = Backoff::default();
            for _ in 0..TRIES {
                let version = self.load().await?.version;
                if self.replace(version, Arc::clone(&session)).await? {
                    return Ok(());
                }
                backoff.pause().await;
            }
            Err(StoreError::too_many_updates())
        })
    }

    /// Removes the session. An empty store is not an error.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the session cannot be removed.
    #[doc(alias = "clearUser")]
    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Returns a text that every store of the same session in this program returns, and no store of another session.
    /// Clients with the same text send one refresh together.
    ///
    /// The default returns `None`: clients share the session if they are clones of each other.
    fn session_key(&self) -> Option<String> {
        None
    }

    /// Takes the lease for a refresh, unless another program has it.
    ///
    /// - `holder`: who takes it. A holder that has the lease already gets it for longer.
    /// - `lifetime`: how long the lease lasts, such as 3 seconds; count in milliseconds. The holder asks again in time, so a
    ///   lease that has expired belongs to a program that has ended.
    /// - `awaited`: the holder that an earlier call has named in [`Lease::Held`]. If its refresh has failed since, the
    ///   answer is [`Lease::Failed`].
    ///
    /// The check and the change must be one atomic step. The lease does not protect the session:
    /// [`replace`](Self::replace) does, also from a holder whose lease has expired.
    ///
    /// The default returns [`Lease::Taken`], as if nobody else ever refreshed.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store cannot be read or written.
    fn lease(
        &self,
        holder: LeaseHolder,
        lifetime: Duration,
        awaited: Option<LeaseHolder>,
    ) -> BoxFuture<'_, Result<Lease, StoreError>> {
        let _ = (holder, lifetime, awaited);
        Box::pin(std::future::ready(Ok(Lease::Taken)))
    }

    /// Gives the lease back. If this holder does not have it any more, nothing changes.
    ///
    /// - `holder`: who has taken the lease.
    /// - `failure`: what those who wait for this holder get as [`Lease::Failed`]. It has no secrets. A few seconds are
    ///   long enough to keep it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store cannot be read or written. The lease then stays until it expires.
    fn release(&self, holder: LeaseHolder, failure: Option<String>) -> BoxFuture<'_, Result<(), StoreError>> {
        let _ = (holder, failure);
        Box::pin(std::future::ready(Ok(())))
    }
}

/// Implements the trait for a pointer to a store, so that the store can be chosen when a program starts.
macro_rules! token_store_behind {
    ($pointer:ident) => {
        impl<S: TokenStore + ?Sized> TokenStore for $pointer<S> {
            fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>> {
                (**self).load()
            }

            fn replace(&self, expected: Version, session: Arc<Session>) -> BoxFuture<'_, Result<bool, StoreError>> {
                (**self).replace(expected, session)
            }

            fn put(&self, session: Arc<Session>) -> BoxFuture<'_, Result<(), StoreError>> {
                (**self).put(session)
            }

            fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
                (**self).clear()
            }

            fn session_key(&self) -> Option<String> {
                (**self).session_key()
            }

            fn lease(
                &self,
                holder: LeaseHolder,
                lifetime: Duration,
                awaited: Option<LeaseHolder>,
            ) -> BoxFuture<'_, Result<Lease, StoreError>> {
                (**self).lease(holder, lifetime, awaited)
            }

            fn release(&self, holder: LeaseHolder, failure: Option<String>) -> BoxFuture<'_, Result<(), StoreError>> {
                (**self).release(holder, failure)
            }
        }
    };
}
token_store_behind!(Arc);
token_store_behind!(Box);

/// The content of a store.
#[derive(Debug, Clone)]
pub struct Stored {
    /// The version, which changes with every change of the session.
    ///
    /// A version must not come back for another session, for example because a deleted row starts to count at 1 again.
    /// An empty store may always have the same version.
    pub version: Version,
    /// The session, if there is one.
    pub session: Option<Arc<Session>>,
}

/// The version of a store's content: a counter, or a hash of the content. Only equality matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Version(u64);

impl Version {
    /// Creates a version from a number.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Returns the number.
    pub const fn get(self) -> u64 {
        self.0
    }
}

/// The failure of a store.
///
/// The message should say what failed, where, and what to do. It must not contain a token.
///
/// # Examples
///
/// ```
/// use authing_wxapp::StoreError;
///
/// let cause = std::io::Error::other("disk full");
/// let error = StoreError::new("the session file /var/lib/shop/session.json cannot be written").with_source(cause);
/// assert!(std::error::Error::source(&error).is_some());
/// ```
#[derive(Debug)]
pub struct StoreError {
    message: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl StoreError {
    /// Creates a failure with this message.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), source: None }
    }

    pub(super) fn too_many_updates() -> Self {
        Self::new(format!("gave up after {TRIES} concurrent updates of the token store"))
    }

    /// Adds the cause of the failure.
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
