use std::{net::IpAddr, sync::Arc, time::Duration};

use reqwest::Url;
use serde_json::Value;

use crate::{
    AuthenticationClient, Error, ErrorCode, MemoryStore, Secret, Session, TokenStore,
    client::Shared,
    password::{KeyCache, PublicKey},
    session::SessionHandle,
    wire::Headers,
};

pub(crate) type OnError = dyn Fn(ErrorCode, &str, &Value) + Send + Sync;
type Customize = Box<dyn FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send>;

const DEFAULT_HOST: &str = "https://core.authing.cn";
const SDK_VERSION: &str = concat!("rust:", env!("CARGO_PKG_VERSION"));

/// The options of an [`AuthenticationClient`]; start with [`AuthenticationClient::builder`].
///
/// | option | default |
/// |---|---|
/// | [`host`](Self::host) | `https://core.authing.cn` |
/// | [`access_token`](Self::access_token) or [`token_store`](Self::token_store) | memory, nobody logged in |
/// | [`timeout`](Self::timeout) | 10 s for a whole call |
/// | [`connect_timeout`](Self::connect_timeout) | 5 s |
/// | [`reply_limit`](Self::reply_limit) | 8 MiB |
/// | [`on_error`](Self::on_error) | none |
/// | [`user_pool_id`](Self::user_pool_id), [`tenant_id`](Self::tenant_id), [`lang`](Self::lang) | not sent |
/// | [`request_from`](Self::request_from) | `wxapp` |
/// | [`public_key`](Self::public_key) | fetched when a password is first sent |
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
pub struct Builder {
    app_id: String,
    host: String,
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
    header_names: HeaderNames,
    allow_plain_http: bool,
    customize: Option<Customize>,
}

impl Builder {
    pub(crate) fn new(app_id: String) -> Self {
        Self {
            app_id,
            host: DEFAULT_HOST.into(),
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
            header_names: HeaderNames::default(),
            allow_plain_http: false,
            customize: None,
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
    ///   [`build`](Self::build), and not for a future that is dropped.
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
        customize: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + 'static,
    ) -> Self {
        self.customize = Some(Box::new(customize));
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
        let host = check_host(&self.host, self.allow_plain_http)?;
        let keys = match &self.public_key {
            Some(text) => KeyCache::fixed(PublicKey::parse(text).map_err(|why| {
                refuse("public_key", &why, "give it an RSA public key as PEM, or leave it out to fetch the server's")
            })?),
            None => KeyCache::default(),
        };
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
        let customize = self.customize.unwrap_or_else(|| Box::new(|http| http));
        let http = customize(default_tls(reqwest::Client::builder()))
            .connect_timeout(self.connect_timeout)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .build()
            .map_err(|e| {
                refuse("http", "gives settings that do not work", "see the source of this error").with_source(e)
            })?;
        let shared = Shared {
            app_id: self.app_id,
            host,
            http,
            headers,
            timeout: self.timeout,
            reply_limit: self.reply_limit,
            on_error: self.on_error,
            keys,
        };
        Ok(AuthenticationClient::from_parts(shared, session))
    }
}

impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder").field("app_id", &self.app_id).field("host", &self.host).finish_non_exhaustive()
    }
}

fn refuse(option: &str, what: &str, mend: &str) -> Error {
    Error::argument(format!("the option {option} {what}; {mend}"))
}

#[cfg(feature = "rustls")]
fn default_tls(http: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    http.tls_backend_rustls()
}

#[cfg(not(feature = "rustls"))]
fn default_tls(http: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    http
}

/// The host without a slash at the end, when requests can go there.
fn check_host(host: &str, allow_plain_http: bool) -> Result<String, Error> {
    // What stands before an @ may be a password.
    let shown = if host.contains('@') { "(a value with @)" } else { host };
    let refuse = |what: &str, mend: &str| Err(refuse("host", &format!("{shown:?} {what}"), mend));
    let example = "write it like https://authing-api.mydomain.com";
    let url = match Url::parse(host) {
        Ok(url) => url,
        Err(e) => return refuse(&format!("is not an absolute URL ({e})"), example),
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Error::argument(format!(
            "the option host holds credentials, which would end up in logs; {example}"
        )));
    }
    if host.trim() != host || host.contains(char::is_whitespace) {
        return refuse("holds white space", example);
    }
    let plain = match url.scheme() {
        "https" => false,
        "http" => true,
        _ => return refuse("is neither http nor https", example),
    };
    if url.query().is_some() || url.fragment().is_some() {
        return refuse("has a query or a fragment", "leave out everything from ? or # on");
    }
    if plain && !allow_plain_http && !is_loopback(&url) {
        let mend = "use https, or call allow_plain_http() on the builder if you trust the network";
        return refuse("would send tokens readable over the network", mend);
    }
    if !plain && !cfg!(any(feature = "rustls", feature = "native-tls")) {
        return refuse("needs TLS, which this build has not", "switch on the feature rustls or native-tls");
    }
    let host = host.strip_suffix('/').unwrap_or(host);
    if host.ends_with('/') {
        return refuse("ends with several slashes", "leave them out");
    }
    Ok(host.to_owned())
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.ends_with(".localhost") || address.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}

/// The names of the headers that go with every request, for hosts under another brand. Those that are not named keep
/// their usual name.
///
/// ```
/// use authing_wxapp::HeaderNames;
///
/// let names = HeaderNames::default().app_id("x-acme-app-id").lang("x-acme-lang");
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct HeaderNames {
    app_id: String,
    user_pool_id: String,
    tenant_id: String,
    lang: String,
    request_from: String,
    sdk_version: String,
}

impl Default for HeaderNames {
    fn default() -> Self {
        Self {
            app_id: "x-authing-app-id".into(),
            user_pool_id: "x-authing-userpool-id".into(),
            tenant_id: "x-authing-app-tenant-id".into(),
            lang: "x-authing-lang".into(),
            request_from: "x-authing-request-from".into(),
            sdk_version: "x-authing-sdk-version".into(),
        }
    }
}

macro_rules! header_name {
    ($($name:ident: $default:literal),* $(,)?) => {
        impl HeaderNames {
            $(#[doc = concat!("Another name for `", $default, "`.")]
            pub fn $name(mut self, name: impl Into<String>) -> Self {
                self.$name = name.into();
                self
            })*
        }
    };
}
header_name! {
    app_id: "x-authing-app-id",
    user_pool_id: "x-authing-userpool-id",
    tenant_id: "x-authing-app-tenant-id",
    lang: "x-authing-lang",
    request_from: "x-authing-request-from",
    sdk_version: "x-authing-sdk-version",
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
