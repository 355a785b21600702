//! Where a session is kept, so that no update is lost, and the rules by which it changes.

mod file;
mod handle;
mod memory;
mod store;

pub use file::FileStore;
pub(crate) use handle::SessionHandle;
pub use memory::MemoryStore;
pub use store::{StoreError, Stored, TokenStore, Version};
