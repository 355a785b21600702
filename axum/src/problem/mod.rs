//! Failures as HTTP answers: problem documents (RFC 9457) in the language of the request.

mod kind;
mod of_error;

use std::{fmt, sync::Arc, time::Duration};

use authing_wxapp::Error;
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header};
pub use kind::ProblemKind;
use serde::Serialize;

use crate::language::Language;

/// Where the kinds are described.
const KINDS: &str = "https://docs.rs/authing-axum/latest/authing_axum/enum.ProblemKind.html#variant.";
/// How long to wait when the server does not say it: WeChat counts by the minute.
const WAIT: Duration = Duration::from_secs(60);

/// A failure as an HTTP answer: a problem document (RFC 9457) with the right status.
///
/// Handlers return `Result<_, Problem>` and use `?` on every [`Error`] of the SDK. The document has the members `type`,
/// `title`, `status` and `kind`, and where they are known `detail`, `code` (the code of Authing) and `requestId`. The title is in
/// Chinese or English, as the request accepts it. With 401 and with a missing scope there is `WWW-Authenticate` (RFC 6750), and
/// with 429 `Retry-After`.
///
/// A problem contains no token, code, password or body. What lies with the back end or with Authing, statuses from 500 on, is
/// logged and not described to the user.
///
/// # Examples
///
/// ```
/// use authing_axum::{CurrentUser, Problem};
///
/// async fn orders(user: CurrentUser) -> Result<String, Problem> {
///     let me = user.profile().await?;
///     let orgs = user.client().list_orgs().await?;
///     Ok(format!("{:?} is in {} organizations", me.nickname, orgs.len()))
/// }
/// ```
#[derive(Clone)]
pub struct Problem {
    kind: ProblemKind,
    detail: Option<String>,
    scope: Option<String>,
    retry_after: Option<Duration>,
    error: Option<Arc<Error>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    r#type: String,
    title: &'static str,
    status: u16,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
}

impl Problem {
    /// Creates a problem of this kind.
    pub fn new(kind: ProblemKind) -> Self {
        Self { kind, detail: None, scope: None, retry_after: None, error: None }
    }

    /// Adds what exactly is wrong, for the developer of the program that sent the request. It is sent as it is, so it must not
    /// contain a secret.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Says how long the program should wait before it tries again, in the header `Retry-After`. With 429 the header is always there:
    /// without this, it names what the server has said, or else a minute.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    /// use authing_axum::{Problem, ProblemKind};
    /// use axum::response::IntoResponse;
    ///
    /// let problem = Problem::new(ProblemKind::TooManyRequests).with_retry_after(Duration::from_secs(20));
    /// assert_eq!(problem.into_response().headers()["retry-after"], "20");
    /// ```
    #[must_use]
    pub fn with_retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// Names the scope that is missing.
    pub(crate) fn missing_scope(scope: &str) -> Self {
        let problem = Self::new(ProblemKind::InsufficientScope);
        Self { scope: Some(scope.to_owned()), ..problem }.with_detail(format!("the scope {scope:?} is missing"))
    }

    /// The session of the request has ended.
    pub(crate) fn expired() -> Self {
        Self::new(ProblemKind::SessionExpired)
    }

    /// A problem of the back end itself, which its log describes.
    pub(crate) fn internal(what: impl fmt::Display) -> Self {
        tracing::error!("{what}");
        Self::new(ProblemKind::Internal)
    }

    /// Gives it another kind, where the same error means something else.
    pub(crate) fn with_kind(mut self, kind: ProblemKind) -> Self {
        self.kind = kind;
        self
    }

    /// Returns the kind.
    pub fn kind(&self) -> ProblemKind {
        self.kind
    }

    /// Returns the error of the SDK that the problem was made from, if there was one. It may carry what was obtained before the
    /// failure: see [`Error::session`] and [`Error::challenge`].
    pub fn error(&self) -> Option<&Error> {
        self.error.as_deref()
    }

    /// The header `WWW-Authenticate`, which says what to authenticate with and why that has failed (RFC 6750, section 3).
    fn challenge(&self) -> Option<HeaderValue> {
        match self.kind {
            ProblemKind::LoginRequired | ProblemKind::LoginRefused => Some(HeaderValue::from_static("Bearer")),
            ProblemKind::SessionExpired | ProblemKind::CredentialRefused => {
                Some(HeaderValue::from_static("Bearer error=\"invalid_token\""))
            }
            ProblemKind::InsufficientScope => {
                // A scope cannot contain quotes or backslashes (RFC 6749, section 3.3).
                let scope = self.scope.as_deref().filter(|scope| !scope.contains(['"', '\\']));
                let scope = scope.map(|scope| format!(", scope=\"{scope}\"")).unwrap_or_default();
                let header = HeaderValue::try_from(format!("Bearer error=\"insufficient_scope\"{scope}"));
                Some(header.unwrap_or(HeaderValue::from_static("Bearer error=\"insufficient_scope\"")))
            }
            _ => None,
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let kind = of_error::kind_of(&error);
        match kind {
            ProblemKind::Internal => tracing::error!(%error, "the back end is not set up for what a request needs"),
            _ if kind.status().is_server_error() => {
                tracing::warn!(%error, kind = kind.name(), "a request is answered with a problem");
            }
            _ => {}
        }
        // Whoever asks for a server's failure to be described can read the log.
        let detail = (!kind.status().is_server_error()).then(|| of_error::detail_of(&error));
        Self { kind, detail, scope: None, retry_after: error.retry_after(), error: Some(Arc::new(error)) }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (kind, language) = (self.kind, Language::current());
        let error = self.error().filter(|error| error.is_api() && !kind.status().is_server_error());
        let document = Document {
            r#type: format!("{KINDS}{}", kind.variant()),
            title: kind.title(language),
            status: kind.status().as_u16(),
            kind: kind.name(),
            detail: self.detail.as_deref(),
            code: error.map(|error| error.code().get()),
            request_id: self.error().and_then(Error::request_id),
        };
        let mut response = (kind.status(), Json(document)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(challenge) = self.challenge() {
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        if let Some(wait) = self.retry_after.or((kind == ProblemKind::TooManyRequests).then_some(WAIT)) {
            headers.insert(header::RETRY_AFTER, wait.as_secs().max(1).into());
        }
        response
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.kind.title(Language::English), self.kind.name())
    }
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Problem")
            .field("kind", &self.kind)
            .field("detail", &self.detail)
            .field("error", &self.error)
            .finish()
    }
}

impl std::error::Error for Problem {}
