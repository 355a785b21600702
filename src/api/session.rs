//! The session: is it valid, renew it, end it, set it.

use std::{sync::Arc, time::SystemTime};

use serde_json::Value;

use crate::{
    api::request::request,
    client::AuthenticationClient,
    error::{Error, Kind},
    generated::types::{CheckLoginStatusVariables, LoginStatus, RefreshTokenVariables, RefreshedToken, User},
    model::{Claims, Secret, Session},
    transport::Query,
};

impl AuthenticationClient {
    /// Asks the server whether the token of the session is still valid, or [another token](CheckLoginStatus::token).
    ///
    /// An invalid or expired token is a status, not an error: see [`LoginStatus::is_logged_in`].
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** when the server cannot be asked or answers with a failure that
    /// says nothing about the token.
    ///
    /// JavaScript: `checkLoginStatus`. Endpoint: GraphQL `checkLoginStatus`.
    #[doc(alias = "checkLoginStatus")]
    pub fn check_login_status(&self) -> CheckLoginStatus {
        CheckLoginStatus::new(self)
    }

    /// Exchanges the token of the session for a new one. The old one must still be valid.
    ///
    /// Calls at the same time send one request and get the same token. When another program that shares the store was
    /// faster, its token is given.
    ///
    /// **Stored afterwards:** the new token; the user stays. **Errors:** [`is_not_logged_in`](Error::is_not_logged_in)
    /// without a session, and nothing is sent; [`is_token_expired`](Error::is_token_expired) when it is too late.
    ///
    /// JavaScript: `refreshToken`. Endpoint: GraphQL `refreshToken`.
    #[doc(alias = "refreshToken")]
    pub fn refresh_token(&self) -> RefreshToken {
        RefreshToken::new(self)
    }

    /// Ends the session, here and at the server.
    ///
    /// **Stored afterwards:** nothing, even if the server cannot be reached or refuses. **Errors:** that failure; the token
    /// may then be valid at the server until it expires.
    ///
    /// JavaScript: `logout`. Endpoint: `GET /api/v2/logout`.
    pub fn logout(&self) -> Logout {
        Logout::new(self)
    }

    /// Ends the session of this device, here and at the server; sessions on other devices go on.
    ///
    /// **Stored afterwards:** nothing, even if the server cannot be reached or refuses. **Errors:** that failure; the token
    /// may then be valid at the server until it expires.
    ///
    /// JavaScript: `logoutCurrent`. Endpoint: `GET /logout`.
    #[doc(alias = "logoutCurrent")]
    pub fn logout_current(&self) -> LogoutCurrent {
        LogoutCurrent::new(self)
    }

    /// The id of the logged-in user, as the stored token and user have it. Nothing is sent and nothing is verified.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** [`is_not_logged_in`](Error::is_not_logged_in) without a session;
    /// [`is_token_expired`](Error::is_token_expired) when the token says that it has expired.
    ///
    /// JavaScript: `checkLoggedIn`.
    #[doc(alias = "checkLoggedIn")]
    pub fn check_logged_in(&self) -> CheckLoggedIn {
        CheckLoggedIn::new(self)
    }

    /// Sets the token of the session, such as one that your mini-program sent along. Nothing is sent.
    ///
    /// **Stored afterwards:** the token. The stored user stays only if the token names that same user.
    ///
    /// **Errors:** an empty token is refused; end a session with [`logout`](Self::logout).
    ///
    /// JavaScript: `setToken`, `tokenProvider.setToken`.
    #[doc(alias = "setToken")]
    pub fn set_token(&self, token: impl Into<Secret>) -> SetToken {
        SetToken::new(self, token.into())
    }

    /// Sets the user of the session. Nothing is sent.
    ///
    /// **Stored afterwards:** the user, with the user's own token if there is one, else with the stored token.
    ///
    /// **Errors:** [`is_not_logged_in`](Error::is_not_logged_in) when neither has a token.
    ///
    /// JavaScript: `setCurrentUser`, `tokenProvider.setUser`.
    #[doc(alias = "setCurrentUser")]
    #[doc(alias = "setUser")]
    pub fn set_current_user(&self, user: User) -> SetCurrentUser {
        SetCurrentUser::new(self, user)
    }

    /// The session as it is stored: the token, and the user of the last reply; `None` when nobody is logged in. Nothing is
    /// sent.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** when the store cannot be read.
    ///
    /// JavaScript: `tokenProvider.getToken`, `tokenProvider.getUser`.
    #[doc(alias = "getToken")]
    #[doc(alias = "getUser")]
    pub fn stored_session(&self) -> StoredSession {
        StoredSession::new(self)
    }
}

request! {
    /// Of [`check_login_status`](AuthenticationClient::check_login_status).
    CheckLoginStatus("check_login_status") -> LoginStatus {
        ;
        /// The token to ask about, instead of the session's.
        token: Secret,
    }
}

request! {
    /// Of [`refresh_token`](AuthenticationClient::refresh_token).
    RefreshToken("refresh_token") -> RefreshedToken {}
}

request! {
    /// Of [`logout`](AuthenticationClient::logout).
    Logout("logout") -> () {}
}

request! {
    /// Of [`logout_current`](AuthenticationClient::logout_current).
    LogoutCurrent("logout_current") -> () {}
}

request! {
    /// Of [`check_logged_in`](AuthenticationClient::check_logged_in).
    CheckLoggedIn("check_logged_in") -> String {}
}

request! {
    /// Of [`set_token`](AuthenticationClient::set_token).
    SetToken("set_token") -> () { token: Secret }
}

request! {
    /// Of [`set_current_user`](AuthenticationClient::set_current_user).
    SetCurrentUser("set_current_user") -> () { user: User }
}

request! {
    /// Of [`stored_session`](AuthenticationClient::stored_session).
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
        let Self { client } = self;
        let store = client.store();
        let known = store.required().await?;
        let _one_at_a_time = store.refreshing.lock().await;
        let session = store.required().await?;
        let sent = session.token();
        if sent != known.token() {
            return Ok(renewed(&session));
        }
        let query = Query(RefreshTokenVariables { id: None });
        let stands = match client.authorized(Some(sent.clone())).refresh_token(&query).await {
            Ok(fresh) if fresh.token.expose().is_empty() => return Err(Error::no_token()),
            Ok(fresh) => match store.renew(sent, &fresh.token).await? {
                Some(stands) if *stands.token() == fresh.token => return Ok(fresh),
                stands => stands,
            },
            // Somebody who shares the store may have been faster, and the token that was sent is spent.
            Err(error) if error.is_api() => match store.current().await? {
                Some(stands) if stands.token() != sent => Some(stands),
                _ => return Err(error),
            },
            Err(error) => return Err(error),
        };
        stands.map(|session| renewed(&session)).ok_or_else(Error::not_logged_in)
    }
}

/// The token that somebody else has renewed.
fn renewed(session: &Session) -> RefreshedToken {
    let claims = Claims::of(session.token());
    let (iat, exp) = claims.map_or((None, None), |claims| (claims.issued_at, claims.expires_at));
    RefreshedToken { token: session.token().clone(), iat, exp }
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

/// Ends the session here, first, for the call that ends it at the server may run into the timeout. Gives the token that this
/// call needs, and what came of clearing.
async fn leave(client: &AuthenticationClient) -> Result<(Option<Secret>, Result<(), Error>), Error> {
    let token = client.store().token().await?;
    Ok((token, client.store().clear().await))
}

impl LogoutCurrent {
    async fn send(self) -> Result<(), Error> {
        let Self { client } = self;
        let (token, cleared) = leave(&client).await?;
        let app_id = &client.core().app_id;
        let answer: Result<Value, Error> = client.authorized(token).logout_current(app_id, "current").await;
        cleared.and(answer.map(drop))
    }
}

impl CheckLoggedIn {
    async fn send(self) -> Result<String, Error> {
        let session = self.client.store().required().await?;
        let now = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |elapsed| elapsed.as_secs());
        let expires_at = Claims::of(session.token()).and_then(|claims| claims.expires_at);
        if expires_at.is_some_and(|seconds| i64::try_from(now).is_ok_and(|now| seconds <= now)) {
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
