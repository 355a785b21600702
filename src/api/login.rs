//! Logins without WeChat: by password, one-time code or sub-account.

use super::{ASK, options::option_setters, require};
use crate::{
    api::{encryption::encrypt, request::request},
    client::AuthenticationClient,
    error::Error,
    generated::types::{
        LoginByEmailCodeBody, LoginByEmailInput, LoginByEmailVariables, LoginByPhoneCodeInput,
        LoginByPhoneCodeVariables, LoginByPhonePasswordInput, LoginByPhonePasswordVariables,
        LoginBySubAccountVariables, LoginByUsernameInput, LoginByUsernameVariables, User,
    },
    model::Secret,
    transport::{Credential, Query},
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
        let input = LoginByEmailInput { email: email.into(), auto_register: Some(false), ..Default::default() };
        LoginByEmail::new(self, input, password.into())
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
        let input =
            LoginByUsernameInput { username: username.into(), auto_register: Some(false), ..Default::default() };
        LoginByUsername::new(self, input, password.into())
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
        let input = LoginByPhonePasswordInput { phone: phone.into(), auto_register: Some(false), ..Default::default() };
        LoginByPhonePassword::new(self, input, password.into())
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
        let variables = LoginBySubAccountVariables { account: account.into(), ..Default::default() };
        LoginBySubAccount::new(self, variables, password.into())
    }
}

request! {
    LoginByEmail("login_by_email") -> User {
        input: LoginByEmailInput,
        password: Secret;
        /// Sets the cookie of the [`Captcha`](crate::Captcha) whose text [`captcha_code`](Self::captcha_code) repeats.
        captcha_cookie: Secret,
    }
}
option_setters! { LoginByEmail.input { auto_register, captcha_code, client_ip, custom_data, context } }

request! {
    LoginByUsername("login_by_username") -> User {
        input: LoginByUsernameInput,
        password: Secret;
        /// Sets the cookie of the [`Captcha`](crate::Captcha) whose text [`captcha_code`](Self::captcha_code) repeats.
        captcha_cookie: Secret,
    }
}
option_setters! { LoginByUsername.input { auto_register, captcha_code, client_ip, custom_data, context } }

request! {
    LoginByPhonePassword("login_by_phone_password") -> User {
        input: LoginByPhonePasswordInput,
        password: Secret;
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
        variables: LoginBySubAccountVariables,
        password: Secret;
        /// Sets the cookie of the [`Captcha`](crate::Captcha) whose text [`captcha_code`](Self::captcha_code) repeats.
        captcha_cookie: Secret,
    }
}
option_setters! { LoginBySubAccount.variables { captcha_code, client_ip } }

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
