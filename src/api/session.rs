//! The session: check, refresh, end and set it.

use std::sync::Arc;

use serde_json::Value;

use crate::{
    api::request::request,
    client::AuthenticationClient,
    error::{Error, Kind},
    generated::types::{CheckLoginStatusVariables, LoginStatus, RefreshTokenVariables, RefreshedToken, User},
    model::{Claims, Secret, Session},
    session::Refresh,
    transport::Query,
};

impl AuthenticationClient {
    /// Asks the server whether the token of the session is still valid.
    ///
    /// To check [another token](CheckLoginStatus::token), chain it. For an invalid or expired token the call succeeds
    /// and [`LoginStatus::is_logged_in`] is false.
    ///
    /// # Session
    ///
    /// The session does not change.
    ///
    /// # Errors
    ///
    /// [`Error::is_connect`] and [`Error::is_timeout`] when the server does not answer; [`Error::is_api`] when it
    /// answers with a failure that is not about the token.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(
    /// #     client: authing_wxapp::AuthenticationClient,
    /// #     other_token: authing_wxapp::Secret,
    /// # ) -> Result<(), authing_wxapp::Error> {
    /// if !client.check_login_status().await?.is_logged_in() {
    ///     println!("the session is over");
    /// }
    /// let status = client.check_login_status().token(other_token).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `checkLoginStatus`. Endpoint: GraphQL `checkLoginStatus`.
    #[doc(alias = "checkLoginStatus")]
    pub fn check_login_status(&self) -> CheckLoginStatus {
        CheckLoginStatus::new(self)
    }

    /// Exchanges the token of the session, which must still be valid, for a new one.
    ///
    /// Concurrent calls send one request and get the same token, or the same failure, and so do programs and machines that
    /// share the store: one of them refreshes, the others wait for it. A store of your own does this for several programs if it
    /// implements [`lease`](crate::TokenStore::lease). A call that begins when the refresh is over refreshes again; to avoid
    /// that, chain the token that is [to be replaced](RefreshToken::replacing).
    ///
    /// # Session
    ///
    /// The new token is stored; the stored user stays.
    ///
    /// # Errors
    ///
    /// - [`Error::is_not_logged_in`] without a session (nothing is sent), or when the user has logged out during the call or
    ///   another one has logged in. [`Error::session`] has the new token then, if the server gave one, so that it can be revoked.
    /// - [`Error::is_token_expired`] when the token has expired. The user has to log in again.
    /// - [`Error::is_store`] when the new token cannot be stored. The old token may be spent then; [`Error::session`]
    ///   has the new one.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let refreshed = client.refresh_token().await?;
    /// println!("valid until {:?} (seconds since 1970)", refreshed.exp);
    ///
    /// // When a call has found the token to be expired, although it looked valid here:
    /// # let expired = refreshed.token;
    /// let refreshed = client.refresh_token().replacing(expired).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `refreshToken`. Endpoint: GraphQL `refreshToken`.
    #[doc(alias = "refreshToken")]
    pub fn refresh_token(&self) -> RefreshToken {
        RefreshToken::new(self)
    }

    /// Ends the session, locally and at the server.
    ///
    /// # Session
    ///
    /// The session is removed from the store, even if the server cannot be reached or refuses.
    ///
    /// # Errors
    ///
    /// The failure of the server call, for example [`Error::is_connect`]: the token may then stay valid at the server
    /// until it expires. [`Error::is_store`] when the store cannot be read or cleared.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// if let Err(error) = client.logout().await {
    ///     eprintln!("the token may still be valid at the server: {error}");
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `logout`. Endpoint: `GET /api/v2/logout`.
    pub fn logout(&self) -> Logout {
        Logout::new(self)
    }

    /// Ends the session of this device, locally and at the server; sessions on other devices continue.
    ///
    /// # Session
    ///
    /// The session is removed from the store, even if the server cannot be reached or refuses.
    ///
    /// # Errors
    ///
    /// The failure of the server call, for example [`Error::is_connect`]: the token may then stay valid at the server
    /// until it expires. [`Error::is_store`] when the store cannot be read or cleared.
    ///
    /// JavaScript: `logoutCurrent`. Endpoint: `GET /logout`.
    #[doc(alias = "logoutCurrent")]
    pub fn logout_current(&self) -> LogoutCurrent {
        LogoutCurrent::new(self)
    }

    /// Returns the id of the logged-in user, read from the stored token or else from the stored user.
    ///
    /// Nothing is sent, and the signature of the token is not verified. Only its expiry time is checked.
    ///
    /// # Session
    ///
    /// The session does not change.
    ///
    /// # Errors
    ///
    /// - [`Error::is_not_logged_in`] without a session, or when neither the token nor the store names a user.
    /// - [`Error::is_token_expired`] when the expiry time in the token has passed.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// match client.check_logged_in().await {
    ///     Ok(user_id) => println!("logged in as {user_id}"),
    ///     Err(error) if error.is_not_logged_in() || error.is_token_expired() => println!("please log in"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `checkLoggedIn`.
    #[doc(alias = "checkLoggedIn")]
    pub fn check_logged_in(&self) -> CheckLoggedIn {
        CheckLoggedIn::new(self)
    }

    /// Sets the token of the session, for example one that your mini-program sent. Nothing is sent to the server.
    ///
    /// - `token`: the token of a user, without `Bearer`.
    ///
    /// # Session
    ///
    /// The token is stored. The stored user is kept only if the token names the same user.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when `token` is empty. Use [`logout`](Self::logout) to end a session.
    /// - [`Error::is_store`] when the session cannot be stored.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(
    /// #     client: authing_wxapp::AuthenticationClient,
    /// #     token: authing_wxapp::Secret,
    /// # ) -> Result<(), authing_wxapp::Error> {
    /// client.set_token(token).await?;
    /// let user = client.get_current_user().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `setToken`, `tokenProvider.setToken`.
    #[doc(alias = "setToken")]
    pub fn set_token(&self, token: impl Into<Secret>) -> SetToken {
        SetToken::new(self, token.into())
    }

    /// Sets the user of the session. Nothing is sent to the server.
    ///
    /// - `user`: the user, with or without a token.
    ///
    /// # Session
    ///
    /// The user is stored, with the user's own token if there is one, otherwise with the stored token.
    ///
    /// # Errors
    ///
    /// - [`Error::is_not_logged_in`] when neither the user nor the session has a token.
    /// - [`Error::is_store`] when the session cannot be stored.
    ///
    /// JavaScript: `setCurrentUser`, `tokenProvider.setUser`.
    #[doc(alias = "setCurrentUser")]
    #[doc(alias = "setUser")]
    pub fn set_current_user(&self, user: User) -> SetCurrentUser {
        SetCurrentUser::new(self, user)
    }

    /// Reads the stored session: the token, and the user of the last reply; `None` when nobody is logged in.
    ///
    /// Nothing is sent to the server.
    ///
    /// # Session
    ///
    /// The session does not change.
    ///
    /// # Errors
    ///
    /// [`Error::is_store`] when the store cannot be read.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// if let Some(session) = client.stored_session().await? {
    ///     println!("the session of {:?}", session.user_id());
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `tokenProvider.getToken`, `tokenProvider.getUser`.
    #[doc(alias = "getToken")]
    #[doc(alias = "getUser")]
    pub fn stored_session(&self) -> StoredSession {
        StoredSession::new(self)
    }
}

request! {
    CheckLoginStatus("check_login_status") -> LoginStatus {
        ;
        /// Sets the token to check, instead of the token of the session.
        token: Secret,
    }
}

request! {
    RefreshToken("refresh_token") -> RefreshedToken {
        ;
        /// Sets the token that is to be replaced, such as one that a call has found to be expired. If the session has another
        /// token by now, because another call has been faster, that one is returned and nothing is sent.
        replacing: Secret,
    }
}

request! {
    Logout("logout") -> () {}
}

request! {
    LogoutCurrent("logout_current") -> () {}
}

request! {
    CheckLoggedIn("check_logged_in") -> String {}
}

request! {
    SetToken("set_token") -> () { token: Secret }
}

request! {
    SetCurrentUser("set_current_user") -> () { user: User }
}

request! {
    StoredSession("stored_session") -> Option<Arc<Session>> {}
}

impl CheckLoginStatus {
    pub(crate) async fn send(self) -> Result<LoginStatus, Error> {
        let Self { client, token } = self;
        let bearer = client.store().token().await?;
        let query = Query(CheckLoginStatusVariables { token });
        match client.authorized(bearer).check_login_status(&query).await {
            Ok(status) => Ok(status.unwrap_or_default()),
            Err(error) if error.is_api() && (error.is_not_logged_in() || error.is_token_expired()) => {
                let (code, message) = (Some(error.code().get()), Some(error.message().to_owned()));
                Ok(LoginStatus { code, message, status: Some(false), ..LoginStatus::default() })
            }
            Err(error) => Err(error),
        }
    }
}

impl RefreshToken {
    async fn send(self) -> Result<RefreshedToken, Error> {
        let Self { client, replacing } = self;
        let stored = client.store().required().await?;
        let sent = replacing.as_ref().unwrap_or(stored.token());
        let named = Claims::of(sent).and_then(|claims| claims.user_id);
        // An opaque token names no user, but the session that has it may.
        let user = named.or_else(|| stored.user_id().filter(|_| stored.token() == sent));
        client.store().refresh_once(client.context(), &TokenRefresh { client: &client, sent, user }).await
    }
}

/// The refresh of the token that the session had when the call began.
struct TokenRefresh<'a> {
    client: &'a AuthenticationClient,
    sent: &'a Secret,
    /// The user of the token, if anything says who that is.
    user: Option<String>,
}

impl Refresh for TokenRefresh<'_> {
    const VERB: &'static str = "refresh_token";
    type Output = RefreshedToken;

    fn depends_on(&self) -> &Secret {
        self.sent
    }

    async fn look(&self) -> Result<Option<RefreshedToken>, Error> {
        let session = self.client.store().required().await?;
        match session.token() == self.sent {
            true => Ok(None),
            false => self.renewed(&session).map(Some),
        }
    }

    async fn work(&self) -> Result<RefreshedToken, Error> {
        let query = Query(RefreshTokenVariables { id: None });
        let fresh = self.client.authorized(Some(self.sent.clone())).refresh_token(&query).await?;
        if fresh.token.expose().is_empty() {
            return Err(Error::no_token());
        }
        let outcome = match self.client.store().renew(self.sent, &fresh.token).await? {
            Some(session) if *session.token() == fresh.token => return Ok(fresh),
            Some(session) => self.renewed(&session),
            None => Err(Error::not_logged_in()),
        };
        // The server has issued a token that no session has: the caller may want to revoke it.
        outcome.map_err(|error| error.with_reached(true).with_session(Arc::new(Session::new(fresh.token, None))))
    }
}

impl TokenRefresh<'_> {
    /// The result of a refresh that another call or program has made. A session of another user is none.
    fn renewed(&self, session: &Session) -> Result<RefreshedToken, Error> {
        if self.user.is_some() && session.user_id().is_some_and(|now| Some(now) != self.user) {
            return Err(Error::not_logged_in());
        }
        let claims = Claims::of(session.token());
        let (iat, exp) = claims.map_or((None, None), |claims| (claims.issued_at, claims.expires_at));
        Ok(RefreshedToken { token: session.token().clone(), iat, exp })
    }
}

impl Logout {
    async fn send(self) -> Result<(), Error> {
        let Self { client } = self;
        let (token, cleared) = leave(&client).await?;
        let app_id = &client.core().app_id;
        let answer: Result<Value, Error> = client.authorized(token).logout(app_id).await;
        cleared.and(answer.map(drop))
    }
}

/// Clears the local session first, because the server call may run into the timeout.
///
/// Returns the token that the server call needs, and the outcome of clearing the store.
async fn leave(client: &AuthenticationClient) -> Result<(Option<Secret>, Result<(), Error>), Error> {
    let token = client.store().token().await?;
    Ok((token, client.store().clear().await))
}

impl LogoutCurrent {
    async fn send(self) -> Result<(), Error> {
        let Self { client } = self;
        let (token, cleared) = leave(&client).await?;
        let app_id = &client.core().app_id;
        let answer: Result<Value, Error> = client.authorized(token).logout_current(Some(app_id), Some("current")).await;
        cleared.and(answer.map(drop))
    }
}

impl CheckLoggedIn {
    async fn send(self) -> Result<String, Error> {
        let session = self.client.store().required().await?;
        let now = self.client.core().clock.seconds();
        let expires_at = Claims::of(session.token()).and_then(|claims| claims.expires_at);
        if expires_at.is_some_and(|seconds| seconds <= now) {
            return Err(Error::new(Kind::TokenExpired, "the token of the session has expired; log in again"));
        }
        session.user_id().ok_or_else(Error::token_without_user)
    }
}

impl SetToken {
    async fn send(self) -> Result<(), Error> {
        super::require("token", &self.token, "log in, or call logout() to end the session")?;
        self.client.store().set_token(self.token).await
    }
}

impl SetCurrentUser {
    async fn send(self) -> Result<(), Error> {
        self.client.store().set_user(self.user).await
    }
}

impl StoredSession {
    async fn send(self) -> Result<Option<Arc<Session>>, Error> {
        self.client.store().current().await
    }
}
