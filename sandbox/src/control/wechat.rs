//! The users of WeChat, as a test plays them.

use authing_wxapp::PhoneAuthorization;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use crate::{domain::wechat::phone_codes::PhoneInfo, http::state::SharedState, stores::Stores};

/// Plays the WeChat users of a sandbox; from [`Sandbox::wechat`](crate::Sandbox::wechat).
#[derive(Clone)]
pub struct WeChat {
    shared: SharedState,
}

/// A WeChat user who has the mini-program open.
#[derive(Clone)]
pub struct WechatUser {
    shared: SharedState,
    openid: String,
}

impl WeChat {
    pub(crate) fn new(shared: SharedState) -> Self {
        Self { shared }
    }

    /// Refuses the next `times` login codes with this error code of WeChat, such as -1 (busy), 45011 (too often), 40226 (blocked), 40029
    /// (invalid) or 40163 (used). The codes are not spent.
    pub fn refuse(&self, errcode: i64, times: u32) {
        self.shared.lock().stores.wechat.refuse(errcode, times);
    }

    /// Refuses the next `times` codes of the phone button with this error code of WeChat. The codes are not spent.
    pub fn refuse_phone_codes(&self, errcode: i64, times: u32) {
        self.shared.lock().stores.wechat.phone_codes.refuse(errcode, times);
    }

    /// Whether a user's session key stays the same over several logins, which WeChat may do. By default it changes with each.
    pub fn keep_session_keys(&self, keep: bool) {
        self.shared.lock().stores.wechat.keep_session_keys = keep;
    }

    /// Whether Authing keeps WeChat's access token for all who ask `get_wechat_access_token_info`, until five minutes before it expires.
    /// By default each call fetches a new one, which overwrites the one before: the worst case for a program with several machines.
    pub fn keep_access_token(&self, keep: bool) {
        self.shared.lock().stores.wechat.access_tokens.authing_keeps = keep;
    }

    /// The WeChat user with this openid, who is created if there is none.
    pub fn user(&self, openid: &str) -> WechatUser {
        self.shared.lock().stores.wechat.add(openid);
        WechatUser { shared: self.shared.clone(), openid: openid.into() }
    }
}

impl WechatUser {
    /// Binds the mini-program to an open platform, so that WeChat gives the unionid of this user. An empty text is no unionid.
    pub fn with_unionid(self, unionid: &str) -> Self {
        self.shared.lock().stores.wechat.set_unionid(&self.openid, Some(unionid));
        self
    }

    /// WeChat does not tell the unionid any more, as it happens when the mini-program leaves the open platform.
    pub fn without_unionid(self) -> Self {
        self.shared.lock().stores.wechat.set_unionid(&self.openid, None);
        self
    }

    /// `wx.login()`: a new code, which is valid for five minutes and can be used once. The session key changes with it, which
    /// WeChat may do: data that was encrypted before cannot be decrypted with the new code.
    pub fn login(&self) -> String {
        let Stores { clock, rng, wechat, .. } = &mut self.shared.lock().stores;
        let code = format!("0{}", rng.id());
        wechat.log_in(&self.openid, &code, rng.key(), clock.now());
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
    ///
    /// A number that begins with a dialling code, such as `+85261234567`, is one of that country; any other one is Chinese. Logins
    /// refuse a text that is no phone number.
    pub fn press_phone_button(&self, phone: &str) -> (String, String) {
        self.encrypt(json!(PhoneInfo::of(phone)))
    }

    /// The `getPhoneNumber` button as it is today: a code with which a server gets this phone number. It is valid for five minutes and
    /// can be used once. It is not a code of [`login`](Self::login), and needs none before it.
    ///
    /// A number that begins with a dialling code, such as `+85261234567`, is one of that country; any other one is Chinese. Logins
    /// refuse a text that is no phone number.
    pub fn press_phone_button_code(&self, phone: &str) -> String {
        self.issue_phone_code(phone, false)
    }

    /// The `getRealtimePhoneNumber` button: the same, for a number that WeChat has just verified with a text message to the user.
    pub fn press_realtime_phone_button_code(&self, phone: &str) -> String {
        self.issue_phone_code(phone, true)
    }

    /// The `getUserInfo` button: `iv` and `encryptedData` of this profile, such as `{"nickName": "Ada"}`, under the session
    /// key of the last [`login`](Self::login).
    pub fn press_profile_button(&self, profile: Value) -> (String, String) {
        self.encrypt(profile)
    }

    fn issue_phone_code(&self, phone: &str, realtime: bool) -> String {
        let Stores { clock, rng, wechat, .. } = &mut self.shared.lock().stores;
        // As long as the codes of WeChat, which are longer than those of wx.login.
        let code = base16ct::lower::encode_string(&[rng.key(), rng.key()].concat());
        wechat.phone_codes.issue(&self.openid, &code, PhoneInfo::of(phone), realtime, clock.now());
        code
    }

    fn encrypt(&self, data: Value) -> (String, String) {
        let Stores { clock, rng, wechat, .. } = &mut self.shared.lock().stores;
        let iv = rng.key();
        (BASE64_STANDARD.encode(iv), wechat.encrypt(&self.openid, iv, data, clock.now()))
    }
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
