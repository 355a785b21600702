//! HTTP: finds the operation of each request, decodes it, applies faults and encodes the reply.

pub mod contract;
pub mod cors;
pub mod document;
pub mod faults;
pub mod log;
pub mod reply;

use std::collections::BTreeMap;

use authing_wxapp::ErrorCode;
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request, State as Shared},
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
    response::{IntoResponse as _, Response},
};
use cookie::Cookie;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::{
    APP_ID, World,
    domain::{files::File, refusal::Refusal},
    http::{
        contract::{Contract, Convention, Operation},
        document::{Document, Selection},
        faults::{Effect, Place},
        reply::{Answer, Reply, not_allowed, not_implemented},
    },
    operations,
    pages::browser,
    state::State,
};

/// The largest request.
const LIMIT: usize = 32 << 20;

/// A request that fits its operation.
pub struct ApiRequest {
    pub operation: &'static Operation,
    /// The values in the path.
    pub path: BTreeMap<String, String>,
    query: BTreeMap<String, String>,
    headers: HeaderMap,
    /// The JSON body, or a form as an object of its texts; null when there is none.
    body: Value,
    file: Option<File>,
    selection: Option<Selection>,
}

impl ApiRequest {
    /// The body in its type.
    pub fn body<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        read(&self.body)
    }

    /// The variables of a GraphQL request in their type.
    pub fn variables<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        match &self.body["variables"] {
            Value::Null => read(&Value::Object(Map::new())),
            variables => read(variables),
        }
    }

    /// A query parameter; empty when it is not there.
    pub fn query(&self, name: &str) -> &str {
        self.query.get(name).map_or("", String::as_str)
    }

    pub fn file(&self) -> Result<&File, Refusal> {
        self.file.as_ref().ok_or_else(|| Refusal::bad_request("the form has no part named file"))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// A cookie as it came, `name=value`.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let cookies = Cookie::split_parse(self.header(header::COOKIE.as_str())?);
        cookies.flatten().find(|cookie| cookie.name() == name).map(|cookie| cookie.to_string())
    }

    /// The token that the request brought.
    pub fn bearer(&self) -> Option<&str> {
        self.header(header::AUTHORIZATION.as_str())?.strip_prefix("Bearer ")
    }

    /// Whether it is an endpoint of OIDC and OAuth 2.0, whose clients know no header of Authing.
    fn is_standard(&self) -> bool {
        self.operation.id == "getJwks" || self.operation.path.starts_with("/{protocol}/")
    }

    fn complaint(&self) -> Option<Refusal> {
        if self.operation.needs_app {
            match self.header("x-authing-app-id") {
                Some(APP_ID) => {}
                Some(_) if self.is_standard() => {
                    return Some(Refusal::oauth("invalid_client", "the application does not exist"));
                }
                Some(_) => return Some(Refusal::new(ErrorCode::APP_NOT_FOUND, "the application does not exist")),
                None if self.is_standard() => {}
                None => return Some(Refusal::new(ErrorCode::APP_ID_MISSING, "the application id is missing")),
            }
        }
        // Who asks comes before what is asked.
        if self.operation.needs_bearer && self.bearer().is_none() {
            return Some(Refusal::new(ErrorCode::NOT_LOGGED_IN, "nobody is logged in"));
        }
        let body = (!self.body.is_null()).then_some(&self.body);
        self.operation.complaint(&self.query, body).map(Refusal::bad_request)
    }

    fn reply(&self, answer: Answer) -> Response {
        let selected = match (answer, &self.selection) {
            (Ok(Reply::Data(value)), Some(selection)) => Ok(Reply::Data(selection.of(&value))),
            (answer, _) => answer,
        };
        match (self.operation.convention, selected) {
            (_, Err(refusal)) => refusal.of(self.operation, &self.headers),
            (_, Ok(Reply::Raw(response))) => response,
            (Convention::Bare, Ok(Reply::Data(value))) => axum::Json(value).into_response(),
            (Convention::Envelope, Ok(Reply::Data(value))) => crate::http::reply::envelope(&self.operation.path, value),
            (Convention::Graphql, Ok(Reply::Data(value))) => crate::http::reply::graphql(self.operation.field(), value),
        }
    }
}

fn read<T: DeserializeOwned>(value: &Value) -> Result<T, Refusal> {
    T::deserialize(value).map_err(|e| Refusal::bad_request(format!("the request is not what the contract says: {e}")))
}

/// Takes a request in, lets faults have their way with it, and answers it.
pub async fn handle(Shared(world): Shared<World>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, LIMIT).await else {
        return (StatusCode::PAYLOAD_TOO_LARGE, "the request is too large").into_response();
    };
    let asked = route(&head, bytes.clone()).await;
    let operation = asked.as_ref().ok().map(|asked| asked.operation.id.clone());
    let place = Place { operation: operation.as_deref(), path: head.uri.path() };
    let effect = {
        let mut state = world.lock();
        let at = state.stores.clock.now();
        state.log.note(at, &head, operation.as_deref(), asked.as_ref().ok().map(|asked| &asked.body));
        state.faults.strike(&place)
    };
    let asked = match asked {
        Ok(asked) => asked,
        Err(unknown) => {
            let answer = || {
                let page = match unknown {
                    RouteMiss::Operation(_) => {
                        let mut state = world.lock();
                        file(&state, &head).or_else(|| browser::answer(&mut state.stores, &head, &bytes))
                    }
                    RouteMiss::Refused(_) => None,
                };
                page.unwrap_or_else(|| unknown.reply())
            };
            return faults::play(effect, answer).await;
        }
    };
    if let Some(Effect::Code { code, message }) = effect {
        return asked.reply(Err(Refusal::new(code.into(), message)));
    }
    let answer = || match asked.complaint() {
        Some(refusal) => asked.reply(Err(refusal)),
        None => asked.reply(operations::answer(&mut world.lock().stores, &asked)),
    };
    faults::play(effect, answer).await
}

/// Why a request is for no operation.
enum RouteMiss {
    /// The contract has none such.
    Operation(String),
    Refused(Response),
}

impl RouteMiss {
    fn reply(self) -> Response {
        match self {
            Self::Operation(name) => not_implemented(&name),
            Self::Refused(response) => response,
        }
    }
}

/// The method that answers. For HEAD it is GET, whose body does not leave the server.
pub fn method(head: &Parts) -> &str {
    if head.method == Method::HEAD { "GET" } else { head.method.as_str() }
}

/// An uploaded file or the picture of a QR code. Its address is all that a reader needs.
fn file(state: &State, head: &Parts) -> Option<Response> {
    let path = head.uri.path().starts_with("/user-contents/").then(|| head.uri.path())?;
    Some(match (method(head), state.stores.files.at_path(path)) {
        ("GET", Some(File { content_type, bytes })) => {
            ([(header::CONTENT_TYPE, content_type.clone())], bytes.clone()).into_response()
        }
        ("GET", None) => StatusCode::NOT_FOUND.into_response(),
        (other, _) => not_allowed(other, head.uri.path(), ["GET"].into()),
    })
}

async fn route(head: &Parts, bytes: Bytes) -> Result<ApiRequest, RouteMiss> {
    let contract = Contract::get();
    let (method, path) = (method(head), head.uri.path());
    let methods = contract.methods_at(path);
    if !methods.is_empty() && !methods.contains(method) {
        return Err(RouteMiss::Refused(not_allowed(method, path, methods)));
    }
    let document = match contract.has_documents_at(path) {
        // Clients of GraphQL look for refusals in its envelope only.
        true => Some(document(&bytes).map_err(|refusal| RouteMiss::Refused(refusal.graphql(None)))?),
        false => None,
    };
    match (contract.find(method, path, document.as_ref()), document) {
        (Some((operation, path)), document) => {
            let selection = document.map(|document| document.selection);
            let taken = decode(head, bytes, operation, path, selection).await;
            taken.map_err(|refusal| RouteMiss::Refused(refusal.of(operation, &head.headers)))
        }
        (None, Some(Document { field, .. })) => {
            let refusal = Refusal::new(ErrorCode::NOT_IMPLEMENTED, format!("the sandbox cannot do {field}"));
            Err(RouteMiss::Refused(refusal.graphql(Some(&field))))
        }
        (None, None) => Err(RouteMiss::Operation(format!("{method} {path}"))),
    }
}

fn json(bytes: &[u8]) -> Result<Value, Refusal> {
    serde_json::from_slice(bytes).map_err(|e| Refusal::bad_request(format!("the body is not JSON: {e}")))
}

fn document(bytes: &[u8]) -> Result<Document, Refusal> {
    let body = json(bytes)?;
    Document::parse(body["query"].as_str().ok_or_else(|| Refusal::bad_request("the body holds no query"))?)
}

/// Takes in what was sent to an operation.
async fn decode(
    head: &Parts,
    bytes: Bytes,
    operation: &'static Operation,
    path: BTreeMap<String, String>,
    selection: Option<Selection>,
) -> Result<ApiRequest, Refusal> {
    let wanted = operation.media.as_deref().unwrap_or_default();
    let named = head.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let named = named.split(';').next().unwrap_or_default().trim();
    // Some clients name no type for a form.
    if !bytes.is_empty() && !wanted.is_empty() && !named.is_empty() && named != wanted {
        return Err(Refusal::bad_request(format!("the media type is {named}; {} takes {wanted}", operation.id)));
    }
    let mut file = None;
    let body = match wanted {
        "multipart/form-data" => {
            file = upload(head, bytes).await?;
            file.iter().map(|_| ("file".to_owned(), Value::from("(bytes)"))).collect()
        }
        "application/x-www-form-urlencoded" => {
            form(&bytes).into_iter().map(|(name, value)| (name, Value::String(value))).collect()
        }
        _ if bytes.is_empty() => Value::Null,
        _ => json(&bytes)?,
    };
    let query = form(head.uri.query().unwrap_or_default().as_bytes());
    Ok(ApiRequest { operation, path, query, headers: head.headers.clone(), body, file, selection })
}

pub fn form(text: &[u8]) -> BTreeMap<String, String> {
    form_urlencoded::parse(text).into_owned().collect()
}

async fn upload(head: &Parts, bytes: Bytes) -> Result<Option<File>, Refusal> {
    let broken = |e: &dyn std::fmt::Display| Refusal::bad_request(format!("the form is broken: {e}"));
    let mut request = Request::new(Body::from(bytes));
    request.headers_mut().clone_from(&head.headers);
    // The door has its own limit.
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
