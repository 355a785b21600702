//! Another phone number or email address in the place of the one that the signed-in user has.

use super::{V3, call::with_access_token};
use crate::{
    api::{ASK, request::request, require},
    error::Error,
    generated::types::{
        NewEmailPayload, NewPhonePayload, UpdateEmailToken, UpdateEmailV3Body, UpdatePhoneToken, UpdatePhoneV3Body,
        VerifyUpdateEmailBody, VerifyUpdatePhoneBody,
    },
    model::Secret,
    transport::require_done,
};

const PROOF: &str = "take it out of the result of the verify request";

impl V3 {
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
