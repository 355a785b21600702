//! A value that is fetched when it is first needed. Concurrent callers cause one fetch.

use std::sync::{Arc, PoisonError, RwLock};

use super::SingleFlight;
use crate::error::Error;

pub(crate) struct Cached<T> {
    value: RwLock<Option<Arc<T>>>,
    /// Merges concurrent fetches. Readers with a usable value never wait for it.
    fetching: SingleFlight,
}

impl<T> Default for Cached<T> {
    fn default() -> Self {
        Self { value: RwLock::new(None), fetching: SingleFlight::default() }
    }
}

impl<T> Cached<T> {
    pub fn new(value: T) -> Self {
        Self { value: RwLock::new(Some(Arc::new(value))), fetching: SingleFlight::default() }
    }

    /// Makes the next caller fetch the value again.
    pub fn clear(&self) {
        self.set(None);
    }

    /// The value if it is `usable`, else the one that `fetch` returns, which gets the old one. Other callers wait meanwhile;
    /// then they look again, or share the failure. When the future of the fetching caller is dropped, the next caller
    /// fetches.
    pub async fn get_or_fetch(
        &self,
        usable: impl Fn(&T) -> bool,
        fetch: impl AsyncFnOnce(Option<Arc<T>>) -> Result<T, Error>,
    ) -> Result<Arc<T>, Error> {
        let look = || self.get().filter(|value| usable(value));
        if let Some(value) = look() {
            return Ok(value);
        }
        let work = async || {
            let value = Arc::new(fetch(self.get()).await?);
            self.set(Some(Arc::clone(&value)));
            Ok(value)
        };
        // Boxed, because callers come here seldom and would always have to make room for it.
        Box::pin(self.fetching.run(async || Ok(look()), work)).await
    }

    pub(super) fn get(&self) -> Option<Arc<T>> {
        self.value.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, value: Option<Arc<T>>) {
        *self.value.write().unwrap_or_else(PoisonError::into_inner) = value;
    }
}
