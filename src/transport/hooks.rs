//! What happens around every HTTP request: headers, credentials, body limit, log line.

use std::time::Instant;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use bytes::{Bytes, BytesMut};
use progenitor_client::{ByteStream, ClientHooks, ClientInfo, Error, OperationInfo, ResponseValue};
use reqwest::{
    StatusCode,
    header::{
        ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HOST, HeaderMap, HeaderName, HeaderValue,
        TRANSFER_ENCODING,
    },
};
use serde::de::Error as _;

use super::{
    call::{Call, Credential, Seen, request_id},
    reply::Reply,
};
use crate::{BoxFuture, error::Kind, generated::Client};

/// Headers that the client itself sends.
const RESERVED: [HeaderName; 7] =
    [ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HOST, TRANSFER_ENCODING];

/// The headers that are the same for every request of a client.
#[derive(Clone)]
pub(crate) struct Headers(Vec<(HeaderName, HeaderValue)>);

impl Headers {
    /// Takes names and values; an empty value leaves the header out. On failure: the name and what is wrong.
    pub(crate) fn new<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, (&'a str, String)> {
        let mut headers = Vec::new();
        for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
            let header: HeaderName = name.parse().map_err(|_| (name, format!("{name:?} is no name for a header")))?;
            let value = header_value(value)
                .ok_or_else(|| (name, "a header carries visible ASCII characters only".to_owned()))?;
            if RESERVED.contains(&header) || headers.iter().any(|(other, _)| *other == header) {
                return Err((name, format!("the header {name} is needed for something else")));
            }
            headers.push((header, value));
        }
        Ok(Self(headers))
    }

    /// The same with another value for one header; an empty value leaves it out. Nothing, when no header can carry it.
    pub(crate) fn with(&self, name: &str, value: &str) -> Option<Self> {
        let name: HeaderName = name.parse().ok()?;
        let mut headers: Vec<_> = self.0.iter().filter(|(other, _)| *other != name).cloned().collect();
        if !value.is_empty() {
            headers.push((name, header_value(value)?));
        }
        Some(Self(headers))
    }

    fn apply(&self, map: &mut HeaderMap) {
        for (name, value) in &self.0 {
            map.insert(name.clone(), value.clone());
        }
    }
}

fn header_value(text: &str) -> Option<HeaderValue> {
    text.is_ascii().then(|| HeaderValue::from_str(text).ok())?
}

/// The one place where a header with a credential is made; it is marked so that nothing prints it. On failure: what has
/// characters that no header can carry.
fn header_of(credential: &Credential) -> Result<Option<(HeaderName, HeaderValue)>, &'static str> {
    let (what, name, text) = match credential {
        Credential::None => return Ok(None),
        Credential::Token(token) => ("token has", AUTHORIZATION, format!("Bearer {}", token.expose())),
        // RFC 6749 wants both escaped as in a form first. The JavaScript SDKs do not, and servers take what those send.
        Credential::Basic { id, secret } => {
            let pair = BASE64_STANDARD.encode(format!("{id}:{}", secret.expose()));
            ("id and the secret have", AUTHORIZATION, format!("Basic {pair}"))
        }
        Credential::Cookies(cookies) => ("cookies have", COOKIE, cookies.expose().to_owned()),
    };
    let mut value = header_value(&text).ok_or(what)?;
    value.set_sensitive(true);
    Ok(Some((name, value)))
}

/// What every operation does once its request is made: `build/fold.rs` puts it in the place of what the generator repeats.
pub(crate) async fn answer<R: Reply>(
    client: &Client,
    request: reqwest::Request,
    operation_id: &'static str,
) -> Result<ResponseValue<R>, Error<()>> {
    let (status, body) = respond(client, request, operation_id).await?;
    let text = std::str::from_utf8(&body).map_err(serde_json::Error::custom);
    let reply = text.and_then(R::read).map_err(|e| Error::InvalidResponsePayload(body, e))?;
    Ok(ResponseValue::new(reply, status, HeaderMap::new()))
}

/// The same for an operation whose reply is no JSON: it is taken from what was seen of it.
pub(crate) async fn stream(
    client: &Client,
    request: reqwest::Request,
    operation_id: &'static str,
) -> Result<ResponseValue<ByteStream>, Error<()>> {
    let (status, _) = respond(client, request, operation_id).await?;
    Ok(ResponseValue::new(ByteStream::new(Box::pin(futures_util::stream::empty())), status, HeaderMap::new()))
}

/// Sends the request and reads the whole reply, within the limit. What was seen of it is noted for the caller, who needs it
/// where the generated code has no words for it. Boxed, so that the compiler looks into it once and not in every verb.
fn respond<'a>(
    client: &'a Client,
    mut request: reqwest::Request,
    operation_id: &'static str,
) -> BoxFuture<'a, Result<(StatusCode, Bytes), Error<()>>> {
    Box::pin(async move {
        let info = OperationInfo { operation_id };
        client.pre(&mut request, &info).await?;
        let mut response = client.exec(request, &info).await?;
        let (call, status) = (client.inner(), response.status());
        let headers = std::mem::take(response.headers_mut());
        call.see(Seen { status: status.as_u16(), headers, body: Bytes::new() });
        let limit = call.shared.reply_limit;
        let Some(body) = read(&mut response, limit).await? else {
            let what = format!("the reply is larger than {limit} bytes; raise reply_limit if that is right");
            call.refuse(crate::Error::new(Kind::Decode, what).with_reached(true));
            return Err(Error::UnexpectedResponse(response));
        };
        call.see_body(body.clone());
        match status.is_success() {
            true => Ok((status, body)),
            false => Err(Error::UnexpectedResponse(response)),
        }
    })
}

impl ClientHooks<Call> for Client {
    async fn pre<E>(&self, request: &mut reqwest::Request, _: &OperationInfo) -> Result<(), Error<E>> {
        let call = self.inner();
        let headers = request.headers_mut();
        call.shared.headers.apply(headers);
        match header_of(&call.credential) {
            Ok(Some((name, value))) => headers.insert(name, value),
            Ok(None) => None,
            Err(what) => {
                let mend = "check where it comes from";
                call.refuse(crate::Error::argument(format!(
                    "the {what} characters that no HTTP header can carry; {mend}"
                )));
                return Err(Error::Custom("credential".into()));
            }
        };
        Ok(())
    }

    async fn exec(&self, request: reqwest::Request, info: &OperationInfo) -> reqwest::Result<reqwest::Response> {
        let method = request.method().clone();
        let begun = Instant::now();
        let response = self.client().execute(request).await?;
        tracing::debug!(
            operation = info.operation_id,
            %method,
            status = response.status().as_u16(),
            request_id = request_id(response.headers()),
            elapsed_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
            "answered"
        );
        Ok(response)
    }
}

/// The whole body, or nothing when it is larger than the limit.
async fn read(response: &mut reqwest::Response, limit: usize) -> reqwest::Result<Option<Bytes>> {
    // The body knows its length even without the headers, which were taken.
    if response.content_length().is_some_and(|length| length > limit as u64) {
        return Ok(None);
    }
    let Some(first) = response.chunk().await? else { return Ok(Some(Bytes::new())) };
    let mut whole = BytesMut::new();
    while let Some(chunk) = response.chunk().await? {
        if whole.is_empty() {
            whole.extend_from_slice(&first);
        }
        if whole.len() + chunk.len() > limit {
            return Ok(None);
        }
        whole.extend_from_slice(&chunk);
    }
    let body = if whole.is_empty() { first } else { whole.freeze() };
    Ok((body.len() <= limit).then_some(body))
}
