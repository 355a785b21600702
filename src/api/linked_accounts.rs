//! Merging two accounts, and removing an identity from an account.

use serde_json::Value;

use super::require;
use crate::{
    api::request::request,
    client::AuthenticationClient,
    error::Error,
    generated::types::{LinkAccountBody, UnlinkAccountBody},
    model::Secret,
};

impl AuthenticationClient {
    /// Merges two accounts: the second becomes an identity of the first.
    ///
    /// - `primary_user_token`: a token of the account that remains.
    /// - `secondary_user_token`: a token of the account that becomes its identity.
    ///
    /// # Session
    ///
    /// The session is not changed. If there is one, its token is sent as the bearer token.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] if a token is blank; nothing is sent.
    /// - [`Error::is_api`] if the server refuses to link the accounts.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// client.link_account("token of the account that remains", "token of the other account").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `linkAccount`. Endpoint: `POST /api/v2/users/link`.
    #[doc(alias = "linkAccount")]
    pub fn link_account(
        &self,
        primary_user_token: impl Into<Secret>,
        secondary_user_token: impl Into<Secret>,
    ) -> LinkAccount {
        LinkAccount::new(self, primary_user_token.into(), secondary_user_token.into())
    }

    /// Removes an identity at a provider from an account.
    ///
    /// - `primary_user_token`: a token of the account.
    /// - `provider`: the provider, such as `wechat:miniprogram:default` or `github`.
    ///
    /// # Session
    ///
    /// The session is not changed. If there is one, its token is sent as the bearer token.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] if an argument is blank; nothing is sent.
    /// - [`Error::is_api`] if the server refuses to remove the identity.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// client.unlink_account("token of the account", "github").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `unLinkAccount`. Endpoint: `POST /api/v2/users/unlink`.
    #[doc(alias = "unLinkAccount")]
    pub fn unlink_account(&self, primary_user_token: impl Into<Secret>, provider: impl Into<String>) -> UnlinkAccount {
        UnlinkAccount::new(self, primary_user_token.into(), provider.into())
    }
}

request! {
    LinkAccount("link_account") -> () { primary: Secret, secondary: Secret }
}

request! {
    UnlinkAccount("unlink_account") -> () { primary: Secret, provider: String }
}

impl LinkAccount {
    async fn send(self) -> Result<(), Error> {
        let Self { client, primary, secondary } = self;
        require("primary_user_token", &primary, "pass a token of the account that remains")?;
        require("secondary_user_token", &secondary, "pass a token of the account that becomes its identity")?;
        let token = client.store().token().await?;
        let body = LinkAccountBody { primary_user_token: primary, secondary_user_token: secondary };
        client.authorized(token).link_account(&body).await.map(|_: Value| ())
    }
}

impl UnlinkAccount {
    async fn send(self) -> Result<(), Error> {
        let Self { client, primary, provider } = self;
        require("primary_user_token", &primary, "pass a token of the account")?;
        require("provider", &provider, "name the provider whose identity is to be removed")?;
        let token = client.store().token().await?;
        let body = UnlinkAccountBody { primary_user_token: primary, provider };
        client.authorized(token).unlink_account(&body).await.map(|_: Value| ())
    }
}
