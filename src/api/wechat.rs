//! WeChat mini-programs: logging in, and the phone number that WeChat has verified.

use super::require;
use crate::{
    api::request::request,
    client::AuthenticationClient,
    error::Error,
    generated::types::{LoginByCodeBody, PhoneBody, PhoneNumber, User},
    model::Secret,
};

const WX_LOGIN: &str = "fetch a fresh one with wx.login()";
const BUTTON: &str = "iv and encryptedData belong together; pass both as the button's event gave them";

impl AuthenticationClient {
    /// Logs in with the code of [`wx.login()`](https://developers.weixin.qq.com/miniprogram/dev/api/open-api/login/wx.login.html).
    ///
    /// Creates an account when the WeChat user has none; an account that is bound to the openid or unionid is found. Without
    /// options the login is silent: nickname and avatar of a new account are empty.
    ///
    /// - `code`: as `wx.login()` gave it. It lives five minutes and can be used **once**, so a login is never repeated by
    ///   itself.
    ///
    /// **Stored afterwards:** the user and the token, in the place of whoever was logged in. The token of an earlier
    /// session is not sent.
    ///
    /// **Errors:** an empty code is refused before anything is sent; what the server refuses has its code; if the store
    /// fails, [`Error::session`] has the session that was obtained.
    ///
    /// JavaScript: `loginByCode` of `authing-wxapp-sdk`. Endpoint: `POST /connections/social/wechat-miniprogram/auth`.
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient, code: String, raw: String) -> Result<(), authing_wxapp::Error> {
    /// let user = client.login_by_code(&*code).await?;
    ///
    /// // With the profile of a user who has consented:
    /// let user = client.login_by_code(&*code).raw_data(raw).await?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "loginByCode")]
    pub fn login_by_code(&self, code: impl Into<Secret>) -> LoginByCode {
        LoginByCode::new(self, code.into())
    }

    /// Logs in with the phone number that WeChat has verified. The user has to consent each time.
    ///
    /// An unknown number is bound to the account of the WeChat user, which is created when there is none. For a known
    /// number its account is returned, and the WeChat identity is bound to it: the session may then be that of **another
    /// account** than before. [`sign_in`](Self::sign_in) tells the cases apart.
    ///
    /// - `code`: as `wx.login()` gave it, fetched **before** the user pressed the button; a login afterwards may change the
    ///   key with which the number is encrypted. It can be used once.
    /// - `iv`, `encrypted_data`: as the event of the `getPhoneNumber` button gave them.
    ///
    /// **Stored afterwards:** the user and the token. **Errors:** as [`login_by_code`](Self::login_by_code).
    ///
    /// JavaScript: `loginByPhone` of `authing-wxapp-sdk`. Endpoint: `POST /connections/social/wechat-miniprogram/auth-by-phone`.
    #[doc(alias = "loginByPhone")]
    pub fn login_by_phone(
        &self,
        code: impl Into<Secret>,
        iv: impl Into<Secret>,
        encrypted_data: impl Into<Secret>,
    ) -> LoginByPhone {
        LoginByPhone::new(self, phone_body(code, iv, encrypted_data))
    }

    /// Decrypts the phone number that WeChat has verified. Neither registers nor binds anything.
    ///
    /// Arguments as for [`login_by_phone`](Self::login_by_phone).
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** an empty argument is refused before anything is sent; a number
    /// that cannot be decrypted is an error of the server.
    ///
    /// JavaScript: `getPhone` of `authing-wxapp-sdk`. Endpoint: `POST /connections/social/wechat-miniprogram/getphone`.
    #[doc(alias = "getPhone")]
    pub fn get_phone(
        &self,
        code: impl Into<Secret>,
        iv: impl Into<Secret>,
        encrypted_data: impl Into<Secret>,
    ) -> GetPhone {
        GetPhone::new(self, phone_body(code, iv, encrypted_data))
    }
}

request! {
    /// Of [`login_by_code`](AuthenticationClient::login_by_code).
    LoginByCode("login_by_code") -> User { code: Secret }
}

request! {
    /// Of [`login_by_code`](AuthenticationClient::login_by_code), with a profile.
    LoginByCodeWithProfile("login_by_code") -> User { body: LoginByCodeBody }
}

request! {
    /// Of [`login_by_phone`](AuthenticationClient::login_by_phone).
    LoginByPhone("login_by_phone") -> User { body: PhoneBody }
}

request! {
    /// Of [`get_phone`](AuthenticationClient::get_phone).
    GetPhone("get_phone") -> PhoneNumber { body: PhoneBody }
}

impl LoginByCode {
    /// Takes the profile from `rawData`, as the event of the `getUserInfo` button or `wx.getUserInfo()` gave it. The server
    /// uses it as it stands, unverified.
    #[doc(alias = "rawData")]
    pub fn raw_data(self, raw_data: impl Into<Secret>) -> LoginByCodeWithProfile {
        let body = LoginByCodeBody { raw_data: Some(raw_data.into()), ..silent(self.code) };
        LoginByCodeWithProfile::new(&self.client, body)
    }

    /// Takes the profile from `iv` and `encryptedData`, as the event of the `getUserInfo` button gave them.
    #[doc(alias = "encryptedData")]
    pub fn encrypted_data(self, iv: impl Into<Secret>, encrypted_data: impl Into<Secret>) -> LoginByCodeWithProfile {
        let (iv, encrypted_data) = (Some(iv.into()), Some(encrypted_data.into()));
        LoginByCodeWithProfile::new(&self.client, LoginByCodeBody { iv, encrypted_data, ..silent(self.code) })
    }

    pub(crate) async fn send(self) -> Result<User, Error> {
        LoginByCodeWithProfile::new(&self.client, silent(self.code)).send().await
    }
}

impl LoginByCodeWithProfile {
    async fn send(self) -> Result<User, Error> {
        let Self { client, body } = self;
        require("code", &body.code, WX_LOGIN)?;
        for (name, value) in [("iv", &body.iv), ("encrypted_data", &body.encrypted_data)] {
            value.iter().try_for_each(|value| require(name, value, BUTTON))?;
        }
        body.raw_data.iter().try_for_each(|raw| require("raw_data", raw, "leave it out for a silent login"))?;
        client.store().log_in(client.anonymous().login_by_code(&body)).await
    }
}

impl LoginByPhone {
    pub(crate) async fn send(self) -> Result<User, Error> {
        let Self { client, body } = self;
        check_phone(&body)?;
        client.store().log_in(client.anonymous().login_by_phone(&body)).await
    }
}

impl GetPhone {
    async fn send(self) -> Result<PhoneNumber, Error> {
        let Self { client, body } = self;
        check_phone(&body)?;
        let token = client.store().token().await?;
        client.authorized(token).get_phone(&body).await
    }
}

fn silent(code: Secret) -> LoginByCodeBody {
    LoginByCodeBody { code, iv: None, encrypted_data: None, raw_data: None }
}

fn phone_body(code: impl Into<Secret>, iv: impl Into<Secret>, encrypted_data: impl Into<Secret>) -> PhoneBody {
    PhoneBody { code: code.into(), iv: iv.into(), encrypted_data: encrypted_data.into() }
}

fn check_phone(body: &PhoneBody) -> Result<(), Error> {
    require("code", &body.code, WX_LOGIN)?;
    require("iv", &body.iv, BUTTON)?;
    require("encrypted_data", &body.encrypted_data, BUTTON)
}
