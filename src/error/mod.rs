//! The error of every call, the codes of the server, and the challenges of a refused login.

use std::{sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};
use serde_json::Value;

mod challenge;
mod code;
mod format;
mod predicates;
mod shared;

pub use challenge::{Challenge, FirstLoginChallenge, MfaChallenge, MfaFactor, MfaPolicy, PasswordResetChallenge};
pub use code::ErrorCode;

use crate::{
    generated::types::TokenSet,
    model::{InvalidValue, Session},
};

/// The error of every call.
///
/// There is one type for all failures: invalid arguments, no connection, a refusal of the server, an unreadable reply,
/// a failing token store. Distinguish them with the predicates and with [`code`](Self::code). The
/// [`Display`](std::fmt::Display) text is for people: it contains the method, the message, the code, the HTTP status and the
/// request id. Neither `Display` nor `Debug` ever contains a token, a password, a one-time code or a body.
///
/// Besides the errors that the documentation of a method lists, every call that sends a request can fail with
/// [`is_connect`](Self::is_connect), [`is_timeout`](Self::is_timeout), [`is_api`](Self::is_api) or
/// [`is_decode`](Self::is_decode), and every call that uses the session with [`is_store`](Self::is_store).
///
/// # Examples
///
/// ```no_run
/// # async fn f(client: authing_wxapp::AuthenticationClient) {
/// use authing_wxapp::ErrorCode;
///
/// match client.login_by_email("test@example.com", "passw0rd").await {
///     Ok(user) => println!("hello {}", user.id),
///     Err(error) if error.code() == ErrorCode::USER_NOT_FOUND => println!("{}", error.message()),
///     Err(error) if error.is_timeout() || error.is_connect() => println!("try again later"),
///     Err(error) => eprintln!("{error}"),
/// }
/// # }
/// ```
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: Kind,
    verb: &'static str,
    code: ErrorCode,
    message: String,
    data: Option<Value>,
    http_status: Option<u16>,
    request_id: Option<String>,
    retry_after: Option<Duration>,
    may_have_reached_server: bool,
    session: Option<Arc<Session>>,
    tokens: Option<Box<TokenSet>>,
    oauth_error: Option<String>,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
    rejection: Option<TokenRejection>,
}

/// Why the local verification rejected a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenRejection {
    /// It is not a JWT, it lacks a required claim, or its header demands an unknown extension (`crit`).
    Malformed,
    /// It names another algorithm than the verifier's.
    WrongAlgorithm,
    /// It is signed with a key that the server does not publish, or that is damaged.
    UnknownKey,
    /// Its signature is wrong: it was modified, or another party made it.
    WrongSignature,
    /// It has expired.
    Expired,
    /// It is not valid yet.
    NotYetValid,
    /// It has another issuer.
    WrongIssuer,
    /// It is meant for another application.
    WrongAudience,
    /// It belongs to another login.
    WrongNonce,
    /// It is a token of another kind, such as an ID token in the place of an access token.
    WrongKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kind {
    /// An argument is invalid.
    Argument,
    /// The program is not set up for the call: an option of the client, or a feature of the build.
    Configuration,
    /// A call that needs a session was made without one.
    NotLoggedIn,
    /// A token has expired, according to a local check.
    TokenExpired,
    /// The local verification rejected a token.
    #[cfg(feature = "verify")]
    TokenInvalid,
    TimedOut,
    Connect,
    /// No secure connection could be made.
    Tls,
    /// The connection broke before the reply was complete.
    Transport,
    /// The server refused.
    Api,
    /// An HTML page under an HTTP error: perhaps of a gateway, so it says nothing of the user.
    Page,
    /// The reply is unreadable.
    Decode,
    /// The token store failed.
    Store,
}

impl Error {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        let code = match kind {
            Kind::TimedOut => ErrorCode::TIMED_OUT,
            Kind::Connect | Kind::Tls | Kind::Transport => ErrorCode::NO_CONNECTION,
            _ => ErrorCode::LOCAL,
        };
        Self(Box::new(Inner {
            kind,
            verb: "",
            code,
            message: message.into(),
            data: None,
            http_status: None,
            request_id: None,
            retry_after: None,
            may_have_reached_server: false,
            session: None,
            tokens: None,
            oauth_error: None,
            source: None,
            rejection: None,
        }))
    }

    pub(crate) fn argument(message: impl Into<String>) -> Self {
        Self::new(Kind::Argument, message)
    }

    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Self::new(Kind::Configuration, message)
    }

    pub(crate) fn not_logged_in() -> Self {
        Self::new(Kind::NotLoggedIn, "nobody is logged in; log in first, or give the client the session of the user")
    }

    pub(crate) fn token_without_user() -> Self {
        Self::new(Kind::NotLoggedIn, "the stored token names no user, and no user is stored; log in again")
    }

    #[cfg(feature = "verify")]
    pub(crate) fn token_rejected(rejection: TokenRejection, message: impl Into<String>) -> Self {
        let kind = if rejection == TokenRejection::Expired { Kind::TokenExpired } else { Kind::TokenInvalid };
        let mut error = Self::new(kind, message);
        error.0.rejection = Some(rejection);
        error
    }

    /// A copy of the error, for callers that waited for the same work.
    pub(crate) fn shared_clone(&self) -> Self {
        Self(self.0.clone())
    }

    /// The name of the kind in traces and metrics.
    pub(crate) fn kind_name(&self) -> &'static str {
        match self.0.kind {
            Kind::Argument => "argument",
            Kind::Configuration => "configuration",
            Kind::NotLoggedIn => "not_logged_in",
            Kind::TokenExpired => "token_expired",
            #[cfg(feature = "verify")]
            Kind::TokenInvalid => "token_invalid",
            Kind::TimedOut => "timeout",
            Kind::Connect | Kind::Transport => "connection",
            Kind::Tls => "tls",
            Kind::Api | Kind::Page => "refused",
            Kind::Decode => "decode",
            Kind::Store => "store",
        }
    }

    /// A reply that must contain a token has none.
    pub(crate) fn no_token() -> Self {
        Self::new(Kind::Decode, "the reply cannot be read: it has no token").with_reached(true)
    }

    pub(crate) fn with_code(mut self, code: ErrorCode) -> Self {
        self.0.code = code;
        self
    }

    pub(crate) fn with_data(mut self, data: Option<Value>) -> Self {
        self.0.data = data;
        self
    }

    pub(crate) fn with_http(mut self, status: Option<u16>, request_id: Option<String>) -> Self {
        self.0.http_status = status;
        self.0.request_id = request_id.or(self.0.request_id);
        self
    }

    pub(crate) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    pub(crate) fn with_reached(mut self, may: bool) -> Self {
        self.0.may_have_reached_server = may;
        self
    }

    pub(crate) fn with_session(mut self, session: Arc<Session>) -> Self {
        self.0.session = Some(session);
        self
    }

    pub(crate) fn with_tokens(mut self, tokens: TokenSet) -> Self {
        self.0.tokens = Some(tokens.into());
        self
    }

    pub(crate) fn with_oauth(mut self, error: Option<String>) -> Self {
        self.0.oauth_error = error;
        self
    }

    pub(crate) fn with_source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(Arc::from(source.into()));
        self
    }

    pub(crate) fn with_verb(mut self, verb: &'static str) -> Self {
        self.0.verb = verb;
        self
    }

    /// Returns the code: the server's own code, else the HTTP status if a server answered, else a local code.
    ///
    /// The local codes are [`TIMED_OUT`](ErrorCode::TIMED_OUT), [`NO_CONNECTION`](ErrorCode::NO_CONNECTION) and, for
    /// every other local failure, [`LOCAL`](ErrorCode::LOCAL). A server that sends one of these numbers itself is told apart by
    /// [`is_api`](Self::is_api).
    ///
    /// # Examples
    ///
    /// ```
    /// use authing_wxapp::{AuthenticationClient, ErrorCode};
    ///
    /// let error = AuthenticationClient::builder("").build().unwrap_err();
    /// assert_eq!(error.code(), ErrorCode::LOCAL);
    /// ```
    pub fn code(&self) -> ErrorCode {
        self.0.code
    }

    /// Returns the message: the server's own, in the language of the option `lang`, or a local one.
    ///
    /// Of the server's own, control characters are escaped, at most 1,000 characters are kept, and what the request sent as a
    /// secret is replaced by `[redacted]`, unless it has fewer than 4 characters or is a word of fewer than 12 letters.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns the name of an OAuth 2.0 error, such as `invalid_grant`, if the server sent a name instead of a code.
    ///
    /// [`message`](Self::message) is then the description of the error, and [`code`](Self::code) the HTTP status.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(
    /// #     client: authing_wxapp::AuthenticationClient,
    /// #     refresh_token: authing_wxapp::Secret,
    /// # ) -> Result<(), authing_wxapp::Error> {
    /// match client.get_new_access_token_by_refresh_token(refresh_token).await {
    ///     Ok(tokens) => println!("refreshed: {:?}", tokens.expires_in),
    ///     Err(error) if error.oauth_error() == Some("invalid_grant") => println!("please log in again"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(()) }
    /// ```
    pub fn oauth_error(&self) -> Option<&str> {
        self.0.oauth_error.as_deref()
    }

    /// Returns the data that the server sent with the failure. It may contain secrets, such as the MFA token of code
    /// 1636.
    pub fn data(&self) -> Option<&Value> {
        self.0.data.as_ref()
    }

    /// Returns the HTTP status, if a server answered.
    pub fn http_status(&self) -> Option<u16> {
        self.0.http_status
    }

    /// Returns the id that the server assigned to the request, if it sent one.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Returns how long the server asks to wait before the call is repeated, if it said so in the header `Retry-After`.
    ///
    /// Servers say it with the statuses 429 and 503. A moment that the header names is turned into the time that is left until
    /// then, zero when it has passed.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let user = match client.get_current_user().await {
    ///     Err(error) if error.http_status() == Some(429) => {
    ///         tokio::time::sleep(error.retry_after().unwrap_or_default()).await;
    ///         client.get_current_user().await?
    ///     }
    ///     answer => answer?,
    /// };
    /// # Ok(()) }
    /// ```
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns the name of the method that failed, such as `login_by_code`; empty for an error of the builder or of a
    /// store.
    pub fn verb(&self) -> &'static str {
        self.0.verb
    }
}

impl From<InvalidValue> for Error {
    fn from(invalid: InvalidValue) -> Self {
        Self::argument(invalid.to_string())
    }
}
