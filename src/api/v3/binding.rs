//! The phone number, the email address and the identities of the signed-in user.

use super::{V3, call::with_access_token};
use crate::{
    api::{ASK, options::option_setters, request::request, require},
    error::Error,
    generated::types::{
        BindEmailV3Body, BindPhoneV3Body, LinkedIdentity, NewEmailPayload, NewPhonePayload, PassCodeBody,
        UnlinkExtIdpBody, UpdateEmailToken, UpdateEmailV3Body, UpdatePhoneToken, UpdatePhoneV3Body,
        VerifyUpdateEmailBody, VerifyUpdatePhoneBody,
    },
    model::Secret,
    transport::require_done,
};

const PROOF: &str = "take it out of the result of the verify request";

impl V3 {
    /// Gives a phone number to the signed-in user, who has none.
    ///
    /// - `phone`: the number, without the country calling code.
    /// - `code`: the code of [`send_sms`](Self::send_sms) with the channel `CHANNEL_BIND_PHONE`.
    ///
    /// A user who has a number changes it with [`verify_update_phone_request`](Self::verify_update_phone_request).
    ///
    /// # Session
    ///
    /// The session does not change, except that an expired access token is renewed.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when an argument is blank; nothing is sent.
    /// - [`Error::is_not_logged_in`] and [`Error::is_token_expired`] as [`get_profile`](Self::get_profile).
    /// - [`Error::is_api`] when the code is wrong, or the number belongs to somebody else.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// client.v3().bind_phone("17612346754", "123456").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `bindPhone`. Endpoint: `POST /api/v3/bind-phone`.
    pub fn bind_phone(&self, phone: impl Into<String>, code: impl Into<Secret>) -> BindPhone {
        let (phone_number, pass_code) = (phone.into(), code.into());
        BindPhone::new(&self.client, BindPhoneV3Body { phone_number, pass_code, phone_country_code: None })
    }

    /// Takes the phone number off the signed-in user.
    ///
    /// - `code`: the code of [`send_sms`](Self::send_sms) with the channel `CHANNEL_UNBIND_PHONE`.
    ///
    /// # Session
    ///
    /// The session does not change, except that an expired access token is renewed.
    ///
    /// # Errors
    ///
    /// As [`bind_phone`](Self::bind_phone).
    ///
    /// JavaScript: `unbindPhone`. Endpoint: `POST /api/v3/unbind-phone`.
    pub fn unbind_phone(&self, code: impl Into<Secret>) -> UnbindPhone {
        UnbindPhone::new(&self.client, code.into())
    }

    /// Gives an email address to the signed-in user, who has none.
    ///
    /// - `email`: the address.
    /// - `code`: the code of [`send_email`](Self::send_email) with the channel `CHANNEL_BIND_EMAIL`.
    ///
    /// A user who has an address changes it with [`verify_update_email_request`](Self::verify_update_email_request).
    ///
    /// # Session
    ///
    /// The session does not change, except that an expired access token is renewed.
    ///
    /// # Errors
    ///
    /// As [`bind_phone`](Self::bind_phone).
    ///
    /// JavaScript: `bindEmail`. Endpoint: `POST /api/v3/bind-email`.
    pub fn bind_email(&self, email: impl Into<String>, code: impl Into<Secret>) -> BindEmail {
        BindEmail::new(&self.client, BindEmailV3Body { email: email.into(), pass_code: code.into() })
    }

    /// Takes the email address off the signed-in user.
    ///
    /// - `code`: the code of [`send_email`](Self::send_email) with the channel `CHANNEL_UNBIND_EMAIL`.
    ///
    /// # Session
    ///
    /// The session does not change, except that an expired access token is renewed.
    ///
    /// # Errors
    ///
    /// As [`bind_phone`](Self::bind_phone).
    ///
    /// JavaScript: `unbindEmail`. Endpoint: `POST /api/v3/unbind-email`.
    pub fn unbind_email(&self, code: impl Into<Secret>) -> UnbindEmail {
        UnbindEmail::new(&self.client, code.into())
    }

    /// Proves that a new phone number belongs to the signed-in user. The result is the token for
    /// [`update_phone`](Self::update_phone).
    ///
    /// - `new_phone`: the new number, without the country calling code.
    /// - `new_code`: the code that was sent to it.
    ///
    /// A user who has a number chains [`old_phone`](VerifyUpdatePhoneRequest::old_phone).
    ///
    /// # Session
    ///
    /// The session does not change, except that an expired access token is renewed.
    ///
    /// # Errors
    ///
    /// As [`bind_phone`](Self::bind_phone).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let request = client.v3().verify_update_phone_request("17612346755", "123456");
    /// let proof = request.old_phone("17612346754", "654321").await?;
    /// client.v3().update_phone(proof.update_phone_token).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `verifyUpdatePhoneRequest`; in the mini-program SDK `updatePhoneRequest`.
    /// Endpoint: `POST /api/v3/verify-update-phone-request`.
    #[doc(alias = "verifyUpdatePhoneRequest")]
    #[doc(alias = "updatePhoneRequest")]
    pub fn verify_update_phone_request(
        &self,
        new_phone: impl Into<String>,
        new_code: impl Into<Secret>,
    ) -> VerifyUpdatePhoneRequest {
        let payload = NewPhonePayload {
            new_phone_number: new_phone.into(),
            new_phone_pass_code: new_code.into(),
            ..NewPhonePayload::default()
        };
        VerifyUpdatePhoneRequest::new(&self.client, payload)
    }

    /// Changes the phone number of the signed-in user.
    ///
    /// - `token`: the token of [`verify_update_phone_request`](Self::verify_update_phone_request).
    ///
    /// # Session
    ///
    /// The session does not change, except that an expired access token is renewed.
    ///
    /// # Errors
    ///
    /// As [`bind_phone`](Self::bind_phone).
    ///
    /// JavaScript: `updatePhone`. Endpoint: `POST /api/v3/update-phone`.
    pub fn update_phone(&self, token: impl Into<Secret>) -> UpdatePhone {
        UpdatePhone::new(&self.client, token.into())
    }

    /// Proves that a new email address belongs to the signed-in user. The result is the token for
    /// [`update_email`](Self::update_email).
    ///
    /// - `new_email`: the new address.
    /// - `new_code`: the code that was sent to it.
    ///
    /// A user who has an address chains [`old_email`](VerifyUpdateEmailRequest::old_email).
    ///
    /// # Session
    ///
    /// The session does not change, except that an expired access token is renewed.
    ///
    /// # Errors
    ///
    /// As [`bind_phone`](Self::bind_phone).
    ///
    /// JavaScript: `verifyUpdateEmailRequest`; in the mini-program SDK `updateEmailRequest`.
    /// Endpoint: `POST /api/v3/verify-update-email-request`.
    #[doc(alias = "verifyUpdateEmailRequest")]
    #[doc(alias = "updateEmailRequest")]
    pub fn verify_update_email_request(
        &self,
        new_email: impl Into<String>,
        new_code: impl Into<Secret>,
    ) -> VerifyUpdateEmailRequest {
        let payload = NewEmailPayload {
            new_email: new_email.into(),
            new_email_pass_code: new_code.into(),
            ..NewEmailPayload::default()
        };
        VerifyUpdateEmailRequest::new(&self.client, payload)
    }

    /// Changes the email address of the signed-in user.
    ///
    /// - `token`: the token of [`verify_update_email_request`](Self::verify_update_email_request).
    ///
    /// # Session
    ///
    /// The session does not change, except that an expired access token is renewed.
    ///
    /// # Errors
    ///
    /// As [`bind_phone`](Self::bind_phone).
    ///
    /// JavaScript: `updateEmail`. Endpoint: `POST /api/v3/update-email`.
    pub fn update_email(&self, token: impl Into<Secret>) -> UpdateEmail {
        UpdateEmail::new(&self.client, token.into())
    }

    /// Lists the identities at other providers that are linked to the signed-in user.
    ///
    /// # Session
    ///
    /// The session does not change, except that an expired access token is renewed.
    ///
    /// # Errors
    ///
    /// As [`get_profile`](Self::get_profile).
    ///
    /// JavaScript: `getIdentities`. Endpoint: `GET /api/v3/get-identities`.
    pub fn get_identities(&self) -> GetIdentities {
        GetIdentities::new(&self.client)
    }

    /// Takes an identity at another provider off the signed-in user.
    ///
    /// - `ext_idp_id`: the id of the identity **source**, from [`get_identities`](Self::get_identities); not that of the
    ///   connection.
    ///
    /// # Session
    ///
    /// The session does not change, except that an expired access token is renewed.
    ///
    /// # Errors
    ///
    /// As [`get_profile`](Self::get_profile), and [`Error::is_argument`] when the id is blank; nothing is sent.
    ///
    /// JavaScript: `unlinkExtIdp`. Endpoint: `POST /api/v3/unlink-extidp`.
    pub fn unlink_ext_idp(&self, ext_idp_id: impl Into<String>) -> UnlinkExtIdp {
        UnlinkExtIdp::new(&self.client, ext_idp_id.into())
    }
}

request! {
    BindPhone("v3_bind_phone") -> () { body: BindPhoneV3Body }
}
option_setters! { BindPhone.body { phone_country_code } }

request! {
    UnbindPhone("v3_unbind_phone") -> () { code: Secret }
}

request! {
    BindEmail("v3_bind_email") -> () { body: BindEmailV3Body }
}

request! {
    UnbindEmail("v3_unbind_email") -> () { code: Secret }
}

request! {
    VerifyUpdatePhoneRequest("v3_verify_update_phone_request") -> UpdatePhoneToken { payload: NewPhonePayload }
}

request! {
    UpdatePhone("v3_update_phone") -> () { token: Secret }
}

request! {
    VerifyUpdateEmailRequest("v3_verify_update_email_request") -> UpdateEmailToken { payload: NewEmailPayload }
}

request! {
    UpdateEmail("v3_update_email") -> () { token: Secret }
}

request! {
    GetIdentities("v3_get_identities") -> Vec<LinkedIdentity> {}
}

request! {
    UnlinkExtIdp("v3_unlink_ext_idp") -> () { ext_idp_id: String }
}

impl VerifyUpdatePhoneRequest {
    /// Sets the number that the user has, and the code that was sent to it.
    pub fn old_phone(mut self, phone: impl Into<String>, code: impl Into<Secret>) -> Self {
        self.payload.old_phone_number = Some(phone.into());
        self.payload.old_phone_pass_code = Some(code.into());
        self
    }

    /// Sets the country calling code of the new number, such as `+86`. Needed for a foreign number.
    pub fn new_phone_country_code(mut self, code: impl Into<String>) -> Self {
        self.payload.new_phone_country_code = Some(code.into());
        self
    }

    /// Sets the country calling code of the old number, such as `+86`. Needed for a foreign number.
    pub fn old_phone_country_code(mut self, code: impl Into<String>) -> Self {
        self.payload.old_phone_country_code = Some(code.into());
        self
    }

    async fn send(self) -> Result<UpdatePhoneToken, Error> {
        let Self { client, payload } = self;
        require("new_phone", &payload.new_phone_number, ASK)?;
        require("new_code", &payload.new_phone_pass_code, ASK)?;
        let body = &VerifyUpdatePhoneBody { verify_method: "PHONE_PASSCODE".into(), phone_pass_code_payload: payload };
        with_access_token(&client, |api| async move { api.verify_update_phone_request_v3(body).await }).await
    }
}

impl VerifyUpdateEmailRequest {
    /// Sets the address that the user has, and the code that was sent to it.
    pub fn old_email(mut self, email: impl Into<String>, code: impl Into<Secret>) -> Self {
        self.payload.old_email = Some(email.into());
        self.payload.old_email_pass_code = Some(code.into());
        self
    }

    async fn send(self) -> Result<UpdateEmailToken, Error> {
        let Self { client, payload } = self;
        require("new_email", &payload.new_email, ASK)?;
        require("new_code", &payload.new_email_pass_code, ASK)?;
        let body = &VerifyUpdateEmailBody { verify_method: "EMAIL_PASSCODE".into(), email_pass_code_payload: payload };
        with_access_token(&client, |api| async move { api.verify_update_email_request_v3(body).await }).await
    }
}

impl BindPhone {
    async fn send(self) -> Result<(), Error> {
        let Self { client, body } = self;
        require("phone", &body.phone_number, ASK)?;
        require("code", &body.pass_code, ASK)?;
        let body = &body;
        require_done(with_access_token(&client, |api| async move { api.bind_phone_v3(body).await }).await?)
    }
}

impl UnbindPhone {
    async fn send(self) -> Result<(), Error> {
        let Self { client, code } = self;
        require("code", &code, ASK)?;
        let body = &PassCodeBody { pass_code: code };
        require_done(with_access_token(&client, |api| async move { api.unbind_phone_v3(body).await }).await?)
    }
}

impl BindEmail {
    async fn send(self) -> Result<(), Error> {
        let Self { client, body } = self;
        require("email", &body.email, ASK)?;
        require("code", &body.pass_code, ASK)?;
        let body = &body;
        require_done(with_access_token(&client, |api| async move { api.bind_email_v3(body).await }).await?)
    }
}

impl UnbindEmail {
    async fn send(self) -> Result<(), Error> {
        let Self { client, code } = self;
        require("code", &code, ASK)?;
        let body = &PassCodeBody { pass_code: code };
        require_done(with_access_token(&client, |api| async move { api.unbind_email_v3(body).await }).await?)
    }
}

impl UpdatePhone {
    async fn send(self) -> Result<(), Error> {
        let Self { client, token } = self;
        require("token", &token, PROOF)?;
        let body = &UpdatePhoneV3Body { update_phone_token: token };
        require_done(with_access_token(&client, |api| async move { api.update_phone_v3(body).await }).await?)
    }
}

impl UpdateEmail {
    async fn send(self) -> Result<(), Error> {
        let Self { client, token } = self;
        require("token", &token, PROOF)?;
        let body = &UpdateEmailV3Body { update_email_token: token };
        require_done(with_access_token(&client, |api| async move { api.update_email_v3(body).await }).await?)
    }
}

impl GetIdentities {
    async fn send(self) -> Result<Vec<LinkedIdentity>, Error> {
        let identities = with_access_token(&self.client, |api| async move { api.get_identities().await }).await?;
        Ok(identities.unwrap_or_default())
    }
}

impl UnlinkExtIdp {
    async fn send(self) -> Result<(), Error> {
        let Self { client, ext_idp_id } = self;
        require("ext_idp_id", &ext_idp_id, "pass the id of the identity source, as get_identities lists it")?;
        let body = &UnlinkExtIdpBody { ext_idp_id };
        require_done(with_access_token(&client, |api| async move { api.unlink_ext_idp(body).await }).await?)
    }
}
