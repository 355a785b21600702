//! The names of a user as people write them in a form.

use authing_wxapp::User;

use crate::{
    domain::{accounts::Account, clock::iso, credentials::check_length, refusal::Refusal},
    stores::Stores,
};

/// The names of a user. Those that are left out are removed; a password that is left out stays.
#[derive(Clone)]
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

    /// Changes the profile as the user wants it, unless the user could not log in afterwards.
    pub fn change_own_profile(&mut self, mut user: User) -> Result<(), Refusal> {
        for name in [&mut user.username, &mut user.external_id] {
            // An empty text is no name.
            *name = name.take().filter(|text| !text.is_empty());
        }
        let old = self.accounts.require(&user.id)?.clone();
        let changed = Account { user, ..old.clone() };
        old.keeps_a_login_method(&changed)?;
        self.accounts.check_names(&old.user, &changed.user)?;
        *self.accounts.require(&old.user.id)? = changed;
        Ok(())
    }

    /// Refuses what no user can have, and names that another user has.
    fn check_profile(&self, profile: &Profile, id: &str) -> Result<(), Refusal> {
        if let Some(password) = &profile.password {
            check_length(password)?;
        }
        let old = self.accounts.get(id).map_or_else(|| User::new(id), |account| account.user.clone());
        let mut new = old.clone();
        set_names(&mut new, profile);
        self.accounts.check_names(&old, &new)
    }

    fn set_profile(&mut self, id: &str, profile: Profile) -> Result<(), Refusal> {
        let now = iso(self.clock.now());
        let account = self.accounts.require(id)?;
        let user = &mut account.user;
        set_names(user, &profile);
        user.blocked = Some(profile.blocked);
        user.updated_at = Some(now.clone());
        if let Some(password) = profile.password {
            account.set_password(&password, now);
        }
        Ok(())
    }
}

fn set_names(user: &mut User, profile: &Profile) {
    let Profile { nickname, username, email, phone, .. } = profile.clone();
    // The service stores mail addresses in lower case.
    let email = email.map(|email| email.to_lowercase());
    if user.email != email {
        user.email_verified = email.as_ref().map(|_| false);
    }
    if user.phone != phone {
        user.phone_verified = phone.as_ref().map(|_| false);
        // The dialling code belongs to the number, so another number has none.
        user.phone_country_code = None;
    }
    (user.nickname, user.username, user.email, user.phone) = (nickname, username, email, phone);
}
