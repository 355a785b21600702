//! Login with credentials of any kind, which returns OIDC tokens.

use std::sync::Arc;

use super::{ASK, options::option_setters, require};
use crate::{
    api::{
        encryption::{self, Api},
        request::request,
        require_password,
    },
    client::AuthenticationClient,
    error::Error,
    generated::{
        open::{PasswordEncryptType, SigninResponseType},
        types::{
            DirectoryPayload, PassCodePayload, PasswordPayload, SigninByCredentialsBody, SigninOptions as Options,
            SigninResult,
        },
    },
    model::{Secret, Session},
};

impl AuthenticationClient {
    /// Logs in with credentials of any kind and returns OIDC tokens.
    ///
    /// - `credentials`: a password, a one-time code, or a directory account; see [`Credentials`].
    ///
    /// A password is sent as it is, protected by TLS only, unless
    /// [`password_encrypt_type`](SigninByCredentials::password_encrypt_type) selects an encryption. The request does
    /// not carry the token of an earlier session.
    ///
    /// # Session
    ///
    /// The ID token, or the access token if there is no ID token, becomes the token of the session and replaces an
    /// earlier session. The user is not part of the reply: [`get_current_user`](Self::get_current_user) fetches it.
    /// With the [response type](SigninByCredentials::response_type) `code` the session does not change.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when a part of the credentials is empty, or when the password cannot be encrypted as
    ///   requested.
    /// - [`Error::is_api`] when the credentials are wrong. [`Error::challenge`] tells whether the server demands
    ///   another step first, such as a second factor.
    /// - [`Error::is_store`] when the session cannot be stored; [`Error::session`] has it then.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::Credentials;
    ///
    /// let credentials = Credentials::email("test@example.com", "passw0rd");
    /// let tokens = client.signin_by_credentials(credentials).scope("openid offline_access").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `signinByCredentials`. Endpoint: `POST /api/v3/signin`.
    #[doc(alias = "signinByCredentials")]
    pub fn signin_by_credentials(&self, credentials: Credentials) -> SigninByCredentials {
        SigninByCredentials::new(self, credentials, Options::default())
    }
}

/// The credentials of [`signin_by_credentials`](AuthenticationClient::signin_by_credentials): an account and what
/// proves it.
///
/// # Examples
///
/// ```
/// use authing_wxapp::{CodeAddress, Credentials};
///
/// let password = Credentials::username("ada", "passw0rd");
/// let code = Credentials::PassCode {
///     address: CodeAddress::Phone { number: "5550100".into(), country_code: Some("+1".into()) },
///     code: "123456".into(),
/// };
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Credentials {
    /// A password.
    Password {
        /// The account of the password.
        account: Account,
        /// The password, in plain text.
        password: Secret,
    },
    /// A one-time code that was sent by email or text message.
    PassCode {
        /// The address that the code was sent to.
        address: CodeAddress,
        /// The code of the message. The login is never retried automatically, because the code can be used once.
        code: Secret,
    },
    /// An account of a Windows Active Directory.
    Ad {
        /// The `sAMAccountName` of the account.
        account_name: String,
        /// The password, in plain text.
        password: Secret,
    },
    /// An account of an LDAP directory.
    Ldap {
        /// The `sAMAccountName` of the account.
        account_name: String,
        /// The password, in plain text.
        password: Secret,
    },
}

/// The account of a password.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Account {
    /// A user name, an email address or a phone number; the server finds out which. Not possible with `auto_register`.
    Any(String),
    /// A user name. The server distinguishes case.
    Username(String),
    /// An email address.
    Email(String),
    /// A phone number without the country calling code.
    Phone(String),
}

/// The address that a one-time code was sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CodeAddress {
    /// An email address.
    Email(String),
    /// A phone number.
    Phone {
        /// The number without the country calling code.
        number: String,
        /// The country calling code, such as `+86`. Needed for a foreign number.
        country_code: Option<String>,
    },
}

impl Credentials {
    /// Uses a user name, an email address or a phone number with a password; the server finds out which of them it is.
    pub fn account(account: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self::Password { account: Account::Any(account.into()), password: password.into() }
    }

    /// Uses a user name and a password.
    pub fn username(username: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self::Password { account: Account::Username(username.into()), password: password.into() }
    }

    /// Uses an email address and a password.
    pub fn email(email: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self::Password { account: Account::Email(email.into()), password: password.into() }
    }

    /// Uses a phone number, without the country calling code, and a password.
    pub fn phone(phone: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self::Password { account: Account::Phone(phone.into()), password: password.into() }
    }

    /// Uses an email address and the one-time code that was sent to it.
    pub fn email_code(email: impl Into<String>, code: impl Into<Secret>) -> Self {
        Self::PassCode { address: CodeAddress::Email(email.into()), code: code.into() }
    }

    /// Uses a phone number, without the country calling code, and the one-time code that was sent to it.
    ///
    /// For a foreign number write [`Credentials::PassCode`] out, with its `country_code`.
    pub fn phone_code(phone: impl Into<String>, code: impl Into<Secret>) -> Self {
        Self::PassCode { address: CodeAddress::Phone { number: phone.into(), country_code: None }, code: code.into() }
    }

    /// Uses a Windows Active Directory account, by its `sAMAccountName`, and its password.
    pub fn ad(account_name: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self::Ad { account_name: account_name.into(), password: password.into() }
    }

    /// Uses an LDAP account, by its `sAMAccountName`, and its password.
    pub fn ldap(account_name: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self::Ldap { account_name: account_name.into(), password: password.into() }
    }

    pub(super) fn password(&mut self) -> Option<&mut Secret> {
        match self {
            Self::Password { password, .. } | Self::Ad { password, .. } | Self::Ldap { password, .. } => Some(password),
            Self::PassCode { .. } => None,
        }
    }

    /// Refuses empty accounts, passwords and codes.
    pub(super) fn check(&self) -> Result<(), Error> {
        match self {
            Self::Password { account, password } => {
                let (what, name) = match account {
                    Account::Any(name) => ("account", name),
                    Account::Username(name) => ("username", name),
                    Account::Email(email) => ("email", email),
                    Account::Phone(phone) => ("phone", phone),
                };
                require(what, name, ASK)?;
                require_password(password)
            }
            Self::PassCode { address, code } => {
                let (what, name) = match address {
                    CodeAddress::Email(email) => ("email", email),
                    CodeAddress::Phone { number, .. } => ("phone", number),
                };
                require(what, name, ASK)?;
                require("code", code, ASK)
            }
            Self::Ad { account_name, password } | Self::Ldap { account_name, password } => {
                require("account_name", account_name, ASK)?;
                require_password(password)
            }
        }
    }

    pub(super) fn into_body(self) -> SigninByCredentialsBody {
        let mut body = SigninByCredentialsBody::default();
        let directory = |account_name, password| Some(DirectoryPayload { s_am_account_name: account_name, password });
        match self {
            Self::Password { account, password } => {
                let mut payload = PasswordPayload { password, ..Default::default() };
                let (place, name) = match account {
                    Account::Any(name) => (&mut payload.account, name),
                    Account::Username(name) => (&mut payload.username, name),
                    Account::Email(name) => (&mut payload.email, name),
                    Account::Phone(name) => (&mut payload.phone, name),
                };
                *place = Some(name);
                body.connection = "PASSWORD".into();
                body.password_payload = Some(payload);
            }
            Self::PassCode { address, code } => {
                let (email, phone, phone_country_code) = match address {
                    CodeAddress::Email(email) => (Some(email), None, None),
                    CodeAddress::Phone { number, country_code } => (None, Some(number), country_code),
                };
                body.connection = "PASSCODE".into();
                body.pass_code_payload = Some(PassCodePayload { pass_code: code, email, phone, phone_country_code });
            }
            Self::Ad { account_name, password } => {
                body.connection = "AD".into();
                body.ad_payload = directory(account_name, password);
            }
            Self::Ldap { account_name, password } => {
                body.connection = "LDAP".into();
                body.ldap_payload = directory(account_name, password);
            }
        }
        body
    }
}

request! {
    SigninByCredentials("signin_by_credentials") -> SigninResult {
        credentials: Credentials, options: Options;
        /// Sets the id of the application, when the application authenticates with its secret in the body
        /// (`client_secret_post`).
        client_id: String,
        /// Sets the secret of the application. For back ends only: never put it into a mini-program or an app.
        client_secret: Secret,
    }
}
option_setters! {
    SigninByCredentials.options {
        auto_register, captcha_code, client_ip, scope, tenant_id, custom_data_object, context_object
    }
}

impl SigninByCredentials {
    /// Sets the token that came with the image captcha.
    pub fn captcha_token(mut self, token: impl Into<Secret>) -> Self {
        self.options.captcha_token = Some(token.into());
        self
    }

    /// Sets how the password is encrypted before it is sent.
    ///
    /// - `RSA`: as [`login_by_email`] does.
    /// - `SM2`: with the key of the option `sm2_public_key`.
    /// - `NONE`, the default: TLS alone protects it.
    ///
    /// [`login_by_email`]: AuthenticationClient::login_by_email
    pub fn password_encrypt_type(mut self, kind: impl Into<PasswordEncryptType>) -> Self {
        self.options.password_encrypt_type = Some(kind.into());
        self
    }

    /// Sets what the reply contains: tokens, or an authorization code that a back end exchanges for tokens.
    pub fn response_type(mut self, kind: impl Into<SigninResponseType>) -> Self {
        self.options.response_type = Some(kind.into());
        self
    }

    /// Sets the redirect URI, which the response type `code` needs; by default the option `redirect_uri` of the client.
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.options.redirect_uri = Some(uri.into());
        self
    }

    /// Sets whether the server should redirect a browser to the redirect URI. The value is only passed on; no page is
    /// opened.
    pub fn auto_redirect(mut self, auto: impl Into<bool>) -> Self {
        self.options.auto_redirect = Some(auto.into());
        self
    }

    /// Sets a `state` that the [result](SigninResult) repeats, which links the answer to the request.
    pub fn state(mut self, state: impl Into<String>) -> Self {
        self.options.state = Some(state.into());
        self
    }

    /// Sets a random value that the ID token repeats.
    pub fn nonce(mut self, nonce: impl Into<String>) -> Self {
        self.options.nonce = Some(nonce.into());
        self
    }

    async fn send(self) -> Result<SigninResult, Error> {
        let Self { client, mut credentials, mut options, client_id, client_secret } = self;
        credentials.check()?;
        if options.redirect_uri.is_none() && options.response_type == Some(SigninResponseType::CODE) {
            options.redirect_uri.clone_from(&client.core().oauth.redirect_uri);
        }
        client.store().load().await?;
        if let (Some(kind), Some(plain)) = (&options.password_encrypt_type, credentials.password()) {
            *plain = encrypted(&client, Api::V2, kind, plain).await?;
        }
        let state = options.state.clone();
        let body =
            SigninByCredentialsBody { options: Some(options), client_id, client_secret, ..credentials.into_body() };
        let mut result = client.anonymous().signin_by_credentials(&body).await?;
        store_result(&client, &result).await?;
        result.state = state.or(result.state);
        Ok(result)
    }
}

/// Stores the tokens of a sign-in as the session, in place of any earlier one. A reply with an authorization code changes
/// nothing.
pub(super) async fn store_result(client: &AuthenticationClient, result: &SigninResult) -> Result<(), Error> {
    let given = |token: &Option<Secret>| token.clone().filter(|token| !token.expose().is_empty());
    match given(&result.id_token).or_else(|| given(&result.access_token)) {
        Some(token) => {
            let (access_token, refresh_token) = (result.access_token.as_ref(), result.refresh_token.as_ref());
            let session = Arc::new(Session::new(token, None).with_tokens(
                access_token,
                refresh_token,
                client.core().clock.after(result.expires_in),
            ));
            client.store().replace(session).await
        }
        None if given(&result.code).is_some() => Ok(()),
        None => Err(Error::no_token()),
    }
}

/// Returns the password in the form that is sent: encrypted with this method, or in plain text for `NONE`.
pub(super) async fn encrypted(
    client: &AuthenticationClient,
    api: Api,
    kind: &PasswordEncryptType,
    plain: &Secret,
) -> Result<Secret, Error> {
    match *kind == PasswordEncryptType::NONE {
        true => Ok(plain.clone()),
        false => Ok(encryption::encrypt_as(client, api, kind, plain).await?.into()),
    }
}
