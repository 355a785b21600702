//! The WeChat users of accounts. A WeChat user has an openid here and, if WeChat tells it, a unionid, which is the same in all
//! mini-programs of one owner. Each belongs to one account.

use authing_wxapp::{Identity, User};

use crate::{
    USER_POOL_ID,
    domain::{
        accounts::{Account, Accounts, Key, Name},
        rng::Rng,
    },
};

/// The provider of the identity that a WeChat login gives.
pub const WECHAT: &str = "wechat:miniprogram:default";

/// The openids of a user: the one in the profile, and those of the identities.
pub fn openids(user: &User) -> impl Iterator<Item = &str> {
    let identities = user.identities.iter().flatten().filter(|identity| is_of_wechat(identity));
    let further = identities.filter_map(|identity| identity.openid.as_deref());
    user.openid.as_deref().into_iter().chain(further.filter(|openid| user.openid.as_deref() != Some(openid)))
}

/// The ids of identities that tell no openid. Each is an openid or a unionid, and nothing says which; the unionid of the profile is
/// left out.
pub fn other_ids(user: &User) -> impl Iterator<Item = &str> {
    let identities = user.identities.iter().flatten();
    let without_openid = identities.filter(|identity| is_of_wechat(identity) && identity.openid.is_none());
    let ids = without_openid.filter_map(|identity| identity.user_id_in_idp.as_deref());
    ids.filter(|id| user.unionid.as_deref() != Some(id) && openids(user).all(|openid| openid != *id))
}

/// Whether a WeChat user belongs to a user.
pub fn has_wechat(user: &User) -> bool {
    let mut ids = openids(user).chain(user.unionid.as_deref()).chain(other_ids(user));
    ids.any(|id| !id.trim().is_empty())
}

pub fn is_of_wechat(identity: &Identity) -> bool {
    identity.provider.as_deref() == Some(WECHAT)
}

/// The identity of a WeChat user in the list of identities of an account.
pub fn identity(user_id: &str, openid: &str, unionid: Option<&str>) -> Identity {
    Identity {
        provider: Some(WECHAT.into()),
        openid: Some(openid.into()),
        user_id_in_idp: Some(unionid.unwrap_or(openid).into()),
        user_id: Some(user_id.into()),
        user_pool_id: Some(USER_POOL_ID.into()),
        is_social: Some(true),
        ..Identity::default()
    }
}

impl Account {
    /// Adds an openid of the same person. The first one stands in the profile, further ones are identities.
    fn learn_openid(&mut self, openid: &str) {
        let user = &mut self.user;
        if openids(user).any(|known| known == openid) {
            return;
        }
        match user.openid {
            None => user.openid = Some(openid.into()),
            Some(_) => {
                let identity = identity(&user.id, openid, user.unionid.as_deref());
                user.identities.get_or_insert_default().push(identity);
            }
        }
    }

    /// Takes the WeChat user off the account.
    pub fn forget_wechat(&mut self) {
        (self.user.openid, self.user.unionid) = (None, None);
        self.user.identities.iter_mut().for_each(|identities| identities.retain(|identity| !is_of_wechat(identity)));
    }
}

impl Accounts {
    /// The account of a WeChat user. The openid says more than the unionid, which WeChat may tell after another account got it.
    pub fn find_by_wechat(&self, openid: &str, unionid: Option<&str>) -> Option<&Account> {
        parts(openid, unionid).find_map(|(key, value)| self.find(key, &value))
    }

    /// Whether an account other than the one with this id has a part of the WeChat user.
    pub fn is_wechat_taken(&self, openid: &str, unionid: Option<&str>, id: &str) -> bool {
        parts(openid, unionid).any(|(key, value)| self.is_taken(key, &value, id))
    }

    /// The id of the account of a WeChat user. It is made if there is none.
    pub fn of_wechat(&mut self, openid: &str, unionid: Option<&str>, rng: &mut Rng, now: i64) -> String {
        let found = self.find_by_wechat(openid, unionid).map(|account| account.user.id.clone());
        if let Some(id) = found {
            self.learn_wechat(&id, openid, unionid);
            return id;
        }
        let user = &mut self.create("social:wechat:miniprogram", rng, now).user;
        user.openid = Some(openid.into());
        user.unionid = unionid.map(Into::into);
        user.newly_created = Some(true);
        user.id.clone()
    }

    /// Adds what WeChat tells about the user of an account. WeChat may tell the unionid at one login and not at the next: what is new
    /// is added, what is known stays, and what another account has stays there.
    pub fn learn_wechat(&mut self, id: &str, openid: &str, unionid: Option<&str>) {
        let unionid = unionid.filter(|unionid| !self.is_taken(Key::Unionid, unionid, id));
        let is_free = !self.is_taken(Key::Openid, openid, id);
        if let Ok(account) = self.require(id) {
            account.user.unionid = account.user.unionid.take().or(unionid.map(Into::into));
            if is_free {
                account.learn_openid(openid);
            }
        }
    }

    /// Moves a WeChat user to the account that has this phone number, and gives its id; nothing if no account has it.
    pub fn move_wechat_to_phone(&mut self, openid: &str, unionid: Option<&str>, phone: &str) -> Option<String> {
        let owner = self.id_of_name(Name::Phone(phone))?;
        self.move_wechat(&owner, openid, unionid);
        if let Ok(account) = self.require(&owner) {
            account.user.newly_created = Some(false);
        }
        Some(owner)
    }

    /// Moves a WeChat user to an account, in place of the one that it has. The WeChat user leaves every other account that has a part of
    /// it, or a later login would find that one.
    pub fn move_wechat(&mut self, owner: &str, openid: &str, unionid: Option<&str>) {
        let (mut moved, mut known) = (vec![openid.to_owned()], unionid.map(str::to_owned));
        for id in self.others_with_wechat(owner, openid, unionid) {
            if let Ok(account) = self.require(&id) {
                moved.extend(openids(&account.user).map(str::to_owned));
                known = known.or(account.user.unionid.take());
                account.forget_wechat();
            }
        }
        let Ok(account) = self.require(owner) else { return };
        let has_openid = openids(&account.user).any(|own| own == openid);
        let has_unionid = known.is_some() && account.user.unionid == known;
        let own = account.user.unionid.clone().filter(|_| has_openid);
        if !has_openid && !has_unionid {
            account.forget_wechat();
        }
        account.user.unionid = known.or(own);
        moved.iter().for_each(|openid| account.learn_openid(openid));
    }

    /// The ids of the accounts besides this one that have a part of a WeChat user.
    fn others_with_wechat(&self, owner: &str, openid: &str, unionid: Option<&str>) -> Vec<String> {
        let ids = |(key, value): (Key, String)| -> Vec<_> {
            self.find_all(key, &value).map(|account| account.user.id.clone()).collect()
        };
        parts(openid, unionid).flat_map(ids).filter(|id| id != owner).collect()
    }
}

/// What an account may have of a WeChat user, the surest first. A back end may give an identity that has only an id, which is an openid
/// or a unionid.
fn parts(openid: &str, unionid: Option<&str>) -> impl Iterator<Item = (Key, String)> {
    let identity = |id: &str| (Key::Identity, Key::identity(WECHAT, id));
    let sure = [Some((Key::Openid, openid.to_owned())), unionid.map(|unionid| (Key::Unionid, unionid.to_owned()))];
    let others = [Some(identity(openid)), unionid.map(identity)];
    sure.into_iter().chain(others).flatten()
}
