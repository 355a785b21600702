//! The token endpoint of OIDC and OAuth 2.0.

use super::{
    FROM_SERVER,
    client_auth::{ClientAuth, protocol, secret_of},
    require,
};
use crate::{
    api::request::request,
    client::AuthenticationClient,
    core::ClientAuthMethod,
    error::{Error, Kind},
    generated::{
        open::GrantType,
        types::{TokenForm, TokenSet},
    },
    model::{Secret, Session},
    session::Refresh,
    transport::Credential,
};

/// The extension grant that Authing defines: a user's token for an access token.
const AUTHING_TOKEN: GrantType = GrantType::HTTP___AUTHING_CN_OIDC_GRANT_TYPE_AUTHING_TOKEN;
const ASK_CONSOLE: &str = "copy it from the Authing console";

impl AuthenticationClient {
    /// Exchanges an authorization code for tokens, which logs the user in.
    ///
    /// - `code`: the authorization code that the redirect from the authorize page carried. It can be used once.
    ///
    /// When the authorize address was built with PKCE, chain [`code_verifier`](GetAccessTokenByCode::code_verifier).
    /// The application authenticates with the method that [`token_auth_method`](crate::AuthenticationClientBuilder::token_auth_method)
    /// sets.
    ///
    /// # Session
    ///
    /// The ID token becomes the token of the session, because Authing accepts it as the token of the user. A reply
    /// without an ID token leaves the session unchanged. The stored user is kept only if the ID token names the same
    /// user. The session also holds the access token, the refresh token and the expiry.
    ///
    /// To leave the session of this client unchanged, call the method on a client with another session:
    /// `client.for_session(MemoryStore::new())`.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when `code` is empty, when the authentication method needs the
    ///   [secret](crate::AuthenticationClientBuilder::app_secret) and none is set, or when the [protocol](crate::AuthenticationClientBuilder::protocol) is
    ///   neither OIDC nor OAuth 2.0. Nothing is sent.
    /// - [`Error::oauth_error`] is `invalid_grant` when the code has been used, has expired, or was issued to another
    ///   application. Start a new login.
    /// - [`Error::is_store`] when the session cannot be stored. The code is spent then; [`Error::tokens`] has the
    ///   tokens.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let tokens = client.get_access_token_by_code("the code").code_verifier("the PKCE verifier").await?;
    /// let me = client.get_user_info_by_access_token(tokens.access_token).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `getAccessTokenByCode`. Endpoint: `POST /oidc/token`, or `/oauth/token` for OAuth 2.0.
    #[doc(alias = "getAccessTokenByCode")]
    pub fn get_access_token_by_code(&self, code: impl Into<Secret>) -> GetAccessTokenByCode {
        GetAccessTokenByCode::new(self, code.into())
    }

    /// Exchanges a refresh token for new tokens.
    ///
    /// - `refresh_token`: the refresh token of an earlier [`TokenSet`]. When the result contains a new one, use that
    ///   from now on. If it is that of the session, read it right before the call: a refresh token can be used once, and
    ///   another program that shares the session may have used an earlier one.
    ///
    /// Concurrent calls with the refresh token of the session send one request, like those of
    /// [`refresh_token`](Self::refresh_token). The calls that waited return the tokens of the session, without the scope, which a
    /// session does not keep.
    ///
    /// The application authenticates with the method that [`token_auth_method`](crate::AuthenticationClientBuilder::token_auth_method)
    /// sets.
    ///
    /// # Session
    ///
    /// The new tokens replace those of the session if the ID token names the user of the session, or if nobody is logged
    /// in. Without an ID token, or when the token of the session was renewed during the call, they replace the access token and
    /// the refresh token, but only if `refresh_token` is that of the session. Otherwise the session does not change. If the reply
    /// has no refresh token, the session keeps its own.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when `refresh_token` is empty, when the authentication method needs the
    ///   [secret](crate::AuthenticationClientBuilder::app_secret) and none is set, or when the [protocol](crate::AuthenticationClientBuilder::protocol) is
    ///   neither OIDC nor OAuth 2.0. Nothing is sent.
    /// - [`Error::oauth_error`] is `invalid_grant` when the refresh token has expired, has been revoked, or was issued
    ///   to another application. The user has to log in again.
    /// - [`Error::is_store`] when the session cannot be read or stored. If the refresh token is spent,
    ///   [`Error::tokens`] has the new tokens.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(
    /// #     client: authing_wxapp::AuthenticationClient,
    /// #     refresh_token: authing_wxapp::Secret,
    /// # ) -> Result<(), authing_wxapp::Error> {
    /// let tokens = client.get_new_access_token_by_refresh_token(refresh_token).await?;
    /// println!("expires in {:?} seconds", tokens.expires_in);
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `getNewAccessTokenByRefreshToken`. Endpoint: `POST /oidc/token`, or `/oauth/token` for OAuth 2.0.
    #[doc(alias = "getNewAccessTokenByRefreshToken")]
    pub fn get_new_access_token_by_refresh_token(
        &self,
        refresh_token: impl Into<Secret>,
    ) -> GetNewAccessTokenByRefreshToken {
        GetNewAccessTokenByRefreshToken::new(self, refresh_token.into())
    }

    /// Exchanges the token of a user, such as the one from [`login_by_code`](Self::login_by_code), for an access token.
    ///
    /// - `id_token`: the token of the user.
    /// - `redirect_uri`: one of the redirect URIs that are registered for the application.
    ///
    /// The application identifies itself with its id only, whatever
    /// [`token_auth_method`](crate::AuthenticationClientBuilder::token_auth_method) says.
    ///
    /// # Session
    ///
    /// The new tokens replace those of the session if the ID token names the user of the session, or if nobody is logged
    /// in. If the reply has no refresh token, the session keeps its own. Nothing is stored when the session belongs to another
    /// user or has changed during the call, or when the reply has no ID token.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when an argument is empty, or when the [protocol](crate::AuthenticationClientBuilder::protocol) is neither
    ///   OIDC nor OAuth 2.0. Nothing is sent.
    /// - [`Error::oauth_error`] is `invalid_grant` when the server does not accept the token.
    /// - [`Error::is_store`] when the session cannot be read or stored. [`Error::tokens`] has the tokens if they were
    ///   already obtained.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(
    /// #     client: authing_wxapp::AuthenticationClient,
    /// #     token: authing_wxapp::Secret,
    /// # ) -> Result<(), authing_wxapp::Error> {
    /// let tokens = client
    ///     .get_access_token_by_id_token(token, "https://app.example.com/callback")
    ///     .scope("openid profile")
    ///     .await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `getAccessTokenByIdToken`. Endpoint: `POST /oidc/token`, or `/oauth/token` for OAuth 2.0.
    #[doc(alias = "getAccessTokenByIdToken")]
    pub fn get_access_token_by_id_token(
        &self,
        id_token: impl Into<Secret>,
        redirect_uri: impl Into<String>,
    ) -> GetAccessTokenByIdToken {
        GetAccessTokenByIdToken::new(self, id_token.into(), redirect_uri.into())
    }

    /// Obtains an access token for a program instead of a user (the client credentials grant).
    ///
    /// - `scope`: the requested scopes, separated by spaces, such as the code of a resource in a permission group.
    ///
    /// The client id and the secret are sent in the form, whatever
    /// [`token_auth_method`](crate::AuthenticationClientBuilder::token_auth_method) says. They are those of the application, or those of an
    /// [access key](GetAccessTokenByClientCredentials::access_key).
    ///
    /// # Session
    ///
    /// The session does not change.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when `scope` or a part of the access key is empty, when there is neither an access key
    ///   nor an [application secret](crate::AuthenticationClientBuilder::app_secret), or when the [protocol](crate::AuthenticationClientBuilder::protocol) is
    ///   neither OIDC nor OAuth 2.0. Nothing is sent.
    /// - [`Error::oauth_error`] is `invalid_client` when the id or the secret is wrong, and `invalid_scope` when the
    ///   scope is not granted.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let request = client.get_access_token_by_client_credentials("orders:read").access_key("key id", "key secret");
    /// let access_token = request.await?.access_token;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `getAccessTokenByClientCredentials`. Endpoint: `POST /oidc/token`, or `/oauth/token` for OAuth 2.0.
    #[doc(alias = "getAccessTokenByClientCredentials")]
    pub fn get_access_token_by_client_credentials(
        &self,
        scope: impl Into<String>,
    ) -> GetAccessTokenByClientCredentials {
        GetAccessTokenByClientCredentials::new(self, scope.into(), None)
    }
}

request! {
    GetAccessTokenByCode("get_access_token_by_code") -> TokenSet {
        code: Secret;
        /// Sets the PKCE code verifier whose challenge was part of the authorize address.
        code_verifier: Secret,
    }
}

request! {
    GetNewAccessTokenByRefreshToken("get_new_access_token_by_refresh_token") -> TokenSet {
        refresh_token: Secret
    }
}

request! {
    GetAccessTokenByIdToken("get_access_token_by_id_token") -> TokenSet {
        id_token: Secret,
        redirect_uri: String;
        /// Sets the requested scopes, separated by spaces, such as `openid profile`.
        scope: String,
    }
}

request! {
    GetAccessTokenByClientCredentials("get_access_token_by_client_credentials") -> TokenSet {
        scope: String,
        key: Option<(String, Secret)>,
    }
}

impl GetAccessTokenByClientCredentials {
    /// Authenticates with an access key of the user pool instead of the application.
    ///
    /// - `key`: the id of the access key, as the Authing console shows it.
    /// - `secret`: its secret.
    #[doc(alias = "accessKey")]
    #[doc(alias = "accessSecret")]
    pub fn access_key(mut self, key: impl Into<String>, secret: impl Into<Secret>) -> Self {
        self.key = Some((key.into(), secret.into()));
        self
    }
}

fn form(grant_type: GrantType) -> TokenForm {
    TokenForm {
        grant_type,
        client_id: None,
        client_secret: None,
        code: None,
        code_verifier: None,
        redirect_uri: None,
        refresh_token: None,
        token: None,
        scope: None,
    }
}

/// Requests tokens with this credential.
async fn request_tokens(
    client: &AuthenticationClient,
    credential: Credential,
    form: TokenForm,
) -> Result<TokenSet, Error> {
    let protocol = protocol(client)?;
    require_access_token(client.authorized(credential).token(protocol, &form).await?)
}

/// Refuses a reply with an empty access token, because storing it would leave the session without one.
fn require_access_token(tokens: TokenSet) -> Result<TokenSet, Error> {
    match tokens.access_token.expose().trim().is_empty() {
        true => Err(Error::new(Kind::Decode, "the reply cannot be read: its access token is empty").with_reached(true)),
        false => Ok(tokens),
    }
}

/// Requests tokens with the credentials of the application.
async fn request_tokens_as_application(client: &AuthenticationClient, form: TokenForm) -> Result<TokenSet, Error> {
    let ClientAuth { credential, id, secret } = ClientAuth::new(client, client.core().oauth.token_auth)?;
    request_tokens(client, credential, TokenForm { client_id: id, client_secret: secret, ..form }).await
}

impl GetAccessTokenByCode {
    async fn send(self) -> Result<TokenSet, Error> {
        let Self { client, code, code_verifier } = self;
        require("code", &code, "pass the one that the redirect carried")?;
        let redirect_uri = client.core().oauth.redirect_uri.clone();
        let code = Some(code);
        let form = TokenForm { code, code_verifier, redirect_uri, ..form(GrantType::AUTHORIZATION_CODE) };
        let tokens = request_tokens_as_application(&client, form).await?;
        client.store().log_in_with_tokens(&tokens, &client.core().clock).await?;
        Ok(tokens)
    }
}

impl GetNewAccessTokenByRefreshToken {
    async fn send(self) -> Result<TokenSet, Error> {
        let Self { client, refresh_token } = self;
        require("refresh_token", &refresh_token, FROM_SERVER)?;
        let before = client.store().current().await?;
        refresh(&client, before.as_deref(), &refresh_token, protocol(&client)?, client.core().oauth.token_auth).await
    }
}

/// Exchanges a refresh token and stores the result in the session. Concurrent exchanges of the session's refresh token send one
/// request and share its result.
pub(super) async fn refresh(
    client: &AuthenticationClient,
    before: Option<&Session>,
    sent: &Secret,
    protocol: &'static str,
    auth: ClientAuthMethod,
) -> Result<TokenSet, Error> {
    let exchange = TokenExchange { client, before, sent, protocol, auth };
    match before.and_then(Session::refresh_token) == Some(sent) {
        true => client.store().refresh_once(client.context(), &exchange).await,
        // The callers that share the session wait for its own refresh token only.
        false => exchange.work().await,
    }
}

/// The exchange of a refresh token.
struct TokenExchange<'a> {
    client: &'a AuthenticationClient,
    /// The session when the call began.
    before: Option<&'a Session>,
    sent: &'a Secret,
    protocol: &'static str,
    auth: ClientAuthMethod,
}

impl Refresh for TokenExchange<'_> {
    const VERB: &'static str = "get_new_access_token_by_refresh_token";
    type Output = TokenSet;

    fn depends_on(&self) -> &Secret {
        self.sent
    }

    async fn look(&self) -> Result<Option<TokenSet>, Error> {
        let (Some(session), Some(before)) = (self.client.store().current().await?, self.before) else {
            return Ok(None);
        };
        let tokens = |session: &Session| (session.access_token().cloned(), session.refresh_token().cloned());
        let exchanged = session.user_id() == before.user_id() && tokens(&session) != tokens(before);
        Ok(session.token_set(self.client.core().clock.seconds()).filter(|_| exchanged))
    }

    async fn work(&self) -> Result<TokenSet, Error> {
        let form = TokenForm { refresh_token: Some(self.sent.clone()), ..form(GrantType::REFRESH_TOKEN) };
        let ClientAuth { credential, id, secret } = ClientAuth::new(self.client, self.auth)?;
        let form = TokenForm { client_id: id, client_secret: secret, ..form };
        let tokens = require_access_token(self.client.authorized(credential).token(self.protocol, &form).await?)?;
        self.client.store().renew_with_tokens(self.before, Some(self.sent), &tokens, &self.client.core().clock).await?;
        Ok(tokens)
    }
}

impl GetAccessTokenByIdToken {
    async fn send(self) -> Result<TokenSet, Error> {
        let Self { client, id_token, redirect_uri, scope } = self;
        require("id_token", &id_token, FROM_SERVER)?;
        require("redirect_uri", &redirect_uri, "pass one that is registered for the application")?;
        let before = client.store().current().await?;
        let form = TokenForm {
            client_id: Some(client.app_id().to_owned()),
            token: Some(id_token),
            redirect_uri: Some(redirect_uri),
            scope: Some(scope.unwrap_or_default()),
            ..form(AUTHING_TOKEN)
        };
        let tokens = request_tokens(&client, Credential::None, form).await?;
        client.store().renew_with_tokens(before.as_deref(), None, &tokens, &client.core().clock).await?;
        Ok(tokens)
    }
}

impl GetAccessTokenByClientCredentials {
    async fn send(self) -> Result<TokenSet, Error> {
        let Self { client, scope, key } = self;
        require("scope", &scope, "pass the requested scopes, such as the code of a resource")?;
        let (id, secret) = match key {
            Some((id, secret)) => {
                require("access_key", &id, ASK_CONSOLE)?;
                require("access_secret", &secret, ASK_CONSOLE)?;
                (id, secret)
            }
            None => (client.app_id().to_owned(), secret_of(&client)?),
        };
        let form = TokenForm {
            client_id: Some(id),
            client_secret: Some(secret),
            scope: Some(scope),
            ..form(GrantType::CLIENT_CREDENTIALS)
        };
        request_tokens(&client, Credential::None, form).await
    }
}
