//! What the sandbox knows, and the rules of its accounts.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, SystemTime},
};

use axum::body::Bytes;
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use serde_json::Value;

use super::{
    USER_POOL_ID,
    faults::Pending,
    log::Log,
    reply::Refusal,
    token::{self, Claims},
    wechat::Accounts,
};
use crate::{ErrorCode, Gender, User, UserStatus};

/// The machine's time, moved on by what a test asked for.
#[derive(Default)]
pub struct Clock(Duration);

impl Clock {
    /// Seconds since 1970.
    pub fn now(&self) -> i64 {
        let now = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default() + self.0;
        i64::try_from(now.as_secs()).unwrap_or(i64::MAX)
    }

    pub fn advance(&mut self, time: Duration) {
        self.0 += time;
    }
}

/// Where ids, codes and keys come from; the same seed gives the same ones.
pub struct Chance(StdRng);

impl Chance {
    pub fn new(seed: Option<u64>) -> Self {
        Self(seed.map_or_else(StdRng::from_entropy, StdRng::seed_from_u64))
    }

    /// 24 hexadecimal digits, as the service's ids.
    pub fn id(&mut self) -> String {
        (0..24).map(|_| char::from_digit(self.0.gen_range(0..16), 16).unwrap_or('0')).collect()
    }

    /// Decimal digits, as the codes in messages.
    pub fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from_digit(self.0.gen_range(0..10), 10).unwrap_or('0')).collect()
    }

    /// A key of 16 bytes.
    pub fn key(&mut self) -> [u8; 16] {
        self.0.r#gen()
    }
}

pub struct State {
    pub url: String,
    pub clock: Clock,
    pub chance: Chance,
    pub wechat: Accounts,
    /// Content type and content of what was uploaded.
    pub files: BTreeMap<String, (String, Bytes)>,
    pub faults: Pending,
    pub log: Log,
    users: Vec<User>,
    passwords: BTreeMap<String, String>,
    /// The ids of the tokens that are in use; logging out takes one away.
    sessions: BTreeSet<String>,
}

impl State {
    pub fn new(url: String, seed: Option<u64>) -> Self {
        Self {
            url,
            clock: Clock::default(),
            chance: Chance::new(seed),
            wechat: Accounts::default(),
            files: BTreeMap::new(),
            faults: Pending::default(),
            log: Log::default(),
            users: Vec::new(),
            passwords: BTreeMap::new(),
            sessions: BTreeSet::new(),
        }
    }

    pub fn users(&self) -> impl Iterator<Item = &User> {
        self.users.iter()
    }

    pub fn user(&mut self, id: &str) -> Option<&mut User> {
        self.users.iter_mut().find(|user| user.id == id)
    }

    /// The account of this id, or the refusal that there is none.
    pub fn account(&mut self, id: &str) -> Result<&mut User, Refusal> {
        self.user(id).ok_or_else(|| Refusal::new(ErrorCode::USER_NOT_FOUND, "the user does not exist"))
    }

    fn id_of(&self, test: impl Fn(&User) -> bool) -> Option<String> {
        self.users.iter().find(|user| test(user)).map(|user| user.id.clone())
    }

    fn create(&mut self, source: &str) -> &mut User {
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
        let place = self.users.len();
        self.users.push(user);
        &mut self.users[place]
    }

    pub fn add_with_password(&mut self, email: &str, password: &str) -> &User {
        let id = {
            let user = self.create("basic:email");
            // The service keeps addresses in lower case.
            user.email = Some(email.to_lowercase());
            user.email_verified = Some(false);
            user.id.clone()
        };
        self.passwords.insert(id, password.into());
        &self.users[self.users.len() - 1]
    }

    /// Finds the account of an email address and checks its password.
    pub fn by_password(&mut self, email: &str, password: &str, auto_register: bool) -> Result<String, Refusal> {
        let email = email.to_lowercase();
        match self.id_of(|user| user.email.as_deref() == Some(&email)) {
            Some(id) if self.passwords.get(&id).is_some_and(|known| known == password) => Ok(id),
            Some(_) => Err(Refusal::new(ErrorCode::WRONG_PASSWORD, "the password is wrong")),
            None if auto_register => Ok(self.add_with_password(&email, password).id.clone()),
            None => Err(Refusal::new(ErrorCode::USER_NOT_FOUND, "the user does not exist")),
        }
    }

    /// The account of a WeChat user, by unionid or openid; made when there is none.
    pub fn by_wechat(&mut self, openid: &str, unionid: Option<&str>) -> String {
        let same = |user: &User| {
            user.openid.as_deref() == Some(openid) || (unionid.is_some() && user.unionid.as_deref() == unionid)
        };
        if let Some(id) = self.id_of(same) {
            return id;
        }
        let user = self.create("social:wechat:miniprogram");
        user.openid = Some(openid.into());
        user.unionid = unionid.map(Into::into);
        user.newly_created = Some(true);
        user.id.clone()
    }

    /// Binds a phone number that WeChat has verified. A number that is known leads to its account, and the WeChat identity
    /// moves there; an unknown one is bound to the WeChat user's account.
    pub fn bind_phone(&mut self, openid: &str, unionid: Option<&str>, phone: &str, country_code: &str) -> String {
        if let Some(owner) = self.id_of(|user| user.phone.as_deref() == Some(phone)) {
            for user in self.users.iter_mut().filter(|user| user.id != owner && user.openid.as_deref() == Some(openid))
            {
                user.openid = None;
                user.unionid = None;
            }
            if let Some(user) = self.user(&owner) {
                user.openid = Some(openid.into());
                user.unionid = unionid.map(Into::into);
                user.newly_created = Some(false);
            }
            return owner;
        }
        let id = self.by_wechat(openid, unionid);
        if let Some(user) = self.user(&id) {
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
        let Some(user) = self.user(id) else { return };
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

    /// Issues a token and gives the user with it.
    pub fn log_in(&mut self, id: &str) -> Result<User, Refusal> {
        let now = self.clock.now();
        let claims = Claims::new(&self.url, id, now, self.chance.id());
        let token = token::sign(&claims)?;
        self.sessions.insert(claims.jti);
        let user = self.account(id)?;
        user.logins_count = user.logins_count.map(|count| count + 1);
        user.last_login = Some(iso(now));
        let mut answer = user.clone();
        // Said once only, by the login that made the account.
        user.newly_created = Some(false);
        answer.token_expired_at = Some(iso(claims.exp));
        answer.token = Some(token.into());
        Ok(answer)
    }

    /// A new token for a valid one.
    pub fn renew(&mut self, claims: &Claims) -> Result<(String, Claims), Refusal> {
        let fresh = Claims::new(&self.url, &claims.sub, self.clock.now(), self.chance.id());
        let token = token::sign(&fresh)?;
        self.sessions.insert(fresh.jti.clone());
        Ok((token, fresh))
    }

    /// Whose token it is: signed here, not expired, not logged out.
    pub fn claims(&self, token: Option<&str>) -> Result<Claims, Refusal> {
        let refuse = |code, message| Refusal::new(code, message);
        let token = token.ok_or_else(|| refuse(ErrorCode::NOT_LOGGED_IN, "nobody is logged in"))?;
        let claims = token::verify(token).ok_or_else(|| refuse(ErrorCode::NOT_LOGGED_IN, "the token is invalid"))?;
        if claims.exp <= self.clock.now() {
            return Err(refuse(ErrorCode::TOKEN_EXPIRED, "the login has expired"));
        }
        match self.sessions.contains(&claims.jti) {
            true => Ok(claims),
            false => Err(refuse(ErrorCode::NOT_LOGGED_IN, "the session has ended")),
        }
    }

    pub fn log_out(&mut self, token: Option<&str>) {
        if let Some(claims) = token.and_then(token::verify) {
            self.sessions.remove(&claims.jti);
        }
    }
}

/// A moment as ISO 8601 text in UTC.
fn iso(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::MAX).to_string()
}
