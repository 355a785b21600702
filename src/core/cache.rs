//! A value that is fetched when it is first needed: once, however many ask for it.

use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::Mutex;

use crate::error::Error;

pub(crate) struct Cached<T> {
    value: RwLock<Option<Arc<T>>>,
    /// Held while the value is fetched. Readers with a usable value never wait for it.
    fetching: Mutex<()>,
}

impl<T> Default for Cached<T> {
    fn default() -> Self {
        Self { value: RwLock::new(None), fetching: Mutex::new(()) }
    }
}

impl<T> Cached<T> {
    pub fn new(value: T) -> Self {
        Self { value: RwLock::new(Some(Arc::new(value))), fetching: Mutex::new(()) }
    }

    /// Makes the next caller fetch the value again.
    pub fn clear(&self) {
        self.set(None);
    }

    /// The value if it is `usable`, else the one that `fetch` returns, which gets the old one. Other callers wait meanwhile
    /// and then look again; when the future of the fetching caller is dropped, the next caller fetches.
    pub async fn get_or_fetch(
        &self,
        usable: impl Fn(&T) -> bool,
        fetch: impl AsyncFnOnce(Option<Arc<T>>) -> Result<T, Error>,
    ) -> Result<Arc<T>, Error> {
        if let Some(value) = self.get().filter(|value| usable(value)) {
            return Ok(value);
        }
        let _alone = self.fetching.lock().await;
        let old = self.get();
        if let Some(value) = old.clone().filter(|value| usable(value)) {
            return Ok(value);
        }
        let value = Arc::new(fetch(old).await?);
        self.set(Some(Arc::clone(&value)));
        Ok(value)
    }

    fn get(&self) -> Option<Arc<T>> {
        self.value.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, value: Option<Arc<T>>) {
        *self.value.write().unwrap_or_else(PoisonError::into_inner) = value;
    }
}
