//! Options that few programs need: hosts beside the usual one, the store of WeChat's access tokens, and SM2.

use std::sync::Arc;

use super::AuthenticationClientBuilder;
#[cfg(feature = "events")]
use crate::core::host;
#[cfg(feature = "events")]
use crate::error::Error;
use crate::session::{SessionStore, WechatTokens};

impl AuthenticationClientBuilder {
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

    /// Sets the store of WeChat's access tokens, for several processes or machines. It can be the store of their sessions.
    ///
    /// - `store`: for example `RedisSessions`, or [`FileSessions`](crate::FileSessions) on one machine. All processes need the same
    ///   one, with the same prefix or folder. Clones of a store share it, so `sessions.clone()` will do.
    ///
    /// WeChat invalidates a token when it issues the next one. With this option all who share the store use one token: one of them
    /// fetches it when [`get_wechat_access_token_info`](crate::V3::get_wechat_access_token_info) needs it, the others wait and share
    /// the result or the failure. When the fetching process dies, the next one goes on after 3 seconds at most.
    ///
    /// The key of the token is a hash of the mini-program's id, which no session id of a user can give. Beside the token the store has
    /// a hash of the secret, and a caller with another secret does not get the token. A store that keeps sessions for less than two
    /// hours also forgets the token that early, and the next call fetches another one.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn main() -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::{AuthenticationClient, FileSessions};
    ///
    /// # let home = tempfile::tempdir().unwrap();
    /// # let folder = home.path();
    /// let sessions = FileSessions::in_folder(folder)?;
    /// let authing = AuthenticationClient::builder("YOUR_APP_ID").wechat_token_store(sessions.clone()).build()?;
    /// # Ok(()) }
    /// ```
    pub fn wechat_token_store(mut self, store: impl SessionStore) -> Self {
        self.wechat_tokens = Some(Arc::new(WechatTokens::new(store)));
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
