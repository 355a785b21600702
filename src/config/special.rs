//! Options that few programs need: hosts of special services, and SM2.

use super::Builder;
#[cfg(feature = "events")]
use super::host;
#[cfg(feature = "events")]
use crate::Error;

impl Builder {
    /// Sets the host of the service that authenticates against a Windows Active Directory, for
    /// [`login_by_ad`](crate::AuthenticationClient::login_by_ad).
    ///
    /// The default is derived: `https://ws.` followed by the name of the [`host`](Self::host) without its first label,
    /// such as `https://ws.authing.cn`. Private deployments should set it, because passwords are sent there.
    #[doc(alias = "websocketHost")]
    pub fn websocket_host(mut self, host: impl Into<String>) -> Self {
        self.websocket_host = Some(host.into());
        self
    }

    /// Sets the host that events come from. The token of the session is sent there.
    #[cfg(feature = "events")]
    #[doc(alias = "socketUri")]
    pub fn event_host(mut self, host: impl Into<String>) -> Self {
        self.event_host = Some(host.into());
        self
    }

    /// Sets an SM2 key that encrypts passwords instead of RSA.
    ///
    /// - `key`: the point of the public key in hexadecimal digits, with or without the leading `04`.
    ///
    /// No RSA key is fetched then.
    #[cfg(feature = "sm2")]
    #[doc(alias = "encryption")]
    pub fn sm2_public_key(mut self, key: impl Into<String>) -> Self {
        self.sm2_public_key = Some(key.into());
        self
    }
}

/// The host of the event service, with an HTTP scheme.
///
/// Only a host that was set is checked: programs without subscriptions need no TLS for the default.
#[cfg(feature = "events")]
pub(super) fn event_host(named: Option<&str>, allow_plain_http: bool) -> Result<String, Error> {
    match named {
        Some(host) => host::check_socket("event_host", host, allow_plain_http),
        None => Ok("https://openevent.authing.cn".into()),
    }
}
