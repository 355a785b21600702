//! The users of WeChat, as a test plays them.

use authing_wxapp::PhoneAuthorization;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use crate::{http::state::SharedState, stores::Stores};

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

    /// The WeChat user with this openid, who is created if there is none.
    pub fn user(&self, openid: &str) -> WechatUser {
        self.shared.lock().stores.wechat.add(openid);
        WechatUser { shared: self.shared.clone(), openid: openid.into() }
    }
}

impl WechatUser {
    /// Binds the mini-program to an open platform, so that WeChat gives the unionid of this user.
    pub fn with_unionid(self, unionid: &str) -> Self {
        self.shared.lock().stores.wechat.set_unionid(&self.openid, unionid);
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
    pub fn press_phone_button(&self, phone: &str) -> (String, String) {
        self.encrypt(json!({ "phoneNumber": phone, "purePhoneNumber": phone, "countryCode": "86" }))
    }

    /// The `getUserInfo` button: `iv` and `encryptedData` of this profile, such as `{"nickName": "Ada"}`, under the session
    /// key of the last [`login`](Self::login).
    pub fn press_profile_button(&self, profile: Value) -> (String, String) {
        self.encrypt(profile)
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
