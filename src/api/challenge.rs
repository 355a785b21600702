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
    /// Answers with a code of the user's authenticator: [`Mfa::verify_totp_mfa`](crate::Mfa::verify_totp_mfa).
    pub fn verify_totp(&self, client: &AuthenticationClient, totp: impl Into<Secret>) -> VerifyTotpMfa {
        client.mfa().verify_totp_mfa(totp, &self.mfa_token)
    }

    /// Answers with a recovery code: [`Mfa::verify_totp_recovery_code`](crate::Mfa::verify_totp_recovery_code).
    pub fn verify_recovery_code(
        &self,
        client: &AuthenticationClient,
        recovery_code: impl Into<Secret>,
    ) -> VerifyTotpRecoveryCode {
        client.mfa().verify_totp_recovery_code(recovery_code, &self.mfa_token)
    }

    /// Answers with the code that was sent to a phone: [`Mfa::verify_app_sms_mfa`](crate::Mfa::verify_app_sms_mfa).
    pub fn verify_sms(
        &self,
        client: &AuthenticationClient,
        phone: impl Into<String>,
        code: impl Into<Secret>,
    ) -> VerifyAppSmsMfa {
        client.mfa().verify_app_sms_mfa(phone, code, &self.mfa_token)
    }

    /// Answers with the code that was sent to an address: [`Mfa::verify_app_email_mfa`](crate::Mfa::verify_app_email_mfa).
    pub fn verify_email(
        &self,
        client: &AuthenticationClient,
        email: impl Into<String>,
        code: impl Into<Secret>,
    ) -> VerifyAppEmailMfa {
        client.mfa().verify_app_email_mfa(email, code, &self.mfa_token)
    }

    /// Answers with the URL of a picture of the face: [`Mfa::verify_face_mfa`](crate::Mfa::verify_face_mfa), which has a
    /// sister for a picture of your own.
    pub fn verify_face(&self, client: &AuthenticationClient, photo: impl Into<String>) -> VerifyFaceMfa {
        client.mfa().verify_face_mfa(photo, &self.mfa_token)
    }
}

impl FirstLoginChallenge {
    /// Sets the password; nobody is logged in by it, so log in with it then. It is
    /// [`reset_password_by_first_login_token`](AuthenticationClient::reset_password_by_first_login_token).
    pub fn set_password(
        &self,
        client: &AuthenticationClient,
        password: impl Into<Secret>,
    ) -> ResetPasswordByFirstLoginToken {
        client.reset_password_by_first_login_token(&self.token, password)
    }
}

impl PasswordResetChallenge {
    /// Changes the password; nobody is logged in by it, so log in with the new one then. It is
    /// [`reset_password_by_force_reset_token`](AuthenticationClient::reset_password_by_force_reset_token).
    pub fn reset(
        &self,
        client: &AuthenticationClient,
        old_password: impl Into<Secret>,
        new_password: impl Into<Secret>,
    ) -> ResetPasswordByForceResetToken {
        client.reset_password_by_force_reset_token(&self.token, old_password, new_password)
    }
}
