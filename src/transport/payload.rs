//! What a reply gives besides its convention, and when it is no answer at all.

use std::fmt;

use serde::{
    Deserializer as _,
    de::{DeserializeOwned, DeserializeSeed, IgnoredAny, MapAccess, Visitor},
};
use serde_json::{Value, value::RawValue};

use super::{body::Failure, convention::Outcome, lenient};
use crate::generated::types::CommonMessage;

/// What a payload must have so that it counts as an answer.
pub(crate) enum Expected {
    /// The members that the type requires.
    Required,
    /// At least one of these members: the type requires none.
    OneOf(&'static [&'static str]),
    /// At least one member, whatever its name: the type requires none and keeps all.
    Any,
    /// Nothing: the operation only tells that something was done.
    Nothing,
}

/// The payload of a reply. The build script implements it for the components of the contract.
pub(crate) trait Payload: DeserializeOwned + 'static {
    const EXPECTED: Expected = Expected::Required;
}

impl Payload for bool {}

impl<T: DeserializeOwned + 'static> Payload for Vec<T> {}

impl<T: Payload> Payload for Option<T> {
    const EXPECTED: Expected = T::EXPECTED;
}

/// The contract describes no data of such a reply.
impl Payload for Value {
    const EXPECTED: Expected = Expected::Nothing;
}

/// Reads the payload of a success. A missing one is read as null: right for a type that allows it, else unreadable.
pub(super) fn payload<T: Payload>(data: Option<&RawValue>) -> Outcome<T> {
    let text = data.map_or("null", RawValue::get);
    if let Expected::Nothing = T::EXPECTED
        && let Some(failure) = refused(text)
    {
        return Outcome::Failure(failure);
    }
    match lenient::decode(text) {
        Ok((value, read)) if answers(&T::EXPECTED, &read) => Outcome::Success(value),
        Ok(_) => Outcome::Unreadable("it has nothing of what was asked for".into()),
        Err(_) if text == "null" => Outcome::Unreadable("it has no data".into()),
        Err(reason) => Outcome::Unreadable(reason),
    }
}

/// The meaning of an empty reply: a success of an operation that gives nothing.
pub(super) fn empty<T: Payload>() -> Outcome<T> {
    match T::EXPECTED {
        Expected::Nothing => payload(None),
        _ => Outcome::Unreadable("it is empty".into()),
    }
}

/// The failure that the place of the result tells: some operations succeed by the convention, and say there that they have
/// refused.
fn refused(text: &str) -> Option<Failure> {
    let CommonMessage { code, message, .. } = serde_json::from_str(text).ok()?;
    code.filter(|code| *code != 200).map(|code| Failure { code: Some(code), message, ..Failure::default() })
}

/// Whether a payload that could be read has what was expected.
fn answers(expected: &Expected, text: &str) -> bool {
    let names = match expected {
        Expected::Required | Expected::Nothing => return true,
        Expected::OneOf(names) => Some(*names),
        Expected::Any => None,
    };
    // A payload that may be null is one.
    !text.starts_with('{') || serde_json::Deserializer::from_str(text).deserialize_map(Members(names)).unwrap_or(false)
}

/// Finds out whether an object has one of these members, or any.
#[derive(Clone, Copy)]
struct Members(Option<&'static [&'static str]>);

impl<'de> Visitor<'de> for Members {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        let mut found = false;
        while let Some(known) = map.next_key_seed(self)? {
            map.next_value::<IgnoredAny>()?;
            found |= known;
        }
        Ok(found)
    }

    fn visit_str<E>(self, name: &str) -> Result<bool, E> {
        Ok(self.0.is_none_or(|names| names.contains(&name)))
    }
}

impl<'de> DeserializeSeed<'de> for Members {
    type Value = bool;

    fn deserialize<D: serde::Deserializer<'de>>(self, name: D) -> Result<bool, D::Error> {
        name.deserialize_str(self)
    }
}
