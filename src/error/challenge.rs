//! What a login asks the user for before it goes on.

use serde_json::Value;

use super::ErrorCode;
use crate::model::{Secret, open_string};

/// What the server asks the user for in the place of logging them in. [`Error::challenge`](crate::Error::challenge) gives
/// it, and each kind says what answers it.
///
/// ```no_run
/// # async fn f(client: authing_wxapp::AuthenticationClient, ask: impl Fn(&str) -> String) -> Result<(), authing_wxapp::Error> {
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
    /// A second factor, bound to the user ([`USER_MFA_REQUIRED`](ErrorCode::USER_MFA_REQUIRED)) or asked for by the
    /// application ([`APP_MFA_REQUIRED`](ErrorCode::APP_MFA_REQUIRED)). A `verify_…` method answers it and logs in.
    SecondFactor(MfaChallenge),
    /// A password of the user's own, at the first login
    /// ([`FIRST_LOGIN_PASSWORD_RESET`](ErrorCode::FIRST_LOGIN_PASSWORD_RESET)).
    /// [`set_password`](FirstLoginChallenge::set_password) answers it; then log in with that password.
    FirstLogin(FirstLoginChallenge),
    /// A new password in the place of one that the server does not take any longer
    /// ([`PASSWORD_RESET_REQUIRED`](ErrorCode::PASSWORD_RESET_REQUIRED)).
    /// [`reset`](PasswordResetChallenge::reset) answers it; then log in with the new password.
    PasswordReset(PasswordResetChallenge),
    /// A stronger password ([`WEAK_PASSWORD_RESET_REQUIRED`](ErrorCode::WEAK_PASSWORD_RESET_REQUIRED)). Reset it with a
    /// code ([`reset_password_by_phone_code`](crate::AuthenticationClient::reset_password_by_phone_code),
    /// [`reset_password_by_email_code`](crate::AuthenticationClient::reset_password_by_email_code)), then log in with it.
    #[non_exhaustive]
    WeakPassword {},
    /// The text of a picture ([`CAPTCHA_REQUIRED`](ErrorCode::CAPTCHA_REQUIRED)):
    /// [`get_captcha`](crate::AuthenticationClient::get_captcha) has the picture; log in once more with its text and cookie.
    #[non_exhaustive]
    Captcha {},
    /// Which account the identity at another provider belongs to
    /// ([`BIND_EXISTING_ACCOUNT`](ErrorCode::BIND_EXISTING_ACCOUNT),
    /// [`BIND_OR_CREATE_ACCOUNT`](ErrorCode::BIND_OR_CREATE_ACCOUNT)). No published call answers it here: let the user log
    /// in at Authing's hosted page, or log in to the account in another way and
    /// [link](crate::AuthenticationClient::link_account) the two.
    #[non_exhaustive]
    BindAccount {
        /// Whether a new account is possible too.
        may_create: bool,
    },
    /// More of the profile ([`PROFILE_COMPLETION_REQUIRED`](ErrorCode::PROFILE_COMPLETION_REQUIRED),
    /// [`TENANT_PROFILE_COMPLETION_REQUIRED`](ErrorCode::TENANT_PROFILE_COMPLETION_REQUIRED)). No published call answers it
    /// here, and there is no session yet for [`update_profile`](crate::AuthenticationClient::update_profile): let the user log in
    /// at Authing's hosted page once.
    #[non_exhaustive]
    CompleteProfile {},
    /// To unlock the account, which the user may do ([`SELF_UNLOCK_AVAILABLE`](ErrorCode::SELF_UNLOCK_AVAILABLE)). No
    /// published call answers it here: let the user do so at Authing's hosted page, then log in once more.
    #[non_exhaustive]
    Unlock {},
    /// Which of several accounts to log in to ([`CHOOSE_ACCOUNT`](ErrorCode::CHOOSE_ACCOUNT),
    /// [`CHOOSE_LOGIN_ACCOUNT`](ErrorCode::CHOOSE_LOGIN_ACCOUNT)). Log in once more with what belongs to one account only,
    /// such as its user name.
    #[non_exhaustive]
    ChooseAccount {},
}

impl Challenge {
    /// What a code and its data ask for. Nothing when they ask for nothing, or lack the token without which nothing can be
    /// answered.
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
/// Look at the [`factors`](Self::factors), have the user choose one that is bound, and answer:
///
/// | policy | first | then |
/// |---|---|---|
/// | [`OTP`](MfaPolicy::OTP) | | [`verify_totp`](Self::verify_totp), or [`verify_recovery_code`](Self::verify_recovery_code) |
/// | [`SMS`](MfaPolicy::SMS) | [`send_sms_code`](crate::AuthenticationClient::send_sms_code), scene `mfa-verify` | [`verify_sms`](Self::verify_sms) |
/// | [`EMAIL`](MfaPolicy::EMAIL) | [`send_email`](crate::AuthenticationClient::send_email), scene `MFA_VERIFY` | [`verify_email`](Self::verify_email) |
/// | [`FACE`](MfaPolicy::FACE) | | [`verify_face`](Self::verify_face) |
///
/// When none is bound yet, bind one with the [`mfa_token`](Self::mfa_token) and the `associate_…` methods of
/// [`mfa()`](crate::AuthenticationClient::mfa), then answer with it.
///
/// **Stored afterwards:** every answer logs the user in.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct MfaChallenge {
    /// Names the user until the login is done, for some minutes.
    pub mfa_token: Secret,
    /// The factors that are allowed, the preferred one first. Empty when the server does not say.
    pub factors: Vec<MfaFactor>,
    /// The phone number that is bound, perhaps masked: then ask the user for it.
    pub phone: Option<String>,
    /// The dialling code of that number.
    pub phone_country_code: Option<String>,
    /// The email address that is bound, perhaps masked: then ask the user for it.
    pub email: Option<String>,
    /// The user name of whoever is logging in.
    pub username: Option<String>,
    /// The display name of whoever is logging in.
    pub nickname: Option<String>,
    /// The URL of the avatar of whoever is logging in.
    pub avatar: Option<String>,
}

/// One factor that is allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MfaFactor {
    /// What kind it is.
    pub policy: MfaPolicy,
    /// Whether the user has it already. `None` when the server does not say.
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
        // What is bound as a factor goes before what the account has.
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
        // A factor of the user's own is an authenticator, and there is one, else it would not be asked for.
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
}

/// A first login, at which the user has to set a password of their own.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct FirstLoginChallenge {
    /// What allows it.
    pub token: Secret,
}

/// A login with a password that the server does not take any longer.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PasswordResetChallenge {
    /// What allows the change.
    pub token: Secret,
}

fn secret(data: &Value, name: &str) -> Option<Secret> {
    data[name].as_str().filter(|text| !text.is_empty()).map(Secret::from)
}

/// Text that may be a number, such as a dialling code.
fn text(data: &Value, name: &str) -> Option<String> {
    match &data[name] {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
