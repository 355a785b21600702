//! What an error means for the caller: its kind, the state of the session, and what was obtained before the failure.

use super::{Challenge, Error, ErrorCode, Kind, TokenRejection};
use crate::{
    generated::types::TokenSet,
    model::{Secret, Session},
};

impl Error {
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
        matches!(self.0.kind, Kind::Argument | Kind::Configuration)
    }

    /// Whether the program is not set up for the call: an option of the client is missing or invalid, or the build lacks a feature.
    /// Other arguments do not help, so a server that passes on the arguments of its clients should answer with 500 and not with 400.
    ///
    /// [`is_argument`](Self::is_argument) is also true, and nothing was sent.
    ///
    /// # Examples
    ///
    /// ```
    /// use authing_wxapp::AuthenticationClient;
    ///
    /// # fn main() -> Result<(), authing_wxapp::Error> {
    /// let client = AuthenticationClient::builder("YOUR_APP_ID").build()?;
    /// let error = client.build_authorize_url().build().unwrap_err();
    /// assert!(error.is_configuration() && error.is_argument()); // the client has no redirect_uri
    /// # Ok(()) }
    /// ```
    pub fn is_configuration(&self) -> bool {
        self.0.kind == Kind::Configuration
    }

    /// Whether the [`timeout`](crate::AuthenticationClientBuilder::timeout) of the whole call was exceeded, or the server did not answer in
    /// time, or the token store did not.
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

    /// Whether no secure connection could be made: the certificate of the server is not trusted, or the server does not
    /// speak TLS. Nothing was sent. A retry does not help, so [`is_connect`](Self::is_connect) is false.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # fn f(error: authing_wxapp::Error) {
    /// if error.is_tls() {
    ///     eprintln!("{error}"); // names what to check
    /// } else if error.is_connect() {
    ///     println!("try again later");
    /// }
    /// # }
    /// ```
    pub fn is_tls(&self) -> bool {
        self.0.kind == Kind::Tls
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
        matches!(self.0.kind, Kind::Api | Kind::Page)
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
    /// An HTML page with HTTP 401 does not count, because it comes from a gateway.
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
        self.0.kind == Kind::NotLoggedIn || (self.0.kind == Kind::Api && refused)
    }

    /// Whether WeChat refused a code of `wx.login()` or of the phone button, because it was used, has expired or is not a code of
    /// WeChat. The mini-program has to fetch a new one.
    ///
    /// The server passes WeChat's refusal on with a code of its own that says little (500, or 602 of the v3 API). This looks at
    /// the `errcode` in the data of the failure: 40029 or 40163.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient, code: String) -> Result<u16, authing_wxapp::Error> {
    /// Ok(match client.login_by_code(code).await {
    ///     Ok(_) => 200,
    ///     Err(error) if error.is_wechat_code_refused() => 400,
    ///     Err(error) => return Err(error),
    /// })
    /// # }
    /// ```
    pub fn is_wechat_code_refused(&self) -> bool {
        let errcode = self.data().and_then(|data| data.get("errcode")?.as_i64());
        self.is_api() && matches!(errcode.unwrap_or(self.code().get()), 40029 | 40163)
    }

    /// Whether the server could not decrypt what the old form of a WeChat button gave: the code belongs to another session of
    /// WeChat than the encrypted data. See [`PhoneAuthorization`](crate::PhoneAuthorization) for the order in which a mini-program
    /// calls `wx.login()` and shows the button.
    ///
    /// This is read from the message of the server, so it is false if the server uses other words.
    pub fn is_wechat_data_refused(&self) -> bool {
        let message = self.message();
        self.is_api() && (message.to_ascii_lowercase().contains("decrypt") || message.contains("解密"))
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
    /// not, because the store failed or took longer than the timeout. A refreshed token, or a fresh one in the reply to an
    /// update, is such a session too.
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
    /// The code or the refresh token is spent, so keep these tokens. After
    /// [`get_wechat_access_token_info`](crate::V3::get_wechat_access_token_info) the access token is that of WeChat.
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
