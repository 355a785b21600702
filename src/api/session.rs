//! The session: check, end and set it.

use std::sync::Arc;

use serde_json::Value;

use crate::{
    api::request::request,
    client::AuthenticationClient,
    error::{Error, Kind},
    generated::types::{CheckLoginStatusVariables, LoginStatus, User},
    model::{Claims, Secret, Session},
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

impl Logout {
    async fn send(self) -> Result<(), Error> {
        let Self { client } = self;
        let (token, cleared) = clear_session(&client).await?;
        let app_id = &client.core().app_id;
        let answer: Result<Value, Error> = client.authorized(token).logout(app_id).await;
        cleared.and(answer.map(drop))
    }
}

/// Clears the local session before the server is called, because that call may run into the timeout.
///
/// Returns the token that the server call needs, and the outcome of clearing the store.
async fn clear_session(client: &AuthenticationClient) -> Result<(Option<Secret>, Result<(), Error>), Error> {
    let token = client.store().token().await?;
    Ok((token, client.store().clear().await))
}

impl LogoutCurrent {
    async fn send(self) -> Result<(), Error> {
        let Self { client } = self;
        let (token, cleared) = clear_session(&client).await?;
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
