//! How accounts come about, and what WeChat tells of their users.

use authing_wxapp::{ErrorCode, Gender, User, UserStatus};
use serde_json::Value;

use crate::{
    USER_POOL_ID,
    domain::{
        accounts::{Account, Accounts, Name},
        clock::iso,
        phone,
        refusal::Refusal,
        rng::Rng,
    },
};

impl Accounts {
    /// Makes an account. `source` says how it came about, such as `basic:email`.
    pub fn create(&mut self, source: &str, rng: &mut Rng, now: i64) -> &mut Account {
        // A generator that began with the same seed before a restart gives the ids of the accounts that were restored.
        let free = std::iter::repeat_with(|| rng.id()).find(|id| self.get(id).is_none());
        let (id, now) = (free.unwrap_or_default(), iso(now));
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
}

impl Account {
    /// Binds a phone number that WeChat has verified. The dialling code is that of WeChat, which has no plus sign there.
    pub fn bind_wechat_phone(&mut self, phone: &str, country_code: &str) {
        self.user.phone = Some(phone.into());
        self.user.phone_verified = Some(true);
        let country_code = format!("+{}", country_code.trim_start_matches('+'));
        self.user.phone_country_code = phone::code_of(phone, Some(&country_code));
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
