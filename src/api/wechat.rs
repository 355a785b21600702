//! WeChat mini-programs: login, and the phone number that WeChat has verified.

use super::filled;
use crate::{
    AuthenticationClient, Error, PhoneNumber, Secret, User,
    generated::types::{LoginByCodeBody, PhoneBody},
    wire::{Credential, call, request},
};

const WX_LOGIN: &str = "fetch a fresh one with wx.login()";
const BUTTON: &str = "iv and encryptedData belong together; pass both as the button's event gave them";

impl AuthenticationClient {
    /// Logs in with the code of
    /// [`wx.login()`](https://developers.weixin.qq.com/miniprogram/dev/api/open-api/login/wx.login.html).
    ///
    /// The server finds the account by the openid or unionid of the WeChat user, and creates one if there is none.
    /// Without options the login is silent: a new account has neither a nickname nor an avatar.
    ///
    /// - `code`: the code of `wx.login()`. It is valid for five minutes and can be used **once**, so the login is never
    ///   retried automatically.
    ///
    /// The request does not carry the token of an earlier session.
    ///
    /// # Session
    ///
    /// The user and the token are stored and replace an earlier session.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when `code` or an option is empty; nothing is sent.
    /// - [`Error::is_api`] when the server refuses, for example a code that was used or has expired. Fetch a new code.
    /// - [`Error::is_store`] when the session cannot be stored. The code is spent then; [`Error::session`] has the
    ///   session.
    ///
    /// For other failures [`Error::may_have_reached_server`] tells whether the code may be spent.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(
    /// #     client: authing_wxapp::AuthenticationClient,
    /// #     code: String, raw: String,
    /// # ) -> Result<(), authing_wxapp::Error> {
    /// let user = client.login_by_code(&*code).await?;
    ///
    /// // With the profile of a user who has consented:
    /// let user = client.login_by_code(&*code).raw_data(raw).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `loginByCode` of `authing-wxapp-sdk`. Endpoint: `POST /connections/social/wechat-miniprogram/auth`.
    #[doc(alias = "loginByCode")]
    pub fn login_by_code(&self, code: impl Into<Secret>) -> LoginByCode {
        LoginByCode::new(self, code.into())
    }

    /// Logs in with the phone number that WeChat has verified. The user has to consent each time.
    ///
    /// A number that no account has is bound to the account of the WeChat user, which is created if there is none. If
    /// an account already has the number, that account is logged in and the WeChat identity is bound to it: the session
    /// may then belong to **another account** than before. [`sign_in`](Self::sign_in) distinguishes the two cases.
    ///
    /// - `code`: the code of a `wx.login()` call that was made **before** the user pressed the button, because a later
    ///   call may change the key that encrypts the number. It can be used once.
    /// - `iv`, `encrypted_data`: the values of the `getPhoneNumber` button's event.
    ///
    /// The request does not carry the token of an earlier session.
    ///
    /// # Session
    ///
    /// The user and the token are stored and replace an earlier session.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when an argument is empty; nothing is sent.
    /// - [`Error::is_api`] when the server refuses, for example a code that was used or a number that it cannot
    ///   decrypt. Fetch a new code and ask the user again.
    /// - [`Error::is_store`] when the session cannot be stored. The code is spent then; [`Error::session`] has the
    ///   session.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(
    /// #     client: authing_wxapp::AuthenticationClient,
    /// #     code: String, iv: String, encrypted_data: String,
    /// # ) -> Result<(), authing_wxapp::Error> {
    /// let user = client.login_by_phone(code, iv, encrypted_data).await?;
    /// println!("{:?}", user.phone);
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `loginByPhone` of `authing-wxapp-sdk`. Endpoint: `POST
    /// /connections/social/wechat-miniprogram/auth-by-phone`.
    #[doc(alias = "loginByPhone")]
    pub fn login_by_phone(
        &self,
        code: impl Into<Secret>,
        iv: impl Into<Secret>,
        encrypted_data: impl Into<Secret>,
    ) -> LoginByPhone {
        LoginByPhone::new(self, phone_body(code, iv, encrypted_data))
    }

    /// Decrypts the phone number that WeChat has verified, without registering or binding anything.
    ///
    /// - `code`: the code of a `wx.login()` call that was made **before** the user pressed the button. It can be used
    ///   once.
    /// - `iv`, `encrypted_data`: the values of the `getPhoneNumber` button's event.
    ///
    /// The request carries the token of the session if there is one.
    ///
    /// # Session
    ///
    /// The session does not change.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when an argument is empty; nothing is sent.
    /// - [`Error::is_api`] when the server cannot decrypt the number.
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
    LoginByCode("login_by_code") -> User { code: Secret }
}

request! {
    /// This variant of the login carries the profile of the user; [`LoginByCode::raw_data`] and
    /// [`LoginByCode::encrypted_data`] return it.
    LoginByCodeWithProfile("login_by_code") -> User { body: LoginByCodeBody }
}

request! {
    LoginByPhone("login_by_phone") -> User { body: PhoneBody }
}

request! {
    GetPhone("get_phone") -> PhoneNumber { body: PhoneBody }
}

impl LoginByCode {
    /// Takes the profile from `rawData`, the value of the `getUserInfo` button's event or of `wx.getUserInfo()`.
    ///
    /// The server uses the profile as it is and does not verify it.
    #[doc(alias = "rawData")]
    pub fn raw_data(self, raw_data: impl Into<Secret>) -> LoginByCodeWithProfile {
        let body = LoginByCodeBody { raw_data: Some(raw_data.into()), ..silent(self.code) };
        LoginByCodeWithProfile::new(&self.client, body)
    }

    /// Takes the profile from `iv` and `encryptedData`, the values of the `getUserInfo` button's event.
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
        filled("code", &body.code, WX_LOGIN)?;
        for (name, value) in [("iv", &body.iv), ("encrypted_data", &body.encrypted_data)] {
            value.iter().try_for_each(|value| filled(name, value, BUTTON))?;
        }
        body.raw_data.iter().try_for_each(|raw| filled("raw_data", raw, "leave it out for a silent login"))?;
        client.store().load().await?;
        let user = call(&client, Credential::None, async |api| api.login_by_code(&body).await).await?;
        client.store().log_in(user).await
    }
}

impl LoginByPhone {
    pub(crate) async fn send(self) -> Result<User, Error> {
        let Self { client, body } = self;
        check_phone(&body)?;
        client.store().load().await?;
        let user = call(&client, Credential::None, async |api| api.login_by_phone(&body).await).await?;
        client.store().log_in(user).await
    }
}

impl GetPhone {
    async fn send(self) -> Result<PhoneNumber, Error> {
        let Self { client, body } = self;
        check_phone(&body)?;
        let token = client.store().token().await?;
        call(&client, token, async |api| api.get_phone(&body).await).await
    }
}

fn silent(code: Secret) -> LoginByCodeBody {
    LoginByCodeBody { code, iv: None, encrypted_data: None, raw_data: None }
}

fn phone_body(code: impl Into<Secret>, iv: impl Into<Secret>, encrypted_data: impl Into<Secret>) -> PhoneBody {
    PhoneBody { code: code.into(), iv: iv.into(), encrypted_data: encrypted_data.into() }
}

fn check_phone(body: &PhoneBody) -> Result<(), Error> {
    filled("code", &body.code, WX_LOGIN)?;
    filled("iv", &body.iv, BUTTON)?;
    filled("encrypted_data", &body.encrypted_data, BUTTON)
}
