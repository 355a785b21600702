//! What only WeChat can tell: phone numbers and encrypted data; and the link of a WeChat user.

use serde_json::Value;

use super::{
    V3,
    call::{connection, with_access_token},
};
use crate::{
    api::{request::request, require},
    error::{Error, Kind},
    generated::types::{BindWechatBody, PhoneNumber, WechatData, WechatDataBody, WechatPhone, WechatPhoneBody},
    model::Secret,
    transport::{error_from_json, require_done},
};

const EVENT: &str = "pass the value of the button's event";

impl V3 {
    /// Exchanges a code of the phone button for the phone number. Neither signs in nor binds anything.
    ///
    /// - `phone_code`: `detail.code` of the button's event. It lives five minutes, works once, and costs money.
    ///
    /// The number is read in both forms: Authing's document has it in the data of the reply, and the mini-program SDK of today
    /// expects it inside `phone_info`. The request carries no token.
    ///
    /// # Session
    ///
    /// The session is not used.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when the code is blank, or the identifier of the connection is missing; nothing is sent.
    /// - [`Error::is_api`] when the code was used or has expired. Its code is that of WeChat if the server passes WeChat's
    ///   refusal on.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient, code: String) -> Result<(), authing_wxapp::Error> {
    /// let phone = client.v3().get_wechat_mini_program_phone(code).await?;
    /// println!("{:?} {:?}", phone.country_code, phone.pure_phone_number);
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `getPhone` of the mini-program SDK. Endpoint: `POST /api/v3/get-wechat-miniprogram-phone`.
    #[doc(alias = "getPhone")]
    #[doc(alias = "getWechatMiniprogramPhone")]
    pub fn get_wechat_mini_program_phone(&self, phone_code: impl Into<Secret>) -> GetWechatMiniProgramPhone {
        GetWechatMiniProgramPhone::new(&self.client, phone_code.into())
    }

    /// Decrypts data that WeChat has encrypted for the mini-program.
    ///
    /// - `code`: the code of the call of `wx.login()` that was the last one before the data were encrypted.
    /// - `iv`, `encrypted_data`: what WeChat gave.
    ///
    /// The request carries no token.
    ///
    /// # Session
    ///
    /// The session is not used.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when an argument is blank, or the identifier of the connection is missing; nothing is sent.
    /// - [`Error::is_api`] when the code was used, or is of another key than the data.
    ///
    /// JavaScript: `decryptWechatMiniProgramData`; in the mini-program SDK `decryptData`.
    /// Endpoint: `POST /api/v3/decrypt-wechat-miniprogram-data`.
    #[doc(alias = "decryptWechatMiniProgramData")]
    #[doc(alias = "decryptData")]
    pub fn decrypt_wechat_mini_program_data(
        &self,
        code: impl Into<Secret>,
        iv: impl Into<Secret>,
        encrypted_data: impl Into<Secret>,
    ) -> DecryptWechatMiniProgramData {
        DecryptWechatMiniProgramData::new(&self.client, code.into(), iv.into(), encrypted_data.into())
    }

    /// Links the WeChat user of a code to the signed-in user.
    ///
    /// - `code`: a fresh code of `wx.login()`.
    ///
    /// **No published document has this endpoint.** The mini-program SDK of today sends the request; what the server answers is
    /// unknown, and every success counts. The published way to link an identity needs a browser:
    /// [`generate_link_ext_idp_url`](crate::Social::generate_link_ext_idp_url).
    ///
    /// # Session
    ///
    /// The session does not change, except that an expired access token is renewed.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when the code is blank, or the identifier of the connection is missing; nothing is sent.
    /// - [`Error::is_not_logged_in`] and [`Error::is_token_expired`] as [`get_profile`](Self::get_profile).
    ///
    /// JavaScript: `bindWxByCode`, `bindPlatformByCode` of the mini-program SDK.
    /// Endpoint: `POST /connections/social/wechat-miniprogram/bind`.
    #[doc(alias = "bindWxByCode")]
    #[doc(alias = "bindPlatformByCode")]
    pub fn bind_wechat_mini_program(&self, code: impl Into<Secret>) -> BindWechatMiniProgram {
        BindWechatMiniProgram::new(&self.client, code.into())
    }
}

request! {
    GetWechatMiniProgramPhone("v3_get_wechat_mini_program_phone") -> PhoneNumber {
        phone_code: Secret;
        /// Sets the identifier of the connection, in the place of the option of the client.
        ext_idp_conn_identifier: String,
    }
}

request! {
    DecryptWechatMiniProgramData("v3_decrypt_wechat_mini_program_data") -> WechatData {
        code: Secret, iv: Secret, encrypted_data: Secret;
        /// Sets the identifier of the connection, in the place of the option of the client.
        ext_idp_conn_identifier: String,
    }
}

request! {
    BindWechatMiniProgram("v3_bind_wechat_mini_program") -> () {
        code: Secret;
        /// Sets the identifier of the connection, in the place of the option of the client.
        ext_idp_conn_identifier: String,
    }
}

impl GetWechatMiniProgramPhone {
    async fn send(self) -> Result<PhoneNumber, Error> {
        let Self { client, phone_code, ext_idp_conn_identifier } = self;
        require("phone_code", &phone_code, EVENT)?;
        let ext_idp_connidentifier = connection(&client, ext_idp_conn_identifier)?;
        let body = WechatPhoneBody { code: phone_code, ext_idp_connidentifier };
        let reply = client.anonymous().get_wechat_mini_program_phone_v3(&body).await?;
        phone_number(reply)
    }
}

/// The number in either of its forms, or the refusal of WeChat in its place.
fn phone_number(reply: WechatPhone) -> Result<PhoneNumber, Error> {
    if let Some(code) = reply.errcode.filter(|code| *code != 0) {
        let message = reply.errmsg.unwrap_or_else(|| "WeChat refused without a message".into());
        let failure = serde_json::json!({ "code": code, "message": message });
        return Err(error_from_json(&failure).with_http(Some(200), None));
    }
    let flat = PhoneNumber {
        country_code: reply.country_code,
        phone_number: reply.phone_number,
        pure_phone_number: reply.pure_phone_number,
        watermark: reply.watermark,
        ..PhoneNumber::default()
    };
    let number = reply.phone_info.unwrap_or(flat);
    match number.phone_number.is_some() || number.pure_phone_number.is_some() {
        true => Ok(number),
        false => Err(Error::new(Kind::Decode, "the reply cannot be read: it has no phone number").with_reached(true)),
    }
}

impl DecryptWechatMiniProgramData {
    async fn send(self) -> Result<WechatData, Error> {
        let Self { client, code, iv, encrypted_data, ext_idp_conn_identifier } = self;
        require("code", &code, "pass the one of the last wx.login() before the data were encrypted")?;
        require("iv", &iv, "pass the one that WeChat gave with the data")?;
        require("encrypted_data", &encrypted_data, "pass the data that WeChat gave")?;
        let ext_idp_connidentifier = connection(&client, ext_idp_conn_identifier)?;
        let body = WechatDataBody { code, iv, encrypted_data, ext_idp_connidentifier };
        client.anonymous().decrypt_wechat_mini_program_data_v3(&body).await
    }
}

impl BindWechatMiniProgram {
    async fn send(self) -> Result<(), Error> {
        let Self { client, code, ext_idp_conn_identifier } = self;
        require("code", &code, "fetch a fresh one with wx.login()")?;
        let ext_idp_connidentifier = Some(connection(&client, ext_idp_conn_identifier)?);
        let body = &BindWechatBody { code, ext_idp_connidentifier };
        let reply: Value =
            with_access_token(&client, |api| async move { api.bind_wechat_mini_program(body).await }).await?;
        // Nobody has published the reply; where it says that nothing was done, that is believed.
        require_done(serde_json::from_value(reply).unwrap_or_default())
    }
}
