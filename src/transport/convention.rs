//! The conventions of replies: REST v2, v3, GraphQL, OAuth and plain text. `body.rs` reads the members that they share.

use std::marker::PhantomData;

use bytes::Bytes;
use reqwest::header::{CONTENT_TYPE, SET_COOKIE};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, IgnoredAny, MapAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{
    ResponseParts,
    body::{Body, Failure, object},
    lenient,
    payload::{Expected, Payload, empty, payload, plain},
};
use crate::model::{Secret, decode_json};

/// What a reply says, once its convention is known.
pub(crate) enum Outcome<T> {
    Success(T),
    Failure(Failure),
    /// The reply is a success without a readable payload.
    Unreadable(String),
}

impl<T> Outcome<T> {
    fn map<U>(self, map: impl FnOnce(T) -> U) -> Outcome<U> {
        match self {
            Self::Success(value) => Outcome::Success(map(value)),
            Self::Failure(failure) => Outcome::Failure(failure),
            Self::Unreadable(reason) => Outcome::Unreadable(reason),
        }
    }
}

/// How the reply of an operation is read. `x-reply` of the contract names the convention.
pub(crate) trait Convention {
    type Value;

    /// The media type that the request asks for.
    const ACCEPT: Option<&'static str> = Some("application/json");

    /// Reads a reply with a status of success.
    fn read(parts: &ResponseParts) -> Outcome<Self::Value>;
}

/// A convention whose reply is JSON.
pub(crate) trait JsonConvention {
    type Value;

    /// An error means that the text does not even have the form of such a reply.
    fn decode(text: &str) -> serde_json::Result<Outcome<Self::Value>>;

    /// What an empty reply means.
    fn empty() -> Outcome<Self::Value> {
        Outcome::Unreadable("it is empty".into())
    }
}

impl<C: JsonConvention> Convention for C {
    type Value = C::Value;

    fn read(parts: &ResponseParts) -> Outcome<C::Value> {
        let text = decode_json(&parts.body);
        if text.trim_ascii().is_empty() {
            return C::empty();
        }
        match C::decode(&text) {
            Ok(outcome) => outcome,
            Err(_) if parts.is_page() => Outcome::Unreadable("it is an HTML page, perhaps of a gateway".into()),
            Err(_) => Outcome::Unreadable("it is not the JSON object that was expected".into()),
        }
    }
}

/// `envelope`: `{code, message, data}`, or `{statusCode, message, apiCode, data}` of newer servers.
pub(crate) struct Envelope<T>(PhantomData<T>);

/// `envelope-v3`: `{statusCode, message, apiCode, requestId, data}`. A success always has a `statusCode`, so an empty reply is not
/// one.
pub(crate) struct EnvelopeV3<T>(PhantomData<T>);

/// An [`Envelope`] with further members beside `data`, which are read as a `B`.
pub(crate) struct EnvelopeAnd<T, B>(PhantomData<(T, B)>);

/// `graphql`: `{data: {field: …}, errors: […]}`.
pub(crate) struct Graphql<T>(PhantomData<T>);

/// `bare`: the payload without anything around it, or a failure: `{error, error_description}` as OAuth has it, or
/// `{code, message}`.
pub(crate) struct Bare<T>(PhantomData<T>);

/// `bare-with-cookies`: the same, and the cookies that the reply sets, each as its header has it.
pub(crate) struct BareWithCookies<T>(PhantomData<T>);

/// `bare-or-xml`: the payload as JSON, or XML as text, whichever the request asked for.
pub(crate) struct BareOrXml<T>(PhantomData<T>);

/// The value of the convention [`BareOrXml`].
pub(crate) enum JsonOrXml<T> {
    Json(T),
    Xml(String),
}

/// `text`: text that is neither an HTML page nor a failure in JSON.
pub(crate) struct Text;

/// `picture`: a picture, and the cookie that belongs to it.
pub(crate) struct Picture;

/// The value of the convention [`Picture`].
pub(crate) struct PictureWithCookie {
    pub bytes: Bytes,
    pub content_type: String,
    pub cookie: Secret,
}

/// The usual success of an [`Envelope`].
#[derive(Deserialize)]
struct Plain<T> {
    code: i64,
    data: T,
}

impl<T: Payload> JsonConvention for Envelope<T> {
    type Value = T;

    fn empty() -> Outcome<T> {
        empty()
    }

    fn decode(text: &str) -> serde_json::Result<Outcome<T>> {
        // The fast path of nearly all replies parses the payload once. The path below parses it twice, first to find its end.
        if let Expected::Required = T::EXPECTED
            && let Ok(Plain { code: 200, data }) = object(text)
        {
            return Ok(Outcome::Success(data));
        }
        let body: Body = object(text)?;
        Ok(match (body.code, body.status_code) {
            (Some(200), _) | (None, Some(200)) => payload(body.data),
            (None, None) if body.errors.is_none() && body.error.is_none() => {
                Outcome::Unreadable("it has neither code nor statusCode".into())
            }
            _ => Outcome::Failure(body.failure()),
        })
    }
}

impl<T: Payload> JsonConvention for EnvelopeV3<T> {
    type Value = T;

    fn decode(text: &str) -> serde_json::Result<Outcome<T>> {
        let body: Body = object(text)?;
        Ok(match body.status_code {
            Some(200) => payload(body.data),
            // `code: 200` alone is a success of the older API. Here it is neither a success nor a failure with code 200.
            None if body.code.is_none_or(|code| code == 200) && body.errors.is_none() && body.error.is_none() => {
                Outcome::Unreadable("it has no statusCode".into())
            }
            _ => Outcome::Failure(body.failure()),
        })
    }
}

impl<T: Payload, B: DeserializeOwned> JsonConvention for EnvelopeAnd<T, B> {
    type Value = (T, B);

    fn decode(text: &str) -> serde_json::Result<Outcome<(T, B)>> {
        Ok(match (Envelope::<T>::decode(text)?, lenient::decode(text)) {
            (Outcome::Success(_), Err(reason)) => Outcome::Unreadable(reason),
            (outcome, Ok((beside, _))) => outcome.map(|value| (value, beside)),
            (Outcome::Failure(failure), _) => Outcome::Failure(failure),
            (Outcome::Unreadable(reason), _) => Outcome::Unreadable(reason),
        })
    }
}

impl<T: Payload> JsonConvention for Graphql<T> {
    type Value = T;

    fn decode(text: &str) -> serde_json::Result<Outcome<T>> {
        // The fast path of nearly all replies parses the payload once. The path below also looks for its end, twice.
        if let Some(value) = only_field(text).and_then(plain) {
            return Ok(Outcome::Success(value));
        }
        let body: Body = object(text)?;
        // A gateway may speak another convention.
        let other = body.message.or(body.error).is_some() || body.code.or(body.status_code).is_some();
        Ok(match body.data {
            _ if body.first_error().is_some() => Outcome::Failure(body.failure()),
            None if !other => Outcome::Unreadable("it has no data".into()),
            Some(data) if data.get() != "null" || !other => match serde_json::from_str::<OnlyMember>(data.get()) {
                Ok(OnlyMember(root)) => payload(root),
                Err(_) => Outcome::Unreadable("its data is not an object with the field that was asked for".into()),
            },
            _ => Outcome::Failure(body.failure()),
        })
    }
}

impl<T: Payload> JsonConvention for Bare<T> {
    type Value = T;

    fn decode(text: &str) -> serde_json::Result<Outcome<T>> {
        let raw: &RawValue = serde_json::from_str(text)?;
        Ok(match Failure::embedded(text) {
            Some(failure) => Outcome::Failure(failure),
            // A derived impl would take an array for an object.
            None if raw.get().starts_with('[') => {
                Outcome::Unreadable("it is not the JSON object that was expected".into())
            }
            None => payload(Some(raw)),
        })
    }
}

impl<T: Payload> Convention for BareWithCookies<T> {
    type Value = (T, Vec<Secret>);

    fn read(parts: &ResponseParts) -> Outcome<Self::Value> {
        Bare::<T>::read(parts).map(|value| (value, cookies(parts).map(Secret::from).collect()))
    }
}

impl<T: Payload> Convention for BareOrXml<T> {
    type Value = JsonOrXml<T>;

    fn read(parts: &ResponseParts) -> Outcome<Self::Value> {
        match decode_json(&parts.body).trim_start().starts_with('<') {
            true => text(parts, parts.begins_as_page()).map(JsonOrXml::Xml),
            false => Bare::<T>::read(parts).map(JsonOrXml::Json),
        }
    }
}

impl Convention for Text {
    type Value = String;

    const ACCEPT: Option<&'static str> = None;

    fn read(parts: &ResponseParts) -> Outcome<String> {
        text(parts, parts.is_page())
    }
}

fn text(parts: &ResponseParts, is_page: bool) -> Outcome<String> {
    let Ok(text) = std::str::from_utf8(&parts.body) else { return Outcome::Unreadable("it is not text".into()) };
    let text = text.trim_start_matches('\u{feff}');
    if let Some(failure) = Failure::embedded(&decode_json(text.as_bytes())) {
        return Outcome::Failure(failure);
    }
    if is_page {
        return Outcome::Unreadable("it is an HTML page, perhaps of a gateway".into());
    }
    // JSON that is cut off may be a failure whose code is missing.
    if text.trim_start().starts_with('{') && serde_json::from_str::<IgnoredAny>(text).is_err() {
        return Outcome::Unreadable("it is JSON that is cut off".into());
    }
    Outcome::Success(text.to_owned())
}

impl Convention for Picture {
    type Value = PictureWithCookie;

    const ACCEPT: Option<&'static str> = None;

    fn read(parts: &ResponseParts) -> Outcome<PictureWithCookie> {
        // A failure may come with a status of success.
        let other_than = |wanted: &str| match Failure::read(&parts.body) {
            Failure { code: None | Some(200), .. } => Outcome::Unreadable(wanted.into()),
            failure => Outcome::Failure(failure),
        };
        let content_type = parts.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !content_type.starts_with("image/") {
            return other_than("it is no picture");
        }
        let pairs = cookies(parts).filter_map(|cookie| cookie.split(';').next()).map(str::trim);
        let pairs: Vec<&str> = pairs.filter(|pair| !pair.is_empty()).collect();
        if pairs.is_empty() {
            return other_than("the picture came without a cookie");
        }
        let (cookie, content_type) = (pairs.join("; ").into(), content_type.to_owned());
        Outcome::Success(PictureWithCookie { bytes: parts.body.clone(), content_type, cookie })
    }
}

fn cookies<'r>(parts: &'r ResponseParts<'_>) -> impl Iterator<Item = &'r str> {
    parts.headers().get_all(SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok())
}

/// The text of the payload in `{"data":{"field":…}}`, as nearly all successes are written. It is found without being read: if the
/// text has another form, the result is no JSON.
fn only_field(text: &str) -> Option<&str> {
    let (name, value) = text.strip_prefix(r#"{"data":{""#)?.strip_suffix("}}")?.split_once("\":")?;
    name.bytes().all(|byte| byte.is_ascii_alphanumeric()).then_some(value)
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

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::generated::types::LoginStatus;

    fn said<T: Payload + std::fmt::Debug>(text: &str) -> String {
        match Graphql::<T>::decode(text) {
            Ok(Outcome::Success(value)) => format!("{value:?}"),
            Ok(Outcome::Failure(failure)) => format!("{:?} {:?}", failure.code, failure.message),
            Ok(Outcome::Unreadable(reason)) => reason,
            Err(_) => "no object".into(),
        }
    }

    #[test]
    fn the_fast_path_of_graphql_says_the_same_as_the_other() {
        assert_eq!(only_field(r#"{"data":{"checkLoginStatus":{"status":true}}}"#), Some(r#"{"status":true}"#));
        let starts =
            [r#"{"data":{""#, r#"{"data": {""#, r#"{"data":{"a":1,""#, r#"{"errors":[],"data":{""#, r#"["data":{""#];
        let names = ["checkLoginStatus", "", "a_b", "\\u0061", "a\\", "a\"b", "é", "a\u{1}"];
        let values = [
            r#"{"status":true}"#,
            r#"{"st\u0061tus":null}"#,
            r#"{"status":[]}"#,
            r#"{"status":true,"status":false}"#,
            r#"{"other":{"status":true}}"#,
            " {} ",
            "\u{c}{}",
            "[true]",
            "null",
            "true",
            r#"{"code":2004,"message":"no"}"#,
            r#"{"status":true},"b":{"status":false}"#,
            r#"{"status":true}},"data":{"b":{}"#,
            r#"{"status":true}},"errors":[{"message":"no"}],"more":{"b":1"#,
            "",
        ];
        let ends = ["}}", "}", "}}}", "}}\n", "} }", r#"},"message":"no"}"#, r#"}},"errors":[{"message":"no"}]}"#];
        for (start, name) in starts.into_iter().flat_map(|start| names.map(|name| (start, name))) {
            for (value, end) in values.into_iter().flat_map(|value| ends.map(|end| (value, end))) {
                let text = format!("{start}{name}\":{value}{end}");
                // A text that begins with a space is not of the usual form.
                let other = format!(" {text}");
                assert_eq!(said::<LoginStatus>(&text), said::<LoginStatus>(&other), "{text}");
                assert_eq!(said::<Option<LoginStatus>>(&text), said::<Option<LoginStatus>>(&other), "{text}");
                assert_eq!(said::<Value>(&text), said::<Value>(&other), "{text}");
                assert_eq!(said::<bool>(&text), said::<bool>(&other), "{text}");
            }
        }
    }
}
