//! What all layers share and what depends on no client: settings, the HTTP client, header names, limits and key caches.

mod backoff;
mod cache;
mod call_settings;
mod clock;
#[cfg(feature = "events")]
mod event_service;
mod header_names;
mod headers;
pub(crate) mod host;
#[cfg(feature = "otel")]
mod metrics;
mod oauth;
mod password_key;
pub(crate) mod progress;
mod retry;
#[cfg(feature = "verify")]
mod signing_keys;
mod single_flight;

use std::sync::Arc;

use serde_json::Value;

pub(crate) use backoff::Backoff;
pub(crate) use cache::Cached;
pub(crate) use call_settings::{CallContext, CallSettings};
pub(crate) use clock::Clock;
#[cfg(feature = "events")]
pub(crate) use event_service::EventService;
pub use header_names::HeaderNames;
pub(crate) use headers::{Headers, header_value};
#[cfg(feature = "otel")]
pub(crate) use metrics::Metrics;
pub(crate) use oauth::OAuth;
pub use oauth::{ClientAuthMethod, CodeChallengeMethod, Protocol};
pub(crate) use password_key::PasswordKey;
pub(crate) use retry::Retries;
pub use retry::RetryPolicy;
#[cfg(feature = "verify")]
pub use signing_keys::TokenAlgorithm;
#[cfg(feature = "verify")]
pub(crate) use signing_keys::{KeyQuery, KeySet, SigningKey, SigningKeys};
pub(crate) use single_flight::{Flights, SingleFlight};

use crate::{
    error::{Error, ErrorCode},
    generated::types::SystemInfo,
};

pub(crate) type OnError = dyn Fn(ErrorCode, &str, &Value) + Send + Sync;
pub(crate) type Customize = dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync;

/// What all clients of one application share.
pub(crate) struct Core {
    pub app_id: String,
    /// Empty when none is configured.
    pub user_pool_id: String,
    /// Empty when none is configured.
    pub tenant_id: String,
    /// Without a slash at the end.
    pub host: String,
    /// The host of the directory service, when it was named.
    pub websocket_host: Option<String>,
    pub http: reqwest::Client,
    #[cfg(feature = "events")]
    pub events: EventService,
    pub header_names: HeaderNames,
    pub reply_limit: usize,
    pub on_error: Option<Arc<OnError>>,
    /// `None` when nothing is repeated.
    pub retries: Option<Retries>,
    pub clock: Clock,
    #[cfg(feature = "otel")]
    pub metrics: Metrics,
    pub password_key: PasswordKey,
    /// The system information of the server, which has the keys that encrypt passwords for the v3 API.
    pub system: Cached<SystemInfo>,
    #[cfg(feature = "sm2")]
    pub sm2: Option<crate::crypto::Sm2Key>,
    pub oauth: OAuth,
    /// The connection of the mini-program.
    pub ext_idp_conn_identifier: Option<String>,
    /// The refreshes of the sessions of all clients.
    pub refreshing: Flights,
    #[cfg(feature = "verify")]
    pub signing_keys: SigningKeys,
}

impl Core {
    /// Forgets the password keys if the server reports that it cannot decrypt a password: its key has changed, and the next call
    /// fetches the new one. Returns the error.
    pub fn forget_keys_if_undecryptable(&self, error: Error) -> Error {
        if error.code() == ErrorCode::PASSWORD_DECRYPTION_FAILED {
            self.password_key.invalidate();
            self.system.clear();
        }
        error
    }
}
