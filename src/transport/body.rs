//! The members that the reply conventions use, and the failure that they describe.

use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::{Value, value::RawValue};

use crate::model::decode_json;

/// A failure as the server describes it.
#[derive(Default)]
pub(crate) struct Failure {
    pub code: Option<i64>,
    pub message: Option<String>,
    pub data: Option<Value>,
    pub request_id: Option<String>,
    /// The name of an OAuth error, such as `invalid_grant`.
    pub oauth: Option<String>,
}

impl Failure {
    /// Whether it comes from an operation of Authing. A web server without such a path answers with a page, an empty body, or the
    /// default message of its framework.
    pub fn is_of_authing(&self) -> bool {
        match self.code {
            None => false,
            Some(404) if self.request_id.is_none() => {
                self.message.as_deref().is_some_and(|message| !is_of_a_framework(message))
            }
            Some(_) => true,
        }
    }

    /// Reads the body of an HTTP error, in any convention. An unreadable body gives an empty failure.
    pub fn read(body: &[u8]) -> Self {
        beginning(&decode_json(body)).map(Body::failure).unwrap_or_default()
    }

    /// Reads the failure in the body of a reply with a success status, if it has one.
    pub fn embedded(text: &str) -> Option<Self> {
        let body = beginning(text)?;
        body.is_failure().then(|| body.failure())
    }
}

/// The members of all conventions. The payload stays raw, because its type depends on the outcome. The members that only a failure
/// needs stay raw too, so that a success does not pay for parsing them.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Body<'a> {
    #[serde(default, deserialize_with = "code")]
    pub code: Option<i64>,
    #[serde(default, deserialize_with = "code")]
    pub status_code: Option<i64>,
    #[serde(default, deserialize_with = "code")]
    pub api_code: Option<i64>,
    #[serde(borrow, default)]
    pub message: Option<&'a RawValue>,
    #[serde(borrow, default)]
    request_id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    unique_id: Option<&'a RawValue>,
    /// `Some` for null too, because null may be the answer.
    #[serde(borrow, default, deserialize_with = "raw")]
    pub data: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub errors: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub error: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "error_description")]
    error_description: Option<&'a RawValue>,
    /// The message in WeChat's replies.
    #[serde(borrow, default)]
    errmsg: Option<&'a RawValue>,
}

impl<'a> Body<'a> {
    pub fn failure(self) -> Failure {
        if let Some(error) = self.first_error() {
            return error;
        }
        let mut codes = [self.api_code, self.code, self.status_code].into_iter().flatten();
        Failure {
            // A reply can have a failure code in one member and 200 in another. The failure counts.
            code: codes.clone().find(|code| *code != 200).or(codes.next()),
            message: [self.error_description, self.message, self.error, self.errmsg]
                .into_iter()
                .find_map(|raw| text(value(raw)?)),
            data: value(self.data),
            request_id: [self.request_id, self.unique_id].into_iter().find_map(|raw| text(value(raw)?)),
            oauth: self.oauth_error(),
        }
    }

    /// The name of an OAuth error. In replies with a code, `error` is the title of the HTTP status instead.
    fn oauth_error(&self) -> Option<String> {
        let coded = self.code.or(self.status_code).or(self.api_code).is_some();
        match value(self.error)? {
            Value::String(name) if !name.is_empty() && !coded => Some(name),
            _ => None,
        }
    }

    /// Whether this is a failure with a success status, in a convention where a success has no code.
    pub fn is_failure(&self) -> bool {
        // `code` without a message may be a member of a payload. `statusCode` always belongs to an envelope.
        let coded = [self.status_code, self.code.filter(|_| self.message.is_some())];
        let refused = coded.into_iter().flatten().any(|code| code != 200);
        // An error object counts even if it is nested too deep to be parsed.
        let named =
            self.error.is_some_and(|error| error.get().starts_with('{')) || value(self.error).and_then(text).is_some();
        refused || named || self.first_error().is_some()
    }

    /// The first of the GraphQL errors. Its message is an object of the REST kind or, as GraphQL has it, plain text.
    pub fn first_error(&self) -> Option<Failure> {
        // Other members of an error may be too deep to be read.
        let errors = self.errors.filter(|errors| errors.get() != "null")?;
        let first = match serde_json::from_str::<Vec<&RawValue>>(errors.get()) {
            Ok(list) => *list.first()?,
            Err(_) => errors,
        };
        let message = object::<Body>(first.get()).ok().and_then(|error| error.message).unwrap_or(first);
        Some(match object::<Body>(message.get()) {
            Ok(object) => Failure {
                code: object.code,
                message: value(object.message).and_then(text),
                data: value(object.data),
                request_id: value(object.request_id).and_then(text),
                oauth: None,
            },
            Err(_) => Failure { message: value(Some(message)).and_then(text), ..Failure::default() },
        })
    }
}

/// Whether this is what a framework says of a path that it does not have.
fn is_of_a_framework(message: &str) -> bool {
    let text = message.trim().trim_start_matches("404").trim();
    ["Cannot GET ", "Cannot POST "].iter().any(|start| text.starts_with(start))
        || ["", "not found", "page not found"].iter().any(|default| text.eq_ignore_ascii_case(default))
}

/// Reads an object. An array is refused, because a derived `Deserialize` would accept it.
pub(super) fn object<'a, T: Deserialize<'a>>(text: &'a str) -> serde_json::Result<T> {
    match text.trim_ascii_start().starts_with('[') {
        true => Err(serde_json::Error::custom("an array in the place of an object")),
        false => serde_json::from_str(text),
    }
}

/// Reads the object at the beginning of a text, and ignores what a gateway may have put behind it.
fn beginning(text: &str) -> Option<Body<'_>> {
    if text.trim_ascii_start().starts_with('[') {
        return None;
    }
    Body::deserialize(&mut serde_json::Deserializer::from_str(text)).ok()
}

fn raw<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

/// Reads a code, which is a number. Newer servers write some codes as text.
fn code<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Ok(value(Option::<&RawValue>::deserialize(deserializer)?).as_ref().and_then(number))
}

fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// The value of a raw member, unless it is null.
fn value(raw: Option<&RawValue>) -> Option<Value> {
    serde_json::from_str(raw?.get()).ok().filter(|value: &Value| !value.is_null())
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
