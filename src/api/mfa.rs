//! Second factors: authenticator apps and one-time codes. Faces are in `mfa_face.rs`.

use serde_json::Value;

use super::{ASK, options::option_setters, require};
use crate::{
    api::request::{request, submodule},
    client::AuthenticationClient,
    error::Error,
    generated::{
        open::TotpSource,
        types::{
            AssociateMfaAuthenticatorBody, ConfirmMfaAuthenticatorBody, MfaAssociation, MfaAuthenticator,
            PhoneOrEmailBindableBody, User, VerifyAppEmailMfaBody, VerifyAppSmsMfaBody, VerifyTotpMfaBody,
            VerifyTotpRecoveryCodeBody,
        },
    },
    model::Secret,
};

const REFUSED_LOGIN: &str = "take it from the refused login: Error::mfa_token";
/// The only kind of authenticator that the server knows.
const TOTP: &str = "totp";

impl AuthenticationClient {
    /// Returns the submodule for second factors: binding one to a user, and verifying one during a login.
    ///
    /// A login that needs a second factor is refused with code 1635 or 1636. Its error has a
    /// [`Challenge`](crate::Challenge) with the **MFA token**, which identifies the user for some minutes. The
    /// `verify_…` methods use it to finish the login.
    ///
    /// JavaScript: `mfa`.
    pub fn mfa(&self) -> Mfa {
        Mfa { client: self.clone() }
    }
}

submodule! {
    /// Second factors; [`AuthenticationClient::mfa`] returns it.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let refused = match client.login_by_email("ada@example.com", "passw0rd").await {
    ///     Ok(user) => return Ok(()),
    ///     Err(error) => error,
    /// };
    /// let Some(mfa_token) = refused.mfa_token() else { return Err(refused) };
    /// let user = client.mfa().verify_totp_mfa("123456", mfa_token).await?;
    /// # Ok(()) }
    /// ```
    Mfa
}

impl Mfa {
    /// Lists authenticators.
    ///
    /// By default they are the logged-in user's own. Chain [`source`](GetMfaAuthenticators::source) for those of an
    /// application, and [`mfa_token`](GetMfaAuthenticators::mfa_token) for a user who is logging in.
    ///
    /// # Session
    ///
    /// The session is not changed. With an MFA token it is not needed either: that token is sent as the bearer token
    /// instead.
    ///
    /// # Errors
    ///
    /// - [`Error::is_not_logged_in`] with neither a session nor an MFA token (nothing is sent), or if the server
    ///   rejects the token.
    /// - [`Error::is_argument`] if the MFA token is blank; nothing is sent.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let authenticators = client.mfa().get_mfa_authenticators().await?;
    /// let confirmed = authenticators.iter().any(|authenticator| authenticator.enable == Some(true));
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `mfa.getMfaAuthenticators`. Endpoint: `GET /api/v2/mfa/authenticator`.
    #[doc(alias = "getMfaAuthenticators")]
    pub fn get_mfa_authenticators(&self) -> GetMfaAuthenticators {
        GetMfaAuthenticators::new(&self.client)
    }

    /// Creates the secret of a new authenticator, which the user enters into an authenticator app.
    ///
    /// Logins do not require the authenticator until
    /// [`confirm_associate_mfa_authenticator`](Self::confirm_associate_mfa_authenticator) confirms it. Show the QR code
    /// and the recovery code to the user and store neither, because each replaces the second factor.
    ///
    /// # Session
    ///
    /// The session is not changed. With an [MFA token](AssociateMfaAuthenticator::mfa_token) it is not needed either:
    /// that token is sent as the bearer token instead.
    ///
    /// # Errors
    ///
    /// - [`Error::is_not_logged_in`] with neither a session nor an MFA token (nothing is sent), or if the server
    ///   rejects the token.
    /// - [`Error::is_argument`] if the MFA token is blank; nothing is sent.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let association = client.mfa().associate_mfa_authenticator().await?;
    /// if let Some(picture) = &association.qrcode_data_url {
    ///     println!("<img src={:?}>", picture.expose());
    /// }
    /// // The user scans the picture and types the code that the app shows:
    /// client.mfa().confirm_associate_mfa_authenticator("123456").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `mfa.assosicateMfaAuthenticator`. Endpoint: `POST /api/v2/mfa/totp/associate`.
    #[doc(alias = "assosicateMfaAuthenticator")]
    pub fn associate_mfa_authenticator(&self) -> AssociateMfaAuthenticator {
        AssociateMfaAuthenticator::new(&self.client)
    }

    /// Confirms a new authenticator with one of its codes; from then on logins require the authenticator.
    ///
    /// During a login, call [`verify_totp_mfa`](Self::verify_totp_mfa) next. It accepts the same code while the app
    /// shows it.
    ///
    /// - `totp`: the six digits that the authenticator app shows.
    ///
    /// # Session
    ///
    /// The session is not changed. With an [MFA token](ConfirmAssociateMfaAuthenticator::mfa_token) it is not needed
    /// either: that token is sent as the bearer token instead.
    ///
    /// # Errors
    ///
    /// - [`Error::is_not_logged_in`] with neither a session nor an MFA token (nothing is sent), or if the server
    ///   rejects the token.
    /// - [`Error::is_argument`] if the code or the MFA token is blank; nothing is sent.
    /// - [`Error::is_api`] with code 400 if the code is wrong.
    ///
    /// JavaScript: `mfa.confirmAssosicateMfaAuthenticator`. Endpoint: `POST /api/v2/mfa/totp/associate/confirm`.
    #[doc(alias = "confirmAssosicateMfaAuthenticator")]
    pub fn confirm_associate_mfa_authenticator(&self, totp: impl Into<Secret>) -> ConfirmAssociateMfaAuthenticator {
        ConfirmAssociateMfaAuthenticator::new(&self.client, totp.into())
    }

    /// Removes the authenticator of the logged-in user; from then on logins do not require it.
    ///
    /// # Session
    ///
    /// The session is not changed.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_logged_in`] without a session (nothing is sent), or if the server rejects its token: log the
    /// user in.
    ///
    /// JavaScript: `mfa.deleteMfaAuthenticator`. Endpoint: `DELETE /api/v2/mfa/totp/associate`.
    #[doc(alias = "deleteMfaAuthenticator")]
    pub fn delete_mfa_authenticator(&self) -> DeleteMfaAuthenticator {
        DeleteMfaAuthenticator::new(&self.client)
    }

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
    /// - [`Error::is_argument`] if an argument is blank; nothing is sent.
    /// - [`TOTP_CODE_INCORRECT`](crate::ErrorCode::TOTP_CODE_INCORRECT) if the code is wrong: ask the user for another
    ///   one.
    /// - [`Error::is_store`] if the session cannot be stored; [`Error::session`] has it.
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
    /// - [`Error::is_argument`] if an argument is blank; nothing is sent.
    /// - [`RECOVERY_CODE_INCORRECT`](crate::ErrorCode::RECOVERY_CODE_INCORRECT) if the code is wrong.
    /// - [`Error::is_store`] if the session cannot be stored; [`Error::session`] has it.
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
    /// [`send_sms_code`](AuthenticationClient::send_sms_code) with the scene `mfa-verify` sends the code. If the number
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
    /// - [`Error::is_argument`] if an argument is blank; nothing is sent.
    /// - [`Error::is_api`] if the code is wrong or expired: send another one.
    /// - [`Error::is_store`] if the session cannot be stored; [`Error::session`] has it.
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
    /// [`send_email`](AuthenticationClient::send_email) with the scene `MFA_VERIFY` sends the code. If the address is
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
    /// - [`Error::is_argument`] if an argument is blank; nothing is sent.
    /// - [`Error::is_api`] if the code is wrong or expired: send another one.
    /// - [`Error::is_store`] if the session cannot be stored; [`Error::session`] has it.
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
    /// [`Error::is_argument`] if neither option is chained, or the MFA token is blank; nothing is sent.
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

/// A user who has logged in with a recovery code, and the new recovery code.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Recovered {
    /// The user, who is now logged in.
    pub user: User,
    /// The new recovery code, if the server created one. No later call returns it.
    pub recovery_code: Option<Secret>,
}

request! {
    GetMfaAuthenticators("get_mfa_authenticators") -> Vec<MfaAuthenticator> {
        ;
        /// Sets the kind of the authenticators; `totp` by default, the only kind there is.
        authenticator_type: String,
        /// Sets whose authenticators are listed. Without any option it is the user's own ([`SELF`](TotpSource::SELF));
        /// with another option the server chooses.
        source: TotpSource,
        /// Lists those of the user who is logging in, by the MFA token of the refused login.
        mfa_token: Secret,
    }
}

request! {
    AssociateMfaAuthenticator("associate_mfa_authenticator") -> MfaAssociation {
        ;
        /// Sets the kind of the authenticator; `totp` by default, the only kind there is.
        authenticator_type: String,
        /// Sets whose authenticator it is. The default is that of the [list](GetMfaAuthenticators::source).
        source: TotpSource,
        /// Creates it for the user who is logging in, by the MFA token of the refused login.
        mfa_token: Secret,
    }
}

request! {
    ConfirmAssociateMfaAuthenticator("confirm_associate_mfa_authenticator") -> () {
        totp: Secret;
        /// Sets the kind of the authenticator; `totp` by default, the only kind there is.
        authenticator_type: String,
        /// Sets the source that the authenticator was created with.
        source: TotpSource,
        /// Confirms it for the user who is logging in, by the MFA token of the refused login.
        mfa_token: Secret,
    }
}

request! {
    DeleteMfaAuthenticator("delete_mfa_authenticator") -> () {}
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

impl GetMfaAuthenticators {
    async fn send(self) -> Result<Vec<MfaAuthenticator>, Error> {
        let Self { client, authenticator_type, source, mfa_token } = self;
        let source = source.or(own(&authenticator_type, &mfa_token));
        let kind = authenticator_type.as_deref().unwrap_or(TOTP);
        let token = session_or(&client, mfa_token).await?;
        let source = source.as_ref().map(TotpSource::as_str);
        let list = client.authorized(Some(token)).list_mfa_authenticators(source, kind).await?;
        Ok(list.unwrap_or_default())
    }
}

impl AssociateMfaAuthenticator {
    async fn send(self) -> Result<MfaAssociation, Error> {
        let Self { client, authenticator_type, source, mfa_token } = self;
        let source = source.or(own(&authenticator_type, &mfa_token));
        let authenticator_type = authenticator_type.unwrap_or_else(|| TOTP.into());
        let token = session_or(&client, mfa_token).await?;
        let body = AssociateMfaAuthenticatorBody { authenticator_type, source };
        client.authorized(Some(token)).associate_mfa_authenticator(&body).await
    }
}

impl ConfirmAssociateMfaAuthenticator {
    async fn send(self) -> Result<(), Error> {
        let Self { client, totp, authenticator_type, source, mfa_token } = self;
        require("totp", &totp, ASK)?;
        let authenticator_type = authenticator_type.unwrap_or_else(|| TOTP.into());
        let token = session_or(&client, mfa_token).await?;
        let body = ConfirmMfaAuthenticatorBody { authenticator_type, totp, source };
        client.authorized(Some(token)).confirm_mfa_authenticator(&body).await.map(|_: Value| ())
    }
}

impl DeleteMfaAuthenticator {
    async fn send(self) -> Result<(), Error> {
        let token = self.client.store().required().await?.token().clone();
        self.client.authorized(Some(token)).delete_mfa_authenticator().await.map(|_: Value| ())
    }
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
            return Err(Error::argument("nothing is asked about; chain phone or email"));
        }
        client.authorized(session_or(&client, Some(mfa_token)).await?).phone_or_email_bindable(&body).await
    }
}

/// Returns the default source: the user's own authenticators if no other option is chained.
fn own(authenticator_type: &Option<String>, mfa_token: &Option<Secret>) -> Option<TotpSource> {
    (authenticator_type.is_none() && mfa_token.is_none()).then_some(TotpSource::SELF)
}

/// The MFA token, as the bearer token of a call that needs it.
pub(super) fn require_mfa_token(mfa_token: Secret) -> Result<Secret, Error> {
    require("mfa_token", &mfa_token, REFUSED_LOGIN)?;
    Ok(mfa_token)
}

/// Returns the bearer token of the call: the MFA token if there is one, else the token of the session.
pub(super) async fn session_or(client: &AuthenticationClient, mfa_token: Option<Secret>) -> Result<Secret, Error> {
    match mfa_token {
        Some(mfa_token) => {
            let mfa_token = require_mfa_token(mfa_token)?;
            // A call with the MFA token may end a login, whose session then has to be stored.
            client.store().load().await?;
            Ok(mfa_token)
        }
        None => Ok(client.store().required().await?.token().clone()),
    }
}
