//! Logging in with other credentials than WeChat's.

use super::{ASK, options::option_setters, require};
use crate::{
    api::{encryption::encrypt, request::request, require_password},
    client::AuthenticationClient,
    error::Error,
    generated::types::{
        LoginByAdBody, LoginByEmailCodeBody, LoginByEmailInput, LoginByEmailVariables, LoginByLdapBody,
        LoginByPhoneCodeInput, LoginByPhoneCodeVariables, LoginByPhonePasswordInput, LoginByPhonePasswordVariables,
        LoginBySubAccountVariables, LoginByUsernameInput, LoginByUsernameVariables, User,
    },
    model::Secret,
    transport::{Credential, Query},
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
        let input = LoginByEmailInput { email: email.into(), auto_register: Some(false), ..Default::default() };
        LoginByEmail::new(self, input, password.into())
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
        let input =
            LoginByUsernameInput { username: username.into(), auto_register: Some(false), ..Default::default() };
        LoginByUsername::new(self, input, password.into())
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
        let input = LoginByPhonePasswordInput { phone: phone.into(), auto_register: Some(false), ..Default::default() };
        LoginByPhonePassword::new(self, input, password.into())
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
        let variables = LoginBySubAccountVariables { account: account.into(), ..Default::default() };
        LoginBySubAccount::new(self, variables, password.into())
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
        input: LoginByEmailInput,
        password: Secret;
        /// The cookie of the [`Captcha`](crate::Captcha) whose text [`captcha_code`](Self::captcha_code) repeats.
        captcha_cookie: Secret,
    }
}
option_setters! { LoginByEmail.input { auto_register, captcha_code, client_ip, custom_data, context } }

request! {
    /// Of [`login_by_username`](AuthenticationClient::login_by_username).
    LoginByUsername("login_by_username") -> User {
        input: LoginByUsernameInput,
        password: Secret;
        /// The cookie of the [`Captcha`](crate::Captcha) whose text [`captcha_code`](Self::captcha_code) repeats.
        captcha_cookie: Secret,
    }
}
option_setters! { LoginByUsername.input { auto_register, captcha_code, client_ip, custom_data, context } }

request! {
    /// Of [`login_by_phone_password`](AuthenticationClient::login_by_phone_password).
    LoginByPhonePassword("login_by_phone_password") -> User {
        input: LoginByPhonePasswordInput,
        password: Secret;
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
        variables: LoginBySubAccountVariables,
        password: Secret;
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
        let Self { client, mut input, password, captcha_cookie } = self;
        require("email", &input.email, ASK)?;
        let login = async {
            input.password = encrypt(&client, &password).await?;
            let api = client.authorized(Credential::cookies(captcha_cookie));
            api.login_by_email(&Query(LoginByEmailVariables { input })).await
        };
        client.store().log_in(login).await
    }
}

impl LoginByUsername {
    async fn send(self) -> Result<User, Error> {
        let Self { client, mut input, password, captcha_cookie } = self;
        require("username", &input.username, ASK)?;
        let login = async {
            input.password = encrypt(&client, &password).await?;
            let api = client.authorized(Credential::cookies(captcha_cookie));
            api.login_by_username(&Query(LoginByUsernameVariables { input })).await
        };
        client.store().log_in(login).await
    }
}

impl LoginByPhonePassword {
    async fn send(self) -> Result<User, Error> {
        let Self { client, mut input, password, captcha_cookie } = self;
        require("phone", &input.phone, ASK)?;
        let login = async {
            input.password = encrypt(&client, &password).await?;
            let api = client.authorized(Credential::cookies(captcha_cookie));
            api.login_by_phone_password(&Query(LoginByPhonePasswordVariables { input })).await
        };
        client.store().log_in(login).await
    }
}

impl LoginByPhoneCode {
    async fn send(self) -> Result<User, Error> {
        let Self { client, input } = self;
        require("phone", &input.phone, ASK)?;
        require("code", &input.code, ASK)?;
        let query = Query(LoginByPhoneCodeVariables { input });
        client.store().log_in(client.anonymous().login_by_phone_code(&query)).await
    }
}

impl LoginByEmailCode {
    async fn send(self) -> Result<User, Error> {
        let Self { client, body } = self;
        require("email", &body.email, ASK)?;
        require("code", &body.code, ASK)?;
        client.store().log_in(client.anonymous().login_by_email_code(&body)).await
    }
}

impl LoginBySubAccount {
    async fn send(self) -> Result<User, Error> {
        let Self { client, mut variables, password, captcha_cookie } = self;
        require("account", &variables.account, ASK)?;
        let login = async {
            variables.password = encrypt(&client, &password).await?;
            let api = client.authorized(Credential::cookies(captcha_cookie));
            api.login_by_sub_account(&Query(variables)).await
        };
        client.store().log_in(login).await
    }
}

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
