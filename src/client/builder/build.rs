//! Checks the options of the builder and creates the client.

#[cfg(feature = "events")]
use std::sync::Arc;
use std::time::Duration;

use super::AuthenticationClientBuilder;
#[cfg(feature = "events")]
use crate::core::EventService;
#[cfg(feature = "sm2")]
use crate::crypto::Sm2Key;
use crate::{
    client::AuthenticationClient,
    core::{
        CallSettings, Core, Headers, PasswordKey, Retries,
        host::{self, refuse},
    },
    crypto::PublicKey,
    error::Error,
    model::Session,
    session::{MemoryStore, SessionHandle},
};

const SDK_VERSION: &str = concat!("rust:", env!("CARGO_PKG_VERSION"));

/// How long a connection is kept without a request. Servers close theirs after a minute or so, and a request that is sent at that
/// very moment is lost, and with it a code that works once.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(30);

impl AuthenticationClientBuilder {
    /// Checks the options and creates the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`Error::is_argument`] when an option is invalid. The message names the option, the problem and the remedy.
    ///
    /// # Examples
    ///
    /// ```
    /// use authing_wxapp::AuthenticationClient;
    ///
    /// let builder = AuthenticationClient::builder("YOUR_APP_ID").host("http://authing.mydomain.com");
    /// let error = builder.build().unwrap_err();
    /// assert!(error.is_argument()); // tokens would be sent unencrypted
    /// ```
    pub fn build(self) -> Result<AuthenticationClient, Error> {
        if self.app_id.trim().is_empty() {
            return Err(refuse("app_id", "is empty", "copy the id of the application from the Authing console"));
        }
        for (option, value) in [("timeout", self.timeout), ("connect_timeout", self.connect_timeout)] {
            if value.is_zero() {
                return Err(refuse(option, "is zero", "give it a duration, such as Duration::from_secs(10)"));
            }
        }
        if self.ext_idp_conn_identifier.as_ref().is_some_and(|identifier| identifier.trim().is_empty()) {
            let remedy = "copy the identifier of the mini-program connection from the Authing console, or leave it out";
            return Err(refuse("ext_idp_conn_identifier", "is empty", remedy));
        }
        if self.reply_limit == 0 {
            return Err(refuse("reply_limit", "is zero", "leave it out for 8 MiB"));
        }
        if self.retry.is_some_and(|policy| policy.attempts == 0) {
            return Err(refuse("retry", "allows no attempt", "give RetryPolicy::attempts at least 1, or leave it out"));
        }
        let host = host::check("host", &self.host, self.allow_plain_http)?;
        let websocket_host = self.websocket_host.as_deref();
        let websocket_host =
            websocket_host.map(|host| host::check("websocket_host", host, self.allow_plain_http)).transpose()?;
        #[cfg(feature = "events")]
        let event_host = crate::client::options::event_host(self.event_host.as_deref(), self.allow_plain_http)?;
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
                let remedy = "a store has its own session: leave access_token out, or call set_token after build()";
                return Err(refuse("access_token", "cannot be combined with token_store", remedy));
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
            Error::configuration(format!(
                "the value of the header {name:?} cannot be sent: {why}; correct the option that sets it"
            ))
        })?;
        let Self { connect_timeout, customize, .. } = self;
        #[cfg(feature = "events")]
        let events = {
            let (host, customize) = (event_host.clone(), Arc::clone(&customize));
            let make = move || http_client(&[Some(&host)], connect_timeout, |http| customize(http).http1_only());
            EventService::new(event_host, Box::new(make))
        };
        let http = http_client(&[Some(&host), websocket_host.as_deref()], connect_timeout, &*customize)?;
        let core = Core {
            app_id: self.app_id,
            user_pool_id: self.user_pool_id,
            tenant_id: self.tenant_id,
            host,
            websocket_host,
            #[cfg(feature = "events")]
            events,
            http,
            header_names: self.header_names,
            reply_limit: self.reply_limit,
            on_error: self.on_error,
            retries: self.retry.map(Retries::new),
            clock: self.clock,
            #[cfg(feature = "otel")]
            metrics: crate::core::Metrics::default(),
            password_key: keys,
            system: crate::core::Cached::default(),
            #[cfg(feature = "sm2")]
            sm2,
            oauth: self.oauth,
            ext_idp_conn_identifier: self.ext_idp_conn_identifier,
            refreshing: crate::core::Flights::default(),
            #[cfg(feature = "verify")]
            signing_keys: crate::core::SigningKeys::default(),
        };
        let settings = CallSettings::new(headers, self.timeout);
        Ok(AuthenticationClient::from_parts(core, settings, session, self.wechat_tokens.unwrap_or_default()))
    }
}

/// A client of HTTP for these hosts.
fn http_client(
    hosts: &[Option<&str>],
    connect_timeout: Duration,
    customize: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
) -> Result<reqwest::Client, Error> {
    let http = default_tls(reqwest::Client::builder().pool_idle_timeout(POOL_IDLE_TIMEOUT));
    let plain = hosts.iter().flatten().all(|host| host.starts_with("http:") && host::is_local(host));
    let http = customize(if plain { without_certificates(http) } else { http });
    // A proxy cannot reach this machine, but reads the codes and tokens that are meant for it.
    let local = hosts.iter().flatten().any(|host| host::is_local(host));
    let http = if local { http.no_proxy() } else { http };
    let http = http
        .connect_timeout(connect_timeout)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never());
    http.build()
        .map_err(|e| refuse("http", "gives settings that do not work", "see the source of this error").with_source(e))
}

#[cfg(feature = "rustls")]
fn default_tls(http: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    http.tls_backend_rustls()
}

#[cfg(not(feature = "rustls"))]
fn default_tls(http: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    http
}

/// Reading the certificates of the system takes most of the time of a build. Tests, which build many clients, have a server on this
/// machine that speaks plain HTTP and needs none.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn without_certificates(http: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    http.tls_certs_only([])
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
fn without_certificates(http: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    http
}
