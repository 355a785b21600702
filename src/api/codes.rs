//! Codes that are sent to a phone or by mail, and whether an account exists.

use serde_json::Value;

use super::{ASK, options::option_setters, require};
use crate::{
    api::request::request,
    client::AuthenticationClient,
    error::Error,
    generated::{
        open::{EmailScene, SmsScene},
        types::{CommonMessage, IsUserExistsVariables, SendEmailVariables, SendSmsCodeBody},
    },
    transport::{Query, require_accepted},
};

impl AuthenticationClient {
    /// Sends a code to a phone, for a login, a registration, a new password and the like.
    ///
    /// - `phone`: the number without dialling code, which [`phone_country_code`](SendSmsCode::phone_country_code) gives
    ///   when it is foreign.
    ///
    /// The token of the session is sent along when there is one.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** an empty number is refused before anything is sent; the server
    /// refuses when codes are asked for too often.
    ///
    /// JavaScript: `sendSmsCode`. Endpoint: `POST /api/v2/sms/send`.
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::SmsScene;
    ///
    /// client.send_sms_code("17612346754").scene(SmsScene::LOGIN).await?;
    /// let user = client.login_by_phone_code("17612346754", "the code").await?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "sendSmsCode")]
    pub fn send_sms_code(&self, phone: impl Into<String>) -> SendSmsCode {
        SendSmsCode::new(self, SendSmsCodeBody { phone: phone.into(), phone_country_code: None, scene: None })
    }

    /// Sends a mail with a code or a link.
    ///
    /// - `email`: the address.
    /// - `scene`: what the mail is for. Servers do not know the same ones; any text fits.
    ///
    /// The token of the session is sent along when there is one.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** an empty argument is refused before anything is sent.
    ///
    /// JavaScript: `sendEmail`. Endpoint: GraphQL `sendEmail`.
    #[doc(alias = "sendEmail")]
    pub fn send_email(&self, email: impl Into<String>, scene: impl Into<EmailScene>) -> SendEmail {
        SendEmail::new(self, SendEmailVariables { email: email.into(), scene: scene.into() })
    }

    /// Asks whether there is an account with this user name, email address, phone number or id in your own system: chain
    /// at least one.
    ///
    /// The token of the session is sent along when there is one.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** a question about nobody is refused before anything is sent.
    ///
    /// JavaScript: `isUserExists`. Endpoint: GraphQL `isUserExists`.
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let taken = client.is_user_exists().username("ada").await?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "isUserExists")]
    pub fn is_user_exists(&self) -> IsUserExists {
        IsUserExists::new(self)
    }
}

request! {
    /// Of [`send_sms_code`](AuthenticationClient::send_sms_code).
    SendSmsCode("send_sms_code") -> () { body: SendSmsCodeBody }
}
option_setters! { SendSmsCode.body { phone_country_code } }

impl SendSmsCode {
    /// What the code is for.
    pub fn scene(mut self, scene: impl Into<SmsScene>) -> Self {
        self.body.scene = Some(scene.into());
        self
    }
}

request! {
    /// Of [`send_email`](AuthenticationClient::send_email).
    SendEmail("send_email") -> CommonMessage { variables: SendEmailVariables }
}

request! {
    /// Of [`is_user_exists`](AuthenticationClient::is_user_exists).
    IsUserExists("is_user_exists") -> bool {
        ;
        /// The user name; the server tells upper from lower case.
        username: String,
        /// The email address.
        email: String,
        /// The phone number, without dialling code.
        phone: String,
        /// The id in your own system.
        external_id: String,
    }
}

impl SendSmsCode {
    async fn send(self) -> Result<(), Error> {
        let Self { client, body } = self;
        require("phone", &body.phone, ASK)?;
        let token = client.store().token().await?;
        let reply: Value = client.authorized(token).send_sms_code(&body).await?;
        drop(reply);
        Ok(())
    }
}

impl SendEmail {
    async fn send(self) -> Result<CommonMessage, Error> {
        let Self { client, variables } = self;
        require("email", &variables.email, ASK)?;
        require("scene", variables.scene.as_str(), "say what the mail is for")?;
        let token = client.store().token().await?;
        let query = Query(variables);
        require_accepted(client.authorized(token).send_email(&query).await?)
    }
}

impl IsUserExists {
    async fn send(self) -> Result<bool, Error> {
        let Self { client, username, email, phone, external_id } = self;
        let given = [&username, &email, &phone, &external_id];
        if !given.into_iter().flatten().any(|text| !text.trim().is_empty()) {
            return Err(Error::argument("nobody is asked about; chain username, email, phone or external_id"));
        }
        let token = client.store().token().await?;
        let query = Query(IsUserExistsVariables { username, email, phone, external_id });
        client.authorized(token).is_user_exists(&query).await
    }
}
