//! Sending one request of the generated client, from its URL and body to the value of its reply.

use std::time::{Duration, Instant, SystemTime};

use bytes::{Bytes, BytesMut};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use tracing::Instrument as _;
use zeroize::Zeroizing;

use super::{
    Convention, Credential,
    convention::Outcome,
    failure::{Failure, connection_error, refusal, unreadable},
    redaction::Sent,
    telemetry,
};
use crate::{
    core::{CallContext, progress},
    error::{Error, Kind},
    generated::Client,
    model::BoxFuture,
};

/// The characters that are escaped in a path: all but those that RFC 3986 calls unreserved.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What the generated client carries along for one call.
#[derive(Clone)]
pub(crate) struct Call {
    pub context: CallContext,
    pub credential: Credential,
}

/// The generated client derives `Debug`; nothing of a call is fit to print.
impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Call")
    }
}

/// A reply, whatever its status, and what was sent for it. The body is empty until it has been read.
pub(crate) struct ResponseParts<'c> {
    response: reqwest::Response,
    pub body: Bytes,
    credential: &'c Credential,
    /// The headers that the call has added.
    added: &'c [(HeaderName, HeaderValue)],
    sent: Zeroizing<Vec<u8>>,
}

#[cfg(feature = "__fuzz")]
impl<'c> ResponseParts<'c> {
    /// A reply without a network.
    pub fn new(response: reqwest::Response, body: Bytes, credential: &'c Credential, sent: Vec<u8>) -> Self {
        Self { response, body, credential, added: &[], sent: sent.into() }
    }
}

impl ResponseParts<'_> {
    pub fn status(&self) -> u16 {
        self.response.status().as_u16()
    }

    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// The server's id of the request, safe to show. The headers that the call has added are not replaced in it, because a server
    /// may take the id from one of them.
    pub fn request_id(&self) -> Option<String> {
        let names = ["x-request-id", "x-authing-request-id"];
        let id = names.iter().find_map(|name| self.headers().get(*name)?.to_str().ok());
        id.map(|id| self.sent(&[]).shown(id))
    }

    /// How long the server asks to wait before the request is repeated: seconds, or the time until a date.
    pub fn retry_after(&self) -> Option<Duration> {
        let value = self.headers().get(RETRY_AFTER)?.to_str().ok()?.trim();
        match value.parse() {
            Ok(seconds) => Some(Duration::from_secs(seconds)),
            Err(_) => {
                let date = httpdate::parse_http_date(value).ok()?;
                Some(date.duration_since(SystemTime::now()).unwrap_or_default())
            }
        }
    }

    /// The text without the secrets of the call, safe to show.
    pub fn shown(&self, text: &str) -> String {
        self.sent(self.added).shown(text)
    }

    fn sent<'s>(&'s self, added: &'s [(HeaderName, HeaderValue)]) -> Sent<'s> {
        Sent { credential: self.credential, added, url: self.response.url(), body: &self.sent }
    }

    /// Whether the request was for an endpoint of the v3 API.
    pub fn is_v3(&self) -> bool {
        self.response.url().path().contains("/api/v3/")
    }

    /// Whether the body is an HTML page. Some servers send every text as HTML, so a page must also contain a tag.
    pub fn is_page(&self) -> bool {
        let media_type = self.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let html = media_type.to_ascii_lowercase().contains("html") && self.body.contains(&b'<');
        html || self.begins_as_page()
    }

    /// Whether the first tag is one of HTML, behind comments, declarations and a byte order mark.
    pub fn begins_as_page(&self) -> bool {
        let text = String::from_utf8_lossy(&self.body);
        let mut rest = text.trim_start_matches('\u{feff}').trim_start();
        while let Some(end) =
            [("<!--", "-->"), ("<?", "?>")].iter().find_map(|(open, end)| rest.starts_with(open).then_some(end))
        {
            let Some((_, behind)) = rest.split_once(end) else { return true };
            rest = behind.trim_start();
        }
        let is = |tag: &str| rest.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag));
        ["<html", "<!doctype html", "<head", "<body"].into_iter().any(is)
    }
}

/// Sends the request of an operation and reads its reply by the operation's convention. Every operation of the generated
/// client ends here or in [`send_repeatable`]: see `build/fold.rs`.
pub(crate) fn send<C: Convention>(
    client: &Client,
    request: reqwest::Result<reqwest::Request>,
    operation: &'static str,
) -> impl Future<Output = Result<C::Value, Error>> {
    let exchange = Box::pin(exchange(client, request.map(Box::new), operation, C::ACCEPT));
    read_reply::<C>(client, exchange)
}

/// The same for an operation that the contract marks as repeatable: the policy of the client may send it again. Only the
/// generated code of such an operation calls this.
pub(crate) fn send_repeatable<C: Convention>(
    client: &Client,
    request: reqwest::Result<reqwest::Request>,
    operation: &'static str,
) -> impl Future<Output = Result<C::Value, Error>> {
    let exchange = Box::pin(exchange_repeatedly(client, request.map(Box::new), operation, C::ACCEPT));
    read_reply::<C>(client, exchange)
}

/// The future comes boxed, so that the compiler looks into it once and not in every verb.
async fn read_reply<'c, C: Convention>(
    client: &Client,
    exchange: BoxFuture<'c, Result<ResponseParts<'c>, Error>>,
) -> Result<C::Value, Error> {
    let parts = exchange.await?;
    let error = match C::read(&parts) {
        Outcome::Success(value) => return Ok(value),
        Outcome::Failure(failure) => refusal(failure, Some(&parts)),
        Outcome::Unreadable(reason) => unreadable(&reason, Some(&parts)),
    };
    Err(client.inner.context.core.forget_keys_if_undecryptable(error))
}

/// Sends a request, and sends it again as the policy of the client and the time of the call allow.
async fn exchange_repeatedly<'c>(
    client: &'c Client,
    request: reqwest::Result<Box<reqwest::Request>>,
    operation: &'static str,
    accept: Option<&'static str>,
) -> Result<ResponseParts<'c>, Error> {
    let Some(retries) = &client.inner.context.core.retries else {
        return exchange(client, request, operation, accept).await;
    };
    let request = request.map_err(connection_error)?;
    let (mut backoff, mut attempts, mut reached) = (retries.backoff(), 0, false);
    loop {
        let Some(copy) = request.try_clone() else { return exchange(client, Ok(request), operation, accept).await };
        let error = match exchange(client, Ok(Box::new(copy)), operation, accept).await {
            Ok(parts) => {
                if attempts == 0 {
                    retries.note_success();
                }
                return Ok(parts);
            }
            Err(error) => error,
        };
        attempts += 1;
        reached |= error.may_have_reached_server();
        let pause = retries.pause(&error, attempts, &mut backoff);
        match pause.filter(|pause| progress::has_time_for(*pause) && retries.take()) {
            Some(pause) => {
                tracing::debug!(operation, attempts, pause_ms = milliseconds(pause), "sending again");
                tokio::time::sleep(pause).await;
            }
            None => return Err(error.with_reached(reached)),
        }
    }
}

/// Sends the request and reads the whole reply, within the limit. A status beyond success is an error. The request comes boxed,
/// because the futures on its way would all keep room for it.
async fn exchange<'c>(
    client: &'c Client,
    request: reqwest::Result<Box<reqwest::Request>>,
    operation: &'static str,
    accept: Option<&'static str>,
) -> Result<ResponseParts<'c>, Error> {
    let Call { context: CallContext { core, settings }, credential } = &client.inner;
    let mut request = request.map_err(connection_error)?;
    let map = request.headers_mut();
    map.extend(accept.map(|accept| (ACCEPT, HeaderValue::from_static(accept))));
    settings.headers.apply(map);
    map.extend(settings.added.iter().cloned());
    map.extend(credential.header()?);

    let span = telemetry::span(operation, &request);
    #[cfg(feature = "otel")]
    telemetry::propagate(&span, request.headers_mut());
    #[cfg(feature = "otel")]
    let measurement = telemetry::Measurement::begin(&request);
    let outcome = answer(client, request, operation).instrument(span.clone()).await;
    telemetry::record(&span, &outcome);
    #[cfg(feature = "otel")]
    measurement.end(&core.metrics, &outcome);
    outcome.map_err(|error| core.forget_keys_if_undecryptable(error))
}

/// The whole reply to a request. A status beyond success is an error.
async fn answer<'c>(
    client: &'c Client,
    request: Box<reqwest::Request>,
    operation: &'static str,
) -> Result<ResponseParts<'c>, Error> {
    let Call { context: CallContext { core, settings }, credential } = &client.inner;
    let method = request.method().clone();
    let sent = request.body().and_then(reqwest::Body::as_bytes).unwrap_or_default().to_vec().into();
    let started = Instant::now();
    progress::note_sent();
    let response = client.client.execute(*request).await.map_err(connection_error)?;
    let mut parts = ResponseParts { response, body: Bytes::new(), credential, added: &settings.added, sent };
    tracing::debug!(
        operation,
        %method,
        status = parts.status(),
        request_id = parts.request_id(),
        elapsed_ms = milliseconds(started.elapsed()),
        "answered"
    );
    let limit = core.reply_limit;
    parts.body = match read(&mut parts.response, limit).await {
        Ok(Some(body)) => body,
        Ok(None) => {
            let message = format!("the reply is larger than {limit} bytes; raise reply_limit if that is right");
            return Err(Error::new(Kind::Decode, message).with_reached(true).with_response(&parts));
        }
        Err(error) => return Err(connection_error(error).with_response(&parts)),
    };
    match parts.response.status().is_success() {
        true => Ok(parts),
        false => Err(refusal(Failure::read(&parts.body), Some(&parts))),
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// The whole body, or nothing when it is larger than the limit.
async fn read(response: &mut reqwest::Response, limit: usize) -> reqwest::Result<Option<Bytes>> {
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

/// A value as one segment of a path.
pub(crate) fn encode_path(segment: &str) -> String {
    utf8_percent_encode(segment, PATH).to_string()
}
