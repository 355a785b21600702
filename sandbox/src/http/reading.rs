//! Reads JSON in its type. An error names the place and the rule, but never the value, which may be a secret, and no type of Rust,
//! which says nothing to the author of a request.

use std::fmt::{self, Display, Formatter};

use serde::{
    de::{
        DeserializeOwned, Deserializer, Error, Expected, IntoDeserializer, Unexpected, Visitor,
        value::{BorrowedStrDeserializer, MapAccessDeserializer, MapDeserializer, SeqDeserializer},
    },
    forward_to_deserialize_any,
};
use serde_json::{Map, Value};

/// What is wrong with a value, and where.
pub struct Problem {
    place: Option<String>,
    rule: Rule,
}

impl Display for Problem {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{place}: {}", self.rule),
            None => self.rule.fmt(f),
        }
    }
}

/// Reads a value in its type.
pub fn typed<T: DeserializeOwned>(value: &Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(Sent(value)).map_err(|e| {
        let place = Some(e.path().to_string()).filter(|place| place != ".");
        Problem { place, rule: e.into_inner() }
    })
}

/// The rule that a value breaks, in the words that the validator of the contract uses.
#[derive(Debug)]
struct Rule(String);

impl Rule {
    fn of_type(expected: &str) -> Self {
        let name = match expected {
            "a map" => "object",
            "a sequence" => "array",
            "a boolean" => "boolean",
            "f32" | "f64" => "number",
            "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "usize" => "integer",
            _ if expected.starts_with("struct ") => "object",
            _ if expected.starts_with("tuple ") => "array",
            _ if expected.ends_with("string") || expected.starts_with("enum ") => "string",
            other => other,
        };
        Self(format!("value is not of type {name:?}"))
    }
}

impl Display for Rule {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Rule {}

impl Error for Rule {
    /// The message is not used, because it may quote the value.
    fn custom<T: Display>(_: T) -> Self {
        Self("value has an unexpected form".into())
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::of_type(&expected.to_string())
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self(format!("value is not one of {}", expected.join(", ")))
    }

    fn unknown_field(field: &str, _: &'static [&'static str]) -> Self {
        Self(format!("there is no member {field}"))
    }

    fn missing_field(field: &'static str) -> Self {
        Self(format!("\"{field}\" is a required property"))
    }
}

/// A value that a client sent. In contrast to the deserializer of `serde_json`, it makes errors without the value, and takes no list
/// for an object.
#[derive(Clone, Copy)]
struct Sent<'de>(&'de Value);

impl<'de> IntoDeserializer<'de, Rule> for Sent<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// The members of an object, which can be read in their types.
fn members<'de>(
    object: &'de Map<String, Value>,
) -> MapDeserializer<'de, impl Iterator<Item = (&'de str, Sent<'de>)>, Rule> {
    MapDeserializer::new(object.iter().map(|(name, value)| (name.as_str(), Sent(value))))
}

impl<'de> Deserializer<'de> for Sent<'de> {
    type Error = Rule;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Rule> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(flag) => visitor.visit_bool(*flag),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => visitor.visit_u64(number),
                (None, Some(number)) => visitor.visit_i64(number),
                (None, None) => visitor.visit_f64(number.as_f64().unwrap_or(f64::NAN)),
            },
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(items) => SeqDeserializer::new(items.iter().map(Sent)).deserialize_any(visitor),
            Value::Object(object) => members(object).deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Rule> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Rule> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Rule> {
        match self.0 {
            // The visitor of a struct would take the items for the members in their order.
            Value::Array(_) => Err(Rule::of_type("a map")),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Rule> {
        match self.0 {
            Value::String(text) => BorrowedStrDeserializer::new(text).deserialize_enum(name, variants, visitor),
            Value::Object(object) => {
                MapAccessDeserializer::new(members(object)).deserialize_enum(name, variants, visitor)
            }
            _ => Err(Rule::of_type("a string")),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::{Deserialize, de::DeserializeOwned};
    use serde_json::{Value, json};

    use super::typed;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Login {
        account: String,
        times: Option<u32>,
        kind: Option<Kind>,
        inner: Option<Inner>,
        #[serde(default)]
        more: BTreeMap<String, Value>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "camelCase")]
    enum Kind {
        Short,
        Long(bool),
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        flags: Vec<bool>,
        ratio: f64,
        pair: (i64, String),
    }

    fn problem<T: DeserializeOwned + std::fmt::Debug>(value: &Value) -> String {
        typed::<T>(value).unwrap_err().to_string()
    }

    #[test]
    fn a_value_is_read_as_serde_json_reads_it() {
        let inner = json!({ "flags": [true, false], "ratio": 2, "pair": [-3, "x"] });
        for value in [
            json!({ "account": "ada", "other": [1, { "a": null }] }),
            json!({ "account": "ada", "times": 3, "kind": "short", "inner": inner }),
            json!({ "account": "ada", "times": null, "kind": { "long": true }, "more": { "a": 1.5, "b": -1, "c": [null] } }),
        ] {
            assert_eq!(typed::<Login>(&value).ok(), serde_json::from_value(value.clone()).ok(), "{value}");
            assert!(typed::<Login>(&value).is_ok(), "{value}");
            assert_eq!(typed::<Value>(&value).ok(), Some(value));
        }
    }

    #[test]
    fn an_error_names_the_place_and_the_rule_but_not_the_value() {
        let with = |name: &str, value: Value| {
            let mut login = json!({ "account": "ada", "inner": { "flags": [], "ratio": 1, "pair": [1, "x"] } });
            match name.split_once('.') {
                Some((outer, inner)) => login[outer][inner] = value,
                None => login[name] = value,
            }
            login
        };
        for (value, rule) in [
            (json!({}), "\"account\" is a required property"),
            (json!([]), "value is not of type \"object\""),
            (json!(["s3cret", 1, null, null]), "value is not of type \"object\""),
            (json!("s3cret"), "value is not of type \"object\""),
            (with("account", json!(271_828)), "account: value is not of type \"string\""),
            (with("account", json!(["s3cret"])), "account: value is not of type \"string\""),
            (with("times", json!("s3cret")), "times: value is not of type \"integer\""),
            (with("times", json!(-271_828)), "times: value has an unexpected form"),
            (with("kind", json!("s3cret")), "kind: value is not one of short, long"),
            (with("kind", json!(271_828)), "kind: value is not of type \"string\""),
            (with("inner", json!([[true], 1, [1, "s3cret"]])), "inner: value is not of type \"object\""),
            (with("inner.s3", json!(1)), "inner.s3: there is no member s3"),
            (with("inner.flags", json!({ "s3cret": 1 })), "inner.flags: value is not of type \"array\""),
            (with("inner.flags", json!([true, "s3cret"])), "inner.flags[1]: value is not of type \"boolean\""),
            (with("inner.ratio", json!("s3cret")), "inner.ratio: value is not of type \"number\""),
            (with("inner.pair", json!([1, "x", "s3cret"])), "inner.pair: value has an unexpected form"),
        ] {
            assert_eq!(problem::<Login>(&value), rule, "{value}");
        }
    }
}
