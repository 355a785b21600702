//! WeChat mini-programs: login, and the phone number that WeChat has verified.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use super::require;
use crate::{
    api::request::request,
    client::AuthenticationClient,
    error::{Error, Kind},
    generated::types::{LoginByCodeBody, PhoneBody, PhoneNumber, User},
    model::Secret,
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
    /// - [`Error::is_argument`] when an argument is empty, or `iv` or `encrypted_data` is not base64, for example because its
    ///   plus signs became spaces in a URL; nothing is sent.
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
    /// - [`Error::is_argument`] when an argument is empty, or `iv` or `encrypted_data` is not base64, for example because its
    ///   plus signs became spaces in a URL; nothing is sent.
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

    /// Takes the profile from `iv` and `encryptedData`, the values of the `getUserInfo` button's event. Values that are not
    /// base64 are refused before anything is sent.
    #[doc(alias = "encryptedData")]
    pub fn encrypted_data(self, iv: impl Into<Secret>, encrypted_data: impl Into<Secret>) -> LoginByCodeWithProfile {
        let (iv, encrypted_data) = (Some(iv.into()), Some(encrypted_data.into()));
        LoginByCodeWithProfile::new(&self.client, LoginByCodeBody { iv, encrypted_data, ..silent(self.code) })
    }

    pub(crate) fn send(self) -> impl Future<Output = Result<User, Error>> + Send {
        LoginByCodeWithProfile { client: self.client, body: silent(self.code) }.send()
    }
}

impl LoginByCodeWithProfile {
    async fn send(self) -> Result<User, Error> {
        let Self { client, body } = self;
        require("code", &body.code, WX_LOGIN)?;
        for (name, value) in [("iv", &body.iv), ("encrypted_data", &body.encrypted_data)] {
            value.iter().try_for_each(|value| require_base64(name, value))?;
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
        let phone = client.authorized(token).get_phone(&body).await?;
        match phone.phone_number.as_ref().or(phone.pure_phone_number.as_ref()) {
            Some(_) => Ok(phone),
            None => Err(Error::new(Kind::Decode, "the reply cannot be read: it has no phone number")
                .with_http(Some(200), None)
                .with_reached(true)),
        }
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
    require_base64("iv", &body.iv)?;
    require_base64("encrypted_data", &body.encrypted_data)
}

/// Requires the base64 that WeChat gives. The server would spend the code before it finds out that it cannot decrypt anything.
fn require_base64(name: &str, value: &Secret) -> Result<(), Error> {
    // Padding that is missing, or more precise than necessary, does no harm.
    const ENGINE: GeneralPurpose = GeneralPurpose::new(
        &alphabet::STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    require(name, value, BUTTON)?;
    let text = value.expose();
    if ENGINE.decode(text).is_ok() {
        return Ok(());
    }
    let why = if text.contains(' ') && ENGINE.decode(text.replace(' ', "+")).is_ok() {
        "has spaces where it had plus signs, which a form or a URL turns into spaces; encode it with encodeURIComponent(), or \
         send it as JSON"
    } else if text.contains('%') {
        "is still percent-encoded; decode it once"
    } else if text.contains(['-', '_']) {
        "is base64 of another alphabet, with - or _; pass it as the button's event gave it"
    } else {
        "is not base64; pass it as the button's event gave it"
    };
    Err(Error::argument(format!("{name} {why}")))
}
