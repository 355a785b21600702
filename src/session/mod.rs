//! The session: one token and its user, kept in a store so that no update is lost.

mod backoff;
mod file;
mod handle;
mod many;
mod memory;
mod store;

pub use file::FileStore;
pub(crate) use handle::SessionHandle;
use handle::failed;
pub use many::{FileSessions, MemorySessions, SessionId, SessionStore};
pub use memory::MemoryStore;
pub use store::{StoreError, Stored, TokenStore, Version};
