//! One-time codes that prove a phone number or an email address.

use super::V3;
use crate::{
    api::{ASK, options::option_setters, request::request, require},
    error::Error,
    generated::{
        open::{EmailChannel, SmsChannel},
        types::{CodeCheck, EmailCodePayload, PreCheckCodeBody, SendEmailV3Body, SendSmsV3Body, SmsCodePayload},
    },
    model::Secret,
    transport::require_done,
};

const PURPOSE: &str = "say what the code is for";

impl V3 {
    /// Sends a one-time code to a phone number.
    ///
    /// - `phone`: the number, without the country calling code.
    /// - `channel`: what the code is for, such as [`SmsChannel::CHANNEL_LOGIN`]. A code works for nothing else.
    ///
    /// A foreign number needs [`phone_country_code`](SendSms::phone_country_code). There is one message a minute for a number
    /// and a channel. The request carries no token.
    ///
    /// # Session
    ///
    /// The session is not used.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when the number or the channel is blank; nothing is sent.
    /// - [`Error::is_api`] when the server does not send the code, for example because one was sent a moment ago.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::SmsChannel;
    ///
    /// client.v3().send_sms("17612346754", SmsChannel::CHANNEL_BIND_PHONE).phone_country_code("+86").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `sendSms`. Endpoint: `POST /api/v3/send-sms`.
    #[doc(alias = "sendSms")]
    pub fn send_sms(&self, phone: impl Into<String>, channel: impl Into<SmsChannel>) -> SendSms {
        let (phone_number, channel) = (phone.into(), channel.into());
        SendSms::new(&self.client, SendSmsV3Body { phone_number, channel, phone_country_code: None })
    }

    /// Sends a one-time code to an email address.
    ///
    /// - `email`: the address.
    /// - `channel`: what the code is for, such as [`EmailChannel::CHANNEL_LOGIN`]. A code works for nothing else.
    ///
    /// There is one message a minute for an address and a channel. The request carries no token.
    ///
    /// # Session
    ///
    /// The session is not used.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when the address or the channel is blank; nothing is sent.
    /// - [`Error::is_api`] when the server does not send the code, for example because one was sent a moment ago.
    ///
    /// JavaScript: `sendEmail`; in the mini-program SDK `sendEmailCode`. Endpoint: `POST /api/v3/send-email`.
    #[doc(alias = "sendEmailCode")]
    pub fn send_email(&self, email: impl Into<String>, channel: impl Into<EmailChannel>) -> SendEmail {
        SendEmail::new(&self.client, SendEmailV3Body { email: email.into(), channel: channel.into() })
    }

    /// Asks whether a one-time code is right, without using it.
    ///
    /// - `code`: the code, what it is for, and where it was sent; see [`SentCode`].
    ///
    /// For a wrong code the call succeeds and [`CodeCheck::is_valid`] is false. What this method does is known from Authing's
    /// published document and the Node SDK alone.
    ///
    /// # Session
    ///
    /// The session is not used.
    ///
    /// # Errors
    ///
    /// [`Error::is_argument`] when a part is blank; nothing is sent.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::{SentCode, SmsChannel};
    ///
    /// let code = SentCode::sms("17612346754", SmsChannel::CHANNEL_BIND_PHONE, "123456");
    /// if !client.v3().pre_check_code(code).await?.is_valid {
    ///     println!("the code is wrong");
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `preCheckCode`. Endpoint: `POST /api/v3/pre-check-code`.
    #[doc(alias = "preCheckCode")]
    pub fn pre_check_code(&self, code: SentCode) -> PreCheckCode {
        PreCheckCode::new(&self.client, code)
    }
}

/// A one-time code, what it is for, and where it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SentCode {
    /// A code of a text message.
    Sms {
        /// The number, without the country calling code.
        phone: String,
        /// The country calling code, such as `+86`. Needed for a foreign number.
        phone_country_code: Option<String>,
        /// What the code is for.
        channel: SmsChannel,
        /// The code.
        code: Secret,
    },
    /// A code of a mail.
    Email {
        /// The address.
        email: String,
        /// What the code is for.
        channel: EmailChannel,
        /// The code.
        code: Secret,
    },
}

impl SentCode {
    /// Uses a code that was sent to a phone number of the mainland.
    pub fn sms(phone: impl Into<String>, channel: impl Into<SmsChannel>, code: impl Into<Secret>) -> Self {
        Self::Sms { phone: phone.into(), phone_country_code: None, channel: channel.into(), code: code.into() }
    }

    /// Uses a code that was sent to an email address.
    pub fn email(email: impl Into<String>, channel: impl Into<EmailChannel>, code: impl Into<Secret>) -> Self {
        Self::Email { email: email.into(), channel: channel.into(), code: code.into() }
    }
}

request! {
    SendSms("v3_send_sms") -> () { body: SendSmsV3Body }
}
option_setters! { SendSms.body { phone_country_code } }

request! {
    SendEmail("v3_send_email") -> () { body: SendEmailV3Body }
}

request! {
    PreCheckCode("v3_pre_check_code") -> CodeCheck { code: SentCode }
}

impl SendSms {
    async fn send(self) -> Result<(), Error> {
        let Self { client, body } = self;
        require("phone", &body.phone_number, ASK)?;
        require("channel", body.channel.as_str(), PURPOSE)?;
        require_done(client.anonymous().send_sms_v3(&body).await?)
    }
}

impl SendEmail {
    async fn send(self) -> Result<(), Error> {
        let Self { client, body } = self;
        require("email", &body.email, ASK)?;
        require("channel", body.channel.as_str(), PURPOSE)?;
        require_done(client.anonymous().send_email_v3(&body).await?)
    }
}

impl PreCheckCode {
    async fn send(self) -> Result<CodeCheck, Error> {
        let Self { client, code } = self;
        let mut body = PreCheckCodeBody { code_type: String::new(), sms_code_payload: None, email_code_payload: None };
        match code {
            SentCode::Sms { phone, phone_country_code, channel, code } => {
                require("phone", &phone, ASK)?;
                require("channel", channel.as_str(), PURPOSE)?;
                require("code", &code, ASK)?;
                body.code_type = "SMS".into();
                body.sms_code_payload = Some(SmsCodePayload { phone, phone_country_code, channel, pass_code: code });
            }
            SentCode::Email { email, channel, code } => {
                require("email", &email, ASK)?;
                require("channel", channel.as_str(), PURPOSE)?;
                require("code", &code, ASK)?;
                body.code_type = "EMAIL".into();
                body.email_code_payload = Some(EmailCodePayload { email, channel, pass_code: code });
            }
        }
        client.anonymous().pre_check_code_v3(&body).await
    }
}
