//! One-time codes by text message and email, and whether an account exists.

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
    transport::Query,
};

impl AuthenticationClient {
    /// Sends a one-time code to a phone by text message, for example for a login, a registration or a new password.
    ///
    /// - `phone`: the number without country calling code. Set the code of a foreign number with
    ///   [`phone_country_code`](SendSmsCode::phone_country_code).
    ///
    /// # Session
    ///
    /// The session is not changed. If there is one, its token is sent as the bearer token.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] if `phone` is blank; nothing is sent.
    /// - [`Error::is_api`] if the server refuses to send a code, for example because it has sent too many: wait, then
    ///   try again.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::SmsScene;
    ///
    /// client.send_sms_code("17612346754").scene(SmsScene::LOGIN).await?;
    /// let user = client.login_by_phone_code("17612346754", "the code").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `sendSmsCode`. Endpoint: `POST /api/v2/sms/send`.
    #[doc(alias = "sendSmsCode")]
    pub fn send_sms_code(&self, phone: impl Into<String>) -> SendSmsCode {
        SendSmsCode::new(self, SendSmsCodeBody { phone: phone.into(), phone_country_code: None, scene: None })
    }

    /// Sends an email with a one-time code or a link.
    ///
    /// - `email`: the address.
    /// - `scene`: the purpose of the email. Servers differ in the scenes they support, so any text is accepted.
    ///
    /// # Session
    ///
    /// The session is not changed. If there is one, its token is sent as the bearer token.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] if an argument is blank; nothing is sent.
    /// - [`Error::is_api`] if the server refuses to send the email, or does not support the scene.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::EmailScene;
    ///
    /// client.send_email("ada@example.com", EmailScene::LOGIN_VERIFY_CODE).await?;
    /// let user = client.login_by_email_code("ada@example.com", "the code").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `sendEmail`. Endpoint: GraphQL `sendEmail`.
    #[doc(alias = "sendEmail")]
    pub fn send_email(&self, email: impl Into<String>, scene: impl Into<EmailScene>) -> SendEmail {
        SendEmail::new(self, SendEmailVariables { email: email.into(), scene: scene.into() })
    }

    /// Returns whether an account with this username, email address, phone number or external id exists.
    ///
    /// Chain at least one of the options.
    ///
    /// # Session
    ///
    /// The session is not changed. If there is one, its token is sent as the bearer token.
    ///
    /// # Errors
    ///
    /// [`Error::is_argument`] if no option is chained or all are blank; nothing is sent.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let taken = client.is_user_exists().username("ada").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `isUserExists`. Endpoint: GraphQL `isUserExists`.
    #[doc(alias = "isUserExists")]
    pub fn is_user_exists(&self) -> IsUserExists {
        IsUserExists::new(self)
    }
}

request! {
    SendSmsCode("send_sms_code") -> () { body: SendSmsCodeBody }
}
option_setters! { SendSmsCode.body { phone_country_code } }

impl SendSmsCode {
    /// Sets the purpose of the code, such as [`SmsScene::LOGIN`].
    pub fn scene(mut self, scene: impl Into<SmsScene>) -> Self {
        self.body.scene = Some(scene.into());
        self
    }
}

request! {
    SendEmail("send_email") -> CommonMessage { variables: SendEmailVariables }
}

request! {
    IsUserExists("is_user_exists") -> bool {
        ;
        /// Sets the username; it is case-sensitive.
        username: String,
        /// Sets the email address.
        email: String,
        /// Sets the phone number, without country calling code.
        phone: String,
        /// Sets the external id: the id of the user in your own system.
        external_id: String,
    }
}

impl SendSmsCode {
    async fn send(self) -> Result<(), Error> {
        let Self { client, body } = self;
        require("phone", &body.phone, ASK)?;
        let token = client.store().token().await?;
        client.authorized(token).send_sms_code(&body).await.map(|_: Value| ())
    }
}

impl SendEmail {
    async fn send(self) -> Result<CommonMessage, Error> {
        let Self { client, variables } = self;
        require("email", &variables.email, ASK)?;
        require(
            "scene",
            variables.scene.as_str(),
            "pass the purpose of the email, such as EmailScene::LOGIN_VERIFY_CODE",
        )?;
        let token = client.store().token().await?;
        let query = Query(variables);
        client.authorized(token).send_email(&query).await
    }
}

impl IsUserExists {
    async fn send(self) -> Result<bool, Error> {
        let Self { client, username, email, phone, external_id } = self;
        let given = [&username, &email, &phone, &external_id];
        if !given.into_iter().flatten().any(|text| !text.trim().is_empty()) {
            return Err(Error::argument("no user is named; chain username, email, phone or external_id"));
        }
        let token = client.store().token().await?;
        let query = Query(IsUserExistsVariables { username, email, phone, external_id });
        client.authorized(token).is_user_exists(&query).await
    }
}
