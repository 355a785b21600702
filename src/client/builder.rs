use std::{sync::Arc, time::Duration};

use serde_json::Value;

use super::AuthenticationClient;
#[cfg(feature = "events")]
use crate::core::EventService;
#[cfg(feature = "sm2")]
use crate::crypto::Sm2Key;
use crate::{
    core::{
        ClientAuthMethod, Core, Customize, HeaderNames, Headers, OAuth, OnError, PasswordKey, Protocol,
        host::{self, refuse},
    },
    crypto::PublicKey,
    error::{Error, ErrorCode},
    model::{Secret, Session},
    session::{MemoryStore, SessionHandle, TokenStore},
};

const DEFAULT_HOST: &str = "https://core.authing.cn";
const SDK_VERSION: &str = concat!("rust:", env!("CARGO_PKG_VERSION"));

/// The options of an [`AuthenticationClient`]; start with [`AuthenticationClient::builder`].
///
/// | option | default |
/// |---|---|
/// | [`host`](Self::host) | `https://core.authing.cn` |
/// | [`websocket_host`](Self::websocket_host) | derived from the host |
#[cfg_attr(feature = "events", doc = "| [`event_host`](Self::event_host) | `wss://openevent.authing.cn` |")]
/// | [`access_token`](Self::access_token) or [`token_store`](Self::token_store) | memory, nobody logged in |
/// | [`timeout`](Self::timeout) | 10 s for a whole call |
/// | [`connect_timeout`](Self::connect_timeout) | 5 s |
/// | [`reply_limit`](Self::reply_limit) | 8 MiB |
/// | [`on_error`](Self::on_error) | none |
/// | [`user_pool_id`](Self::user_pool_id), [`tenant_id`](Self::tenant_id), [`lang`](Self::lang) | not sent |
/// | [`request_from`](Self::request_from) | `wxapp` |
/// | [`public_key`](Self::public_key) | fetched when a password is first sent |
#[cfg_attr(
    feature = "sm2",
    doc = "| [`sm2_public_key`](Self::sm2_public_key) | none: passwords are encrypted with RSA |"
)]
/// | [`app_secret`](Self::app_secret), [`redirect_uri`](Self::redirect_uri) | none |
/// | [`protocol`](Self::protocol) | OIDC |
/// | [`token_auth_method`](Self::token_auth_method), and for introspection and revocation | `client_secret_post` |
///
/// ```
/// # fn main() -> Result<(), authing_wxapp::Error> {
/// use std::time::Duration;
/// use authing_wxapp::AuthenticationClient;
///
/// let client = AuthenticationClient::builder("YOUR_APP_ID")
///     .host("https://authing-api.mydomain.com")
///     .timeout(Duration::from_secs(3))
///     .on_error(|code, message, _data| eprintln!("{code}: {message}"))
///     .build()?;
/// # Ok(()) }
/// ```
#[must_use = "call build() to get the client"]
pub struct AuthenticationClientBuilder {
    app_id: String,
    host: String,
    pub(super) websocket_host: Option<String>,
    #[cfg(feature = "events")]
    pub(super) event_host: Option<String>,
    access_token: Option<Secret>,
    store: Option<SessionHandle>,
    timeout: Duration,
    connect_timeout: Duration,
    reply_limit: usize,
    on_error: Option<Arc<OnError>>,
    user_pool_id: String,
    tenant_id: String,
    lang: String,
    request_from: String,
    public_key: Option<String>,
    #[cfg(feature = "sm2")]
    pub(super) sm2_public_key: Option<String>,
    oauth: OAuth,
    header_names: HeaderNames,
    allow_plain_http: bool,
    customize: Box<Customize>,
}

impl AuthenticationClientBuilder {
    pub(crate) fn new(app_id: String) -> Self {
        Self {
            app_id,
            host: DEFAULT_HOST.into(),
            websocket_host: None,
            #[cfg(feature = "events")]
            event_host: None,
            access_token: None,
            store: None,
            timeout: Duration::from_secs(10),
            connect_timeout: Duration::from_secs(5),
            reply_limit: 8 << 20,
            on_error: None,
            user_pool_id: String::new(),
            tenant_id: String::new(),
            lang: String::new(),
            request_from: "wxapp".into(),
            public_key: None,
            #[cfg(feature = "sm2")]
            sm2_public_key: None,
            oauth: OAuth::default(),
            header_names: HeaderNames::default(),
            allow_plain_http: false,
            customize: Box::new(|http| http),
        }
    }

    /// The host of a private deployment, such as `https://authing-api.mydomain.com`, or of an application
    /// (`https://<app>.authing.cn`). It may have a path prefix; one slash at the end is forgiven.
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.host = host.into();
        self
    }

    /// Starts with the session of this token, kept in memory. Excludes [`token_store`](Self::token_store), which brings
    /// its own session.
    #[doc(alias = "accessToken")]
    #[doc(alias = "token")]
    pub fn access_token(mut self, token: impl Into<Secret>) -> Self {
        self.access_token = Some(token.into());
        self
    }

    /// Where the session is kept. Excludes [`access_token`](Self::access_token).
    #[doc(alias = "tokenProvider")]
    pub fn token_store(mut self, store: impl TokenStore) -> Self {
        self.store = Some(SessionHandle::new(store));
        self
    }

    /// How long a whole call may take, the fetch of a key included.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long it may take to connect, within [`timeout`](Self::timeout).
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How many bytes a reply may have.
    pub fn reply_limit(mut self, bytes: usize) -> Self {
        self.reply_limit = bytes;
        self
    }

    /// Called with code, message and data of every call that fails.
    ///
    /// - **When**: once for each failed call, however it is composed, right before the error is returned. Not for
    ///   [`build`](Self::build) and other methods that are not awaited, and not for a future that is dropped.
    /// - **What**: [`Error::code`], [`Error::message`] and [`Error::data`] (null when there is none). The data may hold
    ///   secrets: do not print it.
    /// - **What it may do**: it runs on the caller's task and must not block; it cannot change the outcome.
    #[doc(alias = "onError")]
    pub fn on_error(mut self, on_error: impl Fn(ErrorCode, &str, &Value) + Send + Sync + 'static) -> Self {
        self.on_error = Some(Arc::new(on_error));
        self
    }

    /// The id of the user pool, which some private deployments ask for.
    #[doc(alias = "userPoolId")]
    pub fn user_pool_id(mut self, id: impl Into<String>) -> Self {
        self.user_pool_id = id.into();
        self
    }

    /// The id of the tenant.
    #[doc(alias = "tenantId")]
    pub fn tenant_id(mut self, id: impl Into<String>) -> Self {
        self.tenant_id = id.into();
        self
    }

    /// The language of messages, such as `zh-CN` or `en-US`. Not sent by default: the server chooses.
    pub fn lang(mut self, lang: impl Into<String>) -> Self {
        self.lang = lang.into();
        self
    }

    /// What kind of program asks, for the statistics of the console.
    #[doc(alias = "requestFrom")]
    pub fn request_from(mut self, text: impl Into<String>) -> Self {
        self.request_from = text.into();
        self
    }

    /// The RSA key that encrypts passwords, as PEM or as bare base64 of the DER. Without it the server's key is fetched
    /// once.
    #[doc(alias = "publicKey")]
    pub fn public_key(mut self, key: impl Into<String>) -> Self {
        self.public_key = Some(key.into());
        self
    }

    /// The secret of the application, for the token calls of OAuth 2.0 and OIDC. For back ends only: never put it into a
    /// mini-program or an app.
    #[doc(alias = "secret")]
    pub fn app_secret(mut self, secret: impl Into<Secret>) -> Self {
        self.oauth.secret = Some(secret.into());
        self
    }

    /// Where the browser comes back to after a login, one of those that the console lists.
    #[doc(alias = "redirectUri")]
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.oauth.redirect_uri = Some(uri.into());
        self
    }

    /// The protocol that the application speaks.
    pub fn protocol(mut self, protocol: Protocol) -> Self {
        self.oauth.protocol = protocol;
        self
    }

    /// How the application proves who it is when it asks for tokens.
    #[doc(alias = "tokenEndPointAuthMethod")]
    pub fn token_auth_method(mut self, method: ClientAuthMethod) -> Self {
        self.oauth.token_auth = method;
        self
    }

    /// How the application proves who it is when it asks about a token.
    #[doc(alias = "introspectionEndPointAuthMethod")]
    pub fn introspection_auth_method(mut self, method: ClientAuthMethod) -> Self {
        self.oauth.introspection_auth = method;
        self
    }

    /// How the application proves who it is when it revokes a token.
    #[doc(alias = "revocationEndPointAuthMethod")]
    pub fn revocation_auth_method(mut self, method: ClientAuthMethod) -> Self {
        self.oauth.revocation_auth = method;
        self
    }

    /// Other names for the `x-authing-…` headers, for hosts under another brand.
    pub fn header_names(mut self, names: HeaderNames) -> Self {
        self.header_names = names;
        self
    }

    /// Allows `http://` beyond this machine. Tokens then travel readable: only for a network that you trust.
    pub fn allow_plain_http(mut self) -> Self {
        self.allow_plain_http = true;
        self
    }

    /// The way to everything else that the HTTP client can do: a proxy, an own certificate authority, name resolution.
    ///
    /// The closure gets a [`reqwest::ClientBuilder`] (of the reqwest version that this crate uses; the one place where it
    /// shows). Afterwards redirects and retries are switched off and the connect timeout is set, whatever it did: tokens
    /// must not follow a redirect, and a WeChat code cannot be sent twice.
    ///
    /// ```
    /// # fn main() -> Result<(), authing_wxapp::Error> {
    /// # use authing_wxapp::AuthenticationClient;
    /// let client = AuthenticationClient::builder("YOUR_APP_ID").http(|http| http.user_agent("shop/1.0")).build()?;
    /// # Ok(()) }
    /// ```
    pub fn http(
        mut self,
        customize: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.customize = Box::new(customize);
        self
    }

    /// Checks the options and makes the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`is_argument`](Error::is_argument); the message names the option, what is wrong with it and the mend.
    pub fn build(self) -> Result<AuthenticationClient, Error> {
        if self.app_id.trim().is_empty() {
            return Err(refuse("app_id", "is empty", "copy the id of the application from the Authing console"));
        }
        for (option, value) in [("timeout", self.timeout), ("connect_timeout", self.connect_timeout)] {
            if value.is_zero() {
                return Err(refuse(option, "is zero", "give it a duration, such as Duration::from_secs(10)"));
            }
        }
        if self.reply_limit == 0 {
            return Err(refuse("reply_limit", "is zero", "leave it out for 8 MiB"));
        }
        let host = host::check("host", &self.host, self.allow_plain_http)?;
        let websocket_host = self.websocket_host.as_deref();
        let websocket_host =
            websocket_host.map(|host| host::check("websocket_host", host, self.allow_plain_http)).transpose()?;
        #[cfg(feature = "events")]
        let event_host = super::options::event_host(self.event_host.as_deref(), self.allow_plain_http)?;
        let keys = match &self.public_key {
            Some(text) => PasswordKey::fixed(PublicKey::parse(text).map_err(|why| {
                refuse(
                    "public_key",
                    why.message(),
                    "give it an RSA public key as PEM, or leave it out to fetch the server's",
                )
            })?),
            None => PasswordKey::default(),
        };
        #[cfg(feature = "sm2")]
        let sm2 = self.sm2_public_key.as_deref().map(Sm2Key::parse).transpose().map_err(|why| {
            refuse(
                "sm2_public_key",
                why.message(),
                "give it the 130 hexadecimal digits that the console shows, or leave it out",
            )
        })?;
        let session = match (self.store, self.access_token) {
            (Some(_), Some(_)) => {
                let mend = "a store brings its own session: leave access_token out, or call set_token after build()";
                return Err(refuse("access_token", "excludes token_store", mend));
            }
            (Some(store), None) => store,
            (None, Some(token)) if token.expose().is_empty() => {
                return Err(refuse("access_token", "is empty", "leave it out when nobody is logged in"));
            }
            (None, Some(token)) => SessionHandle::new(MemoryStore::with_session(Session::new(token, None))),
            (None, None) => SessionHandle::new(MemoryStore::new()),
        };
        let names = &self.header_names;
        let headers = Headers::new([
            (&*names.app_id, &*self.app_id),
            (&*names.user_pool_id, &*self.user_pool_id),
            (&*names.tenant_id, &*self.tenant_id),
            (&*names.lang, &*self.lang),
            (&*names.request_from, &*self.request_from),
            (&*names.sdk_version, SDK_VERSION),
        ])
        .map_err(|(name, why)| {
            refuse(&format!("value for the header {name:?}"), &format!("cannot be sent: {why}"), "mend it")
        })?;
        let http = |adjust: fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder| {
            let http = (self.customize)(default_tls(reqwest::Client::builder()))
                .connect_timeout(self.connect_timeout)
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never());
            adjust(http).build().map_err(|e| {
                refuse("http", "gives settings that do not work", "see the source of this error").with_source(e)
            })
        };
        let core = Core {
            app_id: self.app_id,
            user_pool_id: self.user_pool_id,
            tenant_id: self.tenant_id,
            host,
            websocket_host,
            #[cfg(feature = "events")]
            events: EventService { host: event_host, http: http(reqwest::ClientBuilder::http1_only)? },
            http: http(|http| http)?,
            header_names: self.header_names,
            timeout: self.timeout,
            reply_limit: self.reply_limit,
            on_error: self.on_error,
            password_key: keys,
            #[cfg(feature = "sm2")]
            sm2,
            oauth: self.oauth,
            #[cfg(feature = "verify")]
            signing_keys: crate::core::SigningKeys::default(),
        };
        Ok(AuthenticationClient::from_parts(core, headers, session))
    }
}

impl std::fmt::Debug for AuthenticationClientBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AuthenticationClientBuilder")
            .field("app_id", &self.app_id)
            .field("host", &self.host)
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "rustls")]
fn default_tls(http: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    http.tls_backend_rustls()
}

#[cfg(not(feature = "rustls"))]
fn default_tls(http: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    http
}

#[cfg(all(test, not(any(feature = "rustls", feature = "native-tls"))))]
mod without_tls {
    use crate::AuthenticationClient;

    #[test]
    fn an_https_host_is_refused_and_the_mend_named() {
        let error = AuthenticationClient::builder("app").build().unwrap_err();
        assert!(error.is_argument());
        assert!(error.message().contains("host") && error.message().contains("feature rustls"), "{error}");
        AuthenticationClient::builder("app").host("http://localhost:1").build().unwrap();
    }
}
