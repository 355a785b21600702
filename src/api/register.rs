//! Registration of accounts.

use serde_json::Value;

use super::{ASK, options::option_setters, require};
use crate::{
    api::{CustomData, encryption::encrypt, request::request},
    client::AuthenticationClient,
    error::Error,
    generated::{
        open::Gender,
        types::{
            RegisterByEmailCodeBody, RegisterByEmailInput, RegisterByEmailVariables, RegisterByPhoneCodeInput,
            RegisterByPhoneCodeVariables, RegisterByUsernameInput, RegisterByUsernameVariables, RegisterField,
            RegisterProfile, User,
        },
    },
    model::Secret,
    transport::Query,
};

impl AuthenticationClient {
    /// Registers an account with an email address and a password.
    ///
    /// - `email`: the email address, unique in the user pool. The server ignores case.
    /// - `password`: in plain text. It is encrypted before it is sent, as described at
    ///   [`login_by_email`](Self::login_by_email).
    ///
    /// The request does not carry the token of an earlier session.
    ///
    /// # Session
    ///
    /// By default the reply has no token and the session does not change. With
    /// [`force_login`](RegisterByEmail::force_login) or [`generate_token`](RegisterByEmail::generate_token) the reply
    /// has a token: the user and the token are stored and replace an earlier session.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when an argument is empty or the password is too long for the encryption key.
    /// - [`Error::is_api`] when the account exists or the password is too weak.
    /// - [`Error::is_store`] when the session cannot be stored; [`Error::session`] has it then.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::{Gender, RegisterProfile};
    ///
    /// let user = client
    ///     .register_by_email("test@example.com", "passw0rd")
    ///     .profile(RegisterProfile::new().nickname("Ada").gender(Gender::F))
    ///     .force_login(true)
    ///     .await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `registerByEmail`. Endpoint: GraphQL `registerByEmail`, before it `GET /api/v2/.well-known`.
    #[doc(alias = "registerByEmail")]
    pub fn register_by_email(&self, email: impl Into<String>, password: impl Into<Secret>) -> RegisterByEmail {
        let input = RegisterByEmailInput {
            email: email.into(),
            profile: Some(RegisterProfile::default()),
            force_login: Some(false),
            generate_token: Some(false),
            ..Default::default()
        };
        RegisterByEmail::new(self, input, password.into())
    }

    /// Registers an account with a user name and a password.
    ///
    /// - `username`: the user name, unique in the user pool. The server distinguishes case.
    /// - `password`: in plain text. It is encrypted before it is sent, as described at
    ///   [`login_by_email`](Self::login_by_email).
    ///
    /// The request does not carry the token of an earlier session.
    ///
    /// # Session
    ///
    /// By default the reply has no token and the session does not change. With
    /// [`force_login`](RegisterByUsername::force_login) or [`generate_token`](RegisterByUsername::generate_token) the
    /// reply has a token: the user and the token are stored and replace an earlier session.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when an argument is empty or the password is too long for the encryption key.
    /// - [`Error::is_api`] when the account exists or the password is too weak.
    /// - [`Error::is_store`] when the session cannot be stored; [`Error::session`] has it then.
    ///
    /// JavaScript: `registerByUsername`. Endpoint: GraphQL `registerByUsername`, before it `GET /api/v2/.well-known`.
    #[doc(alias = "registerByUsername")]
    pub fn register_by_username(&self, username: impl Into<String>, password: impl Into<Secret>) -> RegisterByUsername {
        let input = RegisterByUsernameInput {
            username: username.into(),
            profile: Some(RegisterProfile::default()),
            force_login: Some(false),
            generate_token: Some(false),
            ..Default::default()
        };
        RegisterByUsername::new(self, input, password.into())
    }

    /// Registers an account with a phone number and the one-time code that was sent to it.
    ///
    /// - `phone`: the phone number without the country calling code, unique in the user pool. For a foreign number add
    ///   [`phone_country_code`](RegisterByPhoneCode::phone_country_code).
    /// - `code`: the one-time code of the text message. The call is never retried automatically, because the code can
    ///   be used once.
    ///
    /// The request does not carry the token of an earlier session.
    ///
    /// # Session
    ///
    /// By default the reply has no token and the session does not change. With
    /// [`force_login`](RegisterByPhoneCode::force_login) or [`generate_token`](RegisterByPhoneCode::generate_token) the
    /// reply has a token: the user and the token are stored and replace an earlier session.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when an argument is empty or the optional password is too long for the encryption key.
    /// - [`Error::is_api`] when the code is wrong or has expired, or when the account exists.
    /// - [`Error::is_store`] when the session cannot be stored; [`Error::session`] has it then.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::SmsScene;
    ///
    /// client.send_sms_code("17612346754").scene(SmsScene::REGISTER).await?;
    /// let user = client
    ///     .register_by_phone_code("17612346754", "the code")
    ///     .password("passw0rd")
    ///     .generate_token(true)
    ///     .await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `registerByPhoneCode`. Endpoint: GraphQL `registerByPhoneCode`, with a password before it `GET
    /// /api/v2/.well-known`.
    #[doc(alias = "registerByPhoneCode")]
    pub fn register_by_phone_code(&self, phone: impl Into<String>, code: impl Into<Secret>) -> RegisterByPhoneCode {
        let input = RegisterByPhoneCodeInput {
            phone: phone.into(),
            code: code.into(),
            profile: Some(RegisterProfile::default()),
            force_login: Some(false),
            generate_token: Some(false),
            ..Default::default()
        };
        RegisterByPhoneCode::new(self, input)
    }

    /// Registers an account with an email address and the one-time code that was sent to it.
    ///
    /// - `email`: the email address, unique in the user pool. The server ignores case.
    /// - `code`: the one-time code of the email. The call is never retried automatically, because the code can be used
    ///   once.
    ///
    /// The request does not carry the token of an earlier session.
    ///
    /// # Session
    ///
    /// By default the reply has no token and the session does not change. With
    /// [`force_login`](RegisterByEmailCode::force_login) or [`generate_token`](RegisterByEmailCode::generate_token) the
    /// reply has a token: the user and the token are stored and replace an earlier session.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when an argument is empty; nothing is sent.
    /// - [`Error::is_api`] when the code is wrong or has expired, or when the account exists.
    /// - [`Error::is_store`] when the session cannot be stored; [`Error::session`] has it then.
    ///
    /// JavaScript: `registerByEmailCode`. Endpoint: `POST /api/v2/register/email-code`.
    #[doc(alias = "registerByEmailCode")]
    pub fn register_by_email_code(&self, email: impl Into<String>, code: impl Into<Secret>) -> RegisterByEmailCode {
        let body = RegisterByEmailCodeBody { email: email.into(), code: code.into(), ..Default::default() };
        RegisterByEmailCode::new(self, body)
    }
}

request! {
    RegisterByEmail("register_by_email") -> User { input: RegisterByEmailInput, password: Secret }
}
option_setters! {
    RegisterByEmail.input { profile, force_login, generate_token, client_ip, custom_data, context, phone_token }
}

request! {
    RegisterByUsername("register_by_username") -> User { input: RegisterByUsernameInput, password: Secret }
}
option_setters! {
    RegisterByUsername.input {
        profile, force_login, generate_token, client_ip, custom_data, context, phone_token, email_token
    }
}

request! {
    RegisterByPhoneCode("register_by_phone_code") -> User {
        input: RegisterByPhoneCodeInput;
        /// Sets a password for later logins, in plain text. It is encrypted as described at
        /// [`login_by_email`](AuthenticationClient::login_by_email).
        password: Secret,
    }
}
option_setters! {
    RegisterByPhoneCode.input {
        phone_country_code, profile, force_login, generate_token, client_ip, custom_data, context, email_token
    }
}

request! {
    RegisterByEmailCode("register_by_email_code") -> User { body: RegisterByEmailCodeBody }
}
option_setters! { RegisterByEmailCode.body { profile, force_login, generate_token, client_ip, phone_token } }

impl RegisterByEmailCode {
    /// Sets custom fields of the user, by key.
    pub fn custom_data(mut self, custom_data: impl Into<CustomData>) -> Self {
        self.body.custom_data = Some(custom_data.into().into_object());
        self
    }

    /// Sets the context that the pipeline of the user pool receives: a JSON object.
    pub fn context(mut self, context: impl Into<Value>) -> Self {
        self.body.context = Some(context.into());
        self
    }
}

impl RegisterByEmail {
    async fn send(self) -> Result<User, Error> {
        let Self { client, mut input, password } = self;
        require("email", &input.email, ASK)?;
        let registration = async {
            input.password = encrypt(&client, &password).await?;
            client.anonymous().register_by_email(&Query(RegisterByEmailVariables { input })).await
        };
        client.store().register(registration).await
    }
}

impl RegisterByUsername {
    async fn send(self) -> Result<User, Error> {
        let Self { client, mut input, password } = self;
        require("username", &input.username, ASK)?;
        let registration = async {
            input.password = encrypt(&client, &password).await?;
            client.anonymous().register_by_username(&Query(RegisterByUsernameVariables { input })).await
        };
        client.store().register(registration).await
    }
}

impl RegisterByPhoneCode {
    async fn send(self) -> Result<User, Error> {
        let Self { client, mut input, password } = self;
        require("phone", &input.phone, ASK)?;
        require("code", &input.code, ASK)?;
        let registration = async {
            if let Some(password) = &password {
                input.password = Some(encrypt(&client, password).await?);
            }
            client.anonymous().register_by_phone_code(&Query(RegisterByPhoneCodeVariables { input })).await
        };
        client.store().register(registration).await
    }
}

impl RegisterByEmailCode {
    async fn send(self) -> Result<User, Error> {
        let Self { client, body } = self;
        require("email", &body.email, ASK)?;
        require("code", &body.code, ASK)?;
        client.store().register(client.anonymous().register_by_email_code(&body)).await
    }
}

/// Adds setters for the members of a profile that are text.
macro_rules! profile_setters {
    ($($member:ident: $what:literal),* $(,)?) => {
        $(#[doc = concat!("Sets ", $what, ".")]
        pub fn $member(mut self, $member: impl Into<String>) -> Self {
            self.$member = Some($member.into());
            self
        })*
    };
}

impl RegisterProfile {
    /// Creates an empty profile.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the gender.
    pub fn gender(mut self, gender: impl Into<Gender>) -> Self {
        self.gender = Some(gender.into());
        self
    }

    /// Sets the profile at a social provider, as JSON text.
    pub fn oauth(mut self, oauth: impl Into<Secret>) -> Self {
        self.oauth = Some(oauth.into());
        self
    }

    /// Adds a custom field with a text value.
    ///
    /// - `key`: the key of the custom field.
    /// - `value`: its value, as text.
    pub fn udf(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        let field = RegisterField { key: key.into(), value: value.into() };
        self.udf.get_or_insert_default().push(field);
        self
    }

    profile_setters! {
        ip: "the address that the user registers from",
        phone: "the phone number, without country calling code; its proof is the option `phone_token`",
        email: "the email address; its proof is the option `email_token`",
        username: "the login name",
        nickname: "the display name",
        company: "the company",
        photo: "the URL of the avatar",
        device: "the device",
        browser: "the user agent",
        name: "the full name",
        given_name: "the given name",
        family_name: "the family name",
        middle_name: "the middle name",
        profile: "the URL of the profile page",
        preferred_username: "the preferred name",
        website: "the URL of the personal site",
        birthdate: "the date of birth",
        zoneinfo: "the time zone",
        locale: "the language",
        address: "the address",
        formatted: "the whole address as one text",
        street_address: "the street",
        locality: "the locality",
        region: "the region",
        postal_code: "the postal code",
        country: "the country",
    }
}
