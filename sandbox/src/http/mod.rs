//! HTTP: decodes requests, logs them, applies faults, holds requests against the contract and encodes replies.

pub mod contract;
pub mod cookies;
pub mod cors;
pub mod document;
pub mod event_socket;
pub mod faults;
pub mod files;
pub mod log;
pub mod reply;
mod request;
pub mod serve;
pub mod state;

pub use request::{ApiRequest, form};
