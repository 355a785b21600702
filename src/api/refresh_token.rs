//! The refresh of the session's token.

use std::sync::Arc;

use crate::{
    api::request::request,
    client::AuthenticationClient,
    error::Error,
    generated::types::{RefreshTokenVariables, RefreshedToken},
    model::{Claims, Secret, Session},
    session::Refresh,
    transport::Query,
};

impl AuthenticationClient {
    /// Exchanges the token of the session, which must still be valid, for a new one.
    ///
    /// Concurrent calls send one request and get the same token, or the same failure. So do programs and machines that share
    /// the store: one of them refreshes, and the others wait for it. A store of your own supports this for several programs if
    /// it implements [`lease`](crate::TokenStore::lease). A call that begins after the refresh refreshes again. To avoid that,
    /// chain the token that is [to be replaced](RefreshToken::replacing).
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
}

request! {
    RefreshToken("refresh_token") -> RefreshedToken {
        ;
        /// Sets the token that is to be replaced, such as one that a call has found to be expired. If the session has another
        /// token by now, because another call has been faster, that one is returned and nothing is sent.
        replacing: Secret,
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
    /// The id of the token's user, if the token or the session names it.
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
        // No session has the token that the server has issued, so the error has it: the caller may want to revoke it.
        outcome.map_err(|error| error.with_reached(true).with_session(Arc::new(Session::new(fresh.token, None))))
    }
}

impl TokenRefresh<'_> {
    /// Returns the result of a refresh that another call or program has made. Fails if the session is another user's.
    fn renewed(&self, session: &Session) -> Result<RefreshedToken, Error> {
        if self.user.is_some() && session.user_id().is_some_and(|now| Some(now) != self.user) {
            return Err(Error::not_logged_in());
        }
        let claims = Claims::of(session.token());
        let (iat, exp) = claims.map_or((None, None), |claims| (claims.issued_at, claims.expires_at));
        Ok(RefreshedToken { token: session.token().clone(), iat, exp })
    }
}
