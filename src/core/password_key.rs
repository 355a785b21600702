use std::sync::Arc;

use super::Cached;
use crate::{crypto::PublicKey, error::Error};

/// The RSA key that passwords are encrypted with: given as an option, or fetched when it is first needed.
#[derive(Default)]
pub(crate) struct PasswordKey {
    fixed: bool,
    key: Cached<PublicKey>,
}

impl PasswordKey {
    pub fn fixed(key: PublicKey) -> Self {
        Self { fixed: true, key: Cached::new(key) }
    }

    pub async fn get_or_fetch(
        &self,
        fetch: impl AsyncFnOnce() -> Result<PublicKey, Error>,
    ) -> Result<Arc<PublicKey>, Error> {
        self.key.get_or_fetch(|_| true, async |_| fetch().await).await
    }

    /// The key that was given as an option.
    pub fn given(&self) -> Option<Arc<PublicKey>> {
        self.fixed.then(|| self.key.get()).flatten()
    }

    /// Makes the next call fetch the key again, unless it was given as an option.
    pub fn invalidate(&self) {
        if !self.fixed {
            self.key.clear();
        }
    }
}
