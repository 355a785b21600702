//! The tokens of the session: renewal, introspection, revocation, and the end of the session.

use super::{
    V3,
    call::{access_token, auth_method, without_secret},
};
use crate::{
    api::{FROM_SERVER, client_auth::ClientAuth, oauth, request::request, require},
    client::AuthenticationClient,
    error::{Error, Kind},
    generated::types::{Introspection, TokenSet},
    model::Secret,
};

impl V3 {
    /// Renews the tokens of the session with its refresh token. The other methods do this by themselves when it is needed.
    ///
    /// Only the server decides whether a refresh token is still valid; it usually outlives the access token. Concurrent calls
    /// send one request, and so do programs and machines that share the session. A call that comes after the renewal is one more; to
    /// avoid that, chain the access token that is [to be replaced](RefreshToken::replacing).
    ///
    /// # Session
    ///
    /// The new tokens are stored. What the reply does not replace stays, such as the ID token.
    ///
    /// # Errors
    ///
    /// - [`Error::is_not_logged_in`] without a session or without a refresh token in it. Nothing is sent.
    /// - [`Error::oauth_error`] is `invalid_grant` when the refresh token has been used, has expired or has been revoked. The
    ///   user has to sign in again.
    /// - [`Error::is_store`] when the session cannot be read or stored. [`Error::tokens`] has the new tokens then.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let tokens = client.v3().refresh_token().await?;
    /// println!("expires in {:?} seconds", tokens.expires_in);
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `getNewAccessTokenByRefreshToken`; in the mini-program SDK `refreshToken`. Endpoint: `POST /oidc/token`.
    pub fn refresh_token(&self) -> RefreshToken {
        RefreshToken::new(&self.client)
    }

    /// Asks the server whether an access token or a refresh token is active, and what its claims are.
    ///
    /// - `token`: the token; never an ID token. It need not belong to the signed-in user.
    ///
    /// The application authenticates as
    /// [`introspection_auth_method`](crate::AuthenticationClientBuilder::introspection_auth_method) says, or by its id alone if
    /// it has no secret here.
    ///
    /// # Session
    ///
    /// The session does not change.
    ///
    /// # Errors
    ///
    /// [`Error::is_argument`] when the token is empty; nothing is sent. [`Error::oauth_error`] is `invalid_client` when the
    /// server rejects the credentials of the application.
    ///
    /// JavaScript: `introspectToken`. Endpoint: `POST /oidc/token/introspection`.
    pub fn introspect_token(&self, token: impl Into<Secret>) -> IntrospectToken {
        IntrospectToken::new(&self.client, token.into())
    }

    /// Revokes an access token or a refresh token.
    ///
    /// - `token`: the token. Revoking a token that is already invalid succeeds.
    ///
    /// The application authenticates as
    /// [`revocation_auth_method`](crate::AuthenticationClientBuilder::revocation_auth_method) says, or by its id alone if it has
    /// no secret here.
    ///
    /// # Session
    ///
    /// The session does not change; use [`logout`](Self::logout) to end it.
    ///
    /// # Errors
    ///
    /// [`Error::is_argument`] when the token is empty; nothing is sent. [`Error::is_api`] when the server refuses, by whatever
    /// status.
    ///
    /// JavaScript: `revokeToken`. Endpoint: `POST /oidc/token/revocation`.
    pub fn revoke_token(&self, token: impl Into<Secret>) -> RevokeToken {
        RevokeToken::new(&self.client, token.into())
    }

    /// Ends the session: clears it here, then revokes its refresh token and its access token at the server.
    ///
    /// # Session
    ///
    /// The session is removed from the store first, even if the server cannot be reached or refuses.
    ///
    /// # Errors
    ///
    /// - The failure of the server, for example [`Error::is_connect`]: a token may then stay valid at the server.
    /// - [`Error::is_not_logged_in`] when the session had no tokens of this API. It has been removed, but its token is still
    ///   valid: [`logout`](crate::AuthenticationClient::logout) of the client ends such a session.
    /// - [`Error::is_store`] when the store cannot be read or cleared.
    ///
    /// Without a session nothing is sent, and the call succeeds.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// if let Err(error) = client.v3().logout().await {
    ///     eprintln!("the tokens may still be valid at the server: {error}");
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `logout` of the mini-program SDK. Endpoint: `POST /oidc/token/revocation`.
    pub fn logout(&self) -> Logout {
        Logout::new(&self.client)
    }
}

request! {
    RefreshToken("v3_refresh_token") -> TokenSet {
        ;
        /// Sets the access token that is to be replaced, such as one that a call has found to be expired. If the session has
        /// another one by now, because another call has been faster, its tokens are returned and nothing is sent.
        replacing: Secret,
    }
}

request! {
    IntrospectToken("v3_introspect_token") -> Introspection { token: Secret }
}

request! {
    RevokeToken("v3_revoke_token") -> () { token: Secret }
}

request! {
    Logout("v3_logout") -> () {}
}

impl RefreshToken {
    async fn send(self) -> Result<TokenSet, Error> {
        let Self { client, replacing } = self;
        let session = client.store().required().await?;
        let newer = replacing.is_some_and(|old| session.access_token() != Some(&old));
        if let Some(tokens) = session.token_set(client.core().clock.seconds()).filter(|_| newer) {
            return Ok(tokens);
        }
        let refresh_token = session.refresh_token().ok_or_else(|| {
            let message = "the session has no refresh token; sign in with the scope offline_access, and allow the grant \
                           refresh_token to the application in the Authing console";
            Error::new(Kind::NotLoggedIn, message)
        })?;
        oauth::refresh(&client, Some(&session), refresh_token, "oidc", auth_method(&client)).await
    }
}

impl IntrospectToken {
    async fn send(self) -> Result<Introspection, Error> {
        let Self { client, token } = self;
        require("token", &token, FROM_SERVER)?;
        let method = without_secret(&client).unwrap_or(client.core().oauth.introspection_auth);
        let (credential, form) = ClientAuth::new(&client, method)?.about(token);
        client.authorized(credential).introspect_token("oidc", &form).await
    }
}

impl RevokeToken {
    async fn send(self) -> Result<(), Error> {
        let Self { client, token } = self;
        require("token", &token, FROM_SERVER)?;
        revoke(&client, token).await
    }
}

async fn revoke(client: &AuthenticationClient, token: Secret) -> Result<(), Error> {
    let method = without_secret(client).unwrap_or(client.core().oauth.revocation_auth);
    let (credential, form) = ClientAuth::new(client, method)?.about(token);
    client.authorized(credential).revoke_token("oidc", &form).await.map(drop)
}

impl Logout {
    async fn send(self) -> Result<(), Error> {
        let Self { client } = self;
        let Some(session) = client.store().current().await? else { return Ok(()) };
        // First, because the calls to the server may run into the timeout.
        let cleared = client.store().clear().await;
        let tokens = [session.refresh_token(), session.access_token()];
        if tokens == [None, None] {
            return cleared.and(access_token(&session).map(drop));
        }
        // The refresh token first: it lives longer, and would give new access tokens.
        let mut outcome = Ok(());
        for token in tokens.into_iter().flatten() {
            // The other token is revoked even if this one could not be; the first failure is told.
            let revoked = revoke(&client, token.clone()).await;
            outcome = outcome.and(revoked);
        }
        cleared.and(outcome)
    }
}
