//! The sessions of many users, each under an id that nobody can guess.

mod files;
mod id;
mod memory;
#[cfg(feature = "redis")]
mod redis;

use std::{sync::Arc, time::Duration};

pub use files::FileSessions;
pub use id::SessionId;
pub use memory::MemorySessions;
#[cfg(feature = "redis")]
pub use redis::RedisSessions;

use super::TokenStore;

/// As long as a token of Authing lives by default.
const LIFETIME: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// The sessions of many users: in memory ([`MemorySessions`]), in a folder ([`FileSessions`]), in a Redis server
/// (`RedisSessions`, with the feature `redis`), or anywhere else by implementing this trait.
///
/// A back end gives each browser or mini-program a [`SessionId`], for example in a cookie. The id opens the store of one
/// session, which [`for_session`](crate::AuthenticationClient::for_session) takes.
///
/// The crate `authing-sandbox` has checks for an implementation: `conformance::check_session_store` and
/// `conformance::check_leases`.
///
/// # Examples
///
/// ```no_run
/// # async fn f(authing: authing_wxapp::AuthenticationClient, code: String) -> Result<(), authing_wxapp::Error> {
/// use authing_wxapp::{MemorySessions, SessionId, SessionStore};
///
/// // Once, at start-up:
/// let sessions = MemorySessions::new();
///
/// // In the handler of a login. A new id for each login keeps an attacker from planting one.
/// let id = SessionId::random()?;
/// authing.for_session(sessions.open(&id)).login_by_code(code).await?;
/// let cookie = id.expose().to_owned();
///
/// // In the handler of a later request:
/// let id: SessionId = cookie.parse()?;
/// let me = authing.for_session(sessions.open(&id)).get_current_user().await?;
/// # Ok(()) }
/// ```
pub trait SessionStore: Send + Sync + 'static {
    /// Returns the store of the session with this id. An id that nobody has logged in with has an empty store; opening
    /// reads and creates nothing.
    ///
    /// The crate also opens ids of its own, for
    /// [`wechat_token_store`](crate::AuthenticationClientBuilder::wechat_token_store). Their texts are longer; the
    /// [key](SessionId::key) of every id has 64 characters.
    fn open(&self, id: &SessionId) -> Arc<dyn TokenStore>;
}

/// A store that is chosen when the program starts is an `Arc<dyn SessionStore>`.
impl<S: SessionStore + ?Sized> SessionStore for Arc<S> {
    fn open(&self, id: &SessionId) -> Arc<dyn TokenStore> {
        (**self).open(id)
    }
}

impl<S: SessionStore + ?Sized> SessionStore for Box<S> {
    fn open(&self, id: &SessionId) -> Arc<dyn TokenStore> {
        (**self).open(id)
    }
}
