//! Logging in with other credentials than WeChat's.

use super::{ASK, filled, not_empty, options::option_setters};
use crate::{
    AuthenticationClient, Error, Secret, User,
    api::request::request,
    crypto::password,
    generated::types::{
        LoginByAdBody, LoginByEmailCodeBody, LoginByEmailInput, LoginByEmailVariables, LoginByLdapBody,
        LoginByPhoneCodeInput, LoginByPhoneCodeVariables, LoginByPhonePasswordInput, LoginByPhonePasswordVariables,
        LoginBySubAccountVariables, LoginByUsernameInput, LoginByUsernameVariables,
    },
    transport::{Credential, Query, call, call_at},
};

impl AuthenticationClient {
    /// Logs in with an email address and a password.
    ///
    /// The password is encrypted with the server's public key before it leaves this machine: RSA PKCS#1 v1.5 over its UTF-8
    /// bytes. The key is fetched once for all clones, unless the option `public_key` gives it.
    ///
    /// - `email`: the address; the server does not tell upper from lower case.
    /// - `password`: in plain text, at most 117 bytes for the 1024-bit key of the public cloud, 245 for 2048 bits.
    ///
    /// **Stored afterwards:** the user and the token, in the place of whoever was logged in. The token of an earlier
    /// session is not sent.
    ///
    /// **Errors:** a password that is empty or too long is refused on this side;
    /// [`USER_NOT_FOUND`](crate::ErrorCode::USER_NOT_FOUND), [`WRONG_PASSWORD`](crate::ErrorCode::WRONG_PASSWORD) and others
    /// are the server's; [`is_mfa_required`](Error::is_mfa_required) when a second factor is needed.
    ///
    /// JavaScript: `loginByEmail`. Endpoint: GraphQL `loginByEmail`, before it `GET /api/v2/.well-known`.
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let user = client
    ///     .login_by_email("test@example.com", "passw0rd")
    ///     .auto_register(true)
    ///     .custom_data([("school", "Analytical")])
    ///     .await?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "loginByEmail")]
    pub fn login_by_email(&self, email: impl Into<String>, password: impl Into<Secret>) -> LoginByEmail {
        let input = LoginByEmailInput {
            email: email.into(),
            password: password.into(),
            auto_register: Some(false),
            ..Default::default()
        };
        LoginByEmail::new(self, input)
    }

    /// Logs in with a user name and a password.
    ///
    /// - `username`: the server tells upper from lower case.
    /// - `password`: as for [`login_by_email`](Self::login_by_email), which tells how it is encrypted.
    ///
    /// **Stored afterwards** and **Errors:** as [`login_by_email`](Self::login_by_email).
    ///
    /// JavaScript: `loginByUsername`. Endpoint: GraphQL `loginByUsername`, before it `GET /api/v2/.well-known`.
    #[doc(alias = "loginByUsername")]
    pub fn login_by_username(&self, username: impl Into<String>, password: impl Into<Secret>) -> LoginByUsername {
        let input = LoginByUsernameInput {
            username: username.into(),
            password: password.into(),
            auto_register: Some(false),
            ..Default::default()
        };
        LoginByUsername::new(self, input)
    }

    /// Logs in with a phone number and a password.
    ///
    /// - `phone`: the number without dialling code.
    /// - `password`: as for [`login_by_email`](Self::login_by_email), which tells how it is encrypted.
    ///
    /// **Stored afterwards** and **Errors:** as [`login_by_email`](Self::login_by_email).
    ///
    /// JavaScript: `loginByPhonePassword`. Endpoint: GraphQL `loginByPhonePassword`, before it `GET /api/v2/.well-known`.
    #[doc(alias = "loginByPhonePassword")]
    pub fn login_by_phone_password(
        &self,
        phone: impl Into<String>,
        password: impl Into<Secret>,
    ) -> LoginByPhonePassword {
        let input = LoginByPhonePasswordInput {
            phone: phone.into(),
            password: password.into(),
            auto_register: Some(false),
            ..Default::default()
        };
        LoginByPhonePassword::new(self, input)
    }

    /// Logs in with a phone number and the code that was sent to it.
    ///
    /// - `phone`: the number without dialling code, which [`phone_country_code`](LoginByPhoneCode::phone_country_code)
    ///   gives when it is foreign.
    /// - `code`: out of the text message. It can be used once, so a login is never repeated by itself.
    ///
    /// **Stored afterwards:** the user and the token, in the place of whoever was logged in. The token of an earlier
    /// session is not sent.
    ///
    /// **Errors:** an empty argument is refused before anything is sent; a wrong or expired code is an error of the server;
    /// [`is_mfa_required`](Error::is_mfa_required) when a second factor is needed.
    ///
    /// JavaScript: `loginByPhoneCode`. Endpoint: GraphQL `loginByPhoneCode`.
    #[doc(alias = "loginByPhoneCode")]
    pub fn login_by_phone_code(&self, phone: impl Into<String>, code: impl Into<Secret>) -> LoginByPhoneCode {
        let input = LoginByPhoneCodeInput { phone: phone.into(), code: code.into(), ..Default::default() };
        LoginByPhoneCode::new(self, input)
    }

    /// Logs in with an email address and the code that was sent to it.
    ///
    /// - `email`: the address; the server does not tell upper from lower case.
    /// - `code`: out of the mail. It can be used once, so a login is never repeated by itself.
    ///
    /// **Stored afterwards** and **Errors:** as [`login_by_phone_code`](Self::login_by_phone_code).
    ///
    /// JavaScript: `loginByEmailCode`. Endpoint: `POST /api/v2/login/email-code`.
    #[doc(alias = "loginByEmailCode")]
    pub fn login_by_email_code(&self, email: impl Into<String>, code: impl Into<Secret>) -> LoginByEmailCode {
        let body = LoginByEmailCodeBody { email: email.into(), code: code.into(), ..Default::default() };
        LoginByEmailCode::new(self, body)
    }

    /// Logs in with a sub-account and its password.
    ///
    /// - `account`: the name of the sub-account.
    /// - `password`: as for [`login_by_email`](Self::login_by_email), which tells how it is encrypted.
    ///
    /// **Stored afterwards** and **Errors:** as [`login_by_email`](Self::login_by_email).
    ///
    /// JavaScript: `loginBySubAccount`. Endpoint: GraphQL `loginBySubAccount`, before it `GET /api/v2/.well-known`.
    #[doc(alias = "loginBySubAccount")]
    pub fn login_by_sub_account(&self, account: impl Into<String>, password: impl Into<Secret>) -> LoginBySubAccount {
        let (account, password) = (account.into(), password.into());
        LoginBySubAccount::new(self, LoginBySubAccountVariables { account, password, ..Default::default() })
    }

    /// Logs in with an account of the LDAP directory that is connected to the user pool.
    ///
    /// - `username`: as the directory has it.
    /// - `password`: in plain text. It is **not encrypted** but by TLS, for the directory has to see it.
    ///
    /// **Stored afterwards:** the user and the token, in the place of whoever was logged in. The token of an earlier
    /// session is not sent.
    ///
    /// **Errors:** an empty argument is refused before anything is sent; what the directory refuses has the server's code.
    ///
    /// JavaScript: `loginByLdap`. Endpoint: `POST /api/v2/ldap/verify-user`.
    #[doc(alias = "loginByLdap")]
    pub fn login_by_ldap(&self, username: impl Into<String>, password: impl Into<Secret>) -> LoginByLdap {
        let (username, password) = (username.into(), password.into());
        LoginByLdap::new(self, LoginByLdapBody { username, password, ..Default::default() })
    }

    /// Logs in with an account of the Windows Active Directory that is connected to the user pool.
    ///
    /// It is not the usual host that asks the directory, but [`websocket_host`](Self::websocket_host): name it with the
    /// option of the same name, or have it derived from the host.
    ///
    /// - `username`: as the directory has it, such as `CORP\\ada`.
    /// - `password`: in plain text. It is **not encrypted** but by TLS, for the directory has to see it.
    ///
    /// **Stored afterwards:** the user and the token, in the place of whoever was logged in. The token of an earlier
    /// session is not sent.
    ///
    /// **Errors:** an empty argument is refused before anything is sent, and so is a host from which none can be derived;
    /// what the directory refuses has the server's code.
    ///
    /// JavaScript: `loginByAd`. Endpoint: `POST /api/v2/ad/verify-user` of that host.
    #[doc(alias = "loginByAd")]
    pub fn login_by_ad(&self, username: impl Into<String>, password: impl Into<Secret>) -> LoginByAd {
        let (username, password) = (username.into(), password.into());
        LoginByAd::new(self, LoginByAdBody { username, password, ..Default::default() })
    }
}

request! {
    /// Of [`login_by_ad`](AuthenticationClient::login_by_ad).
    LoginByAd("login_by_ad") -> User { body: LoginByAdBody }
}
option_setters! { LoginByAd.body { client_ip, with_custom_data } }

request! {
    /// Of [`login_by_email`](AuthenticationClient::login_by_email).
    LoginByEmail("login_by_email") -> User {
        input: LoginByEmailInput;
        /// The cookie of the [`Captcha`](crate::Captcha) whose text [`captcha_code`](Self::captcha_code) repeats.
        captcha_cookie: Secret,
    }
}
option_setters! { LoginByEmail.input { auto_register, captcha_code, client_ip, custom_data, context } }

request! {
    /// Of [`login_by_username`](AuthenticationClient::login_by_username).
    LoginByUsername("login_by_username") -> User {
        input: LoginByUsernameInput;
        /// The cookie of the [`Captcha`](crate::Captcha) whose text [`captcha_code`](Self::captcha_code) repeats.
        captcha_cookie: Secret,
    }
}
option_setters! { LoginByUsername.input { auto_register, captcha_code, client_ip, custom_data, context } }

request! {
    /// Of [`login_by_phone_password`](AuthenticationClient::login_by_phone_password).
    LoginByPhonePassword("login_by_phone_password") -> User {
        input: LoginByPhonePasswordInput;
        /// The cookie of the [`Captcha`](crate::Captcha) whose text [`captcha_code`](Self::captcha_code) repeats.
        captcha_cookie: Secret,
    }
}
option_setters! { LoginByPhonePassword.input { auto_register, captcha_code, client_ip, custom_data, context } }

request! {
    /// Of [`login_by_phone_code`](AuthenticationClient::login_by_phone_code).
    LoginByPhoneCode("login_by_phone_code") -> User { input: LoginByPhoneCodeInput }
}
option_setters! { LoginByPhoneCode.input { phone_country_code, auto_register, client_ip, custom_data, context } }

request! {
    /// Of [`login_by_email_code`](AuthenticationClient::login_by_email_code).
    LoginByEmailCode("login_by_email_code") -> User { body: LoginByEmailCodeBody }
}
option_setters! { LoginByEmailCode.body { phone_country_code, client_ip, custom_data, context } }

request! {
    /// Of [`login_by_sub_account`](AuthenticationClient::login_by_sub_account).
    LoginBySubAccount("login_by_sub_account") -> User {
        variables: LoginBySubAccountVariables;
        /// The cookie of the [`Captcha`](crate::Captcha) whose text [`captcha_code`](Self::captcha_code) repeats.
        captcha_cookie: Secret,
    }
}
option_setters! { LoginBySubAccount.variables { captcha_code, client_ip } }

request! {
    /// Of [`login_by_ldap`](AuthenticationClient::login_by_ldap).
    LoginByLdap("login_by_ldap") -> User { body: LoginByLdapBody }
}
option_setters! { LoginByLdap.body { client_ip, with_custom_data } }

impl LoginByEmail {
    async fn send(self) -> Result<User, Error> {
        let Self { client, mut input, captcha_cookie } = self;
        not_empty("email", &input.email, ASK)?;
        client.store().load().await?;
        input.password = password::encrypt(&client, &input.password).await?;
        let query = Query(LoginByEmailVariables { input });
        logged_in(
            &client,
            call(&client, Credential::cookies(captcha_cookie), async |api| api.login_by_email(&query).await).await,
        )
        .await
    }
}

impl LoginByUsername {
    async fn send(self) -> Result<User, Error> {
        let Self { client, mut input, captcha_cookie } = self;
        not_empty("username", &input.username, ASK)?;
        client.store().load().await?;
        input.password = password::encrypt(&client, &input.password).await?;
        let query = Query(LoginByUsernameVariables { input });
        logged_in(
            &client,
            call(&client, Credential::cookies(captcha_cookie), async |api| api.login_by_username(&query).await).await,
        )
        .await
    }
}

impl LoginByPhonePassword {
    async fn send(self) -> Result<User, Error> {
        let Self { client, mut input, captcha_cookie } = self;
        not_empty("phone", &input.phone, ASK)?;
        client.store().load().await?;
        input.password = password::encrypt(&client, &input.password).await?;
        let query = Query(LoginByPhonePasswordVariables { input });
        let reply =
            call(&client, Credential::cookies(captcha_cookie), async |api| api.login_by_phone_password(&query).await)
                .await;
        logged_in(&client, reply).await
    }
}

impl LoginByPhoneCode {
    async fn send(self) -> Result<User, Error> {
        let Self { client, input } = self;
        not_empty("phone", &input.phone, ASK)?;
        filled("code", &input.code, ASK)?;
        client.store().load().await?;
        let query = Query(LoginByPhoneCodeVariables { input });
        logged_in(&client, call(&client, Credential::None, async |api| api.login_by_phone_code(&query).await).await)
            .await
    }
}

impl LoginByEmailCode {
    async fn send(self) -> Result<User, Error> {
        let Self { client, body } = self;
        not_empty("email", &body.email, ASK)?;
        filled("code", &body.code, ASK)?;
        client.store().load().await?;
        logged_in(&client, call(&client, Credential::None, async |api| api.login_by_email_code(&body).await).await)
            .await
    }
}

impl LoginBySubAccount {
    async fn send(self) -> Result<User, Error> {
        let Self { client, mut variables, captcha_cookie } = self;
        not_empty("account", &variables.account, ASK)?;
        client.store().load().await?;
        variables.password = password::encrypt(&client, &variables.password).await?;
        let query = Query(variables);
        logged_in(
            &client,
            call(&client, Credential::cookies(captcha_cookie), async |api| api.login_by_sub_account(&query).await)
                .await,
        )
        .await
    }
}

impl LoginByLdap {
    async fn send(self) -> Result<User, Error> {
        let Self { client, body } = self;
        not_empty("username", &body.username, ASK)?;
        password::not_empty(&body.password)?;
        client.store().load().await?;
        logged_in(&client, call(&client, Credential::None, async |api| api.login_by_ldap(&body).await).await).await
    }
}

impl LoginByAd {
    async fn send(self) -> Result<User, Error> {
        let Self { client, body } = self;
        not_empty("username", &body.username, ASK)?;
        password::not_empty(&body.password)?;
        let host = client.websocket_host()?;
        client.store().load().await?;
        let reply = call_at(&client, &host, Credential::None, async |api| api.login_by_ad(&body).await).await;
        logged_in(&client, reply).await
    }
}

/// Makes the user of a login's reply the session.
async fn logged_in(client: &AuthenticationClient, reply: Result<User, Error>) -> Result<User, Error> {
    match reply {
        Ok(user) => client.store().log_in(user).await,
        Err(error) => Err(password::note_failure(client, error).await),
    }
}
