//! The members of an update.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What an update does with a member: set it or clear it. A member that is not in the update keeps its value.
///
/// It is rarely written out, because the setters of an update accept text or [`Clear`].
///
/// # Examples
///
/// ```no_run
/// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
/// use authing_wxapp::Clear;
///
/// client.update_profile().nickname("Bob").company(Clear).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change<T> {
    /// Sets the member to this value.
    Set(T),
    /// Clears the member.
    Clear,
}

/// Clears a member in an update; see [`Change`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clear;

impl<T> From<Clear> for Change<T> {
    fn from(_: Clear) -> Self {
        Self::Clear
    }
}

impl From<String> for Change<String> {
    fn from(text: String) -> Self {
        Self::Set(text)
    }
}

impl From<&str> for Change<String> {
    fn from(text: &str) -> Self {
        Self::Set(text.to_owned())
    }
}

impl<T> From<Option<T>> for Change<T> {
    /// `None` clears the member.
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Clear, Self::Set)
    }
}

impl<T: Serialize> Serialize for Change<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Set(value) => serializer.serialize_some(value),
            Self::Clear => serializer.serialize_none(),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Change<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(feature = "schemars")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Change<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Change_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Option::<T>::json_schema(generator)
    }
}
