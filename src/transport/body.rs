//! The members that the conventions of replies use, and the failure that they tell.

use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::{Value, value::RawValue};

use crate::model::decode_json;

/// A failure in the server's words.
#[derive(Default)]
pub(crate) struct Failure {
    pub code: Option<i64>,
    pub message: Option<String>,
    pub data: Option<Value>,
    pub request_id: Option<String>,
    /// The name of the error, as OAuth has them.
    pub oauth: Option<String>,
}

impl Failure {
    /// Whether it is a failure of an operation. A web server that has no such path answers with a page, with nothing, or with the
    /// words of its framework.
    pub fn is_of_authing(&self) -> bool {
        let of_the_framework =
            |message: &String| ["Cannot GET ", "Cannot POST "].iter().any(|start| message.starts_with(start));
        self.code.is_some() && !self.message.as_ref().is_some_and(of_the_framework)
    }

    /// Reads the body of an HTTP error: any convention, or nothing that can be read.
    pub fn read(body: &[u8]) -> Self {
        beginning(&decode_json(body)).map(Body::failure).unwrap_or_default()
    }

    /// The failure that a body tells under a status of success.
    pub fn embedded(text: &str) -> Option<Self> {
        let body = beginning(text)?;
        body.tells_a_failure().then(|| body.failure())
    }
}

/// Every member that any convention uses. What only a failure needs stays raw, and so does the payload, for its type depends
/// on the outcome.
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
    /// A null is there all the same: it may be the answer.
    #[serde(borrow, default, deserialize_with = "raw")]
    pub data: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub errors: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub error: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "error_description")]
    error_description: Option<&'a RawValue>,
    /// WeChat's word for the message.
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
            // Beside the code of a failure, that of a success says nothing.
            code: codes.clone().find(|code| *code != 200).or(codes.next()),
            message: [self.error_description, self.message, self.error, self.errmsg]
                .into_iter()
                .find_map(|raw| text(value(raw)?)),
            data: value(self.data),
            request_id: [self.request_id, self.unique_id].into_iter().find_map(|raw| text(value(raw)?)),
            oauth: self.oauth_error(),
        }
    }

    /// The name of an OAuth error. Elsewhere `error` is the title of the HTTP status, and there is a code.
    fn oauth_error(&self) -> Option<String> {
        let coded = self.code.or(self.status_code).or(self.api_code).is_some();
        match value(self.error)? {
            Value::String(name) if !name.is_empty() && !coded => Some(name),
            _ => None,
        }
    }

    /// Whether this is a failure under a status of success, in a convention where a success has no code.
    pub fn tells_a_failure(&self) -> bool {
        // `code` may be a member of a success. `statusCode` is that of an envelope, whatever the convention.
        let coded = [self.status_code, self.code.filter(|_| self.message.is_some())];
        let refused = coded.into_iter().flatten().any(|code| code != 200);
        // An object may be too deep to be read.
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

/// Reads an object, and nothing else: a derived impl would take an array for one.
pub(super) fn object<'a, T: Deserialize<'a>>(text: &'a str) -> serde_json::Result<T> {
    match text.trim_ascii_start().starts_with('[') {
        true => Err(serde_json::Error::custom("an array in the place of an object")),
        false => serde_json::from_str(text),
    }
}

/// The object that a text begins with. A failure is one, whatever a gateway has put behind it.
fn beginning(text: &str) -> Option<Body<'_>> {
    if text.trim_ascii_start().starts_with('[') {
        return None;
    }
    Body::deserialize(&mut serde_json::Deserializer::from_str(text)).ok()
}

fn raw<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

/// A code is a number; newer servers write some as text.
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
