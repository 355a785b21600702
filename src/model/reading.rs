//! Readers of single members of generated types.

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Visitor},
};
use serde_json::Value;

/// Text that some servers send as a number, such as the country code of a phone.
pub(crate) fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<TextOrNumber>::deserialize(deserializer)?.map(|TextOrNumber(text)| text))
}

struct TextOrNumber(String);

/// Written by hand, because the error of a derived untagged enum has the position after the value, and `transport::lenient` finds an
/// odd member by the position of its error.
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

/// Reads an optional member of a type with flattened members, and leaves out a value of an unexpected form at once. An error in such a
/// type does not have the position of the member, so `transport::lenient` could not find it.
pub(crate) fn lenient_option<'de, T: DeserializeOwned, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).unwrap_or_else(|_| {
        tracing::warn!("left out a member of the reply that has an unexpected form");
        None
    }))
}

/// Reads a member that is present, even if it is null.
#[allow(dead_code, reason = "without the sandbox, only what is received is read")]
pub(crate) fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
