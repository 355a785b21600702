//! WeChat: the users of the mini-program, the codes of their logins and phone buttons, the data that WeChat encrypts, and the
//! access tokens of the mini-program's owner.

pub mod access_tokens;
pub mod encryption;
pub mod phone_codes;
pub mod refusal;

use std::collections::{BTreeMap, VecDeque};

use authing_wxapp::ErrorCode;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    WECHAT_APP_ID, WECHAT_APP_SECRET,
    domain::{
        issued::{Expires, Issued},
        refusal::Refusal,
        wechat::{
            access_tokens::AccessTokens,
            encryption::{decrypt, seal},
            phone_codes::{PhoneCodes, PhoneInfo},
            refusal::WechatRefusal,
        },
    },
};

/// How long a login code is valid, in seconds.
const CODE_LIFETIME: i64 = 300;
/// How many codes, and how many payloads of buttons, people are shown.
const SHOWN: usize = 20;

/// The users and login codes of WeChat.
#[derive(Default)]
pub struct WechatUsers {
    users: BTreeMap<String, Profile>,
    codes: Issued<Code>,
    /// What the buttons gave last, oldest first.
    pressed: VecDeque<Pressed>,
    /// The error codes with which the next login codes are refused.
    refusals: VecDeque<i64>,
    /// The codes of the phone button.
    pub phone_codes: PhoneCodes,
    pub access_tokens: AccessTokens,
    /// Whether a user's session key stays the same over several logins.
    pub keep_session_keys: bool,
}

#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Profile {
    unionid: Option<String>,
    session_key: [u8; 16],
}

impl Profile {
    pub fn unionid(&self) -> Option<&str> {
        self.unionid.as_deref()
    }
}

/// A login code.
pub struct Code {
    pub openid: String,
    session_key: [u8; 16],
    pub issued_at: i64,
    pub used: bool,
}

impl Expires for Code {
    fn is_over(&self, now: i64) -> bool {
        self.used || self.is_expired(now)
    }
}

impl Code {
    /// The session key of the user since this code, in base64.
    pub fn session_key(&self) -> String {
        BASE64_STANDARD.encode(self.session_key)
    }

    pub fn is_expired(&self, now: i64) -> bool {
        now - self.issued_at > CODE_LIFETIME
    }
}

/// What a button in the mini-program gave.
pub struct Pressed {
    pub openid: String,
    pub at: i64,
    /// In base64.
    pub iv: String,
    pub encrypted_data: String,
    /// The data before it was encrypted, without the watermark.
    pub data: Value,
}

/// The result of the exchange of a code.
pub struct Exchanged {
    pub openid: String,
    pub unionid: Option<String>,
    session_key: [u8; 16],
}

impl WechatUsers {
    /// Makes sure that there is a user with this openid.
    pub fn add(&mut self, openid: &str) {
        self.users.entry(openid.into()).or_default();
    }

    /// Sets the unionid that WeChat tells, or that it tells none. An empty text is none.
    pub fn set_unionid(&mut self, openid: &str, unionid: Option<&str>) {
        let unionid = unionid.filter(|unionid| !unionid.is_empty());
        self.users.entry(openid.into()).or_default().unionid = unionid.map(Into::into);
    }

    /// The users with what WeChat knows of them.
    pub fn profiles(&self) -> &BTreeMap<String, Profile> {
        &self.users
    }

    pub fn restore(&mut self, users: BTreeMap<String, Profile>) {
        self.users = users;
    }

    /// The last codes, the newest first.
    pub fn last_codes(&self) -> impl Iterator<Item = (&str, &Code)> {
        self.codes.newest().take(SHOWN)
    }

    /// What the buttons gave last, the newest first.
    pub fn pressed(&self) -> impl Iterator<Item = &Pressed> {
        self.pressed.iter().rev()
    }

    /// The error codes with which the next codes are refused.
    pub fn refusals(&self) -> &VecDeque<i64> {
        &self.refusals
    }

    /// Refuses the next codes with this error code. They are not spent.
    pub fn refuse(&mut self, errcode: i64, times: u32) {
        self.refusals.extend((0..times).map(|_| errcode));
    }

    /// Issues a code to a user. The session key becomes this one, unless the user has one that stays.
    pub fn log_in(&mut self, openid: &str, code: &str, session_key: [u8; 16], now: i64) {
        let user = self.users.entry(openid.into()).or_default();
        if !self.keep_session_keys || user.session_key == [0; 16] {
            user.session_key = session_key;
        }
        let session_key = user.session_key;
        self.codes.add(code, Code { openid: openid.into(), session_key, issued_at: now, used: false }, now);
    }

    /// Encrypts data under the session key of a user: the `encryptedData` that belongs to this `iv`.
    pub fn encrypt(&mut self, openid: &str, iv: [u8; 16], mut data: Value, now: i64) -> String {
        let plain = data.clone();
        let key = self.users.get(openid).map(|user| user.session_key).unwrap_or_default();
        if let Some(members) = data.as_object_mut() {
            members.insert("watermark".into(), json!({ "appid": WECHAT_APP_ID, "timestamp": now }));
        }
        let encrypted_data = BASE64_STANDARD.encode(seal(&key, &iv, data.to_string().as_bytes()));
        if self.pressed.len() == SHOWN {
            self.pressed.pop_front();
        }
        self.pressed.push_back(Pressed {
            openid: openid.into(),
            at: now,
            iv: BASE64_STANDARD.encode(iv),
            encrypted_data: encrypted_data.clone(),
            data: plain,
        });
        encrypted_data
    }

    /// Exchanges a login code, as `jscode2session` does: once, and within five minutes.
    pub fn exchange(&mut self, code: &str, now: i64) -> Result<Exchanged, WechatRefusal> {
        if let Some(errcode) = self.refusals.pop_front() {
            return Err(WechatRefusal::new(errcode, "a test asked for this at the login code"));
        }
        let is_of_button = self.phone_codes.contains(code);
        let Some(found) = self.codes.get_mut(code) else {
            let hint = match is_of_button {
                true => "the login code is a code of the phone button",
                false => "the login code was never issued",
            };
            return Err(WechatRefusal::new(40029, hint));
        };
        if std::mem::replace(&mut found.used, true) {
            return Err(WechatRefusal::new(40163, "a login code works once"));
        }
        if found.is_expired(now) {
            return Err(WechatRefusal::new(40029, "the login code has expired"));
        }
        let unionid = self.users.get(&found.openid).and_then(|user| user.unionid.clone());
        Ok(Exchanged { openid: found.openid.clone(), unionid, session_key: found.session_key })
    }

    /// Exchanges a code of the phone button for its user and the number.
    pub fn exchange_phone_code(&mut self, code: &str, now: i64) -> Result<(String, PhoneInfo), WechatRefusal> {
        let is_of_login = self.codes.contains(code);
        self.phone_codes.exchange(code, is_of_login, now)
    }

    /// Refuses credentials that are not those of the mini-program.
    pub fn check_owner(app_id: &str, secret: &str) -> Result<(), WechatRefusal> {
        if app_id != WECHAT_APP_ID {
            return Err(WechatRefusal::new(40013, format!("the mini-program of the sandbox is {WECHAT_APP_ID}")));
        }
        match secret == WECHAT_APP_SECRET {
            true => Ok(()),
            false => Err(WechatRefusal::new(40125, format!("the secret of the sandbox is {WECHAT_APP_SECRET}"))),
        }
    }

    /// Whether a signature was made with the present session key of a user: HMAC-SHA256 of the empty text, in hexadecimal digits.
    pub fn check_session(&self, openid: &str, signature: &str) -> Result<(), WechatRefusal> {
        let user = self.users.get(openid).ok_or_else(|| WechatRefusal::new(40003, "there is no such user"))?;
        let key = BASE64_STANDARD.encode(user.session_key);
        let expected = base16ct::lower::encode_string(&hmac_sha256::HMAC::mac([], key));
        match expected == signature {
            true => Ok(()),
            false => Err(WechatRefusal::new(87009, "it was made with another session key")),
        }
    }
}

impl Exchanged {
    /// The session key, in base64.
    pub fn session_key(&self) -> String {
        BASE64_STANDARD.encode(self.session_key)
    }

    /// Decrypts what a button gave.
    pub fn decrypt(&self, iv: &str, encrypted_data: &str) -> Result<Value, Refusal> {
        decrypt(WECHAT_APP_ID, &self.session_key(), iv, encrypted_data)
            .map_err(|e| Refusal::new(ErrorCode::INTERNAL_SERVER_ERROR, format!("decrypt failed: {e}")))
    }
}
