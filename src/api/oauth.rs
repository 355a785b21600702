//! The token endpoint of OIDC and OAuth 2.0, and how the application proves there who it is.

use super::require;
use crate::{
    api::request::request,
    client::AuthenticationClient,
    core::{ClientAuthMethod, Protocol},
    error::Error,
    generated::{
        open::GrantType,
        types::{AboutTokenForm, TokenForm, TokenSet},
    },
    model::Secret,
    transport::Credential,
};

const AGAIN: &str = "pass the one that the server gave";
/// The grant that Authing has added.
const AUTHING_TOKEN: GrantType = GrantType::HTTP___AUTHING_CN_OIDC_GRANT_TYPE_AUTHING_TOKEN;
const ASK_CONSOLE: &str = "copy it from the Authing console";

impl AuthenticationClient {
    /// Exchanges the code that came back from the authorize page for tokens: the user is logged in.
    ///
    /// - `code`: from the redirect; it can be used once.
    ///
    /// The application proves who it is as [`token_auth_method`](crate::AuthenticationClientBuilder::token_auth_method) says.
    ///
    /// **Stored afterwards:** the id token, when there is one, is the session's token: it is what Authing calls the token of
    /// a user. A stored user stays only if it is the same one. The access token and the refresh token are not kept: take
    /// them from the result. To leave the session alone, ask in another one:
    /// `client.for_session(MemoryStore::new())`.
    ///
    /// **Errors:** [`oauth_error`](Error::oauth_error) `invalid_grant` when the code is used, expired, or not for this
    /// application. If the session cannot be stored, [`Error::tokens`] has the tokens. Without the
    /// [secret](crate::AuthenticationClientBuilder::app_secret) that the method needs, or with a [protocol](crate::AuthenticationClientBuilder::protocol) that knows no
    /// such tokens, nothing is sent.
    ///
    /// JavaScript: `getAccessTokenByCode`. Endpoint: `POST /oidc/token`, or `/oauth/token` for OAuth 2.0.
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let tokens = client.get_access_token_by_code("the code").code_verifier("the PKCE verifier").await?;
    /// let me = client.get_user_info_by_access_token(tokens.access_token).await?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "getAccessTokenByCode")]
    pub fn get_access_token_by_code(&self, code: impl Into<Secret>) -> GetAccessTokenByCode {
        GetAccessTokenByCode::new(self, code.into())
    }

    /// Exchanges a refresh token for new tokens.
    ///
    /// - `refresh_token`: of an earlier [`TokenSet`]. Keep the one in the result instead, if there is one.
    ///
    /// **Stored afterwards:** the new id token, when there is one, takes the place of the session's token, if the session is
    /// that of the same user, or if nobody is logged in. The session of anybody else stays as it is.
    ///
    /// **Errors:** as [`get_access_token_by_code`](Self::get_access_token_by_code).
    ///
    /// JavaScript: `getNewAccessTokenByRefreshToken`. Endpoint: `POST /oidc/token`, or `/oauth/token` for OAuth 2.0.
    #[doc(alias = "getNewAccessTokenByRefreshToken")]
    pub fn get_new_access_token_by_refresh_token(
        &self,
        refresh_token: impl Into<Secret>,
    ) -> GetNewAccessTokenByRefreshToken {
        GetNewAccessTokenByRefreshToken::new(self, refresh_token.into())
    }

    /// Exchanges the token of a user, such as that of [`login_by_code`](Self::login_by_code), for an access token.
    ///
    /// - `id_token`: the user's token.
    /// - `redirect_uri`: one that the application is registered with.
    ///
    /// The application names itself by its id alone, whatever the settings say.
    ///
    /// **Stored afterwards:** as [`get_new_access_token_by_refresh_token`](Self::get_new_access_token_by_refresh_token).
    ///
    /// **Errors:** as [`get_access_token_by_code`](Self::get_access_token_by_code).
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

    /// Gives a program, not a user, an access token for the resources of a permission group.
    ///
    /// - `scope`: what is asked for, separated by spaces.
    ///
    /// Id and secret go in the form, whatever the settings say. They are those of the application, or of the
    /// [access key](GetAccessTokenByClientCredentials::access_key) that is given.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** `invalid_client` and `invalid_scope` of
    /// [`oauth_error`](Error::oauth_error); without any secret nothing is sent.
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
    /// Of [`get_access_token_by_code`](AuthenticationClient::get_access_token_by_code).
    GetAccessTokenByCode("get_access_token_by_code") -> TokenSet {
        code: Secret;
        /// The PKCE verifier whose challenge went to the authorize page.
        code_verifier: Secret,
    }
}

request! {
    /// Of [`get_new_access_token_by_refresh_token`](AuthenticationClient::get_new_access_token_by_refresh_token).
    GetNewAccessTokenByRefreshToken("get_new_access_token_by_refresh_token") -> TokenSet {
        refresh_token: Secret
    }
}

request! {
    /// Of [`get_access_token_by_id_token`](AuthenticationClient::get_access_token_by_id_token).
    GetAccessTokenByIdToken("get_access_token_by_id_token") -> TokenSet {
        id_token: Secret,
        redirect_uri: String;
        /// What is asked for, separated by spaces, such as `openid profile`.
        scope: String,
    }
}

request! {
    /// Of [`get_access_token_by_client_credentials`](AuthenticationClient::get_access_token_by_client_credentials).
    GetAccessTokenByClientCredentials("get_access_token_by_client_credentials") -> TokenSet {
        scope: String,
        key: Option<(String, Secret)>,
    }
}

impl GetAccessTokenByClientCredentials {
    /// Asks in the name of an access key of the user pool instead of the application.
    #[doc(alias = "accessKey")]
    #[doc(alias = "accessSecret")]
    pub fn access_key(mut self, key: impl Into<String>, secret: impl Into<Secret>) -> Self {
        self.key = Some((key.into(), secret.into()));
        self
    }
}

/// How the application names itself in one call: in the header, or in the form.
pub(super) struct ClientAuth {
    pub credential: Credential,
    pub id: Option<String>,
    pub secret: Option<Secret>,
}

impl ClientAuth {
    pub(super) fn new(client: &AuthenticationClient, method: ClientAuthMethod) -> Result<Self, Error> {
        let id = client.app_id().to_owned();
        Ok(match method {
            ClientAuthMethod::None => Self { credential: Credential::None, id: Some(id), secret: None },
            ClientAuthMethod::ClientSecretPost => {
                Self { credential: Credential::None, id: Some(id), secret: Some(secret_of(client)?) }
            }
            ClientAuthMethod::ClientSecretBasic => {
                Self { credential: Credential::Basic { id, secret: secret_of(client)? }, id: None, secret: None }
            }
        })
    }

    pub(super) fn about(self, token: Secret) -> (Credential, AboutTokenForm) {
        (self.credential, AboutTokenForm { token, client_id: self.id, client_secret: self.secret })
    }
}

fn secret_of(client: &AuthenticationClient) -> Result<Secret, Error> {
    client.core().oauth.secret.clone().ok_or_else(|| {
        Error::argument(
            "the application has no secret here; give it to the builder with app_secret(), or choose ClientAuthMethod::None",
        )
    })
}

/// The protocol as the endpoints name it; only two have tokens.
pub(super) fn protocol(client: &AuthenticationClient) -> Result<&'static str, Error> {
    match client.core().oauth.protocol {
        Protocol::Oidc => Ok("oidc"),
        Protocol::OAuth => Ok("oauth"),
        other => Err(Error::argument(format!(
            "the protocol {other:?} has no such tokens; choose Protocol::Oidc or Protocol::OAuth in the builder"
        ))),
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

async fn ask(client: &AuthenticationClient, credential: Credential, form: TokenForm) -> Result<TokenSet, Error> {
    let protocol = protocol(client)?;
    client.authorized(credential).token(protocol, &form).await
}

/// The same in the name of the application.
async fn ask_as_application(client: &AuthenticationClient, form: TokenForm) -> Result<TokenSet, Error> {
    let ClientAuth { credential, id, secret } = ClientAuth::new(client, client.core().oauth.token_auth)?;
    ask(client, credential, TokenForm { client_id: id, client_secret: secret, ..form }).await
}

impl GetAccessTokenByCode {
    async fn send(self) -> Result<TokenSet, Error> {
        let Self { client, code, code_verifier } = self;
        require("code", &code, "pass the one of the redirect")?;
        let redirect_uri = client.core().oauth.redirect_uri.clone();
        let code = Some(code);
        let form = TokenForm { code, code_verifier, redirect_uri, ..form(GrantType::AUTHORIZATION_CODE) };
        let tokens = ask_as_application(&client, form).await?;
        client.store().log_in_with_tokens(&tokens).await?;
        Ok(tokens)
    }
}

impl GetNewAccessTokenByRefreshToken {
    async fn send(self) -> Result<TokenSet, Error> {
        let Self { client, refresh_token } = self;
        require("refresh_token", &refresh_token, AGAIN)?;
        let before = client.store().current().await?;
        let form = TokenForm { refresh_token: Some(refresh_token), ..form(GrantType::REFRESH_TOKEN) };
        let tokens = ask_as_application(&client, form).await?;
        client.store().renew_with_tokens(before.as_deref(), &tokens).await?;
        Ok(tokens)
    }
}

impl GetAccessTokenByIdToken {
    async fn send(self) -> Result<TokenSet, Error> {
        let Self { client, id_token, redirect_uri, scope } = self;
        require("id_token", &id_token, AGAIN)?;
        require("redirect_uri", &redirect_uri, "pass one that the application is registered with")?;
        let before = client.store().current().await?;
        let form = TokenForm {
            client_id: Some(client.app_id().to_owned()),
            token: Some(id_token),
            redirect_uri: Some(redirect_uri),
            scope: Some(scope.unwrap_or_default()),
            ..form(AUTHING_TOKEN)
        };
        let tokens = ask(&client, Credential::None, form).await?;
        client.store().renew_with_tokens(before.as_deref(), &tokens).await?;
        Ok(tokens)
    }
}

impl GetAccessTokenByClientCredentials {
    async fn send(self) -> Result<TokenSet, Error> {
        let Self { client, scope, key } = self;
        require("scope", &scope, "pass what is asked for, such as the code of a resource")?;
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
        ask(&client, Credential::None, form).await
    }
}
