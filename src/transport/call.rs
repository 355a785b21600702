//! One call of one operation, from the generated client to a result in our terms.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use progenitor_client::ResponseValue;
use reqwest::header::{CONTENT_TYPE, HeaderMap, SET_COOKIE};
use serde_json::Value;

use super::reply::{self, Failure, Outcome, Reply};
use crate::{
    AuthenticationClient, CommonMessage, ErrorCode, Secret,
    client::Shared,
    error::{Error, Kind},
    generated::{Client, types::Done},
};

/// In whose name a call is made.
#[derive(Clone)]
pub(crate) enum Credential {
    /// Nobody's: logins must not carry the token of whoever was logged in before.
    None,
    /// That of whoever has this token.
    Token(Secret),
    /// That of the application, or of another client, with this id and secret.
    Basic { id: String, secret: Secret },
    /// That of whoever's browser has these cookies. No jar keeps them: they are given and given back.
    Cookies(Secret),
}

impl Credential {
    /// Nobody's name, unless there are cookies.
    pub fn cookies(cookies: Option<Secret>) -> Self {
        cookies.map_or(Self::None, Self::Cookies)
    }
}

impl From<Option<Secret>> for Credential {
    fn from(token: Option<Secret>) -> Self {
        token.map_or(Self::None, Self::Token)
    }
}

/// What the hooks know of the call they work for, and what they have seen of its reply.
#[derive(Clone)]
pub(crate) struct Call {
    pub(super) shared: Arc<Shared>,
    pub(super) credential: Credential,
    notes: Arc<Mutex<Notes>>,
}

#[derive(Default)]
struct Notes {
    seen: Option<Seen>,
    refused: Option<Error>,
}

/// A reply as it came.
pub(super) struct Seen {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Seen {
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    fn is_html(&self) -> bool {
        self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|text| text.contains("html"))
    }
}

pub(super) fn request_id(headers: &HeaderMap) -> Option<&str> {
    ["x-request-id", "x-authing-request-id"].iter().find_map(|name| headers.get(*name)?.to_str().ok())
}

impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Call")
    }
}

impl Call {
    pub(super) fn see(&self, seen: Seen) {
        self.notes().seen = Some(seen);
    }

    pub(super) fn see_body(&self, body: Bytes) {
        if let Some(seen) = &mut self.notes().seen {
            seen.body = body;
        }
    }

    /// Notes an error that the generated client has no words for.
    pub(super) fn refuse(&self, error: Error) {
        self.notes().refused = Some(error);
    }

    fn notes(&self) -> std::sync::MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sends one operation and says what its reply means.
pub(crate) async fn call<R, F>(
    client: &AuthenticationClient,
    credential: impl Into<Credential>,
    send: F,
) -> Result<R::Value, Error>
where
    R: Reply,
    F: AsyncFnOnce(&Client) -> Result<ResponseValue<R>, progenitor_client::Error<()>>,
{
    Ok(exchange(client, &client.shared().host, credential.into(), send).await?.0)
}

/// Does the same at another host.
pub(crate) async fn call_at<R, F>(
    client: &AuthenticationClient,
    host: &str,
    credential: impl Into<Credential>,
    send: F,
) -> Result<R::Value, Error>
where
    R: Reply,
    F: AsyncFnOnce(&Client) -> Result<ResponseValue<R>, progenitor_client::Error<()>>,
{
    Ok(exchange(client, host, credential.into(), send).await?.0)
}

/// Does the same as [`call`], and gives the cookies that the reply sets, each as its header has it.
pub(crate) async fn call_with_cookies<R, F>(
    client: &AuthenticationClient,
    credential: impl Into<Credential>,
    send: F,
) -> Result<(R::Value, Vec<Secret>), Error>
where
    R: Reply,
    F: AsyncFnOnce(&Client) -> Result<ResponseValue<R>, progenitor_client::Error<()>>,
{
    let (value, seen) = exchange(client, &client.shared().host, credential.into(), send).await?;
    let set = seen.iter().flat_map(|seen| seen.headers.get_all(SET_COOKIE));
    Ok((value, set.filter_map(|cookie| Some(cookie.to_str().ok()?.into())).collect()))
}

/// Sends one operation whose reply is text, and gives the text. A failure told as JSON is one here too, and so is a page.
pub(crate) async fn call_for_text<R, F>(
    client: &AuthenticationClient,
    credential: impl Into<Credential>,
    send: F,
) -> Result<String, Error>
where
    F: AsyncFnOnce(&Client) -> Result<ResponseValue<R>, progenitor_client::Error<()>>,
{
    let seen = fetch(client, credential.into(), send).await?;
    match reply::text_of(&seen.body) {
        Outcome::Success(text) => Ok(text),
        Outcome::Failure(failure) => Err(refusal(failure, Some(&seen))),
        Outcome::Unreadable(reason) => Err(unreadable(&reason, Some(&seen))),
    }
}

async fn exchange<R, F>(
    client: &AuthenticationClient,
    host: &str,
    credential: Credential,
    send: F,
) -> Result<(R::Value, Option<Seen>), Error>
where
    R: Reply,
    F: AsyncFnOnce(&Client) -> Result<ResponseValue<R>, progenitor_client::Error<()>>,
{
    let api = client_of(client, host, credential);
    let outcome = send(&api).await.map(|value| value.into_inner().outcome());
    let Notes { seen, refused } = std::mem::take(&mut *api.inner.notes());
    match (refused, outcome) {
        (None, Ok(Outcome::Success(value))) => Ok((value, seen)),
        (Some(error), _) => Err(with_facts(error, seen.as_ref())),
        (None, Ok(Outcome::Failure(failure))) => Err(refusal(failure, seen.as_ref())),
        (None, Ok(Outcome::Unreadable(reason))) => Err(unreadable(&reason, seen.as_ref())),
        (None, Err(error)) => Err(translate(error, seen.as_ref())),
    }
}

/// Sends one operation whose reply is taken as it came, with a status of success.
pub(super) async fn fetch<R, F>(client: &AuthenticationClient, credential: Credential, send: F) -> Result<Seen, Error>
where
    F: AsyncFnOnce(&Client) -> Result<ResponseValue<R>, progenitor_client::Error<()>>,
{
    let api = client_of(client, &client.shared().host, credential);
    let outcome = send(&api).await.map(drop);
    let Notes { seen, refused } = std::mem::take(&mut *api.inner.notes());
    match (refused, outcome, seen) {
        (Some(error), _, seen) => Err(with_facts(error, seen.as_ref())),
        // The generated code may have looked for JSON: it is the text that counts.
        (None, Ok(()) | Err(progenitor_client::Error::InvalidResponsePayload(..)), Some(seen)) => Ok(seen),
        (None, Ok(()), None) => Err(unreadable("it is not there", None)),
        (None, Err(error), seen) => Err(translate(error, seen.as_ref())),
    }
}

/// A reply that is not what was asked for: a failure that came with a status of success, or nothing that can be read.
pub(super) fn other_than(wanted: &str, seen: &Seen) -> Error {
    let failure = reply::failure(&seen.body);
    match failure.code {
        None | Some(200) => unreadable(wanted, Some(seen)),
        Some(_) => refusal(failure, Some(seen)),
    }
}

/// A message of the server in the place of a result, unless it has a code of failure.
pub(crate) fn accepted(said: CommonMessage) -> Result<CommonMessage, Error> {
    match said.code {
        None | Some(200) => Ok(said),
        code => {
            let failure = Failure { code, message: said.message, ..Failure::default() };
            Err(refusal(failure, None).with_http(Some(200), None))
        }
    }
}

/// A failure that the server tells of inside a success.
pub(crate) fn told(failure: &Value) -> Error {
    refusal(reply::failure(failure.to_string().as_bytes()), None)
}

/// Whether something is done, in a reply of success that may still say that it is not.
pub(crate) fn done(reply: Option<Done>) -> Result<(), Error> {
    match reply.and_then(|reply| reply.success) {
        Some(false) => {
            let message = Some("the server says that it has not done it".into());
            Err(refusal(Failure { message, ..Failure::default() }, None).with_http(Some(200), None))
        }
        _ => Ok(()),
    }
}

/// The generated client, for one call.
fn client_of(client: &AuthenticationClient, host: &str, credential: Credential) -> Client {
    let shared = client.shared();
    let inner = Call { shared: Arc::clone(shared), credential, notes: Arc::default() };
    Client { baseurl: host.to_owned(), client: shared.http.clone(), inner }
}

fn translate(error: progenitor_client::Error<()>, seen: Option<&Seen>) -> Error {
    use progenitor_client::Error as Generated;
    match error {
        Generated::UnexpectedResponse(_) | Generated::ErrorResponse(_) => {
            refusal(seen.map(|seen| reply::failure(&seen.body)).unwrap_or_default(), seen)
        }
        Generated::InvalidResponsePayload(..) => {
            let what = match seen {
                Some(Seen { body, .. }) if body.is_empty() => "it is empty",
                Some(seen) if seen.is_html() => "it is an HTML page, perhaps of a gateway",
                _ => "it is not the JSON object that was expected",
            };
            unreadable(what, seen)
        }
        Generated::CommunicationError(e) | Generated::ResponseBodyError(e) | Generated::InvalidUpgrade(e) => {
            with_facts(transport(e), seen)
        }
        // The text of the generated error may quote the request.
        Generated::InvalidRequest(_) | Generated::Custom(_) => {
            Error::argument("the request could not be built; an argument has characters that cannot be sent")
        }
    }
}

pub(super) fn transport(error: reqwest::Error) -> Error {
    // The URL may hold what a caller passed as a query parameter.
    let error = error.without_url();
    let connecting = error.is_connect();
    let (kind, message) = if connecting {
        (Kind::Connect, "no connection to the server")
    } else if error.is_timeout() {
        (Kind::TimedOut, "the server did not answer in time")
    } else if error.is_builder() {
        (Kind::Argument, "the request could not be built; check the host and the arguments")
    } else {
        (Kind::Transport, "the connection broke before the reply was complete")
    };
    Error::new(kind, message).with_reached(!connecting && kind != Kind::Argument).with_source(error)
}

/// A refusal that is known by its status alone.
#[cfg(feature = "events")]
pub(super) fn refused_with(status: u16, what: &str) -> Error {
    let message = Some(format!("the server answered with HTTP {status}: {what}"));
    let failure = Failure { code: Some(i64::from(status)), message, ..Failure::default() };
    refusal(failure, None).with_http(Some(status), None)
}

/// The server's refusal. The status is never lost, and code 200 under an HTTP error is no success.
pub(super) fn refusal(failure: Failure, seen: Option<&Seen>) -> Error {
    let status = seen.map(|seen| seen.status).filter(|status| !(200..300).contains(status));
    let code = failure.code.filter(|code| status.is_none() || *code != 200).or(status.map(i64::from));
    let message = failure.message.unwrap_or_else(|| match status {
        Some(status @ 300..400) => {
            format!("the server redirects (HTTP {status}), which is not followed; check the host")
        }
        Some(status) => format!("the server answered with HTTP {status} and no message"),
        None => "the server refused without a message".into(),
    });
    // OAuth has names for errors in the place of codes, and they come with status 400.
    let nameless = if failure.oauth.is_some() { ErrorCode::BAD_REQUEST } else { ErrorCode::INTERNAL_SERVER_ERROR };
    let error = Error::new(Kind::Api, message)
        .with_code(ErrorCode(code.unwrap_or(nameless.0)))
        .with_oauth(failure.oauth)
        .with_data(failure.data)
        .with_http(None, failure.request_id);
    with_facts(error.with_reached(true), seen)
}

pub(super) fn unreadable(reason: &str, seen: Option<&Seen>) -> Error {
    with_facts(Error::new(Kind::Decode, format!("the reply cannot be read: {reason}")).with_reached(true), seen)
}

fn with_facts(error: Error, seen: Option<&Seen>) -> Error {
    match seen {
        Some(seen) => error.with_http(Some(seen.status), seen.request_id().map(str::to_owned)),
        None => error,
    }
}
