//! What the server requires before it logs a user in.

use serde_json::Value;

use crate::{
    AuthenticationClient, ErrorCode, Secret,
    request::{
        ResetPasswordByFirstLoginToken, ResetPasswordByForceResetToken, VerifyAppEmailMfa, VerifyAppSmsMfa,
        VerifyFaceMfa, VerifyTotpMfa, VerifyTotpRecoveryCode,
    },
    wire::open_string,
};

/// What the server requires before it logs the user in; [`Error::challenge`](crate::Error::challenge) returns it.
///
/// Each variant says how to answer it.
///
/// # Examples
///
/// ```no_run
/// # async fn f(
/// #     client: authing_wxapp::AuthenticationClient,
/// #     ask: impl Fn(&str) -> String,
/// # ) -> Result<(), authing_wxapp::Error> {
/// use authing_wxapp::Challenge;
///
/// let refused = match client.login_by_email("ada@example.com", "passw0rd").await {
///     Ok(user) => return Ok(()),
///     Err(error) => error,
/// };
/// match refused.challenge() {
///     Some(Challenge::SecondFactor(mfa)) => {
///         let user = mfa.verify_totp(&client, ask("the code of your authenticator")).await?; // logged in
///     }
///     Some(Challenge::FirstLogin(first)) => {
///         let password = ask("a password of your own");
///         first.set_password(&client, &*password).await?;
///         client.login_by_email("ada@example.com", password).await?;
///     }
///     _ => return Err(refused),
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Challenge {
    /// A second factor, which the user has bound ([`USER_MFA_REQUIRED`](ErrorCode::USER_MFA_REQUIRED)) or the
    /// application requires ([`APP_MFA_REQUIRED`](ErrorCode::APP_MFA_REQUIRED)). A `verify_…` method of the challenge
    /// answers it and logs the user in.
    SecondFactor(MfaChallenge),
    /// A new password at the first login, chosen by the user
    /// ([`FIRST_LOGIN_PASSWORD_RESET`](ErrorCode::FIRST_LOGIN_PASSWORD_RESET)).
    /// [`set_password`](FirstLoginChallenge::set_password) answers it; then log in with that password.
    FirstLogin(FirstLoginChallenge),
    /// A new password, because the server no longer accepts the old one
    /// ([`PASSWORD_RESET_REQUIRED`](ErrorCode::PASSWORD_RESET_REQUIRED)). [`reset`](PasswordResetChallenge::reset)
    /// answers it; then log in with the new password.
    PasswordReset(PasswordResetChallenge),
    /// A stronger password ([`WEAK_PASSWORD_RESET_REQUIRED`](ErrorCode::WEAK_PASSWORD_RESET_REQUIRED)). Reset it with a
    /// one-time code ([`reset_password_by_phone_code`](AuthenticationClient::reset_password_by_phone_code),
    /// [`reset_password_by_email_code`](AuthenticationClient::reset_password_by_email_code)), then log in with the new
    /// one.
    #[non_exhaustive]
    WeakPassword {},
    /// The text of a captcha ([`CAPTCHA_REQUIRED`](ErrorCode::CAPTCHA_REQUIRED)).
    /// [`get_captcha`](AuthenticationClient::get_captcha) fetches its picture; then log in again with its text and
    /// cookie.
    #[non_exhaustive]
    Captcha {},
    /// The account that an identity at another provider belongs to
    /// ([`BIND_EXISTING_ACCOUNT`](ErrorCode::BIND_EXISTING_ACCOUNT),
    /// [`BIND_OR_CREATE_ACCOUNT`](ErrorCode::BIND_OR_CREATE_ACCOUNT)). No published API call answers it. Let the user
    /// log in at Authing's hosted page, or log the user in to the account in another way and
    /// [link](AuthenticationClient::link_account) the two.
    #[non_exhaustive]
    BindAccount {
        /// Whether the user may create a new account instead.
        may_create: bool,
    },
    /// A complete profile ([`PROFILE_COMPLETION_REQUIRED`](ErrorCode::PROFILE_COMPLETION_REQUIRED),
    /// [`TENANT_PROFILE_COMPLETION_REQUIRED`](ErrorCode::TENANT_PROFILE_COMPLETION_REQUIRED)). No published API call
    /// answers it, and [`update_profile`](AuthenticationClient::update_profile) needs a session, which does not exist
    /// yet. Let the user log in at Authing's hosted page once.
    #[non_exhaustive]
    CompleteProfile {},
    /// To unlock the account, which the user may do without help
    /// ([`SELF_UNLOCK_AVAILABLE`](ErrorCode::SELF_UNLOCK_AVAILABLE)). No published API call answers it. Let the user
    /// unlock it at Authing's hosted page, then log in again.
    #[non_exhaustive]
    Unlock {},
    /// A choice between several accounts ([`CHOOSE_ACCOUNT`](ErrorCode::CHOOSE_ACCOUNT),
    /// [`CHOOSE_LOGIN_ACCOUNT`](ErrorCode::CHOOSE_LOGIN_ACCOUNT)). Log in again with a credential that only one account
    /// has, such as its username.
    #[non_exhaustive]
    ChooseAccount {},
}

impl Challenge {
    /// Reads the challenge from an error code and the data of the error. `None` if the code requires nothing of the
    /// user, or if the data lack the token that an answer needs.
    pub(crate) fn of(code: ErrorCode, data: Option<&Value>) -> Option<Self> {
        let data = data.unwrap_or(&Value::Null);
        Some(match code {
            ErrorCode::USER_MFA_REQUIRED | ErrorCode::APP_MFA_REQUIRED => {
                Self::SecondFactor(MfaChallenge::of(code, data)?)
            }
            ErrorCode::FIRST_LOGIN_PASSWORD_RESET => {
                Self::FirstLogin(FirstLoginChallenge { token: secret(data, "token")? })
            }
            ErrorCode::PASSWORD_RESET_REQUIRED => {
                Self::PasswordReset(PasswordResetChallenge { token: secret(data, "token")? })
            }
            ErrorCode::WEAK_PASSWORD_RESET_REQUIRED => Self::WeakPassword {},
            ErrorCode::CAPTCHA_REQUIRED => Self::Captcha {},
            ErrorCode::BIND_EXISTING_ACCOUNT => Self::BindAccount { may_create: false },
            ErrorCode::BIND_OR_CREATE_ACCOUNT => Self::BindAccount { may_create: true },
            ErrorCode::PROFILE_COMPLETION_REQUIRED | ErrorCode::TENANT_PROFILE_COMPLETION_REQUIRED => {
                Self::CompleteProfile {}
            }
            ErrorCode::SELF_UNLOCK_AVAILABLE => Self::Unlock {},
            ErrorCode::CHOOSE_ACCOUNT | ErrorCode::CHOOSE_LOGIN_ACCOUNT => Self::ChooseAccount {},
            _ => return None,
        })
    }
}

/// A login that needs a second factor.
///
/// Let the user choose one of the [`factors`](Self::factors) that is bound, and answer:
///
/// | policy | first | then |
/// |---|---|---|
/// | [`OTP`](MfaPolicy::OTP) | | [`verify_totp`], or [`verify_recovery_code`] |
/// | [`SMS`](MfaPolicy::SMS) | [`send_sms_code`], scene `mfa-verify` | [`verify_sms`] |
/// | [`EMAIL`](MfaPolicy::EMAIL) | [`send_email`], scene `MFA_VERIFY` | [`verify_email`] |
/// | [`FACE`](MfaPolicy::FACE) | | [`verify_face`] |
///
/// [`send_sms_code`]: AuthenticationClient::send_sms_code
/// [`send_email`]: AuthenticationClient::send_email
/// [`verify_totp`]: Self::verify_totp
/// [`verify_recovery_code`]: Self::verify_recovery_code
/// [`verify_sms`]: Self::verify_sms
/// [`verify_email`]: Self::verify_email
/// [`verify_face`]: Self::verify_face
///
/// If no factor is bound yet, bind one with the [`mfa_token`](Self::mfa_token) and the `associate_…` methods of
/// [`mfa()`](AuthenticationClient::mfa), then answer with it.
///
/// # Session
///
/// Each answer logs the user in: it stores the user and the token in place of the previous session.
///
/// # Examples
///
/// ```no_run
/// # async fn f(
/// #     client: authing_wxapp::AuthenticationClient,
/// #     mfa: authing_wxapp::MfaChallenge,
/// # ) -> Result<(), authing_wxapp::Error> {
/// use authing_wxapp::{MfaPolicy, SmsScene};
///
/// let sms = mfa.factors.iter().find(|factor| factor.policy == MfaPolicy::SMS && factor.bound == Some(true));
/// if let (Some(_), Some(phone)) = (sms, &mfa.phone) {
///     client.send_sms_code(phone).scene(SmsScene::MFA_VERIFY).await?;
///     let user = mfa.verify_sms(&client, phone, "the code").await?;
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct MfaChallenge {
    /// The MFA token, which identifies the user until the login is finished. It is valid for some minutes.
    pub mfa_token: Secret,
    /// The allowed factors, the preferred one first. Empty if the server does not list them.
    pub factors: Vec<MfaFactor>,
    /// The phone number that is bound. It may be masked: ask the user for it then.
    pub phone: Option<String>,
    /// The country calling code of that number.
    pub phone_country_code: Option<String>,
    /// The email address that is bound. It may be masked: ask the user for it then.
    pub email: Option<String>,
    /// The username of the user who is logging in.
    pub username: Option<String>,
    /// The display name of the user who is logging in.
    pub nickname: Option<String>,
    /// The URL of the avatar of the user who is logging in.
    pub avatar: Option<String>,
}

/// A second factor that a login accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MfaFactor {
    /// The kind of the factor.
    pub policy: MfaPolicy,
    /// Whether the user has bound the factor. `None` if the server does not say.
    pub bound: Option<bool>,
}

open_string! {
    /// A kind of second factor.
    pub struct MfaPolicy {
        SMS = "SMS",
        EMAIL = "EMAIL",
        OTP = "OTP",
        FACE = "FACE",
        PASSKEY = "PASSKEY",
    }
}

impl MfaChallenge {
    fn of(code: ErrorCode, data: &Value) -> Option<Self> {
        let mfa_token = secret(data, "mfaToken")?;
        // The phone number and email address bound as factors take precedence over those of the account.
        let (phone, phone_country_code) = match text(data, "mfaPhone") {
            Some(phone) => (Some(phone), text(data, "mfaPhoneCountryCode")),
            None => (text(data, "phone"), text(data, "phoneCountryCode")),
        };
        let email = text(data, "mfaEmail").or_else(|| text(data, "email"));
        let mut allowed: Vec<(i64, MfaPolicy)> = data["applicationMfa"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|entry| entry["status"] != 0)
            .filter_map(|entry| Some((entry["sort"].as_i64().unwrap_or(i64::MAX), entry["mfaPolicy"].as_str()?.into())))
            .collect();
        allowed.sort_by_key(|(sort, _)| *sort);
        // Only an authenticator leads to this code, even if the data do not list it.
        let own = code == ErrorCode::USER_MFA_REQUIRED;
        if own && allowed.is_empty() {
            allowed.push((0, MfaPolicy::OTP));
        }
        let bound = |policy: &MfaPolicy| match policy.as_str() {
            "SMS" => Some(phone.is_some()),
            "EMAIL" => Some(email.is_some()),
            "OTP" => data["totpMfaEnabled"].as_bool().or(own.then_some(true)),
            "FACE" => data["faceMfaEnabled"].as_bool(),
            _ => None,
        };
        let factors = allowed.into_iter().map(|(_, policy)| MfaFactor { bound: bound(&policy), policy }).collect();
        let [username, nickname, avatar] = ["username", "nickname", "avatar"].map(|name| text(data, name));
        Some(Self { mfa_token, factors, phone, phone_country_code, email, username, nickname, avatar })
    }

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
    /// - [`TOTP_CODE_INCORRECT`](ErrorCode::TOTP_CODE_INCORRECT) if the code is wrong.
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
    /// - [`RECOVERY_CODE_INCORRECT`](ErrorCode::RECOVERY_CODE_INCORRECT) if the code is wrong.
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
    /// - [`FACE_CHECK_FAILED`](ErrorCode::FACE_CHECK_FAILED) if it is another face.
    /// - [`Error::is_store`](crate::Error::is_store) if the session cannot be stored;
    ///   [`Error::session`](crate::Error::session) has it.
    pub fn verify_face(&self, client: &AuthenticationClient, photo: impl Into<String>) -> VerifyFaceMfa {
        client.mfa().verify_face_mfa(photo, &self.mfa_token)
    }
}

/// A first login, at which the user has to choose a new password.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct FirstLoginChallenge {
    /// The token that authorizes setting the password.
    pub token: Secret,
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

/// A login with a password that the server no longer accepts.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PasswordResetChallenge {
    /// The token that authorizes the change.
    pub token: Secret,
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

fn secret(data: &Value, name: &str) -> Option<Secret> {
    data[name].as_str().filter(|text| !text.is_empty()).map(Secret::from)
}

/// Reads a member that is text or a number, such as a country calling code.
fn text(data: &Value, name: &str) -> Option<String> {
    match &data[name] {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
