//! Passwords: strength, reset and change.

use super::{ASK, options::option_setters, require};
use crate::{
    api::{encryption::encrypt, request::request},
    client::AuthenticationClient,
    error::Error,
    generated::types::{
        CheckPasswordStrengthVariables, CommonMessage, PasswordStrength, ResetPasswordByFirstLoginTokenVariables,
        ResetPasswordByForceResetTokenVariables, ResetPasswordVariables, UpdatePasswordVariables, User,
    },
    model::Secret,
    transport::Query,
};

impl AuthenticationClient {
    /// Asks the server whether a password satisfies the password rules of the user pool.
    ///
    /// - `password`: in plain text. Only TLS protects it; it is **not** encrypted in addition.
    ///
    /// For a weak password the call succeeds and [`PasswordStrength::valid`] tells that it is not allowed. The request
    /// carries the token of the session if there is one.
    ///
    /// # Session
    ///
    /// The session does not change.
    ///
    /// # Errors
    ///
    /// [`Error::is_api`] when the server refuses the request; [`Error::is_connect`] and [`Error::is_timeout`] when it
    /// does not answer. A weak password is not an error.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let strength = client.check_password_strength("passw0rd").await?;
    /// println!("{:?}", strength.valid);
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `checkPasswordStrength`. Endpoint: GraphQL `checkPasswordStrength`.
    #[doc(alias = "checkPasswordStrength")]
    pub fn check_password_strength(&self, password: impl Into<Secret>) -> CheckPasswordStrength {
        CheckPasswordStrength::new(self, CheckPasswordStrengthVariables { password: password.into() })
    }

    /// Sets a new password with a one-time code that was sent by text message.
    ///
    /// - `phone`: the phone number without the country calling code. For a foreign number add
    ///   [`phone_country_code`](ResetPasswordByPhoneCode::phone_country_code).
    /// - `code`: the one-time code of the text message. [`send_sms_code`](Self::send_sms_code) sends it.
    /// - `new_password`: in plain text. It is encrypted before it is sent, as described at
    ///   [`login_by_email`](Self::login_by_email).
    ///
    /// The request carries the token of the session if there is one.
    ///
    /// # Session
    ///
    /// The session does not change. The user is not logged in by this call.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when an argument is empty or the password is too long for the encryption key.
    /// - [`Error::is_api`] when the code is wrong or has expired, or when the password is too weak.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::SmsScene;
    ///
    /// client.send_sms_code("5550100").phone_country_code("+1").scene(SmsScene::RESET).await?;
    /// // The user types the code of the message:
    /// client.reset_password_by_phone_code("5550100", "123456", "a better passw0rd").phone_country_code("+1").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `resetPasswordByPhoneCode`. Endpoint: GraphQL `resetPassword`, before it `GET /api/v2/.well-known`.
    #[doc(alias = "resetPasswordByPhoneCode")]
    pub fn reset_password_by_phone_code(
        &self,
        phone: impl Into<String>,
        code: impl Into<Secret>,
        new_password: impl Into<Secret>,
    ) -> ResetPasswordByPhoneCode {
        let code = code.into();
        let phone = Some(phone.into());
        let variables =
            ResetPasswordVariables { phone, phone_country_code: None, email: None, code, ..Default::default() };
        ResetPasswordByPhoneCode::new(self, variables, new_password.into())
    }

    /// Sets a new password with a one-time code that was sent by email.
    ///
    /// - `email`: the email address.
    /// - `code`: the one-time code of the email. [`send_email`](Self::send_email) sends it.
    /// - `new_password`: in plain text. It is encrypted before it is sent, as described at
    ///   [`login_by_email`](Self::login_by_email).
    ///
    /// The request carries the token of the session if there is one.
    ///
    /// # Session
    ///
    /// The session does not change. The user is not logged in by this call.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when an argument is empty or the password is too long for the encryption key.
    /// - [`Error::is_api`] when the code is wrong or has expired, or when the password is too weak.
    ///
    /// JavaScript: `resetPasswordByEmailCode`. Endpoint: GraphQL `resetPassword`, before it `GET /api/v2/.well-known`.
    #[doc(alias = "resetPasswordByEmailCode")]
    pub fn reset_password_by_email_code(
        &self,
        email: impl Into<String>,
        code: impl Into<Secret>,
        new_password: impl Into<Secret>,
    ) -> ResetPasswordByEmailCode {
        let code = code.into();
        let email = Some(email.into());
        let variables =
            ResetPasswordVariables { phone: None, phone_country_code: None, email, code, ..Default::default() };
        ResetPasswordByEmailCode::new(self, variables, new_password.into())
    }

    /// Sets the user's own password at the first login, when the server demands it.
    ///
    /// - `token`: the token in the [data](Error::data) of the refused login. [`Error::challenge`] extracts it;
    ///   [`FirstLoginChallenge::set_password`](crate::FirstLoginChallenge::set_password) makes this call.
    /// - `new_password`: in plain text. It is encrypted before it is sent, as described at
    ///   [`login_by_email`](Self::login_by_email).
    ///
    /// The request carries the token of the session if there is one.
    ///
    /// # Session
    ///
    /// The session does not change. Log in with the new password afterwards.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when an argument is empty or the password is too long for the encryption key.
    /// - [`Error::is_api`] when the token has expired, or when the password is too weak.
    ///
    /// JavaScript: `resetPasswordByFirstLoginToken`. Endpoint: GraphQL `resetPasswordByFirstLoginToken`, before it `GET
    /// /api/v2/.well-known`.
    #[doc(alias = "resetPasswordByFirstLoginToken")]
    pub fn reset_password_by_first_login_token(
        &self,
        token: impl Into<Secret>,
        new_password: impl Into<Secret>,
    ) -> ResetPasswordByFirstLoginToken {
        ResetPasswordByFirstLoginToken::new(self, token.into(), new_password.into())
    }

    /// Replaces a password that the server no longer accepts.
    ///
    /// - `token`: the token in the [data](Error::data) of the refused login. [`Error::challenge`] extracts it;
    ///   [`PasswordResetChallenge::reset`](crate::PasswordResetChallenge::reset) makes this call.
    /// - `old_password`, `new_password`: in plain text. Both are encrypted before they are sent, as described at
    ///   [`login_by_email`](Self::login_by_email).
    ///
    /// The request carries the token of the session if there is one.
    ///
    /// # Session
    ///
    /// The session does not change. Log in with the new password afterwards.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when an argument is empty or a password is too long for the encryption key.
    /// - [`Error::is_api`] when the token has expired, when the old password is wrong, or when the new one is too weak.
    ///
    /// JavaScript: `resetPasswordByForceResetToken`. Endpoint: GraphQL `resetPasswordByForceResetToken`, before it `GET
    /// /api/v2/.well-known`.
    #[doc(alias = "resetPasswordByForceResetToken")]
    pub fn reset_password_by_force_reset_token(
        &self,
        token: impl Into<Secret>,
        old_password: impl Into<Secret>,
        new_password: impl Into<Secret>,
    ) -> ResetPasswordByForceResetToken {
        ResetPasswordByForceResetToken::new(self, token.into(), old_password.into(), new_password.into())
    }

    /// Changes the password of the logged-in user.
    ///
    /// - `new_password`: in plain text. It is encrypted before it is sent, as described at
    ///   [`login_by_email`](Self::login_by_email).
    ///
    /// A user who already has a password must prove it: chain [`old_password`](UpdatePassword::old_password).
    ///
    /// # Session
    ///
    /// The returned user is stored. The token stays, unless the reply contains a new one.
    ///
    /// # Errors
    ///
    /// - [`Error::is_not_logged_in`] without a session; nothing is sent.
    /// - [`Error::is_argument`] when a password is empty or too long for the encryption key.
    /// - [`Error::is_api`] when the old password is wrong or missing, or when the new one is too weak.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// client.update_password("a better passw0rd").old_password("passw0rd").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `updatePassword`. Endpoint: GraphQL `updatePassword`, before it `GET /api/v2/.well-known`.
    #[doc(alias = "updatePassword")]
    pub fn update_password(&self, new_password: impl Into<Secret>) -> UpdatePassword {
        UpdatePassword::new(self, new_password.into())
    }

    /// Estimates how hard a password is to guess, by its length and the kinds of characters in it.
    ///
    /// - `password`: in plain text.
    ///
    /// The estimate is local: no request is sent, and the password rules of the user pool are not consulted.
    /// [`check_password_strength`](Self::check_password_strength) asks the server.
    ///
    /// # Session
    ///
    /// The session is neither read nor changed.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn main() -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::{AuthenticationClient, PasswordSecurityLevel};
    ///
    /// let client = AuthenticationClient::builder("YOUR_APP_ID").build()?;
    /// assert_eq!(client.computed_password_security_level("abcdefg1"), PasswordSecurityLevel::Middle);
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `computedPasswordSecurityLevel`.
    #[doc(alias = "computedPasswordSecurityLevel")]
    pub fn computed_password_security_level(&self, password: impl Into<Secret>) -> PasswordSecurityLevel {
        PasswordSecurityLevel::of(password.into().expose())
    }
}

/// How hard a password is to guess.
///
/// Converted to `u8`, the levels are the numbers that JavaScript uses: 1, 2 and 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum PasswordSecurityLevel {
    /// Every password that is neither `Middle` nor `High`.
    Low = 1,
    /// At least 8 characters, including an ASCII letter and an ASCII digit.
    Middle = 2,
    /// At least 12 characters, including an ASCII lower-case letter, an ASCII upper-case letter and an ASCII digit.
    High = 3,
}

impl PasswordSecurityLevel {
    fn of(password: &str) -> Self {
        let length = password.chars().count();
        let has = |kind: fn(&char) -> bool| password.chars().any(|c| kind(&c));
        let (lower, upper) = (has(char::is_ascii_lowercase), has(char::is_ascii_uppercase));
        match has(char::is_ascii_digit) {
            true if length >= 12 && lower && upper => Self::High,
            true if length >= 8 && (lower || upper) => Self::Middle,
            _ => Self::Low,
        }
    }
}

impl From<PasswordSecurityLevel> for u8 {
    fn from(level: PasswordSecurityLevel) -> Self {
        level as Self
    }
}

request! {
    CheckPasswordStrength("check_password_strength") -> PasswordStrength { variables: CheckPasswordStrengthVariables }
}

request! {
    ResetPasswordByPhoneCode("reset_password_by_phone_code") -> CommonMessage {
        variables: ResetPasswordVariables,
        new_password: Secret,
    }
}
option_setters! { ResetPasswordByPhoneCode.variables { phone_country_code } }

request! {
    ResetPasswordByEmailCode("reset_password_by_email_code") -> CommonMessage {
        variables: ResetPasswordVariables,
        new_password: Secret,
    }
}

request! {
    ResetPasswordByFirstLoginToken("reset_password_by_first_login_token") -> CommonMessage { token: Secret, password: Secret }
}

request! {
    ResetPasswordByForceResetToken("reset_password_by_force_reset_token") -> CommonMessage {
        token: Secret,
        old_password: Secret,
        new_password: Secret,
    }
}

request! {
    UpdatePassword("update_password") -> User {
        new_password: Secret;
        /// Sets the current password of the user, in plain text. It is encrypted like the new one.
        old_password: Secret,
    }
}

impl CheckPasswordStrength {
    async fn send(self) -> Result<PasswordStrength, Error> {
        let Self { client, variables } = self;
        let token = client.store().token().await?;
        let query = Query(variables);
        client.authorized(token).check_password_strength(&query).await
    }
}

impl ResetPasswordByPhoneCode {
    async fn send(self) -> Result<CommonMessage, Error> {
        let Self { client, variables, new_password } = self;
        require("phone", variables.phone.as_deref().unwrap_or_default(), ASK)?;
        reset(&client, variables, &new_password).await
    }
}

impl ResetPasswordByEmailCode {
    async fn send(self) -> Result<CommonMessage, Error> {
        let Self { client, variables, new_password } = self;
        require("email", variables.email.as_deref().unwrap_or_default(), ASK)?;
        reset(&client, variables, &new_password).await
    }
}

/// Resets a password with the code that was sent to a phone or an email address.
async fn reset(
    client: &AuthenticationClient,
    mut variables: ResetPasswordVariables,
    new_password: &Secret,
) -> Result<CommonMessage, Error> {
    require("code", &variables.code, ASK)?;
    let token = client.store().token().await?;
    variables.new_password = encrypt(client, new_password).await?;
    client.authorized(token).reset_password(&Query(variables)).await
}

impl ResetPasswordByFirstLoginToken {
    async fn send(self) -> Result<CommonMessage, Error> {
        let Self { client, token, password } = self;
        require("token", &token, REFUSED_LOGIN)?;
        let bearer = client.store().token().await?;
        let password = encrypt(&client, &password).await?;
        let query = Query(ResetPasswordByFirstLoginTokenVariables { token, password });
        client.authorized(bearer).reset_password_by_first_login_token(&query).await
    }
}

impl ResetPasswordByForceResetToken {
    async fn send(self) -> Result<CommonMessage, Error> {
        let Self { client, token, old_password, new_password } = self;
        require("token", &token, REFUSED_LOGIN)?;
        let bearer = client.store().token().await?;
        let old_password = encrypt(&client, &old_password).await?;
        let new_password = encrypt(&client, &new_password).await?;
        let query = Query(ResetPasswordByForceResetTokenVariables { token, old_password, new_password });
        client.authorized(bearer).reset_password_by_force_reset_token(&query).await
    }
}

const REFUSED_LOGIN: &str = "take it from the data of the refused login";

impl UpdatePassword {
    async fn send(self) -> Result<User, Error> {
        let Self { client, new_password, old_password } = self;
        let session = client.store().required().await?;
        let token = session.token();
        let new_password = encrypt(&client, &new_password).await?;
        let old_password = match old_password {
            Some(old) => Some(encrypt(&client, &old).await?),
            None => None,
        };
        let query = Query(UpdatePasswordVariables { new_password, old_password });
        let user = client.authorized(token.clone()).update_password(&query).await?;
        client.store().update_user(token, user).await
    }
}
