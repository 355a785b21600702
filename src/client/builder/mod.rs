//! The options of a client.

mod build;
mod env;

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use serde_json::Value;

use crate::{
    core::{ClientAuthMethod, Clock, Customize, HeaderNames, OAuth, OnError, Protocol, RetryPolicy},
    error::ErrorCode,
    model::Secret,
    session::{SessionHandle, TokenStore, WechatTokens},
};

const DEFAULT_HOST: &str = "https://core.authing.cn";

/// The options of an [`AuthenticationClient`](crate::AuthenticationClient), from
/// [`AuthenticationClient::builder`](crate::AuthenticationClient::builder) or [`from_env`](Self::from_env).
///
/// | option | default |
/// |---|---|
/// | [`host`](Self::host) | `https://core.authing.cn` |
/// | [`websocket_host`](Self::websocket_host) | derived from the host |
#[cfg_attr(feature = "events", doc = "| [`event_host`](Self::event_host) | `wss://openevent.authing.cn` |")]
/// | [`access_token`](Self::access_token) or [`token_store`](Self::token_store) | an empty session in memory |
/// | [`timeout`](Self::timeout) | 10 s for a whole call |
/// | [`connect_timeout`](Self::connect_timeout) | 5 s |
/// | [`reply_limit`](Self::reply_limit) | 8 MiB |
/// | [`on_error`](Self::on_error) | none |
/// | [`retry`](Self::retry) | nothing is repeated |
/// | [`clock`](Self::clock) | that of the system |
/// | [`user_pool_id`](Self::user_pool_id), [`tenant_id`](Self::tenant_id), [`lang`](Self::lang) | not sent |
/// | [`request_from`](Self::request_from) | `wxapp` |
/// | [`public_key`](Self::public_key) | fetched before the first password is sent |
#[cfg_attr(
    feature = "sm2",
    doc = "| [`sm2_public_key`](Self::sm2_public_key) | none: passwords are encrypted with RSA |"
)]
/// | [`ext_idp_conn_identifier`](Self::ext_idp_conn_identifier) | none: `sign_in` uses the older API, and [`V3`](crate::V3) cannot sign in with WeChat |
/// | [`wechat_token_store`](Self::wechat_token_store) | memory, for the clients that come from one `build` |
/// | [`app_secret`](Self::app_secret), [`redirect_uri`](Self::redirect_uri) | none |
/// | [`protocol`](Self::protocol) | OIDC |
/// | [`token_auth_method`](Self::token_auth_method), also for introspection and revocation | `client_secret_post` |
///
/// # Examples
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
    retry: Option<RetryPolicy>,
    clock: Clock,
    user_pool_id: String,
    tenant_id: String,
    lang: String,
    request_from: String,
    public_key: Option<String>,
    #[cfg(feature = "sm2")]
    pub(super) sm2_public_key: Option<String>,
    oauth: OAuth,
    ext_idp_conn_identifier: Option<String>,
    pub(super) wechat_tokens: Option<Arc<WechatTokens>>,
    header_names: HeaderNames,
    allow_plain_http: bool,
    customize: Arc<Customize>,
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
            retry: None,
            clock: Clock::default(),
            user_pool_id: String::new(),
            tenant_id: String::new(),
            lang: String::new(),
            request_from: "wxapp".into(),
            public_key: None,
            #[cfg(feature = "sm2")]
            sm2_public_key: None,
            oauth: OAuth::default(),
            ext_idp_conn_identifier: None,
            wechat_tokens: None,
            header_names: HeaderNames::default(),
            allow_plain_http: false,
            customize: Arc::new(|http| http),
        }
    }

    /// Sets the host of a private deployment, such as `https://authing-api.mydomain.com`, or of an application
    /// (`https://<app>.authing.cn`).
    ///
    /// The host may have a path prefix and one trailing slash. It must use `https`, except on the loopback interface or
    /// after [`allow_plain_http`](Self::allow_plain_http).
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.host = host.into();
        self
    }

    /// Starts with a session of this token, in memory.
    ///
    /// It cannot be combined with [`token_store`](Self::token_store), because a store has its own session.
    #[doc(alias = "accessToken")]
    #[doc(alias = "token")]
    pub fn access_token(mut self, token: impl Into<Secret>) -> Self {
        self.access_token = Some(token.into());
        self
    }

    /// Sets the store of the session. It cannot be combined with [`access_token`](Self::access_token).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # fn main() -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::{AuthenticationClient, FileStore};
    ///
    /// let store = FileStore::open("session.json")?;
    /// let client = AuthenticationClient::builder("YOUR_APP_ID").token_store(store).build()?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "tokenProvider")]
    pub fn token_store(mut self, store: impl TokenStore) -> Self {
        self.store = Some(SessionHandle::new(store));
        self
    }

    /// Sets how long a whole call may take, including the requests that it makes first, such as fetching the password
    /// key; 10 seconds by default. Each request has an option of this name for its own call.
    ///
    /// Storing a session that a reply has brought is not ended by this timeout, because what the call has spent would be
    /// lost. It has a limit of the same length for itself; after that the [session](crate::Error::session) and the
    /// [tokens](crate::Error::tokens) are in the error.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets how long establishing a connection may take, within [`timeout`](Self::timeout); 5 seconds by default.
    ///
    /// A call that exceeds it fails with [`Error::is_connect`](crate::Error::is_connect).
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets the maximum size of a reply, in bytes; 8 MiB by default.
    pub fn reply_limit(mut self, bytes: usize) -> Self {
        self.reply_limit = bytes;
        self
    }

    /// Sets a callback that receives code, message and data of every failed call.
    ///
    /// - **When**: once for each failed call, right before the error is returned, even if the call consists of several
    ///   requests. Not for [`build`](Self::build) and other methods that are not awaited, and not for a future that is
    ///   dropped.
    /// - **What**: [`Error::code`](crate::Error::code), [`Error::message`](crate::Error::message) and
    ///   [`Error::data`](crate::Error::data) (JSON null if there is none). The data may
    ///   contain secrets: do not print it.
    /// - **Restrictions**: the callback runs on the caller's task and must not block. It cannot change the result.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn main() -> Result<(), authing_wxapp::Error> {
    /// # use authing_wxapp::AuthenticationClient;
    /// let client = AuthenticationClient::builder("YOUR_APP_ID")
    ///     .on_error(|code, message, _data| eprintln!("{code}: {message}"))
    ///     .build()?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "onError")]
    pub fn on_error(mut self, on_error: impl Fn(ErrorCode, &str, &Value) + Send + Sync + 'static) -> Self {
        self.on_error = Some(Arc::new(on_error));
        self
    }

    /// Lets calls that only read be repeated when they fail for a while. By default nothing is repeated.
    ///
    /// - `policy`: how often, after which pauses, and within which budget. [`RetryPolicy`] says what is repeated and what
    ///   never is.
    ///
    /// All attempts are within the [`timeout`](Self::timeout) of the call, and [`on_error`](Self::on_error) receives the error of
    /// the last one only.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Sets the clock that the times in tokens are compared with; by default that of the system. For tests, which can move theirs.
    ///
    /// It decides whether a token has expired or is not valid yet ([`token_verifier`](crate::AuthenticationClient::token_verifier),
    /// [`check_logged_in`](crate::AuthenticationClient::check_logged_in)), and when the tokens of a reply expire
    /// ([`Session::expires_at`](crate::Session::expires_at)). Timeouts and caches do not use it.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn main() -> Result<(), authing_wxapp::Error> {
    /// use std::{
    ///     sync::{Arc, atomic::{AtomicU64, Ordering}},
    ///     time::{Duration, SystemTime},
    /// };
    /// use authing_wxapp::AuthenticationClient;
    ///
    /// let ahead = Arc::new(AtomicU64::new(0));
    /// let seconds = Arc::clone(&ahead);
    /// let client = AuthenticationClient::builder("YOUR_APP_ID")
    ///     .clock(move || SystemTime::now() + Duration::from_secs(seconds.load(Ordering::Relaxed)))
    ///     .build()?;
    /// ahead.store(3600, Ordering::Relaxed); // from here on it is an hour later
    /// # Ok(()) }
    /// ```
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Clock::new(now);
        self
    }

    /// Sets the id of the user pool, which some private deployments require.
    #[doc(alias = "userPoolId")]
    pub fn user_pool_id(mut self, id: impl Into<String>) -> Self {
        self.user_pool_id = id.into();
        self
    }

    /// Sets the id of the tenant.
    #[doc(alias = "tenantId")]
    pub fn tenant_id(mut self, id: impl Into<String>) -> Self {
        self.tenant_id = id.into();
        self
    }

    /// Sets the language of messages, such as `zh-CN` or `en-US`. By default the server chooses.
    pub fn lang(mut self, lang: impl Into<String>) -> Self {
        self.lang = lang.into();
        self
    }

    /// Sets the program type that the statistics of the Authing console show; `wxapp` by default.
    #[doc(alias = "requestFrom")]
    pub fn request_from(mut self, text: impl Into<String>) -> Self {
        self.request_from = text.into();
        self
    }

    /// Sets the RSA key that encrypts passwords, as PEM or as the base64 text of the DER. By default the server's key
    /// is fetched once.
    #[doc(alias = "publicKey")]
    pub fn public_key(mut self, key: impl Into<String>) -> Self {
        self.public_key = Some(key.into());
        self
    }

    /// Sets the identifier of the mini-program's connection, as the Authing console shows it. It is not the app id of WeChat.
    ///
    /// With it, [`sign_in`](crate::AuthenticationClient::sign_in) and its two steps use the [v3 API](crate::V3), which takes the
    /// phone button of today as well as the old one. Without it they use the older API, which every server has.
    #[doc(alias = "extIdpConnidentifier")]
    pub fn ext_idp_conn_identifier(mut self, identifier: impl Into<String>) -> Self {
        self.ext_idp_conn_identifier = Some(identifier.into());
        self
    }

    /// Sets the secret of the application, for the token endpoints of OAuth 2.0 and OIDC.
    ///
    /// For back ends only: never put it into a mini-program or an app.
    #[doc(alias = "secret")]
    pub fn app_secret(mut self, secret: impl Into<Secret>) -> Self {
        self.oauth.secret = Some(secret.into());
        self
    }

    /// Sets the redirect URI, one of those that the Authing console lists for the application.
    #[doc(alias = "redirectUri")]
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.oauth.redirect_uri = Some(uri.into());
        self
    }

    /// Sets the protocol of the application; OIDC by default.
    pub fn protocol(mut self, protocol: Protocol) -> Self {
        self.oauth.protocol = protocol;
        self
    }

    /// Sets how the application authenticates at the token endpoint.
    #[doc(alias = "tokenEndPointAuthMethod")]
    pub fn token_auth_method(mut self, method: ClientAuthMethod) -> Self {
        self.oauth.token_auth = method;
        self
    }

    /// Sets how the application authenticates at the introspection endpoint.
    #[doc(alias = "introspectionEndPointAuthMethod")]
    pub fn introspection_auth_method(mut self, method: ClientAuthMethod) -> Self {
        self.oauth.introspection_auth = method;
        self
    }

    /// Sets how the application authenticates at the revocation endpoint.
    #[doc(alias = "revocationEndPointAuthMethod")]
    pub fn revocation_auth_method(mut self, method: ClientAuthMethod) -> Self {
        self.oauth.revocation_auth = method;
        self
    }

    /// Sets other names for the `x-authing-…` headers, for hosts under another brand.
    pub fn header_names(mut self, names: HeaderNames) -> Self {
        self.header_names = names;
        self
    }

    /// Allows `http://` hosts beyond the loopback interface.
    ///
    /// Tokens are then sent unencrypted: use it only in a network that you trust.
    pub fn allow_plain_http(mut self) -> Self {
        self.allow_plain_http = true;
        self
    }

    /// Customizes the HTTP client: a proxy, a private certificate authority, name resolution and so on.
    ///
    /// The closure receives a [`reqwest::ClientBuilder`] of the reqwest version that this crate uses; no other public
    /// item exposes reqwest. After the closure has run, redirects and retries are disabled and the connect timeout is
    /// set in any case: tokens must not follow a redirect, and a WeChat code cannot be sent twice. With the feature
    /// `events` the closure runs again when the first stream of events is opened, because events have an HTTP client of
    /// their own, which speaks HTTP/1.1 alone.
    ///
    /// # Proxies
    ///
    /// Requests go through the proxy that the environment names in `HTTPS_PROXY`, `HTTP_PROXY` or `ALL_PROXY`, unless
    /// `NO_PROXY` excepts the host; on Windows and macOS the system's proxy counts too. The proxy of an `https` host
    /// sees the name of the host only, that of a plain `http` host reads codes and tokens. `no_proxy()` in the closure
    /// ignores the environment. If a configured host is this machine (`localhost` or a loopback address), its requests
    /// never go through a proxy, whether the environment or the closure names one. If all hosts are this machine and speak plain
    /// `http`, the closure gets a builder that trusts no certificate, because reading those of the system takes most of the time.
    ///
    /// # Examples
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
        self.customize = Arc::new(customize);
        self
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
