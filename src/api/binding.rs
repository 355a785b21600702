//! The phone number and the email address of the logged-in user.

use super::require;
use crate::{
    api::request::request,
    client::AuthenticationClient,
    error::Error,
    generated::types::{
        BindEmailVariables, BindPhoneVariables, UnbindEmailVariables, UnbindPhoneVariables, UpdateEmailVariables,
        UpdatePhoneVariables, User,
    },
    model::{Secret, Shared},
    transport::Query,
};

const SENT: &str = "ask the user for the code that was sent there";

impl AuthenticationClient {
    /// Binds a phone number to the account of the logged-in user, which has none yet.
    ///
    /// [`send_sms_code`](Self::send_sms_code) sends the one-time code.
    ///
    /// - `phone`: the number without country calling code. Set the code of a foreign number with
    ///   [`phone_country_code`](BindPhone::phone_country_code).
    /// - `phone_code`: the one-time code from the text message.
    ///
    /// # Session
    ///
    /// Stores the user from the reply. The token stays unless the reply has a new one. A session that another login has
    /// replaced during the call is left as it is.
    ///
    /// # Errors
    ///
    /// - [`Error::is_not_logged_in`] without a session (nothing is sent), or if the server rejects its token: log the
    ///   user in.
    /// - [`Error::is_argument`] if an argument is blank; nothing is sent.
    /// - [`Error::is_api`] if the code is wrong or expired, or the number belongs to another account.
    /// - [`Error::is_store`] if the number is bound and the session cannot be stored.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::SmsScene;
    ///
    /// client.send_sms_code("17612346754").scene(SmsScene::BIND).await?;
    /// let user = client.bind_phone("17612346754", "1234").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `bindPhone`. Endpoint: GraphQL `bindPhone`.
    #[doc(alias = "bindPhone")]
    pub fn bind_phone(&self, phone: impl Into<String>, phone_code: impl Into<Secret>) -> BindPhone {
        BindPhone::new(self, phone.into(), phone_code.into())
    }

    /// Removes the phone number from the account of the logged-in user.
    ///
    /// # Session
    ///
    /// Stores the user from the reply. The token stays unless the reply has a new one.
    ///
    /// # Errors
    ///
    /// - [`Error::is_not_logged_in`] without a session (nothing is sent), or if the server rejects its token: log the
    ///   user in.
    /// - [`Error::is_api`] if the user needs the number to log in: the server refuses to remove it.
    /// - [`Error::is_store`] if the number is removed and the session cannot be stored.
    ///
    /// JavaScript: `unbindPhone`. Endpoint: GraphQL `unbindPhone`.
    #[doc(alias = "unbindPhone")]
    pub fn unbind_phone(&self) -> UnbindPhone {
        UnbindPhone::new(self)
    }

    /// Binds an email address to the account of the logged-in user, which has none yet.
    ///
    /// [`send_email`](Self::send_email) sends the one-time code.
    ///
    /// - `email`: the address.
    /// - `email_code`: the one-time code from the email.
    ///
    /// # Session
    ///
    /// Stores the user from the reply. The token stays unless the reply has a new one.
    ///
    /// # Errors
    ///
    /// - [`Error::is_not_logged_in`] without a session (nothing is sent), or if the server rejects its token: log the
    ///   user in.
    /// - [`Error::is_argument`] if an argument is blank; nothing is sent.
    /// - [`Error::is_api`] if the code is wrong or expired, or the address belongs to another account.
    /// - [`Error::is_store`] if the address is bound and the session cannot be stored.
    ///
    /// JavaScript: `bindEmail`. Endpoint: GraphQL `bindEmail`.
    #[doc(alias = "bindEmail")]
    pub fn bind_email(&self, email: impl Into<String>, email_code: impl Into<Secret>) -> BindEmail {
        BindEmail::new(self, email.into(), email_code.into())
    }

    /// Removes the email address from the account of the logged-in user.
    ///
    /// # Session
    ///
    /// Stores the user from the reply. The token stays unless the reply has a new one.
    ///
    /// # Errors
    ///
    /// - [`Error::is_not_logged_in`] without a session (nothing is sent), or if the server rejects its token: log the
    ///   user in.
    /// - [`Error::is_api`] if the user needs the address to log in: the server refuses to remove it.
    /// - [`Error::is_store`] if the address is removed and the session cannot be stored.
    ///
    /// JavaScript: `unbindEmail`. Endpoint: GraphQL `unbindEmail`.
    #[doc(alias = "unbindEmail")]
    pub fn unbind_email(&self) -> UnbindEmail {
        UnbindEmail::new(self)
    }

    /// Changes the phone number of the logged-in user.
    ///
    /// An account that already has a number must also prove the [old one](UpdatePhone::old_phone).
    ///
    /// - `phone`: the new number without country calling code. Set the code of a foreign number with
    ///   [`phone_country_code`](UpdatePhone::phone_country_code).
    /// - `phone_code`: the one-time code from the text message to the new number.
    ///
    /// # Session
    ///
    /// The session is not changed: the stored user keeps the old number. [`get_current_user`](Self::get_current_user)
    /// fetches the user again and stores it.
    ///
    /// # Errors
    ///
    /// - [`Error::is_not_logged_in`] without a session (nothing is sent), or if the server rejects its token: log the
    ///   user in.
    /// - [`Error::is_argument`] if an argument is blank; nothing is sent.
    /// - [`Error::is_api`] if a code is wrong or expired, the old number is not proven, or the new one belongs to
    ///   another account.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let user = client.update_phone("17612346754", "1234").old_phone("13900000000", "5678").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `updatePhone`. Endpoint: GraphQL `updatePhone`.
    #[doc(alias = "updatePhone")]
    pub fn update_phone(&self, phone: impl Into<String>, phone_code: impl Into<Secret>) -> UpdatePhone {
        UpdatePhone::new(self, phone.into(), phone_code.into(), None)
    }

    /// Changes the email address of the logged-in user.
    ///
    /// An account that already has an address must also prove the [old one](UpdateEmail::old_email).
    ///
    /// - `email`: the new address.
    /// - `email_code`: the one-time code from the email to the new address.
    ///
    /// # Session
    ///
    /// The session is not changed: the stored user keeps the old address. [`get_current_user`](Self::get_current_user)
    /// fetches the user again and stores it.
    ///
    /// # Errors
    ///
    /// - [`Error::is_not_logged_in`] without a session (nothing is sent), or if the server rejects its token: log the
    ///   user in.
    /// - [`Error::is_argument`] if an argument is blank; nothing is sent.
    /// - [`Error::is_api`] if a code is wrong or expired, the old address is not proven, or the new one belongs to
    ///   another account.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let user = client.update_email("ada@example.com", "1234").old_email("ada@example.org", "5678").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `updateEmail`. Endpoint: GraphQL `updateEmail`.
    #[doc(alias = "updateEmail")]
    pub fn update_email(&self, email: impl Into<String>, email_code: impl Into<Secret>) -> UpdateEmail {
        UpdateEmail::new(self, email.into(), email_code.into(), None)
    }
}

request! {
    BindPhone("bind_phone") -> User {
        phone: String, phone_code: Secret;
        /// Sets the country calling code of the number, such as `+86`.
        phone_country_code: String,
    }
}

request! {
    UnbindPhone("unbind_phone") -> User {}
}

request! {
    BindEmail("bind_email") -> User { email: String, email_code: Secret }
}

request! {
    UnbindEmail("unbind_email") -> User {}
}

request! {
    UpdatePhone("update_phone") -> User {
        phone: String, phone_code: Secret, old: Option<(String, Secret)>;
        /// Sets the country calling code of the new number, such as `+86`.
        phone_country_code: String,
        /// Sets the country calling code of the old number, such as `+86`.
        old_phone_country_code: String,
    }
}

request! {
    UpdateEmail("update_email") -> User { email: String, email_code: Secret, old: Option<(String, Secret)> }
}

impl BindPhone {
    async fn send(self) -> Result<User, Error> {
        let Self { client, phone, phone_code, phone_country_code } = self;
        require("phone", &phone, "ask the user for it")?;
        require("phone_code", &phone_code, SENT)?;
        let token = client.store().required_token().await?;
        let query = Query(BindPhoneVariables { phone, phone_code, phone_country_code });
        let user = client.authorized(token.clone()).bind_phone(&query).await?;
        client.store().update_user(&token, user).await
    }
}

impl UnbindPhone {
    async fn send(self) -> Result<User, Error> {
        let Self { client } = self;
        let token = client.store().required_token().await?;
        let query = Query(UnbindPhoneVariables {});
        let user = client.authorized(token.clone()).unbind_phone(&query).await?;
        client.store().update_user(&token, user).await
    }
}

impl BindEmail {
    async fn send(self) -> Result<User, Error> {
        let Self { client, email, email_code } = self;
        require("email", &email, "ask the user for it")?;
        require("email_code", &email_code, SENT)?;
        let token = client.store().required_token().await?;
        let query = Query(BindEmailVariables { email, email_code });
        let user = client.authorized(token.clone()).bind_email(&query).await?;
        client.store().update_user(&token, user).await
    }
}

impl UnbindEmail {
    async fn send(self) -> Result<User, Error> {
        let Self { client } = self;
        let token = client.store().required_token().await?;
        let query = Query(UnbindEmailVariables {});
        let user = client.authorized(token.clone()).unbind_email(&query).await?;
        client.store().update_user(&token, user).await
    }
}

impl UpdatePhone {
    /// Proves that the user owns the old number.
    ///
    /// - `phone`: the number that the account has now, without country calling code.
    /// - `phone_code`: the one-time code from the text message to that number.
    pub fn old_phone(mut self, phone: impl Into<String>, phone_code: impl Into<Secret>) -> Self {
        self.old = Some((phone.into(), phone_code.into()));
        self
    }

    async fn send(self) -> Result<User, Error> {
        let Self { client, phone, phone_code, old, phone_country_code, old_phone_country_code } = self;
        require("phone", &phone, "ask the user for it")?;
        require("phone_code", &phone_code, SENT)?;
        let token = client.store().required_token().await?;
        let (old_phone, old_phone_code) = old.unzip();
        let query = Query(UpdatePhoneVariables {
            phone,
            phone_code,
            old_phone,
            old_phone_code,
            phone_country_code,
            old_phone_country_code,
        });
        client.authorized(token).update_phone(&query).await.map(Shared::into_value)
    }
}

impl UpdateEmail {
    /// Proves that the user owns the old address.
    ///
    /// - `email`: the address that the account has now.
    /// - `email_code`: the one-time code from the email to that address.
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
        client.authorized(Some(session.token().clone())).update_email(&query).await.map(Shared::into_value)
    }
}
