//! The rules of what proves who somebody is: passwords, captchas, and passwords that have to be changed first.

use authing_wxapp::ErrorCode;
use serde_json::json;

use crate::{
    domain::{data::Account, refusal::Refusal},
    state::{State, iso},
};

/// The scene of a captcha, whose text lies in the outbox like any other code.
pub const CAPTCHA: &str = "captcha";
/// How long the token of a login that was refused is good for.
const RESET_LIFETIME: i64 = 5 * 60;
/// The fewest characters of a password.
const SHORTEST: usize = 6;

/// How an account is named.
#[derive(Clone, Copy)]
pub enum Name<'a> {
    Username(&'a str),
    Email(&'a str),
    Phone(&'a str),
    /// Whichever of these it is.
    Any(&'a str),
}

/// A login with a password.
pub struct Attempt<'a> {
    pub name: Name<'a>,
    /// In plain text.
    pub password: &'a str,
    pub auto_register: bool,
    /// Which picture was shown, and what was read in it.
    pub captcha: (Option<&'a str>, Option<&'a str>),
}

/// Why a password has to be changed before a login.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    FirstLogin,
    ForcedReset,
}

/// A login that waits for a new password.
pub struct PendingReset {
    user_id: String,
    demand: Demand,
    since: i64,
}

impl State {
    /// Finds the account of a name and checks its password.
    pub fn by_password(&mut self, attempt: &Attempt<'_>) -> Result<String, Refusal> {
        let Attempt { name, password, auto_register, captcha } = *attempt;
        let Some(id) = self.id_of_name(name) else {
            return match auto_register {
                true => self.register_by_login(name, password),
                false => Err(Refusal::new(ErrorCode::USER_NOT_FOUND, "the user does not exist")),
            };
        };
        let limit = self.data.captcha_after;
        if limit.is_some_and(|limit| self.account(&id).is_ok_and(|account| account.wrong_passwords >= limit)) {
            let (Some(picture), Some(text)) = captcha else {
                return Err(Refusal::new(ErrorCode::CAPTCHA_REQUIRED, "too many wrong passwords: a captcha is needed"));
            };
            self.take_code(picture, &[CAPTCHA], text)?;
        }
        let account = self.account(&id)?;
        match account.check_password(password) {
            Ok(()) => {
                account.wrong_passwords = 0;
                Ok(id)
            }
            Err(refusal) => {
                account.wrong_passwords = account.wrong_passwords.saturating_add(1);
                Err(refusal)
            }
        }
    }

    fn register_by_login(&mut self, name: Name<'_>, password: &str) -> Result<String, Refusal> {
        long_enough(password)?;
        let account = self.create_named(name)?;
        account.password = Some(password.into());
        account.user.newly_created = Some(true);
        Ok(account.user.id.clone())
    }

    /// A new account with one name.
    pub fn create_named(&mut self, name: Name<'_>) -> Result<&mut Account, Refusal> {
        Ok(match name {
            Name::Email(email) => {
                mail_address(email, ErrorCode::ACCOUNT_EMAIL_INVALID)?;
                let account = self.create("basic:email");
                account.user.email = Some(email.to_lowercase());
                account.user.email_verified = Some(false);
                account
            }
            Name::Phone(phone) => {
                phone_number(phone, ErrorCode::PHONE_OR_EMAIL_REQUIRED)?;
                let account = self.create("basic:phone");
                account.user.phone = Some(phone.into());
                account.user.phone_verified = Some(false);
                account
            }
            Name::Username(name) => {
                if name.trim().is_empty() {
                    return Err(Refusal::new(ErrorCode::USERNAME_MISSING, "the user name is empty"));
                }
                let account = self.create("basic:username");
                account.user.username = Some(name.into());
                account
            }
            // What kind of name it would be, nobody has said.
            Name::Any(_) => return Err(Refusal::new(ErrorCode::USER_NOT_FOUND, "the user does not exist")),
        })
    }

    /// The refusal of a login until the password is changed, with the token that allows it.
    pub fn demand_reset(&mut self, id: &str, demand: Demand) -> Refusal {
        let (token, since) = (self.chance.id(), self.clock.now());
        self.resets.insert(token.clone(), PendingReset { user_id: id.into(), demand, since });
        let (code, message) = match demand {
            Demand::FirstLogin => (ErrorCode::FIRST_LOGIN_PASSWORD_RESET, "set a password of your own first"),
            Demand::ForcedReset => (ErrorCode::PASSWORD_RESET_REQUIRED, "replace the password first"),
        };
        Refusal::new(code, message).with_data(json!({ "token": token }))
    }

    /// Whose password the token of a refused login allows to change.
    pub fn pending_reset(&self, token: &str, demand: Demand) -> Result<String, Refusal> {
        let pending = self.resets.get(token).filter(|pending| pending.demand == demand);
        let pending = pending.ok_or_else(|| Refusal::new(ErrorCode::LOGIN_INFO_INVALID, "the token is invalid"))?;
        match self.clock.now() - pending.since > RESET_LIFETIME {
            true => Err(Refusal::new(ErrorCode::TOKEN_EXPIRED, "the token has expired")),
            false => Ok(pending.user_id.clone()),
        }
    }

    /// Gives an account another password, after which nothing demands one any more.
    pub fn set_password(&mut self, id: &str, password: &str) -> Result<(), Refusal> {
        long_enough(password)?;
        let now = iso(self.clock.now());
        let account = self.account(id)?;
        account.password = Some(password.into());
        account.user.updated_at = Some(now);
        account.first_login = false;
        account.must_reset_password = false;
        account.wrong_passwords = 0;
        self.resets.retain(|_, pending| pending.user_id != id);
        Ok(())
    }
}

impl Account {
    fn check_password(&self, password: &str) -> Result<(), Refusal> {
        let from = |way: &str| self.user.register_source.iter().flatten().any(|source| source.starts_with(way));
        match &self.password {
            Some(own) if own == password => Ok(()),
            None if from("social:") => Err(Refusal::new(
                ErrorCode::OAUTH_LOGIN_REQUIRED,
                "the account has no password: it came by a social login",
            )),
            _ => Err(Refusal::new(ErrorCode::WRONG_PASSWORD, "the password is wrong")),
        }
    }
}

/// Refuses what the user pool does not take as a new password.
pub fn long_enough(password: &str) -> Result<(), Refusal> {
    match password.chars().count() < SHORTEST {
        true => Err(Refusal::new(ErrorCode::PASSWORD_TOO_SHORT, "the password has fewer than 6 characters")),
        false => Ok(()),
    }
}

/// Refuses what cannot be a mail address.
pub fn mail_address(text: &str, code: ErrorCode) -> Result<(), Refusal> {
    let parts = text.split_once('@').filter(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'));
    match parts.is_some() && !text.contains(char::is_whitespace) {
        true => Ok(()),
        false => Err(Refusal::new(code, "this is no mail address")),
    }
}

/// Refuses what cannot be a phone number.
pub fn phone_number(text: &str, code: ErrorCode) -> Result<(), Refusal> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    match digits.len() >= 6 && digits.len() <= 15 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        true => Ok(()),
        false => Err(Refusal::new(code, "this is no phone number")),
    }
}
