//! A failure as text, for other processes that wait for the same work.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Error, ErrorCode, Kind};

/// What other processes learn of a failure: its message and codes. The data of the server can contain secrets, and a session belongs
/// to the caller who has obtained it, so neither is shared.
#[derive(Serialize, Deserialize)]
struct Shared {
    work: String,
    kind: Kind,
    code: i64,
    message: String,
    http_status: Option<u16>,
    request_id: Option<String>,
    may_have_reached_server: bool,
    oauth_error: Option<String>,
    /// In whole seconds. Older versions do not write it.
    #[serde(default)]
    retry_after: Option<u64>,
}

impl Error {
    /// The failure of this work as text. `None` if its cause is in this process, because others may succeed.
    pub(crate) fn to_shared(&self, work: &str) -> Option<String> {
        let inner = &self.0;
        match inner.kind {
            Kind::TimedOut | Kind::Connect | Kind::Tls | Kind::Transport | Kind::Api | Kind::Page | Kind::Decode => {}
            // The server has answered and its answer could not be stored: what was sent is spent for the others, too.
            Kind::Store if inner.may_have_reached_server => {}
            _ => return None,
        }
        let shared = Shared {
            work: work.to_owned(),
            kind: inner.kind,
            code: inner.code.get(),
            message: inner.message.clone(),
            http_status: inner.http_status,
            request_id: inner.request_id.clone(),
            may_have_reached_server: inner.may_have_reached_server,
            oauth_error: inner.oauth_error.clone(),
            retry_after: inner.retry_after.map(|wait| wait.as_secs()),
        };
        serde_json::to_string(&shared).ok()
    }

    /// The failure that a text describes. `None` when it is that of other work, or comes from a version that describes failures
    /// in another way.
    pub(crate) fn from_shared(text: &str, work: &str) -> Option<Self> {
        let shared: Shared = serde_json::from_str(text).ok().filter(|shared: &Shared| shared.work == work)?;
        let error = Self::new(shared.kind, shared.message)
            .with_code(ErrorCode(shared.code))
            .with_http(shared.http_status, shared.request_id)
            .with_reached(shared.may_have_reached_server)
            .with_retry_after(shared.retry_after.map(Duration::from_secs))
            .with_oauth(shared.oauth_error);
        Some(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_of_the_server_reads_the_same_elsewhere_without_its_data() {
        let error = Error::new(Kind::Api, "the token has expired")
            .with_code(ErrorCode(2206))
            .with_http(Some(401), Some("request-1".into()))
            .with_data(Some("the-secret".into()))
            .with_oauth(Some("invalid_grant".into()))
            .with_retry_after(Some(Duration::from_secs(7)))
            .with_reached(true);
        let text = error.to_shared("refresh_token").unwrap();
        assert!(!text.contains("the-secret"), "{text}");
        let read = Error::from_shared(&text, "refresh_token").unwrap();
        assert_eq!((read.message(), read.code(), read.http_status()), (error.message(), error.code(), Some(401)));
        assert_eq!((read.request_id(), read.oauth_error()), (Some("request-1"), Some("invalid_grant")));
        assert_eq!(read.retry_after(), Some(Duration::from_secs(7)));
        assert!(read.is_api() && read.may_have_reached_server() && read.data().is_none());
        assert!(Error::from_shared(&text, "another_method").is_none());
        assert!(Error::from_shared("{}", "refresh_token").is_none());
    }

    #[test]
    fn a_failure_of_this_process_is_not_that_of_others() {
        for kind in [Kind::Argument, Kind::Configuration, Kind::NotLoggedIn, Kind::TokenExpired, Kind::Store] {
            assert_eq!(Error::new(kind, "here").to_shared("refresh_token"), None, "{kind:?}");
        }
    }

    #[test]
    fn a_reply_that_could_not_be_stored_is_a_failure_for_all() {
        let text = Error::new(Kind::Store, "the disk is full").with_reached(true).to_shared("refresh_token").unwrap();
        let read = Error::from_shared(&text, "refresh_token").unwrap();
        assert!(read.is_store() && read.may_have_reached_server() && read.message() == "the disk is full");
    }
}
