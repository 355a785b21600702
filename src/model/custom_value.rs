//! The value of a custom field, in the type that the field has.

use std::{fmt, str::FromStr, time::SystemTime};

use serde_json::Value;

use super::{InvalidValue, date};
use crate::generated::{open::CustomDataType, types::CustomDataEntry};

/// The value of a custom field.
///
/// Text, numbers, truth values and JSON turn into one with `into()`, so the methods take them as they are; a number with
/// more digits than Rust's types have is a [`CustomNumber`], a date is a [`SystemTime`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum CustomValue {
    /// Of a field of the type `STRING`.
    Text(String),
    /// Of a field of the type `NUMBER`, with all its digits.
    Number(CustomNumber),
    /// Of a field of the type `BOOLEAN`.
    Boolean(bool),
    /// Of a field of the type `DATETIME`, whichever way the server wrote it: as ISO 8601 text or as milliseconds since 1970.
    Date(SystemTime),
    /// Of a field of the type `OBJECT`.
    Object(Value),
    /// Of a field of the type `SELECT`.
    Select(String),
    /// As the server sent it: it cannot be read as what the type of the field says, or not without losing digits, or the
    /// type is one that this version does not know.
    Raw(String),
}

/// A number with all its digits, however many: JSON text of a number.
///
/// ```
/// use authing_wxapp::CustomNumber;
///
/// let number: CustomNumber = "12345678901234567890.5".parse()?;
/// assert_eq!(number.as_str(), "12345678901234567890.5");
/// assert_eq!(CustomNumber::from(36).as_i64(), Some(36));
/// # Ok::<(), authing_wxapp::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CustomNumber(String);

impl CustomNumber {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number, when it is a whole one and fits.
    pub fn as_i64(&self) -> Option<i64> {
        self.0.parse().ok()
    }

    /// The number, rounded to what a float can hold.
    pub fn as_f64(&self) -> Option<f64> {
        self.0.parse().ok()
    }

    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        serde_json::from_str::<serde_json::Number>(text).ok().map(|_| Self(text.to_owned()))
    }
}

impl FromStr for CustomNumber {
    type Err = InvalidValue;

    /// Reads JSON text of a number.
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        Self::read(text)
            .ok_or_else(|| InvalidValue::new("the text is no number as JSON has it; write digits such as 12.5"))
    }
}

impl fmt::Display for CustomNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl CustomDataEntry {
    /// The value in the type that the field has; nothing when the field has no value. What cannot be read is
    /// [`CustomValue::Raw`].
    pub fn typed(&self) -> Option<CustomValue> {
        let kind = self.data_type.as_ref().map(CustomDataType::as_str);
        match self.value.as_ref()? {
            Value::Null => None,
            Value::String(text) => Some(typed(kind, text)),
            // Some servers send JSON instead of its text.
            other => Some(typed(kind, &other.to_string())),
        }
    }
}

fn typed(kind: Option<&str>, text: &str) -> CustomValue {
    let value = match kind {
        Some("STRING") => Some(CustomValue::Text(text.to_owned())),
        Some("SELECT") => Some(CustomValue::Select(text.to_owned())),
        Some("NUMBER") => CustomNumber::read(text).map(CustomValue::Number),
        Some("BOOLEAN") => text.trim().parse().ok().map(CustomValue::Boolean),
        Some("DATETIME") => date::read(text.trim()).map(CustomValue::Date),
        Some("OBJECT") => exact_json(text).map(CustomValue::Object),
        _ => None,
    };
    value.unwrap_or_else(|| CustomValue::Raw(text.to_owned()))
}

/// The JSON that a text is, unless a number in it would lose digits.
fn exact_json(text: &str) -> Option<Value> {
    let value: Value = serde_json::from_str(text).ok()?;
    numbers_fit(text).then_some(value)
}

/// Whether every number in this JSON text is a whole one of 64 bits, or has no more digits than a float holds.
fn numbers_fit(json: &str) -> bool {
    const OF_A_FLOAT: usize = 15;
    let mut outside_of_text = String::new();
    let mut characters = json.chars();
    while let Some(c) = characters.next() {
        outside_of_text.push(c);
        if c == '"' {
            while let Some(c) = characters.next().filter(|c| *c != '"') {
                if c == '\\' {
                    characters.next();
                }
            }
        }
    }
    let in_number = |c: char| c.is_ascii_digit() || "+-.eE".contains(c);
    outside_of_text.split(|c| !in_number(c)).filter(|token| token.contains(|c: char| c.is_ascii_digit())).all(
        |number| {
            let mantissa = number.split(['e', 'E']).next().unwrap_or_default();
            let digits = mantissa.chars().filter(char::is_ascii_digit).skip_while(|c| *c == '0').count();
            digits <= OF_A_FLOAT || number.parse::<i64>().is_ok() || number.parse::<u64>().is_ok()
        },
    )
}

impl CustomValue {
    /// The form of the wire: JSON text. A date goes as milliseconds since 1970.
    pub(crate) fn to_json_text(&self) -> Result<String, InvalidValue> {
        Ok(match self {
            Self::Text(text) | Self::Select(text) | Self::Raw(text) => Value::from(text.as_str()).to_string(),
            Self::Number(number) => number.0.clone(),
            Self::Boolean(flag) => flag.to_string(),
            Self::Date(moment) => {
                let milliseconds = date::milliseconds(*moment);
                milliseconds.ok_or_else(|| InvalidValue::new("the date is beyond all calendars"))?.to_string()
            }
            Self::Object(Value::Null) => {
                return Err(InvalidValue::new("the value is null; to take a value off, call remove_udv()"));
            }
            Self::Object(value) => value.to_string(),
        })
    }
}

impl From<&str> for CustomValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for CustomValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for CustomValue {
    fn from(flag: bool) -> Self {
        Self::Boolean(flag)
    }
}

impl From<SystemTime> for CustomValue {
    fn from(moment: SystemTime) -> Self {
        Self::Date(moment)
    }
}

impl From<CustomNumber> for CustomValue {
    fn from(number: CustomNumber) -> Self {
        Self::Number(number)
    }
}

impl From<Value> for CustomValue {
    fn from(value: Value) -> Self {
        match value {
            Value::String(text) => Self::Text(text),
            Value::Bool(flag) => Self::Boolean(flag),
            Value::Number(number) => Self::Number(CustomNumber(number.to_string())),
            other => Self::Object(other),
        }
    }
}

macro_rules! from_whole_numbers {
    ($($number:ty),*) => {
        $(impl From<$number> for CustomNumber {
            fn from(number: $number) -> Self {
                Self(number.to_string())
            }
        }

        impl From<$number> for CustomValue {
            fn from(number: $number) -> Self {
                Self::Number(number.into())
            }
        })*
    };
}
from_whole_numbers!(i32, i64, u32, u64);
