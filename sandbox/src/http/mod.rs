//! HTTP: decodes requests, logs them, applies faults, checks requests against the contract and encodes replies.

pub mod body;
pub mod cas;
pub mod contract;
pub mod cookies;
pub mod cors;
pub mod event_socket;
pub mod faults;
pub mod files;
pub mod forms;
pub mod graphql;
pub mod log;
pub mod observer;
pub mod reading;
pub mod redaction;
pub mod reply;
pub mod request;
pub mod serve;
pub mod server;
pub mod state;
#[cfg_attr(not(feature = "tls"), path = "without_tls.rs")]
pub mod tls;

pub use request::{ApiRequest, form};
