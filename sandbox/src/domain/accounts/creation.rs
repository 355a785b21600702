//! How accounts come about: by registration, by the first login, or through WeChat.

use authing_wxapp::{ErrorCode, Gender, User, UserStatus};
use serde_json::Value;

use crate::{
    USER_POOL_ID,
    domain::{
        accounts::{Account, Accounts, Key, Name},
        clock::iso,
        refusal::Refusal,
        rng::Rng,
    },
};

impl Accounts {
    /// Makes an account. `source` says how it came about, such as `basic:email`.
    pub fn create(&mut self, source: &str, rng: &mut Rng, now: i64) -> &mut Account {
        let (id, now) = (rng.id(), iso(now));
        let mut user = User::new(id.clone());
        user.arn = Some(format!("arn:cn:authing:{USER_POOL_ID}:user:{id}"));
        user.status = Some(UserStatus::ACTIVATED);
        user.user_pool_id = Some(USER_POOL_ID.into());
        user.register_source = Some(vec![source.into()]);
        user.gender = Some(Gender::U);
        user.signed_up = Some(now.clone());
        user.created_at = Some(now);
        user.blocked = Some(false);
        user.is_deleted = Some(false);
        user.logins_count = Some(0);
        self.insert(Account { user, ..Account::default() })
    }

    /// Makes an account with one name.
    pub fn create_named(&mut self, name: Name<'_>, rng: &mut Rng, now: i64) -> Result<&mut Account, Refusal> {
        name.check()?;
        Ok(match name {
            Name::Email(email) => {
                let account = self.create("basic:email", rng, now);
                // The service stores mail addresses in lower case.
                account.user.email = Some(email.to_lowercase());
                account.user.email_verified = Some(false);
                account
            }
            Name::Phone(phone) => {
                let account = self.create("basic:phone", rng, now);
                account.user.phone = Some(phone.into());
                account.user.phone_verified = Some(false);
                account
            }
            Name::Username(name) => {
                let account = self.create("basic:username", rng, now);
                account.user.username = Some(name.into());
                account
            }
            // The request does not say which member of the account would have this value.
            Name::Any(_) => return Err(Refusal::new(ErrorCode::USER_NOT_FOUND, "the user does not exist")),
        })
    }

    /// The id of the account of a WeChat user, found by openid or unionid. It is made if there is none. WeChat may tell the unionid
    /// at one login and not at the next: what is new is added, and what is known stays.
    pub fn of_wechat(&mut self, openid: &str, unionid: Option<&str>, rng: &mut Rng, now: i64) -> String {
        let found = self.find_by_wechat(openid, unionid).map(|account| account.user.id.clone());
        if let Some(id) = found {
            // Another account may have the unionid, which stays there.
            let unionid = unionid.filter(|unionid| !self.is_taken(Key::Unionid, unionid, &id));
            if let Ok(Account { user, .. }) = self.require(&id) {
                user.openid.get_or_insert_with(|| openid.into());
                user.unionid = user.unionid.take().or(unionid.map(Into::into));
            }
            return id;
        }
        let user = &mut self.create("social:wechat:miniprogram", rng, now).user;
        user.openid = Some(openid.into());
        user.unionid = unionid.map(Into::into);
        user.newly_created = Some(true);
        user.id.clone()
    }

    /// Moves a WeChat identity to the account that has this phone number, and gives its id; nothing if no account has it. The
    /// identity leaves every other account that has a part of it, or the next login would find that one.
    pub fn move_wechat_to_phone(&mut self, openid: &str, unionid: Option<&str>, phone: &str) -> Option<String> {
        let owner = self.id_of_name(Name::Phone(phone))?;
        let parts = [(Key::Openid, Some(openid)), (Key::Unionid, unionid)];
        let found = parts.iter().filter_map(|(key, value)| Some((*key, (*value)?)));
        let earlier: Vec<_> = found
            .flat_map(|(key, value)| self.find_all(key, value).map(|account| account.user.id.clone()))
            .filter(|id| *id != owner)
            .collect();
        let mut known = None;
        for id in earlier {
            if let Ok(Account { user, .. }) = self.require(&id) {
                known = known.or(user.unionid.take());
                (user.openid, user.unionid) = (None, None);
            }
        }
        if let Ok(Account { user, .. }) = self.require(&owner) {
            let own = user.unionid.take().filter(|_| user.openid.as_deref() == Some(openid));
            user.openid = Some(openid.into());
            user.unionid = unionid.map(Into::into).or(known).or(own);
            user.newly_created = Some(false);
        }
        Some(owner)
    }
}

impl Account {
    /// Binds a phone number that WeChat has verified. The dialling code is that of WeChat, without a plus sign.
    pub fn bind_wechat_phone(&mut self, phone: &str, country_code: &str) {
        self.user.phone = Some(phone.into());
        self.user.phone_verified = Some(true);
        self.user.phone_country_code = Some(format!("+{country_code}"));
    }

    /// Copies the profile of a WeChat user, in the form of `rawData` or decrypted `encryptedData`.
    pub fn fill_wechat_profile(&mut self, profile: &Value) {
        let text =
            |name: &str| profile.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
        let gender = match profile.get("gender").and_then(Value::as_i64) {
            Some(1) => Some(Gender::M),
            Some(2) => Some(Gender::F),
            _ => None,
        };
        let user = &mut self.user;
        let members = [
            (&mut user.nickname, "nickName"),
            (&mut user.photo, "avatarUrl"),
            (&mut user.city, "city"),
            (&mut user.province, "province"),
            (&mut user.country, "country"),
        ];
        for (member, name) in members {
            *member = text(name).or(member.take());
        }
        user.gender = gender.or(user.gender.take());
    }
}
