//! The store of accounts, in the order in which they were made, with indexes over the values by which they are looked up.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap},
};

use authing_wxapp::{ErrorCode, User};
use serde::{Deserialize, Serialize, Serializer};

use crate::domain::{
    accounts::{Account, Name, wechat::openids},
    phone,
    refusal::Refusal,
};

/// The indexed members of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    Id,
    Phone,
    Email,
    Username,
    Openid,
    Unionid,
    ExternalId,
    /// An identity at a provider; its value is made by [`Key::identity`].
    Identity,
}

impl Key {
    /// The value under which the identity of a provider is indexed.
    pub fn identity(provider: &str, id_at_provider: &str) -> String {
        format!("{provider}\n{id_at_provider}")
    }

    /// The form in which a value is indexed and looked up: a phone number with its dialling code, a mail address in lower case.
    fn canonical<'a>(self, value: &'a str) -> Cow<'a, str> {
        match self {
            Self::Phone => phone::full(value, None),
            Self::Email if value.chars().any(char::is_uppercase) => value.to_lowercase().into(),
            _ => value.into(),
        }
    }

    /// The values under which a user is indexed. An empty text is no value.
    pub fn entries(user: &User) -> impl Iterator<Item = (Self, Cow<'_, str>)> {
        let members = [
            (Self::Email, user.email.as_deref()),
            (Self::Username, user.username.as_deref()),
            (Self::Unionid, user.unionid.as_deref()),
            (Self::ExternalId, user.external_id.as_deref()),
        ];
        let openids = openids(user).map(|openid| (Self::Openid, Some(openid)));
        let texts = members.into_iter().chain(openids).filter_map(|(key, text)| Some((key, text?)));
        let texts = texts.filter(|(_, text)| !text.is_empty()).map(|(key, text)| (key, key.canonical(text)));
        let identities = user.identities.iter().flatten().filter_map(|identity| {
            let value = Self::identity(identity.provider.as_deref()?, identity.user_id_in_idp.as_deref()?);
            Some((Self::Identity, Cow::Owned(value)))
        });
        let phone = user.phone.as_deref().filter(|phone| !phone.is_empty());
        let phone = phone.map(|phone| (Self::Phone, phone::full(phone, user.phone_country_code.as_deref())));
        let id = std::iter::once((Self::Id, Cow::Borrowed(&*user.id)));
        id.chain(texts).chain(phone).chain(identities)
    }
}

/// All accounts. Every look-up gives the oldest account that matches.
#[derive(Clone, Default, Deserialize)]
#[serde(from = "Vec<Account>")]
pub struct Accounts {
    /// The accounts by their numbers, which grow with every new account.
    accounts: BTreeMap<usize, Account>,
    /// The numbers of the accounts that have a value.
    index: HashMap<Key, HashMap<String, BTreeSet<usize>>>,
    /// The account that `require` or `insert` last returned, with its entries in the index before the caller could change it.
    /// Look-ups read this account itself, because its entries may be stale; the next change brings them up to date.
    lent: Option<(usize, Vec<(Key, String)>)>,
}

impl From<Vec<Account>> for Accounts {
    fn from(list: Vec<Account>) -> Self {
        let mut accounts = Self { accounts: list.into_iter().enumerate().collect(), ..Self::default() };
        for number in 0..accounts.accounts.len() {
            accounts.add_to_index(number);
        }
        accounts
    }
}

impl Serialize for Accounts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl Accounts {
    pub fn iter(&self) -> impl Iterator<Item = &Account> {
        self.accounts.values()
    }

    pub fn into_vec(self) -> Vec<Account> {
        self.accounts.into_values().collect()
    }

    pub fn get(&self, id: &str) -> Option<&Account> {
        self.find(Key::Id, id)
    }

    /// The account with this id, to change any of its members, or the refusal that there is none.
    pub fn require(&mut self, id: &str) -> Result<&mut Account, Refusal> {
        let number = self.number(Key::Id, id);
        let account = number.and_then(|number| self.lend(number));
        account.ok_or_else(|| Refusal::new(ErrorCode::USER_NOT_FOUND, "the user does not exist"))
    }

    pub fn insert(&mut self, account: Account) -> &mut Account {
        let number = self.accounts.last_key_value().map_or(0, |(last, _)| last + 1);
        self.update_lent();
        self.accounts.insert(number, account);
        self.add_to_index(number);
        self.lent = Some((number, self.entries(number)));
        self.accounts.entry(number).or_default()
    }

    pub fn remove(&mut self, id: &str) {
        self.update_lent();
        if let Some(number) = self.number(Key::Id, id) {
            let entries = self.entries(number);
            self.remove_from_index(number, &entries);
            self.accounts.remove(&number);
        }
    }

    pub fn find(&self, key: Key, value: &str) -> Option<&Account> {
        self.accounts.get(&self.number(key, value)?)
    }

    /// The account with a name.
    pub fn find_by_name(&self, name: Name<'_>) -> Option<&Account> {
        match name {
            Name::Username(name) => self.find(Key::Username, name),
            Name::Email(email) => self.find(Key::Email, email),
            Name::Phone(phone) => self.find(Key::Phone, phone),
            Name::Any(name) => self.find_by_any(&[Key::Username, Key::Email, Key::Phone].map(|key| (key, name))),
        }
    }

    /// The id of the account with a name.
    pub fn id_of_name(&self, name: Name<'_>) -> Option<String> {
        self.find_by_name(name).map(|account| account.user.id.clone())
    }

    /// The account that has any of these values.
    pub fn find_by_any(&self, values: &[(Key, &str)]) -> Option<&Account> {
        let numbers = values.iter().filter_map(|(key, value)| self.number(*key, value));
        self.accounts.get(&numbers.min()?)
    }

    /// All accounts with a value.
    pub fn find_all(&self, key: Key, value: &str) -> impl Iterator<Item = &Account> {
        self.numbers(key, value).into_iter().filter_map(|number| self.accounts.get(&number))
    }

    /// Whether an account other than the one with this id has the value.
    pub fn is_taken(&self, key: Key, value: &str, id: &str) -> bool {
        self.find_all(key, value).any(|account| account.user.id != id)
    }

    fn number(&self, key: Key, value: &str) -> Option<usize> {
        self.numbers(key, value).first().copied()
    }

    fn numbers(&self, key: Key, value: &str) -> BTreeSet<usize> {
        let value = &*key.canonical(value);
        let mut numbers = self.index.get(&key).and_then(|values| values.get(value)).cloned().unwrap_or_default();
        if let Some((lent, _)) = self.lent {
            let has = |account: &Account| Key::entries(&account.user).any(|entry| entry.0 == key && entry.1 == value);
            match self.accounts.get(&lent).is_some_and(has) {
                true => numbers.insert(lent),
                false => numbers.remove(&lent),
            };
        }
        numbers
    }

    fn lend(&mut self, number: usize) -> Option<&mut Account> {
        self.update_lent();
        self.lent = Some((number, self.entries(number)));
        self.accounts.get_mut(&number)
    }

    /// Brings the index entries of the account that was last returned up to date.
    fn update_lent(&mut self) {
        if let Some((number, entries)) = self.lent.take() {
            self.remove_from_index(number, &entries);
            self.add_to_index(number);
        }
    }

    fn entries(&self, number: usize) -> Vec<(Key, String)> {
        let users = self.accounts.get(&number).into_iter().map(|account| &account.user);
        users.flat_map(Key::entries).map(|(key, value)| (key, value.into_owned())).collect()
    }

    fn add_to_index(&mut self, number: usize) {
        for (key, value) in self.entries(number) {
            self.index.entry(key).or_default().entry(value).or_default().insert(number);
        }
    }

    fn remove_from_index(&mut self, number: usize, entries: &[(Key, String)]) {
        for (key, value) in entries {
            let Some(values) = self.index.get_mut(key) else { continue };
            if let Some(numbers) = values.get_mut(value) {
                numbers.remove(&number);
                if numbers.is_empty() {
                    values.remove(value);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use authing_wxapp::Identity;
    use proptest::prelude::*;

    use super::*;

    const KEYS: [Key; 8] =
        [Key::Id, Key::Phone, Key::Email, Key::Username, Key::Openid, Key::Unionid, Key::ExternalId, Key::Identity];

    fn set(user: &mut User, key: Key, value: Option<String>) {
        match key {
            Key::Id => user.id = value.unwrap_or_default(),
            Key::Phone => user.phone = value,
            Key::Email => user.email = value,
            Key::Username => user.username = value,
            Key::Openid => user.openid = value,
            Key::Unionid => user.unionid = value,
            Key::ExternalId => user.external_id = value,
            Key::Identity => {
                let identity = |id: String| {
                    let (provider, user_id_in_idp) = (Some("ldap".into()), Some(id));
                    Identity { provider, user_id_in_idp, ..Identity::default() }
                };
                user.identities = value.map(|id| vec![identity(id.clone()), identity(format!("{id}-again"))]);
            }
        }
    }

    /// What a look-up has to find, read from the members without the code that fills the index.
    fn has(user: &User, key: Key, value: &str) -> bool {
        let is = |member: &Option<String>| member.as_deref() == Some(value);
        match key {
            Key::Id => user.id == value,
            Key::Phone => is(&user.phone),
            Key::Email => is(&user.email),
            Key::Username => is(&user.username),
            Key::Openid => is(&user.openid),
            Key::Unionid => is(&user.unionid),
            Key::ExternalId => is(&user.external_id),
            Key::Identity => user.identities.iter().flatten().any(|identity| {
                let (provider, id) = value.split_once('\n').unwrap_or_default();
                identity.provider.as_deref() == Some(provider) && identity.user_id_in_idp.as_deref() == Some(id)
            }),
        }
    }

    proptest! {
        /// Whatever is inserted, changed, removed and restored, an indexed look-up gives what a linear scan gives.
        #[test]
        fn indexed_look_ups_equal_a_linear_scan(
            steps in prop::collection::vec((0..8_u8, 0..KEYS.len(), 0..4_u8, 0..4_u8), 1..60),
        ) {
            let mut accounts = Accounts::default();
            let mut start = accounts.clone();
            for (action, key, value, id) in steps {
                let (key, id) = (KEYS[key], id.to_string());
                let value = (value > 0).then(|| value.to_string());
                match action {
                    0 | 1 => {
                        let account = Account { user: User::new(id), ..Account::default() };
                        set(&mut accounts.insert(account).user, key, value);
                    }
                    2 => accounts.remove(&id),
                    3 => start = accounts.clone(),
                    4 => accounts = start.clone(),
                    _ => if let Ok(account) = accounts.require(&id) { set(&mut account.user, key, value) },
                }
                for key in KEYS {
                    for value in ["", "0", "1", "2", "3", "ldap\n1", "ldap\n2-again"] {
                        let matches = |account: &&Account| has(&account.user, key, value);
                        let scanned: Vec<_> = accounts.iter().filter(matches).map(std::ptr::from_ref).collect();
                        let indexed: Vec<_> = accounts.find_all(key, value).map(std::ptr::from_ref).collect();
                        prop_assert_eq!(scanned, indexed);
                    }
                }
            }
        }
    }
}
