//! Passwords: how strong they are, and changing them.

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
    transport::{Query, require_accepted},
};

impl AuthenticationClient {
    /// Asks the server whether the rules of the user pool allow a password. A weak one is an answer, not an error: see
    /// [`PasswordStrength::valid`].
    ///
    /// - `password`: in plain text. It is **not encrypted** but by TLS.
    ///
    /// The token of the session is sent along when there is one.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** when the server cannot be asked.
    ///
    /// JavaScript: `checkPasswordStrength`. Endpoint: GraphQL `checkPasswordStrength`.
    #[doc(alias = "checkPasswordStrength")]
    pub fn check_password_strength(&self, password: impl Into<Secret>) -> CheckPasswordStrength {
        CheckPasswordStrength::new(self, CheckPasswordStrengthVariables { password: password.into() })
    }

    /// Sets a new password with the code that was sent to the phone.
    ///
    /// - `phone`: the number without dialling code, which
    ///   [`phone_country_code`](ResetPasswordByPhoneCode::phone_country_code) gives when it is foreign.
    /// - `code`: out of the text message. It can be used once.
    /// - `new_password`: in plain text. It is encrypted as [`login_by_email`](Self::login_by_email) tells.
    ///
    /// The token of the session is sent along when there is one.
    ///
    /// **Stored afterwards:** nothing changes; nobody is logged in by it.
    ///
    /// **Errors:** an empty argument or a password that is too long is refused on this side; a wrong or expired code, or a
    /// password that is too weak, by the server.
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

    /// Sets a new password with the code that was sent to the email address.
    ///
    /// - `email`: the address.
    /// - `code`: out of the mail. It can be used once.
    /// - `new_password`: in plain text. It is encrypted as [`login_by_email`](Self::login_by_email) tells.
    ///
    /// **Stored afterwards** and **Errors:** as
    /// [`reset_password_by_phone_code`](Self::reset_password_by_phone_code).
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

    /// Sets a password of the user's own at the first login, when the server demands one.
    ///
    /// - `token`: out of the data of the refused login.
    /// - `new_password`: in plain text. It is encrypted as [`login_by_email`](Self::login_by_email) tells.
    ///
    /// **Stored afterwards** and **Errors:** as
    /// [`reset_password_by_phone_code`](Self::reset_password_by_phone_code).
    ///
    /// JavaScript: `resetPasswordByFirstLoginToken`. Endpoint: GraphQL `resetPasswordByFirstLoginToken`, before it
    /// `GET /api/v2/.well-known`.
    #[doc(alias = "resetPasswordByFirstLoginToken")]
    pub fn reset_password_by_first_login_token(
        &self,
        token: impl Into<Secret>,
        new_password: impl Into<Secret>,
    ) -> ResetPasswordByFirstLoginToken {
        ResetPasswordByFirstLoginToken::new(self, token.into(), new_password.into())
    }

    /// Sets a new password in the place of one that the server does not take any longer.
    ///
    /// - `token`: out of the data of the refused login.
    /// - `old_password`, `new_password`: in plain text. Both are encrypted as [`login_by_email`](Self::login_by_email)
    ///   tells.
    ///
    /// **Stored afterwards** and **Errors:** as
    /// [`reset_password_by_phone_code`](Self::reset_password_by_phone_code).
    ///
    /// JavaScript: `resetPasswordByForceResetToken`. Endpoint: GraphQL `resetPasswordByForceResetToken`, before it
    /// `GET /api/v2/.well-known`.
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
    /// - `new_password`: in plain text. It is encrypted as [`login_by_email`](Self::login_by_email) tells.
    ///
    /// A user who has a password must give it: chain [`old_password`](UpdatePassword::old_password).
    ///
    /// **Stored afterwards:** the user; the token stays, unless the reply has a new one.
    ///
    /// **Errors:** [`is_not_logged_in`](Error::is_not_logged_in) without a session, and nothing is sent; an empty password
    /// or one that is too long is refused on this side, a wrong old one by the server.
    ///
    /// JavaScript: `updatePassword`. Endpoint: GraphQL `updatePassword`, before it `GET /api/v2/.well-known`.
    #[doc(alias = "updatePassword")]
    pub fn update_password(&self, new_password: impl Into<Secret>) -> UpdatePassword {
        UpdatePassword::new(self, new_password.into())
    }

    /// How hard a password is to guess, by its length and kinds of characters. Nothing is sent, and no rule of the user pool
    /// is asked; [`check_password_strength`](Self::check_password_strength) does that.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** none.
    ///
    /// JavaScript: `computedPasswordSecurityLevel`.
    ///
    /// ```
    /// # fn main() -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::{AuthenticationClient, PasswordSecurityLevel};
    ///
    /// let client = AuthenticationClient::builder("YOUR_APP_ID").build()?;
    /// assert_eq!(client.computed_password_security_level("abcdefg1"), PasswordSecurityLevel::Middle);
    /// # Ok(()) }
    /// ```
    #[doc(alias = "computedPasswordSecurityLevel")]
    pub fn computed_password_security_level(&self, password: impl Into<Secret>) -> PasswordSecurityLevel {
        PasswordSecurityLevel::of(password.into().expose())
    }
}

/// How hard a password is to guess. As a number, as JavaScript has it: 1, 2 or 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum PasswordSecurityLevel {
    /// Everything else.
    Low = 1,
    /// At least 8 characters, among them a letter and a digit.
    Middle = 2,
    /// At least 12 characters, among them a lower case letter, an upper case letter and a digit.
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
    /// Of [`check_password_strength`](AuthenticationClient::check_password_strength).
    CheckPasswordStrength("check_password_strength") -> PasswordStrength { variables: CheckPasswordStrengthVariables }
}

request! {
    /// Of [`reset_password_by_phone_code`](AuthenticationClient::reset_password_by_phone_code).
    ResetPasswordByPhoneCode("reset_password_by_phone_code") -> CommonMessage {
        variables: ResetPasswordVariables,
        new_password: Secret,
    }
}
option_setters! { ResetPasswordByPhoneCode.variables { phone_country_code } }

request! {
    /// Of [`reset_password_by_email_code`](AuthenticationClient::reset_password_by_email_code).
    ResetPasswordByEmailCode("reset_password_by_email_code") -> CommonMessage {
        variables: ResetPasswordVariables,
        new_password: Secret,
    }
}

request! {
    /// Of [`reset_password_by_first_login_token`](AuthenticationClient::reset_password_by_first_login_token).
    ResetPasswordByFirstLoginToken("reset_password_by_first_login_token") -> CommonMessage { token: Secret, password: Secret }
}

request! {
    /// Of [`reset_password_by_force_reset_token`](AuthenticationClient::reset_password_by_force_reset_token).
    ResetPasswordByForceResetToken("reset_password_by_force_reset_token") -> CommonMessage {
        token: Secret,
        old_password: Secret,
        new_password: Secret,
    }
}

request! {
    /// Of [`update_password`](AuthenticationClient::update_password).
    UpdatePassword("update_password") -> User {
        new_password: Secret;
        /// The password that the user has, in plain text. It is encrypted like the new one.
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
    require_accepted(client.authorized(token).reset_password(&Query(variables)).await?)
}

impl ResetPasswordByFirstLoginToken {
    async fn send(self) -> Result<CommonMessage, Error> {
        let Self { client, token, password } = self;
        require("token", &token, REFUSED_LOGIN)?;
        let bearer = client.store().token().await?;
        let password = encrypt(&client, &password).await?;
        let query = Query(ResetPasswordByFirstLoginTokenVariables { token, password });
        require_accepted(client.authorized(bearer).reset_password_by_first_login_token(&query).await?)
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
        require_accepted(client.authorized(bearer).reset_password_by_force_reset_token(&query).await?)
    }
}

const REFUSED_LOGIN: &str = "take it out of the data of the refused login";

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
