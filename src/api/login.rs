//! Logging in with other credentials than WeChat's.

use serde_json::{Value, json};

use crate::{
    AuthenticationClient, Error, Secret, User,
    generated::types::{LoginByEmailInput, LoginByEmailVariables},
    password,
    wire::{Bearer, Query, call, request},
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
        LoginByEmail::new(self, email.into(), password.into())
    }
}

request! {
    /// Of [`login_by_email`](AuthenticationClient::login_by_email).
    LoginByEmail("login_by_email") -> User {
        email: String, password: Secret;
        /// Creates the account when there is none.
        auto_register: bool,
        /// The text of the picture captcha, after code 2000 asked for one.
        captcha_code: String,
        /// The address of the end user, when a server logs in for them.
        client_ip: String,
        /// Custom fields of the user, by their key.
        custom_data: CustomData,
        /// What the pipeline of the user pool gets to see: an object.
        context: Value,
    }
}

impl LoginByEmail {
    async fn send(self) -> Result<User, Error> {
        let Self { client, email, password, auto_register, captcha_code, client_ip, custom_data, context } = self;
        if email.trim().is_empty() {
            return Err(Error::argument("email is empty; ask the user for it"));
        }
        client.store().load().await?;
        let input = LoginByEmailInput {
            email,
            password: password::encrypt(&client, &password).await?,
            auto_register: Some(auto_register.unwrap_or(false)),
            captcha_code,
            client_ip,
            params: custom_data.map(|data| data.to_params()),
            context: context.map(|context| context.to_string()),
        };
        let query = Query(LoginByEmailVariables { input });
        match call(&client, Bearer::None, async |api| api.login_by_email(&query).await).await {
            Ok(user) => client.store().log_in(user).await,
            Err(error) => Err(password::note_failure(&client, error).await),
        }
    }
}

/// Values of custom fields, by their key: an array or vector of pairs, or a JSON object's map.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CustomData(Vec<(String, Value)>);

impl CustomData {
    /// The form of the wire: JSON text of a list of key and value.
    pub(crate) fn to_params(&self) -> String {
        let entries: Vec<Value> = self.0.iter().map(|(key, value)| json!({ "key": key, "value": value })).collect();
        Value::Array(entries).to_string()
    }
}

impl<K: Into<String>, V: Into<Value>> FromIterator<(K, V)> for CustomData {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }
}

impl<K: Into<String>, V: Into<Value>, const N: usize> From<[(K, V); N]> for CustomData {
    fn from(pairs: [(K, V); N]) -> Self {
        pairs.into_iter().collect()
    }
}

impl<K: Into<String>, V: Into<Value>> From<Vec<(K, V)>> for CustomData {
    fn from(pairs: Vec<(K, V)>) -> Self {
        pairs.into_iter().collect()
    }
}

impl From<serde_json::Map<String, Value>> for CustomData {
    fn from(map: serde_json::Map<String, Value>) -> Self {
        map.into_iter().collect()
    }
}
