//! The phone number, the email address and the identities of the signed-in user.

use super::{V3, call::with_access_token};
use crate::{
    api::{ASK, options::option_setters, request::request, require},
    error::Error,
    generated::types::{BindEmailV3Body, BindPhoneV3Body, LinkedIdentity, PassCodeBody, UnlinkExtIdpBody},
    model::Secret,
    transport::require_done,
};

impl V3 {
    /// Gives a phone number to the signed-in user, who has none.
    ///
    /// - `phone`: the number, without the country calling code.
    /// - `code`: the code of [`send_sms`](Self::send_sms) with the channel `CHANNEL_BIND_PHONE`.
    ///
    /// A user who has a number changes it with [`verify_update_phone_request`](Self::verify_update_phone_request).
    ///
    /// # Session
    ///
    /// The session does not change, except that an expired access token is renewed.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when an argument is blank; nothing is sent.
    /// - [`Error::is_not_logged_in`] and [`Error::is_token_expired`] as [`get_profile`](Self::get_profile).
    /// - [`Error::is_api`] when the code is wrong, or the number belongs to somebody else.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// client.v3().bind_phone("17612346754", "123456").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `bindPhone`. Endpoint: `POST /api/v3/bind-phone`.
    pub fn bind_phone(&self, phone: impl Into<String>, code: impl Into<Secret>) -> BindPhone {
        let (phone_number, pass_code) = (phone.into(), code.into());
        BindPhone::new(&self.client, BindPhoneV3Body { phone_number, pass_code, phone_country_code: None })
    }

    /// Takes the phone number off the signed-in user.
    ///
    /// - `code`: the code of [`send_sms`](Self::send_sms) with the channel `CHANNEL_UNBIND_PHONE`.
    ///
    /// # Session
    ///
    /// The session does not change, except that an expired access token is renewed.
    ///
    /// # Errors
    ///
    /// As [`bind_phone`](Self::bind_phone).
    ///
    /// JavaScript: `unbindPhone`. Endpoint: `POST /api/v3/unbind-phone`.
    pub fn unbind_phone(&self, code: impl Into<Secret>) -> UnbindPhone {
        UnbindPhone::new(&self.client, code.into())
    }

    /// Gives an email address to the signed-in user, who has none.
    ///
    /// - `email`: the address.
    /// - `code`: the code of [`send_email`](Self::send_email) with the channel `CHANNEL_BIND_EMAIL`.
    ///
    /// A user who has an address changes it with [`verify_update_email_request`](Self::verify_update_email_request).
    ///
    /// # Session
    ///
    /// The session does not change, except that an expired access token is renewed.
    ///
    /// # Errors
    ///
    /// As [`bind_phone`](Self::bind_phone).
    ///
    /// JavaScript: `bindEmail`. Endpoint: `POST /api/v3/bind-email`.
    pub fn bind_email(&self, email: impl Into<String>, code: impl Into<Secret>) -> BindEmail {
        BindEmail::new(&self.client, BindEmailV3Body { email: email.into(), pass_code: code.into() })
    }

    /// Takes the email address off the signed-in user.
    ///
    /// - `code`: the code of [`send_email`](Self::send_email) with the channel `CHANNEL_UNBIND_EMAIL`.
    ///
    /// # Session
    ///
    /// The session does not change, except that an expired access token is renewed.
    ///
    /// # Errors
    ///
    /// As [`bind_phone`](Self::bind_phone).
    ///
    /// JavaScript: `unbindEmail`. Endpoint: `POST /api/v3/unbind-email`.
    pub fn unbind_email(&self, code: impl Into<Secret>) -> UnbindEmail {
        UnbindEmail::new(&self.client, code.into())
    }

    /// Lists the identities at other providers that are linked to the signed-in user.
    ///
    /// # Session
    ///
    /// The session does not change, except that an expired access token is renewed.
    ///
    /// # Errors
    ///
    /// As [`get_profile`](Self::get_profile).
    ///
    /// JavaScript: `getIdentities`. Endpoint: `GET /api/v3/get-identities`.
    pub fn get_identities(&self) -> GetIdentities {
        GetIdentities::new(&self.client)
    }

    /// Takes an identity at another provider off the signed-in user.
    ///
    /// - `ext_idp_id`: the id of the identity **source**, from [`get_identities`](Self::get_identities); not that of the
    ///   connection.
    ///
    /// # Session
    ///
    /// The session does not change, except that an expired access token is renewed.
    ///
    /// # Errors
    ///
    /// As [`get_profile`](Self::get_profile), and [`Error::is_argument`] when the id is blank; nothing is sent.
    ///
    /// JavaScript: `unlinkExtIdp`. Endpoint: `POST /api/v3/unlink-extidp`.
    pub fn unlink_ext_idp(&self, ext_idp_id: impl Into<String>) -> UnlinkExtIdp {
        UnlinkExtIdp::new(&self.client, ext_idp_id.into())
    }
}

request! {
    BindPhone("v3_bind_phone") -> () { body: BindPhoneV3Body }
}
option_setters! { BindPhone.body { phone_country_code } }

request! {
    UnbindPhone("v3_unbind_phone") -> () { code: Secret }
}

request! {
    BindEmail("v3_bind_email") -> () { body: BindEmailV3Body }
}

request! {
    UnbindEmail("v3_unbind_email") -> () { code: Secret }
}

request! {
    GetIdentities("v3_get_identities") -> Vec<LinkedIdentity> {}
}

request! {
    UnlinkExtIdp("v3_unlink_ext_idp") -> () { ext_idp_id: String }
}

impl BindPhone {
    async fn send(self) -> Result<(), Error> {
        let Self { client, body } = self;
        require("phone", &body.phone_number, ASK)?;
        require("code", &body.pass_code, ASK)?;
        let body = &body;
        require_done(with_access_token(&client, |api| async move { api.bind_phone_v3(body).await }).await?)
    }
}

impl UnbindPhone {
    async fn send(self) -> Result<(), Error> {
        let Self { client, code } = self;
        require("code", &code, ASK)?;
        let body = &PassCodeBody { pass_code: code };
        require_done(with_access_token(&client, |api| async move { api.unbind_phone_v3(body).await }).await?)
    }
}

impl BindEmail {
    async fn send(self) -> Result<(), Error> {
        let Self { client, body } = self;
        require("email", &body.email, ASK)?;
        require("code", &body.pass_code, ASK)?;
        let body = &body;
        require_done(with_access_token(&client, |api| async move { api.bind_email_v3(body).await }).await?)
    }
}

impl UnbindEmail {
    async fn send(self) -> Result<(), Error> {
        let Self { client, code } = self;
        require("code", &code, ASK)?;
        let body = &PassCodeBody { pass_code: code };
        require_done(with_access_token(&client, |api| async move { api.unbind_email_v3(body).await }).await?)
    }
}

impl GetIdentities {
    async fn send(self) -> Result<Vec<LinkedIdentity>, Error> {
        let identities = with_access_token(&self.client, |api| async move { api.get_identities().await }).await?;
        Ok(identities.unwrap_or_default())
    }
}

impl UnlinkExtIdp {
    async fn send(self) -> Result<(), Error> {
        let Self { client, ext_idp_id } = self;
        require("ext_idp_id", &ext_idp_id, "pass the id of the identity source, as get_identities lists it")?;
        let body = &UnlinkExtIdpBody { ext_idp_id };
        require_done(with_access_token(&client, |api| async move { api.unlink_ext_idp(body).await }).await?)
    }
}
