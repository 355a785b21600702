//! What the phone button gives, in its two forms.

use crate::{
    api::v3::WechatCredentials, client::AuthenticationClient, error::Error, generated::types::User, model::Secret,
};

/// The consent of a user to share the phone number, as the event of the `getPhoneNumber` button carries it.
///
/// The button has two forms. Today's event carries a code and, for programs that are older, `iv` and `encryptedData` as well.
///
/// | | today: [`from_codes`](Self::from_codes) | the old form: [`new`](Self::new) |
/// |---|---|---|
/// | what the event gives | `detail.code` | `detail.iv`, `detail.encryptedData` |
/// | beside it | a fresh code of `wx.login()`, fetched whenever it is convenient | the code of the `wx.login()` that came **before** the press |
/// | needs of WeChat | base library 2.21.2 | no longer recommended |
/// | needs of the client | the option [`ext_idp_conn_identifier`](crate::AuthenticationClientBuilder::ext_idp_conn_identifier), for the [v3 API](crate::V3) | nothing; with the option it uses the v3 API, too |
/// | a second try | needs a new press: the code works once, for five minutes, and each success costs money | needs a new press |
///
/// # The order of the two codes in the old form
///
/// A sign-in may need **two** codes of `wx.login()`: one for the login, and one that belongs to the phone number.
/// WeChat encrypts the number with the session key that is valid **when the user presses the button**, and a
/// `wx.login()` call may replace that key. The mini-program therefore proceeds in this order:
///
/// 1. It calls `wx.login()` and sends the first code to your server, which calls
///    [`begin_sign_in`](AuthenticationClient::begin_sign_in).
/// 2. When the phone number is needed, it calls `wx.login()` again and keeps this second code.
/// 3. Only then does it show the button. The event of the button carries `iv` and `encryptedData`; the mini-program
///    sends them with the second code.
///
/// With a code that was fetched inside the handler of the event, decryption fails sporadically, typically at the first
/// attempt. The first code does not work here either, because a code can be used once.
///
/// # Examples
///
/// ```no_run
/// # async fn f(
/// #     client: authing_wxapp::AuthenticationClient,
/// #     pending: authing_wxapp::PendingSignIn, code: String, iv: String, encrypted_data: String,
/// # ) -> Result<(), authing_wxapp::Error> {
/// use authing_wxapp::PhoneAuthorization;
///
/// let authorization = PhoneAuthorization::new(code, iv, encrypted_data);
/// let signed_in = client.finish_sign_in(pending, authorization).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct PhoneAuthorization(Form);

/// What the event of the button gave.
#[derive(Debug, Clone)]
enum Form {
    Encrypted { code: Secret, iv: Secret, encrypted_data: Secret },
    Codes { login_code: Secret, phone_code: Secret },
}

impl PhoneAuthorization {
    /// Creates the authorization of the button's old form.
    ///
    /// - `code`: the code of the `wx.login()` call that was made before the user pressed the button.
    /// - `iv`, `encrypted_data`: the values of the button's event.
    pub fn new(code: impl Into<Secret>, iv: impl Into<Secret>, encrypted_data: impl Into<Secret>) -> Self {
        Self(Form::Encrypted { code: code.into(), iv: iv.into(), encrypted_data: encrypted_data.into() })
    }

    /// Creates the authorization of the button of today.
    ///
    /// - `login_code`: a fresh code of `wx.login()`, not the one that the first step has spent. It may be fetched before the press
    ///   or after it.
    /// - `phone_code`: `detail.code` of the button's event.
    ///
    /// The client needs the option [`ext_idp_conn_identifier`](crate::AuthenticationClientBuilder::ext_idp_conn_identifier).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(
    /// #     client: authing_wxapp::AuthenticationClient,
    /// #     pending: authing_wxapp::PendingSignIn, login_code: String, phone_code: String,
    /// # ) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::{PhoneAuthorization, PhoneOutcome};
    ///
    /// let authorization = PhoneAuthorization::from_codes(login_code, phone_code);
    /// match client.finish_sign_in(pending, authorization).await?.phone {
    ///     PhoneOutcome::NotTaken => println!("the number belongs to somebody else"),
    ///     outcome => println!("{outcome:?}"),
    /// }
    /// # Ok(()) }
    /// ```
    pub fn from_codes(login_code: impl Into<Secret>, phone_code: impl Into<Secret>) -> Self {
        Self(Form::Codes { login_code: login_code.into(), phone_code: phone_code.into() })
    }

    pub(super) fn into_credentials(self) -> WechatCredentials {
        match self.0 {
            Form::Encrypted { code, iv, encrypted_data } => WechatCredentials::phone(code, iv, encrypted_data),
            Form::Codes { login_code, phone_code } => WechatCredentials::code_and_phone(login_code, phone_code),
        }
    }

    /// Logs in over the older API, which knows the old form alone.
    pub(super) async fn log_in(self, client: &AuthenticationClient) -> Result<User, Error> {
        match self.0 {
            Form::Encrypted { code, iv, encrypted_data } => {
                client.login_by_phone(code, iv, encrypted_data).send().await
            }
            Form::Codes { .. } => Err(needs_v3()),
        }
    }

    /// Refuses a code of the button where only the older API can be used.
    pub(super) fn require_old_form(&self) -> Result<(), Error> {
        match self.0 {
            Form::Encrypted { .. } => Ok(()),
            Form::Codes { .. } => Err(needs_v3()),
        }
    }
}

fn needs_v3() -> Error {
    Error::configuration(
        "a code of the phone button needs the v3 API; give the identifier of the mini-program connection to the builder with \
         ext_idp_conn_identifier()",
    )
}
