//! The names of a user as people write them in a form.

use authing_wxapp::{ErrorCode, User};

use crate::{
    domain::{
        accounts::{
            Key,
            contact::{mail_address, phone_number},
        },
        clock::iso,
        credentials::check_length,
        phone,
        refusal::Refusal,
    },
    stores::Stores,
};

/// The names of a user. Those that are left out are removed; a password that is left out stays.
pub struct Profile {
    pub nickname: Option<String>,
    pub username: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub password: Option<String>,
    pub blocked: bool,
}

impl Stores {
    /// Adds a user and gives its id.
    pub fn add_profile(&mut self, profile: Profile) -> Result<String, Refusal> {
        let names = [&profile.nickname, &profile.username, &profile.email, &profile.phone];
        if names.iter().all(|name| name.is_none()) {
            return Err(Refusal::bad_request("a user needs a nickname, a user name, an email or a phone number"));
        }
        self.check_profile(&profile, "")?;
        let id = self.create_account("import:manual").user.id.clone();
        self.set_profile(&id, profile)?;
        Ok(id)
    }

    /// Changes the names of a user.
    pub fn change_profile(&mut self, id: &str, profile: Profile) -> Result<(), Refusal> {
        self.accounts.require(id)?;
        self.check_profile(&profile, id)?;
        self.set_profile(id, profile)
    }

    /// Refuses what no user can have, and names that another user has.
    fn check_profile(&self, profile: &Profile, id: &str) -> Result<(), Refusal> {
        if let Some(email) = &profile.email {
            mail_address(email, ErrorCode::ACCOUNT_EMAIL_INVALID)?;
        }
        if let Some(phone) = &profile.phone {
            phone_number(phone, ErrorCode::PHONE_OR_EMAIL_REQUIRED)?;
        }
        if let Some(password) = &profile.password {
            check_length(password)?;
        }
        let country = self.accounts.get(id).and_then(|account| country_of(&account.user, profile));
        let names = [
            (Key::Username, profile.username.clone(), ErrorCode::USERNAME_ALREADY_EXISTS),
            (Key::Email, profile.email.as_deref().map(str::to_lowercase), ErrorCode::EMAIL_ALREADY_BOUND),
            (
                Key::Phone,
                profile.phone.as_deref().map(|phone| phone::full(phone, country.as_deref()).into_owned()),
                ErrorCode::PHONE_ALREADY_BOUND,
            ),
        ];
        for (key, name, code) in names {
            if let Some(name) = name.filter(|name| self.accounts.is_taken(key, name, id)) {
                return Err(Refusal::new(code, format!("another user has {name}")));
            }
        }
        Ok(())
    }

    fn set_profile(&mut self, id: &str, profile: Profile) -> Result<(), Refusal> {
        let now = iso(self.clock.now());
        let account = self.accounts.require(id)?;
        let user = &mut account.user;
        user.phone_country_code = country_of(user, &profile);
        if user.email != profile.email {
            user.email_verified = profile.email.as_ref().map(|_| false);
        }
        if user.phone != profile.phone {
            user.phone_verified = profile.phone.as_ref().map(|_| false);
        }
        // The service stores mail addresses in lower case.
        user.email = profile.email.as_deref().map(str::to_lowercase);
        (user.nickname, user.username, user.phone) = (profile.nickname, profile.username, profile.phone);
        user.blocked = Some(profile.blocked);
        user.updated_at = Some(now.clone());
        if let Some(password) = profile.password {
            account.set_password(&password, now);
        }
        Ok(())
    }
}

/// The dialling code belongs to the number, so another number has none.
fn country_of(user: &User, profile: &Profile) -> Option<String> {
    user.phone_country_code.clone().filter(|_| user.phone == profile.phone)
}
