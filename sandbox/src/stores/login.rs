//! Logins: how they find their account, what prevents them, and the session that they begin.

use authing_wxapp::{ErrorCode, User};

use crate::{
    domain::{
        accounts::{Account, Key, Name, contact::Contact},
        clock::iso,
        credentials::{CAPTCHA, ResetReason, check_length},
        custom_fields::CustomData,
        phone,
        refusal::Refusal,
        token::Claims,
        wechat::phone_codes::PhoneInfo,
    },
    stores::Stores,
};

/// A login with a password.
pub struct PasswordLogin<'a> {
    pub name: Name<'a>,
    /// In plain text.
    pub password: &'a str,
    /// Whether an account is made if there is none.
    pub auto_register: bool,
    /// The id of the picture that was shown, and the text that the user read in it.
    pub captcha: (Option<&'a str>, Option<&'a str>),
}

impl Stores {
    /// The claims of the token of a session, whose user exists.
    pub fn claims(&self, token: Option<&str>) -> Result<Claims, Refusal> {
        let claims = self.sessions.claims(token, self.clock.now())?;
        match self.accounts.get(&claims.sub) {
            Some(_) => Ok(claims),
            None => Err(Refusal::unknown_user()),
        }
    }

    /// The claims of a token at an endpoint of version 3, which takes access tokens of OIDC as well as the tokens of logins.
    pub fn claims_of_v3(&self, token: Option<&str>) -> Result<Claims, Refusal> {
        let access = token.and_then(|token| self.oidc.access_claims(token, self.clock.now()).ok());
        match access.filter(|access| self.accounts.get(&access.sub).is_some()) {
            Some(access) => {
                let mut claims = Claims::new(self.url(), &access.sub, access.iat, access.jti);
                claims.exp = access.exp;
                Ok(claims)
            }
            None => self.claims(token),
        }
    }

    /// The account of the user whose token this is, at an endpoint of version 3.
    pub fn account_of_v3(&mut self, token: Option<&str>) -> Result<&mut Account, Refusal> {
        let id = self.claims_of_v3(token)?.sub;
        self.accounts.require(&id)
    }

    /// The account of the user whose token this is.
    pub fn account_of(&mut self, token: Option<&str>) -> Result<&mut Account, Refusal> {
        let id = self.claims(token)?.sub;
        self.accounts.require(&id)
    }

    /// The user whose token this is, together with that token. The JavaScript SDKs store whatever user they receive, and a user
    /// without a token would log them out.
    pub fn user_of(&mut self, token: Option<&str>) -> Result<User, Refusal> {
        let claims = self.claims(token)?;
        let mut user = self.accounts.require(&claims.sub)?.user.clone();
        user.token = token.map(Into::into);
        user.token_expired_at = Some(iso(claims.exp));
        Ok(user)
    }

    /// Makes an account. `source` says how it came about, such as `basic:email`.
    pub fn create_account(&mut self, source: &str) -> &mut Account {
        self.accounts.create(source, &mut self.rng, self.clock.now())
    }

    /// Makes an account with one name.
    pub fn create_named(&mut self, name: Name<'_>) -> Result<&mut Account, Refusal> {
        self.accounts.create_named(name, &mut self.rng, self.clock.now())
    }

    /// The user with a mail address, who gets this password. It is made if there is none.
    pub fn add_user(&mut self, email: &str, password: &str) -> User {
        let known = self.accounts.id_of_name(Name::Email(email));
        let account = match known.and_then(|id| self.accounts.require(&id).ok()) {
            Some(account) => account,
            None => {
                let account = self.create_account("basic:email");
                account.user.email = Some(email.to_lowercase());
                account.user.email_verified = Some(false);
                account
            }
        };
        account.password = Some(password.into());
        account.user.clone()
    }

    /// The id of the account that has this name and password.
    pub fn by_password(&mut self, login: &PasswordLogin<'_>) -> Result<String, Refusal> {
        let PasswordLogin { name, password, auto_register, captcha } = *login;
        let Some(account) = self.accounts.find_by_name(name) else {
            return match auto_register {
                true => self.register_by_login(name, password),
                false => Err(Refusal::new(ErrorCode::USER_NOT_FOUND, "the user does not exist")),
            };
        };
        let id = account.user.id.clone();
        if self.credentials.needs_captcha(account.wrong_passwords) {
            let (Some(picture), Some(text)) = captcha else {
                return Err(Refusal::new(ErrorCode::CAPTCHA_REQUIRED, "too many wrong passwords: a captcha is needed"));
            };
            self.messages.use_code(picture, &[CAPTCHA], text, self.clock.now())?;
        }
        let account = self.accounts.require(&id)?;
        let checked = account.check_password(password);
        account.wrong_passwords = if checked.is_ok() { 0 } else { account.wrong_passwords.saturating_add(1) };
        checked.map(|()| id)
    }

    fn register_by_login(&mut self, name: Name<'_>, password: &str) -> Result<String, Refusal> {
        check_length(password)?;
        let account = self.create_named(name)?;
        account.password = Some(password.into());
        account.user.newly_created = Some(true);
        Ok(account.user.id.clone())
    }

    /// The id of the account of a WeChat user, which is made if there is none.
    pub fn by_wechat(&mut self, openid: &str, unionid: Option<&str>) -> String {
        self.accounts.of_wechat(openid, unionid, &mut self.rng, self.clock.now())
    }

    /// Binds a phone number that WeChat has verified. If an account has it, the WeChat identity moves to that account; else the
    /// number is bound to the WeChat user's account.
    pub fn bind_wechat_phone(
        &mut self,
        openid: &str,
        unionid: Option<&str>,
        phone: &str,
        country_code: &str,
    ) -> String {
        let full = phone::full(phone, Some(country_code));
        if let Some(owner) = self.accounts.move_wechat_to_phone(openid, unionid, &full) {
            return owner;
        }
        let id = self.by_wechat(openid, unionid);
        if let Ok(account) = self.accounts.require(&id) {
            account.bind_wechat_phone(phone, country_code);
        }
        id
    }

    /// Gives a WeChat user the number of the phone button, as sign-ins of version 3 do: if the account has none and the number belongs
    /// to nobody else. Otherwise the number is not taken, and nothing says so; the service is not known to do it differently.
    pub fn offer_wechat_phone(&mut self, id: &str, number: &PhoneInfo) -> Result<(), Refusal> {
        let PhoneInfo { pure_phone_number, country_code, .. } = number;
        let full = phone::full(pure_phone_number, Some(country_code));
        if self.accounts.is_taken(Key::Phone, &full, id) {
            return Ok(());
        }
        let account = self.accounts.require(id)?;
        if account.user.phone.is_none() {
            account.bind_wechat_phone(pure_phone_number, country_code);
        }
        Ok(())
    }

    /// Sets a new password. No login asks for another one afterwards.
    pub fn set_password(&mut self, id: &str, password: &str) -> Result<(), Refusal> {
        check_length(password)?;
        self.accounts.require(id)?.set_password(password, iso(self.clock.now()));
        self.credentials.end_resets(id);
        Ok(())
    }

    /// Sets an address that a code has verified, unless another account has it. A refusal uses no code.
    pub fn set_contact(
        &mut self,
        id: &str,
        contact: &Contact,
        (address, code): (&str, &str),
        scenes: &[&str],
    ) -> Result<(), Refusal> {
        let (now, full) = (self.clock.now(), contact.full(address));
        self.messages.check_code(&full, scenes, code, now)?;
        if self.accounts.is_taken(contact.key(), &full, id) {
            return Err(contact.taken("another account has it"));
        }
        self.messages.use_code(&full, scenes, code, now)?;
        contact.set_verified(&mut self.accounts.require(id)?.user, address);
        Ok(())
    }

    /// Stores custom data and the address of the end user, if the request had them.
    pub fn set_custom_data(&mut self, id: &str, custom: CustomData, client_ip: Option<String>) -> Result<(), Refusal> {
        self.accounts.require(id)?.set_custom_data(custom, client_ip);
        Ok(())
    }

    /// The last step of every login, once its account is known: refuses it if something prevents it, else logs in.
    pub fn finish_login(&mut self, id: &str) -> Result<User, Refusal> {
        self.may_log_in(id)?;
        self.log_in(id)
    }

    /// Refuses a login that something prevents, in whichever way it comes: with a password, in a browser or by a phone.
    pub fn may_log_in(&mut self, id: &str) -> Result<(), Refusal> {
        let Self { accounts, clock, credentials, mfa, rng, .. } = self;
        let account = accounts.require(id)?;
        account.may_stay()?;
        if account.first_login {
            return Err(credentials.require_reset(id, ResetReason::FirstLogin, rng.id(), clock.now()));
        }
        // An account without a password has none to replace.
        if account.must_reset_password && account.password.is_some() {
            return Err(credentials.require_reset(id, ResetReason::ForcedReset, rng.id(), clock.now()));
        }
        mfa.challenge(account, rng.id(), clock.now()).map_or(Ok(()), Err)
    }

    /// Counts a login, begins a session and gives the user with its token.
    pub fn log_in(&mut self, id: &str) -> Result<User, Refusal> {
        let now = self.clock.now();
        let user = &mut self.accounts.require(id)?.user;
        user.logins_count = Some(user.logins_count.unwrap_or_default().saturating_add(1));
        user.last_login = Some(iso(now));
        let logged_in = self.begin_session(id)?;
        // Only the login that made the account says so.
        self.accounts.require(id)?.user.newly_created = Some(false);
        Ok(logged_in)
    }

    /// Begins a session without counting a login, and gives the user with the token.
    pub fn begin_session(&mut self, id: &str) -> Result<User, Refusal> {
        let (token, claims) = self.new_token(id)?;
        let mut user = self.accounts.require(id)?.user.clone();
        user.token_expired_at = Some(iso(claims.exp));
        user.token = Some(token.into());
        Ok(user)
    }

    /// A token of a new session of a user.
    pub fn new_token(&mut self, id: &str) -> Result<(String, Claims), Refusal> {
        self.accounts.require(id)?;
        let claims = Claims::new(self.address.url(), id, self.clock.now(), self.rng.id());
        Ok((self.sessions.begin(&claims, None)?, claims))
    }
}
