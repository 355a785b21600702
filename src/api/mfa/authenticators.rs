//! Authenticators: creating, confirming, listing and deleting them.

use serde_json::Value;

use super::{Mfa, TOTP, session_or};
use crate::{
    api::{ASK, request::request, require},
    error::Error,
    generated::{
        open::TotpSource,
        types::{AssociateMfaAuthenticatorBody, ConfirmMfaAuthenticatorBody, MfaAssociation, MfaAuthenticator},
    },
    model::Secret,
};

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

impl GetMfaAuthenticators {
    async fn send(self) -> Result<Vec<MfaAuthenticator>, Error> {
        let Self { client, authenticator_type, source, mfa_token } = self;
        let source = source.or(default_source(&authenticator_type, &mfa_token));
        let kind = authenticator_type.as_deref().unwrap_or(TOTP);
        let token = session_or(&client, mfa_token).await?;
        let source = source.as_ref().map(TotpSource::as_str);
        let list = client.authorized(token).list_mfa_authenticators(source, Some(kind)).await?;
        Ok(list.unwrap_or_default())
    }
}

impl AssociateMfaAuthenticator {
    async fn send(self) -> Result<MfaAssociation, Error> {
        let Self { client, authenticator_type, source, mfa_token } = self;
        let source = source.or(default_source(&authenticator_type, &mfa_token));
        let authenticator_type = authenticator_type.or_else(|| Some(TOTP.into()));
        let token = session_or(&client, mfa_token).await?;
        let body = AssociateMfaAuthenticatorBody { authenticator_type, source };
        client.authorized(token).associate_mfa_authenticator(&body).await
    }
}

impl ConfirmAssociateMfaAuthenticator {
    async fn send(self) -> Result<(), Error> {
        let Self { client, totp, authenticator_type, source, mfa_token } = self;
        require("totp", &totp, ASK)?;
        let authenticator_type = authenticator_type.or_else(|| Some(TOTP.into()));
        let token = session_or(&client, mfa_token).await?;
        let body = ConfirmMfaAuthenticatorBody { authenticator_type, totp, source };
        client.authorized(token).confirm_mfa_authenticator(&body).await.map(|_: Value| ())
    }
}

impl DeleteMfaAuthenticator {
    async fn send(self) -> Result<(), Error> {
        let token = self.client.store().required_token().await?;
        self.client.authorized(token).delete_mfa_authenticator().await.map(|_: Value| ())
    }
}

/// Returns the default source: the user's own authenticators if no other option is chained.
fn default_source(authenticator_type: &Option<String>, mfa_token: &Option<Secret>) -> Option<TotpSource> {
    (authenticator_type.is_none() && mfa_token.is_none()).then_some(TotpSource::SELF)
}
