//! What a reply means. The conventions of REST v2, v3, GraphQL and OAuth are told apart here and nowhere else.

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error as _, IgnoredAny, MapAccess, Visitor},
};
use serde_json::{Value, value::RawValue};

use super::lenient;

/// A reply of the convention `{code, message, data}`, or `{statusCode, message, apiCode, data}` of newer servers.
pub(crate) struct Envelope<T>(pub(super) Outcome<T>);

/// The same with something beside `data` that comes along.
pub(crate) struct EnvelopeAnd<T, B>(Outcome<(T, B)>);

/// A reply of the convention `{data: {field: …}, errors: […]}`.
pub(crate) struct Graphql<T>(pub(super) Outcome<T>);

/// A reply that is its payload, without anything around it, or a failure: `{error, error_description}` as OAuth has it, or
/// `{code, message}`.
pub(crate) struct Bare<T>(pub(super) Outcome<T>);

/// What the reply says, once its convention is known.
pub(crate) enum Outcome<T> {
    Success(T),
    Failure(Failure),
    /// It says success, but what should come with it cannot be read.
    Unreadable(String),
}

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

/// A type of reply: it can be read, and tells its outcome.
pub(crate) trait Reply: Sized {
    type Value;

    /// Reads a reply with a status of success. An error means that it does not even have the form of one.
    fn read(text: &str) -> serde_json::Result<Self>;

    fn outcome(self) -> Outcome<Self::Value>;
}

/// A reply of success without anything odd about it.
#[derive(Deserialize)]
struct Plain<T> {
    code: i64,
    data: T,
}

/// Every member that any convention uses. What only a failure needs stays raw, and so does the payload, for its type depends
/// on the outcome.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    #[serde(default, deserialize_with = "code")]
    code: Option<i64>,
    #[serde(default, deserialize_with = "code")]
    status_code: Option<i64>,
    #[serde(default, deserialize_with = "code")]
    api_code: Option<i64>,
    #[serde(borrow, default)]
    message: Option<&'a RawValue>,
    #[serde(borrow, default)]
    request_id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    unique_id: Option<&'a RawValue>,
    /// A null is there all the same: it may be the answer.
    #[serde(borrow, default, deserialize_with = "raw")]
    data: Option<&'a RawValue>,
    #[serde(borrow, default)]
    errors: Option<&'a RawValue>,
    #[serde(borrow, default)]
    error: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "error_description")]
    error_description: Option<&'a RawValue>,
    /// WeChat's word for the message.
    #[serde(borrow, default)]
    errmsg: Option<&'a RawValue>,
}

impl<'a> Body<'a> {
    fn failure(self) -> Failure {
        if let Some(error) = self.first_error() {
            return error;
        }
        Failure {
            code: self.api_code.or(self.code).or(self.status_code),
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
    fn tells_a_failure(&self) -> bool {
        let refused = self.message.is_some() && self.code.or(self.status_code).is_some_and(|code| code != 200);
        let named = value(self.error).is_some_and(|error| error.is_object() || text(error).is_some());
        refused || named || self.first_error().is_some()
    }

    /// The first of the GraphQL errors. Its message is an object of the REST kind or, as GraphQL has it, plain text.
    fn first_error(&self) -> Option<Failure> {
        let error = match value(self.errors)? {
            Value::Array(errors) => errors.into_iter().next()?,
            only => only,
        };
        let message = error.get("message").unwrap_or(&error);
        Some(match message.as_object() {
            Some(object) => Failure {
                code: object.get("code").and_then(number),
                message: object.get("message").cloned().and_then(text),
                data: object.get("data").cloned().filter(|data| !data.is_null()),
                request_id: object.get("requestId").cloned().and_then(text),
                oauth: None,
            },
            None => Failure { message: text(message.clone()), ..Failure::default() },
        })
    }
}

impl<T: DeserializeOwned> Reply for Envelope<T> {
    type Value = T;

    fn read(text: &str) -> serde_json::Result<Self> {
        // Nearly every reply is this and nothing else; then its payload is read once, and not once more to find its end.
        if let Ok(Plain { code: 200, data }) = object(text) {
            return Ok(Self(Outcome::Success(data)));
        }
        let body: Body = object(text)?;
        Ok(Self(match (body.code, body.status_code) {
            (Some(200), _) | (None, Some(200)) => payload(body.data),
            (None, None) if body.errors.is_none() && body.error.is_none() => {
                Outcome::Unreadable("it has neither code nor statusCode".into())
            }
            _ => Outcome::Failure(body.failure()),
        }))
    }

    fn outcome(self) -> Outcome<T> {
        self.0
    }
}

impl<T: DeserializeOwned, B: DeserializeOwned> Reply for EnvelopeAnd<T, B> {
    type Value = (T, B);

    fn read(text: &str) -> serde_json::Result<Self> {
        let Envelope(outcome) = Envelope::read(text)?;
        Ok(Self(match outcome {
            Outcome::Success(value) => match lenient::decode(text) {
                Ok(beside) => Outcome::Success((value, beside)),
                Err(reason) => Outcome::Unreadable(reason),
            },
            Outcome::Failure(failure) => Outcome::Failure(failure),
            Outcome::Unreadable(reason) => Outcome::Unreadable(reason),
        }))
    }

    fn outcome(self) -> Outcome<(T, B)> {
        self.0
    }
}

impl<T: DeserializeOwned> Reply for Graphql<T> {
    type Value = T;

    fn read(text: &str) -> serde_json::Result<Self> {
        let body: Body = object(text)?;
        // A gateway may speak another convention.
        let other = body.message.or(body.error).is_some() || body.code.or(body.status_code).is_some();
        Ok(Self(match body.data {
            _ if body.first_error().is_some() => Outcome::Failure(body.failure()),
            None if !other => Outcome::Unreadable("it has no data".into()),
            Some(data) if data.get() != "null" || !other => match serde_json::from_str::<OnlyMember>(data.get()) {
                Ok(OnlyMember(root)) => payload(root),
                Err(_) => Outcome::Unreadable("its data is not an object with the field that was asked for".into()),
            },
            _ => Outcome::Failure(body.failure()),
        }))
    }

    fn outcome(self) -> Outcome<T> {
        self.0
    }
}

impl<T: DeserializeOwned> Reply for Bare<T> {
    type Value = T;

    fn read(text: &str) -> serde_json::Result<Self> {
        let raw: &RawValue = serde_json::from_str(text)?;
        Ok(Self(match told(text) {
            Some(failure) => Outcome::Failure(failure),
            // A derived impl would take an array for an object.
            None if raw.get().starts_with('[') => {
                Outcome::Unreadable("it is not the JSON object that was expected".into())
            }
            None => payload(Some(raw)),
        }))
    }

    fn outcome(self) -> Outcome<T> {
        self.0
    }
}

/// Reads an object, and nothing else: a derived impl would take an array for one.
fn object<'a, T: Deserialize<'a>>(text: &'a str) -> serde_json::Result<T> {
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

/// The failure that a body tells, under a status of success.
fn told(text: &str) -> Option<Failure> {
    let body = beginning(text)?;
    body.tells_a_failure().then(|| body.failure())
}

/// What a reply says that is text, unless it is a failure told as JSON, or a page.
pub(super) fn text_of(body: &[u8]) -> Outcome<String> {
    let Ok(text) = std::str::from_utf8(body) else { return Outcome::Unreadable("it is not text".into()) };
    if let Some(failure) = told(text) {
        return Outcome::Failure(failure);
    }
    let start = text.trim_start();
    let is_page = |page: &str| start.get(..page.len()).is_some_and(|start| start.eq_ignore_ascii_case(page));
    if is_page("<html") || is_page("<!doctype html") {
        return Outcome::Unreadable("it is an HTML page, perhaps of a gateway".into());
    }
    // What begins as an object may have been about to tell a failure.
    if start.starts_with('{') && serde_json::from_str::<IgnoredAny>(start).is_err() {
        return Outcome::Unreadable("it is JSON that is cut off".into());
    }
    Outcome::Success(text.to_owned())
}

/// The payload of a success. A missing one is read as null: right for a type that allows it, else unreadable.
fn payload<T: DeserializeOwned>(data: Option<&RawValue>) -> Outcome<T> {
    match (lenient::decode(data.map_or("null", RawValue::get)), data.map(RawValue::get)) {
        (Ok(value), _) => Outcome::Success(value),
        (Err(_), None | Some("null")) => Outcome::Unreadable("it has no data".into()),
        (Err(reason), _) => Outcome::Unreadable(reason),
    }
}

/// The value of the only member of an object: a document asks for exactly one root field.
struct OnlyMember<'a>(Option<&'a RawValue>);

impl<'de: 'a, 'a> Deserialize<'de> for OnlyMember<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Root;
        impl<'de> Visitor<'de> for Root {
            type Value = OnlyMember<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object with one member, or null")
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(OnlyMember(None))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let root = map.next_entry::<IgnoredAny, &RawValue>()?.map(|(_, value)| value);
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(OnlyMember(root))
            }
        }
        deserializer.deserialize_any(Root)
    }
}

/// Reads what came with an HTTP error status: any convention, or nothing that can be read.
pub(super) fn failure(body: &[u8]) -> Failure {
    std::str::from_utf8(body).ok().and_then(beginning).map(Body::failure).unwrap_or_default()
}

fn raw<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

/// A code is a number; newer servers write some as text.
fn code<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Ok(Option::<Value>::deserialize(deserializer)?.as_ref().and_then(number))
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
