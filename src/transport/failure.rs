//! Conversion of failures to [`Error`]: of connections, of refusals by the server, and of unreadable replies.

use serde_json::Value;

use super::ResponseParts;
pub(super) use super::body::Failure;
use super::redaction::shown;
use crate::{
    error::{Error, ErrorCode, Kind},
    generated::types::Done,
};

impl Error {
    /// Adds the status of a reply, its request id and the time that the server asks to wait.
    pub(super) fn with_response(self, parts: &ResponseParts) -> Self {
        self.with_http(Some(parts.status()), parts.request_id()).with_retry_after(parts.retry_after())
    }
}

/// The error of a failure that a success contains as JSON.
pub(crate) fn error_from_json(failure: &Value) -> Error {
    refusal(Failure::read(failure.to_string().as_bytes()), None)
}

/// Refuses a success that says that the operation was not done.
pub(crate) fn require_done(reply: Option<Done>) -> Result<(), Error> {
    match reply.and_then(|reply| reply.success) {
        Some(false) => {
            let message = Some("the server reports that it has not done what was requested".into());
            Err(refusal(Failure { message, ..Failure::default() }, None).with_http(Some(200), None))
        }
        _ => Ok(()),
    }
}

/// The error of a request that could not be sent, or whose reply did not arrive.
pub(super) fn connection_error(error: reqwest::Error) -> Error {
    // The URL may hold what a caller passed as a query parameter.
    let error = error.without_url();
    let connecting = error.is_connect();
    let (kind, message) = if connecting && is_tls(&error) {
        (
            Kind::Tls,
            "no secure connection to the server: its certificate is not trusted, or it speaks no TLS; check the host, \
          the clock of this machine and the trusted certificates",
        )
    } else if is_malformed(&error) {
        (Kind::Decode, "the reply cannot be read: it is not HTTP; check the host and its port")
    } else if connecting {
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

/// Whether the handshake of TLS failed. No type in the chain of causes says so: rustls reports an I/O error of the kind
/// `InvalidData`.
fn is_tls(error: &reqwest::Error) -> bool {
    // A peer that closes the connection during the handshake may accept the next one.
    let broken = |cause: &(dyn std::error::Error + 'static)| {
        use std::io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
        let io = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        io.is_some_and(|kind| [BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof].contains(&kind))
    };
    !causes(error).any(broken)
        && causes(error).any(|cause| {
            let io = cause.downcast_ref::<std::io::Error>();
            io.is_some_and(|io| io.kind() == std::io::ErrorKind::InvalidData) || {
                // With the feature native-tls the type of the error depends on the platform.
                let text = cause.to_string().to_ascii_lowercase();
                ["certificate", "ssl", "tls"].iter().any(|word| text.contains(word))
            }
        })
}

/// Whether the reply is not HTTP.
fn is_malformed(error: &reqwest::Error) -> bool {
    causes(error).filter_map(|cause| cause.downcast_ref::<hyper::Error>()).any(hyper::Error::is_parse)
}

fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
    // An I/O error names the source of what it wraps as its own.
    std::iter::successors(std::error::Error::source(error), |cause| match cause.downcast_ref::<std::io::Error>() {
        Some(io) => io.get_ref().map(|inner| inner as &(dyn std::error::Error + 'static)),
        None => cause.source(),
    })
}

/// The error of a refusal whose body is not read.
#[cfg(feature = "events")]
pub(super) fn refused_with(status: u16, what: &str) -> Error {
    let message = Some(format!("the server answered with HTTP {status}: {what}"));
    let failure = Failure { code: Some(i64::from(status)), message, ..Failure::default() };
    refusal(failure, None).with_http(Some(status), None)
}

/// The error of a refusal by the server. It always has the HTTP status, and code 200 with an HTTP error is not taken as its code.
pub(super) fn refusal(failure: Failure, parts: Option<&ResponseParts>) -> Error {
    let status = parts.map(ResponseParts::status).filter(|status| !(200..300).contains(status));
    let code = failure.code.filter(|code| status.is_none() || *code != 200).or(status.map(i64::from));
    let show = |text: String| match parts {
        Some(parts) => parts.shown(&text),
        None => shown(&text),
    };
    let told = failure.code.is_some() || failure.message.is_some() || failure.oauth.is_some();
    let kind = if !told && parts.is_some_and(ResponseParts::is_page) { Kind::Page } else { Kind::Api };
    let older = parts.is_some_and(|parts| parts.status() == 404 && parts.is_v3() && !failure.is_of_authing());
    let said = failure.message.filter(|_| !older);
    let message = said.map(show).unwrap_or_else(|| match status {
        Some(404) if older => "the server does not have the v3 API (HTTP 404); a private deployment may be older than it: use the \
                               methods of the client itself, such as login_by_code and login_by_phone, or sign_in without the \
                               option ext_idp_conn_identifier; else check the host"
            .into(),
        Some(status @ 300..400) => {
            format!("the server redirects (HTTP {status}), which is not followed; check the host")
        }
        Some(status) => format!("the server answered with HTTP {status} and no message"),
        None => "the server refused without a message".into(),
    });
    // OAuth has names for errors in the place of codes, and they come with status 400.
    let nameless = if failure.oauth.is_some() { ErrorCode::BAD_REQUEST } else { ErrorCode::INTERNAL_SERVER_ERROR };
    let error = Error::new(kind, message)
        .with_code(ErrorCode(code.unwrap_or(nameless.0)))
        .with_oauth(failure.oauth.map(show))
        .with_data(failure.data)
        .with_http(None, failure.request_id.map(show));
    with_facts(error.with_reached(true), parts)
}

pub(super) fn unreadable(reason: &str, parts: Option<&ResponseParts>) -> Error {
    with_facts(Error::new(Kind::Decode, format!("the reply cannot be read: {reason}")).with_reached(true), parts)
}

fn with_facts(error: Error, parts: Option<&ResponseParts>) -> Error {
    match parts {
        Some(parts) => error.with_response(parts),
        None => error,
    }
}
