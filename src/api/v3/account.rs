//! The password and the end of an account, and the public facts of the server.

use super::{V3, call::with_access_token};
use crate::{
    api::{
        ASK,
        encryption::{self, Api},
        request::request,
        require, require_password,
    },
    client::AuthenticationClient,
    error::Error,
    generated::types::{
        BindPhoneV3Body, DeleteAccountBody, DeleteAccountToken, DeletionEmailPayload, DeletionPasswordPayload,
        SystemInfo, UpdatePasswordV3Body, VerifyDeleteAccountBody,
    },
    model::Secret,
    transport::require_done,
};

impl V3 {
    /// Changes the password of the signed-in user.
    ///
    /// - `new_password`: the new password.
    ///
    /// A user who has a password chains [`old_password`](UpdatePassword::old_password). Both are encrypted: with SM2 if the option
    /// `sm2_public_key` is set, else with RSA and the option `public_key` or the key that the server publishes. That the server
    /// decrypts the old one, too, follows from Authing's published document, and no real server was asked.
    ///
    /// # Session
    ///
    /// The session does not change, except that an expired access token is renewed.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when a password is empty or too long for the key; nothing but the key was asked for.
    /// - [`Error::is_not_logged_in`] and [`Error::is_token_expired`] as [`get_profile`](Self::get_profile).
    /// - [`Error::is_api`] when the old password is wrong, or the new one is not allowed.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// client.v3().update_password("a new passw0rd").old_password("passw0rd").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `updatePassword`. Endpoints: `GET /api/v3/system` for the key, `POST /api/v3/update-password`.
    pub fn update_password(&self, new_password: impl Into<Secret>) -> UpdatePassword {
        UpdatePassword::new(&self.client, new_password.into())
    }

    /// Proves that the signed-in user may delete the account. The result is the token for
    /// [`delete_account`](Self::delete_account).
    ///
    /// - `proof`: a one-time code or the password; see [`DeletionProof`]. A password is encrypted as in
    ///   [`update_password`](Self::update_password).
    ///
    /// # Session
    ///
    /// The session does not change, except that an expired access token is renewed.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when a part of the proof is empty; nothing is sent.
    /// - [`Error::is_not_logged_in`] and [`Error::is_token_expired`] as [`get_profile`](Self::get_profile).
    /// - [`Error::is_api`] when the proof is wrong.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::DeletionProof;
    ///
    /// let proof = DeletionProof::phone_code("17612346754", "123456");
    /// let proof = client.v3().verify_delete_account_request(proof).await?;
    /// client.v3().delete_account(proof.delete_account_token).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `verifyDeleteAccountRequest`; in the mini-program SDK `deleteAccountRequest`.
    /// Endpoint: `POST /api/v3/verify-delete-account-request`.
    #[doc(alias = "verifyDeleteAccountRequest")]
    #[doc(alias = "deleteAccountRequest")]
    pub fn verify_delete_account_request(&self, proof: DeletionProof) -> VerifyDeleteAccountRequest {
        VerifyDeleteAccountRequest::new(&self.client, proof)
    }

    /// Deletes the account of the signed-in user.
    ///
    /// - `token`: the token of [`verify_delete_account_request`](Self::verify_delete_account_request).
    ///
    /// # Session
    ///
    /// After the deletion the session is removed from the store, because its tokens are those of an account that is gone.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when the token is empty; nothing is sent.
    /// - [`Error::is_not_logged_in`] and [`Error::is_token_expired`] as [`get_profile`](Self::get_profile).
    /// - [`Error::is_api`] when the token has expired, or the server says that it has not deleted the account.
    /// - [`Error::is_store`] when the store cannot be cleared. The account may be deleted all the same.
    ///
    /// JavaScript: `deleteAccount`. Endpoint: `POST /api/v3/delete-account`.
    #[doc(alias = "deleteAccount")]
    pub fn delete_account(&self, token: impl Into<Secret>) -> DeleteAccount {
        DeleteAccount::new(&self.client, token.into())
    }

    /// Fetches the public facts of the server: its versions, its addresses, and the keys that encrypt passwords.
    ///
    /// The methods that encrypt a password fetch the key by themselves.
    ///
    /// # Session
    ///
    /// The session is not used.
    ///
    /// # Errors
    ///
    /// Those of every call that sends a request.
    ///
    /// JavaScript: `getSystemInfo`; in the mini-program SDK `getPublicKey`. Endpoint: `GET /api/v3/system`.
    #[doc(alias = "getSystemInfo")]
    #[doc(alias = "getPublicKey")]
    pub fn get_system_info(&self) -> GetSystemInfo {
        GetSystemInfo::new(&self.client)
    }
}

/// What proves that a user may delete the account.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeletionProof {
    /// A code that was sent to the phone number, for the channel `CHANNEL_DELETE_ACCOUNT`.
    PhoneCode {
        /// The number, without the country calling code.
        phone: String,
        /// The country calling code, such as `+86`. Needed for a foreign number.
        phone_country_code: Option<String>,
        /// The code.
        code: Secret,
    },
    /// A code that was sent to the email address, for the channel `CHANNEL_DELETE_ACCOUNT`.
    EmailCode {
        /// The address.
        email: String,
        /// The code.
        code: Secret,
    },
    /// The password, in plain text.
    Password(Secret),
}

impl DeletionProof {
    /// Uses a code that was sent to a phone number of the mainland.
    pub fn phone_code(phone: impl Into<String>, code: impl Into<Secret>) -> Self {
        Self::PhoneCode { phone: phone.into(), phone_country_code: None, code: code.into() }
    }

    /// Uses a code that was sent to the email address.
    pub fn email_code(email: impl Into<String>, code: impl Into<Secret>) -> Self {
        Self::EmailCode { email: email.into(), code: code.into() }
    }

    /// Uses the password.
    pub fn password(password: impl Into<Secret>) -> Self {
        Self::Password(password.into())
    }

    async fn into_body(self, client: &AuthenticationClient) -> Result<VerifyDeleteAccountBody, Error> {
        let mut body = VerifyDeleteAccountBody::default();
        match self {
            Self::PhoneCode { phone, phone_country_code, code } => {
                require("phone", &phone, ASK)?;
                require("code", &code, ASK)?;
                body.verify_method = "PHONE_PASSCODE".into();
                body.phone_pass_code_payload =
                    Some(BindPhoneV3Body { phone_number: phone, phone_country_code, pass_code: code });
            }
            Self::EmailCode { email, code } => {
                require("email", &email, ASK)?;
                require("code", &code, ASK)?;
                body.verify_method = "EMAIL_PASSCODE".into();
                body.email_pass_code_payload = Some(DeletionEmailPayload { email: Some(email), pass_code: code });
            }
            Self::Password(password) => {
                let kind = encryption::preferred(client);
                let password = encryption::encrypt_as(client, Api::V3, &kind, &password).await?;
                body.verify_method = "PASSWORD".into();
                body.password_payload = Some(DeletionPasswordPayload { password, password_encrypt_type: Some(kind) });
            }
        }
        Ok(body)
    }
}

request! {
    UpdatePassword("v3_update_password") -> () {
        new_password: Secret;
        /// Sets the password that the user has.
        old_password: Secret,
    }
}

request! {
    VerifyDeleteAccountRequest("v3_verify_delete_account_request") -> DeleteAccountToken { proof: DeletionProof }
}

request! {
    DeleteAccount("v3_delete_account") -> () { token: Secret }
}

request! {
    GetSystemInfo("v3_get_system_info") -> SystemInfo {}
}

impl UpdatePassword {
    async fn send(self) -> Result<(), Error> {
        let Self { client, new_password, old_password } = self;
        require_password(&new_password)?;
        old_password.as_ref().map_or(Ok(()), require_password)?;
        super::call::access_token(&*client.store().required().await?)?;
        let kind = encryption::preferred(&client);
        let new_password = encryption::encrypt_as(&client, Api::V3, &kind, &new_password).await?;
        let old_password = match old_password {
            Some(old) => Some(encryption::encrypt_as(&client, Api::V3, &kind, &old).await?),
            None => None,
        };
        let body = &UpdatePasswordV3Body { new_password, old_password, password_encrypt_type: Some(kind) };
        require_done(with_access_token(&client, |api| async move { api.update_password_v3(body).await }).await?)
    }
}

impl VerifyDeleteAccountRequest {
    async fn send(self) -> Result<DeleteAccountToken, Error> {
        let Self { client, proof } = self;
        super::call::access_token(&*client.store().required().await?)?;
        let body = &proof.into_body(&client).await?;
        with_access_token(&client, |api| async move { api.verify_delete_account_request_v3(body).await }).await
    }
}

impl DeleteAccount {
    async fn send(self) -> Result<(), Error> {
        let Self { client, token } = self;
        require("token", &token, "take it out of the result of verify_delete_account_request")?;
        let body = &DeleteAccountBody { delete_account_token: token };
        require_done(with_access_token(&client, |api| async move { api.delete_account_v3(body).await }).await?)?;
        client.store().clear().await.map_err(|error| error.with_reached(true))
    }
}

impl GetSystemInfo {
    async fn send(self) -> Result<SystemInfo, Error> {
        self.client.anonymous().get_system_info_v3().await
    }
}
