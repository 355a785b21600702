//! The value of a custom field, in the type that the field has.

use std::{fmt, str::FromStr, time::SystemTime};

use serde_json::Value;

use super::{InvalidValue, date, replace_lone_surrogates};
use crate::generated::{open::CustomDataType, types::CustomDataEntry};

/// The value of a custom field.
///
/// Text, numbers, booleans, JSON and a [`SystemTime`] (a date) convert with `into()`, so the methods accept them as
/// they are. A number with more digits than Rust's types hold is a [`CustomNumber`].
///
/// # Examples
///
/// ```no_run
/// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
/// use authing_wxapp::CustomNumber;
///
/// client.set_udv("school", "Analytical").await?;
/// client.set_udv("member_since", std::time::SystemTime::now()).await?;
/// client.set_udv("balance", "12345678901234567890.5".parse::<CustomNumber>()?).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum CustomValue {
    /// The value of a field of type `STRING`.
    Text(String),
    /// The value of a field of type `NUMBER`, with all its digits.
    Number(CustomNumber),
    /// The value of a field of type `BOOLEAN`.
    Boolean(bool),
    /// The value of a field of type `DATETIME`. It is read from ISO 8601 text and from milliseconds since 1970, because
    /// servers use both.
    Date(SystemTime),
    /// The value of a field of type `OBJECT`.
    Object(Value),
    /// The value of a field of type `SELECT`.
    Select(String),
    /// The text that the server sent. It cannot be converted to the type of the field (at all, or without losing
    /// digits), or this version does not know the type.
    Raw(String),
}

/// A JSON number with all its digits.
///
/// # Examples
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
    /// Returns the number as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the number as an integer; `None` if it has a fraction or does not fit.
    pub fn as_i64(&self) -> Option<i64> {
        self.0.parse().ok()
    }

    /// Returns the number as a float, rounded to the precision of one.
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
        Self::read(text).ok_or_else(|| InvalidValue::new("the text is not a JSON number; write digits such as 12.5"))
    }
}

impl fmt::Display for CustomNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl CustomDataEntry {
    /// Converts the value to the type of the field; `None` if the field has no value.
    ///
    /// A value that cannot be converted is [`CustomValue::Raw`].
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::CustomValue;
    ///
    /// for field in client.list_udv().await? {
    ///     match field.typed() {
    ///         Some(CustomValue::Number(number)) => println!("{}: the number {number}", field.key),
    ///         Some(other) => println!("{}: {other:?}", field.key),
    ///         None => {}
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    pub fn typed(&self) -> Option<CustomValue> {
        let kind = self.data_type.as_ref().map(CustomDataType::as_str);
        match self.value.as_ref()? {
            Value::Null => None,
            Value::String(text) => Some(typed(kind, text)),
            // Some servers send the JSON value itself instead of its text.
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

/// Parses JSON text; `None` if a number in it would lose digits.
fn exact_json(text: &str) -> Option<Value> {
    let value: Value = serde_json::from_str(&replace_lone_surrogates(text)).ok()?;
    numbers_fit(text).then_some(value)
}

/// Whether each number in the JSON text is a 64-bit integer, or has no more digits than a float holds exactly.
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
    /// The form that is sent: JSON text. A date is sent as milliseconds since 1970.
    pub(crate) fn to_json_text(&self) -> Result<String, InvalidValue> {
        Ok(match self {
            Self::Text(text) | Self::Select(text) | Self::Raw(text) => Value::from(text.as_str()).to_string(),
            Self::Number(number) => number.0.clone(),
            Self::Boolean(flag) => flag.to_string(),
            Self::Date(moment) => {
                let milliseconds = date::milliseconds(*moment);
                milliseconds
                    .ok_or_else(|| {
                        InvalidValue::new("the date is out of range; it must be within 100 million days of 1970")
                    })?
                    .to_string()
            }
            Self::Object(Value::Null) => {
                return Err(InvalidValue::new("the value is null; to remove a value, call remove_udv()"));
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
