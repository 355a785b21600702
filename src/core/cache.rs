//! A value that is fetched when it is first needed: once, however many ask for it.

use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::Mutex;

use crate::Error;

pub(crate) struct Cached<T> {
    value: RwLock<Option<Arc<T>>>,
    /// Held while the value is fetched. Whom the old value serves does not wait for it.
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

    /// The next one who asks fetches it anew.
    pub fn forget(&self) {
        self.set(None);
    }

    /// The value if it serves, else the one that `fetch` gives, which is told the old one. Who asks meanwhile waits, then
    /// looks again; when the one who fetches gives up, the next one takes over.
    pub async fn get_or_fetch(
        &self,
        serves: impl Fn(&T) -> bool,
        fetch: impl AsyncFnOnce(Option<Arc<T>>) -> Result<T, Error>,
    ) -> Result<Arc<T>, Error> {
        if let Some(value) = self.get().filter(|value| serves(value)) {
            return Ok(value);
        }
        let _alone = self.fetching.lock().await;
        let old = self.get();
        if let Some(value) = old.clone().filter(|value| serves(value)) {
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
