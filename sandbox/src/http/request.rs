//! Requests for operations of the contract: decoding, the check against the contract, and the reply.

use std::collections::BTreeMap;

use authing_wxapp::ErrorCode;
use axum::{
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request},
    http::{HeaderMap, header, request::Parts},
    response::{IntoResponse as _, Response},
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::{
    APP_ID, USER_POOL_ID,
    domain::{
        authorization,
        files::File,
        refusal::{Refusal, UNKNOWN_APPLICATION},
    },
    http::{
        cas::{self, Version},
        contract::{Convention, Operation},
        cookies,
        reading::typed,
        reply::{self, Answer, Reply},
        serve::Received,
    },
};

/// A decoded request for an operation.
pub struct ApiRequest {
    pub operation: &'static Operation,
    /// The values in the path.
    pub path: BTreeMap<String, String>,
    query: BTreeMap<String, String>,
    headers: HeaderMap,
    /// The JSON body, or a form as an object of its texts; null when there is none.
    body: Value,
    file: Option<File>,
}

impl ApiRequest {
    /// Decodes a request for a REST operation.
    pub async fn rest(received: &Received, operation: &'static Operation) -> Result<Self, Refusal> {
        check_media_type(received, operation)?;
        let bytes = received.body.clone();
        let mut file = None;
        let body = match operation.media.as_deref() {
            Some("multipart/form-data") => {
                file = upload(&received.head, bytes).await?;
                file.iter().map(|_| ("file".to_owned(), Value::from("(bytes)"))).collect()
            }
            Some("application/x-www-form-urlencoded") => {
                form(&bytes).into_iter().map(|(name, value)| (name, Value::String(value))).collect()
            }
            _ if bytes.is_empty() => Value::Null,
            _ => operation.without_stray_nulls(json(&bytes)?),
        };
        Ok(Self { file, ..Self::new(received, operation, body) })
    }

    /// A request for a GraphQL operation, which is a root field of a document. `body` is in the form of the contract.
    pub fn graphql(received: &Received, operation: &'static Operation, body: Value) -> Self {
        Self::new(received, operation, operation.without_stray_nulls(body))
    }

    fn new(received: &Received, operation: &'static Operation, body: Value) -> Self {
        Self {
            operation,
            path: received.path.clone(),
            query: form(received.head.uri.query().unwrap_or_default().as_bytes()),
            headers: received.head.headers.clone(),
            body,
            file: None,
        }
    }

    /// The body in its type.
    pub fn body<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        read(&self.body)
    }

    /// The whole body, for the log.
    pub fn body_value(&self) -> &Value {
        &self.body
    }

    /// The variables of a GraphQL request in their type.
    pub fn variables<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        match &self.body["variables"] {
            Value::Null => read(&Value::Object(Map::new())),
            variables => read(variables),
        }
    }

    /// A query parameter; empty when it is missing.
    pub fn query(&self, name: &str) -> &str {
        self.query.get(name).map_or("", String::as_str)
    }

    pub fn file(&self) -> Result<&File, Refusal> {
        self.file.as_ref().ok_or_else(|| Refusal::bad_request("the form has no part named file"))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// A cookie as it was sent, `name=value`.
    pub fn cookie(&self, name: &str) -> Option<String> {
        cookies::named(&self.headers, name)
    }

    /// The session of the browser that sent the request.
    pub fn session(&self) -> Option<&str> {
        cookies::session(&self.headers)
    }

    /// The token that the request carries. Only the endpoints of OIDC and OAuth 2.0 insist on a scheme.
    pub fn bearer(&self) -> Option<&str> {
        match self.is_standard() {
            true => bearer(&self.headers),
            false => credentials(&self.headers),
        }
    }

    /// Whether the operation is an endpoint of OIDC or OAuth 2.0, whose clients send no header of Authing.
    fn is_standard(&self) -> bool {
        self.operation.id == "getJwks" || self.operation.path.starts_with("/{protocol}/")
    }

    /// Whether the login form Guard sends the request. It shows refusals only in an envelope of its own.
    fn is_of_guard(&self) -> bool {
        self.header("x-authing-request-from").is_some_and(|from| from.starts_with("Guard@"))
    }

    /// The refusal of a request that violates the contract.
    pub fn violation(&self) -> Option<Refusal> {
        if self.operation.needs_app
            && let Some(refusal) = self.unknown_application()
        {
            return Some(refusal);
        }
        // Authentication is checked before the parameters, as the service does it.
        if self.operation.needs_bearer && self.bearer().is_none() {
            return Some(Refusal::new(ErrorCode::NOT_LOGGED_IN, "nobody is logged in"));
        }
        let body = (!self.body.is_null()).then_some(&self.body);
        self.operation.violation(&self.query, body).map(Refusal::bad_request)
    }

    /// The refusal of a request that names no application, or an unknown one. A back end may name the user pool instead.
    fn unknown_application(&self) -> Option<Refusal> {
        let named = |name| self.header(name).filter(|id| !id.is_empty());
        match (named("x-authing-app-id"), named("x-authing-userpool-id")) {
            (Some(APP_ID), _) | (None, Some(USER_POOL_ID)) => None,
            (Some(_), _) if self.is_standard() => Some(Refusal::oauth("invalid_client", UNKNOWN_APPLICATION)),
            (Some(_), _) => Some(Refusal::new(ErrorCode::APP_NOT_FOUND, UNKNOWN_APPLICATION)),
            _ if self.is_standard() => None,
            (None, Some(_)) => Some(Refusal::new(ErrorCode::APP_NOT_FOUND, "the user pool does not exist")),
            (None, None) => Some(Refusal::new(
                ErrorCode::APP_ID_MISSING,
                "the header x-authing-app-id is missing; the application of the sandbox is sandbox-app",
            )),
        }
    }

    /// The reply in the convention of the operation. GraphQL has its own.
    pub fn reply(&self, answer: Answer) -> Response {
        if let (Err(refusal), Some(version)) = (&answer, Version::of(&self.operation.path)) {
            return cas::refusal(version, self.query("format"), refusal);
        }
        match (self.operation.convention, answer) {
            (Convention::Envelope, Err(refusal)) if self.is_of_guard() => refusal.for_guard(),
            (_, Err(refusal)) => refusal.of(self.operation, &self.headers),
            (_, Ok(Reply::Raw(response))) => response,
            (Convention::Bare | Convention::Graphql, Ok(Reply::Data(value))) => axum::Json(value).into_response(),
            (Convention::Envelope, Ok(Reply::Data(value))) => reply::envelope(&self.operation.path, value),
        }
    }
}

/// The token of a request, with the scheme Bearer or without a scheme, as clients of version 3 and the login form Guard send it.
pub fn credentials(headers: &HeaderMap) -> Option<&str> {
    let header = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    bearer(headers).or(Some(header).filter(|header| !header.contains(' ')))
}

/// The token of the scheme Bearer.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    authorization::credentials(headers.get(header::AUTHORIZATION)?.to_str().ok()?, "Bearer")
}

pub fn read<T: DeserializeOwned>(value: &Value) -> Result<T, Refusal> {
    let refuse = |problem| Refusal::bad_request(format!("the request is not what the contract says: {problem}"));
    typed(value).map_err(refuse)
}

/// Reads a body that the contract does not describe.
pub fn read_object<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    read(&json_object(body)?)
}

/// Parses a body as a JSON object.
pub fn json_object(body: &[u8]) -> Result<Value, Refusal> {
    let value = json(body)?;
    if value.is_object() { Ok(value) } else { Err(Refusal::bad_request("the body is not an object")) }
}

/// Parses a body as JSON.
pub fn json(bytes: &[u8]) -> Result<Value, Refusal> {
    serde_json::from_slice(bytes).map_err(|e| Refusal::bad_request(format!("the body is not JSON: {e}")))
}

/// The pairs of a query or of a form.
pub fn form(text: &[u8]) -> BTreeMap<String, String> {
    form_urlencoded::parse(text).into_owned().collect()
}

fn check_media_type(received: &Received, operation: &Operation) -> Result<(), Refusal> {
    let expected = operation.media.as_deref().unwrap_or_default();
    let sent = received.head.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let sent = sent.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    // Some clients send a form without a content type.
    match received.body.is_empty() || expected.is_empty() || sent.is_empty() || sent.eq_ignore_ascii_case(expected) {
        true => Ok(()),
        false => Err(Refusal::bad_request(format!("the media type is {sent}; {} takes {expected}", operation.id))),
    }
}

/// The file of a multipart form.
async fn upload(head: &Parts, bytes: Bytes) -> Result<Option<File>, Refusal> {
    let broken = |e: &dyn std::fmt::Display| Refusal::bad_request(format!("the form is broken: {e}"));
    let mut request = Request::new(Body::from(bytes));
    request.headers_mut().clone_from(&head.headers);
    // The size was limited when the body was read.
    DefaultBodyLimit::disable().apply(&mut request);
    let mut form = Multipart::from_request(request, &()).await.map_err(|e| broken(&e))?;
    while let Some(part) = form.next_field().await.map_err(|e| broken(&e))? {
        if part.name() == Some("file") {
            let content_type = part.content_type().unwrap_or("application/octet-stream").to_owned();
            let bytes = part.bytes().await.map_err(|e| broken(&e))?;
            return Ok(Some(File { content_type, bytes }));
        }
    }
    Ok(None)
}
