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

/// The error of every call.
///
/// There is one type for all failures: invalid arguments, no connection, a refusal of the server, an unreadable reply,
/// a failing token store. Distinguish them with the predicates and with [`code`](Self::code). The
/// [`Display`](fmt::Display) text is for people: it contains the method, the message, the code, the HTTP status and the
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
    /// It is signed with a key that the server does not publish.
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
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An argument or an option is invalid.
    Argument,
    /// A call that needs a session was made without one.
    NotLoggedIn,
    /// A token has expired, according to a local check.
    TokenExpired,
    /// The local verification rejected a token.
    #[cfg(feature = "verify")]
    TokenInvalid,
    TimedOut,
    Connect,
    /// The connection broke before the reply was complete.
    Transport,
    /// The server refused.
    Api,
    /// The reply is unreadable.
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
    pub(crate) fn shared_clone(&self) -> Self {
        Self(self.0.clone())
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
    /// every other local failure, [`LOCAL`](ErrorCode::LOCAL).
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

    /// Returns the name of the method that failed, such as `login_by_code`; empty for an error of the builder or of a
    /// store.
    pub fn verb(&self) -> &'static str {
        self.0.verb
    }

    /// Whether an argument or an option is invalid.
    ///
    /// Nothing was sent, with one exception: the stream of a picture that fails or exceeds its limit during the upload.
    /// [`may_have_reached_server`](Self::may_have_reached_server) is true then.
    ///
    /// # Examples
    ///
    /// ```
    /// use authing_wxapp::AuthenticationClient;
    ///
    /// let error = AuthenticationClient::builder("YOUR_APP_ID").host("not a URL").build().unwrap_err();
    /// assert!(error.is_argument());
    /// ```
    pub fn is_argument(&self) -> bool {
        self.0.kind == Kind::Argument
    }

    /// Whether the [`timeout`](crate::AuthenticationClientBuilder::timeout) of the whole call was exceeded, or the server did not answer in
    /// time.
    ///
    /// A connection that is not established within the [`connect_timeout`](crate::AuthenticationClientBuilder::connect_timeout) counts as
    /// [`is_connect`](Self::is_connect).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient, code: String) -> Result<(), authing_wxapp::Error> {
    /// match client.login_by_code(code).await {
    ///     Ok(user) => println!("hello {}", user.id),
    ///     // The code cannot be used twice: a retry may need a new one.
    ///     Err(error) if error.is_timeout() || error.is_connect() => match error.may_have_reached_server() {
    ///         true => println!("fetch a new code with wx.login(), then try again"),
    ///         false => println!("try again with the same code"),
    ///     },
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(()) }
    /// ```
    pub fn is_timeout(&self) -> bool {
        self.0.kind == Kind::TimedOut
    }

    /// Whether the server could not be reached, or the connection broke before the reply was complete.
    ///
    /// The example of [`is_timeout`](Self::is_timeout) shows how to decide about a retry.
    pub fn is_connect(&self) -> bool {
        matches!(self.0.kind, Kind::Connect | Kind::Transport)
    }

    /// Whether the server answered with a failure.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// match client.login_by_username("ada", "passw0rd").await {
    ///     Ok(user) => println!("hello {}", user.id),
    ///     Err(error) if error.is_api() => println!("{} (request {:?})", error.message(), error.request_id()),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(()) }
    /// ```
    pub fn is_api(&self) -> bool {
        self.0.kind == Kind::Api
    }

    /// Whether the reply was unreadable. The server may nevertheless have performed the operation.
    pub fn is_decode(&self) -> bool {
        self.0.kind == Kind::Decode
    }

    /// Whether the token store failed.
    ///
    /// After a login [`session`](Self::session) has the session that could not be stored.
    pub fn is_store(&self) -> bool {
        self.0.kind == Kind::Store
    }

    /// Whether nobody is logged in: there is no token, or the server does not accept it.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// match client.update_profile().nickname("Bob").await {
    ///     Ok(user) => println!("hello {:?}", user.nickname),
    ///     Err(error) if error.is_not_logged_in() || error.is_token_expired() => println!("please log in"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(()) }
    /// ```
    pub fn is_not_logged_in(&self) -> bool {
        // Other OAuth errors with status 401 concern the application, not the user.
        let of_the_user = self.oauth_error().is_none_or(|name| name == "invalid_token");
        let refused = [ErrorCode::NOT_LOGGED_IN, ErrorCode::UNAUTHENTICATED].contains(&self.0.code) && of_the_user;
        self.0.kind == Kind::NotLoggedIn || (self.is_api() && refused)
    }

    /// Whether the token of the session, or a token that was verified, has expired.
    ///
    /// The example of [`is_not_logged_in`](Self::is_not_logged_in) uses both predicates.
    pub fn is_token_expired(&self) -> bool {
        self.0.kind == Kind::TokenExpired || (self.is_api() && self.0.code == ErrorCode::TOKEN_EXPIRED)
    }

    /// Whether the local verification rejected a token, because it has expired or is not trustworthy.
    ///
    /// [`token_rejection`](Self::token_rejection) tells the reason.
    pub fn is_token_invalid(&self) -> bool {
        self.0.rejection.is_some()
    }

    /// Returns why the local verification rejected a token.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(error: authing_wxapp::Error) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::TokenRejection;
    ///
    /// match error.token_rejection() {
    ///     Some(TokenRejection::Expired) => println!("refresh the token"),
    ///     Some(flaw) => println!("do not trust the token: {flaw:?}"),
    ///     None => return Err(error), // the token was not rejected: another failure
    /// }
    /// # Ok(()) }
    /// ```
    pub fn token_rejection(&self) -> Option<TokenRejection> {
        self.0.rejection
    }

    /// Returns the step that the server demands before it logs the user in: a second factor, a new password, a captcha.
    ///
    /// `None` when the failure demands nothing.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(
    /// #     client: authing_wxapp::AuthenticationClient,
    /// #     one_time_code: String,
    /// # ) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::Challenge;
    ///
    /// let Err(error) = client.login_by_email("ada@example.com", "passw0rd").await else { return Ok(()) };
    /// match error.challenge() {
    ///     Some(Challenge::SecondFactor(mfa)) => {
    ///         let user = mfa.verify_totp(&client, one_time_code).await?; // logged in
    ///     }
    ///     Some(other) => println!("not supported by this program: {other:?}"),
    ///     None => return Err(error),
    /// }
    /// # Ok(()) }
    /// ```
    pub fn challenge(&self) -> Option<Challenge> {
        Challenge::of(self.0.code, self.data()).filter(|_| self.is_api())
    }

    /// Whether the login needs a second factor.
    ///
    /// The [`challenge`](Self::challenge) tells which factors are possible, and [`mfa_token`](Self::mfa_token) is the
    /// token for verifying one.
    pub fn is_mfa_required(&self) -> bool {
        [ErrorCode::USER_MFA_REQUIRED, ErrorCode::APP_MFA_REQUIRED].contains(&self.0.code)
    }

    /// Returns the token for verifying a second factor, if the login needs one. It is valid for a few minutes.
    pub fn mfa_token(&self) -> Option<Secret> {
        self.data()?.get("mfaToken")?.as_str().filter(|_| self.is_mfa_required()).map(Secret::from)
    }

    /// Whether the request may have reached the server.
    ///
    /// If it may have, do not send it again with the same WeChat code: a code can be used once. The example of
    /// [`is_timeout`](Self::is_timeout) shows the decision.
    pub fn may_have_reached_server(&self) -> bool {
        self.0.may_have_reached_server
    }

    /// Returns the session that was obtained although the call failed: the login succeeded and storing the session did
    /// not.
    ///
    /// The code is spent, so keep this session.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient, code: String) -> Result<(), authing_wxapp::Error> {
    /// match client.login_by_code(code).await {
    ///     Ok(user) => println!("hello {}", user.id),
    ///     Err(error) => match error.session() {
    ///         // Logged in, although the store failed: continue with this session.
    ///         Some(session) => {
    ///             let user = client.for_token(session.token().clone()).get_current_user().await?;
    ///             println!("hello {user:?}");
    ///         }
    ///         None => return Err(error),
    ///     },
    /// }
    /// # Ok(()) }
    /// ```
    pub fn session(&self) -> Option<&Session> {
        self.0.session.as_deref()
    }

    /// Returns the tokens that were obtained although the call failed: the server issued them and storing the session
    /// did not succeed.
    ///
    /// The code or the refresh token is spent, so keep these tokens.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient, code: String) -> Result<(), authing_wxapp::Error> {
    /// let tokens = match client.get_access_token_by_code(code).await {
    ///     Ok(tokens) => tokens,
    ///     Err(error) => match error.tokens() {
    ///         Some(tokens) => tokens.clone(),
    ///         None => return Err(error),
    ///     },
    /// };
    /// # Ok(()) }
    /// ```
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
