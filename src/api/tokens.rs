//! Calls about a token: its user, its state, its validity, and its revocation.

use super::{
    FROM_SERVER,
    client_auth::{ClientAuth, protocol},
    require,
};
use crate::{
    api::request::request,
    client::AuthenticationClient,
    core::{ClientAuthMethod, Protocol},
    error::{Error, Kind},
    generated::types::{Introspection, TokenClaims, UserInfo, UserInfoForm},
    model::Secret,
    transport::Credential,
};

/// A token for [`validate_token`](AuthenticationClient::validate_token), which needs to know its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum OidcToken {
    /// An access token.
    Access(Secret),
    /// An ID token.
    Id(Secret),
}

impl OidcToken {
    /// Wraps an access token.
    #[doc(alias = "accessToken")]
    pub fn access(token: impl Into<Secret>) -> Self {
        Self::Access(token.into())
    }

    /// Wraps an ID token.
    #[doc(alias = "idToken")]
    pub fn id(token: impl Into<Secret>) -> Self {
        Self::Id(token.into())
    }
}

impl AuthenticationClient {
    /// Fetches the claims about the user of an access token.
    ///
    /// - `access_token`: the access token of a [`TokenSet`](crate::TokenSet).
    ///
    /// The token is sent in the `Authorization` header of a GET request. The options
    /// [`post`](GetUserInfoByAccessToken::post), [`token_in_query`](GetUserInfoByAccessToken::token_in_query) and
    /// [`token_in_body`](GetUserInfoByAccessToken::token_in_body) change that.
    ///
    /// # Session
    ///
    /// The session does not change.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when the token is empty, or when the [protocol](crate::AuthenticationClientBuilder::protocol) is neither
    ///   OIDC nor OAuth 2.0. Nothing is sent.
    /// - [`Error::oauth_error`] is `invalid_token` when the token has expired or has been revoked.
    /// - [`Error::is_api`] for every other refusal of the server.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(
    /// #     client: authing_wxapp::AuthenticationClient,
    /// #     access_token: authing_wxapp::Secret,
    /// # ) -> Result<(), authing_wxapp::Error> {
    /// let info = client.get_user_info_by_access_token(access_token).token_in_body().await?;
    /// println!("{:?}", info.sub);
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `getUserInfoByAccessToken`. Endpoint: `/oidc/me`, or `/oauth/me` for OAuth 2.0.
    #[doc(alias = "getUserInfoByAccessToken")]
    pub fn get_user_info_by_access_token(&self, access_token: impl Into<Secret>) -> GetUserInfoByAccessToken {
        GetUserInfoByAccessToken::new(self, access_token.into(), false, Place::Header)
    }

    /// Asks the server whether an access token or refresh token is active, and what its claims are (RFC 7662).
    ///
    /// - `token`: the token. It need not belong to the logged-in user.
    ///
    /// The application authenticates with the method that
    /// [`introspection_auth_method`](crate::AuthenticationClientBuilder::introspection_auth_method) sets. For an invalid token the call
    /// succeeds and [`Introspection::active`] is false.
    ///
    /// # Session
    ///
    /// The session does not change.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when the token is empty, when the authentication method needs the
    ///   [secret](crate::AuthenticationClientBuilder::app_secret) and none is set, or when the [protocol](crate::AuthenticationClientBuilder::protocol) is
    ///   neither OIDC nor OAuth 2.0. Nothing is sent.
    /// - [`Error::oauth_error`] is `invalid_client` when the server rejects the credentials of the application.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(
    /// #     client: authing_wxapp::AuthenticationClient,
    /// #     access_token: authing_wxapp::Secret,
    /// # ) -> Result<(), authing_wxapp::Error> {
    /// if !client.introspect_token(access_token).await?.active {
    ///     println!("the token is no longer valid");
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `introspectToken`. Endpoint: `POST /oidc/token/introspection`, or `/oauth/…` for OAuth 2.0.
    #[doc(alias = "introspectToken")]
    pub fn introspect_token(&self, token: impl Into<Secret>) -> IntrospectToken {
        IntrospectToken::new(self, token.into())
    }

    /// Revokes an access token or refresh token (RFC 7009).
    ///
    /// - `token`: the token. Revoking a token that is already invalid succeeds.
    ///
    /// The application authenticates with the method that
    /// [`revocation_auth_method`](crate::AuthenticationClientBuilder::revocation_auth_method) sets.
    ///
    /// # Session
    ///
    /// The session does not change; use [`logout`](Self::logout) to end it.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when the token is empty, when the authentication method needs the
    ///   [secret](crate::AuthenticationClientBuilder::app_secret) and none is set, or when the [protocol](crate::AuthenticationClientBuilder::protocol) is
    ///   neither OIDC nor OAuth 2.0. The same applies to [`ClientSecretBasic`](ClientAuthMethod::ClientSecretBasic)
    ///   with OAuth 2.0, which the revocation endpoint does not accept. Nothing is sent.
    /// - [`Error::oauth_error`] is `invalid_client` when the server rejects the credentials of the application.
    ///
    /// JavaScript: `revokeToken`. Endpoint: `POST /oidc/token/revocation`, or `/oauth/…` for OAuth 2.0.
    #[doc(alias = "revokeToken")]
    pub fn revoke_token(&self, token: impl Into<Secret>) -> RevokeToken {
        RevokeToken::new(self, token.into())
    }

    /// Asks the server whether an access token or ID token is valid, and returns its claims.
    ///
    /// - `token`: the token and its kind.
    ///
    /// **The token becomes part of the URL**, because the endpoint accepts it nowhere else, and proxies log URLs.
    /// [`introspect_token`](Self::introspect_token) sends the token in the body instead.
    ///
    /// # Session
    ///
    /// The session does not change.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when the token is empty. Nothing is sent.
    /// - [`Error::code`] is [`BAD_REQUEST`](crate::ErrorCode::BAD_REQUEST) when the token is not valid.
    /// - [`Error::is_decode`] when the reply contains no claims of a token.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::OidcToken;
    ///
    /// let claims = client.validate_token(OidcToken::id("a.b.c")).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `validateToken`. Endpoint: `GET /api/v2/oidc/validate_token`.
    #[doc(alias = "validateToken")]
    pub fn validate_token(&self, token: OidcToken) -> ValidateToken {
        ValidateToken::new(self, token)
    }
}

/// Where a userinfo request carries the access token.
enum Place {
    Header,
    Query,
    Form,
}

request! {
    GetUserInfoByAccessToken("get_user_info_by_access_token") -> UserInfo {
        access_token: Secret,
        post: bool,
        place: Place,
    }
}

impl GetUserInfoByAccessToken {
    /// Sends a POST request instead of GET.
    pub fn post(mut self) -> Self {
        self.post = true;
        self
    }

    /// Sends the token in the query of the URL, for servers that require this. Proxies log URLs.
    #[doc(alias = "tokenPlace")]
    pub fn token_in_query(mut self) -> Self {
        self.place = Place::Query;
        self
    }

    /// Sends the token in the form of a POST request.
    #[doc(alias = "tokenPlace")]
    pub fn token_in_body(mut self) -> Self {
        self.place = Place::Form;
        self.post()
    }
}

request! {
    IntrospectToken("introspect_token") -> Introspection { token: Secret }
}

request! {
    RevokeToken("revoke_token") -> () { token: Secret }
}

request! {
    ValidateToken("validate_token") -> TokenClaims { token: OidcToken }
}

impl GetUserInfoByAccessToken {
    async fn send(self) -> Result<UserInfo, Error> {
        let Self { client, access_token, post, place } = self;
        require("access_token", &access_token, FROM_SERVER)?;
        let protocol = protocol(&client)?;
        let token = access_token.clone();
        let (credential, query, form) = match place {
            Place::Header => (Credential::Bearer(token), None, None),
            Place::Query => (Credential::None, Some(token), None),
            Place::Form => (Credential::None, None, Some(token)),
        };
        let query = query.as_ref().map(Secret::expose);
        if !post {
            return client.authorized(credential).get_user_info(protocol, query).await;
        }
        let form = UserInfoForm { access_token: form };
        client.authorized(credential).post_user_info(protocol, query, &form).await
    }
}

impl IntrospectToken {
    async fn send(self) -> Result<Introspection, Error> {
        let Self { client, token } = self;
        require("token", &token, FROM_SERVER)?;
        let protocol = protocol(&client)?;
        let (credential, form) = ClientAuth::new(&client, client.core().oauth.introspection_auth)?.about(token);
        client.authorized(credential).introspect_token(protocol, &form).await
    }
}

impl RevokeToken {
    async fn send(self) -> Result<(), Error> {
        let Self { client, token } = self;
        require("token", &token, FROM_SERVER)?;
        let settings = &client.core().oauth;
        if (settings.protocol, settings.revocation_auth) == (Protocol::OAuth, ClientAuthMethod::ClientSecretBasic) {
            return Err(Error::argument(
                "the revocation endpoint of OAuth 2.0 takes no ClientSecretBasic; choose another revocation_auth_method",
            ));
        }
        let protocol = protocol(&client)?;
        let (credential, form) = ClientAuth::new(&client, settings.revocation_auth)?.about(token);
        client.authorized(credential).revoke_token(protocol, &form).await.map(drop)
    }
}

impl ValidateToken {
    async fn send(self) -> Result<TokenClaims, Error> {
        let Self { client, token } = self;
        let (access, id) = match &token {
            OidcToken::Access(token) => (Some(token), None),
            OidcToken::Id(token) => (None, Some(token)),
        };
        for token in access.iter().chain(&id) {
            require("token", token, FROM_SERVER)?;
        }
        let (access, id) = (access.map(Secret::expose), id.map(Secret::expose));
        let claims = client.anonymous().validate_token(access, id).await?;
        // An object without these claims must not count as a valid token.
        if claims.sub.is_none() && claims.exp.is_none() {
            return Err(
                Error::new(Kind::Decode, "the reply cannot be read: it has no claims of a token").with_reached(true)
            );
        }
        Ok(claims)
    }
}
