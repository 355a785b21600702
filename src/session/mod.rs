//! The session: one token and its user, kept in a store so that no update is lost.

mod document;
mod file;
mod handle;
#[cfg(feature = "keyring")]
mod keyring;
mod lease;
mod many;
mod memory;
mod refresh;
mod store;
mod wechat_token;

pub use file::FileStore;
pub(crate) use handle::SessionHandle;
use handle::failed;
#[cfg(feature = "keyring")]
pub use keyring::KeyringStore;
pub use lease::{Lease, LeaseHolder};
#[cfg(feature = "redis")]
pub use many::RedisSessions;
pub use many::{FileSessions, MemorySessions, SessionId, SessionStore};
pub use memory::MemoryStore;
pub(crate) use refresh::Refresh;
pub use store::{StoreError, Stored, TokenStore, Version};
pub use wechat_token::WechatAccessToken;
pub(crate) use wechat_token::{SharedWechatToken, WechatTokens};
