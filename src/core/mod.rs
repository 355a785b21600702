//! What every layer needs and what knows no client.

pub(crate) mod cache;
mod header_names;
pub(crate) mod host;
mod oauth;

pub use header_names::HeaderNames;
pub(crate) use oauth::OAuth;
pub use oauth::{ClientAuthMethod, Protocol};
