//! The texts of an error. None of them contains a secret or a body.

use std::fmt;

use super::{Error, Inner, Kind};

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, verb, code, message, oauth_error, http_status, request_id, .. } = &*self.0;
        if !verb.is_empty() {
            write!(f, "{verb}: ")?;
        }
        f.write_str(message)?;
        // The name of a local code would be wrong for a server's own -1.
        match (kind, code.get()) {
            (Kind::Api, number @ ..0) => write!(f, " (code {number}")?,
            _ => write!(f, " (code {code:?}")?,
        }
        if let Some(name) = oauth_error.as_ref().filter(|name| *name != message) {
            write!(f, ", {name}")?;
        }
        if let Some(status) = http_status {
            write!(f, ", HTTP {status}")?;
        }
        if let Some(id) = request_id {
            write!(f, ", request {id}")?;
        }
        f.write_str(")")
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        f.debug_struct("Error")
            .field("kind", &inner.kind)
            .field("verb", &inner.verb)
            .field("code", &inner.code.get())
            .field("message", &inner.message)
            .field("data", &inner.data.as_ref().map(|_| "[redacted]"))
            .field("oauth_error", &inner.oauth_error)
            .field("http_status", &inner.http_status)
            .field("request_id", &inner.request_id)
            .field("retry_after", &inner.retry_after)
            .field("may_have_reached_server", &inner.may_have_reached_server)
            .field("source", &inner.source)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
