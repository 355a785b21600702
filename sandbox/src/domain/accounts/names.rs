//! What names an account, and that two accounts have no name in common.

use std::{borrow::Cow, collections::HashSet};

use authing_wxapp::{ErrorCode, User};

use crate::domain::{
    accounts::{
        Accounts, Key, Name,
        contact::{mail_address, phone_number},
        wechat::WECHAT,
    },
    refusal::Refusal,
};

impl Name<'_> {
    /// Refuses a text that cannot be such a name.
    pub fn check(self) -> Result<(), Refusal> {
        match self {
            Self::Email(email) => mail_address(email, ErrorCode::ACCOUNT_EMAIL_INVALID),
            Self::Phone(phone) => phone_number(phone, ErrorCode::PHONE_OR_EMAIL_REQUIRED),
            Self::Username(name) if name.trim().is_empty() => {
                Err(Refusal::new(ErrorCode::USERNAME_MISSING, "the user name is empty"))
            }
            Self::Username(_) | Self::Any(_) => Ok(()),
        }
    }
}

impl Key {
    /// What it is called in a seed.
    pub fn word(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Username => "username",
            Self::Openid => "openid",
            Self::Unionid => "unionid",
            Self::ExternalId => "externalId",
            Self::Identity => "identity",
        }
    }

    /// The code of the refusal that another account has the value.
    fn taken(self) -> ErrorCode {
        match self {
            Self::Id | Self::ExternalId => ErrorCode::USER_ALREADY_EXISTS,
            Self::Phone => ErrorCode::PHONE_ALREADY_BOUND,
            Self::Email => ErrorCode::EMAIL_ALREADY_BOUND,
            Self::Username => ErrorCode::USERNAME_ALREADY_EXISTS,
            Self::Openid | Self::Unionid | Self::Identity => ErrorCode::SOCIAL_ACCOUNT_ALREADY_BOUND,
        }
    }
}

impl Accounts {
    /// Refuses a user who would get something that another account has. What the account with the same id has already may stay.
    pub fn check_unique(&self, user: &User) -> Result<(), Refusal> {
        let own: Vec<_> = self.get(&user.id).iter().flat_map(|account| Key::entries(&account.user)).collect();
        let mut new = Key::entries(user).filter(|entry| entry.0 != Key::Id && !own.contains(entry));
        let is_taken = |key: Key, value: &str| {
            let same = same_at_wechat(key, value);
            self.is_taken(key, value, &user.id) || same.iter().any(|(key, value)| self.is_taken(*key, value, &user.id))
        };
        match new.find(|(key, value)| is_taken(*key, value)) {
            Some((key, value)) => {
                // An identity is shown by its id at the provider.
                let shown = value.split_once('\n').filter(|_| key == Key::Identity).map_or(&*value, |(_, id)| id);
                Err(Refusal::new(key.taken(), format!("another user has {shown}")))
            }
            None => Ok(()),
        }
    }

    /// Refuses new names that cannot be such, and those that another account has. Old ones may stay.
    pub fn check_names(&self, old: &User, new: &User) -> Result<(), Refusal> {
        let changed = |old: &Option<String>, new: &Option<String>| new != old;
        let names = [
            new.username.as_deref().filter(|_| changed(&old.username, &new.username)).map(Name::Username),
            new.email.as_deref().filter(|_| changed(&old.email, &new.email)).map(Name::Email),
            new.phone.as_deref().filter(|_| changed(&old.phone, &new.phone)).map(Name::Phone),
        ];
        names.into_iter().flatten().try_for_each(Name::check)?;
        self.check_unique(new)
    }

    /// Something that two accounts have although only one may. A unionid or an identity in two accounts is no such thing: it happens in
    /// user pools that were put together, and a login finds the older account.
    pub fn repeated(&self) -> Option<(Key, Cow<'_, str>)> {
        let mut seen = HashSet::new();
        let mut entries = self.iter().flat_map(|account| {
            let mut own = HashSet::new();
            let is_unique = |key: Key| !matches!(key, Key::Unionid | Key::Identity);
            Key::entries(&account.user).filter(move |entry| is_unique(entry.0) && own.insert(entry.clone()))
        });
        entries.find(|entry| !seen.insert(entry.clone()))
    }
}

/// The other places in which an account may have an id at WeChat: an identity that has only an id may mean an openid or a unionid.
fn same_at_wechat(key: Key, value: &str) -> Vec<(Key, String)> {
    match (key, value.split_once('\n')) {
        (Key::Openid | Key::Unionid, _) => vec![(Key::Identity, Key::identity(WECHAT, value))],
        (Key::Identity, Some((WECHAT, id))) => vec![(Key::Openid, id.into()), (Key::Unionid, id.into())],
        _ => Vec::new(),
    }
}
