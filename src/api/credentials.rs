//! Logging in by any connection, for the tokens of OIDC.

use serde_json::Value;

use super::{ASK, options::option_setters, require};
use crate::{
    api::{CustomData, encryption, request::request, require_password},
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
    /// Logs in with credentials of any kind and gives the tokens of OIDC.
    ///
    /// - `credentials`: a password, a code that was sent, or an account of a directory; see [`Credentials`].
    ///
    /// A password travels as it is, protected by TLS, unless
    /// [`password_encrypt_type`](SigninByCredentials::password_encrypt_type) says otherwise.
    ///
    /// **Stored afterwards:** the id token as the token of the session, or the access token when there is no id token, in the
    /// place of whoever was logged in; the user is not known yet, [`get_current_user`](Self::get_current_user) reads it. With
    /// the [response type](SigninByCredentials::response_type) `code` nothing changes. The token of an earlier session is not
    /// sent.
    ///
    /// **Errors:** an empty argument is refused before anything is sent; wrong credentials are an error of the server. If the
    /// store fails, [`Error::session`] has the session that was obtained.
    ///
    /// JavaScript: `signinByCredentials`. Endpoint: `POST /api/v3/signin`.
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::Credentials;
    ///
    /// let credentials = Credentials::email("test@example.com", "passw0rd");
    /// let tokens = client.signin_by_credentials(credentials).scope("openid offline_access").await?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "signinByCredentials")]
    pub fn signin_by_credentials(&self, credentials: Credentials) -> SigninByCredentials {
        SigninByCredentials::new(self, credentials, Options::default())
    }
}

/// Who logs in, with what proves it: the connection and its payload.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Credentials {
    /// A password.
    Password {
        /// Whose.
        account: Account,
        /// In plain text.
        password: Secret,
    },
    /// A code that was sent.
    PassCode {
        /// Where it was sent.
        address: CodeAddress,
        /// Out of the message. It can be used once, so a login is never repeated by itself.
        code: Secret,
    },
    /// An account of a Windows Active Directory.
    Ad {
        /// Its `sAMAccountName`.
        account_name: String,
        /// In plain text.
        password: Secret,
    },
    /// An account of an LDAP directory.
    Ldap {
        /// Its `sAMAccountName`.
        account_name: String,
        /// In plain text.
        password: Secret,
    },
}

/// Whose password it is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Account {
    /// A user name, an email address or a phone number: the server finds out. Does not go with `auto_register`.
    Any(String),
    /// A user name; the server tells upper from lower case.
    Username(String),
    /// An email address.
    Email(String),
    /// A phone number without dialling code.
    Phone(String),
}

/// Where a code was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CodeAddress {
    /// An email address.
    Email(String),
    /// A phone.
    Phone {
        /// The number without dialling code.
        number: String,
        /// The dialling code, such as `+86`; needed when the number is foreign.
        country_code: Option<String>,
    },
}

impl Credentials {
    /// The password of a user name, an email address or a phone number: the server finds out which.
    pub fn account(account: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self::Password { account: Account::Any(account.into()), password: password.into() }
    }

    /// The password of a user name.
    pub fn username(username: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self::Password { account: Account::Username(username.into()), password: password.into() }
    }

    /// The password of an email address.
    pub fn email(email: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self::Password { account: Account::Email(email.into()), password: password.into() }
    }

    /// The password of a phone number, which has no dialling code.
    pub fn phone(phone: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self::Password { account: Account::Phone(phone.into()), password: password.into() }
    }

    /// The code that was sent to an email address.
    pub fn email_code(email: impl Into<String>, code: impl Into<Secret>) -> Self {
        Self::PassCode { address: CodeAddress::Email(email.into()), code: code.into() }
    }

    /// The code that was sent to a phone, whose number has no dialling code.
    pub fn phone_code(phone: impl Into<String>, code: impl Into<Secret>) -> Self {
        Self::PassCode { address: CodeAddress::Phone { number: phone.into(), country_code: None }, code: code.into() }
    }

    /// An account of a Windows Active Directory, by its `sAMAccountName`.
    pub fn ad(account_name: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self::Ad { account_name: account_name.into(), password: password.into() }
    }

    /// An account of an LDAP directory, by its `sAMAccountName`.
    pub fn ldap(account_name: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self::Ldap { account_name: account_name.into(), password: password.into() }
    }

    fn password(&mut self) -> Option<&mut Secret> {
        match self {
            Self::Password { password, .. } | Self::Ad { password, .. } | Self::Ldap { password, .. } => Some(password),
            Self::PassCode { .. } => None,
        }
    }

    /// Whoever logs in must be named, and what proves it must be there.
    fn check(&self) -> Result<(), Error> {
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

    fn into_body(self) -> SigninByCredentialsBody {
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
    /// Of [`signin_by_credentials`](AuthenticationClient::signin_by_credentials).
    SigninByCredentials("signin_by_credentials") -> SigninResult {
        credentials: Credentials, options: Options;
        /// The id of the application, for one that has to prove who it is with its secret in the body
        /// (`client_secret_post`).
        client_id: String,
        /// Its secret. For back ends only: never put it into a mini-program or an app.
        client_secret: Secret,
    }
}
option_setters! { SigninByCredentials.options { auto_register, captcha_code, client_ip } }

impl SigninByCredentials {
    /// What the tokens may be used for, with spaces between: `openid` always, `offline_access` for a refresh token, others
    /// such as `profile`, `email`, `phone`.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.options.scope = Some(scope.into());
        self
    }

    /// The id of the tenant to log in to.
    pub fn tenant_id(mut self, id: impl Into<String>) -> Self {
        self.options.tenant_id = Some(id.into());
        self
    }

    /// Custom fields of the user, by their key.
    pub fn custom_data(mut self, custom_data: impl Into<CustomData>) -> Self {
        self.options.custom_data = Some(custom_data.into().into_object());
        self
    }

    /// What the pipeline of the user pool gets to see: an object.
    pub fn context(mut self, context: impl Into<Value>) -> Self {
        self.options.context = Some(context.into());
        self
    }

    /// The token that came with the picture captcha.
    pub fn captcha_token(mut self, token: impl Into<Secret>) -> Self {
        self.options.captcha_token = Some(token.into());
        self
    }

    /// Encrypts the password before it leaves this machine: with `RSA` as [`login_by_email`] does, or with `SM2` and the key
    /// of the option `sm2_public_key`. With `NONE`, the default, TLS alone protects it.
    ///
    /// [`login_by_email`]: AuthenticationClient::login_by_email
    pub fn password_encrypt_type(mut self, kind: impl Into<PasswordEncryptType>) -> Self {
        self.options.password_encrypt_type = Some(kind.into());
        self
    }

    /// What comes back: tokens, or a code of OIDC for which a back end gets them.
    pub fn response_type(mut self, kind: impl Into<SigninResponseType>) -> Self {
        self.options.response_type = Some(kind.into());
        self
    }

    /// Where the browser would come back to, needed for the response type `code`; by default the option `redirect_uri` of the
    /// client.
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.options.redirect_uri = Some(uri.into());
        self
    }

    /// Whether a browser is to be sent to the redirect URI. It is passed on to the server; nothing here opens a page.
    pub fn auto_redirect(mut self, auto: impl Into<bool>) -> Self {
        self.options.auto_redirect = Some(auto.into());
        self
    }

    /// A text that comes back in the [result](SigninResult), by which an answer is matched with its question.
    pub fn state(mut self, state: impl Into<String>) -> Self {
        self.options.state = Some(state.into());
        self
    }

    /// A random text that comes back inside the id token.
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
            *plain = encrypt(&client, kind, plain).await?;
        }
        let state = options.state.clone();
        let body =
            SigninByCredentialsBody { options: Some(options), client_id, client_secret, ..credentials.into_body() };
        let mut result = client.anonymous().signin_by_credentials(&body).await?;
        let given = |token: &Option<Secret>| token.clone().filter(|token| !token.expose().is_empty());
        match given(&result.id_token).or_else(|| given(&result.access_token)) {
            Some(token) => client.store().replace(Session::new(token, None)).await?,
            None if given(&result.code).is_some() => {}
            None => return Err(Error::no_token()),
        }
        result.state = state.or(result.state);
        Ok(result)
    }
}

async fn encrypt(client: &AuthenticationClient, kind: &PasswordEncryptType, plain: &Secret) -> Result<Secret, Error> {
    if *kind == PasswordEncryptType::RSA {
        Ok(encryption::encrypt_with_rsa(client, plain).await?.into())
    } else if *kind == PasswordEncryptType::SM2 {
        Ok(encryption::encrypt_with_sm2(client, plain)?.into())
    } else if *kind == PasswordEncryptType::NONE {
        Ok(plain.clone())
    } else {
        Err(Error::argument(format!("password_encrypt_type {kind} is not known here; choose NONE, RSA or SM2")))
    }
}
