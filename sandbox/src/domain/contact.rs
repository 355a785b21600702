//! Phone numbers and mail addresses of accounts, which go by the same rules.

use authing_wxapp::{ErrorCode, MfaPolicy, Secret, User};

use crate::{
    domain::data::Account,
    domain::{account_store::Key, refusal::Refusal},
    state::State,
};

/// What a user is reached at. A phone number comes with its dialling code, when that was told.
pub enum Contact {
    Phone(Option<String>),
    Email,
}

impl Contact {
    pub fn of<'a>(&self, user: &'a User) -> Option<&'a str> {
        match self {
            Self::Phone(_) => user.phone.as_deref(),
            Self::Email => user.email.as_deref(),
        }
    }

    fn key(&self) -> Key {
        if matches!(self, Self::Phone(_)) { Key::Phone } else { Key::Email }
    }

    pub fn clear(&self, user: &mut User) {
        match self {
            Self::Phone(_) => (user.phone, user.phone_verified, user.phone_country_code) = (None, Some(false), None),
            Self::Email => (user.email, user.email_verified) = (None, Some(false)),
        }
    }

    /// What a code for a new one may have been sent for. The JavaScript SDKs name no scene for text messages.
    pub fn bind_scenes(&self) -> &'static [&'static str] {
        match self {
            Self::Phone(_) => &["", "bind", "complete-phone"],
            Self::Email => &["CHANGE_EMAIL", "VERIFY_CODE", "VERIFY_EMAIL", "EMAIL_BIND_VERIFY_CODE"],
        }
    }

    /// What a code for the old one may have been sent for.
    pub fn unbind_scenes(&self) -> &'static [&'static str] {
        match self {
            Self::Phone(_) => &["", "unbind", "bind"],
            Self::Email => &["CHANGE_EMAIL", "VERIFY_CODE", "VERIFY_EMAIL", "EMAIL_UNBIND_VERIFY_CODE"],
        }
    }

    /// The second factor that a code sent there is.
    pub fn policy(&self) -> MfaPolicy {
        if matches!(self, Self::Phone(_)) { MfaPolicy::SMS } else { MfaPolicy::EMAIL }
    }

    /// What a code for a second factor may have been sent for.
    pub fn factor_scenes(&self) -> &'static [&'static str] {
        match self {
            Self::Phone(_) => &["", "mfa-verify", "mfa-bind"],
            Self::Email => &["MFA_VERIFY", "MFA_VERIFY_CODE"],
        }
    }

    pub fn taken(&self, message: &str) -> Refusal {
        Refusal::new(self.either(ErrorCode::PHONE_ALREADY_BOUND, ErrorCode::EMAIL_ALREADY_BOUND), message)
    }

    /// There is a code for the mail address only.
    pub fn missing(&self) -> Refusal {
        Refusal::new(self.either(ErrorCode::BAD_REQUEST, ErrorCode::EMAIL_NOT_BOUND), "the account has none")
    }

    pub fn unchanged(&self) -> Refusal {
        Refusal::new(self.either(ErrorCode::PHONE_UNCHANGED, ErrorCode::EMAIL_UNCHANGED), "this is the old one")
    }

    pub fn unproved(&self) -> Refusal {
        let code = self.either(ErrorCode::OLD_PHONE_VERIFICATION_REQUIRED, ErrorCode::OLD_EMAIL_VERIFICATION_REQUIRED);
        Refusal::new(code, "the old one must be verified")
    }

    pub fn mismatch(&self) -> Refusal {
        Refusal::new(
            self.either(ErrorCode::OLD_PHONE_MISMATCH, ErrorCode::OLD_EMAIL_MISMATCH),
            "the account has another one",
        )
    }

    fn either(&self, phone: ErrorCode, email: ErrorCode) -> ErrorCode {
        if matches!(self, Self::Phone(_)) { phone } else { email }
    }
}

impl State {
    /// Whether an account other than this one has the address.
    pub fn is_taken(&self, id: &str, kind: &Contact, address: &str) -> bool {
        self.data.users.find_all(kind.key(), address).any(|account| account.user.id != id)
    }

    /// Gives an account an address that a code has proved, unless another account has it. A refusal uses up no code.
    pub fn give_proved(
        &mut self,
        id: &str,
        kind: &Contact,
        (address, code): (&str, &Secret),
        scenes: &[&str],
    ) -> Result<(), Refusal> {
        self.check_code(address, scenes, code.expose())?;
        if self.is_taken(id, kind, address) {
            return Err(kind.taken("another account has it"));
        }
        self.take_code(address, scenes, code.expose())?;
        let user = &mut self.account(id)?.user;
        match kind {
            Contact::Phone(country) => {
                user.phone = Some(address.into());
                user.phone_verified = Some(true);
                user.phone_country_code = country.clone().or(Some("+86".into()));
            }
            Contact::Email => {
                user.email = Some(address.into());
                user.email_verified = Some(true);
            }
        }
        Ok(())
    }
}

impl Account {
    /// In how many ways its user can log in.
    pub fn login_methods(&self) -> usize {
        let user = &self.user;
        let identities = user.identities.as_ref().map_or(0, |identities| {
            // The one of WeChat stands beside the openid.
            identities.iter().filter(|identity| user.openid.is_none() || identity.openid != user.openid).count()
        });
        let others = [
            user.phone.is_some(),
            user.email.is_some(),
            user.username.as_ref().is_some_and(|name| !name.trim().is_empty()) && self.password.is_some(),
            user.openid.is_some(),
        ];
        others.into_iter().filter(|there| *there).count() + identities
    }
}
