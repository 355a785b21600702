//! Sign-in with codes of WeChat, and with credentials of any other kind.

use super::{
    V3,
    call::{application, connection},
};
use crate::{
    api::{
        Credentials,
        credentials::{encrypted, store_result},
        encryption::Api,
        options::option_setters,
        request::request,
        require,
    },
    error::Error,
    generated::{
        open::{MobileConnection, PasswordEncryptType},
        types::{
            MobileSigninOptions, PhoneBody, SigninByCredentialsBody, SigninByMobileBody, SigninOptions, SigninResult,
            WechatCodeAndPhone, WechatLoginInfo, WechatPhoneCode,
        },
    },
    model::Secret,
};

const LOGIN_CODE: &str = "fetch a fresh one with wx.login()";
const EVENT: &str = "pass the value of the button's event";

impl V3 {
    /// Signs in with codes of WeChat. A WeChat user without an account becomes one.
    ///
    /// - `credentials`: one of the three connections of a mini-program; see [`WechatCredentials`].
    ///
    /// The connection is the option [`ext_idp_conn_identifier`](crate::AuthenticationClientBuilder::ext_idp_conn_identifier) of
    /// the client. The call always asks the server, whatever session is stored, and is never repeated, because the codes are
    /// spent. [`sign_in`](crate::AuthenticationClient::sign_in) reuses a session that is still valid.
    ///
    /// Whether the number of the phone button was taken is not part of the reply. A known user gets it only without a number of
    /// the user's own, and only if it belongs to nobody else: [`get_profile`](Self::get_profile) tells.
    ///
    /// The application authenticates as [`token_auth_method`](crate::AuthenticationClientBuilder::token_auth_method) says, in
    /// the body or as HTTP Basic. Without an [`app_secret`](crate::AuthenticationClientBuilder::app_secret) it only says which
    /// application it is, as that of a mini-program does.
    ///
    /// # Session
    ///
    /// The tokens replace an earlier session: the ID token (or else the access token) as the token of the session, the access
    /// token, the refresh token and the expiry. The user is not part of the reply. After a failure the session is the one before.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when a code is empty, or the identifier of the connection is missing. Nothing is sent.
    /// - [`Error::is_api`] when WeChat or the server refuses, such as for a code that was used or has expired.
    /// - [`Error::is_decode`] when the reply has no token.
    /// - [`Error::is_store`] when the session cannot be read (nothing is sent), or stored; [`Error::session`] has it then.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(
    /// #     client: authing_wxapp::AuthenticationClient,
    /// #     login_code: String, phone_code: String,
    /// # ) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::WechatCredentials;
    ///
    /// let codes = WechatCredentials::code_and_phone(login_code, phone_code);
    /// client.v3().signin_by_mobile(codes).scope("openid profile phone offline_access").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `signInByMobile`; in the mini-program SDK `loginByCode`, `loginByPhone`.
    /// Endpoint: `POST /api/v3/signin-by-mobile`.
    #[doc(alias = "signInByMobile")]
    #[doc(alias = "loginByCode")]
    #[doc(alias = "loginByPhone")]
    pub fn signin_by_mobile(&self, credentials: WechatCredentials) -> SigninByMobile {
        SigninByMobile::new(&self.client, credentials, MobileSigninOptions::default())
    }

    /// Signs in with a password, a one-time code, or an account of a directory.
    ///
    /// - `credentials`: see [`Credentials`].
    ///
    /// It differs from [`signin_by_credentials`](crate::AuthenticationClient::signin_by_credentials) of the client in how the
    /// application authenticates: as [`signin_by_mobile`](Self::signin_by_mobile) does.
    ///
    /// # Session
    ///
    /// As [`signin_by_mobile`](Self::signin_by_mobile).
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when a part of the credentials is empty, or when the password cannot be encrypted as requested.
    /// - [`Error::is_api`] when the credentials are wrong. [`Error::challenge`] tells whether the server demands another step,
    ///   which this endpoint itself cannot take.
    /// - [`Error::is_store`] when the session cannot be stored; [`Error::session`] has it then.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::{Credentials, PasswordEncryptType};
    ///
    /// let request = client.v3().signin_by_credentials(Credentials::email("ada@example.com", "passw0rd"));
    /// request.password_encrypt_type(PasswordEncryptType::RSA).scope("openid offline_access").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `signInByCredentials`; in the mini-program SDK `loginByPassword`, `loginByPassCode`.
    /// Endpoint: `POST /api/v3/signin`.
    #[doc(alias = "signInByCredentials")]
    #[doc(alias = "loginByPassword")]
    #[doc(alias = "loginByPassCode")]
    pub fn signin_by_credentials(&self, credentials: Credentials) -> SigninByCredentials {
        SigninByCredentials::new(&self.client, credentials, SigninOptions::default())
    }
}

/// What a mini-program signs in with, in one of its three connections.
///
/// | connection | constructor | what it needs |
/// |---|---|---|
/// | `wechat_mini_program_code` | [`code`](Self::code) | a code of `wx.login()` |
/// | `wechat_mini_program_code_and_phone` | [`code_and_phone`](Self::code_and_phone) | a code of `wx.login()` and a code of the phone button, in any order |
/// | `wechat_mini_program_phone` | [`phone`](Self::phone) | the old phone button: `iv`, `encryptedData`, and the code of the call of `wx.login()` that came before the press |
///
/// # Examples
///
/// ```
/// use authing_wxapp::{WechatCredentials, WechatLogin};
///
/// let login = WechatCredentials::code("the code of wx.login()");
/// let with_phone = WechatCredentials::code_and_phone("the code of wx.login()", "the code of the button");
/// let with_profile = WechatCredentials::code(WechatLogin::new("a code").with_profile("iv", "encryptedData"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum WechatCredentials {
    /// `wechat_mini_program_code`.
    Code(WechatLogin),
    /// `wechat_mini_program_phone`.
    Phone {
        /// The code of the call of `wx.login()` that came before the press of the button.
        code: Secret,
        /// `iv` of the button's event.
        iv: Secret,
        /// `encryptedData` of the button's event.
        encrypted_data: Secret,
    },
    /// `wechat_mini_program_code_and_phone`.
    CodeAndPhone {
        /// The code of `wx.login()`.
        login: WechatLogin,
        /// The code of the button's event. It lives five minutes, works once, and costs money.
        phone_code: Secret,
    },
}

/// A code of `wx.login()`, and an encrypted profile, if there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WechatLogin {
    code: Secret,
    profile: Option<(Secret, Secret)>,
}

impl WechatLogin {
    /// Uses a code of `wx.login()`.
    pub fn new(code: impl Into<Secret>) -> Self {
        Self { code: code.into(), profile: None }
    }

    /// Adds a profile that WeChat has encrypted. It must belong to the code: `wx.login()` may change the key.
    ///
    /// Since 2022 WeChat puts no more than a grey picture and a stock name into it.
    pub fn with_profile(mut self, iv: impl Into<Secret>, encrypted_data: impl Into<Secret>) -> Self {
        self.profile = Some((iv.into(), encrypted_data.into()));
        self
    }

    fn check(&self) -> Result<(), Error> {
        require("code", &self.code, LOGIN_CODE)?;
        match &self.profile {
            Some((iv, encrypted_data)) => {
                require("iv", iv, "leave the profile out")?;
                require("encrypted_data", encrypted_data, "leave the profile out")
            }
            None => Ok(()),
        }
    }

    fn into_info(self) -> WechatLoginInfo {
        let (iv, encrypted_data) = self.profile.unzip();
        WechatLoginInfo { code: self.code, iv, encrypted_data }
    }
}

impl<T: Into<Secret>> From<T> for WechatLogin {
    fn from(code: T) -> Self {
        Self::new(code)
    }
}

impl WechatCredentials {
    /// Uses a code of `wx.login()`.
    pub fn code(login: impl Into<WechatLogin>) -> Self {
        Self::Code(login.into())
    }

    /// Uses the old form of the phone button.
    ///
    /// - `code`: the code of the call of `wx.login()` that was made before the user pressed the button.
    /// - `iv`, `encrypted_data`: the values of the button's event.
    pub fn phone(code: impl Into<Secret>, iv: impl Into<Secret>, encrypted_data: impl Into<Secret>) -> Self {
        Self::Phone { code: code.into(), iv: iv.into(), encrypted_data: encrypted_data.into() }
    }

    /// Uses a code of `wx.login()` and the code of the phone button of today. The two are different things, and may come in any
    /// order.
    pub fn code_and_phone(login: impl Into<WechatLogin>, phone_code: impl Into<Secret>) -> Self {
        Self::CodeAndPhone { login: login.into(), phone_code: phone_code.into() }
    }

    pub(in crate::api) fn check(&self) -> Result<(), Error> {
        match self {
            Self::Code(login) => login.check(),
            Self::Phone { code, iv, encrypted_data } => {
                require("code", code, "pass the code of the wx.login() that came before the press")?;
                require("iv", iv, EVENT)?;
                require("encrypted_data", encrypted_data, EVENT)
            }
            Self::CodeAndPhone { login, phone_code } => {
                login.check()?;
                require("phone_code", phone_code, EVENT)?;
                match login.code == *phone_code {
                    true => Err(Error::argument(
                        "the code of wx.login() and that of the phone button are the same; they are different things: pass \
                         detail.code of the button's event as phone_code",
                    )),
                    false => Ok(()),
                }
            }
        }
    }

    fn into_body(self, connection: String) -> SigninByMobileBody {
        let body = |connection| SigninByMobileBody {
            connection,
            ext_idp_connidentifier: String::new(),
            wechat_mini_program_code_payload: None,
            wechat_mini_program_phone_payload: None,
            wechat_mini_program_code_and_phone_payload: None,
            options: None,
            client_id: None,
            client_secret: None,
        };
        let body = match self {
            Self::Code(login) => SigninByMobileBody {
                wechat_mini_program_code_payload: Some(login.into_info()),
                ..body(MobileConnection::WECHAT_MINI_PROGRAM_CODE)
            },
            Self::Phone { code, iv, encrypted_data } => SigninByMobileBody {
                wechat_mini_program_phone_payload: Some(PhoneBody { code, iv, encrypted_data }),
                ..body(MobileConnection::WECHAT_MINI_PROGRAM_PHONE)
            },
            Self::CodeAndPhone { login, phone_code } => SigninByMobileBody {
                wechat_mini_program_code_and_phone_payload: Some(WechatCodeAndPhone {
                    wx_login_info: login.into_info(),
                    wx_phone_info: WechatPhoneCode { code: phone_code },
                }),
                ..body(MobileConnection::WECHAT_MINI_PROGRAM_CODE_AND_PHONE)
            },
        };
        SigninByMobileBody { ext_idp_connidentifier: connection, ..body }
    }
}

request! {
    SigninByMobile("v3_signin_by_mobile") -> SigninResult {
        credentials: WechatCredentials, options: MobileSigninOptions;
        /// Sets the identifier of the connection, in the place of the option of the client.
        ext_idp_conn_identifier: String,
    }
}

request! {
    SigninByCredentials("v3_signin_by_credentials") -> SigninResult {
        credentials: Credentials, options: SigninOptions
    }
}
option_setters! { SigninByMobile.options { scope, tenant_id, custom_data_object, context_object } }
option_setters! {
    SigninByCredentials.options {
        auto_register, captcha_code, client_ip, scope, tenant_id, custom_data_object, context_object
    }
}

impl SigninByMobile {
    pub(crate) async fn send(self) -> Result<SigninResult, Error> {
        let Self { client, credentials, options, ext_idp_conn_identifier } = self;
        credentials.check()?;
        let body = credentials.into_body(connection(&client, ext_idp_conn_identifier)?);
        let (api, client_id, client_secret) = application(&client)?;
        // The codes must not be spent for a session that cannot be stored.
        client.store().load().await?;
        let result = api
            .signin_by_mobile_v3(&SigninByMobileBody { options: Some(options), client_id, client_secret, ..body })
            .await?;
        store_result(&client, &result).await?;
        Ok(result)
    }
}

impl SigninByCredentials {
    /// Sets how the password is encrypted before it is sent.
    ///
    /// - `RSA`, `SM2`: with the key of the option of the client, or else with the key that the server publishes for the v3 API.
    /// - `NONE`, the default: TLS alone protects it.
    pub fn password_encrypt_type(mut self, kind: impl Into<PasswordEncryptType>) -> Self {
        self.options.password_encrypt_type = Some(kind.into());
        self
    }

    async fn send(self) -> Result<SigninResult, Error> {
        let Self { client, mut credentials, options } = self;
        credentials.check()?;
        let (api, client_id, client_secret) = application(&client)?;
        client.store().load().await?;
        if let (Some(kind), Some(plain)) = (&options.password_encrypt_type, credentials.password()) {
            *plain = encrypted(&client, Api::V3, kind, plain).await?;
        }
        let body =
            SigninByCredentialsBody { options: Some(options), client_id, client_secret, ..credentials.into_body() };
        let result = api.signin_by_credentials(&body).await?;
        store_result(&client, &result).await?;
        Ok(result)
    }
}
