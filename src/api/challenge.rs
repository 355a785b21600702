//! The calls that answer what a login asks for.

use crate::{
    client::AuthenticationClient,
    error::{FirstLoginChallenge, MfaChallenge, PasswordResetChallenge},
    model::Secret,
    request::{
        ResetPasswordByFirstLoginToken, ResetPasswordByForceResetToken, VerifyAppEmailMfa, VerifyAppSmsMfa,
        VerifyFaceMfa, VerifyTotpMfa, VerifyTotpRecoveryCode,
    },
};

impl MfaChallenge {
    /// Answers with a code of the user's authenticator, as [`Mfa::verify_totp_mfa`](crate::Mfa::verify_totp_mfa) does.
    ///
    /// - `totp`: the six digits that the authenticator app shows.
    ///
    /// # Session
    ///
    /// Stores the user and the token in place of the previous session.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`](crate::Error::is_argument) if the code is blank; nothing is sent.
    /// - [`TOTP_CODE_INCORRECT`](crate::ErrorCode::TOTP_CODE_INCORRECT) if the code is wrong.
    /// - [`Error::is_store`](crate::Error::is_store) if the session cannot be stored;
    ///   [`Error::session`](crate::Error::session) has it.
    pub fn verify_totp(&self, client: &AuthenticationClient, totp: impl Into<Secret>) -> VerifyTotpMfa {
        client.mfa().verify_totp_mfa(totp, &self.mfa_token)
    }

    /// Answers with a recovery code, as [`Mfa::verify_totp_recovery_code`](crate::Mfa::verify_totp_recovery_code) does.
    ///
    /// - `recovery_code`: the code that the association of the authenticator returned. It is valid once; the result has
    ///   a new one.
    ///
    /// # Session
    ///
    /// Stores the user and the token in place of the previous session.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`](crate::Error::is_argument) if the code is blank; nothing is sent.
    /// - [`RECOVERY_CODE_INCORRECT`](crate::ErrorCode::RECOVERY_CODE_INCORRECT) if the code is wrong.
    /// - [`Error::is_store`](crate::Error::is_store) if the session cannot be stored;
    ///   [`Error::session`](crate::Error::session) has it.
    pub fn verify_recovery_code(
        &self,
        client: &AuthenticationClient,
        recovery_code: impl Into<Secret>,
    ) -> VerifyTotpRecoveryCode {
        client.mfa().verify_totp_recovery_code(recovery_code, &self.mfa_token)
    }

    /// Answers with a one-time code that was sent to a phone, as
    /// [`Mfa::verify_app_sms_mfa`](crate::Mfa::verify_app_sms_mfa) does.
    ///
    /// - `phone`: the number without country calling code.
    /// - `code`: the one-time code from the text message.
    ///
    /// # Session
    ///
    /// Stores the user and the token in place of the previous session.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`](crate::Error::is_argument) if an argument is blank; nothing is sent.
    /// - [`Error::is_api`](crate::Error::is_api) if the code is wrong or expired.
    /// - [`Error::is_store`](crate::Error::is_store) if the session cannot be stored;
    ///   [`Error::session`](crate::Error::session) has it.
    pub fn verify_sms(
        &self,
        client: &AuthenticationClient,
        phone: impl Into<String>,
        code: impl Into<Secret>,
    ) -> VerifyAppSmsMfa {
        client.mfa().verify_app_sms_mfa(phone, code, &self.mfa_token)
    }

    /// Answers with a one-time code that was sent to an email address, as
    /// [`Mfa::verify_app_email_mfa`](crate::Mfa::verify_app_email_mfa) does.
    ///
    /// - `email`: the address.
    /// - `code`: the one-time code from the email.
    ///
    /// # Session
    ///
    /// Stores the user and the token in place of the previous session.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`](crate::Error::is_argument) if an argument is blank; nothing is sent.
    /// - [`Error::is_api`](crate::Error::is_api) if the code is wrong or expired.
    /// - [`Error::is_store`](crate::Error::is_store) if the session cannot be stored;
    ///   [`Error::session`](crate::Error::session) has it.
    pub fn verify_email(
        &self,
        client: &AuthenticationClient,
        email: impl Into<String>,
        code: impl Into<Secret>,
    ) -> VerifyAppEmailMfa {
        client.mfa().verify_app_email_mfa(email, code, &self.mfa_token)
    }

    /// Answers with a picture of the user's face, as [`Mfa::verify_face_mfa`](crate::Mfa::verify_face_mfa) does.
    ///
    /// [`Mfa::verify_face_mfa_by_picture`](crate::Mfa::verify_face_mfa_by_picture) uploads a picture first.
    ///
    /// - `photo`: the URL of the picture, or the key of a private upload.
    ///
    /// # Session
    ///
    /// Stores the user and the token in place of the previous session.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`](crate::Error::is_argument) if `photo` is blank; nothing is sent.
    /// - [`FACE_CHECK_FAILED`](crate::ErrorCode::FACE_CHECK_FAILED) if it is another face.
    /// - [`Error::is_store`](crate::Error::is_store) if the session cannot be stored;
    ///   [`Error::session`](crate::Error::session) has it.
    pub fn verify_face(&self, client: &AuthenticationClient, photo: impl Into<String>) -> VerifyFaceMfa {
        client.mfa().verify_face_mfa(photo, &self.mfa_token)
    }
}

impl FirstLoginChallenge {
    /// Sets the new password, as
    /// [`reset_password_by_first_login_token`](AuthenticationClient::reset_password_by_first_login_token) does.
    ///
    /// - `password`: in plain text. It is encrypted before it is sent.
    ///
    /// # Session
    ///
    /// The session is not changed: log in with the new password afterwards. If there is a session, its token is sent as
    /// the bearer token.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`](crate::Error::is_argument) if the password is empty or too long; it is not sent.
    /// - [`Error::is_api`](crate::Error::is_api) if the server refuses, for example because the password breaks the
    ///   rules of the user pool.
    pub fn set_password(
        &self,
        client: &AuthenticationClient,
        password: impl Into<Secret>,
    ) -> ResetPasswordByFirstLoginToken {
        client.reset_password_by_first_login_token(&self.token, password)
    }
}

impl PasswordResetChallenge {
    /// Changes the password, as
    /// [`reset_password_by_force_reset_token`](AuthenticationClient::reset_password_by_force_reset_token) does.
    ///
    /// - `old_password`, `new_password`: in plain text. They are encrypted before they are sent.
    ///
    /// # Session
    ///
    /// The session is not changed: log in with the new password afterwards. If there is a session, its token is sent as
    /// the bearer token.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`](crate::Error::is_argument) if a password is empty or too long; nothing is changed.
    /// - [`Error::is_api`](crate::Error::is_api) if the server refuses, for example because the old password is wrong.
    pub fn reset(
        &self,
        client: &AuthenticationClient,
        old_password: impl Into<Secret>,
        new_password: impl Into<Secret>,
    ) -> ResetPasswordByForceResetToken {
        client.reset_password_by_force_reset_token(&self.token, old_password, new_password)
    }
}
