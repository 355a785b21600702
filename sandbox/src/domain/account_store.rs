//! The accounts of the user pool, in the order in which they were made, with indexes over what they are looked up by.

use std::collections::{BTreeSet, HashMap};

use authing_wxapp::User;
use serde::{Deserialize, Serialize, Serializer};

use crate::domain::{credentials::Name, data::Account};

/// The members of a user that are indexed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    Id,
    Phone,
    Email,
    Username,
    Openid,
    Unionid,
}

impl Key {
    const ALL: [Self; 6] = [Self::Id, Self::Phone, Self::Email, Self::Username, Self::Openid, Self::Unionid];

    fn of(self, user: &User) -> Option<&str> {
        match self {
            Self::Id => Some(&user.id),
            Self::Phone => user.phone.as_deref(),
            Self::Email => user.email.as_deref(),
            Self::Username => user.username.as_deref(),
            Self::Openid => user.openid.as_deref(),
            Self::Unionid => user.unionid.as_deref(),
        }
    }
}

/// All accounts. Every look-up gives the oldest account that matches.
#[derive(Clone, Default, Deserialize)]
#[serde(from = "Vec<Account>")]
pub struct Accounts {
    list: Vec<Account>,
    /// The places in `list` of the accounts with a value.
    index: HashMap<Key, HashMap<String, BTreeSet<usize>>>,
    /// The account that was last lent out to be changed, with the user as it is indexed. Look-ups compare this account
    /// itself, because its index entries may be stale; the next change brings them up to date.
    lent: Option<(usize, Box<User>)>,
}

impl From<Vec<Account>> for Accounts {
    fn from(list: Vec<Account>) -> Self {
        let mut accounts = Self { list, ..Self::default() };
        for place in 0..accounts.list.len() {
            accounts.add_to_index(place);
        }
        accounts
    }
}

impl Serialize for Accounts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.list.serialize(serializer)
    }
}

impl Accounts {
    pub fn iter(&self) -> std::slice::Iter<'_, Account> {
        self.list.iter()
    }

    pub fn into_vec(self) -> Vec<Account> {
        self.list
    }

    pub fn get(&self, id: &str) -> Option<&Account> {
        self.find(Key::Id, id)
    }

    /// The account to be changed in any of its members.
    pub fn get_mut(&mut self, id: &str) -> Option<&mut Account> {
        let place = self.place(Key::Id, id)?;
        Some(self.lend(place))
    }

    pub fn insert(&mut self, account: Account) -> &mut Account {
        let place = self.list.len();
        self.list.push(account);
        self.add_to_index(place);
        self.lend(place)
    }

    /// Removes an account. The places of all later ones change, so the indexes are built again.
    pub fn remove(&mut self, id: &str) {
        let mut list = std::mem::take(self).list;
        list.retain(|account| account.user.id != id);
        *self = list.into();
    }

    pub fn find(&self, key: Key, value: &str) -> Option<&Account> {
        self.list.get(self.place(key, value)?)
    }

    /// The account with a name. Mail addresses are compared in lower case.
    pub fn find_by_name(&self, name: Name<'_>) -> Option<&Account> {
        let place = match name {
            Name::Username(name) => self.place(Key::Username, name),
            Name::Email(email) => self.place(Key::Email, &email.to_lowercase()),
            Name::Phone(phone) => self.place(Key::Phone, phone),
            Name::Any(name) => [(Key::Username, name), (Key::Email, &name.to_lowercase()), (Key::Phone, name)]
                .into_iter()
                .filter_map(|(key, value)| self.place(key, value))
                .min(),
        };
        self.list.get(place?)
    }

    /// The account of a WeChat user.
    pub fn find_by_wechat(&self, openid: &str, unionid: Option<&str>) -> Option<&Account> {
        let by_unionid = unionid.and_then(|unionid| self.place(Key::Unionid, unionid));
        self.list.get(self.place(Key::Openid, openid).into_iter().chain(by_unionid).min()?)
    }

    /// All accounts with a value, for example those of an openid that moves to another account.
    pub fn find_all(&self, key: Key, value: &str) -> impl Iterator<Item = &Account> {
        self.places(key, value).into_iter().filter_map(|place| self.list.get(place))
    }

    fn place(&self, key: Key, value: &str) -> Option<usize> {
        self.places(key, value).first().copied()
    }

    fn places(&self, key: Key, value: &str) -> BTreeSet<usize> {
        let mut places = self.index.get(&key).and_then(|values| values.get(value)).cloned().unwrap_or_default();
        if let Some((lent, _)) = self.lent {
            match self.list.get(lent).is_some_and(|account| key.of(&account.user) == Some(value)) {
                true => places.insert(lent),
                false => places.remove(&lent),
            };
        }
        places
    }

    fn lend(&mut self, place: usize) -> &mut Account {
        if let Some((earlier, user)) = self.lent.take() {
            self.remove_from_index(earlier, &user);
            self.add_to_index(earlier);
        }
        let mut indexed = User::new(self.list[place].user.id.clone());
        let user = &self.list[place].user;
        indexed.phone.clone_from(&user.phone);
        indexed.email.clone_from(&user.email);
        indexed.username.clone_from(&user.username);
        indexed.openid.clone_from(&user.openid);
        indexed.unionid.clone_from(&user.unionid);
        self.lent = Some((place, Box::new(indexed)));
        &mut self.list[place]
    }

    fn add_to_index(&mut self, place: usize) {
        for key in Key::ALL {
            if let Some(value) = key.of(&self.list[place].user) {
                self.index.entry(key).or_default().entry(value.to_owned()).or_default().insert(place);
            }
        }
    }

    fn remove_from_index(&mut self, place: usize, user: &User) {
        for key in Key::ALL {
            let Some((value, values)) = key.of(user).zip(self.index.get_mut(&key)) else { continue };
            if let Some(places) = values.get_mut(value) {
                places.remove(&place);
                if places.is_empty() {
                    values.remove(value);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn set(user: &mut User, key: Key, value: Option<String>) {
        match key {
            Key::Id => user.id = value.unwrap_or_default(),
            Key::Phone => user.phone = value,
            Key::Email => user.email = value,
            Key::Username => user.username = value,
            Key::Openid => user.openid = value,
            Key::Unionid => user.unionid = value,
        }
    }

    proptest! {
        /// Whatever is inserted, changed, removed and restored, an indexed look-up gives what a linear scan gives.
        #[test]
        fn indexed_look_ups_equal_a_linear_scan(steps in prop::collection::vec((0..8_u8, 0..6_usize, 0..4_u8, 0..4_u8), 1..60)) {
            let mut accounts = Accounts::default();
            let mut start = accounts.clone();
            for (action, key, value, id) in steps {
                let (key, id) = (Key::ALL[key], id.to_string());
                let value = (value > 0).then(|| value.to_string());
                match action {
                    0 | 1 => set(&mut accounts.insert(Account { user: User::new(id), ..Account::default() }).user, key, value),
                    2 => accounts.remove(&id),
                    3 => start = accounts.clone(),
                    4 => accounts = start.clone(),
                    _ => if let Some(account) = accounts.get_mut(&id) { set(&mut account.user, key, value) },
                }
                for key in Key::ALL {
                    for value in ["", "0", "1", "2", "3"] {
                        let scanned: Vec<_> = accounts.iter().filter(|account| key.of(&account.user) == Some(value)).map(std::ptr::from_ref).collect();
                        let indexed: Vec<_> = accounts.find_all(key, value).map(std::ptr::from_ref).collect();
                        prop_assert_eq!(scanned, indexed);
                    }
                }
            }
        }
    }
}
