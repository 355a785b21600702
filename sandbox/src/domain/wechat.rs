//! The WeChat side: who logs in to the mini-program, the codes that WeChat gives them, and what it encrypts.

use std::collections::BTreeMap;

use aes::Aes128;
use authing_wxapp::{ErrorCode, PhoneAuthorization};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use cbc::cipher::{BlockModeDecrypt as _, BlockModeEncrypt as _, KeyIvInit as _, block_padding::Pkcs7};
use serde_json::{Value, json};

use crate::{World, domain::refusal::Refusal};

/// The id of the mini-program, which stands in the watermark of everything that is encrypted.
pub const MINI_PROGRAM_ID: &str = "wx4f4bc4dec97d474b";
/// A code lives five minutes.
const CODE_LIFETIME: i64 = 300;

/// Scripts the WeChat users of a sandbox; of [`Sandbox::wechat`](crate::Sandbox::wechat).
#[derive(Clone)]
pub struct WeChat {
    world: World,
}

/// A WeChat user in front of the mini-program.
#[derive(Clone)]
pub struct WechatUser {
    world: World,
    openid: String,
}

impl WeChat {
    pub(crate) fn new(world: World) -> Self {
        Self { world }
    }

    /// The WeChat user with this openid; known from now on.
    pub fn user(&self, openid: &str) -> WechatUser {
        self.world.lock().wechat.users.entry(openid.into()).or_default();
        WechatUser { world: self.world.clone(), openid: openid.into() }
    }
}

impl WechatUser {
    /// Binds the mini-program to an open platform, so that WeChat tells the unionid of this user.
    pub fn with_unionid(self, unionid: &str) -> Self {
        if let Some(account) = self.world.lock().wechat.users.get_mut(&self.openid) {
            account.unionid = Some(unionid.into());
        }
        self
    }

    /// `wx.login()`: a fresh code, which lives five minutes and can be used once. The session key changes with it, which
    /// WeChat may do: data that was encrypted before cannot be decrypted with the new code.
    pub fn login(&self) -> String {
        let mut state = self.world.lock();
        let code = format!("0{}", state.chance.id());
        let issued_at = state.clock.now();
        let session_key = state.chance.key();
        if let Some(account) = state.wechat.users.get_mut(&self.openid) {
            account.session_key = session_key;
        }
        state
            .wechat
            .codes
            .insert(code.clone(), Code { openid: self.openid.clone(), session_key, issued_at, used: false });
        code
    }

    /// `wx.login()`, then the `getPhoneNumber` button, in the right order: consent to give this phone number.
    pub fn authorize_phone(&self, phone: &str) -> PhoneAuthorization {
        let code = self.login();
        let (iv, encrypted_data) = self.press_phone_button(phone);
        PhoneAuthorization::new(code, iv, encrypted_data)
    }

    /// The `getPhoneNumber` button: `iv` and `encryptedData` of this phone number, under the session key of the last
    /// [`login`](Self::login).
    pub fn press_phone_button(&self, phone: &str) -> (String, String) {
        self.encrypt(json!({ "phoneNumber": phone, "purePhoneNumber": phone, "countryCode": "86" }))
    }

    /// The `getUserInfo` button: `iv` and `encryptedData` of this profile, such as `{"nickName": "Ada"}`, under the session
    /// key of the last [`login`](Self::login).
    pub fn press_profile_button(&self, profile: Value) -> (String, String) {
        self.encrypt(profile)
    }

    fn encrypt(&self, mut data: Value) -> (String, String) {
        let mut state = self.world.lock();
        let iv = state.chance.key();
        let key = state.wechat.users.get(&self.openid).map(|account| account.session_key).unwrap_or_default();
        data["watermark"] = json!({ "appid": MINI_PROGRAM_ID, "timestamp": state.clock.now() });
        let text = seal(&key, &iv, data.to_string().as_bytes());
        (BASE64_STANDARD.encode(iv), BASE64_STANDARD.encode(text))
    }
}

/// The WeChat accounts and codes that the sandbox knows.
#[derive(Default)]
pub struct Accounts {
    users: BTreeMap<String, Account>,
    codes: BTreeMap<String, Code>,
}

#[derive(Default)]
struct Account {
    unionid: Option<String>,
    session_key: [u8; 16],
}

struct Code {
    openid: String,
    session_key: [u8; 16],
    issued_at: i64,
    used: bool,
}

/// What a code is exchanged for.
pub struct Exchanged {
    pub openid: String,
    pub unionid: Option<String>,
    session_key: [u8; 16],
}

impl Accounts {
    /// Exchanges a code, as `jscode2session` does: once, and within five minutes.
    pub fn exchange(&mut self, code: &str, now: i64) -> Result<Exchanged, Refusal> {
        let refuse = |errcode: i64, errmsg: &str| {
            let message = format!("WeChat refuses the code: {errmsg}");
            Refusal::new(ErrorCode::INTERNAL_SERVER_ERROR, message)
                .with_data(json!({ "errcode": errcode, "errmsg": errmsg }))
        };
        let found = self.codes.get_mut(code).ok_or_else(|| refuse(40029, "invalid code"))?;
        if std::mem::replace(&mut found.used, true) {
            return Err(refuse(40163, "code been used"));
        }
        if now - found.issued_at > CODE_LIFETIME {
            return Err(refuse(40029, "invalid code"));
        }
        let unionid = self.users.get(&found.openid).and_then(|account| account.unionid.clone());
        Ok(Exchanged { openid: found.openid.clone(), unionid, session_key: found.session_key })
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

impl std::fmt::Debug for WeChat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WeChat")
    }
}

impl std::fmt::Debug for WechatUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WechatUser").field("openid", &self.openid).finish_non_exhaustive()
    }
}
