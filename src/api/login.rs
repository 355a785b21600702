//! Logins without WeChat: by password, one-time code, sub-account or directory.

use super::{ASK, filled, not_empty, options::option_setters};
use crate::{
    AuthenticationClient, Error, Secret, User,
    generated::types::{
        LoginByAdBody, LoginByEmailCodeBody, LoginByEmailInput, LoginByEmailVariables, LoginByLdapBody,
        LoginByPhoneCodeInput, LoginByPhoneCodeVariables, LoginByPhonePasswordInput, LoginByPhonePasswordVariables,
        LoginBySubAccountVariables, LoginByUsernameInput, LoginByUsernameVariables,
    },
    password,
    wire::{Credential, Query, call, call_at, request},
};

impl AuthenticationClient {
    /// Logs in with an email address and a password.
    ///
    /// The password is encrypted with the server's public key before it is sent: RSA PKCS#1 v1.5 over its UTF-8 bytes.
    /// The key is fetched once and shared by all clones of the client, unless the option `public_key` provides it.
    ///
    /// - `email`: the address; it is not case-sensitive.
    /// - `password`: in plain text, at most 117 bytes for the 1024-bit key of the public cloud, and 245 bytes for a
    ///   2048-bit key.
    ///
    /// # Session
    ///
    /// Stores the user and the token in place of the previous session. No bearer token is sent.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] if the address is blank, or the password is empty or too long for the key. The login is
    ///   not sent.
    /// - [`USER_NOT_FOUND`](crate::ErrorCode::USER_NOT_FOUND), [`WRONG_PASSWORD`](crate::ErrorCode::WRONG_PASSWORD) and
    ///   other codes from the server.
    /// - [`PASSWORD_DECRYPTION_FAILED`](crate::ErrorCode::PASSWORD_DECRYPTION_FAILED) if the server has changed its
    ///   key: try again. The key is then fetched again, unless the option `public_key` provides it.
    /// - [`Error::challenge`] tells what the server requires before it logs the user in, such as a second factor
    ///   ([`Error::is_mfa_required`]) or a captcha, and how to go on.
    /// - [`Error::is_store`] if the session cannot be stored; [`Error::session`] has it.
    ///
    /// # Examples
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
    ///
    /// JavaScript: `loginByEmail`. Endpoint: GraphQL `loginByEmail`, preceded by `GET /api/v2/.well-known`.
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

    /// Logs in with a username and a password.
    ///
    /// - `username`: the username; it is case-sensitive.
    /// - `password`: in plain text. It is encrypted before it is sent; [`login_by_email`](Self::login_by_email)
    ///   describes how, and the maximum length.
    ///
    /// # Session
    ///
    /// Stores the user and the token in place of the previous session. No bearer token is sent.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] if the username is blank, or the password is empty or too long. The login is not sent.
    /// - [`Error::is_api`] if the server refuses the login; [`Error::challenge`] tells what it requires, if anything.
    /// - [`Error::is_store`] if the session cannot be stored; [`Error::session`] has it.
    ///
    /// See [`login_by_email`](Self::login_by_email) for the codes and what to do.
    ///
    /// JavaScript: `loginByUsername`. Endpoint: GraphQL `loginByUsername`, preceded by `GET /api/v2/.well-known`.
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
    /// - `phone`: the number without country calling code.
    /// - `password`: in plain text. It is encrypted before it is sent; [`login_by_email`](Self::login_by_email)
    ///   describes how, and the maximum length.
    ///
    /// # Session
    ///
    /// Stores the user and the token in place of the previous session. No bearer token is sent.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] if the number is blank, or the password is empty or too long. The login is not sent.
    /// - [`Error::is_api`] if the server refuses the login; [`Error::challenge`] tells what it requires, if anything.
    /// - [`Error::is_store`] if the session cannot be stored; [`Error::session`] has it.
    ///
    /// See [`login_by_email`](Self::login_by_email) for the codes and what to do.
    ///
    /// JavaScript: `loginByPhonePassword`. Endpoint: GraphQL `loginByPhonePassword`, preceded by `GET
    /// /api/v2/.well-known`.
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

    /// Logs in with a phone number and the one-time code that was sent to it.
    ///
    /// [`send_sms_code`](Self::send_sms_code) sends the code. The login is never retried automatically, because the
    /// code is valid once.
    ///
    /// - `phone`: the number without country calling code. Set the code of a foreign number with
    ///   [`phone_country_code`](LoginByPhoneCode::phone_country_code).
    /// - `code`: the one-time code from the text message.
    ///
    /// # Session
    ///
    /// Stores the user and the token in place of the previous session. No bearer token is sent.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] if an argument is blank; nothing is sent.
    /// - [`Error::is_api`] if the code is wrong or expired, or the server refuses the login. [`Error::challenge`] tells
    ///   what it requires, such as a second factor ([`Error::is_mfa_required`]).
    /// - [`Error::is_store`] if the session cannot be stored; [`Error::session`] has it.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::SmsScene;
    ///
    /// client.send_sms_code("7911123456").phone_country_code("+44").scene(SmsScene::LOGIN).await?;
    /// let user = client.login_by_phone_code("7911123456", "the code").phone_country_code("+44").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `loginByPhoneCode`. Endpoint: GraphQL `loginByPhoneCode`.
    #[doc(alias = "loginByPhoneCode")]
    pub fn login_by_phone_code(&self, phone: impl Into<String>, code: impl Into<Secret>) -> LoginByPhoneCode {
        let input = LoginByPhoneCodeInput { phone: phone.into(), code: code.into(), ..Default::default() };
        LoginByPhoneCode::new(self, input)
    }

    /// Logs in with an email address and the one-time code that was sent to it.
    ///
    /// [`send_email`](Self::send_email) sends the code. The login is never retried automatically, because the code is
    /// valid once.
    ///
    /// - `email`: the address; it is not case-sensitive.
    /// - `code`: the one-time code from the email.
    ///
    /// # Session
    ///
    /// Stores the user and the token in place of the previous session. No bearer token is sent.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] if an argument is blank; nothing is sent.
    /// - [`Error::is_api`] if the code is wrong or expired, or the server refuses the login. [`Error::challenge`] tells
    ///   what it requires, such as a second factor ([`Error::is_mfa_required`]).
    /// - [`Error::is_store`] if the session cannot be stored; [`Error::session`] has it.
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
    /// - `password`: in plain text. It is encrypted before it is sent; [`login_by_email`](Self::login_by_email)
    ///   describes how, and the maximum length.
    ///
    /// # Session
    ///
    /// Stores the user and the token in place of the previous session. No bearer token is sent.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] if the account is blank, or the password is empty or too long. The login is not sent.
    /// - [`Error::is_api`] if the server refuses the login; [`Error::challenge`] tells what it requires, if anything.
    /// - [`Error::is_store`] if the session cannot be stored; [`Error::session`] has it.
    ///
    /// See [`login_by_email`](Self::login_by_email) for the codes and what to do.
    ///
    /// JavaScript: `loginBySubAccount`. Endpoint: GraphQL `loginBySubAccount`, preceded by `GET /api/v2/.well-known`.
    #[doc(alias = "loginBySubAccount")]
    pub fn login_by_sub_account(&self, account: impl Into<String>, password: impl Into<Secret>) -> LoginBySubAccount {
        let (account, password) = (account.into(), password.into());
        LoginBySubAccount::new(self, LoginBySubAccountVariables { account, password, ..Default::default() })
    }

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
    LoginByAd("login_by_ad") -> User { body: LoginByAdBody }
}
option_setters! { LoginByAd.body { client_ip, with_custom_data } }

request! {
    LoginByEmail("login_by_email") -> User {
        input: LoginByEmailInput;
        /// Sets the cookie of the [`Captcha`](crate::Captcha) whose text [`captcha_code`](Self::captcha_code) repeats.
        captcha_cookie: Secret,
    }
}
option_setters! { LoginByEmail.input { auto_register, captcha_code, client_ip, custom_data, context } }

request! {
    LoginByUsername("login_by_username") -> User {
        input: LoginByUsernameInput;
        /// Sets the cookie of the [`Captcha`](crate::Captcha) whose text [`captcha_code`](Self::captcha_code) repeats.
        captcha_cookie: Secret,
    }
}
option_setters! { LoginByUsername.input { auto_register, captcha_code, client_ip, custom_data, context } }

request! {
    LoginByPhonePassword("login_by_phone_password") -> User {
        input: LoginByPhonePasswordInput;
        /// Sets the cookie of the [`Captcha`](crate::Captcha) whose text [`captcha_code`](Self::captcha_code) repeats.
        captcha_cookie: Secret,
    }
}
option_setters! { LoginByPhonePassword.input { auto_register, captcha_code, client_ip, custom_data, context } }

request! {
    LoginByPhoneCode("login_by_phone_code") -> User { input: LoginByPhoneCodeInput }
}
option_setters! { LoginByPhoneCode.input { phone_country_code, auto_register, client_ip, custom_data, context } }

request! {
    LoginByEmailCode("login_by_email_code") -> User { body: LoginByEmailCodeBody }
}
option_setters! { LoginByEmailCode.body { phone_country_code, client_ip, custom_data, context } }

request! {
    LoginBySubAccount("login_by_sub_account") -> User {
        variables: LoginBySubAccountVariables;
        /// Sets the cookie of the [`Captcha`](crate::Captcha) whose text [`captcha_code`](Self::captcha_code) repeats.
        captcha_cookie: Secret,
    }
}
option_setters! { LoginBySubAccount.variables { captcha_code, client_ip } }

request! {
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

/// Stores the session of a login reply. A failure to decrypt the password invalidates the cached key.
async fn logged_in(client: &AuthenticationClient, reply: Result<User, Error>) -> Result<User, Error> {
    match reply {
        Ok(user) => client.store().log_in(user).await,
        Err(error) => Err(password::note_failure(client, error).await),
    }
}
