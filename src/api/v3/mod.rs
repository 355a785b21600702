//! The methods of Authing's v3 API, one file for each area.

mod account;
mod binding;
mod call;
mod codes;
pub(super) mod flow;
mod new_address;
mod profile;
mod session;
mod sign_in;
mod wechat;
mod wechat_token;

pub use account::{DeleteAccount, DeletionProof, GetSystemInfo, UpdatePassword, VerifyDeleteAccountRequest};
pub use binding::{BindEmail, BindPhone, GetIdentities, UnbindEmail, UnbindPhone, UnlinkExtIdp};
pub use codes::{PreCheckCode, SendEmail, SendSms, SentCode};
pub use new_address::{UpdateEmail, UpdatePhone, VerifyUpdateEmailRequest, VerifyUpdatePhoneRequest};
pub use profile::{GetProfile, UpdateAvatar, UpdateProfile};
pub use session::{IntrospectToken, Logout, RefreshToken, RevokeToken};
pub use sign_in::{SigninByCredentials, SigninByMobile, WechatCredentials, WechatLogin};
pub use wechat::{BindWechatMiniProgram, DecryptWechatMiniProgramData, GetWechatMiniProgramPhone};
pub use wechat_token::GetWechatAccessTokenInfo;

use crate::{api::request::submodule, client::AuthenticationClient};

impl AuthenticationClient {
    /// Returns the methods of Authing's v3 API, which today's servers have beside the one that the methods of the client use.
    ///
    /// [`V3`] says which of the two to use.
    pub fn v3(&self) -> V3 {
        V3 { client: self.clone() }
    }
}

submodule! {
    /// The methods of Authing's v3 API, from [`AuthenticationClient::v3`].
    ///
    /// They use the session, the settings, the store and the errors of their client. Two things differ:
    ///
    /// - A call of a user carries the **access token** of the session. The methods of the client itself carry the token of
    ///   [`Session::token`](crate::Session::token), which after a sign-in is the ID token. A sign-in stores both.
    /// - An access token that has expired is renewed with the refresh token of the session, if there is one: once, before the
    ///   call, or when the server refuses the token. Concurrent calls, processes and machines that share the session renew it
    ///   together. A refresh token needs the scope `offline_access` and the grant `refresh_token` of the application.
    ///
    /// # Which API?
    ///
    /// - The phone button of today gives a code, which only this API takes. WeChat no longer recommends the `iv` and the
    ///   `encryptedData` of the old form.
    /// - A private deployment of an old version does not have this API: its calls fail with an error that says so.
    /// - Of what a method does on a real server, some is known from Authing's published document alone. Such a method says so.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(login_code: String, phone_code: String) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::{AuthenticationClient, WechatCredentials};
    ///
    /// let authing =
    ///     AuthenticationClient::builder("YOUR_APP_ID").ext_idp_conn_identifier("YOUR_CONNECTION").build()?;
    /// let codes = WechatCredentials::code_and_phone(login_code, phone_code);
    /// authing.v3().signin_by_mobile(codes).scope("openid profile phone offline_access").await?;
    /// let profile = authing.v3().get_profile().with_identities(true).await?;
    /// println!("{:?}", profile.phone);
    /// # Ok(()) }
    /// ```
    V3
}
