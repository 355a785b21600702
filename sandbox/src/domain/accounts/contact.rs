//! Phone numbers and mail addresses of accounts, for which the same rules hold.

use std::borrow::Cow;

use authing_wxapp::{ErrorCode, MfaPolicy, User};

use crate::domain::{accounts::Key, phone, refusal::Refusal};

/// A kind of address at which a user receives codes. A phone number has its country code, if the request had it.
pub enum Contact {
    Phone(Option<String>),
    Email,
}

impl Contact {
    /// A phone number with the dialling code of a request, which is refused if no country has it.
    pub fn phone(country_code: Option<&str>) -> Result<Self, Refusal> {
        Ok(Self::Phone(phone::code(country_code)?.map(str::to_owned)))
    }

    pub fn of<'a>(&self, user: &'a User) -> Option<&'a str> {
        match self {
            Self::Phone(_) => user.phone.as_deref(),
            Self::Email => user.email.as_deref(),
        }
    }

    /// An address as accounts are looked up by it: a phone number with its dialling code.
    pub fn full<'a>(&self, address: &'a str) -> Cow<'a, str> {
        match self {
            Self::Phone(country) => phone::full(address, country.as_deref()),
            Self::Email => address.into(),
        }
    }

    /// The address of an account, as [`full`](Self::full) gives it.
    pub fn full_of<'a>(&self, user: &'a User) -> Option<Cow<'a, str>> {
        match self {
            Self::Phone(_) => Some(phone::full(user.phone.as_deref()?, user.phone_country_code.as_deref())),
            Self::Email => user.email.as_deref().map(Into::into),
        }
    }

    /// Whether an address is that of the user. A request that names no dialling code means that of the account.
    pub fn is_of(&self, user: &User, address: &str) -> bool {
        let is_named = self.full_of(user).is_some_and(|own| own == self.full(address));
        is_named || matches!(self, Self::Phone(None)) && self.of(user) == Some(address)
    }

    pub fn key(&self) -> Key {
        if matches!(self, Self::Phone(_)) { Key::Phone } else { Key::Email }
    }

    pub fn clear(&self, user: &mut User) {
        match self {
            Self::Phone(_) => (user.phone, user.phone_verified, user.phone_country_code) = (None, Some(false), None),
            Self::Email => (user.email, user.email_verified) = (None, Some(false)),
        }
    }

    /// The scenes of codes that verify a new address. The JavaScript SDKs name no scene for text messages.
    pub fn bind_scenes(&self) -> &'static [&'static str] {
        match self {
            Self::Phone(_) => &["", "bind", "complete-phone"],
            Self::Email => &["CHANGE_EMAIL", "VERIFY_CODE", "VERIFY_EMAIL", "EMAIL_BIND_VERIFY_CODE"],
        }
    }

    /// The scenes of codes that verify the old address.
    pub fn unbind_scenes(&self) -> &'static [&'static str] {
        match self {
            Self::Phone(_) => &["", "unbind", "bind"],
            Self::Email => &["CHANGE_EMAIL", "VERIFY_CODE", "VERIFY_EMAIL", "EMAIL_UNBIND_VERIFY_CODE"],
        }
    }

    /// The channel of codes that bind an address, as version 3 of the API calls the purpose of a code.
    pub fn bind_channel(&self) -> &'static str {
        if matches!(self, Self::Phone(_)) { "CHANNEL_BIND_PHONE" } else { "CHANNEL_BIND_EMAIL" }
    }

    /// The channel of codes that take an address off.
    pub fn unbind_channel(&self) -> &'static str {
        if matches!(self, Self::Phone(_)) { "CHANNEL_UNBIND_PHONE" } else { "CHANNEL_UNBIND_EMAIL" }
    }

    /// The channels of codes that verify the new address of a change. No published text says which it is, and text messages have none
    /// that is named after changes.
    pub fn new_channels(&self) -> &'static [&'static str] {
        match self {
            Self::Phone(_) => &["CHANNEL_BIND_PHONE"],
            Self::Email => &["CHANNEL_UPDATE_EMAIL", "CHANNEL_BIND_EMAIL"],
        }
    }

    /// The channels of codes that verify the old address of a change.
    pub fn old_channels(&self) -> &'static [&'static str] {
        match self {
            Self::Phone(_) => &["CHANNEL_UNBIND_PHONE", "CHANNEL_BIND_PHONE"],
            Self::Email => &["CHANNEL_UPDATE_EMAIL", "CHANNEL_UNBIND_EMAIL"],
        }
    }

    /// The second factor that consists of a code sent to such an address.
    pub fn policy(&self) -> MfaPolicy {
        if matches!(self, Self::Phone(_)) { MfaPolicy::SMS } else { MfaPolicy::EMAIL }
    }

    /// The scenes of codes that are a second factor.
    pub fn factor_scenes(&self) -> &'static [&'static str] {
        match self {
            Self::Phone(_) => &["", "mfa-verify", "mfa-bind"],
            Self::Email => &["MFA_VERIFY", "MFA_VERIFY_CODE"],
        }
    }

    pub fn taken(&self, message: &str) -> Refusal {
        Refusal::new(self.either(ErrorCode::PHONE_ALREADY_BOUND, ErrorCode::EMAIL_ALREADY_BOUND), message)
    }

    /// The refusal that the account has no such address. Only a missing mail address has an error code of its own.
    pub fn missing(&self) -> Refusal {
        Refusal::new(self.either(ErrorCode::BAD_REQUEST, ErrorCode::EMAIL_NOT_BOUND), "the account has no such address")
    }

    pub fn unchanged(&self) -> Refusal {
        Refusal::new(self.either(ErrorCode::PHONE_UNCHANGED, ErrorCode::EMAIL_UNCHANGED), "this is the old address")
    }

    pub fn unverified(&self) -> Refusal {
        let code = self.either(ErrorCode::OLD_PHONE_VERIFICATION_REQUIRED, ErrorCode::OLD_EMAIL_VERIFICATION_REQUIRED);
        Refusal::new(code, "the old address must be verified")
    }

    pub fn mismatch(&self) -> Refusal {
        Refusal::new(
            self.either(ErrorCode::OLD_PHONE_MISMATCH, ErrorCode::OLD_EMAIL_MISMATCH),
            "the account has another address",
        )
    }

    fn either(&self, phone: ErrorCode, email: ErrorCode) -> ErrorCode {
        if matches!(self, Self::Phone(_)) { phone } else { email }
    }

    /// Sets the address, which a code has verified.
    pub fn set_verified(&self, user: &mut User, address: &str) {
        match self {
            Self::Phone(country) => {
                user.phone = Some(address.into());
                user.phone_verified = Some(true);
                // A number without a dialling code is Chinese.
                let country = country.as_deref().unwrap_or("+86");
                user.phone_country_code = phone::code_of(address, Some(country));
            }
            Self::Email => {
                user.email = Some(address.into());
                user.email_verified = Some(true);
            }
        }
    }
}

/// The longest mail address, in bytes (RFC 5321, section 4.5.3.1.3, without the angle brackets).
const LONGEST: usize = 254;

/// Refuses what cannot be a mail address.
pub fn mail_address(text: &str, code: ErrorCode) -> Result<(), Refusal> {
    let parts = text.split_once('@').filter(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'));
    match parts.is_some() && text.len() <= LONGEST && !text.contains(char::is_whitespace) {
        true => Ok(()),
        false => Err(Refusal::new(code, "this is not a mail address")),
    }
}

/// Refuses what cannot be a phone number.
pub fn phone_number(text: &str, code: ErrorCode) -> Result<(), Refusal> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    match digits.len() >= 6 && digits.len() <= 15 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        true => Ok(()),
        false => Err(Refusal::new(code, "this is not a phone number")),
    }
}
