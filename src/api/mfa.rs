//! A second factor: authenticators, and codes that are sent. Faces are in `mfa_face.rs`.

use serde_json::Value;

use super::{ASK, options::option_setters, require};
use crate::{
    api::request::request,
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
/// The one kind of authenticator there is.
const TOTP: &str = "totp";

impl AuthenticationClient {
    /// A second factor: binding one to a user, and giving one at a login.
    ///
    /// A login that needs one is refused with code 1635 or 1636; its error has a [`Challenge`](crate::Challenge) with the
    /// **MFA token**, which names the user from then on and lives some minutes. The `verify_…` methods finish that login.
    ///
    /// JavaScript: `mfa`.
    pub fn mfa(&self) -> Mfa {
        Mfa { client: self.clone() }
    }
}

/// A second factor; [`AuthenticationClient::mfa`] gives it.
#[derive(Clone)]
pub struct Mfa {
    pub(super) client: AuthenticationClient,
}

impl std::fmt::Debug for Mfa {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mfa").finish_non_exhaustive()
    }
}

impl Mfa {
    /// Lists the authenticators: the logged-in user's own, unless a [`source`](GetMfaAuthenticators::source) or an
    /// [`mfa_token`](GetMfaAuthenticators::mfa_token) says otherwise.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** [`is_not_logged_in`](Error::is_not_logged_in) with neither a
    /// session nor an MFA token, and nothing is sent.
    ///
    /// JavaScript: `mfa.getMfaAuthenticators`. Endpoint: `GET /api/v2/mfa/authenticator`.
    #[doc(alias = "getMfaAuthenticators")]
    pub fn get_mfa_authenticators(&self) -> GetMfaAuthenticators {
        GetMfaAuthenticators::new(&self.client)
    }

    /// Makes the secret of a new authenticator, for the user to put into an authenticator app. It is not asked for before
    /// [`confirm_associate_mfa_authenticator`](Self::confirm_associate_mfa_authenticator).
    ///
    /// Show the QR code and the recovery code, and keep neither: they are as good as the second factor itself.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** as [`get_mfa_authenticators`](Self::get_mfa_authenticators).
    ///
    /// JavaScript: `mfa.assosicateMfaAuthenticator`. Endpoint: `POST /api/v2/mfa/totp/associate`.
    #[doc(alias = "assosicateMfaAuthenticator")]
    pub fn associate_mfa_authenticator(&self) -> AssociateMfaAuthenticator {
        AssociateMfaAuthenticator::new(&self.client)
    }

    /// Confirms a new authenticator with a code of it. Logins ask for it from then on.
    ///
    /// During a login, [`verify_totp_mfa`](Self::verify_totp_mfa) comes next; the same code serves while it is shown.
    ///
    /// - `totp`: the six digits that the authenticator app shows.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** as [`get_mfa_authenticators`](Self::get_mfa_authenticators); an
    /// empty code is refused before anything is sent, a wrong one by the server with code 400.
    ///
    /// JavaScript: `mfa.confirmAssosicateMfaAuthenticator`. Endpoint: `POST /api/v2/mfa/totp/associate/confirm`.
    #[doc(alias = "confirmAssosicateMfaAuthenticator")]
    pub fn confirm_associate_mfa_authenticator(&self, totp: impl Into<Secret>) -> ConfirmAssociateMfaAuthenticator {
        ConfirmAssociateMfaAuthenticator::new(&self.client, totp.into())
    }

    /// Removes the authenticator of the logged-in user. Logins do not ask for it any more.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** [`is_not_logged_in`](Error::is_not_logged_in) without a session,
    /// and nothing is sent.
    ///
    /// JavaScript: `mfa.deleteMfaAuthenticator`. Endpoint: `DELETE /api/v2/mfa/totp/associate`.
    #[doc(alias = "deleteMfaAuthenticator")]
    pub fn delete_mfa_authenticator(&self) -> DeleteMfaAuthenticator {
        DeleteMfaAuthenticator::new(&self.client)
    }

    /// Finishes a login with a code of the user's authenticator.
    ///
    /// - `totp`: the six digits that the authenticator app shows.
    /// - `mfa_token`: of the refused login. It is the bearer of this call; the token of an earlier session is not sent.
    ///
    /// **Stored afterwards:** the user and the token, in the place of whoever was logged in. **Errors:** an empty argument
    /// is refused before anything is sent; a wrong code is [`TOTP_CODE_INCORRECT`](crate::ErrorCode::TOTP_CODE_INCORRECT).
    ///
    /// JavaScript: `mfa.verifyTotpMfa`. Endpoint: `POST /api/v2/mfa/totp/verify`.
    #[doc(alias = "verifyTotpMfa")]
    pub fn verify_totp_mfa(&self, totp: impl Into<Secret>, mfa_token: impl Into<Secret>) -> VerifyTotpMfa {
        VerifyTotpMfa::new(&self.client, VerifyTotpMfaBody { totp: totp.into() }, mfa_token.into())
    }

    /// Finishes a login with the recovery code of an authenticator that is lost. The code is spent by it.
    ///
    /// - `recovery_code`: as the association of the authenticator gave it.
    /// - `mfa_token`: as for [`verify_totp_mfa`](Self::verify_totp_mfa).
    ///
    /// Gives the user **and a new recovery code**, which the user should write down: it is not told again.
    ///
    /// **Stored afterwards:** as [`verify_totp_mfa`](Self::verify_totp_mfa). **Errors:** as well, but a wrong code is
    /// [`RECOVERY_CODE_INCORRECT`](crate::ErrorCode::RECOVERY_CODE_INCORRECT).
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

    /// Finishes a login with a code that was sent to a phone:
    /// [`send_sms_code`](AuthenticationClient::send_sms_code) with the scene `mfa-verify` sends it.
    ///
    /// - `phone`: the number without dialling code, which [`phone_country_code`](VerifyAppSmsMfa::phone_country_code) gives
    ///   when it is foreign. For one that is not the user's yet ask
    ///   [`phone_or_email_bindable`](Self::phone_or_email_bindable) first.
    /// - `code`: out of the text message.
    /// - `mfa_token`: as for [`verify_totp_mfa`](Self::verify_totp_mfa).
    ///
    /// **Stored afterwards** and **Errors:** as [`verify_totp_mfa`](Self::verify_totp_mfa); a code expires as well.
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

    /// Finishes a login with a code that was sent to an email address:
    /// [`send_email`](AuthenticationClient::send_email) with the scene `MFA_VERIFY` sends it.
    ///
    /// - `email`: the address. For one that is not the user's yet ask
    ///   [`phone_or_email_bindable`](Self::phone_or_email_bindable) first.
    /// - `code`: out of the mail.
    /// - `mfa_token`: as for [`verify_totp_mfa`](Self::verify_totp_mfa).
    ///
    /// **Stored afterwards** and **Errors:** as [`verify_app_sms_mfa`](Self::verify_app_sms_mfa).
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

    /// Whether a phone number or an email address can be bound as a second factor of the user who is logging in: chain
    /// [`phone`](PhoneOrEmailBindable::phone), [`email`](PhoneOrEmailBindable::email) or both.
    ///
    /// - `mfa_token`: as for [`verify_totp_mfa`](Self::verify_totp_mfa).
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** neither of the two, or no MFA token, is refused here.
    ///
    /// JavaScript: `mfa.phoneOrEmailBindable`. Endpoint: `POST /api/v2/applications/mfa/check`.
    #[doc(alias = "phoneOrEmailBindable")]
    pub fn phone_or_email_bindable(&self, mfa_token: impl Into<Secret>) -> PhoneOrEmailBindable {
        PhoneOrEmailBindable::new(&self.client, PhoneOrEmailBindableBody::default(), mfa_token.into())
    }
}

/// A user who has logged in with a recovery code, and the code that takes its place.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Recovered {
    /// The user; the session is theirs.
    pub user: User,
    /// The new recovery code, when the server made one. It is not told again.
    pub recovery_code: Option<Secret>,
}

request! {
    /// Of [`get_mfa_authenticators`](Mfa::get_mfa_authenticators).
    GetMfaAuthenticators("get_mfa_authenticators") -> Vec<MfaAuthenticator> {
        ;
        /// The kind of the authenticators; `totp`, the only one there is, by default.
        authenticator_type: String,
        /// Whose authenticators; the user's own ([`SELF`](TotpSource::SELF)) when no option is chained, else it is left to
        /// the server.
        source: TotpSource,
        /// Asks for the user of a login that needs a second factor.
        mfa_token: Secret,
    }
}

request! {
    /// Of [`associate_mfa_authenticator`](Mfa::associate_mfa_authenticator).
    AssociateMfaAuthenticator("associate_mfa_authenticator") -> MfaAssociation {
        ;
        /// The kind of the authenticator; `totp`, the only one there is, by default.
        authenticator_type: String,
        /// Whose authenticator it will be; when left out, it is as for the [list](GetMfaAuthenticators::source).
        source: TotpSource,
        /// Makes it for the user of a login that needs a second factor.
        mfa_token: Secret,
    }
}

request! {
    /// Of [`confirm_associate_mfa_authenticator`](Mfa::confirm_associate_mfa_authenticator).
    ConfirmAssociateMfaAuthenticator("confirm_associate_mfa_authenticator") -> () {
        totp: Secret;
        /// The kind of the authenticator; `totp`, the only one there is, by default.
        authenticator_type: String,
        /// The source that it was made with.
        source: TotpSource,
        /// Confirms it for the user of a login that needs a second factor.
        mfa_token: Secret,
    }
}

request! {
    /// Of [`delete_mfa_authenticator`](Mfa::delete_mfa_authenticator).
    DeleteMfaAuthenticator("delete_mfa_authenticator") -> () {}
}

request! {
    /// Of [`verify_totp_mfa`](Mfa::verify_totp_mfa).
    VerifyTotpMfa("verify_totp_mfa") -> User { body: VerifyTotpMfaBody, mfa_token: Secret }
}

request! {
    /// Of [`verify_totp_recovery_code`](Mfa::verify_totp_recovery_code).
    VerifyTotpRecoveryCode("verify_totp_recovery_code") -> Recovered {
        body: VerifyTotpRecoveryCodeBody,
        mfa_token: Secret,
    }
}

request! {
    /// Of [`verify_app_sms_mfa`](Mfa::verify_app_sms_mfa).
    VerifyAppSmsMfa("verify_app_sms_mfa") -> User { body: VerifyAppSmsMfaBody, mfa_token: Secret }
}
option_setters! { VerifyAppSmsMfa.body { phone_country_code } }

request! {
    /// Of [`verify_app_email_mfa`](Mfa::verify_app_email_mfa).
    VerifyAppEmailMfa("verify_app_email_mfa") -> User { body: VerifyAppEmailMfaBody, mfa_token: Secret }
}

request! {
    /// Of [`phone_or_email_bindable`](Mfa::phone_or_email_bindable).
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
    /// The phone number, without dialling code.
    pub fn phone(mut self, phone: impl Into<String>) -> Self {
        self.body.phone = Some(phone.into());
        self
    }

    /// The email address.
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.body.email = Some(email.into());
        self
    }

    async fn send(self) -> Result<bool, Error> {
        let Self { client, body, mfa_token } = self;
        if body.phone.is_none() && body.email.is_none() {
            return Err(Error::argument("nothing is asked about; chain phone or email"));
        }
        client.authorized(require_mfa_token(mfa_token)?).phone_or_email_bindable(&body).await
    }
}

/// The user's own, when nothing else is asked for.
fn own(authenticator_type: &Option<String>, mfa_token: &Option<Secret>) -> Option<TotpSource> {
    (authenticator_type.is_none() && mfa_token.is_none()).then_some(TotpSource::SELF)
}

/// The MFA token, as the bearer token of a call that needs it.
pub(super) fn require_mfa_token(mfa_token: Secret) -> Result<Secret, Error> {
    require("mfa_token", &mfa_token, REFUSED_LOGIN)?;
    Ok(mfa_token)
}

/// The MFA token if there is one, else the token of the session, which then has to be there.
pub(super) async fn session_or(client: &AuthenticationClient, mfa_token: Option<Secret>) -> Result<Secret, Error> {
    match mfa_token {
        Some(mfa_token) => require_mfa_token(mfa_token),
        None => Ok(client.store().required().await?.token().clone()),
    }
}
