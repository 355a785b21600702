//! Logins with an account of a directory that is connected to the user pool: LDAP or Windows Active Directory.

use super::{ASK, options::option_setters, require};
use crate::{
    api::{request::request, require_password},
    client::AuthenticationClient,
    error::Error,
    generated::types::{LoginByAdBody, LoginByLdapBody, User},
    model::Secret,
    transport::Credential,
};

impl AuthenticationClient {
    /// Logs in with an account of the LDAP directory that is connected to the user pool.
    ///
    /// - `username`: the username in the directory.
    /// - `password`: in plain text. **Only TLS encrypts it**, because the directory needs the plain text.
    ///
    /// # Session
    ///
    /// Stores the user and the token in place of the previous session. No bearer token is sent.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] if the username is blank or the password is empty; nothing is sent.
    /// - [`Error::is_api`] with the server's code if the directory refuses the login.
    /// - [`Error::is_store`] if the session cannot be stored; [`Error::session`] has it.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let user = client.login_by_ldap("ada", "passw0rd").with_custom_data(true).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `loginByLdap`. Endpoint: `POST /api/v2/ldap/verify-user`.
    #[doc(alias = "loginByLdap")]
    pub fn login_by_ldap(&self, username: impl Into<String>, password: impl Into<Secret>) -> LoginByLdap {
        let (username, password) = (username.into(), password.into());
        LoginByLdap::new(self, LoginByLdapBody { username, password, ..Default::default() })
    }

    /// Logs in with an account of the Windows Active Directory that is connected to the user pool.
    ///
    /// The request goes to [`websocket_host`](Self::websocket_host) instead of the usual host. The option of the same
    /// name sets that host; otherwise it is derived from the usual one.
    ///
    /// - `username`: the username in the directory, such as `CORP\\ada`.
    /// - `password`: in plain text. **Only TLS encrypts it**, because the directory needs the plain text.
    ///
    /// # Session
    ///
    /// Stores the user and the token in place of the previous session. No bearer token is sent.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] if the username is blank, the password is empty, or the host cannot be derived (set the
    ///   option `websocket_host` then); nothing is sent.
    /// - [`Error::is_api`] with the server's code if the directory refuses the login.
    /// - [`Error::is_store`] if the session cannot be stored; [`Error::session`] has it.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let user = client.login_by_ad(r"CORP\ada", "passw0rd").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `loginByAd`. Endpoint: `POST /api/v2/ad/verify-user` of that host.
    #[doc(alias = "loginByAd")]
    pub fn login_by_ad(&self, username: impl Into<String>, password: impl Into<Secret>) -> LoginByAd {
        let (username, password) = (username.into(), password.into());
        LoginByAd::new(self, LoginByAdBody { username, password, ..Default::default() })
    }
}

request! {
    LoginByLdap("login_by_ldap") -> User { body: LoginByLdapBody }
}
option_setters! { LoginByLdap.body { client_ip, with_custom_data } }

request! {
    LoginByAd("login_by_ad") -> User { body: LoginByAdBody }
}
option_setters! { LoginByAd.body { client_ip, with_custom_data } }

impl LoginByLdap {
    async fn send(self) -> Result<User, Error> {
        let Self { client, body } = self;
        require("username", &body.username, ASK)?;
        require_password(&body.password)?;
        client.store().log_in(client.anonymous().login_by_ldap(&body)).await
    }
}

impl LoginByAd {
    async fn send(self) -> Result<User, Error> {
        let Self { client, body } = self;
        require("username", &body.username, ASK)?;
        require_password(&body.password)?;
        let api = client.authorized_at(&client.websocket_host()?, Credential::None);
        client.store().log_in(api.login_by_ad(&body)).await
    }
}
