//! The rules of accounts: how they are found, made, and logged in to.

use authing_wxapp::{ErrorCode, Gender, User, UserStatus};
use serde_json::Value;

use crate::{
    USER_POOL_ID,
    domain::{
        account_store::Key,
        credentials::{Demand, Name},
        data::Account,
        refusal::Refusal,
        token::{self, Claims},
    },
    state::{State, iso},
};

impl State {
    /// The account of this id, or the refusal that there is none.
    pub fn account(&mut self, id: &str) -> Result<&mut Account, Refusal> {
        let found = self.data.users.get_mut(id);
        found.ok_or_else(|| Refusal::new(ErrorCode::USER_NOT_FOUND, "the user does not exist"))
    }

    /// The account that the token belongs to.
    pub fn account_of(&mut self, token: Option<&str>) -> Result<&mut Account, Refusal> {
        let id = self.claims(token)?.sub;
        self.account(&id)
    }

    /// The user that a token belongs to, with that token: the JavaScript SDKs store whatever user they are given, and one
    /// without a token would log them out.
    pub fn user_of(&mut self, token: Option<&str>) -> Result<User, Refusal> {
        let claims = self.claims(token)?;
        let mut user = self.account(&claims.sub)?.user.clone();
        user.token = token.map(Into::into);
        user.token_expired_at = Some(iso(claims.exp));
        Ok(user)
    }

    /// The id of the account with a name.
    pub fn id_of_name(&self, name: Name<'_>) -> Option<String> {
        self.data.users.find_by_name(name).map(|account| account.user.id.clone())
    }

    /// The id of the first account that passes a test, by a linear scan. Whatever has an index is looked up with
    /// [`Self::id_of_name`] or [`Accounts`](crate::domain::account_store::Accounts).
    pub fn id_of(&self, test: impl Fn(&User) -> bool) -> Option<String> {
        self.data.users.iter().map(|account| &account.user).find(|user| test(user)).map(|user| user.id.clone())
    }

    /// A new account, which came about in this way, such as `basic:email`.
    pub fn create(&mut self, source: &str) -> &mut Account {
        let id = self.chance.id();
        let now = iso(self.clock.now());
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
        self.data.users.insert(Account { user, ..Account::default() })
    }

    pub fn add_with_password(&mut self, email: &str, password: &str) -> &mut Account {
        let account = self.create("basic:email");
        // The service keeps addresses in lower case.
        account.user.email = Some(email.to_lowercase());
        account.user.email_verified = Some(false);
        account.password = Some(password.into());
        account
    }

    /// The account of a WeChat user, by unionid or openid; made when there is none.
    pub fn by_wechat(&mut self, openid: &str, unionid: Option<&str>) -> String {
        if let Some(account) = self.data.users.find_by_wechat(openid, unionid) {
            return account.user.id.clone();
        }
        let user = &mut self.create("social:wechat:miniprogram").user;
        user.openid = Some(openid.into());
        user.unionid = unionid.map(Into::into);
        user.newly_created = Some(true);
        user.id.clone()
    }

    /// Binds a phone number that WeChat has verified. A number that is known leads to its account, and the WeChat identity
    /// moves there; an unknown one is bound to the WeChat user's account.
    pub fn bind_phone(&mut self, openid: &str, unionid: Option<&str>, phone: &str, country_code: &str) -> String {
        if let Some(owner) = self.id_of_name(Name::Phone(phone)) {
            let users = &mut self.data.users;
            let earlier: Vec<_> = users.find_all(Key::Openid, openid).map(|account| account.user.id.clone()).collect();
            for id in earlier {
                if let Some(Account { user, .. }) = users.get_mut(&id) {
                    (user.openid, user.unionid) = (None, None);
                }
            }
            if let Some(Account { user, .. }) = users.get_mut(&owner) {
                user.openid = Some(openid.into());
                user.unionid = unionid.map(Into::into);
                user.newly_created = Some(false);
            }
            return owner;
        }
        let id = self.by_wechat(openid, unionid);
        if let Ok(Account { user, .. }) = self.account(&id) {
            user.phone = Some(phone.into());
            user.phone_verified = Some(true);
            user.phone_country_code = Some(format!("+{country_code}"));
        }
        id
    }

    /// Takes over the profile of a WeChat user, as `rawData` or decrypted `encryptedData` has it.
    pub fn fill_profile(&mut self, id: &str, profile: &Value) {
        let text =
            |name: &str| profile.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
        let gender = match profile.get("gender").and_then(Value::as_i64) {
            Some(1) => Some(Gender::M),
            Some(2) => Some(Gender::F),
            _ => None,
        };
        let Ok(Account { user, .. }) = self.account(id) else { return };
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

    /// Ends every login, once it is known who it is: says what is still in its way, else logs in.
    pub fn finish_login(&mut self, id: &str) -> Result<User, Refusal> {
        self.may_log_in(id)?;
        self.log_in(id)
    }

    /// What is in the way of a login, whichever way it comes: with a password, in a browser, by a phone.
    pub fn may_log_in(&mut self, id: &str) -> Result<(), Refusal> {
        let account = self.account(id)?;
        if account.user.blocked == Some(true) {
            return Err(Refusal::new(ErrorCode::USER_LOCKED, "the user is locked"));
        }
        if account.user.status.as_ref().is_some_and(|status| *status != UserStatus::ACTIVATED) {
            return Err(Refusal::new(ErrorCode::USER_DISABLED, "the user is disabled"));
        }
        if account.first_login {
            return Err(self.demand_reset(id, Demand::FirstLogin));
        }
        // Who has no password has none to replace.
        if account.must_reset_password && account.password.is_some() {
            return Err(self.demand_reset(id, Demand::ForcedReset));
        }
        self.second_factor_needed(id).map_or(Ok(()), Err)
    }

    /// Counts a login, issues a token and gives the user with it.
    pub fn log_in(&mut self, id: &str) -> Result<User, Refusal> {
        let now = self.clock.now();
        let user = &mut self.account(id)?.user;
        user.logins_count = Some(user.logins_count.unwrap_or_default() + 1);
        user.last_login = Some(iso(now));
        let answer = self.issue(id)?;
        // Said once only, by the login that made the account.
        self.account(id)?.user.newly_created = Some(false);
        Ok(answer)
    }

    /// Issues a token, without the rest of a login, and gives the user with it.
    pub fn issue(&mut self, id: &str) -> Result<User, Refusal> {
        let claims = Claims::new(&self.url, id, self.clock.now(), self.chance.id());
        let token = token::sign(&claims)?;
        let mut answer = self.account(id)?.user.clone();
        self.data.sessions.insert(claims.jti);
        answer.token_expired_at = Some(iso(claims.exp));
        answer.token = Some(token.into());
        Ok(answer)
    }
}
