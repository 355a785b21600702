use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Visitor},
};
use serde_json::Value;

/// Defines a string type with known values; every other value fits as well, so a new one of the server is no error.
macro_rules! open_string {
    ($(#[$meta:meta])* pub struct $name:ident { $($constant:ident = $value:literal,)+ }) => {
        $(#[$meta])*
        ///
        /// Open: the constants are the known values, any other text is kept as it came.
        #[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(transparent))]
        pub struct $name(std::borrow::Cow<'static, str>);

        impl $name {
            $(#[doc = concat!("`", $value, "`")]
            pub const $constant: Self = Self(std::borrow::Cow::Borrowed($value));)+

            /// The text, as it stands on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(std::borrow::Cow::Owned(text.to_owned()))
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(std::borrow::Cow::Owned(text))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
pub(crate) use open_string;

/// Text that some servers send as a number, such as the country code of a phone.
pub(crate) fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<TextOrNumber>::deserialize(deserializer)?.map(|TextOrNumber(text)| text))
}

struct TextOrNumber(String);

/// By hand: with a derived untagged enum the error would come after the value, and `lenient` would not know whose it is.
impl<'de> Deserialize<'de> for TextOrNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Either)
    }
}

struct Either;

impl Visitor<'_> for Either {
    type Value = TextOrNumber;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("text or a number")
    }

    fn visit_str<E>(self, text: &str) -> Result<TextOrNumber, E> {
        Ok(TextOrNumber(text.to_owned()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<TextOrNumber, E> {
        Ok(TextOrNumber(number.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<TextOrNumber, E> {
        Ok(TextOrNumber(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<TextOrNumber, E> {
        Ok(TextOrNumber(Value::from(number).to_string()))
    }
}

/// An optional member of a type that keeps the members it does not know. There a member of an odd form has to be left out
/// at once, for nothing can tell afterwards where it was.
pub(crate) fn spared<'de, T: DeserializeOwned, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).unwrap_or_else(|_| {
        tracing::warn!("left out a member of the reply that has an unexpected form");
        None
    }))
}

/// A member that is there, be it null.
#[allow(dead_code, reason = "without the sandbox, only what is received is read")]
pub(crate) fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
