//! Values that a session and a caller share.

use std::sync::Arc;

use serde::{Deserialize, Deserializer};

/// A value that is shared from the moment when it has been read. Every layer that returns a value moves it, and a user has more
/// than a kilobyte.
pub(crate) struct Shared<T>(pub Arc<T>);

impl<T: Clone> Shared<T> {
    /// The value, which is copied if a session has it, too.
    pub fn into_value(self) -> T {
        Arc::unwrap_or_clone(self.0)
    }
}

impl<T> From<T> for Shared<T> {
    fn from(value: T) -> Self {
        Self(Arc::new(value))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Shared<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::from)
    }
}
