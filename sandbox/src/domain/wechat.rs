//! WeChat: the users of the mini-program, their login codes, and the data that WeChat encrypts.

use std::collections::{BTreeMap, VecDeque};

use aes::Aes128;
use authing_wxapp::ErrorCode;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use cbc::cipher::{BlockModeDecrypt as _, BlockModeEncrypt as _, KeyIvInit as _, block_padding::Pkcs7};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::domain::refusal::Refusal;

/// The id of the mini-program, which is in the watermark of all encrypted data.
pub const MINI_PROGRAM_ID: &str = "wx4f4bc4dec97d474b";
/// How long a login code is valid, in seconds.
const CODE_LIFETIME: i64 = 300;
/// How many codes, and how many payloads of buttons, people are shown.
const SHOWN: usize = 20;

/// The users and login codes of WeChat.
#[derive(Default)]
pub struct WechatUsers {
    users: BTreeMap<String, Profile>,
    codes: BTreeMap<String, Code>,
    /// What the buttons gave last, oldest first.
    pressed: VecDeque<Pressed>,
    /// The error codes with which the next codes are refused.
    refusals: VecDeque<i64>,
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
    /// How many codes were issued before.
    number: usize,
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

    pub fn set_unionid(&mut self, openid: &str, unionid: &str) {
        self.users.entry(openid.into()).or_default().unionid = Some(unionid.into());
    }

    pub fn forget_unionid(&mut self, openid: &str) {
        self.users.entry(openid.into()).or_default().unionid = None;
    }

    /// The users with what WeChat knows of them.
    pub fn profiles(&self) -> &BTreeMap<String, Profile> {
        &self.users
    }

    pub fn restore(&mut self, users: BTreeMap<String, Profile>) {
        self.users = users;
    }

    /// The last codes, the newest first.
    pub fn last_codes(&self) -> Vec<(&str, &Code)> {
        let mut codes: Vec<_> = self.codes.iter().map(|(text, code)| (text.as_str(), code)).collect();
        codes.sort_unstable_by_key(|(_, code)| std::cmp::Reverse(code.number));
        codes.truncate(SHOWN);
        codes
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
        let number = self.codes.len();
        self.codes
            .insert(code.into(), Code { openid: openid.into(), session_key, issued_at: now, used: false, number });
    }

    /// Encrypts data under the session key of a user: the `encryptedData` that belongs to this `iv`.
    pub fn encrypt(&mut self, openid: &str, iv: [u8; 16], mut data: Value, now: i64) -> String {
        let plain = data.clone();
        let key = self.users.get(openid).map(|user| user.session_key).unwrap_or_default();
        if let Some(members) = data.as_object_mut() {
            members.insert("watermark".into(), json!({ "appid": MINI_PROGRAM_ID, "timestamp": now }));
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

    /// Exchanges a code, as `jscode2session` does: once, and within five minutes.
    pub fn exchange(&mut self, code: &str, now: i64) -> Result<Exchanged, Refusal> {
        let refuse = |errcode: i64, errmsg: &str| {
            let message = format!("WeChat refuses the code: {errmsg}");
            Refusal::new(ErrorCode::INTERNAL_SERVER_ERROR, message)
                .with_data(json!({ "errcode": errcode, "errmsg": errmsg }))
        };
        if let Some(errcode) = self.refusals.pop_front() {
            return Err(refuse(errcode, error_message(errcode)));
        }
        let found = self.codes.get_mut(code).ok_or_else(|| refuse(40029, "invalid code"))?;
        if std::mem::replace(&mut found.used, true) {
            return Err(refuse(40163, "code been used"));
        }
        if found.is_expired(now) {
            return Err(refuse(40029, "invalid code"));
        }
        let unionid = self.users.get(&found.openid).and_then(|user| user.unionid.clone());
        Ok(Exchanged { openid: found.openid.clone(), unionid, session_key: found.session_key })
    }
}

/// The words of WeChat for an error code of `jscode2session`.
pub fn error_message(errcode: i64) -> &'static str {
    match errcode {
        -1 => "system error",
        40029 => "invalid code",
        40163 => "code been used",
        40226 => "code blocked",
        45011 => "api minute-quota reach limit, must slower, retry next minute",
        _ => "refused by a test",
    }
}

impl Exchanged {
    /// Decrypts what a button gave.
    pub fn decrypt(&self, iv: &str, encrypted_data: &str) -> Result<Value, Refusal> {
        decrypt(MINI_PROGRAM_ID, &BASE64_STANDARD.encode(self.session_key), iv, encrypted_data)
            .map_err(|e| Refusal::new(ErrorCode::INTERNAL_SERVER_ERROR, format!("decrypt failed: {e}")))
    }
}

/// Why encrypted data of WeChat cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum WechatError {
    /// Session key, iv or data is not base64, or key or iv has not 16 bytes.
    Encoding,
    /// The session key does not fit: the data was encrypted under another one.
    Key,
    /// The data is for another mini-program.
    Watermark,
}

impl std::fmt::Display for WechatError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Encoding => "session key, iv or data is not the base64 of what WeChat gives",
            Self::Key => "the data was encrypted under another session key",
            Self::Watermark => "the data is for another mini-program",
        })
    }
}

impl std::error::Error for WechatError {}

/// Decrypts `encryptedData` as WeChat's documentation has it (AES-128-CBC with PKCS#7 padding; key, iv and data in base64)
/// and checks that its watermark names the mini-program `app_id`.
///
/// # Errors
///
/// See [`WechatError`].
pub fn decrypt(app_id: &str, session_key: &str, iv: &str, encrypted_data: &str) -> Result<Value, WechatError> {
    let bytes = |text: &str| BASE64_STANDARD.decode(text).map_err(|_| WechatError::Encoding);
    let (key, iv) = (bytes(session_key)?, bytes(iv)?);
    let cipher = cbc::Decryptor::<Aes128>::new_from_slices(&key, &iv).map_err(|_| WechatError::Encoding)?;
    let plain = cipher.decrypt_padded_vec::<Pkcs7>(&bytes(encrypted_data)?).map_err(|_| WechatError::Key)?;
    let value: Value = serde_json::from_slice(&plain).map_err(|_| WechatError::Key)?;
    match value.pointer("/watermark/appid").and_then(Value::as_str) {
        Some(found) if found == app_id => Ok(value),
        _ => Err(WechatError::Watermark),
    }
}

/// The opposite of [`decrypt`]: `encryptedData` of this JSON, in base64. The watermark has to be in it.
///
/// # Errors
///
/// [`WechatError::Encoding`].
pub fn encrypt(session_key: &str, iv: &str, data: &Value) -> Result<String, WechatError> {
    let bytes = |text: &str| -> Result<[u8; 16], WechatError> {
        let bytes = BASE64_STANDARD.decode(text).map_err(|_| WechatError::Encoding)?;
        bytes.try_into().map_err(|_| WechatError::Encoding)
    };
    Ok(BASE64_STANDARD.encode(seal(&bytes(session_key)?, &bytes(iv)?, data.to_string().as_bytes())))
}

fn seal(key: &[u8; 16], iv: &[u8; 16], plain: &[u8]) -> Vec<u8> {
    cbc::Encryptor::<Aes128>::new(key.into(), iv.into()).encrypt_padded_vec::<Pkcs7>(plain)
}
