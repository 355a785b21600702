//! What a token says and whom it belongs to: asked of the server.

use super::{
    oauth::{ClientAuth, protocol},
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

const GIVEN: &str = "pass the one that the server gave";

/// A token for [`validate_token`](AuthenticationClient::validate_token), which wants to know of which kind it is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum OidcToken {
    /// An access token.
    Access(Secret),
    /// An id token.
    Id(Secret),
}

impl OidcToken {
    /// An access token.
    #[doc(alias = "accessToken")]
    pub fn access(token: impl Into<Secret>) -> Self {
        Self::Access(token.into())
    }

    /// An id token.
    #[doc(alias = "idToken")]
    pub fn id(token: impl Into<Secret>) -> Self {
        Self::Id(token.into())
    }
}

impl AuthenticationClient {
    /// Fetches the claims about the user of an access token.
    ///
    /// - `access_token`: of a [`TokenSet`](crate::TokenSet).
    ///
    /// The token goes in the header `Authorization` of a GET request, unless the request says otherwise.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** [`oauth_error`](Error::oauth_error) `invalid_token` when it has
    /// expired or is revoked.
    ///
    /// JavaScript: `getUserInfoByAccessToken`. Endpoint: `/oidc/me`, or `/oauth/me` for OAuth 2.0.
    #[doc(alias = "getUserInfoByAccessToken")]
    pub fn get_user_info_by_access_token(&self, access_token: impl Into<Secret>) -> GetUserInfoByAccessToken {
        GetUserInfoByAccessToken::new(self, access_token.into(), false, Place::Header)
    }

    /// Asks the server whether an access token or refresh token is active, and what is in it.
    ///
    /// - `token`: the token; it need not be of the logged-in user.
    ///
    /// The application proves who it is as [`introspection_auth_method`](crate::AuthenticationClientBuilder::introspection_auth_method) says.
    /// A token that is not valid is an answer, not an error: see [`Introspection::active`].
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** [`oauth_error`](Error::oauth_error) `invalid_client` when the
    /// application is not believed; without the secret that the method needs nothing is sent.
    ///
    /// JavaScript: `introspectToken`. Endpoint: `POST /oidc/token/introspection`, or `/oauth/…` for OAuth 2.0.
    #[doc(alias = "introspectToken")]
    pub fn introspect_token(&self, token: impl Into<Secret>) -> IntrospectToken {
        IntrospectToken::new(self, token.into())
    }

    /// Makes an access token or refresh token invalid.
    ///
    /// - `token`: the token. One that is invalid already is no error.
    ///
    /// The application proves who it is as [`revocation_auth_method`](crate::AuthenticationClientBuilder::revocation_auth_method) says.
    ///
    /// **Stored afterwards:** nothing changes; to end the session use [`logout`](Self::logout).
    ///
    /// **Errors:** [`oauth_error`](Error::oauth_error) `invalid_client` when the application is not believed. With OAuth 2.0
    /// the server takes no [`ClientSecretBasic`](ClientAuthMethod::ClientSecretBasic) here, so nothing is sent.
    ///
    /// JavaScript: `revokeToken`. Endpoint: `POST /oidc/token/revocation`, or `/oauth/…` for OAuth 2.0.
    #[doc(alias = "revokeToken")]
    pub fn revoke_token(&self, token: impl Into<Secret>) -> RevokeToken {
        RevokeToken::new(self, token.into())
    }

    /// Asks the server whether an access token or id token is valid, and gives its claims.
    ///
    /// **The token goes into the URL**, for the endpoint knows no other place, and URLs end up in the logs of proxies.
    /// [`introspect_token`](Self::introspect_token) sends it in the body.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** a token that is not valid:
    /// [`code`](Error::code) is [`BAD_REQUEST`](crate::ErrorCode::BAD_REQUEST).
    ///
    /// JavaScript: `validateToken`. Endpoint: `GET /api/v2/oidc/validate_token`.
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::OidcToken;
    ///
    /// let claims = client.validate_token(OidcToken::id("a.b.c")).await?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "validateToken")]
    pub fn validate_token(&self, token: OidcToken) -> ValidateToken {
        ValidateToken::new(self, token)
    }
}

/// Where the access token stands in a request for claims.
enum Place {
    Header,
    Query,
    Form,
}

request! {
    /// Of [`get_user_info_by_access_token`](AuthenticationClient::get_user_info_by_access_token).
    GetUserInfoByAccessToken("get_user_info_by_access_token") -> UserInfo {
        access_token: Secret,
        post: bool,
        place: Place,
    }
}

impl GetUserInfoByAccessToken {
    /// Asks with POST instead of GET.
    pub fn post(mut self) -> Self {
        self.post = true;
        self
    }

    /// Puts the token into the URL, for servers that want it there. URLs end up in the logs of proxies.
    #[doc(alias = "tokenPlace")]
    pub fn token_in_query(mut self) -> Self {
        self.place = Place::Query;
        self
    }

    /// Puts the token into the form of a POST request.
    #[doc(alias = "tokenPlace")]
    pub fn token_in_body(mut self) -> Self {
        self.place = Place::Form;
        self.post()
    }
}

request! {
    /// Of [`introspect_token`](AuthenticationClient::introspect_token).
    IntrospectToken("introspect_token") -> Introspection { token: Secret }
}

request! {
    /// Of [`revoke_token`](AuthenticationClient::revoke_token).
    RevokeToken("revoke_token") -> () { token: Secret }
}

request! {
    /// Of [`validate_token`](AuthenticationClient::validate_token).
    ValidateToken("validate_token") -> TokenClaims { token: OidcToken }
}

impl GetUserInfoByAccessToken {
    async fn send(self) -> Result<UserInfo, Error> {
        let Self { client, access_token, post, place } = self;
        require("access_token", &access_token, GIVEN)?;
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
        require("token", &token, GIVEN)?;
        let protocol = protocol(&client)?;
        let (credential, form) = ClientAuth::new(&client, client.core().oauth.introspection_auth)?.about(token);
        client.authorized(credential).introspect_token(protocol, &form).await
    }
}

impl RevokeToken {
    async fn send(self) -> Result<(), Error> {
        let Self { client, token } = self;
        require("token", &token, GIVEN)?;
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
            require("token", token, GIVEN)?;
        }
        let (access, id) = (access.map(Secret::expose), id.map(Secret::expose));
        let claims = client.anonymous().validate_token(access, id).await?;
        // An object without anything of a token must not pass for a valid one.
        if claims.sub.is_none() && claims.exp.is_none() {
            return Err(
                Error::new(Kind::Decode, "the reply cannot be read: it has no claims of a token").with_reached(true)
            );
        }
        Ok(claims)
    }
}
