//! Values that the session and the caller have together.

use std::sync::Arc;

use serde::{Deserialize, Deserializer};

/// A value that is behind an `Arc` as soon as it has been read from a reply. Each layer of a call moves its result, and a user has
/// more than a kilobyte. `Arc` itself
/// implements `Deserialize` only with serde's feature `rc`, which `session.rs` does without for the reason that is given there.
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
