//! Options of what is not everybody's: hosts beside the usual one, and SM2.

use super::AuthenticationClientBuilder;
#[cfg(feature = "events")]
use crate::core::host;
#[cfg(feature = "events")]
use crate::error::Error;

impl AuthenticationClientBuilder {
    /// The host of the service that asks a Windows Active Directory, for
    /// [`login_by_ad`](crate::AuthenticationClient::login_by_ad). By default it is derived: `https://ws.` and the name of the
    /// [`host`](Self::host) without its first label, such as `https://ws.authing.cn`. Private deployments name it, for
    /// passwords go there.
    #[doc(alias = "websocketHost")]
    pub fn websocket_host(mut self, host: impl Into<String>) -> Self {
        self.websocket_host = Some(host.into());
        self
    }

    /// The host that events come from. The token of the session goes there.
    #[cfg(feature = "events")]
    #[doc(alias = "socketUri")]
    pub fn event_host(mut self, host: impl Into<String>) -> Self {
        self.event_host = Some(host.into());
        self
    }

    /// The SM2 key that encrypts passwords in the place of RSA: the point in hexadecimal digits, with or without the `04` in
    /// front. No RSA key is fetched then.
    #[cfg(feature = "sm2")]
    #[doc(alias = "encryption")]
    pub fn sm2_public_key(mut self, key: impl Into<String>) -> Self {
        self.sm2_public_key = Some(key.into());
        self
    }
}

/// Where events come from, as HTTP. Only a host that was named is checked: who subscribes to nothing needs no TLS for it.
#[cfg(feature = "events")]
pub(super) fn event_host(named: Option<&str>, allow_plain_http: bool) -> Result<String, Error> {
    match named {
        Some(host) => host::check_socket("event_host", host, allow_plain_http),
        None => Ok("https://openevent.authing.cn".into()),
    }
}
