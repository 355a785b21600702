//! The payload of a reply, and which payloads count as an answer.

use std::fmt;

use serde::{
    Deserializer as _,
    de::{DeserializeOwned, DeserializeSeed, IgnoredAny, MapAccess, Visitor},
};
use serde_json::{Value, value::RawValue};

use super::{body::Failure, convention::Outcome, lenient};
use crate::{generated::types::CommonMessage, model::Shared};

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

impl<T: Payload> Payload for Shared<T> {
    const EXPECTED: Expected = T::EXPECTED;
}

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

/// Reads a payload in which nothing is odd, and which tells no refusal. `None` says nothing of any other: [`payload`] does.
pub(super) fn plain<T: Payload>(text: &str) -> Option<T> {
    if let Expected::Nothing = T::EXPECTED {
        return None;
    }
    let value = serde_json::from_str(text).ok()?;
    answers(&T::EXPECTED, text.trim_ascii_start()).then_some(value)
}

/// The meaning of an empty reply: a success of an operation that gives nothing.
pub(super) fn empty<T: Payload>() -> Outcome<T> {
    match T::EXPECTED {
        Expected::Nothing => payload(None),
        _ => Outcome::Unreadable("it is empty".into()),
    }
}

/// Reads a refusal in the place of the result: some operations report a success by the convention, and put the code of their
/// refusal into the payload.
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
    // Null is an answer if the type allows it.
    if !text.starts_with('{') {
        return true;
    }
    let mut found = false;
    // To stop before the end of the object is an error for the reader.
    let _stopped = serde_json::Deserializer::from_str(text).deserialize_map(Search { names, found: &mut found });
    found
}

/// Searches an object for one of these members, or any, and stops at the first.
struct Search<'f> {
    names: Option<&'static [&'static str]>,
    found: &'f mut bool,
}

impl<'de> Visitor<'de> for Search<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(known) = map.next_key_seed(Known(self.names))? {
            if known {
                *self.found = true;
                break;
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

/// Reads the name of a member, and says whether it is one of these.
struct Known(Option<&'static [&'static str]>);

impl Visitor<'_> for Known {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<bool, E> {
        Ok(self.0.is_none_or(|names| names.contains(&name)))
    }
}

impl<'de> DeserializeSeed<'de> for Known {
    type Value = bool;

    fn deserialize<D: serde::Deserializer<'de>>(self, name: D) -> Result<bool, D::Error> {
        name.deserialize_str(self)
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    #[allow(dead_code, reason = "only read")]
    struct Phone {
        #[serde(alias = "phone")]
        number: Option<String>,
        data: Option<Value>,
    }

    impl Payload for Phone {
        const EXPECTED: Expected = Expected::OneOf(&["number", "phone", "data"]);
    }

    #[derive(Deserialize)]
    #[allow(dead_code, reason = "only read")]
    struct Claims {
        #[serde(flatten)]
        all: serde_json::Map<String, Value>,
    }

    impl Payload for Claims {
        const EXPECTED: Expected = Expected::Any;
    }

    fn answers<T: Payload>(text: &str) -> bool {
        let raw: &RawValue = serde_json::from_str(text).unwrap();
        matches!(payload::<T>(Some(raw)), Outcome::Success(_))
    }

    #[test]
    fn an_object_without_a_member_of_its_type_is_no_answer() {
        for nothing in ["{}", r#"{"status":"ok"}"#, r#"{"number":[]}"#, r#"{"other":null,"more":{"number":"1"}}"#] {
            assert!(!answers::<Phone>(nothing) && !answers::<Option<Phone>>(nothing), "{nothing}");
        }
        let somethings = [
            r#"{"number":"1"}"#,
            r#"{"number":null}"#,
            r#"{"phone":"1"}"#,
            r#"{"num\u0062er":"1"}"#,
            r#"{"data":7,"number":[]}"#,
        ];
        for something in somethings {
            assert!(answers::<Phone>(something) && answers::<Option<Phone>>(something), "{something}");
        }
        assert!(answers::<Option<Phone>>("null") && !answers::<Phone>("null"));
        assert!(!answers::<Claims>("{}") && answers::<Claims>(r#"{"a":1}"#));
    }

    #[test]
    fn what_gives_nothing_may_be_empty_and_may_tell_a_refusal() {
        for done in ["null", "{}", r#"{"code":200}"#, "true"] {
            assert!(answers::<Value>(done), "{done}");
        }
        let raw: &RawValue = serde_json::from_str(r#"{"code":2004,"message":"no"}"#).unwrap();
        assert!(matches!(payload::<Value>(Some(raw)), Outcome::Failure(Failure { code: Some(2004), .. })));
        assert!(matches!(empty::<Value>(), Outcome::Success(Value::Null)));
        assert!(matches!(empty::<Phone>(), Outcome::Unreadable(_)));
    }
}
