use std::{fmt, sync::Arc};

use serde_json::Value;

mod challenge;
mod code;

pub use challenge::{Challenge, FirstLoginChallenge, MfaChallenge, MfaFactor, MfaPolicy, PasswordResetChallenge};
pub use code::ErrorCode;

use crate::{
    generated::types::TokenSet,
    model::{InvalidValue, Secret, Session},
};

/// Why a call failed.
///
/// One type for everything: bad input, no connection, a refusal of the server, a reply that cannot be read, a token
/// store that fails. Ask with the predicates and [`code`](Self::code); the [`Display`](fmt::Display) text is for people
/// and has the verb, the message, the code, the HTTP status and the request id. No token, password, code or body is
/// ever in `Display` or `Debug`.
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
    may_have_reached_server: bool,
    session: Option<Arc<Session>>,
    tokens: Option<Box<TokenSet>>,
    oauth_error: Option<String>,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
    rejection: Option<TokenRejection>,
}

/// Why a token that was verified on this side is not good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenRejection {
    /// It is no token, or one that lacks what every token has, or one with conditions that nobody here knows.
    Malformed,
    /// It names another algorithm than the verifier is for.
    WrongAlgorithm,
    /// It is signed with a key that the server does not have.
    UnknownKey,
    /// Its signature is not right: it was changed, or made by somebody else.
    WrongSignature,
    /// It has expired.
    Expired,
    /// It is not good yet.
    NotYetValid,
    /// Somebody else issued it.
    WrongIssuer,
    /// It is for another application.
    WrongAudience,
    /// It came of another login.
    WrongNonce,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An argument or an option is bad.
    Argument,
    /// A call that needs a session was made without one.
    NotLoggedIn,
    /// A token has expired, seen on this side.
    TokenExpired,
    /// A token is not good, seen on this side.
    #[cfg(feature = "verify")]
    TokenInvalid,
    TimedOut,
    Connect,
    /// The connection broke before the reply was complete.
    Transport,
    /// The server refused.
    Api,
    /// The reply cannot be read.
    Decode,
    /// The token store failed.
    Store,
}

impl Error {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        let code = match kind {
            Kind::TimedOut => ErrorCode::TIMED_OUT,
            Kind::Connect | Kind::Transport => ErrorCode::NO_CONNECTION,
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

    /// The same error once more, for all who waited for what failed.
    #[cfg(feature = "verify")]
    pub(crate) fn shared_clone(&self) -> Self {
        Self(self.0.clone())
    }

    /// A reply whose whole point was a token has none.
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

    /// The code: the server's own; else the HTTP status when a server answered; else
    /// [`TIMED_OUT`](ErrorCode::TIMED_OUT), [`NO_CONNECTION`](ErrorCode::NO_CONNECTION) or, for anything that went wrong
    /// on this side, [`LOCAL`](ErrorCode::LOCAL).
    pub fn code(&self) -> ErrorCode {
        self.0.code
    }

    /// The message: the server's own, in the language of the option `lang`, or what this side has to say.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The name of an OAuth 2.0 error, such as `invalid_grant`, when the server gave one in the place of a code. Then
    /// [`message`](Self::message) has its description and [`code`](Self::code) the HTTP status.
    pub fn oauth_error(&self) -> Option<&str> {
        self.0.oauth_error.as_deref()
    }

    /// What the server sent along with the failure. May hold secrets, such as the MFA token of code 1636.
    pub fn data(&self) -> Option<&Value> {
        self.0.data.as_ref()
    }

    /// The HTTP status, when a server answered.
    pub fn http_status(&self) -> Option<u16> {
        self.0.http_status
    }

    /// The id under which the server knows the request, when it gave one.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The method that failed, such as `login_by_code`; empty for an error of the builder or of a store.
    pub fn verb(&self) -> &'static str {
        self.0.verb
    }

    /// Whether an argument or an option is bad. Nothing was sent.
    pub fn is_argument(&self) -> bool {
        self.0.kind == Kind::Argument
    }

    /// Whether time ran out, for the connection or for the whole call.
    pub fn is_timeout(&self) -> bool {
        self.0.kind == Kind::TimedOut
    }

    /// Whether the server could not be reached, or the connection broke before its reply was complete.
    pub fn is_connect(&self) -> bool {
        matches!(self.0.kind, Kind::Connect | Kind::Transport)
    }

    /// Whether the server answered with a failure.
    pub fn is_api(&self) -> bool {
        self.0.kind == Kind::Api
    }

    /// Whether the reply could not be read. The server may well have done what was asked.
    pub fn is_decode(&self) -> bool {
        self.0.kind == Kind::Decode
    }

    /// Whether the token store failed. After a login [`session`](Self::session) has what could not be stored.
    pub fn is_store(&self) -> bool {
        self.0.kind == Kind::Store
    }

    /// Whether nobody is logged in: there is no token, or the server does not take it.
    pub fn is_not_logged_in(&self) -> bool {
        // Other errors of OAuth with status 401 are about the application, not the user.
        let of_the_user = self.oauth_error().is_none_or(|name| name == "invalid_token");
        let refused = [ErrorCode::NOT_LOGGED_IN, ErrorCode::UNAUTHENTICATED].contains(&self.0.code) && of_the_user;
        self.0.kind == Kind::NotLoggedIn || (self.is_api() && refused)
    }

    /// Whether the token of the session has expired, or one that was verified.
    pub fn is_token_expired(&self) -> bool {
        self.0.kind == Kind::TokenExpired || (self.is_api() && self.0.code == ErrorCode::TOKEN_EXPIRED)
    }

    /// Whether a token that was verified on this side is not good, be it expired or not to be trusted;
    /// [`token_rejection`](Self::token_rejection) tells why.
    pub fn is_token_invalid(&self) -> bool {
        self.0.rejection.is_some()
    }

    /// Why a token that was verified on this side is not good.
    pub fn token_rejection(&self) -> Option<TokenRejection> {
        self.0.rejection
    }

    /// What the user is asked for in the place of being logged in: a second factor, a new password, a captcha. Nothing when
    /// the failure asks for nothing.
    pub fn challenge(&self) -> Option<Challenge> {
        Challenge::of(self.0.code, self.data()).filter(|_| self.is_api())
    }

    /// Whether the login needs a second factor; the [`challenge`](Self::challenge) tells which, and
    /// [`mfa_token`](Self::mfa_token) is the key to it.
    pub fn is_mfa_required(&self) -> bool {
        [ErrorCode::USER_MFA_REQUIRED, ErrorCode::APP_MFA_REQUIRED].contains(&self.0.code)
    }

    /// The token with which a second factor is given, when the login needs one. It lives some minutes.
    pub fn mfa_token(&self) -> Option<Secret> {
        self.data()?.get("mfaToken")?.as_str().filter(|_| self.is_mfa_required()).map(Secret::from)
    }

    /// Whether the request may have reached the server. When it may, do not send it again with the same WeChat code:
    /// a code can be used once.
    pub fn may_have_reached_server(&self) -> bool {
        self.0.may_have_reached_server
    }

    /// The session that was obtained although the call failed: the login worked and storing it did not. The code is
    /// spent, so keep this.
    pub fn session(&self) -> Option<&Session> {
        self.0.session.as_deref()
    }

    /// The tokens that were obtained although the call failed: the server gave them and storing the session did not
    /// work. The code or the refresh token is spent, so keep these.
    pub fn tokens(&self) -> Option<&TokenSet> {
        self.0.tokens.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { verb, code, message, oauth_error, http_status, request_id, .. } = &*self.0;
        if !verb.is_empty() {
            write!(f, "{verb}: ")?;
        }
        f.write_str(message)?;
        write!(f, " (code {code:?}")?;
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
            .field("code", &inner.code)
            .field("message", &inner.message)
            .field("data", &inner.data.as_ref().map(|_| "[redacted]"))
            .field("oauth_error", &inner.oauth_error)
            .field("http_status", &inner.http_status)
            .field("request_id", &inner.request_id)
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

impl From<InvalidValue> for Error {
    fn from(invalid: InvalidValue) -> Self {
        Self::argument(invalid.to_string())
    }
}
