//! Finishing a login with a second factor: an authenticator, a recovery code, or a code that was sent.

use super::{Mfa, Recovered, require_mfa_token, session_or};
use crate::{
    api::{ASK, options::option_setters, request::request, require},
    error::Error,
    generated::types::{
        PhoneOrEmailBindableBody, User, VerifyAppEmailMfaBody, VerifyAppSmsMfaBody, VerifyTotpMfaBody,
        VerifyTotpRecoveryCodeBody,
    },
    model::Secret,
};

impl Mfa {
    /// Finishes a login with a code of the user's authenticator.
    ///
    /// - `totp`: the six digits that the authenticator app shows.
    /// - `mfa_token`: the MFA token of the refused login, from [`Error::mfa_token`]. It is sent as the bearer token.
    ///
    /// # Session
    ///
    /// Stores the user and the token in place of the previous session, whose token is not sent.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`](crate::Error::is_argument) if an argument is blank; nothing is sent.
    /// - [`TOTP_CODE_INCORRECT`](crate::ErrorCode::TOTP_CODE_INCORRECT) if the code is wrong: ask the user for another
    ///   one.
    /// - [`Error::is_store`](crate::Error::is_store) if the session cannot be stored; [`Error::session`] has it.
    ///
    /// JavaScript: `mfa.verifyTotpMfa`. Endpoint: `POST /api/v2/mfa/totp/verify`.
    #[doc(alias = "verifyTotpMfa")]
    pub fn verify_totp_mfa(&self, totp: impl Into<Secret>, mfa_token: impl Into<Secret>) -> VerifyTotpMfa {
        VerifyTotpMfa::new(&self.client, VerifyTotpMfaBody { totp: totp.into() }, mfa_token.into())
    }

    /// Finishes a login with the recovery code of an authenticator that the user has lost.
    ///
    /// The recovery code is valid once. The result has the user **and a new recovery code**: show it to the user to
    /// write down, because no later call returns it.
    ///
    /// - `recovery_code`: the code that the association of the authenticator returned.
    /// - `mfa_token`: the MFA token of the refused login, from [`Error::mfa_token`]. It is sent as the bearer token.
    ///
    /// # Session
    ///
    /// Stores the user and the token in place of the previous session, whose token is not sent.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`](crate::Error::is_argument) if an argument is blank; nothing is sent.
    /// - [`RECOVERY_CODE_INCORRECT`](crate::ErrorCode::RECOVERY_CODE_INCORRECT) if the code is wrong.
    /// - [`Error::is_store`](crate::Error::is_store) if the session cannot be stored; [`Error::session`] has it.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// # let mfa_token = "";
    /// let recovered = client.mfa().verify_totp_recovery_code("the recovery code", mfa_token).await?;
    /// if let Some(code) = recovered.recovery_code {
    ///     println!("write this down: {}", code.expose());
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `mfa.verifyTotpRecoveryCode`. Endpoint: `POST /api/v2/mfa/totp/recovery`.
    #[doc(alias = "verifyTotpRecoveryCode")]
    pub fn verify_totp_recovery_code(
        &self,
        recovery_code: impl Into<Secret>,
        mfa_token: impl Into<Secret>,
    ) -> VerifyTotpRecoveryCode {
        let body = VerifyTotpRecoveryCodeBody { recovery_code: recovery_code.into() };
        VerifyTotpRecoveryCode::new(&self.client, body, mfa_token.into())
    }

    /// Finishes a login with a one-time code that was sent to a phone.
    ///
    /// [`send_sms_code`](crate::AuthenticationClient::send_sms_code) with the scene `mfa-verify` sends the code. If the number
    /// is not the user's yet, check with [`phone_or_email_bindable`](Self::phone_or_email_bindable) first.
    ///
    /// - `phone`: the number without country calling code. Set the code of a foreign number with
    ///   [`phone_country_code`](VerifyAppSmsMfa::phone_country_code).
    /// - `code`: the one-time code from the text message.
    /// - `mfa_token`: the MFA token of the refused login, from [`Error::mfa_token`]. It is sent as the bearer token.
    ///
    /// # Session
    ///
    /// Stores the user and the token in place of the previous session, whose token is not sent.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`](crate::Error::is_argument) if an argument is blank; nothing is sent.
    /// - [`Error::is_api`](crate::Error::is_api) if the code is wrong or expired: send another one.
    /// - [`Error::is_store`](crate::Error::is_store) if the session cannot be stored; [`Error::session`] has it.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// # let mfa_token = "";
    /// use authing_wxapp::SmsScene;
    ///
    /// client.send_sms_code("17612346754").scene(SmsScene::MFA_VERIFY).await?;
    /// let user = client.mfa().verify_app_sms_mfa("17612346754", "1234", mfa_token).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `mfa.verifyAppSmsMfa`. Endpoint: `POST /api/v2/applications/mfa/sms/verify`.
    #[doc(alias = "verifyAppSmsMfa")]
    pub fn verify_app_sms_mfa(
        &self,
        phone: impl Into<String>,
        code: impl Into<Secret>,
        mfa_token: impl Into<Secret>,
    ) -> VerifyAppSmsMfa {
        let body = VerifyAppSmsMfaBody { phone: phone.into(), code: code.into(), phone_country_code: None };
        VerifyAppSmsMfa::new(&self.client, body, mfa_token.into())
    }

    /// Finishes a login with a one-time code that was sent to an email address.
    ///
    /// [`send_email`](crate::AuthenticationClient::send_email) with the scene `MFA_VERIFY` sends the code. If the address is
    /// not the user's yet, check with [`phone_or_email_bindable`](Self::phone_or_email_bindable) first.
    ///
    /// - `email`: the address.
    /// - `code`: the one-time code from the email.
    /// - `mfa_token`: the MFA token of the refused login, from [`Error::mfa_token`]. It is sent as the bearer token.
    ///
    /// # Session
    ///
    /// Stores the user and the token in place of the previous session, whose token is not sent.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`](crate::Error::is_argument) if an argument is blank; nothing is sent.
    /// - [`Error::is_api`](crate::Error::is_api) if the code is wrong or expired: send another one.
    /// - [`Error::is_store`](crate::Error::is_store) if the session cannot be stored; [`Error::session`] has it.
    ///
    /// JavaScript: `mfa.verifyAppEmailMfa`. Endpoint: `POST /api/v2/applications/mfa/email/verify`.
    #[doc(alias = "verifyAppEmailMfa")]
    pub fn verify_app_email_mfa(
        &self,
        email: impl Into<String>,
        code: impl Into<Secret>,
        mfa_token: impl Into<Secret>,
    ) -> VerifyAppEmailMfa {
        let body = VerifyAppEmailMfaBody { email: email.into(), code: code.into() };
        VerifyAppEmailMfa::new(&self.client, body, mfa_token.into())
    }

    /// Returns whether a phone number or an email address can be bound as a second factor of the user who is logging
    /// in.
    ///
    /// Chain [`phone`](PhoneOrEmailBindable::phone), [`email`](PhoneOrEmailBindable::email) or both.
    ///
    /// - `mfa_token`: the MFA token of the refused login, from [`Error::mfa_token`]. It is sent as the bearer token.
    ///
    /// # Session
    ///
    /// The session is not changed, and its token is not sent.
    ///
    /// # Errors
    ///
    /// [`Error::is_argument`](crate::Error::is_argument) if neither option is chained, or the MFA token is blank; nothing is sent.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// # let mfa_token = "";
    /// let free = client.mfa().phone_or_email_bindable(mfa_token).phone("17612346754").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `mfa.phoneOrEmailBindable`. Endpoint: `POST /api/v2/applications/mfa/check`.
    #[doc(alias = "phoneOrEmailBindable")]
    pub fn phone_or_email_bindable(&self, mfa_token: impl Into<Secret>) -> PhoneOrEmailBindable {
        PhoneOrEmailBindable::new(&self.client, PhoneOrEmailBindableBody::default(), mfa_token.into())
    }
}

request! {
    VerifyTotpMfa("verify_totp_mfa") -> User { body: VerifyTotpMfaBody, mfa_token: Secret }
}

request! {
    VerifyTotpRecoveryCode("verify_totp_recovery_code") -> Recovered {
        body: VerifyTotpRecoveryCodeBody,
        mfa_token: Secret,
    }
}

request! {
    VerifyAppSmsMfa("verify_app_sms_mfa") -> User { body: VerifyAppSmsMfaBody, mfa_token: Secret }
}
option_setters! { VerifyAppSmsMfa.body { phone_country_code } }

request! {
    VerifyAppEmailMfa("verify_app_email_mfa") -> User { body: VerifyAppEmailMfaBody, mfa_token: Secret }
}

request! {
    PhoneOrEmailBindable("phone_or_email_bindable") -> bool { body: PhoneOrEmailBindableBody, mfa_token: Secret }
}

impl VerifyTotpMfa {
    async fn send(self) -> Result<User, Error> {
        let Self { client, body, mfa_token } = self;
        require("totp", &body.totp, ASK)?;
        let api = client.authorized(require_mfa_token(mfa_token)?);
        client.store().log_in(api.verify_totp_mfa(&body)).await
    }
}

impl VerifyTotpRecoveryCode {
    async fn send(self) -> Result<Recovered, Error> {
        let Self { client, body, mfa_token } = self;
        require("recovery_code", &body.recovery_code, ASK)?;
        let api = client.authorized(require_mfa_token(mfa_token)?);
        let mut recovery_code = None;
        let login = async {
            let (user, fresh) = api.verify_totp_recovery_code(&body).await?;
            recovery_code = fresh.recovery_code;
            Ok(user)
        };
        let user = client.store().log_in(login).await?;
        Ok(Recovered { user, recovery_code })
    }
}

impl VerifyAppSmsMfa {
    async fn send(self) -> Result<User, Error> {
        let Self { client, body, mfa_token } = self;
        require("phone", &body.phone, ASK)?;
        require("code", &body.code, ASK)?;
        let api = client.authorized(require_mfa_token(mfa_token)?);
        client.store().log_in(api.verify_app_sms_mfa(&body)).await
    }
}

impl VerifyAppEmailMfa {
    async fn send(self) -> Result<User, Error> {
        let Self { client, body, mfa_token } = self;
        require("email", &body.email, ASK)?;
        require("code", &body.code, ASK)?;
        let api = client.authorized(require_mfa_token(mfa_token)?);
        client.store().log_in(api.verify_app_email_mfa(&body)).await
    }
}

impl PhoneOrEmailBindable {
    /// Sets the phone number, without country calling code.
    pub fn phone(mut self, phone: impl Into<String>) -> Self {
        self.body.phone = Some(phone.into());
        self
    }

    /// Sets the email address.
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.body.email = Some(email.into());
        self
    }

    async fn send(self) -> Result<bool, Error> {
        let Self { client, body, mfa_token } = self;
        if body.phone.is_none() && body.email.is_none() {
            return Err(Error::argument("neither phone nor email is set; chain at least one of them"));
        }
        client.authorized(session_or(&client, Some(mfa_token)).await?).phone_or_email_bindable(&body).await
    }
}
