//! Phone number, email address and other accounts of the logged-in user.

use serde_json::Value;

use super::require;
use crate::{
    api::request::request,
    client::AuthenticationClient,
    error::Error,
    generated::types::{
        BindEmailVariables, BindPhoneVariables, LinkAccountBody, UnbindEmailVariables, UnbindPhoneVariables,
        UnlinkAccountBody, UpdateEmailVariables, UpdatePhoneVariables, User,
    },
    model::Secret,
    transport::Query,
};

const SENT: &str = "ask the user for the code that was sent there";

impl AuthenticationClient {
    /// Binds a phone number to the account of the logged-in user, which has none yet.
    ///
    /// - `phone`: the number without dialling code, which [`phone_country_code`](BindPhone::phone_country_code) gives
    ///   when it is foreign.
    /// - `phone_code`: the code that a text message brought there.
    ///
    /// **Stored afterwards:** the user; the token stays, unless the reply has a new one.
    ///
    /// **Errors:** [`is_not_logged_in`](Error::is_not_logged_in) without a session, and nothing is sent; an empty argument is
    /// refused as well. A wrong code, and a number that another account has, are refused by the server.
    ///
    /// JavaScript: `bindPhone`. Endpoint: GraphQL `bindPhone`.
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let user = client.bind_phone("17612346754", "1234").await?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "bindPhone")]
    pub fn bind_phone(&self, phone: impl Into<String>, phone_code: impl Into<Secret>) -> BindPhone {
        BindPhone::new(self, phone.into(), phone_code.into())
    }

    /// Takes the phone number off the account of the logged-in user.
    ///
    /// **Stored afterwards:** the user; the token stays, unless the reply has a new one.
    ///
    /// **Errors:** [`is_not_logged_in`](Error::is_not_logged_in) without a session, and nothing is sent. The server refuses
    /// to take off what the user needs to log in.
    ///
    /// JavaScript: `unbindPhone`. Endpoint: GraphQL `unbindPhone`.
    #[doc(alias = "unbindPhone")]
    pub fn unbind_phone(&self) -> UnbindPhone {
        UnbindPhone::new(self)
    }

    /// Binds an email address to the account of the logged-in user, which has none yet.
    ///
    /// - `email`: the address.
    /// - `email_code`: the code that a mail brought there.
    ///
    /// **Stored afterwards:** the user; the token stays, unless the reply has a new one. **Errors:** as
    /// [`bind_phone`](Self::bind_phone).
    ///
    /// JavaScript: `bindEmail`. Endpoint: GraphQL `bindEmail`.
    #[doc(alias = "bindEmail")]
    pub fn bind_email(&self, email: impl Into<String>, email_code: impl Into<Secret>) -> BindEmail {
        BindEmail::new(self, email.into(), email_code.into())
    }

    /// Takes the email address off the account of the logged-in user.
    ///
    /// **Stored afterwards:** the user; the token stays, unless the reply has a new one. **Errors:** as
    /// [`unbind_phone`](Self::unbind_phone).
    ///
    /// JavaScript: `unbindEmail`. Endpoint: GraphQL `unbindEmail`.
    #[doc(alias = "unbindEmail")]
    pub fn unbind_email(&self) -> UnbindEmail {
        UnbindEmail::new(self)
    }

    /// Changes the phone number of the logged-in user. An account that has one already has to prove the
    /// [old one](UpdatePhone::old_phone), too.
    ///
    /// - `phone`: the new number without dialling code, which
    ///   [`phone_country_code`](UpdatePhone::phone_country_code) gives when it is foreign.
    /// - `phone_code`: the code that a text message brought there.
    ///
    /// **Stored afterwards:** nothing changes; [`get_current_user`](Self::get_current_user) reads the user afresh.
    /// **Errors:** as [`bind_phone`](Self::bind_phone).
    ///
    /// JavaScript: `updatePhone`. Endpoint: GraphQL `updatePhone`.
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let user = client.update_phone("17612346754", "1234").old_phone("13900000000", "5678").await?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "updatePhone")]
    pub fn update_phone(&self, phone: impl Into<String>, phone_code: impl Into<Secret>) -> UpdatePhone {
        UpdatePhone::new(self, phone.into(), phone_code.into(), None)
    }

    /// Changes the email address of the logged-in user. An account that has one already has to prove the
    /// [old one](UpdateEmail::old_email), too.
    ///
    /// - `email`: the new address.
    /// - `email_code`: the code that a mail brought there.
    ///
    /// **Stored afterwards:** nothing changes; [`get_current_user`](Self::get_current_user) reads the user afresh.
    /// **Errors:** as [`bind_phone`](Self::bind_phone).
    ///
    /// JavaScript: `updateEmail`. Endpoint: GraphQL `updateEmail`.
    #[doc(alias = "updateEmail")]
    pub fn update_email(&self, email: impl Into<String>, email_code: impl Into<Secret>) -> UpdateEmail {
        UpdateEmail::new(self, email.into(), email_code.into(), None)
    }

    /// Makes one account out of two: the second becomes an identity of the first.
    ///
    /// - `primary_user_token`, `secondary_user_token`: tokens of the account that stays and of the one that joins it.
    ///
    /// The token of the session is sent along when there is one.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** an empty token is refused before anything is sent; the rest is the
    /// server's.
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

    /// Takes the identity at a provider off an account.
    ///
    /// - `primary_user_token`: a token of the account.
    /// - `provider`: the provider, such as `wechat:miniprogram:default` or `github`.
    ///
    /// The token of the session is sent along when there is one.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** as [`link_account`](Self::link_account); an empty provider
    /// is refused as well.
    ///
    /// JavaScript: `unLinkAccount`. Endpoint: `POST /api/v2/users/unlink`.
    #[doc(alias = "unLinkAccount")]
    pub fn unlink_account(&self, primary_user_token: impl Into<Secret>, provider: impl Into<String>) -> UnlinkAccount {
        UnlinkAccount::new(self, primary_user_token.into(), provider.into())
    }
}

request! {
    /// Of [`bind_phone`](AuthenticationClient::bind_phone).
    BindPhone("bind_phone") -> User {
        phone: String, phone_code: Secret;
        /// The dialling code of the number, such as `+86`.
        phone_country_code: String,
    }
}

request! {
    /// Of [`unbind_phone`](AuthenticationClient::unbind_phone).
    UnbindPhone("unbind_phone") -> User {}
}

request! {
    /// Of [`bind_email`](AuthenticationClient::bind_email).
    BindEmail("bind_email") -> User { email: String, email_code: Secret }
}

request! {
    /// Of [`unbind_email`](AuthenticationClient::unbind_email).
    UnbindEmail("unbind_email") -> User {}
}

request! {
    /// Of [`update_phone`](AuthenticationClient::update_phone).
    UpdatePhone("update_phone") -> User {
        phone: String, phone_code: Secret, old: Option<(String, Secret)>;
        /// The dialling code of the new number, such as `+86`.
        phone_country_code: String,
        /// The dialling code of the old number, such as `+86`.
        old_phone_country_code: String,
    }
}

request! {
    /// Of [`update_email`](AuthenticationClient::update_email).
    UpdateEmail("update_email") -> User { email: String, email_code: Secret, old: Option<(String, Secret)> }
}

request! {
    /// Of [`link_account`](AuthenticationClient::link_account).
    LinkAccount("link_account") -> () { primary: Secret, secondary: Secret }
}

request! {
    /// Of [`unlink_account`](AuthenticationClient::unlink_account).
    UnlinkAccount("unlink_account") -> () { primary: Secret, provider: String }
}

impl BindPhone {
    async fn send(self) -> Result<User, Error> {
        let Self { client, phone, phone_code, phone_country_code } = self;
        require("phone", &phone, "ask the user for it")?;
        require("phone_code", &phone_code, SENT)?;
        let token = client.store().required().await?.token().clone();
        let query = Query(BindPhoneVariables { phone, phone_code, phone_country_code });
        let user = client.authorized(Some(token.clone())).bind_phone(&query).await?;
        client.store().update_user(&token, user).await
    }
}

impl UnbindPhone {
    async fn send(self) -> Result<User, Error> {
        let Self { client } = self;
        let token = client.store().required().await?.token().clone();
        let query = Query(UnbindPhoneVariables {});
        let user = client.authorized(Some(token.clone())).unbind_phone(&query).await?;
        client.store().update_user(&token, user).await
    }
}

impl BindEmail {
    async fn send(self) -> Result<User, Error> {
        let Self { client, email, email_code } = self;
        require("email", &email, "ask the user for it")?;
        require("email_code", &email_code, SENT)?;
        let token = client.store().required().await?.token().clone();
        let query = Query(BindEmailVariables { email, email_code });
        let user = client.authorized(Some(token.clone())).bind_email(&query).await?;
        client.store().update_user(&token, user).await
    }
}

impl UnbindEmail {
    async fn send(self) -> Result<User, Error> {
        let Self { client } = self;
        let token = client.store().required().await?.token().clone();
        let query = Query(UnbindEmailVariables {});
        let user = client.authorized(Some(token.clone())).unbind_email(&query).await?;
        client.store().update_user(&token, user).await
    }
}

impl UpdatePhone {
    /// Proves the old number.
    ///
    /// - `phone`: the number that the account has now.
    /// - `phone_code`: the code that a text message brought there.
    pub fn old_phone(mut self, phone: impl Into<String>, phone_code: impl Into<Secret>) -> Self {
        self.old = Some((phone.into(), phone_code.into()));
        self
    }

    async fn send(self) -> Result<User, Error> {
        let Self { client, phone, phone_code, old, phone_country_code, old_phone_country_code } = self;
        require("phone", &phone, "ask the user for it")?;
        require("phone_code", &phone_code, SENT)?;
        let session = client.store().required().await?;
        let (old_phone, old_phone_code) = old.unzip();
        let query = Query(UpdatePhoneVariables {
            phone,
            phone_code,
            old_phone,
            old_phone_code,
            phone_country_code,
            old_phone_country_code,
        });
        client.authorized(Some(session.token().clone())).update_phone(&query).await
    }
}

impl UpdateEmail {
    /// Proves the old address.
    ///
    /// - `email`: the address that the account has now.
    /// - `email_code`: the code that a mail brought there.
    pub fn old_email(mut self, email: impl Into<String>, email_code: impl Into<Secret>) -> Self {
        self.old = Some((email.into(), email_code.into()));
        self
    }

    async fn send(self) -> Result<User, Error> {
        let Self { client, email, email_code, old } = self;
        require("email", &email, "ask the user for it")?;
        require("email_code", &email_code, SENT)?;
        let session = client.store().required().await?;
        let (old_email, old_email_code) = old.unzip();
        let query = Query(UpdateEmailVariables { email, email_code, old_email, old_email_code });
        client.authorized(Some(session.token().clone())).update_email(&query).await
    }
}

impl LinkAccount {
    async fn send(self) -> Result<(), Error> {
        let Self { client, primary, secondary } = self;
        require("primary_user_token", &primary, "pass a token of the account that stays")?;
        require("secondary_user_token", &secondary, "pass a token of the account that joins it")?;
        let token = client.store().token().await?;
        let body = LinkAccountBody { primary_user_token: primary, secondary_user_token: secondary };
        client.authorized(token).link_account(&body).await.map(|_: Value| ())
    }
}

impl UnlinkAccount {
    async fn send(self) -> Result<(), Error> {
        let Self { client, primary, provider } = self;
        require("primary_user_token", &primary, "pass a token of the account")?;
        require("provider", &provider, "name the provider whose identity to take off")?;
        let token = client.store().token().await?;
        let body = UnlinkAccountBody { primary_user_token: primary, provider };
        client.authorized(token).unlink_account(&body).await.map(|_: Value| ())
    }
}
